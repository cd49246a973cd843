"""The page that people read: how the samples look, and what holds whatever a learner's program says."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from lagrader.reports import find
from lagrader.results import Example, ExerciseResult, Feedback, Location, Report, Verdict
from tests.reports import golden, samples
from tests.reports.hostile import ANYTHING, HOSTILE, said_by
from tests.reports.samples import options, report, wrong

TERMINAL = find("terminal")
PAGES = golden.pages()
COMMANDS = ("init", "list", "show", "hint", "explain", "solution", "doctor", "check")


def last_line(sample: Report, commands: frozenset[str]) -> str:
    return TERMINAL.render(sample, options(commands=commands)).rstrip("\n").split("\n")[-1].strip()


# --- as drawn ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_looks_as_drawn(name: str) -> None:
    assert (golden.FOLDER / name).read_text(encoding="utf-8") == PAGES[name]


def test_every_golden_page_is_compared() -> None:
    assert {path.name for path in golden.FOLDER.iterdir()} == set(PAGES)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", samples.SAMPLES)
def test_fits_and_points_stand_at_the_right_edge(name: str, width: int) -> None:
    lines = TERMINAL.render(samples.SAMPLES[name], options(width)).split("\n")
    assert max(map(cell_len, lines)) <= width
    scored = [line for line in lines if re.search(r"\d+ of \d+$", line)]
    assert scored
    assert {cell_len(line) for line in scored} == {width}
    assert all(line == line.rstrip() for line in lines)


# --- next and more name only what exists -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "without", "expected"),
    [
        (samples.KNOWN_MISTAKE, (), "Next: lagrader hint 3"),
        (samples.KNOWN_MISTAKE, ("hint",), "Next: edit solutions/ex3_neuron.py, then lagrader check 3"),
        (samples.KNOWN_MISTAKE, ("hint", "check"), "Next: edit solutions/ex3_neuron.py"),
        (samples.NOT_STARTED, (), "Next: lagrader show 2"),
        (samples.NOT_STARTED, ("show",), "Next: edit solutions/ex2_matmul_shapes.py, then lagrader check 2"),
        (samples.UNREADABLE_FILE, (), "Next: edit solutions/ex3_neuron.py, then lagrader check 3"),
        (samples.ALL_RIGHT, (), "All five done: 100 of 100.   Compare with ours: lagrader solution 5"),
        (samples.ALL_RIGHT, ("solution",), "All five done: 100 of 100."),
        (samples.ONE_RIGHT, ("solution",), "Next: lagrader list"),
    ],
)
def test_last_line(sample: Report, without: tuple[str, ...], expected: str) -> None:
    assert last_line(sample, samples.ALL_COMMANDS - set(without)) == expected


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_names_no_command_that_is_not_there(name: str) -> None:
    page = TERMINAL.render(samples.SAMPLES[name], options(commands=frozenset()))
    assert [command for command in COMMANDS if f"lagrader {command}" in page] == []


def _missing(example: Example | None) -> Report:
    problem = wrong(
        "file",
        "",
        0,
        Verdict.MISSING,
        feedback=(Feedback("MISSING", "solutions/ex3_neuron.py is not there"),),
        example=example,
    )
    criteria = (replace(c, points=Fraction(), verdict=Verdict.MISSING, cases=()) for c in samples.NEURON_RIGHT.criteria)
    return report(replace(samples.NEURON_RIGHT, file=None, criteria=tuple(criteria), problem=problem))


def test_missing_file_is_said_once_and_leads_to_init() -> None:
    page = TERMINAL.render(_missing(None), options())
    assert page.count("is not there") == 1
    assert page.endswith("\nNext: lagrader init\n")


def test_misnamed_file_shows_the_line_that_renames_it() -> None:
    page = TERMINAL.render(_missing(Example("mv neuron.py solutions/ex3_neuron.py")), options())
    assert "      mv neuron.py solutions/ex3_neuron.py\n" in page
    assert page.endswith("\nNext: run that line, then lagrader check 3\n")


def test_a_wrong_constant_is_shown_without_an_input() -> None:
    said = Feedback("VALUE_BEFORE_RELU", "ReLU still has to come.")
    place = Location("solutions/ex3_neuron.py", 5, "VALUE = -0.65")
    example = Example("VALUE", actual="-0.65")
    value = wrong("value", "VALUE: the number", 4, feedback=(said,), example=example, location=place)
    lines = TERMINAL.render(report(samples.exercise(3, value)), options()).splitlines()
    assert "      yours     -0.65" in lines
    assert not any("An input" in line or line.strip() == "VALUE" for line in lines)


def test_our_own_fault_is_not_the_learners() -> None:
    page = TERMINAL.render(
        report(samples.exercise(3, samples.VALUE, wrong("output", "x", 16, Verdict.JUDGE_ERROR))), options()
    )
    assert "! x" in page
    assert "it is not yours" in page
    assert page.endswith("Next: lagrader doctor\n")


def test_waiting_for_a_person() -> None:
    page = TERMINAL.render(
        report(samples.exercise(3, samples.VALUE, wrong("essay", "your words", 16, Verdict.PENDING))), options()
    )
    assert "○ your words" in page
    assert page.endswith("Nothing to do for now: a person looks at the rest.\n")


# --- nothing graded is never a pass ------------------------------------------------------------------------


def test_no_exercise_is_our_fault() -> None:
    page = TERMINAL.render(report(whole=True), options())
    assert page.startswith("Nothing was checked")
    assert "done" not in page


def test_no_criterion_has_nothing_to_score() -> None:
    page = TERMINAL.render(report(samples.exercise(3)), options())
    assert "nothing to score" in page
    assert "✓" not in page


# --- said once, and only as much as helps ------------------------------------------------------------------


def test_identical_feedback_is_said_once() -> None:
    feedback = (Feedback("NO_RETURN", "The function returns nothing."),)
    both = [wrong(id_, id_, 10, feedback=feedback, output="same\n") for id_ in ("one", "two")]
    page = TERMINAL.render(report(samples.exercise(3, *both)), options(show_all=True))
    assert page.count("returns nothing") == 1
    assert page.count("same") == 1


def test_only_the_first_failure_is_expanded() -> None:
    criteria = [wrong(id_, id_, 5, feedback=(Feedback("A", f"about {id_}"),)) for id_ in ("one", "two", "three")]
    sample = report(samples.exercise(3, *criteria))
    page = TERMINAL.render(sample, options())
    assert ("about one" in page, "about two" in page, "about three" in page) == (True, False, False)
    assert "2 more criteria fail, shown in full by lagrader check 3 --all" in page
    full = TERMINAL.render(sample, options(show_all=True))
    assert all(f"about {id_}" in full for id_ in ("one", "two", "three"))
    assert "--all" not in full


def test_skipped_says_why() -> None:
    skipped = wrong("b", "uses f", 10, Verdict.SKIPPED, feedback=(Feedback("NEEDS", "Waits for f."),))
    page = TERMINAL.render(report(samples.exercise(5, samples.STOPPED, skipped)), options())
    assert "– uses f" in page
    assert "skipped · 0 of 10" in page
    assert "    Waits for f.\n" in page


def test_hidden_criterion_keeps_its_inputs() -> None:
    hidden = replace(samples.BIAS_MISSING, hidden=True, output="secret 4711")
    page = TERMINAL.render(report(samples.exercise(3, hidden)), options(show_all=True))
    assert "You left the bias out" in page
    assert "torch.tensor([0.])" not in page
    assert "4711" not in page


def test_flood_of_output_keeps_first_and_last_lines() -> None:
    flood = "".join(f"line {n}\n" for n in range(100_000))
    page = TERMINAL.render(report(samples.exercise(5, replace(samples.STOPPED, output=flood))), options())
    assert "│ line 0\n" in page
    assert "│ line 99999\n" in page
    assert "… 99,989 lines left out …" in page
    assert len(page) < 3_000


def test_long_message_is_cut_visibly() -> None:
    page = TERMINAL.render(
        report(samples.exercise(5, replace(samples.STOPPED, exception="ValueError: " + "y" * 10**6))), options()
    )
    assert "ValueError:" in page
    assert "lines left out" in page
    assert len(page) < 3_000


def test_partial_points_are_exact() -> None:
    partial = replace(samples.BIAS_MISSING, points=Fraction(84, 11))
    assert "7 7/11 of 12\n" in TERMINAL.render(report(samples.exercise(3, partial)), options())


def test_sandbox_note_is_said_once() -> None:
    assert TERMINAL.render(samples.EVENING, options()).count("Landlock") == 1


def test_notes_of_the_file_stand_below_the_header() -> None:
    page = TERMINAL.render(report(replace(samples.CUBIC, notes=("graded: b.py, the newer of two",))), options())
    assert page.split("\n")[1] == "  graded: b.py, the newer of two"


def test_long_source_line_shows_where_the_caret_points() -> None:
    source = "    total = " + " + ".join(["value"] * 40) + " ** ** 2"
    place = Location("a.py", 3, source, source.index("** 2") + 1, "invalid syntax")
    page = TERMINAL.render(
        report(replace(samples.UNREADABLE_FILE.exercises[1], problem=replace(samples.UNREADABLE, location=place))),
        options(),
    )
    line, caret = (line for line in page.split("\n") if "│" in line)
    assert line.startswith("     3 │  …")
    assert line[caret.index("^") :].startswith("** 2")


# --- calls to paste ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80])
def test_a_long_call_is_broken_where_python_allows_it(width: int) -> None:
    call = 'f(torch.tensor([[1., 2.], [3., 4.]]), "a, (b", {1: (2, 3)}, [0.25, -1.5, 3.0], name=g(1, 2))'
    sample = report(samples.exercise(3, replace(samples.BIAS_MISSING, example=Example(call))))
    page = TERMINAL.render(sample, options(width))
    block = page[page.index("f(") :].split("\n\n")[0]
    assert max(len(line) for line in block.split("\n")) <= width
    assert compile(block, "", "eval").co_code == compile(call, "", "eval").co_code


def test_a_call_that_cannot_be_broken_stays_whole() -> None:
    call = f"f({'x' * 100!r})"
    page = TERMINAL.render(
        report(samples.exercise(3, replace(samples.BIAS_MISSING, example=Example(call)))), options(40)
    )
    assert f"'{'x' * 100}'" in page


# --- whatever a learner's program says ---------------------------------------------------------------------


@given(ANYTHING, st.sampled_from([20, 40, 57, 80, 120]), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_text_fits_and_steers_nothing(text: str, width: int, unicode: bool, show_all: bool) -> None:
    sample = said_by(text)
    page = TERMINAL.render(sample, options(width, unicode=unicode, show_all=show_all))
    assert all(line.isprintable() for line in page.split("\n"))
    assert unicode or page.isascii()
    without_calls = replace(sample, exercises=tuple(_without_calls(exercise) for exercise in sample.exercises))
    lines = TERMINAL.render(without_calls, options(width, unicode=unicode, show_all=show_all)).split("\n")
    assert max(map(cell_len, lines)) <= width


def _without_calls(exercise: ExerciseResult) -> ExerciseResult:
    criteria = (replace(c, example=c.example and replace(c.example, call="", setup=())) for c in exercise.criteria)
    return replace(exercise, criteria=tuple(criteria))


def test_hostile_text_prints_as_written() -> None:
    page = TERMINAL.render(said_by(HOSTILE), options(200))
    assert "\x1b" not in page
    assert r"\x1b[2J" in page
    assert "[red]bold[/red] {0} :smile:" in page
    assert r"\u202eevil" in page


def test_colour_adds_only_our_own_sequences() -> None:
    colored = TERMINAL.render(said_by(HOSTILE), options(color=True))
    plain = TERMINAL.render(said_by(HOSTILE), options())
    codes = {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m"}
    for code in codes:
        colored = colored.replace(code, "")
    assert colored == plain
    assert "\x1b[31m" in TERMINAL.render(samples.KNOWN_MISTAKE, options(color=True))


def test_no_escape_even_where_the_environment_asks_for_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "33")
    assert TERMINAL.render(samples.KNOWN_MISTAKE, options()) == PAGES["known_mistake.txt"]


def test_cp1252_console_can_take_the_plain_page() -> None:
    for sample in samples.SAMPLES.values():
        TERMINAL.render(sample, options(unicode=False)).encode("cp1252")
        TERMINAL.render(sample, options(unicode=False)).encode("ascii")
