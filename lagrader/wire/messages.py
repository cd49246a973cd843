"""Messages: what the grader may ask of a worker, and what a worker may answer.

A message is a frozen dataclass of wire values. ``pack`` and ``unpack_*`` are the only way to bytes and
back; a field of the wrong type, a message of the other direction, or one of the wrong number is a
:class:`WireError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias, get_args

from lagrader.errors import WireError
from lagrader.wire.frames import Frame, join_frame, split_frame
from lagrader.wire.tree import Value, decode, encode

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

    TYPES: ClassVar = {"sources": tuple, "device": str, "seed": int}
    sources: tuple[tuple[str, str, str], ...]
    """(module, filename, text) of each :class:`Source`."""
    device: str = "cpu"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """Import one module of the setup. ``limits`` are those of :class:`Call`."""

    TYPES: ClassVar = {"module": str, "limits": tuple}
    module: str
    limits: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Read:
    """Give the value of a module's name. ``limits`` are those of :class:`Call`: it may have to be imported first."""

    TYPES: ClassVar = {"module": str, "name": str, "limits": tuple}
    module: str
    name: str
    limits: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Call:
    """Call a module's function with fresh inputs.

    ``widen`` runs it as the oracle's exact run: inputs in float64 under a float64 default. ``rig`` is an
    intervention (:class:`Rig`'s fields), or None. ``echo`` asks for the inputs as they are after the call.
    ``limits`` are the seconds of CPU time and on the clock after which the grader ends it; the worker sends a
    :class:`Sample` every now and then, as they are used up, and none where the first of them is 0.
    """

    TYPES: ClassVar = {
        "module": str,
        "function": str,
        "args": tuple,
        "widen": bool,
        "rig": (tuple, type(None)),
        "echo": bool,
        "limits": tuple,
    }
    module: str
    function: str
    args: tuple[Value, ...] = ()
    widen: bool = False
    rig: tuple[str, str, float] | None = None
    echo: bool = True
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

    TYPES: ClassVar[dict[str, Any]] = {}


# --- from a worker to the grader -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ready:
    """The first answer of a child: it is confined. ``facts`` say by what."""

    TYPES: ClassVar = {"facts": dict}
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The module was imported."""

    TYPES: ClassVar[dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Returned:
    """A call, or a read name, gave ``value``.

    ``handles`` are the results of the call's handles in order, ``inputs`` the arguments after the call
    (changed in place?), ``seen`` what a rig saw: (operation, line of the learner's file or 0) once each.
    ``count`` is the number of operations that a counting rig counted.
    """

    TYPES: ClassVar = {"value": object, "handles": tuple, "inputs": tuple, "seen": tuple, "count": int}
    value: Value
    handles: tuple[Value, ...] = ()
    inputs: tuple[Value, ...] = ()
    seen: tuple[tuple[str, int], ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Raised:
    """The program raised. ``stage``: ``load`` | ``call`` | ``handle`` | ``arguments`` (they don't fit).

    ``ancestors`` are the names of the exception's classes, itself first; ``frames`` the learner's own lines,
    outermost first, as (filename, line, function). For ``arguments``, ``message`` is Python's own and
    ``signature`` the function's. ``missing`` is the module or name that an import did not find; ``handles`` are the
    results of the call's handles, as far as it came.
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
    (name, value at the last look, one of :data:`COURSES`).
    """

    TYPES: ClassVar = {"frames": tuple, "lines": tuple, "numbers": tuple}
    frames: tuple[tuple[str, int, str], ...]
    lines: tuple[int, ...] = ()
    numbers: tuple[tuple[str, float, str], ...] = ()


COURSES = ("once", "same", "up", "down", "changes")
"""How a number moved between looks: there was one look alone, it stayed, it rose each time, it fell, neither."""

SAMPLE_NUMBERS = 20
SAMPLE_LINES = 1000

Request: TypeAlias = Load | Read | Call | Devices
Reply: TypeAlias = Loaded | Returned | Raised | Absent | Found
Message: TypeAlias = Setup | Request | Ready | Sample | Reply

_HEADER = [int, str, int, dict]
"""The types of a header's four items."""

_REQUESTS = {cls.__name__: cls for cls in (Setup, *get_args(Request))}
_REPLIES = {cls.__name__: cls for cls in (Ready, Sample, *get_args(Reply))}


def pack(number: int, message: Message, printed: int = 0) -> bytes:
    """Return the frame for ``message``; ``number`` ties a reply to its request.

    ``printed`` is how far the file with the child's output reached before the reply, in bytes.
    """
    # Not dataclasses.asdict: it would take apart the arrays that stand inside the fields.
    nodes, payload = encode(getattr(message, name) for name in message.TYPES)
    body = dict(zip(message.TYPES, nodes, strict=True))
    header = {"id": number, "kind": type(message).__name__, "printed": printed, "body": body}
    return join_frame(header, payload)


def unpack_request(body: bytes, header_size: int) -> tuple[int, Setup | Request]:
    """Read a frame as a message to a worker: its number, and the message."""
    number, _, message = _unpack(split_frame(body, header_size), _REQUESTS, handles=True)
    return number, message  # type: ignore[return-value]


def unpack_reply(body: bytes, header_size: int) -> tuple[int, int, Ready | Sample | Reply]:
    """Read a frame as a message from a worker: its number, what was printed, and the message.

    Everything about it may be forged.
    """
    return _unpack(split_frame(body, header_size), _REPLIES, handles=False)  # type: ignore[return-value]


def _unpack(frame: Frame, known: dict[str, type[Any]], *, handles: bool) -> tuple[int, int, Message]:
    header = frame.header
    if list(map(type, header.values())) != _HEADER or list(header) != ["id", "kind", "printed", "body"]:
        raise WireError("a header of an unknown form")
    number, kind, printed, body = header.values()
    cls = known.get(kind)
    if cls is None or list(body) != list(cls.TYPES):
        raise WireError(f"a message of an unknown kind, or with the wrong fields: {kind[:40]}")
    values = decode(body.values(), frame.payload, handles=handles)
    for value, expected in zip(values, cls.TYPES.values(), strict=True):
        if not isinstance(value, expected) or (expected is int and type(value) is not int):
            raise WireError(f"a field of {kind} is a {type(value).__name__}")
    message: Message = cls(*values)
    _check_items(message)
    return number, printed, message


def _check_items(message: Message) -> None:
    """Check the items of the containers whose readers rely on them."""
    match message:
        case Returned():
            good = all(_is_row(pair, [str, int]) for pair in message.seen)
        case Raised():
            good = _all_texts(message.ancestors) and all(_is_row(frame, [str, int, str]) for frame in message.frames)
        case Absent() | Found():
            good = _all_texts(message.names)
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


def _is_row(item: Any, types: list[type]) -> bool:
    return type(item) is tuple and list(map(type, item)) == types


def _is_sample(sample: Sample) -> bool:
    return (
        bool(sample.frames)
        and all(_is_row(frame, [str, int, str]) for frame in sample.frames)
        and 0 < len(sample.lines) <= SAMPLE_LINES
        and all(type(line) is int for line in sample.lines)
        and len(sample.numbers) <= SAMPLE_NUMBERS
        and all(map(_is_number, sample.numbers))
    )


def _is_number(item: Any) -> bool:
    """A name that Python could have, a number that is short to write, and a word that is known."""
    if type(item) is not tuple or len(item) != 3:
        return False
    name, value, course = item
    named = type(name) is str and name.isidentifier() and len(name) <= 40
    short = type(value) in (bool, float) or (type(value) is int and abs(value) < 10**15)
    return named and short and course in COURSES
