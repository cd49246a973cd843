"""Gradescope, *Export Submissions*: ``submission_<id>`` folders beside ``submission_metadata.yml``.

The metadata has the keys of Ruby symbols: under each folder's name ``:submitters:``, a list of ``:name:``, ``:sid:``
and ``:email:``, and ``:created_at:``. Not on Gradescope's own pages; as several public readers of it have it. A group's
work is that of each of its members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import yaml

from lagrader.submission.layouts.interface import Clues, Layout, Learner, Matched, names, plain
from lagrader.submission.shelf import Entry, Fault

METADATA = "submission_metadata.yml"
METADATA_LIMIT = 64 * 1024 * 1024
"""Bytes: it holds every learner's earlier results, too."""

_FOLDER = re.compile(r"submission_\d+")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which an object of Ruby's is as good as nothing."""


def _nothing(loader: yaml.Loader, node: yaml.Node) -> None:
    return None


_Loader.add_constructor(None, _nothing)


def _find(entries: Sequence[Entry], clues: Clues) -> Matched | None:
    folders = [entry for entry in entries if entry.folder is not None and _FOLDER.fullmatch(entry.name)]
    metadata = next((entry for entry in entries if entry.name == METADATA), None)
    if not folders or (metadata is None and len(folders) < len(entries) and not clues.insists):
        return None
    known = {} if metadata is None else _read(metadata)
    learners = [learner for folder in folders for learner in _learners(folder, known)]
    return Matched(learners, names(entries, [*folders, metadata] if metadata else folders))


def _read(metadata: Entry) -> Mapping[Any, Any]:
    data = Fault("") if metadata.read is None else metadata.read(METADATA_LIMIT)
    if isinstance(data, Fault):
        return {}
    try:
        found = yaml.load(data, _Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return {}
    return found if isinstance(found, dict) else {}


def _learners(folder: Entry, known: Mapping[Any, Any]) -> Iterator[Learner]:
    assert folder.folder is not None  # only folders are asked about
    about = known.get(folder.name)
    submitters, handed = list(_submitters(about)), _created(about)
    note = f"{METADATA} does not say whose work {plain(folder.name)} is."
    for name, sid, email in submitters:
        together = ("Handed in by a group.",) if len(submitters) > 1 else ()
        yield Learner(
            sid or email or name, folder.folder, plain(folder.name), name, email, handed=handed, notes=together
        )
    if not submitters:
        yield Learner(plain(folder.name), folder.folder, plain(folder.name), notes=(note,))


def _created(about: Any) -> datetime | None:
    """Return when the submission was made; None where that is not said, or without a zone."""
    found = about.get(":created_at") if isinstance(about, dict) else None
    return found if isinstance(found, datetime) and found.tzinfo is not None else None


def _submitters(about: Any) -> Iterator[tuple[str, str, str]]:
    listed = about.get(":submitters") if isinstance(about, dict) else None
    for submitter in listed if isinstance(listed, list) else ():
        if isinstance(submitter, dict):
            name, sid, email = (_text(submitter.get(key)) for key in (":name", ":sid", ":email"))
            if name or sid or email:
                yield name, sid, email


def _text(value: object) -> str:
    return plain(str(value)) if isinstance(value, (str, int)) else ""


LAYOUT = Layout("gradescope", "Gradescope: a folder per submission", _find)
