"""Is the sandbox there? Canaries try it, in a real worker, as a stranger's program would.

What a layer says of itself when it is entered is a claim; a canary that it stops is a proof. A layer counts as there
only if it says so and every canary that it should stop was stopped.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import lagrader
from lagrader.errors import SandboxError
from lagrader.outcomes import Outcome, Stopped
from lagrader.runner.child import Job
from lagrader.runner.runner import Runner
from lagrader.runner.session import Session
from lagrader.wire import Call, Raised, Returned, Setup, Value

ACTIVE, WEAKER = "active", "active, but for what a GPU needs"
"""What a layer says of itself that stands; on an NVIDIA GPU it lets more through."""

CANARY_SECONDS = 5.0
"""CPU seconds that one canary may take."""

BEYOND = 64 * 1024 * 1024
"""Bytes beyond the limit that the canary for memory asks for."""

SECRET = "a secret that no program was given"  # noqa: S105 - it opens nothing


class Canary(NamedTuple):
    """One thing to try: a function of ``worker/canary.py``, in words, and the layers that stop it."""

    name: str
    words: str
    layers: tuple[str, ...]
    on_cpu: bool = False
    """Whether only the CPU's profile stops it."""


CANARIES = (
    Canary("session", "share the grader's session", ("session",)),
    Canary("orphan", "outlive its parent", ("dies_with_parent",)),
    Canary("descriptors", "find an open file", ("descriptors",)),
    Canary("environment", "read the environment", ("environment",)),
    Canary("signals", "have signals kept away", ("signals",)),
    Canary("threads", "find a thread of ours", ("single_thread",)),
    Canary("memory", "allocate past the limit", ("limits",), on_cpu=True),
    Canary("privileged", "open what nobody may", ("capabilities",)),
    Canary("new_privs", "gain rights", ("no_new_privs",)),
    Canary("secret", "open a secret file", ("landlock",)),
    Canary("listing", "list a folder", ("landlock",)),
    Canary("sibling", "read another worker", ("landlock",)),
    Canary("write", "write a file", ("landlock", "seccomp")),
    Canary("chmod", "chmod", ("seccomp",)),
    Canary("network", "open a socket", ("seccomp",)),
    Canary("fork", "fork", ("seccomp",)),
    Canary("parent", "signal its parent", ("seccomp",)),
    Canary("execute", "exec", ("seccomp",)),
)
"""The last one ends the worker where it gets through."""

HONEST, ON_A_GPU = "honest", "honest_on_a_gpu"

DONE = "done"
"""What both say when all went on."""

CONTEXT_SECONDS = 20.0
"""CPU seconds in which a context on a GPU is made; it takes about one."""

PROVEN: Mapping[str, Any] = MappingProxyType({"proven": True})
"""What a report's ``sandbox`` block says beside the layers where all of it held in that very run."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one canary ended: it got through, or was refused; ``how`` says what it got, or by what."""

    canary: Canary
    got_through: bool
    how: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What the canaries found out: the layers as they claim to be, every attempt, and how honest work went."""

    claims: Mapping[str, str]
    attempts: tuple[Attempt, ...]
    honest: str
    """``done``, or what went wrong with work that must go on."""

    @property
    def layers(self) -> dict[str, str]:
        """Each layer's state: ``active``, or why it is missing; where a canary got through, the claim is void."""
        states = dict(self.claims)
        for attempt in self.attempts:
            for layer in attempt.canary.layers:
                if attempt.got_through and stands(states.get(layer, ACTIVE)):
                    states[layer] = f"does not hold: a program {attempt.how}"
        return states

    @property
    def missing(self) -> dict[str, str]:
        """The layers that don't stand, and why."""
        return {layer: state for layer, state in self.layers.items() if not stands(state)}

    @property
    def holds(self) -> bool:
        """Whether strangers' programs may run here: all layers proven, and honest work goes on."""
        return not self.missing and self.honest == DONE

    def refused_by(self, layer: str) -> list[str]:
        """What was tried in vain against ``layer``, in words."""
        return [
            attempt.canary.words
            for attempt in self.attempts
            if layer in attempt.canary.layers and not attempt.got_through
        ]

    def require(self) -> None:
        """Raise :class:`SandboxError` where strangers' programs must not run here: what is missing, and what to do."""
        if self.missing:
            raise SandboxError(_refusal(self.missing))
        if self.honest != DONE:
            raise SandboxError(f"Work that every course asks for does not go on in the sandbox here: {self.honest}.")


def stands(state: str) -> bool:
    """Whether a layer in this state protects; one that has nothing to do here does."""
    return state in (ACTIVE, WEAKER) or state.startswith("not needed")


async def prove(runner: Runner, device: str = "cpu") -> Proof:
    """Send the canaries out, in a worker like every other for ``device``; about 50 ms where workers are forked.

    On a GPU whose workers go without the kernel's layers nothing is tried: there is nothing to prove.
    """
    # Another worker to be spied on, alive while they try.
    sibling, ready = await runner.child(Setup((), device))
    try:
        if runner.shelter_for(device) is None and device != "cpu":
            return Proof(ready.facts, (), "not tried")
        with _temptations() as places:
            kept = 4 if runner.start == "fork" else 5  # the standard three, and one socket or two pipes
            given = {"sibling": sibling.pid, "memory": runner.memory + BEYOND, "descriptors": kept}
            return await _send_out(runner, device, places | given)
    finally:
        await runner.release(sibling)


async def _send_out(runner: Runner, device: str, arguments: Mapping[str, Value]) -> Proof:
    text = (Path(lagrader.__file__).parent / "worker" / "canary.py").read_text(encoding="utf-8")
    session = Session(runner, Setup((("canary", "canary.py", text),), device))
    sent = [canary for canary in CANARIES if device == "cpu" or not canary.on_cpu]
    given = {canary.name: (arguments[canary.name],) if canary.name in arguments else () for canary in sent}
    calls = [Call("canary", HONEST, ()), *(Call("canary", "tried", (name, *rest)) for name, rest in given.items())]
    try:
        honest, *outcomes = await session.ask([Job(call, CANARY_SECONDS) for call in calls])
        if device != "cpu" and _said(honest) == DONE:
            (honest,) = await session.ask([Job(Call("canary", ON_A_GPU, (device,)), CONTEXT_SECONDS)])
    finally:
        await session.close()
    attempts = tuple(_attempt(canary, outcome) for canary, outcome in zip(sent, outcomes, strict=True))
    return Proof(session.facts, attempts, _said(honest))


def _attempt(canary: Canary, outcome: Outcome) -> Attempt:
    match outcome.reply:
        case Returned(value=(bool() as got_through, str() as how)):
            return Attempt(canary, got_through, how)
        case Stopped() if canary.name == "execute":
            return Attempt(canary, got_through=True, how="became another program")
    return Attempt(canary, got_through=True, how=f"tried to {canary.words}, which came to: {_said(outcome)}")


def _said(outcome: Outcome) -> str:
    match outcome.reply:
        case Returned(value=str() as text):
            return text
        case Raised() as raised:
            return f"{raised.type}: {raised.message}"
        case Stopped() as stopped:
            return f"{stopped.verdict} ({stopped.detail})"
    return str(outcome.reply)


@contextlib.contextmanager
def _temptations() -> Iterator[dict[str, Value]]:
    """Files that a canary would get at if nothing held it, by the canary's name."""
    with contextlib.ExitStack() as stack:
        try:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="lagrader-canary-"))
            secret, locked = _lay_out(Path(name))
        except OSError as error:
            what = "The sandbox is tried with files in a temporary folder, and none can be made"
            raise SandboxError(f"{what} ({error}): set TMPDIR to a folder that can be written.") from error
        yield {"secret": str(secret), "listing": name, "write": name, "chmod": str(secret), "privileged": str(locked)}


def _lay_out(folder: Path) -> tuple[Path, Path]:
    folder.chmod(0o777)  # open to whomever the worker may be
    secret, locked = folder / "secret", folder / "locked"
    secret.write_text(SECRET, encoding="ascii")
    secret.chmod(0o644)
    locked.touch(mode=0o000)
    return secret, locked


# --- words -----------------------------------------------------------------------------------------------------------

_ADVICE = (
    ("a GPU", "Grade on the CPU: leave --device out. For an NVIDIA GPU there is --accept-weaker-sandbox."),
    ("needs Linux 5.13", "Use Linux 5.13 or newer; in a container on gVisor (runsc), its usual runtime, runc."),
    ("switched off at boot", "Add landlock to the kernel's list: lsm=landlock,… in the boot parameters."),
    ("own filter forbids", "Use Docker 23 or a Podman of 2023, or newer: their profiles let Landlock through."),
    ("not on this system", "Grade on Linux (x86_64 or aarch64); a virtual machine will do."),
)
"""What to do about a reason, found by words that stand in it."""

LESS_SAFE = "One submission that you have read yourself can be graded with --unsafe-no-sandbox."


def _refusal(missing: Mapping[str, str]) -> str:
    many = "protections are" if len(missing) > 1 else "protection is"
    width = max(map(len, missing))
    rows = "".join(f"\n  {title(layer):{width}}  {why}" for layer, why in missing.items())
    advice = [text for words, text in _ADVICE if any(words in why for why in missing.values())]
    if any(not any(words in why for words, _ in _ADVICE) for why in missing.values()):
        advice.append("lagrader doctor shows what was tried; docs/security.md has recipes.")
    return f"Strangers' programs do not run here: {len(missing)} {many} missing.{rows}\n" + "\n".join(
        [*advice, LESS_SAFE]
    )


def title(layer: str) -> str:
    """A layer's name as people read it."""
    return {"landlock": "Landlock"}.get(layer, layer.replace("_", " "))


def shortfall(layers: Mapping[str, str], device: str) -> str:
    """Say in one line which layers a report's worker went without; empty where all stood."""
    names = [title(layer) for layer, state in layers.items() if not stands(state)]
    if not names and WEAKER in layers.values():
        return f"Protected for {device} by the weaker profile that a GPU needs. See docs/security.md."
    if not names:
        return ""
    where = "" if device == "cpu" else f" for {device}"
    return f"Not protected{where} by {', '.join(names)}: run only what you trust. See lagrader doctor."
