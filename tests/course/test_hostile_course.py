"""A stranger's course: what it asks for is bounded before it is drawn, and what it is made of before it is read."""

import os
import shutil
import time
from pathlib import Path

import pytest

from lagrader.cases import draw
from lagrader.course import Course, folder
from lagrader.errors import CourseError, RubricError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def exercise(tmp_path):
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return Course.load(tmp_path).find("neuron")


def criterion(rest, number=0):
    return f"- {{id: c{number}, title: t, points: 1, call: neuron, {rest}}}\n"


def write(exercise, criteria):
    exercise.rubric_path.write_text(f"version: 1\ntitle: t\ncriteria:\n{criteria}", encoding="utf-8")


def case(text):
    return criterion(f"cases: [{text}]")


def drawn(kind, **more):
    return ", ".join((f"{kind}: [n]", *(f"{key}: {value}" for key, value in more.items())))


BIG = "sizes: {n: [1, 1000000]}"
MANY = ", ".join(f"n{number}: 1" for number in range(21))
REFUSED = {
    "one input of ten terabytes": (case("{inputs: {x: {normal: [1000000, 1000000]}}}"), "this may have 1000000000000"),
    "inputs that fill a frame together": (
        case(f"{{{BIG}, inputs: {{x: {{normal: [n]}}, w: {{normal: [n]}}}}}}"),
        "its inputs may have 2000000 entries together",
    ),
    "large, and repeated": (case(f"{{repeat: 5, {BIG}, inputs: {{x: {{normal: [n]}}}}}}"), "or 4000000 entries in all"),
    "a number of sizes": (case(f"{{sizes: {{{MANY}}}}}"), "at most 20 may stand here, found 21"),
    "of inputs": (case(f"{{inputs: {{{MANY.replace(': 1', ': {truth: true}')}}}}}"), "at most 20 may stand here"),
    "of dimensions": (case(f"{{inputs: {{x: {{normal: [{'1, ' * 33}]}}}}}}"), "at most 32 may stand here, found 33"),
    "of levels": (case(f"{{inputs: {{x: {{tensor: {'[' * 33}1{']' * 33}}}}}}}"), "at most 32 dimensions, found 33"),
    "a size that no range can be drawn from": (case(f"{{sizes: {{n: [1, {10**30}]}}}}"), "a size is at most"),
    "a dimension of a tuple": (case(f"{{inputs: {{x: {{tuple: [{10**30}]}}}}}}"), "can't be a dimension"),
    "a name in every case's name": (case(f"{{sizes: {{? {'n' * 61} : 1}}}}"), "at most 60 characters"),
    "hardly anything that is not near zero": (
        case(f"{{sizes: {{n: 9}}, inputs: {{x: {{{drawn('uniform', low=-0.1, high=0.1001, nonzero='true')}}}}}}}"),
        "more than half",
    ),
    "a sum of too many terms": (
        case(f"{{{BIG}, inputs: {{x: {{normal: [n]}}, w: {{{drawn('normal', product_with='{x: 1}')}}}}}}}").replace(
            "1000000", "10001"
        ),
        "up to 10,000 entries",
    ),
    "infinity minus infinity": (
        case("{inputs: {x: {tensor: [.inf, -.inf]}, w: {normal: [2], product_with: {x: 1}}}}"),
        "too large to be added up",
    ),
    "a product with nothing": (
        case("{inputs: {x: {tensor: [0, 0]}, w: {normal: [2], product_with: {x: 1}}}}"),
        "every product with it",
    ),
    "a product beyond float32": (
        case("{inputs: {x: {normal: [2]}, w: {normal: [2], product_with: {x: 1.0e+300}}}}"),
        "not beyond 1e-9 and 1e9",
    ),
    "a product of a number": (
        case("{inputs: {x: {number: 1.5}, w: {number: 1.5, product_with: {x: 1}}}}"),
        "this key goes with normal, uniform",
    ),
    "nothing as an entry": (case("{inputs: {x: {tensor: [1, ~]}}}"), "not of nothing"),
    "keys as an entry": (case("{inputs: {x: {tensor: [1, {a: 1}]}}}"), "not of keys with values"),
    "no whole number": (case("{inputs: {x: {number: .nan, dtype: int64}}}"), "nan is no int64"),
    "a reduction beyond floats": (criterion(f"reduction: {10**400}, cases: [{{}}]"), "must be at most 1000000000"),
    "no reduction": (criterion("reduction: 0, cases: [{}]"), "must be at least 1"),
    "very many criteria": ("".join(criterion("cases: [{}]", n) for n in range(101)), "at most 100 may stand here"),
    "very many cases": (criterion(f"cases: [{'{repeat: 500}, ' * 5}]"), "more than 2000 cases"),
}


@pytest.mark.parametrize(("criteria", "said"), REFUSED.values(), ids=REFUSED)
def test_what_asks_for_too_much_is_refused_before_it_is_drawn(exercise, criteria, said):
    write(exercise, criteria)
    before = time.process_time()
    with pytest.raises(RubricError) as caught:
        _ = exercise.rubric
    assert said in str(caught.value)
    assert caught.value.line >= 3
    assert time.process_time() - before < 2


def test_what_is_just_allowed_can_be_drawn(exercise):
    near_zero = "w: {uniform: [n], low: -0.1, high: 0.3, nonzero: true}"
    write(exercise, case(f"{{repeat: 8, sizes: {{n: [1, 250000]}}, inputs: {{x: {{normal: [n]}}, {near_zero}}}}}"))
    before = time.process_time()
    assert len(draw(exercise.rubric.criteria[0], exercise.id, 41)) == 8
    assert time.process_time() - before < 10


def test_of_thousands_of_misspelt_names_the_first_are_told(exercise):
    """Each was compared with all names, and told with all of them."""
    sizes = ", ".join(f"size_{number}: 1" for number in range(20))
    wrong = ", ".join("siez" for _ in range(20))
    write(exercise, criterion("cases: [" + f"{{sizes: {{{sizes}}}, distinct: [{wrong}]}}, " * 200 + "]"))
    before = time.process_time()
    with pytest.raises(RubricError, match="at least"):
        _ = exercise.rubric
    assert time.process_time() - before < 5


class TestFiles:
    @pytest.mark.parametrize("name", ["README.md", "starter.py", "mistakes.py"])
    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
    def test_a_pipe_is_not_waited_for(self, exercise, name):
        (exercise.folder / name).unlink(missing_ok=True)
        os.mkfifo(exercise.folder / name)
        with pytest.raises(RubricError, match="not a plain file"):
            _ = exercise.rubric

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
    def test_a_link_to_what_has_no_end(self, exercise):
        (exercise.folder / "README.md").unlink()
        (exercise.folder / "README.md").symlink_to("/dev/zero")
        with pytest.raises(RubricError, match="not a plain file"):
            _ = exercise.rubric

    def test_a_source_without_end(self, exercise):
        with (exercise.folder / "starter.py").open("wb") as file:
            file.truncate(1 << 40)
        with pytest.raises(RubricError, match="over the limit"):
            _ = exercise.rubric

    def test_nor_is_one_read_for_the_digest(self, exercise, monkeypatch):
        monkeypatch.setattr(folder, "DIGEST_LIMIT", 1 << 20)
        course = Course.load(exercise.folder.parents[1])
        assert course.digest
        with (exercise.folder / "data.bin").open("wb") as file:
            file.truncate(1 << 40)
        with pytest.raises(CourseError, match="over the limit of 1 MiB"):
            _ = Course.load(exercise.folder.parents[1]).digest

    def test_a_long_chain_of_elif_is_read_or_refused(self, exercise):
        chain = "if a: pass\n" + "elif b: pass\n" * 1500
        (exercise.folder / "starter.py").write_text(chain, encoding="utf-8")
        with pytest.raises(RubricError):
            _ = exercise.rubric
