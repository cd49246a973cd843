"""How the page tells what changed since the last check: once, short, and not where the lines below say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lagrader.reports import find
from lagrader.reports.ago import ago
from lagrader.results import Changes, CriterionResult, ExerciseResult
from tests.reports import samples
from tests.reports.samples import options, report

TERMINAL = find("terminal")
THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NEURON = samples.KNOWN_MISTAKE.exercises[0]


def page(*exercises: ExerciseResult, width: int = 80, unicode: bool = True) -> list[str]:
    shown = TERMINAL.render(report(*exercises), options(width, unicode=unicode)).split("\n")
    assert max(map(cell_len, shown)) <= width
    return shown


def changed(
    exercise: ExerciseResult = NEURON,
    now_right: tuple[str, ...] = (),
    lost: tuple[str, ...] = (),
    *,
    nothing_saved: bool = False,
    seconds: int | None = 180,
) -> ExerciseResult:
    return replace(exercise, changes=Changes(THEN, seconds, now_right, lost, nothing_saved))


def test_both_ways() -> None:
    assert page(changed(now_right=("value", "why"), lost=("output",)))[:4] == [
        "3  A neuron from scratch                                                 8 of 20",
        "  Now right since the last check (3 minutes ago): VALUE, WHY",
        "  No longer right: neuron",
        "",
    ]


def test_one_way_only() -> None:
    assert page(changed(lost=("output",)))[1] == "  No longer right since the last check (3 minutes ago): neuron"


def test_at_forty_columns_in_ascii() -> None:
    lines = page(changed(now_right=("value",), lost=("output",)), width=40, unicode=False)
    assert lines[1:4] == ["  Now right since the last check (3", "  minutes ago): VALUE", "  No longer right: neuron"]
    unsaved = page(changed(nothing_saved=True), width=40, unicode=False)
    assert unsaved[1:3] == ["  The file has not changed since the", "  last check (3 minutes ago): saved?"]


def test_a_clock_that_was_set_back_has_no_time() -> None:
    assert page(changed(seconds=None, nothing_saved=True))[1] == (
        "  The file has not changed since the last check: saved?"
    )
    assert page(changed(seconds=None, lost=("why",)))[1] == "  No longer right since the last check: WHY"


def test_it_is_said_once_for_several_files() -> None:
    layer = samples.TENSOR_NUMBERS.exercises[0]
    lines = page(changed(nothing_saved=True), changed(layer, nothing_saved=True))
    assert [line for line in lines if "saved?" in line] == [
        "  No file has changed since the last check (3 minutes ago): saved?"
    ]


def test_not_where_the_lines_below_say_the_same() -> None:
    right = samples.NEURON_RIGHT
    assert "last check" not in "".join(page(changed(right, ("value", "why", "output"))))
    assert "last check" in "".join(page(changed(right, ("value",))))
    broken = samples.UNREADABLE_FILE.exercises[1]
    assert "No longer" not in "".join(page(changed(broken, lost=("value", "why", "output"))))
    started = samples.NOT_STARTED.exercises[1]
    assert page(changed(started, lost=("shape", "function"))) == page(started)


def test_a_name_of_two_criteria_is_told_by_their_titles() -> None:
    two = samples.exercise(1, samples.right("a", "dot_loop(a, b)", 1), samples.WRONG_ROAD, samples.right("c", "x", 1))
    lines = page(changed(two, ("a", "c"), ("loop",)))
    assert lines[1:3] == [
        "  Now right since the last check (3 minutes ago): dot_loop(a, b); x",
        "  No longer right: dot_loop is a loop of your own",
    ]


def test_many_are_counted() -> None:
    criteria = [samples.right(f"c{i}", f"NAME_{i}: it", 1) for i in range(9)]
    many = samples.exercise(1, *criteria, samples.WRONG_ROAD)
    line = page(changed(many, tuple(c.id for c in criteria)))[1]
    assert line.endswith(": NAME_0, NAME_1, NAME_2,")
    assert page(changed(many, tuple(c.id for c in criteria)), width=120)[1].endswith("NAME_4, 4 more")


@pytest.mark.parametrize("title", ["\x1b[2J: x", "[red]: x", ""])
def test_titles_do_no_harm(title: str) -> None:
    odd = replace(samples.VALUE, id="odd", title=title)
    text = "\n".join(page(changed(samples.exercise(3, odd, samples.BIAS_MISSING), ("odd",))))
    assert "\x1b" not in text
    assert (title.replace("\x1b", "\\x1b") or "odd") in text


def test_criteria_that_the_report_has_not_are_left_out() -> None:
    only: CriterionResult = samples.BIAS_MISSING
    assert page(changed(samples.exercise(3, only), ("gone", "output")))[1].endswith(": neuron")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, ""),
        (0, "1 second ago"),
        (1, "1 second ago"),
        (59, "59 seconds ago"),
        (60, "1 minute ago"),
        (3_599, "59 minutes ago"),
        (3_600, "1 hour ago"),
        (2 * 86_400 - 1, "1 day ago"),
        (29 * 86_400, "29 days ago"),
        (30 * 86_400, "1 month ago"),
        (365 * 86_400, "1 year ago"),
        (10**9, "31 years ago"),
    ],
)
def test_ago(seconds: int, text: str) -> None:
    assert ago(seconds) == text


@given(st.integers(0, 10**9))
def test_ago_is_short(seconds: int) -> None:
    assert len(ago(seconds)) <= len("59 minutes ago")
