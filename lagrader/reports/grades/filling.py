"""Marks put into a table that a platform gave its teacher: what Canvas and Moodle have in common."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lagrader.errors import UsageError
from lagrader.gradebook import Row
from lagrader.phrases import MOST_NAMED, few
from lagrader.reports.grades.table import Line, Table
from lagrader.submission.sheet import Sheet

Said = Callable[[Row], str]
"""What a learner is told in a line."""

_COMMA = re.compile(r"\d+,\d+")
_PLACES = 5
"""Decimals that both platforms keep of a grade."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A platform's table with marks in it, and what its importer will make of it, as sentences."""

    sheet: Sheet
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Which row of a platform's table is whose."""

    lines: Mapping[int, Line]
    """By the number of the row."""
    doubtful: tuple[str, ...]
    """What could be several learners, or several rows one."""
    missing: tuple[str, ...]
    """Ids of learners with marks that no row is about."""


def match(table: Table, keys: Mapping[int, Sequence[str]], about: str) -> Match:
    """Find the learner of each row: by the first of its ``keys`` that means somebody. Nobody is guessed.

    Raises:
        UsageError: not one row is about a learner of the class; ``about`` names the table.
    """
    index: defaultdict[str, list[Line]] = defaultdict(list)
    for line in table.lines:
        row = line.row
        for key in {*map(plain_key, (row.learner, row.email, row.name, _sorted_name(row.name)))} - {""}:
            index[key].append(line)
    found: dict[int, list[Line]] = {}
    for number, words in keys.items():
        known = (index.get(key, []) for key in map(plain_key, words) if key)
        found[number] = next((lines for lines in known if lines), [])
    claims: defaultdict[str, list[int]] = defaultdict(list)
    for number, lines in found.items():
        if len(lines) == 1:
            claims[lines[0].row.learner].append(number)
    if not any(found.values()):
        raise UsageError(f"Nobody of this class is in {about}: is it another course's, or another class's?")
    doubtful = [f"{keys[n][-1]} could be {names_of(lines)}" for n, lines in found.items() if len(lines) > 1]
    doubtful += [f"{learner} stands in {len(rows)} rows" for learner, rows in claims.items() if len(rows) > 1]
    sure = {lines[0].row.learner: (n, lines[0]) for n, lines in found.items() if len(lines) == 1}
    kept = {n: line for learner, (n, line) in sure.items() if len(claims[learner]) == 1}
    seen = {line.row.learner for lines in found.values() for line in lines}
    missing = tuple(line.row.learner for line in table.lines if line.marks is not None and line.row.learner not in seen)
    return Match(kept, tuple(doubtful), missing)


def plain_key(text: str) -> str:
    """Return what two spellings of an id, a name or an address have in common."""
    words = " ".join(text.replace(",", " , ").split()).casefold()
    last, comma, first = words.partition(" , ")
    return f"{first} {last}" if comma else words


def _sorted_name(name: str) -> str:
    """``Anna Maria Berg`` as platforms write it in file names: ``bergannamaria``."""
    words = name.split()
    return "".join([words[-1], *words[:-1]]) if len(words) > 1 else ""


def scaled(line: Line, most: Fraction | None) -> Fraction | None:
    """Return a learner's points where the platform gives ``most``; None where there are no marks."""
    row = line.row
    if line.marks is None or row.points is None or not row.max_points:
        return None
    return row.points if most is None else row.points * most / row.max_points


def number_text(value: Fraction, *, comma: bool) -> str:
    """Return a grade as the table writes numbers."""
    text = f"{float(value):.{_PLACES}f}".rstrip("0").rstrip(".") if value.denominator != 1 else str(value.numerator)
    return text.replace(".", ",") if comma else text


def number(text: str) -> Fraction | None:
    """Read a number of a table, with a point or a comma for decimals; None where it is none."""
    found = re.fullmatch(r"-?\d+(?:[.,]\d+)?", text.strip())
    return Fraction(found[0].replace(",", ".")) if found else None


def has_commas(sheet: Sheet, columns: Iterable[int]) -> bool:
    """Whether numbers of these columns have a comma before their decimals."""
    cells = (row[at] for row in sheet.rows for at in columns if at < len(row))
    return any(_COMMA.fullmatch(cell.strip()) for cell in cells)


def find_column(header: Sequence[str], says: Callable[[str], bool]) -> int | None:
    """Return the place of the first heading that ``says``."""
    return next((at for at, heading in enumerate(header) if says(heading)), None)


def names_of(lines: Sequence[Line]) -> str:
    """Return learners as a part of a sentence."""
    return " or ".join(line.row.learner for line in lines[:MOST_NAMED])


def notes_on(found: Match, left: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the sentences of a preflight about people; ``left`` are rows that stay as they are, by the reason."""
    notes = [f"Left as they are, {why}: {few(who)}." for why, who in left.items() if who]
    if found.doubtful:
        notes.append(f"Not filled, since it isn't sure whose they are: {few(found.doubtful)}.")
    if found.missing:
        notes.append(f"Not in the file, so their marks arrive nowhere: {few(found.missing)}.")
    return notes
