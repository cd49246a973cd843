"""A fixed part of a class, so that machines which know nothing of each other grade all of it, and nobody twice."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from lagrader.errors import UsageError
from lagrader.gradebook.book import SEEDS, Gradebook

MOST = 1_000
"""Parts of a class; a merge has the gradebooks of all of them open at once."""

_SHARD, _CLASS = "shard", "class"
"""What a gradebook notes: which part it is, and of what class."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``count`` parts of a class; ``number`` counts from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def holds(self, learner: str) -> bool:
        """Whether somebody is in this part: by a hash of the id alone, so the same on every machine and ever after."""
        digest = hashlib.sha256(learner.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1


def shard_of(text: str) -> Shard:
    """Read ``2/10``.

    Raises:
        UsageError: it names no part.
    """
    found = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text)
    number, count = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= count <= MOST:
        raise UsageError(
            f"--shard takes I/N, the I-th of N parts of the class, such as 2/10: I counts from 1 to N, and N is at "
            f"most {MOST:,}. {text!r} is none."
        )
    return Shard(number, count)


def fingerprint(ids: Iterable[str]) -> str:
    """Return by what a class is told from another one: how many people are in it, and a digest of their ids."""
    known = sorted(ids)
    text = "\0".join(known).encode("utf-8", "surrogatepass")
    return f"{len(known)} {hashlib.sha256(text).hexdigest()}"


def shard_in(book: Gradebook) -> Shard | None:
    """Return the part of a class that a gradebook holds; None where it holds a whole one."""
    noted = book.fact(_SHARD)
    return None if noted is None else shard_of(noted)


def class_in(book: Gradebook) -> str:
    """Return the fingerprint of the class of which a gradebook holds a part, as it was when that was graded last."""
    return book.fact(_CLASS) or ""


def require_fit(book: Gradebook, shard: Shard | None, seed: int | None) -> None:
    """Refuse to grade a part of a class, or the whole, into the gradebook of another part.

    Raises:
        UsageError: it holds another part; or it is new, and nobody said with which seed all parts are graded.
    """
    folder, known = book.path.parent, shard_in(book)
    if known != shard and (known is not None or book.rows()):
        holds = "a whole class" if known is None else f"shard {known}"
        this = "the whole class" if shard is None else f"shard {shard}"
        raise UsageError(f"{folder} holds {holds}, and this is {this}: give each part a folder of its own with --out.")
    if shard is not None and seed is None and book.fact("seed") is None:
        raise UsageError(
            "The parts of a class must be graded with the same inputs, so say a seed, the same for all of them: "
            f"--seed {secrets.randbelow(SEEDS)}, or another number that no learner knows."
        )


def note_part(book: Gradebook, shard: Shard | None, class_: str) -> None:
    """Have a gradebook know which part it is, and of what class."""
    if shard is not None:
        book.note(_SHARD, str(shard))
        book.note(_CLASS, class_)
