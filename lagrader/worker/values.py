"""Python and torch values to and from the wire.

Outward, every tensor is widened to one of five dtypes, contiguous, on the CPU, without a graph, so that the
grader reads it with NumPy alone; what the original was travels as claims. Inward, inputs are built afresh
from bytes for every call. The torch functions used here are bound at import, before a learner's module can
replace them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lagrader.wire import Array, Handle, Opaque, Size, Value

ENTRY_LIMIT = 2_000_000
"""Entries of a tensor that may travel; a 300 x 300 result has 90,000."""

ITEM_LIMIT = 100_000
"""Items of one list, tuple or dict that may travel."""

DEPTH_LIMIT = 20
TEXT_LIMIT = 20_000
DESCRIPTION_LIMIT = 200

_TORCH_DTYPES = {
    name: getattr(torch, name)
    for name in (
        *("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"),
        *("complex128", "complex64"),
    )
}
_WIRE_TORCH = {"float64": torch.float64, "int64": torch.int64, "bool": torch.bool, "complex128": torch.complex128}
_WIRE_NUMPY = {name: np.dtype(name).newbyteorder("<") for name in ("float64", "int64", "uint64", "bool", "complex128")}
_NUMPY_WIDE = {"f": "float64", "i": "int64", "u": "uint64", "b": "bool", "c": "complex128"}

_Tensor = torch.Tensor
_frombuffer, _empty = torch.frombuffer, torch.empty
_detach, _to, _clone, _numpy = torch.Tensor.detach, torch.Tensor.to, torch.Tensor.clone, torch.Tensor.numpy
_resolve_conj, _resolve_neg = torch.Tensor.resolve_conj, torch.Tensor.resolve_neg
_no_overrides = torch._C.DisableTorchFunction
_wrapped = torch._C._functorch.is_functorch_wrapped_tensor


# --- inward ------------------------------------------------------------------------------------------------


def build(value: Value, device: str, widen: bool, call: Callable[[Handle], object]) -> object:
    """Build one input: a fresh object that shares nothing with any other.

    With ``widen`` floating tensors keep float64. ``call`` evaluates a handle.
    """
    match value:
        case Handle():
            return call(value)
        case Array():
            with _no_overrides():
                return _build_array(value, device, widen)
        case Size():
            return torch.Size(value)
        case tuple():
            return tuple(build(item, device, widen, call) for item in value)
        case list():
            return [build(item, device, widen, call) for item in value]
        case dict():
            return {key: build(item, device, widen, call) for key, item in value.items()}
    return value


def _build_array(array: Array, device: str, widen: bool) -> object:
    if array.kind != "tensor":
        plain = np.frombuffer(array.data, _WIRE_NUMPY[array.dtype]).reshape(array.shape)
        known = array.original in _TORCH_DTYPES and array.original != "bfloat16"
        narrowed = plain.astype(array.original if known else array.dtype)
        return narrowed[()] if array.kind == "scalar" else narrowed
    wide = _WIRE_TORCH.get(array.dtype, torch.int64)
    if array.data:
        tensor = _clone(_frombuffer(bytearray(array.data), dtype=wide)).reshape(array.shape)
    else:
        tensor = _empty(array.shape, dtype=wide)
    dtype = _TORCH_DTYPES.get(array.original, wide)
    if not (widen and dtype.is_floating_point):
        tensor = tensor.to(dtype)
    return tensor.to(device) if device != "cpu" else tensor


# --- outward -----------------------------------------------------------------------------------------------


def widen(value: object, depth: int = 0) -> Value:
    """Turn whatever a program returned into a wire value; what can't travel becomes an :class:`Opaque`."""
    try:
        with _no_overrides():
            return _widen(value, depth)
    except Exception as error:  # noqa: BLE001 - a learner's class may raise from anything that is asked of it
        return Opaque(_type_name(value), reason=f"cannot be read: {type(error).__name__}")


def _widen(value: object, depth: int) -> Value:
    kind = type(value)
    if value is None or kind is bool:
        return value  # type: ignore[return-value]
    if isinstance(value, _Tensor):
        return _widen_tensor(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return _widen_numpy(value)
    if isinstance(value, (int, float, complex, str)):
        return _widen_plain(value)
    if isinstance(value, (tuple, list, dict)):
        return _widen_container(value, depth)
    return Opaque(_type_name(value), _describe(value))


def _widen_plain(value: int | float | complex | str) -> Value:
    # Subclasses are reduced to their base by the base's own methods, never by the learner's.
    if isinstance(value, str):
        text = str.__str__(value)
        return text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + " …"
    if isinstance(value, int):
        whole = int.__pos__(value)
        bits = whole.bit_length()
        return whole if bits <= 4096 else Opaque("int", reason=f"a whole number of {bits} bits")
    return float.__pos__(value) if isinstance(value, float) else complex.__pos__(value)


def _widen_container(value: tuple[Any, ...] | list[Any] | dict[Any, Any], depth: int) -> Value:
    if depth >= DEPTH_LIMIT:
        return Opaque(_type_name(value), reason="nested too deeply")
    base = dict if isinstance(value, dict) else list if isinstance(value, list) else tuple
    if base.__len__(value) > ITEM_LIMIT:  # type: ignore[arg-type]
        return Opaque(_type_name(value), reason="too many items")
    if isinstance(value, dict):
        return {_key(key): _widen(item, depth + 1) for key, item in dict.items(value)}
    items = [_widen(item, depth + 1) for item in base.__iter__(value)]  # type: ignore[arg-type]
    if type(value) is torch.Size:
        return Size(items)  # type: ignore[arg-type]
    return items if base is list else tuple(items)


def _key(key: object) -> str | int | float | bool | None:
    return key if key is None or type(key) in (str, int, float, bool) else _describe(key)  # type: ignore[return-value]


def _widen_numpy(value: np.ndarray[Any, Any] | np.generic) -> Value:
    dtype = value.dtype
    if dtype.kind not in _NUMPY_WIDE:
        return Opaque(_type_name(value), reason=f"its dtype is {dtype}")
    if value.size > ENTRY_LIMIT:
        return Opaque(_type_name(value), reason=f"it has {value.size} entries")
    wide = _NUMPY_WIDE[dtype.kind]
    data = np.ascontiguousarray(np.asarray(value), dtype=_WIRE_NUMPY[wide])
    kind = "scalar" if isinstance(value, np.generic) else "array"
    return Array(wide, tuple(np.shape(value)), data.tobytes(), kind, str(dtype))


def _widen_tensor(tensor: torch.Tensor) -> Value:
    reason = _unreadable(tensor)
    if reason:
        return Opaque("Tensor", reason=reason)
    dtype = tensor.dtype
    if dtype.is_complex:
        wide = "complex128"
    elif dtype.is_floating_point:
        wide = "float64"
    else:
        wide = {torch.bool: "bool", torch.uint64: "uint64"}.get(dtype, "int64")
    plain = _resolve_neg(_resolve_conj(_detach(tensor)))
    plain = _to(_to(plain, "cpu"), getattr(torch, wide))
    plain = _clone(plain, memory_format=torch.contiguous_format)
    grad_fn = tensor.grad_fn
    return Array(
        wide,
        tuple(tensor.shape),
        _numpy(plain).astype(_WIRE_NUMPY[wide], copy=False).tobytes(),
        "tensor",
        str(dtype).removeprefix("torch."),
        str(tensor.device),
        bool(tensor.requires_grad),
        None if grad_fn is None else str(grad_fn.name())[:DESCRIPTION_LIMIT],
    )


def _unreadable(tensor: torch.Tensor) -> str:
    """Say why a tensor can't travel, or return an empty text. Nothing here touches its memory."""
    if tensor.is_nested:
        return "it is nested"
    if tensor.layout is not torch.strided:
        return f"its layout is {str(tensor.layout).removeprefix('torch.')}"
    if tensor.is_quantized:
        return "it is quantized"
    if tensor.device.type == "meta":
        return "it is on the device meta: it has a shape and no values"
    if _wrapped(tensor) or type(tensor).__name__ == "FakeTensor":
        return "it is a tracer of a torch.func transform, which left its function"
    if tensor.numel() > ENTRY_LIMIT:
        return f"it has {tensor.numel()} entries"
    last = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    needed = (tensor.storage_offset() + last + 1) * tensor.element_size() if tensor.numel() else 0
    if tensor.untyped_storage().nbytes() < needed:
        return "its memory was freed"
    return ""


def _type_name(value: object) -> str:
    return str(type.__getattribute__(type(value), "__name__"))[:DESCRIPTION_LIMIT]


def _describe(value: object) -> str:
    """Describe an object without running its own code: functions and classes by name, others by type."""
    name = getattr(value, "__name__", "") if type(value).__module__ in ("builtins", "types") else ""
    return str(name)[:DESCRIPTION_LIMIT] if isinstance(name, str) else ""
