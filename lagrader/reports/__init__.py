"""Which output formats there are: ours, and those that other packages offer.

A new format is one file with a ``FORMAT`` in it and its line in :data:`BUILT_IN`; a format of another
package is an entry point of the group ``lagrader.reports``. None is imported before it is asked for.
"""

from __future__ import annotations

import difflib
from importlib import import_module
from typing import TYPE_CHECKING

from lagrader.errors import UsageError
from lagrader.reports.interface import Format, RenderOptions

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["BUILT_IN", "GROUP", "Format", "RenderOptions", "find", "formats"]

GROUP = "lagrader.reports"

BUILT_IN = {
    "terminal": "lagrader.reports.terminal:FORMAT",
    "plain": "lagrader.reports.plain:FORMAT",
    "json": "lagrader.reports.json:FORMAT",
    "markdown": "lagrader.reports.markdown:FORMAT",
    "html": "lagrader.reports.html:FORMAT",
    "junit": "lagrader.reports.junit:FORMAT",
    "github": "lagrader.reports.github:FORMAT",
    "classroom50": "lagrader.reports.classroom50:FORMAT",
    "gradescope": "lagrader.reports.gradescope:FORMAT",
}


def formats() -> dict[str, EntryPoint]:
    """Return every format by its name, located and not imported.

    Ours come first, and a name of ours cannot be taken by another package.
    """
    from importlib.metadata import EntryPoint, entry_points

    ours = {name: EntryPoint(name, place, GROUP) for name, place in BUILT_IN.items()}
    others = {entry.name: entry for entry in entry_points(group=GROUP) if entry.name not in ours}
    return ours | others


def find(name: str) -> Format:
    """Return the format called ``name``.

    Raises UsageError where there is none, and where another package's format cannot be loaded.
    """
    if name in BUILT_IN:  # ours need not be looked for among what is installed
        module, _, attribute = BUILT_IN[name].partition(":")
        found: Format = getattr(import_module(module), attribute)
        return found
    known = formats()
    if name not in known:
        raise UsageError(_unknown(name, list(known)))
    return _load(known[name])


MEANT = {"md": "markdown", "txt": "plain", "text": "plain", "xml": "junit", "htm": "html", "rich": "terminal"}
"""What people call a format that is called otherwise."""


def _unknown(name: str, known: list[str]) -> str:
    close = [MEANT[name]] if name in MEANT else difflib.get_close_matches(name, known, n=1)
    advice = f'; did you mean "{close[0]}"?' if close else "."
    return f'There is no format "{name}"{advice} There are {", ".join(known)}.'


def _load(entry: EntryPoint) -> Format:
    try:
        found: Format = entry.load()
        callable_ = callable(found.render)
    except Exception as error:  # whatever another package's import raises
        raise UsageError(_broken(entry, f"{type(error).__name__}: {error}")) from error
    if not callable_:
        raise UsageError(_broken(entry, "its render is not a function"))
    return found


def _broken(entry: EntryPoint, reason: str) -> str:
    package = entry.dist.name if entry.dist else entry.module
    return (
        f'The format "{entry.name}" of the package {package} cannot be used: {reason}. Update or remove that package.'
    )
