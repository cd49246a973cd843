"""Learners' ids in a sentence: the first few, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence

from lagrader.reports.terminal.layout import cut
from lagrader.reports.terminal.page import Page

_MOST = 3
_CELLS = 24


def some(page: Page, names: Sequence[str]) -> str:
    """Return the first names, each on one line and not too long."""
    shown = ", ".join(one(page, name) for name in names[:_MOST])
    return f"{shown} and {len(names) - _MOST:,} more" if len(names) > _MOST else shown


def one(page: Page, name: str) -> str:
    """Return a name as it fits into a sentence."""
    return cut(" ".join(page.exact(name).split()), _CELLS, page.signs.cut)
