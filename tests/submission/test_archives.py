"""Archives as folders: what is in them is read, what is wrong with them is said, and nothing is written or followed."""

from __future__ import annotations

import io
import stat
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.submission import archives
from lagrader.submission.archives import Caps, is_archive, open_archive, open_member, stem_of
from lagrader.submission.shelf import Entry, Fault, no_read
from tests.submission.class_files import contents, names, one, reason, tarred, zipped

FILES = {"hw1/solutions/ex3_neuron.py": "a = 1\n", "hw1/notes.txt": "b", "top.py": "c"}
AS_BYTES = {name: text.encode() for name, text in FILES.items()}


@pytest.fixture(autouse=True)
def closing() -> Iterator[None]:
    """What is opened in a test stays open for it."""
    with OPEN:
        yield


OPEN = ExitStack()


def opened(name: str, data: bytes, caps: Caps = archives.OF_A_LEARNER):
    return open_archive(name, io.BytesIO(data), OPEN, caps)


def within(entry: Entry):
    return open_member(entry.name, entry.read, OPEN)


@pytest.mark.parametrize("name", ["a.zip", "A.ZIP"])
def test_a_zip(name: str) -> None:
    assert contents(opened(name, zipped(FILES))) == AS_BYTES


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.tar", ""), ("a.tar.gz", "gz"), ("a.tgz", "gz"), ("a.tar.bz2", "bz2"), ("a.TBZ2", "bz2"), ("a.tar.xz", "xz")],
)
def test_a_tar(name: str, kind: str) -> None:
    assert contents(opened(name, tarred(FILES, kind))) == AS_BYTES


def test_entries_come_in_natural_order_without_junk() -> None:
    files = dict.fromkeys(["s10/a.py", "s2/a.py", "S1/a.py", "s1/a.py", "__MACOSX/s1/._a.py", ".DS_Store"], "")
    folder = opened("a.zip", zipped(files))
    assert names(folder) == ["S1", "s1", "s2", "s10"]
    assert folder.holds("__MACOSX")
    assert not folder.holds("s3")


def test_names_lead_nowhere_but_into_the_archive() -> None:
    files = {"../../etc/passwd": "1", "/root/x.py": "2", "C:\\work\\y.py": "3", "a/../../z.py": "4", "./w.py": "5"}
    assert contents(opened("a.zip", zipped(files))) == {
        "etc/passwd": b"1",
        "root/x.py": b"2",
        "C:/work/y.py": b"3",
        "a/z.py": b"4",
        "w.py": b"5",
    }


def test_names_that_no_disk_has_are_left_out() -> None:
    files = {"n" * 255: "1", "n" * 256: "2", "d" * 300 + "/x.py": "3"}
    assert contents(opened("a.zip", zipped(files))) == {"n" * 255: b"1"}


def test_of_two_members_of_one_name_the_last_one_counts() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.py", "first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.py", "last")
    assert contents(opened("a.zip", buffer.getvalue())) == {"a.py": b"last"}


def test_a_name_in_utf8_that_macos_does_not_mark_is_read_as_such() -> None:
    data = zipped({"Zoë.py": "1"})
    unmarked = data.replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00")  # the flag for UTF-8 in both headers
    assert unmarked != data
    assert list(contents(opened("a.zip", unmarked))) == ["Zoë.py"]


def test_links_and_special_files_are_not_followed() -> None:
    link = zipfile.ZipInfo("secret.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert contents(opened("a.zip", buffer.getvalue())) == {
        "secret.py": "it is a link: put the file itself in its place"
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in {"a.py": tarfile.SYMTYPE, "b.py": tarfile.LNKTYPE, "c.py": tarfile.FIFOTYPE}.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    found = contents(opened("a.tar", buffer.getvalue()))
    assert found["a.py"] == found["b.py"] == "it is a link: put the file itself in its place"
    assert found["c.py"] == "it is not a plain file (it is a pipe, a device or the like)"


def test_a_password_is_said() -> None:
    data = bytearray(zipped({"a.py": "x"}))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert contents(opened("a.zip", bytes(data))) == {"a.py": "it is protected by a password"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.zip", b"", "it is no zip archive, or only the beginning of one"),
        ("a.zip", b"hello", "it is no zip archive, or only the beginning of one"),
        ("a.zip", zipped(FILES)[:-30], "it is no zip archive, or only the beginning of one"),
        ("a.tar", b"hello", "it is broken (truncated header)"),
        ("a.tar.gz", b"hello", "it is broken (Not a gzipped file"),
        ("a.tar.gz", tarred(FILES)[:-20], "it is broken (Compressed file ended before"),
        ("a.tar.xz", b"hello", "it is broken (Input format not supported"),
        ("a.rar", b"Rar!", "archives of the kind rar can't be opened here: hand it in as zip or tar.gz"),
        ("a.7z", b"7z", "archives of the kind 7z can't be opened here"),
        ("a.tar.zst", b"", "archives of the kind zst can't be opened here"),
    ],
)
def test_what_cannot_be_opened_says_why(name: str, data: bytes, said: str) -> None:
    assert reason(opened(name, data)).startswith(said)


def test_an_empty_zip_holds_nothing() -> None:
    assert contents(opened("a.zip", zipped({}))) == {}


def test_a_damaged_member_costs_itself_alone() -> None:
    data = zipped({"a.py": "x" * 1000 + "1", "b.py": "y"})
    at = data.index(b"a.py") + 6
    found = contents(opened("a.zip", data[:at] + b"\xff\xff" + data[at + 2 :]))
    assert str(found["a.py"]).startswith("it is broken (")
    assert found["b.py"] == b"y"


# --- caps ------------------------------------------------------------------------------------------------


def test_a_member_is_read_up_to_a_limit_whatever_its_size() -> None:
    folder = opened("a.zip", zipped({"a.py": b"\0" * (50 << 20)}))
    assert contents(folder, 1000) == {"a.py": bytes(1000)}


def test_there_may_be_so_many_members() -> None:
    files = {f"{number}.py": "" for number in range(11)}
    caps = Caps(10, 1 << 20)
    assert reason(opened("a.zip", zipped(files), caps)) == "it has more than 10 files"
    assert reason(opened("a.tar", tarred(files, ""), caps)) == "it has more than 10 files"
    assert len(contents(opened("a.zip", zipped(files), Caps(11, 1 << 20)))) == 11


def test_a_directory_that_is_too_large_is_not_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"{number}{'n' * 200}.py": "" for number in range(30)}
    data = zipped(files)
    monkeypatch.setattr(zipfile, "ZipFile", None)  # asking it would read the directory
    assert reason(opened("a.zip", data, Caps(10, 1 << 20))) == "it has more than 10 files"


@pytest.mark.parametrize("decoy", [b"", b"PK\x06\x06"])
def test_nor_where_the_size_stands_in_a_record_of_the_larger_kind(decoy: bytes) -> None:
    end = zipped({})
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    locator = struct.pack("<4sL8sL", b"PK\x06\x07", 0, decoy.ljust(8, b"\0"), 1)
    assert reason(opened("a.zip", record + locator + end)) == "it has more than 20,000 files"
    assert reason(opened("a.zip", locator + end)) == "its end is not where it should be: pack it again"


def test_a_tar_unpacks_to_so_much() -> None:
    data = tarred({"a.py": b"\0" * (3 << 20)})
    assert len(data) < 10_000
    assert reason(opened("a.tar.gz", data, Caps(10, 2 << 20))) == "it unpacks to more than 2 MiB"


def test_an_archive_within_another(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = zipped({"ex1.py": "x"})
    entry = one("inner.zip", inner)
    assert contents(within(entry)) == {"ex1.py": b"x"}
    monkeypatch.setattr(archives, "ARCHIVE_LIMIT", len(inner) - 1)
    assert "it has more than" in reason(within(entry))
    assert reason(within(one("b.zip", b""))) == "it is empty"
    assert reason(within(Entry("b.zip", no_read("it is a link")))) == "it is a link"
    assert reason(within(Entry("b.rar", no_read("never asked")))).startswith("archives of the kind rar")


# --- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("anna.zip", "anna"),
        ("anna.tar.gz", "anna"),
        ("a.b.tgz", "a.b"),
        ("anna.7z", "anna"),
        (".zip", ".zip"),
        ("a", "a"),
    ],
)
def test_the_name_without_its_ending(name: str, stem: str) -> None:
    assert stem_of(name) == stem
    assert is_archive(name) == (name != "a")


@given(
    st.sampled_from(["a.zip", "a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz"]),
    st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda more: zipped({"a.py": "x"})[:60] + more)),
)
def test_no_bytes_raise(name: str, data: bytes) -> None:
    folder = opened(name, data)
    if not isinstance(folder, Fault):
        contents(folder)


@given(st.sampled_from(["zip", "tar", "tar.gz"]), st.data())
def test_no_damage_raises(kind: str, data: st.DataObject) -> None:
    whole = bytearray(zipped(FILES) if kind == "zip" else tarred(FILES, "gz" if kind == "tar.gz" else ""))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    folder = opened(f"a.{kind}", bytes(whole))
    if not isinstance(folder, Fault):
        contents(folder)


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    contents(opened("a.zip", zipped({"../x.py": "1", "y.py": "2"})))
    contents(opened("a.tar.gz", tarred({"../x.py": "1", "y.py": "2"})))
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent / "x.py").exists()
