"""``--format github``: the report in a job's log, and an annotation on each line that is to be looked at.

Workflow commands are lines of standard output (docs.github.com, Workflow commands for GitHub Actions), so a learner's
program could give commands by printing them: the report stands where commands are stopped, until a word that nobody can
guess. GitHub shows ten annotations of a kind and step. Where ``GITHUB_STEP_SUMMARY`` names a file, the report is added
to it in Markdown.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from lagrader.harmless import harmless
from lagrader.reports import markdown, terminal
from lagrader.reports.interface import RenderOptions
from lagrader.reports.told import everything, name_of, of, sentences, told_about
from lagrader.reports.wording import FAILED, is_failure, is_not_started, place
from lagrader.results import CriterionResult, ExerciseResult, Location, Report

MOST = 10
"""Annotations of one kind that GitHub shows for a step."""

SUMMARY_LIMIT = 1024 * 1024
"""Bytes of a step's summary; of a longer one GitHub shows nothing."""

_CELL = re.compile(r"(?P<notebook>.*\.ipynb), cell [0-9]+", re.DOTALL | re.IGNORECASE)
"""A place in a notebook, as reports name it; GitHub knows the file alone."""


@dataclass(frozen=True, slots=True)
class GithubFormat:
    """See the module."""

    name: str = "github"

    @property
    def appends(self) -> Mapping[str, Callable[[Report, RenderOptions], str]]:
        """What is added to the file that a variable names."""
        return {"GITHUB_STEP_SUMMARY": summary}

    def render(self, report: Report, options: RenderOptions) -> str:
        """Return the terminal's report, then a command to a line."""
        page = terminal.FORMAT.render(report, replace(options, color=False))
        word = secrets.token_hex(16)
        commands = list(commands_for(report, options))
        return "\n".join([f"::stop-commands::{word}", page.rstrip("\n"), f"::{word}::", *commands]) + "\n"


FORMAT = GithubFormat()


def summary(report: Report, options: RenderOptions) -> str:
    """Return the report in Markdown, cut where it is longer than GitHub shows."""
    text = markdown.FORMAT.render(report, options)
    data = text.encode("utf-8", "backslashreplace")
    if len(data) <= SUMMARY_LIMIT // 2:  # other steps write to the same file
        return text
    kept, _, _ = data[: SUMMARY_LIMIT // 2].decode("utf-8", "ignore").rpartition("\n")
    return f"{kept}\n\nThe rest is cut off here: the whole report stands in the log.\n"


def commands_for(report: Report, options: RenderOptions) -> Iterator[str]:
    """Yield a command for each criterion that failed, and one for what was not begun."""
    told: dict[int, tuple[ExerciseResult, CriterionResult]] = {}
    for exercise, criterion in everything(report):
        if criterion.verdict in FAILED:  # a file that can't be used is told of once
            told.setdefault(id(told_about(exercise, criterion)), (exercise, criterion))
    failed = [(exercise, criterion) for exercise, criterion in told.values() if report.counts(exercise)]
    beside = [(exercise, criterion) for exercise, criterion in told.values() if not report.counts(exercise)]
    shown = failed if len(failed) <= MOST else failed[: MOST - 1]
    for exercise, criterion in shown:
        yield _annotation("error", exercise, criterion, options)
    if len(shown) < len(failed):
        more = f"{len(failed) - len(shown)} more criteria failed: the step's log and summary tell of each."
        yield _command("error", {"title": "and more"}, more)
    for exercise, criterion in beside[: MOST - 1]:  # they fail no job, so they are none of its errors
        yield _annotation("notice", exercise, criterion, options)
    waiting = [f"{exercise.number} {exercise.title}" for exercise in report.exercises if is_not_started(exercise)]
    if waiting:
        yield _command("notice", {"title": "Not started"}, ", ".join(waiting))


def _annotation(kind: str, exercise: ExerciseResult, criterion: CriterionResult, options: RenderOptions) -> str:
    about = told_about(exercise, criterion)
    counted = exercise if exercise.problem is not None else criterion
    points = of(replace(criterion, points=counted.points, max_points=counted.max_points))
    title = exercise.title if exercise.problem is not None else name_of(criterion)
    where = _where(place(about), exercise, options)
    kind = kind if is_failure(about) else "notice"
    return _command(kind, {**where, "title": f"{title} ({points})"}, "\n".join(sentences(about)))


def _where(location: Location | None, exercise: ExerciseResult, options: RenderOptions) -> dict[str, str]:
    file = location.file if location is not None else exercise.file
    if not file:
        return {}
    cell = _CELL.fullmatch(file)
    found = {"file": _in_repository(cell["notebook"] if cell else file, options.environment)}
    if location is None or not location.line or cell:
        return found  # the line of a cell is none of the file's
    found["line"] = str(location.line)
    return found if location.column is None else {**found, "col": str(location.column)}


def _in_repository(file: str, environment: Mapping[str, str]) -> str:
    """Return a path from the repository's root, which is where GitHub looks for it."""
    root = environment.get("GITHUB_WORKSPACE")
    if not root:
        return file
    path = os.path.relpath(os.path.abspath(file), os.path.abspath(root))  # noqa: PTH100 - not followed through links
    return file if path.startswith("..") else path.replace(os.sep, "/")


def _command(kind: str, properties: Mapping[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(harmless(value))}" for key, value in properties.items())
    return f"::{kind} {given}::{_data(harmless(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
