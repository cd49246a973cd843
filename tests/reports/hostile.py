"""Text as only a learner's program can write it, and a report in which it stands everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from lagrader.results import Example, Feedback, Location, Report, Verdict
from tests.reports import samples
from tests.reports.samples import report, wrong

HOSTILE = "\x1b[2J\x1b]8;;http://x\x07[red]bold[/red] {0} :smile: \u202eevil \u200b\r\x9b1m \ud800"
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)


def said_by(text: str) -> Report:
    """A report in which ``text`` stands wherever a learner's text can."""
    place = Location(text, 3, text, len(text) * 2 // 3, text)
    evidence: dict[str, Any] = {
        "feedback": (Feedback("CODE", text, text),),
        "example": Example(text, (text,), text, text, text),
        "output": text,
    }
    first = wrong(
        "a", text, 4, Verdict.RUN_TIME_ERROR, **evidence, exception=text, trace=(place, Location(text, 4, text))
    )
    second = wrong("b", text, 4, Verdict.TIME_LIMIT_EXCEEDED, **evidence, location=place)
    problem = wrong("file", text, 0, Verdict.LOAD_ERROR, feedback=(Feedback("CODE", text),), location=place)
    broken = replace(samples.NEURON_RIGHT, title=text, file=text, problem=problem)
    return report(replace(samples.exercise(1, first, second, notes=(text,)), file=text), broken, note=text)
