"""Arrays of numbers out of .npz and .safetensors files, which may be a stranger's: nothing in them is ever executed.

Both formats are read here. NumPy's own reader evaluates a header, and makes room for as much as that says before it
looks at anything else; and of the package safetensors these few lines are all that a course needs.
"""

from __future__ import annotations

import io
import json
import math
import re
import struct
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lagrader.submission.archives import Caps, open_archive
from lagrader.submission.shelf import Fault, Read

MOST_ENTRIES = 4_000_000
"""Entries of one array: all that an exercise may have."""

MOST_ARRAYS = 1_000
HEADER_LIMIT = 100_000
"""Bytes of the header of a .safetensors file; the format allows 100 MB."""

NPY_HEADER_LIMIT = 1_000
"""Bytes of the header of one array in a .npz file; NumPy writes 118 for most."""

MOST_DIMENSIONS = 32


class ArrayFault(Exception):  # noqa: N818 - it is told, not raised to the top
    """Why a file or an array can't be used, as the end of a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """An array: its values, widened to float64, int64 or bool, and the dtype that it has in the file."""

    values: NDArray[Any]
    dtype: str

    def entry(self, place: int) -> Stored:
        """Return one entry along the first axis."""
        return Stored(np.asarray(self.values[place]), self.dtype)


Arrays: TypeAlias = Mapping[str, Callable[[], Stored]]
"""What a file holds by name, each read when it is asked for."""

_DTYPES = {
    "f2": "float16",
    "f4": "float32",
    "f8": "float64",
    "i4": "int32",
    "i8": "int64",
    "b1": "bool",
    "F16": "float16",
    "BF16": "bfloat16",
    "F32": "float32",
    "F64": "float64",
    "I32": "int32",
    "I64": "int64",
    "BOOL": "bool",
}
_BYTES = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "int32": 4, "int64": 8, "bool": 1}
_RAW = {"float16": "f2", "bfloat16": "u2", "float32": "f4", "float64": "f8", "int32": "i4", "int64": "i8", "bool": "u1"}


def opened(name: str, data: bytes) -> Arrays:
    """Return the arrays of a file by its name and its bytes.

    Raises:
        ArrayFault: it is not of the kind that its name says, or broken.
    """
    return _npz(data) if name.endswith(".npz") else _safetensors(data)


def _array(raw: bytes, dtype: str, shape: tuple[int, ...], order: str = "<", *, columns: bool = False) -> Stored:
    """Return an array of its bytes, which must be as many as its shape says."""
    if len(shape) > MOST_DIMENSIONS:
        raise ArrayFault(f"it has {len(shape)} dimensions; at most {MOST_DIMENSIONS} are read")
    count = math.prod(shape)
    if count > MOST_ENTRIES:
        raise ArrayFault(f"its shape says more than the {MOST_ENTRIES:,} entries that are read")
    if len(raw) != count * _BYTES[dtype]:
        raise ArrayFault("it is broken: it has more or fewer bytes than its shape says")
    values = np.frombuffer(raw, np.dtype(order + _RAW[dtype])).reshape(shape, order="F" if columns else "C")
    if dtype == "bfloat16":  # the upper half of a float32
        values = (values.astype(np.uint32) << 16).view(np.float32)
    if dtype == "bool":
        return Stored(values != 0, dtype)
    return Stored(values.astype("<i8" if dtype.startswith("int") else "<f8"), dtype)


def _of_known_dtype(found: str) -> str:
    if found not in _DTYPES:
        known = ", ".join(_BYTES)
        raise ArrayFault(f"its dtype is {found[:20]}; save it as one of {known}")
    return _DTYPES[found]


# --- npz: a zip with an array in each member (NumPy's NEP 1) -------------------------------------------------

_NPY = re.compile(
    rb"\{'descr': ?'([<>|=])([A-Za-z]\d*)', ?'fortran_order': ?(True|False), ?'shape': ?\(([0-9, ]*)\),? ?\}\s*"
)


def _npz(data: bytes) -> Arrays:
    folder = open_archive("arrays.zip", io.BytesIO(data), ExitStack(), Caps(MOST_ARRAYS))
    entries = folder if isinstance(folder, Fault) else folder.entries()
    if isinstance(entries, Fault):
        raise ArrayFault(f"this is no .npz file: {entries.reason}; write it with numpy.savez")
    members = {entry.name.removesuffix(".npy"): entry.read for entry in entries if entry.name.endswith(".npy")}
    return {name: _reading(read) for name, read in members.items() if read is not None}


def _reading(read: Read) -> Callable[[], Stored]:
    def array() -> Stored:
        most = MOST_ENTRIES * 8 + NPY_HEADER_LIMIT
        data = read(most + 1)  # what is unpacked is counted while it is, whatever the zip says
        if isinstance(data, Fault):
            raise ArrayFault(data.reason)
        if len(data) > most:
            raise ArrayFault(f"it unpacks to more than {most // 10**6} MB")
        return _npy(data)

    return array


def _npy(data: bytes) -> Stored:
    if not data.startswith(b"\x93NUMPY") or len(data) < 12:
        raise ArrayFault("it is no array of NumPy's")
    short = data[6] == 1
    begin = 10 if short else 12
    (size,) = struct.unpack_from("<H" if short else "<I", data, 8)
    if size > NPY_HEADER_LIMIT:
        raise ArrayFault(f"its header has {size:,} bytes; an array of numbers needs about a hundred")
    found = _NPY.fullmatch(data, begin, begin + size)
    if found is None or found[2] == b"O":
        raise ArrayFault("it is no plain array of numbers (Python objects and records are never read)")
    order, dtype, by_columns, sizes = found.groups()
    shape = tuple(int(one) for one in sizes.split(b",") if one.strip())
    order_of = ">" if order == b">" else "<"
    known = _of_known_dtype(dtype.decode("ascii"))
    return _array(data[begin + size :], known, shape, order_of, columns=by_columns == b"True")


# --- safetensors: the length of a header, the header in JSON, bytes ------------------------------------------


def _safetensors(data: bytes) -> Arrays:
    size = int.from_bytes(data[:8], "little")
    if not 0 < size <= min(HEADER_LIMIT, len(data) - 8):
        raise ArrayFault(f"this is no .safetensors file, or its header has more than {HEADER_LIMIT:,} bytes")
    try:
        header = json.loads(data[8 : 8 + size].decode("utf-8"))
    except (ValueError, RecursionError):
        raise ArrayFault("this is no .safetensors file: its header is not JSON") from None
    if not isinstance(header, dict):
        raise ArrayFault("this is no .safetensors file: its header has no names")
    body = data[8 + size :]
    return {name: _cutting(about, body) for name, about in header.items() if name != "__metadata__"}


def _cutting(about: object, body: bytes) -> Callable[[], Stored]:
    def array() -> Stored:
        match about:
            case {"dtype": str(dtype), "shape": [*shape], "data_offsets": [int(start), int(end)]}:
                if all(type(one) is int and one >= 0 for one in (start, end, *shape)) and start <= end <= len(body):
                    return _array(body[start:end], _of_known_dtype(dtype), tuple(shape))
        raise ArrayFault("it is broken: its header does not say where its numbers lie")

    return array
