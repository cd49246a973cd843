"""What stands below a failing criterion: what was said, the call, both results, the place, what was printed."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, zip_longest

from rich.text import Text

from lagrader.reports.terminal.layout import break_call, cell_len, cut, fold, fold_lines, wrap
from lagrader.reports.terminal.page import DIM, Page
from lagrader.results import CriterionResult, Example, Location

BODY = 4
INNER = 6
_LABEL = 10
"""Cells of ``expected`` and ``yours`` with the blanks behind them."""

_HEADING = "An input that shows it"
_SMALLEST = "The smallest input that shows it"
_IN_A_ROW = "Two calls in a row that show it"
_MOST_LINES = 12
_MOST_LINES_ALL = 40
"""Lines of one value, call or printed text, without and with ``show_all``; what is left out is said."""

_SHORT = 60
_BETWEEN = 7


def most_lines(page: Page) -> int:
    """Return how many lines one piece of evidence may take."""
    return _MOST_LINES_ALL if page.options.show_all else _MOST_LINES


# --- the call and what came of it --------------------------------------------------------------------------


def write_example(page: Page, example: Example | None, exception: str) -> None:
    """Add a call to paste into Python, and below it both results, or the exception that it raised."""
    if example is None:
        example = Example("")
    compared = example.expected is not None or example.actual is not None
    if example.call.isidentifier() and compared:  # a constant: there is no input, and the line below names it
        example = replace(example, call="")
    if example.call and compared and not exception:
        page.blank()
        page.paragraph(_heading(example), page.indent(BODY))
    elif example.call or compared or exception:
        page.blank()
    for line in (*example.setup, example.call):
        _write_call(page, line)
    _write_results(page, example)
    if exception:
        _write_exception(page, exception)


def _heading(example: Example) -> str:
    name, _, _ = example.call.partition("(")
    if any(line.startswith(f"{name}(") for line in example.setup):
        return _IN_A_ROW
    return _SMALLEST if example.smallest else _HEADING


def _write_call(page: Page, call: str) -> None:
    indent = page.indent(INNER)
    width = page.width - indent
    for line in page.exact(call).split("\n") if call else ():
        broken = break_call(line, width, " " * page.indent(4))
        for piece in fold_lines(broken, most_lines(page), width, page.signs.cut):
            page.add(piece, indent)


def _write_exception(page: Page, exception: str) -> None:
    indent = page.indent(INNER)
    width = page.width - indent
    wrapped = [piece for line in page.exact(exception).split("\n") for piece in _wrap_exact(line, width)]
    for line in fold_lines(wrapped, most_lines(page) // 2, width, page.signs.cut):
        page.add(line, indent)


def _wrap_exact(line: str, width: int) -> list[str]:
    """Wrap a message at blanks where it is too long; else leave it as it stands, since it may be aligned."""
    return [line] if cell_len(line) <= width else wrap(line, width)


def _write_results(page: Page, example: Example) -> None:
    lines = _beside(page, example) or _stacked(page, example)
    note = page.prose(example.note)
    behind = f"{lines[-1]}{' ' * _BETWEEN} {note}" if lines else ""
    if note and _is_short(example.actual) and page.indent(INNER) + cell_len(behind) <= page.width:
        lines[-1], note = behind, ""
    for line in lines:
        page.add(line, page.indent(INNER))
    if note:
        page.blank()
        page.paragraph(example.note, page.indent(BODY))


def _is_short(value: str | None) -> bool:
    return value is not None and "\n" not in value and len(value) <= _SHORT


def _stacked(page: Page, example: Example) -> list[str]:
    lines: list[str] = []
    for label, value in (("expected", example.expected), ("yours", example.actual)):
        if value is not None and page.is_narrow:
            lines += [label, *_labelled("", _value(page, value, 2), 2)]
        elif value is not None:
            lines += _labelled(label, _value(page, value, _LABEL), _LABEL)
    return lines


def _value(page: Page, value: str, beside: int) -> list[str]:
    """Return a value in lines that fit: a single one is folded, several are a table and keep their alignment."""
    width = page.width - page.indent(INNER) - beside
    mark = page.signs.cut
    lines = value.split("\n")
    if len(lines) == 1:
        return fold(page.exact(value), width, most_lines(page) // 4, mark)
    return [cut(page.exact(line), width, mark) for line in fold_lines(lines, most_lines(page), width, mark)]


def _labelled(label: str, lines: list[str], width: int) -> list[str]:
    return [f"{label if place == 0 else '':{width}}{line}" for place, line in enumerate(lines)]


def _beside(page: Page, example: Example) -> list[str]:
    """Return two tables side by side, or nothing where they are no tables or don't fit."""
    if example.expected is None or example.actual is None:
        return []
    expected, actual = example.expected.split("\n"), example.actual.split("\n")
    if not 1 < max(len(expected), len(actual)) <= most_lines(page):
        return []
    left = _labelled("expected", [page.exact(line) for line in expected], _LABEL)
    right = _labelled("yours", [page.exact(line) for line in actual], len("yours  "))
    width = max(map(cell_len, left)) + _BETWEEN
    rows = [one + " " * (width - cell_len(one)) + other for one, other in zip_longest(left, right, fillvalue="")]
    fits = page.indent(INNER) + max(map(cell_len, rows)) <= page.width
    return [row.rstrip() for row in rows] if fits else []


# --- the place ---------------------------------------------------------------------------------------------


def write_places(page: Page, criterion: CriterionResult) -> None:
    """Add the learner's own lines, by file: those of the trace, else the one that the criterion points at."""
    places = _without_rounds(_marked(criterion))
    if not places and criterion.location:
        places = [criterion.location]
    for file, group in groupby(places, key=lambda place: place.file):
        page.blank()
        page.path(file, page.indent(BODY))
        found = list(group)
        for place in found:
            write_place(page, place, _gutter(found), page.indent(BODY))


def _marked(criterion: CriterionResult) -> list[Location]:
    """Return the lines of the trace; only an exception, with a sentence of its own, has a line where it stopped."""
    trace = [replace(place, note="") for place in criterion.trace]
    return [*trace[:-1], replace(trace[-1], note="stopped here")] if trace and criterion.exception else trace


def _without_rounds(places: list[Location]) -> list[Location]:
    """Fold lines that come again at once, as those of a function that calls itself, into one that says so."""
    folded = []
    for _, group in groupby(places, key=lambda place: (place.file, place.line)):
        *others, last = group
        rounds = f"{len(others) + 1} times in a row" if others else ""
        folded.append(replace(last, note=", ".join(filter(None, (rounds, last.note)))))
    return folded


def _gutter(places: list[Location]) -> int:
    return max(2, *(len(str(place.line)) for place in places if place.line), 0)


def write_place(page: Page, place: Location, gutter: int, indent: int) -> None:
    """Add one line of source with its number, and what is to be said about it: behind it, or below a caret."""
    note = page.prose(place.note)
    if place.line is None or place.source is None:
        where = f"line {place.line}: " if place.line else ""
        if where or note:
            page.paragraph(f"{where}{note}".removesuffix(": "), indent)
        return
    source, column = _window(page, place, page.width - indent - gutter - 4)
    line = f"{place.line:>{gutter}} {page.signs.bar}  {source}"
    behind = f"    {page.signs.back} {note}"
    if place.column is None and note and indent + cell_len(line) + cell_len(behind) <= page.width:
        page.lines.append(Text.assemble(" " * indent + line, (behind, DIM)))
        return
    page.add(line, indent)
    if note or place.column is not None:
        _write_caret(page, column, note, gutter, indent)


def _window(page: Page, place: Location, width: int) -> tuple[str, int]:
    """Return the part of a source line that fits, without its indent, and the cell of its column in it."""
    written = (place.source or "").rstrip("\r\n").replace("\n", " ")
    source, before = page.exact(written), page.exact(written[: (place.column or 1) - 1])
    indent = len(source) - len(source.lstrip())
    column = max(cell_len(before) - indent, 0)
    source = source.strip()
    if column >= width - cell_len(page.signs.cut):
        skipped = fold(source, column - width // 2, 1, "")[0]
        source = page.signs.cut + source[len(skipped) :]
        column += cell_len(page.signs.cut) - cell_len(skipped)
    return cut(source, width, page.signs.cut), column


def _write_caret(page: Page, column: int, note: str, gutter: int, indent: int) -> None:
    edge = " " * (indent + gutter) + f" {page.signs.bar}  "
    line = f"{edge}{' ' * column}^ {note}".rstrip()
    if cell_len(line) <= page.width:
        page.add(line)
    elif column + cell_len(edge) < page.width:
        page.add(f"{edge}{' ' * column}^")
        page.paragraph(note, indent)
    else:
        page.paragraph(note, indent)


# --- what was printed --------------------------------------------------------------------------------------


def write_output(page: Page, output: str) -> None:
    """Add what the learner's program printed, apart from our own words, its first and last lines."""
    lines = [line for line in output.split("\n") if line.strip()]
    if not lines:
        return
    indent = page.indent(BODY)
    page.blank()
    page.paragraph("Your program printed", indent)
    width = page.width - page.indent(INNER) - 2
    for line in fold_lines(lines, most_lines(page), width, page.signs.cut):
        shown = cut(page.exact(line), width, page.signs.cut)
        page.add(f"{page.signs.bar} {shown}".rstrip(), page.indent(INNER), DIM)
