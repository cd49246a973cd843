"""The formats that other programs read, each against what its reader's own source or documentation says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lagrader.errors import UsageError
from lagrader.reports import BUILT_IN, RenderOptions, find, github, markdown
from lagrader.results import CriterionResult, Example, Feedback, Location, Report, Verdict
from tests.reports import samples
from tests.reports.hostile import ANYTHING, HOSTILE

SAMPLES = samples.SAMPLES
EVERY = pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)
RUNNER = {
    "CLASSROOM": "ml-101",
    "ASSIGNMENT": "hw1",
    "SUBMISSION_TAG": "submit/2026-11-29T10-00-00Z-abc1234",
    "COMMIT_URL": "https://example.org/o/r/commit/abc1234",
    "RELEASE_URL": "https://example.org/o/r/releases/tag/x",
}


def render(name: str, report: Report, environment: Mapping[str, str] = RUNNER, **more: Any) -> str:
    return find(name).render(report, replace(samples.options(**more), environment=environment))


def spoilt(text: str) -> Report:
    """A report in which a learner's program says a text wherever it can."""
    criterion = CriterionResult(
        "output",
        "f(x)",
        Fraction(),
        Fraction(4),
        Verdict.RUN_TIME_ERROR,
        (Feedback("EXCEPTION", f"f stopped: {text}"),),
        example=Example(f"f({text})", (text,), text, text, text),
        location=Location(f"solutions/{text}.py", 3, text),
        exception=f"ValueError: {text}",
        output=text,
    )
    return samples.report(samples.exercise(3, criterion, notes=(text,)))


@pytest.mark.parametrize("name", sorted(BUILT_IN))
@given(ANYTHING)
@example(HOSTILE)
def test_whatever_a_program_says_is_one_text_that_can_be_encoded(name: str, text: str) -> None:
    page = render(name, spoilt(text))
    assert page.endswith("\n")
    page.encode("utf-8")


# --- junit -------------------------------------------------------------------------------------------------

_RESULT = ({"type", "message"}, set[str](), set[str](), True)
SCHEMA: dict[str, tuple[set[str], set[str], set[str], bool]] = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set(), {"testsuite"}, False),
    "testsuite": (
        {
            *("name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id"),
            *("package", "file", "log", "url"),
        },
        {"name", "tests", "failures", "errors"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        False,
    ),
    "properties": (set(), set(), {"property"}, False),
    "property": ({"name", "value"}, {"name", "value"}, set(), False),
    "testcase": (
        {"name", "time", "classname", "group"},
        {"name"},
        {"skipped", "error", "failure", "rerunFailure", "rerunError", "flakyFailure", "flakyError", "system-out"}
        | {"system-err"},
        False,
    ),
    "failure": _RESULT,
    "error": _RESULT,
    "skipped": _RESULT,
}
"""What Jenkins' junit-10.xsd (jenkinsci/xunit-plugin, at 031e285) allows: an element's attributes, those that it must
have, its children, and whether it may hold text."""


def check_schema(element: ET.Element) -> None:
    allowed, required, children, has_text = SCHEMA[element.tag]
    assert required <= set(element.keys()) <= allowed, element.attrib
    assert has_text or not (element.text or "").strip()
    for child in element:
        assert child.tag in children
        assert not (child.tail or "").strip()
        check_schema(child)


@EVERY
def test_junit_fits_the_published_schema(report: Report) -> None:
    text = render("junit", report)
    assert text.isascii()
    root = ET.fromstring(text)  # noqa: S314 - our own
    check_schema(root)
    cases = root.findall("testsuite/testcase")
    assert len(cases) == sum(len(exercise.criteria) for exercise in report.exercises)
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)  # GitLab drops the others
    for suite, exercise in zip(root.findall("testsuite"), report.exercises, strict=True):
        found = {one.get("name"): one.get("value") for one in suite.findall("properties/property")}
        assert Fraction(str(found["points"])) == pytest.approx(float(exercise.points))
        counts = {"failures": "failure", "errors": "error", "skipped": "skipped"}
        assert {key: int(suite.get(key, "")) for key in counts} == {
            key: len(suite.findall(f"testcase/{tag}")) for key, tag in counts.items()
        }
    for case in cases:
        results = [child for child in case if child.tag != "system-out"]
        assert len(results) <= 1  # failure and error exclude each other
        for child in results:
            assert child.get("message", "") in " ".join((child.text or "").split())  # GitLab shows the text alone


def test_junit_tells_ours_from_theirs() -> None:
    kinds = {
        Verdict.JUDGE_ERROR: "error",
        Verdict.NOT_STARTED: "skipped",
        Verdict.SKIPPED: "skipped",
        Verdict.PENDING: "skipped",
        Verdict.ACCEPTED: None,
    }
    for verdict in Verdict:
        criterion = replace(samples.wrong("output", "f", 4), verdict=verdict)
        root = ET.fromstring(render("junit", samples.report(samples.exercise(3, criterion))))  # noqa: S314 - our own
        found = [child.tag for child in root.findall("testsuite/testcase/*")]
        wanted = kinds.get(verdict, "failure")
        assert found == ([wanted] if wanted else [])


# --- github ------------------------------------------------------------------------------------------------

_COMMAND = re.compile(r"^::(error|warning|notice) ([^:]*)::(.*)$")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as a runner does: outside of what stands between stop-commands and its word."""
    found, stopped = [], ""
    for line in text.split("\n"):
        if stopped:
            stopped = "" if line.strip() == f"::{stopped}::" else stopped
        elif line.lstrip().startswith("::stop-commands::"):
            stopped = line.strip().removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            match = _COMMAND.match(line)
            assert match, line
            properties = dict(part.split("=", 1) for part in match[2].split(","))
            decoded = {key: decode(value, ((":", "%3A"), (",", "%2C"))) for key, value in properties.items()}
            found.append((match[1], decoded, decode(match[3])))
    assert not stopped
    return found


def decode(text: str, more: tuple[tuple[str, str], ...] = ()) -> str:
    for char, escape in (*more, ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(escape, char)
    return text


@EVERY
def test_github_points_at_the_lines(report: Report) -> None:
    found = commands(render("github", report, {}))
    errors = [command for command in found if command[0] == "error"]
    assert len(errors) <= github.MOST
    for _, properties, message in errors:
        assert set(properties) <= {"file", "line", "col", "title"}
        assert message


def test_a_title_with_commas_and_colons_arrives() -> None:
    criterion = samples.wrong(
        "output", "f(a, b): 50 % of x", 4, feedback=(Feedback("X", "a,b:c%0A\nd"),), location=Location("a,b:c.py", 7)
    )
    ((_, properties, message),) = commands(render("github", samples.report(samples.exercise(3, criterion)), {}))
    assert properties == {"file": "a,b:c.py", "line": "7", "title": "f(a, b): 50 % of x (0 of 4)"}
    assert message == "a,b:c%0A d"


@pytest.mark.parametrize(
    "text", ["::error::forged", "  ::set-output name=x::y", "##[error]x", "::add-mask::1\n::endgroup::"]
)
def test_what_a_program_prints_gives_no_command(text: str) -> None:
    found = commands(render("github", spoilt(f"\n{text}\n"), {}))
    assert [(kind, properties["title"]) for kind, properties, _ in found] == [("error", "f(x) (0 of 4)")]


def test_more_failures_than_github_shows_are_counted() -> None:
    many = [samples.wrong(f"c{number}", f"f{number}", 1) for number in range(25)]
    found = commands(render("github", samples.report(samples.exercise(3, *many)), {}))
    assert len(found) == github.MOST
    assert found[-1][2].startswith("16 more criteria failed")


def test_paths_are_told_from_the_repositorys_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "week 1"
    inner.mkdir()
    monkeypatch.chdir(inner)
    report = samples.report(samples.exercise(3, samples.BIAS_MISSING))
    for root, wanted in ((tmp_path, "week 1/solutions/ex3_neuron.py"), (inner / "x", "solutions/ex3_neuron.py")):
        ((_, properties, _),) = commands(render("github", report, {"GITHUB_WORKSPACE": str(root)}))
        assert properties["file"] == wanted


def test_a_cell_is_shown_at_its_notebook() -> None:
    criterion = samples.wrong("output", "f", 4, location=Location("Week 2, cell 1/hw.ipynb, cell 12", 3, column=5))
    ((_, properties, _),) = commands(render("github", samples.report(samples.exercise(3, criterion)), {}))
    assert properties == {"file": "Week 2, cell 1/hw.ipynb", "title": "f (0 of 4)"}


def test_a_summary_is_no_longer_than_github_takes() -> None:
    long = samples.wrong("output", "f", 4, feedback=(Feedback("X", "x" * 3_000),))
    report = samples.report(*(samples.exercise(3, *[replace(long, id=f"c{n}") for n in range(300)]),))
    text = github.summary(report, samples.options())
    assert len(text.encode()) < github.SUMMARY_LIMIT
    assert text.endswith("The rest is cut off here: the whole report stands in the log.\n")


# --- markdown and html -------------------------------------------------------------------------------------


@given(st.text(max_size=60))
def test_a_text_stays_text_in_markdown(text: str) -> None:
    shown = markdown.escaped(text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)[`*_\[<|]", shown)
    assert "@" not in shown
    assert "://" not in shown


@given(st.text(alphabet="`ab\n", max_size=60))
def test_a_fence_is_not_closed_by_what_it_holds(text: str) -> None:
    first, *lines, last = markdown.fenced(text).split("\n")
    fence = first.removesuffix("text")
    assert last == fence
    assert not any(fence in line for line in lines)


@EVERY
def test_a_page_needs_nothing_from_elsewhere(report: Report) -> None:
    page = render("html", report)
    assert page.isascii()
    assert page.startswith("<!doctype html>")
    assert not re.search(r"(src|href|url)\s*[=(]|<script|@import", page)


def test_what_a_program_says_stays_text_in_html() -> None:
    page = render("html", spoilt("</pre><script>alert(1)</script><img src=x onerror=y>&amp;"))
    assert "<script" not in page
    assert "<img" not in page
    assert "&amp;amp;" in page


# --- gradescope and classroom 50 ---------------------------------------------------------------------------


@EVERY
def test_gradescope_results(report: Report) -> None:
    found = json.loads(render("gradescope", report))
    assert set(found) <= {
        *("score", "execution_time", "output", "output_format", "test_output_format", "test_name_format"),
        *("visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"),
    }
    assert found["score"] == pytest.approx(float(report.points))
    assert found["score"] == pytest.approx(sum(test["score"] for test in found["tests"]))
    for test in found["tests"]:
        assert set(test) <= {
            *("score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags"),
            *("visibility", "extra_data"),
        }
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] == "visible"  # a hidden one would hide the total
        assert (test["output"] == "") == (test["status"] == "passed")
    assert found["visibility"] in ("hidden", "after_due_date", "after_published", "visible")


def test_gradescope_is_told_no_hidden_input() -> None:
    secret = replace(samples.BIAS_MISSING, hidden=True)
    text = render("gradescope", samples.report(samples.exercise(3, samples.WHY, secret)))
    assert "A hidden check" in text
    assert "torch.tensor([0.])" not in text
    assert samples.NEURON not in json.dumps(json.loads(text), ensure_ascii=False)


@EVERY
def test_classroom50_result(report: Report) -> None:
    found = json.loads(render("classroom50", report))
    assert {key: type(value) for key, value in found.items()} == {
        **dict.fromkeys(("schema", "classroom", "assignment", "submission", "commit", "release", "review"), str),
        "datetime": str,
        "score": int,
        "max-score": int,
        "tests": list,
    }
    assert all(value for value in found.values() if isinstance(value, str))
    assert found["schema"] == "classroom50/result/v1"
    assert datetime.strptime(found["datetime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert found["score"] == sum(test["score"] for test in found["tests"])
    assert found["max-score"] == sum(test["max-score"] for test in found["tests"])
    assert report.max_points == 0 or Fraction(found["score"], found["max-score"]) == report.score
    for test in found["tests"]:
        assert {key: type(value) for key, value in test.items()} == {
            "test-name": str,
            "passed": bool,
            "score": int,
            "max-score": int,
        }


def test_parts_of_points_become_whole_ones() -> None:
    third = replace(samples.right("a", "f", 1), points=Fraction(1, 3), max_points=Fraction(1, 2))
    found = json.loads(render("classroom50", samples.report(samples.exercise(3, third))))
    assert (found["score"], found["max-score"]) == (2, 3)


def test_classroom50_says_what_its_runner_did_not_set() -> None:
    with pytest.raises(UsageError, match="needs ASSIGNMENT, which Classroom 50's runner sets"):
        render("classroom50", samples.EVENING, {**RUNNER, "ASSIGNMENT": ""})
    assert json.loads(render("classroom50", samples.EVENING, {**RUNNER, "REVIEW_URL": "r"}))["review"] == "r"


def test_options_carry_no_environment_by_themselves() -> None:
    assert RenderOptions().environment == {}
