"""``lagrader groups``: wrong answers that no known mistake explains, the same together; one comment reaches all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli import console
from lagrader.cli.options import MarksCourseOption, course_of_marks, render_options
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lagrader.item_analysis import WrongGroup


def groups(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)],
    group: Annotated[str | None, typer.Argument(metavar="GROUP", hidden=True)] = None,
    comment: Annotated[
        str | None, typer.Option("--comment", metavar="TEXT", help='Say it to all of GROUP; "" takes it back.')
    ] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="NAME", help="Who says so.")] = None,
    stub: Annotated[bool, typer.Option("--stub", help="Print GROUP as a known mistake, to be pasted.")] = False,
    course: MarksCourseOption = None,
) -> None:
    """Show wrong answers without a known mistake, the same together.

    The largest group comes first. DIR is a gradebook's folder; GROUP is as listed. A comment stands in the feedback
    of everybody who gives this answer, also of those who hand in later.
    """
    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.by_hand import comments
    from lagrader.item_analysis import analyse
    from lagrader.reports.items.groups import render_groups

    found = analyse(folder, course_of_marks(folder, course)).groups
    with Gradebook.reading(folder) as book:
        said = comments(book)
    if group is None:
        if comment is not None or stub:
            raise UsageError(f"Name the group: lagrader groups {folder} GROUP. lagrader groups {folder} lists them.")
        shown = render_groups(found, said, render_options(sys.stdout))
        print(shown or "No two learners gave the same wrong answer.\n", end="")
        return
    chosen = _chosen(found, group, folder)
    if stub:
        _print_stub(chosen)
    elif comment is not None:
        _comment(folder, chosen, comment.strip(), author)
    else:
        print(render_groups([chosen], said, render_options(sys.stdout)), end="")
        print(f"\nAll of them: {console.exact(', '.join(chosen.learners), sys.stdout)}")


def _chosen(found: Sequence[WrongGroup], word: str, folder: Path) -> WrongGroup:
    """The group that is called so, or whose name begins or ends so, where it is the only one."""
    close = [one for one in found if word and (one.id.startswith(word) or one.id.endswith(f"/{word}"))]
    exact = [one for one in found if one.id == word] or close
    if len(exact) == 1:
        return exact[0]
    lack = "could be several groups" if exact else "is no group"
    raise UsageError(f'"{word}" {lack} of {folder}. lagrader groups {folder} lists them.')


def _print_stub(group: WrongGroup) -> None:
    if group.stub is None:
        raise UsageError(f"{group.id} can't be a known mistake: a rubric has no way to write such an answer.")
    print(f"# {group.stub.rubric}, under the mistakes of {group.name}:\n{group.stub.yaml}", end="")
    if group.stub.python:
        print(f"\n# {group.stub.mistakes}:\n{group.stub.python}", end="")


def _comment(folder: Path, group: WrongGroup, comment: str, author: str | None) -> None:
    from lagrader.cli.override import myself
    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.by_hand import comment_on

    with Gradebook.writing(folder) as book:
        comment_on(book, group.id, comment, author or myself())
    what = "Said to" if comment else "Taken back from"
    console.say(f"{what} {len(group.learners):,} learners, and to whoever gives this answer later.")
