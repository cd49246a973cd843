"""Messages: what the grader may ask of a worker, and what a worker may answer.

A message is a frozen dataclass of wire values. ``pack_*`` and ``unpack_*`` are the only way to bytes and back. A
request is the grader's own and travels as it is cheapest (:mod:`lagrader.wire.plain`). A reply may be forged: every
field of it is checked, and one of the wrong type is a :class:`WireError`, as is a message of the other direction.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, ClassVar, TypeAlias, get_args

from lagrader.errors import WireError
from lagrader.wire.claims import (
    ANCESTORS_LIMIT,
    MESSAGE_LIMIT,
    NAMES_LIMIT,
    SAMPLE_LINES,
    SIGNATURE_LIMIT,
    are_frames,
    are_names,
    are_numbers,
    are_seen,
    is_line,
    is_name,
)
from lagrader.wire.frames import header_text, join_bare, join_frame, join_text, read_text
from lagrader.wire.plain import NO_REFERENCES, Args, pack_args, unpack_args
from lagrader.wire.recipe import Plain, Unfit
from lagrader.wire.tree import Array, Value, decode, encode

# --- from the grader to a worker -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One file of Python: the module's name, the name to show in tracebacks, and its text."""

    module: str
    filename: str
    text: str


@dataclass(frozen=True, slots=True)
class Setup:
    """The first message to a child: everything that it may import, where tensors go, the random seed."""

    sources: tuple[tuple[str, str, str], ...]
    """(module, filename, text) of each :class:`Source`."""
    device: str = "cpu"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """Import one module of the setup. ``limits`` are those of :class:`Call`."""

    module: str
    limits: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Read:
    """Give the value of a module's name. ``limits`` are those of :class:`Call`: it may have to be imported first."""

    module: str
    name: str
    limits: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Call:
    """Call a module's function with fresh inputs.

    ``widen`` runs it as the oracle's exact run: inputs in float64 under a float64 default. ``rig`` is an
    intervention (:class:`Rig`'s fields), or None. ``echo`` asks for the inputs as they are after the call. ``recipe``
    (the fields of a :class:`~lagrader.wire.recipe.Recipe`) says that the function is a class, and how it is called.
    ``limits`` are the seconds of CPU time and on the clock after which the grader ends it; the worker sends a
    :class:`Sample` every now and then, as they are used up, and none where the first of them is 0.
    """

    module: str
    function: str
    args: tuple[Value, ...] = ()
    widen: bool = False
    rig: tuple[str, str, float] | None = None
    echo: bool = True
    recipe: Plain | None = None
    limits: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rig:
    """How a call is interfered with: what comes out of ``door`` is multiplied by ``factor``.

    ``kind`` is ``through`` (the named door), ``not_through`` (a family of doors), ``count`` (nothing is
    multiplied; dispatched operations of the family are counted) or ``watch`` (nothing is changed; at ``nonfinite``
    the first operation is noted that makes NaN or infinity out of finite numbers).
    """

    kind: str
    door: str
    factor: float = 1.0

    def as_wire(self) -> tuple[str, str, float]:
        """The plain tuple that :class:`Call` carries."""
        return (self.kind, self.door, self.factor)


@dataclass(frozen=True, slots=True)
class Devices:
    """Say which devices this torch can use."""


# --- from a worker to the grader -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """The first answer of a child: it is confined. ``facts`` say by what."""

    TYPES: ClassVar = {"facts": dict}
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The module was imported."""

    TYPES: ClassVar[dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Returned:
    """A call, or a read name, gave ``value``.

    ``handles`` are the results of the call's handles in order, ``inputs`` the arguments after the call, where any of
    them is not what was sent (else empty), ``seen`` what a rig saw: (operation, line of the learner's file or 0) once
    each. ``count`` is the number of operations that a counting rig counted. ``sent`` are the bytes that a small one was
    read from: two that have the same say the same.
    """

    TYPES: ClassVar = {"value": object, "handles": tuple, "inputs": tuple, "seen": tuple, "count": int}
    value: Value
    handles: tuple[Value, ...] = ()
    inputs: tuple[Value, ...] = ()
    seen: tuple[tuple[str, int], ...] = ()
    count: int = 0
    sent: tuple[bytes, bytes] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Raised:
    """The program raised. ``stage``: ``load`` | ``call`` | ``handle`` | ``construct`` | ``arguments`` (they don't fit).

    ``ancestors`` are the names of the exception's classes, itself first; ``frames`` the learner's own lines,
    outermost first, as (filename, line, function). For arguments that don't fit, a constructor's too, ``message`` is
    Python's own and ``signature`` the function's. ``missing`` is the module or name that an import did not find;
    ``handles`` are the results of the call's handles, as far as it came.
    """

    TYPES: ClassVar = {
        "stage": str,
        "type": str,
        "message": str,
        "ancestors": tuple,
        "frames": tuple,
        "signature": str,
        "missing": str,
        "handles": tuple,
    }
    stage: str
    type: str
    message: str
    ancestors: tuple[str, ...] = ()
    frames: tuple[tuple[str, int, str], ...] = ()
    signature: str = ""
    missing: str = ""
    handles: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """The module has no such name, or it is not a function.

    ``found`` is the type of what stands there (``float``), empty where nothing does; ``names`` are the
    names that the module itself defines, in order.
    """

    TYPES: ClassVar = {"name": str, "found": str, "names": tuple}
    name: str
    found: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The devices of this torch: ``names`` (``cpu``, ``cuda:0`` …) and torch's version."""

    TYPES: ClassVar = {"names": tuple, "torch": str, "details": dict}
    names: tuple[str, ...]
    torch: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """Where a request is that runs long: no answer, but what was seen of it until now.

    ``frames`` are the learner's own lines as in :class:`Raised`, down to the innermost call that every look met;
    ``lines`` are the lines at which that call was, one for each look. ``numbers`` are short numbers of that call:
    (name, value at the last look, one of :data:`lagrader.wire.claims.COURSES`).
    """

    TYPES: ClassVar = {"frames": tuple, "lines": tuple, "numbers": tuple}
    frames: tuple[tuple[str, int, str], ...]
    lines: tuple[int, ...] = ()
    numbers: tuple[tuple[str, float, str], ...] = ()


STAGES = ("load", "handle", "construct", "arguments", "call")
"""What was being done when a program raised."""

Request: TypeAlias = Load | Read | Call | Devices
Reply: TypeAlias = Loaded | Returned | Raised | Absent | Unfit | Found

SMALL = 1024
"""Bytes of a reply that is worth remembering: nearly all are shorter, and a class gives the same ones all the time."""

_COUNT = rb"(0|[1-9][0-9]{0,14})"  # no worker counts further; what was printed becomes a place in a file
_BEGINNING = re.compile(rb'\[%b,"([A-Za-z]{1,20})",%b' % (_COUNT, _COUNT))
"""What a header begins with; the nodes of the message's fields follow, in order. Those that stand last and are at their
defaults are left out, as in nearly all of the hundred replies of a submission."""

_REQUESTS: tuple[type[Any], ...] = (Setup, *get_args(Request))
_ARGS = Call.__slots__.index("args")
_PLACES = {cls: place for place, cls in enumerate(_REQUESTS)}
_REPLIES = {cls.__name__: cls for cls in (Ready, Sample, *get_args(Reply))}
_DEFAULTS = {
    cls: [
        (one.name, one.default) for one in reversed(fields(cls)) if one.name in cls.TYPES and one.default is not MISSING
    ]
    for cls in _REPLIES.values()
}
"""The fields that need not be sent, the last one first."""


def pack_request(number: int, message: Setup | Request, limits: tuple[float, float] | None = None) -> bytes:
    """Return the frame for a message to a worker; ``number`` ties the reply to it.

    ``limits`` stand for the message's own, where it has any.
    """
    cls = type(message)
    values = [getattr(message, name) for name in cls.__slots__]
    if isinstance(message, Call):
        args = message.args
        values[_ARGS] = args.packed if isinstance(args, Args) else pack_args(args)
    if limits is not None and cls.__slots__[-1:] == ("limits",):
        values[-1] = limits
    return join_bare(marshal.dumps((number, _PLACES[cls], *values), NO_REFERENCES))


def pack_reply(number: int, message: Ready | Sample | Reply, printed: int = 0) -> bytes:
    """Return the frame for a message from a worker; ``number`` is that of the request.

    ``printed`` is how far the file with the child's output reached before the reply, in bytes.
    """
    if type(message) is Returned and type(message.value) is Array and _is_bare(message):
        return join_text(b'[%d,"Returned",%d,%b]' % (number, printed, _array_text(message.value)), message.value.data)
    # Not dataclasses.asdict: it would take apart the arrays that stand inside the fields.
    names = list(message.TYPES)
    for name, default in _DEFAULTS[type(message)]:
        if getattr(message, name) != default:
            break
        names.pop()
    nodes, payload = encode(getattr(message, name) for name in names)
    return join_frame([number, type(message).__name__, printed, *nodes], payload)


def unpack_request(body: bytes, header_size: int) -> tuple[int, Setup | Request]:
    """Read a frame as a message to a worker: its number, and the message. Never of bytes that a stranger wrote."""
    if header_size:
        raise WireError("a message to a worker has no header")
    number, place, *values = marshal.loads(body)  # noqa: S302 - the grader wrote it
    cls = _REQUESTS[place]
    if cls is Call:
        values[_ARGS] = unpack_args(values[_ARGS])
    return number, cls(*values)


def unpack_reply(body: bytes, header_size: int) -> tuple[int, int, Ready | Sample | Reply]:
    """Read a frame as a message from a worker: its number, what was printed, and the message.

    Everything about it may be forged. A small one may be the same object as one that was read before.
    """
    beginning = _BEGINNING.match(body, 0, header_size)
    if beginning is None:
        raise WireError("a header of an unknown form")
    number, kind, printed = beginning.groups()
    read = _read_small if len(body) <= SMALL else _read
    return int(number), int(printed), read(kind, body[beginning.end() : header_size], body[header_size:])


@lru_cache(maxsize=1024)
def _read_small(kind: bytes, text: bytes, payload: bytes) -> Ready | Sample | Reply:
    message = _read(kind, text, payload)
    return replace(message, sent=(text, payload)) if isinstance(message, Returned) else message


def _read(kind: bytes, text: bytes, payload: bytes) -> Ready | Sample | Reply:
    """Read a message's fields: ``text`` is what follows the beginning of its header, with the comma before it."""
    cls = _REPLIES.get(kind.decode())
    if cls is None or text[:1] not in (b",", b"]"):
        raise WireError("a message of an unknown kind")
    nodes = read_text(b"[" + text.removeprefix(b","))
    if not 0 <= len(cls.TYPES) - len(nodes) <= len(_DEFAULTS[cls]):
        raise WireError(f"a {cls.__name__} with the wrong fields")
    values = decode(nodes, memoryview(payload))
    for value, expected in zip(values, cls.TYPES.values(), strict=False):
        if not isinstance(value, expected) or (expected is int and type(value) is not int):
            raise WireError(f"a field of a {cls.__name__} is a {type(value).__name__}")
    message: Ready | Sample | Reply = cls(*values)
    _check_items(message)
    return message


def _is_bare(message: Returned) -> bool:
    return not (message.handles or message.inputs or message.seen or message.count)


def _array_text(array: Array) -> bytes:
    return _text_of(
        array.dtype, array.shape, array.kind, array.original, array.device, array.requires_grad, array.grad_fn
    )


@lru_cache(maxsize=256)
def _text_of(dtype: str, shape: tuple[int, ...], *claims: str | bool | None) -> bytes:
    return header_text(["a", dtype, shape, *claims])


def _check_items(message: Ready | Sample | Reply) -> None:
    """Check the items of the containers whose readers rely on them, and the length of what is told in words."""
    match message:
        case Returned():
            good = are_seen(message.seen)
        case Raised():
            good = _is_raised(message)
        case Absent():
            good = are_names((message.name, message.found), 2) and are_names(message.names, NAMES_LIMIT)
        case Unfit():
            good = message.is_as_claimed()
        case Found():
            good = are_names(message.names, NAMES_LIMIT) and is_name(message.torch)
        case Ready():
            good = _all_texts((*message.facts, *message.facts.values()))
        case Sample():
            good = _is_sample(message)
        case _:
            good = True
    if not good:
        raise WireError(f"a {type(message).__name__} with the wrong items")


def _all_texts(items: tuple[Any, ...]) -> bool:
    return all(type(item) is str for item in items)


def _is_raised(raised: Raised) -> bool:
    return (
        raised.stage in STAGES
        and are_names((raised.type, raised.missing), 2)
        and are_names(raised.ancestors, ANCESTORS_LIMIT)
        and are_frames(raised.frames)
        and len(raised.message) <= MESSAGE_LIMIT
        and len(raised.signature) <= SIGNATURE_LIMIT
    )


def _is_sample(sample: Sample) -> bool:
    return (
        bool(sample.frames)
        and are_frames(sample.frames)
        and 0 < len(sample.lines) <= SAMPLE_LINES
        and all(map(is_line, sample.lines))
        and are_numbers(sample.numbers)
    )
