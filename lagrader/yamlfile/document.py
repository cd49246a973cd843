"""A YAML file as plain data that knows its lines.

Plain scalars follow YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema), not PyYAML's 1.1: there
``on`` and ``yes`` are truth values, ``1e-3`` is text, ``017`` is fifteen and ``2024-01-01`` a date. Keys are
always text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import yaml

from lagrader.errors import RubricError
from lagrader.yamlfile.files import read_text, shown

KeyPath: TypeAlias = tuple[str | int, ...]
Fault: TypeAlias = tuple[int | None, str]
"""A line, from 1, and what is wrong there."""

NODE_LIMIT = 20_000
"""The most values in one file, with those behind an alias counted at every use, and a long text for each of its
:data:`LONG_TEXT` characters; the longest rubric of the course has about 500. It bounds what validation takes: pydantic
makes up to four errors of a value of the wrong type, and so many such values take 144 MB and 1.1 s.
"""

LONG_TEXT = 200
DEPTH_LIMIT = 64

SHOWN_FAULTS = 20
MOST_FAULTS = 200
"""After so many faults nobody looks for more."""

LONGEST_FAULT = 400
"""Characters of one fault: it may quote a key, and a key may be as long as the file."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?[0-9]{1,1000}|0o[0-7]{1,1000}|0x[0-9a-fA-F]{1,1000}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + word: float("inf") for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def key_text(path: Sequence[str | int]) -> str:
    """Return how messages name the value at ``path``: ``criteria[0].points``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


@dataclass(slots=True)
class Place:
    """Where one value stands: its line (of its key or item, from 1), and its parts."""

    line: int
    container: bool = False
    nodes: int = 1
    """How many values it is, itself included."""
    parts: dict[str | int, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain data: dicts with text as keys, lists, text, numbers, truth values, None."""

    path: Path
    data: dict[str, Any]
    root: Place

    def line(self, path: Sequence[str | int]) -> int:
        """Return the line, from 1, of the key or item at ``path``; of the longest part of it that is there."""
        return self.place(path)[1].line

    def place(self, path: Sequence[str | int]) -> tuple[KeyPath, Place]:
        """Return the elements of ``path`` that exist, and the place they lead to.

        Elements that don't exist where they stand are skipped: pydantic puts the names of a union's members
        into its paths, and a member may be called like a key (``call``).
        """
        taken = _follow(self.root, tuple(path))
        return tuple(name for name, _ in taken), taken[-1][1] if taken else self.root

    def fault(self, path: Sequence[str | int], message: str) -> Fault:
        """Return the fault ``message`` about the value at ``path``, with its line and its key written out."""
        return self.line(path), f"{key_text(path)}: {message}" if path else message

    def refuse(self, faults: Iterable[Fault]) -> NoReturn:
        """Raise a :class:`RubricError` about the first fault by line, with the others on lines of their own.

        Of very many, only the first :data:`MOST_FAULTS` are asked for.
        """
        file = shown(self.path)
        (line, message), *others = sorted(islice(faults, MOST_FAULTS), key=lambda fault: fault[0] or 0)
        further = [f"{file}:{at}: {_cut(text)}" if at else f"{file}: {_cut(text)}" for at, text in others]
        if len(others) > SHOWN_FAULTS:
            or_more = "at least " if len(others) + 1 == MOST_FAULTS else ""
            further[SHOWN_FAULTS:] = [f"(and {or_more}{len(others) - SHOWN_FAULTS} more)"]
        raise RubricError("\n".join((_cut(message), *further)), file, line)


def _cut(message: str) -> str:
    return message if len(message) <= LONGEST_FAULT else f"{message[:LONGEST_FAULT]} …"


def _follow(place: Place, path: KeyPath) -> tuple[tuple[str | int, Place], ...]:
    if not path:
        return ()
    head, rest = path[0], path[1:]
    skipped = _follow(place, rest)
    if head not in place.parts:
        return skipped
    taken = ((head, place.parts[head]), *_follow(place.parts[head], rest))
    # Where both lead equally far, ("criteria", 0, "call", "title") means the title, not the key `call`.
    return taken if len(taken) > len(skipped) else skipped


# --- reading -----------------------------------------------------------------------------------------------


def load(path: Path) -> Document:
    """Read the YAML file at ``path``, whose top must be keys with values.

    Raises:
        RubricError: it can't be read, is not UTF-8, is not YAML, has a key twice, or is too large.
    """
    text = _text(path)
    try:
        data, root = _Reader(path, text).document()
    except yaml.YAMLError as error:
        _refuse_syntax(path, text, error)
    if not isinstance(data, dict):
        found = (
            "the file is empty" if data is None else f"this is a {'list' if isinstance(data, list) else 'single value'}"
        )
        said = f'keys with values are wanted at the top, such as "title: ..."; {found}'
        raise RubricError(said, shown(path), min(root.line, text.count("\n") + 1))
    return Document(path, data, root)


def _text(path: Path) -> str:
    text = read_text(path)
    if bad := _FORBIDDEN.search(text):
        raise RubricError(_forbidden(bad[0]), shown(path), text.count("\n", 0, bad.start()) + 1)
    return text


def _forbidden(sign: str) -> str:
    return f"the sign U+{ord(sign):04X} can't stand in YAML; remove it"


def _refuse_syntax(path: Path, text: str, error: yaml.YAMLError) -> NoReturn:
    mark = getattr(error, "problem_mark", None)
    line = min(mark.line + 1, max(1, len(text.splitlines()))) if mark else None
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None)
    said = f"this is not YAML: {problem}" + (f" ({context})" if context else "")
    if line and re.match(r"[ ]*\t", text.splitlines()[line - 1]):
        said = "a tab stands at the start of this line; YAML wants blanks there"
    raise RubricError(_cut(said), shown(path), line) from None


class _Reader:
    """Builds data and places side by side out of the parser's events, so that no depth or alias can hurt."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.events = self.parsed(text)
        self.anchors: dict[str, tuple[Any, Place] | None] = {}
        self.nodes = 0

    def parsed(self, text: str) -> Iterator[Any]:
        """Yield the parser's events; the one in Python stumbles over what the one in C refuses."""
        event: Any = None
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                yield event
        except (ValueError, OverflowError):  # an escape such as \UFFFFFFFF, a version of thousands of digits
            self.refuse("this is not YAML: below this line stands a number or an escape that is too large", event)

    def document(self) -> tuple[Any, Place]:
        next(self.events)  # the start of the stream
        event: Any = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return None, Place(1)
        value, place = self.value(next(self.events), 0)
        next(self.events)  # the end of the document
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.refuse("a second document begins here; a file holds one", event)
        return value, place

    def value(self, event: Any, depth: int) -> tuple[Any, Place]:
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        self.count(1, event)
        if depth > DEPTH_LIMIT:
            self.refuse("this is nested too deeply", event)
        if event.tag not in {None, "!", "tag:yaml.org,2002:str"}:
            self.refuse(f'the tag "{event.tag}" is not known here; remove it', event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        value, place = self.untagged(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, place)
        return value, place

    def untagged(self, event: Any, depth: int) -> tuple[Any, Place]:
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        extra = self.weigh(event)
        return self.scalar(event) if event.implicit[0] else event.value, Place(_line(event), nodes=1 + extra)

    def mapping(self, start: Any, depth: int) -> tuple[dict[str, Any], Place]:
        data: dict[str, Any] = {}
        place = Place(_line(start), container=True)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse("a key is one word", event)
            key, line = event.value, _line(event)
            place.nodes += self.weigh(event)
            if key in data:
                self.refuse(f'the key "{key}" stands twice, first on line {place.parts[key].line}', event)
            data[key] = self.part(place, key, line, depth)
        return data, place

    def sequence(self, start: Any, depth: int) -> tuple[list[Any], Place]:
        data: list[Any] = []
        place = Place(_line(start), container=True)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            data.append(self.part(place, len(data), _line(event), depth, event))
        return data, place

    def part(self, whole: Place, name: str | int, line: int, depth: int, event: Any = None) -> Any:
        value, inner = self.value(event or next(self.events), depth + 1)
        # A place of its own: the same anchored value may stand under several keys.
        whole.parts[name] = Place(line, inner.container, inner.nodes, inner.parts)
        whole.nodes += inner.nodes
        return value

    def alias(self, event: Any) -> tuple[Any, Place]:
        if event.anchor not in self.anchors:
            self.refuse(f'nothing is called "&{event.anchor}" above this line', event)
        known = self.anchors[event.anchor]
        if known is None:
            self.refuse(f'"*{event.anchor}" stands inside itself', event)
        self.count(known[1].nodes, event)
        return known

    def scalar(self, event: Any) -> Any:
        text = event.value
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        return float(text) if _FLOAT.fullmatch(text) else text

    def weigh(self, event: Any) -> int:
        """Look at a text: escapes may hide what can't stand in YAML, and a long one counts for several values."""
        if event.style == '"' and (bad := _FORBIDDEN.search(event.value)):
            self.refuse(_forbidden(bad[0]), event)
        extra = len(event.value) // LONG_TEXT
        self.count(extra, event)
        return extra

    def count(self, nodes: int, event: Any) -> None:
        self.nodes += nodes
        if self.nodes > NODE_LIMIT:
            self.refuse(f"the file has more than {NODE_LIMIT:,} values up to here, aliases included", event)

    def refuse(self, message: str, event: Any) -> NoReturn:
        raise RubricError(_cut(message), shown(self.path), _line(event))


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1
