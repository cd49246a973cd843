"""The end of the page: how much it is in all, and what to do next, naming only what exists."""

from __future__ import annotations

from fractions import Fraction

from lagrader.phrases import out_of, points_text
from lagrader.reports.terminal.evidence import BODY
from lagrader.reports.terminal.exercise import expanded
from lagrader.reports.terminal.layout import cell_len
from lagrader.reports.terminal.page import DIM, TITLE, Page
from lagrader.reports.wording import about_sum, failures, is_absent, is_not_started
from lagrader.results import ExerciseResult, Report, Verdict

_THEN = ", then "

_COUNTS = (
    "",
    "",
    "Both",
    "All three",
    "All four",
    "All five",
    "All six",
    "All seven",
    "All eight",
    "All nine",
    "All ten",
)

_NOT_THE_LEARNERS = frozenset({Verdict.ACCEPTED, Verdict.JUDGE_ERROR, Verdict.PENDING, Verdict.SKIPPED})
"""Verdicts about which a learner can do nothing."""


def write_closing(page: Page, report: Report) -> None:
    """Add the total and the last line."""
    alone = len(report.exercises) == 1
    indent = (
        page.indent(BODY) if alone and expanded(report.exercises[0], True) and not report.exercises[0].problem else 0
    )
    if not (alone and page.footer_at == len(page.lines)):
        page.blank()
    _write_sandbox_note(page, report, indent)
    _write_unseen(page, report, indent)
    if report.passed:
        _write_done(page, report)
    if report.all_right:
        return
    _write_more(page, report, indent)
    _write_absent(page, report)
    if not alone and not report.passed:
        title = report.course.title if report.whole_course else "Together"
        page.row(page.prose(title), out_of(report.points, report.max_points), styles=("", TITLE, ""))
    for line in next_steps(page, report) if page.options.advice else ():
        step, then, following = line.rpartition(_THEN)
        if then and indent + cell_len(line) > page.width:  # a command is to be copied, so it begins a line
            page.paragraph(f"{step}{then}", indent)
            page.paragraph(following, indent + page.indent(2))
        else:
            page.paragraph(line, indent)


def _write_unseen(page: Page, report: Report, indent: int) -> None:
    """Say what a check at home can't look at; it counts where the class is graded."""
    said = []
    for text in (sums := about_sum(report)):
        page.paragraph(text, indent, DIM)
    if report.unseen:
        said.append(f"hidden checks worth {_points(report.unseen)} were not looked at")
    if report.unsure:
        said.append(f"hidden cases decide on {_points(report.unsure)} as well")
    if said:
        text = "; ".join(said)
        page.paragraph(f"{text[0].upper()}{text[1:]}: they count when your class is graded.", indent, DIM)
    if (said or sums) and len(report.exercises) > 1:
        page.blank()


def _points(points: Fraction) -> str:
    return f"{points_text(points)} point{'' if points == 1 else 's'}"


def _write_sandbox_note(page: Page, report: Report, indent: int) -> None:
    note = report.sandbox.get("note")
    if note:
        page.paragraph(str(note), indent, DIM)
        if len(report.exercises) > 1:
            page.blank()


# --- commands to type --------------------------------------------------------------------------------------


def command(page: Page, name: str, exercise: ExerciseResult | None = None, option: str = "") -> str:
    """Return a command as it must be typed: with the path and the course that were named this time, too."""
    options = page.options
    path = options.path if name in _TAKE_A_PATH else ""
    # A file that is named after the exercise says which one it is.
    named = exercise is not None and f"{exercise.id}.py" in path and name == "check"
    number = str(exercise.number) if exercise is not None and not named else ""
    return " ".join(filter(None, ("lagrader", name, number, path, options.course, option)))


_TAKE_A_PATH = frozenset({"check", "hint", "solution"})


# --- everything right --------------------------------------------------------------------------------------


def _write_done(page: Page, report: Report) -> None:
    parts = [part for part in (_done(report), *_after_done(page, report)) if part]
    line = "   ".join(parts)
    if line and cell_len(line) <= page.width:
        page.add(line)
        return
    for part in parts:
        page.paragraph(part, 0)


def _done(report: Report) -> str:
    count = len(report.counted)
    if len(report.exercises) == 1:
        return ""  # the header has said it
    words = _COUNTS[count] if count < len(_COUNTS) else f"All {count}"
    return f"{words} done: {out_of(report.points, report.max_points)}."


def _after_done(page: Page, report: Report) -> list[str]:
    commands = page.options.commands
    ours = f"Compare with ours: {command(page, 'solution', report.counted[-1])}"
    steps = [ours] if "solution" in commands else []
    return steps if report.whole_course or "list" not in commands else [*steps, f"Next: {command(page, 'list')}"]


# --- something left to do ----------------------------------------------------------------------------------


def _write_more(page: Page, report: Report, indent: int) -> None:
    """Say how to see the failures of which only a line was shown."""
    usable = [exercise for exercise in report.exercises if exercise.problem is None]
    count = sum(len(failures(exercise)) - len(expanded(exercise, page.options.show_all)) for exercise in usable)
    if count and "check" in page.options.commands:
        alone = report.exercises[0] if len(report.exercises) == 1 else None
        more = "1 more criterion fails" if count == 1 else f"{count} more criteria fail"
        page.paragraph(f"{more}, shown in full by {command(page, 'check', alone, '--all')}", indent, DIM)


def _write_absent(page: Page, report: Report) -> None:
    """Name the files that are not there, where only a line was shown of each."""
    absent = [_file(page, exercise) for exercise in report.exercises if is_absent(exercise)]
    if len(absent) > 1:
        page.paragraph(f"Not there: {', '.join(absent)}.", 0, DIM)
        page.blank()


def next_steps(page: Page, report: Report) -> list[str]:
    """Return what to do next, mostly one line: about the first exercise that was begun and isn't right."""
    left = [exercise for exercise in report.exercises if not exercise.passed]
    own = [exercise for exercise in left if exercise.verdict not in _NOT_THE_LEARNERS or _has_own(exercise)]
    if not own:
        return _not_the_learners(page, left)
    begun = [exercise for exercise in own if not is_not_started(exercise) and not is_absent(exercise)]
    return [f"Next: {_step(page, (begun or own)[0])}"]


def _has_own(exercise: ExerciseResult) -> bool:
    judged = [*exercise.criteria, *([exercise.problem] if exercise.problem else [])]
    return any(criterion.verdict not in _NOT_THE_LEARNERS for criterion in judged)


def _not_the_learners(page: Page, left: list[ExerciseResult]) -> list[str]:
    if any(exercise.verdict is Verdict.JUDGE_ERROR for exercise in left):
        return [f"Next: {command(page, 'doctor')}"] if "doctor" in page.options.commands else []
    return ["Nothing to do for now: a person looks at the rest."]


def _step(page: Page, exercise: ExerciseResult) -> str:
    commands = page.options.commands
    problem = exercise.problem
    if problem is not None and problem.verdict is Verdict.MISSING:
        return _find_file(page, exercise)
    if problem is None and is_not_started(exercise) and "show" in commands:
        return command(page, "show", exercise)
    hinted = "hint" in commands and exercise.id not in page.options.unhinted
    if problem is None and not is_not_started(exercise) and hinted:
        return command(page, "hint", exercise)
    return _then_check(page, f"edit {_file(page, exercise)}", exercise)


def _find_file(page: Page, exercise: ExerciseResult) -> str:
    problem = exercise.problem
    if problem is not None and problem.example is not None:  # the line that renames the file
        lines = "one of those lines" if problem.example.setup else "that line"
        return _then_check(page, f"run {lines}", exercise)
    if "init" in page.options.commands and not page.options.path:
        there = page.options.elsewhere()
        return f"back to where your last check was{_THEN}cd {page.exact(there)}" if there else command(page, "init")
    return _then_check(page, f"write {_file(page, exercise)}", exercise)


def _file(page: Page, exercise: ExerciseResult) -> str:
    named = exercise.problem.location if exercise.problem else None
    file = exercise.file or (named.file if named else f"{exercise.id}.py")
    return page.exact(file)


def _then_check(page: Page, step: str, exercise: ExerciseResult) -> str:
    return f"{step}{_THEN}{command(page, 'check', exercise)}" if "check" in page.options.commands else step
