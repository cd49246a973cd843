"""Every code has its lesson, every lesson fits on a screen, every example runs and prints what it says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from lagrader.diagnosis.codes import FAMILIES, lesson, lessons, nearest_code

ROOT = Path(__file__).resolve().parents[2] / "lagrader"

# What a program gives as codes: literal first arguments of Feedback and of rule, and the entries of tables.
PATTERNS = (
    r'\bFeedback\(\s*"([A-Z][A-Z0-9_]+)"',
    r'\brule\(\s*"([A-Z][A-Z0-9_]+)"',
    r'\bown_feedback\(\s*[\w.]+,\s*"([A-Z][A-Z0-9_]+)"',
    r'yield "([A-Z][A-Z0-9_]+)"',
    r'^\s+"([A-Z]{2}[A-Z0-9_]+)": [("]',
    r'^\s+\("([A-Z]{2}[A-Z0-9_]+)", ',
    r': \("([A-Z][A-Z0-9_]+)", f?"',
    r'": "([A-Z][A-Z0-9_]+)",?$',
)
PARTS = {"FROM_INPUT", "FROM_ZERO", "FROM_NEGATIVE", "FROM_LARGE", "COLUMNS_REVERSED", "ROWS_REVERSED", "SORTED_DOWN"}
PARTS |= {"SHIFTED_LEFT"}
"""Keys of tables that are no codes by themselves."""


def sources() -> list[Path]:
    return [*(ROOT / "diagnosis").rglob("*.py"), *(ROOT / "checkers").glob("*.py"), ROOT / "grader.py"]


def codes_in_the_program() -> set[str]:
    found: set[str] = set()
    for path in sources():
        for pattern in PATTERNS:
            found |= set(re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE))
    return found - PARTS


def test_every_code_of_the_program_has_a_lesson() -> None:
    known = codes_in_the_program()
    assert {"NO_RETURN", "MATMUL_SHAPES", "NEGATED", "WRONG_FOR_ODD", "SUM_FOR_MEAN", "TIME_LIMIT"} <= known
    causes = [part for part in PARTS if part.startswith("FROM_")]
    known |= {f"{what}_{cause}" for what in ("NAN", "INFINITE") for cause in causes}
    assert [code for code in sorted(known) if lesson(code) is None] == []


def test_every_heading_of_the_files_is_a_lesson() -> None:
    for family in FAMILIES:
        text = (ROOT / "diagnosis" / "lessons" / f"{family}.md").read_text(encoding="utf-8")
        headings = re.findall(r"^## ([A-Z0-9_*]+): ", text, re.MULTILINE)
        assert headings
        assert [code for code in headings if code not in lessons()] == []
        assert len(headings) == len(re.findall(r"^## ", text, re.MULTILINE))


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
