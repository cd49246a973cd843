"""Which files look as if they were meant to be a certain exercise, though they have another name.

``neuron.py``, ``ex3.py``, ``Ex3_Neuron.PY``, ``ex3_neuron (1).py``, ``ex3_neuron.py.txt``: a learner who
saved the work under such a name is told so, with the line that renames it.
"""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

ENDINGS = (".py.txt", ".py.py", ".pyw", ".py", ".txt", ".ipynb", "")
"""Endings that a program, or a notebook, may have been saved with; longest first."""
DECORATION = frozenset(
    {"copy", "copie", "kopie", "kopia", "copia", "final", "finished", "done", "new", "old", "fixed", "version", "v"}
    | {"my", "solution", "solutions", "submission", "submit", "draft", "backup", "bak", "hw", "homework", "of"}
)
"""Words that people add to the name of a copy."""
NUMBERED = frozenset({"ex", "exercise", "exo", "task", "problem", "question", "hw"})
CONSIDERED = 2000
"""Names of one folder that are looked at: a folder may hold a hundred thousand, and the comparing takes a while."""
CLOSE = 0.8
"""How alike (0 to 1, difflib's ratio) a misspelt name must be."""


def plausible(names: Iterable[str]) -> list[str]:
    """Return those of ``names`` that a program may have been saved under, at most :data:`CONSIDERED`, in order."""
    return list(itertools.islice((name for name in sorted(names) if _words(name)), CONSIDERED))


def lookalikes(exercise: str, names: Iterable[str], exercises: Sequence[str]) -> list[str]:
    """Return those of ``names`` that look like ``exercise``'s file but aren't any exercise's, in order."""
    proper = {f"{id_}.py" for id_ in exercises}
    ids = tuple(exercises)
    return [name for name in sorted(names) if name not in proper and _resembled(name, ids) == [exercise]]


@lru_cache(maxsize=CONSIDERED)  # each exercise asks about the same names
def _resembled(name: str, exercises: tuple[str, ...]) -> list[str]:
    return resembled(name, exercises)


def resembled(name: str, exercises: Sequence[str]) -> list[str]:
    """Return the exercises whose file ``name`` may be meant to be: by the words of its name, else by its number."""
    words = _words(name)
    if not words or "test" in words or "tests" in words:
        return []
    by_words = [id_ for id_ in exercises if _has_words(words, id_)]
    by_number = [id_ for id_ in exercises if _number(words) is not None and _number(words) == _number(_split(id_))]
    return by_words or by_number or [id_ for id_ in exercises if _is_close(words, id_)]


def says_otherwise(name: str, exercise: str) -> bool:
    """Whether a name has words of its own, and of the exercise no more than the number: ``ex3_average.py``."""
    foreign = {word for word in _words(name) if not word.isdigit()} - DECORATION - NUMBERED
    return bool(foreign) and not _has_words(_words(name), exercise) and not _is_close(_words(name), exercise)


def _words(name: str) -> list[str]:
    """Split a file's name into words and numbers; nothing for hidden files, leftovers of editors, other kinds."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    if plain.startswith((".", "#", "~")) or plain.endswith(("~", "#")):
        return []
    ending = next(ending for ending in ENDINGS if plain.endswith(ending))
    stem = plain.removesuffix(ending)
    return [] if not ending and "." in stem else _split(stem)


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", text.casefold())


def _number(words: list[str]) -> int | None:
    """The number after the last ``ex`` or its like; a name that is a number alone counts too."""
    words = words if len(words) > 1 else ["ex", *words]
    for word, number in reversed(list(itertools.pairwise(words))):
        if word in NUMBERED and number.isascii() and number.isdigit() and len(number) < 9:
            return int(number)
    return None


def _own_words(exercise: str) -> list[str]:
    """The words of an exercise's short name: dot, product for ``ex1_dot_product``."""
    words = _split(exercise)
    return words[2:] if _number(words[:2]) is not None else words


def _has_words(words: list[str], exercise: str) -> bool:
    """Whether a name holds the exercise's words, and else only its number and what people add to copies."""
    own = "".join(_own_words(exercise))
    joined = "".join(words)
    rest = [word for word in words if not word.isdigit() and word not in DECORATION | NUMBERED]
    numbered = _number(words) is not None and _number(words) == _number(_split(exercise))
    return bool(own) and own in joined and (numbered or "".join(rest) == own)


def _is_close(words: list[str], exercise: str) -> bool:
    name = "".join(word for word in words if not word.isdigit() and word not in DECORATION | NUMBERED)
    own = _own_words(exercise)
    return name in own or (len(name) > 3 and difflib.SequenceMatcher(None, name, "".join(own)).ratio() >= CLOSE)
