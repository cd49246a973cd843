"""The statement is read from plain data; here it is held against the models."""

from pathlib import Path

import pytest

from lagrader.course import Course
from lagrader.errors import RubricError
from lagrader.rubric import Rubric
from lagrader.statement import DEFAULT_SECONDS, statement


@pytest.fixture(scope="module")
def course(request: pytest.FixtureRequest) -> Course:
    return Course.load(Path(__file__).parent.parent)


@pytest.mark.parametrize("number", range(1, 6))
def test_title_points_and_limits_are_the_rubrics(course: Course, number: int) -> None:
    exercise = course.find(str(number))
    read = statement(exercise)
    assert (read.title, read.max_points) == (exercise.rubric.title, exercise.rubric.max_points)
    for criterion in exercise.rubric.criteria:
        assert f"- {criterion.title} ({criterion.points} point" in read.text
    assert f"Each call may take {exercise.rubric.time_limit:g} s" in read.text


def test_the_default_limit_is_the_models() -> None:
    assert Rubric.model_fields["time_limit"].default == DEFAULT_SECONDS


@pytest.mark.parametrize(
    ("old", "new"),
    [("points: 4", "points: many"), ("criteria:", "criterion:"), ('title: "WHY: the reason"', "titel: why")],
)
def test_what_is_no_rubric_is_said_by_the_models(copied: Path, old: str, new: str) -> None:
    path = copied / "exercises" / "ex3_neuron" / "rubric.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(RubricError, match=r"rubric\.yaml:"):
        statement(Course.load(copied).find("3"))


@pytest.fixture
def copied(tmp_path: Path, repository: Path) -> Path:
    import shutil

    for folder in ("exercises", "solutions"):
        shutil.copytree(repository / folder, tmp_path / folder)
    return tmp_path
