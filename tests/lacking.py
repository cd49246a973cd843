"""Run a command as on a machine that lacks something: ``python -m tests.lacking landlock=ENOSYS -- COMMAND ...``.

A filter of system calls makes the kernel answer so, and whatever the command starts inherits it: what is lacking is
really lacking, and nothing of lagrader is replaced.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from lagrader.worker.landlock import ADD_RULE, CREATE_RULESET, RESTRICT_SELF
from lagrader.worker.privileges import no_new_privs
from lagrader.worker.seccomp import ALLOW, ERRNO, IF_EQUAL, LOAD, NUMBER_AT, RETURN, _do, install
from lagrader.worker.syscalls import ARCHITECTURES, architecture


def wrapper(*lacking: str) -> tuple[str, ...]:
    """The words to put before a command."""
    return (sys.executable, "-m", "tests.lacking", *lacking, "--")


def main(words: Sequence[str]) -> None:
    cut = words.index("--")
    own = ARCHITECTURES[architecture() or ""].install
    numbers = {"landlock": (CREATE_RULESET, ADD_RULE, RESTRICT_SELF), "seccomp": (own,)}
    code = [_do(LOAD, NUMBER_AT)]
    for word in words[:cut]:
        name, _, answer = word.partition("=")
        for number in numbers[name]:
            code += [_do(IF_EQUAL, number, 0, 1), _do(RETURN, ERRNO | getattr(errno, answer))]
    assert no_new_privs() == install(b"".join([*code, _do(RETURN, ALLOW)])) == "active"
    os.execv(words[cut + 1], words[cut + 1 :])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
