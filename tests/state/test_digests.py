"""By what a file is recognised: its content as Python reads it, and the text that was graded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lagrader.state.digests import digest_of, digests_of
from lagrader.submission import find_submission

TEXT = "VALUE = 'ä'\n"


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + TEXT.encode(), TEXT.replace("\n", "\r\n").encode()])
def test_line_ends_and_a_mark_do_not_count(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(TEXT.encode())
    (tmp_path / "b.py").write_bytes(data)
    assert digest_of(tmp_path / "a.py") == digest_of(tmp_path / "b.py")
    (tmp_path / "b.py").write_bytes(data + b" ")
    assert digest_of(tmp_path / "a.py") != digest_of(tmp_path / "b.py")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a fifo")
def test_only_plain_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name in ("fifo", "", "nothing", "a\0b"):
        assert digest_of(tmp_path / name) is None, name


def test_the_digests_of_a_submission(tmp_path: Path) -> None:
    (tmp_path / "ex1_a.py").write_text(TEXT, encoding="utf-8")
    (tmp_path / "ex2_b.py").write_text("def (", encoding="utf-8")
    (tmp_path / "ex3_c.py").write_bytes(b"# \xff\n")
    (tmp_path / "ex4_d.py").mkdir()
    found = digests_of(find_submission(tmp_path, ["ex1_a", "ex2_b", "ex3_c", "ex4_d", "ex5_e"]))
    assert found == {name: digest_of(tmp_path / f"{name}.py") for name in ("ex1_a", "ex2_b", "ex3_c")}


def test_what_counts_is_the_text_that_is_graded(tmp_path: Path) -> None:
    path = tmp_path / "ex1_a.py"
    path.write_text(TEXT, encoding="utf-8")
    before = digest_of(path)
    submission = find_submission(tmp_path, ["ex1_a"])
    path.write_text("saved = 'meanwhile'\n", encoding="utf-8")
    assert digests_of(submission) == {"ex1_a": before}
