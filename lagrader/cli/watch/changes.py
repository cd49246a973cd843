"""Finding out that something was saved: file system events where they come, looking every now and then elsewhere.

What counts is content: a file that is touched, or saved as it was, is no change. Events are for folders, since many
editors save by putting a new file in the place of the old one.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from lagrader.cli.watch.mounts import silent_mount
from lagrader.harmless import harmless_line
from lagrader.submission import SOURCE_LIMIT

LOOK_SECONDS = 0.25
"""How often files are looked at where nobody tells of a change."""

SURE_SECONDS = 1.0
"""How often they are looked at all the same where events come: some are lost, and a link's target sends none."""

STEP_MILLISECONDS = 10
DEBOUNCE_MILLISECONDS = 50
"""Events are collected until none comes for one step, at most so long."""

READ_LIMIT = SOURCE_LIMIT + 1
"""Bytes: a source that is longer is refused whatever stands in it, so its size has to do."""

UNHEARD = 2
"""How many changes in a row must be found without an event until events are no longer counted on."""

Contents: TypeAlias = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Places:
    """What to look at: files by their content, folders by the names in them."""

    folders: frozenset[Path]
    files: frozenset[Path]

    def contents(self) -> Contents:
        """Return what is there now, to be compared with what was there before."""
        found = {str(path): digest(path) for path in self.files}
        return found | {f"{path}{os.sep}": _names(path) for path in self.folders}

    def identities(self) -> dict[Path, tuple[int, int]]:
        """The folders that are there, each with what tells it from another that was made in its place."""
        return {path: (found.st_dev, found.st_ino) for path in self.folders if (found := _folder(path))}


class Changes:
    """Calls ``tell`` whenever what is at the places of the moment has changed."""

    def __init__(self, places: Callable[[], Places], tell: Callable[[], None], say: Callable[[str], None]) -> None:
        """``places`` is asked again each time, since what a program imports may be elsewhere after a save."""
        self._places, self._tell, self._say = places, tell, say
        self._before = places().contents()
        self._unheard = 0
        self._polls = False

    def choose(self) -> None:
        """Decide whether events can be counted on, and say so where they can't."""
        reason = _forced() or next(filter(None, map(silent_mount, sorted(self._places().folders))), "")
        if reason:
            self._poll(reason)

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            if self._polls or not self._places().identities():
                await asyncio.sleep(LOOK_SECONDS)
                self._look()
            else:
                try:
                    await self._listen()
                except FileNotFoundError:
                    pass  # it went a moment ago, and may come back
                except (OSError, RuntimeError) as error:  # no more watches, no inotify, a folder behind a closed door
                    self._poll(f"this system does not tell of changes ({error})")

    async def _listen(self) -> None:
        """Take events for the folders that are there, until there are others."""
        from watchfiles import awatch

        watched = self._places().identities()
        self._look()  # what came between the last look and now
        events = awatch(
            *watched,
            watch_filter=None,
            debounce=DEBOUNCE_MILLISECONDS,
            step=STEP_MILLISECONDS,
            rust_timeout=int(SURE_SECONDS * 1000),
            yield_on_timeout=True,
            force_polling=False,
            recursive=False,
            ignore_permission_denied=True,
        )
        async with aclosing(events):
            async for heard in events:
                self._look(heard=bool(heard))
                if self._polls or self._places().identities() != watched:
                    return

    def _look(self, *, heard: bool = True) -> None:
        """Compare with what was there before; ``heard`` is whether an event said so."""
        before, self._before = self._before, self._places().contents()
        if heard:
            self._unheard = 0
        if before == self._before:
            return
        if not heard and before.keys() == self._before.keys():  # else it is other places that are looked at
            self._unheard += 1
        self._tell()
        if self._unheard >= UNHEARD and not self._polls:
            self._poll("changes were found that nobody told of")

    def _poll(self, reason: str) -> None:
        self._polls = True
        self._say(f"Files are looked at every {LOOK_SECONDS:g} s: {harmless_line(reason)}.")


def helper_folders(folder: Path, modules: Iterable[str]) -> frozenset[Path]:
    """Return the folders beside the work that modules (``nets.layers``) are read from."""
    found = set()
    for module in modules:
        parts = module.split(".")
        found |= {folder.joinpath(*parts[:end]) for end in range(1, len(parts) + 1)}
    return frozenset(path for path in found if _folder(path))


def helper_files(folder: Path, modules: Iterable[str]) -> frozenset[Path]:
    """Return where the sources of modules may lie."""
    bases = {folder.joinpath(*module.split(".")) for module in modules}
    return frozenset(path for base in bases for path in (base.with_name(f"{base.name}.py"), base / "__init__.py"))


def _forced() -> str:
    value = os.environ.get("WATCHFILES_FORCE_POLLING", "")
    return "" if value.lower() in ("", "false", "disable", "disabled") else "WATCHFILES_FORCE_POLLING is set"


def _folder(path: Path) -> os.stat_result | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found if stat.S_ISDIR(found.st_mode) else None


def _names(path: Path) -> bytes:
    try:
        names = sorted(os.listdir(path))  # noqa: PTH208 - names alone, as they are written
    except (OSError, ValueError):
        return b"-"
    return hashlib.blake2b("\0".join(names).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def digest(path: Path) -> bytes:
    """Return what tells one content from another; of what is no plain file, what it is."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return b"%o" % found.st_mode  # opening a named pipe would wait
        with path.open("rb") as file:
            data = file.read(READ_LIMIT)
    except (OSError, ValueError) as error:
        return type(error).__name__.encode()
    more = b"%d" % found.st_size if len(data) == READ_LIMIT else b""
    return hashlib.blake2b(data, digest_size=16).digest() + more
