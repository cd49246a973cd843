"""Text that comes from learners must not steer the reader's terminal, nor look like something else.

Escape sequences could move the cursor and forge a mark; characters that change the direction of reading
could show another program than the one that ran; blanks that only look like a blank are a frequent reason
why Python refuses a line. All of them are written out, as Python would write them in a string.
"""

from __future__ import annotations

import re
import unicodedata

_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and symbols of Unicode that draw nothing (Hangul fillers, the empty Braille cell)."""

_VARIATION_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""They change a character's width after the fact, which no two terminals do alike."""

_MAX_MARKS = 2
"""Combining marks on one letter; living languages stack two, more are there to run over other lines."""

_TAB = 4
_NAMED = {"\n": "\\n", "\t": "\\t"}

_TYPOGRAPHY = {
    "·": ".", "×": "x", "−": "-", "–": "-", "—": "-", "…": "...", "→": "->", "←": "<-", "≤": "<=", "≥": ">=", "≠": "!=",
    "≈": "~", "±": "+-", "√": "sqrt", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "•": "*",
}  # fmt: skip

_SIGN = r"[=+\-@＝＋－＠]"  # noqa: RUF001 - the wide ones count as well
_FORMULA = re.compile(rf"^(?=\s*{_SIGN})|;(?=[\s\"]*{_SIGN})")
_QUOTED = re.compile(rf"(^|;)'(?=[\s\"]*{_SIGN})")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")

_SMALL = re.compile("(?P<raised>[²³¹⁰ⁱ⁴-⁹⁺-ⁿᵀ]+)|[₀-₎ₐ-ₜⱼᵢ-ᵥ]+")
"""Superscripts, or subscripts: in ASCII x^2, x^(n-1), a_1."""


def harmless(text: str) -> str:
    """Return ``text`` with everything invisible or steering written out; line breaks stay, tabs become blanks."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(_harmless_line(line.expandtabs(_TAB)) for line in lines)


def harmless_line(text: str) -> str:
    """Return ``text`` as one harmless line: line breaks and tabs are written out, too."""
    return text if text.isascii() and text.isprintable() else _harmless_line(text)


def quoted(text: str) -> str:
    """Return ``text`` as a cell of a table that no spreadsheet computes; a plain number stays one.

    Where a spreadsheet takes semicolons for separators, what stands after one begins a cell as well.
    """
    line = harmless_line(text)
    return line if _NUMBER.fullmatch(line) else _FORMULA.sub(r"\g<0>'", line)


def unquoted(cell: str) -> str:
    """Return what :func:`quoted` was given: a table of ours that is read again names people as they are called."""
    return _QUOTED.sub(r"\1", cell)


def _harmless_line(line: str) -> str:
    shown: list[str] = []
    marks = _MAX_MARKS  # a mark at the start has no letter of its own
    for char in line:
        is_mark = unicodedata.category(char) in ("Mn", "Me")
        marks = marks + 1 if is_mark else _MAX_MARKS if char == " " else 0
        shown.append(written_out(char) if _is_harmful(char) or (is_mark and marks > _MAX_MARKS) else char)
    return "".join(shown)


def _is_harmful(char: str) -> bool:
    # isprintable() is False for controls, formats, surrogates, private and unassigned characters, and for
    # every blank but the plain one.
    return not char.isprintable() or char in _BLANK_LETTERS or char in _VARIATION_SELECTORS


def written_out(char: str) -> str:
    r"""Return the escape for one character: ``\x1b``, ``\u202e``, ``\U0001f600``."""
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def exact_ascii(text: str) -> str:
    """Return a learner's text in ASCII: what doesn't fit is written out, nothing is replaced by a likeness.

    Inside a string literal of a call the escape means the same as the character.
    """
    return text.encode("ascii", "backslashreplace").decode("ascii")


def prose_ascii(text: str) -> str:
    """Return a sentence in ASCII, as readable as can be: ``w . x`` for ``w · x``, ``u`` for ``ü``."""
    if text.isascii():
        return text
    text = "".join(_TYPOGRAPHY.get(char, char) for char in _SMALL.sub(_full_size, text))
    letters = (char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char) != "Mn")
    return exact_ascii("".join(letters))


def _full_size(found: re.Match[str]) -> str:
    text = unicodedata.normalize("NFKD", found[0])
    return f"{'^' if found['raised'] else '_'}{text if len(text) == 1 or text.isdigit() else f'({text})'}"


def sentence(text: str) -> str:
    """Return prose made harmless, its typographic blanks (which only wrap differently) made plain ones."""
    plain = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
    return harmless(plain)


def shortened(text: str, most: int, mark: str) -> str:
    """Return at most ``most`` characters, and ``mark`` where more were there."""
    return text if len(text) <= most else text[:most] + mark
