"""Fair to every style under every seed; and no exercise pays for what another one's file does.

``LAGRADER_ALL_SEEDS=1`` tries all right answers on 200 seeds instead of a few (half an hour on two processors).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable

import pytest

from lagrader.results import Report, Verdict
from lagrader.runner.allowance import Allowance
from tests.grading import IDS, Desk, Work, solution, summary
from tests.styles import accepted_works, one_liners, right_works, styles, work_of

ALL_SEEDS = os.environ.get("LAGRADER_ALL_SEEDS") == "1"
SEEDS = range(1000, 1200) if ALL_SEEDS else range(1000, 1003)
REFERENCE: Work = {id_: solution(id_) for id_ in IDS}


@pytest.fixture(scope="module")
def desk():
    with Desk() as opened:
        yield opened


def points(report: Report) -> dict[str, int]:
    return {exercise.id: int(exercise.points) for exercise in report.exercises}


def unfair(names: Iterable[str], reports: Iterable[Report]) -> dict[str, object]:
    """What was not accepted, by the name of the work; there should be nothing."""
    return {
        name: [summary(exercise) for exercise in report.exercises]
        for name, report in zip(names, reports, strict=True)
        if not report.passed
    }


# --- every style, every seed -------------------------------------------------------------------------------


def test_each_exercise_has_ten_right_answers_in_different_styles() -> None:
    for id_ in IDS:
        assert sum(id_ in work for work in accepted_works().values()) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_every_right_answer_gets_full_marks(desk: Desk, seed: int) -> None:
    works = {"reference": REFERENCE, **accepted_works(), **right_works()}
    if ALL_SEEDS or seed == SEEDS[0]:
        works |= one_liners()
    reports = desk.grade_all(list(works.values()), seed)
    desk.leave(seed)
    assert unfair(works, reports) == {}


SOFTMAX = "ex7_activations"
OVERFLOWING = "powers = torch.exp(Z)\n    return powers / powers.sum(dim=1, keepdim=True)"


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 1200, 50))
def test_softmax_of_large_numbers_is_judged_alike_under_every_seed(desk: Desk, first: int) -> None:
    """Right ones lose nothing, whatever is drawn around 10000; the formula as it stands gives nan and is told so."""
    works = {name: work for name, work in accepted_works().items() if SOFTMAX in work}
    works["reference"] = {SOFTMAX: solution(SOFTMAX)}
    broken: Work = {SOFTMAX: f"{solution(SOFTMAX)}\n\ndef my_softmax(Z):\n    {OVERFLOWING}\n"}
    for seed in range(first, first + 50):
        *right, wrong = desk.grade_all([*works.values(), broken], seed)
        desk.leave(seed)
        assert unfair(works, right) == {}, seed
        assert summary(wrong.exercises[0])["stable"] == "wrong_answer SOFTMAX_OVERFLOWS", seed
        assert set(not_accepted(wrong)) == {"stable"}, seed


WRONG_ROADS = [
    ("dot_loop", "own_loop", "wrong"),
    ("dot_torch", "torch_dot", "wrong"),
    ("layer", "whole_batch", "rows"),
    ("layer", "whole_batch", "python"),
    ("gradient_at", "autograd", "wrong"),
    ("products", "through_bmm", "wrong"),
    ("products_at", "through_at", "wrong"),
    ("bilinear", "bilinear_road", "wrong"),
]
WRONG_VALUE_TOO = {
    # Right at one point or for positive entries alone.
    *("wrong_constant_after_reading", "wrong_times_zero", "wrong_logs"),
    # float32, whatever the dtype of the inputs.
    *("rows_filled", "rows_module", "rows_accumulated", "python_item", "python_shared_memory"),
    *("python_float", "python_bias", "python_tolist"),
}
"""Wrong roads whose value fails already in this course."""


@pytest.mark.parametrize(("function", "road", "kind"), WRONG_ROADS)
def test_a_wrong_road_costs_the_points_of_the_road_alone(desk: Desk, function: str, road: str, kind: str) -> None:
    names = [name for name in styles(function, kind) if name not in WRONG_VALUE_TOO]
    reports = desk.grade_all([work_of(function, name) for name in names])
    lost = {name: not_accepted(report) for name, report in zip(names, reports, strict=True)}
    assert lost == {name: {road: Verdict.WRONG_ANSWER} for name in names}


def not_accepted(report: Report) -> dict[str, Verdict]:
    return {
        one.id: one.verdict
        for exercise in report.exercises
        for one in exercise.criteria
        if one.verdict is not Verdict.ACCEPTED
    }


# --- isolation ---------------------------------------------------------------------------------------------

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals, descriptors, a limit on memory")

QUIET = {
    "float64 as default": "import torch\ntorch.set_default_dtype(torch.float64)",
    "gradients off": "import torch\ntorch.set_grad_enabled(False)",
    "inference mode for ever": "import torch\ntorch.inference_mode().__enter__()",
    "anomaly detection": "import torch\ntorch.autograd.set_detect_anomaly(True)",
    "relu patched": "import torch\ntorch.relu = lambda z: z",
    "matrix product patched": "import torch\ntorch.Tensor.__matmul__ = lambda self, other: self * 0",
    "seeds fixed": "import random, torch, numpy\nrandom.seed(0)\ntorch.manual_seed(0)\nnumpy.random.seed(0)",
    "stdout replaced": "import io, sys\nsys.stdout = io.StringIO()\nsys.stderr = None",
    "stdout closed": "import os\nos.close(1)\nos.close(2)",
    "low recursion limit": "import sys\nsys.setrecursionlimit(60)",
    "warnings are errors": "import warnings\nwarnings.simplefilter('error')",
    "another folder": "import os\nos.chdir('/')",
    "no finders": "import sys, math, torch\nsys.meta_path.clear()",
    "an alarm": "import signal\nsignal.alarm(1)",
    "prints megabytes": "print('line\\n' * 600_000)",
    "poses as another exercise": "import sys, types\nsys.modules['ex3_neuron'] = types.ModuleType('ex3_neuron')",
}
"""What the first exercise's file does before its right answers, which then still count."""

LOUD = {
    "addition patched": "import torch\ntorch.Tensor.__add__ = lambda self, other: self",
    "torch forgotten": "import sys\ndel sys.modules['torch']",
    "dot patched": "import torch\ntorch.dot = lambda a, b: a.sum()",
    "multiplication patched": "import torch\ntorch.Tensor.__mul__ = lambda self, other: self + other",
    "everything on meta": "import torch\ntorch.set_default_device('meta')",
    "every descriptor closed": "import os\nos.closerange(0, 256)",
    "no module left": "import sys\nsys.modules.clear()",
    "leaves": "import os\nos._exit(0)",
    "exits": "exit()",
    "kills itself": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "crashes": "import ctypes\nctypes.string_at(0)",
    "raises": "raise RuntimeError('at import')",
    "interrupts": "raise KeyboardInterrupt",
    "no len": "import builtins\nbuiltins.len = None",
    "no write": "import os\nos.write = None",
    "writes on our channel": "import os\nos.write(3, b'x' * 100)",
    "holds memory": "held = []\nwhile True:\n    held.append(bytearray(50_000_000))",
}
"""The same, where its own answers may be lost."""


def beside(trouble: str) -> Work:
    first, *_ = IDS
    return {**REFERENCE, first: f"{trouble}\n\n{solution(first)}"}


@linux
def test_what_one_file_does_costs_the_others_nothing(desk: Desk) -> None:
    troubles = QUIET | LOUD
    reports = desk.grade_all([beside(trouble) for trouble in troubles.values()])
    lost = {name: points(report) for name, report in zip(troubles, reports, strict=True)}
    full = dict.fromkeys(IDS, 20)
    assert {name: given for name, given in lost.items() if name in QUIET and given != full} == {}
    others = {name: {id_: n for id_, n in given.items() if id_ != IDS[0]} for name, given in lost.items()}
    assert others == {name: dict.fromkeys(IDS[1:], 20) for name in troubles}


def test_an_import_without_end_costs_the_others_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagrader.runner.session.LOAD_SECONDS", 1.0)
    report = desk.grade(beside("while True: pass"))
    assert points(report) == {IDS[0]: 0, **dict.fromkeys(IDS[1:], 20)}
    assert report.exercises[0].problem is not None
    assert report.exercises[0].problem.verdict is Verdict.TIME_LIMIT_EXCEEDED


LATER = """
def dot_loop(a, b):
    import torch
    torch.relu = torch.matmul = torch.Tensor.__pow__ = torch.Tensor.backward = torch.Tensor.__matmul__ = None
    torch.set_default_dtype(torch.float16)
    return sum(x * y for x, y in zip(a, b))
"""


def test_what_one_function_does_costs_the_others_nothing(desk: Desk) -> None:
    work = {**REFERENCE, IDS[0]: solution(IDS[0]) + LATER}
    assert points(desk.grade(work)) == dict.fromkeys(IDS, 20)


FORGED = """
def dots_match(x, y):
    import os
    os.write(3, b"\\0" * 64)
    return abs(x - y) < 1e-3
"""


@linux
def test_who_writes_on_our_channel_keeps_nothing_of_that_exercise(desk: Desk) -> None:
    report = desk.grade({**REFERENCE, IDS[0]: solution(IDS[0]) + FORGED})
    assert points(report) == {IDS[0]: 0, **dict.fromkeys(IDS[1:], 20)}
    assert report.exercises[0].problem is not None
    assert "only lagrader's worker writes" in report.exercises[0].problem.feedback[0].text


SLOW = """
import time

def slowly(function):
    def wait(*args):
        end = time.process_time() + 0.03
        while time.process_time() < end:
            pass
        return function(*args)
    return wait

dot_loop, dot_torch, dots_match = slowly(dot_loop), slowly(dot_torch), slowly(dots_match)
"""


def test_who_takes_the_time_of_all_leaves_the_others_theirs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagrader.grader.SUBMISSION", Allowance.of(1.0))
    given = points(desk.grade({**REFERENCE, IDS[0]: solution(IDS[0]) + SLOW}))
    assert {id_: given[id_] for id_ in IDS[1:]} == dict.fromkeys(IDS[1:], 20)


WAITS = """
import time

def f(x):
    time.sleep(60)
"""


@pytest.mark.slow
def test_who_waits_leaves_the_others_their_time_on_the_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sleeping takes no time of the processor, and would go on for as long as there are calls."""
    monkeypatch.setattr("lagrader.grader.SUBMISSION", Allowance(20.0, 20.0))
    work = {**REFERENCE, IDS[0]: "import time\ntime.sleep(60)\n" + solution(IDS[0]), IDS[4]: solution(IDS[4]) + WAITS}
    began = time.monotonic()
    given = points(desk.grade(work))
    assert {id_: given[id_] for id_ in IDS[1:4]} == dict.fromkeys(IDS[1:4], 20)
    assert given[IDS[0]] == 0
    assert time.monotonic() - began < 45
