"""Kinds of numbers and of objects that don't go together, and devices."""

from __future__ import annotations

import re

from lagrader.diagnosis.exceptions.rules import Rule, Scene, a_kind, dtype, rule

Match = re.Match[str]


def _no_index(match: Match, scene: Scene) -> str:
    line = scene.line()
    if found := re.search(r"\b(?:np|numpy)\.(max|min|sum|mean)\(", line):
        text = f"np.{found[1]} takes its second argument for the number of a dimension"
        return f"{text}: np.{found[1]}imum compares two." if found[1] in ("max", "min") else f"{text}."
    text = "A whole number is needed here (as in range, an index, or a list times a number), and this is a tensor"
    return f"{text}: len(a) is its number of entries." if "range(" in line or not line else f"{text} that is none."


DTYPE = r"((?:c10::)?\w+(?: (?:int|char))?)"


def _mixed(match: Match, scene: Scene) -> str:
    found = list(dict.fromkeys(dtype(name) for name in match.groups() if name))
    return (
        f"Two dtypes meet, {' and '.join(found)}, and a product wants one: .to(x.dtype) turns one into the dtype of x, "
        ".float() into float32."
    )


def _scalar_type(match: Match, scene: Scene) -> str:
    return (
        f"A tensor of dtype {dtype(match[2])} stands where {dtype(match[1])} is needed: convert one, by .to(x.dtype)."
    )


def _argument(match: Match, scene: Scene) -> str:
    function, place, name = match[1], match[2], match[3]
    advice = {
        "list": "torch.tensor(…) makes one of a list of numbers",
        "tuple": "torch.tensor(…) makes one of a tuple of numbers",
        "float": "torch.tensor(…) makes one, or Python's math does it for a plain number",
        "int": "torch.tensor(…) makes one of a number",
        "numpy.ndarray": "torch.from_numpy(…) makes one of a NumPy array",
        "NoneType": "it is None, which is what a function without return gives",
    }.get(name, "it must be a tensor")
    return f"torch.{function} wants a tensor as argument {place}, and gets {a_kind(name)}: {advice}."


def _element(match: Match, scene: Scene) -> str:
    return (
        f"A list of tensors is wanted, and item {match[1]} is {a_kind(match[2])}: torch.tensor(list) "
        f"takes plain numbers."
    )


def _size_argument(match: Match, scene: Scene) -> str:
    return f"torch.{match[1]} wants sizes, whole numbers such as (3, 5), and gets {a_kind(match[2])}."


def _many(match: Match, scene: Scene) -> str:
    count = f"This tensor has {match[1]} numbers" if match.re.groups and match[1] else "This tensor has several numbers"
    return f"{count}; item(), float() and int() make a Python number of a tensor with exactly one."


def _cast(match: Match, scene: Scene) -> str:
    return (
        f"A result of dtype {dtype(match[1])} can't be written into a tensor of dtype {dtype(match[2])}: make a new "
        "tensor (a = a / 2 for a /= 2), or begin with floats."
    )


def _mean(match: Match, scene: Scene) -> str:
    return (
        f"mean() needs numbers with a point, and these are {dtype(match[2])}: write 1.0 for 1, or call .float() first."
    )


AMBIGUOUS = (
    "A comparison of tensors gives a truth value per entry, and if needs one: .all() asks for every entry, .any() for "
    "at least one."
)

NO_DEVICE = "The code asks for {}, and that is not here: leave it out, tensors stay where the inputs are."


def _missing_device(match: Match, scene: Scene) -> str:
    name = next((group for group in match.groups() if group), "cuda").lower()
    return (
        f"The code asks for {name}; here is {scene.context.device}. Leave it out: a result stays where its inputs are."
    )


def _two_devices(match: Match, scene: Scene) -> str:
    names = sorted({name.rstrip("!,. ") for name in match.groups() if name})
    return f"Tensors on two devices meet, {' and '.join(names)}: move one with .to(x.device), x being an input."


def _size_element(match: Match, scene: Scene) -> str:
    kind = a_kind(match[2])
    if "Linear(" in scene.line():
        return (
            f"torch.nn.Linear takes two numbers, those of inputs and outputs, and gets {kind}: it makes weights of its "
            "own. torch.nn.functional.linear(x, weight, bias) takes yours."
        )
    return f"Sizes are whole numbers, and among them is {kind}."


RULES: tuple[Rule, ...] = (
    rule("MIXED_DTYPES", rf"mat1 and mat2 must have the same dtype, but got {DTYPE} and {DTYPE}", _mixed),
    rule("MIXED_DTYPES", rf"expected m1 and m2 to have the same dtype, but got: {DTYPE} != {DTYPE}", _mixed),
    rule("MIXED_DTYPES", rf"expected both vectors to have same dtype, but found {DTYPE} and {DTYPE}", _mixed),
    rule(
        "MIXED_DTYPES",
        r"input tensors must have the same dtype, but got (\w+), (\w+)(?:, and (\w+))?",
        _mixed,
    ),
    rule(
        "MIXED_DTYPES",
        r"[Ee]xpected (?:scalar type|object of scalar type) (\w+) but (?:found|got(?: scalar type)?) (\w+)",
        _scalar_type,
    ),
    rule("INTEGER_MEAN", r"(mean)\(\): could not infer output dtype\. .*Got: (\w+)", _mean),
    rule("DTYPE_IN_PLACE", r"result type (\w+) can't be cast to the desired output type (\w+)", _cast),
    rule("NOT_A_TENSOR", r"\b(\w+)\(\): argument '\w+' \(position (\d+)\) must be Tensor, not ([\w.]+)", _argument),
    rule("NOT_A_TENSOR", r"expected Tensor as element (\d+) in argument \d+, but got ([\w.]+)", _element),
    rule(
        "SIZES_WANTED",
        r"\b(\w+)\(\): argument 'size' \(position \d+\) must be tuple of ints, not ([\w.]+)",
        _size_argument,
    ),
    rule(
        "SIZES_WANTED",
        r"\b(\w+)\(\): argument 'size' \(position \d+\) must be tuple of ints, but found element of type ([\w.]+)",
        _size_element,
    ),
    rule("ONE_NUMBER_ONLY", r"a Tensor with (\d+) elements? cannot be converted to Scalar", _many),
    rule(
        "ONE_NUMBER_ONLY",
        r"only one element tensors can be converted to Python scalars",
        "A tensor with several numbers stands where one is needed, as in float(), int(), or a list inside "
        "torch.tensor(…): torch.stack joins tensors.",
    ),
    rule("ONE_NUMBER_ONLY", r"only (?:length-1|0-dimensional) arrays can be converted to Python scalars()", _many),
    rule("AMBIGUOUS_TRUTH", r"Boolean value of Tensor with more than one value is ambiguous", AMBIGUOUS),
    rule("AMBIGUOUS_TRUTH", r"truth value of an array with more than one element is ambiguous", AMBIGUOUS),
    rule(
        "AMBIGUOUS_TRUTH",
        r"Boolean value of Tensor with no values is ambiguous",
        "This tensor is empty, so it is neither true nor false: ask for its number of entries, x.numel() == 0.",
    ),
    rule(
        "INDEX_NOT_WHOLE",
        r"tensors used as indices must be long, int",
        "An index must be a whole number, and this is a tensor of floats. In for x in a, x is an entry of a, not its "
        "place: range(len(a)) gives the places, zip(a, b) the entries of both.",
    ),
    rule(
        "INDEX_NOT_WHOLE",
        r"only integers, slices .*valid indices \(got (\w+)\)",
        "An index must be a whole number, and this one is a {1}: // divides to a whole number, int() makes one.",
    ),
    rule(
        "INDEX_NOT_WHOLE",
        r"(?:list|tuple) indices must be integers or slices, not (\w+)",
        "An index must be a whole number, and this one is a {1}: to go through items, use for item in items.",
    ),
    rule(
        "INDEX_NOT_WHOLE",
        r"only integer tensors of a single element can be converted to an index",
        _no_index,
    ),
    rule(
        "INDEX_NOT_WHOLE",
        r"'torch\.Size' object cannot be interpreted as an integer",
        "A whole number is needed here, and this is a shape, a tuple: len(x) and x.shape[0] give whole numbers.",
    ),
    rule(
        "INDEX_NOT_WHOLE",
        r"'(\w+)' object cannot be interpreted as an integer",
        "A whole number is needed here, and this is {kind1}: len(x) and x.shape[0] give whole numbers.",
    ),
    rule(
        "CANNOT_BE_TENSOR",
        r"Could not infer dtype of (\w+)",
        "torch.tensor takes numbers and lists of numbers; in it there is {kind1}.",
    ),
    rule(
        "CANNOT_BE_TENSOR",
        r"new\(\): data must be a sequence \(got (\w+)\)",
        "torch.Tensor, with a capital T, takes sizes or a list, and gets {kind1}: torch.tensor makes a tensor of a "
        "number.",
    ),
    rule("CANNOT_BE_TENSOR", r"new\(\): invalid data type '(\w+)'", "torch.tensor can't hold {kind1}."),
    rule(
        "NUMPY_MEETS_TORCH",
        r"unsupported operand type\(s\) for (\S+): '(?:numpy\.ndarray' and 'Tensor|Tensor' and 'numpy\.ndarray)'",
        "A NumPy array and a tensor meet at {1}: torch.from_numpy(…) turns the array into a tensor.",
    ),
    rule(
        "NUMPY_MEETS_TORCH",
        r"Concatenation operation is not implemented for NumPy arrays",
        "A NumPy array and a tensor meet at +: torch.from_numpy(…) turns the array into a tensor.",
    ),
    rule("DEVICE_MISSING", r"Torch not compiled with (\w+) enabled", _missing_device),
    rule("DEVICE_MISSING", r"not linked with support for (\w+) devices", _missing_device),
    # From what makes a tensor (torch.zeros) on a device whose library is not there.
    rule(
        "DEVICE_MISSING",
        r"Could not run '\S+' with arguments from the '(CUDA|MPS|XPU|XLA|HPU)' backend",
        _missing_device,
    ),
    rule("DEVICE_MISSING", r"Cannot (?:execute \w+\(\) without (\w+) backend|get (\w+) generator)", _missing_device),
    rule("DEVICE_MISSING", r"module 'torch\._C' has no attribute '_(cuda|mps|xpu)_", _missing_device),
    rule(
        "DEVICE_MISSING",
        r"(?:No (CUDA) GPUs are available|Found no NVIDIA driver|(CUDA) error: no CUDA-capable)",
        _missing_device,
    ),
    rule(
        "DEVICE_UNKNOWN",
        r"Expected one of [\w, ]+ device type at start of device string: (\w+)",
        "There is no device {1}; torch knows cpu, cuda and mps. A result stays where its inputs are.",
    ),
    rule(
        "DEVICES_MIXED",
        r"Expected all tensors to be on the same device.*?(cpu|cuda:\d+|mps:\d+).*?(cpu|cuda:\d+|mps:\d+)",
        _two_devices,
    ),
    rule("DEVICES_MIXED", r"Tensor on device (\S+) is not on the expected device (\S+)", _two_devices),
)
