"""Wrong answers without a known mistake: who gave them, what they are, and a stub that is pasted as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lagrader.gradebook.by_hand import Comment
from lagrader.item_analysis import ItemAnalysis, Stub, WrongGroup
from lagrader.phrases import counted
from lagrader.reports.interface import RenderOptions
from lagrader.reports.items.names import some
from lagrader.reports.terminal.layout import fold
from lagrader.reports.terminal.page import TITLE, Page

_SHOWN = 3
_IN_RUBRIC = 6
"""Blanks before a mistake's name in a rubric."""
_LINES = 4
_LABEL = 10


def write_groups(page: Page, analysis: ItemAnalysis) -> None:
    """Add the largest groups, each with its stub."""
    groups = analysis.groups
    if not groups and not analysis.alone:
        page.paragraph("No wrong answers without a known mistake that explains them.", 0)
        return
    page.paragraph(f"Wrong answers that no known mistake explains: {_amount(analysis)}", 0, TITLE)
    for group in groups[:_SHOWN]:
        _write_group(page, group)
    if len(groups) > _SHOWN:
        page.paragraph(f"{counted(len(groups) - _SHOWN, 'smaller group')} more: --format json has them all.", 0)


def _amount(analysis: ItemAnalysis) -> str:
    together = sum(len(group.learners) for group in analysis.groups)
    groups = f"{together:,} in {counted(len(analysis.groups), 'group')}" if analysis.groups else ""
    alone = f"{analysis.alone:,} given by one learner each" if analysis.alone else ""
    return ", ".join(filter(None, [groups, alone]))


def render_groups(groups: Sequence[WrongGroup], comments: Mapping[str, Comment], options: RenderOptions) -> str:
    """Return groups with an example each, and what a teacher said to them."""
    page = Page(options)
    for number, group in enumerate(groups):
        if number:
            page.blank()
        who = f"{group.id}: {counted(len(group.learners), 'learner')} ({some(page, group.learners)})"
        page.row(who, group.code)
        _write_example(page, group)
        if group.id in comments:
            page.paragraph(f"Comment: {comments[group.id].signed}", 2)
    return page.text()


def render_comments(numbers: Mapping[str, int], comments: Mapping[str, Comment], options: RenderOptions) -> str:
    """Return comments on groups that are no longer listed; ``numbers`` says how many learners each still reaches."""
    page = Page(options)
    page.paragraph("Comments on groups that are not among these", 0, TITLE)
    for name, number in numbers.items():
        page.row(name, f"reaches {counted(number, 'learner') if number else 'nobody now'}")
        page.paragraph(f"Comment: {comments[name].signed}", 2)
    return page.text()


def _write_group(page: Page, group: WrongGroup) -> None:
    who = f"{group.name}: {counted(len(group.learners), 'learner')} ({some(page, group.learners)})"
    page.row(who, group.code)
    if group.stub is None or not group.stub.python:
        _write_example(page, group)
    if group.stub is not None:
        _write_stub(page, group.stub)
    page.blank()


def _write_example(page: Page, group: WrongGroup) -> None:
    example = group.example
    if example is None:
        page.paragraph(group.text, 2)
        return
    pasted = [("", line) for line in (*example.setup, example.call)]
    results = [("expected", example.expected), ("theirs", example.actual), ("raised", group.exception)]
    for label, text in [*pasted, *results]:
        if text:
            _write_labelled(page, label, text)


def _write_labelled(page: Page, label: str, text: str) -> None:
    indent = 2 + (_LABEL if label else 0)
    width, mark = page.width - indent, page.signs.cut
    lines = [piece for line in page.exact(text).split("\n")[:_LINES] for piece in fold(line, width, 2, mark)]
    for number, line in enumerate(lines):
        page.add(f"{label if not number else '':<{indent - 2}}{line}", 2)


def _write_stub(page: Page, stub: Stub) -> None:
    """Both pieces as they are pasted: the entry indented as in a rubric, the function at the margin."""
    page.path(f"{stub.rubric}, under its mistakes:", 2)
    for line in stub.yaml.splitlines():
        page.add(page.exact(line), _IN_RUBRIC)
    if stub.python:
        page.blank()
        page.path("mistakes.py beside it:", 2)
        for line in stub.python.splitlines():
            page.add(page.exact(line))
