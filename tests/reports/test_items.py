"""An item analysis as a teacher sees it, and as programs read it."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from rich.cells import cell_len

from lagrader.gradebook import Status
from lagrader.gradebook.by_hand import Comment
from lagrader.item_analysis import (
    Close,
    CloseCalls,
    CriterionFigures,
    Dead,
    ItemAnalysis,
    Negative,
    Redundant,
    Stub,
    WrongGroup,
)
from lagrader.reports.interface import RenderOptions
from lagrader.reports.items import items_data, render
from lagrader.reports.items.groups import render_groups
from lagrader.results import Example, Verdict
from tests.reports.hostile import HOSTILE
from tests.reports.samples import options

STUB = Stub(
    "output_wrong_value",
    'output_wrong_value:\n  say: "Say here in one sentence what is wrong."\n',
    "exercises/ex3_neuron/rubric.yaml",
    'def output_wrong_value(x, w, b):\n    """Do what 2 learners did."""\n    raise NotImplementedError\n',
    "exercises/ex3_neuron/mistakes.py",
)
GROUP = WrongGroup(
    "ex3.output",
    ("anna", "ben", "cleo", "dora", "eve"),
    Verdict.WRONG_ANSWER,
    "WRONG_VALUE",
    "It is wrong.",
    Example("neuron(torch.tensor([2.]))", expected="5.0", actual="2.5"),
    failed=9,
    tried=11,
    stub=STUB,
)
CONSTANT = replace(
    GROUP,
    name="ex3.value",
    learners=("anna", "ben"),
    example=Example("VALUE", actual="3.5"),
    stub=replace(STUB, yaml="value_wrong_answer:\n  equals: 3.5\n", python="", mistakes=""),
)


def figures(name: str, p: float | None = 0.5, r: float | None = 0.42, d: float | None = 0.5) -> CriterionFigures:
    return CriterionFigures(name, f"{name} is right", Fraction(4), 0 if p is None else 60, p, r, d, 0.99)


FINE = ItemAnalysis(
    "Linear algebra",
    "1.0",
    "2026-08-01",
    True,
    60,
    {Status.UNREADABLE: 3, Status.NOT_HANDED_IN: 1},
    2,
    (figures("ex3.value"), figures("ex3.why", 1.0, None, 0.0), figures("ex3.output", 0.996, -0.1, -0.001)),
)
FULL = replace(
    FINE,
    negative=(Negative("ex3.output", -0.41, -0.56, 0.0004, 60, "dora", "CHOICE_C"),),
    dead=(Dead("ex3.why", True, 60), Dead("ex3.match", False, 60, "ben", "WRONG_VALUE")),
    redundant=(Redundant(("ex1.a", "ex1.b"), 60, 14),),
    close=(CloseCalls("ex3.output", (Close("cleo", 2.34), Close("eve", 0.5))),),
    groups=(GROUP, CONSTANT),
    alone=3,
)
EMPTY = ItemAnalysis("Linear algebra", "1.0", "", True, 0, {}, 0)


def shown(analysis: ItemAnalysis, **more: object) -> list[str]:
    return render(analysis, "marks", options(**more)).splitlines()


def test_a_class_as_a_teacher_sees_it() -> None:
    assert shown(FULL) == [
        "Linear algebra 1.0: item analysis",
        "60 learners · graded 2026-08-01",
        "not counted: 3 unreadable, 1 absent, 2 for another version",
        "",
        "✗ ex3.output: probably a bug of the rubric",
        "  Those with fewer points elsewhere get it more often: r -0.41, D -0.56, 60",
        "  learners. Chance alone gives that in less than 1 of 100 such classes. Look at",
        "  what it takes for right. Of those who failed it dora has the most points",
        "  elsewhere. Said most often: CHOICE_C.",
        "",
        "✗ ex3.match: nobody of 60 gets it",
        "  Not taught, too hard, or a bug of the rubric. Of those who failed it ben has",
        "  the most points elsewhere. Said most often: WRONG_VALUE.",
        "",
        "! ex3.why: everybody gets it",
        "  This tells no two learners apart: fine as a first step, useless in an exam.",
        "",
        "! ex1.a and ex1.b: always together",
        "  Of 60 learners 46 got both, 14 none. One would say as much, unless they teach",
        "  different things.",
        "",
        "              points  judged      p                  r      D",
        "  ex3.value        4      60   50 %  █████░░░░░   0.42   0.50  very good",
        "  ex3.why          4      60  100 %  ██████████      -   0.00",
        "  ex3.output       4      60   99 %  █████████░  -0.10   0.00  below 0",
        "  p: mean share of the points. r: correlation with the rest of the score. D: p",
        "  of the upper 27 % less that of the lower. A dash: not defined.",
        "  60 learners: r may be off by 0.25.",
        "",
        "Within 10 x of a tolerance's edge (the error over the allowed error)",
        "  ex3.output: not accepted: cleo 2.3; accepted: eve 0.5",
        "",
        "Wrong answers that no known mistake explains: 7 in 2 groups, 3 given by one",
        "learner each",
        "ex3.output: 5 learners (anna, ben, cleo and 2 more)                  WRONG_VALUE",
        "  exercises/ex3_neuron/rubric.yaml, under its mistakes:",
        "      output_wrong_value:",
        '        say: "Say here in one sentence what is wrong."',
        "",
        "  mistakes.py beside it:",
        "def output_wrong_value(x, w, b):",
        '    """Do what 2 learners did."""',
        "    raise NotImplementedError",
        "",
        "ex3.value: 2 learners (anna, ben)                                    WRONG_VALUE",
        "  VALUE",
        "  theirs    3.5",
        "  exercises/ex3_neuron/rubric.yaml, under its mistakes:",
        "      value_wrong_answer:",
        "        equals: 3.5",
        "",
        "Next: lagrader grades marks dora",
    ]


def test_nothing_to_look_at() -> None:
    lines = shown(replace(FINE, criteria=FINE.criteria[:1]))
    assert "No criterion wants a look." in lines
    assert "No wrong answers without a known mistake that explains them." in lines
    assert lines[-1] == "Next: lagrader grades marks"


def test_nobody_and_nothing() -> None:
    assert shown(EMPTY) == [
        "Linear algebra 1.0: item analysis",
        "0 learners",
        "",
        "Nothing was graded here yet.",
        "",
        "Next: lagrader grade SUBMISSIONS --out marks",
    ]
    assert "Nobody's work got marks" in " ".join(shown(replace(EMPTY, graded="2026-08-01")))


def test_a_small_class_is_told_what_it_is_worth() -> None:
    text = " ".join(" ".join(shown(replace(FINE, learners=9))).split())
    assert "9 learners: too few to say that a criterion is dead or redundant. That takes 10." in text
    assert "9 learners: too few for r and D to mean much, r may be off by 0.66. They do from 30 on." in text
    one = " ".join(" ".join(shown(replace(FINE, learners=1, criteria=(figures("ex3.why", None, None, None),)))).split())
    assert "1 learner: too few for r and D to mean much. They do from 30 on." in one
    assert "ex3.why 4 0 - - -" in one


def test_everybody_has_everything() -> None:
    text = " ".join(shown(replace(FINE, dead=tuple(Dead(one.name, True, 60) for one in FINE.criteria))))
    assert "Everybody of 60 gets everything" in text


def test_a_correlation_below_zero_by_chance_is_named() -> None:
    text = " ".join(" ".join(shown(FINE)).split())
    assert "Below 0, but not more than chance gives: ex3.output." in text


def test_another_course_than_the_one_that_graded_is_told() -> None:
    assert any("The course has changed since" in line for line in shown(replace(FINE, same_course=False)))


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_nothing_but_what_is_pasted_is_wider_than_the_terminal(width: int) -> None:
    pasted = {line for group in FULL.groups if group.stub for line in group.stub.python.splitlines()}
    pasted |= {"Next: lagrader grades marks dora"} | {
        f"      {line}" for group in FULL.groups if group.stub for line in group.stub.yaml.splitlines()
    }
    assert all(cell_len(line) <= width for line in shown(FULL, width=width) if line not in pasted)


def test_a_console_without_signs_gets_ascii() -> None:
    text = render(FULL, "marks", options(unicode=False))
    assert text.isascii()


def test_the_stub_is_pasted_as_it_stands() -> None:
    lines = shown(FULL)
    first = lines.index("def output_wrong_value(x, w, b):")
    ast.parse("\n".join(lines[first : first + 3]))


@pytest.mark.parametrize("text", [HOSTILE, "", " ", "-x", "\n" * 30, "x" * 9_000, "漢" * 60])
def test_hostile_names_and_answers_do_no_harm(text: str) -> None:
    group = replace(GROUP, learners=(text, text), example=Example(text, (text,), text, text), exception=text, stub=None)
    given = replace(
        FULL,
        negative=(replace(FULL.negative[0], learner=text),),
        close=(CloseCalls("ex3.output", (Close(text, 2.0),)),),
        groups=(group, replace(group, example=None, text=text)),
    )
    for unicode in (True, False):
        out = render(given, "marks", options(unicode=unicode))
        assert all(line.isprintable() for line in out.split("\n"))
        assert out.splitlines()[-1].startswith("Next: lagrader grades marks")
    json.dumps(items_data(given), allow_nan=False)


# --- JSON ------------------------------------------------------------------------------------------------


def test_the_same_for_programs() -> None:
    data = items_data(FULL)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["format_version"] == 1
    assert data["learners"] == {
        "counted": 60,
        "outdated": 2,
        "unreadable": 3,
        "not_handed_in": 1,
        "not_graded": 0,
    }
    assert [(one["kind"], one["criteria"], one["probable_bug"]) for one in data["findings"]] == [
        ("negative_discrimination", ["ex3.output"], True),
        ("everybody", ["ex3.why"], False),
        ("nobody", ["ex3.match"], False),
        ("redundant", ["ex1.a", "ex1.b"], False),
    ]
    assert [one["discrimination"] for one in data["criteria"]] == [0.42, None, -0.1]
    assert data["close"][0]["learners"][0] == {"id": "cleo", "ratio": 2.34, "accepted": False}
    first, second = data["unexplained"]["groups"]
    assert (first["size"], first["stub"]["python"]["file"]) == (5, "exercises/ex3_neuron/mistakes.py")
    assert (second["stub"]["yaml"]["text"], second["stub"]["python"]) == ("value_wrong_answer:\n  equals: 3.5\n", None)


def test_of_nobody_there_is_json_too() -> None:
    data = items_data(EMPTY)
    assert (data["criteria"], data["findings"], data["unexplained"]) == ([], [], {"alone": 0, "groups": []})


def test_a_group_is_shown_with_all_that_its_call_needs() -> None:
    two = Example("layer(X, W)", ("X = torch.ones(2, 2)", "W = torch.ones(2, 1)"), expected="[[2.], [2.]]")
    group = replace(GROUP, id="ex4.output/1a2b3c4d", example=two)
    text = render_groups(
        [group], {group.id: Comment("Look at it.", "Ada", "2026-11-30T10:00:00")}, RenderOptions(width=80)
    )
    assert text.splitlines()[1:] == [
        "  X = torch.ones(2, 2)",
        "  W = torch.ones(2, 1)",
        "  layer(X, W)",
        "  expected  [[2.], [2.]]",
        "  Comment: Look at it. (Ada, 2026-11-30)",
    ]
