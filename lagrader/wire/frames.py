"""Frames: a prefix of twelve bytes, a JSON header (of a reply), and raw bytes.

The prefix holds :data:`MAGIC` and two unsigned little-endian 32-bit lengths, of the header and of the payload.
Both are checked against their limits before anything is read, so that a hostile sender cannot make the reader
allocate more; and a single byte that a program wrote between two frames is noticed at once, instead of being
read as a part of a length.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from lagrader.errors import WireError

MAGIC = b"lag1"
PREFIX = struct.Struct("<4sII")
PREFIX_SIZE = PREFIX.size

_to_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_from_json = json.JSONDecoder().raw_decode

HEADER_LIMIT = 4 * 1024 * 1024
PAYLOAD_LIMIT = 32 * 1024 * 1024
FRAME_LIMIT = HEADER_LIMIT + PAYLOAD_LIMIT
"""The most bytes of one frame; a 300 x 300 tensor of float64 takes 720,000."""


def join_frame(header: list[Any], payload: bytes | bytearray) -> bytes:
    """Return the bytes of one frame; raise :class:`WireError` where it is over the cap."""
    return join_text(header_text(header), payload)


def header_text(header: list[Any]) -> bytes:
    """Return a header, or a part of one, as JSON."""
    # Lone surrogates are legal in a str. As JSON's escapes two of them would come back as one character.
    return _to_json(header).encode("utf-8", "surrogatepass")


def join_text(text: bytes, payload: bytes | bytearray) -> bytes:
    """Return the bytes of one frame whose header is JSON already; raises as :func:`join_frame`."""
    if len(text) > HEADER_LIMIT or len(payload) > PAYLOAD_LIMIT:
        raise WireError(f"the message is over the limit of {FRAME_LIMIT} bytes")
    return b"".join((PREFIX.pack(MAGIC, len(text), len(payload)), text, payload))


def join_bare(payload: bytes) -> bytes:
    """Return the bytes of a frame without a header; raise :class:`WireError` where it is over the cap."""
    if len(payload) > PAYLOAD_LIMIT:
        raise WireError(f"the message is over the limit of {PAYLOAD_LIMIT} bytes")
    return PREFIX.pack(MAGIC, 0, len(payload)) + payload


def frame_sizes(prefix: bytes) -> tuple[int, int]:
    """Read the lengths of header and payload from a prefix of :data:`PREFIX_SIZE` bytes."""
    magic, header, payload = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError("a frame does not begin as one")
    if header > HEADER_LIMIT or payload > PAYLOAD_LIMIT:
        raise WireError("a frame is over the limit")
    return header, payload


def read_text(text: bytes) -> list[Any]:
    """Parse a header, or a part of one, which is a list as well."""
    try:
        shown = text.decode("utf-8", "surrogatepass")
        found, end = _from_json(shown)
    except (ValueError, RecursionError) as error:
        raise WireError("a header is not JSON") from error
    if type(found) is not list or end != len(shown):
        raise WireError("a header is not one list")
    return found
