"""``lagrader reset``: the starter comes back, and nothing of the learner's is ever lost."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from lagrader.cli import reset
from lagrader.course import Course
from lagrader.submission import find_submission
from tests.cli.program import EXERCISES, ROOT, lagrader, right, work

NAME = "ex3_neuron.py"
COURSE = Course.load(ROOT)
STARTER = COURSE.starter_of(COURSE.find("3"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A right answer to exercise 3, among the others."""
    return work(tmp_path) / "solutions" / NAME


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_starter_comes_back_and_yours_is_kept(tmp_path: Path, file: Path) -> None:
    run = lagrader("reset", "3", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out == (
        "solutions/ex3_neuron.py is the starter again.\n"
        "Your version is kept: solutions/ex3_neuron.py.bak\n"
        "To bring it back: cp solutions/ex3_neuron.py.bak solutions/ex3_neuron.py\n"
        "Next: lagrader show 3\n"
    )
    assert file.read_text(encoding="utf-8") == STARTER
    assert file.with_name(f"{NAME}.bak").read_text(encoding="utf-8") == right(3)


@pytest.mark.skipif(os.name != "posix", reason="cp")
def test_the_line_that_brings_it_back_does_so(tmp_path: Path) -> None:
    home = work(tmp_path / "my work")
    run = lagrader("reset", "3", "my work/solutions", cwd=tmp_path)
    line = next(line for line in run.out.split("\n") if line.startswith("To bring it back: "))
    subprocess.run(shlex.split(line.removeprefix("To bring it back: ")), cwd=tmp_path, check=True)
    assert (home / "solutions" / NAME).read_text(encoding="utf-8") == right(3)


def test_no_copy_is_ever_overwritten(tmp_path: Path, file: Path) -> None:
    file.with_name(f"{NAME}.bak1").symlink_to("nowhere")
    for version in range(4):
        file.write_text(f"version = {version}\n")
        assert lagrader("reset", "neuron", cwd=tmp_path).code == 0
    kept = [file.with_name(f"{NAME}.bak{number}").read_text() for number in ("", 2, 3, 4)]
    assert kept == [f"version = {version}\n" for version in range(4)]
    assert not (file.parent / "nowhere").exists()


def test_no_check_takes_a_copy_for_work(tmp_path: Path, file: Path) -> None:
    lagrader("reset", "3", cwd=tmp_path)
    file.write_text(right(3), encoding="utf-8")
    lagrader("reset", "3", cwd=tmp_path)
    found = find_submission(file.parent, list(EXERCISES.values())).files["ex3_neuron"]
    assert (found.path, found.notes) == (file, ())
    file.unlink()
    found = find_submission(file.parent, list(EXERCISES.values())).files["ex3_neuron"]
    assert found.path is None


def test_nothing_to_put_back(tmp_path: Path, file: Path) -> None:
    file.write_bytes(STARTER.encode().replace(b"\n", b"\r\n"))  # as an editor on Windows saves it
    before = names(file.parent)
    run = lagrader("reset", "3", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out == "solutions/ex3_neuron.py is the starter already; nothing was changed.\nNext: lagrader show 3\n"
    file.unlink()
    run = lagrader("reset", "3", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert run.out == "There is no solutions/ex3_neuron.py, so nothing was changed.\nNext: lagrader init\n"
    assert names(file.parent) == before - {NAME}


def test_the_hints_begin_anew(tmp_path: Path, file: Path) -> None:
    for _ in range(2):
        lagrader("hint", "3", cwd=tmp_path)
    lagrader("reset", "3", cwd=tmp_path)
    assert "hint 1 of " in lagrader("hint", "3", cwd=tmp_path).out


def test_bytes_that_are_no_text_are_kept_as_they_are(tmp_path: Path, file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 9)
    file.chmod(0o640)
    assert lagrader("reset", "3", cwd=tmp_path).code == 0
    backup = file.with_name(f"{NAME}.bak")
    assert backup.read_bytes() == bytes(range(256)) * 9
    if os.name == "posix":
        assert (file.stat().st_mode & 0o777, backup.stat().st_mode & 0o777) == (0o640, 0o640)


# --- what stands in the way --------------------------------------------------------------------------------


def test_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path, file: Path) -> None:
    elsewhere = tmp_path / "elsewhere.py"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert lagrader("reset", "3", cwd=tmp_path).code == 0
    assert elsewhere.read_text(encoding="utf-8") == right(3)
    assert file.with_name(f"{NAME}.bak").read_text(encoding="utf-8") == right(3)
    assert not file.is_symlink()
    assert file.read_text(encoding="utf-8") == STARTER


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="kinds of files of Unix")
@pytest.mark.parametrize("kind", ["folder", "pipe", "dangling"])
def test_what_is_no_file_is_left_alone(tmp_path: Path, file: Path, kind: str) -> None:
    file.unlink()
    {"folder": file.mkdir, "pipe": lambda: os.mkfifo(file), "dangling": lambda: file.symlink_to("nowhere")}[kind]()
    before = names(file.parent)
    run = lagrader("reset", "3", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    said = {"folder": "is a folder: give it another name", "pipe": "is no plain file", "dangling": "leads nowhere"}
    assert said[kind] in run.err
    assert "then lagrader init" in run.err
    assert names(file.parent) == before


def test_a_file_of_another_name_is_left_alone(tmp_path: Path) -> None:
    homework = tmp_path / "homework.py"
    homework.write_text("neuron = 3\n")
    run = lagrader("reset", "3", "homework.py", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "homework.py is not called ex3_neuron.py and may hold other work" in run.err
    assert names(tmp_path) == {"homework.py"}


def test_no_such_exercise(tmp_path: Path) -> None:
    run = lagrader("reset", "77", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "There is no exercise 77" in run.err


def in_a_folder(home: Path, mount: str) -> tuple[str, ...]:
    """Return a wrapper that mounts something on ``home/solutions`` and puts the right answer there."""
    unshare = shutil.which("unshare")
    target = shlex.quote(str(home / "solutions"))
    answer = shlex.quote(str(ROOT / "solutions" / NAME))
    script = mount.format(target=target, answer=answer)
    wrapper = (str(unshare), "-rm", "/bin/sh", "-c", script, "sh")
    if not unshare or subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    return wrapper


def test_a_folder_that_cannot_be_written(tmp_path: Path, file: Path) -> None:
    mount = 'mount --bind {target} {target} && mount -o remount,ro,bind {target} && exec "$@"'
    run = lagrader("reset", "3", cwd=tmp_path, wrapper=in_a_folder(tmp_path, mount))
    assert (run.code, run.out) == (2, "")
    assert "Nothing was changed: " in run.err
    assert "ead-only" in run.err
    assert file.read_text(encoding="utf-8") == right(3)
    assert names(file.parent) == {f"{name}.py" for name in EXERCISES.values()}


def test_a_full_disk(tmp_path: Path, file: Path) -> None:
    mount = (
        "mount -t tmpfs -o size=8k none {target} && cp {answer} {target}/ && "
        '(head -c 9000 /dev/zero > {target}/all; "$@"; code=$?; ls {target}; cat {target}/ex3_neuron.py; exit $code)'
    )
    run = lagrader("reset", "3", cwd=tmp_path, wrapper=in_a_folder(tmp_path, mount))
    assert run.code == 2
    assert "Nothing was changed: " in run.err
    assert "No space left" in run.err
    assert run.out == f"all\n{NAME}\n{right(3)}"


def test_no_more_is_read_than_a_starter_has(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of many gigabytes is a file to be kept like others, and no reason to fill the memory."""
    os.truncate(file, 1 << 40)
    monkeypatch.setattr(reset, "put_back", lambda file, _: file)
    monkeypatch.chdir(file.parent.parent)
    reset.reset("3")
    assert file.stat().st_size == 1 << 40


def test_a_copy_that_cannot_be_finished_does_not_stay(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no modes here")

    monkeypatch.setattr(shutil, "copystat", refuse)
    before = names(file.parent)
    with pytest.raises(PermissionError):
        reset.put_back(file, STARTER)
    assert names(file.parent) == before


@pytest.mark.skipif(os.name != "posix", reason="names that Windows does not have")
def test_a_folder_whose_name_steers_a_terminal(tmp_path: Path) -> None:
    home = work(tmp_path / "odd\x07")
    run = lagrader("reset", "3", str(home / "solutions"), cwd=tmp_path)
    assert run.code == 0
    assert "\x07" not in run.out + run.err


def test_a_fault_between_the_two_steps_loses_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    before = names(file.parent)
    with pytest.raises(PermissionError):
        reset.put_back(file, STARTER)
    assert names(file.parent) == before
    assert file.read_text(encoding="utf-8") == right(3)
