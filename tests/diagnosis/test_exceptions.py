"""Translations of real messages: every snippet is run by the torch that is installed, and must raise."""

from __future__ import annotations

import ast
import traceback
import warnings
from typing import Any

import numpy as np
import pytest
import torch

from lagrader.diagnosis import Context, diagnose, translate
from lagrader.diagnosis.codes import lesson
from lagrader.diagnosis.exceptions import RULES
from lagrader.wire import Raised
from tests.diagnosis.samples import sample, tensor

REAL: tuple[tuple[str, str, str], ...] = (
    # shapes
    ("MATMUL_SHAPES", "zeros(8, 3) @ zeros(8, 5)", "(8, 3) @ (8, 5) has 3 and 8"),
    ("MATMUL_SHAPES", "zeros(8, 3) @ zeros(5, 3)", "the second one transposed would fit"),
    ("MATMUL_SHAPES", "zeros(8, 3) @ zeros(5, 8)", "in the other order they would fit"),
    ("MATMUL_SHAPES", "zeros(8, 3) @ zeros(5)", "needs 3 numbers in it, and there are 5"),
    ("MATMUL_SHAPES", "zeros(8, 3) @ zeros(8)", "transposed it would fit"),
    ("MATMUL_SHAPES", "zeros(5) @ zeros(8, 3)", "5 and 8"),
    ("MATMUL_SHAPES", "torch.bmm(zeros(2, 3, 4), zeros(2, 3, 4))", "begin with (2, 4)"),
    ("MATMUL_SHAPES", "torch.inner(zeros(8, 3), zeros(3, 5))", "(8, 3) and (3, 5)"),
    ("MATMUL_SHAPES", "torch.tensordot(zeros(8, 3), zeros(8, 5), dims=1)", "3 and 8"),
    ("MATMUL_SHAPES", "torch.einsum('ij,jk->ik', zeros(8, 3), zeros(8, 5))", "letter j"),
    ("MATMUL_SHAPES", "np.zeros((8, 3)) @ np.zeros((8, 5))", "3 and 8"),
    ("MATMUL_SHAPES", "np.dot(np.zeros(3), np.zeros(4))", "3 and 4"),
    ("NEEDS_DIMENSIONS", "torch.mm(zeros(3), zeros(3, 5))", "torch.mm and torch.addmm"),
    ("NEEDS_DIMENSIONS", "torch.bmm(zeros(3, 4), zeros(3, 4))", "batches of matrices"),
    ("NEEDS_DIMENSIONS", "zeros(()) @ zeros(3)", "single number"),
    ("NEEDS_DIMENSIONS", "torch.outer(zeros(3, 3), zeros(3))", "this one has 2"),
    ("NEEDS_DIMENSIONS", "torch.einsum('ij,jk->ik', zeros(8), zeros(8, 5))", "2 letters"),
    ("NEEDS_DIMENSIONS", "torch.mv(zeros(2, 3, 4), zeros(2, 4))", "these have 3 and 2 dimensions"),
    ("EINSUM_PATTERN", "torch.einsum('ij->i', zeros(2, 3), zeros(3))", "more tensors than its pattern names"),
    ("EINSUM_PATTERN", "torch.einsum('ij,j->i', zeros(2, 3))", "fewer tensors than its pattern names"),
    ("EINSUM_PATTERN", "torch.einsum('ij->ik', zeros(2, 3))", "The letter k stands behind the arrow"),
    ("EINSUM_PATTERN", "torch.einsum('ij->ii', zeros(2, 3))", "The letter i stands behind the arrow of einsum twice"),
    ("EINSUM_PATTERN", "torch.einsum('ij*j->i', zeros(2, 3), zeros(3))", "at place 2 (counted from 0)"),
    ("EINSUM_PATTERN", "torch.einsum(zeros(2, 3), zeros(3), 'ij,j->i')", "takes its pattern first"),
    ("EINSUM_PATTERN", "torch.einsum(zeros(2, 3), zeros(3, 4), 'ij,jk->ik')", "takes its pattern first"),
    ("AMBIGUOUS_TRUTH", "if torch.einsum('ij->i', zeros(2, 3)): pass", ".all()"),
    ("EINSUM_PATTERN", "torch.einsum('ij,j', 'i', zeros(2, 3), zeros(3))", "in pieces"),
    ("DOT_LENGTHS", "torch.dot(zeros(5), zeros(3))", "5 and 3 entries"),
    ("DOT_NEEDS_VECTORS", "torch.dot(zeros(8, 3), zeros(3))", "these have 2 and 1. For a matrix there is @"),
    ("DOT_NEEDS_VECTORS", "torch.dot(zeros(()), zeros(()))", "these have 0 and 0. Two single numbers"),
    ("BROADCAST_MISMATCH", "zeros(8, 5) + zeros(8)", "along dimension 1 one has 5 and the other 8"),
    ("BROADCAST_MISMATCH", "np.zeros(3) + np.zeros(4)", "(3,) and (4,)"),
    ("BROADCAST_MISMATCH", "zeros(3, 2).expand(3, 4)", "can't fill 4"),
    ("BROADCAST_IN_PLACE", "zeros(3).add_(zeros(2, 3))", "shape (2, 3) does not fit"),
    ("SET_TOO_MANY", "zeros(3)[0] = zeros(2)", "one entry takes one number"),
    ("INDEX_OUT_OF_RANGE", "zeros(3)[3]", "Index 3 is behind the end"),
    ("INDEX_OUT_OF_RANGE", "[1][3]", "end of a list"),
    ("TOO_MANY_INDICES", "zeros(3)[0, 0]", "at most 1, as in x[i]"),
    ("NO_DIMENSIONS", "zeros(())[0]", "nothing to index"),
    ("NO_DIMENSIONS", "list(zeros(()))", "can't be looped over"),
    ("NO_DIMENSIONS", "len(zeros(()))", "has no length"),
    ("NO_SUCH_DIMENSION", "zeros(3).sum(dim=1)", "There is no dimension 1"),
    ("AXES_COUNT", "zeros(3, 2).permute(0)", "this tensor has 2"),
    ("RESHAPE_SIZE", "zeros(3, 2).reshape(4, 2)", "6 numbers can't be put into the shape (4, 2), which has 8 places"),
    ("VIEW_NOT_POSSIBLE", "zeros(3, 2).T.view(6)", "reshape() can"),
    ("STACK_SIZES", "torch.stack([zeros(3), zeros(4)])", "(3,) and (4,)"),
    ("STACK_SIZES", "torch.cat([zeros(3, 2), zeros(4, 3)])", "2 meets 3"),
    ("STACK_SIZES", "torch.cat([zeros(()), zeros(())])", "torch.stack"),
    ("UNEVEN_LIST", "torch.tensor([[1, 2], [3]])", "2 and 1 entries"),
    # dtypes and kinds
    ("MIXED_DTYPES", "zeros(3, 3) @ zeros(3, 3).double()", "float32 and float64"),
    ("MIXED_DTYPES", "torch.dot(zeros(3), zeros(3).long())", "float32 and int64"),
    ("MIXED_DTYPES", "zeros(3, 3) @ zeros(3).double()", "float64 and float32"),
    ("MIXED_DTYPES", "zeros(3, 3) @ zeros(3, 3).half()", "float32 and float16"),
    ("INTEGER_MEAN", "torch.tensor([1, 2]).mean()", "int64"),
    ("DTYPE_IN_PLACE", "torch.tensor([1, 2]).add_(0.5)", "float32 can't be written into a tensor of dtype int64"),
    ("NOT_A_TENSOR", "torch.dot([1, 2], [3, 4])", "gets a list"),
    ("NOT_A_TENSOR", "torch.dot(zeros(3), np.zeros(3))", "argument 2, and gets a NumPy array"),
    ("NOT_A_TENSOR", "torch.relu(1.0)", "gets a float"),
    ("NOT_A_TENSOR", "torch.stack([1.0, 2.0])", "item 0 is a float"),
    ("SIZES_WANTED", "torch.randn('a')", "gets a str"),
    ("ONE_NUMBER_ONLY", "zeros(3).item()", "has 3 numbers"),
    ("ONE_NUMBER_ONLY", "float(zeros(3))", "torch.stack joins"),
    ("ONE_NUMBER_ONLY", "float([1])", "this is a list"),
    ("AMBIGUOUS_TRUTH", "bool(zeros(3) > 0)", ".all()"),
    ("AMBIGUOUS_TRUTH", "bool(np.zeros(3) > 0)", ".all()"),
    ("INDEX_NOT_WHOLE", "zeros(3)[1.0]", "a float"),
    ("INDEX_NOT_WHOLE", "range(3.0)", "a float"),
    ("INDEX_NOT_WHOLE", "zeros(2) * [1.0, 2.0]", "list times a number"),
    ("INDEX_NOT_WHOLE", "range(zeros(3))", "len(a) is its number of entries"),
    ("INDEX_NOT_WHOLE", "np.max(0, zeros(3))", "np.maximum compares two"),
    ("INDEX_NOT_WHOLE", "range(zeros(3).shape)", "this is a shape, a tuple"),
    ("SIZES_WANTED", "torch.nn.Linear(zeros(3, 2), zeros(2))", "torch.nn.functional.linear(x, weight, bias) takes"),
    ("SIZES_WANTED", "torch.zeros([zeros(3), 2])", "among them is a Tensor"),
    ("CANNOT_BE_TENSOR", "torch.Tensor(0.5)", "capital T"),
    ("CANNOT_BE_TENSOR", "torch.tensor(None)", "None"),
    ("CANNOT_BE_TENSOR", "torch.tensor('a')", "a str"),
    ("NUMPY_MEETS_TORCH", "np.zeros((3, 3)) @ zeros(3, 3)", "from_numpy"),
    ("NUMPY_MEETS_TORCH", "np.zeros(3) + zeros(4)", "from_numpy"),
    ("DEVICE_UNKNOWN", "zeros(3).to('gpu')", "no device gpu"),
    ("DEVICES_MIXED", "torch.zeros(3, device='meta') + zeros(3)", "cpu and meta"),
    # gradients
    ("GRADIENT_NO_GRAPH", "torch.tensor(2.0).backward()", "no tensor was made with requires_grad=True"),
    ("GRADIENT_NON_SCALAR", "(torch.ones(2, requires_grad=True) * 2).backward()", ".sum()"),
    ("GRADIENT_INTEGER", "torch.tensor(2, requires_grad=True)", "integer dtype"),
    ("GRADIENT_INTEGER", "torch.tensor(2).requires_grad_()", "integer dtype"),
    ("GRADIENT_LEAF_IN_PLACE", "torch.ones(2, requires_grad=True).add_(1)", "changed in place"),
    ("GRADIENT_LEAF_IN_PLACE", "torch.ones(2, requires_grad=True)[0] = 1.0", "changed in place"),
    ("GRADIENT_CHANGED", "x = torch.ones(2, requires_grad=True)\ny = x.exp()\ny += 1\ny.sum().backward()", "y = y + 1"),
    ("GRADIENT_SECOND_BACKWARD",
     ("x = torch.ones((), requires_grad=True)\n"
     "y = x**2\n"
     "y.backward()\n"
     "y.backward()"), "twice"),
    ("GRADIENT_UNUSED",
     ("x = torch.ones((), requires_grad=True)\n"
     "y = torch.ones((), requires_grad=True)\n"
     "torch.autograd.grad(y * 2, x)"), "no copy of it"),
    ("GRADIENT_NUMPY", "torch.ones(2, requires_grad=True).numpy()", "stay with torch"),
    ("GRADIENT_ON_NUMBER", "(2.0).backward()", "gradients need a tensor"),
    ("GRADIENT_ON_NUMBER", "x = torch.tensor(2.0, requires_grad=True)\n(x * 2).item().backward()",
     ".item() made it one"),
    ("GRADIENT_ON_NUMBER", "x = torch.tensor(2.0, requires_grad=True)\n(x, 2).backward()", "must be a tensor"),
    ("GRADIENT_DETACHED",
     ("x = torch.ones((), requires_grad=True)\n"
     "def g(t):\n"
     "    return torch.tensor(t)\n"
     "g(x).backward()"), "torch.tensor"),
    ("GRADIENT_ON_NUMBER", "x = 2.0\nx.requires_grad = True", "gradients need a tensor"),
    ("GRADIENT_ON_NUMBER", "x = torch.tensor(2.0, requires_grad=True)\n(2.0**3).backward()",
     "computed from the very tensor"),
    ("GRADIENT_ON_NUMBER", "x = torch.tensor(2.0, requires_grad=True)\nint(x).backward()", "and stay a tensor"),
    ("GRADIENT_ON_NUMBER", "torch.autograd.functional.jacobian(torch.exp, 2.0)", "wants a tensor, and gets a float"),
    ("GRADIENT_ON_NUMBER", "torch.autograd.grad(4.0, 2.0)", "takes two tensors, and gets a float"),
    ("GRADIENT_ON_NUMBER", "torch.autograd.grad(torch.exp, zeros(1).requires_grad_())",
     "gets a function: first the result"),
    ("GRADIENT_NONE", "x = torch.tensor(2.0)\nx.grad.item()", "has not been called"),
    ("GRADIENT_NONE", "x = torch.ones((), requires_grad=True)\n(x**2).backward\nx.grad.item()",
     "without round brackets"),
    ("GRADIENT_NONE",
     ("x = torch.ones((), requires_grad=True)\n"
     "y = x * 1\n"
     "(y**2).backward()\n"
     "-y.retains_grad, x.detach().grad * 2"), "requires_grad was set on"),
    ("GRADIENT_DETACHED",
     ("x = torch.tensor(2.0, requires_grad=True)\n"
     "torch.tensor(x.item() ** 2).backward()"), ".item()"),
    ("GRADIENT_DETACHED", "x = torch.tensor(2.0, requires_grad=True)\n(x.detach() ** 2).backward()", ".detach()"),
    ("GRADIENT_DETACHED",
     ("x = torch.tensor(2.0, requires_grad=True)\n"
     "with torch.no_grad():\n"
     "    y = x**2\n"
     "y.backward()"), "torch.no_grad()"),
    ("GRADIENT_DETACHED",
     ("x = torch.tensor(2.0, requires_grad=True)\n"
     "torch.tensor(float(x) ** 2).backward()"), "float()"),
    # Python
    ("NONE_USED", "None + 1", "it meets an int at +"),
    ("NONE_USED", "zeros(3) * None", "it meets a Tensor at *"),
    ("NONE_USED", "None.shape", "it has no shape"),
    ("NONE_USED", "-None", "unary -"),
    ("NONE_USED", "None > 1", "at >"),
    ("NONE_USED", "float(None)", "convert"),
    ("NONE_USED", "list(None)", "looped over"),
    ("NONE_USED", "len(None)", "len()"),
    ("NONE_USED", "None[0]", "indexed"),
    ("NONE_USED", "None(1)", "called like a function"),
    ("NONE_USED", "a, b = None", "taken apart"),
    ("ATTRIBUTE_MISSING", "(3).shape", "A whole number has no shape: a tensor has it"),
    ("ATTRIBUTE_MISSING", "[1].mean()", "A list has no mean"),
    ("ATTRIBUTE_MISSING", "zeros(3).trasnpose(0, 1)", "it has transpose"),
    ("ATTRIBUTE_MISSING", "zeros(3).length", "len(x)"),
    ("ATTRIBUTE_MISSING", "zeros(3).gradient", "it has grad"),
    ("ATTRIBUTE_MISSING", "(2.0).item()", "Leave out .item()"),
    ("ATTRIBUTE_MISSING", "torch.nn.Parameter(2.0)", "A plain number stands where torch wants a tensor"),
    ("ATTRIBUTE_MISSING", "torch.Dot", "it has dot"),
    ("ATTRIBUTE_MISSING", "[1].sum()", "sum(x) does it"),
    ("ATTRIBUTE_MISSING", "zeros(3).append(1)", "size is fixed"),
    ("ATTRIBUTE_MISSING", "torch.matmull", "it has matmul"),
    ("NOT_CALLABLE", "zeros(3)(1)", "square brackets index"),
    ("NOT_CALLABLE", "x = 3\nx(1)", "is a * missing"),
    ("NOT_CALLABLE", "zeros(3).shape()", "x.shape without brackets"),
    ("NOT_CALLABLE", "torch.ones(2, requires_grad=True).T()", "T is no method"),
    ("NAME_HIDDEN", "sum = 0\nsum([1, 2])", "sum is a whole number here"),
    ("NAME_HIDDEN", "def g(max):\n    return max(1, 2)\ng([3])", "max is a list here"),
    ("NOT_INDEXABLE", "torch.dot[0]", "A function is indexed"),
    ("NOT_INDEXABLE", "x = 3\nx[0]", "has no entries"),
    ("NOT_ITERABLE", "list(3)", "range(n)"),
    ("NO_LENGTH", "len(2.0)", "no len()"),
    ("POWER_BY_CARET", "zeros(3) ^ 2", "x ** 3"),
    ("POWER_BY_CARET", "2.0 ^ 3", "x ** 3"),
    ("IDENTITY_COMPARED", "a, b = int('300'), int('300')\nif a is not b:\n    raise ValueError",
     "!= compares their values"),
    ("IDENTITY_COMPARED", "a, b = 1, 2\nif a is b:\n    pass\nelse:\n    raise ValueError('x')",
     "== compares their values"),
    ("RAISE_NEEDS_EXCEPTION", "raise 'no'", "raise ValueError("),
    ("INDEX_NOT_WHOLE", "zeros(3)[torch.tensor(0.5)]", "range(len(a))"),
    ("MIXED_DTYPES", "torch.nn.Linear(3, 2)(zeros(4, 3).half())", "float16 and float32"),
    ("OPERANDS", "[1] * [2]", "repeats the list"),
    ("OPERANDS", "[1] @ [2]", "go through the entries of a list"),
    ("OPERANDS", "(1, 2) @ (2, 3)", "entries of a tuple: torch.tensor(…) makes a tensor of numbers, torch.zeros"),
    ("OPERANDS", "zeros(2, 3) @ zeros(3, 4).shape", "(A @ B).shape to the product"),
    ("OPERANDS", "[1] + zeros(3)", "here is a Tensor"),
    ("OPERANDS", "2.0 @ zeros(3)", "* multiplies numbers"),
    ("OPERANDS", "zeros(3) + 'a'", "A text takes part"),
    ("OPERANDS", "zeros(3).sum + 1", "brackets of the call are missing"),
    ("OPERANDS", "abs([1])", "does not work on a list"),
    ("NAME_NOT_DEFINED", "totl = 1\nprint(total)", "there is totl"),
    ("NAME_NOT_DEFINED", "qqq", "no name qqq"),
    ("NAME_NOT_DEFINED", "X = 1\nx", "there is X"),
    ("NAME_NOT_DEFINED", "relu(zeros(3))", "torch has one: torch.relu"),
    ("NAME_NOT_DEFINED", "F.relu(zeros(3))", "import torch.nn.functional as F at its top"),
    ("ATTRIBUTE_MISSING", "torch.grad", "torch.autograd.grad(result, tensor)"),
    ("NO_VALUE_YET", "def g():\n    total += 1\ng()", "total has no value yet"),
    ("UNPACKING", "a, b = 1, 2, 3", "the 2 names"),
    ("UNPACKING", "a, b = (1,)", "only 1 value"),
    ("UNPACKING", "for a, b in [(1, 2, 3)]:\n    pass", "2 names stand behind for, and an item has more values"),
    ("UNPACKING", "for a, b in (zeros(1), zeros(1)):\n    pass", "an item has 1 value: zip(a, b)"),
    ("UNPACKING", "for i, x, y in enumerate(zip([1], [2])):\n    pass", "for i, (x, y) in enumerate(zip(a, b))"),
    ("UNPACKING", "[a for a, b in [1, 2]]", "an item is a whole number: zip"),
    ("UNPACKING", "a, b = 3", "a single value"),
    ("UNPACKING", "a, b = zeros(2, 3, 4).shape", "the 2 names"),
    ("CALLED_WRONGLY", "def g(x):\n    return x\ng(1, 2)", "takes 1 argument and is called with 2"),
    ("CALLED_WRONGLY", "def g(x, y):\n    return x\ng(1)", "lacks an argument: 'y'"),
    ("CALLED_WRONGLY", "tuple(1, 2)", "a second pair of brackets makes one of them, tuple((a, b))"),
    ("CALLED_WRONGLY", "torch.Size(1, 2)", "torch.Size((a, b))"),
    ("CALLED_WRONGLY", "[].append(1, 2)", "call it once for each"),
    ("CALLED_WRONGLY", "abs(1, 2)", "abs takes 1 argument and is called with 2"),
    ("CALLED_WRONGLY", "torch.dot(zeros(3), zeros(3), dim=1)", "no argument named dim"),
    ("CALLED_WRONGLY", "torch.max(0, zeros(3))", "a plain number stands beside one: torch.clamp(z, min=0)"),
    ("CALLED_WRONGLY", "torch.max(zeros(3), 0.5)", "a plain number stands beside one"),
    ("CALLED_WRONGLY", "torch.mm(zeros(3), 0.5, 1)", "(Tensor, float, int)"),
    ("DIVISION_BY_ZERO", "1 / 0", "divided by 0"),
    (
        "SUPER_INIT_MISSING",
        "class M(torch.nn.Module):\n    def __init__(self):\n        self.a = torch.nn.Linear(1, 1)\nM()",
        "make that the first line of its __init__",
    ),
    (
        "SUPER_INIT_MISSING",
        "class M(torch.nn.Module):\n    def __init__(self):\n        self.a = 1\nM().state_dict()",
        "does not call super().__init__()",
    ),
    (
        "NAME_NOT_DEFINED",
        "class M:\n    def g(self):\n        self.wide = 1\n        return wide\nM().g()",
        "found through self: self.wide.",
    ),
    ("DIVISION_BY_ZERO", "torch.tensor(1) // torch.tensor(0)", "divided by 0"),
    ("MATH_DOMAIN", "math.sqrt(-1)", "negative number"),
    ("NUMBER_TOO_LARGE", "math.exp(1000)", "1.8e308"),
    ("NUMBER_TOO_LARGE", "10.0**400", "1.8e308"),
    ("FORMAT_STRING", "f'{zeros(3):.2f}'", "x.item()"),
    ("FORMAT_STRING", "f'{\"a\":.2f}'", "is for numbers"),
    ("CANNOT_CHANGE", "(1, 2)[0] = 1", "A tuple can't be changed"),
    ("NOT_A_NUMBER_TEXT", "float('a')", "no number"),
    ("ROUNDING", "round(zeros(3), 2)", "torch.round"),
    ("KEY_MISSING", "{}['a']", "no key 'a'"),
    ("OWN_ASSERT", "assert 1 == 2", "of your own"),
    ("EMPTY_MAXIMUM", "max([])", "empty"),
    ("EMPTY_MAXIMUM", "torch.max(zeros(0))", "empty"),
    ("ZIP_LENGTHS", "list(zip([1], [1, 2], strict=True))", "different lengths"),
    ("ENDLESS_RECURSION", "def g():\n    return g()\ng()", "without end"),
    ("SINGULAR_MATRIX", "torch.linalg.inv(zeros(3, 3))", "no inverse"),
)  # fmt: skip


def stopped_by(code: str) -> tuple[Raised, Context]:
    """Run a snippet as the body of a function; return what the worker would have sent."""
    body = "".join(f"    {line}\n" for line in code.split("\n"))
    source = f"import math, torch\nimport numpy as np\nfrom torch import zeros\ndef f():\n{body}"
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(source, "ex.py", "exec"), names)  # noqa: S102 - the snippets of this file
        try:
            names["f"]()
        except Exception as error:  # noqa: BLE001 - whatever a snippet raises
            own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "ex.py"][:3]
            frames = tuple((frame.filename, frame.lineno or 0, frame.name) for frame in own)
            ancestors = tuple(cls.__name__ for cls in type(error).__mro__)
            return Raised("call", ancestors[0], str(error), ancestors, frames), Context("f", tree=ast.parse(source))
    raise AssertionError(f"did not raise: {code}")


@pytest.mark.parametrize(("code", "snippet", "words"), REAL, ids=[row[1].split("\n")[-1] for row in REAL])
def test_a_real_message_is_translated(code: str, snippet: str, words: str) -> None:
    raised, context = stopped_by(snippet)
    found = translate(raised, context)
    assert found is not None, raised.message
    assert found.code == code, (raised.message, found.text)
    assert words in found.text
    assert found.text.endswith((".", "?"))
    assert lesson(code) is not None


def test_every_rule_has_a_real_message_or_says_why_not() -> None:
    elsewhere = {"DEVICE_MISSING"}  # depends on the build of torch, below
    assert {rule.code for rule in RULES} == {code for code, _, _ in REAL} | elsewhere


@pytest.mark.skipif(torch.backends.cuda.is_built(), reason="this torch has CUDA")
@pytest.mark.parametrize(
    ("snippet", "device"),
    [
        ("zeros(3).cuda()", "cuda"),
        ("torch.zeros(3, device='mps')", "mps"),
        ("zeros(3).to('mps')", "mps"),
        ("torch.cuda.set_device(0)", "cuda"),
        ("torch.Generator('cuda')", "cuda"),
        ("torch.mps.synchronize()", "mps"),
    ],
)
def test_a_device_that_is_not_here(snippet: str, device: str) -> None:
    if device == "mps" and torch.backends.mps.is_built():
        pytest.skip("this torch has MPS")
    raised, context = stopped_by(snippet)
    found = translate(raised, context)
    assert found is not None, raised.message
    assert found.code == "DEVICE_MISSING"
    assert f"asks for {device}; here is cpu" in found.text


def test_lengths_are_told_by_the_names_of_axes() -> None:
    raised, context = stopped_by("zeros(8, 5) + zeros(8)")
    one = sample(np.zeros((8, 5)), raised, sizes={"batch": 8, "in": 3, "out": 5})
    found = diagnose([one, one], context)
    assert found is not None
    assert "one has 5 (out) and the other 8 (batch)" in found.text


def test_backward_of_a_tensor_that_was_given_may_be_one_step_too_many() -> None:
    raised, where = stopped_by("zeros(()).backward()")
    given = translate(raised, where, sample(tensor(np.array(1.0)), None, args=[tensor(np.array(1.0))]))
    assert given is not None
    assert "leave backward() out" in given.text
    made = translate(raised, where, sample(tensor(np.array(1.0)), None, args=[1.0]))
    assert made is not None
    assert made.text.endswith("with requires_grad=True.")


def test_different_exceptions_are_not_one_cause() -> None:
    first, context = stopped_by("zeros(8, 3) @ zeros(8, 5)")
    second, _ = stopped_by("zeros(3)[3]")
    assert diagnose([sample(np.zeros(2), first), sample(np.zeros(2), second)], context) is None


def test_an_exception_beside_a_wrong_value_is_not_one_cause() -> None:
    raised, context = stopped_by("zeros(3)[3]")
    assert diagnose([sample(np.zeros(2), raised), sample(np.ones(2), np.zeros(2))], context) is None


@pytest.mark.parametrize("error", [ValueError("my own words"), RuntimeError(""), KeyError("a" * 500)])
def test_what_nobody_knows_stays_untranslated(error: BaseException) -> None:
    ancestors = tuple(cls.__name__ for cls in type(error).__mro__)
    assert translate(Raised("call", ancestors[0], str(error), ancestors), Context("f")) is None


@pytest.mark.parametrize(
    "message",
    ["'\x1b[31m' object has no attribute 'x'", "name '\u202e' is not defined", "9" * 100_000, "(" * 50_000,
     "mat1 and mat2 shapes cannot be multiplied (" + "9" * 5_000 + "x3 and 3x5)"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["AttributeError", "NameError", "RuntimeError", "KeyError", "TypeError"])
def test_a_hostile_message_is_harmless(message: str, kind: str) -> None:
    found = translate(Raised("call", kind, message, (kind,)), Context("f"))
    assert found is None or (found.text.isprintable() and len(found.text) < 400)
