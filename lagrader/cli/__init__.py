"""The command line. Only this floor prints and exits; each command is one thin file."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from pathlib import Path

from lagrader.errors import LagraderError

INTERRUPTED = 130
OURS = 3

_RUNNING_COMMANDS = ("check", "watch", "grade", "doctor")
_WARM_COMMANDS = ("check", "watch")
"""Those that join a zygote that waits, and leave one: a learner's, again and again."""


def main() -> None:
    """Run the program and leave with the exit code that design and README promise."""
    code = _handed_over()
    if code is None:
        code = run()
        _leave_one(code)
    # Everything is written and nothing of ours is left: taking the interpreter down would take 30 ms more.
    os._exit(code)


def _handed_over() -> int | None:
    """Have a process that waits run the command; None where it has to run here."""
    if not _is_for_another():
        return None
    try:
        from lagrader.cli.handover import hand_over

        return hand_over(sys.argv[1:])
    except KeyboardInterrupt:
        _say("Stopped.")
        return INTERRUPTED


def _is_for_another() -> bool:
    """A check: what a learner asks for again and again, and what reads nothing from a keyboard."""
    return sys.argv[1:2] == ["check"] and sys.platform.startswith("linux")


def _leave_one(code: int) -> None:
    """Have a process wait for the next command, after a check that has graded."""
    if _is_for_another() and code in (0, 1):
        from lagrader.cli.standby import leave_one

        leave_one(sys.argv[1:])


def run() -> int:
    """Run the program in this process and return its exit code."""
    if sys.stderr is None:  # closed by whoever started us
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - for as long as the program lives
    if sys.stdout is None:
        _say("There is no standard output to write to: start lagrader without >&-.")
        return OURS
    return _finish(_run())


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console of a legacy code page shows an escape rather than stopping the program.
            stream.reconfigure(errors="backslashreplace")
    # Other packages' plugins for pydantic: looking for them takes 8 ms, and one that is there would run in the grader.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        # Before anything else is imported: torch takes a second, and this program needs a third of one itself.
        if _needs_a_worker(sys.argv[1:]):
            from lagrader.starting import start_early

            start_early(warm=sys.argv[1] in _WARM_COMMANDS)
            gc.disable()  # one check lives for a second and a half; looking for cycles takes a twentieth of it
        from lagrader.cli.app import app

        app(prog_name="lagrader")
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _say("Stopped.")
        return end.code if isinstance(end.code, int) else 0 if end.code is None else OURS
    except KeyboardInterrupt:
        _say("Stopped.")
        return INTERRUPTED
    except LagraderError as error:
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:
        return OURS
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error
        _say(f"This could not be read or written: {what}.")
        return OURS
    except Exception:  # noqa: BLE001 - Python's own exit code of it would say that the work did not pass
        import traceback

        with contextlib.suppress(OSError, ValueError):
            traceback.print_exc()
        _say("This is a fault of lagrader itself: please report it, with the lines above.")
        return OURS
    finally:
        if starting := sys.modules.get("lagrader.starting"):
            starting.stop_early()
    return 0


def _needs_a_worker(words: list[str]) -> bool:
    waits = any(word in ("-h", "--help", "--dry-run") or word.startswith("--debug") for word in words)
    return bool(words) and words[0] in _RUNNING_COMMANDS and not waits


def _finish(code: int) -> int:
    """Flush; a report that could not be written is not a pass."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = OURS
    except (OSError, ValueError) as error:
        if code != OURS:  # else it was said already
            _say(f"The output could not be written: {getattr(error, 'strerror', None) or error}.")
        code = OURS
    return code


def _say(text: str) -> None:
    from lagrader.cli.console import say

    with contextlib.suppress(OSError, ValueError):
        say(text)
