"""What lies in a learner's folder and is no plain file of text, or is one that is too large to be kept here.

Nothing of it may hold the grader up, take its memory, or show what the author of the work may not read; and each gets
a sentence that says what to do.
"""

from __future__ import annotations

import os
import py_compile
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lagrader.errors import SubmissionError
from lagrader.grader import DEFAULT_SEED
from lagrader.reports import RenderOptions, find
from lagrader.results import Report
from lagrader.submission import SOURCE_LIMIT, SourceFile, SubmittedFile, Unreadable, find_submission
from lagrader.submission.handed import find_handed
from lagrader.submission.nearby import CONSIDERED
from lagrader.submission.shelf import DiskFolder
from lagrader.syntax.tree import LONGEST_CHAIN
from tests.cli.program import lagrader
from tests.grading import IDS, Desk, solution, summary
from tests.hostile.surroundings import bad_characters

NEURON = "ex3_neuron"
FILE = f"{NEURON}.py"

SECONDS = 10.0
"""Reading one folder takes milliseconds; a loaded machine may take longer."""

ONE_LEVEL = "c" * 200

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="its files are those of Linux")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission's folder; beside it lies what belongs to others."""
    made = tmp_path / "anna"
    made.mkdir()
    (tmp_path / "secret.py").write_text('SECRET = "lagrader_secret"\n')
    (tmp_path / "ben").mkdir()
    (tmp_path / "ben" / FILE).write_text(solution(NEURON))
    return made


class Folders(Desk):
    """Grades folders as they lie there."""

    def grade_folder(self, folder: Path, exercises: list[str]) -> Report:
        work = find_submission(folder, exercises)
        return self._loop.run(self._grader(DEFAULT_SEED).grade(work))


@pytest.fixture(scope="module")
def desk() -> Iterator[Folders]:
    with Folders() as opened:
        yield opened


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 6 * SECONDS


def found(folder: Path) -> SubmittedFile:
    """What is made of a learner's file, in time."""
    began = time.monotonic()
    file = find_submission(folder, IDS).files[NEURON]
    assert time.monotonic() - began < SECONDS
    return file


def fault(folder: Path) -> Unreadable:
    """Why it cannot be used: in one harmless line that says what to do."""
    return the_fault(found(folder))


def the_fault(file: SubmittedFile) -> Unreadable:
    source = file.source
    assert isinstance(source, Unreadable), source
    assert bad_characters(source.text) == []
    assert any(advice in source.text for advice in ("put the", "replace it", "move it", "save ", "take ", "rename "))
    return source


# --- links and what they lead to -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        *("/etc/passwd", "../ben/ex3_neuron.py", "../ben", "/proc/self/environ", "/proc/self/fd/0", "/dev/zero"),
        *("nowhere.py", "../nowhere.py", FILE, "."),
    ],
)
def test_a_strangers_link(target: str, folder: Path) -> None:
    (folder / FILE).symlink_to(target)
    file = find_handed(DiskFolder(folder), IDS, {}, folder).files[NEURON]
    assert "it is a link: put the file itself in its place" in the_fault(file).text


@pytest.mark.parametrize(
    ("target", "says"),
    {"nowhere.py": "is a link to a file that is not there", FILE: "cannot be read", ".": "is a folder"}.items(),
)
def test_a_link_to_nothing(target: str, says: str, folder: Path) -> None:
    (folder / FILE).symlink_to(target)
    assert says in fault(folder).text


def test_a_link_on_the_way_to_a_file(folder: Path) -> None:
    (folder / FILE).write_text("import ben.ex3_neuron, own.part\n")
    (folder / "ben").symlink_to("../ben")
    (folder / "really").mkdir()
    (folder / "really" / "part.py").write_text("")
    (folder / "own").symlink_to("really")
    file = found(folder)
    assert [module for module, _, _ in file.helpers] == ["own", "own.part"]
    assert any("leads out of its folder: put the file itself in its place" in note for note in file.notes)


def test_a_helper_is_not_read_through_a_link(folder: Path, desk: Folders) -> None:
    (folder / FILE).write_text(f"import linecache\nimport theirs\nVALUE = 0.0\n{solution(NEURON)}")
    (folder / "theirs.py").symlink_to("../secret.py")
    (file,) = desk.grade_folder(folder, [NEURON]).exercises
    assert summary(file)["file"].startswith("load_error")
    assert "lagrader_secret" not in repr(file)
    assert any("theirs.py is a link that leads out" in note for note in file.notes)


def test_ones_own_links_are_followed(folder: Path) -> None:
    (folder / FILE).symlink_to("../ben/ex3_neuron.py")
    assert isinstance(find_submission(folder, IDS).files[NEURON].source, SourceFile)


def test_folders_that_hold_themselves(folder: Path) -> None:
    (folder / "a").symlink_to(".")
    (folder / FILE).write_text(f"import {'.'.join('a' * 900)}\nimport {'.'.join('a' * 900)}.b\nVALUE = 0.0\n")
    assert isinstance(found(folder).source, SourceFile)


# --- no files of text ------------------------------------------------------------------------------------


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{os.open(path.parent, os.O_RDONLY)}/{path.name}")  # a path of any length


def a_device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices, and not everywhere")


def a_sparse_file(path: Path) -> None:
    with path.open("wb") as file:
        try:
            file.truncate(1 << 40)
        except OSError:
            file.truncate(1 << 32)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "is not a plain file"),
        (a_socket, "is not a plain file"),
        (a_device, "is not a plain file"),
        (os.mkdir, "is a folder"),
        (a_sparse_file, f"a source may have {SOURCE_LIMIT:,}"),
    ],
    ids=["pipe", "socket", "device", "folder", "sparse"],
)
def test_no_file_of_text(make: Callable[[Path], None], says: str, folder: Path) -> None:
    make(folder / FILE)
    assert says in fault(folder).text
    run = lagrader("check", "3", "anna", cwd=folder.parent)
    assert run.code == 1
    assert says in " ".join(run.out.split())


@pytest.mark.parametrize(
    "make", [os.mkfifo, a_socket, os.mkdir, a_sparse_file], ids=["pipe", "socket", "dir", "sparse"]
)
def test_a_helper_that_is_none(make: Callable[[Path], None], folder: Path) -> None:
    (folder / FILE).write_text("import part\n")
    make(folder / "part.py")
    file = found(folder)
    assert file.helpers == ()
    assert "Until then it cannot be imported." in file.notes[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / FILE).write_text(solution(NEURON))
    (folder / FILE).chmod(0)
    assert "allow it" in found(folder).source.text


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "/proc/self/fd", "pipe", "anna/" + "x" * 300])
def test_what_the_program_is_told_to_check(path: str, folder: Path) -> None:
    os.mkfifo(folder.parent / "pipe")
    run = lagrader("check", path, cwd=folder.parent)
    assert run.code in (1, 2)
    assert bad_characters(run.out + run.err) == []
    assert any(advice in run.out + run.err for advice in ("Give ", "Next: "))


def test_a_file_that_grows_while_it_is_read(folder: Path) -> None:
    path = folder / FILE
    path.write_text("VALUE = 0.0\n")
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.is_set() and file.tell() < 1 << 28:
                file.write(b"#" * (1 << 16))

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        while isinstance(found(folder).source, SourceFile):
            pass
    finally:
        stop.set()
        writer.join()
    assert fault(folder).kind == "too_large"


# --- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        b"ex3_neuron\x1b[2J\x1b]0;owned\x07.py",
        b"ex3_neuron (1)\n\nfile:1: error: total 100 of 100.py",
        b"-ex3_neuron.py",
        "ex3_neuron\u202eyp.txt".encode(),
        b"ex3_neuron \xff\xfe.py",
        b"ex3_neuron " + b"v" * 241 + b".py",
        b"ex3_neuron;$(touch lagrader_breach)`id`'\".py",
        b"[red]ex3_neuron[b] :smile: copy.py",
    ],
)
def test_a_name_that_steers(name: bytes, folder: Path, desk: Folders) -> None:
    (folder / os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(solution(NEURON))
    report = desk.grade_folder(folder, [NEURON])
    assert report.exercises[0].points == 0
    for kind in ("terminal", "plain", "json"):
        text = find(kind).render(report, RenderOptions(show_all=True))
        assert bad_characters(text) == []
        assert "rename" in text or "save your work" in text
    if b"[red]" in name:
        assert "[red]ex3_neuron[b] :smile: copy.py" in find("plain").render(report, RenderOptions())


@pytest.mark.slow
def test_a_hundred_thousand_files(folder: Path) -> None:
    for number in range(100_000):
        (folder / f"matrix_prdouct{number:06}.py").touch()
    (folder / FILE).write_text("import " + ", ".join(f"m{number}" for number in range(10_000)) + "\n")
    assert isinstance(found(folder).source, SourceFile)
    (folder / FILE).unlink()
    fault(folder)
    (folder / "aneuron.py").touch()
    assert "aneuron.py looks like it" in fault(folder).text
    assert CONSIDERED < 100_000


def test_a_deep_folder(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _ in range(300):  # deeper than a path may be long
        os.mkdir(ONE_LEVEL, dir_fd=here)
        inner = os.open(ONE_LEVEL, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    (folder / FILE).write_text(f"import {'.'.join([ONE_LEVEL] * 300)}\nVALUE = 0.0\n")
    try:
        assert isinstance(found(folder).source, SourceFile)
    finally:
        _flatten(folder)


def _flatten(folder: Path) -> None:
    """Take the deep folder away level by level, which no path reaches."""
    while (folder / ONE_LEVEL).exists():
        inner = folder / ONE_LEVEL / ONE_LEVEL
        if inner.exists():
            inner.rename(folder / "next")
        (folder / ONE_LEVEL).rmdir()
        if (folder / "next").exists():
            (folder / "next").rename(folder / ONE_LEVEL)


# --- other programs than the one that is shown -----------------------------------------------------------


def test_a_compiled_file_and_one_beside_it_are_not_run(folder: Path, desk: Folders) -> None:
    right = solution(NEURON)
    (folder / FILE).write_text(right)
    cached = folder / "__pycache__" / f"{NEURON}.{sys.implementation.cache_tag}.pyc"
    py_compile.compile(
        str(folder / FILE), str(cached), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    (folder / FILE).write_text(right.replace("+ b", "- b"))
    for name in ("torch", "lagrader", "sitecustomize", "usercustomize", "math", "builtins", "ex3_neuron.cpython-311"):
        (folder / f"{name}.py").write_text("raise SystemExit\n")
    (folder / "numpy").mkdir()
    (folder / "numpy" / "__init__.py").write_text("raise SystemExit\n")
    (exercise,) = desk.grade_folder(folder, [NEURON]).exercises
    assert summary(exercise)["output"].startswith("wrong_answer")
    assert any("torch.py is not used" in note for note in exercise.notes)
    run = lagrader("check", "3", "anna", cwd=folder.parent)
    assert run.code == 1
    assert "8 of 20" in run.out


def test_a_helper_that_is_called_like_another_exercise(folder: Path, desk: Folders) -> None:
    """One exercise's file is nothing of another's: it gives no points there, and takes none away."""
    (folder / FILE).write_text("from ex1_dot_product import VALUE, WHY, neuron\n")
    (folder / "ex1_dot_product.py").write_text(solution("ex1_dot_product") + solution(NEURON).split('"""', 2)[2])
    report = desk.grade_folder(folder, ["ex1_dot_product", NEURON])
    assert [exercise.passed for exercise in report.exercises] == [True, True]


def test_a_hard_link_is_the_file_itself(folder: Path) -> None:
    """Who can make one had the file within reach, on the same disk: it cannot be told from a copy."""
    os.link(folder.parent / "ben" / FILE, folder / FILE)
    assert isinstance(found(folder).source, SourceFile)


# --- too large to be kept here ---------------------------------------------------------------------------

RIGHT = solution("ex1_dot_product")
NEVER = "    total = 0.0\n    if len(a) > 10_000:\n        "


def with_body(lines: str) -> str:
    """The right answer, with code in the judged loop that is read and never run."""
    return RIGHT.replace("    total = 0.0\n", f"{NEVER}{lines}\n", 1).replace(NEVER, f"    total = 0.0\n{NEVER}", 1)


STARS = "".join(f" from a{number} import *\n" for number in range(3500))
CALLS = "".join(f"def g{n}(x): return g{7 * n % 1500}(x) or g{(13 * n + 5) % 1500}(x)\n" for n in range(1500))
LARGE = {
    "just under the cap": RIGHT + "#" * (SOURCE_LIMIT - len(RIGHT.encode()) - 1) + "\n",
    "60,000 lines": RIGHT + "\n\f\n" * 40_000,
    "one line of 100,000 characters": RIGHT.replace(
        "return torch.dot(a, b)", f"return torch.dot(a, b) # {'é' * 50_000}"
    ),
    "a name of 100,000 letters": f"{RIGHT}\n{'n' * 100_000} = 0\n",
    "imports of everything from 3,500 modules": f"try:\n raise ImportError\n{STARS}except ImportError: pass\n"
    + with_body("; ".join(f"q{number}" for number in range(3500))),
    "1,500 functions that call each other": with_body("g0(a)") + CALLS,
    "4,000 steps of a chain": with_body("t0 = a" + "".join(f"; t{n + 1} = [a[{n}], t{n}]" for n in range(4000))),
    "2,500 names that stand for each other": with_body("; ".join(["q = q or p; p = q if q else p"] * 2500)),
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_source_that_is_right(text: str, folder: Path, desk: Folders) -> None:
    (folder / "ex1_dot_product.py").write_text(text)
    began = _own_seconds()
    (exercise,) = desk.grade_folder(folder, ["ex1_dot_product"]).exercises
    assert exercise.passed, summary(exercise)
    assert _own_seconds() - began < SECONDS


TOO_LARGE = {
    "one byte over the cap": RIGHT + "#" * (SOURCE_LIMIT - len(RIGHT.encode())) + "\n",
    "a name of 30,000 parts": f"{RIGHT}\ndef later():\n    import {'.'.join('a' * 30_000)}\n",
    "the same, on lines of their own": RIGHT + "def later():\n    import " + " . \\\n".join("a" * 5_000) + "\n",
    "a number of 100,000 digits": f"{RIGHT}\nnumber = {'9' * 100_000}\n",
    "100 blocks in each other": RIGHT + "".join(" " * n + "if 1:\n" for n in range(100)) + " " * 100 + "x\n",
    "20,000 signs before a number": f"{RIGHT}\nnumber = {'-' * 20_000}1\n",
    "a text of braces": RIGHT + "text = f'" + "{" * 5_001 + "'\n",
}


@pytest.mark.parametrize("text", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_source_that_is_too_much(text: str, folder: Path) -> None:
    (folder / FILE).write_text(text)
    began, memory = _own_seconds(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source = found(folder).source
    assert isinstance(source, Unreadable)
    assert source.kind in ("syntax", "too_large")
    assert _own_seconds() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 300 * 1024  # KiB
    assert LONGEST_CHAIN < 5_000


def _own_seconds() -> float:
    return time.process_time()


def test_a_path_that_is_no_work(folder: Path) -> None:
    with pytest.raises(SubmissionError, match="neither a file nor a folder"):
        find_submission(Path("/dev/null"), IDS)
