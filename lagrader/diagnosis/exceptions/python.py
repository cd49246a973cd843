"""Python's own messages: calls, unpacking, loops, plain arithmetic."""

from __future__ import annotations

import ast
import re

from lagrader.diagnosis.exceptions.rules import Rule, Scene, a_kind, article, numbers_agree, rule
from lagrader.diagnosis.source import hidden_names, loop_at, raised_by_identity

Match = re.Match[str]


def _operands(match: Match, scene: Scene) -> str | None:
    sign, first, second = match[1][:20], match[2].rpartition(".")[2], match[3].rpartition(".")[2]
    if "list" in (first, second) or "tuple" in (first, second):
        kind = "list" if "list" in (first, second) else "tuple"
        text = f"{sign} does not go through the entries of a {kind}: torch.tensor(…) makes a tensor of numbers"
        return f"{text}, torch.zeros(…) one of a given shape." if sign == "@" else f"{text}, which it does."
    if sign == "@" and "Size" in (first, second):
        return "A shape stands beside @: .shape belongs to what is right before it, (A @ B).shape to the product."
    if sign == "@":
        return f"@ multiplies matrices and vectors, and here are {first} and {second}: * multiplies numbers."
    if "str" in (first, second):
        other = a_kind(second if first == "str" else first)
        return f"A text takes part in {sign} with {other}: numbers stand without quotes."
    if "builtin_function_or_method" in (first, second) or "function" in (first, second) or "method" in (first, second):
        return f"A function itself takes part in {sign}, not what it gives: the brackets of the call are missing."
    return f"{sign} is not defined for {first} and {second}."


ATTRIBUTES = frozenset({"grad", "shape", "T", "mT", "dtype", "device", "data", "ndim", "grad_fn", "requires_grad"})
"""What a tensor has and is not called."""


def _hidden(match: Match, scene: Scene) -> str | None:
    """Tell ``sum(…)`` after ``sum = 0``: the name has become a value, and Python's own function is hidden."""
    names = _called_names(scene.line()) & hidden_names(scene.context)
    if len(names) != 1:
        return None
    (name,) = names
    what = article(match[1].rpartition(".")[2]).lower()
    return f"{name} is {what} here: this file gives that name a value, which hides Python's own {name}(). Rename it."


def _called_names(line: str) -> set[str]:
    try:
        calls = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call)]
    except SyntaxError:  # a long line is cut
        return set()
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def _called(match: Match, scene: Scene) -> str | None:
    kind = match[1].rpartition(".")[2]
    if kind == "Size":
        return "A shape is called like a function: it is x.shape without brackets, or x.size() with them."
    if kind == "module":
        return "A module is called like a function: the name of a function in it is missing, as in torch.tensor(…)."
    found = re.search(r"\.(\w+)\(\)", scene.line())
    if kind == "Tensor" and found and found[1] in ATTRIBUTES:
        return f"{found[1]} is no method but a value that a tensor has: leave out the round brackets behind it."
    what = {"Tensor": "A tensor", "list": "A list"}.get(kind, article(kind))
    advice = (
        "square brackets index" if kind in ("Tensor", "list", "tuple", "dict") else "is a * missing before the bracket"
    )
    end = "." if kind in ("Tensor", "list", "tuple", "dict") else "?"
    return f"{what} is called like a function, with round brackets behind it: {advice}{end}"


def _subscript(match: Match, scene: Scene) -> str:
    kind = match[1].rpartition(".")[2]
    if kind in ("function", "method", "builtin_function_or_method", "type"):
        return "A function is indexed, not its result: call it with round brackets first."
    return f"{article(kind)} is indexed with [ ], and has no entries."


def _iterate(match: Match, scene: Scene) -> str:
    kind = match[1].rpartition(".")[2]
    if kind == "int":
        return "A whole number can't be looped over: range(n) gives the numbers 0 to n - 1."
    return f"{article(kind)} can't be looped over, or taken apart: it has no entries."


def _length(match: Match, scene: Scene) -> str:
    return f"{article(match[1])} has no len(): it is no row of entries."


def _unpack_many(match: Match, scene: Scene) -> str:
    if told := _in_a_loop(scene, f"{match[1]} names stand behind for, and an item has more values than these"):
        return told
    return (
        f"There are more values than the {match[1]} names on the left of =: each needs a name of its own, "
        f"or * takes the rest."
    )


def _unpack_few(match: Match, scene: Scene) -> str:
    plus = "at least " if match[1] else ""
    values = numbers_agree(int(match[3]), "value")
    if told := _in_a_loop(scene, f"{match[2]} names stand behind for, and an item has {values}"):
        return told
    return f"There are {plus}{match[2]} names on the left of =, and only {values} to put into them."


def _unpack_single(match: Match, scene: Scene) -> str:
    what = article(match[1]).lower()
    if told := _in_a_loop(scene, f"Several names stand behind for, and an item is {what}"):
        return told
    return f"Several names stand on the left of =, and {what} on the right is a single value that can't be shared out."


def _in_a_loop(scene: Scene, begin: str) -> str | None:
    """Word the same for a loop, where no = stands: what it goes through decides what an item is."""
    frames = scene.raised.frames
    goes_through = loop_at(scene.context, frames[-1][1]) if frames else None
    if goes_through is None:
        return None
    name = (
        goes_through.func.id if isinstance(goes_through, ast.Call) and isinstance(goes_through.func, ast.Name) else ""
    )
    if name == "enumerate":
        return f"{begin}: enumerate gives the place and the item, for i, (x, y) in enumerate(zip(a, b))."
    return f"{begin}: zip(a, b) gives pairs, for x, y in zip(a, b)."


def _arguments_many(match: Match, scene: Scene) -> str:
    takes = numbers_agree(int(match[2]), "argument")
    return f"{match[1][:60].rpartition('.')[2]} takes {takes} and is called with {match[3]}."


def _arguments_few(match: Match, scene: Scene) -> str:
    return f"A call of {match[1][:60].rpartition('.')[2]} lacks an argument: {match[2][:60]}."


def _one_to_go_through(match: Match, scene: Scene) -> str:
    name = "torch.Size" if match[1] == "tuple" and "Size(" in scene.line() else match[1]
    return (
        f"{name}() takes one thing to go through and is called with {match[2][:20]}: a second pair of brackets makes "
        f"one of them, {name}((a, b))."
    )


def _extremes(match: Match, scene: Scene) -> str:
    word = match[1] or match[2]
    bound = "min" if word == "max" else "max"
    return (
        f"torch.{word} takes tensors, and here a plain number stands beside one: torch.clamp(z, {bound}=0) takes a "
        f"number, and so does Python's own {word}(0, z) for a single number z."
    )


def _format(match: Match, scene: Scene) -> str:
    kind = {"Tensor": "a tensor", "NoneType": "None", "list": "a list", "tuple": "a tuple"}.get(
        match[1], f"a {match[1]}"
    )
    return (
        f"A format such as :.2f in an f-string is for one number, and this is {kind}: x.item() gives a tensor's number."
    )


def _assigned(match: Match, scene: Scene) -> str:
    kind = match[1].rpartition(".")[2]
    what = {"tuple": "A tuple", "Size": "A shape", "str": "A text"}.get(kind, article(kind))
    return f"{what} can't be changed entry by entry: make a new one, or a list."


def _own_assert(match: Match, scene: Scene) -> str | None:
    """Tell an assert of the learner's from one inside of torch: by the line where it stopped."""
    return "An assert of your own does not hold here." if scene.line().startswith("assert ") else None


def _minus(match: Match, scene: Scene) -> str:
    return f"{match[1]} does not work on {a_kind(match[2])}; on a tensor it does: torch.tensor(…) makes one."


POWER = "^ does not raise to a power in Python, it works on the bits of whole numbers: x ** 3 is x to the power of 3."


def _identity(match: Match, scene: Scene) -> str | None:
    """Tell a ``raise`` of the learner's that hangs on ``is not``: the line decides, not the message."""
    frames = scene.raised.frames
    sign = raised_by_identity(scene.context, frames[-1][1]) if frames else ""
    if not sign:
        return None
    other = {"is": "==", "is not": "!="}[sign]
    return (
        f"The if above asks with {sign} whether two are one and the same object; {other} compares their values. Equal "
        "numbers are one object only where they are small and whole."
    )


RULES: tuple[Rule, ...] = (
    rule("IDENTITY_COMPARED", r"", _identity),
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
    rule("NAME_HIDDEN", r"'([\w.]+)' object is not callable", _hidden, "TypeError"),
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
        r"(?<![\w.<>])([\w.<>]+)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given",
        _arguments_many,
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"^(tuple|list|set) expected at most 1 argument, got (\d+)",
        _one_to_go_through,
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"^list\.append\(\) takes exactly one argument \((\d+) given\)",
        "append() adds one item to a list and is called with {1}: call it once for each.",
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"^([\w.]+)\(\) takes exactly one argument \((\d+) given\)",
        "{last1} takes 1 argument and is called with {2}.",
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"(?<![\w.<>])([\w.<>]+)\(\) missing \d+ required positional arguments?: (.+)",
        _arguments_few,
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"(?<![\w.<>])([\w.<>]+)\(\) got an unexpected keyword argument '(\w+)'",
        "{last1} has no argument named {2}.",
        "TypeError",
    ),
    rule(
        "CALLED_WRONGLY",
        r"^(max|min)\(\) received an invalid combination of arguments - got \((?:int|float), Tensor\)|"
        r"^(max|min)\(\) received an invalid combination of arguments - got \(Tensor, float\)",
        _extremes,
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
