"""What a console can show: signs, colour, a width. It imports next to nothing, since a run begins with it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TextIO

_SIGNS = "✓✗○│←·—…█░×³"
NARROWEST = 20


def can_show_signs(stream: TextIO) -> bool:
    """Whether the stream's encoding has our signs; a cp1252 or ASCII console does not."""
    try:
        _SIGNS.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def has_color(stream: TextIO) -> bool:
    """Colour, and lines that are drawn anew: on a terminal that knows how, and not where NO_COLOR is set.

    That variable is about colour (no-color.org), but who sets it may read along with a screen reader, or into a log.
    """
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the terminal's width in cells, at least 20, and 80 in a pipe."""
    return max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def shown(text: str, stream: TextIO) -> str:
    """Return a message as the stream can show it."""
    from lagrader.harmless import prose_ascii

    return text if can_show_signs(stream) else prose_ascii(text)


def exact(text: str, stream: TextIO) -> str:
    """Return an id or a path as the stream can show it, nothing replaced by what only looks like it."""
    from lagrader.harmless import exact_ascii

    return text if can_show_signs(stream) else exact_ascii(text)


def say(text: str) -> None:
    """Print a line of diagnostics: never on standard output, which belongs to reports."""
    from lagrader.harmless import harmless

    print(shown(harmless(text), sys.stderr), file=sys.stderr, flush=True)


def elsewhere(title: str) -> str:
    """Return the folder, ready for a shell, of the last check of the course ``title`` where that was another one."""
    from lagrader.state.elsewhere import checked_elsewhere

    folder = checked_elsewhere(title, Path())
    return "" if folder is None else shell_word(folder)


def shell_word(path: Path | str) -> str:
    """Return a path as one word of a command line, which no option can be taken for."""
    text = os.fspath(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)
