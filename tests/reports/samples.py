"""Reports built by hand: one for each thing that people see, with the figures of a real evening."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lagrader.reports import RenderOptions
from lagrader.results import (
    CaseResult,
    CourseIdentity,
    CriterionResult,
    Example,
    ExerciseResult,
    Feedback,
    Location,
    Report,
    Verdict,
)

COURSE = CourseIdentity("Linear algebra you actually need", "1.0", "9f" * 32)
ALL_COMMANDS = frozenset({"init", "list", "show", "hint", "explain", "check", "solution", "doctor"})
TODAY = frozenset({"init", "list", "show", "check", "solution", "doctor"})
"""Without ``hint`` and ``explain``."""


def options(
    width: int = 80,
    *,
    commands: frozenset[str] = ALL_COMMANDS,
    color: bool = False,
    unicode: bool = True,
    show_all: bool = False,
) -> RenderOptions:
    return RenderOptions(width, color, unicode, show_all, commands)


def report(*exercises: ExerciseResult, whole: bool = False, seed: int = 41, **sandbox: object) -> Report:
    return Report(COURSE, "cpu", seed, exercises, sandbox, whole)


def cases(passed: int, failed: int) -> tuple[CaseResult, ...]:
    verdicts = [Verdict.ACCEPTED] * passed + [Verdict.WRONG_ANSWER] * failed
    return tuple(CaseResult(f"case {place}", verdict) for place, verdict in enumerate(verdicts))


def right(id_: str, title: str, points: int | Fraction, count: int = 1) -> CriterionResult:
    return CriterionResult(id_, title, Fraction(points), Fraction(points), Verdict.ACCEPTED, cases=cases(count, 0))


def wrong(
    id_: str, title: str, points: int | Fraction, verdict: Verdict = Verdict.WRONG_ANSWER, **more: object
) -> CriterionResult:
    return CriterionResult(id_, title, Fraction(), Fraction(points), verdict, **more)  # type: ignore[arg-type]


def exercise(number: int, *criteria: CriterionResult, **more: object) -> ExerciseResult:
    id_, title = IDS[number]
    return ExerciseResult(number, id_, title, f"solutions/{id_}.py", criteria, **more)  # type: ignore[arg-type]


IDS = {
    1: ("ex1_dot_product", "The dot product"),
    2: ("ex2_matmul_shapes", "Shapes of a matrix product"),
    3: ("ex3_neuron", "A neuron from scratch"),
    4: ("ex4_batch_layer", "A batch through a layer"),
    5: ("ex5_cubic_gradient", "The gradient of a cubic"),
}

NEURON = "neuron(x, w, b) is relu(w · x + b)"
VALUE = right("value", "VALUE: what the neuron gives for the lesson's numbers", 4)
WHY = right("why", "WHY: the reason", 4)

BIAS_MISSING = wrong(
    "output",
    NEURON,
    12,
    feedback=(
        Feedback(
            "BIAS_MISSING",
            "You left the bias out. Your result equals relu(w · x) in all 11 cases.",
            "The bias moves the line.",
        ),
    ),
    cases=cases(2, 9),
    example=Example(
        "neuron(torch.tensor([0.]), torch.tensor([0.]), torch.tensor(1.))",
        expected="1.0",
        actual="0.0",
        note="off by 1.0, allowed 1.1e-05: not rounding",
        smallest=True,
    ),
    location=Location("solutions/ex3_neuron.py", 12, "    return torch.relu(torch.dot(x, w))\n"),
)

TRANSPOSED = wrong(
    "output",
    "layer(X, W, b) is X @ W + b",
    10,
    feedback=(Feedback("TRANSPOSED", "The result is transposed: rows and columns changed places."),),
    example=Example("", expected="(batch=8, out=5)", actual="(out=5, batch=8)"),
    location=Location("solutions/ex4_batch_layer.py", 9, "    return (X @ W + b).T"),
)

TABLE = wrong(
    "output",
    "layer(X, W, b) is X @ W + b",
    10,
    feedback=(Feedback("WRONG_VALUE", "One entry is not what X @ W + b gives."),),
    example=Example(
        "layer(X, W, b)",
        (
            "X = torch.eye(2)",
            "W = torch.tensor([[1.5, 0., 1.], [0., 2., -1.]])",
            "b = torch.tensor([0., -0.25, -0.25])",
        ),
        "[[ 1.50 -0.25  0.75]\n [ 0.00  2.00 -1.00]]",
        "[[ 1.50 -0.25  0.75]\n [ 0.00 >3.00 -1.00]]",
        "1 of 6 entries differs, the worst at [1, 1]: 3.00 for 2.00 (50 % off)",
    ),
)

STOPPED = wrong(
    "autograd",
    "gradient_at(x) goes through autograd",
    4,
    Verdict.RUN_TIME_ERROR,
    feedback=(
        Feedback(
            "GRADIENT_NO_GRAPH",
            "The gradient cannot be computed: x does not require a gradient, so no graph was recorded.",
            "A graph is recorded from tensors that require a gradient.",
        ),
    ),
    example=Example("gradient_at(2.0)"),
    trace=(
        Location("solutions/ex5_cubic_gradient.py", 8, "    x = torch.tensor(float(x))"),
        Location("solutions/ex5_cubic_gradient.py", 9, "    f(x).backward()"),
    ),
    exception="RuntimeError: element 0 of tensors does not require grad",
    output="x is tensor(2.)\n",
)

WRONG_ROAD = wrong(
    "loop",
    "dot_loop is a loop of your own",
    3,
    feedback=(
        Feedback(
            "NOT_A_LOOP",
            "The number is right, but torch.dot computes it. This exercise wants the sum written out: "
            "multiply entry by entry, add up.",
        ),
    ),
    location=Location("solutions/ex1_dot_product.py", 7, "    return torch.dot(a, b)"),
)

TIME_LIMIT = wrong(
    "value",
    "dot_loop(a, b)",
    4,
    Verdict.TIME_LIMIT_EXCEEDED,
    feedback=(Feedback("TIME_LIMIT", "Stopped after 2 s."),),
    location=Location(
        "solutions/ex1_dot_product.py",
        9,
        "    while i < len(a):",
        note="with i = 0 the whole time: does the loop change i?",
    ),
)

UNREADABLE = CriterionResult(
    "file",
    "",
    Fraction(),
    Fraction(),
    Verdict.LOAD_ERROR,
    (Feedback("SYNTAX_ERROR", "solutions/ex3_neuron.py cannot be read by Python"),),
    location=Location("solutions/ex3_neuron.py", 11, "def neuron(x, w, b)\n", 20, "expected ':'"),
)

DOT = exercise(
    1,
    right("loop", "dot_loop(a, b)", 8, 12),
    right("torch", "dot_torch(a, b)", 8, 12),
    right("match", "dots_match(x, y)", 4, 14),
)
SHAPES = exercise(
    2, right("shape", "PRODUCT_SHAPE is a shape", 8), right("function", "product_shape(a_shape, b_shape)", 12, 8)
)
LAYER = exercise(
    4, right("output", "layer(X, W, b) is X @ W + b", 12, 9), right("row", "ROW_MEANING: what a row is", 8)
)
CUBIC = exercise(
    5,
    right("f", "f(x) is the cubic", 8, 8),
    right("gradient", "gradient_at(x) is its gradient", 8, 15),
    right("two", "GRADIENT_AT_2", 4),
)

KNOWN_MISTAKE = report(exercise(3, VALUE, WHY, BIAS_MISSING))
SHAPE_STORY = report(exercise(4, TRANSPOSED, right("row", "ROW_MEANING: what a row is", 8)))
TENSOR_NUMBERS = report(exercise(4, TABLE))
PROGRAM_STOPPED = report(exercise(5, right("f", "f(x) is the cubic", 8, 8), STOPPED))
ROAD = report(exercise(1, WRONG_ROAD, right("torch", "dot_torch(a, b)", 8, 12)))
LIMIT = report(exercise(1, TIME_LIMIT))


def _not_started(exercise_: ExerciseResult) -> ExerciseResult:
    criteria = (replace(c, points=Fraction(), verdict=Verdict.NOT_STARTED, cases=()) for c in exercise_.criteria)
    return replace(exercise_, criteria=tuple(criteria))


def _unreadable(exercise_: ExerciseResult) -> ExerciseResult:
    criteria = (replace(c, points=Fraction(), verdict=Verdict.LOAD_ERROR, cases=()) for c in exercise_.criteria)
    return replace(exercise_, criteria=tuple(criteria), problem=UNREADABLE)


NEURON_RIGHT = exercise(3, VALUE, WHY, right("output", NEURON, 12, 11))
NOT_STARTED = report(DOT, _not_started(SHAPES), _not_started(LAYER), whole=True)
PARTLY_STARTED = report(
    exercise(
        5,
        *CUBIC.criteria[:2],
        replace(STOPPED, verdict=Verdict.NOT_STARTED, feedback=(), trace=(), exception="", output=""),
    )
)
UNREADABLE_FILE = report(DOT, _unreadable(NEURON_RIGHT), _not_started(LAYER))
ONE_RIGHT = report(CUBIC)
ALL_RIGHT = report(DOT, SHAPES, NEURON_RIGHT, LAYER, CUBIC, whole=True)
EVENING = report(
    DOT,
    SHAPES,
    exercise(
        3, VALUE, wrong("why", WHY.title, 4, feedback=(Feedback("PERPENDICULAR", "The sum is -0.65."),)), BIAS_MISSING
    ),
    exercise(4, TABLE),
    _not_started(CUBIC),
    whole=True,
    note="Linux without Landlock: code runs with less protection.",
)

SAMPLES = {
    "known_mistake": KNOWN_MISTAKE,
    "shape_story": SHAPE_STORY,
    "tensor_numbers": TENSOR_NUMBERS,
    "program_stopped": PROGRAM_STOPPED,
    "wrong_road": ROAD,
    "time_limit": LIMIT,
    "not_started": NOT_STARTED,
    "partly_started": PARTLY_STARTED,
    "unreadable": UNREADABLE_FILE,
    "one_right": ONE_RIGHT,
    "all_right": ALL_RIGHT,
    "evening": EVENING,
}
