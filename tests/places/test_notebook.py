"""The magics, in a real kernel: what was run is what is checked."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from lagrader.notebook import executed
from lagrader.submission import SOURCE_LIMIT
from tests.cli.program import COMMAND, EXERCISES, ROOT, environment

nbclient = pytest.importorskip("nbclient", reason="needs nbclient and ipykernel")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")

LOAD = "%load_ext lagrader"
NEURON = "import torch\ndef neuron(x, w, b):\n    return torch.relu(x @ w + b)"
NO_BIAS = NEURON.replace(" + b", "")

Ran = list[dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run cells in a new kernel; return what each showed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))  # not everybody's home can be written
    monkeypatch.chdir(tmp_path)

    def ran(*cells: str) -> Ran:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        client = nbclient.NotebookClient(notebook, timeout=120, allow_errors=True, kernel_name="python3")
        client.execute(cwd=str(tmp_path))
        return [shown(cell.outputs) for cell in notebook.cells]

    return ran


def shown(outputs: Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"text": "", "html": "", "error": ""}
    for output in outputs:
        found["text"] += output.get("text", "") + output.get("data", {}).get("text/plain", "")
        found["html"] += output.get("data", {}).get("text/html", "")
        found["error"] += output.get("evalue", "")
    return found


def test_check_looks_at_the_cells_that_were_run(run: Callable[..., Ran]) -> None:
    *_, wrong, right = run(LOAD, NO_BIAS, "%check 3", f"%%check 3\n{NEURON}")
    assert "You left the bias out." in wrong["html"]
    assert "notebook.ipynb, cell 2" in wrong["html"]
    assert "0 of 12" in wrong["html"]
    assert "12 of 12" in right["html"]
    assert "12 of 12" in right["text"]  # where no HTML is shown
    assert (wrong["error"], right["error"]) == ("", "")


def test_the_last_definition_counts_in_whatever_order_cells_were_run(run: Callable[..., Ran]) -> None:
    assert "12 of 12" in run(LOAD, NO_BIAS, "%check 3", NEURON, "%check 3")[-1]["html"]


def test_a_cell_that_fails_costs_no_other(run: Callable[..., Ran]) -> None:
    *_, found = run(LOAD, NEURON, "def broken(:\n    pass", "1 / 0", "%check 3")
    assert "12 of 12" in found["html"]


def test_what_only_the_kernel_knows_is_told(run: Callable[..., Ran]) -> None:
    *_, found = run(
        LOAD, "get_ipython().push({'hidden': 2})", "def neuron(x, w, b):\n    return hidden * x", "%check 3"
    )
    assert "hidden is known to this kernel, but not made by a cell" in found["text"]
    assert "hidden is known to this kernel" in found["html"]


def test_without_a_number_what_was_begun_is_checked(run: Callable[..., Ran]) -> None:
    *_, found = run(LOAD, NEURON, "%check")
    assert found["text"].count(" of 20") == 1


def test_mistakes_are_told_in_one_line(run: Callable[..., Ran]) -> None:
    cells = (f"{LOAD}\n%check 3", "%check 99", "%check --x", "%hint", "%hint 3 99")
    none, number, word, hint, hints = run(*cells)
    assert "No cell has been run" in none["text"]
    assert number["text"].startswith("There is no exercise 99")
    assert word["text"].startswith('There is no exercise "--x"')
    assert hint["text"].startswith("Write %hint 3")
    assert hints["text"].startswith("There are ")
    assert not any(one["error"] for one in (none, number, word, hint, hints))


def test_hints_one_after_the_other(run: Callable[..., Ran]) -> None:
    _, first, second = run(LOAD, "%hint 3", "%hint 3 2")
    assert "%hint 3 2 says more." in first["text"]
    assert first["text"] != second["text"]


def test_it_can_be_taken_away_and_the_kernel_has_no_torch_of_ours(run: Callable[..., Ran]) -> None:
    *_, loaded, gone = run(
        LOAD,
        NEURON.replace("import torch\n", ""),
        "%check 3",
        "import sys; print('torch' in sys.modules)",
        "%unload_ext lagrader\nprint(get_ipython().find_line_magic('check'))",
    )
    assert loaded["text"] == "False\n"
    assert "None" in gone["text"]


def test_the_course_as_one_notebook(run: Callable[..., Ran], tmp_path: Path) -> None:
    subprocess.run([*COMMAND, "init", str(tmp_path), "--notebook"], check=True, env=environment())
    path = tmp_path / "exercises.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    *_, last = run(*(cell.source for cell in notebook.cells if cell.cell_type == "code"))
    assert "not started" in last["text"]
    for cell in notebook.cells:  # the same with answers, graded from the command line
        for id_ in EXERCISES.values():
            starter = (ROOT / "exercises" / id_ / "starter.py").read_text("utf-8").strip()
            if cell.source.partition("\n")[2] == starter:
                cell.source = (ROOT / "solutions" / f"{id_}.py").read_text("utf-8")
    nbformat.write(notebook, path)
    command = [*COMMAND, "check", str(path), "--format", "json"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["points"] == 100
    assert done.returncode == 0


def test_a_notebook_with_much_output(tmp_path: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 20_000_000}
    cell = {"cell_type": "code", "source": NEURON, "metadata": {}, "outputs": [output], "execution_count": 1}
    path = tmp_path / "ex3_neuron.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))
    command = [*COMMAND, "check", "3", str(path)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert "12 of 12" in done.stdout


# --- which cells -------------------------------------------------------------------------------------------


def test_commands_of_ours_are_no_program() -> None:
    found = executed(["", "%load_ext lagrader", "x = 1", "%check 3", "%%check 3\ny = 2", "  ", "%hint 3"])
    assert {number: source.strip() for number, source in found.items()} == {2: "x = 1", 4: "y = 2"}


def test_a_long_evening_fits() -> None:
    cell = "def neuron(x):\n" + "    x = x + 1\n" * 200
    other = "def helper():\n    return 1\n" + "# \n" * 400
    cells = [other, *(f"{cell}    return {number}\n" for number in range(100)), "y = 1", *["print(y)\n"] * 3]
    found = executed(["", *cells])
    assert sum(map(len, found.values())) <= SOURCE_LIMIT
    assert found[1] == other
    assert found[101] == cells[100]  # the last definition
    assert len(executed(["", "x = 0", "x += 1", "x += 1"])) == 3  # nothing is left out where there is room
