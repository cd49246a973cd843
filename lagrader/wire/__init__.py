"""What passes between the grader and a worker: values, messages, frames. Standard library only.

Both sides import this package, so it knows neither torch nor NumPy. ``tree`` says what a value is on the
wire, ``messages`` what can be asked and answered, ``claims`` how long its words may be, ``frames`` how bytes are
cut.
"""

from lagrader.errors import WireError
from lagrader.wire.claims import COURSES
from lagrader.wire.frames import FRAME_LIMIT, PREFIX_SIZE, frame_sizes
from lagrader.wire.messages import (
    Absent,
    Call,
    Devices,
    Found,
    Load,
    Loaded,
    Raised,
    Read,
    Ready,
    Reply,
    Request,
    Returned,
    Rig,
    Sample,
    Setup,
    Source,
    pack_reply,
    pack_request,
    unpack_reply,
    unpack_request,
)
from lagrader.wire.plain import Args
from lagrader.wire.recipe import Recipe, Unfit
from lagrader.wire.tree import Array, Handle, Opaque, Size, Value

__all__ = [
    "COURSES",
    "FRAME_LIMIT",
    "PREFIX_SIZE",
    "Absent",
    "Args",
    "Array",
    "Call",
    "Devices",
    "Found",
    "Handle",
    "Load",
    "Loaded",
    "Opaque",
    "Raised",
    "Read",
    "Ready",
    "Recipe",
    "Reply",
    "Request",
    "Returned",
    "Rig",
    "Sample",
    "Setup",
    "Size",
    "Source",
    "Unfit",
    "Value",
    "WireError",
    "frame_sizes",
    "pack_reply",
    "pack_request",
    "unpack_reply",
    "unpack_request",
]
