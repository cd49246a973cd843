"""Which names a function uses: every way of spelling torch.dot is torch.dot, and a helper's too."""

from __future__ import annotations

import ast
import textwrap

import pytest

from lagrader.syntax.names import usages


def names(text: str, function: str = "f") -> set[str]:
    return {usage.name for usage in usages(ast.parse(textwrap.dedent(text)), function)}


DOTS = {
    "plain": "import torch\ndef f(a, b):\n  return torch.dot(a, b)",
    "module alias": "import torch as t\ndef f(a, b):\n  return t.dot(a, b)",
    "alias": "from torch import dot as d\ndef f(a, b):\n  return d(a, b)",
    "import inside": "def f(a, b):\n  from torch import dot\n  return dot(a, b)",
    "module inside": "def f(a, b):\n  import torch as t\n  return t.dot(a, b)",
    "star": "from torch import *\ndef f(a, b):\n  return dot(a, b)",
    "local alias": "import torch\ndef f(a, b):\n  d = torch.dot\n  return d(a, b)",
    "module-level alias": "import torch\nd = torch.dot\ndef f(a, b):\n  return d(a, b)",
    "alias of an alias": "import torch\nt = torch\nd = t.dot\ne = d\ndef f(a, b):\n  return e(a, b)",
    "tuple": "import torch\nd, m = torch.dot, torch.mul\ndef f(a, b):\n  return d(a, b)",
    "method": "def f(a, b):\n  return a.dot(b)",
    "method of a call": "def f(a, b):\n  return g(a).dot(b)",
    "method of an imported object": "from data import A\ndef f(a, b):\n  return A.dot(b)",
    "getattr": "import torch\ndef f(a, b):\n  return getattr(torch, 'dot')(a, b)",
    "getattr of an object": "def f(a, b):\n  return getattr(a, 'dot')(b)",
    "getattr alias": "import torch\nd = getattr(torch, 'dot')\ndef f(a, b):\n  return d(a, b)",
    "tensor's function": "import torch\ndef f(a, b):\n  return torch.Tensor.dot(a, b)",
    "helper": "import torch\ndef g(a, b):\n  return torch.dot(a, b)\ndef f(a, b):\n  return g(a, b)",
    "helper of a helper": "def h(a, b):\n  return a.dot(b)\ndef g(a, b):\n  return h(a, b)\n"
    "def f(a, b):\n  return g(a, b)",
    "helper passed on": "def g(a, b):\n  return a.dot(b)\ndef f(a, b):\n  return apply(g, a, b)",
    "lambda": "import torch\ng = lambda a, b: torch.dot(a, b)\ndef f(a, b):\n  return g(a, b)",
    "the function is a lambda": "import torch\nf = lambda a, b: torch.dot(a, b)",
    "the function is an alias": "import torch\nf = torch.dot",
    "the function is an import": "from torch import dot as f",
    "class": "import torch\nclass G:\n  def go(self, a, b):\n    return torch.dot(a, b)\n"
    "def f(a, b):\n  return G().go(a, b)",
    "table": "import torch\nOPS = {'dot': torch.dot}\ndef f(a, b):\n  return OPS['dot'](a, b)",
    "default": "import torch\ndef f(a, b, d=torch.dot):\n  return d(a, b)",
    "partial": "import torch\nfrom functools import partial\ndef f(a, b):\n  return partial(torch.dot, a)(b)",
    "import_module": "import importlib\ndef f(a, b):\n  return importlib.import_module('torch').dot(a, b)",
    "__import__": "def f(a, b):\n  return __import__('torch').dot(a, b)",
    "sys.modules": "import sys\ndef f(a, b):\n  return sys.modules['torch'].dot(a, b)",
    "methodcaller": "import operator as o\ndef f(a, b):\n  return o.methodcaller('dot', b)(a)",
    "nested": "import torch\ndef f(a, b):\n  def g():\n    return torch.dot(a, b)\n  return g()",
    "comprehension": "import torch\ndef f(a, b):\n  return [torch.dot(x, y) for x, y in [(a, b)]][0]",
    "decorated": "import torch\n@wrap\ndef f(a, b):\n  return torch.dot(a, b)",
    "try import": "try:\n  from torch import dot\nexcept ImportError:\n  dot = None\ndef f(a, b):\n  return dot(a, b)",
    "functional": "import torch.functional as F\ndef f(a, b):\n  return F.dot(a, b)",
}

NO_DOTS = {
    "a variable of that name": "def f(a, b):\n  dot = 0\n  for x, y in zip(a, b):\n    dot = dot + x * y\n  return dot",
    "another module's": "import mine\ndef f(a, b):\n  return mine.dot(a, b)",
    "own function over a star": "from torch import *\ndef dot(a, b):\n  return 0\ndef f(a, b):\n  return dot(a, b)",
    "own method": "class G:\n  def dot(self, a):\n    return 0\ndef f(a, b):\n  return G().dot(a)",
    "own method on self": "class G:\n  def dot(self, a):\n    return 0\n  def go(self, a):\n    return self.dot(a)\n"
    "def f(a, b):\n  return G().go(a)",
    "unused helper": "import torch\ndef g(a, b):\n  return torch.dot(a, b)\ndef f(a, b):\n  return 0",
    "an older definition": "import torch\ndef f(a, b):\n  return torch.dot(a, b)\ndef f(a, b):\n  return 0",
    "replaced": "from torch import dot\ndef dot(a, b):\n  return 0\ndef f(a, b):\n  return dot(a, b)",
    "a text": "def f(a, b):\n  '''torch.dot'''\n  return 'torch.dot'",
    "a comment": "def f(a, b):\n  # torch.dot\n  return 0",
    "an annotation": "import torch\ndef f(a: torch.dot, b) -> torch.dot:\n  c: torch.dot = 0\n  return c",
    "numpy": "import numpy as np\ndef f(a, b):\n  return np.dot(a, b)",
    "a numpy method": "def f(a, b):\n  return a.numpy().dot(b)",
    "a parameter of a lambda": "from torch import dot\ndef f(a, b):\n  return (lambda dot: dot)(a)",
    "stored": "def f(a, b):\n  a.dot = 3\n  return a",
    "nothing there": "x = 1",
}


@pytest.mark.parametrize("name", DOTS)
def test_torch_dot_however_spelled(name: str) -> None:
    assert "torch.dot" in names(DOTS[name])


@pytest.mark.parametrize("name", NO_DOTS)
def test_what_is_not_torch_dot(name: str) -> None:
    assert "torch.dot" not in names(NO_DOTS[name])


@pytest.mark.parametrize(
    "text",
    [
        "def f(a, b):\n  return a @ b",
        "def f(a, b):\n  a @= b",
        "import operator\ndef f(a, b):\n  return operator.matmul(a, b)",
        "def f(a, b):\n  return a.__matmul__(b)",
        "def f(a, b):\n  return a.matmul(b)",
    ],
)
def test_matmul_however_spelled(text: str) -> None:
    assert "torch.matmul" in names(text)


def test_a_matmul_of_arrays_is_numpys() -> None:
    found = names("def f(a, b):\n  return a.numpy() @ b.numpy()")
    assert "numpy.matmul" in found
    assert "torch.matmul" not in found


def test_lines_are_those_of_the_use() -> None:
    text = "from torch import dot as d\n\ndef g(a):\n  return a.sum()\n\ndef f(a, b):\n  g(a)\n  return d(a, b)\n"
    lines = {usage.name: usage.line for usage in usages(ast.parse(text), "f")}
    assert lines["torch.dot"] == 8
    assert lines["torch.sum"] == 4
    assert list(lines) == ["torch.dot", "torch.sum", "torch.Tensor.sum"]


def test_only_whole_dotted_names_are_given() -> None:
    assert names("import torch\ndef f(a):\n  return torch.nn.functional.relu(torch.zeros(1))") == {
        "torch.nn.functional.relu",
        "torch.zeros",
    }


def test_builtins_are_given_by_their_name() -> None:
    assert names("def f(a):\n  return sum(a)") == {"sum"}
    assert names("from torch import *\ndef f(a):\n  return sum(a)") == {"sum", "torch.sum"}


def test_autograd_by_its_doors() -> None:
    assert "torch.autograd.grad" in names("from torch.autograd import grad as g\ndef f(x):\n  return g(x, x)")
    assert "torch.func.grad" in names("from torch import func\ndef f(x):\n  return func.grad(h)(x)")
    assert "torch.Tensor.backward" in names("def f(x):\n  y = x * x\n  y.backward()\n  return x.grad")
