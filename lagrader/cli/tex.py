r"""Formulas of a statement as a terminal can show them: ``$x^3 - 4x^2$`` becomes x³ - 4x², in ASCII x^3 - 4x^2.

A statement holds TeX where GitHub would render it: ``$...$`` in a line, ``$$...$$`` for a formula of its own. Here the
part of TeX that a course of linear algebra uses becomes plain text; a command that isn't known keeps its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_INLINE = re.compile(r"(?<![\\$\w])\$(?=[^\s$])((?:[^$\\]|\\.)*?)(?<=[^\s])\$(?![\d$])", re.DOTALL)
"""As on GitHub: no blank inside next to the signs, no digit behind, so that prices stay prices."""
_BLOCK = re.compile(r"^ {0,3}\$\$(.+?)\$\$ *$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^ {0,3}(```+|~~~+).*?^ {0,3}\1[ \t]*$|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"([\\`*_\[\]<>#])")

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)

_SUPERSCRIPTS = str.maketrans("0123456789+-=()niT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")

_PRIME = "\u2032"
_PLAIN = re.compile(r"-?[0-9.]+|[A-Za-z0-9]*|.")
_ONE_THING = re.compile(rf"-?[0-9.]+|[\w.'{_PRIME}]*|\([^()]*\)")

# name: (sign, the same in ASCII)
_RELATIONS = {
    "cdot": ("·", "."), "times": ("×", "x"), "div": ("÷", "/"), "pm": ("±", "+-"), "ast": ("*", "*"),
    "odot": ("⊙", "*"), "in": ("∈", "in"), "le": ("≤", "<="), "leq": ("≤", "<="), "ge": ("≥", ">="), "geq": ("≥", ">="),
    "ne": ("≠", "!="), "neq": ("≠", "!="), "approx": ("≈", "~"), "equiv": ("≡", "=="), "to": ("→", "->"),
    "mapsto": ("↦", "->"), "rightarrow": ("→", "->"), "Rightarrow": ("⇒", "=>"), "mid": ("|", "|"),
}  # fmt: skip
_SIGNS = {
    "sum": ("Σ", "sum"), "prod": ("Π", "prod"), "int": ("∫", "int"), "partial": ("∂", "d"), "nabla": ("∇", "grad"),
    "infty": ("∞", "inf"), "top": ("T", "T"), "prime": (_PRIME, "'"), "lVert": ("‖", "||"), "rVert": ("‖", "||"),
    "Vert": ("‖", "||"), "|": ("‖", "||"), "lvert": ("|", "|"), "rvert": ("|", "|"), "vert": ("|", "|"),
    "ldots": ("…", "..."), "dots": ("…", "..."), "cdots": ("…", "..."), "ell": ("l", "l"),
}  # fmt: skip
_BEFORE = frozenset({"partial", "nabla", "lVert", "lvert"})
"""Signs that stand close to what follows."""
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi varphi "
    "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_GREEK = dict(zip(_GREEK_NAMES.split(), "αβγδεεζηθικλμνξπρστφφχψωΓΔΘΛΞΠΣΦΨΩ", strict=True))
_BLACKBOARD = {"R": "\u211d", "N": "\u2115", "Z": "\u2124", "Q": "\u211a", "C": "\u2102"}
"""The sets of numbers in letters with a double stroke."""
_BLANKS = {",": " ", ";": " ", ":": " ", "!": "", " ": " ", "quad": "  ", "qquad": "    ", "\\": "\n"}
_AS_THEY_ARE = frozenset({"text", "mathrm", "mathbf", "mathit", "boldsymbol", "operatorname", "left", "right"})
"""What changes the look alone: their argument stays."""


def readable(markdown: str, *, unicode: bool) -> str:
    """Return Markdown with its formulas as text; code is left alone, and a text without formulas is as it was."""
    if "$" not in markdown:
        return markdown
    pieces, start = [], 0
    for code in _CODE.finditer(markdown):
        pieces += [_formulas(markdown[start : code.start()], unicode=unicode), code[0]]
        start = code.end()
    return "".join([*pieces, _formulas(markdown[start:], unicode=unicode)])


def plain(tex: str, *, unicode: bool) -> str:
    """Return one formula as text, without the signs around it; a line break of TeX is one here."""
    return _spaced(_Reader(_TOKEN.findall(tex), unicode).all())


def _formulas(text: str, *, unicode: bool) -> str:
    def block(found: re.Match[str]) -> str:
        lines = plain(found[1], unicode=unicode).split("\n")
        return "\n" + "\n".join(f"    {line}" for line in lines) + "\n"  # code, so that its line breaks stay

    def inline(found: re.Match[str]) -> str:
        return _MARKUP.sub(r"\\\1", plain(found[1], unicode=unicode).replace("\n", " "))

    return _INLINE.sub(inline, _BLOCK.sub(block, text)).replace(r"\$", "$")


def _spaced(text: str) -> str:
    lines = [re.sub(r"(?<=\S) {5,}", "    ", line).strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class _Reader:
    """Reads tokens from left to right; a brace that is never closed ends with the formula."""

    tokens: list[str]
    unicode: bool
    place: int = 0

    def all(self) -> str:
        parts = []
        while self.place < len(self.tokens):
            parts.append(self.until_closed())  # a brace too many is left out
        return "".join(parts)

    def until_closed(self) -> str:
        """Return everything up to the closing brace, which is passed over."""
        text = ""
        for part in self.rest():
            if part == "}":
                break
            text = self.joined(text, part)
        return text

    def rest(self) -> Iterator[str]:
        while self.place < len(self.tokens):
            self.place += 1
            yield self.tokens[self.place - 1]

    def joined(self, text: str, part: str) -> str:
        """Return ``text`` with what ``part`` stands for behind it."""
        if part in ("^", "_"):
            return text + self.raised(part)
        if part.isspace():
            return text if text.endswith((" ", "\n")) else f"{text} "
        piece = self.one(part)
        if part.startswith("\\") and part[1:] in _RELATIONS:
            return f"{text.rstrip(' ')} {piece} " if text.strip() else f"{piece} "
        if piece == " " and text.endswith(" "):
            return text
        # A name in letters must not run into the letters before it: 2 alpha, alpha beta.
        apart = part.startswith("\\") and len(piece) > 1 and piece.isalpha() and text[-1:].isalnum()
        return f"{text} {piece}" if apart else text + piece

    def one(self, part: str) -> str:
        """Return what one part stands for, with its arguments."""
        if part == "{":
            return self.until_closed()
        if part in ("&", "~"):
            return " "
        if part == "'":
            return _PRIME if self.unicode else "'"
        if not part.startswith("\\") or part == "\\":
            return part
        name = part[1:]
        special: Callable[[], str] | None = {
            "frac": self.fraction, "sqrt": self.root, "mathbb": self.blackboard, "begin": self.skipped,
            "end": self.skipped,
        }.get(name)  # fmt: skip
        return special() if special else self.named(name)

    def named(self, name: str) -> str:
        """Return a command without arguments."""
        if name in _BEFORE and self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1  # in TeX the blank only ends the name
        if name in _RELATIONS or name in _SIGNS:
            return (_RELATIONS.get(name) or _SIGNS[name])[0 if self.unicode else 1]
        if name in _GREEK:
            return _GREEK[name] if self.unicode else name
        if name in _BLANKS:
            return _BLANKS[name]
        return "" if name in _AS_THEY_ARE else name

    def argument(self) -> str:
        """Return the next group, or the next part that isn't blank."""
        for part in self.rest():
            if not part.isspace():
                return self.one(part)
        return ""

    def raised(self, sign: str) -> str:
        """Return a superscript or a subscript: in small figures where all of it exists in these."""
        text = self.argument().strip()
        if text in (_PRIME, "'"):
            return text
        small = _SUPERSCRIPTS if sign == "^" else _SUBSCRIPTS
        if self.unicode and text and all(ord(char) in small for char in text.replace(" ", "")):
            return text.replace(" ", "").translate(small)
        return sign + (text if _PLAIN.fullmatch(text) else f"({text})")

    def fraction(self) -> str:
        over = _grouped(self.argument())
        return f"{over}/{_grouped(self.argument())}"

    def root(self) -> str:
        what = self.argument()
        return f"√{_grouped(what)}" if self.unicode else f"sqrt({what})"

    def blackboard(self) -> str:
        what = self.argument()
        return _BLACKBOARD.get(what, what) if self.unicode else what

    def skipped(self) -> str:
        self.argument()
        return ""


def _grouped(text: str) -> str:
    """Return a text in parentheses where it is more than one thing."""
    text = text.strip()
    return text if _ONE_THING.fullmatch(text) else f"({text})"
