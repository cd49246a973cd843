"""``lagrader grade --dry-run``: who was found with what, before anything runs."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lagrader.batch import nothing_in
from lagrader.cli import console
from lagrader.course import targets_of
from lagrader.harmless import harmless_line
from lagrader.submission import Submission, Unreadable
from lagrader.submission.begun import answered
from lagrader.submission.handed import find_handed

if TYPE_CHECKING:
    from lagrader.course import Course
    from lagrader.submission.learners import Class
    from lagrader.submission.roster import Enrolled


def list_work(class_: Class, enrolled: Enrolled, course: Course) -> None:
    """Print a line for each learner: the exercises that were found, and what can't be read."""
    targets = targets_of(course.exercises)
    numbers = {exercise.id: exercise.number for exercise in course.exercises}
    widest = max((len(learner.id) for learner in enrolled.learners), default=0)
    for learner in enrolled.learners:
        found = find_handed(learner.work, list(targets), targets, Path(learner.label))
        submission = replace(found, files={one.id: found.files[one.id] for one in answered(found, course.exercises)})
        _line(f"{learner.id:{min(widest, 24)}}  {_found(submission, numbers)}")
        for note in _notes(submission, learner.notes):
            _line(f"    {note}")
    for person in enrolled.absent:
        _line(f"{person.id}  handed in nothing")
    for name in class_.aside:
        _line(f"{name}  is nobody's work")


def _found(submission: Submission, numbers: dict[str, int]) -> str:
    nothing = nothing_in(submission)
    if nothing:
        return nothing
    faults = {id_: file.source for id_, file in submission.files.items() if isinstance(file.source, Unreadable)}
    found = " ".join(f"ex{numbers[id_]}" for id_ in submission.files if id_ not in faults)
    missing = [f"ex{numbers[id_]}" for id_, fault in faults.items() if fault.kind == "missing"]
    broken = [f"ex{numbers[id_]}" for id_, fault in faults.items() if fault.kind != "missing"]
    parts = [found, *([f"missing: {' '.join(missing)}"] if missing else [])]
    return "   ".join(filter(None, [*parts, *([f"cannot be read: {' '.join(broken)}"] if broken else [])]))


def _notes(submission: Submission, own: tuple[str, ...]) -> list[str]:
    notes = [note for file in submission.files.values() for note in file.notes]
    faults = [
        _told(file.source)
        for file in submission.files.values()
        if isinstance(file.source, Unreadable) and file.source.kind != "missing"
    ]
    return list(dict.fromkeys([*own, *faults, *notes]))


def _told(fault: Unreadable) -> str:
    place = f", line {fault.line}" if fault.line else ""
    return f"{fault.text}{place}: {fault.note}." if fault.note else fault.text


def _line(text: str) -> None:
    print(console.shown(harmless_line(text), sys.stdout))
