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
from functools import lru_cache
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


def decode(nodes: Iterable[object], payload: memoryview) -> list[Value]:
    """Turn the nodes of one message back into values.

    Raises :class:`WireError` for anything that :func:`encode` can't have made.
    """
    decoder = _Decoder(payload)
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
}


class _Decoder:
    """The same for what comes in; every method checks the items that follow its tag.

    The bytes of arrays are taken from the payload one after the other, as they were laid, so that no two arrays
    can share any: a small frame can't claim more than it holds.
    """

    def __init__(self, payload: memoryview) -> None:
        self.payload = payload
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
        method, types = _DECODERS.get(node[0], _UNKNOWN)
        if list(map(type, node)) not in types:
            raise WireError("a node of an unknown form")
        return method(self, depth, *node)

    def none(self, _depth: int, _tag: str) -> Value:
        return None

    def same(self, _depth: int, _tag: str, value: bool | str) -> Value:
        return value

    def integer(self, _depth: int, _tag: str, text: str) -> Value:
        return _integer(text)

    def floating(self, _depth: int, _tag: str, text: str) -> Value:
        return _float(text)

    def complex(self, _depth: int, _tag: str, real: str, imaginary: str) -> Value:
        return complex(_float(real), _float(imaginary))

    def items(self, depth: int, _tag: str, items: list[Any]) -> list[Value]:
        return [self.value(item, depth + 1) for item in items]

    def sequence(self, depth: int, _tag: str, items: list[Any]) -> Value:
        return tuple([self.value(item, depth + 1) for item in items])

    def size(self, depth: int, _tag: str, items: list[Any]) -> Value:
        sizes = [self.value(item, depth + 1) for item in items]
        if not all(type(size) is int for size in sizes):
            raise WireError("a size is not of whole numbers")
        return Size(sizes)  # type: ignore[arg-type]

    def mapping(self, depth: int, _tag: str, pairs: list[Any]) -> Value:
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
        _tag: str,
        dtype: str,
        shape: list[Any],
        kind: str,
        original: str,
        device: str,
        requires_grad: bool,
        grad_fn: str | None,
    ) -> Value:
        size = _checked_size(dtype, shape, kind, original, device, grad_fn)
        return Array(dtype, tuple(shape), self._bytes(size), kind, original, device, requires_grad, grad_fn)

    def _bytes(self, size: int) -> bytes:
        start, self.at = self.at, self.at + size
        if self.at > len(self.payload):
            raise WireError("an array lies outside its frame")
        return bytes(self.payload[start : self.at])

    def opaque(self, _depth: int, _tag: str, kind: str, text: str, reason: str) -> Value:
        if max(len(kind), len(text), len(reason)) > MAX_CLAIM:
            raise WireError("a claim is too long")
        return Opaque(kind, text, reason)


_WHOLE = {int}
_ARRAY = (str, str, list, str, str, str, bool)
_UNKNOWN: tuple[Callable[..., Value], list[list[type]]] = (_Decoder.none, [])
_DECODERS: dict[str, tuple[Callable[..., Value], list[list[type]]]] = {
    "n": (_Decoder.none, [[str]]),
    "b": (_Decoder.same, [[str, bool]]),
    "i": (_Decoder.integer, [[str, str]]),
    "f": (_Decoder.floating, [[str, str]]),
    "c": (_Decoder.complex, [[str, str, str]]),
    "s": (_Decoder.same, [[str, str]]),
    "z": (_Decoder.size, [[str, list]]),
    "t": (_Decoder.sequence, [[str, list]]),
    "l": (_Decoder.items, [[str, list]]),
    "d": (_Decoder.mapping, [[str, list]]),
    "a": (_Decoder.array, [[*_ARRAY, type(None)], [*_ARRAY, str]]),
    "o": (_Decoder.opaque, [[str, str, str, str]]),
}
"""Each tag's method, and the types that a node's items may have, the tag's own first."""


def _checked_size(dtype: str, shape: list[Any], kind: str, original: str, device: str, grad_fn: str | None) -> int:
    """Return how many bytes an array has of which this is claimed, or refuse it."""
    if dtype not in WIRE_DTYPES or kind not in ARRAY_KINDS:
        raise WireError("an array of an unknown kind")
    if shape and (len(shape) > MAX_DIMENSIONS or set(map(type, shape)) != _WHOLE):
        raise WireError("an array has an impossible shape")
    entries = _entries(tuple(shape))
    if entries is None:
        raise WireError("an array has an impossible shape")
    if len(original) > MAX_CLAIM or len(device) > MAX_CLAIM or (grad_fn and len(grad_fn) > MAX_CLAIM):
        raise WireError("a claim is too long")
    return entries * WIRE_DTYPES[dtype]


@lru_cache(maxsize=1024)
def _entries(shape: tuple[int, ...]) -> int | None:
    """How many entries an array of this shape has; None where none can have it. The same few come all the time."""
    return math.prod(shape) if possible_shape(shape) else None


def _integer(text: str) -> int:
    if len(text) > MAX_INTEGER_BITS // 4 + 3:
        raise WireError("a whole number is too long")
    try:
        value = int(text, 16)
    except ValueError as error:
        raise WireError("not a whole number") from error
    if value.bit_length() > MAX_INTEGER_BITS:  # without 0x there is room for a few bits more
        raise WireError("a whole number is too long")
    return value


def _float(text: str) -> float:
    if len(text) > 32:
        raise WireError("a float is too long")
    try:
        return float.fromhex(text)
    except (ValueError, OverflowError) as error:
        raise WireError("not a float") from error
