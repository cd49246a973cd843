"""Specimens: whole files as a learner could hand them in, each with something known about it.

A reference solution, a starter, a mutant of an answer, a known mistake in the reference's place: all are graded as a
learner's work is, in the sandbox, by the same grader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lagrader.course import Exercise
from lagrader.errors import RubricError
from lagrader.results import CriterionResult, ExerciseResult, Verdict
from lagrader.submission import SourceFile, Submission, SubmittedFile
from lagrader.syntax import SyntaxFault, parse
from lagrader.yamlfile import shown

Kind = Literal["reference", "starter", "alternative", "mutant", "mistake", "refused", "shortcut"]


@dataclass(frozen=True, slots=True)
class Specimen:
    """One file for one exercise.

    ``target`` is the name in it that was changed, ``criterion`` the one that must object, ``code`` the feedback that
    must be given; each is empty where there is none.
    """

    exercise: str
    kind: Kind
    name: str
    text: str
    target: str = ""
    criterion: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Graded:
    """A specimen and what came of it."""

    specimen: Specimen
    result: ExerciseResult

    def verdict(self, criterion: str) -> Verdict:
        """What became of a criterion."""
        return self.of(criterion).verdict

    def of(self, criterion: str) -> CriterionResult:
        """The result of a criterion."""
        return next(one for one in self.result.criteria if one.id == criterion)

    @property
    def lost(self) -> tuple[str, ...]:
        """The criteria that were judged and not accepted; one that waits for another, or can't be judged, is not."""
        return tuple(one.id for one in self.result.criteria if one.verdict not in _NOT_LOST)


_NOT_LOST = (Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.PENDING, Verdict.JUDGE_ERROR)


def reference(exercise: Exercise) -> Specimen:
    """The exercise's own answer."""
    return Specimen(exercise.id, "reference", exercise.solution_path.name, exercise.solution)


def starter(exercise: Exercise) -> Specimen:
    """What a learner begins with."""
    return Specimen(exercise.id, "starter", "starter.py", exercise.starter)


def alternatives(exercise: Exercise) -> tuple[Specimen, ...]:
    """Right answers in other styles."""
    return tuple(Specimen(exercise.id, "alternative", path.name, text) for path, text in exercise.alternatives)


def with_answer(exercise: Exercise, target: str, code: str) -> str:
    """Return the reference solution in which ``code`` stands behind everything else, and gives ``target`` anew."""
    assert target in code
    return without_rivals(exercise, f"{exercise.solution}\n\n{code}\n", target)


def without_rivals(exercise: Exercise, text: str, target: str) -> str:
    """Return a source in which nothing is left of other ways to the points of ``target``, or these would hide a fault.

    Such a name is asked for only in criteria of several ways, of which one is about the target.
    """
    criteria = exercise.whole_rubric.criteria
    alone = {name for one in criteria if one.kind != "any_of" for name in one.learner_names}
    rivals = (
        {
            name
            for one in criteria
            if target in one.learner_names
            for way in getattr(one, "any_of", ())
            if target not in way.learner_names
            for name in way.learner_names
        }
        - alone
        - {target}
    )
    return text + "".join(f"\n{name} = None\n" for name in sorted(rivals))


def submission_of(specimens: Mapping[str, Specimen]) -> Submission:
    """Return one learner's work with a specimen for each exercise, by the exercise's id."""
    return Submission(Path(), {id_: _file(specimen) for id_, specimen in specimens.items()}, by_name=True)


def _file(specimen: Specimen) -> SubmittedFile:
    path = Path(f"{specimen.exercise}.py")
    tree = parse(specimen.text, path.name)
    if isinstance(tree, SyntaxFault):
        raise RubricError(f"this is not Python: {tree.message}", shown(Path(specimen.name)), tree.line)
    source = SourceFile(path, specimen.text, tree)
    return SubmittedFile(specimen.exercise, path, path.name, specimen.exercise, source)
