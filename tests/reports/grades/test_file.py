"""grades.csv: whole or as it was, and a person's own changes are kept."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from lagrader.gradebook import Gradebook, GradebookError, Row, Status
from lagrader.reports.grades.file import NAME
from lagrader.reports.grades.file import write_grades as write
from lagrader.reports.grades.table import read_table
from tests.gradebook.examples import FACTS
from tests.reports.grades.classes import a_class


def write_grades(book: Gradebook) -> tuple[Path, Path | None]:
    return write(book, read_table(book))


def test_it_is_written_again_without_a_word(tmp_path: Path) -> None:
    with a_class(tmp_path) as book:
        path, kept = write_grades(book)
        before = path.read_bytes()
        assert (path, kept) == (tmp_path / NAME, None)
        book.enter(Row("s99", Status.NOT_HANDED_IN))
        assert write_grades(book)[1] is None
        assert path.read_bytes() != before
    assert sorted(found.name for found in tmp_path.iterdir() if found.suffix == ".csv") == [NAME]


def test_changes_by_hand_are_kept_each_time(tmp_path: Path) -> None:
    with a_class(tmp_path) as book:
        path, _ = write_grades(book)
        for number in (1, 2):
            path.write_bytes(f"mine {number}".encode())
            assert write_grades(book)[1] == tmp_path / f"grades.changed-{number}.csv"
    assert [(tmp_path / f"grades.changed-{number}.csv").read_text() for number in (1, 2)] == ["mine 1", "mine 2"]


def test_who_is_killed_between_the_table_and_the_note_has_changed_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_class(tmp_path) as book:
        write_grades(book)
        book.enter(Row("s99", Status.NOT_HANDED_IN))
        note, path = Gradebook.note, tmp_path / NAME
        before = path.read_bytes()

        def killed_afterwards(self: Gradebook, *words: str) -> None:
            if path.read_bytes() != before:
                raise KeyboardInterrupt
            note(self, *words)

        with monkeypatch.context() as patch:
            patch.setattr(Gradebook, "note", killed_afterwards)
            with pytest.raises(KeyboardInterrupt):
                write_grades(book)
        book.enter(Row("s98", Status.NOT_HANDED_IN))
        assert write_grades(book)[1] is None


def test_a_table_of_somebody_else_is_kept(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("theirs")
    with a_class(tmp_path) as book:
        assert write_grades(book)[1] == tmp_path / "grades.changed-1.csv"


def test_where_the_disk_is_full_the_former_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_class(tmp_path) as book:
        path, _ = write_grades(book)
        before = path.read_bytes()

        def full(descriptor: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(GradebookError, match="could not be written: No space left on device"):
            write_grades(book)
        assert path.read_bytes() == before
        assert not path.with_name(f"{NAME}.new").exists()


def test_an_empty_gradebook_makes_a_table_of_nobody(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        book.begin(FACTS)
        path, _ = write_grades(book)
    assert path.read_bytes().count(b"\n") == 1
