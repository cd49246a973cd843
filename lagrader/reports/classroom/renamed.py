"""Work that differs only in names: programs that are the same once names, comments and layout are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from lagrader.course import Course, Exercise
from lagrader.gradebook import Row
from lagrader.reports.classroom.model import Comparison, Renamed, Who
from lagrader.syntax.skeleton import Skeleton, skeleton

Works = Callable[[Row], Iterable[tuple[str, str]]]
"""A learner's files, name and text, as they were graded; nothing where they are not there any more."""

MOST = 2_000
"""Learners up to whom work is read without being asked for: reading takes 4 ms for each."""

LEAST = 30
"""Nodes that a program must have beyond its starter: below that it is the same by chance."""

FEW, SHARE = 3, 0.05
"""What more learners have, and a larger part of the class, is how one writes it."""

GONE = "The work is not where it was graded any more, so nothing could be compared."


def compare(works: Works, course: Course, learners: Sequence[tuple[int, Row, frozenset[str]]]) -> Comparison:
    """Compare the work of learners: each has a place in the list, a row, and the exercises that were tried, ``ex3``."""
    bodies = {exercise.id: _body(exercise) for exercise in course.exercises}
    compared = 0
    for place, row, tried in learners:
        files = list(works(row))
        compared += bool(files)
        for name, text in files:
            body = bodies.get(PurePosixPath(name).stem)
            if body is not None and f"ex{body.number}" in tried:
                body.add(place, row.content, text)
    if not compared:
        return Comparison(GONE if learners else "")
    groups = [group for body in bodies.values() for group in body.groups()]
    return Comparison("", compared, tuple(sorted(groups, key=lambda one: (-len(one.who), one.who.key))))


@dataclass(slots=True)
class _Body:
    """What was handed in for one exercise."""

    number: int
    starter: int
    """Nodes that everybody begins with."""
    solution: bytes
    """The course's own program: who writes it as plainly has copied nothing."""
    programs: defaultdict[bytes, dict[int, bytes | None]] = field(default_factory=lambda: defaultdict(dict))
    learners: int = 0

    def add(self, place: int, content: bytes | None, text: str) -> None:
        found = _skeleton(text)
        self.learners += 1
        if found is not None and found.size >= self.starter + LEAST and found.digest != self.solution:
            self.programs[found.digest][place] = content

    def groups(self) -> Iterator[Renamed]:
        most = max(FEW, SHARE * self.learners)
        kept = [who for who in self.programs.values() if 2 <= len(who) <= most and len(set(who.values())) > 1]
        for turn, who in enumerate(sorted(kept, key=min), start=1):
            exercise = f"ex{self.number}"
            words = f"the same program for {exercise} but for names, comments and layout"
            yield Renamed(exercise, Who(f"renamed:{exercise}/{turn}", words, tuple(sorted(who))))


@lru_cache(maxsize=4096)
def _skeleton(text: str) -> Skeleton | None:
    return skeleton(text)


def _body(exercise: Exercise) -> _Body:
    starter, solution = skeleton(exercise.starter), skeleton(exercise.solution)
    return _Body(exercise.number, starter.size if starter else 0, solution.digest if solution else b"")
