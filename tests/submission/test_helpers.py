"""Modules beside the learner's file: what is imported travels along, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lagrader.submission import helpers
from lagrader.submission.helpers import Helpers, find_helpers


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__in__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def find(folder: Path, text: str) -> Helpers:
    return find_helpers(ast.parse(text), text, folder, "ex3_neuron")


def names(found: Helpers) -> list[str]:
    return [module for module, _, _ in found.modules]


def test_what_is_imported_is_found_along_the_imports(folder: Path) -> None:
    write(folder, utils="from more import relu\n", more="import ex3_neuron, utils\n", other="x = 1\n", ex3_neuron="")
    found = find(folder, "def neuron():\n    import utils\n")
    assert found.modules == (
        ("utils", "utils.py", "from more import relu\n"),
        ("more", "more.py", "import ex3_neuron, utils\n"),
    )
    assert found.paths == {folder / "utils.py", folder / "more.py"}
    assert found.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "import \ufb01lters\n",  # PEP 3131: the ligature is the two letters to Python
        "from importlib import import_module\nimport_module('\\x66ilters')\n",
        "__import__('fil' 'ters')\n",
        "if True:\n    def f():\n        from filters import x\n",
    ],
)
def test_an_import_is_found_in_whatever_letters_it_is_written(folder: Path, text: str) -> None:
    write(folder, filters="x = 1\n")
    assert names(find(folder, text)) == ["filters"]


def test_a_name_that_is_only_mentioned_is_no_import(folder: Path) -> None:
    write(folder, filters="x = 1\n")
    assert find(folder, "import torch\n\nfilters = 3  # filters\n") == Helpers()


def test_packages_and_their_modules(folder: Path) -> None:
    (folder / "pkg" / "sub").mkdir(parents=True)
    (folder / "pkg" / "__init__.py").write_text("from . import a\nfrom .sub.b import x\n")
    (folder / "pkg" / "a.py").write_text("from .c import *\n")
    (folder / "pkg" / "c.py").write_text("")
    (folder / "pkg" / "d.py").write_text("")
    (folder / "pkg" / "sub" / "b.py").write_text("from .. import a\n")
    found = find(folder, "import pkg\n")
    assert set(names(found)) == {"pkg", "pkg.a", "pkg.c", "pkg.sub", "pkg.sub.b"}
    shown = {module: (Path(file).as_posix(), text) for module, file, text in found.modules}
    assert shown["pkg"][0] == "pkg/__init__.py"
    assert shown["pkg.sub"] == ("pkg/sub/__init__.py", "")


def test_a_package_comes_before_a_module(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "__init__.py").write_text("one = 1\n")
    (folder / "a.py").write_text("two = 2\n")
    assert [text for _, _, text in find(folder, "import a").modules] == ["one = 1\n"]


def test_dotted_and_late_imports(folder: Path) -> None:
    write(folder, late="", ex1_dot_product="")
    (folder / "p").mkdir()
    (folder / "p" / "q.py").write_text("")
    found = find(
        folder, "import p.q\nfrom ex1_dot_product import f\nimport importlib\nimportlib.import_module('late')\n"
    )
    assert set(names(found)) == {"p", "p.q", "ex1_dot_product", "late"}


@pytest.mark.parametrize("name", ["torch", "numpy", "random", "lagrader", "math"])
def test_the_names_of_libraries_are_never_sent(folder: Path, name: str) -> None:
    write(folder, **{name: "evil = 1\n"})
    found = find(folder, f"import {name}\n")
    assert found.modules == ()
    assert len(found.notes) == 1
    assert f"{name}.py is not used" in found.notes[0]


def test_a_submodule_of_a_librarys_name_is_not_sent_either(folder: Path) -> None:
    (folder / "torch").mkdir()
    (folder / "torch" / "__init__.py").write_text("")
    (folder / "torch" / "nn.py").write_text("evil = 1\n")
    assert find(folder, "import torch.nn\n").modules == ()


def test_what_is_not_there_is_no_matter(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert find(folder, "import torch, pandas, empty\n") == Helpers()
    assert find(folder / "no such folder", "import a\n") == Helpers()


def test_names_that_are_no_modules_lead_nowhere(folder: Path) -> None:
    (folder.parent / "outside.py").write_text("x = 1\n")
    text = "\n".join(f"__import__({name!r})" for name in ("../outside", "..outside", "a\0b", "a..b", "/etc/passwd", ""))
    assert find(folder, text) == Helpers()


def test_the_case_of_a_name_counts(folder: Path) -> None:
    write(folder, Utils="")
    assert find(folder, "import utils\n").modules == ()


def test_an_unreadable_helper_is_skipped_with_a_note(folder: Path) -> None:
    (folder / "bad.py").write_bytes(b"x = '\xe9'\n")
    write(folder, good="")
    found = find(folder, "import bad, good\n")
    assert names(found) == ["good"]
    assert len(found.notes) == 1
    assert "bad.py is not saved as UTF-8" in found.notes[0]


def test_a_helper_with_a_fault_travels(folder: Path) -> None:
    write(folder, bad="def f(\n")
    assert names(find(folder, "import bad\n")) == ["bad"]


def test_caps(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, **{f"m{i}": f"import m{i + 1}\n" for i in range(100)})
    found = find(folder, "import m0\n")
    assert names(found) == [f"m{i}" for i in range(64)]
    assert len(found.notes) == 1
    assert "first 64" in found.notes[0]
    monkeypatch.setattr(helpers, "HELPER_BYTES", 30)
    assert names(find(folder, "import m0\n")) == ["m0", "m1", "m2"]
