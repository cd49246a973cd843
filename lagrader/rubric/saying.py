"""What the message of an exception must say: words, in which ``*`` stands for anything and ``|`` between several ways.

No regular expressions: on a text that a learner writes, one of an author's could take for ever. Here each piece between
two stars is looked for once, from where the one before it ended, so the time is at most the product of both lengths,
which are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

LONGEST = 200
"""Characters of one text."""

MOST = 10
"""Texts of one criterion."""


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _has_words(text: str) -> str:
    if not all(way.replace("*", "").strip() for way in text.split("|")):
        raise PydanticCustomError("saying", "words to look for are missing: * alone, and nothing, fit every message")
    return text


_Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_has_words)]
Sayings = Annotated[
    list[_Text], BeforeValidator(_listed, json_schema_input_type=str | list[str]), Field(max_length=MOST)
]
"""One text or several, all of which a message must say."""


def says(message: str, saying: str) -> bool:
    """Whether a message has the words of ``saying``: whole words in their order, in any case, however far apart."""
    text = _plain(message)
    return any(_found(text, way) for way in _ways(_plain(saying)))


def told(saying: str) -> str:
    """Return how a learner reads what a message must say: ``"inner …" or "shape"``."""
    ways = [" ".join(way.replace("*", " … ").split()) for way in saying.split("|")]
    return " or ".join(f'"{way}"' for way in ways)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _found(text: str, pieces: tuple[re.Pattern[str], ...]) -> bool:
    start = 0
    for piece in pieces:
        found = piece.search(text, start)
        if found is None:
            return False
        start = found.end()
    return True


@lru_cache(maxsize=256)
def _ways(saying: str) -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(_pieces(way.strip())) for way in saying.split("|"))


def _pieces(way: str) -> Iterator[re.Pattern[str]]:
    """Yield what to look for one after the other: whole words, but for the sides that a star touches."""
    parts = way.split("*")
    for place, part in enumerate(parts):
        words = part.strip()
        if words:
            opens = place > 0 and not part[0].isspace()
            closes = place < len(parts) - 1 and not part[-1].isspace()
            begin = "" if opens or not words[0].isalnum() else r"(?<![\w.])" if words[0].isdigit() else r"(?<!\w)"
            end = "" if closes or not words[-1].isalnum() else r"(?!\w|\.\d)" if words[-1].isdigit() else r"(?!\w)"
            yield re.compile(begin + re.escape(words) + end)
