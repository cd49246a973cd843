"""Shapes that don't fit: products, broadcasting, indices, reshaping."""

from __future__ import annotations

import re

from lagrader.diagnosis.exceptions.rules import Rule, Scene, rule, sizes

Match = re.Match[str]


def _product(match: Match, scene: Scene) -> str:
    (a, b), (c, d) = sizes(match[1]), sizes(match[2])
    text = (
        f"A matrix product needs equal inner sizes, and ({a}, {b}) @ ({c}, {d}) has {scene.length(str(b))} and "
        f"{scene.length(str(c))}"
    )
    fits = []
    if b == d:
        fits.append("the second one transposed would fit")
    if a == c:
        fits.append("the first one transposed would fit")
    if a == d:
        fits.append("in the other order they would fit")
    return f"{text}; {fits[0]}." if len(fits) == 1 else f"{text}."


def _matrix_vector(match: Match, scene: Scene) -> str:
    rows, columns = sizes(match[1])
    (length,) = sizes(match[2])
    text = (
        f"A matrix of shape ({rows}, {columns}) times a vector needs {scene.length(str(columns))} numbers in it, and "
        f"there are {scene.length(str(length))}"
    )
    return f"{text}; with the matrix transposed it would fit." if rows == length else f"{text}."


def _batches(match: Match, scene: Scene) -> str:
    wanted, got = sizes(match[1]), sizes(match[2])
    return (
        f"Two batches of matrices don't fit: the second should begin with {wanted} and begins with {got}. The number "
        "of matrices must be equal, and the columns of the first the rows of the second."
    )


def _dot(match: Match, scene: Scene) -> str:
    first, second = scene.length(match[1]), scene.length(match[2])
    return f"A dot product needs two vectors of one length, and these have {first} and {second} entries."


def _vectors(match: Match, scene: Scene) -> str:
    text = (
        f"torch.dot takes two vectors, tensors with one dimension each; these have {match[1][:9]} and {match[2][:9]}."
    )
    single = match[1] == match[2] == "0"
    return f"{text} Two single numbers are multiplied by *." if single else f"{text} For a matrix there is @."


def _broadcast(match: Match, scene: Scene) -> str:
    first, second = scene.length(match[1]), scene.length(match[2])
    return (
        f"Two shapes can't be combined entry by entry: along dimension {match[3]} one has {first} and the other "
        f"{second}. Shapes are lined up from the right, and sizes must be equal there, or one of them 1."
    )


def _numpy_broadcast(match: Match, scene: Scene) -> str:
    first, second = sizes(match[1]), sizes(match[2])
    return (
        f"Two arrays of shapes {first} and {second} can't be combined entry by entry: lined up from the right, sizes "
        "must be equal, or one of them 1."
    )


def _in_place(match: Match, scene: Scene) -> str:
    return (
        f"The result of shape {sizes(match[2])} does not fit into a tensor of shape {sizes(match[1])}, "
        f"which is changed "
        "in place: make a new tensor, a = a + b for a += b."
    )


def _expanded(match: Match, scene: Scene) -> str:
    wanted, there = scene.length(match[1]), scene.length(match[2])
    return (
        f"A tensor with {there} entries along dimension {match[3]} can't fill {wanted} of them: only an axis of length "
        "1 is repeated."
    )


def _index(match: Match, scene: Scene) -> str:
    index, size = int(match[1]), int(match[3])
    last = f"the last one is {size - 1}" if size else "there is none"
    return (
        f"Index {index} is behind the end: dimension {match[2]} has {scene.length(match[3])} "
        f"{'entry' if size == 1 else 'entries'}, counted from 0, so {last}."
    )


def _dimension(match: Match, scene: Scene) -> str:
    high = int(match[2])
    axes = high + 1
    has = "1 dimension, number 0" if axes == 1 else f"{axes} dimensions, numbers 0 to {high}"
    return f"There is no dimension {match[3]}: this tensor has {has}."


def _too_many(match: Match, scene: Scene) -> str:
    count = int(match[1])
    return (
        f"More indices than dimensions: this tensor has {count}, so it takes at most {count}, as in "
        f"x[{_commas(count)}]."
    )


def _commas(count: int) -> str:
    return ", ".join("ijkl"[: min(count, 4)])


def _reshape(match: Match, scene: Scene) -> str:
    shape, size = match[1], int(match[2])
    wanted = sizes(shape)
    product = 1
    for part in wanted:
        product *= part
    made = f", which has {product} places," if "-" not in shape else ""
    return f"{size} numbers can't be put into the shape ({', '.join(_signed(shape))}){made} without some left over."


def _signed(text: str) -> list[str]:
    return [size[:16] for size in re.findall(r"-?\d+", text)[:32]]


def _stack(match: Match, scene: Scene) -> str:
    return (
        f"torch.stack joins tensors of one shape, and here are {sizes(match[1])} and {sizes(match[3])}: number "
        f"{match[4]} differs from number {match[2]}."
    )


def _cat(match: Match, scene: Scene) -> str:
    return (
        f"torch.cat joins along dimension {match[1]}; all other sizes must be equal, and here {match[2]} meets "
        f"{match[3]}."
    )


RULES: tuple[Rule, ...] = (
    rule("MATMUL_SHAPES", r"mat1 and mat2 shapes cannot be multiplied \((\d+x\d+) and (\d+x\d+)\)", _product),
    rule("MATMUL_SHAPES", r"size mismatch, got input \(\d+\), mat \((\d+x\d+)\), vec \((\d+)\)", _matrix_vector),
    rule(
        "MATMUL_SHAPES",
        r"Expected size for first two dimensions of batch2 tensor to be: (\[[\d, ]+\]) but got: (\[[\d, ]+\])",
        _batches,
    ),
    rule(
        "MATMUL_SHAPES",
        r"mismatch in its core dimension .*\(size (\d+) is different from (\d+)\)",
        "A matrix product needs equal inner sizes; these are {length2} and {length1}.",
    ),
    rule(
        "MATMUL_SHAPES",
        r"shapes \(([\d, ]*)\) and \(([\d, ]*)\) not aligned: (\d+) \(dim \d+\) != (\d+)",
        "A product needs equal inner sizes; these are {length3} and {length4}.",
    ),
    rule(
        "MATMUL_SHAPES",
        r"contracted dimensions need to match, but first has size (\d+) in dim -?\d+ and second has size (\d+)",
        "The axes that are summed over must have one length; these have {length1} and {length2}.",
    ),
    rule(
        "MATMUL_SHAPES",
        r"inner\(\) the last dimension must match on both input tensors but got shapes (\[[\d, ]*\]) and (\[[\d, ]*\])",
        "torch.inner needs equal last dimensions; these shapes are {shape1} and {shape2}.",
    ),
    rule(
        "NEEDS_DIMENSIONS",
        r"(?:self must be a matrix|(?:mat2|mat1|input) must be a (?:2-D )?matrix)",
        "torch.mm and torch.addmm multiply matrices, tensors with two dimensions; one of these has another number. @ "
        "takes vectors too.",
    ),
    rule(
        "NEEDS_DIMENSIONS",
        r"batch[12] must be a 3D tensor",
        "torch.bmm takes batches of matrices, tensors with three dimensions; @ takes matrices as they are.",
    ),
    rule(
        "NEEDS_DIMENSIONS",
        r"vector \+ matrix @ vector expected, got \d+, (\d+), (\d+)",
        "torch.mv takes one matrix and one vector; these have {1} and {2} dimensions. @ takes more.",
    ),
    rule(
        "NEEDS_DIMENSIONS",
        r"both arguments to matmul need to be at least 1D, but they are (\d+)D and (\d+)D",
        "@ needs vectors or matrices, and one of these is a single number ({1} and {2} dimensions): use *.",
    ),
    rule(
        "NEEDS_DIMENSIONS",
        r"\b(\w+): Expected 1-D argument \w+, but got (\d+)-D",
        "torch.{1} takes vectors, tensors with one dimension; this one has {2}.",
    ),
    rule("DOT_LENGTHS", r"inconsistent tensor size, expected tensor \[(\d+)\] and src \[(\d+)\]", _dot),
    rule("DOT_NEEDS_VECTORS", r"1D tensors expected, but got (\d+)D and (\d+)D tensors", _vectors),
    rule(
        "BROADCAST_MISMATCH",
        r"[Tt]he size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)",
        _broadcast,
    ),
    rule(
        "BROADCAST_MISMATCH",
        r"operands could not be broadcast together with shapes \(([\d, ]*)\) \(([\d, ]*)\)",
        _numpy_broadcast,
    ),
    rule(
        "BROADCAST_IN_PLACE",
        r"output with shape (\[[\d, ]*\]) doesn't match the broadcast shape (\[[\d, ]*\])",
        _in_place,
    ),
    rule(
        "BROADCAST_MISMATCH",
        r"The expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\) at "
        r"non-singleton dimension (\d+)",
        _expanded,
    ),
    rule(
        "SET_TOO_MANY",
        r"the number of sizes provided \((\d+)\) must be greater or equal to the number of dimensions in "
        r"the tensor \((\d+)\)",
        "A tensor with more dimensions is put where there is place for fewer: one entry takes one number.",
    ),
    rule("INDEX_OUT_OF_RANGE", r"index (-?\d+) is out of bounds for (?:dimension|axis) (\d+) with size (\d+)", _index),
    rule(
        "INDEX_OUT_OF_RANGE",
        r"(list|tuple|string) (?:assignment )?index out of range",
        "An index is behind the end of a {1}: a {1} of n items has the indices 0 to n - 1.",
    ),
    rule("TOO_MANY_INDICES", r"too many indices for tensor of dimension (\d+)", _too_many),
    rule(
        "NO_DIMENSIONS",
        r"invalid index of a 0-dim tensor",
        "This tensor is a single number without dimensions: there is nothing to index in it.",
    ),
    rule(
        "NO_DIMENSIONS",
        r"(?:iteration over a 0-d (?:tensor|array)|len\(\) of (?:a 0-d tensor|unsized object))",
        "This tensor is a single number without dimensions: it can't be looped over and has no length.",
    ),
    rule(
        "NO_SUCH_DIMENSION",
        r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)",
        _dimension,
    ),
    rule(
        "AXES_COUNT",
        r"number of dimensions in the tensor input does not match the length of the desired ordering of dimensions "
        r"i\.e\. input\.dim\(\) = (\d+) is not equal to len\(dims\) = (\d+)",
        "permute wants every dimension once: this tensor has {1}, and {2} are given.",
    ),
    rule("RESHAPE_SIZE", r"shape '(\[[-\d, ]*\])' is invalid for input of size (\d+)", _reshape),
    rule(
        "VIEW_NOT_POSSIBLE",
        r"view size is not compatible with input tensor's size and stride",
        "view() can't cut this tensor, whose entries don't lie in one row (after .T, for example): reshape() can.",
    ),
    rule(
        "STACK_SIZES",
        r"stack expects each tensor to be equal size, but got (\[[\d, ]*\]) at entry (\d+) and (\[[\d, "
        r"]*\]) at entry (\d+)",
        _stack,
    ),
    rule(
        "STACK_SIZES",
        r"Sizes of tensors must match except in dimension (\d+)\. Expected size (\d+) but got size (\d+)",
        _cat,
    ),
    rule(
        "STACK_SIZES",
        r"zero-dimensional tensor \(at position \d+\) cannot be concatenated",
        "torch.cat joins along an axis, and single numbers have none: torch.stack joins them to a row.",
    ),
    rule(
        "UNEVEN_LIST",
        r"expected sequence of length (\d+) at dim (\d+) \(got (\d+)\)",
        "The rows of this list have {1} and {3} entries: a tensor needs rows of one length.",
    ),
)
