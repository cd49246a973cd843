"""The kernel's layers around a child: prepared once in the process that forks, entered by every child.

What a layer needs is built before the fork, where paths can still be read: the ruleset of Landlock, the program of
seccomp. A layer that this system lacks says so; the others stand all the same.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from lagrader.worker.landlock import abi, make_ruleset, restrict, why_not
from lagrader.worker.privileges import drop_capabilities, no_new_privs
from lagrader.worker.readable import readable_paths
from lagrader.worker.seccomp import install, program
from lagrader.worker.syscalls import architecture

LAYERS = ("capabilities", "no_new_privs", "landlock", "seccomp")
"""In the order in which they are entered: each takes away what the next ones don't need."""

OFF = "off: a GPU needs device files and controls that a profile of the CPU forbids"


@dataclass(frozen=True, slots=True)
class Shelter:
    """What a child enters. ``ruleset`` is a descriptor, or None where there is no Landlock."""

    ruleset: int | None = None
    rules: bytes = b""
    missing: dict[str, str] = field(default_factory=dict)
    """Why a layer can't be had here, by its name."""
    capabilities: str = ""

    def enter(self, ruleset: int | None = None) -> dict[str, str]:
        """Enter every layer; return each one's state. The last thing before a stranger's code.

        ``ruleset`` is the descriptor where it has another number by now.
        """
        facts = {"capabilities": self.capabilities, "no_new_privs": no_new_privs()}
        facts["landlock"] = self.missing.get("landlock") or _entered(ruleset or self.ruleset)
        facts["seccomp"] = self.missing.get("seccomp") or install(self.rules)
        return facts


def _entered(ruleset: int | None) -> str:
    assert ruleset is not None  # else it would be missing
    state = restrict(ruleset)
    os.close(ruleset)
    return state


def prepare() -> Shelter:
    """Build what children need, and give up what this process no longer does; called when torch is imported."""
    missing = {}
    ruleset, rules = None, b""
    try:
        ruleset = make_ruleset(readable_paths()) if abi() else None
    except OSError as error:
        missing["landlock"] = f"refused: {error.strerror}"
    if ruleset is None:
        missing.setdefault("landlock", why_not())
    machine = architecture()
    if machine is None:
        missing["seccomp"] = "not on this system"
    else:
        rules = program(machine)
    return Shelter(ruleset, rules, missing, drop_capabilities())
