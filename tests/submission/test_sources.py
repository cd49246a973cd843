"""One learner's file: read, or refused with a sentence that says what to do."""

from __future__ import annotations

import codecs
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader.submission.sources import SOURCE_LIMIT, SourceFile, Unreadable, display, read_source

CODE = "def neuron(x, w, b):\n    return 'ré'\n"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "ex3_neuron.py"


def refused(path: Path, data: bytes) -> Unreadable:
    path.write_bytes(data)
    read = fault(path)
    assert read.text.startswith("ex3_neuron.py ")
    assert read.path == path
    assert "!" not in read.text
    assert "\n" not in read.text
    return read


def fault(path: Path) -> Unreadable:
    read = read_source(path)
    assert isinstance(read, Unreadable), read
    return read


def accepted(path: Path, data: bytes) -> SourceFile:
    path.write_bytes(data)
    read = read_source(path)
    assert isinstance(read, SourceFile), read
    return read


def test_a_plain_file(path: Path) -> None:
    read = accepted(path, CODE.encode())
    assert read.text == CODE
    assert read.tree.body


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + CODE.encode(),
        CODE.replace("\n", "\r\n").encode(),
        CODE.replace("\n", "\r").encode(),
    ],
)
def test_marks_and_line_ends_do_no_harm(path: Path, data: bytes) -> None:
    assert accepted(path, data).text == CODE


@pytest.mark.parametrize(
    "cookie", ["# coding: utf-8", "# -*- coding: UTF8 -*-", "#!/usr/bin/python\n# vim: set fileencoding=ascii"]
)
def test_an_encoding_line_may_say_utf8(path: Path, cookie: str) -> None:
    accepted(path, f"{cookie}\nx = 1\n".encode())


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("# coding: latin-1", 1),
        ("\n# -*- coding: cp1252 -*-", 2),
        ("# hi\r\n#coding=utf-7", 2),
        ("# coding: nonsense", 1),
    ],
)
def test_another_encoding_line_is_refused(path: Path, head: str, line: int) -> None:
    read = refused(path, f"{head}\nx = 1\n".encode())
    assert read.kind == "encoding"
    assert read.line == line
    assert "UTF-8" in read.text
    assert f"line {line}" in read.text


def test_an_encoding_line_further_down_is_a_comment(path: Path) -> None:
    accepted(path, b"x = 1\n# coding: latin-1\n")
    accepted(path, b"\n\n# coding: latin-1\nx = 1\n")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_named(path: Path, codec: str) -> None:
    mark = {"utf-16": codecs.BOM_UTF16_BE, "utf-32": codecs.BOM_UTF32_BE}.get(codec, b"")
    for data in (CODE.encode(codec), mark + CODE.encode(codec[:6] + "-be") if mark else CODE.encode(codec)):
        read = refused(path, data)
        assert read.kind == "encoding"
        assert codec[:6].upper() in read.text
        assert "save it as UTF-8" in read.text


def test_other_encodings_say_where(path: Path) -> None:
    read = refused(path, CODE.replace("\n", "\r\n").encode("cp1252"))
    assert (read.kind, read.line, read.column) == ("encoding", 2, 14)
    assert "0xe9 in line 2" in read.text
    assert read.source is not None
    assert read.source.startswith("    return 'r")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"# only a comment\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        (b"PK\x03\x04" + b"a" * 100, "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\0" * 64, "binary"),
        (b"# " + b"x" * SOURCE_LIMIT, "too_large"),
        (b"x = 1\ny = '\0'\n" + b"# " + b"z" * 99, "nul"),
        (b"def f()\n", "syntax"),
    ],
)
def test_what_is_no_source(path: Path, data: bytes, kind: str) -> None:
    assert refused(path, data).kind == kind


def test_the_largest_source_is_read(path: Path) -> None:
    accepted(path, b"x = 1\n#" + b"x" * (SOURCE_LIMIT - 7))


def test_nul_and_syntax_say_where(path: Path) -> None:
    nul = refused(path, b"x = 1\ny = '\0'\n" + b"# " + b"z" * 99)
    assert (nul.line, nul.column) == (2, 6)
    assert "line 2" in nul.text
    syntax = refused(path, b"x = 1\ndef f()\n    pass\n")
    assert (syntax.line, syntax.column, syntax.source) == (2, 8, "def f()")
    assert syntax.text == "ex3_neuron.py cannot be read by Python"
    assert "':'" in syntax.note


def test_what_is_no_file(path: Path) -> None:
    assert (missing := fault(path)).kind == "missing"
    assert "There is no ex3_neuron.py" in missing.text
    path.mkdir()
    assert (folder := fault(path)).kind == "folder"
    assert "is a folder" in folder.text
    path.rmdir()
    path.write_text("x = 1\n")
    assert fault(path / "y.py").kind == "missing"


def test_special_files_never_block(path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
        assert fault(path).kind == "special"
        path.unlink()
    if hasattr(socket, "AF_UNIX"):
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(path.name)
            assert fault(path).kind == "special"
        path.unlink()
    if Path("/dev/zero").exists():
        path.symlink_to("/dev/zero")
        assert fault(path).kind == "special"


def test_links(path: Path, tmp_path: Path) -> None:
    path.symlink_to("elsewhere.py")
    broken = fault(path)
    assert broken.kind == "missing"
    assert "is a link" in broken.text
    (tmp_path / "elsewhere.py").write_text("x = 1\n")
    assert isinstance(read_source(path), SourceFile)
    path.unlink()
    path.symlink_to(path)
    assert fault(path).kind == "unreadable"


def test_permissions(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("x = 1\n")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # the superuser reads whatever chmod says
    read = fault(path)
    assert read.kind == "unreadable"
    assert "chmod u+r" in read.text


def test_a_file_that_grows_is_not_read_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"#" * (SOURCE_LIMIT * 3))
    small = path.parent / "small.py"
    small.write_text("x = 1\n")
    status = small.stat()
    monkeypatch.setattr(Path, "stat", lambda *_, **__: status)
    read = fault(path)
    assert read.kind == "too_large"


def test_display(path: Path, tmp_path: Path) -> None:
    assert display(tmp_path / "a" / "b.py") == str(Path("a", "b.py"))
    assert display(Path("../b.py")) == str(Path("../b.py"))
    assert display(tmp_path.parent / "b.py") == str(tmp_path.parent / "b.py")
    assert display(Path("a\x1b[31m\u202e\udcff.py")) == "a\\x1b[31m\\u202e\\udcff.py"


@settings(max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(max_size=60).map(lambda text: text.encode("utf-16", "surrogatepass")),
        st.text("()[]{}=:'\"\\\n\r\t #1ax,\0\f", max_size=60).map(str.encode),
    )
)
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.py"
    path.write_bytes(data)
    read = read_source(path)
    assert isinstance(read, (SourceFile, Unreadable))
    if isinstance(read, Unreadable):
        assert read.text.isprintable()


@given(st.text(min_size=1))
def test_no_path_raises(name: str) -> None:
    read = read_source(Path(name))
    assert isinstance(read, (SourceFile, Unreadable))
