"""Products of whole NumPy arrays are found; a loop over entries, in whatever style, never is."""

from __future__ import annotations

import ast

import pytest

from lagrader.syntax.names import numpy_products

IMPORTS = """
import functools, itertools, math, operator
import numpy as np
import numpy
import torch
from functools import reduce
from numpy import dot as np_dot, multiply
"""

PRODUCTS = {
    "dot": "return np.dot(a, b)",
    "dot of arrays": "return np.dot(a.numpy(), b.numpy())",
    "inner": "return float(numpy.inner(a.detach().numpy(), b))",
    "alias": "return np_dot(a, b)",
    "einsum": "return np.einsum('i,i->', a, b)",
    "linalg": "return np.linalg.multi_dot([a, b])",
    "multiply": "return np.multiply(a, b).sum()",
    "reduce": "return np.multiply.reduce([a, b]).sum()",
    "prod of a stack": "return np.prod(np.stack([a, b]), axis=0).sum()",
    "prod method": "return np.stack([a.numpy(), b.numpy()]).prod(0).sum()",
    "method": "return a.numpy().dot(b.numpy())",
    "dunder": "return a.numpy().__mul__(b.numpy()).sum()",
    "times": "return (a.numpy() * b.numpy()).sum()",
    "array": "return sum(np.array(a) * np.asarray(b))",
    "keyword": "return np.dot(a=a, b=b)",
    "__array__": "return (a.__array__() * b.__array__()).sum()",
    "matmul": "return a.numpy() @ b.numpy()",
    "one array only": "return a.numpy() @ b",
    "names": "x = a.numpy()\n  y = b.numpy()\n  return (x * y).sum()",
    "unpacked names": "x, y = a.numpy(), b.numpy()\n  return (x * y).sum()",
    "over the parameters": "a = a.numpy()\n  b = b.numpy()\n  return (a * b).sum()",
    "squares": "x = a.numpy() + b.numpy()\n  return (x ** 2).sum()",
    "square": "return np.square(a + b).sum()",
    "in place": "x = a.numpy().copy()\n  x *= b.numpy()\n  return x.sum()",
    "cast": "return (a.detach().cpu().numpy().astype(float) * np.array(b, dtype=float)).sum()",
    "walrus": "return ((x := a.numpy()) * b.numpy()).sum()",
    "list": "return np.dot(a.tolist(), list(b))",
    "comprehension": "return np.dot([float(x) for x in a], [float(y) for y in b])",
    "full slice": "return (a.numpy()[:] * b.numpy()[::-1][::-1]).sum()",
    "decoy loop": "s = 0.0\n  for x, y in zip(a, b):\n    s += x * y\n  return np.dot(a, b)",
    "partial": "return functools.partial(np.dot, a)(b)",
    "from_numpy and back": "return (torch.as_tensor(a).numpy() * b.numpy()).sum()",
    "division": "return (a.numpy() / (1 / b.numpy())).sum()",
}

HELPERS = {
    "helper": "def g(p, q):\n  return np.dot(p, q)\ndef f(a, b):\n  return g(a, b)",
    "helper given arrays": "def g(p, q):\n  return (p * q).sum()\ndef f(a, b):\n  return g(a.numpy(), q=b.numpy())",
    "helper that converts": "def g(p):\n  return p.numpy()\ndef h(p, q):\n  p, q = p.numpy(), q.numpy()\n"
    "  return (p * q).sum()\n"
    "def f(a, b):\n  return h(a, b)",
    "lambda": "g = lambda p, q: (p * q).sum()\ndef f(a, b):\n  return g(a.numpy(), b.numpy())",
}

LOOPS = {
    "index": "s = 0.0\n  for i in range(len(a)):\n    s += a[i] * b[i]\n  return s",
    "items": "s = 0.0\n  for i in range(len(a)):\n    s += a[i].item() * b[i].item()\n  return s",
    "zip": "s = 0.0\n  for x, y in zip(a, b):\n    s = s + x * y\n  return s",
    "zip of arrays": "s = 0.0\n  for x, y in zip(a.numpy(), b.numpy()):\n    s += x * y\n  return s",
    "arrays by index": "x, y = a.numpy(), b.numpy()\n  return sum(x[i] * y[i] for i in range(len(x)))",
    "conversions by index": "return sum(a.numpy()[i] * b.numpy()[i] for i in range(a.shape[0]))",
    "conversion of entries": "return sum(x.numpy() * y.numpy() for x, y in zip(a, b))",
    "conversion of indexed entries": "return sum(a[i].numpy() * b[i].numpy() for i in range(len(a)))",
    "array of an entry": "s = 0\n  for x, y in zip(a, b):\n    s += np.array(x) * np.array(y)\n  return s",
    "asarray of an entry": "s = 0\n  for i in range(len(a)):\n    s += np.asarray(a[i]) * np.asarray(b[i])\n  return s",
    "multiply of entries": "s = 0\n  for i in range(len(a)):\n    s += np.multiply(a[i], b[i])\n  return s",
    "prod of a pair": "return sum(np.prod([x, y]) for x, y in zip(a.numpy(), b.numpy()))",
    "prod of a zipped pair": "return sum(np.prod(pair) for pair in zip(a, b))",
    "map with multiply": "return sum(map(np.multiply, a.numpy(), b.numpy()))",
    "map with operator": "return sum(map(operator.mul, a.tolist(), b.tolist()))",
    "map with lambda": "return sum(map(lambda x, y: x * y, a.numpy(), b.numpy()))",
    "reduce": "return reduce(lambda s, p: s + p[0] * p[1], zip(a.numpy(), b.numpy()), 0.0)",
    "accumulate": "return list(itertools.accumulate(x * y for x, y in zip(a.numpy(), b.numpy())))[-1]",
    "while": "i, s = 0, 0.0\n  a, b = a.numpy(), b.numpy()\n  while i < len(a):\n    s += a[i] * b[i]\n"
    "    i += 1\n  return s",
    "iterator": "x, y, s = iter(a), iter(b), 0\n  while (p := next(x, None)) is not None:\n"
    "    s += p.numpy() * next(y).numpy()\n  return s",
    "names used again": "a, b = a.numpy(), b.numpy()\n  s = 0\n  for a, b in zip(a, b):\n    s += a * b\n  return s",
    "the loop's names are the parameters'": "return sum(a * b for a, b in zip(a.numpy(), b.numpy()))",
    "enumerate": "s = 0\n  y = b.numpy()\n  for i, x in enumerate(a.numpy()):\n    s += x * y[i]\n  return s",
    "recursion": "if len(a) == 0:\n    return 0.0\n  return a[0] * b[0] + f(a[1:], b[1:])",
    "recursion on arrays": "a, b = np.asarray(a), np.asarray(b)\n"
    "  return 0.0 if len(a) == 0 else a[0] * b[0] + f(a[1:], b[1:])",
    "pop": "x, y, s = a.tolist(), b.tolist(), 0\n  while x:\n    s += x.pop() * y.pop()\n  return s",
    "numpy's sum": "return np.sum([x * y for x, y in zip(a, b)])",
    "array of products": "return np.array([a[i] * b[i] for i in range(len(a))]).sum()",
    "fromiter": "return np.fromiter((x * y for x, y in zip(a.numpy(), b.numpy())), float).sum()",
    "filled array": "p = np.zeros(len(a))\n  for i in range(len(a)):\n    p[i] = a[i] * b[i]\n  return p.sum()",
    "times one": "s = 0\n  for x, y in zip(a.numpy() * 1.0, 1 * b.numpy()):\n    s += x * y\n  return s",
    "times minus one": "return -sum(x * y for x, y in zip(np.multiply(a, -1.0), b.numpy()))",
    "float": "return sum(float(x) * float(y) for x, y in zip(np.array(a), np.array(b)))",
    "fsum": "return math.fsum(x * y for x, y in zip(a.tolist(), b.tolist()))",
    "nditer": "s = 0\n  for x, y in np.nditer([a.numpy(), b.numpy()]):\n    s += x * y\n  return s",
    "one-entry slices": "return sum((a[i:i+1].numpy() * b[i:i+1].numpy()).item() for i in range(len(a)))",
    "size": "n = a.numpy().size\n  return sum(a[i] * b[i] for i in range(n * 1))",
    "shape": "n = a.numpy().shape[0] * 2\n  return sum(a[i] * b[i] for i in range(n // 2))",
    "inner function": "def mul(x, y):\n    return x * y\n  return sum(mul(x, y) for x, y in zip(a.numpy(), b.numpy()))",
    "torch": "return torch.dot(a, b)",
    "torch times": "return (a * b).sum()",
}

HELPED_LOOPS = {
    "helper": "def g(x, y):\n  return np.multiply(x, y)\n"
    "def f(a, b):\n  return sum(g(x, y) for x, y in zip(a.numpy(), b.numpy()))",
    "helper by index": "def g(x, y):\n  return x.numpy() * y.numpy()\n"
    "def f(a, b):\n  return sum(g(a[i], b[i]) for i in range(len(a)))",
    "mapped helper": "def g(x, y):\n  return np.multiply(x, y)\n"
    "def f(a, b):\n  return sum(map(g, a.numpy(), b.numpy()))",
    "helper that loops": "def g(p, q):\n  s = 0\n  for x, y in zip(p, q):\n    s += x * y\n  return s\n"
    "def f(a, b):\n  return g(a.numpy(), b.numpy())",
    "class": "class Sum:\n  def __init__(self):\n    self.s = 0\n  def add(self, x, y):\n    self.s += x * y\n"
    "def f(a, b):\n  s = Sum()\n  for x, y in zip(a.numpy(), b.numpy()):\n    s.add(x, y)\n  return s.s",
    "products elsewhere": "def g(a, b):\n  return np.dot(a, b)\n"
    "def f(a, b):\n  return sum(x * y for x, y in zip(a, b))",
}


def found(text: str) -> list[str]:
    return [usage.name for usage in numpy_products(ast.parse(IMPORTS + text), "f")]


@pytest.mark.parametrize("name", PRODUCTS)
def test_products_are_found(name: str) -> None:
    products = found("def f(a, b):\n  " + PRODUCTS[name])
    assert products
    assert all(product.startswith("numpy.") for product in products)


@pytest.mark.parametrize("name", HELPERS)
def test_products_in_helpers_are_found(name: str) -> None:
    assert found(HELPERS[name])


@pytest.mark.parametrize("name", LOOPS)
def test_loops_over_entries_are_right(name: str) -> None:
    assert found("def f(a, b):\n  " + LOOPS[name]) == []


@pytest.mark.parametrize("name", HELPED_LOOPS)
def test_loops_with_helpers_are_right(name: str) -> None:
    assert found(HELPED_LOOPS[name]) == []


def test_the_line_is_the_products() -> None:
    text = "def g(p, q):\n  x = p.numpy()\n  return (x *\n    q.numpy()).sum()\ndef f(a, b):\n  return g(a, b)"
    (usage,) = numpy_products(ast.parse(text), "f")
    assert (usage.name, usage.line) == ("numpy.multiply", 3)


def test_rows_times_a_matrix_are_a_product() -> None:
    text = "def f(X, W, b):\n  return [row @ W.numpy() for row in X.numpy()]"
    assert [usage.name for usage in numpy_products(ast.parse(text), "f")] == ["numpy.matmul"]
