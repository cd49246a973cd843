"""A class in a gradebook, with one of everything that can become of somebody's work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lagrader.gradebook import Gradebook, Row, Status
from lagrader.results import CriterionResult, ExerciseResult, Feedback, Report, Verdict
from tests.gradebook.examples import BASIS, COURSE, FACTS, criterion

MOST = 4, 12


def graded(value: object, output: object, *, code: str = "", verdict: Verdict | None = None) -> Report:
    """A report of ex3 and ex10, so that the order of columns shows."""
    feedback = (Feedback(code, "You left it out."),) if code else ()
    more = {"feedback": feedback} | ({"verdict": verdict} if verdict else {})
    first = ExerciseResult(3, "ex3_neuron", "A neuron", "ex3_neuron.py", (criterion("value", value, 4),))
    second = (criterion("output", output, 12, **more), criterion("free", 0, 0))
    return Report(COURSE, "cpu", 7, (first, ExerciseResult(10, "ex10_last", "The last", "ex10_last.py", second)))


def fill(book: Gradebook) -> None:
    book.begin(FACTS)
    reports = {
        "s2": graded(4, 12),
        "s10": graded(0, 0, code="BIAS_MISSING"),
        "s1": graded(4, "2.5", code="BIAS_MISSING"),
        "S1": graded(4, 12),
        "=1+1": graded(4, "1/3", code="TIME", verdict=Verdict.TIME_LIMIT_EXCEEDED),
    }
    for number, (learner, report) in enumerate(reports.items()):
        key = BASIS.key(str(number).encode())
        book.record(key, report, 0.1)
        content = b"same" if learner in ("s2", "S1") else learner.encode()
        note = ("neuron.py was taken for ex3_neuron.py.",) if learner == "s1" else ()
        book.enter(
            Row(
                learner,
                Status.GRADED,
                "Ünal, Zoë" if learner == "s10" else "",
                "",
                learner,
                learner == "s2",
                "",
                note,
                key,
                content,
            )
        )
    book.enter(Row("s3", Status.NOT_HANDED_IN, "Ben", "ben@x.org"))
    book.enter(Row("s4", Status.UNREADABLE, "@cleo", reason="work.rar cannot be opened."))
    book.enter(Row("s5", Status.NOT_GRADED, reason="The worker was lost."))


@contextmanager
def a_class(folder: Path) -> Iterator[Gradebook]:
    with Gradebook.writing(folder) as book:
        fill(book)
        book.commit()
        yield book


def wrong(code: str) -> CriterionResult:
    return criterion("output", 0, 12, feedback=(Feedback(code, "No."),))
