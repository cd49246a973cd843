"""``--format junit``: one test case for each criterion, as Jenkins, GitLab and GitHub's readers take it.

What they have in common (Jenkins' junit-10.xsd, and what GitLab's parser reads): a root ``testsuites``, always the four
counts, no two cases of one name, failure and error never both, and the message in the body as well, since GitLab shows
nothing else. A case of that schema has no properties, so the points stand with its suite.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from lagrader.harmless import harmless, sentence
from lagrader.phrases import points_number
from lagrader.reports.interface import RenderOptions
from lagrader.reports.told import body, name_of, sentences, told_about
from lagrader.reports.wording import code, is_failure, state
from lagrader.results import CriterionResult, ExerciseResult, Report, Verdict


@dataclass(frozen=True, slots=True)
class JunitFormat:
    """See the module."""

    name: str = "junit"

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return the XML in ASCII."""
        root = ET.Element("testsuites", name=sentence(report.course.title))
        suites = [_suite(exercise, sentence(exercise.title), options) for exercise in report.counted]
        suites += [_suite(exercise, f"{sentence(exercise.title)} (not counted)", options) for exercise in report.beside]
        for key in ("tests", "failures", "errors"):
            root.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
        root.extend(suites)
        ET.indent(root)
        data: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
        return data.decode("ascii") + "\n"


FORMAT = JunitFormat()


def _suite(exercise: ExerciseResult, title: str, options: RenderOptions) -> ET.Element:
    kinds = Counter(_kind(criterion) for criterion in exercise.criteria)
    suite = ET.Element(
        "testsuite",
        name=f"{exercise.number} {title}",
        tests=str(len(exercise.criteria)),
        failures=str(kinds["failure"]),
        errors=str(kinds["error"]),
        skipped=str(kinds["skipped"]),
    )
    if exercise.file:
        suite.set("file", sentence(exercise.file))
    properties = ET.SubElement(suite, "properties")
    for name, value in _points(exercise):
        ET.SubElement(properties, "property", name=name, value=value)
    for criterion in exercise.criteria:
        suite.append(_case(exercise, criterion, options))
    return suite


def _points(exercise: ExerciseResult) -> list[tuple[str, str]]:
    found = {"": exercise} | {f"{criterion.id}.": criterion for criterion in exercise.criteria}
    return [
        (f"{prefix}{key}", str(points_number(points)))
        for prefix, one in found.items()
        for key, points in (("points", one.points), ("max_points", one.max_points))
    ]


def _kind(criterion: CriterionResult) -> str:
    if criterion.verdict is Verdict.JUDGE_ERROR:
        return "error"
    if is_failure(criterion):
        return "failure"
    return "" if criterion.verdict is Verdict.ACCEPTED else "skipped"


def _case(exercise: ExerciseResult, criterion: CriterionResult, options: RenderOptions) -> ET.Element:
    case = ET.Element("testcase", classname=exercise.id, name=f"{criterion.id}: {name_of(criterion)}")
    kind = _kind(criterion)
    if kind:
        about = told_about(exercise, criterion)
        said = sentences(about)[0]
        message = f"{state(criterion.verdict)}" if kind == "skipped" and not criterion.feedback else said
        child = ET.SubElement(case, kind, type=code(about), message=message)
        # XML has no way to write a control character; harmless() writes each as Python would.
        child.text = harmless(message if kind == "skipped" else body(exercise, criterion, options))
    return case
