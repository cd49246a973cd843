"""Things that are no result in any exercise: a function, a generator, a class, a layer, a text.

What stands in the source chooses the sentence: how such a thing came to stand behind ``return``.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lagrader.diagnosis.interface import Context, Sample
from lagrader.diagnosis.source import definition, returned_nodes, yields
from lagrader.diagnosis.values import failing, returned
from lagrader.display import WANTED
from lagrader.harmless import harmless_line
from lagrader.results import Feedback
from lagrader.wire import Opaque

CALLABLE = frozenset(
    {"function", "builtin_function_or_method", "method", "method-wrapper", "partial", "method_descriptor"}
)
LAZY = frozenset({"generator", "map", "zip", "filter", "range", "enumerate", "reversed"})
LAYERS = frozenset({"ReLU", "LeakyReLU", "Sigmoid", "Tanh", "Softmax", "Softplus", "Linear", "Sequential", "Flatten"})
"""Classes of torch.nn that a beginner takes for functions."""


def unusual(samples: Sequence[Sample], context: Context) -> Feedback | None:
    """The same unusual thing in every failing case."""
    found = {_unusual(sample, context) for sample in failing(samples)}
    return found.pop() if len(found) == 1 else None


def _unusual(sample: Sample, context: Context) -> Feedback | None:
    reply = returned(sample)
    value = reply.value if reply else None
    name = context.function
    if isinstance(value, str) and context.returns != "text":
        text = f"{name} returns a text; {WANTED[context.returns]} is asked for, without quotes, str() or an f-string."
        return Feedback("TEXT_RETURNED", text)
    if not isinstance(value, Opaque):
        return None
    kind = harmless_line(value.type[:60])
    if value.type in CALLABLE:
        return Feedback("FUNCTION_RETURNED", f"{name} returns {_function(value, context)}")
    if value.type in LAZY:
        return Feedback("GENERATOR_RETURNED", _lazy(kind, context))
    if value.reason:
        text = f"{name} returns a {kind} that can't be read: {harmless_line(value.reason)}."
        return Feedback("UNREADABLE_RESULT", text)
    return Feedback("OBJECT_RETURNED", _object(kind, context))


def _function(value: Opaque, context: Context) -> str:
    nodes = returned_nodes(context)
    if nodes and all(isinstance(node, ast.Call) for node in nodes):
        return "a function: the call behind return gives one, and that has to be called in its turn."
    if nodes and all(isinstance(node, ast.Lambda) for node in nodes):
        return "a function, since lambda stands behind return: leave out lambda, its names and the colon."
    what = f"the function {value.text}" if value.text.isidentifier() else "a function"
    return f"{what} itself, not what it computes: the brackets of the call are missing."


def _lazy(kind: str, context: Context) -> str:
    if kind == "generator" and yields(context):
        text = f"{context.function} is a generator, since yield stands in it: a call computes nothing yet."
        return f"{text} return gives a result back."
    what = f"{context.function} returns a {kind} that has not computed anything yet"
    return f"{what}: sum(…) or list(…) makes it compute."


def _object(kind: str, context: Context) -> str:
    name, made_by = context.function, definition(context)
    if kind == "coroutine" and isinstance(made_by, ast.AsyncFunctionDef):
        return f"{name} is defined by async def, so a call of it computes nothing yet: leave out async."
    if kind == name and isinstance(made_by, ast.ClassDef):
        return f"{name} is a class, and a call of it makes an object: def {name}(…): makes a function with a result."
    if kind in LAYERS:
        text = f"{name} returns the layer {kind} itself, not what it computes: torch.nn.{kind}(…) makes a layer"
        return f"{text}, which has to be called with its input then."
    if "Backward" in kind:
        text = f"{name} returns a step of the graph, as it stands in grad_fn"
        return f"{text}: the slope stands in the .grad of the tensor that requires it."
    return f"{name} returns a {kind}; {WANTED[context.returns]} is asked for."


FAMILY = (unusual,)
