"""What a translation is: a pattern for the original message, and a sentence made from its numbers and this call's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lagrader.diagnosis.axes import name_of_length
from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.source import statement_at
from lagrader.harmless import harmless_line
from lagrader.wire import Raised

LONGEST_QUOTE = 60
"""Characters of a message that are quoted in one place."""

LONGEST = 2_000
"""Characters of a message that are looked at."""


@dataclass(frozen=True, slots=True)
class Scene:
    """An exception, the criterion it belongs to, and the case in which it was raised (None outside of any)."""

    raised: Raised
    context: Context
    sample: Sample | None = None

    def length(self, text: str) -> str:
        """Return ``5 (out)`` for ``5`` where one axis of this case alone has that length."""
        return name_of_length(int(text), self.sample) if self.sample else text

    def line(self) -> str:
        """Return the source of the learner's line where it stopped, as Python would write it; empty if unknown."""
        frames = self.raised.frames
        return statement_at(self.context, frames[-1][1]) if frames else ""


Say = Callable[[re.Match[str], Scene], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One message of torch, NumPy or Python. ``say`` may find on second sight that it is something else: None."""

    code: str
    pattern: re.Pattern[str]
    say: Say
    kinds: frozenset[str] = frozenset()
    """Names of exception classes; empty for any."""


def rule(code: str, pattern: str, say: Say | str, *kinds: str) -> Rule:
    """Return a rule; a text is a template, whose fields are filled from the groups of the pattern.

    ``{1}`` is the first group itself, ``{length1}`` a length with the name of its axis, ``{shape1}`` a shape,
    ``{kind1}`` the kind of an object, ``{last1}`` the last part of a dotted name; ``{function}`` the function.
    """
    return Rule(code, re.compile(pattern), _template(say) if isinstance(say, str) else say, frozenset(kinds))


def _template(text: str) -> Say:
    def say(match: re.Match[str], scene: Scene) -> str:
        return _FIELD.sub(lambda field: _filled(field, match, scene), text)

    return say


_FIELD = re.compile(r"\{(function|[a-z]*)(\d?)\}")


def _filled(field: re.Match[str], match: re.Match[str], scene: Scene) -> str:
    if field[1] == "function":
        return scene.context.function
    group = (match[int(field[2])] or "")[:LONGEST_QUOTE]
    return _FILLS[field[1]](group, scene)


def sizes(text: str) -> tuple[int, ...]:
    """Return the whole numbers of ``8x3`` or ``[8, 3]``, as many as stand there; a very long one is cut."""
    return tuple(int(size[:15]) for size in re.findall(r"\d+", text)[:32])


def numbers_agree(count: int, noun: str) -> str:
    """Return ``1 value``, ``2 values``."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


DTYPES = {
    "Float": "float32",
    "float": "float32",
    "Double": "float64",
    "double": "float64",
    "Half": "float16",
    "c10::Half": "float16",
    "BFloat16": "bfloat16",
    "c10::BFloat16": "bfloat16",
    "Long": "int64",
    "long int": "int64",
    "long": "int64",
    "Int": "int32",
    "int": "int32",
    "Short": "int16",
    "short": "int16",
    "Char": "int8",
    "signed char": "int8",
    "Byte": "uint8",
    "unsigned char": "uint8",
    "Bool": "bool",
    "bool": "bool",
    "ComplexFloat": "complex64",
    "ComplexDouble": "complex128",
}


def dtype(name: str) -> str:
    """Return torch's own name for what its messages call ``Float`` or ``long int``."""
    return DTYPES.get(name.strip(), name.strip())


def a_kind(name: str) -> str:
    """Return what an object of a class is called in a sentence, with its article: ``a list``, ``an int``, ``None``."""
    if name == "NoneType":
        return "None"
    word = harmless_line("NumPy array" if name == "numpy.ndarray" else name.rpartition(".")[2])
    return f"an {word}" if word[:1].lower() in "aeiou" else f"a {word}"


def article(kind: str) -> str:
    """Return what begins a sentence about an object of a class: ``A list``, ``A plain number``."""
    names = {
        "list": "A list",
        "int": "A whole number",
        "float": "A plain number",
        "str": "A text",
        "ndarray": "A NumPy array",
    }
    return names.get(kind, f"A {kind}")


_FILLS: dict[str, Callable[[str, Scene], str]] = {
    "": lambda group, _: harmless_line(group),
    "length": lambda group, scene: scene.length(group),
    "shape": lambda group, _: str(sizes(group)),
    "kind": lambda group, _: a_kind(group),
    "last": lambda group, _: harmless_line(group.rpartition(".")[2]),
}
