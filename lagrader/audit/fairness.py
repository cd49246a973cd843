"""Whether right answers in other styles get full marks, and what it says where none of them does."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from lagrader.audit.findings import Finding
from lagrader.audit.standing import Runs, said_of, shown
from lagrader.course import Exercise
from lagrader.results import CriterionResult
from lagrader.rubric import AnswerCriterion, CallCriterion


def of_alternatives(exercise: Exercise, runs: Runs, lost_by_reference: frozenset[str]) -> Iterator[Finding]:
    """Say which alternatives lose what; where all of them lose the same, it is the reference that is doubted.

    ``lost_by_reference`` are the criteria that the reference itself loses: what nobody gets says nothing of it.
    """
    own = ast.dump(ast.parse(exercise.solution))
    names = [path.name for path, text in exercise.alternatives if ast.dump(ast.parse(text)) != own]
    if not names:
        text = "There is no right answer in another style, so nothing shows that such a one gets full marks."
        yield Finding("NO_ALTERNATIVES", text, f"Write one or more into {exercise.id}/alternatives/.")
        return
    yield from _unusable(runs)
    judged = {criterion.id: criterion for criterion in exercise.whole_rubric.criteria}
    for id_, by_name in _lost(runs).items():
        worst = next(iter(by_name.values()))[0]
        has_value = isinstance(judged[id_], (AnswerCriterion, CallCriterion))
        if len(by_name) == len(exercise.alternatives) and id_ in lost_by_reference:
            text = f"No right answer gets it, the reference included: {said_of(worst)}"
            yield Finding("NOBODY_EARNS", text, "Change what it asks for.", id_, shown(worst))
        elif len(by_name) == len(exercise.alternatives) and has_value:
            yield _doubt(exercise, id_, len(by_name), worst)
        else:
            for name, results in by_name.items():
                times = f"{len(results)} of {len(runs)} runs"
                text = f"alternatives/{name} is right and loses it in {times}: {said_of(results[0])}"
                advice = "Widen what the criterion accepts, or mend the file."
                yield Finding("UNFAIR", text, advice, id_, shown(results[0]))


def _unusable(runs: Runs) -> Iterator[Finding]:
    """Say which files can't be imported at all, once each."""
    told = set()
    for graded in runs.values():
        for one in graded:
            problem, name = one.result.problem, one.specimen.name
            if problem is not None and name not in told:
                told.add(name)
                why = problem.exception or said_of(problem)
                text = f"alternatives/{name} cannot be imported: {why}"
                yield Finding("ALTERNATIVE_STOPS", text, "Mend the file, or take it away.")


def _lost(runs: Runs) -> dict[str, dict[str, list[CriterionResult]]]:
    """Return the results that were not accepted, by criterion and file."""
    lost: defaultdict[str, defaultdict[str, list[CriterionResult]]] = defaultdict(lambda: defaultdict(list))
    for graded in runs.values():
        for one in graded:
            for id_ in one.lost if one.result.problem is None else ():
                lost[id_][one.specimen.name].append(one.of(id_))
    return {id_: dict(by_name) for id_, by_name in lost.items()}


def _doubt(exercise: Exercise, id_: str, count: int, worst: CriterionResult) -> Finding:
    who = f"all {count} alternatives disagree" if count > 1 else "the one alternative disagrees"
    text = f"The reference solution is probably wrong: {who} with it."
    advice = f"Work it out once more, then mend {exercise.solution_path.name}, or else the criterion."
    return Finding("REFERENCE_DOUBTFUL", text, advice, id_, shown(worst))
