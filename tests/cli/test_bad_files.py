"""Files that cannot be read, told in a clear line each; the other exercises keep their marks."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import FOLDER, ROOT, Run, check, environment, lagrader, right, swapped, work


@pytest.fixture(scope="module")
def unreadable(tmp_path_factory: pytest.TempPathFactory) -> Run:
    changed = {
        1: None,
        2: "",
        3: swapped(3, "def neuron(x, w, b):", "def neuron(x, w, b)"),
        4: b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    }
    return check(work(tmp_path_factory.mktemp("unreadable"), changed))


def test_what_can_be_read_keeps_its_marks(unreadable: Run) -> None:
    assert unreadable.code == 1
    assert unreadable.points() == {1: 0, 2: 0, 3: 0, 4: 0, 5: 20}
    assert "The other exercises were checked." in unreadable.out


def test_missing_file(unreadable: Run) -> None:
    assert unreadable.verdict(1) == "missing"
    assert "There is no solutions/ex1_dot_product.py: save your work" in unreadable.section(1)


def test_empty_file(unreadable: Run) -> None:
    assert unreadable.verdict(2) == "load_error"
    assert "solutions/ex2_matmul_shapes.py has no code in it: save your work into it." in unreadable.section(2)


def test_syntax_error(unreadable: Run) -> None:
    assert unreadable.verdict(3) == "load_error"
    assert "solutions/ex3_neuron.py cannot be read by Python 16 │ def neuron(x, w, b) │ ^ expected ':'" in (
        unreadable.section(3)
    )


def test_binary_file(unreadable: Run) -> None:
    assert unreadable.verdict(4) == "load_error"
    assert "ex4_batch_layer.py is a picture, not Python source: save your program" in unreadable.section(4)


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Run:
    changed = {
        1: b"\xef\xbb\xbf" + right(1).encode(),
        2: right(2).replace("\n", "\r\n").encode(),
        3: right(3).encode() + "# schön\n".encode("latin-1"),
        4: right(4).encode() + b'x = "\0"\n',
        5: right(5).encode("utf-16"),
    }
    return check(work(tmp_path_factory.mktemp("encoded"), changed))


def test_a_byte_order_mark_and_the_line_ends_of_windows_do_no_harm(encoded: Run) -> None:
    assert encoded.points() == {1: 20, 2: 20, 3: 0, 4: 0, 5: 0}
    assert encoded.exercise(1)["notes"] == encoded.exercise(2)["notes"] == []


def test_bad_utf8(encoded: Run) -> None:
    said = encoded.section(3)
    assert encoded.verdict(3) == "load_error"
    assert "ex3_neuron.py is not saved as UTF-8 (byte 0xf6 in line 19): save it as UTF-8" in said


def test_nul_bytes(encoded: Run) -> None:
    assert encoded.verdict(4) == "load_error"
    assert "has a NUL character in line 12, which Python does not read: delete it." in encoded.section(4)
    assert "\0" not in encoded.out


def test_utf16(encoded: Run) -> None:
    assert encoded.verdict(5) == "load_error"
    assert "ex5_cubic_gradient.py is saved as UTF-16, which Python does not read: save it as UTF-8" in (
        encoded.section(5)
    )


@pytest.fixture(scope="module")
def too_much(tmp_path_factory: pytest.TempPathFactory) -> Run:
    changed = {
        1: right(1) + f"# {'x' * 140_000}\n",
        2: FOLDER,
        3: f"# -*- coding: koi8-r -*-\n{right(3)}",
        4: f"{right(4)}\ny = {'+'.join(['1'] * 30_000)}\n",
    }
    return check(work(tmp_path_factory.mktemp("too_much"), changed))


def test_over_the_cap(too_much: Run) -> None:
    assert too_much.verdict(1) == "load_error"
    assert "a source may have 131,072: take data and long texts out of it." in too_much.section(1)


def test_a_folder_where_a_file_is_expected(too_much: Run) -> None:
    assert too_much.verdict(2) == "load_error"
    assert "ex2_matmul_shapes.py is a folder, and a file is expected: move it away" in too_much.section(2)


def test_another_encoding(too_much: Run) -> None:
    assert too_much.verdict(3) == "load_error"
    assert 'says in line 1 that its encoding is "koi8-r": save it as UTF-8' in too_much.section(3)


def test_a_sum_too_long_for_the_parser(too_much: Run) -> None:
    assert too_much.points() == {1: 0, 2: 0, 3: 0, 4: 0, 5: 20}
    assert too_much.verdict(4) == "load_error"
    assert "cannot be read by Python: the code is nested too deeply" in too_much.section(4)
    assert "split it into smaller steps" in too_much.section(4)


def test_minus_signs_and_elifs_too_many_for_the_parser(tmp_path: Path) -> None:
    minus, elif_ = f"y = {'-' * 100_000}1\n", f"if 0:\n    pass\n{'elif 0: pass' + chr(10)}" * 1
    elif_ += "elif 0: pass\n" * 8_000
    run = check(work(tmp_path, {1: right(1) + minus, 2: right(2) + elif_}))
    assert run.points() == {1: 0, 2: 0, 3: 20, 4: 20, 5: 20}
    for number in (1, 2):
        assert run.verdict(number) == "load_error"
        assert "split it into smaller steps" in run.section(number)


@pytest.fixture(scope="module")
def refused() -> tuple[str, ...]:
    """The words before a command that make file modes hold; for root they take its privilege to read everything."""
    if os.name != "posix":
        pytest.skip("Windows: who may read a file is told otherwise there")
    if os.geteuid():
        return ()
    wrapper = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if not shutil.which("setpriv") or subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
        pytest.skip("root reads every file, and nothing here can take that from it")
    return wrapper


def test_unreadable_file(tmp_path: Path, refused: tuple[str, ...]) -> None:
    home = work(tmp_path)
    (home / "solutions/ex3_neuron.py").chmod(0)
    run = lagrader("check", "3", "4", cwd=home, wrapper=refused)
    assert run.code == 1
    assert "solutions/ex3_neuron.py may not be read by you: allow it, for example with chmod u+r." in run.flat
    assert "20 of 40" in run.out


def test_unreadable_folder(tmp_path: Path, refused: tuple[str, ...]) -> None:
    home = work(tmp_path)
    (home / "solutions").chmod(0)
    run = lagrader("check", "3", cwd=home, wrapper=refused)
    (home / "solutions").chmod(0o755)
    assert run.code == 1
    assert "The folder solutions may not be read by you: allow it, for example with chmod u+rx." in run.flat


def test_misnamed_files_and_the_lines_that_rename_them(tmp_path: Path) -> None:
    home = work(tmp_path, {1: None, 3: None, 5: None})
    folder = home / "solutions"
    (folder / "neuron.py").write_text(right(3))
    (folder / "ex5_cubic_gradient (1).py").write_text(right(5))
    (folder / "Ex1_Dot_Product.PY").write_text(right(1))
    run = check(home)
    assert run.code == 1
    assert run.points() == {1: 0, 2: 20, 3: 0, 4: 20, 5: 0}
    assert "There is no solutions/ex3_neuron.py, but neuron.py looks like it: rename it." in run.section(3)
    assert run.out.rstrip().endswith("Next: run that line, then lagrader check 1")
    moves = [line.strip() for line in run.out.split("\n") if line.strip().startswith("mv ")]
    assert "mv 'solutions/ex5_cubic_gradient (1).py' solutions/ex5_cubic_gradient.py" in moves
    if os.name == "posix":
        subprocess.run(["/bin/sh", "-ec", "\n".join(moves)], cwd=home, check=True)
        assert check(home).points() == dict.fromkeys(range(1, 6), 20)


def test_two_candidates_are_both_named(tmp_path: Path) -> None:
    home = work(tmp_path, {3: None})
    for name in ("ex3_neuron (1).py", "ex3_neuron-final.py"):
        (home / "solutions" / name).write_text(right(3))
    run = lagrader("check", "3", cwd=home)
    assert run.code == 1
    assert "ex3_neuron (1).py and ex3_neuron-final.py look like it: rename the one that counts." in run.flat
    assert run.out.count("      mv ") == 2
    assert run.out.rstrip().endswith("Next: run one of those lines, then lagrader check 3")


def test_a_copy_beside_the_proper_file_is_left_aside(tmp_path: Path) -> None:
    home = work(tmp_path)
    (home / "solutions" / "ex3_neuron (1).py").write_text("neuron = None")
    run = lagrader("check", "3", cwd=home)
    assert run.code == 0
    assert "ex3_neuron.py is the one that counts; ex3_neuron (1).py was left aside." in run.flat


def test_the_right_module_elsewhere_is_never_used(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "ex3_neuron.py").write_text(right(3))
    home = work(tmp_path / "home", {3: swapped(3, "(w, x) + b", "(w, x) - b")})
    run = check(home, "3", env=environment(PYTHONPATH=os.pathsep.join((str(ROOT), str(elsewhere)))))
    assert run.code == 1
    assert run.verdict(3, "output") == "wrong_answer"
    assert run.exercise(3)["file"] == "solutions/ex3_neuron.py"
    assert "solutions/ex3_neuron.py" in run.out
