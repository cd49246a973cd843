"""Names and attributes that are not there: what was most likely meant, and what has it instead."""

from __future__ import annotations

import difflib
import re

from lagrader.diagnosis.exceptions.rules import Rule, Scene, article, rule
from lagrader.diagnosis.source import attributes, is_word, known_names, set_on_self

Match = re.Match[str]

TENSOR_NAMES = (
    *("shape", "size", "dim", "ndim", "numel", "dtype", "device", "item", "tolist", "numpy", "detach", "clone", "T"),
    *(
        "sum",
        "mean",
        "max",
        "min",
        "abs",
        "sqrt",
        "exp",
        "log",
        "relu",
        "sigmoid",
        "tanh",
        "std",
        "var",
        "prod",
        "norm",
    ),
    *("dot", "matmul", "mm", "mv", "reshape", "view", "flatten", "squeeze", "unsqueeze", "transpose", "permute", "t"),
    *(
        "backward",
        "grad",
        "requires_grad",
        "requires_grad_",
        "float",
        "double",
        "long",
        "int",
        "to",
        "cpu",
        "all",
        "any",
    ),
    *("argmax", "argmin", "cumsum", "softmax", "clamp", "round", "pow", "zero_", "fill_", "repeat", "expand"),
)
"""Attributes of a tensor that a beginner is likely to mean."""

TORCH_NAMES = (
    *TENSOR_NAMES,
    *("tensor", "zeros", "ones", "randn", "rand", "arange", "stack", "cat", "eye", "full", "linspace", "empty"),
    *("float32", "float64", "int64", "allclose", "isclose", "equal", "einsum", "bmm", "outer", "inner", "no_grad"),
    *("zeros_like", "ones_like", "randn_like", "from_numpy", "manual_seed", "nn", "where", "maximum", "minimum"),
)

TORCH_FUNCTIONS = frozenset(
    {"tensor", "zeros", "ones", "randn", "rand", "arange", "stack", "cat", "dot", "matmul", "mm", "einsum", "outer"}
    | {"inner", "relu", "sigmoid", "tanh", "softmax", "clamp", "maximum", "minimum", "allclose", "isclose", "no_grad"}
)
"""What a beginner calls without ``torch.`` before it, and nothing else is called by."""

ALIASES = {
    "F": "import torch.nn.functional as F",
    "nn": "from torch import nn",
    "Variable": "from torch.autograd import Variable",
}
"""Names that every lesson has, by the line that makes them."""

MEANT = {"gradient": "grad", "gradients": "grad", "transposed": "T", "sizes": "shape"}
"""What a tensor has under another name, too far from it to be found by its letters."""

CONVERSIONS = frozenset({"item", "tolist", "numpy", "detach", "cpu", "float", "double", "data"})
"""What makes plain numbers of tensors: where there is one already, it is one step too many."""

ITEMWISE = frozenset({"sum", "max", "min"})
"""Methods of tensors that are functions for lists."""

ONLY_TENSORS = "a tensor has it; torch.tensor(…) makes one of numbers"


def _nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    same = [name for name in known if name.lower() == word.lower() and name != word]
    found = same or difflib.get_close_matches(word, known, n=1, cutoff=0.7)
    return found[0] if found and found[0] != word else ""


def _name(match: Match, scene: Scene) -> str | None:
    name = match[1]
    if not is_word(name):
        return None
    if name == "torch":
        return "torch is not defined: the file needs the line import torch at its top."
    if name in ("np", "numpy", "math"):
        line = "import numpy as np" if name == "np" else f"import {name}"
        return f"{name} is not defined: the file needs the line {line} at its top."
    if name in ALIASES:
        return f"{name} is not defined: the file needs the line {ALIASES[name]} at its top."
    if name in set_on_self(scene.context):
        return f"There is no name {name} here; what is set on self is found through self: self.{name}."
    close = _nearest(name, known_names(scene.context))
    if close:
        return f"There is no name {name} here; there is {close}."
    if name in TORCH_FUNCTIONS:
        return f"There is no name {name} here; torch has one: torch.{name}."
    return f"There is no name {name} here: it is neither an argument, nor set before this line, nor imported."


def _unbound(match: Match, scene: Scene) -> str | None:
    if not is_word(match[1]):
        return None
    return (
        f"{match[1]} has no value yet at this line: some way through the function does not set it. A total, for "
        "example, is set before the loop."
    )


def _attribute(match: Match, scene: Scene) -> str | None:
    kind, name = match[1].rpartition(".")[2], match[2]
    if not is_word(name):
        return None
    known = {"Tensor": TENSOR_NAMES, "module": TORCH_NAMES}.get(kind, ())
    close = _nearest(name, known)
    if close:
        return f"A tensor has no {name}; it has {close}."
    if kind == "Tensor" and name.startswith("len"):
        return f"A tensor has no {name}: len(x) is its number of rows, x.numel() that of its entries."
    if kind == "Tensor" and name in MEANT:
        return f"A tensor has no {name}; it has {MEANT[name]}."
    if kind == "Tensor" and name in ("append", "extend", "insert"):
        return f"A tensor has no {name}: its size is fixed. Collect in a list, and torch.stack joins the list."
    if kind == "Tensor":
        return f"A tensor has no {name}."
    if kind in ("function", "method", "builtin_function_or_method"):
        return f"A function has no {name}; what it gives may have: the brackets of the call are missing."
    if kind in ("int", "float", "bool") and _not_asked_here(name, scene):
        return f"{article(kind)} stands where torch wants a tensor: torch.tensor(x) makes one of a number x."
    if name in CONVERSIONS and kind in ("int", "float", "bool"):
        return f"{article(kind)} has no {name}: it is a plain Python number already. Leave out .{name}()."
    if name in ITEMWISE and kind in ("list", "tuple"):
        return (
            f"{article(kind)} has no {name}: {name}(x) does it for the items of a list, and torch.stack makes a tensor."
        )
    if name in TENSOR_NAMES and kind in ("int", "float", "list", "tuple", "bool", "str"):
        return f"{article(kind)} has no {name}: {ONLY_TENSORS}."
    return f"{article(kind)} has no {name}." if is_word(kind) else None


def _not_asked_here(name: str, scene: Scene) -> bool:
    """Whether the attribute stands nowhere in the learner's functions: a function of torch has asked for it."""
    return scene.context.tree is not None and name not in attributes(scene.context)


def _torch_attribute(match: Match, scene: Scene) -> str | None:
    module, name = match[1], match[2]
    if not is_word(name) or not re.fullmatch(r"[\w.]{1,60}", module):
        return None
    close = _nearest(name, TORCH_NAMES) if module == "torch" else ""
    if module == "torch" and name == "grad":
        return "torch has no grad: torch.autograd.grad(result, tensor) gives the gradient."
    return f"{module} has no {name}; it has {close}." if close else f"{module} has no {name}."


_SUPER = (
    "The class does not call super().__init__() before it sets anything on self: make that the first line of its "
    "__init__, since torch.nn.Module keeps layers and parameters in what it makes there."
)

RULES: tuple[Rule, ...] = (
    rule("SUPER_INIT_MISSING", r"before Module\.__init__\(\) call", _SUPER, "AttributeError"),
    rule(
        "SUPER_INIT_MISSING",
        r"object has no attribute '_(?:modules|parameters|buffers|\w*_hooks)'",
        _SUPER,
        "AttributeError",
    ),
    rule("NAME_NOT_DEFINED", r"^name '(\w+)' is not defined", _name, "NameError"),
    rule("NO_VALUE_YET", r"cannot access (?:local|free) variable '(\w+)'", _unbound, "NameError"),
    rule("NO_VALUE_YET", r"local variable '(\w+)' referenced before assignment", _unbound, "NameError"),
    rule("ATTRIBUTE_MISSING", r"module '([\w.]+)' has no attribute '(\w+)'", _torch_attribute, "AttributeError"),
    rule("ATTRIBUTE_MISSING", r"'([\w.]+)' object has no attribute '(\w+)'", _attribute, "AttributeError"),
)
