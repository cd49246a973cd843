"""Fitting text into a number of cells: wrapping prose, cutting what must stay on one line, breaking calls.

All of it works on plain strings that are harmless already; widths are cells of a terminal, in which a
letter of some scripts takes two.
"""

from __future__ import annotations

import io
import token
import tokenize
from collections.abc import Iterator

from rich.cells import cell_len

__all__ = ["break_call", "cell_len", "chop", "cut", "fold", "fold_lines", "wrap"]


def wrap(text: str, width: int) -> list[str]:
    """Return prose in lines of at most ``width`` cells.

    Single line breaks are blanks; an empty line separates paragraphs and is kept. Longer words are chopped.
    """
    lines: list[str] = []
    for place, paragraph in enumerate(text.strip("\n").split("\n\n")):
        lines += [""] if place else []
        lines += _fill(paragraph.split(), width)
    return lines


def _fill(words: list[str], width: int) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines += chop(word, width)
    return lines[1:] or [""]


def chop(text: str, width: int) -> list[str]:
    """Return a text in pieces of at most ``width`` cells, at least one; a width below 2 counts as 2.

    Written out because rich's own drops a character without width that stands alone.
    """
    width = max(width, 2)
    if text.isascii():
        return [text[start : start + width] for start in range(0, len(text), width)] or [""]
    pieces, used = [""], 0
    for char in text:
        size = cell_len(char)
        if used + size > width:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += size
    return pieces


def cut(text: str, width: int, mark: str) -> str:
    """Return one line of at most ``width`` cells; where something is missing, it ends with ``mark``."""
    if len(text) <= width and cell_len(text) <= width:
        return text
    room = max(width - cell_len(mark), 0)
    return chop(text[: room + 1], room)[0].rstrip() + mark


def fold(text: str, width: int, most: int, mark: str) -> list[str]:
    """Return a text of any length in at most ``most`` lines, broken at blanks, else chopped where the width ends."""
    chopped = _at_blanks(text[: (width + 1) * (most + 1)], width)
    if len(chopped) <= most:
        return chopped
    last = chopped[most - 1]
    return [*chopped[: most - 1], cut(f"{last} ", cell_len(last), mark) if mark else last]


def _at_blanks(text: str, width: int) -> list[str]:
    """Break after the last blank that fits, where that leaves at least half a line."""
    pieces = []
    while cell_len(text) > width:
        piece = chop(text, width)[0]
        blank = piece.rfind(" ") + 1
        piece = piece[:blank] if blank > len(piece) // 2 and text[len(piece) :][:1] != " " else piece
        pieces.append(piece.rstrip())
        text = text[len(piece) :].lstrip() if blank else text[len(piece) :]
    return [*pieces, text] if text or not pieces else pieces


def fold_lines(lines: list[str], most: int, width: int, mark: str) -> list[str]:
    """Return the first and the last of many lines, and between them one that says how many are left out."""
    if len(lines) <= most:
        return lines
    head = (most - 1) // 2
    tail = most - 1 - head
    left_out = len(lines) - head - tail
    told = f"{mark} {left_out:,} lines left out {mark}"
    if cell_len(told) > width:
        told = f"{mark} {left_out:,}"
    return [*lines[:head], told, *lines[len(lines) - tail :]]


def break_call(call: str, width: int, indent: str) -> list[str]:
    """Return a call in lines that paste into Python as it does, broken only where Python allows it.

    As few and as shallow breaks as fit: after outer commas, then inner ones, then opening brackets. Where
    nothing fits (a long string), a line stays longer than ``width``: the terminal wraps it, and copying
    gives it back whole.
    """
    if cell_len(call) <= width:
        return [call]
    lines = [call]
    for places in _break_places(call):
        lines = _join(call, places, width, indent)
        if all(cell_len(line) <= width for line in lines):
            break
    return lines


def _break_places(call: str) -> Iterator[list[int]]:
    """Give ever longer lists of offsets after which a line may end."""
    commas, brackets = _commas_and_brackets(call)
    deepest = max((depth for _, depth in commas), default=0)
    for limit in range(1, deepest + 1):
        yield [place for place, depth in commas if depth <= limit]
    yield sorted([place for place, _ in commas] + brackets)


def _commas_and_brackets(call: str) -> tuple[list[tuple[int, int]], list[int]]:
    commas: list[tuple[int, int]] = []
    brackets: list[int] = []
    depth = 0
    for operator, end in _operators(call):
        depth += (operator in "([{") - (operator in ")]}")
        if operator in "([{":
            brackets.append(end)
        elif operator == "," and depth > 0:
            commas.append((end, depth))
    return commas, brackets


def _operators(call: str) -> list[tuple[str, int]]:
    """Return each operator of one character and where it ends; nothing where Python can't read the call."""
    if "\n" in call:  # offsets are within one line; a longer block was broken by its author
        return []
    try:
        found = list(tokenize.generate_tokens(io.StringIO(call).readline))
    except (tokenize.TokenError, SyntaxError):
        return []
    return [(one.string, one.end[1]) for one in found if one.type == token.OP and len(one.string) == 1]


def _join(call: str, places: list[int], width: int, indent: str) -> list[str]:
    lines = [""]
    for start, end in zip([0, *places], [*places, len(call)], strict=True):
        piece = call[start:end]
        if lines[-1].strip() and cell_len(lines[-1]) + cell_len(piece) > width:
            lines.append(indent + piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]
