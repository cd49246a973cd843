"""``lagrader explain``: what a code of a report means, on one screen, with an example that runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lagrader.cli.options import CourseOption, course_again, load_course, render_options
from lagrader.errors import CourseError, UsageError

if TYPE_CHECKING:
    from lagrader.course import Course, Exercise
    from lagrader.diagnosis.codes import Lesson
    from lagrader.reports import RenderOptions
    from lagrader.reports.terminal.page import Page
    from lagrader.rubric import BaseCriterion, InputSpec

_MOST_SHOWN = 60
_MOST_CALLS = 3
"""Of one function that are written out: as many as show a mistake that some inputs hide."""
_HANDLE = re.compile(r"(?<![.\w])([A-Za-z_]\w*)\(")
"""A function of the learner's own in a call: nothing stands before its name."""
_BUILT_IN = {"tuple"}
_CODE_COLUMN = 28
"""Cells for a code, from which on its title begins on the next line."""


_CHANGE = "change your file, save it, then lagrader check"
_STEPS = {"JUDGE_ERROR": "lagrader doctor", "MISSING_FILE": "lagrader init", "PENDING": "lagrader list"}
"""What to do next where changing a file is no help."""


class Own(NamedTuple):
    """A code of the course's own: a mistake that a rubric knows, or a criterion itself."""

    code: str
    title: str
    text: str
    exercise: Exercise
    criterion: BaseCriterion


def explain(
    code: Annotated[str | None, typer.Argument(metavar="CODE", hidden=True)] = None,
    course: CourseOption = None,
) -> None:
    """Explain what a code of a report means, with an example.

    CODE is a code such as NO_RETURN, in capitals or not. The name of a group of codes, or an exercise, lists its codes;
    without CODE, the groups are listed.
    """
    options = _options()
    again = course_again(course)
    loaded = load_course(course)
    page = _groups(loaded, options, again) if code is None else page_for(code, loaded, options, again)
    sys.stdout.write(page)


def page_for(word: str, course: Course, options: RenderOptions, again: str) -> str:
    """Return the page for a code, a group of codes or an exercise.

    Raises:
        UsageError: there is no such thing; the message names the nearest code, general or the course's own.
        CourseError: the course cannot be read, and the word is not a general code.
    """
    from lagrader.diagnosis.codes import families, lesson

    general = lesson(word)
    wanted = word.strip().upper()
    try:
        own = [found for found in owns(course) if found.code == wanted] or _criterion(course, word)
    except CourseError:
        if general is None:
            raise
        own = []  # what is true of every course can be told without this one
    if own:
        return "\n".join(_own_page(found, options, again) for found in own)
    if general is not None:
        return _lesson_page(replace(general, code=wanted), options, again)
    for family in families():
        if family.name == word.strip().lower():
            rows = [(one.code, one.title) for one in family.lessons]
            return _list(f"{family.title}: {len(rows)} codes", rows, options, again)
    return _exercise_codes(course, word, options, again)


# --- what there is -------------------------------------------------------------------------------------------


def owns(course: Course) -> list[Own]:
    """Return the codes of the course's own mistakes, in the order of the rubrics."""
    return [found for exercise in course.exercises for found in _owns_of(exercise)]


def _owns_of(exercise: Exercise) -> Iterator[Own]:
    for criterion in exercise.rubric.criteria:
        for name, mistake in criterion.mistakes.items():
            text = "\n\n".join(filter(None, (mistake.explain.strip(), _value(criterion, mistake.equals))))
            yield Own(name.upper(), mistake.say, text, exercise, criterion)


def _value(criterion: BaseCriterion, equals: object) -> str:
    """Return which value the mistake was recognised by, for a constant."""
    if equals is None:
        return ""
    shown = repr(tuple(equals) if isinstance(equals, list) else equals)
    return f"With this mistake, {criterion.target} is {shown}."


def _criterion(course: Course, word: str) -> list[Own]:
    """Return the criterion that ``ex3.output`` names, as ``--format plain`` writes it."""
    from lagrader.results import criterion_name

    name, dot, id_ = word.strip().lower().partition(".")
    if not dot:
        return []
    try:
        exercise = course.find(name)
    except UsageError:
        return []
    title = criterion_name(exercise.number, id_)
    return [
        Own(title, one.title, "\n\n".join(filter(None, (one.say, one.explain))), exercise, one)
        for one in exercise.rubric.criteria
        if one.id == id_
    ]


def _exercise_codes(course: Course, word: str, options: RenderOptions, again: str) -> str:
    try:
        exercise = course.find(word)
    except UsageError:
        raise UsageError(_no_code(word, course)) from None
    rows = [(found.code, found.title) for found in _owns_of(exercise)]
    return _list(f"Exercise {exercise.number}, {exercise.rubric.title}: {len(rows)} codes", rows, options, again)


def _no_code(word: str, course: Course) -> str:
    import difflib

    from lagrader.diagnosis.codes import families, lessons
    from lagrader.harmless import harmless_line, shortened

    shown = harmless_line(shortened(word.strip(), _MOST_SHOWN, "…"))
    known = [*(found.code for found in owns(course)), *(code for code in lessons() if "*" not in code)]
    known += [family.name.upper() for family in families()]
    close = difflib.get_close_matches(word.strip().upper()[:_MOST_SHOWN], known, 1, 0.6)
    advice = f"; did you mean {close[0]}?" if close else "."
    return f'There is no code "{shown}"{advice} lagrader explain shows which there are.'


# --- pages -----------------------------------------------------------------------------------------------------


def _options() -> RenderOptions:
    from lagrader.cli.markdown_page import MOST_CELLS

    options = render_options(sys.stdout)
    return replace(options, width=min(options.width, MOST_CELLS))


def _page(options: RenderOptions) -> Page:
    from lagrader.reports.terminal.page import Page

    return Page(options)


def _lesson_page(found: Lesson, options: RenderOptions, again: str) -> str:
    from lagrader.cli.markdown_page import markdown_lines
    from lagrader.reports.terminal.page import TITLE

    page = _page(options)
    page.paragraph(f"{found.code}: {found.title}", 0, TITLE)
    body = markdown_lines(f"{found.text}\n\n```python\n{found.example}```\n", options)
    step = _page(options)
    step.paragraph(f"Next: {_STEPS.get(found.code, _CHANGE)} {again}".rstrip(), 0)
    return "\n".join([page.text(), *body, "", step.text()])


def _own_page(found: Own, options: RenderOptions, again: str) -> str:
    from lagrader.cli.markdown_page import markdown_lines
    from lagrader.reports.terminal.page import TITLE

    page = _page(options)
    page.paragraph(f"{found.code}: {found.title}", 0, TITLE)
    page.blank()
    if found.text:
        page.paragraph(found.text, 0)
        page.blank()
    _belongs_to(page, found)
    page.blank()
    if example := try_it(found.exercise, found.criterion):
        page.paragraph(_about_example(found.criterion), 0)
        page.blank()
        body = markdown_lines(f"```python\n{example}```\n", options)
    step = _page(options)
    step.paragraph(f"Next: lagrader hint {found.exercise.number} {again}".rstrip(), 0)
    return page.text() + "\n".join([*body, "", step.text()] if example else [step.text()])


def _belongs_to(page: Page, found: Own) -> None:
    from lagrader.reports.terminal.page import DIM

    exercise = f"exercise {found.exercise.number}, {found.exercise.rubric.title}"
    if found.title == found.criterion.title:
        page.paragraph(f"It belongs to {exercise}.", 0, DIM)
        return
    page.paragraph(f"It belongs to this part of {exercise}:", 0, DIM)
    page.paragraph(found.criterion.title, 2, DIM)


def _about_example(criterion: BaseCriterion) -> str:
    """Return what to do with the program that follows."""
    match criterion.kind:
        case "call":
            return "Work out on paper what it should give here. To compare with yours, in the folder of your file:"
        case "answer":
            return "To see what your own function gives for other numbers, in the folder of your file:"
        case _:
            return "To look at what yours gives, in the folder of your file:"


def _list(title: str, rows: Iterable[tuple[str, str]], options: RenderOptions, again: str) -> str:
    from lagrader.reports.terminal.page import TITLE

    page = _page(options)
    page.paragraph(title, 0, TITLE)
    page.blank()
    shown = list(rows)
    _rows(page, shown)
    page.blank()
    first = next((code for code, _ in shown if "*" not in code), "")
    page.paragraph(f"Next: lagrader explain {first or 'NO_RETURN'} {again}".rstrip(), 0)
    return page.text()


def _rows(page: Page, rows: list[tuple[str, str]]) -> None:
    """Add a name and what it is in two columns, below each other where lines are short."""
    wide = min(max((len(name) for name, _ in rows), default=0), _CODE_COLUMN)
    for name, text in rows:
        if page.width < 2 * wide + 8 or len(name) > wide:
            page.add(name, 2)
            page.paragraph(text, 4)
        else:
            page.row(page.prose(text), sign=f"  {name:{wide}}  ")


def _groups(course: Course, options: RenderOptions, again: str) -> str:
    from lagrader.diagnosis.codes import families

    page = _page(options)
    page.paragraph("Each thing that a report says has a code. To read about one, or to list a group:", 0)
    for words in ("NO_RETURN", "shapes", str(course.exercises[0].number)):
        page.paragraph(f"lagrader explain {words} {again}".rstrip(), 2)
    page.blank()
    page.add("Codes that every course has:")
    _rows(page, [(family.name, f"{family.title} ({len(family.lessons)})") for family in families()])
    page.blank()
    page.paragraph(f"Those of {course.title}:", 0)
    counts = {one: sum(1 for _ in _owns_of(one)) for one in course.exercises}
    rows = [(str(one.number), f"{one.rubric.title} ({count})") for one, count in counts.items() if not one.further]
    if further := [one for one in counts if one.further]:
        numbers = ", ".join(str(one.number) for one in further)
        rows.append(("more", f"Going further: {numbers} ({sum(counts[one] for one in further)})"))
    _rows(page, rows)
    page.blank()
    page.paragraph(f"Next: lagrader explain {families()[0].name} {again}".rstrip(), 0)
    return page.text()


# --- an example for a mistake of the course --------------------------------------------------------------------


def try_it(exercise: Exercise, criterion: BaseCriterion) -> str:
    """Return a program that calls the learner's own function on cases that the rubric writes out, or nothing.

    For a constant it is the function of the same exercise that gives such a value, on other numbers than the
    constant's. The course's wrong answer itself is not shown: it is most of a right one.
    """
    if criterion.kind == "answer":
        return _program(exercise, _calls_like(exercise, criterion)[:1])
    return _program(exercise, list(_calls(criterion))[: _MOST_CALLS if criterion.kind == "call" else 1])


def _program(exercise: Exercise, calls: list[str]) -> str:
    if not calls:
        return ""
    names = ", ".join(sorted({name for call in calls for name in _HANDLE.findall(call)} - _BUILT_IN))
    torch = ["import torch"] if any("torch." in call for call in calls) else []
    return "\n".join([*torch, f"from {exercise.id} import {names}", "", *(f"print({call})" for call in calls)]) + "\n"


def _calls_like(exercise: Exercise, criterion: BaseCriterion) -> list[str]:
    """Return calls that give the kind of value that a constant holds, a shape through a tensor where need be."""
    wanted = getattr(criterion, "returns", "")
    functions = [one for one in exercise.rubric.judged if one.kind == "call"]
    for returns, form in ((wanted, "{}"), ("tensor", "tuple({}.shape)" if wanted == "shape" else "")):
        for one in functions if form else ():
            calls = [form.format(call) for call in _calls(one)] if getattr(one, "returns", "") == returns else []
            if calls:
                return calls
    return []


def _calls(criterion: BaseCriterion) -> Iterator[str]:
    """Yield each call that can be written out; of an object, which must be made and set before, none can."""
    if getattr(criterion, "is_class", False):
        return
    for spec in getattr(criterion, "calls", ()):
        yield f"{spec.call}({', '.join(map(repr, spec.args))})"
    for case in getattr(criterion, "cases", ()):
        arguments = [_written(spec, case.given) for spec in case.inputs.values()]
        if None not in arguments:
            yield f"{criterion.target}({', '.join(filter(None, arguments))})"


def _written(spec: InputSpec, given: Mapping[str, InputSpec]) -> str | None:
    """Return one input as Python text, None where something of it is drawn."""
    match spec.source:
        case "tensor":
            whole = spec.dtype in ("int64", "int32", "bool")
            dtype = "" if spec.dtype in ("float32", "int64", "bool") else f", dtype=torch.{spec.dtype}"
            return f"torch.tensor({spec.tensor if whole else _floats(spec.tensor)!r}{dtype})"
        case "number":
            return repr(spec.number)
        case "truth":
            return repr(spec.truth)
        case "tuple" | "size":
            sizes = spec.tuple_ if spec.size is None else spec.size
            known = sizes is not None and all(isinstance(size, int) for size in sizes)
            return (repr(tuple(sizes)) if spec.size is None else f"torch.Size({sizes})") if sizes and known else None
        case "call":
            arguments = [_written(given[name], given) for name in spec.args]
            return None if None in arguments else f"{spec.call}({', '.join(filter(None, arguments))})"
        case _:
            return None


def _floats(value: object) -> object:
    return [_floats(one) for one in value] if isinstance(value, list) else float(str(value))
