"""A name is found however a file writes it, and not in what only contains its letters."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from lagrader.gradebook.traces import Names, left_in
from tests.submission.class_files import zipped

ZOE = "Zoë O'Neil"
NAMES = Names(["z1", ZOE, "ben"])
PAGES = ".lagrader-feedback"


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in left_in(folder, NAMES, PAGES).named]


def database(text: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (a, b)")
        connection.execute("INSERT INTO t VALUES ('x', ?)", (text,))
        connection.commit()
        return connection.serialize()


def tar(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", f"id,name\nz1,{ZOE}\n".encode()),
        ("a.csv", f"z1;{ZOE};".encode("utf-16")),
        ("a.csv", f"z1;{ZOE};".encode("utf-16-be")),
        ("a.csv", f"z1;{ZOE};".encode("cp1252")),
        ("a.csv", "ZOE\u0308 O'NEIL".encode()),
        ("a.html", b"<b>Zo&euml; O&#39;Neil</b>"),
        ("a.html", b"<b>Zo&#235;\n O&#x27;Neil</b>"),
        ("a.json", json.dumps({"name": ZOE}).encode()),
        ("a.md", "Zoë O\\'Neil".encode()),
        ("a.txt", b"(Ben)"),
        ("ben_ex3.py", b"x = 1"),
        ("Zoë O_Neil.txt", b""),
        ("a.sqlite", database("ben")),
        ("a.zip", zipped({"ben/feedback.html": b"x"})),
        ("a.zip", zipped({"z1/feedback.html": b"x"})),
        ("a.zip", zipped({"x.zip": zipped({"x.txt": ZOE.encode()})})),
        ("a.docx", zipped({"word/document.xml": ZOE.encode()})),
        ("a.tar.gz", tar("x/y.txt", ZOE.encode())),
    ],
)
def test_a_name_is_found(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert found(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"id,name\nz1,Zoe Neil\n"),
        ("a.txt", "number benefit Übben ben_x bennett".encode()),
        ("a.sqlite", database("bennett")),
        ("a.zip", zipped({"z1/exercises.txt": b"x", "bennett.txt": b"x"})),
        ("bennett.txt", b"x"),
        ("z1.txt", b"x"),
    ],
)
def test_what_only_has_its_letters_is_none(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert found(tmp_path) == []


def test_a_folder_of_theirs_is_named_alone_and_a_short_name_counts_in_an_export(tmp_path: Path) -> None:
    for place in ("export/z1", "export/ben", "else/z1"):
        (tmp_path / place / "work").mkdir(parents=True)
        (tmp_path / place / "work" / "ben.py").touch()
    (tmp_path / "export" / PAGES).touch()
    assert found(tmp_path) == ["else/z1/work/ben.py", "export/ben", "export/z1"]


def test_what_nobody_can_look_into_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\3\4 and no more")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"ben"))
    (tmp_path / "c.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 200)
    left = left_in(tmp_path, NAMES, PAGES)
    assert ([path.name for path in left.unread], left.named) == (["a.zip", "b.csv.gz", "c.sqlite"], [])


@pytest.mark.parametrize(
    ("path", "is_theirs"),
    [
        ("/home/ben/subs", True),
        (r"C:\courses\hw1-ben", True),
        ("/tmp/z1.zip", True),
        ("/tmp/z1/subs", True),
        ("/home/bennett/subs", False),
        ("/tmp/z12/z1x", False),
    ],
)
def test_a_part_of_a_path(path: str, is_theirs: bool) -> None:
    assert NAMES.is_in_path(path) is is_theirs
