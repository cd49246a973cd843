"""Who is in the class: a table of ids, names and addresses, as spreadsheets and platforms save it.

Separator and encoding are found out and told where they were guessed; what can't be read for sure is refused, since a
name that was read wrongly is lost for good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lagrader.errors import UsageError
from lagrader.harmless import unquoted
from lagrader.phrases import joined
from lagrader.submission.layouts import Learner, plain
from lagrader.submission.sheet import read_sheet
from lagrader.submission.unreadable import display

HEADINGS: dict[str, tuple[str, ...]] = {
    "id": (
        "id",
        "identifier",
        "student id",
        "sid",
        "sis user id",
        "sis id",
        "student number",
        "id number",
        "number",
        "key",
    ),
    "login": ("login", "sis login id", "username", "user name", "user", "github username", "github", "login id"),
    "name": ("name", "full name", "student", "student name", "learner", "display name"),
    "email": ("email", "e-mail", "email address", "mail", "e-mail address"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
}
"""What a column may be called, in small letters; an underscore counts as a blank."""


@dataclass(frozen=True, slots=True)
class Person:
    """One row: what is empty is not known."""

    id: str
    login: str = ""
    name: str = ""
    email: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """Everything that this person's work may be called, in small letters."""
        keys = {key.casefold() for key in (self.id, self.login, self.name, self.email) if key}
        return frozenset(keys | {key.removeprefix("participant ") for key in keys})  # Moodle's worksheet says both


@dataclass(frozen=True, slots=True)
class Roster:
    """A class; ``notes`` tell what was guessed about the file."""

    people: tuple[Person, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Learners with the names and addresses of the roster, and what did not fit together."""

    learners: tuple[Learner, ...]
    absent: tuple[Person, ...]
    """Who handed in nothing."""
    strangers: tuple[str, ...]
    """Ids of those whom the roster does not know."""
    doubtful: tuple[str, ...]
    """Sentences on who could be several people of the roster; nobody is guessed."""


def read_roster(path: Path) -> Roster:
    """Read a table with a heading line; a column for ids, names, logins or addresses is enough.

    Raises:
        UsageError: it can't be read for sure, or nobody is in it.
    """
    sheet = read_sheet(path, "The roster")
    rows = [row for row in sheet.rows if any(cell.strip() for cell in row)]
    return Roster(tuple(_people(rows, path)), sheet.notes)


def _people(rows: Sequence[Sequence[str]], path: Path) -> Iterable[Person]:
    columns = _columns(rows[0]) if rows else {}
    if not columns:
        wanted = "a heading line with a column id, login, name or email"
        raise UsageError(f"The roster {display(path)} names nobody: give it {wanted}.")
    # Who is in two sections stands there twice, word for word.
    people = list(dict.fromkeys(person for row in rows[1:] if (person := _person(row, columns)) is not None))
    if not people:
        raise UsageError(f"The roster {display(path)} names nobody: below its heading line nothing can be used.")
    twice = [id_ for id_, often in Counter(person.id for person in people).items() if often > 1]
    if twice:
        raise UsageError(
            f'The roster {display(path)} has the id "{twice[0]}" twice: give each person an id of their own.'
        )
    return people


def _columns(headings: Sequence[str]) -> dict[str, int]:
    plain_ones = [" ".join(heading.replace("_", " ").split()).casefold() for heading in headings]
    found = {}
    for column, words in HEADINGS.items():
        at = next((plain_ones.index(word) for word in words if word in plain_ones), None)
        if at is not None:
            found[column] = at
    return found


def _person(row: Sequence[str], columns: dict[str, int]) -> Person | None:
    cells = {name: plain(unquoted(row[at])) for name, at in columns.items() if at < len(row)}
    name = cells.get("name") or " ".join(filter(None, (cells.get("first"), cells.get("last"))))
    login, email = cells.get("login", ""), cells.get("email", "")
    id_ = cells.get("id") or login or email or name
    # The line under Canvas' headings, which tells what could be earned.
    is_nobody = not id_ or name.casefold() == "points possible"
    return None if is_nobody else Person(id_, login, name, email)


def enrol(learners: Sequence[Learner], roster: Roster) -> Enrolled:
    """Find each learner in the roster, by whatever their work is called; who fits several people stays as found."""
    by_key: dict[str, list[Person]] = {}
    for person in roster.people:
        for key in person.keys:
            by_key.setdefault(key, []).append(person)
    by_id = {person.id: person for person in roster.people}
    found = [[by_id[one.id]] if one.id in by_id else _known_as(one, by_key) for one in learners]
    claimed = Counter(people[0].id for people in found if len(people) == 1)
    result, doubtful = [], []
    for learner, people in zip(learners, found, strict=True):
        if len(people) == 1 and claimed[people[0].id] == 1:
            result.append(replace(learner, name=people[0].name or learner.name, email=people[0].email or learner.email))
            continue
        result.append(learner)
        if len(people) > 1:
            doubtful.append(f"{learner.id} could be {joined([person.id for person in people], 'or')}.")
        elif people:
            doubtful.append(f"{people[0].id} handed in more than once: {learner.id} is one of it.")
    present = {person.id for people in found for person in people}
    absent = tuple(person for person in roster.people if person.id not in present)
    strangers = tuple(learner.id for learner, people in zip(learners, found, strict=True) if not people)
    return Enrolled(tuple(result), absent, strangers, tuple(doubtful))


def _known_as(learner: Learner, by_key: dict[str, list[Person]]) -> list[Person]:
    """The people whom the id means; where it means nobody, the address, the name."""
    for key in (learner.id, learner.email, learner.name):
        people = by_key.get(key.casefold(), []) if key else []
        if people:
            return people
    return []
