"""One learner's work, however it was handed in: which file counts for which exercise, and what is said about it."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from lagrader.submission import SourceFile, Submission, Unreadable
from lagrader.submission.handed import Handed, find_handed
from lagrader.submission.layouts.interface import Together
from lagrader.submission.shelf import MOST_FILES, DiskFolder, Fault, disk_file
from tests.submission.class_files import Content, laid_out, one, tarred, zipped
from tests.submission.test_find import IDS, TARGETS
from tests.submission.test_notebook import notebook

NEURON = "def neuron(x, w, b):\n    return 0\n"
LAYER = "def layer(X, W, b):\n    return 0\n"


def handed(root: Path, files: dict[str, Content]) -> Submission:
    return find_handed(DiskFolder(laid_out(root, files)), IDS, TARGETS, Path("anna"))


def text(submission: Submission, id_: str) -> str:
    source = submission.files[id_].source
    assert isinstance(source, SourceFile), source
    return source.text


def fault(submission: Submission, id_: str) -> str:
    source = submission.files[id_].source
    assert isinstance(source, Unreadable)
    return source.text


def aged(path: Path, day: int) -> None:
    os.utime(path, (86_400 * day,) * 2)


@pytest.mark.parametrize(
    "name",
    [
        "ex3_neuron.py",
        "solutions/ex3_neuron.py",
        "hw 1/Lösung/ex3_neuron.py",
        "b/b/b/ex3_neuron.py",
    ],
)
def test_a_file_by_its_name_wherever_it_lies(name: str, tmp_path: Path) -> None:
    found = handed(tmp_path, {name: NEURON, "README.md": ""})
    file = found.files["ex3_neuron"]
    assert (file.display, file.module, file.notes) == (name, "ex3_neuron", ())
    assert text(found, "ex3_neuron") == NEURON
    assert set(found.files) == set(IDS)
    assert fault(found, "ex4_batch_layer") == "There is no ex4_batch_layer.py, and no other file that defines layer."


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.zip", zipped), ("a.tar.gz", tarred), ("deep/a.zip", lambda files: zipped({"b.zip": zipped(files)}))],
)
def test_in_an_archive(name: str, pack, tmp_path: Path) -> None:
    found = handed(tmp_path, {name: pack({"hw/ex3_neuron.py": NEURON})})
    assert text(found, "ex3_neuron") == NEURON
    assert found.files["ex3_neuron"].display.endswith("hw/ex3_neuron.py")


def test_an_archive_that_cannot_be_opened_is_told_where_something_is_missing(tmp_path: Path) -> None:
    found = handed(tmp_path, {"work.rar": b"Rar!"})
    assert fault(found, "ex3_neuron") == (
        "There is no ex3_neuron.py, and no other file that defines VALUE, WHY and neuron. work.rar cannot be opened: "
        "archives of the kind rar can't be opened here: hand it in as zip or tar.gz."
    )


def test_what_is_no_work_at_all_is_named(tmp_path: Path) -> None:
    assert fault(handed(tmp_path, {"hw.docx": b"PK", "img/a.png": b""}), "ex3_neuron").endswith(
        "It holds only hw.docx and img/a.png."
    )
    assert fault(handed(tmp_path / "empty", {"__MACOSX/x": ""}), "ex3_neuron").endswith("There is no file in it.")


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    data = zipped({"ex3_neuron.py": NEURON})
    for _ in range(3):
        data = zipped({"a.zip": data})
    assert "a.zip/a.zip/a.zip/a.zip cannot be opened: it lies in too many other archives." in fault(
        handed(tmp_path, {"a.zip": data}), "ex3_neuron"
    )


@pytest.mark.parametrize(
    "name",
    [
        "ex3_neuron (1).py",
        "ex3_neuron-final.py",
        "Ex3_Neuron.PY",
        "neuron.py",
        "hw ex3 copy.ipynb",
        "ex3.py.txt",
        "ex3_neuron",
        "ex3_neuron.txt",
    ],
)
def test_a_name_that_is_nearly_right_is_taken_and_told(name: str, tmp_path: Path) -> None:
    found = handed(tmp_path, {name: notebook(NEURON) if name.endswith(".ipynb") else NEURON})
    assert NEURON.strip() in text(found, "ex3_neuron")
    assert found.files["ex3_neuron"].notes == (f"{name} was taken for ex3_neuron.py.",)
    assert found.files["ex3_neuron"].module == "ex3_neuron"


def test_beside_the_proper_name_it_is_left_aside(tmp_path: Path) -> None:
    found = handed(tmp_path, {"neuron.py": "x = 1", "ex3_neuron.py": NEURON})
    assert text(found, "ex3_neuron") == NEURON
    assert found.files["ex3_neuron"].notes == ("ex3_neuron.py counts; neuron.py was left aside.",)


def test_two_files_of_one_path_are_two(tmp_path: Path) -> None:
    files = {"hw/ex3_neuron.py": NEURON, "hw.zip": zipped({"ex3_neuron.py": "x = 1"}, moments={"ex3_neuron.py": 2020})}
    found = handed(tmp_path, files)
    assert text(found, "ex3_neuron") == NEURON
    assert "hw.zip/ex3_neuron.py was left aside." in found.files["ex3_neuron"].notes[0]
    both = Together((one("ex3_neuron.py", "x = 1"), one("ex3_neuron.py", NEURON)))
    found = find_handed(both, IDS, TARGETS, Path("anna"))
    assert found.files["ex3_neuron"].notes == ("ex3_neuron.py counts; (2)/ex3_neuron.py was left aside.",)


def test_archives_of_one_learner_have_a_limit_together(tmp_path: Path) -> None:
    inner = zipped({"x.txt": "1"})
    many = {f"{number:02}.zip": inner for number in range(25)}
    assert "Only the first 20 archives were opened." in fault(handed(tmp_path / "a", many), "ex3_neuron")
    limited = Handed(room=2 * len(inner))
    with ExitStack() as closing:
        limited._list(DiskFolder(tmp_path / "a"), Path(), closing, 3)
    assert "02.zip cannot be opened: all archives together may have 256 MiB." in limited.faults


def test_of_several_versions_the_newest_counts(tmp_path: Path) -> None:
    laid_out(tmp_path, {"old/ex3_neuron.py": "x = 1", "new/ex3_neuron.py": NEURON, "older/ex3_neuron.py": "x = 0"})
    for day, name in enumerate(("older", "old", "new")):
        aged(tmp_path / name / "ex3_neuron.py", 100 + day)
    found = handed(tmp_path, {})
    assert text(found, "ex3_neuron") == NEURON
    assert found.files["ex3_neuron"].notes == (
        "new/ex3_neuron.py, the newest, counts; old/ex3_neuron.py and older/ex3_neuron.py were left aside.",
    )


def test_in_an_archive_its_own_times_count(tmp_path: Path) -> None:
    files = {"a/ex3_neuron.py": NEURON, "b/ex3_neuron.py": "x = 1"}
    years = {"a/ex3_neuron.py": 2026, "b/ex3_neuron.py": 2025}
    assert text(handed(tmp_path, {"w.zip": zipped(files, moments=years)}), "ex3_neuron") == NEURON


def test_in_a_repository_times_say_nothing(tmp_path: Path) -> None:
    laid_out(tmp_path, {".git/HEAD": "", "ex3_neuron.py": NEURON, "old/ex3_neuron.py": "x = 1"})
    aged(tmp_path / "ex3_neuron.py", 100)
    found = handed(tmp_path, {})
    assert text(found, "ex3_neuron") == NEURON
    assert found.files["ex3_neuron"].notes == ("ex3_neuron.py counts; old/ex3_neuron.py was left aside.",)


def test_one_file_with_everything(tmp_path: Path) -> None:
    found = handed(tmp_path, {"all my work.py": NEURON + LAYER, "notes.py": "z = 1"})
    for id_ in ("ex3_neuron", "ex4_batch_layer"):
        assert text(found, id_) == NEURON + LAYER
        assert (found.files[id_].module, found.files[id_].display) == ("submission", "all my work.py")
    assert isinstance(found.files["ex1_dot_product"].source, Unreadable)


def test_two_files_never_share_a_modules_name(tmp_path: Path) -> None:
    found = handed(tmp_path, {"my 1.py": NEURON, "my 2.py": LAYER})
    assert {found.files[id_].module for id_ in ("ex3_neuron", "ex4_batch_layer")} == {"submission", "submission_2"}


def test_a_file_named_after_one_exercise_may_hold_another(tmp_path: Path) -> None:
    found = handed(tmp_path, {"ex3_neuron.py": NEURON + LAYER})
    assert text(found, "ex4_batch_layer") == NEURON + LAYER


def test_one_notebook_with_everything_by_the_names_that_it_defines(tmp_path: Path) -> None:
    cells = ["%matplotlib inline\nimport torch", NEURON, "neuron(1, 2, 3)", LAYER, NEURON]
    found = handed(tmp_path, {"Untitled1.ipynb": notebook(*cells)})
    assert found.files["ex3_neuron"].source == found.files["ex4_batch_layer"].source
    assert "import torch" in text(found, "ex3_neuron")
    assert found.files["ex3_neuron"].notes == ("neuron is defined in cells 2 and 5: the last one counts.",)
    assert found.files["ex3_neuron"].display == "Untitled1.ipynb"


def test_a_broken_notebook_is_told_where_something_is_missing(tmp_path: Path) -> None:
    found = handed(tmp_path, {"work.ipynb": b"{"})
    assert fault(found, "ex3_neuron").endswith(
        "work.ipynb cannot be read: it is broken or cut off (line 1): save it again in Jupyter."
    )
    found = handed(tmp_path, {"ex3_neuron.ipynb": b""})
    assert fault(found, "ex3_neuron") == "ex3_neuron.ipynb cannot be read: it is empty."


def test_a_single_file(tmp_path: Path) -> None:
    path = laid_out(tmp_path, {"anna.zip": zipped({"ex3_neuron.py": NEURON})}) / "anna.zip"
    found = find_handed(disk_file(path), IDS, TARGETS, Path("anna"))
    assert text(found, "ex3_neuron") == NEURON
    assert found.files["ex3_neuron"].display == "anna.zip/ex3_neuron.py"


def test_helpers_travel_from_where_the_file_lies(tmp_path: Path) -> None:
    source = "from tools import relu\nfrom more.of_it import y\n" + NEURON
    files = {"ex3_neuron.py": source, "tools.py": "def relu(x): ...", "more/of_it.py": "y = 1"}
    found = handed(tmp_path, {"w.zip": zipped({f"hw/{name}": text_ for name, text_ in files.items()})})
    assert {name for name, _, _ in found.files["ex3_neuron"].helpers} == {"tools", "more", "more.of_it"}


def test_no_link_is_followed(tmp_path: Path) -> None:
    secret = laid_out(tmp_path / "course", {"solution.py": NEURON}) / "solution.py"
    work = laid_out(tmp_path / "anna", {"x.txt": ""})
    (work / "ex3_neuron.py").symlink_to(secret)
    (work / "more").symlink_to(secret.parent)
    found = handed(work, {})
    assert fault(found, "ex3_neuron") == "ex3_neuron.py cannot be read: it is a link: put the file itself in its place."


def test_junk_is_not_looked_at(tmp_path: Path) -> None:
    junk = ("__MACOSX/ex3_neuron.py", ".ipynb_checkpoints/ex3_neuron.py", "venv/lib/ex3_neuron.py", "._ex3_neuron.py")
    found = handed(tmp_path, dict.fromkeys(junk, NEURON))
    assert isinstance(found.files["ex3_neuron"].source, Unreadable)


def test_only_so_many_files_are_looked_at(tmp_path: Path) -> None:
    data = zipped({f"{number:05}.txt": "" for number in range(MOST_FILES + 1)})
    assert fault(handed(tmp_path, {"a.zip": data}), "ex3_neuron").endswith("Only the first 5,000 files were looked at.")


def test_an_oversized_source_is_told(tmp_path: Path) -> None:
    assert "a source may have 131,072" in fault(handed(tmp_path, {"ex3_neuron.py": "#" * 200_000}), "ex3_neuron")


def test_a_notebook_may_be_larger_than_a_source(tmp_path: Path) -> None:
    large = notebook(NEURON, metadata={"x": "y" * 3_000_000})
    assert NEURON.strip() in text(handed(tmp_path, {"ex3_neuron.ipynb": large}), "ex3_neuron")


def test_not_every_program_is_parsed(tmp_path: Path) -> None:
    files: dict[str, Content] = {f"{letter}.py": f"{letter} = 1\n" + "#" * 120_000 for letter in "abcdefg"}
    found = handed(tmp_path, files | {"z.py": NEURON})
    assert fault(found, "ex3_neuron").endswith(
        "There are too many programs to look into each: name the files after the exercises."
    )
    assert text(handed(tmp_path, {"ex3_neuron.py": NEURON}), "ex3_neuron") == NEURON


def test_a_folder_that_cannot_be_listed_says_why() -> None:
    class Closed:
        def entries(self) -> Fault:
            return Fault("this folder can't be listed (Permission denied)")

        def holds(self, name: str) -> bool:
            return False

    found = find_handed(Closed(), IDS, TARGETS, Path("anna"))
    assert fault(found, "ex3_neuron").endswith(
        "It cannot be looked into: this folder can't be listed (Permission denied)."
    )
