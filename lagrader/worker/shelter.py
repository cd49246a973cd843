"""The kernel's layers around a child: prepared once in the process that forks, entered by every child.

There are two profiles: the CPU's, and a weaker one that lets a child talk to an NVIDIA driver (:mod:`.gpu`).

What a layer needs is built before the fork, where paths can still be read: the ruleset of Landlock, the program of
seccomp. A layer that this system lacks says so; the others stand all the same.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

from lagrader.worker.landlock import abi, make_ruleset, restrict, why_not
from lagrader.worker.privileges import drop_capabilities, no_new_privs
from lagrader.worker.readable import readable_paths
from lagrader.worker.seccomp import install, program
from lagrader.worker.syscalls import allowed, architecture

LAYERS = ("capabilities", "no_new_privs", "landlock", "seccomp")
"""In the order in which they are entered: each takes away what the next ones don't need."""

ACTIVE = "active"

FULL = ("landlock", "seccomp")
"""Those that a GPU has something taken out of."""

OFF = "off: a GPU needs device files and controls that a profile of the CPU forbids"

CUDA = "cuda"
"""The name of the weaker profile; any other is the CPU's."""

WEAKER = "active, but for what a GPU needs"
"""What a layer says of itself in the weaker profile."""


@dataclass(frozen=True, slots=True)
class Shelter:
    """What a child enters. ``ruleset`` is a descriptor, or None where there is no Landlock."""

    ruleset: int | None = None
    rules: bytes = b""
    missing: dict[str, str] = field(default_factory=dict)
    """Why a layer can't be had here, by its name."""
    capabilities: str = ""
    readable: tuple[str, ...] = ()
    """What the ruleset lets be read, for a child that makes another one."""
    state: str = ACTIVE
    """What Landlock and seccomp say when they have been entered."""

    @property
    def is_weaker(self) -> bool:
        """Whether a GPU can be used in it."""
        return self.state == WEAKER

    def of(self, profile: str) -> Shelter:
        """Return the shelter of a profile; this is the CPU's."""
        return self.for_a_gpu() if profile == CUDA else self

    def for_a_gpu(self) -> Shelter:
        """Return the shelter of the weaker profile; it is made in the child, since part of it is the child's own.

        Some milliseconds, where a context on the GPU takes a second.
        """
        from lagrader.worker import gpu

        machine = architecture()
        rules = b"" if machine is None else program(machine, allowed(machine, gpu.CALLS, gpu.CHECKS_ON_A_GPU))
        ruleset = None
        if self.ruleset is not None:
            ruleset = make_ruleset([*self.readable, *gpu.readable()], writable=gpu.writable())
        return replace(self, ruleset=ruleset, rules=rules, state=WEAKER)

    def enter(self, ruleset: int | None = None) -> dict[str, str]:
        """Enter every layer; return each one's state. The last thing before a stranger's code.

        ``ruleset`` is the descriptor where it has another number by now.
        """
        facts = {"capabilities": self.capabilities, "no_new_privs": no_new_privs()}
        facts["landlock"] = self.missing.get("landlock") or _entered(ruleset or self.ruleset)
        facts["seccomp"] = self.missing.get("seccomp") or install(self.rules)
        return {layer: self.state if state == ACTIVE and layer in FULL else state for layer, state in facts.items()}


def _entered(ruleset: int | None) -> str:
    assert ruleset is not None  # else it would be missing
    state = restrict(ruleset)
    os.close(ruleset)
    return state


def prepare() -> Shelter:
    """Build what children need, and give up what this process no longer does; called when torch is imported."""
    missing = {}
    ruleset, rules = None, b""
    readable: list[str] = []
    try:
        readable = readable_paths() if abi() else []
        ruleset = make_ruleset(readable) if abi() else None
    except OSError as error:
        missing["landlock"] = f"refused: {error.strerror}"
    if ruleset is None:
        missing.setdefault("landlock", why_not())
    machine = architecture()
    if machine is None:
        missing["seccomp"] = "not on this system"
    else:
        rules = program(machine)
    return Shelter(ruleset, rules, missing, drop_capabilities(), tuple(readable))
