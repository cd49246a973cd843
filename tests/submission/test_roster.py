"""Rosters as spreadsheets save them: names come back unchanged, guesses are told, doubt is refused."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.errors import UsageError
from lagrader.harmless import quoted
from lagrader.submission.layouts import Learner
from lagrader.submission.roster import Person, Roster, enrol, read_roster
from tests.submission.class_files import one

ROWS = [("s1", "Æther, Anna", "anna@x.org"), ("s2", "Łukasz Ünal", "l@x.org"), ("s10", "李小龙", "li@x.org")]


def written(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def table(rows: list[tuple[str, str, str]], separator: str = ",", end: str = "\n") -> str:
    quoted = [
        tuple(f'"{cell}"' if separator in cell else cell for cell in row) for row in [("id", "name", "email"), *rows]
    ]
    return end.join(separator.join(row) for row in quoted) + end


def people(rows: list[tuple[str, str, str]]) -> tuple[Person, ...]:
    return tuple(Person(id_, "", name, email) for id_, name, email in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_names_come_back_unchanged(encoding: str, end: str, tmp_path: Path) -> None:
    text = table(ROWS, end=end)
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("bom") else text.encode(encoding)
    roster = read_roster(written(tmp_path / "roster.csv", data))
    assert roster == Roster(people(ROWS))


@pytest.mark.parametrize(("separator", "words"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_guessed_separator_is_told(
    separator: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    roster = read_roster(written(Path("roster.csv"), table(ROWS, separator)))
    assert roster == Roster(people(ROWS), (f"roster.csv was read as separated by {words}.",))


def test_a_spreadsheets_own_line_says_the_separator(tmp_path: Path) -> None:
    text = "sep=;\r\n" + table(ROWS, ";", "\r\n")
    assert read_roster(written(tmp_path / "roster.csv", text)).people == people(ROWS)


def test_a_guessed_encoding_is_told_with_a_line_to_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [("s1", "Æther Ünal", "a@x.org")]
    roster = read_roster(written(Path("r.csv"), table(rows).encode("cp1252")))
    assert roster.people == people(rows)
    assert roster.notes == ('r.csv was read as cp1252 (Windows): is this right? "s1,Æther Ünal,a@x.org"',)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (table(ROWS[:1]).encode("cp1252") + b"\x81", "neither UTF-8 nor that of Windows"),
        (b"\xef\xbb\xbfid,name\ns1,\xff", "it begins like utf-8-sig and is not"),
        (b"i\0d\xff", "it begins like UTF-8 and is not"),
        (b'id,name\n"s1,a\n', "it is no table"),
        (b"sep=|\nid|name\n", "it is separated by '|'"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused(data: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be read for sure: .*Save it as CSV in UTF-8\.") as raised:
        read_roster(written(tmp_path / "roster.csv", data))
    assert why in str(raised.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "give it a heading line with a column id, login, name or email"),
        ("a,b\n1,2\n", "give it a heading line"),
        ("id,name\n", "below its heading line nothing can be used"),
        ("id,name\n , \n", "below its heading line nothing can be used"),
        ("id,name\ns1,A\ns1,B\n", 'has the id "s1" twice'),
    ],
)
def test_a_roster_that_names_nobody(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="The roster") as raised:
        read_roster(written(tmp_path / "roster.csv", text))
    assert why in str(raised.value)


def test_no_roster(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"roster.csv cannot be read: there is no such file"):
        read_roster(tmp_path / "roster.csv")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Student ID, Full_Name ,E-Mail\ns1,Anna,a@x\n", Person("s1", "", "Anna", "a@x")),
        ("First name,Last name,Email address\nAnna,Berg,a@x\n", Person("a@x", "", "Anna Berg", "a@x")),
        ("github_username\nanna\n", Person("anna", "anna")),
        ("name\nAnna\n", Person("Anna", "", "Anna")),
        (
            # Canvas' own gradebook, with its line of points.
            'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"Berg, Anna",77,u7,anna,A\n',
            Person("77", "anna", "Berg, Anna"),
        ),
        (
            "Identifier,Full name,Email address,Status\nParticipant 8,Anna,a@x,x\n",
            Person("Participant 8", "", "Anna", "a@x"),
        ),
    ],
)
def test_headings_of_platforms_and_people(text: str, person: Person, tmp_path: Path) -> None:
    assert read_roster(written(tmp_path / "roster.csv", text)).people == (person,)


def learner(id_: str, name: str = "", email: str = "") -> Learner:
    return Learner(id_, one("x.py", ""), id_, name, email)


def test_learners_get_their_names_and_the_absent_are_listed() -> None:
    enrolled = enrol(
        [learner("S1"), learner("zoe"), learner("9", "Li"), learner("x")],
        Roster(
            (
                Person("s1", "", "Anna", "a@x"),
                Person("s2", "zoe", "Zoë", "z@x"),
                Person("s3", "", "Li", "l@x"),
                Person("s4", "", "Ben", "b@x"),
            )
        ),
    )
    assert [(found.id, found.name, found.email) for found in enrolled.learners] == [
        ("S1", "Anna", "a@x"),
        ("zoe", "Zoë", "z@x"),
        ("9", "Li", "l@x"),
        ("x", "", ""),
    ]
    assert [person.id for person in enrolled.absent] == ["s4"]
    assert enrolled.strangers == ("x",)
    assert enrolled.doubtful == ()


def test_an_exact_id_goes_before_everything() -> None:
    roster = Roster((Person("Anna", "", "A"), Person("anna", "", "B"), Person("7", "anna", "C")))
    enrolled = enrol([learner("anna")], roster)
    assert (enrolled.learners[0].name, enrolled.doubtful) == ("B", ())
    assert [person.id for person in enrolled.absent] == ["Anna", "7"]


def test_who_is_in_two_sections_is_one_person(tmp_path: Path) -> None:
    text = "ID number,name,section\n1,Anna,A\n1,Anna,B\n"
    assert read_roster(written(tmp_path / "roster.csv", text)).people == (Person("1", "", "Anna"),)


def test_nobody_is_guessed() -> None:
    roster = Roster((Person("s1", "", "Li Wei"), Person("s2", "", "Li Wei"), Person("s3", "ben", "Ben")))
    enrolled = enrol([learner("li", "Li Wei"), learner("ben"), learner("s3")], roster)
    assert [found.name for found in enrolled.learners] == ["Li Wei", "", ""]
    assert enrolled.doubtful == (
        "li could be s1 or s2.",
        "s3 handed in more than once: ben is one of it.",
        "s3 handed in more than once: s3 is one of it.",
    )
    assert enrolled.absent == ()


def test_moodles_participants_are_found_by_their_number() -> None:
    enrolled = enrol([learner("8", "Anna Berg")], Roster((Person("Participant 8", "", "Anna", "a@x"),)))
    assert (enrolled.learners[0].name, enrolled.absent) == ("Anna", ())


@given(st.binary(max_size=80))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(UsageError):
        assert read_roster(written(Path(folder) / "any.csv", b"id,name\n" + data)).people


def test_a_table_of_ours_names_people_as_they_are_called(tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-2+3", "-5", "@a", "O'Neil", "'Abd", "a;=1"]
    text = "id\r\n" + "".join(f"{quoted(name)}\r\n" for name in names)
    assert [person.id for person in read_roster(written(tmp_path / "roster.csv", text)).people] == names
