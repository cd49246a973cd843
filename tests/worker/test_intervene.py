"""Right and wrong roads, in the styles of tests/worker/styles, must be told apart; and nothing may stay behind."""

import functools
import runpy
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.overrides import _get_current_function_mode_stack
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack

from lagrader.wire import Rig
from lagrader.worker.doors import HARMLESS, is_product, operation_name
from lagrader.worker.intervene import rigged

# What torch warns learners of (a hook on a graph, an array that is read-only) is not what these tests are about.
pytestmark = pytest.mark.filterwarnings("ignore")

FACTOR = 1.37
FOLDER = Path(__file__).parent / "styles"
RIGS = {
    "gradient": Rig("through", "autograd", FACTOR),
    "dot_torch": Rig("through", "torch.dot", FACTOR),
    "products": Rig("through", "torch.bmm", FACTOR),
    "products_at": Rig("through", "torch.matmul", FACTOR),
    "bilinear": Rig("through", "torch.einsum", FACTOR),
    "dot_loop": Rig("not_through", "products", FACTOR),
    "layer": Rig("not_through", "python", FACTOR),
}
FUNCTIONS = ("dot_torch", "products", "products_at", "bilinear")
"""What must go through one function of torch."""
SHAPES = {
    "products": [(4, 2, 3), (4, 3, 5)],
    "products_at": [(4, 2, 3), (3, 3)],
    "bilinear": [(4, 3), (3, 5), (4, 5)],
}


@functools.cache
def styles(name):
    with warnings.catch_warnings(action="ignore"):  # torch.jit.script, which torch now advises against
        return runpy.run_path(str(FOLDER / f"{name}.py"))


def names(exercise, *prefixes):
    return [name for name in styles(exercise) if name.startswith(tuple(f"{prefix}_" for prefix in prefixes))]


def numbers(result):
    return np.asarray(torch.as_tensor(result).detach(), dtype=np.float64)


def inputs(exercise, batch=4, n=7):
    draw = torch.Generator().manual_seed(3)
    match exercise:
        case "gradient":
            return (2.0,)
        case "layer":
            return tuple(torch.randn(shape, generator=draw) for shape in [(batch, 3), (3, 5), (5,)])
        case "products" | "products_at" | "bilinear":
            return tuple(torch.randn(shape, generator=draw) for shape in SHAPES[exercise])
    return tuple(torch.rand(n, generator=draw) * 0.9 + 0.1 for _ in "ab")


def ratio(exercise, name, **sizes):
    """What the intervention made of the result: its change relative to the plain one."""
    call = styles(exercise)[name]
    plain = numbers(call(*inputs(exercise, **sizes)))
    with rigged(RIGS[exercise], frozenset()):
        changed = call(*inputs(exercise, **sizes))
    change = np.abs(numbers(changed) - plain)
    # What is left unwritten may hold anything, and what is no number is not what it was.
    return float(np.where(np.isnan(change), np.inf, change).max() / np.abs(plain).max())


def expected(exercise):
    if exercise == "gradient":
        return 3 * 2.0**2 - 8 * 2.0 + 7
    if exercise == "layer":
        X, W, b = (tensor.numpy().astype(np.float64) for tensor in inputs("layer"))
        return X @ W + b
    tensors = [tensor.numpy().astype(np.float64) for tensor in inputs(exercise)]
    if exercise == "bilinear":
        return np.einsum("bi,ij,bj->b", *tensors)
    a, b = tensors
    return a @ b


@pytest.mark.parametrize(
    ("exercise", "name"),
    [(e, n) for e in RIGS for n in names(e, "right", "wrong", "rows", "python")],
)
def test_every_style_computes_the_right_value(exercise, name):
    actual = numbers(styles(exercise)[name](*inputs(exercise)))
    assert np.allclose(actual, expected(exercise), rtol=1e-4)


@pytest.mark.parametrize("name", names("gradient", "right"))
def test_autograd_in_any_style_changes_by_a_power_of_the_factor(name):
    changed = 1 + ratio("gradient", name)
    power = np.log(changed) / np.log(FACTOR)
    assert power == pytest.approx(round(power), abs=1e-3)
    assert power > 0.5


@pytest.mark.parametrize("name", names("gradient", "wrong"))
def test_a_way_around_autograd_does_not_change(name):
    assert ratio("gradient", name) == 0


@pytest.mark.parametrize(("exercise", "name"), [(e, n) for e in FUNCTIONS for n in names(e, "right")])
def test_a_function_in_any_spelling_is_multiplied_once_for_each_call(exercise, name):
    calls = 2 if name == "right_two_calls" else 1
    assert ratio(exercise, name) == pytest.approx(FACTOR**calls - 1, rel=1e-4)


@pytest.mark.parametrize(("exercise", "name"), [(e, n) for e in FUNCTIONS for n in names(e, "wrong")])
def test_another_operation_than_the_function_does_not_change(exercise, name):
    assert ratio(exercise, name) == 0


@pytest.mark.parametrize("n", [2, 7, 50])
@pytest.mark.parametrize("name", names("dot_loop", "right"))
def test_a_loop_over_pairs_does_not_change(name, n):
    assert ratio("dot_loop", name, n=n) == 0


@pytest.mark.parametrize("n", [2, 7, 50])
@pytest.mark.parametrize("name", names("dot_loop", "wrong"))
def test_multiplying_more_than_one_pair_changes(name, n):
    assert ratio("dot_loop", name, n=n) > 0.01


@pytest.mark.parametrize("name", names("layer", "right", "rows"))
def test_torch_alone_does_not_change(name):
    assert ratio("layer", name) == 0


@pytest.mark.parametrize("name", names("layer", "python"))
def test_a_way_through_python_changes(name):
    assert ratio("layer", name) > 0.05


def count(name, batch):
    with rigged(Rig("count", "products"), frozenset()) as seen:
        styles("layer")[name](*inputs("layer", batch))
    return seen.count


@pytest.mark.parametrize("name", names("layer", "right"))
def test_a_whole_batch_takes_as_many_products_at_4_as_at_32(name):
    assert count(name, 4) == count(name, 32) > 0


@pytest.mark.parametrize("name", names("layer", "rows"))
def test_rows_take_more_products_in_a_larger_batch(name):
    assert count(name, 4) < count(name, 32)


@pytest.mark.parametrize("power", ["(p - Q) ** 2", "(p - Q).pow(2)", "(p - Q).square()"])
def test_powers_are_products_that_rows_take_more_of(power):
    source = f"def f(P, Q):\n return torch.stack([{power} for p in P])"
    counted = []
    for rows in (4, 32):
        with rigged(Rig("count", "products"), frozenset()) as seen:
            own(source)["f"](torch.ones(rows, 3), torch.zeros(5, 3))
        counted.append(seen.count)
    assert 0 < counted[0] < counted[1]


def own(source):
    """The functions of a learner's file called own.py."""
    space = {"torch": torch}
    exec(compile(source, "own.py", "exec"), space)  # noqa: S102 — the worker does the same
    return space


def operations(rig, source, *args):
    with rigged(rig, frozenset({"own.py"})) as seen:
        own(source)["f"](*args)
    return seen.operations


def test_operations_name_the_line_in_the_innermost_own_frame_once():
    source = (
        "def g(a, b):\n    return a * b\ndef f(a, b):\n    for _ in range(3):\n        g(a, b)\n    return a.dot(b)"
    )
    seen = operations(RIGS["dot_loop"], source, *inputs("dot_loop"))
    assert seen == (("mul", 2), ("dot", 6))


def test_operations_of_a_loop_over_pairs_are_none():
    source = "def f(a, b):\n    return sum(x * y for x, y in zip(a, b))"
    assert operations(RIGS["dot_loop"], source, *inputs("dot_loop")) == ()


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("def f():\n x = torch.tensor(1., requires_grad=True)\n (x * x).backward()", ("backward", 3)),
        ("def f():\n x = torch.tensor(1., requires_grad=True)\n return torch.autograd.grad(x * x, x)", ("grad", 3)),
        ("def f():\n return torch.func.jvp(torch.sin, (torch.ones(()),), (torch.ones(()),))", ("unpack_dual", 2)),
        ("def f():\n return torch.func.grad(torch.sin)(torch.ones(()))", ("grad", 2)),
    ],
)
def test_operations_of_autograd(source, seen):
    assert operations(RIGS["gradient"], source) == (seen,)


def test_operations_of_python_and_of_counting():
    source = "def f(X, W, b):\n  X.tolist()\n  float(b[0])\n  return X @ W"
    assert operations(RIGS["layer"], source, *inputs("layer")) == (("tolist", 2), ("float", 3))
    assert operations(Rig("count", "products"), source, *inputs("layer")) == (("matmul", 4),)


def test_a_line_outside_of_own_files_is_0():
    with rigged(RIGS["dot_torch"], frozenset({"own.py"})) as seen:
        torch.dot(torch.ones(2), torch.ones(2))
    assert seen.operations == (("dot", 0),)


def traces():
    return (
        _get_current_function_mode_stack(),
        _get_current_dispatch_mode_stack(),
        torch.autograd.Variable._execution_engine,
        torch._C.ScriptFunction.__call__,
    )


@pytest.mark.parametrize("rig", [*RIGS.values(), Rig("count", "products")], ids=str)
@pytest.mark.parametrize("failure", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_an_exception_passes_through_and_nothing_stays_behind(rig, failure):
    before = traces()
    with pytest.raises(failure), rigged(rig, frozenset()):
        raise failure
    assert traces() == before


@pytest.mark.parametrize(
    "rig",
    [Rig("through", "torch.dott"), Rig("through", "numpy.dot"), Rig("through", "dot"), Rig("count", "x"), Rig("", "")],
)
def test_a_rig_that_does_not_exist_is_refused_before_anything_changes(rig):
    before = traces()
    with (
        pytest.raises(ValueError, match=r"through: torch has no function|there is no intervention"),
        rigged(rig, frozenset()),
    ):
        pytest.fail("the block must not run")
    assert traces() == before


def test_in_place_and_out_keep_their_identity():
    a, b = torch.ones(3), torch.full((3,), 2.0)
    with rigged(RIGS["dot_loop"], frozenset()):
        same = a.mul_(b)
    assert same is a
    assert a.tolist() == pytest.approx([2 * FACTOR] * 3)
    out = torch.empty(3)
    with rigged(RIGS["dot_loop"], frozenset()):
        assert torch.mul(b, b, out=out) is out
    assert out.tolist() == pytest.approx([4 * FACTOR] * 3)


def test_factors_of_two_products_do_not_cancel():
    a, b = torch.tensor([1.0, 2.0]), torch.tensor([4.0, 8.0])
    with rigged(RIGS["dot_loop"], frozenset()):
        assert abs((a * b).sum() / (b * b).sum() - 0.25) > 0.01


def test_results_with_several_parts_keep_their_type():
    with rigged(Rig("through", "torch.max", FACTOR), frozenset()):
        largest = torch.max(torch.tensor([[1.0, 3.0]]), dim=1)
    assert type(largest) is torch.return_types.max
    assert largest.values.item() == pytest.approx(3 * FACTOR)
    assert largest.indices.item() == 1


def test_another_door_than_dot():
    x = torch.tensor([-1.0, 2.0])
    with rigged(Rig("through", "torch.relu", FACTOR), frozenset()):
        results = [torch.relu(x), x.relu(), x.clone().relu_(), torch.clamp(x, min=0)]
    assert [result[1].item() for result in results] == pytest.approx([2 * FACTOR] * 3 + [2])
    with rigged(Rig("through", "torch.nn.functional.linear", FACTOR), frozenset()):
        assert torch.nn.functional.linear(x, x[None]).item() == pytest.approx(5 * FACTOR)


OPERATORS = {
    "torch.add": [lambda a: a + a, lambda a: 1 + a],
    "torch.sub": [lambda a: a - 3 * a, lambda a: 1 - a],
    "torch.mul": [lambda a: a * a, lambda a: 2 * a],
    "torch.div": [lambda a: a / 3, lambda a: 1 / a],
    "torch.pow": [lambda a: a**2, lambda a: 2**a],
    "torch.floor_divide": [lambda a: a // 0.5, lambda a: 9 // a],
    "torch.matmul": [lambda a: a @ a],
    "torch.neg": [lambda a: -a],
    "torch.abs": [abs],
}


@pytest.mark.parametrize(("door", "call"), [(door, call) for door, calls in OPERATORS.items() for call in calls])
def test_an_operator_is_the_function_that_it_stands_for(door, call):
    a = torch.tensor([[1.0, 2.0], [4.0, 8.0]])
    plain = call(a)
    with rigged(Rig("through", door, FACTOR), frozenset()):
        changed = call(a)
    assert torch.allclose(changed, FACTOR * plain)


def test_an_operator_in_place_is_the_function_that_it_stands_for():
    a = torch.tensor([1.0, 2.0])
    with rigged(Rig("through", "torch.pow", FACTOR), frozenset()):
        a **= 3
    assert a.tolist() == pytest.approx([FACTOR, 8 * FACTOR])


def test_sizes_whole_numbers_and_truth_values_stay_as_they_are():
    ids = torch.tensor([3, 5])
    with rigged(RIGS["layer"], frozenset()):
        assert (ids.tolist(), ids[0].item(), int(ids[1]), len(ids), ids.shape[0]) == ([3, 5], 3, 5, 2, 2)
        assert ids.numpy().tolist() == [3, 5]
        assert bool(torch.tensor(0.5)) is True
        assert range(10)[ids[0]] == 3


def test_every_harmless_name_is_one_that_torch_has():
    known = {operation_name(f) for fs in torch.overrides.get_overridable_functions().values() for f in fs}
    ignored = {operation_name(f) for f in torch.overrides.get_ignored_functions()}
    for_python = {name.strip("_") for name in dir(torch.Tensor)} | {name.removesuffix("_") for name in dir(torch)}
    assert HARMLESS - known - ignored - for_python - set(dir(torch.Tensor)) - set(dir(torch)) == set()


def test_scatter_is_harmless_until_it_reduces():
    a, index = torch.ones(2), torch.tensor([0, 1])
    assert not is_product(torch.scatter, (a, 0, index, a), {})
    assert is_product(torch.scatter, (a, 0, index, a), {"reduce": "multiply"})


def test_importing_it_brings_nothing_heavy():
    code = (
        "import sys, torch; before = set(sys.modules)\n"
        "import lagrader.worker.intervene as i; from lagrader.wire import Rig\n"
        "for r in [('through','autograd'),('through','torch.dot'),('not_through','products'),('count','products')]:\n"
        "    with i.rigged(Rig(*r, 1.5), frozenset()): torch.dot(torch.ones(2), torch.ones(2))\n"
        "new = set(sys.modules) - before; print(*[m for m in new if not m.startswith('lagrader')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=FOLDER.parents[2]
    )
    brought = set(run.stdout.split())
    assert not {name for name in brought if name.startswith(("torch._dynamo", "sympy", "numpy"))}
    assert len(brought) < 20
