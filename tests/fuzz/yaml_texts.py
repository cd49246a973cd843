"""YAML: whatever a file holds, it becomes data, or a RubricError with file and line, in little time and memory."""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml
from pydantic import BaseModel

from lagrader import yamlfile
from lagrader.errors import RubricError
from lagrader.rubric import CourseFile, Rubric
from lagrader.yamlfile import document
from lagrader.yamlfile.files import SIZE_LIMIT
from tests.fuzz.mutate import as_json, bytes_changed, tree_changed

SECONDS = 5.0
"""The parser in Python, which PyYAML falls back to, reads 20 KB in a second."""

MEMORY = 1 << 28
MOST_SAID = 16 * 1024
"""Characters of one error: twenty faults, each with a sentence."""

ROOT = Path(__file__).parents[2]
TEXTS = [path.read_bytes() for path in sorted((ROOT / "exercises").rglob("*.yaml"))]
TREES: list[Any] = [yaml.safe_load(text) for text in TEXTS]

TOKENS = [
    *["&a", "*a", "&a [*a]", "<<: *a", "!!python/object/apply:os.system [id]", "!!binary AAAA", "!!str 1", "!!set {a}"],
    *["!<tag:yaml.org,2002:str>", "! x", "!!float .nan", "%YAML 1.2\n---", f"%YAML 1.{'9' * 5000}\n---\na: 1"],
    *[
        "%TAG ! tag:x,2000:\n---",
        "---\n",
        "...\n",
        "--- a\n--- b\n",
        "? ",
        "? [a]\n: ",
        "- ",
        ": ",
        "\t",
        "\n",
        "\r",
        "\r\n",
    ],
    *[
        "'",
        '"',
        '"\\UFFFFFFFF"',
        '"\\ud800"',
        '"\\0\\e[31m"',
        '"\\x"',
        "|9\n",
        ">-\n ",
        "#",
        "@",
        "`",
        "{",
        "}",
        "[",
        "]",
        ",",
    ],
    *[
        "2024-01-01",
        "12:30:45",
        "190:20:30",
        "0o17",
        "0x" + "f" * 1000,
        "9" * 1001,
        "9" * 5000,
        "1_000",
        "1e999",
        "1e-999",
    ],
    *[
        "1e9999999999",
        ".nan",
        "-.inf",
        "~",
        "yes",
        "null",
        "\u2028",
        "\x85",
        "\ufeff",
        "\u202e",
        "\x00",
        "\x07",
        "é" * 200,
    ],
    *["call", "answer", "normal: [n]", "repeat: 1000000000", "1/0", "-0", "\U0010ffff", "x" * 2000],
]


def make(rng: Random) -> bytes:
    """A file of the course, or a corner case, changed in its tree, its tokens, its bytes; now and then a bomb."""
    kind = rng.random()
    if kind < 0.02:
        return rng.choice(BOMBS)(rng)
    if kind < 0.4:
        return as_json(tree_changed(rng.choice(TREES), rng))
    text = rng.choice(TEXTS) if kind < 0.8 else "\n".join(rng.choices(TOKENS, k=rng.randint(1, 9))).encode()
    if kind < 0.95:
        text = _tokens_changed(text, rng)
    if rng.random() < 0.3:
        text = bytes_changed(text, rng, rng.choice(TEXTS))
    return text.decode("utf-8", "ignore").encode(rng.choice(ENCODINGS)) if rng.random() < 0.05 else text


ENCODINGS = ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7"]


def _tokens_changed(text: bytes, rng: Random) -> bytes:
    """Put other tokens in the place of some, or beside them; double, swap or shift some lines."""
    pieces = re.split(rb"(\n|[^\w.]+)", text)
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(pieces))
        pieces[place] = rng.choice((b"", pieces[place] + b" ")) + rng.choice(TOKENS).encode()
    lines = b"".join(pieces).split(b"\n")
    for _ in range(rng.choice((0, 0, 1, 2))):
        place, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[place] = rng.choice((lines[other], b"  " + lines[place], lines[place].lstrip(), b""))
    return b"\n".join(lines)


# --- large and deep ----------------------------------------------------------------------------------------


def _sized(rng: Random) -> int:
    """How many bytes a bomb has: mostly little enough for the parser in Python."""
    return rng.choice((2_000, 20_000, 20_000, SIZE_LIMIT - 1000))


def _repeated(text: str, around: str = "a: [{}]") -> Any:
    return lambda rng: around.format(text * (_sized(rng) // len(text))).encode()


def _doubled(rng: Random) -> bytes:
    """Billion laughs: each row is some times the row above it."""
    rows = [f"a0: &a0 {rng.choice(('[1, 1]', 'x' * 9000, '{k: 1}', '{' + 'k' * 9000 + ': 1}'))}"]
    times = rng.choice((2, 10, 1000))
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * times)}]" for n in range(1, rng.choice((2, 5, 30)))]
    return "\n".join(rows).encode()


def _rubric(criteria: str) -> bytes:
    return f"version: 1\ntitle: t\ncriteria:\n{criteria}".encode()


def _many_criteria(rng: Random) -> bytes:
    """As many criteria as there is room for, each of which needs the one after it, or one that is misspelt."""
    need = rng.choice(("c{next}", "d{n}", "c0"))
    row = "- {{id: c{n}, title: t, points: 1, source: f, forbid: [x], needs: [" + need + "]}}\n"
    return _rubric("".join(row.format(n=n, next=n + 1) for n in range(_sized(rng) // 66)))


def _long_words(rng: Random) -> bytes:
    """Two long words that are nearly the same, for whatever looks for the nearest."""
    word = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz_0123456789", k=_sized(rng) // 3))
    return _rubric(f"- {{id: a{word}, title: t, points: 1, source: f, forbid: [x], needs: [b{word}]}}")


def _misfits(rng: Random) -> bytes:
    """Very many values of the wrong type."""
    wrong = rng.choice(("~,", "[],", "{},", "{a: 1},"))
    row = rng.choice(
        (
            "{{id: a, title: t, points: 1, check: f, calls: [{{call: f, args: [{}]}}]}}",
            "{{id: a, title: t, points: 1, call: f, cases: [{}]}}",
            "{{id: a, title: t, points: 1, call: f, cases: [{{inputs: {{x: {{normal: [{}]}}}}}}]}}",
            "{{id: a, title: t, points: 1, call: f, hints: [{}], cases: []}}",
        )
    )
    return _rubric("- " + row.format(wrong * (_sized(rng) // len(wrong))))


BOMBS = [
    _doubled, _doubled, _many_criteria, _long_words, _misfits,
    *[_repeated(token) for token in ("[", "{", "[],", "{},", "1,", "? ", "? ,", "!!str ,", "*a,", "&a ,", '"",', "#")],
    *[_repeated(token, "{}") for token in ("- ", "? ", "a: ", "- - ", "&a ", "[[", "{a: ", "'\n", "\n", " ", "\t")],
    *[_repeated(token, "a:\n{}") for token in (" - 1\n", " ? a\n", "-\n", " \n", "# a\n")],
    *[_repeated(token, 'a: "{}"') for token in ("\\n", "\\U0010ffff", "\n\n", " ", "é")],
    *[_repeated(token, "%TAG ! {}\n---\na: 1") for token in ("a", "%41", "!")],
]  # fmt: skip


# --- the promises ------------------------------------------------------------------------------------------


def check(data: bytes) -> None:
    """Read ``data`` as a file and hold it against both models; small ones with the parser in Python as well."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rubric.yaml"
        path.write_bytes(data)
        for loader in _loaders(data):
            document._LOADER = loader
            for model in (Rubric, CourseFile):
                _check(path, data, model)


def _loaders(data: bytes) -> Iterator[Any]:
    yield getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if len(data) < 8_000 and zlib.crc32(data) % 2:
        yield yaml.SafeLoader


def _check(path: Path, data: bytes, model: type[BaseModel]) -> None:
    try:
        yamlfile.validate(model, yamlfile.load(path))
    except RubricError as error:
        check_error(error, data)


def check_error(error: RubricError, data: bytes) -> None:
    """It names the file, a line of it, and is short enough to be read."""
    assert error.file.endswith(".yaml")
    lines = len(re.findall("\r\n|[\r\n\x85\u2028\u2029]", data.decode("utf-8", "replace"))) + 1
    assert (error.line or 1) <= lines, f"line {error.line} of {lines}"
    assert error.line or "limit" in error.message, error.message
    assert len(str(error)) <= MOST_SAID, f"an error of {len(str(error)):,} characters"
