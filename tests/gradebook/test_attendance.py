"""Who handed in nothing has a row and no marks; whoever is gone keeps the marks, and stops nobody's run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lagrader.gradebook import Gradebook, Row, Status
from lagrader.gradebook.attendance import Gone, take_attendance
from lagrader.submission.layouts import Learner
from lagrader.submission.roster import Enrolled, Person
from lagrader.submission.shelf import Entry
from tests.gradebook.examples import BASIS, FACTS, report, row

KEY = BASIS.key(b"work")
ANNA, BEN = Person("s1", "anna", "Anna", "a@x"), Person("s2", "ben", "Ben")


def attend(
    folder: Path, before: Sequence[Row], here: Sequence[str], absent: Sequence[Person], *, has_roster: bool = True
) -> tuple[Gone, dict[str, Status]]:
    learners = tuple(Learner(id_, Entry(id_), id_) for id_ in here)
    with Gradebook.writing(folder) as book:
        book.begin(FACTS)
        book.record(KEY, report(), 0.1)
        for one in before:
            book.enter(one)
        gone = take_attendance(book, Enrolled(learners, tuple(absent), (), ()), has_roster=has_roster)
        return gone, {row.learner: row.status for row in book.rows()}


def test_who_handed_in_nothing_has_a_row(tmp_path: Path) -> None:
    found = attend(tmp_path, [], ["cleo"], [ANNA, BEN])
    assert found == (Gone((), ()), {"s1": Status.NOT_HANDED_IN, "s2": Status.NOT_HANDED_IN})


def test_who_has_by_now_is_absent_no_more(tmp_path: Path) -> None:
    before = [row("s1", status=Status.NOT_HANDED_IN)]
    assert attend(tmp_path, before, ["anna"], []) == (Gone((), ()), {})


def test_without_a_roster_nobody_is_excused(tmp_path: Path) -> None:
    before = [row("s1", status=Status.NOT_HANDED_IN)]
    assert attend(tmp_path, before, ["anna"], [], has_roster=False)[1] == {"s1": Status.NOT_HANDED_IN}


def test_who_is_gone_keeps_the_marks(tmp_path: Path) -> None:
    before = [row("s10", key=KEY), row("s2", key=KEY), row("ben", status=Status.UNREADABLE), row("cleo", key=KEY)]
    gone, statuses = attend(tmp_path, before, ["cleo"], [BEN])
    assert gone == Gone(("ben", "s2", "s10"), ())
    assert [statuses[id_] for id_ in ("s2", "s10", "ben")] == [Status.GRADED, Status.GRADED, Status.UNREADABLE]


def test_who_has_marks_under_another_name_is_not_absent(tmp_path: Path) -> None:
    before = [row("Anna Berg", key=KEY, name="Anna", email="a@x"), row("nobody", key=KEY)]
    nameless = Person("s3")
    _, statuses = attend(tmp_path, before, ["cleo"], [ANNA, BEN, nameless])
    assert statuses == {
        "Anna Berg": Status.GRADED,
        "nobody": Status.GRADED,
        "s2": Status.NOT_HANDED_IN,
        "s3": Status.NOT_HANDED_IN,
    }


def test_what_failed_through_us_and_is_gone_does_not_haunt_every_later_run(tmp_path: Path) -> None:
    before = [row("anna", status=Status.NOT_GRADED), row("s2", status=Status.NOT_GRADED), row("cleo", key=KEY)]
    gone, statuses = attend(tmp_path, before, ["cleo"], [BEN])
    assert gone == Gone((), ("anna", "s2"))
    assert statuses == {"cleo": Status.GRADED, "s2": Status.NOT_HANDED_IN}
    with Gradebook.reading(tmp_path) as book:
        assert [entry.row.status for entry in book.history("anna")] == [Status.NOT_GRADED]  # nothing is lost


def test_who_is_here_keeps_what_there_was_until_graded(tmp_path: Path) -> None:
    before = [row("anna", status=Status.NOT_GRADED), row("ben", key=KEY)]
    gone, statuses = attend(tmp_path, before, ["anna", "ben"], [])
    assert gone == Gone((), ())
    assert statuses == {"anna": Status.NOT_GRADED, "ben": Status.GRADED}
