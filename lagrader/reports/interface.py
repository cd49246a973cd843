"""What an output format is, for ours and for those of other packages: a name and one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from lagrader.results import Report


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Where a report will be shown. A format for machines may leave all of it aside.

    ``width`` is in cells of a terminal. ``unicode`` is False where the console can only show ASCII. ``show_all``
    expands every failure instead of the first one of each exercise. ``commands`` are the names of the commands that
    exist, so that advice names no other. ``path`` and ``course`` are what was said on the command line and must be
    said again in advice, ready for a shell: a path that is not looked at by itself, and ``--course DIR``.
    ``elsewhere`` looks for the folder of the last check where that was another one, and returns it ready for a
    shell. ``who`` is whose report it is, where those of several lie together. ``unhinted`` are the ids of exercises
    that have no hints, so that none is advised. ``advice`` says whether a learner reads it, who wants to know what to
    do next. ``environment`` are the process's variables, for formats whose readers hand over something in them.
    """

    width: int = 80
    color: bool = False
    unicode: bool = True
    show_all: bool = False
    commands: frozenset[str] = frozenset()
    path: str = ""
    course: str = ""
    elsewhere: Callable[[], str] = str
    who: str = ""
    unhinted: frozenset[str] = frozenset()
    advice: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)


class Format(Protocol):
    """One way to write a report, as one text that ends with a line break.

    An instance of it is what an entry point of the group ``lagrader.reports`` leads to. One that also adds to files
    which variables name has ``appends``, too: what is added, by the variable's name.
    """

    @property
    def name(self) -> str:
        """What ``--format`` calls it."""

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return the whole report; nothing is printed here.

        Raises UsageError where something that it needs is missing.
        """
