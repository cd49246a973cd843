"""Python code in lines of a terminal's width: what a page shows still runs, and means the same, when it is pasted.

A comment that does not fit goes on lines of its own, below its code; code is broken inside brackets, where Python
allows it. What can't be broken stays one line: the terminal wraps it, and copying gives it back whole.
"""

from __future__ import annotations

import io
import re
import token
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from lagrader.reports.terminal.layout import cell_len, wrap

_STEP = 4
"""How much further in the rest of a broken line stands."""
_LEAST = 10
"""Cells of a comment's line, however far in it stands."""
_IMPORT = re.compile(r"( *from \S+ import )([^()*;]+)")
_F_STRING = tuple(getattr(token, name, -1) for name in ("FSTRING_START", "FSTRING_END"))
"""From Python 3.12 on, what stands in an f-string is tokens, too; it stays on its line, as older Pythons need it."""
_LAYOUT = {token.NL, token.COMMENT, token.INDENT, token.DEDENT, token.ENDMARKER}
"""Tokens that belong to no statement."""


class _Read(NamedTuple):
    """What has to be known about a program before it is cut up; rows are counted from 1."""

    comments: dict[int, int]
    """Row and column of each comment."""
    statements: dict[int, int]
    """First and last row of each statement, or of the head of a block, that may be broken anew."""


def fitted(code: str, width: int) -> str:
    """Return a program in lines of at most ``width`` cells where that is possible; it parses to the same tree."""
    read = _read(code)
    lines, rest, row = [""], code.split("\n"), 1
    while rest:
        last = read.statements.get(row, row)
        own, rest = rest[: last - row + 1], rest[last - row + 1 :]
        lines += own if all(cell_len(line) <= width for line in own) else _cut_up(own, row, read, width)
        row = last + 1
    return "\n".join(lines[1:])


def _read(code: str) -> _Read:
    comments: dict[int, int] = {}
    statements: dict[int, int] = {}
    texts: list[range] = []
    first = 0
    for one in _tokens(code):
        row, last = one.start[0], one.end[0]
        if one.type == token.COMMENT:
            comments[row] = one.start[1]
        if one.type == token.NEWLINE:
            statements[first] = row
            first = 0
        elif one.type not in _LAYOUT:
            first = first or row
            texts += [range(row, last + 1)] if row != last else []
    fixed = [*comments, *(row for text in texts for row in text), *_continued(code)]
    return _Read(comments, {row: last for row, last in statements.items() if _is_free(row, last, comments, fixed)})


def _is_free(first: int, last: int, comments: dict[int, int], fixed: list[int]) -> bool:
    """Say whether a statement is free of what keeps lines apart: texts over several of them, comments, backslashes."""
    return not any(first <= row <= last for row in fixed) or (first == last and first in comments)


def _continued(code: str) -> list[int]:
    return [row for row, line in enumerate(code.split("\n"), 1) if line.endswith("\\")]


def _tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens up to where Python can't read on."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(code).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _cut_up(own: list[str], row: int, read: _Read, width: int) -> list[str]:
    """Return a statement with a line that is too long: its code first, broken if need be, and its comment below."""
    line = _joined(own)
    at = read.comments.get(row, len(line))
    code, comment = line[:at].rstrip(), line[at:]
    indent = " " * (len(line) - len(line.lstrip(" ")))
    lines = [code] if code else []
    if row in read.statements and cell_len(code) > width:
        lines = _broken(code, width, indent + " " * _STEP) or (lines if len(own) == 1 else own)
    return lines + (_comment(comment, width, indent) if comment else [])


def _joined(own: list[str]) -> str:
    """Return a statement's lines as one, as if its author had not broken it."""
    line = own[0]
    for more in (piece.strip() for piece in own[1:]):
        tight = line.endswith(("(", "[", "{")) or more.startswith((")", "]", "}"))
        line = f"{line.rstrip()}{'' if tight else ' '}{more}"
    return line


def _comment(comment: str, width: int, indent: str) -> list[str]:
    room = max(width - len(indent) - 2, _LEAST)
    text = comment.removeprefix("#").strip()
    pieces = [text] if cell_len(text) <= room else wrap(text, room)
    return [f"{indent}# {piece}".rstrip() for piece in pieces]


def _broken(code: str, width: int, indent: str) -> list[str]:
    """Return a statement in several lines, broken as far outside as fits; none where nothing fits."""
    code = _IMPORT.sub(r"\1(\2)", code)
    commas, opened = _places(code)
    for depth in range(1, max((deep for _, deep in opened), default=0) + 1):
        outer = [place for place, deep in opened if deep <= depth]
        for places in (outer, sorted([*outer, *(place for place, deep in commas if deep <= depth)])):
            lines = _filled(code, places, width, indent)
            if all(cell_len(line) <= width for line in lines):
                return lines
    return []


def _places(code: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where commas inside brackets end, and where brackets open that hold something, with their depths."""
    commas: list[tuple[int, int]] = []
    opened: list[tuple[int, int]] = []
    depth = in_text = 0
    for one in _tokens(code):
        in_text += (one.type == _F_STRING[0]) - (one.type == _F_STRING[1])
        if one.type != token.OP or in_text:
            continue
        if one.string in ("(", "[", "{"):
            depth += 1
            opened += [] if code[one.end[1] :].lstrip()[:1] in (")", "]", "}") else [(one.end[1], depth)]
        elif one.string in (")", "]", "}"):
            depth -= 1
        elif one.string == "," and depth:
            commas.append((one.end[1], depth))
    return commas, opened


def _filled(code: str, places: list[int], width: int, indent: str) -> list[str]:
    """Return the pieces between ``places`` in as few lines as hold them."""
    lines: list[str] = []
    for start, end in zip([0, *places], [*places, len(code)], strict=True):
        piece = code[start:end]
        if lines and cell_len((lines[-1] + piece).rstrip()) > width:
            lines.append(indent + piece.lstrip())
        else:
            lines = [*lines[:-1], lines[-1] + piece] if lines else [piece]
    return [line.rstrip() for line in lines]
