"""One learner's file: read, or refused with a sentence that says what to do."""

from __future__ import annotations

import ast
import codecs
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader.submission import SOURCE_LIMIT, SourceFile, Unreadable, display, read_source

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
        ("# coding: latin-9", 1),
        ("\n# -*- coding: cp1250 -*-", 2),
        ("# coding: iso-8859-15", 1),
        ("# coding: utf-16", 1),
        ("# coding: rot13", 1),
        ("#!/usr/bin/python\r# vim: set fileencoding=utf_7 :", 2),
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


@pytest.mark.parametrize("name", ["utf-8-unix", "UTF_8", "utf8", "utf-8-sig", "U8", "us-ascii"])
def test_other_names_of_utf8(path: Path, name: str) -> None:
    read = accepted(path, f"# coding: {name}\nx = 'é'\n".encode())
    assert (read.text.splitlines()[1], read.note) == ("x = 'é'", "")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("cp1252", "cp1252"),
        ("windows-1252", "cp1252"),
        ("Windows_1252", "cp1252"),
        ("latin-1", "latin-1"),
        ("latin1", "latin-1"),
        ("Latin_1", "latin-1"),
        ("latin-1-dos", "latin-1"),
        ("iso-8859-1", "latin-1"),
        ("iso-8859-1-unix", "latin-1"),
        ("ISO8859-1", "latin-1"),
        ("L1", "latin-1"),
    ],
)
def test_the_two_old_encodings_are_read_as_what_the_file_says(path: Path, name: str, encoding: str) -> None:
    data = f"# a program\n# -*- coding: {name} -*-\nx = 'é'\n".encode(encoding)
    read = accepted(path, data)
    assert read.text.splitlines()[2] == "x = 'é'"
    assert read.note == f"ex3_neuron.py was read as {encoding}, as its line 2 says."


def test_the_euro_sign_is_in_one_of_them(path: Path) -> None:
    assert "'€'" in accepted(path, "# coding: cp1252\nx = '€'\n".encode("cp1252")).text
    assert "'\x80'" in accepted(path, b"# coding: latin-1\nx = '\x80'\n").text


def test_where_the_encoding_makes_no_difference_nothing_is_said(path: Path) -> None:
    assert accepted(path, b"# coding: cp1252\nx = 1\n").note == ""


def test_a_line_that_contradicts_the_bytes_is_pointed_out(path: Path) -> None:
    read = accepted(path, "# coding: latin-1\nx = 'é'\n".encode())
    assert "'Ã©'" in read.text  # as Python reads it
    assert "but it seems to be saved as UTF-8: take line 1 out" in read.note
    marked = refused(path, codecs.BOM_UTF8 + b"# coding: cp1252\nx = 1\n")
    assert (marked.kind, marked.line) == ("encoding", 1)
    assert "begins with a byte order mark" in marked.text
    assert "take that line out" in marked.text
    accepted(path, codecs.BOM_UTF8 + "# coding: utf-8\nx = 'é'\n".encode())


def test_a_byte_that_cp1252_has_no_character_for(path: Path) -> None:
    read = refused(path, b"# coding: cp1252\r\nx = 'e'\r\ny = '\xe9\x81'\r\n")
    assert (read.kind, read.line, read.column) == ("encoding", 3, 7)
    assert "has no character for byte 0x81 in line 3" in read.text
    assert "take line 1 out" in read.text
    assert read.source is not None
    assert read.source.startswith("y = 'é")


HIDDEN = "# coding: utf-7\nx = 1\n# +AAo-x = 2 +AAo-\n"


@pytest.mark.parametrize(
    "data",
    [
        HIDDEN.encode(),
        b"# \r" + HIDDEN.encode(),
        b"# x\x0c# coding: utf-7\nx = 1\n# +AAo-x = 2 +AAo-\n",
        b"# \xc2\x85# coding: utf-7\nx = 1\n# +AAo-x = 2 +AAo-\n",
        b"#\n#\n" + HIDDEN.encode(),
    ],
)
def test_no_encoding_line_hides_code(path: Path, data: bytes) -> None:
    """It is refused, or a comment stays a comment."""
    path.write_bytes(data)
    read = read_source(path)
    if isinstance(read, SourceFile):
        assert [ast.unparse(node) for node in read.tree.body] == ["x = 1"]
    else:
        assert read.kind == "encoding"


@settings(max_examples=300)
@given(
    st.sampled_from(["utf-8", "cp1252", "latin-1", "iso-8859-15", "utf-7", "utf-16", "no such", ""]),
    st.integers(0, 2),
    st.text("aé€ß\x85ÿ", max_size=10),
    st.sampled_from(["utf-8", "cp1252", "latin-1"]),
    st.booleans(),
)
def test_what_is_read_is_what_python_reads(
    tmp_path_factory: pytest.TempPathFactory, name: str, above: int, text: str, encoding: str, marked: bool
) -> None:
    """Python itself is asked: it reads the same text, or it refuses too; nothing is read that it would not read."""
    code = "#\n" * above + f'# coding: {name}\ny = "{text}"\n'
    data = (codecs.BOM_UTF8 if marked else b"") + code.encode(encoding, "replace")
    path = tmp_path_factory.getbasetemp() / "declared.py"
    path.write_bytes(data)
    read = read_source(path)
    if isinstance(read, Unreadable):
        assert read.kind == "encoding"
        assert "UTF-8" in read.text
        return
    assert ast.dump(read.tree) == ast.dump(ast.parse(data))
    wide = not data.removeprefix(codecs.BOM_UTF8).isascii()
    assert bool(read.note) == (wide and name in ("cp1252", "latin-1") and above < 2)


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
