"""Values on the wire: a tagged tree of JSON beside raw little-endian arrays.

A value is None, bool, int, float, complex, str, tuple, list, dict, or one of the classes below. Each node
becomes a list whose first item is its tag, so that a tuple is not a list and True is not 1; floats travel
as hexadecimal, so that every bit arrives. What comes from a learner's process is hostile: decoding checks
each node and raises :class:`WireError`, whatever it is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lagrader.errors import WireError

MAX_DEPTH = 24
"""Nesting beyond this is refused on both sides; the standard parser itself goes to about 1,000."""

MAX_NODES = 200_000
"""Values in one message; 300 x 300 entries as a nested list are 90,301."""

MAX_PAIRS = 256
"""Pairs of one dict: keys may be chosen so that all of them collide, and looking them up then takes their square."""

MAX_DIMENSIONS = 32
MAX_POSITIONS = 2**40
"""The product of a shape's sizes that are not zero; NumPy refuses to count much further, even where one is zero."""

MAX_INTEGER_BITS = 4096
MAX_CLAIM = 1_000
"""Characters of a claim about a value: the name of its type, its dtype, why it can't be read."""

WIRE_DTYPES = {"float64": 8, "int64": 8, "uint64": 8, "bool": 1, "complex128": 16}
"""The five kinds of number that arrays travel as, and the bytes of one entry."""

ARRAY_KINDS = ("tensor", "array", "scalar")


class Size(tuple[int, ...]):
    """A torch.Size, told apart from a plain tuple."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Array:
    """A tensor (or NumPy array, or NumPy scalar) as widened by the worker.

    ``data`` holds ``prod(shape)`` entries of ``dtype`` (a key of :data:`WIRE_DTYPES`), contiguous, C order,
    little-endian. The other fields are the sender's claims about the original: ``original`` is its dtype
    (``float32``), ``device`` where it lay, ``grad_fn`` the name of the node of the graph it hung on.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes
    kind: str = "tensor"
    original: str = "float32"
    device: str = "cpu"
    requires_grad: bool = False
    grad_fn: str | None = None


@dataclass(frozen=True, slots=True)
class Opaque:
    """Anything else: only its type's name and a short, harmless description travel.

    ``reason`` says why a tensor could not travel (sparse, meta, too large …); empty for other objects.
    """

    type: str
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Handle:
    """An input that is the result of another call, evaluated in the child: only ever sent, never received."""

    function: str
    args: tuple[Value, ...]


Value: TypeAlias = (
    bool | int | float | complex | str | tuple[Any, ...] | list[Any] | dict[Any, Any] | Array | Opaque | Handle | None
)


def possible_shape(shape: Sequence[int]) -> bool:
    """Whether an array of this shape can travel, whatever it holds."""
    return (
        len(shape) <= MAX_DIMENSIONS
        and min(shape, default=0) >= 0
        and math.prod(shape if 0 not in shape else filter(None, shape)) <= MAX_POSITIONS
    )


def encode(values: Iterable[Value]) -> tuple[list[Any], bytearray]:
    """Turn the values of one message into JSON nodes, and the bytes of their arrays into one payload."""
    encoder = _Encoder()
    return [encoder.node(value, 0) for value in values], encoder.payload


def decode(nodes: Iterable[object], payload: memoryview, *, handles: bool) -> list[Value]:
    """Turn the nodes of one message back into values; ``handles`` says whether a :class:`Handle` may be among them.

    Raises :class:`WireError` for anything that :func:`encode` can't have made.
    """
    decoder = _Decoder(payload, handles=handles)
    values = [decoder.value(node, 0) for node in nodes]
    decoder.finish()
    return values


class _Encoder:
    """One method per type; a dictionary finds it, since hundreds of values go out in every check."""

    def __init__(self) -> None:
        self.payload = bytearray()
        self.nodes = 0

    def node(self, value: Value, depth: int) -> list[Any]:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("the value is nested too deeply or has too many parts")
        method = _ENCODERS.get(type(value))
        if method is None:
            raise WireError(f"a {type(value).__name__} cannot travel")
        return method(self, value, depth)

    def none(self, _value: None, _depth: int) -> list[Any]:
        return ["n"]

    def truth(self, value: bool, _depth: int) -> list[Any]:
        return ["b", value]

    def integer(self, value: int, _depth: int) -> list[Any]:
        if value.bit_length() > MAX_INTEGER_BITS:
            raise WireError(f"a whole number of {value.bit_length()} bits cannot travel")
        return ["i", hex(value)]

    def floating(self, value: float, _depth: int) -> list[Any]:
        return ["f", value.hex()]

    def complex(self, value: complex, _depth: int) -> list[Any]:
        return ["c", value.real.hex(), value.imag.hex()]

    def text(self, value: str, _depth: int) -> list[Any]:
        return ["s", value]

    def size(self, value: Size, depth: int) -> list[Any]:
        return ["z", [self.node(item, depth + 1) for item in value]]

    def sequence(self, value: tuple[Any, ...], depth: int) -> list[Any]:
        return ["t", [self.node(item, depth + 1) for item in value]]

    def items(self, value: list[Any], depth: int) -> list[Any]:
        return ["l", [self.node(item, depth + 1) for item in value]]

    def mapping(self, value: dict[Any, Any], depth: int) -> list[Any]:
        if len(value) > MAX_PAIRS:
            raise WireError(f"a dict of {len(value)} pairs cannot travel")
        return ["d", [[self.node(key, depth + 1), self.node(item, depth + 1)] for key, item in value.items()]]

    def array(self, array: Array, _depth: int) -> list[Any]:
        self.payload += array.data
        claims = (array.kind, array.original, array.device, array.requires_grad, array.grad_fn)
        return ["a", array.dtype, array.shape, *claims]

    def opaque(self, value: Opaque, _depth: int) -> list[Any]:
        return ["o", value.type, value.text, value.reason]

    def handle(self, value: Handle, depth: int) -> list[Any]:
        return ["h", value.function, [self.node(item, depth + 1) for item in value.args]]


_ENCODERS: dict[type, Callable[[_Encoder, Any, int], list[Any]]] = {
    type(None): _Encoder.none,
    bool: _Encoder.truth,
    int: _Encoder.integer,
    float: _Encoder.floating,
    complex: _Encoder.complex,
    str: _Encoder.text,
    Size: _Encoder.size,
    tuple: _Encoder.sequence,
    list: _Encoder.items,
    dict: _Encoder.mapping,
    Array: _Encoder.array,
    Opaque: _Encoder.opaque,
    Handle: _Encoder.handle,
}


class _Decoder:
    """The same for what comes in; every method checks the items that follow its tag.

    The bytes of arrays are taken from the payload one after the other, as they were laid, so that no two arrays
    can share any: a small frame can't claim more than it holds.
    """

    def __init__(self, payload: memoryview, *, handles: bool) -> None:
        self.payload = payload
        self.handles = handles
        self.at = 0
        self.nodes = 0

    def finish(self) -> None:
        if self.at != len(self.payload):
            raise WireError("a frame holds more than its arrays")

    def value(self, node: object, depth: int) -> Value:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("nested too deeply, or too many parts")
        if type(node) is not list or not node or type(node[0]) is not str:
            raise WireError("a node is not a list that begins with a tag")
        method, types = _DECODERS.get(node[0], (None, ()))
        if method is None or tuple(map(type, node[1:])) not in types:
            raise WireError("a node of an unknown form")
        return method(self, depth, *node[1:])

    def none(self, _depth: int) -> Value:
        return None

    def same(self, _depth: int, value: bool | str) -> Value:
        return value

    def integer(self, _depth: int, text: str) -> Value:
        return _integer(text)

    def floating(self, _depth: int, text: str) -> Value:
        return _float(text)

    def complex(self, _depth: int, real: str, imaginary: str) -> Value:
        return complex(_float(real), _float(imaginary))

    def items(self, depth: int, items: list[Any]) -> list[Value]:
        return [self.value(item, depth + 1) for item in items]

    def sequence(self, depth: int, items: list[Any]) -> Value:
        return tuple(self.items(depth, items))

    def size(self, depth: int, items: list[Any]) -> Value:
        sizes = self.items(depth, items)
        if not all(type(size) is int for size in sizes):
            raise WireError("a size is not of whole numbers")
        return Size(sizes)  # type: ignore[arg-type]

    def mapping(self, depth: int, pairs: list[Any]) -> Value:
        if len(pairs) > MAX_PAIRS:
            raise WireError("a dict of too many pairs")
        result: dict[Any, Any] = {}
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2:
                raise WireError("a pair is not of two")
            key = self.value(pair[0], depth + 1)
            try:
                known = key in result
            except TypeError as error:
                raise WireError("a key cannot be hashed") from error
            if known:
                raise WireError("a key stands twice")
            result[key] = self.value(pair[1], depth + 1)
        return result

    def array(
        self,
        _depth: int,
        dtype: str,
        shape: list[Any],
        kind: str,
        original: str,
        device: str,
        requires_grad: bool,
        grad_fn: str | None,
    ) -> Value:
        if dtype not in WIRE_DTYPES or kind not in ARRAY_KINDS:
            raise WireError("an array of an unknown kind")
        if any(type(size) is not int for size in shape) or not possible_shape(shape):
            raise WireError("an array has an impossible shape")
        _short(original, device, grad_fn or "")
        data = self._bytes(math.prod(shape) * WIRE_DTYPES[dtype])
        return Array(dtype, tuple(shape), data, kind, original, device, requires_grad, grad_fn)

    def _bytes(self, size: int) -> bytes:
        start, self.at = self.at, self.at + size
        if self.at > len(self.payload):
            raise WireError("an array lies outside its frame")
        return bytes(self.payload[start : self.at])

    def opaque(self, _depth: int, kind: str, text: str, reason: str) -> Value:
        _short(kind, text, reason)
        return Opaque(kind, text, reason)

    def handle(self, depth: int, function: str, items: list[Any]) -> Value:
        if not self.handles:
            raise WireError("a handle where only values are expected")
        return Handle(function, tuple(self.items(depth, items)))


_ARRAY = (str, list, str, str, str, bool)
_DECODERS: dict[str, tuple[Callable[..., Value], tuple[tuple[type, ...], ...]]] = {
    "n": (_Decoder.none, ((),)),
    "b": (_Decoder.same, ((bool,),)),
    "i": (_Decoder.integer, ((str,),)),
    "f": (_Decoder.floating, ((str,),)),
    "c": (_Decoder.complex, ((str, str),)),
    "s": (_Decoder.same, ((str,),)),
    "z": (_Decoder.size, ((list,),)),
    "t": (_Decoder.sequence, ((list,),)),
    "l": (_Decoder.items, ((list,),)),
    "d": (_Decoder.mapping, ((list,),)),
    "a": (_Decoder.array, ((*_ARRAY, str), (*_ARRAY, type(None)))),
    "o": (_Decoder.opaque, ((str, str, str),)),
    "h": (_Decoder.handle, ((str, list),)),
}
"""Each tag's method, and the types that its items may have."""


def _short(*claims: str) -> None:
    if any(len(claim) > MAX_CLAIM for claim in claims):
        raise WireError("a claim is too long")


def _integer(text: str) -> int:
    if len(text) > MAX_INTEGER_BITS // 4 + 3:
        raise WireError("a whole number is too long")
    try:
        return int(text, 16)
    except ValueError as error:
        raise WireError("not a whole number") from error


def _float(text: str) -> float:
    if len(text) > 32:
        raise WireError("a float is too long")
    try:
        return float.fromhex(text)
    except (ValueError, OverflowError) as error:
        raise WireError("not a float") from error
