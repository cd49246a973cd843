"""Removing a person and what they wrote from a gradebook's folder, really, and leaving what the class's figures need.

What stays is a row without a name whose report has verdicts, points and codes, and no word, number or place of theirs.
"""

from __future__ import annotations

import csv
import io
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import NamedTuple

from lagrader.errors import UsageError
from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.by_hand import report_of
from lagrader.gradebook.codec import encode
from lagrader.gradebook.rows import Row, is_forgotten, kind_of, nameless
from lagrader.gradebook.schema import FILE_NAME, GradebookError, explained
from lagrader.gradebook.traces import TABLE, Names
from lagrader.harmless import unquoted
from lagrader.results import CaseResult, CriterionResult, ExerciseResult, Feedback, Report
from lagrader.submission.sheet import Sheet, read_sheet


class Stays(NamedTuple):
    """What is left in the place of a person."""

    row: Row
    report: Report | None
    run: int


@contextmanager
def alone(path: Path, connection: sqlite3.Connection) -> Iterator[None]:
    """Have a database, of which nobody else has read anything, without a log beside it that keeps former pages.

    SQLite leaves its log only where no other connection holds the file, whether it reads at this moment or not.

    Raises:
        GradebookError: another program has it open.
    """
    with explained(path):
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise GradebookError(
                f"Nothing was removed: {path} is open in another program, which would keep what is to go. Close that, "
                "and run the same command again."
            ) from None
    try:
        yield
    finally:
        with suppress(sqlite3.Error):  # the next one who writes has another try
            connection.execute("PRAGMA journal_mode = WAL")


def forget(book: Gradebook, row: Row, pages: Sequence[Path] = ()) -> Names:
    """Remove a learner, with the folders that exports made for them; return how they are recognised in what is left.

    Use within :func:`alone`, after what somebody changed in the table by hand was laid aside. The gradebook is the last
    of all: where this is stopped on the way, the learner is still there to be removed, and afterwards nothing is left.

    Raises:
        UsageError: it is a row that a forgotten person left.
        GradebookError: something can't be changed.
    """
    if is_forgotten(row):
        raise UsageError(f"Nothing was removed: {row.learner} is what a forgotten person left, and has no name.")
    names, stays = Names(_names(book, row.learner)), _anonymous(book, row)
    for folder in pages:
        with explained(folder):
            shutil.rmtree(folder)
    _clear(book, row.learner, names, stays)
    return names


def clear_remains(book: Gradebook, learner: str) -> Names:
    """Remove what is left of somebody who has no row any more, such as marks by hand that were taken back since."""
    names = Names([learner])
    _clear(book, learner, names, None)
    return names


def _clear(book: Gradebook, learner: str, names: Names, stays: Stays | None) -> None:
    book.commit()
    folder = book.path.parent
    for table in sorted(folder.glob("grades.changed-*.csv")):
        with explained(table):
            _remove_from_table(table, learner)
    for copy in sorted(folder.glob(f"{FILE_NAME}.version*")):
        with (
            explained(copy),
            closing(sqlite3.connect(copy, isolation_level=None)) as older,
            alone(copy, older),
            _transaction(older),
        ):
            _remove(older, learner, names, of_paths=stays is not None)
    with explained(book.path), _transaction(book.connection):
        _remove(book.connection, learner, names, of_paths=stays is not None)
        if stays is not None:
            _insert(book.connection, stays)
        (folder / TABLE).unlink(missing_ok=True)  # it is written anew, and should not outlive this


def _names(book: Gradebook, learner: str) -> list[str]:
    found = {learner}
    for name, email, label in book.query("SELECT name, email, label FROM entries WHERE learner = ?", learner):
        found |= {str(name), str(email), str(label)}
    return sorted(found - {""}, key=lambda name: (-len(name), name))


# --- what stays --------------------------------------------------------------------------------------------


def _anonymous(book: Gradebook, row: Row) -> Stays:
    report = report_of(book, row)
    key = None if report is None else secrets.token_bytes(32)
    found = None if row.key is None else book.query_one("SELECT run FROM results WHERE key = ?", row.key)
    run = book.query_one("SELECT run FROM entries WHERE current AND learner = ?", row.learner)
    taken = {learner for (learner,) in book.query("SELECT learner FROM entries")}
    free = next(name for name in map(nameless, count(1)) if name not in taken)
    blank = Row(free, row.status, late=row.late, key=key)
    return Stays(blank, report and _bare(report), int((found or run or (0,))[0]))


def _bare(report: Report) -> Report:
    return replace(report, exercises=tuple(map(_exercise, report.exercises)), late="")


def _exercise(exercise: ExerciseResult) -> ExerciseResult:
    problem = None if exercise.problem is None else _criterion(exercise.problem)
    criteria = tuple(map(_criterion, exercise.criteria))
    return replace(exercise, file=None, criteria=criteria, problem=problem, notes=(), changes=None)


def _criterion(criterion: CriterionResult) -> CriterionResult:
    return CriterionResult(
        criterion.id,
        criterion.title,
        criterion.points,
        criterion.max_points,
        criterion.verdict,
        tuple(Feedback(one.code, "") for one in criterion.feedback),
        tuple(CaseResult(case.name, case.verdict, hidden=case.hidden) for case in criterion.cases),
        hidden=criterion.hidden,
        bonus=criterion.bonus,
    )


# --- what goes ---------------------------------------------------------------------------------------------


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, and what is deleted becomes zeros.

    The file is written anew before, since pages that were freed earlier may still hold something.
    """
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("VACUUM")
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _remove(connection: sqlite3.Connection, learner: str, names: Names, *, of_paths: bool) -> None:
    connection.execute("DELETE FROM entries WHERE learner = ?", (learner,))
    connection.execute("DELETE FROM results WHERE key NOT IN (SELECT key FROM entries WHERE key IS NOT NULL)")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'times'").fetchone():
        connection.execute("DELETE FROM times WHERE learner = ?", (learner,))
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'overrides'").fetchone():
        connection.execute("DELETE FROM overrides WHERE learner = ?", (learner,))
        taken_back = "SELECT id, author, reason, comment FROM overrides WHERE undone IS NOT NULL"
        for id_, *told in connection.execute(taken_back).fetchall():
            if names.is_in_text("\n".join(told)):
                connection.execute("DELETE FROM overrides WHERE id = ?", (id_,))
    columns = {column for _, column, *_ in connection.execute("PRAGMA table_info(runs)")}
    for column in sorted(columns & {"source", "origin"}) if of_paths else ():
        for (path,) in connection.execute(f"SELECT DISTINCT {column} FROM runs").fetchall():  # noqa: S608 - ours
            if names.is_in_path(path):
                connection.execute(f"UPDATE runs SET {column} = '' WHERE {column} = ?", (path,))  # noqa: S608 - ours


def _insert(connection: sqlite3.Connection, stays: Stays) -> None:
    row, report, run = stays
    made = "1970-01-01T00:00:00.000+00:00"  # when they handed in is theirs as well
    if report is not None:
        connection.execute(
            "INSERT INTO results (key, run, graded, seconds, points, max_points, kind, waiting, report) "
            "VALUES (?, ?, ?, 0, ?, ?, ?, '[]', ?)",
            (row.key, run, made, str(report.points), str(report.max_points), kind_of(report).value, encode(report)),
        )
    connection.execute(
        "INSERT INTO entries (run, made, current, learner, name, email, label, late, status, reason, notes, key) "
        "VALUES (?, ?, 1, ?, '', '', '', ?, ?, '', '[]', ?)",
        (run, made, row.learner, row.late, row.status.value, row.key),
    )


def _remove_from_table(path: Path, learner: str) -> None:
    """Take a person's lines out of a table that somebody changed by hand, and leave the others as they are.

    A line is theirs by the id: another may have the same name. What is no table stays, and is found in the search.
    """
    try:
        sheet = read_sheet(path, "The table")
    except UsageError:
        return
    text = path.read_bytes().decode(sheet.encoding)
    place = _place_of_ids(sheet)
    kept = "".join(line for line in _records(text) if _cell(line, sheet.separator, place) != learner)
    if kept != text:
        path.write_bytes(kept.encode(sheet.encoding))


def _place_of_ids(sheet: Sheet) -> int:
    heading = [cell.strip().casefold() for cell in sheet.rows[0]] if sheet.rows else []
    return heading.index("id") if "id" in heading else 0


def _records(text: str) -> Iterator[str]:
    """Split a table into its lines, those that run over several as one."""
    record = ""
    for line in io.StringIO(text, newline=""):
        record += line
        if record.count('"') % 2 == 0:
            yield record
            record = ""
    if record:
        yield record


def _cell(record: str, separator: str, place: int) -> str:
    try:
        cells = next(csv.reader(io.StringIO(record, newline=""), delimiter=separator), [])
    except csv.Error:
        return ""
    return unquoted(cells[place]) if place < len(cells) else ""
