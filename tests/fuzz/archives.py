"""What is handed in: whatever an archive or a notebook holds, it becomes files, or a sentence that says why not."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from lagrader.harmless import harmless_line
from lagrader.submission import SourceFile, Unreadable
from lagrader.submission.archives import Caps, open_archive
from lagrader.submission.handed import find_handed
from lagrader.submission.layouts import LAYOUTS, Clues, plain
from lagrader.submission.notebook import NoProgram, program_of
from lagrader.submission.shelf import Entry, Fault, walk
from tests.fuzz.mutate import as_json, bytes_changed, tree_changed
from tests.submission.class_files import tarred, zipped

SECONDS = 5.0
MEMORY = 1 << 30
MOST_SAID = 600
"""Characters of a reason."""

IDS = ("ex1_dot_product", "ex3_neuron")
TARGETS = {"ex1_dot_product": frozenset({"dot_loop"}), "ex3_neuron": frozenset({"neuron"})}
SOURCE = "def neuron(x, w, b):\n    return x\n"

NOTEBOOK: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "x", "language": "python"}},
    "cells": [
        {"cell_type": "code", "source": ["%matplotlib inline\n", SOURCE], "outputs": [{"data": {"image/png": "A"}}]},
        {"cell_type": "markdown", "source": "text"},
        {"cell_type": "code", "source": "neuron?\n!ls\nx = 1", "metadata": {}},
    ],
}
OLD: dict[str, Any] = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [{"cells": [{"cell_type": "code", "input": SOURCE, "language": "python", "outputs": []}]}],
}

NAMES = [
    *["ex3_neuron.py", "ex3_neuron (1).py", "solutions/ex3_neuron.py", "my.ipynb", "a/b/c.py", "inner.zip", "x.tar.gz"],
    *["../../etc/passwd", "/abs.py", "C:\\x.py", "a//b.py", "./", "..", "", "a/", "\x1b[31m.py", "\u202e.py", "é" * 90],
    *["__MACOSX/x.py", ".git/config", "a_1_10_ex3_neuron-1.py", "A B_7_assignsubmission_file_/ex3_neuron.py"],
    *["submission_1/ex3_neuron.py", "submission_metadata.yml", "n" * 5000, "d/" * 60 + "x.py", "x.rar", "x.py/y.py"],
]
CONTENTS = [
    SOURCE,
    "",
    "def f(:",
    "#" * 200_000,
    "\0",
    json.dumps(NOTEBOOK),
    "{",
    "\ufeffx = 1",
    "submission_1: {a: *b}",
]


def make(rng: Random) -> bytes:
    """A name's ending and what the file holds: an archive or a notebook, whole, changed, or none."""
    kind = rng.random()
    if kind < 0.3:
        text = as_json(tree_changed(rng.choice((NOTEBOOK, OLD)), rng))
        return b"ipynb\n" + (bytes_changed(text, rng, text) if rng.random() < 0.2 else text)
    files = {rng.choice(NAMES): rng.choice(CONTENTS) for _ in range(rng.randint(0, 6))}
    if rng.random() < 0.3:
        files["nested.zip"] = zipped({rng.choice(NAMES) or "x": SOURCE})  # type: ignore[assignment]
    ending, data = _packed({name or "x": content for name, content in files.items()}, rng)
    if rng.random() < 0.7:
        data = bytes_changed(data, rng, data)
    return ending.encode() + b"\n" + data


def _packed(files: dict[str, Any], rng: Random) -> tuple[str, bytes]:
    ending = rng.choice(("zip", "zip", "tar", "tar.gz", "tar.bz2", "tar.xz"))
    if ending == "zip":
        return ending, zipped(files)
    return ending, tarred(files, ending.partition(".")[2])


# --- bombs -----------------------------------------------------------------------------------------------


def _zeros(rng: Random) -> bytes:
    return b"zip\n" + zipped({"ex3_neuron.py": b"\0" * (64 << 20)})


def _unpacked(rng: Random) -> bytes:
    """Zeros without end: gzip goes on behind the end of a piece."""
    return b"tar.gz\n" + gzip.compress(b"\0" * (1 << 20)) * 300


def _many(rng: Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(21_000):
            archive.writestr(f"{number}", "")
    return b"zip\n" + buffer.getvalue()


def _wide_directory(rng: Random) -> bytes:
    """An end that promises a terabyte of directory."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 33, 1 << 33, 1 << 40, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    return b"zip\n" + record + locator + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)


def _deep(rng: Random) -> bytes:
    return b"ipynb\n" + b'{"cells":' * 100_000


def _nested(rng: Random) -> bytes:
    data = zipped({"ex3_neuron.py": SOURCE})
    for _ in range(30):
        data = zipped({"a.zip": data, "b.zip": data} if len(data) < 1 << 16 else {"a.zip": data})
    return b"zip\n" + data


def _long_lines(rng: Random) -> bytes:
    return (
        b"ipynb\n"
        + json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "%" + "a=" * 60_000}]}).encode()
    )


BOMBS = [_zeros, _unpacked, _many, _wide_directory, _deep, _nested, _long_lines]


# --- the promises ----------------------------------------------------------------------------------------


def check(data: bytes) -> None:
    """Read it as a notebook, or as an archive of one learner and as one of a class."""
    ending, _, content = data.partition(b"\n")
    if ending == b"ipynb":
        found = program_of(content)
        if isinstance(found, NoProgram):
            _is_sentence(found.reason)
        return
    name = f"work.{ending.decode('ascii', 'replace')}"
    _as_one_learners(Entry(name, lambda limit: content[:limit]))
    _as_a_class(name, content)


def _as_one_learners(entry: Entry) -> None:
    submission = find_handed(entry, IDS, TARGETS, Path("learner"))
    assert set(submission.files) == set(IDS)
    for file in submission.files.values():
        assert file.display == harmless_line(file.display)
        if isinstance(file.source, Unreadable):
            _is_sentence(file.source.text)
        assert isinstance(file.source, (SourceFile, Unreadable))


def _as_a_class(name: str, content: bytes) -> None:
    with ExitStack() as closing:
        folder = open_archive(name, io.BytesIO(content), closing, Caps(1000, 1 << 26))
        if isinstance(folder, Fault):
            _is_sentence(folder.reason)
            return
        for way, entry in walk(folder):
            assert not {"..", ".", "", "/"} & set(way)
            assert entry.read is not None
            read = entry.read(1000)
            assert isinstance(read, Fault) or len(read) <= 1000
        entries = folder.entries()
        assert not isinstance(entries, Fault)
        for layout in LAYOUTS:
            matched = layout.find(entries, Clues(IDS))
            for learner in matched.learners if matched else ():
                assert learner.id == plain(learner.id)


def _is_sentence(text: str) -> None:
    assert text
    assert len(text) <= MOST_SAID, f"a reason of {len(text):,} characters"
    assert text == harmless_line(text)
