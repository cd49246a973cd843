"""Canvas, *Download Submissions*: all files in one folder, named after their learners.

``<name>[_LATE]_<user id>_<attachment id>_<file name>``, the name as it sorts, in small letters without blanks; in an
anonymous course ``[LATE_]anon_<id>`` stands for name and user id. What was typed or linked ends in ``_text.html`` or
``_link.html``. A file that is handed in again gets ``-1`` after the first dotted part of its name. As canvas-lms writes
it (lib/content_zipper.rb).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lagrader.submission.layouts.interface import Clues, Layout, Learner, Matched, Together, names, plain
from lagrader.submission.shelf import Entry

_UPLOAD = r"_(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<typed>text|link)\.html)"
_NAMED = re.compile(rf"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+){_UPLOAD}", re.DOTALL)
_ANONYMOUS = re.compile(rf"(?P<late>LATE_)?(?P<id>anon_[^_]+)(?P<late_too>_LATE)?{_UPLOAD}", re.DOTALL)

_AGAIN = re.compile(r"(?P<stem>[^.]+)-(?P<number>\d+)(?P<rest>\..*)", re.DOTALL)

SHARE = 0.8
"""The part of the files whose names must look like this; a teacher may have put something beside them."""


def _find(entries: Sequence[Entry], clues: Clues) -> Matched | None:
    files = [entry for entry in entries if entry.folder is None]
    found = [(match, entry) for entry in files if (match := _match(entry.name))]
    if not found or (len(found) < SHARE * len(entries) and not clues.insists):
        return None
    learners: dict[str, list[tuple[re.Match[str], Entry]]] = {}
    for match, entry in found:
        learners.setdefault(match["id"], []).append((match, entry))
    aside = names(entries, [entry for _, entry in found])
    return Matched([_learner(id_, uploads, clues.ids) for id_, uploads in learners.items()], aside)


def _match(name: str) -> re.Match[str] | None:
    return _ANONYMOUS.fullmatch(name) or _NAMED.fullmatch(name)


def _learner(id_: str, uploads: Sequence[tuple[re.Match[str], Entry]], ids: Sequence[str]) -> Learner:
    named = uploads[0][0].groupdict()
    return Learner(
        plain(id_),
        Together(tuple(_upload(match, entry, ids) for match, entry in uploads)),
        plain(named.get("name") or id_),
        name=plain(named.get("name") or ""),
        late=any(match["late"] or match.groupdict().get("late_too") for match, _ in uploads),
    )


def _upload(match: re.Match[str], entry: Entry, ids: Sequence[str]) -> Entry:
    """The file under its own name; of two uploads the one with the higher number is the newer."""
    if match["typed"]:
        return replace(entry, name=f"{match['typed']}.html")
    upload = replace(entry, name=match["file"], modified=60.0 * int(match["attachment"][-15:]))
    again = _AGAIN.fullmatch(match["file"])
    if again is None or again["stem"] not in ids:
        return upload
    # It was called like the exercise before Canvas gave it another name; a folder tells it from the other one.
    proper = replace(upload, name=f"{again['stem']}{again['rest']}")
    return Entry(f"resubmitted-{again['number']}", None, Together((proper,)))


LAYOUT = Layout("canvas", "Canvas: a file per upload, named after the learner", _find)
