"""``lagrader merge``: the gradebooks of a class's shards made one."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console

if TYPE_CHECKING:
    from lagrader.gradebook.merge import Merged
    from lagrader.gradebook.parts import Part

GRADED, OURS = 0, 3


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", hidden=True)],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the gradebook of the whole class goes.")
    ] = None,
) -> None:
    """Make one gradebook of those of a class's shards.

    Each DIR is what lagrader grade --shard I/N was given with --out; all N are needed, in any order. They stay as they
    are. The exit code is 3 where somebody is not graded through our fault, as that of lagrader grade.
    """
    from lagrader.errors import UsageError
    from lagrader.gradebook.merge import merge as merged_into
    from lagrader.gradebook.parts import open_parts

    if out is None:
        raise UsageError("Say where the gradebook of the whole class goes: --out marks.")
    with ExitStack() as closing:
        parts = open_parts(folders, closing)
        merged = merged_into(parts, out)
        statuses = _close(parts, out, merged)
    _tell(parts, out, merged, statuses)
    from lagrader.gradebook import Status

    raise typer.Exit(OURS if statuses[Status.NOT_GRADED] else GRADED)


def _close(parts: Sequence[Part], out: Path, merged: Merged) -> Counter[str]:
    """Write the table of the whole class; return how many have which status."""
    from lagrader.cli.override import write_table
    from lagrader.gradebook import Gradebook
    from lagrader.reports.grades.file import write_grades
    from lagrader.reports.grades.joined import joined_tables

    with Gradebook.writing(out) as book:
        pieces: Iterator[str] | None = None
        if not (merged.changed or merged.was_there):
            pieces = joined_tables([part.book for part in parts])
        if pieces is None:
            write_table(book)
        else:
            write_grades(book, pieces)
        return Counter(dict(book.query("SELECT status, count(*) FROM entries WHERE current GROUP BY status")))


def _tell(parts: Sequence[Part], out: Path, merged: Merged, statuses: Counter[str]) -> None:
    from lagrader.gradebook import FILE_NAME, Status
    from lagrader.phrases import counted
    from lagrader.reports.grades.file import NAME

    for group, comment in merged.outdone:
        console.say(f"Two shards have a comment on {group}; the newer one counts, and not: {comment.signed}")
    if merged.was_there:
        console.say(f"These shards were merged into {out} before.")
    words = [f"{statuses[status]:,} {status}" for status in Status if statuses[status]]
    print(f"{counted(len(parts), 'shard')}, {counted(statuses.total(), 'learner')}: {', '.join(words) or 'nobody'}.\n")
    for name in (NAME, FILE_NAME):
        print(console.exact(f"  {out / name}", sys.stdout))
    advice = f"lagrader grades {console.shell_word(out)}"
    if statuses[Status.NOT_GRADED]:
        advice = f"lagrader grade SUBMISSIONS --out {console.shell_word(out)} tries again what was not graded"
    print(console.exact(f"Next: {advice}", sys.stdout))
