"""README, held against the program: its samples, its pictures, its tables and its set-up lines."""

from __future__ import annotations

import os
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

sys.path.insert(0, str(ROOT / "scripts"))
import pictures  # noqa: E402
import samples  # noqa: E402

NAMESPACE = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def session() -> list[samples.Sample]:
    return list(samples.samples(README))


def test_every_sample_is_what_the_program_prints(session):
    wrong = [sample.differences() for sample in session if not sample.true]
    assert not wrong, "\n\n".join(wrong) + "\n\nTo renew them: python scripts/samples.py --write"


def test_there_is_a_sample_for_every_command(session):
    from lagrader.cli.app import command_names

    shown = {sample.words.split()[0] for sample in session if sample.words}
    without = {name for name in command_names() - shown if f"`lagrader {name}`" not in README}
    assert not without


def test_help_and_check_are_shown_whole(session):
    whole = {sample.words.strip() for sample in session if "…" not in sample.told}
    assert {"--help", "check 3"} <= whole


@pytest.mark.parametrize(
    ("told", "found", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n", "a\nb\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nd\n", True),
        ("a\n…\nd\n", "a\nb\n", False),
        ("Python 3.… x\n", "Python 3.12 x\n", True),
        ("Python 3.… x\n", "Python 4.0 x\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_what_an_ellipsis_stands_for(told, found, same):
    assert samples.Sample("", told, found, 0, 0).true is same


def lines_of(svg: str) -> list[str]:
    """Return the lines of text in a picture, from top to bottom."""
    lines: dict[float, str] = {}
    for text in ET.fromstring(svg).iter(f"{NAMESPACE}text"):  # noqa: S314 - our own file
        lines[float(text.attrib["y"])] = lines.get(float(text.attrib["y"]), "") + (text.text or "")
    return [line.replace("\xa0", " ").rstrip() for line in lines.values()]


@pytest.mark.slow
@pytest.mark.terminal
@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal of Unix")
@pytest.mark.parametrize("name", pictures.SHOTS)
def test_a_picture_shows_what_the_program_prints(name):
    kept = (pictures.PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    now = lines_of(pictures.draw(name))
    assert len(now) > 5
    assert lines_of(kept) == now, "To renew it: python scripts/pictures.py"


@pytest.mark.parametrize("name", pictures.SHOTS)
def test_a_picture_loads_nothing_and_keeps_its_blanks(name):
    kept = (pictures.PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"]*", kept)) == {"http://www.w3.org/2000/svg"}
    assert 'xml:space="preserve"' in kept
    gallery = (ROOT / "docs" / "feedback.md").read_text(encoding="utf-8")
    assert f"docs/pictures/{name}.svg" in README or f"(pictures/{name}.svg)" in gallery


@pytest.mark.parametrize("name", pictures.SHOTS)
def test_a_picture_is_readable_on_its_white_background(name):
    kept = (pictures.PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    colors = set(re.findall(r"fill: (#[0-9a-f]{6})", kept))
    assert colors
    assert all(contrast_with_white(color) >= 4.5 for color in colors)


def contrast_with_white(color: str) -> float:
    """Return the contrast ratio of WCAG 2.1, from 1 to 21."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_the_table_of_exercises_is_that_of_the_rubrics():
    rows = re.findall(r"^\| (\d+) \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    wanted = {}
    for path in (ROOT / "exercises").glob("ex*/rubric.yaml"):
        rubric = yaml.safe_load(path.read_text(encoding="utf-8"))
        wanted[int(path.parent.name[2:].partition("_")[0])] = rubric["title"]
        assert sum(criterion["points"] for criterion in rubric["criteria"]) == 20
    assert [(int(number), title) for number, title, _ in rows] == sorted(wanted.items())


def test_the_table_of_exercises_names_what_the_starters_hold():
    rows = re.findall(r"^\| (\d+) \| .*? \| (.*?) \|$", README, re.MULTILINE)
    for number, names in rows:
        (starter,) = (ROOT / "exercises").glob(f"ex{number}_*/starter.py")
        text = starter.read_text(encoding="utf-8")
        for name in re.findall(r"`(\w+)`", names):
            assert re.search(rf"^(def {name}\(|class {name}\(|{name}\b.*=)", text, re.MULTILINE), name


def test_the_formats_and_exit_codes_are_those_of_the_program():
    from lagrader.cli import INTERRUPTED
    from lagrader.cli.check import NOT_PASSED, OURS, PASSED
    from lagrader.reports import BUILT_IN

    assert all(f"`{name}`" in README for name in BUILT_IN)
    codes = re.findall(r"^\| (\d+) \| [a-z]", README, re.MULTILINE)
    assert codes == [str(code) for code in (PASSED, NOT_PASSED, 2, OURS, INTERRUPTED)]


def test_what_it_points_to_is_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_two_make_commands_and_the_plain_lines_beside_them():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert commands == ["demo", "test"]
    assert all(re.search(rf"^{command}:", makefile, re.MULTILINE) for command in commands)
    assert "pip install -e . -c constraints.txt" in README
    assert 'pip install -e ".[dev]" -c constraints.txt' in README
