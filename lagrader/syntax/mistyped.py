"""What was most likely meant where Python can't read a line: for the slips that its own words don't explain.

Where those are clear (a bracket that was never closed, a missing colon) nothing is added.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable
from typing import NamedTuple

PLAIN = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("−–—‐‑", "-"),
    **dict.fromkeys("×·⋅∙•∗＊", "*"),
    **dict.fromkeys("÷∕", "/"),
    **dict.fromkeys("（", "("),
    **dict.fromkeys("）", ")"),
    **dict.fromkeys("，、", ","),
    **dict.fromkeys("：", ":"),
    **dict.fromkeys("；", ";"),
    **dict.fromkeys("＝", "="),
    **dict.fromkeys("＋", "+"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "→": "->",
    "²": "**2",
    "³": "**3",
    "…": "...",
    "√": "torch.sqrt(...) or ** 0.5",
}
"""Signs of typesetting, and what a program has in their place."""

_QUOTES = "\"'"


class _Slip(NamedTuple):
    """One slip: what Python says of it, what stands in the line, and what to write."""

    said: str
    pattern: str
    advice: str | Callable[[re.Match[str]], str]
    here: bool = False
    """Whether the pattern must stand where Python points; else it may be anywhere in the line."""


def likely_slip(message: str, line: str, column: int | None) -> str:
    """Return what to write instead, as the end of a sentence; nothing where Python's ``message`` says enough.

    ``line`` is the one that Python points at, ``column`` counts from 1.
    """
    for slip in _SLIPS:
        if not re.match(slip.said, message):
            continue
        pattern = re.compile(slip.pattern)
        found = pattern.match(line, (column or 1) - 1) if slip.here else pattern.search(line)
        if found:
            return slip.advice if isinstance(slip.advice, str) else slip.advice(found)
    return ""


def _plain(found: re.Match[str]) -> str:
    sign = found[0]
    instead = PLAIN.get(sign)
    if instead is None:
        return ""
    what = "a quote of typesetting" if instead in _QUOTES else "no sign of Python's"
    return f"{sign} is {what}: type {instead}"


_KEYWORDS = "|".join(keyword.kwlist)
_ANY, _INVALID, _NUMBER = "", r"invalid syntax$", "invalid decimal literal"
_SLIPS = (
    _Slip(
        "invalid non-printable character",
        _ANY,
        "an invisible sign stands there, most likely copied from a page: delete it and type the blank anew",
    ),
    _Slip("invalid character", r".", _plain, here=True),
    _Slip(
        "inconsistent use of tabs",
        _ANY,
        "some lines begin with tabs and some with blanks: begin all of them with blanks, four for each step",
    ),
    _Slip(_NUMBER, r"(def|class|import|for|as)\s+\d", "a name can't begin with a digit: put a letter before it"),
    _Slip(
        _NUMBER,
        r"(?<![\w.])(\d+(?:\.\d+)?)(?![eE_])([^\W\d]\w*)",
        lambda found: f"between a number and a name the * can't be left out: {found[1]} * {found[2]}",
    ),
    _Slip(_ANY, r"^\s*>>>(?!>)", ">>> is what Python shows before what you type: leave it out"),
    _Slip(_ANY, r"^\s*(```|~~~)", "that line marks code in a text: take it out"),
    _Slip(_ANY, r"^(<{7}|={7}|>{7})( |$)", "git left two versions of these lines: keep one, and take its marks out"),
    _Slip(_INVALID, r"^\s*[%!]\w", "a line for notebooks alone: take it out"),
    _Slip(_INVALID, r"(?<=&)&", "Python writes and for &&", here=True),
    _Slip(_INVALID, r"(?<=\|)\|", "Python writes or for ||", here=True),
    _Slip(_INVALID, r"!\s*\w", "Python writes not for !", here=True),
    _Slip(_INVALID, r"^\s*(\w+)(\+\+|--)", lambda found: f"Python writes {found[1]} {found[2][0]}= 1 for that"),
    _Slip(_ANY, r"^\s*else\s+if\b", "Python writes elif for else if"),
    _Slip(_INVALID, r"^\s*(function|func|fn|fun|sub)\s+\w+\s*\(", "a function begins with def"),
    _Slip(_INVALID, r"(?<==)<", "Python writes <= for that", here=True),
    _Slip(_INVALID, r"(?<==)>", "Python writes >= for that", here=True),
    _Slip(_INVALID, r"<>", "Python writes != for that", here=True),
    _Slip(_INVALID, r"^\s*\w+\s*:=", "a line of its own has = alone"),
    _Slip(
        _INVALID,
        rf"^\s*({_KEYWORDS})\s*=[^=]",
        lambda found: f"{found[1]} is a word of Python's own: take another name",
    ),
    _Slip(r"expected ':'", r"\{\s*$", "Python has no braces: a colon, and the lines below are indented"),
    _Slip(
        "cannot assign to function call",
        r"^\s*(\w+\s*\([^()]*\))\s*=",
        lambda found: f"a function is written def {found[1]}: with return below it, indented",
    ),
    _Slip("'return' outside function", _ANY, "indent it below the def that it belongs to"),
)
