"""What travels: work there and back the same to the last character, and answers that are not believed."""

from __future__ import annotations

import base64
import json
import zlib
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lagrader.cluster.parcels import (
    Answer,
    ForgedError,
    Order,
    Parcel,
    Result,
    digest_of,
    length_of,
    read_answer,
    result_of,
)
from lagrader.cluster.trust import Expected
from lagrader.course import Course, course_of, targets_of
from lagrader.course.carried import laid_out as lay_course_out
from lagrader.course.carried import packed
from lagrader.errors import CourseError
from lagrader.gradebook.codec import encode
from lagrader.results import CriterionResult, ExerciseResult, Report, Verdict
from lagrader.submission import SourceFile, Submission
from lagrader.submission.begun import answered
from lagrader.submission.handed import find_handed
from lagrader.submission.learners import find_learners
from tests.cli.program import EXERCISES, right
from tests.submission.class_files import laid_out, zipped
from tests.submission.test_notebook import notebook

COURSE = course_of(None)
TARGETS = targets_of(COURSE.exercises)


def submissions(folder: Path) -> dict[str, Submission]:
    """A class of everything that reading can come to, by learner."""
    helped = f"from helper import two\n{right(3)}"
    files = {
        **{f"anna/{id_}.py": right(number) for number, id_ in EXERCISES.items()},
        "ben/ex3_neuron.py": helped,
        "ben/helper.py": "two = 2\n",
        "ben/ex3_neuron (1).py": "x = 1\n",
        "cleo.ipynb": notebook("print(1)", *(right(number) for number in EXERCISES)),
        "dora.zip": zipped({"deep/ex3_neuron.py": right(3)}),
        "eve/ex3_neuron.py": "def neuron(:\n",
        "finn/ex3_neuron.py": "# -*- coding: cp1252 -*-\n# é\n".encode("cp1252") + right(3).encode(),
        "gus/notes.txt": "",
        "hal/ex3_neuron.py": "",
    }
    laid_out(folder, files)
    with ExitStack() as closing:
        found = find_learners(folder, list(TARGETS), closing, None)
        return {one.id: find_handed(one.work, list(TARGETS), TARGETS, Path(one.label)) for one in found.learners}


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Submission]:
    return submissions(tmp_path / "subs")


def test_work_arrives_as_it_was_read(found: dict[str, Submission]) -> None:
    assert len(found) == 8
    sent = Parcel(tuple(found.values()))
    arrived = Parcel.of(sent.to_bytes()).submissions
    assert Parcel(arrived).to_bytes() == sent.to_bytes()
    for before, after in zip(sent.submissions, arrived, strict=True):
        assert digest_of(before) == digest_of(after)
        for id_, file in before.files.items():
            there = after.files[id_]
            assert (file.path, file.display, file.module) == (there.path, there.display, there.module)
            assert (file.helpers, file.notes) == (there.helpers, there.notes)
            if not isinstance(file.source, SourceFile):
                assert file.source == there.source
    ben = arrived[list(found).index("ben")].files["ex3_neuron"]
    assert (ben.helpers, len(ben.notes)) == ((("helper", "helper.py", "two = 2\n"),), 1)
    cleo = arrived[list(found).index("cleo")].files.values()
    assert len({id(file.source) for file in cleo if isinstance(file.source, SourceFile)}) == 1  # parsed once


def test_halves_of_characters_and_odd_names_travel(found: dict[str, Submission]) -> None:
    odd = Path("b\udcff\n", "ex3_neuron.py")
    file = replace(found["anna"].files["ex3_neuron"], path=odd, display="\u202e", notes=("\ud800",))
    (arrived,) = Parcel.of(Parcel((Submission(Path("x\udcff"), {"ex3_neuron": file}),)).to_bytes()).submissions
    assert arrived.files["ex3_neuron"].path == odd
    assert arrived.files["ex3_neuron"].notes == ("\ud800",)


def test_an_order_and_a_time_limit_to_confirm_arrive(found: dict[str, Submission]) -> None:
    order = Order("ab", "/a/course", 7, "cpu", True, {"torch": "2.6"})
    assert Order.of(order.to_bytes()) == order
    report = right_report(found["anna"])
    parcel = Parcel.of(Parcel((found["anna"],), report, frozenset({"ex3_neuron"})).to_bytes())
    assert (parcel.report, parcel.exercises) == (report, {"ex3_neuron"})


def test_what_a_learner_is_called_stays_here(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "subs", {"Nora Name_77_assignsubmission_file/ex3_neuron.py": right(3)})
    with ExitStack() as closing:
        (learner,) = find_learners(folder, list(TARGETS), closing, "moodle").learners
        work = find_handed(learner.work, list(TARGETS), TARGETS, Path(learner.label))
    assert "Nora" in str(work.root)
    assert b"Nora" not in Parcel((work,)).to_bytes()


def test_length_counts_helpers(found: dict[str, Submission]) -> None:
    own = found["ben"].files["ex3_neuron"].source
    assert isinstance(own, SourceFile)
    assert length_of(found["ben"]) == len(own.text) + len("two = 2\n")
    assert length_of(found["gus"]) == 0


# --- the course ------------------------------------------------------------------------------------------


def test_a_course_arrives_with_its_digest(tmp_path: Path) -> None:
    lay_course_out(packed(COURSE), tmp_path)
    assert Course.load(tmp_path).digest == COURSE.digest


@pytest.mark.parametrize("name", ["../out.py", "/tmp/out.py", "exercises/../../out.py"])
def test_no_file_of_it_leaves_its_folder(name: str, tmp_path: Path) -> None:
    data = zlib.compress(json.dumps({name: ""}).encode())
    with pytest.raises(CourseError, match="can't be called"):
        lay_course_out(data, tmp_path / "inner")
    assert not (tmp_path / "out.py").exists()


# --- answers ---------------------------------------------------------------------------------------------

EXPECTED = Expected(COURSE.identity, [exercise.whole for exercise in COURSE.exercises], 7, "cpu")


def right_report(submission: Submission) -> Report:
    """A report with full marks on everything."""
    exercises = []
    for exercise in answered(submission, EXPECTED.exercises):
        criteria = tuple(
            CriterionResult(one.id, one.title, one.points, one.points, Verdict.ACCEPTED)
            for one in exercise.whole_rubric.criteria
        )
        exercises.append(ExerciseResult(exercise.number, exercise.id, "A title", "a file", criteria))
    return Report(COURSE.identity, "cpu", 7, tuple(exercises), {"proven": True})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "its answer is not JSON"),
        (b"", "its answer is not one: "),
        (b"\x80\x04N.", "its answer is not one: "),
        (b"[]", "its answer is not one: "),
        (b'{"results": {}}', "its answer is not one: "),
        (b'{"results": [], "more": 1}', "its answer is not one: Extra inputs are not permitted"),
        (b'{"results": [{"work": 7}]}', "its answer is not one: "),
        (b'{"results": [{"work": "a", "waiting": "ex3"}]}', "its answer is not one: "),
        (b'{"results": []}', "it was given 1 submissions and answers on 0"),
        (b'{"results": [{"work": "a"}, {"work": "b"}]}', "it was given 1 submissions and answers on 2"),
    ],
)
def test_what_is_no_answer(data: object, told: str) -> None:
    with pytest.raises(ForgedError, match=told.replace("(", r"\(")):
        read_answer(data, 1)


def test_a_refusal_is_an_answer() -> None:
    told = read_answer(Answer(refused="it has no Landlock").to_bytes(), 40)
    with pytest.raises(ForgedError, match="it has no Landlock"):
        told.require()


def first(report: Report, **changed: object) -> Report:
    """Return the report, with something else about its first criterion."""
    one = report.exercises[0]
    criteria = (replace(one.criteria[0], **changed), *one.criteria[1:])
    return replace(report, exercises=(replace(one, criteria=criteria), *report.exercises[1:]))


def test_a_report_is_held_against_what_was_asked_for(found: dict[str, Submission]) -> None:
    anna = found["anna"]
    good = right_report(anna)
    assert EXPECTED.report(result_of(anna, good, ()), anna) == (good, frozenset())
    wrong = {
        "on another course, seed or device": [
            replace(good, seed=8),
            replace(good, device="cuda:0"),
            replace(good, course=replace(good.course, digest="0" * 64)),
            replace(good, sandbox={}),
        ],
        "is on other exercises": [replace(good, exercises=good.exercises[1:])],
        "has other criteria of ex1_dot_product": [first(good, id="other"), first(good, max_points=Fraction(99))],
        "has points for ex1_dot_product that": [first(good, points=Fraction(99)), first(good, points=Fraction(-1))],
    }
    for told, reports in wrong.items():
        for report in reports:
            with pytest.raises(ForgedError, match=told):
                EXPECTED.report(result_of(anna, report, ()), anna)
    with pytest.raises(ForgedError, match="answers on other work"):
        EXPECTED.report(result_of(found["ben"], good, ()), anna)
    with pytest.raises(ForgedError, match="time limits confirmed where nothing was stopped"):
        EXPECTED.report(result_of(anna, good, ["ex3_neuron"]), anna)
    slow = first(good, verdict=Verdict.TIME_LIMIT_EXCEEDED, points=Fraction())
    assert EXPECTED.report(result_of(anna, slow, ["ex1_dot_product"]), anna)[1] == {"ex1_dot_product"}


@pytest.mark.parametrize(
    "data",
    [b"", b"no base64!", base64.b64encode(b"no zlib"), base64.b64encode(zlib.compress(b"[]"))],
    ids=["nothing", "not-base64", "not-zlib", "not-a-report"],
)
def test_what_is_no_report(data: bytes, found: dict[str, Submission]) -> None:
    anna = found["anna"]
    with pytest.raises(ForgedError, match="a report of its is none"):
        EXPECTED.report(Result(work=digest_of(anna), report=data.decode()), anna)


def test_a_report_that_would_fill_the_memory_is_none(found: dict[str, Submission]) -> None:
    anna = found["anna"]
    packing = zlib.compressobj(9)
    bomb = b"".join([*(packing.compress(bytes(1024**2)) for _ in range(65)), packing.flush()])
    assert len(bomb) < 1024**2
    with pytest.raises(ForgedError, match="cut off, or too long"):
        EXPECTED.report(Result(work=digest_of(anna), report=base64.b64encode(bomb).decode()), anna)
    cut = encode(right_report(anna))[:-9]
    with pytest.raises(ForgedError, match="cut off, or too long"):
        EXPECTED.report(Result(work=digest_of(anna), report=base64.b64encode(cut).decode()), anna)
