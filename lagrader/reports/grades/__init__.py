"""The grades of a class: as a table for spreadsheets, as JSON, in the terminal."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from lagrader.errors import UsageError
from lagrader.gradebook import Gradebook

Export: TypeAlias = Callable[[Gradebook], Iterator[str]]
"""Returns a gradebook as text, piece by piece: a class may be large."""


def export(name: str) -> Export:
    """Return the format for whole classes that is called ``name``; raise UsageError where there is none."""
    from lagrader.reports.grades import csv, json

    formats: dict[str, Export] = {"csv": csv.render, "json": json.render, "jsonl": json.render_lines}
    check_name(name, tuple(formats))
    return formats[name]


def check_name(name: str, known: Sequence[str]) -> None:
    """Raise UsageError where there is no format for grades that is called so."""
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        advice = f'; did you mean "{close[0]}"?' if close else "."
        raise UsageError(f'There is no format "{name}" for grades{advice} There are {", ".join(known)}.')
