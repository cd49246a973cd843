"""Finding one learner's work: folders, single files, and names that are nearly right."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.errors import SubmissionError
from lagrader.submission.find import (
    SourceFile,
    Submission,
    SubmittedFile,
    Unreadable,
    default_path,
    display,
    find_submission,
    submission_of_cells,
)

IDS = ("ex1_dot_product", "ex2_matmul_shapes", "ex3_neuron", "ex4_batch_layer", "ex5_cubic_gradient")
TARGETS = {
    "ex1_dot_product": frozenset({"dot_loop", "dot_torch"}),
    "ex2_matmul_shapes": frozenset({"PRODUCT_SHAPE", "product_shape"}),
    "ex3_neuron": frozenset({"neuron", "VALUE", "WHY"}),
    "ex4_batch_layer": frozenset({"layer"}),
    "ex5_cubic_gradient": frozenset({"f", "gradient_at"}),
}
CODE = "def neuron(x, w, b):\n    return 0\n"
WANTED = "solutions/ex3_neuron.py"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "solutions"
    folder.mkdir()
    return folder


def find(path: Path) -> Submission:
    return find_submission(path, IDS, TARGETS)


def neuron(path: Path) -> SubmittedFile:
    return find(path).files["ex3_neuron"]


def missing(file: SubmittedFile) -> Unreadable:
    assert isinstance(file.source, Unreadable)
    assert file.source.kind == "missing"
    assert file.path is None
    assert Path(file.display).as_posix() == WANTED
    return file.source


def put(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        (folder / name).write_text(CODE)


# --- a folder --------------------------------------------------------------------------------------------


def test_a_folder_holds_a_file_for_each_exercise(folder: Path) -> None:
    put(folder, [f"{id_}.py" for id_ in IDS])
    submission = find(folder)
    assert submission.root == folder
    assert tuple(submission.files) == IDS
    for id_, file in submission.files.items():
        assert (file.exercise, file.module, file.path) == (id_, id_, folder / f"{id_}.py")
        assert isinstance(file.source, SourceFile)
        assert file.source.text == CODE
        assert file.display == str(Path("solutions", f"{id_}.py"))
        assert file.notes == ()


def test_a_missing_file_costs_only_itself(folder: Path) -> None:
    put(folder, ["ex1_dot_product.py", "notes.txt"])
    (folder / "ex9_x.py").write_text("x = 1\n")
    submission = find(folder)
    assert isinstance(submission.files["ex1_dot_product"].source, SourceFile)
    fault = missing(submission.files["ex3_neuron"])
    assert WANTED in Path(fault.text).as_posix()
    assert fault.commands == ()


@pytest.mark.parametrize(
    "name",
    [
        "neuron.py",
        "ex3_neuron (1).py",
        "Ex3_Neuron.PY",
        "ex3_neuron-final.py",
        "ex3.py",
        "ex3_neuron copy.py",
        "ex3_neuron.py.txt",
        "-neuron.py",
        "neuron 'copy'.py",
        "neuron\x1b[31m\u202e.py",
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="mv and these names are a Unix shell's")
def test_a_file_of_nearly_that_name_is_named_with_the_line_that_renames_it(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, [name])
    fault = missing(neuron(folder))
    assert "ex3_neuron.py" in fault.text
    assert "rename it" in fault.text
    assert fault.text.isprintable()
    assert all(command.isprintable() for command in fault.commands)
    if name.isprintable():
        assert name in fault.text
        assert shlex.split(fault.commands[0]) == ["mv", f"solutions/{name}", WANTED]
    monkeypatch.chdir(folder)
    (command,) = missing_here(neuron(Path()))
    subprocess.run(["/bin/bash", "-c", command], check=True)
    assert isinstance(neuron(Path()).source, SourceFile)


def missing_here(file: SubmittedFile) -> tuple[str, ...]:
    assert isinstance(file.source, Unreadable)
    assert file.source.kind == "missing"
    return file.source.commands


def test_several_candidates_are_all_named(folder: Path) -> None:
    put(folder, ["neuron.py", "ex3.py"])
    fault = missing(neuron(folder))
    assert "ex3.py and neuron.py look like it: rename the one that counts" in fault.text
    assert [shlex.split(command)[1] for command in fault.commands] == ["solutions/ex3.py", "solutions/neuron.py"]


def test_very_many_candidates_are_not(folder: Path) -> None:
    put(folder, [f"ex3_neuron ({i}).py" for i in range(20)])
    fault = missing(neuron(folder))
    assert "and 15 more" in fault.text
    assert len(fault.commands) == 5


def notebook(path: Path, *cells: str) -> Path:
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}))
    return path


def test_a_notebook_that_looks_like_it_and_holds_nothing_of_it(folder: Path) -> None:
    notebook(folder / "hw ex3 copy.ipynb", "x = 1")
    fault = missing(neuron(folder))
    assert "hw ex3 copy.ipynb, which defines none of its names" in fault.text
    assert fault.commands == ()
    put(folder, ["ex3.py"])
    fault = missing(neuron(folder))
    assert "ex3.py looks like it" in fault.text
    assert "ipynb" not in fault.text


def test_copies_beside_the_proper_file_are_left_aside(folder: Path) -> None:
    put(folder, ["ex3_neuron.py", "ex3_neuron (1).py", "ex3_neuron.py.txt", "ex3_neuron.txt", "utils.py"])
    file = neuron(folder)
    assert file.path == folder / "ex3_neuron.py"
    assert isinstance(file.source, SourceFile)
    assert file.notes == (
        "ex3_neuron.py is the one that counts; ex3_neuron (1).py and ex3_neuron.py.txt were left aside.",
    )


def test_a_helper_is_no_copy(folder: Path) -> None:
    put(folder, ["neuron.py"])
    (folder / "ex3_neuron.py").write_text("from neuron import neuron\n")
    file = neuron(folder)
    assert file.notes == ()
    assert file.helpers == (("neuron", str(Path("solutions/neuron.py")), CODE),)


def test_a_folder_of_that_name(folder: Path) -> None:
    (folder / "ex3_neuron.py").mkdir()
    (folder / "neuron.py").mkdir()
    source = neuron(folder).source
    assert isinstance(source, Unreadable)
    assert source.kind == "folder"
    assert neuron(folder).notes == ()


def test_a_folder_that_cannot_be_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)  # the superuser lists whatever chmod says
    files = find(folder).files
    assert tuple(files) == IDS
    for file in files.values():
        assert isinstance(file.source, Unreadable)
        assert file.source.kind == "unreadable"


# --- one file --------------------------------------------------------------------------------------------


def test_a_file_named_after_an_exercise_is_that_one_alone(folder: Path) -> None:
    put(folder, ["ex3_neuron.py", "ex3_neuron copy.py"])
    submission = find(folder / "ex3_neuron.py")
    assert tuple(submission.files) == ("ex3_neuron",)
    assert submission.root == folder
    assert submission.files["ex3_neuron"].notes == ()


@pytest.mark.parametrize("name", ["neuron.py", "ex3.py", "ex3_neuron (1).py", "Ex3_Neuron.PY"])
def test_a_file_of_nearly_that_name_is_taken_when_asked_for(folder: Path, name: str) -> None:
    put(folder, [name])
    submission = find(folder / name)
    assert tuple(submission.files) == ("ex3_neuron",)
    file = submission.files["ex3_neuron"]
    assert (file.module, file.path) == ("ex3_neuron", folder / name)
    assert file.notes == (f"{name} was taken for ex3_neuron.py.",)


@pytest.mark.parametrize(
    ("name", "module"), [("homework.py", "homework"), ("my work.py", "submission"), ("torch.py", "submission")]
)
def test_everything_in_one_file(folder: Path, name: str, module: str) -> None:
    path = folder / name
    path.write_text("import utils\nVALUE = 0\ndef f(x):\n    return x\nif True:\n    layer = f\n")
    put(folder, ["utils.py"])
    files = find(path).files
    assert tuple(files) == ("ex3_neuron", "ex4_batch_layer", "ex5_cubic_gradient")
    for id_, file in files.items():
        assert (file.exercise, file.module, file.path) == (id_, module, path)
        assert isinstance(file.source, SourceFile)
        assert [helper[0] for helper in file.helpers] == ["utils"]


def test_everything_in_a_file_that_is_called_like_one_exercise(folder: Path) -> None:
    (folder / "neuron.py").write_text("def neuron(): pass\ndef layer(): pass\n")
    assert tuple(find(folder / "neuron.py").files) == ("ex3_neuron", "ex4_batch_layer")


def test_a_file_with_nothing_of_the_course(folder: Path) -> None:
    (folder / "homework.py").write_text("x = 1\n")
    files = find(folder / "homework.py").files
    assert tuple(files) == IDS
    source = files["ex3_neuron"].source
    assert isinstance(source, Unreadable)
    assert source.kind == "missing"
    assert "homework.py" in source.text
    assert "VALUE, WHY and neuron" in source.text


def test_a_single_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "homework.py").write_text("def f(\n")
    files = find(folder / "homework.py").files
    assert tuple(files) == IDS
    assert all(isinstance(file.source, Unreadable) and file.source.kind == "syntax" for file in files.values())


# --- no work at all --------------------------------------------------------------------------------------


def test_a_path_that_leads_nowhere(folder: Path) -> None:
    with pytest.raises(SubmissionError, match=r"There is no nowhere\. Give"):
        find(Path("nowhere"))
    with pytest.raises(SubmissionError, match="Did you mean solutions"):
        find(Path("solution"))
    with pytest.raises(SubmissionError, match="cannot be opened"):
        find(Path("a\0b"))
    with pytest.raises(SubmissionError, match="cannot be opened"):
        find(Path("x" * 5000))
    (folder / "broken.py").symlink_to("elsewhere.py")
    with pytest.raises(SubmissionError, match="There is no"):
        find(folder / "broken.py")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_path_to_something_else(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    with pytest.raises(SubmissionError, match="neither a file nor a folder"):
        find(folder / "pipe.py")


class TestNotebooks:
    NEURON = "def neuron(x, w, b):\n    return x"

    def test_one_is_read_as_the_program_that_it_holds(self, folder: Path) -> None:
        path = notebook(folder / "work.ipynb", "%matplotlib inline\nimport torch", self.NEURON)
        found = find_submission(path, IDS, {"ex3_neuron": frozenset({"neuron"})})
        file = found.files["ex3_neuron"]
        assert isinstance(file.source, SourceFile)
        assert file.source.text == f"# cell 1\n\nimport torch\n\n# cell 2\n{self.NEURON}\n"
        assert (file.display, file.module) == (display(path), "work")

    def test_a_folder_holds_one_named_after_the_exercise(self, folder: Path) -> None:
        notebook(folder / "ex3_neuron.ipynb", "x = 1")
        file = neuron(folder)
        assert file.path == folder / "ex3_neuron.ipynb"
        assert file.module == "ex3_neuron"

    def test_a_program_comes_before_a_notebook(self, folder: Path) -> None:
        notebook(folder / "ex3_neuron.ipynb", self.NEURON)
        put(folder, ["ex3_neuron.py"])
        assert neuron(folder).path == folder / "ex3_neuron.py"

    def test_of_several_that_define_it_the_newest_counts(self, folder: Path) -> None:
        for age, name in enumerate(["new.ipynb", "old.ipynb"]):
            os.utime(notebook(folder / name, self.NEURON), (10**9 - age, 10**9 - age))
        notebook(folder / "other.ipynb", "x = 1")
        found = find_submission(folder, IDS, {"ex3_neuron": frozenset({"neuron"})})
        assert found.files["ex3_neuron"].path == folder / "new.ipynb"
        assert found.files["ex3_neuron"].notes == ("new.ipynb is the one that counts; old.ipynb was left aside.",)

    @pytest.mark.parametrize(("data", "why"), [(b"{}", "it is no notebook"), (b"{", "it is broken or cut off")])
    def test_one_that_cannot_be_read_says_why(self, folder: Path, data: bytes, why: str) -> None:
        (folder / "ex3_neuron.ipynb").write_bytes(data)
        fault = neuron(folder).source
        assert isinstance(fault, Unreadable)
        assert why in fault.text

    def test_a_cell_in_a_kernel_is_read_with_its_number(self) -> None:
        found = submission_of_cells({7: self.NEURON}, "notebook", IDS, {"ex3_neuron": frozenset({"neuron"})})
        file = found.files["ex3_neuron"]
        assert isinstance(file.source, SourceFile)
        assert (file.source.text, file.display) == (f"# cell 7\n{self.NEURON}\n", "notebook.ipynb")


def test_default_path(folder: Path) -> None:
    assert default_path(folder.parent) == folder
    assert default_path(folder) == folder
    (folder / "solutions").write_text("")
    assert default_path(folder) == folder


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda name: name not in (".", "..") and len(name.encode()) < 200
)
TEMPTING = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", " ", "-", "Copy of ", "\x1b", "\u202e", "'", "$(x)", "\n"]),
    st.sampled_from(["ex3_neuron", "neuron", "ex3", "Ex3_Neuron", "ex1_dot_product", "utils"]),
    st.sampled_from([".py", ".PY", " (1).py", ".py.txt", ".ipynb", "", ".py~", "\n.py", " copy.py"]),
)


@pytest.mark.skipif(os.name == "nt", reason="few of these names can exist there")
@given(st.lists(st.tuples(st.one_of(TEMPTING, NAMES), st.binary(max_size=30)), max_size=4))
def test_no_names_and_bytes_raise(tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, bytes]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name, data in files:
        (folder / name).write_bytes(data)
    submission = find(folder)
    assert tuple(submission.files) == IDS
    for file in submission.files.values():
        assert all(note.isprintable() for note in file.notes)
        if isinstance(file.source, Unreadable):
            assert file.source.text.isprintable()
            assert all(command.isprintable() for command in file.source.commands)
    for name, _ in files:
        if not name.lower().endswith(".ipynb"):
            assert set(find(folder / name).files) <= set(IDS)
