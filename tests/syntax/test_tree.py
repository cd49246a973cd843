"""Sources are read as trees, and whatever Python has against one is a value."""

from __future__ import annotations

import ast
import warnings

import pytest

from lagrader.syntax.names import numpy_products, usages
from lagrader.syntax.tree import (
    SyntaxFault,
    defined_names,
    definition_line,
    imported_names,
    parse,
    return_lines,
    same_as_starter,
    same_tree,
)

CAP = 128 * 1024

LONG = {
    "sum": "x = " + "1+" * ((CAP - 5) // 2) + "1",
    "short sum": "x = " + "1+" * 900 + "1",
    "minus": "x = " + "-" * (CAP - 5) + "1",
    "parentheses": "x = " + "(" * (CAP // 2 - 5) + "1" + ")" * (CAP // 2 - 5),
    "attributes": "x = a" + ".b" * (CAP // 2 - 5),
    "short attributes": "def f(a):\n  return a" + ".b" * 800,
    "elif": "if a:\n  x = 1\n" + "elif a:\n  x = 1\n" * (CAP // 16 - 2),
    "short elif": "def f(a):\n  if a:\n    x = 1\n" + "  elif a:\n    x = 1\n" * 250,
    "calls": "x = " + "f(" * (CAP // 3 - 5) + ")" * (CAP // 3 - 5),
    "lambdas": "x = " + "lambda:" * (CAP // 7 - 2) + "1",
    "list": "x = [" + "1," * (CAP // 2 - 5) + "]",
    "one name": "def f(x):\n" + "  x = x\n" * (CAP // 9),
    "one helper": "def g(x):\n  return x\ndef f(x):\n" + "  g(x)\n" * (CAP // 8),
    "doubling": "def g(): pass\ndef f(x):\n  a0 = g\n" + "".join(f"  a{i + 1} = a{i} or a{i}\n" for i in range(5000)),
    "growing": "import a\ndef f(x):\n  a0 = a\n" + "".join(f"  a{i + 1} = a{i}.b\n" for i in range(6000)),
    "many": "import a\ndef f(x):\n  y = " + " or ".join(f"a.b{i}" for i in range(6000)) + "\n" + "  y\n" * 10000,
    "lambdas by name": "def f(x):\n  y = " + " or ".join(["(lambda: x)"] * 4000) + "\n" + "  y()\n" * 8000,
    "methods": "class A:\n" + "  def a(): 0\n" * 4000 + "def f(x):\n  x = A()\n" + "  x.b\n" * 8000,
    "module aliases": "".join(f"f{i} = f{i + 1}\n" for i in range(8000)) + "f = f0\nf8000 = 1\n",
    "one module name": "x = 1\ndef f():\n  return x\n" + "if x:\n  x = x\n" * 6000,
    "aliases": "def f(a):\n" + "".join(f"  a{i + 1} = a{i} + a{i}\n" for i in range(4000)) + "  return a4000 * a4000",
}


SLOW = ("one name", "one helper", "many", "lambdas by name", "methods")
"""Those that are followed for seconds, as long as it may take."""


def tree(text: str) -> ast.Module:
    found = parse(text, "f.py")
    assert isinstance(found, ast.Module), found
    return found


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in LONG])
def test_long_sources_are_read_or_refused_but_never_raise(name: str) -> None:
    text = LONG[name]
    assert len(text) <= CAP
    parsed = parse(text, "f.py")
    if isinstance(parsed, SyntaxFault):
        assert "nested" in parsed.message, parsed.message
        return
    assert "x" in defined_names(parsed) or "f" in defined_names(parsed)
    assert same_as_starter(parsed, parsed, "x") or same_as_starter(parsed, parsed, "f")
    assert {name.partition(".")[0] for name in imported_names(parsed)} <= {"a"}
    usages(parsed, "f")
    numpy_products(parsed, "f")


def test_the_very_long_sources_are_refused() -> None:
    for name in ("sum", "minus", "parentheses", "attributes", "elif", "calls", "lambdas"):
        assert isinstance(parse(LONG[name], "f.py"), SyntaxFault), name


@pytest.mark.parametrize(
    ("text", "line", "column", "source"),
    [
        ("x = 1\ndef neuron(x, w, b)\n    return 0\n", 2, 20, "def neuron(x, w, b)"),
        ("def f():\nreturn 1\n", 2, 1, "return 1"),
        ("x = 1\nreturn x\n", 2, 1, "return x"),
        ("x = 1\r\ny = (\r\n", 2, 5, "y = ("),
        ("a = 1\nb = '\0'\n", 2, 6, "b = '\0'"),
        ("a = '\ud800'", 1, 6, "a = '\ud800'"),
    ],
)
def test_a_fault_says_where(text: str, line: int, column: int, source: str) -> None:
    fault = parse(text, "f.py")
    assert isinstance(fault, SyntaxFault)
    assert fault.line == line
    assert fault.column == column
    if "\0" not in source and "\ud800" not in source:
        assert fault.source == source
    assert fault.message


def test_warnings_of_the_learners_source_are_not_ours() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(parse("x = 3 is 3\ny = '\\d'\n", "f.py"), ast.Module)


# --- definitions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("def f(): pass\ndef f(): pass", 2),
        ("@cache\ndef f(): pass", 2),
        ("async def f(): pass", 1),
        ("class f: pass", 1),
        ("x = 1\nf = 2", 2),
        ("a, (f, *b) = 1, (2, 3)", 1),
        ("f: int = 3", 1),
        ("f: int", None),
        ("import f", 1),
        ("import f.g", 1),
        ("import g as f", 1),
        ("from g import f", 1),
        ("from g import f as h", None),
        ("if x:\n  def f(): pass", 2),
        ("try:\n  f = 1\nexcept E:\n  f = 2", 4),
        ("with open(x) as f:\n  pass", 1),
        ("for f in x:\n  pass", 1),
        ("print(f := 3)", 1),
        ("[f := i for i in x]", 1),
        ("match x:\n  case [f, *rest]: pass", 1),
        ("f = 1\ndel f", None),
        ("f = 1\nif x:\n  del f", 1),
        ("f = 1\nf += 1", 2),
        ("def g():\n  f = 1", None),
        ("class g:\n  f = 1", None),
        ("f = 1\nif __name__ == '__main__':\n  f = 2", 1),
        ("f = 1\nif False:\n  def f(): pass", 1),
        ("(lambda: (f := 3))", None),
    ],
)
def test_the_last_binding_counts(text: str, line: int | None) -> None:
    assert definition_line(tree(text), "f") == line
    assert ("f" in defined_names(tree(text))) == (line is not None)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def f():\n  if x:\n    return 1\n  def g():\n    return 2\n  return 3", [3, 6]),
        ("def f():\n  return 1\ndef f():\n  pass", []),
        ("f = lambda x: (\n  x)", [2]),
        ("def g():\n  return 1\nf = g", [2]),
        ("f = g\ng = f", []),
        ("f = 3", []),
        (
            "def f():\n  try:\n    return 1\n  except E:\n    return 2\n  match x:\n    case 1:\n      return 3",
            [3, 5, 8],
        ),
    ],
)
def test_return_lines(text: str, lines: list[int]) -> None:
    assert return_lines(tree(text), "f") == lines


@pytest.mark.parametrize(
    ("text", "defined", "lines"),
    [
        ("class C:\n  def f(self):\n    return 1", 2, [3]),
        ("class C:\n  def f(self): pass\n  def f(self):\n    return 1", 3, [4]),
        ("class D:\n  async def f(self): pass\nC = D", 2, []),
        ("class C(D):\n  def g(self):\n    return 1", 1, []),
        ("def C():\n  return 1", 1, []),
        ("C = 3", 1, []),
        ("D = 3", None, []),
    ],
)
def test_a_method_of_a_class(text: str, defined: int | None, lines: list[int]) -> None:
    assert definition_line(tree(text), "C.f") == defined
    assert return_lines(tree(text), "C.f") == lines


# --- not started -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("learner", "starter", "same"),
    [
        ("def f(x):\n  pass", "def f(x):\n  '''Doc.'''\n  # todo\n  pass", True),
        ("def f(x: int) -> int:\n  y: int = 3\n  raise E", "def f(x):\n  y: float = 3\n  raise E", True),
        ("def f(x):\n  return None", "def f(x):\n  pass", False),
        ("def f(x):\n  return 1", "def f(x):\n  return 1.0", False),
        ("def f(x):\n  return 1", "def f(x):\n  return True", False),
        ("def f(x):\n  g = 1\n  return x", "def f(x):\n  return x", False),
        ("def f():\n  raise NotImplementedError", "def f():\n  raise NotImplementedError", True),
        ("class f(M):\n  def g(self):\n    pass", "class f(M):\n  '''Doc.'''\n  def g(self): ...", True),
        ("class f(M):\n  def g(self):\n    return 1", "class f(M):\n  def g(self): ...", False),
        ("class f(M):\n  def g(self): ...\n  x = 1", "class f(M):\n  def g(self): ...", False),
        ("def f(M):\n  pass", "class f(M):\n  pass", False),
        ("V = None  # mine", "V: float | None = None", True),
        ("V = 0", "V = None", False),
        ("V, W = None, 1", "V = None", True),
        ("V = None\nV = 0", "V = None", False),
        ("V = 1\nV += 1", "V = 1", False),
        ("x = 1", "V = None", False),
        ("def V(): pass", "V = None", False),
    ],
)
def test_same_as_starter(learner: str, starter: str, same: bool) -> None:
    name = "V" if "V" in starter else "f"
    assert same_as_starter(tree(learner), tree(starter), name) is same


def test_same_tree_minds_length() -> None:
    assert not same_tree(tree("a\nb"), tree("a"))
    assert same_tree(tree("a;  b"), tree("a\n\nb"))


# --- imports ---------------------------------------------------------------------------------------------


def test_imported_names() -> None:
    text = """
import a.b, c as d
from e.f import g
from . import h
def late():
    import i
    importlib.import_module("j.k")
    __import__("l")
    import_module(name)
try:
    import m
except ImportError:
    pass
"""
    names = imported_names(tree(text))
    assert {name.partition(".")[0] for name in names} == set("aceijlm")
    assert {"a.b", "e.f", "e.f.g", "j.k"} <= names


def test_relative_imports_start_from_their_package() -> None:
    text = "from . import a\nfrom .b import c\nfrom ..d import *\nfrom .... import e"
    assert imported_names(tree(text), "p.q") == {"p.q", "p.q.a", "p.q.b", "p.q.b.c", "p.d"}
