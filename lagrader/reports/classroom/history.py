"""How a class moved: its points after each run in one folder, as they were graded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from statistics import mean, median

from lagrader.gradebook import Gradebook
from lagrader.reports.classroom.model import Moment, Who


def moments(book: Gradebook, places: Mapping[str, int]) -> tuple[Moment, ...]:
    """Return the class after each run that changed something, by the places of its learners in the list.

    Who is not in the class any more is left out of all of them; so are marks by hand, which belong to no run.
    """
    scores: dict[int, Fraction] = {}
    found = []
    for number, (when, changes) in enumerate(_runs(book, places), start=1):
        before = dict(scores)
        scores |= changes
        if scores:
            found.append(_moment(number, when, scores, before, changes))
    return tuple(found)


def _runs(book: Gradebook, places: Mapping[str, int]) -> Iterator[tuple[str, dict[int, Fraction]]]:
    """Yield when each run was, and the percent that learners had by it."""
    runs: defaultdict[int, dict[int, Fraction]] = defaultdict(dict)
    begun: dict[int, str] = {}
    rows = book.query(
        "SELECT entries.run, started, learner, results.points, results.max_points FROM entries "
        "JOIN results ON entries.key = results.key JOIN runs ON runs.id = entries.run ORDER BY entries.id"
    )
    for run, started, learner, points, most in rows:
        possible = Fraction(most)
        if learner in places and possible:
            begun[run] = str(started)
            runs[run][places[learner]] = Fraction(points) * 100 / possible
    yield from ((begun[run], runs[run]) for run in sorted(runs))


def _moment(
    number: int, when: str, scores: Mapping[int, Fraction], before: Mapping[int, Fraction], now: Mapping[int, Fraction]
) -> Moment:
    both = [place for place in now if place in before]

    def who(word: str, learners: list[int]) -> Who:
        return Who(f"{word}:{number}", f"{word} in run {number}", tuple(sorted(learners)))

    return Moment(
        number,
        when[:10],
        len(scores),
        float(mean(scores.values())),
        float(median(scores.values())),
        who("rose", [place for place in both if now[place] > before[place]]),
        who("fell", [place for place in both if now[place] < before[place]]),
        who("new", [place for place in now if place not in before]),
    )
