"""Python and torch values to and from the wire.

Outward, every tensor is widened to one of five dtypes, contiguous, on the CPU, without a graph, so that the
grader reads it with NumPy alone; what the original was travels as claims. Inward, inputs are built afresh
from bytes for every call. The torch functions used here are bound at import, before a learner's module can
replace them, and what a value is decides its type alone, never an attribute that its class could fake.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np
import torch

from lagrader.wire import Array, Handle, Opaque, Size, Value
from lagrader.wire.claims import NAME_LIMIT
from lagrader.wire.frames import PAYLOAD_LIMIT
from lagrader.wire.tree import MAX_INTEGER_BITS, MAX_NODES, MAX_PAIRS, possible_shape

ENTRY_LIMIT = 2_000_000
"""Entries of a tensor that may travel; a 300 x 300 result has 90,000."""

ITEM_LIMIT = 100_000
"""Items of one list or tuple that may travel."""

DEPTH_LIMIT = 20
TEXT_LIMIT = 20_000

_WIRE_NUMPY = {name: np.dtype(name).newbyteorder("<") for name in ("float64", "int64", "uint64", "bool", "complex128")}
_WIRE_TORCH = {name: getattr(torch, name) for name in _WIRE_NUMPY}
_NUMPY_WIDE = {"f": "float64", "i": "int64", "u": "uint64", "b": "bool", "c": "complex128"}


def _wide_names() -> dict[torch.dtype, tuple[str, str]]:
    """The name of each torch dtype, and of the wire's dtype that holds all of its values."""
    names: dict[torch.dtype, tuple[str, str]] = {}
    for dtype in {value for value in vars(torch).values() if isinstance(value, torch.dtype)}:
        name = str(dtype).removeprefix("torch.")
        if dtype.is_complex:
            names[dtype] = name, "complex128"
        elif dtype.is_floating_point:
            names[dtype] = name, "float64"
        elif name in ("bool", "uint64"):
            names[dtype] = name, name
        elif name.startswith(("int", "uint")):
            names[dtype] = name, "int64"
    return names


_WIDE = _wide_names()
_IN_NUMPY = {dtype for dtype, (name, _) in _WIDE.items() if hasattr(np, name) or dtype is torch.bool}
_BUILT = {name: dtype for dtype, (name, _) in _WIDE.items() if dtype in _IN_NUMPY or dtype is torch.bfloat16}
"""The dtypes that inputs are narrowed to; of any other the wide one is built."""

_Masked = np.ma.MaskedArray
_Tensor = torch.Tensor
_strided = torch.strided
_frombuffer, _empty, _zeros = torch.frombuffer, torch.empty, torch.zeros
_detach, _to, _clone, _view = torch.Tensor.detach, torch.Tensor.to, torch.Tensor.clone, torch.Tensor.view
_numpy = torch.Tensor.numpy
_resolve_conj, _resolve_neg = torch.Tensor.resolve_conj, torch.Tensor.resolve_neg
_base: Any = torch._C.TensorBase
_requires_grad, _grad_fn = _base.requires_grad.__get__, _base.grad_fn.__get__
_no_overrides = torch._C.DisableTorchFunction
_wrapped = torch._C._functorch.is_functorch_wrapped_tensor


# --- inward ------------------------------------------------------------------------------------------------


def build(value: Value, device: str, widen: bool, call: Callable[[Handle], object]) -> object:
    """Build one input: a fresh object that shares nothing with any other.

    With ``widen`` floating tensors keep float64. ``call`` evaluates a handle.
    """
    match value:
        case Array():
            with _no_overrides():
                return _build_tensor(value, device, widen) if value.kind == "tensor" else _build_numpy(value)
        case Handle():
            return call(value)
        case Size():
            return torch.Size(value)
        case tuple():
            return tuple(build(item, device, widen, call) for item in value)
        case list():
            return [build(item, device, widen, call) for item in value]
        case dict():
            return {key: build(item, device, widen, call) for key, item in value.items()}
    return value


def _build_tensor(array: Array, device: str, widen: bool) -> torch.Tensor:
    wide = _WIRE_TORCH[array.dtype]
    dtype = _BUILT.get(array.original, wide)
    if dtype.is_floating_point and widen:
        dtype = wide
    if not array.data:
        return _to(_empty(array.shape, dtype=dtype), device)
    tensor = _frombuffer(bytearray(array.data), dtype=wide)
    # On memory of torch's own, which it may resize: not the bytearray's.
    tensor = _to(tensor, dtype) if dtype is not wide else _clone(tensor)
    tensor = tensor if len(array.shape) == 1 else _view(tensor, array.shape)
    return tensor if device == "cpu" else _to(tensor, device)


def _build_numpy(array: Array) -> object:
    plain = np.frombuffer(array.data, _WIRE_NUMPY[array.dtype]).reshape(array.shape)
    known = array.original in _BUILT and array.original != "bfloat16"
    narrowed = plain.astype(array.original if known else array.dtype)
    return narrowed[()] if array.kind == "scalar" else narrowed


# --- outward -----------------------------------------------------------------------------------------------


def widen(value: object) -> Value:
    """Turn whatever a program returned into a wire value; what can't travel becomes an :class:`Opaque`."""
    try:
        with _no_overrides():
            return _Widening().value(value, 0)
    except _TooMuchError as error:
        return Opaque(type_name(value), reason=str(error))
    except Exception as error:  # noqa: BLE001 - a learner's class may raise from anything that is asked of it
        return Opaque(type_name(value), reason=f"cannot be read: {type_name(error)}")


def changed_inputs(sent: Sequence[Value], inputs: Sequence[object]) -> tuple[Value, ...]:
    """Return all inputs as they are now, or nothing where all are as they were sent.

    Where they lie and whether they want a gradient is no matter.
    """
    if all(map(_is_as_sent, sent, inputs)):
        return ()
    after = tuple(map(widen, inputs))
    return () if all(map(_same_contents, sent, after)) else after


def _is_as_sent(sent: Value, value: object) -> bool:
    """Whether an input is plainly as it was: the usual case, at a third of the price of widening it."""
    if type(sent) is not Array:
        return value is sent  # what can change was built anew
    if type(value) is not _Tensor:
        return False
    try:
        with _no_overrides():
            if _unusual(value) or _WIDE[value.dtype] != (sent.original, sent.dtype) or value.shape != sent.shape:
                return False
            plain = _detach(value)
            return type(plain) is _Tensor and not _unreadable(plain) and _bytes(plain, sent.dtype) == sent.data
    except Exception:  # noqa: BLE001 - whatever it is that can't be read so, widening will tell
        return False


def _same_contents(sent: Value, after: Value) -> bool:
    if type(sent) is not type(after):
        return False
    if type(sent) is Array:
        assert isinstance(after, Array)
        return (sent.data, sent.shape, sent.original) == (after.data, after.shape, after.original)
    if isinstance(sent, tuple | list):
        return len(sent) == len(after) and all(map(_same_contents, sent, after))  # type: ignore[arg-type]
    return sent == after or (sent != sent and after != after)  # noqa: PLR0124 - NaN is itself here


def type_name(value: object) -> str:
    """Return the name of a value's type; neither can be faked, and nothing of the learner's runs."""
    return class_name(type(value))


def class_name(kind: type) -> str:
    """Return a class's name, whatever its metaclass says, in at most :data:`NAME_LIMIT` characters."""
    return str.__str__(_name_of(kind))[:NAME_LIMIT]


_name_of = type.__dict__["__name__"].__get__


class _TooMuchError(Exception):
    """The value as a whole is over a limit of the wire."""


class _Widening:
    """Widens one value. It counts the parts and bytes, since a small program can make a value without end."""

    def __init__(self) -> None:
        self.parts = MAX_NODES // 2  # the other half is for what else stands in the reply
        self.bytes = PAYLOAD_LIMIT
        self.open: set[int] = set()

    def value(self, value: object, depth: int) -> Value:
        kind = type(value)
        if value is None or kind is bool:
            return value  # type: ignore[return-value]
        if kind is _Tensor:
            return self.tensor(value, depth)  # type: ignore[arg-type]
        # Not isinstance, which would believe a __class__ that lies.
        for base, method in _METHODS:
            if issubclass(kind, base):
                return method(self, value, depth)
        return Opaque(type_name(value), _describe(value))

    # --- plain values --------------------------------------------------------------------------------------
    # Subclasses are reduced to their base by the base's own methods, never by the learner's.

    def text(self, value: str, _depth: int) -> Value:
        text = str.__str__(value)
        return text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + " …"

    def integer(self, value: int, _depth: int) -> Value:
        whole = int.__pos__(value)
        bits = whole.bit_length()
        return whole if bits <= MAX_INTEGER_BITS else Opaque("int", reason=f"it is a whole number of {bits} bits")

    def floating(self, value: float, _depth: int) -> Value:
        return float.__pos__(value)

    def complex(self, value: complex, _depth: int) -> Value:
        return complex.__pos__(value)

    # --- containers ----------------------------------------------------------------------------------------

    def sequence(self, value: tuple[Any, ...], depth: int) -> Value:
        items = tuple(self.items(tuple, value, depth))
        # Nested too deeply, or a size that is a tensor: no sizes then, but what it holds can be told.
        return Size(items) if type(value) is torch.Size and set(map(type, items)) <= {int} else items  # type: ignore[arg-type]

    def row(self, value: list[Any], depth: int) -> Value:
        return self.items(list, value, depth)

    def items(self, base: Any, value: Any, depth: int) -> list[Value]:
        size: int = base.__len__(value)
        if size > ITEM_LIMIT:
            raise _TooMuchError(f"it holds {size} items")
        self.enter(value, size, depth)
        # No more than were counted: to read an item may run the learner's code, which may append.
        items = [self.value(item, depth + 1) for item in islice(base.__iter__(value), size)]
        self.open.remove(id(value))
        return items

    def mapping(self, value: dict[Any, Any], depth: int) -> Value:
        size = dict.__len__(value)
        if size > MAX_PAIRS:
            raise _TooMuchError(f"it holds {size} pairs")
        self.enter(value, 2 * size, depth)
        pairs = {self.value(key, depth + 1): self.value(item, depth + 1) for key, item in dict.items(value)}
        self.open.remove(id(value))
        return pairs

    def enter(self, container: object, parts: int, depth: int) -> None:
        self.parts -= parts
        if self.parts < 0:
            raise _TooMuchError("it has too many parts")
        if id(container) in self.open:
            raise _TooMuchError("it contains itself")
        if depth >= DEPTH_LIMIT:
            raise _TooMuchError("it is nested too deeply")
        self.open.add(id(container))

    # --- arrays --------------------------------------------------------------------------------------------

    def numpy(self, value: np.ndarray[Any, Any] | np.generic, _depth: int) -> Value:
        if issubclass(type(value), _Masked):
            return Opaque(type_name(value), reason="it is masked: what lies under the mask is no value")
        plain = np.asarray(value)
        dtype = plain.dtype
        if dtype.kind not in _NUMPY_WIDE:
            return Opaque(type_name(value), reason=f"its dtype is {dtype}"[:NAME_LIMIT])
        wide = _NUMPY_WIDE[dtype.kind]
        reason = self.refuse(plain.shape, plain.size, _WIRE_NUMPY[wide].itemsize)
        if reason:
            return Opaque(type_name(value), reason=reason)
        with np.errstate(all="ignore"):  # a longdouble may be over float64's range
            data = plain.astype(_WIRE_NUMPY[wide], order="C", copy=False).tobytes()
        kind = "scalar" if issubclass(type(value), np.generic) else "array"
        return Array(wide, plain.shape, data, kind, str(dtype))

    def tensor(self, tensor: torch.Tensor, _depth: int) -> Value:
        reason = _unusual(tensor)
        if reason:
            return Opaque("Tensor", reason=reason)
        plain = _detach(tensor)
        if type(plain) is not _Tensor:
            return Opaque(type_name(tensor), reason="its class keeps its values to itself")
        name, wide = _WIDE[plain.dtype]
        shape = tuple(plain.shape)
        reason = self.refuse(shape, plain.numel(), _WIRE_NUMPY[wide].itemsize) or _unreadable(plain)
        if reason:
            return Opaque("Tensor", reason=reason)
        node = _grad_fn(tensor)
        return Array(
            wide,
            shape,
            _bytes(plain, wide),
            "tensor",
            name,
            "cpu" if plain.is_cpu else str(plain.device),
            _requires_grad(tensor),
            None if node is None else type_name(node),
        )

    def refuse(self, shape: tuple[int, ...], entries: int, size: int) -> str:
        """Say why an array of this size can't travel, or return an empty text and count it."""
        if entries > ENTRY_LIMIT:
            return f"it has {entries} entries"
        if not possible_shape(shape):
            return f"its shape has {len(shape)} dimensions" if entries else "its shape is too large"
        self.bytes -= entries * size
        if self.bytes < 0:
            raise _TooMuchError("it holds too many numbers")
        return ""


_METHODS: tuple[tuple[type | tuple[type, ...], Callable[[_Widening, Any, int], Value]], ...] = (
    (_Tensor, _Widening.tensor),
    (str, _Widening.text),  # before NumPy's scalars: numpy.str_ is both
    ((np.ndarray, np.generic), _Widening.numpy),  # before Python's numbers: numpy.float64 is both
    (float, _Widening.floating),
    (int, _Widening.integer),
    (tuple, _Widening.sequence),
    (list, _Widening.row),
    (dict, _Widening.mapping),
    (complex, _Widening.complex),
)
"""What becomes of a value: the first line that its type belongs to."""


def _unusual(tensor: torch.Tensor) -> str:
    """Say why a tensor has no readable memory, or return an empty text. Nothing here touches its memory."""
    if tensor.is_nested:
        return "it is nested"
    if tensor.layout is not _strided:
        return f"its layout is {str(tensor.layout).removeprefix('torch.')}"
    if tensor.is_quantized:
        return "it is quantized"
    if tensor.is_meta:
        return "it is on the device meta: it has a shape and no values"
    if _wrapped(tensor):
        return "it is a tracer of a torch.func transform, which left its function"
    if type_name(tensor) == "FakeTensor":
        return "it is a fake tensor: it has a shape and no values"
    return "" if tensor.dtype in _WIDE else f"its dtype is {str(tensor.dtype).removeprefix('torch.')}"


def _unreadable(plain: torch.Tensor) -> str:
    """Say whether the memory that a strided tensor looks at is there."""
    if plain.is_contiguous():
        needed = plain.storage_offset() + plain.numel()
    else:
        last = sum((size - 1) * stride for size, stride in zip(plain.shape, plain.stride(), strict=True))
        needed = plain.storage_offset() + last + 1 if plain.numel() else 0
    there = plain.untyped_storage().nbytes()
    return "" if there >= needed * plain.element_size() or plain._is_zerotensor() else "its memory was freed"


def _bytes(plain: torch.Tensor, wide: str) -> bytes:
    if plain._is_zerotensor():  # forward mode's gradient of a constant: zeros that need no memory
        plain = _zeros(plain.shape, dtype=plain.dtype)
    if plain.is_conj():
        plain = _resolve_conj(plain)
    if plain.is_neg():
        plain = _resolve_neg(plain)
    if not plain.is_cpu or plain.dtype not in _IN_NUMPY:
        plain = _to(plain, "cpu", _WIRE_TORCH[wide])
    return _numpy(plain).astype(_WIRE_NUMPY[wide], copy=False).tobytes()


def _describe(value: object) -> str:
    """Describe an object without running its own code: functions, modules and classes by name."""
    if type(value) in (FunctionType, BuiltinFunctionType, ModuleType):
        name = value.__name__  # type: ignore[attr-defined]
        return str.__str__(name)[:NAME_LIMIT] if issubclass(type(name), str) else ""
    return class_name(value) if type(value) is type else ""
