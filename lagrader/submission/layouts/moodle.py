"""Moodle, *Download all submissions*: a folder per participant, or a file per upload where folders are switched off.

``<Full name>_<participant id>_assignsubmission_file_`` and the like, with underscores for blanks in the name. As Moodle
writes it (mod/assign/classes/downloader.php; before 4.1 the folder's name ends in an underscore).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lagrader.submission.layouts.interface import Clues, Layout, Learner, Matched, Together, names, plain
from lagrader.submission.shelf import Entry

_NAME = re.compile(r"(?P<who>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)_?(?P<file>.*)", re.DOTALL)


def _find(entries: Sequence[Entry], clues: Clues) -> Matched | None:
    found = [(match, entry) for entry in entries if (match := _NAME.fullmatch(entry.name))]
    if not found:
        return None
    learners: dict[str, list[tuple[re.Match[str], Entry]]] = {}
    for match, entry in found:
        learners.setdefault(match["id"], []).append((match, entry))
    aside = names(entries, [entry for _, entry in found])
    return Matched([_learner(id_, parts) for id_, parts in learners.items()], aside)


def _learner(id_: str, parts: Sequence[tuple[re.Match[str], Entry]]) -> Learner:
    name = plain(parts[0][0]["who"].replace("_", " "))
    # Files and the text that was typed in the browser come in two folders; a flat file has its own name at the end.
    members = [replace(entry, name=match["file"] or match["kind"]) for match, entry in parts]
    whole = members[0].folder if len(members) == 1 else None
    # Under this name Moodle takes a file of feedback back (mod/assign/feedback/file/importziplib.php).
    match, entry = parts[0]
    label = plain(entry.name.removesuffix(match["file"]))
    return Learner(plain(id_), whole or Together(tuple(members)), label, name=name)


LAYOUT = Layout("moodle", "Moodle: a folder per participant", _find)
