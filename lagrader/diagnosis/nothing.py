"""None came back: no ``return``, a ``print`` in its place, or a ``return`` on one branch only."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

import numpy as np

from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.source import attributes, definition, helper, methods_called, returned_nodes, written
from lagrader.diagnosis.values import failing, numbers, passing, results
from lagrader.results import Feedback

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
DIGITS = 5e-4
"""Relative error of a printed number: torch shows four digits after the point."""

GIVES_NONE = frozenset({"append", "extend", "insert", "sort", "reverse", "backward", "update", "add", "clear"})
"""Methods that change something and give None."""


def gradient_none(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """``return x.grad`` where nothing has filled it, or ``return y.backward()``, which gives nothing."""
    if not _all_none(samples):
        return None
    nodes = returned_nodes(context)
    if nodes and all(isinstance(node, ast.Call) and _method(node) == "backward" for node in nodes):
        text = f"{context.function} returns what backward() gives, and that is None: backward() leaves the gradient in "
        return Feedback("GRADIENT_FROM_BACKWARD", f"{text}the .grad of the tensor that requires it. Return that.")
    if not nodes or not all(isinstance(node, ast.Attribute) and node.attr == "grad" for node in nodes):
        return None
    what = written(nodes[0])[:40] if nodes[0] else "grad"
    return Feedback("GRADIENT_NONE", f"{context.function} returns {what}, which {_why_none(context)}")


def _why_none(context: Context) -> str:
    used, calls = attributes(context), methods_called(context)
    if "backward" not in used:
        return "stays None until backward() has been called on a result."
    if "backward" not in calls:
        return "stays None: backward stands there without round brackets, so it is not called."
    if "zero_grad" in calls:
        return "is None: zero_grad() has cleared it. Take the gradient before that."
    return (
        "is None: backward() fills the gradient of the tensor itself that requires_grad was set on, where the result "
        "was computed from that very tensor, not from a copy or its .item()."
    )


def _method(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def printed(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """None is returned, and something is printed in every case."""
    bad = failing(samples)
    if not _all_none(samples) or not all(sample.outcome.output.strip() for sample in bad):
        return None
    if (node := definition(context)) is not None and node.decorator_list:
        return None  # what prints may be the decorator
    right = all(_shows(sample) for sample in bad)
    text = f"{context.function} prints its result" if right else f"{context.function} prints"
    text += " and returns None: put return where print is, since only what is returned can be used further."
    return Feedback("PRINTED_NOT_RETURNED", text)


def no_return(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """None in every case that failed, and no value in any."""
    if not _all_none(samples):
        return None
    nodes = returned_nodes(context)
    if not nodes:
        text = f"{context.function} returns None: the return statement is missing."
    elif all(node is None for node in nodes):
        text = f"{context.function} returns None: its return has no value behind it."
    elif (node := definition(context)) is not None and node.decorator_list:
        text = (
            f"{context.function} returns None: what @{written(node.decorator_list[0])[:40]} makes of it gives nothing "
            "back. The function inside the decorator has to return what the decorated one gives."
        )
    elif all(_gives_none(node) for node in nodes):
        text = (
            f"{context.function} returns None: what stands behind return is a call that changes something and "
            "gives None itself."
        )
    elif (called := _helper_behind_return(context)) is not None:
        text = f"{context.function} returns None, since that is what {_why_helper_gives_none(called)}"
    elif _ends_in_return(context):
        names = sorted({written(node)[:40] for node in nodes if node is not None})
        what = names[0] if len(names) == 1 else "what stands behind return"
        text = f"{context.function} returns None: {what} is None at that point."
    else:
        text = f"{context.function} returns None: its end is reached without a return that has a value."
    return Feedback("NO_RETURN", text)


def _ends_in_return(context: Context) -> bool:
    node = definition(context)
    return not isinstance(node, ast.ClassDef | None) and isinstance(node.body[-1], ast.Return)


def one_branch(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """None in the failing cases, a value in the others."""
    values, bad = results(samples), failing(samples)
    wrong = results(bad)
    if values is None or wrong is None or any(value is not None for value in wrong) or not passing(samples):
        return None
    if any(value is None for value in results(passing(samples)) or ()):
        return None
    text = (
        f"{context.function} returns a value in {len(samples) - len(bad)} of {len(samples)} cases and None in the "
        f"others: {_where_none_comes_from(context)}."
    )
    return Feedback("NO_RETURN_ON_ONE_BRANCH", text)


def _where_none_comes_from(context: Context) -> str:
    """Say it of the function only where its end can be reached: else the None stands behind a return."""
    called = _helper_behind_return(context)
    if called is not None and _may_end(called):
        return f"one way through {called.name}, which it calls, ends without return"
    nodes = returned_nodes(context) or []
    if len(nodes) == 1 and nodes[0] is not None and _ends_in_return(context):
        return f"there {written(nodes[0])[:40] or 'what stands behind return'} is None"
    return "one way through it ends without return"


def _helper_behind_return(context: Context) -> ast.FunctionDef | None:
    """Return the function of the same file that gives the result of the only return, ``return relu(z)``."""
    nodes = returned_nodes(context) or []
    if len(nodes) != 1 or not _ends_in_return(context) or not isinstance(call := nodes[0], ast.Call):
        return None
    found = helper(context, call.func.id) if isinstance(call.func, ast.Name) else None
    return found if found is not None and found.name != context.function else None


def _why_helper_gives_none(called: ast.FunctionDef) -> str:
    if any(isinstance(inner, ast.Return) and inner.value is not None for inner in ast.walk(called)):
        return f"{called.name}() gives: its end is reached without a return that has a value."
    return f"{called.name}() gives: the return statement is missing there."


def _may_end(called: ast.FunctionDef) -> bool:
    return not isinstance(called.body[-1], ast.Return)


def _all_none(samples: Sequence[Sample]) -> bool:
    values = results(samples)
    return bool(failing(samples)) and values is not None and all(value is None for value in values)


def _gives_none(node: ast.expr | None) -> bool:
    """Whether the expression is a call that is known to give None."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "print"
    return isinstance(node.func, ast.Attribute) and node.func.attr in GIVES_NONE


def _shows(sample: Sample) -> bool:
    """Whether the expected numbers, all of them and in order, are the last ones printed."""
    expected = numbers(sample.expected)
    if expected is None or not 0 < expected.size <= 100:
        return False
    shown = [float(text) for text in NUMBER.findall(sample.outcome.output[-20_000:])]
    last = np.array(shown[-expected.size :])
    if last.size != expected.size:
        return False
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(last - expected.ravel()) <= DIGITS * np.maximum(1.0, np.abs(expected.ravel()))))


FAMILY = (gradient_none, printed, no_return, one_branch)
