"""In a notebook: ``%load_ext lagrader``, then ``%check 3``, ``%%check 3`` on a cell, ``%hint 3``.

The sources of the cells that were run go to a worker that stays warm beside the kernel; what only the kernel knows (a
variable that was set by hand, a cell that was deleted since) is not there, and is said to be missing. The kernel itself
imports no torch for this.
"""

from __future__ import annotations

import atexit
import re
import shlex
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from lagrader.submission import SOURCE_LIMIT
from lagrader.syntax import defined_in

if TYPE_CHECKING:
    from lagrader.api import Checker
    from lagrader.results import Report

_MAGICS = ("check", "hint")


class Shown:
    """A report as a notebook shows it: HTML where it can, text elsewhere."""

    def __init__(self, report: Report, note: str = "") -> None:
        """Show this report, and a sentence below it; ``report`` is there for programs."""
        self.report, self.note = report, note

    def _repr_html_(self) -> str:
        from lagrader.reports.html import FORMAT

        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return FORMAT.part(self.report, _options()) + note

    def __repr__(self) -> str:
        from lagrader.reports.terminal import FORMAT

        return f"{FORMAT.render(self.report, _options())}\n{self.note}".strip("\n")


def _options() -> Any:
    from lagrader.reports import RenderOptions

    return RenderOptions(commands=frozenset(), advice=False)


class Magics:
    """What ``%load_ext lagrader`` adds to a kernel."""

    def __init__(self, shell: Any) -> None:
        """Start nothing: the worker comes with the first check."""
        self._shell = shell
        self._checker: Checker | None = None

    def check(self, line: str, cell: str | None = None) -> Shown | None:
        """``%check [N ...]``: check what the cells that were run define; ``%%check`` runs its cell first."""
        from lagrader.errors import LagraderError

        if cell is not None:
            result = self._shell.run_cell(cell)
            if not result.success:
                return None  # the kernel has shown why
        try:
            return self._shown(shlex.split(line))
        except LagraderError as error:
            print(error)
            return None

    def hint(self, line: str) -> None:
        """``%hint N``: the first thing to try on exercise N; ``%hint N 2`` the second."""
        from lagrader.errors import LagraderError

        try:
            print(self._hint(shlex.split(line)))
        except LagraderError as error:
            print(error)

    def close(self) -> None:
        """Let the worker go."""
        if self._checker is not None:
            self._checker.close()
            self._checker = None

    def _shown(self, words: list[str]) -> Shown:
        from lagrader.errors import UsageError

        checker = self._checker_now()
        wanted = [checker.course.find(word).id for word in words]
        cells = executed(self._shell.history_manager.input_hist_raw)
        if not cells:
            raise UsageError(
                "No cell has been run in this kernel yet: run those with your functions, then this one again."
            )
        report = checker.check_cells(cells, *wanted)
        return Shown(report, _outside(report, self._shell.user_ns))

    def _checker_now(self) -> Checker:
        if self._checker is None:
            from lagrader.api import Checker

            self._checker = Checker(warm=True)
            atexit.register(self.close)
        return self._checker

    def _hint(self, words: list[str]) -> str:
        from lagrader.course import course_of
        from lagrader.errors import UsageError

        if not 1 <= len(words) <= 2 or (len(words) == 2 and not words[1].isdecimal()):
            raise UsageError("Write %hint 3 for the first hint on exercise 3, %hint 3 2 for the second.")
        exercise = course_of(None).find(words[0])
        rubric = exercise.rubric
        hints = [*rubric.hints, *(hint for criterion in rubric.criteria for hint in criterion.hints)]
        step = int(words[1]) if len(words) == 2 else 1
        if not hints:
            raise UsageError(f"There are no hints on exercise {exercise.number}.")
        if not 1 <= step <= len(hints):
            raise UsageError(f"There are {len(hints)} hints on exercise {exercise.number}.")
        more = f"\n%hint {exercise.number} {step + 1} says more." if step < len(hints) else ""
        return f"{hints[step - 1]}{more}"


def executed(inputs: Sequence[str]) -> dict[int, str]:
    """Return the cells that a kernel ran, by their numbers, in as many characters as a program may have.

    ``inputs`` are as they were typed. A cell under ``%%check`` is the program below it. Of a long evening those are
    left out that came again as they were, then those of which later ones define every name anew.
    """
    cells = {number: _COMMAND.sub("", source, count=1) for number, source in enumerate(inputs)}
    cells = {number: source for number, source in cells.items() if _MAGIC_LINES.sub("", source).strip()}
    for left_out in (_repeated, _superseded):
        for number in left_out(cells) if _size(cells) > SOURCE_LIMIT else ():
            del cells[number]
    return cells


_MAGIC_LINES = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
_COMMAND = re.compile(r"\A\s*%%?(?:check|hint|load_ext lagrader)\b[^\n]*")


def _size(cells: Mapping[int, str]) -> int:
    return sum(map(len, cells.values()))


def _repeated(cells: Mapping[int, str]) -> list[int]:
    last = {source: number for number, source in cells.items()}
    return [number for number, source in cells.items() if last[source] != number]


def _superseded(cells: Mapping[int, str]) -> list[int]:
    found, later = [], set[str]()
    for number in sorted(cells, reverse=True):
        names = defined_in(cells[number])
        if names and names <= later:
            found.append(number)
        later |= names
    return found


_KERNELS = frozenset({"get_ipython", "In", "Out", "exit", "quit"})
"""What a kernel has by itself, and no program elsewhere."""

_UNKNOWN = re.compile(r"name '(\w+)' is not defined")


def _outside(report: Report, known: Mapping[str, object]) -> str:
    """Name what the kernel knows and no cell that was run defines, where a program missed it."""
    missed = {
        found[1]
        for exercise in report.exercises
        for criterion in (*exercise.criteria, *([exercise.problem] if exercise.problem else []))
        if (found := _UNKNOWN.search(criterion.exception)) and found[1] in known
    } - _KERNELS
    if not missed:
        return ""
    one = len(missed) == 1
    return (
        f"{' and '.join(sorted(missed))} {'is' if one else 'are'} known to this kernel, but not made by a cell that "
        f"can be run again elsewhere: define {'it' if one else 'them'} in a cell."
    )


_LOADED: dict[int, Magics] = {}


def load_ipython_extension(shell: Any) -> None:
    """Add the magics; called by ``%load_ext lagrader``."""
    magics = _LOADED[id(shell)] = Magics(shell)
    shell.register_magic_function(magics.check, "line_cell", "check")
    shell.register_magic_function(magics.hint, "line", "hint")


def unload_ipython_extension(shell: Any) -> None:
    """Take the magics away again, and let the worker go."""
    magics = _LOADED.pop(id(shell), None)
    if magics is not None:
        magics.close()
    for name in _MAGICS:
        for kind in ("line", "cell"):
            shell.magics_manager.magics[kind].pop(name, None)
