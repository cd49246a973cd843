"""Whose row is whose in a platform's table: found by id, address or name, and never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lagrader.errors import UsageError
from lagrader.gradebook import Row
from lagrader.gradebook.rows import is_forgotten
from lagrader.harmless import shortened
from lagrader.phrases import MOST_NAMED, joined
from lagrader.reports.grades.table import Line, Table
from lagrader.submission.layouts import plain

_LONGEST = 60
"""Characters of a cell that a sentence quotes."""
_SHORTEST = 3
"""Letters of a word that tell a name where they stand within another word."""
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a row is about, as the platform has it."""

    keys: tuple[str, ...]
    """What may mean a learner, the surest first."""
    name: str

    @property
    def called(self) -> str:
        """The name for a sentence, else the first of the keys."""
        return quoted(self.name or self.keys[0])


@dataclass(frozen=True, slots=True)
class Match:
    """Which row of a platform's table is whose."""

    lines: Mapping[int, Line]
    """By the number of the row."""
    doubtful: tuple[str, ...]
    """What could be several learners, or several rows one, or has one's id and another's name."""
    missing: tuple[str, ...]
    """Ids of learners with marks that no row is about."""
    strangers: tuple[str, ...]
    """Who has a row, and is not in the gradebook."""


def match(table: Table, people: Mapping[int, Person], about: str, looked: Sequence[str]) -> Match:
    """Find the learner of each row: by the first key that means somebody. Nobody is guessed.

    Raises:
        UsageError: not one row is about a learner of the class. ``about`` names the table, ``looked`` the headings of
            the columns with keys.
    """
    index = _index(table)
    found = {at: _meant(index, person) for at, person in people.items()}
    if not any(found.values()):
        where = joined([quoted(heading) for heading in looked])
        raise UsageError(
            f"Nobody of this class is in {about}: their ids, names and addresses were looked for in {where}. Is it "
            "another class's? Else grade once more, with a --roster that names them as there."
        )
    doubtful = [f"{people[at].called} could be {_any_of(lines)}" for at, lines in found.items() if len(lines) > 1]
    claims: defaultdict[str, list[tuple[int, Line]]] = defaultdict(list)
    for at, lines in found.items():
        if len(lines) != 1:
            continue
        row = lines[0].row
        if row.name != row.learner and are_two(row.name, people[at].name):
            doubtful.append(f"{people[at].called} has the id or address of {quoted(row.name)} ({row.learner})")
        else:
            claims[row.learner].append((at, lines[0]))
    doubtful += [f"{learner} stands in {len(rows)} rows" for learner, rows in claims.items() if len(rows) > 1]
    seen = {line.row.learner for lines in found.values() for line in lines}
    return Match(
        dict(rows[0] for rows in claims.values() if len(rows) == 1),
        tuple(doubtful),
        tuple(line.row.learner for line in table.graded if line.row.learner not in seen and not is_forgotten(line.row)),
        tuple(people[at].called for at, lines in found.items() if not lines),
    )


def _index(table: Table) -> dict[str, list[Line]]:
    index: defaultdict[str, list[Line]] = defaultdict(list)
    for line in table.lines:
        row = line.row
        for key in {*map(_plain_key, (row.learner, row.email, row.name, _sorted_name(row)))} - {""}:
            index[key].append(line)
    return dict(index)


def _meant(index: Mapping[str, list[Line]], person: Person) -> list[Line]:
    known = (index.get(_plain_key(key), []) for key in person.keys)
    return next((lines for lines in known if lines), [])


def _plain_key(text: str) -> str:
    """Return what two spellings of an id, a name or an address have in common."""
    words = " ".join(text.replace(",", " , ").split()).casefold()
    last, comma, first = words.partition(" , ")
    return f"{first} {last}" if comma else words


def _sorted_name(row: Row) -> str:
    """``Anna Maria Berg`` as platforms write it in file names: ``bergannamaria``."""
    words = row.name.split()
    return "".join([words[-1], *words[:-1]]) if len(words) > 1 else ""


def are_two(one: str, other: str) -> bool:
    """Whether two names plainly belong to two people: both known, in one script, and nothing in common."""
    ones, others = _words(one), _words(other)
    if not (_scripts(ones) & _scripts(others)) or sorted("".join(ones)) == sorted("".join(others)):
        return False
    return not any(_alike(word, its) for word in ones for its in others)


def _words(name: str) -> list[str]:
    """The words of a name, without accents and with them written out; none of an id, a login or an address."""
    if re.search(r"[\d@]", name):
        return []
    small = name.casefold()
    spellings = dict.fromkeys((small, small.translate(_WRITTEN_OUT)))
    return [word for text in spellings for word in re.findall(r"[^\W_]+", _without_accents(text))]


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _alike(one: str, other: str) -> bool:
    """Whether two words are the same, or one is within the other, as in ``bergannamaria``."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _SHORTEST and short in long)


def _scripts(words: Sequence[str]) -> set[str]:
    return {unicodedata.name(char, "").partition(" ")[0] for word in words for char in word}


def quoted(text: str) -> str:
    """Return a cell as a part of a sentence."""
    return f'"{shortened(plain(text), _LONGEST, "…")}"'


def _any_of(lines: Sequence[Line]) -> str:
    return joined([line.row.learner for line in lines[:MOST_NAMED]], "or")
