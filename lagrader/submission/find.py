"""Find one learner's work on disk: a folder with a file per exercise, or one file.

Whatever is wrong with a learner's file is a value (:class:`~sources.Unreadable`) in the place of its
source; only a path that leads to no work at all raises.
"""

from __future__ import annotations

import difflib
import keyword
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from lagrader.errors import SubmissionError
from lagrader.harmless import harmless_line
from lagrader.submission.astray import SOLUTIONS, Beside, held_in, missing
from lagrader.submission.cells import SUFFIX, Kernel, Notebooks
from lagrader.submission.helpers import TAKEN, Helper, Helpers, find_helpers
from lagrader.submission.nearby import plausible, resembled
from lagrader.submission.place import DISK, Place
from lagrader.submission.sources import SourceFile, read_source
from lagrader.submission.unreadable import Unreadable, display, listed

NO_TARGETS: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One exercise's file. ``path`` is None where there is none; ``display`` then shows the wanted one."""

    exercise: str
    path: Path | None
    display: str
    module: str
    """The name that it is imported by."""
    source: SourceFile | Unreadable
    helpers: tuple[Helper, ...] = ()
    """(module, file name, text) of each module beside it that it imports, one way or another."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One learner's work: the folder that it lies in, and its file for each exercise."""

    root: Path
    files: Mapping[str, SubmittedFile]
    by_name: bool = False
    """Whether its exercises were asked for by name, so that each must be answered for."""


def find_submission(
    path: Path,
    exercise_ids: Sequence[str],
    targets: Mapping[str, frozenset[str]] = NO_TARGETS,
    *,
    every: bool = False,
) -> Submission:
    """Find a learner's work at ``path``.

    A folder holds ``<id>.py`` for each exercise, or ``<id>.ipynb``, or a notebook with several; all of ``exercise_ids``
    are in the result, missing ones too. A file that is named after an exercise is that one alone; any other file holds
    each exercise of which it defines one of the ``targets`` (exercise id to names). With ``every`` what a file has
    nothing of is in the result as well: it was asked for by name. It is the work of whoever runs this, whose links are
    followed; strangers' work goes through :func:`lagrader.submission.handed.find_handed`.

    Raises:
        SubmissionError: there is nothing at ``path``, or neither a file nor a folder.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise SubmissionError(_nothing_there(path, error)) from None
    if stat.S_ISDIR(mode):
        return Submission(path, _from_folder(path, exercise_ids, targets), every)
    if not stat.S_ISREG(mode):
        raise SubmissionError(f"{display(path)} is neither a file nor a folder. Give the path of your work.")
    files = _from_file(path, exercise_ids, targets, Notebooks())
    if every:
        files = {id_: files.get(id_) or _lacking(path, id_, targets) for id_ in exercise_ids}
    return Submission(path.parent, files, every)


def submission_of_cells(
    cells: Mapping[int, str],
    name: str,
    exercise_ids: Sequence[str],
    targets: Mapping[str, frozenset[str]],
    *,
    every: bool = False,
) -> Submission:
    """Return the work in cells that a kernel ran, by their numbers in the order of running; reports call it ``name``.

    What it imports from beside it is read from the current folder. ``every`` says that the exercises were named.
    """
    path = Path(name).with_suffix(SUFFIX)
    return Submission(Path(), _from_file(path, exercise_ids, targets, Kernel(cells=cells)), every)


def default_path(cwd: Path) -> Path:
    """Return where a learner's work is looked for when no path is given: ``solutions`` if it is there, else ``cwd``."""
    solutions = cwd / SOLUTIONS
    try:
        return solutions if solutions.is_dir() else cwd
    except OSError:
        return cwd


def _nothing_there(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        close = difflib.get_close_matches(path.name, sorted(DISK.entries(path.parent)), n=1)
        if close:
            return f"There is no {display(path)}. Did you mean {display(path.parent / close[0])}?"
        return f"There is no {display(path)}. Give a file or a folder with your work."
    reason = getattr(error, "strerror", None) or str(error)
    return f"{display(path)} cannot be opened ({harmless_line(reason)}). Give a file or a folder with your work."


# --- a folder --------------------------------------------------------------------------------------------


def _from_folder(folder: Path, ids: Sequence[str], targets: Mapping[str, frozenset[str]]) -> dict[str, SubmittedFile]:
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError:
        return {id_: _behind_closed_door(folder, id_) for id_ in ids}
    likely = plausible(names)
    files: dict[str, SubmittedFile] = {}
    used: set[Path] = set()
    rivals: dict[str, list[str]] = {}
    beside = Beside(folder, names, targets)
    for id_ in ids:
        if f"{id_}.py" in names:
            files[id_], helpers = _submitted(id_, folder / f"{id_}.py", id_)
            used |= helpers.paths
        elif (path := beside.find(id_)) is not None:
            files[id_], _ = _submitted(id_, path, id_ if path.stem == id_ else module_name(path), beside.place)
            rivals[id_] = beside.rivals(id_)
            used.add(path)
        else:
            files[id_] = _not_there(id_, beside, likely, ids)
    others = [name for name in likely if folder / name not in used]
    return {id_: _with_copies(file, beside, others, ids, rivals.get(id_, ())) for id_, file in files.items()}


def _not_there(id_: str, beside: Beside, names: Sequence[str], ids: Sequence[str]) -> SubmittedFile:
    fault = missing(id_, beside, beside.like(id_, names, ids), beside.programs_with(id_, names, ids))
    return SubmittedFile(id_, None, display(fault.path), id_, fault)


def _submitted(id_: str, path: Path, module: str, place: Place = DISK) -> tuple[SubmittedFile, Helpers]:
    return submitted(id_, path, module, read_source(path, place), place)


def submitted(
    id_: str, path: Path, module: str, source: SourceFile | Unreadable, place: Place
) -> tuple[SubmittedFile, Helpers]:
    """Return an exercise's file that was read in ``place``, and what it imports from beside it."""
    helpers, own = Helpers(), ""
    if isinstance(source, SourceFile):
        helpers, own = find_helpers(source.tree, source.text, path.parent, module, place), source.note
    notes = (*filter(None, [own]), *place.notes.get(path, ()), *helpers.notes)
    return SubmittedFile(id_, path, display(path), module, source, helpers.modules, notes), helpers


def _behind_closed_door(folder: Path, id_: str) -> SubmittedFile:
    path = folder / f"{id_}.py"
    text = f"The folder {display(folder)} may not be read by you: allow it, for example with chmod u+rx."
    return SubmittedFile(id_, None, display(path), id_, Unreadable("unreadable", text, path))


def _with_copies(
    file: SubmittedFile, beside: Beside, names: Sequence[str], ids: Sequence[str], rivals: Sequence[str]
) -> SubmittedFile:
    """Say which of several files counts, where copies lie beside it, or ``rivals``: other notebooks that hold it."""
    if file.path is None:
        return file
    programs = [name for name in names if ".py" in name.lower() or name.lower().endswith(".ipynb")]
    copies = sorted({*beside.like(file.exercise, programs, ids), *rivals} - {file.path.name})
    if not copies:
        return file
    were = "was" if len(copies) == 1 else "were"
    note = f"{harmless_line(file.path.name)} is the one that counts; {listed(copies)} {were} left aside."
    return replace(file, notes=(*file.notes, note))


# --- one file --------------------------------------------------------------------------------------------


def _from_file(
    path: Path, ids: Sequence[str], targets: Mapping[str, frozenset[str]], place: Place
) -> dict[str, SubmittedFile]:
    named = [id_ for id_ in ids if path.name in (f"{id_}.py", f"{id_}{SUFFIX}")]
    if named:
        return {named[0]: _submitted(named[0], path, named[0], place)[0]}
    source = read_source(path, place)
    held = held_in(source, targets)
    alike = resembled(path.name, ids)
    if len(alike) == 1 and held <= set(alike):
        file, _ = _submitted(alike[0], path, alike[0], place)
        return {
            alike[0]: replace(file, notes=(*file.notes, f"{harmless_line(path.name)} was taken for {alike[0]}.py."))
        }
    return _all_in_one(path, [id_ for id_ in ids if id_ in held] or ids, held, targets, place)


def _all_in_one(
    path: Path, ids: Sequence[str], held: set[str], targets: Mapping[str, frozenset[str]], place: Place
) -> dict[str, SubmittedFile]:
    file, _ = _submitted("", path, module_name(path), place)
    if held or isinstance(file.source, Unreadable):
        return {id_: replace(file, exercise=id_) for id_ in ids}
    return {id_: replace(file, exercise=id_, source=_nothing_of(path, targets.get(id_))) for id_ in ids}


def _lacking(path: Path, id_: str, targets: Mapping[str, frozenset[str]]) -> SubmittedFile:
    return SubmittedFile(id_, path, display(path), module_name(path), _nothing_of(path, targets.get(id_)))


def _nothing_of(path: Path, names: frozenset[str] | None) -> Unreadable:
    wanted = f" ({listed(sorted(names))})" if names else ""
    text = f"{display(path)} has nothing of this exercise{wanted}: write it there, or check another file."
    text += " Only code cells count." if path.suffix == SUFFIX else ""
    return Unreadable("missing", text, path)


def module_name(path: Path) -> str:
    """Return the name by which a file that is not named after an exercise is imported."""
    stem = path.stem
    usable = stem.isascii() and stem.isidentifier() and not keyword.iskeyword(stem) and stem not in TAKEN
    return stem if usable else "submission"
