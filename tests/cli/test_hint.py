"""``lagrader hint``: one step further each time, by what failed, and also where nothing can be remembered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lagrader.cli.hint import in_order
from lagrader.course import Course
from tests.cli.program import EXERCISES, ROOT, Run, course, environment, lagrader, swapped, work

COURSE = Course.load(ROOT)
BIAS_MISSING = swapped(3, "(w, x) + b", "(w, x)")


def number_of(out: str) -> tuple[int, int]:
    """Return the two numbers of "hint 2 of 5"."""
    found = re.search(r"hint (\d+) of (\d+)$", out, re.MULTILINE)
    assert found, out
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.short)
def test_every_exercise_and_every_criterion_has_hints(exercise: object) -> None:
    rubric = exercise.rubric  # type: ignore[attr-defined]
    assert len(rubric.hints) >= 3
    for criterion in rubric.criteria:
        assert len(criterion.hints) >= 2, criterion.id
        assert all(hint.strip().endswith((".", "?")) for hint in criterion.hints), criterion.id
        assert not any(re.search(r"!(?!=)|\b(simply|just|obviously)\b", hint) for hint in criterion.hints)


def test_one_step_further_each_time(tmp_path: Path) -> None:
    work(tmp_path)
    hints = COURSE.find("3").rubric.hints
    for number, text in enumerate(hints, 1):
        run = lagrader("hint", "3", cwd=tmp_path)
        assert (run.code, run.err) == (0, "")
        assert number_of(run.out) == (number, len(hints))
        assert " ".join(text.split()) in run.flat
        more = (
            "one step further: lagrader hint 3" if number < len(hints) else "all hints at once: lagrader hint 3 --all"
        )
        assert run.out.endswith(f"\nNext: lagrader check 3, or {more}\n")
        assert ("After a check there are more, for what fails." in run.flat) == (number == len(hints))
    again = lagrader("hint", "neuron", cwd=tmp_path)
    assert number_of(again.out) == (len(hints), len(hints))
    assert "You have seen all of these." in again.flat
    assert number_of(lagrader("hint", "4", cwd=tmp_path).out)[0] == 1


def test_each_folder_of_work_has_its_own_count(tmp_path: Path) -> None:
    work(tmp_path / "one")
    work(tmp_path / "two")
    lagrader("hint", "3", cwd=tmp_path / "one")
    assert number_of(lagrader("hint", "3", cwd=tmp_path / "one").out)[0] == 2
    assert number_of(lagrader("hint", "3", cwd=tmp_path / "two").out)[0] == 1
    run = lagrader("hint", "3", "one/solutions", cwd=tmp_path)
    assert number_of(run.out)[0] == 3
    assert "Next: lagrader check 3 one/solutions, or all hints at once: lagrader hint 3 one/solutions --all" in run.flat


def test_all_of_them_at_once_count_none(tmp_path: Path) -> None:
    rubric = COURSE.find("3").rubric
    run = lagrader("hint", "3", "--all", cwd=tmp_path)
    texts = [*rubric.hints, *(hint for criterion in rubric.criteria for hint in criterion.hints)]
    assert all(" ".join(text.split()) in run.flat for text in texts)
    assert run.out.split("\n")[0].endswith(f"{len(texts)} hints")
    assert number_of(lagrader("hint", "3", cwd=tmp_path).out)[0] == 1


def test_after_a_check_what_failed_comes_first(tmp_path: Path) -> None:
    work(tmp_path, {3: BIAS_MISSING})
    assert lagrader("check", "3", cwd=tmp_path).code == 1
    rubric = COURSE.find("3").rubric
    failed = next(criterion for criterion in rubric.criteria if criterion.id == "output")
    run = lagrader("hint", "3", cwd=tmp_path)
    assert number_of(run.out) == (1, len(failed.hints) + len(rubric.hints))
    assert f"For: {failed.title}" in run.out
    assert " ".join(failed.hints[0].split()) in run.flat
    assert " ".join(failed.hints[1].split()) in lagrader("hint", "3", cwd=tmp_path).flat
    assert " ".join(rubric.hints[0].split()) in lagrader("hint", "3", cwd=tmp_path).flat


def last_page(folder: Path, number: int) -> Run:
    """Return the page on which the last of an exercise's hints stands."""
    while True:
        run = lagrader("hint", str(number), cwd=folder)
        now, all_ = number_of(run.out)
        if now == all_:
            return run


def test_after_a_check_of_a_starter_no_other_check_is_asked_for(tmp_path: Path) -> None:
    lagrader("init", cwd=tmp_path)
    lagrader("check", "3", cwd=tmp_path)
    run = last_page(tmp_path, 3)
    assert "After a check" not in run.out
    assert "For a part that you have written and that fails its check, there are more." in run.flat


def test_where_all_hints_were_among_these_nothing_is_promised(tmp_path: Path) -> None:
    work(tmp_path, {3: BIAS_MISSING})
    lagrader("check", "3", cwd=tmp_path)
    run = last_page(tmp_path, 3)
    assert "there are more" not in run.flat
    assert "You have seen" not in run.out


def test_after_full_marks_nothing_is_left_to_hint_at(tmp_path: Path) -> None:
    work(tmp_path)
    assert lagrader("check", "3", cwd=tmp_path).code == 0
    run = lagrader("hint", "3", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert "At the last check everything was right here" in run.flat
    assert run.out.endswith("\nNext: lagrader solution 3\n")
    assert lagrader("hint", "3", "--all", cwd=tmp_path).code == 0


def test_a_passed_criterion_has_nothing_to_say() -> None:
    exercise = COURSE.find("3")
    hints = in_order(exercise, {"value": "accepted", "why": "run_time_error", "output": "not_started"})
    assert [hint.source for hint in hints[:2]] == ["ex3_neuron.why"] * 2
    assert {hint.source for hint in hints[2:]} == {"ex3_neuron"}


def test_an_exercise_without_hints(tmp_path: Path) -> None:
    folder = course(tmp_path)
    rubric = folder / "exercises/ex3_neuron/rubric.yaml"
    text = re.sub(r"^( *)hints:\n(?:\1 +.*\n)+", "", rubric.read_text(encoding="utf-8"), flags=re.MULTILINE)
    rubric.write_text(text, encoding="utf-8")
    for more in ((), ("--all",)):
        run = lagrader("hint", "3", *more, "--course", "course", cwd=tmp_path)
        assert (run.code, run.err) == (0, "")
        assert "There are no hints for this exercise." in run.out
        assert "What it asks for: lagrader show 3 --course course" in run.out
        assert "lagrader explain CODE --course course" in run.out


def test_an_exercise_whose_criteria_alone_have_hints(tmp_path: Path) -> None:
    folder = course(tmp_path)
    rubric = folder / "exercises/ex3_neuron/rubric.yaml"
    text = re.sub(r"^hints:\n(?: +.*\n)+", "", rubric.read_text(encoding="utf-8"), flags=re.MULTILINE)
    rubric.write_text(text, encoding="utf-8")
    run = lagrader("hint", "3", "--course", "course", cwd=tmp_path)
    assert "For: VALUE: what the neuron gives for the lesson's numbers" in run.out
    assert number_of(run.out) == (1, 6)


def test_where_nothing_can_be_remembered_it_still_helps(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    env = environment(LAGRADER_STATE=str(tmp_path / "file"))
    for _ in range(2):
        run = lagrader("hint", "3", cwd=tmp_path, env=env)
        assert run.code == 0
        assert number_of(run.out)[0] == 1
        assert "remembered" in run.err
        assert run.err.endswith(" All hints at once: lagrader hint 3 --all\n")
    run = lagrader("hint", "3", "--all", cwd=tmp_path, env=env)
    assert (run.code, run.err) == (0, "")


def test_no_such_exercise_no_such_path(tmp_path: Path) -> None:
    run = lagrader("hint", "77", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "There is no exercise 77" in run.err
    run = lagrader("hint", "3", "nowhere/at_all", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "There is no nowhere/at_all." in run.err


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 20])
def test_narrow_and_ascii(tmp_path: Path, columns: int) -> None:
    env = environment(COLUMNS=str(columns), PYTHONIOENCODING="ascii")
    for number in EXERCISES:
        for more in ((), (), ("--all",)):
            run = lagrader("hint", str(number), *more, cwd=tmp_path, env=env)
            assert run.out.isascii()
            assert max(map(len, run.out.split("\n"))) <= columns
