"""Values as :mod:`marshal` takes them: how the grader's requests travel.

Nobody but the grader writes a request, so nothing of it has to be checked where it is read, and a child reads it at the
speed of C. Python's own values are themselves, every bit of them; one of ours is a tuple that begins with its tag as
bytes, which no value is.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from lagrader.errors import WireError
from lagrader.wire.tree import MAX_DEPTH, MAX_INTEGER_BITS, MAX_NODES, MAX_PAIRS, Array, Handle, Opaque, Size, Value

NO_REFERENCES = 2
"""marshal's version: from 3 on what is the same object here is the same there, and "is" would hold between inputs."""

_ATOMS = frozenset({type(None), bool, float, complex, str})
_ARRAY, _OPAQUE, _SIZE, _HANDLE = b"a", b"o", b"z", b"h"


def to_plain(values: Iterable[Value]) -> list[Any]:
    """Return the values of one message as marshal takes them.

    Raises:
        WireError: one can't travel, or they are too many parts together, or nested too deeply.
    """
    return list(map(_Plain().of, values))


class Args(tuple[Value, ...]):  # noqa: SLOT001 - it keeps what it was packed to
    """Arguments that are sent again and again, as those of a case are to every submission: packed once."""

    @cached_property
    def packed(self) -> bytes:
        """What :func:`pack_args` returns."""
        return pack_args(self)


def pack_args(args: Iterable[Value]) -> bytes:
    """Return the arguments of one call as bytes; raises as :func:`to_plain`."""
    return marshal.dumps(to_plain(args), NO_REFERENCES)


def unpack_args(data: bytes) -> tuple[Value, ...]:
    """Read what :func:`pack_args` wrote. Never bytes that a stranger wrote."""
    return tuple(map(from_plain, marshal.loads(data)))  # noqa: S302 - the grader wrote it


class _Plain:
    """Counts the parts: a request may hand on what a learner's program returned."""

    def __init__(self) -> None:
        self.parts = 0

    def of(self, value: Value, depth: int = 0) -> Any:
        self.parts += 1
        if depth > MAX_DEPTH or self.parts > MAX_NODES:
            raise WireError("the value is nested too deeply or has too many parts")
        kind = type(value)
        if kind in _ATOMS:
            return value
        method = _METHODS.get(kind)
        if method is None:
            raise WireError(f"a {kind.__name__} cannot travel")
        return method(self, value, depth)

    def integer(self, value: int, _depth: int) -> Any:
        if value.bit_length() > MAX_INTEGER_BITS:
            raise WireError(f"a whole number of {value.bit_length()} bits cannot travel")
        return value

    def array(self, value: Array, _depth: int) -> Any:
        claims = (value.kind, value.original, value.device, value.requires_grad, value.grad_fn)
        return (_ARRAY, value.dtype, value.shape, value.data, *claims)

    def opaque(self, value: Opaque, _depth: int) -> Any:
        return (_OPAQUE, value.type, value.text, value.reason)

    def size(self, value: Size, _depth: int) -> Any:
        return (_SIZE, *value)

    def handle(self, value: Handle, depth: int) -> Any:
        return (_HANDLE, value.function, self.sequence(value.args, depth))

    def sequence(self, value: tuple[Any, ...], depth: int) -> Any:
        return tuple([self.of(item, depth + 1) for item in value])

    def items(self, value: list[Any], depth: int) -> Any:
        return [self.of(item, depth + 1) for item in value]

    def mapping(self, value: dict[Any, Any], depth: int) -> Any:
        if len(value) > MAX_PAIRS:
            raise WireError(f"a dict of {len(value)} pairs cannot travel")
        return {self.of(key, depth + 1): self.of(item, depth + 1) for key, item in value.items()}


_METHODS: dict[type, Callable[[_Plain, Any, int], Any]] = {
    int: _Plain.integer,
    Array: _Plain.array,
    Opaque: _Plain.opaque,
    Size: _Plain.size,
    Handle: _Plain.handle,
    tuple: _Plain.sequence,
    list: _Plain.items,
    dict: _Plain.mapping,
}


def from_plain(plain: Any) -> Any:
    """Return the value that :func:`to_plain` made this of."""
    kind = type(plain)
    if kind is tuple:
        if plain and type(plain[0]) is bytes:
            return _MAKERS[plain[0]](*plain[1:])
        return tuple(map(from_plain, plain))
    if kind is list:
        return list(map(from_plain, plain))
    if kind is dict:
        return {from_plain(key): from_plain(item) for key, item in plain.items()}
    return plain


_MAKERS: dict[bytes, Callable[..., Value]] = {
    _ARRAY: Array,
    _OPAQUE: Opaque,
    _SIZE: lambda *sizes: Size(sizes),
    _HANDLE: lambda function, args: Handle(function, tuple(map(from_plain, args))),
}
