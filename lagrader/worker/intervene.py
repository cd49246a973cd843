"""Interventions: repeat a learner's call while what a door gives is multiplied by a secret factor.

Whether an answer *depends* on an operation shows in the number, not in the source: a decoy ``backward()``
beside a formula changes nothing. The grader compares; here the call is only interfered with. It is a
teaching check inside the learner's own process, so it never gives points where the value is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from lagrader.wire import Rig
from lagrader.wire.claims import NAME_LIMIT, SEEN_LIMIT, cut_line
from lagrader.worker.doors import (
    DISPATCHED_PRODUCTS,
    LEAVES_TORCH,
    PYTHON_PER_ENTRY,
    Function,
    aten_name,
    is_product,
    operation_name,
    plain_name,
    tensors_in,
    twins,
)

GOLDEN = 0.6180339887498949
"""Multiples of the golden ratio, less their whole part, keep apart from each other."""


class Seen:
    """What an intervention met: which operations, at which lines of the learner's files, and how many."""

    def __init__(self, own_files: frozenset[str]) -> None:
        self.own_files = own_files
        self.count = 0
        self._operations: dict[tuple[str, int], None] = {}

    @property
    def operations(self) -> tuple[tuple[str, int], ...]:
        """(operation, line) once each, in the order of their first call; line 0 where no own file called it."""
        return tuple(self._operations)[:SEEN_LIMIT]

    def note(self, operation: str) -> None:
        """Keep the operation with the line that is being run in the innermost frame of an own file."""
        frame: FrameType | None = sys._getframe(1)
        while frame and frame.f_code.co_filename not in self.own_files:
            frame = frame.f_back
        self._operations[operation[:NAME_LIMIT], cut_line(frame.f_lineno if frame else 0)] = None


@contextmanager
def rigged(rig: Rig, own_files: frozenset[str]) -> Iterator[Seen]:
    """Interfere with whatever runs in the block as ``rig`` says; afterwards all is as it was.

    ``own_files`` are the filenames of the learner's code objects. Exceptions of the block pass through.
    Raises ``ValueError`` for a rig that does not exist, before anything is changed. Threads that the block
    starts are not followed.
    """
    seen = Seen(own_files)
    parts = _parts(rig, seen)
    with ExitStack() as stack:
        for part in parts:
            stack.enter_context(part)
        yield seen


def _parts(rig: Rig, seen: Seen) -> list[Any]:
    match rig.kind, rig.door:
        case "through", "autograd":
            return [_scaled_engine(rig.factor, seen), _ForwardAD(rig.factor, seen)]
        case "through", door:
            return [_as_python(), _Through(door, rig.factor, seen)]
        case "not_through", "products":
            return [_as_python(), _Products(rig.factor, seen)]
        case "not_through", "python":
            return [_as_python(), _Python(rig.factor, seen)]
        case "count", "products":
            return [_as_python(), _DispatchedProducts(seen), _Questions(seen)]
        case "watch", "nonfinite":
            return [_as_python(), _NonFinite(1.0, seen)]
    raise ValueError(f"there is no intervention of kind {rig.kind!r} at {rig.door!r}; see lagrader.wire.Rig")


# --- autograd --------------------------------------------------------------------------------------------


class _Engine:
    """Stands before torch's engine: multiplies the gradients that each backward pass starts from.

    Every reverse-mode door ends here, so ``.grad``, hooks and optimizers all see scaled numbers, while a
    number that the learner wrote into ``.grad`` stays as it is.
    """

    def __init__(self, engine: Any, factor: float, seen: Seen) -> None:
        self._engine, self._factor, self._seen = engine, factor, seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def run_backward(self, outputs: Any, gradients: Sequence[Any], *args: Any, **kwargs: Any) -> Any:
        self._seen.note("backward" if kwargs.get("accumulate_grad") else "grad")
        started = tuple(None if gradient is None else gradient * self._factor for gradient in gradients)
        return self._engine.run_backward(outputs, started, *args, **kwargs)


@contextmanager
def _scaled_engine(factor: float, seen: Seen) -> Iterator[None]:
    variable: Any = torch.autograd.Variable
    engine = variable._execution_engine
    variable._execution_engine = _Engine(engine, factor, seen)
    try:
        yield
    finally:
        variable._execution_engine = engine


class _Mode(TorchFunctionMode):
    """A function mode with a factor; each kind says in ``call`` what it does with a torch function."""

    def __init__(self, factor: float, seen: Seen) -> None:
        super().__init__()
        self.factor, self.seen = factor, seen

    def __torch_function__(
        self, func: Function, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return self.call(func, args, kwargs or {})

    def call(self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        raise NotImplementedError

    def multiplied(self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any], factor: float) -> Any:
        """Call the function, and give its result times ``factor``; a call that gives no floats is not noted."""
        result = function(*args, **kwargs)
        # torch._foreach_mul_ gives nothing and changes the tensors of its first list.
        changed = args[:1] if result is None and plain_name(function).startswith("_foreach") else result
        if not _has_floats(changed):
            return result
        self.seen.note(operation_name(function))
        scaled = _scaled(changed, factor, list(tensors_in([*args, *kwargs.values()])))
        return scaled if changed is result else None


class _ForwardAD(_Mode):
    """Forward mode: the tangent that ``unpack_dual`` gives; the value beside it is left alone."""

    def call(self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        result = function(*args, **kwargs)
        if plain_name(function) != "_unpack_dual":
            return result
        value, tangent = result
        if tangent is None:
            return result
        self.seen.note("unpack_dual")
        return type(result)((value, tangent * self.factor))


# --- torch functions -------------------------------------------------------------------------------------


class _Through(_Mode):
    """One named function, however it is spelled."""

    def __init__(self, door: str, factor: float, seen: Seen) -> None:
        super().__init__(factor, seen)
        self.functions, self.aten = twins(door)

    def call(self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        named = function in self.functions or (self.aten and aten_name(function) == self.aten)
        return self.multiplied(function, args, kwargs, self.factor) if named else function(*args, **kwargs)


class _Products(_Mode):
    """Whatever may multiply more than one pair of entries at once.

    Each call gets a factor of its own, from ``factor`` up to twice that, so that two of them can't cancel as
    in ``a / (1 / b)``.
    """

    def __init__(self, factor: float, seen: Seen) -> None:
        super().__init__(factor, seen)
        self.calls = 0

    def call(self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not is_product(function, args, kwargs):
            return function(*args, **kwargs)
        spread = self.calls * GOLDEN % 1
        self.calls += 1
        return self.multiplied(function, args, kwargs, self.factor * (1 + spread))


class _Python(_Mode):
    """What leaves torch for Python or NumPy: the tensor is multiplied on its way out."""

    def call(self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        name = plain_name(function)
        if name in PYTHON_PER_ENTRY:
            return self.multiplied(function, args, kwargs, self.factor)
        # Whole numbers are left alone: they are sizes and indices.
        if name in LEAVES_TORCH and args and _is_real_valued(args[0]):
            self.seen.note(operation_name(function))
            args = (args[0] * self.factor, *args[1:])
        return function(*args, **kwargs)


def _is_real_valued(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and (value.is_floating_point() or value.is_complex())


def _has_floats(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_has_floats, value))
    return type(value) is float or _is_real_valued(value)


def _scaled(result: Any, factor: float, given: Sequence[torch.Tensor]) -> Any:
    """Multiply the floats in a result; one of the ``given`` tensors (in place, ``out=``) keeps its identity."""
    if type(result) is float:
        return result * factor
    if isinstance(result, list | tuple):
        parts = [_scaled(part, factor, given) for part in result]
        return type(result)(*parts) if hasattr(result, "_make") else type(result)(parts)
    if not _is_real_valued(result):
        return result
    if not any(result is tensor for tensor in given):
        return result * factor
    with torch.no_grad():
        return result.mul_(factor)


@contextmanager
def _as_python() -> Iterator[None]:
    """Let a function under ``torch.jit.script`` run as the Python that it was made of: no mode sees into it."""
    script: Any = torch._C.ScriptFunction
    compiled = script.__call__

    def call(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        original = getattr(self, "_torchdynamo_inline", None)
        return original(*args, **kwargs) if original else compiled(self, *args, **kwargs)

    script.__call__ = call
    try:
        yield
    finally:
        script.__call__ = compiled


class _NonFinite(_Mode):
    """Nothing is changed: notes the first function that makes NaN or infinity out of finite numbers."""

    def call(self, function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if self.seen.operations:
            return function(*args, **kwargs)
        finite = all(map(_is_finite, tensors_in([*args, *kwargs.values()])))  # before it changes one in place
        result = function(*args, **kwargs)
        if finite and not all(map(_is_finite, tensors_in(result))):
            self.seen.note(operation_name(function))
        return result


def _is_finite(tensor: torch.Tensor) -> bool:
    return not _is_real_valued(tensor) or bool(torch.isfinite(tensor.detach()).all())


# --- counting --------------------------------------------------------------------------------------------


class _DispatchedProducts(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the products that reach the dispatcher, below autograd and vmap."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.seen = seen

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Else the first operation imports torch._dynamo: a second, and a confined child may not read it.
        return False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if plain_name(func) in DISPATCHED_PRODUCTS and any(map(_is_real_valued, tensors_in([result, *args]))):
            self.seen.count += 1
        return result


class _Questions(TorchFunctionMode):
    """Takes back what was counted inside a question (``isfinite``, ``allclose``), and notes the rest.

    A question is a function that answers yes, no or a whole number: argument checks may stand in a loop.
    """

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen

    def __torch_function__(
        self, func: Function, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        before = self.seen.count
        result = func(*args, **(kwargs or {}))
        if isinstance(result, int) or (isinstance(result, torch.Tensor) and not _is_real_valued(result)):
            self.seen.count = before
        elif self.seen.count > before:
            self.seen.note(operation_name(func))
        return result
