"""What a learner reads whose program was stopped for its time: where it was, and how its numbers moved."""

from __future__ import annotations

import re

import pytest

from tests.cli.program import Run, check, right, swapped, work

LOOP = "def dot_torch(a, b):\n    n = 10\n    while n > 0:\n        n += 1"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    changed = {
        1: swapped(1, "def dot_torch(a, b):", LOOP),
        3: swapped(3, "def neuron(x, w, b):", "def neuron(x, w, b):\n    return sum(range(10**12))"),
        4: f"i = 0\nwhile i < 3:\n    pass\n{right(4)}",
    }
    return check(work(tmp_path_factory.mktemp("limits"), changed))


pytestmark = pytest.mark.slow


def test_the_rest_is_graded(run: Run) -> None:
    assert run.points() == {1: 15, 2: 20, 3: 8, 4: 0, 5: 20}
    assert {run.verdict(1, "built_in"), run.verdict(3, "output"), run.verdict(4)} == {"time_limit_exceeded"}


def test_a_loop_that_runs_away(run: Run) -> None:
    said = run.section(1)
    assert "Stopped after 2 s. It was at" in said
    assert "while n > 0: with n = " in said
    assert " and going up" in said


def test_one_long_piece_of_c_leaves_the_name_of_the_function(run: Run) -> None:
    # After its own 2 s, or when what the others have left of the submission's time is used up.
    assert re.search(r"Stopped after [\w ]+: neuron did not come to an end\.", run.section(3))


def test_an_import_that_hangs(run: Run) -> None:
    said = run.section(4)
    asks = "with i = 0 the whole time: does the loop change i?"
    assert f"Stopped after 10 s, during the import of the file, {asks}" in said
    assert "solutions/ex4_batch_layer.py 2 │ while i < 3:" in said
