"""What a child may read: enough for honest work, and nothing of ours, of a course, or of anybody else."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from lagrader.worker import landlock, readable

ROOT = Path(__file__).resolve().parents[2]

CONFINED = """
import importlib.util, os, sys, warnings
import torch, torch._dynamo
sys.path.insert(0, {root!r})
from lagrader.worker import landlock, readable
sys.path.remove({root!r})
warnings.simplefilter("ignore")
ruleset = landlock.make_ruleset(readable.readable_paths())
landlock._libc().prctl(38, 1, 0, 0, 0)
assert landlock.restrict(ruleset) == "active"
"""


@pytest.fixture(scope="module")
def paths():
    return readable.readable_paths()


def confined(code):
    code = CONFINED.format(root=str(ROOT)) + textwrap.dedent(code)
    # Coverage follows subprocesses, and would write its data where nothing may be written.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_"))}
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=120, check=False, cwd="/", env=env
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def covered(path, paths):
    return readable._lies_in(os.path.realpath(path), paths)


def test_what_python_and_torch_need_is_covered(paths):
    import json
    import sqlite3

    import numpy as np
    import sympy
    import torch

    for module in (os, json, sqlite3, np, torch, torch.nn, np.linalg, sympy):
        assert covered(module.__file__, paths), module


def test_ours_and_other_packages_and_the_systems_own_are_not(paths):
    import pydantic
    import rich

    for path in (
        ROOT,
        ROOT / "solutions",
        ROOT / "exercises",
        ROOT / "lagrader" / "worker" / "readable.py",
        rich.__file__,
        pydantic.__file__,
        Path(rich.__file__).parents[1],
        "/etc/passwd",
        "/proc",
        "/sys",
        "/dev",
        "/home",
        "/root",
        "/tmp",
        "/usr/lib",
        "/usr/local/lib",
    ):
        assert not covered(path, paths), path


def test_each_path_is_real_and_stands_once(paths):
    assert paths == sorted(set(paths))
    for path in paths:
        assert os.path.realpath(path) == path
        assert not covered(Path(path).parent, paths)


@pytest.fixture
def tree(tmp_path):
    for name in ("json/__init__.py", "os.py", "site-packages/lagrader/__init__.py", "lib-dynload/_ssl.so"):
        file = tmp_path / "lib" / "python3.11" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path.resolve() / "lib" / "python3.11"


def around(root, *closed):
    return {os.path.relpath(path, root) for path in readable._around(str(root), set(map(str, closed)))}


def test_around_a_closed_folder_the_entries_are_granted_one_by_one(tree):
    assert around(tree, tree / "site-packages") == {"json", "os.py", "lib-dynload"}
    assert around(tree, tree / "site-packages" / "lagrader", tree / "json") == {
        "os.py",
        "lib-dynload",
        "site-packages",
    } - {"site-packages"}
    assert around(tree) == {"."}
    assert around(tree, tree) == {"json", "os.py", "site-packages", "lib-dynload"}
    assert around(tree / "no such") == set()


def test_a_link_does_not_lead_to_a_closed_folder(tree):
    (tree / "a").symlink_to(tree / "site-packages")
    (tree / "b").symlink_to(tree / "site-packages" / "lagrader")
    (tree / "c").symlink_to(tree.parent)
    (tree / "d").symlink_to(tree / "json")
    assert around(tree, tree / "site-packages") == {"json", "os.py", "lib-dynload"}


def test_of_a_folder_of_libraries_with_a_python_inside_only_the_libraries(tree, monkeypatch):
    folder = tree.parent
    (folder / "libx.so.1").touch()
    for name in ("notes.txt", "my.solution.py", "rubric.so.yaml", "x.so.1.txt"):
        (folder / name).touch()
    assert set(readable._libraries(str(folder), ())) == {str(folder / "libx.so.1")}
    monkeypatch.setattr(readable, "OF_LIBRARIES", (str(folder),))
    assert set(readable._libraries(str(folder), ())) == {str(folder / "libx.so.1")}
    (tree / "site-packages").rename(tree / "elsewhere")
    assert set(readable._libraries(str(folder), ())) == {str(folder)}


def test_an_archive_on_the_search_path_is_no_standard_library(tmp_path, monkeypatch):
    names = ("course.zip", f"python{sys.version_info.major}{sys.version_info.minor}.zip")
    for name in names:
        (tmp_path / name).touch()
    monkeypatch.setattr(sys, "path", [*sys.path, *(str(tmp_path / name) for name in names)])
    assert [path for path in readable._standard_library() if path.endswith(".zip")] == [
        os.path.realpath(tmp_path / names[1])
    ]


def test_a_store_where_each_library_has_its_own_folder(tmp_path, monkeypatch):
    (tmp_path / "_ssl.so").write_bytes(
        b"\x7fELF\0/nix/store/0a1-openssl-3.0/lib:/gnu/store/z-glibc/lib\0/nix/store/x/bin"
    )
    monkeypatch.setattr(readable, "_standard_library", lambda: ["/nix/store/p/lib/python3.11/lib-dynload"])
    monkeypatch.setattr(readable, "_shared_objects", lambda folder: [str(tmp_path / "_ssl.so")])
    assert list(readable._stores()) == ["/nix/store/0a1-openssl-3.0/lib", "/gnu/store/z-glibc/lib"]


needs_landlock = pytest.mark.skipif(not landlock.abi(), reason=landlock.why_not() or "Landlock is there")


@needs_landlock
def test_a_confined_child_imports_what_it_has_not_imported_yet():
    assert confined(
        """
        late = ["wave", "sqlite3", "ssl", "lzma", "xml.dom.minidom", "zoneinfo", "encodings.cp1252"]
        late = [name for name in late if name not in sys.modules]
        assert late
        for name in late:
            __import__(name)
        import zoneinfo
        print(zoneinfo.ZoneInfo("UTC"))
        """
    ) == ["UTC"]


@needs_landlock
def test_a_confined_child_reads_nothing_of_ours():
    refused = confined(
        f"""
        ours = [{str(ROOT / "solutions")!r}, {str(ROOT / "exercises")!r}, {str(ROOT / "lagrader")!r}]
        for path in [*ours, "/etc", "/tmp"]:
            try:
                print(os.listdir(path))
            except PermissionError:
                print("refused")
        for path in [{__file__!r}, {readable.__file__!r}, {pytest.__file__!r}, "/etc/passwd", "/proc/self/environ"]:
            try:
                print(open(path).read())
            except PermissionError:
                print("refused")
        """
    )
    assert refused == ["refused"] * 10


@needs_landlock
def test_honest_work_of_many_kinds_runs_confined():
    done = confined(
        """
        import asyncio, io, linecache, threading
        import numpy as np
        source = "import torch\\ndef f(x: torch.Tensor) -> torch.Tensor:\\n    return x + 1\\n"
        linecache.cache["m.py"] = (len(source), None, source.splitlines(True), "m.py")
        names = {"__name__": "m"}
        exec(compile(source, "m.py", "exec"), names)
        print(torch.jit.script(names["f"])(torch.ones(1)).item())
        model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
        optimiser = torch.optim.Adam(model.parameters())
        model(torch.randn(5, 3)).sum().backward()
        optimiser.step()
        print(torch.func.grad(torch.sin)(torch.zeros(())).item())
        print(torch.vmap(torch.dot)(torch.ones(2, 3), torch.ones(2, 3)).tolist())
        print(torch.linalg.svd(torch.eye(2)).S.tolist())
        print(torch.einsum("ij,jk->ik", torch.eye(2), torch.eye(2)).sum().item())
        torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2)).sample()
        torch.seed()
        np.random.default_rng().normal()
        torch.nn.Conv2d(1, 2, 3)(torch.ones(1, 1, 8, 8))
        thread = threading.Thread(target=lambda: print(torch.ones(3).sum().item()))
        thread.start()
        thread.join()
        async def later():
            return await asyncio.to_thread(torch.ones, 1)
        print(asyncio.run(later()).item())
        saved = io.BytesIO()
        torch.save(torch.ones(1), saved)
        print(torch.load(io.BytesIO(saved.getvalue())).item())
        """
    )
    assert done == ["2.0", "1.0", "[3.0, 3.0]", "[1.0, 1.0]", "2.0", "3.0", "1.0", "1.0"]
