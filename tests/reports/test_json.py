"""The stable interface: its keys, its schema, and that any text makes valid JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from lagrader.reports import find
from lagrader.results import Changes, Report, Verdict
from tests.reports import samples
from tests.reports.hostile import ANYTHING, HOSTILE, said_by
from tests.reports.samples import options, report

JSON = find("json")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def parsed(sample: Report) -> dict[str, Any]:
    def refuse(name: str) -> None:
        pytest.fail(f"{name} is no JSON")

    found: dict[str, Any] = json.loads(JSON.render(sample, options()), parse_constant=refuse)
    return found


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_samples_follow_the_schema(name: str) -> None:
    VALIDATOR.validate(parsed(samples.SAMPLES[name]))


@pytest.mark.parametrize(
    "where", [("points",), ("exercises", 0, "criteria"), ("exercises", 0, "criteria", 0, "verdict")]
)
def test_the_schema_misses_what_is_missing(where: tuple[str | int, ...]) -> None:
    found = parsed(samples.KNOWN_MISTAKE)
    *path, last = where
    holder: Any = found
    for key in path:
        holder = holder[key]
    del holder[last]
    assert not VALIDATOR.is_valid(found)


def test_the_keys_are_stable() -> None:
    found = parsed(samples.KNOWN_MISTAKE)
    assert list(found) == [
        "format_version",
        "lagrader",
        "course",
        "device",
        "seed",
        "sandbox",
        "points",
        "max_points",
        "earned_points",
        "late",
        "unseen_points",
        "unsure_points",
        "pending_points",
        "exercises",
    ]
    exercise = found["exercises"][0]
    assert list(exercise) == [
        "number",
        "id",
        "title",
        "further",
        "file",
        "points",
        "max_points",
        "notes",
        "problem",
        "criteria",
        "changes",
    ]
    assert exercise["criteria"][2] == {
        "id": "output",
        "title": "neuron(x, w, b) is relu(w · x + b)",
        "points": 0,
        "max_points": 12,
        "verdict": "wrong_answer",
        "hidden": False,
        "bonus": False,
        "location": {"file": "solutions/ex3_neuron.py", "line": 12},
        "feedback": [
            {"code": "BIAS_MISSING", "text": "You left the bias out. Your result equals relu(w · x) in all 11 cases."}
        ],
        "cases": {"passed": 2, "tried": 11, "total": 11},
        "example": {
            "call": "neuron(torch.tensor([0.]), torch.tensor([0.]), torch.tensor(1.))",
            "setup": [],
            "expected": "1.0",
            "actual": "0.0",
            "smallest": True,
        },
    }


def test_changes_are_told() -> None:
    since = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    changed = replace(samples.exercise(3, samples.VALUE), changes=Changes(since, 180, ("value",), ("why",), True))
    found = parsed(report(changed))
    VALIDATOR.validate(found)
    assert found["exercises"][0]["changes"] == {
        "since": "2026-01-02T03:04:05+00:00",
        "now_right": ["value"],
        "no_longer_right": ["why"],
        "nothing_saved": True,
    }
    del found["exercises"][0]["changes"]["since"]
    assert not VALIDATOR.is_valid(found)
    del found["exercises"][0]["changes"]  # a report of an earlier version
    VALIDATOR.validate(found)


def test_a_problem_is_told() -> None:
    problem = parsed(samples.UNREADABLE_FILE)["exercises"][1]["problem"]
    assert problem == {
        "verdict": "load_error",
        "location": {"file": "solutions/ex3_neuron.py", "line": 11},
        "feedback": [{"code": "SYNTAX_ERROR", "text": "solutions/ex3_neuron.py cannot be read by Python"}],
    }


def test_points_are_summed_exactly_before_they_are_written() -> None:
    tenths = [samples.right(id_, id_, Fraction(points)) for id_, points in (("a", "0.1"), ("b", "0.2"), ("c", "0.7"))]
    found = parsed(report(samples.exercise(1, *tenths)))
    assert '"points": 1,' in JSON.render(report(samples.exercise(1, *tenths)), options())
    assert found["exercises"][0]["criteria"][0]["points"] == 0.1


def test_hidden_inputs_stay_hidden() -> None:
    hidden = replace(samples.BIAS_MISSING, hidden=True)
    assert parsed(report(samples.exercise(3, hidden)))["exercises"][0]["criteria"][0]["example"] is None


def test_no_nan_and_no_foreign_object() -> None:
    sandbox = parsed(
        report(samples.CUBIC, worst=float("nan"), far=float("inf"), path=Path("a"), limits=(1, 2.5, None, True))
    )["sandbox"]
    assert sandbox == {"worst": None, "far": None, "path": "a", "limits": [1, 2.5, None, True]}


def test_lone_surrogates_become_text() -> None:
    page = JSON.render(said_by("a\udc80b"), options())
    assert json.loads(page)["exercises"][0]["file"] == r"a\udc80b"


def test_long_text_is_cut_visibly() -> None:
    page = JSON.render(said_by("x" * 10**5), options())
    assert len(page) < 100_000
    assert "(96000 more characters)" in page


@given(ANYTHING)
@settings(max_examples=80, deadline=None)
def test_any_text_is_valid_and_ascii(text: str) -> None:
    page = JSON.render(said_by(text), options())
    assert page.isascii()
    VALIDATOR.validate(json.loads(page))
    assert json.loads(page)["exercises"][0]["notes"] == [text.encode("utf-8", "backslashreplace").decode()]


def test_escapes_of_a_learner_reach_no_terminal() -> None:
    assert "\x1b" not in JSON.render(said_by(HOSTILE), options())
