"""Python's own messages: names, None, attributes, calls, unpacking, plain arithmetic."""

from __future__ import annotations

import difflib
import re

from lagrader.diagnosis.exceptions.rules import Rule, Scene, a_kind, numbers_agree, rule
from lagrader.diagnosis.source import is_word, known_names

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

ONLY_TENSORS = "a tensor has it; torch.tensor(…) makes one of numbers"


def _nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.7)
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
    close = _nearest(name, known_names(scene.context))
    if close:
        return f"There is no name {name} here; there is {close}."
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
    if kind == "Tensor" and name in ("append", "extend", "insert"):
        return f"A tensor has no {name}: its size is fixed. Collect in a list, and torch.stack joins the list."
    if kind == "Tensor":
        return f"A tensor has no {name}."
    if kind in ("function", "method", "builtin_function_or_method"):
        return f"A function has no {name}; what it gives may have: the brackets of the call are missing."
    if name in TENSOR_NAMES and kind in ("int", "float", "list", "tuple", "bool", "str"):
        return f"{_article(kind)} has no {name}: {ONLY_TENSORS}."
    return f"{_article(kind)} has no {name}." if is_word(kind) else None


def _article(kind: str) -> str:
    names = {
        "list": "A list",
        "int": "A whole number",
        "float": "A plain number",
        "str": "A text",
        "ndarray": "A NumPy array",
    }
    return names.get(kind, f"A {kind}")


def _torch_attribute(match: Match, scene: Scene) -> str | None:
    module, name = match[1], match[2]
    if not is_word(name) or not re.fullmatch(r"[\w.]{1,60}", module):
        return None
    close = _nearest(name, TORCH_NAMES) if module == "torch" else ""
    return f"{module} has no {name}; it has {close}." if close else f"{module} has no {name}."


def _operands(match: Match, scene: Scene) -> str | None:
    sign, first, second = match[1][:20], match[2].rpartition(".")[2], match[3].rpartition(".")[2]
    if "list" in (first, second) or "tuple" in (first, second):
        return f"{sign} does not go through the entries of a list: torch.tensor(…) makes a tensor of it, which it does."
    if sign == "@":
        return f"@ multiplies matrices and vectors, and here are {first} and {second}: * multiplies numbers."
    if "str" in (first, second):
        other = a_kind(second if first == "str" else first)
        return f"A text takes part in {sign} with {other}: numbers stand without quotes."
    if "builtin_function_or_method" in (first, second) or "function" in (first, second) or "method" in (first, second):
        return f"A function itself takes part in {sign}, not what it gives: the brackets of the call are missing."
    return f"{sign} is not defined for {first} and {second}."


def _called(match: Match, scene: Scene) -> str | None:
    kind = match[1].rpartition(".")[2]
    if kind == "Size":
        return "A shape is called like a function: it is x.shape without brackets, or x.size() with them."
    if kind == "module":
        return "A module is called like a function: the name of a function in it is missing, as in torch.tensor(…)."
    what = {"Tensor": "A tensor", "list": "A list"}.get(kind, _article(kind))
    advice = (
        "square brackets index" if kind in ("Tensor", "list", "tuple", "dict") else "is a * missing before the bracket"
    )
    end = "." if kind in ("Tensor", "list", "tuple", "dict") else "?"
    return f"{what} is called like a function, with round brackets behind it: {advice}{end}"


def _subscript(match: Match, scene: Scene) -> str:
    kind = match[1].rpartition(".")[2]
    if kind in ("function", "method", "builtin_function_or_method", "type"):
        return "A function is indexed, not its result: call it with round brackets first."
    return f"{_article(kind)} is indexed with [ ], and has no entries."


def _iterate(match: Match, scene: Scene) -> str:
    kind = match[1].rpartition(".")[2]
    if kind == "int":
        return "A whole number can't be looped over: range(n) gives the numbers 0 to n - 1."
    return f"{_article(kind)} can't be looped over, or taken apart: it has no entries."


def _length(match: Match, scene: Scene) -> str:
    return f"{_article(match[1])} has no len(): it is no row of entries."


def _unpack_many(match: Match, scene: Scene) -> str:
    return (
        f"There are more values than the {match[1]} names on the left of =: each needs a name of its own, "
        f"or * takes the rest."
    )


def _unpack_few(match: Match, scene: Scene) -> str:
    plus = "at least " if match[1] else ""
    values = numbers_agree(int(match[3]), "value")
    return f"There are {plus}{match[2]} names on the left of =, and only {values} to put into them."


def _unpack_single(match: Match, scene: Scene) -> str:
    what = _article(match[1]).lower()
    return f"Several names stand on the left of =, and {what} on the right is a single value that can't be shared out."


def _arguments_many(match: Match, scene: Scene) -> str:
    takes = numbers_agree(int(match[2]), "argument")
    return f"{match[1][:60].rpartition('.')[2]} takes {takes} and is called with {match[3]}."


def _arguments_few(match: Match, scene: Scene) -> str:
    return f"A call of {match[1][:60].rpartition('.')[2]} lacks an argument: {match[2][:60]}."


def _format(match: Match, scene: Scene) -> str:
    kind = {"Tensor": "a tensor", "NoneType": "None", "list": "a list", "tuple": "a tuple"}.get(
        match[1], f"a {match[1]}"
    )
    return (
        f"A format such as :.2f in an f-string is for one number, and this is {kind}: x.item() gives a tensor's number."
    )


def _assigned(match: Match, scene: Scene) -> str:
    kind = match[1].rpartition(".")[2]
    what = {"tuple": "A tuple", "Size": "A shape", "str": "A text"}.get(kind, _article(kind))
    return f"{what} can't be changed entry by entry: make a new one, or a list."


def _own_assert(match: Match, scene: Scene) -> str | None:
    """Tell an assert of the learner's from one inside of torch: by the line where it stopped."""
    return "An assert of your own does not hold here." if scene.line().startswith("assert ") else None


def _minus(match: Match, scene: Scene) -> str:
    return f"{match[1]} does not work on {a_kind(match[2])}; on a tensor it does: torch.tensor(…) makes one."


POWER = "^ does not raise to a power in Python, it works on the bits of whole numbers: x ** 3 is x to the power of 3."

RULES: tuple[Rule, ...] = (
    rule("NAME_NOT_DEFINED", r"^name '(\w+)' is not defined", _name, "NameError"),
    rule("NO_VALUE_YET", r"cannot access (?:local|free) variable '(\w+)'", _unbound, "NameError"),
    rule("NO_VALUE_YET", r"local variable '(\w+)' referenced before assignment", _unbound, "NameError"),
    rule("ATTRIBUTE_MISSING", r"module '([\w.]+)' has no attribute '(\w+)'", _torch_attribute, "AttributeError"),
    rule("ATTRIBUTE_MISSING", r"'([\w.]+)' object has no attribute '(\w+)'", _attribute, "AttributeError"),
    rule("POWER_BY_CARET", r"bitwise_xor\w*\" not implemented|unsupported operand type\(s\) for \^=?:", POWER),
    rule("OPERANDS", r"unsupported operand type\(s\) for (.+?): '([\w.]+)' and '([\w.]+)'", _operands, "TypeError"),
    rule("OPERANDS", r"'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'", _operands, "TypeError"),
    rule("OPERANDS", r"bad operand type for (.+?): '([\w.]+)'", _minus, "TypeError"),
    rule(
        "OPERANDS",
        r"can't multiply sequence by non-int of type '([\w.]+)'",
        "A list times something repeats the list, and wants a whole number: torch.tensor(…) makes a tensor, "
        "whose entries are multiplied.",
    ),
    rule(
        "OPERANDS",
        r'can only concatenate (list|tuple|str) \(not "([\w.]+)"\)',
        "+ joins a {1} with another {1}, and here is {kind2}: for a sum, both must be numbers or tensors.",
    ),
    rule("NOT_CALLABLE", r"'([\w.]+)' object is not callable", _called, "TypeError"),
    rule("NOT_INDEXABLE", r"'([\w.]+)' object is not subscriptable", _subscript, "TypeError"),
    rule("CANNOT_CHANGE", r"'([\w.]+)' object does not support item assignment", _assigned, "TypeError"),
    rule("UNPACKING", r"too many values to unpack \(expected (\d+)", _unpack_many, "ValueError"),
    rule(
        "UNPACKING", r"not enough values to unpack \(expected (at least )?(\d+), got (\d+)\)", _unpack_few, "ValueError"
    ),
    rule("UNPACKING", r"cannot unpack non-iterable (\w+) object", _unpack_single, "TypeError"),
    rule("NOT_ITERABLE", r"'([\w.]+)' object is not iterable", _iterate, "TypeError"),
    rule("NO_LENGTH", r"object of type '([\w.]+)' has no len\(\)", _length, "TypeError"),
    rule(
        "CALLED_WRONGLY",
        r"([\w.<>]+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given",
        _arguments_many,
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"([\w.<>]+)\(\) missing \d+ required positional arguments?: (.+)",
        _arguments_few,
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"([\w.<>]+)\(\) got an unexpected keyword argument '(\w+)'",
        "{last1} has no argument named {2}.",
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"^(\w+)\(\) received an invalid combination of arguments - got \(([\w., ]*)\)",
        "torch.{1} is not made for the arguments ({2}): their kind, number or order is another.",
        "TypeError",
    ),
    rule(
        "DIVISION_BY_ZERO",
        r"division by zero|floor division by zero|modulo by zero|division or modulo|^ZeroDivisionError$",
        "Something is divided by 0 here. Plain numbers and whole numbers stop there, tensors of floats "
        "give inf or nan.",
    ),
    rule(
        "MATH_DOMAIN",
        r"math domain error|expected a nonnegative input|expected a positive input",
        "math.sqrt of a negative number, or math.log of 0 or less: there is no real number for that.",
        "ValueError",
    ),
    rule(
        "NUMBER_TOO_LARGE",
        r"math range error|Numerical result out of range|int too large to convert to float",
        "A number grew beyond what a float can hold, about 1.8e308.",
        "OverflowError",
    ),
    rule("FORMAT_STRING", r"unsupported format string passed to (\w+)\.__format__", _format, "TypeError"),
    rule(
        "FORMAT_STRING",
        r"Unknown format code '(\w)' for object of type '(\w+)'",
        "The format {1} is for numbers, and this is a {2}.",
        "ValueError",
    ),
    rule(
        "NOT_A_NUMBER_TEXT",
        r"could not convert string to float|invalid literal for int\(\)",
        "A text that is no number can't be made one by float() or int().",
        "ValueError",
    ),
    rule(
        "ONE_NUMBER_ONLY",
        r"argument must be a string(?:, a bytes-like object)? or a real number, not '(\w+)'",
        "float() and int() convert one number, and this is a {1}.",
        "TypeError",
    ),
    rule(
        "ROUNDING",
        r"type Tensor doesn't define __round__ method",
        "Python's round() does not work on this tensor: torch.round(x, decimals=2) does, where rounding is asked for.",
        "TypeError",
    ),
    rule(
        "KEY_MISSING",
        r"^(.{1,80})$",
        "A dictionary has no key {1}.",
        "KeyError",
    ),
    rule(
        "RAISE_NEEDS_EXCEPTION",
        r"exceptions must derive from BaseException",
        'raise takes an exception, and what stands behind it is none: raise ValueError("what is wrong").',
        "TypeError",
    ),
    rule("OWN_ASSERT", r"", _own_assert, "AssertionError"),
    rule(
        "EMPTY_MAXIMUM",
        r"(?:max|min)\(\) (?:arg is an empty sequence|iterable argument is empty)",
        "max() or min() is asked of nothing at all: the list is empty.",
        "ValueError",
    ),
    rule(
        "EMPTY_MAXIMUM",
        r"Expected reduction dim to be specified for input\.numel\(\) == 0",
        "The largest or smallest entry of an empty tensor is asked for: there is none.",
    ),
    rule(
        "ZIP_LENGTHS",
        r"zip\(\) argument \d+ is (?:longer|shorter) than",
        "zip(…, strict=True) goes through several at once, and they have different lengths.",
        "ValueError",
    ),
    rule(
        "ENDLESS_RECURSION",
        r"maximum recursion depth exceeded",
        "{function} calls itself without end: every call must come closer to a case that needs none.",
        "RecursionError",
    ),
    rule(
        "SINGULAR_MATRIX",
        r"(?:input matrix is singular|[Ss]ingular matrix)",
        "This matrix has no inverse: one of its rows or columns follows from the others.",
    ),
)
