"""``lagrader forget``: a person removed for good, and what still names them told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lagrader.gradebook import Gradebook, Row
    from lagrader.gradebook.traces import Names


def forget(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)],
    learner: Annotated[str, typer.Argument(metavar="LEARNER", hidden=True)],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Remove a person and what they wrote from DIR for good.

    Marks without a name stay for the class's figures. DIR is a gradebook's folder, LEARNER an id or a whole name.
    """
    from lagrader.cli.grades import row_of
    from lagrader.gradebook import Gradebook

    with Gradebook.changing(folder) as book:
        if not any(learner.casefold() in _called(row) for row in book.rows()):
            if yes:
                _clear_remains(book, folder, learner)
            row = row_of(book, learner, folder)
            raise UsageError(f'Nobody was removed: "{learner}" is a part of what {row.learner} is called. Name the id.')
        row = row_of(book, learner, folder)
        who = console.exact(f"{row.learner} ({row.name})" if row.name else row.learner, sys.stderr)
        if not yes and not _agrees(f"Remove {who} from {folder} for good?"):
            raise UsageError("Nothing was removed. To go ahead without a question: --yes.")
        names = _remove(book, folder, row)
        console.say(f"Removed: {who}, with every earlier row, mark and comment.")
        console.say("Their work lies where it was handed in: while it does, the next lagrader grade brings them back.")
        _tell_what_is_left(book, folder, names, row.learner)


def _called(row: Row) -> set[str]:
    return {name.casefold() for name in (row.learner, row.name, row.email, row.label) if name}


def _agrees(question: str) -> bool:
    """Ask on a terminal; nobody is asked elsewhere, and nobody agrees."""
    if not sys.stdin.isatty():
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _remove(book: Gradebook, folder: Path, row: Row) -> Names:
    from lagrader.cli.override import write_table
    from lagrader.cli.shelves import pages_of
    from lagrader.gradebook.forget import alone, forget

    pages = pages_of(folder, row, (other for other in book.rows() if other.learner != row.learner))
    with alone(book.path, book.connection):
        write_table(book)  # one that somebody changed lies aside then, and loses their line with the others
        names = forget(book, row, pages)
        write_table(book)
    for path in pages:
        console.say(f"Removed with it: {path}, which an export had made.")
    return names


def _clear_remains(book: Gradebook, folder: Path, learner: str) -> None:
    """Somebody may be gone by an earlier run, and what was told then taken away since."""
    from lagrader.cli.override import write_table
    from lagrader.gradebook.forget import alone, clear_remains

    with alone(book.path, book.connection):
        write_table(book)
        names = clear_remains(book, learner)
        write_table(book)
    _tell_what_is_left(book, folder, names, learner)


def _tell_what_is_left(book: Gradebook, folder: Path, names: Names, learner: str) -> None:
    from lagrader.cli.shelves import MARK
    from lagrader.gradebook.traces import SHORTEST, left_in, named_in
    from lagrader.phrases import few

    where, again = console.shell_word(folder), console.shell_word(learner)
    named, left = named_in(book, names), left_in(folder, names, MARK)
    for one in named.by_hand:
        undo = f"lagrader override {where} {console.shell_word(one.learner)} {one.criterion} --undo"
        console.say(f"A name of theirs still stands in what was entered for {one.learner} on {one.criterion}: {undo}")
    for group in named.groups:
        undo = f"lagrader groups {where} {group} --comment ''"
        console.say(f"A name of theirs still stands in the comment on {group}: {undo}")
    if named.rows:
        console.say(f"A name of theirs still stands in the row or report of {few(named.rows)}: lagrader grades {where}")
    if left.named:
        console.say(
            f"A name of theirs still stands in {', '.join(map(str, left.named))}: delete that, or their part of it."
        )
    if left.unread:
        console.say(f"Nobody could look into {_listed(left.unread)}: look at that yourself.")
    if len(learner) < SHORTEST:
        console.say(f"{learner} is too short to be looked for in files: exports in {folder} may have their line.")
    if named.by_hand or named.groups:
        console.say(f"Then have the gradebook cleaned: lagrader forget {where} {again} --yes")


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(map(str, paths))
