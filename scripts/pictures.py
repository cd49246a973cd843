"""Draws the pictures of README and docs from real reports: ``python scripts/pictures.py`` writes docs/pictures/*.svg.

Each is what ``lagrader check`` prints about the files of this repository, as SVG: text that can be selected, sharp at
any size. Nothing is loaded from anywhere, the font is whatever monospaced one the reader has, and the colours are
readable on white. A test compares the pictures with what the program prints today.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from lagrader.course import Course

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 80

SHOTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "failing": ("examples/learner", ("3", "4")),
    "passing": ("solutions", ()),
    "bias_missing": ("examples/mistakes/bias_missing", ("3",)),
    "transposed": ("examples/mistakes/transposed", ("4",)),
    "last_row": ("examples/mistakes/last_row", ("4",)),
    "broadcast": ("examples/mistakes/broadcast", ("4",)),
    "no_graph": ("examples/mistakes/no_graph", ("5",)),
    "accumulated": ("examples/mistakes/accumulated", ("5",)),
    "endless": ("examples/mistakes/endless", ("1",)),
    "printed": ("examples/mistakes/printed", ("1",)),
    "wrong_road": ("examples/mistakes/wrong_road", ("1",)),
    "unreadable": ("examples/mistakes/unreadable", ("3",)),
}
"""A picture's name, the files that lie in the learner's ``solutions/``, and which exercises are checked.

The first two are README's, the others docs/feedback.md's.
"""

_INK, _GRAY = (13, 17, 23), (89, 99, 110)
# black, red, green, yellow, blue, magenta, cyan, white
_COLORS = [_INK, (179, 38, 30), (20, 108, 46), (122, 89, 0), (5, 80, 174), (120, 60, 190), (27, 107, 117), _GRAY]
LIGHT = TerminalTheme((255, 255, 255), _INK, _COLORS, _COLORS)
"""Dark colours for a white background: each, dim ones included, has WCAG 2's contrast of 4.5 to 1."""

# rich's own template asks a server for its font. `xml:space` keeps the blanks of a line where they stand.
SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" xml:space="preserve">
<style>
text {{
  font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px;
}}
{styles}
</style>
<defs>
{lines}
</defs>
<rect fill="#ffffff" stroke="#d1d9e0" stroke-width="2" width="{width}" height="{height}" rx="8"/>
<text class="{unique_id}-command" fill="#59636e" x="{terminal_x}" y="26">COMMAND</text>
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
{matrix}
</g>
</svg>
"""


def draw(name: str) -> str:
    """Check a learner's folder as README's reader would, and return the report as SVG."""
    source, words = SHOTS[name]
    with tempfile.TemporaryDirectory() as folder:
        further = (f"{exercise.id}.py" for exercise in Course.load(ROOT).exercises if exercise.further)
        ignored = shutil.ignore_patterns("__pycache__", *further)
        shutil.copytree(ROOT / source, Path(folder, "solutions"), ignore=ignored)
        printed = on_a_terminal(["check", *words], folder)
    console = Console(
        record=True, file=io.StringIO(), width=WIDTH, force_terminal=True, color_system="standard", highlight=False
    )
    console.print(Text.from_ansi(printed.rstrip("\n")), soft_wrap=True)
    template = SVG.replace("COMMAND", " ".join(("$ lagrader check", *words)))
    drawn = console.export_svg(theme=LIGHT, code_format=template, unique_id=name)
    # rich ends lines in blanks and pads the last one; a file in a repository has neither.
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def on_a_terminal(words: Sequence[str], folder: str) -> str:
    """Return what the program writes on a terminal's standard output, colours and all; where there are terminals."""
    ours, theirs = os.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "LINES"}}
    environment = {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": str(WIDTH), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    environment["LAGRADER_STATE"] = str(Path(folder, ".state"))  # as at the first check
    command = [sys.executable, "-m", "lagrader", *words]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.DEVNULL
    ):
        os.close(theirs)
        with os.fdopen(ours, "rb", buffering=0) as terminal:
            return read_all(terminal).decode("utf-8").replace("\r\n", "\n")


def read_all(terminal: io.FileIO) -> bytes:
    """Read until the other end is closed, which Linux tells by an error and macOS by an end of file."""
    parts = []
    try:
        while part := terminal.read(1 << 16):
            parts.append(part)
    except OSError:
        pass
    return b"".join(parts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description="Draw the pictures of README and docs into docs/pictures/.")
    parser.add_argument("names", nargs="*", help=f"which of them: {', '.join(SHOTS)} (all by default)")
    names = parser.parse_args(arguments).names or list(SHOTS)
    if unknown := [name for name in names if name not in SHOTS]:
        parser.error(f"there is no picture {unknown[0]}; there are {', '.join(SHOTS)}")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = PICTURES / f"{name}.svg"
        path.write_text(draw(name), encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
