"""One learner's work as it was handed in: the file of each exercise found in a tree of folders and archives.

A file counts for an exercise by its name, else by a name that is nearly right, else by what it defines; of several
the newest one counts, and whoever handed them in is told. Paths are those within the work, so a report says the same
wherever the work lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from lagrader.harmless import shortened
from lagrader.submission.archives import ARCHIVE_LIMIT, is_archive, open_member
from lagrader.submission.cells import SUFFIX as NOTEBOOK
from lagrader.submission.cells import read_notebook
from lagrader.submission.find import Submission, SubmittedFile, module_name, submitted
from lagrader.submission.nearby import CONSIDERED, lookalikes, resembled
from lagrader.submission.notebook import NOTEBOOK_LIMIT
from lagrader.submission.place import SOURCE_LIMIT, too_large
from lagrader.submission.shelf import MOST_FILES, Entry, Fault, Folder, Read, walk
from lagrader.submission.sources import SourceFile, read_source
from lagrader.submission.unreadable import Unreadable, display, listed
from lagrader.syntax import defined_names

PROGRAM = ".py"

NESTED = 3
"""Archives within archives that are opened."""

MOST_ARCHIVES = 20
"""Archives of one learner that are opened."""

SEARCHED = 512 * 1024
"""Characters of source that are read for what they define, where no name says it: parsing them can take two seconds."""


def find_handed(
    work: Folder | Entry, ids: Sequence[str], targets: Mapping[str, frozenset[str]], root: Path
) -> Submission:
    """Find each exercise in one learner's work, a folder or a single file; ``root`` is what it is called.

    All of ``ids`` are in the result; whatever is wrong is a value in the place of a source. ``targets`` are the names
    that an exercise asks for.
    """
    with ExitStack() as closing:
        handed = Handed.of(work, closing)
        return Submission(root, _Search(handed, ids, targets).files())


@dataclass(slots=True)
class Handed:
    """A :class:`~lagrader.submission.place.Place` of what was handed in."""

    files: dict[Path, Entry] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    """Sentences on what could not be opened."""
    notes: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    """What there is to say about each notebook that was read."""
    repository: bool = False
    opened: int = 0
    """Archives that were opened."""
    room: int = ARCHIVE_LIMIT
    """Bytes that archives may still have."""

    @classmethod
    def of(cls, work: Folder | Entry, closing: ExitStack) -> Handed:
        """List everything; archives are opened, and close with ``closing``."""
        handed = cls()
        if isinstance(work, Entry):
            handed._take(Path(work.name), work, closing, NESTED)
        else:
            top = work.entries()
            if isinstance(top, Fault):
                handed.tell(f"It cannot be looked into: {top.reason}.")
            handed.repository = work.holds(".git")
            handed._list(work, Path(), closing, NESTED)
        return handed

    def tell(self, sentence: str) -> None:
        """Say, once, what was not looked at."""
        if sentence not in self.faults:
            self.faults.append(sentence)

    def _list(self, folder: Folder, way: Path, closing: ExitStack, nested: int) -> None:
        for names, entry in walk(folder):
            if len(self.files) >= MOST_FILES:
                self.tell(f"Only the first {MOST_FILES:,} files were looked at.")
                return
            self._take(way.joinpath(*names), entry, closing, nested)

    def _take(self, path: Path, entry: Entry, closing: ExitStack, nested: int) -> None:
        if not is_archive(entry.name) or entry.read is None:
            self._keep(path, entry)
            return
        if nested == 0:
            self.tell(f"{display(path)} cannot be opened: it lies in too many other archives.")
            return
        self.opened += 1
        if self.opened > MOST_ARCHIVES:
            self.tell(f"Only the first {MOST_ARCHIVES} archives were opened.")
            return
        folder = open_member(entry.name, self._within_room(entry.read), closing)
        if isinstance(folder, Fault):
            self.tell(f"{display(path)} cannot be opened: {folder.reason}.")
        else:
            self._list(folder, path, closing, nested - 1)

    def _keep(self, path: Path, entry: Entry) -> None:
        """Keep a file; a second one of the same path, as platforms and archives can have, gets a folder of its own."""
        number = 2
        kept = path
        while kept in self.files:
            kept, number = path.parent / f"({number})" / path.name, number + 1
        self.files[kept] = entry

    def _within_room(self, read: Read) -> Read:
        """Read an archive as far as there is room: all of one learner's are held at the same time."""

        def limited(limit: int) -> bytes | Fault:
            data = read(min(limit, self.room + 1))
            if isinstance(data, Fault):
                return data
            self.room -= len(data)
            return data if self.room >= 0 else Fault(f"all archives together may have {ARCHIVE_LIMIT // 2**20} MiB")

        return limited

    # --- a place -------------------------------------------------------------------------------------------

    def entries(self, folder: Path) -> frozenset[str]:
        """See :class:`Place`."""
        depth = len(folder.parts)
        return frozenset(
            path.parts[depth] for path in self.files if path.parts[:depth] == folder.parts and path != folder
        )

    def read(self, path: Path) -> bytes | Unreadable:
        """See :class:`Place`. A notebook is read as the program that it holds."""
        entry = self.files.get(path)
        if entry is None or entry.read is None:
            return Unreadable("missing", f"There is no {display(path)}.", path)
        limit = NOTEBOOK_LIMIT if path.suffix.lower() == NOTEBOOK else SOURCE_LIMIT
        data = entry.read(limit + 1)
        if isinstance(data, Fault):
            return Unreadable("unreadable", f"{display(path)} cannot be read: {data.reason}.", path)
        if path.suffix.lower() == NOTEBOOK:
            return read_notebook(path, data, self.notes)
        return data if len(data) <= SOURCE_LIMIT else too_large(path, len(data))

    def leads_out(self, path: Path, folder: Path) -> bool:
        """See :class:`Place`: links are files that can't be read here."""
        return False


@dataclass(slots=True)
class _Search:
    """One search for the exercises of a course."""

    handed: Handed
    ids: Sequence[str]
    targets: Mapping[str, frozenset[str]]
    sources: dict[Path, SourceFile | Unreadable] = field(default_factory=dict)
    modules: dict[Path, str] = field(default_factory=dict)
    defined: dict[Path, frozenset[str]] = field(default_factory=dict)
    searched: int = 0

    def files(self) -> dict[str, SubmittedFile]:
        candidates = self._candidates()
        named = {id_: self._named(id_, candidates) for id_ in self.ids}
        taken = {path for paths in named.values() for path in paths}
        others = [path for path in candidates if path not in taken]
        return {id_: self._file(id_, named[id_], others, candidates) for id_ in self.ids}

    def _candidates(self) -> list[Path]:
        """The programs and notebooks, the newest first; among equals the one that lies highest, then by name."""

        def key(path: Path) -> tuple[float, int, str]:
            return -self._age(path), len(path.parts), str(path)

        found = [path for path in self.handed.files if self._may_be_work(path.name)]
        if not found and not self.handed.faults:
            held = sorted(shortened(display(path), _LONGEST, "…") for path in self.handed.files)
            self.handed.tell(f"It holds only {listed(held)}." if held else "There is no file in it.")
        return sorted(found, key=key)[:CONSIDERED]

    def _may_be_work(self, name: str) -> bool:
        """Whether it is a program or a notebook, or is named after an exercise and was saved with another ending."""
        lower = name.lower()
        named = PROGRAM in lower or any(id_ in lower for id_ in self.ids)
        return lower.endswith((PROGRAM, NOTEBOOK)) or (named and bool(resembled(name, self.ids)))

    def _age(self, path: Path) -> float:
        """When it was changed: by the minute, since unpacking gives files the time at which each was written.

        A repository's files are all as old as its last checkout.
        """
        return 0.0 if self.handed.repository else self.handed.files[path].modified // 60

    def _is_newest(self, paths: Sequence[Path]) -> bool:
        return all(self._age(paths[0]) > self._age(path) for path in paths[1:])

    def _named(self, id_: str, candidates: Sequence[Path]) -> list[Path]:
        """The files of the exercise's name, then those of nearly that name, which are told to be left aside."""
        proper = [path for path in candidates if path.stem == id_ and path.suffix in (PROGRAM, NOTEBOOK)]
        alike = set(lookalikes(id_, {path.name for path in candidates}, self.ids))
        return [*proper, *(path for path in candidates if path.name in alike and path not in proper)]

    def _file(self, id_: str, named: Sequence[Path], others: Sequence[Path], all_: Sequence[Path]) -> SubmittedFile:
        if named:
            return self._submitted(id_, named, id_)
        wanted = self.targets.get(id_, frozenset())
        defining = [path for path in others if wanted & self._names(path)]
        # A file that is named after another exercise may hold this one as well.
        defining = defining or [path for path in all_ if wanted & self._names(path)]
        if defining:
            return self._submitted(id_, defining, self._module(defining[0]))
        return self._missing(id_, wanted, others)

    def _submitted(self, id_: str, paths: Sequence[Path], module: str) -> SubmittedFile:
        file, _ = submitted(id_, paths[0], module, self._source(paths[0]), self.handed)
        return replace(file, notes=(*file.notes, *_which(id_, paths, self._is_newest(paths))))

    def _source(self, path: Path) -> SourceFile | Unreadable:
        if path not in self.sources:
            self.sources[path] = read_source(path, self.handed)
        return self.sources[path]

    def _names(self, path: Path) -> frozenset[str]:
        """What a file defines; nothing once enough was parsed."""
        if path not in self.defined:
            if self.searched > SEARCHED:
                self.handed.tell("There are too many programs to look into each: name the files after the exercises.")
                return frozenset()
            source = self._source(path)
            self.defined[path] = defined_names(source.tree) if isinstance(source, SourceFile) else frozenset()
            # What can't be parsed takes as long to find that out.
            self.searched += len(source.text) if isinstance(source, SourceFile) else SOURCE_LIMIT
        return self.defined[path]

    def _module(self, path: Path) -> str:
        """The name that a file with several exercises is imported by; no two files share one."""
        if path not in self.modules:
            name = module_name(path)
            taken = {*self.modules.values(), *self.ids}
            self.modules[path] = next(new for new in _numbered(name) if new not in taken)
        return self.modules[path]

    def _missing(self, id_: str, wanted: frozenset[str], others: Sequence[Path]) -> SubmittedFile:
        path = Path(f"{id_}{PROGRAM}")
        unread = [self.sources.get(other) for other in others]
        faults = self.handed.faults + [fault.text for fault in unread if isinstance(fault, Unreadable)]
        defines = f", and no other file that defines {listed(sorted(wanted))}" if wanted else ""
        text = " ".join([f"There is no {path}{defines}.", *faults[:_MOST_FAULTS]])
        return SubmittedFile(id_, None, display(path), id_, Unreadable("missing", text, path))


_LONGEST = 60
"""Characters of a path in a list of them."""

_MOST_FAULTS = 3
"""Sentences on what could not be opened that stand beside a missing file."""


def _numbered(name: str) -> Iterator[str]:
    yield name
    for number in range(2, CONSIDERED + 2):
        yield f"{name}_{number}"


def _which(id_: str, paths: Sequence[Path], newest: bool) -> list[str]:
    """Say which of several files counts, and that one of another name was taken."""
    first, *rest = paths
    notes = []
    if first.name not in (f"{id_}{PROGRAM}", f"{id_}{NOTEBOOK}") and resembled(first.name, [id_]):
        notes.append(f"{display(first)} was taken for {id_}{PROGRAM}.")
    if rest:
        counts = f"{display(first)}, the newest, counts" if newest else f"{display(first)} counts"
        were = "was" if len(rest) == 1 else "were"
        notes.append(f"{counts}; {listed([display(path) for path in rest])} {were} left aside.")
    return notes
