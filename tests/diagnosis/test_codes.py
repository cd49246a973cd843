"""Every code has its lesson, every lesson fits on a screen, every example runs and prints what it says."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from pathlib import Path
from typing import get_args

import pytest

from lagrader.diagnosis.codes import FAMILIES, families, lesson, lessons, nearest_code
from lagrader.results import Verdict
from lagrader.submission.unreadable import Kind

ROOT = Path(__file__).resolve().parents[2] / "lagrader"

CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+_?|[A-Z]{4,}_?")
NO_CODES = {"CHECKERS", "DIAGNOSES", "NOT_ASKED", "NFKC"}
"""Texts in capitals that are not given to anybody."""
PARTS = {"FROM_INPUT", "FROM_ZERO", "FROM_NEGATIVE", "FROM_LARGE"}
"""What stands behind NAN_ and INFINITE_."""
WORDLESS = {Verdict.NOT_STARTED.name, Verdict.PENDING.name}
"""Verdicts about which nothing is said; lines for machines name them instead of a code."""
TURNED = {"COLUMNS_REVERSED", "ROWS_REVERSED", "SORTED_DOWN", "SHIFTED_LEFT"}
"""Names of rearrangements that are told under another code."""


def sources() -> list[Path]:
    """Return every file that may give a code to a learner."""
    return [*(ROOT / "diagnosis").rglob("*.py"), *(ROOT / "checkers").rglob("*.py"), ROOT / "attempt.py"]


def codes_in_the_program() -> set[str]:
    """Return every text that has the form of a code; one that ends in _ is the beginning of several."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources()]
    texts = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    found = {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}
    return found - NO_CODES - PARTS - TURNED


def test_every_code_of_the_program_has_a_lesson() -> None:
    known = codes_in_the_program()
    assert {"NO_RETURN", "MATMUL_SHAPES", "NEGATED", "WRONG_FOR_ODD", "SUM_FOR_MEAN", "TIME_LIMIT"} <= known
    assert {"CHOICE_", "FILE_", "NOT_THROUGH_"} <= known
    single = {code for code in known if not code.endswith("_")} | {f"FILE_{kind.upper()}" for kind in get_args(Kind)}
    single |= {f"{what}_{part}" for what in ("NAN", "INFINITE") for part in PARTS}
    single |= {"CHOICE_B", "NOT_THROUGH_TORCH_DOT", "NOT_THROUGH_AUTOGRAD", *WORDLESS}
    assert [code for code in sorted(single) if lesson(code) is None] == []


def test_every_lesson_is_of_a_code_that_exists() -> None:
    known = codes_in_the_program()
    known |= {f"{what}_{part}" for what in ("NAN", "INFINITE") for part in PARTS}
    known |= WORDLESS
    begin = tuple(code for code in known if code.endswith("_"))
    unknown = [code for code in lessons() if code not in known and not code.startswith(begin)]
    assert [code for code in unknown if not any(one.startswith(code.rstrip("*")) for one in known)] == []


def test_every_heading_of_the_files_is_a_lesson() -> None:
    for family in FAMILIES:
        text = (ROOT / "diagnosis" / "lessons" / f"{family}.md").read_text(encoding="utf-8")
        headings = re.findall(r"^## ([A-Z0-9_*]+): ", text, re.MULTILINE)
        assert headings
        assert [code for code in headings if code not in lessons()] == []
        assert len(headings) == len(re.findall(r"^## ", text, re.MULTILINE))


def test_every_family_has_a_title_and_its_lessons() -> None:
    assert tuple(family.name for family in families()) == FAMILIES
    assert all(family.title and "#" not in family.title for family in families())
    assert [one for family in families() for one in family.lessons] == list(lessons().values())


def test_no_lesson_stands_twice() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "diagnosis" / "lessons").glob("*.md"))
    headings = re.findall(r"^## ([A-Z0-9_*]+): ", text, re.MULTILINE)
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("code", lessons())
def test_an_example_runs_and_prints_what_it_says(code: str) -> None:
    example = lessons()[code].example
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, code, "exec"), {"__name__": "example"})  # noqa: S102 - our own lessons
    told = re.findall(r"print\(.*\)  # (.+)$", example, re.MULTILINE)
    lines = printed.getvalue().splitlines()
    assert [line for line in told if line not in lines] == [], lines


@pytest.mark.parametrize("code", lessons())
def test_a_lesson_fits_on_a_screen_and_in_the_tone(code: str) -> None:
    one = lessons()[code]
    rows = [*one.text.split("\n"), *one.example.split("\n")]
    assert len(rows) <= 24
    assert max(map(len, rows)) <= 120
    words = set(re.findall(r"[a-z]+", one.text.lower()))
    assert not words & {"simply", "just", "obviously", "easy", "easily"}
    assert "!" not in one.text.replace("!=", "")


@pytest.mark.parametrize("code", lessons())
def test_no_line_of_a_lesson_begins_as_a_list_or_a_heading_does(code: str) -> None:
    assert [line for line in lessons()[code].text.split("\n") if re.match(r"\s|[-+*>#|=]|\d+[.)]", line)] == []


def test_codes_are_found_as_people_type_them() -> None:
    assert lesson(" no_return ") is lessons()["NO_RETURN"]
    choice = lesson("CHOICE_B")
    assert choice is not None
    assert choice.code == "CHOICE_*"
    assert lesson("NOT_THROUGH_TORCH_DOT") is lessons()["NOT_THROUGH_*"]
    assert lesson("WRONG_FOR_ZERO") is lessons()["WRONG_FOR_*"]
    assert lesson("BIAS_MISSING") is None
    assert nearest_code("NO_RETURNS") == "NO_RETURN"
    assert nearest_code("XYZXYZ") is None
