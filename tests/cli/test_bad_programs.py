"""Programs that stop, crash, hang or lack a name: each costs itself alone, and is told in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Run, check, lagrader, right, swapped, work


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Run:
    changed = {
        1: f"from torch import nosuch\n{right(1)}",
        2: f"import matplotlib.pyplot as plt, pandas as pd\n{right(2)}",
        3: f"import ctypes\nctypes.string_at(0)\n{right(3)}",
        4: "import os\nos._exit(0)\n",
    }
    return check(work(tmp_path_factory.mktemp("imports"), changed))


def test_the_others_keep_their_marks(imports: Run) -> None:
    assert imports.code == 1
    assert imports.points() == {1: 0, 2: 0, 3: 0, 4: 0, 5: 20}


def test_import_error(imports: Run) -> None:
    said = imports.section(1)
    assert imports.verdict(1) == "load_error"
    assert "The file could not be imported: Python stopped with ImportError." in said
    assert "cannot import name 'nosuch' from 'torch'" in said
    assert "solutions/ex1_dot_product.py 1 │ from torch import nosuch ← stopped here" in said


def test_a_package_that_is_not_there(imports: Run) -> None:
    said = imports.section(2)
    assert imports.verdict(2) == "load_error"
    assert "There is no package matplotlib here" in said
    assert "pandas" not in said.replace("import matplotlib.pyplot as plt, pandas as pd", "")
    assert "solutions/ex2_matmul_shapes.py 1 │ import matplotlib" in said


def test_segfault_at_import(imports: Run) -> None:
    said = imports.section(3)
    assert imports.verdict(3) == "run_time_error"
    assert "The whole program ended during the import of the file" in said
    assert "solutions/ex3_neuron.py" in said


def test_os_exit_at_import(imports: Run) -> None:
    said = imports.section(4)
    assert imports.verdict(4) == "run_time_error"
    assert "it ended its own process" in said
    assert "solutions/ex4_batch_layer.py" in said


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Run:
    changed = {
        1: right(1).replace("dot_loop", "dot_lop"),
        2: right(2).replace("make_product", "something_else"),
        3: swapped(3, "def neuron(x, w, b):", "def neuron(x, w):").replace("+ b", ""),
        4: "layer = 3.0\nOUTPUT_SHAPE = (8, 5)\nROW_MEANING = 'c'\n",
        5: swapped(5, "def f(x):", "def f(self, x):"),
    }
    return check(work(tmp_path_factory.mktemp("names"), changed))


def test_misspelt_function(names: Run) -> None:
    said = names.section(1)
    assert names.verdict(1, "loop") == "missing"
    assert "There is no dot_loop in the file, but there is dot_lop: the name wanted is dot_loop." in said
    assert "solutions/ex1_dot_product.py" in said
    assert "tensor" not in said  # no call of what isn't there
    assert names.points()[1] == 13


def test_missing_function(names: Run) -> None:
    assert names.verdict(2, "product") == "missing"
    assert "There is no make_product in the file" in names.section(2)
    assert names.points()[2] == 14


def test_wrong_arity(names: Run) -> None:
    assert names.verdict(3, "output") == "run_time_error"
    assert names.verdict(5, "value") == "run_time_error"
    assert "neuron(x, w) " in names.section(3)
    assert "def neuron(x, w):" in names.section(3)
    assert "f(self, x) " in names.section(5)
    assert "stopped here" not in names.out  # the call never began
    assert names.points()[3] == 8


def test_not_a_function(names: Run) -> None:
    assert names.verdict(4, "output") == "run_time_error"
    assert "layer is a float, not a function: define it with def layer(…)." in names.section(4)
    assert names.points()[4] == 4


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Run:
    changed = {
        1: swapped(1, "def dot_torch(a, b):", "def dot_torch(a, b):\n    return torch.empty(10**13)"),
        2: swapped(2, "def make_product():", "def make_product():\n    import os; os._exit(0)"),
        3: swapped(3, "def neuron(x, w, b):", "def neuron(x, w, b):\n    import ctypes; ctypes.string_at(0)"),
        4: swapped(4, "def layer(X, W, b):", "def layer(X, W, b):\n    return layer(X, W, b)"),
        5: swapped(5, "def f(x):", "def f(x):\n    input('x? ')"),
    }
    return check(work(tmp_path_factory.mktemp("calls"), changed))


def test_other_criteria_keep_their_points(calls: Run) -> None:
    assert calls.code == 1
    assert calls.points() == {1: 15, 2: 14, 3: 8, 4: 4, 5: 4}


def test_memory_exhausted(calls: Run) -> None:
    assert calls.verdict(1, "built_in") == "memory_limit_exceeded"
    assert "dot_torch asked for more memory than there is for it." in calls.section(1)
    assert "return torch.empty(10**13) ← stopped here" in calls.section(1)


def test_os_exit_in_a_call(calls: Run) -> None:
    assert calls.verdict(2, "product") == "run_time_error"
    assert "The whole program ended during make_product: it ended its own process." in calls.section(2)


def test_segfault_in_a_call(calls: Run) -> None:
    assert calls.verdict(3, "output") == "run_time_error"
    assert "The whole program ended during neuron" in calls.section(3)
    assert "SIGSEGV" in calls.section(3)


def test_endless_recursion_is_told_in_one_line(calls: Run) -> None:
    said = calls.section(4)
    assert calls.verdict(4, "output") == "run_time_error"
    assert "layer calls itself without end" in said
    assert said.count("return layer(X, W, b)") == 1
    assert "times in a row, stopped here" in said


def test_input(calls: Run) -> None:
    assert calls.verdict(5, "value") == "run_time_error"
    assert "f waits for input(): nobody is there to type." in calls.section(5)
    assert "input('x? ') ← stopped here" in calls.section(5)


@pytest.fixture(scope="module")
def stops(tmp_path_factory: pytest.TempPathFactory) -> Run:
    changed = {
        1: swapped(1, "def dot_torch(a, b):", "def dot_torch(a, b):\n    import sys; sys.exit(0)"),
        2: f"import sys\nsys.exit()\n{right(2)}",
        3: swapped(3, "    return torch.relu", "    print(torch.relu") + ")\n",
        4: f"from utils import relu\n{right(4)}",
        5: swapped(5, "def gradient_at(x):", 'def gradient_at(x):\n    raise ValueError("here")'),
    }
    return check(work(tmp_path_factory.mktemp("stops"), changed))


def test_exception_in_the_middle(stops: Run) -> None:
    said = stops.section(5)
    assert stops.verdict(5, "gradient") == "run_time_error"
    assert stops.points() == {1: 15, 2: 0, 3: 8, 4: 0, 5: 10}
    assert "gradient_at stopped with ValueError. gradient_at(0.0) ValueError: here" in said
    assert 'solutions/ex5_cubic_gradient.py 15 │ raise ValueError("here") ← stopped here' in said


def test_exit_in_a_call_and_at_import(stops: Run) -> None:
    assert "dot_torch calls exit(): return the result instead." in stops.section(1)
    assert stops.verdict(2) == "load_error"
    assert "sys.exit() ← stopped here" in stops.section(2)


def test_prints_and_returns_nothing(stops: Run) -> None:
    assert "neuron prints its result and returns None: put return where print is" in stops.section(3)


def test_a_helper_that_is_not_beside_the_file(stops: Run) -> None:
    assert stops.verdict(4) == "load_error"
    assert "utils" in stops.section(4)


def test_a_helper_beside_the_file_is_imported(tmp_path: Path) -> None:
    home = work(tmp_path, {4: f"from utils import relu\n{right(4)}"})
    (home / "solutions" / "utils.py").write_text("from torch import relu\n")
    assert lagrader("check", "4", cwd=home).code == 0


@pytest.mark.slow
def test_endless_loops_at_import_and_in_a_call(tmp_path: Path) -> None:
    changed = {
        2: f"while True:\n    pass\n{right(2)}",
        4: swapped(4, "def layer(X, W, b):", "def layer(X, W, b):\n    while True:\n        pass"),
    }
    run = check(work(tmp_path, changed))
    assert run.code == 1
    assert run.points() == {1: 20, 2: 0, 3: 20, 4: 4, 5: 20}
    assert run.verdict(2) == run.verdict(4, "output") == "time_limit_exceeded"
    assert "the import of the file did not come to an end." in run.section(2)
    assert "solutions/ex2_matmul_shapes.py" in run.section(2)
    assert "Stopped after 2 s: layer did not come to an end." in run.section(4)
    assert "It was at" not in run.section(4)  # nobody looked
