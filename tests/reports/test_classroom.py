"""A class at a glance, as data: every figure is one that a look at the gradebook gives, and odd classes have a page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import mean, median

import pytest

from lagrader.gradebook import Gradebook, Row, Status
from lagrader.gradebook.by_hand import Override, enter_override
from lagrader.item_analysis import analyse
from lagrader.reports.classroom import Asked, Classroom, read_classroom
from lagrader.reports.classroom.heat import bands
from lagrader.reports.classroom.model import Comparison, Who
from lagrader.reports.classroom.terminal import render
from lagrader.results import Example, Verdict
from tests.item_analysis.classes import Criteria, a_class, case, course, got, marks, missed, without
from tests.reports import samples

NAMES = ("ex3.value", "ex3.why", "ex3.output", "ex5.gradient")


def read(folder: Path, **asked: object) -> Classroom:
    with Gradebook.reading(folder) as book:
        return read_classroom(book, course(), Asked("marks", **asked))


def ids(found: Classroom, who: Who) -> set[str]:
    return {one.id for one in found.find(who)}


def varied() -> dict[str, Criteria]:
    """Forty learners: each pattern of right, wrong, skipped and not started, some of them twice."""
    signs = ("++++", "+++-", "++-+", "+-+.", "-+s+", "--+-", "----", "....", "+.-+", "-++s")
    return marks(*(signs[number % len(signs)] for number in range(40)), names=NAMES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    more = (
        Row("gone", Status.NOT_HANDED_IN),
        Row("torn", Status.UNREADABLE, reason="It can't be opened."),
        Row("fault", Status.NOT_GRADED, reason="The worker was lost."),
    )
    return a_class(tmp_path_factory.mktemp("marks"), varied(), more=more)


def test_every_number_is_that_of_the_gradebook(folder: Path) -> None:
    found, analysis = read(folder), analyse(folder, course())
    with Gradebook.reading(folder) as book:
        reports = {row.learner: book.report(row.key) for row in book.rows() if row.key is not None}
    scores = {learner: float(100 * report.score) for learner, report in reports.items()}
    assert float(found.summary.median) == pytest.approx(median(scores.values()))
    assert float(found.summary.mean) == pytest.approx(mean(scores.values()))
    assert ids(found, found.low) == {learner for learner, score in scores.items() if score < 40}
    for one in found.bins:
        inside = {learner for learner, score in scores.items() if one.low <= score < (one.low + 10)}
        assert ids(found, one.who) == inside
    assert [one.figures for one in found.criteria] == list(analysis.criteria)
    for one in found.criteria:
        verdicts = {learner: report.named_criteria[one.name].verdict for learner, report in reports.items()}
        assert ids(found, one.right) == {who for who, what in verdicts.items() if what is Verdict.ACCEPTED}
        assert ids(found, one.wrong) == {who for who, what in verdicts.items() if what is Verdict.WRONG_ANSWER}
        assert len(one.open) == 40 - one.figures.judged
    said = Counter(
        (name, criterion.feedback[0].code)
        for report in reports.values()
        for name, criterion in report.named_criteria.items()
        if criterion.feedback
    )
    assert {(one.name, one.code): len(one.who) for one in found.mistakes} == said
    assert len(found.mistakes[0].who) == max(said.values())


def test_what_could_not_be_graded_says_why_and_who(folder: Path) -> None:
    found = read(folder)
    told = {one.reason: ids(found, one.who) for one in found.troubles}
    assert told == {
        "Handed in nothing.": {"gone"},
        "It can't be opened.": {"torn"},
        "The worker was lost.": {"fault"},
    }
    assert ids(found, found.looks) == {"torn", "fault"}


def test_the_same_work_is_named_and_who_needs_help_comes_with_where_to_begin(folder: Path) -> None:
    found = read(folder)
    assert {"s1", "s11", "s21", "s31"} in [ids(found, who) for who in found.alike]
    first = found.needs[0]
    assert (found.learners[first.learner].score, first.first) == (0, "ex3.value")
    assert {one.code for one in found.needs if one.wrong} == {"VALUE_BEFORE_RELU"}


def test_a_mark_by_hand_counts(tmp_path: Path) -> None:
    a_class(tmp_path, marks("+++", "++-", "---"))
    with Gradebook.writing(tmp_path) as book:
        enter_override(book, Override("s1", "ex3.output", got("x").points, "", "T", "It is right."))
    found = read(tmp_path)
    assert ids(found, found.criteria[2].right) == {"s0", "s1"}
    assert ids(found, found.full) == {"s0", "s1"}
    assert not any(one.code == "BIAS_MISSING" and "s1" in ids(found, one.who) for one in found.mistakes)


def test_marks_for_another_version_count_in_no_figure(tmp_path: Path) -> None:
    a_class(tmp_path, marks("+++"), digest="0" * 64)
    a_class(tmp_path, {f"t{number}": one for number, one in enumerate(marks("++-", "+--").values())})
    found = read(tmp_path)
    assert ids(found, found.counted) == {"t0", "t1"}
    assert "another version" in found.troubles[0].reason
    assert ids(found, found.troubles[0].who) == {"s0"}


# --- the map -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 7, 40, 100])
def test_bands_hold_everybody_once_the_best_first(folder: Path, most: int) -> None:
    found = read(folder)
    rows = bands(found, most)
    assert len(rows) == min(most, 40)
    assert sorted(place for row in rows for place in row.who.learners) == list(found.counted.learners)
    assert [row.high for row in rows] == sorted((row.high for row in rows), reverse=True)
    assert max(len(row.who) for row in rows) - min(len(row.who) for row in rows) <= 1
    for column, one in enumerate(found.criteria):
        assert sum(row.shares[column] * len(row.who) for row in rows) == pytest.approx(len(one.right))


# --- over time ---------------------------------------------------------------------------------------------


def test_each_run_that_changed_something_is_a_moment(tmp_path: Path) -> None:
    a_class(tmp_path, marks("+++", "+--", "---"))
    a_class(tmp_path, marks("+++", "+--", "---"))  # nothing new
    a_class(tmp_path, marks("++-", "+++", "---", "+--"))
    found = read(tmp_path)
    assert [one.learners for one in found.moments] == [3, 4]
    first, last = found.moments
    assert (first.median, last.median) == (pytest.approx(100 / 3), pytest.approx(50))
    assert [ids(found, one) for one in (last.rose, last.fell, last.new)] == [{"s1"}, {"s0"}, {"s3"}]
    assert "Over 2 runs the median went from 33.3 to 50 %" in " ".join(render(found, samples.options()).split())


# --- without names -----------------------------------------------------------------------------------------


def _telling() -> dict[str, Criteria]:
    call = Example("neuron(1)", expected="1.0", actual="'Berg'")
    private = missed("output", code="OWN", example=call, exception="ValueError: Berg")
    secret = replace(missed("secret", code="WRONG_VALUE", example=Example("neuron(77)", hidden=True)), hidden=True)
    return {
        "anna1": {"ex3.value": got("value"), "ex3.output": private, "ex3.secret": secret},
        "ben2": {"ex3.value": missed("value"), "ex3.output": got("output"), "ex3.secret": secret},
        "carl3": {"ex3.value": got("value"), "ex3.output": got("output"), "ex3.secret": got("secret")},
    }


def test_without_names_nothing_tells_who_or_what_is_hidden(tmp_path: Path) -> None:
    names = {"anna1": "Anna Berg", "ben2": "Ben Keller", "carl3": "Carl Roth"}
    torn = Row("dora4", Status.UNREADABLE, "Dora Fuchs", reason="dora4/ex3.py can't be read.")
    a_class(tmp_path, _telling(), names=names, more=[torn])
    assert "Berg" in str(read(tmp_path))
    found = read(tmp_path, anonymous=True, pages={"anna1": "feedback/anna1/feedback.html"})
    for word in ("anna", "ben2", "carl", "dora", "Berg", "Keller", "Roth", "Fuchs", "neuron(77)", "ex3.secret"):
        assert word not in str(found)
    assert [one.id for one in found.learners] == ["Learner 1", "Learner 2", "Learner 3", "Learner 4"]
    assert [one.score for one in found.learners[:1]] == [100]  # by points, not by name
    hidden = next(one for one in found.criteria if one.title == "A hidden check")
    assert (hidden.name, len(hidden.wrong), len(hidden.right)) == ("ex3.hidden_1", 2, 1)


# --- odd classes -------------------------------------------------------------------------------------------


def _empty(folder: Path) -> None:
    with Gradebook.writing(folder):
        pass


def _all_gone(folder: Path) -> None:
    a_class(folder, {}, more=[Row("a", Status.NOT_HANDED_IN), Row("b", Status.UNREADABLE, reason="Torn.")])


ODD = {
    "empty": (_empty, "Nobody is in this gradebook yet."),
    "one": (lambda folder: a_class(folder, marks("+-+")), "The one learner with marks has 66.7 % of the points."),
    "one with everything": (lambda folder: a_class(folder, marks("+++")), "The one learner with marks has all points."),
    "all right": (lambda folder: a_class(folder, marks("+++", "+++")), "Everybody has all points."),
    "nothing graded": (_all_gone, "Of 2 learners nobody has marks yet."),
    "all not started": (
        lambda folder: a_class(folder, {"a": {"ex3.value": without("value", Verdict.NOT_STARTED)}}),
        "The one learner with marks has 0 % of the points.",
    ),
    "no points to get": (
        lambda folder: a_class(folder, {"a": {"ex3.value": got("value", 0)}}),
        "Of 1 learner nobody has marks yet.",
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_class_is_told_as_it_is(tmp_path: Path, kind: str) -> None:
    make, sentence = ODD[kind]
    make(tmp_path)
    assert sentence in " ".join(render(read(tmp_path), samples.options()).split())


def test_the_screen_is_one(folder: Path) -> None:
    lines = render(read(folder), samples.options()).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("unicode", [True, False])
def test_a_narrow_console_has_it_as_well(folder: Path, unicode: bool) -> None:
    text = render(read(folder), samples.options(40, unicode=unicode))
    assert max(map(len, text.splitlines())) <= 40
    assert unicode or text.isascii()


def test_close_calls_are_there(tmp_path: Path) -> None:
    near = missed("output", cases=(case("1.0", error=2e-5),))
    a_class(tmp_path, {"a": {"ex3.output": near}, "b": {"ex3.output": got("output")}})
    (found,) = read(tmp_path).close
    assert (found.name, len(found.failed), len(found.accepted), found.ratio) == ("ex3.output", 1, 0, pytest.approx(2))


# --- the same but for names --------------------------------------------------------------------------------

LONG = """
def f(x):
    square = x * x
    return square * x - 4 * square + 7 * x - 1

def gradient_at(x):
    start = f(x + 1) - f(x) * 2
    slope = start + f(start) - 1
    return slope
"""


def _answer(number: int) -> str:
    """Programs of which no two are alike."""
    return LONG.replace("7 * x", f"{number + 70} * x")


def compared(folder: Path, texts: list[str], **asked: object) -> Comparison:
    """Compare the programs of as many learners for the fifth exercise."""
    a_class(folder, {f"s{n}": {"ex5.gradient": missed("gradient", code=f"C{n}")} for n in range(len(texts))})
    works = dict(zip([f"s{n}" for n in range(len(texts))], texts, strict=True))
    return read(folder, works=lambda row: [("ex5_cubic_gradient.py", works[row.learner])], **asked).comparison


def test_who_renamed_is_found_and_nobody_else(tmp_path: Path) -> None:
    texts = [LONG, LONG.replace("square", "sq").replace("slope", "s"), *map(_answer, range(3))]
    found = compared(tmp_path, texts)
    assert [(one.exercise, one.who.learners) for one in found.groups] == [("ex5", (0, 1))]
    assert (found.compared, found.reason) == (5, "")


def test_what_is_short_or_the_courses_own_or_everybodys_is_no_finding(tmp_path: Path) -> None:
    short = "def f(x):\n    return x * 2\n"
    own = next(one.solution for one in course().exercises if one.number == 5)
    for turn, texts in enumerate(([short] * 2, [own] * 2, [LONG] * 4)):
        assert compared(tmp_path / str(turn), [f"{text}# {n}\n" for n, text in enumerate(texts)]).groups == ()


def test_a_large_class_is_compared_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagrader.reports.classroom.read.MOST", 1)
    texts = [LONG, LONG.replace("square", "sq")]
    assert "lagrader report marks --compare" in compared(tmp_path / "1", texts).reason
    assert len(compared(tmp_path / "2", texts, compare_all=True).groups) == 1


def test_work_that_is_gone_is_said(tmp_path: Path) -> None:
    a_class(tmp_path, marks("+++", "---"))
    assert "not where it was graded any more" in read(tmp_path, works=lambda _: []).comparison.reason
