"""Which exercises of a submission a report is about: of those that go further, only what somebody has begun."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from lagrader.submission.sources import SourceFile
from lagrader.syntax import SyntaxFault, defined_names, parse, same_as_starter

if TYPE_CHECKING:
    from lagrader.course import Exercise
    from lagrader.submission.find import Submission, SubmittedFile
    from lagrader.submission.unreadable import Unreadable


def answered(submission: Submission, exercises: Iterable[Exercise]) -> list[Exercise]:
    """Return those of ``exercises`` that must be answered for, those that count first.

    One that goes further is among them where something of it was handed in, where it was asked for by name, and where
    the submission has nothing else: a file that is named after it asks for it, too.
    """
    held = [exercise for exercise in exercises if exercise.id in submission.files]
    counted = [exercise for exercise in held if not exercise.further]
    further = [exercise for exercise in held if exercise.further]
    if counted and not submission.by_name:
        further = [exercise for exercise in further if _was_handed_in(exercise, submission.files[exercise.id])]
    return [*counted, *further]


def _was_handed_in(exercise: Exercise, file: SubmittedFile) -> bool:
    """Whether something of an exercise was handed in, in its own file or in one that holds others as well.

    There most of its names must stand: a single one may be a helper of another exercise.
    """
    source = file.source
    if file.module == exercise.id:
        return is_begun(exercise, source)
    if not isinstance(source, SourceFile):
        return False
    names = exercise.target_names
    return 2 * len(names & defined_names(source.tree)) > len(names) and is_begun(exercise, source)


def is_begun(exercise: Exercise, source: SourceFile | Unreadable) -> bool:
    """Whether something of an exercise was handed in: a file that is no longer the starter, or can't be read."""
    if not isinstance(source, SourceFile):
        return source.kind != "missing"
    if without_stamp(source.text) == without_stamp(exercise.starter):
        return False  # mostly so, and seen without reading the rubric
    starter = starter_tree(exercise.starter)
    return not all(same_as_starter(source.tree, starter, name) for name in exercise.target_names)


def without_stamp(text: str) -> str:
    """Return a file's text without the line that ``lagrader init`` puts on top, and without blanks around it."""
    return re.sub(r"\A# Course: .*\n", "", text).strip()


@lru_cache(maxsize=64)  # a class has the same few
def starter_tree(text: str) -> ast.Module:
    """Return a starter's syntax tree; of one that is not Python, which its rubric's reader refuses, that of nothing."""
    tree = parse(text, "starter.py")
    return ast.Module([], []) if isinstance(tree, SyntaxFault) else tree
