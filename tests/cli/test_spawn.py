"""Where workers are spawned (macOS, Windows, LAGRADER_START=spawn) a user sees the same as where they are forked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lagrader.cli.check import run_check
from lagrader.runner.child import Child
from lagrader.runner.spawn import SpawnedProcess, spawn
from lagrader.wire import Ready, Setup
from tests.cli.program import EXERCISES, ROOT, Run, check, environment, work
from tests.test_grader import expected

SPAWN = environment(LAGRADER_START="spawn")

# One file of each folder of tests/submissions, by exercise, so that two runs are enough.
STOPS = {
    1: "time_limit_exceeded/ex1_dot_product__index_never_grows",
    2: "memory_limit_exceeded/ex2_matmul_shapes__one_huge_tensor",
    3: "output_limit_exceeded/ex3_neuron__prints_megabytes",
    4: "run_time_error/ex4_batch_layer__crashes",
    5: "not_started/ex5_cubic_gradient__gradient_not_written_yet",
}
OTHERS = {
    1: "missing/ex1_dot_product__misspelt_function",
    2: "wrong_answer/ex2_matmul_shapes__only_the_product",
    3: "load_error/ex3_neuron__package_that_is_not_here",
    4: "accepted/ex4_batch_layer__bmm",
}


def path_of(name: str) -> Path:
    return ROOT / "tests" / "submissions" / f"{name}.py"


def run_of(home: Path, files: dict[int, str]) -> Run:
    return check(work(home, {number: path_of(name).read_bytes() for number, name in files.items()}), env=SPAWN)


@pytest.fixture(scope="module")
def stops(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(tmp_path_factory.mktemp("stops"), STOPS)


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(tmp_path_factory.mktemp("others"), OTHERS)


def test_right_answers_get_full_marks(tmp_path: Path) -> None:
    run = check(work(tmp_path), env=SPAWN)
    assert (run.code, run.report["points"]) == (0, 100)
    assert run.report["sandbox"]["start"] == "spawn"


@pytest.mark.parametrize("name", [*STOPS.values(), *OTHERS.values()])
def test_each_submission_gets_the_verdict_of_its_folder(name: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue("stops" if name in STOPS.values() else "others")
    wanted = expected(path_of(name))
    number = next(number for number, id_ in EXERCISES.items() if f"/{id_}__" in name)
    if "file" in wanted:
        assert run.verdict(number) == wanted["file"].split()[0]
    for criterion in run.exercise(number)["criteria"]:
        if "file" not in wanted and criterion["verdict"] != "skipped":
            verdict, _, code = wanted.get(criterion["id"], "accepted").partition(" ")
            assert criterion["verdict"] == verdict
            assert not code or criterion["feedback"][0]["code"] == code


def test_every_folder_is_here() -> None:
    folders = {path.name for path in (ROOT / "tests" / "submissions").iterdir()}
    assert {name.partition("/")[0] for name in (*STOPS.values(), *OTHERS.values())} == folders


def test_where_a_loop_was_is_told(stops: Run) -> None:
    said = stops.section(1)
    assert "Stopped after 2 s. It was at" in said
    assert "while i < len(a): with i = 0 the whole time: does the loop change i?" in said


def test_a_crash_and_too_much_output_are_told(stops: Run) -> None:
    assert "The whole program ended during layer" in stops.section(4)
    assert "at most 1,048,576 are allowed in one call." in stops.section(3)
    assert stops.points()[3] == 8


def test_both_imports_run_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The course's worker and the learner's both start before either is ready."""
    events: list[str] = []
    set_up = Child.set_up

    async def spawned(child: Child, *options: Any) -> SpawnedProcess:
        process = await spawn(child, *options)
        events.append("start")
        return process

    async def ready(child: Child, setup: Setup) -> Ready:
        answer = await set_up(child, setup)
        events.append("ready")
        return answer

    monkeypatch.setenv("LAGRADER_START", "spawn")
    monkeypatch.setattr("lagrader.runner.runner.spawn", spawned)
    monkeypatch.setattr(Child, "set_up", ready)
    report, _ = run_check([str(work(tmp_path) / "solutions" / "ex3_neuron.py")], None, "cpu", None)
    assert report.passed
    assert events == ["start", "start", "ready", "ready"]
