"""The gradebooks of a class's parts, held against each other before they become one: what doesn't fit is refused."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lagrader.errors import UsageError
from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.late import FACT, rule_of
from lagrader.gradebook.shards import Shard, class_in, shard_in
from lagrader.phrases import few, joined

_FILES, _OTHERS = 3, 50
"""Files that are open for each gradebook (the database, its log, the log's index), and all others."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a class: ``run`` is its last run, by the names of its columns; ``class_`` the whole's fingerprint."""

    folder: Path
    book: Gradebook
    shard: Shard
    run: dict[str, Any]
    class_: str


def open_parts(folders: Sequence[Path], closing: ExitStack) -> tuple[Part, ...]:
    """Open the gradebooks of parts, which together are a whole class; return them by their numbers.

    Raises:
        NoGradebookError: a folder has none.
        UsageError: one is no part, or they are not the parts of one class, graded alike.
        GradebookError: one can't be read.
    """
    _have_room_for(len(folders))
    parts = [_part(folder, closing.enter_context(Gradebook.reading(folder))) for folder in folders]
    for fact in _BELONGS:
        _require_alike(parts, *fact)
    _require_each_once(parts)
    for fact in _FITS:
        _require_alike(parts, *fact)
    _require_nobody_twice(parts)
    return tuple(sorted(parts, key=lambda part: part.shard.number))


def _part(folder: Path, book: Gradebook) -> Part:
    shard, run = shard_in(book), book.last_run()
    if shard is None or run is None:
        raise UsageError(
            f"{folder} holds no shard of a class: those are made with lagrader grade SUBMISSIONS --out {folder} "
            "--shard I/N. A gradebook of a whole class needs no merge."
        )
    if run["outcome"] != "finished":
        words = {"interrupted": "its last run was interrupted", "failed": "its last run failed"}
        why = words.get(run["outcome"], "it is being graded, or its last run was killed")
        raise UsageError(
            f"{folder} is not complete, shard {shard}: {why}. Wait for it, or run the same command again; then merge."
        )
    return Part(folder, book, shard, run, class_in(book))


Fact = tuple[Callable[[Part], str], str, str]
"""What must be the same in all parts, the words for it, and what to do where one has another."""

_BELONGS: tuple[Fact, ...] = (
    (lambda part: f'"{part.run["course_title"]}"', "holds marks for {}", "name those of one course"),
    (lambda part: str(part.shard.count), "is one of {} shards", "name those of one division of the class"),
)

_AGAIN = "grade that shard again with the same version of it, and --policy replace"
_FITS: tuple[Fact, ...] = (
    (
        lambda part: f"{part.run['course_version']}, files {part.run['course'][:12]}",
        "was graded by the course as version {}",
        "give each shard the same files, and grade that one again with --policy replace",
    ),
    (
        lambda part: str(part.run["seed"]),
        "was graded with seed {}",
        "marks of two seeds are not to be compared, so grade that shard again into a new folder with the others' seed",
    ),
    (lambda part: part.run["lagrader"], "was graded by lagrader {}", _AGAIN),
    (lambda part: part.run["torch"], "was graded with torch {}", _AGAIN),
    (
        lambda part: part.run["device"],
        "was graded on {}",
        "grade that shard again with the same --device, and --policy replace",
    ),
    (lambda part: part.run["layout"], "found the layout {}", "grade that shard again with --layout, as the others"),
    (
        lambda part: _late_rule(part.book),
        "goes by {} for late work",
        "run grade again for each shard, with one --late for all; nothing is graded anew by that",
    ),
    (
        lambda part: f"{part.class_.partition(' ')[0]} people, list {part.class_.partition(' ')[2][:8]}",
        "found a class of {}",
        "grade the shards again with the same submissions and roster, which takes the time of what is new alone",
    ),
)


def _late_rule(book: Gradebook) -> str:
    """Name what a gradebook goes by: the deadline, with a digest of all that stands in the file."""
    rule = rule_of(book)
    if rule is None:
        return "no rule"
    digest = hashlib.sha256(repr((book.fact(FACT), sorted(book.query("SELECT * FROM times")))).encode()).hexdigest()
    return f"the deadline {rule.deadline.isoformat()} (file {digest[:8]})"


def _require_alike(parts: Sequence[Part], value: Callable[[Part], str], says: str, advice: str) -> None:
    """Refuse the first part of which a fact is not what it is in most."""
    ((usual, _),) = Counter(map(value, parts)).most_common(1)
    odd = next((part for part in parts if value(part) != usual), None)
    if odd is not None:
        other = next(part for part in parts if value(part) == usual)
        raise UsageError(f"{odd.folder} {says.format(value(odd))}, and {other.folder} {says.format(usual)}: {advice}.")


def _require_each_once(parts: Sequence[Part]) -> None:
    given: dict[Shard, Path] = {}
    for part in parts:
        if part.shard in given:
            raise UsageError(f"Shard {part.shard} is given twice, as {given[part.shard]} and {part.folder}: name one.")
        given[part.shard] = part.folder
    count = parts[0].shard.count
    missing = [str(number) for number in range(1, count + 1) if Shard(number, count) not in given]
    if missing:
        words = "Shard {} of {} is" if len(missing) == 1 else "Shards {} of {} are"
        raise UsageError(
            f"{words.format(joined(missing) if len(missing) <= 3 else few(missing), count)} missing: name all folders, "
            "and grade first what was not graded yet."
        )


def _require_nobody_twice(parts: Sequence[Part]) -> None:
    known: dict[str, Path] = {}
    for part in parts:
        for (learner,) in part.book.query(f"SELECT DISTINCT learner FROM entries WHERE NOT {FORGOTTEN}"):  # noqa: S608
            if learner in known:
                raise UsageError(
                    f"{learner} is in {known[learner]} and in {part.folder}, and nobody is in two shards: grade both "
                    "again, each into a new folder."
                )
            known[learner] = part.folder


FORGOTTEN = "(learner GLOB 'forgotten-*' AND label = '')"
"""In SQL, a row that a forgotten person left; every part counts them for itself."""


def state_of(parts: Sequence[Part]) -> str:
    """Return a digest of what stands in parts, by which a merge of them is known again."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(str(part.shard).encode("ascii"))
        for statement in (
            "SELECT id, started, outcome FROM runs ORDER BY id",
            "SELECT id, made, current, learner, key FROM entries ORDER BY id",
            "SELECT * FROM overrides ORDER BY id",
            "SELECT * FROM comments ORDER BY name",
            "SELECT * FROM times ORDER BY learner, kind",
            "SELECT value FROM book WHERE name = 'late'",
        ):
            for row in part.book.query(statement):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _have_room_for(count: int) -> None:
    """Ask the system for as many open files as that many gradebooks need; raise UsageError where it has fewer."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    wanted = _OTHERS + _FILES * count
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise UsageError(
            f"A merge of {count} shards has {wanted:,} files open, and {hard:,} are allowed here: have the limit "
            "raised (ulimit -n), or grade in fewer shards."
        )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
