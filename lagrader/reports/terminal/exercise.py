"""One exercise on the page: its header, its criteria, and the first failure in full."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from lagrader.phrases import joined, out_of
from lagrader.reports.ago import ago
from lagrader.reports.terminal.evidence import BODY, write_example, write_output, write_place, write_places
from lagrader.reports.terminal.page import BAD, DIM, GOOD, TITLE, Page, Signs
from lagrader.reports.wording import failures, is_absent, is_not_started, standing, state, texts
from lagrader.results import CriterionResult, ExerciseResult, Location, Report, Verdict

_NO_FILE = "no file yet"

_NAME = re.compile(r"^(?:[A-Za-z]\w*(?=[(:])|[A-Za-z]\w*_\w*\b|[A-Z][A-Z0-9_]+\b)")
"""A name out of the learner's file at the start of a criterion's title: ``neuron(``, ``VALUE:``, ``dot_loop is``."""


def is_compact(exercise: ExerciseResult, report: Report) -> bool:
    """Whether the exercise takes one line only: not started, or one of several without a file."""
    if is_absent(exercise):
        return sum(map(is_absent, report.exercises)) > 1
    return exercise.problem is None and not exercise.notes and is_not_started(exercise)


def write_exercise(page: Page, exercise: ExerciseResult, report: Report) -> None:
    """Add an exercise: short where all of it is right, not started or not readable, else line by line."""
    compact = is_compact(exercise, report)
    _write_header(page, exercise, compact)
    if compact:
        return
    _write_changes(page, exercise, report)
    for note in exercise.notes:
        page.paragraph(note, 2, DIM)
    if exercise.problem is not None:
        _write_problem(page, exercise.problem)
        _write_others(page, exercise, report)
    elif exercise.complete:
        _write_passed(page, exercise)
    elif not is_not_started(exercise):
        page.blank()
        _Writer(page, report, exercise).write()


def _write_header(page: Page, exercise: ExerciseResult, compact: bool) -> None:
    points = out_of(exercise.points, exercise.max_points)
    if compact or (exercise.problem is None and is_not_started(exercise)):
        words = _NO_FILE if is_absent(exercise) else state(Verdict.NOT_STARTED)
        points = f"{words} {page.signs.dot} {points}"
    style = GOOD if exercise.passed else ""
    page.row(page.prose(exercise.title), points, sign=f"{exercise.number}  ", styles=(TITLE, TITLE, style))


# --- what changed since the last check ---------------------------------------------------------------------

_MOST_NAMES = 6


def _write_changes(page: Page, exercise: ExerciseResult, report: Report) -> None:
    """Say what an earlier check knew otherwise, unless the lines below say the same."""
    changes = exercise.changes
    if changes is None:
        return
    when = f"the last check ({ago(changes.seconds)})" if changes.seconds is not None else "the last check"
    unsaved = [other for other in report.exercises if other.changes and other.changes.nothing_saved]
    if unsaved and exercise is unsaved[0]:  # once for all of them
        what = "The file has not changed" if len(report.exercises) == 1 else "No file has changed"
        page.paragraph(f"{what} since {when}: saved?", 2, DIM)
    since = f" since {when}"
    for words, ids in (("Now right", changes.now_right), ("No longer right", changes.no_longer_right)):
        if ids and not _is_said_below(exercise, ids):
            page.paragraph(f"{words}{since}: {_listed(exercise, ids)}", 2, DIM)
            since = ""


def _is_said_below(exercise: ExerciseResult, ids: tuple[str, ...]) -> bool:
    """Whether it holds for the whole exercise: all of it is right, or its file cannot be used."""
    return exercise.problem is not None or (exercise.passed and len(ids) == len(exercise.criteria))


def _listed(exercise: ExerciseResult, ids: tuple[str, ...]) -> str:
    named = {criterion.id: _name(criterion) for criterion in exercise.criteria}
    counts = Counter(named.values())
    titles = {c.id: c.title or c.id for c in exercise.criteria}
    # A name alone where only one criterion is about it: "dot_loop" may stand for its result and for its loop.
    shown = [named[id_] if counts[named[id_]] == 1 else titles[id_] for id_ in ids if id_ in named]
    if len(shown) > _MOST_NAMES:
        shown = [*shown[: _MOST_NAMES - 1], f"{len(shown) - _MOST_NAMES + 1} more"]
    return ("; " if any("," in name for name in shown) else ", ").join(shown)


# --- the short forms ---------------------------------------------------------------------------------------


def _write_passed(page: Page, exercise: ExerciseResult) -> None:
    names = list(dict.fromkeys(_name(criterion) for criterion in exercise.criteria if not criterion.elsewhere))
    cases = sum(len(criterion.cases) for criterion in exercise.criteria)
    tried = f", on {cases} cases" if cases > len(exercise.criteria) else ""
    page.row(page.prose(joined(names) + tried), sign=_lead(page, page.signs.passed), styles=(GOOD, "", ""))
    for text in (text for criterion in exercise.criteria if criterion.feedback for text in texts(criterion)):
        page.paragraph(text, page.indent(BODY), DIM)


def _name(criterion: CriterionResult) -> str:
    found = _NAME.match(criterion.title)
    return found.group() if found else criterion.title or criterion.id


def _lead(page: Page, sign: str) -> str:
    return f"  {sign:{page.signs.width}} "


def _write_problem(page: Page, problem: CriterionResult) -> None:
    said = list(dict.fromkeys(([problem.title] if problem.title else []) + texts(problem)))
    page.row(page.prose(said[0]), sign=_lead(page, page.signs.failed), styles=(BAD, "", ""))
    for text in said[1:]:
        page.paragraph(text, page.indent(BODY))
    where = problem.location
    write_example(page, problem.example, "" if where and where.column else problem.exception)
    if where is not None and not problem.trace and any(where.file in text for text in said):
        # The sentence above names the file, and a note at the line says what an exception would repeat.
        write_place(page, where, 2, page.indent(BODY))
    else:
        write_places(page, problem)
    write_output(page, problem.output)
    if more := _more(page, problem):
        page.blank()
        page.facts(more, page.indent(BODY))


def _write_others(page: Page, exercise: ExerciseResult, report: Report) -> None:
    """Say, below the last file that could not be used, that it cost the others nothing."""
    unusable = [other for other in report.exercises if other.problem is not None and not is_compact(other, report)]
    used = any(other.problem is None for other in report.exercises)
    if exercise is unusable[-1] and used:
        page.paragraph("The other exercises were checked.", page.indent(BODY))


# --- criteria, line by line --------------------------------------------------------------------------------


def expanded(exercise: ExerciseResult, show_all: bool) -> frozenset[str]:
    """Return the ids of the criteria that are shown in full: the first that failed, or each."""
    failed = [criterion.id for criterion in failures(exercise)]
    return frozenset(failed if show_all else failed[:1])


def _sign(signs: Signs, verdict: Verdict) -> tuple[str, str]:
    known = {
        Verdict.ACCEPTED: (signs.passed, GOOD),
        Verdict.NOT_STARTED: (signs.open, DIM),
        Verdict.PENDING: (signs.open, DIM),
        Verdict.SKIPPED: (signs.skipped, DIM),
        Verdict.JUDGE_ERROR: (signs.fault, BAD),
    }
    return known.get(verdict, (signs.failed, BAD))


class _Writer:
    """Writes the criteria of one exercise, and remembers what was said."""

    def __init__(self, page: Page, report: Report, exercise: ExerciseResult) -> None:
        self.page = page
        self.report = report
        self.exercise = exercise
        self.said: set[str] = set()
        self.expanded = expanded(exercise, page.options.show_all)

    def write(self) -> None:
        for criterion in self.exercise.criteria:
            self._write_line(criterion)
            if criterion.id in self.expanded:
                self._write_body(criterion)
                self.page.blank()
            elif criterion.verdict in (Verdict.SKIPPED, Verdict.ACCEPTED) and criterion.feedback:
                self._write_reason(criterion)
        self.page.drop_blank()

    def _write_line(self, criterion: CriterionResult) -> None:
        signs = self.page.signs
        sign, style = _sign(signs, criterion.verdict)
        points = out_of(criterion.points, criterion.max_points)
        words = standing(criterion)
        right = f"{words} {signs.dot} {points}" if words else points
        title = self.page.prose(criterion.title or criterion.id)
        self.page.row(title, right, sign=_lead(self.page, sign), styles=(style, "", style))

    def _write_reason(self, criterion: CriterionResult) -> None:
        for text in self._new(texts(criterion)):
            self.page.paragraph(text, self.page.indent(BODY), DIM)

    def _new(self, said: list[str]) -> list[str]:
        new = [text for text in said if text not in self.said]
        self.said.update(new)
        return new

    def _write_body(self, criterion: CriterionResult) -> None:
        page = self.page
        where = criterion.location
        if criterion.verdict is Verdict.TIME_LIMIT_EXCEEDED and where and where.source and where.note:
            self._write_stopped(criterion, where)
        else:
            self._write_told(criterion)
            if not criterion.hidden and criterion.verdict is not Verdict.MISSING:  # a call of nothing shows nothing
                write_example(page, criterion.example, criterion.exception)
            write_places(page, criterion)
        if not criterion.hidden and criterion.output not in self.said:
            self.said.add(criterion.output)
            write_output(page, criterion.output)
        self._write_footer(criterion)

    def _write_told(self, criterion: CriterionResult) -> None:
        for text in self._new(texts(criterion)):
            self.page.blank()
            self.page.paragraph(text, self.page.indent(BODY))
        if self.page.options.show_all:
            for text in self._new([feedback.detail for feedback in criterion.feedback if feedback.detail]):
                self.page.blank()
                self.page.paragraph(text, self.page.indent(BODY))

    def _write_stopped(self, criterion: CriterionResult, where: Location) -> None:
        """Write what ran too long in one breath: the sentence, the line, what it did there."""
        self.page.paragraph(f"{' '.join(self._new(texts(criterion)))} It was at", self.page.indent(BODY))
        self.page.path(where.file, self.page.indent(BODY))
        write_place(self.page, replace(where, note=""), 1, self.page.indent(BODY))
        self.page.paragraph(where.note, self.page.indent(BODY))
        if not criterion.hidden:
            write_example(self.page, criterion.example, "")

    def _write_footer(self, criterion: CriterionResult) -> None:
        placed = criterion.trace or criterion.location
        parts = [] if placed or not self.exercise.file else [self.page.exact(self.exercise.file)]
        parts += cases_and_seed(criterion, self.report.seed)
        parts += _more(self.page, criterion)
        if parts:
            self.page.blank()
            self.page.facts(parts, self.page.indent(BODY))
            self.page.footer_at = len(self.page.lines)


def _more(page: Page, criterion: CriterionResult) -> list[str]:
    """Name the command that teaches the code of what was said."""
    coded = [feedback for feedback in criterion.feedback if feedback.code]
    if not coded or "explain" not in page.options.commands:
        return []
    # Only a course's own codes need that course.
    again = f" {page.options.course}" if coded[0].detail and page.options.course else ""
    return [f"more: lagrader explain {coded[0].code}{again}"]


def cases_and_seed(criterion: CriterionResult, seed: int) -> list[str]:
    """Return how many of several cases fail, and the seed that draws them; nothing where none does."""
    total = len(criterion.cases)
    failed = total - criterion.passed
    if total < 2 or not failed or criterion.verdict is Verdict.MISSING:
        return []
    skipped = sum(case.verdict is Verdict.SKIPPED for case in criterion.cases)
    if skipped:
        return [f"stopped in case {total - skipped} of {total}, the others were not tried", f"seed {seed}"]
    fail = "fails" if failed == 1 else "fail"
    return [f"all {total} cases fail" if failed == total else f"{failed} of {total} cases {fail}", f"seed {seed}"]
