"""Parts of a class become one gradebook in which nothing is lost, and that is as one run would have left it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from lagrader.gradebook import FILE_NAME, Gradebook, Row, Status, forget
from lagrader.gradebook.by_hand import comment_on, comments, ever_entered, overrides
from lagrader.gradebook.merge import Merged, merge
from lagrader.gradebook.parts import open_parts
from lagrader.gradebook.rows import is_forgotten
from lagrader.reports.grades.csv import render
from lagrader.reports.grades.joined import joined_tables
from tests.gradebook.examples import BASIS, FACTS, criterion, report
from tests.gradebook.parts import PEOPLE, SAME, made, shards


def merged(home: Path, names: list[str], out: str = "marks") -> Merged:
    with ExitStack() as closing:
        return merge(open_parts([home / name for name in names], closing), home / out)


@contextmanager
def another_run(folder: Path) -> Iterator[Gradebook]:
    with Gradebook.writing(folder) as book:
        book.begin(FACTS)
        yield book
        book.end("finished")


def dump(folder: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with Gradebook.reading(folder) as book:
        return list(book.query(statement, *values))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class graded as a whole, and in three shards that were merged."""
    folder = tmp_path_factory.mktemp("merged")
    made(folder / "whole")
    merged(folder, shards(folder)[::-1])
    return folder


def test_rows_reports_and_points_are_those_of_one_run(home: Path) -> None:
    with Gradebook.reading(home / "whole") as whole, Gradebook.reading(home / "marks") as book:
        by_learner = [{row.learner: (row, row.points, row.max_points) for row in one.rows()} for one in (whole, book)]
        assert by_learner[0] == by_learner[1]
        assert len(by_learner[0]) == len(PEOPLE)
        assert dict(whole.reports()) == dict(book.reports())
        assert whole.fact("seed") == book.fact("seed") == str(BASIS.seed)


def test_the_history_is_that_of_one_run(home: Path) -> None:
    with Gradebook.reading(home / "whole") as whole, Gradebook.reading(home / "marks") as book:
        for learner in PEOPLE:
            assert whole.history(learner) == book.history(learner)
        assert len(book.history("s8")) == 2
    every = "SELECT made, current, learner, status, key, label, late, reason FROM entries ORDER BY learner, id"
    assert dump(home / "whole", every) == dump(home / "marks", every)


def test_what_was_entered_by_hand_stands_and_what_was_taken_back_too(home: Path) -> None:
    with Gradebook.reading(home / "whole") as whole, Gradebook.reading(home / "marks") as book:
        held = [
            {who: [replace(x, made="") for x in found] for who, found in overrides(b).items()} for b in (whole, book)
        ]
        assert held[0] == held[1]
        assert len(held[0]) == 4
        assert [bool(one.undone) for one in ever_entered(book, "s17")] == [True, False]
        assert {name: one.text for name, one in comments(book).items()} == {"a group": "Look at the sign."}


def test_every_run_of_every_shard_is_there_in_order_of_time(home: Path) -> None:
    runs = dump(home / "marks", "SELECT started, outcome, course FROM runs ORDER BY id")
    assert len(runs) == 6
    assert runs == sorted(runs, key=lambda run: run[0])
    assert [run[1] for run in runs].count("finished") == 3
    orphans = "SELECT count(*) FROM entries LEFT JOIN runs ON runs.id = run WHERE runs.id IS NULL"
    assert dump(home / "marks", orphans) == [(0,)]
    assert dump(home / "marks", "PRAGMA foreign_key_check") == []
    assert dump(home / "marks", "PRAGMA integrity_check") == [("ok",)]


def test_the_table_put_together_is_the_one_made_of_all_reports(home: Path) -> None:
    with ExitStack() as closing:
        books = [closing.enter_context(Gradebook.reading(home / f"part-{number}")) for number in (3, 1, 2)]
        pieces = joined_tables(books)
        assert pieces is not None
        text = "".join(pieces)
    with Gradebook.reading(home / "marks") as book:
        assert text == "".join(render(book))
    assert text.count("'=1+1") == 0 < text.count("=1+1")


def test_the_shards_stay_as_they_are(tmp_path: Path) -> None:
    names = shards(tmp_path)
    before = [(tmp_path / name / FILE_NAME).read_bytes() for name in names]
    merged(tmp_path, names)
    assert [(tmp_path / name / FILE_NAME).read_bytes() for name in names] == before


def test_it_can_be_graded_into_as_into_any_other(home: Path, tmp_path: Path) -> None:
    merged(home, ["part-1", "part-2", "part-3"], str(tmp_path / "on"))
    with Gradebook.writing(tmp_path / "on") as book:
        book.begin(FACTS)
        book.enter(Row("s1", Status.UNREADABLE, reason="No."))
        assert len(book.history("s1")) == 2
        run = book.last_run()
        assert run is not None
        assert (run["id"], book.fact("shard")) == (7, None)
        assert book.query_one("PRAGMA journal_mode") == ("wal",)


def test_once_more_changes_nothing_and_what_was_entered_since_stays(home: Path, tmp_path: Path) -> None:
    names = ["part-1", "part-2", "part-3"]
    assert not merged(home, names, str(tmp_path / "on")).was_there
    with Gradebook.writing(tmp_path / "on") as book:
        comment_on(book, "another", "Later.", "T")
    assert merged(home, names[::-1], str(tmp_path / "on")).was_there
    with Gradebook.reading(tmp_path / "on") as book:
        assert set(comments(book)) == {"a group", "another"}


# --- where parts have what can't stand twice ----------------------------------------------------------------


def test_forgotten_people_of_two_shards_stay_two(tmp_path: Path) -> None:
    names = shards(tmp_path)
    gone = [min(_graded(tmp_path / name)) for name in names]
    for name, learner in zip(names, gone, strict=True):
        with Gradebook.writing(tmp_path / name) as book:
            row = book.row(learner)
            assert row is not None
            with forget.alone(book.path, book.connection):
                forget.forget(book, row)
    assert merged(tmp_path, names).changed
    with Gradebook.reading(tmp_path / "marks") as book:
        left = [row for row in book.rows() if is_forgotten(row)]
        assert sorted(row.learner for row in left) == ["forgotten-1", "forgotten-2", "forgotten-3"]
        assert len(book.rows()) == len(PEOPLE)
        assert not {row.learner for row in book.rows()} & set(gone)


def _graded(folder: Path) -> set[str]:
    return {str(learner) for (learner,) in dump(folder, "SELECT learner FROM entries WHERE status = 'graded'")}


def test_the_same_work_has_one_mark_the_higher_where_a_machine_was_slow(tmp_path: Path) -> None:
    names = shards(tmp_path)
    holders = [name for name in names if dump(tmp_path / name, "SELECT 1 FROM results WHERE key = ?", SAME)]
    assert len(holders) > 1
    full = report(criterion("output", 12, 12), criterion("why", "1/3", 1))
    with another_run(tmp_path / holders[-1]) as book:
        book.record(SAME, full, 0.1, frozenset({"ex3_neuron"}))
    assert merged(tmp_path, names).changed
    assert _points(tmp_path / "marks") == {"7/3"}  # the higher one waits to be confirmed
    with another_run(tmp_path / holders[-1]) as book:
        book.record(SAME, full, 0.1)
    assert merged(tmp_path, names, "again").changed
    assert _points(tmp_path / "again") == {"37/3"}


def _points(folder: Path) -> set[object]:
    return {points for (points,) in dump(folder, "SELECT points FROM marks WHERE key = ?", SAME)}


def test_of_two_comments_on_a_group_the_newer_counts_and_the_other_is_told(tmp_path: Path) -> None:
    names = shards(tmp_path)
    with Gradebook.writing(tmp_path / "part-2") as book:
        comment_on(book, "a group", "Newer.", "U")
        comment_on(book, "b", "Alone.", "U")
    ((group, older),) = merged(tmp_path, names).outdone
    assert (group, older.text, older.author) == ("a group", "Look at the sign.", "T")
    with Gradebook.reading(tmp_path / "marks") as book:
        assert {name: one.text for name, one in comments(book).items()} == {"a group": "Newer.", "b": "Alone."}


# --- tables that can't be put together ----------------------------------------------------------------------


def joined(home: Path, names: list[str]) -> bool:
    with ExitStack() as closing:
        books = [closing.enter_context(Gradebook.reading(home / name)) for name in names]
        return joined_tables(books) is not None


def test_a_table_that_is_not_as_it_was_written_is_made_anew(tmp_path: Path) -> None:
    names = shards(tmp_path)
    assert joined(tmp_path, names)
    table = tmp_path / "part-2" / "grades.csv"
    table.write_text(table.read_text("utf-8").replace("graded", "GRADED", 1), "utf-8")
    assert not joined(tmp_path, names)
    table.unlink()
    assert not joined(tmp_path, names)


def test_a_table_from_before_something_was_entered_is_made_anew(tmp_path: Path) -> None:
    names = shards(tmp_path)
    with another_run(tmp_path / "part-1") as book:
        book.enter(Row("s1", Status.UNREADABLE, reason="No."))
    assert not joined(tmp_path, names)


def test_tables_for_two_versions_of_the_course_are_made_anew(tmp_path: Path) -> None:
    made(tmp_path / "part-1", "1/2")
    made(tmp_path / "part-2", "2/2", facts=replace(FACTS, basis=replace(BASIS, course="d" * 64)))
    assert not joined(tmp_path, ["part-1", "part-2"])


def test_a_shard_without_marks_has_other_columns(tmp_path: Path) -> None:
    people = PEOPLE[:3]
    names = shards(tmp_path, 50, people=people)
    assert not joined(tmp_path, names)
    merged(tmp_path, names)
    assert {row[0] for row in dump(tmp_path / "marks", "SELECT learner FROM entries")} == set(people)
