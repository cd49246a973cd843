"""The tables of a gradebook, how older ones become newer ones, and what SQLite says in words of ours."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from lagrader.errors import LagraderError, UsageError

FILE_NAME = "gradebook.sqlite"
APPLICATION = 0x6C616772
"""SQLite's application_id, by which a gradebook is told from other databases: "lagr"."""

_TABLES = """
CREATE TABLE book (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE runs (
    id             INTEGER PRIMARY KEY,
    started        TEXT NOT NULL,               -- UTC, ISO 8601
    ended          TEXT,                        -- empty where it runs, or was killed
    outcome        TEXT,                        -- finished | interrupted | failed
    lagrader       TEXT NOT NULL,
    torch          TEXT NOT NULL,
    device         TEXT NOT NULL,
    seed           INTEGER NOT NULL,
    course         TEXT NOT NULL,               -- the digest of its files
    course_title   TEXT NOT NULL,
    course_version TEXT NOT NULL,
    sandboxed      INTEGER NOT NULL,
    layout         TEXT NOT NULL,
    source         TEXT NOT NULL
);
CREATE TABLE results (
    key        BLOB PRIMARY KEY,                -- Basis.key of the work's digest
    run        INTEGER NOT NULL REFERENCES runs,
    graded     TEXT NOT NULL,
    seconds    REAL NOT NULL,
    points     TEXT NOT NULL,                   -- exact fractions
    max_points TEXT NOT NULL,
    kind       TEXT NOT NULL,                   -- Kind, for the tally
    waiting    TEXT NOT NULL,                   -- a JSON array: exercises whose time limits are to be confirmed
    report     BLOB NOT NULL                    -- codec.py
) WITHOUT ROWID;
CREATE TABLE entries (
    id      INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES runs,
    made    TEXT NOT NULL,
    current INTEGER NOT NULL,                   -- 1 for the learner's last one: the others are history
    learner TEXT NOT NULL,
    name    TEXT NOT NULL,
    email   TEXT NOT NULL,
    label   TEXT NOT NULL,
    late    INTEGER NOT NULL,
    status  TEXT NOT NULL,
    reason  TEXT NOT NULL,
    notes   TEXT NOT NULL,                      -- a JSON array
    key     BLOB REFERENCES results,
    content BLOB
);
CREATE UNIQUE INDEX current_entries ON entries (learner) WHERE current;
CREATE INDEX entries_of_learners ON entries (learner);
CREATE VIEW marks AS
    SELECT entries.id AS id, made, current, learner, name, email, label, late, status, reason, notes,
           entries.key AS key, content, points, max_points
    FROM entries LEFT JOIN results ON entries.key = results.key;
"""

_ORIGIN = """
ALTER TABLE runs ADD COLUMN origin TEXT NOT NULL DEFAULT '';  -- the course's folder; empty in older ones
"""

_BY_HAND = """
ALTER TABLE runs ADD COLUMN planned INTEGER NOT NULL DEFAULT 0;  -- 1: it only showed what another would do
CREATE TABLE overrides (
    id        INTEGER PRIMARY KEY,
    made      TEXT NOT NULL,
    undone    TEXT,                             -- when, where it was taken back or replaced by another
    learner   TEXT NOT NULL,
    criterion TEXT NOT NULL,                    -- ex3.output
    points    TEXT,                             -- an exact fraction; empty for a comment alone
    comment   TEXT NOT NULL,
    author    TEXT NOT NULL,
    reason    TEXT NOT NULL
);
CREATE INDEX overrides_of_learners ON overrides (learner);
CREATE TABLE comments (
    name    TEXT PRIMARY KEY,                   -- of a group of wrong answers
    made    TEXT NOT NULL,
    comment TEXT NOT NULL,
    author  TEXT NOT NULL
) WITHOUT ROWID;
"""

_LATE = """
ALTER TABLE entries ADD COLUMN handed TEXT;      -- when, ISO 8601 with a zone; empty where nobody knows
DROP VIEW marks;
CREATE VIEW marks AS
    SELECT entries.id AS id, made, current, learner, name, email, label, late, handed, status, reason, notes,
           entries.key AS key, content, points, max_points
    FROM entries LEFT JOIN results ON entries.key = results.key;
CREATE TABLE times (
    learner TEXT NOT NULL,
    kind    TEXT NOT NULL,                      -- extensions | handed_in, as in late.yaml
    moment  TEXT NOT NULL,
    PRIMARY KEY (learner, kind)
) WITHOUT ROWID;
"""

MIGRATIONS: tuple[str, ...] = (_TABLES, _ORIGIN, _BY_HAND, _LATE)
"""The script that makes version n + 1 out of version n, in place n."""


class GradebookError(LagraderError):
    """A gradebook cannot be opened, read or written."""


class NoGradebookError(GradebookError, UsageError):
    """There is none where one was named."""


def require(folder: Path) -> None:
    """Raise NoGradebookError where there is no gradebook in a folder."""
    if not (folder / FILE_NAME).is_file():
        raise NoGradebookError(
            f"There is no gradebook in {folder}. lagrader grade SUBMISSIONS --out {folder} makes one."
        )


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open a gradebook of this version; one that is to be written is made, or brought up to date with a copy kept.

    Raises:
        GradebookError: it is not there, no gradebook, damaged, or from a newer lagrader.
    """
    if not write:
        require(path.parent)
    with explained(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=10.0)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            _bring_up_to_date(connection, path, write=write)
            if write:
                # Each commit is on the disk before it counts, also where the power fails a moment later.
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, *, write: bool) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    newest = len(MIGRATIONS)
    if tables and application != APPLICATION:
        raise GradebookError(f"{path} is a database of another program: choose another folder with --out.")
    if version > newest:
        raise GradebookError(
            f"{path} is of version {version}, made by a newer lagrader; this one knows {newest}. Update lagrader, or "
            "choose another folder with --out."
        )
    if version == newest:
        return
    if not write:
        raise GradebookError(f"{path} is of version {version}, now {newest}: lagrader grade brings it up to date.")
    if version:
        shutil.copyfile(path, path.with_name(f"{path.name}.version{version}"))
    scripts = "\n".join(MIGRATIONS[version:])
    connection.executescript(
        f"BEGIN IMMEDIATE;\n{scripts}\nPRAGMA application_id = {APPLICATION};\nPRAGMA user_version = {newest};\nCOMMIT;"
    )


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system has against a file into a sentence that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise GradebookError(_explanation(path, str(error))) from error
    except OSError as error:
        raise GradebookError(f"{path} could not be written: {error.strerror or error}.") from error


_EXPLANATIONS = {
    "full": "{path} could not be written: the disk is full. Make room and run the same command again: what was graded "
    "until then is kept.",
    "readonly": "{path} may not be written by you: allow it, or choose another folder with --out.",
    "unable to open": "{path} cannot be opened or made: is its folder there, and may you write in it?",
    "not a database": "{path} is no gradebook: move it away, or choose another folder with --out.",
    "malformed": "{path} is damaged. Move it away and grade again, or put an earlier copy in its place.",
    "locked": "{path} is in use by another program for too long: close that, and run the same command again.",
    "disk i/o": "{path} could not be written or read: the disk reports an error. Run the same command again, or choose "
    "another folder with --out.",
}


def _explanation(path: Path, said: str) -> str:
    for words, text in _EXPLANATIONS.items():
        if words in said.lower():
            return text.format(path=path)
    return f"{path} could not be used ({said}). Run the same command again, or choose another folder with --out."
