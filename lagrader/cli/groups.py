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
    from collections.abc import Mapping, Sequence

    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.by_hand import Comment
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
    from lagrader.item_analysis.groups import numbers_in
    from lagrader.phrases import counted
    from lagrader.reports.items.groups import render_groups

    with Gradebook.reading(folder) as book:
        said = comments(book)
    if group in said and comment is not None and not comment.strip():
        _comment(folder, group, "", author)  # also where nobody is in it any more
        console.say(f"Taken back: what was said to {group}.")
        return
    found = {one.id: one for one in analyse(folder, course_of_marks(folder, course)).groups}
    with Gradebook.reading(folder) as book:
        others = numbers_in(book, [name for name in said if name not in found])
    if group is None:
        if comment is not None or stub:
            raise UsageError(f"Name the group: lagrader groups {folder} GROUP. lagrader groups {folder} lists them.")
        shown = render_groups([*found.values()], said, render_options(sys.stdout))
        print(shown or "No two learners gave the same wrong answer.\n", end="")
        _list_others(others, said, folder)
        return
    name = _chosen([*found, *others], group, folder)
    if comment is not None:
        learners = len(found[name].learners) if name in found else others[name]
        _comment(folder, name, comment.strip(), author)
        said_to = f"Said to {counted(learners, 'learner')}, and to whoever gives this answer later."
        console.say(said_to if comment.strip() else f"Taken back: what was said to {name}.")
    elif name in others and not stub:
        _list_others({name: others[name]}, said, folder)
    elif stub:
        _print_stub(name, found.get(name))
    else:
        print(render_groups([found[name]], said, render_options(sys.stdout)), end="")
        print(f"\nAll of them: {console.exact(', '.join(found[name].learners), sys.stdout)}")


def _list_others(numbers: Mapping[str, int], said: Mapping[str, Comment], folder: Path) -> None:
    """Show comments on what is no group any more, and what can be done with them."""
    from lagrader.reports.items.groups import render_comments

    if not numbers:
        return
    print(f"\n{render_comments(numbers, said, render_options(sys.stdout))}", end="")
    again = f"lagrader groups {console.shell_word(folder)}"
    console.say(
        "A group is called otherwise once its criterion has other cases or a mistake that explains it. "
        f'To move a comment: {again} GROUP --comment TEXT. To remove it: {again} {next(iter(numbers))} --comment ""'
    )


def tell_of_unheard(book: Gradebook, folder: Path) -> None:
    """Say where comments on groups reach nobody any more."""
    from lagrader.gradebook.by_hand import comments
    from lagrader.item_analysis.groups import numbers_in

    if lost := list(numbers_in(book, comments(book)).values()).count(0):
        shows = f"lagrader groups {console.shell_word(folder)} shows what to do"
        console.say(f"Comments on groups of wrong answers that reach nobody now: {lost:,}. {shows}.")


def _chosen(names: Sequence[str], word: str, folder: Path) -> str:
    """The name of a group, or what it begins or ends with, where it is the only one."""
    close = [name for name in names if word and (name.startswith(word) or name.endswith(f"/{word}"))]
    exact = [name for name in names if name == word] or close
    if len(exact) == 1:
        return exact[0]
    lack = "could be several groups" if exact else "is no group"
    raise UsageError(f'"{word}" {lack} of {folder}. lagrader groups {folder} lists them.')


def _print_stub(name: str, group: WrongGroup | None) -> None:
    if group is None:
        raise UsageError(f"{name} can't be written as a known mistake: no two learners give this answer now.")
    if group.stub is None:
        raise UsageError(f"{name} can't be a known mistake: a rubric has no way to write such an answer.")
    print(f"# {group.stub.rubric}, under the mistakes of {group.name}:\n{group.stub.yaml}", end="")
    if group.stub.python:
        print(f"\n# {group.stub.mistakes}:\n{group.stub.python}", end="")


def _comment(folder: Path, name: str, comment: str, author: str | None) -> None:
    from lagrader.cli.override import myself
    from lagrader.gradebook import Gradebook
    from lagrader.gradebook.by_hand import comment_on

    with Gradebook.changing(folder) as book:
        comment_on(book, name, comment, author or myself())
