"""A notebook as a program: its code cells in order, without what only a notebook's kernel understands.

Cells are never told apart by their ids, so copied, deleted and retyped ones cost nothing; the outputs are not looked
at. A line of the kernel's own (``%matplotlib inline``, ``!pip install x``, ``tensor?``) becomes a blank one, so lines
keep their place within a cell.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lagrader.harmless import harmless_line
from lagrader.phrases import joined
from lagrader.submission.place import SOURCE_LIMIT
from lagrader.syntax import SyntaxFault, parse

NOTEBOOK_LIMIT = 128 * 1024 * 1024
"""Bytes of a notebook: pictures in its outputs may be many."""

_LINE_MAGIC = re.compile(
    r"^(?P<blank>[ \t]*)(?:%|!|\?|[\w.]+[ \t]*=[ \t]*[%!]|(?:pip|conda|mamba)[ \t]+[a-z]).*"
    r"|^(?P<blank2>[ \t]*)[\w.\[\]'\"]+\?{1,2}[ \t]*$"
)
_KEPT = frozenset({"%%time", "%%timeit", "%%capture", "%%prun", "%%snakeviz"})
"""Cell magics whose cell is a program all the same; under any other the cell is something else (a shell's, HTML)."""

_WRITES = re.compile(r"%%(?:writefile|file)\s.*\.py\s*$")
"""One that writes a file of Python: there it is that somebody's work stands."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a notebook's code cells come to; ``notes`` are sentences for whoever handed it in."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoProgram:
    """Why a notebook can't be read, as the end of a sentence."""

    reason: str


_PYTHONS = ("python", "ipython", "xpython", "sage")
_PARTS = (b"{", b"[", b",")
MOST_PARTS = 2_000_000
"""Signs of JSON's structure: each can come to some 80 bytes of memory, where text comes to itself."""


def program_of(data: bytes) -> Program | NoProgram:
    """Return the program in a notebook's bytes."""
    notebook = _read(data)
    if isinstance(notebook, NoProgram):
        return notebook
    language = _language(notebook)
    if not language.startswith(_PYTHONS):
        return NoProgram(f"it is a notebook for {harmless_line(language[:40])}, and Python is wanted")
    return program_of_cells(dict(enumerate(_code_cells(notebook), 1)))


def program_of_cells(cells: Mapping[int, str]) -> Program | NoProgram:
    """Return the program that cells come to, by their numbers, in this order.

    One that Python can't read costs no other: what it says stands in comments, behind a line that says why.
    """
    if not any(cell.strip() for cell in cells.values()):
        return NoProgram("it has no code in it: write your work into code cells")
    if sum(map(len, cells.values())) > SOURCE_LIMIT:  # before anything is parsed
        return NoProgram(f"its code has more than {SOURCE_LIMIT:,} characters: take data and long texts out of it")
    parts = [f"# cell {number}\n{_readable(_without_magics(cell))}" for number, cell in cells.items() if cell.strip()]
    return Program("\n\n".join(parts) + "\n", _notes(cells))


def _readable(cell: str) -> str:
    fault = parse(cell, "")
    if not isinstance(fault, SyntaxFault):
        return cell
    commented = "\n".join(f"# {line}" for line in cell.split("\n"))
    return f"raise SyntaxError({fault.message!r})  # line {fault.line or 1}\n{commented}"


def _read(data: bytes) -> dict[str, Any] | NoProgram:
    """Read a notebook of any version as one of version 4, through nbformat, without its outputs."""
    if not data.strip():
        return NoProgram("it is empty")
    if sum(map(data.count, _PARTS)) > MOST_PARTS:
        return NoProgram("it has too many parts: clear its outputs and save it again")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return NoProgram("it is not saved as UTF-8")
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        return NoProgram(f"it is broken or cut off{where}: save it again in Jupyter")
    if not isinstance(found, dict) or not ({"cells", "worksheets", "nbformat"} & set(found)):
        return NoProgram("it is no notebook")
    return _upgraded(_without_outputs(found))


def _without_outputs(found: dict[str, Any]) -> dict[str, Any]:
    """Leave pictures and printed megabytes behind before anything is copied; nothing else is judged here."""
    for holder in (found, *_listed(found.get("worksheets"))):
        for cell in _listed(holder.get("cells")):
            if "outputs" in cell:
                cell["outputs"] = []
            cell.pop("attachments", None)
    return found


def _listed(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _upgraded(found: dict[str, Any]) -> dict[str, Any] | NoProgram:
    major = found.get("nbformat", 4 if "cells" in found else 3)
    major = int(major) if isinstance(major, str) and major in ("2", "3", "4") else major
    if major == 4:
        return found  # what is slightly invalid is no matter, as for Jupyter itself
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on missing ids and the like
            return dict(nbformat.convert(nbformat.from_dict(found), 4))  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - a broken one makes the converters raise anything
        version = harmless_line(str(major)[:10])
        return NoProgram(f"it is of a kind that can't be read (nbformat {version}): save it again in Jupyter")


def _language(notebook: dict[str, Any]) -> str:
    """The language that its kernel says it speaks; the kernel's own name is no matter."""
    metadata = notebook.get("metadata")
    for key, word in (("language_info", "name"), ("kernelspec", "language")):
        value = metadata.get(key) if isinstance(metadata, dict) else None
        name = value.get(word) if isinstance(value, dict) else None
        if isinstance(name, str) and name:
            return name.lower()
    return "python"


def _code_cells(notebook: dict[str, Any]) -> Iterator[str]:
    for cell in _listed(notebook.get("cells")):
        source = cell.get("source", "")
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if cell.get("cell_type") == "code" and isinstance(source, str):
            yield source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


# --- what a kernel understands ---------------------------------------------------------------------------


def _without_magics(cell: str) -> str:
    first = next((line for line in cell.split("\n") if line.strip()), "")
    if first.startswith("%%"):
        if first.split()[0] not in _KEPT and not _WRITES.match(first):
            return "\n".join("" for _ in cell.split("\n"))
        cell = cell.replace(first, "", 1)
    if not isinstance(parse(cell, ""), SyntaxFault):
        return cell  # % and ? stand where Python has a use for them: in a text, in a sum
    lines: list[str] = []
    depth = 0
    for line in cell.split("\n"):
        # Within brackets a line goes on from the one before, and % is Python's own.
        lines.append(line if depth > 0 else _without_magic(line))
        depth += sum(map(lines[-1].count, "([{")) - sum(map(lines[-1].count, ")]}"))
    return "\n".join(lines)


def _without_magic(line: str) -> str:
    found = _LINE_MAGIC.match(line)
    if found is None:
        return line
    blank = found["blank"] or found["blank2"] or ""
    return f"{blank}pass" if blank else ""  # it may be all that an if holds


# --- names that are defined twice ------------------------------------------------------------------------


def _notes(cells: Mapping[int, str]) -> tuple[str, ...]:
    homes: dict[str, list[int]] = {}
    for number, cell in cells.items():
        for name in _functions(cell):
            homes.setdefault(name, []).append(number)
    twice = [(name, at) for name, at in homes.items() if len(at) > 1]
    return tuple(
        f"{name} is defined in cells {joined([str(number) for number in at])}: the last one counts."
        for name, at in twice[:5]
    )


def _functions(cell: str) -> list[str]:
    tree = parse(_without_magics(cell), "")
    body = [] if isinstance(tree, SyntaxFault) else tree.body
    return list(dict.fromkeys(node.name for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))))
