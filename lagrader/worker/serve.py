"""A child's loop: read a request, run it, answer, until the grader lets go.

Whatever a learner's program does ends in an answer: a value, an exception with the learner's own lines, a
name that is not there. Replies go out on a private descriptor; standard output is only evidence.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import inspect
import os
import random
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import FunctionType
from typing import Any

import numpy as np
import torch

from lagrader.wire import (
    PREFIX_SIZE,
    Absent,
    Call,
    Devices,
    Found,
    Handle,
    Load,
    Loaded,
    Opaque,
    Raised,
    Read,
    Ready,
    Recipe,
    Reply,
    Request,
    Returned,
    Rig,
    Sample,
    Setup,
    Value,
    WireError,
    frame_sizes,
    pack_reply,
    unpack_request,
)
from lagrader.wire.claims import (
    ANCESTORS_LIMIT,
    MESSAGE_LIMIT,
    NAME_LIMIT,
    NAMES_LIMIT,
    SIGNATURE_LIMIT,
    cut_frames,
)
from lagrader.worker.alarm import make_alarm
from lagrader.worker.construct import Made, make
from lagrader.worker.intervene import rigged
from lagrader.worker.modules import Modules
from lagrader.worker.values import build, changed_inputs, class_name, type_name, widen

STANDARD_ERROR = 2
NOBODY_LOOKS = (0.0, 0.0)


class Channel:
    """Frames on two descriptors (which may be one socket): requests come in, replies go out."""

    def __init__(self, requests: int, replies: int) -> None:
        """Use the descriptors ``requests`` and ``replies``, which stay open."""
        self._requests = open(requests, "rb", closefd=False)  # noqa: SIM115 - for life; requests come many at a time
        self._replies = replies

    def receive(self) -> tuple[int, Setup | Request] | None:
        """Read one message, or return None where the grader has closed its end."""
        prefix = self._requests.read(PREFIX_SIZE)
        if len(prefix) < PREFIX_SIZE:
            return None
        header, payload = frame_sizes(prefix)
        body = self._requests.read(header + payload)
        return unpack_request(body, header) if len(body) == header + payload else None

    def send(self, number: int, reply: Ready | Sample | Reply) -> None:
        """Write one message whole, and say how much was printed before it."""
        data = memoryview(pack_reply(number, reply, self._printed()))
        while data:
            data = data[os.write(self._replies, data) :]

    def _printed(self) -> int:
        try:
            return os.fstat(STANDARD_ERROR).st_size  # the file that standard output goes to as well
        except OSError:  # a learner's program may close whatever it likes
            return 0


def serve(channel: Channel, facts: Mapping[str, Any]) -> None:
    """Answer until the grader closes its end. ``facts`` say what confines this process."""
    first = channel.receive()
    if first is None or not isinstance(first[1], Setup):
        return
    server = Server(first[1])
    channel.send(first[0], Ready(facts))
    alarm = make_alarm(server.filenames, channel.send)
    # Everything below runs a learner's code: the loop keeps its own references and trusts no global.
    receive, send, answer, flush = channel.receive, channel.send, server.answer, _flush
    start, stop = alarm.start, alarm.stop
    while (message := receive()) is not None:
        number, request = message
        start(number, *getattr(request, "limits", NOBODY_LOOKS))
        reply = answer(request)
        stop()
        flush()
        try:
            send(number, reply)
        except (WireError, MemoryError):
            send(number, Returned(Opaque("object", reason="it is too large to be read")))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        # A learner may have replaced or closed them.
        with contextlib.suppress(BaseException):
            stream.flush()


@dataclass
class _Progress:
    """How far a request came: what was being done, and the handles that were evaluated."""

    stage: str = "load"
    handles: list[Value] = field(default_factory=list)


class Server:
    """Answers requests about the modules of one setup."""

    def __init__(self, setup: Setup) -> None:
        """Seed the random generators and make the sources importable."""
        gc.enable()
        torch.default_generator.manual_seed(setup.seed)
        random.seed(setup.seed)
        np.random.seed(setup.seed % 2**32)  # noqa: NPY002 - the legacy generator is what learners use
        self._device = setup.device
        self._modules = Modules(setup.sources)
        self._modules.install()
        sys.argv = [""]

    @property
    def filenames(self) -> frozenset[str]:
        """The names of the learner's files, as tracebacks show them."""
        return self._modules.filenames

    def answer(self, request: Setup | Request) -> Reply:
        """Run one request; an exception of the learner's becomes a :class:`Raised`."""
        progress = _Progress()
        try:
            return self._answer(request, progress)
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt are answers too
            return self._raised(progress, error)

    def _answer(self, request: Setup | Request, progress: _Progress) -> Reply:
        match request:
            case Load(module):
                self._modules.load(module)
                return Loaded()
            case Read(module, name):
                names = vars(self._modules.load(module))
                if name in names:
                    return Returned(widen(names[name]))
                self._modules.raise_stopped(module)
                return self._absent(name, names)
            case Call():
                return self._call(request, progress)
            case Devices():
                return _devices()
        raise WireError("a setup in the middle")

    def _call(self, request: Call, progress: _Progress) -> Reply:
        names = vars(self._modules.load(request.module))
        function = names.get(request.function)
        if not callable(function):
            self._modules.raise_stopped(request.module)
            return self._absent(request.function, names)
        with _default_dtype(torch.float64) if request.widen else contextlib.nullcontext():
            progress.stage = "handle"
            evaluate = self._handle_caller(request, names, progress.handles)
            args = [build(value, self._device, request.widen, evaluate) for value in request.args]
            made: Made | Reply = Made(function, function, args)
            if request.recipe is not None:
                progress.stage = "construct"
                made = make(request.function, function, Recipe(*request.recipe), args, self._device, _unconstructed)
            if not isinstance(made, Made):
                return made
            progress.stage = "arguments"
            misfit = _misfit(made.signed, made.args)
            if misfit:
                return replace(misfit, handles=tuple(progress.handles))
            progress.stage = "call"
            return self._run(request, made, args, progress.handles)

    def _run(self, request: Call, made: Made, args: list[Any], handles: list[Value]) -> Returned:
        seen: tuple[tuple[str, int], ...] = ()
        count = 0
        if request.rig is None:
            result = made.function(*made.args)
        else:
            with rigged(Rig(*request.rig), self._modules.filenames) as watch:
                result = made.function(*made.args)
            seen, count = watch.operations, watch.count
        value = widen(result)  # first: a result of a class of its own may compute itself now, out of the inputs
        changed = changed_inputs(request.args, args) if request.echo else ()
        return Returned(value, tuple(handles), changed, seen, count)

    def _handle_caller(self, request: Call, names: dict[str, Any], results: list[Value]) -> Callable[[Handle], object]:
        def evaluate(handle: Handle) -> object:
            function = names.get(handle.function)
            if not callable(function):
                raise NameError(f"name {handle.function!r} is not defined", name=handle.function)
            inputs = [build(value, self._device, request.widen, evaluate) for value in handle.args]
            result = function(*inputs)
            results.append(widen(result))
            return result

        return evaluate

    def _absent(self, name: str, names: dict[str, Any]) -> Absent:
        own = [known[:NAME_LIMIT] for known in names if type(known) is str and not known.startswith("__")]
        found = type_name(names[name]) if name in names else ""
        return Absent(name[:NAME_LIMIT], found, tuple(own[:NAMES_LIMIT]))

    def _raised(self, progress: _Progress, error: BaseException) -> Raised:
        kind = type(error)  # not isinstance, which would ask the learner's class
        ancestors = tuple(map(_told_name, _ancestors(kind)))
        return Raised(
            progress.stage,
            ancestors[0],
            _message(error),
            ancestors[:ANCESTORS_LIMIT],
            self._own_frames(error),
            missing=_plain_text(_missing(error))[:NAME_LIMIT] if issubclass(kind, ImportError) else "",
            handles=tuple(progress.handles),
        )

    def _own_frames(self, error: BaseException) -> tuple[tuple[str, int, str], ...]:
        """The learner's own lines of the traceback, outermost first, both ends of a long one."""
        own = self.filenames
        frames = [
            (_plain_text(frame.f_code.co_filename), line, _plain_text(frame.f_code.co_name))
            for frame, line in traceback.walk_tb(_traceback(error))
            if frame.f_code.co_filename in own
        ]
        if issubclass(type(error), SyntaxError) and (filename := _plain_text(_syntax_file(error))) in own:
            line = _syntax_line(error)
            frames.append((filename, line if type(line) is int else 1, ""))
        return cut_frames(frames)


# What is read of an exception is read past its own class, whose attributes may do anything.
_traceback = BaseException.__dict__["__traceback__"].__get__
_missing = ImportError.__dict__["name"].__get__
_syntax_file = SyntaxError.__dict__["filename"].__get__
_syntax_line = SyntaxError.__dict__["lineno"].__get__
_ancestors = type.__dict__["__mro__"].__get__


_PYTHONS = {name: kind for name, kind in vars(builtins).items() if isinstance(kind, type)}


def _told_name(kind: type) -> str:
    """Return a class's name; one that only calls itself as a class of Python's does is not taken for that."""
    name = class_name(kind)
    return name if _PYTHONS.get(name, kind) is kind else f"a {name} of its own"[:NAME_LIMIT]


def _plain_text(value: object) -> str:
    return str.__str__(value) if issubclass(type(value), str) else ""


def _message(error: BaseException) -> str:
    try:
        return _plain_text(str(error))[:MESSAGE_LIMIT]
    except BaseException:  # noqa: BLE001 - the learner's own __str__ may do anything
        return ""


def _unconstructed(function: Callable[..., Any], args: Sequence[Any]) -> Raised | None:
    misfit = _misfit(function, args)
    return replace(misfit, stage="construct") if misfit else None


def _misfit(function: Callable[..., Any], args: Sequence[Any]) -> Raised | None:
    """Tell a function that can't take so many arguments from one that raises TypeError inside."""
    if type(function) is FunctionType:
        code = function.__code__
        if code.co_argcount == len(args) and not code.co_kwonlyargcount:
            return None  # the usual case, at a hundredth of the price
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None  # builtins without a signature: the call itself will tell
    try:
        signature.bind(*args)
    except TypeError:
        message = f"called with {len(args)} argument{'' if len(args) == 1 else 's'}"
        return Raised("arguments", "TypeError", message, ("TypeError",), signature=str(signature)[:SIGNATURE_LIMIT])
    return None


@contextlib.contextmanager
def _default_dtype(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _devices() -> Found:
    """Ask this torch, in a child: the zygote must never touch CUDA."""
    names = ["cpu"]
    python = sys.version.split()[0]
    details: dict[str, Any] = {"cuda_build": torch.version.cuda, "python": python, "numpy": np.__version__}
    if torch.cuda.is_available():
        names += [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        names.append("mps")
    return Found(tuple(names), str(torch.__version__), details)
