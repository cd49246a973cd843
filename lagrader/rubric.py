"""The rubric: pydantic models of ``rubric.yaml``. They are the truth about the file's format.

A criterion's kind is the one key among ``call``, ``answer``, ``source``, ``operations``, ``raises`` and
``check`` that it has; each kind has its model here and its checker in ``lagrader/checkers/``.
"""

from __future__ import annotations

import difflib
import re
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

RUBRIC_VERSION = 1

Kind = Literal["call", "answer", "source", "operations", "raises", "check"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Returns = Literal["number", "tensor", "shape", "bool", "text", "tuple"]


def nearest(word: str, known: list[str] | tuple[str, ...]) -> str | None:
    """Return the known word nearest to ``word``, or None where none is close."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None


_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,20}|/[0-9]{1,9})?|-?[0-9](\.[0-9]{1,17})?e-[0-9]{2}", re.ASCII)
"""Points as they may be written; the last form is Python's for small floats. 1e9999999999 would fill the memory."""


def _points(value: object) -> object:
    """Read points exactly: 0.1 is a tenth, ``"1/3"`` a third."""
    fault = PydanticCustomError("points", "points are a number such as 4, 0.5 or 1/3")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise fault
    try:
        text = str(value)
        points = Fraction(text) if _NUMBER.fullmatch(text) else None
    except (ValueError, ZeroDivisionError):  # a whole number of thousands of digits has no text
        raise fault from None
    if points is None:
        raise fault
    if points < 0:
        raise PydanticCustomError("points", "points can't be negative")
    return points


Points = Annotated[Fraction, BeforeValidator(_points, json_schema_input_type=int | float | str)]


Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """A model that refuses unknown keys and names the nearest known one."""

    model_config = ConfigDict(extra="ignore", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_keys(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in data:
            if key not in known:
                close = nearest(str(key), known)
                advice = f'; did you mean "{close}"?' if close else f"; known here: {', '.join(known)}"
                context = {"message": f'unknown key "{key}"{advice}', "key": key}
                raise PydanticCustomError("unknown_key", "{message}", context)
        return data


class Message(Strict):
    """What is said to a learner: one sentence, and a longer explanation for those who ask."""

    say: str
    explain: str = ""


class Mistake(Message):
    """A known wrong answer. For ``call`` it is a function of the same name in ``mistakes.py``.

    ``equals`` is the wrong value itself, for ``answer``. The feedback's code is the name in capitals.
    """

    equals: bool | int | float | str | list[int] | None = None


# --- inputs ------------------------------------------------------------------------------------------------

Dimension = int | str
"""A whole number, or the name of a size."""

Dtype = Literal["float16", "bfloat16", "float32", "float64", "int64", "int32", "bool"]


class InputSpec(Strict):
    """One input: a literal, or drawn from the seed. Exactly one of the keys up to ``call`` is given."""

    SOURCES: ClassVar[tuple[str, ...]] = (
        *("tensor", "number", "truth", "tuple", "size"),
        *("normal", "uniform", "integers"),
        "call",
    )

    tensor: Any = None
    """Nested lists of numbers, or one number for a tensor without dimensions."""
    number: int | float | None = None
    """A plain Python number."""
    truth: bool | None = None
    """A plain Python bool."""
    tuple_: list[Dimension] | None = Field(None, alias="tuple")
    """A plain tuple of whole numbers or names of sizes."""
    size: list[Dimension] | None = None
    """The same as a torch.Size."""
    normal: list[Dimension] | None = None
    """A tensor of these dimensions, drawn from the standard normal distribution."""
    uniform: list[Dimension] | None = None
    """A tensor of these dimensions, drawn uniformly from ``low`` to ``high``."""
    integers: list[Dimension] | None = None
    """A tensor of these dimensions, whole numbers from ``low`` to ``high`` inclusive (as floats, by dtype)."""
    call: str | None = None
    """A handle: the result of calling this function of the learner's module with ``args``."""

    args: list[str] = []
    """For ``call``: names out of ``given``, in order."""
    low: float = 0.0
    high: float = 1.0
    dtype: Dtype = "float32"
    plain: bool = False
    """Give a drawn tensor without dimensions as a plain Python number (one that float32 can hold)."""
    product_with: dict[str, float] = {}
    """Scale the drawn vector so that its dot product with the named one is this number."""
    nonzero: bool = False
    """Draw again whatever lies within 0.1 of zero."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [key for key in self.SOURCES if key.removesuffix("_") in self._keys()]
        if len(given) != 1:
            raise PydanticCustomError(
                "input",
                "an input has exactly one of {known}; found {found}",
                {"known": ", ".join(self.SOURCES), "found": ", ".join(given) or "none"},
            )
        return self

    def _keys(self) -> set[str]:
        return {name.rstrip("_") for name in self.model_fields_set}

    @cached_property
    def source(self) -> str:
        """The one key of :attr:`SOURCES` that is given."""
        return next(key for key in self.SOURCES if key in self._keys())


class CaseSpec(Strict):
    """One literal case, or ``repeat`` drawn ones."""

    name: str = ""
    repeat: int = Field(1, ge=1, le=500)
    sizes: dict[str, int | tuple[int, int]] = {}
    """Each name's size: a number, or the range [low, high] inclusive that it is drawn from."""
    distinct: list[str] = []
    """Sizes that must all differ (no square matrices)."""
    given: dict[str, InputSpec] = {}
    """Values for handles that are not themselves passed."""
    inputs: dict[str, InputSpec] = {}
    """The arguments, in order; they are passed by position."""

    @property
    def drawn(self) -> bool:
        """Whether anything in this case depends on the seed."""
        specs = (*self.given.values(), *self.inputs.values())
        return any(spec.source in ("normal", "uniform", "integers") for spec in specs) or any(
            not isinstance(size, int) for size in self.sizes.values()
        )


class Limits(Strict):
    """Allowed error: ``abs(actual - expected) <= atol + rtol * abs(expected)``, as in torch.testing."""

    atol: float | None = Field(None, ge=0)
    rtol: float | None = Field(None, ge=0)


class ToleranceSpec(Limits):
    """Where the default won't do; ``on`` overrides it per kind of device (``cuda``, ``mps``)."""

    on: dict[Literal["cpu", "cuda", "mps"], Limits] = {}


# --- criteria ----------------------------------------------------------------------------------------------


class BaseCriterion(Strict):
    """What every kind of criterion has."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    points: Points
    needs: list[str] = []
    """Ids of criteria without which this one is skipped."""
    mistakes: dict[str, Mistake] = {}
    hints: list[str] = []
    say: str = ""
    """What to say where it fails and no mistake explains it."""
    explain: str = ""

    @property
    def kind(self) -> Kind:
        """Which checker judges it."""
        return next(kind for kind in KINDS if kind in type(self).model_fields)

    @property
    def target(self) -> str:
        """The name in the learner's file that it is about."""
        return str(getattr(self, self.kind))

    @property
    def learner_names(self) -> tuple[str, ...]:
        """The names of a learner's file that it asks for."""
        return (self.target,)


class CallCriterion(BaseCriterion):
    """Call a function on cases and compare what it returns with the reference's."""

    call: str
    returns: Returns = "tensor"
    cases: list[CaseSpec] = Field(min_length=1)
    dtype: Literal["same", "any"] = "same"
    """Whether a tensor must have the reference's dtype."""
    tolerance: ToleranceSpec | None = None
    reduction: int | str | None = None
    """How many terms are summed, as a number or the name of a size; by default the longest axis."""
    keeps_inputs: bool = False
    """Whether the inputs must be left as they were."""
    partial: bool = False
    """Give points in proportion to the accepted cases."""


class Choice(Strict):
    """One letter of a multiple choice, with what to say to those who took it wrongly."""

    text: str
    say: str = ""


Letter = Annotated[str, Field(pattern=r"^[a-z]$", description="one small letter")]


def _choice(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class AnswerCriterion(BaseCriterion):
    """Compare a constant of the learner's file with the reference's, or with the letter ``correct``."""

    answer: str
    returns: Returns = "number"
    one_of: dict[Letter, Annotated[Choice, BeforeValidator(_choice, json_schema_input_type=str | Choice)]] = {}
    correct: str | None = None
    tolerance: ToleranceSpec | None = None

    @model_validator(mode="after")
    def _correct_is_one_of(self) -> Self:
        if bool(self.one_of) != (self.correct is not None) or (self.one_of and self.correct not in self.one_of):
            message = "a choice needs both one_of and correct, and correct is one of its letters"
            raise PydanticCustomError("correct", message)
        return self


def _refuse_without(model: Model, *keys: str) -> Model:
    """Refuse a criterion that can't fail: it would give its points to everybody."""
    if not any(getattr(model, key) for key in keys):
        raise PydanticCustomError("rules", "one of {keys} is needed", {"keys": ", ".join(keys)})
    return model


class SourceRules(Strict):
    """What the source of a function, and of the helpers that it calls, must and must not use.

    Names are dotted and resolved through aliases: ``torch.dot`` is also ``a.dot(b)`` and
    ``from torch import dot as d``. ``numpy_products`` stands for every product of whole NumPy arrays.
    """

    forbid: list[str] = []
    require: list[str] = []


class SourceCriterion(BaseCriterion, SourceRules):
    """Judge the syntax tree of a function; nothing is executed."""

    source: str

    @model_validator(mode="after")
    def _can_fail(self) -> Self:
        return _refuse_without(self, "forbid", "require")


class OperationsCriterion(BaseCriterion):
    """Repeat calls while interfering with operations, and see whether the answer depends on them.

    ``through``: it must depend on this door (``autograd``, or a function such as ``torch.dot``).
    ``not_through``: it must not depend on this family: ``products`` (whatever multiplies more than one pair
    of entries at once) or ``python`` (values that leave torch). ``same_count``: as many dispatched products
    in every case, whatever its sizes. ``rules`` adds what only the source can show.
    """

    operations: str
    through: str | None = None
    not_through: list[Literal["products", "python"]] = []
    same_count: bool = False
    rules: SourceRules | None = None
    cases: list[CaseSpec] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_fail(self) -> Self:
        if self.rules is not None:
            _refuse_without(self.rules, "forbid", "require")
        if self.same_count and sum(case.repeat for case in self.cases) < 2:
            raise PydanticCustomError("rules", "same_count compares cases of different sizes: it needs two or more")
        return _refuse_without(self, "through", "not_through", "same_count", "rules")


class RaisesCriterion(BaseCriterion):
    """Call a function that must raise."""

    raises: str
    exception: str = "ValueError"
    cases: list[CaseSpec] = Field(min_length=1)
    accepts: list[CaseSpec] = []
    """Cases at which it must not raise: a function that always raises has earned nothing."""


class CallSpec(Strict):
    """One call for a ``check``: plain arguments only."""

    call: str
    args: list[int | float | str | bool] = []


class CheckCriterion(BaseCriterion):
    """Hand what the learner's calls returned to a function of ``checks.py``, which returns the points.

    It gets (results, points): a list with what each call of ``calls`` returned, and the points to be had as a
    float. It returns the points earned, or raises AssertionError with a message; where the message is the
    name of one of ``mistakes``, that one's feedback is given.
    """

    check: str
    calls: list[CallSpec] = Field(min_length=1)
    partial: bool = False

    @property
    def target(self) -> str:
        """The first function that it calls."""
        return self.calls[0].call

    @property
    def learner_names(self) -> tuple[str, ...]:
        """The functions that it calls."""
        return tuple(dict.fromkeys(spec.call for spec in self.calls))


def _kind_of(value: object) -> str | None:
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, BaseModel) else ()
    found = [kind for kind in KINDS if kind in keys]
    return found[0] if len(found) == 1 else None


Criterion = Annotated[
    Annotated[CallCriterion, Tag("call")]
    | Annotated[AnswerCriterion, Tag("answer")]
    | Annotated[SourceCriterion, Tag("source")]
    | Annotated[OperationsCriterion, Tag("operations")]
    | Annotated[RaisesCriterion, Tag("raises")]
    | Annotated[CheckCriterion, Tag("check")],
    Discriminator(
        _kind_of,
        custom_error_type="kind",
        custom_error_message=f"a criterion has exactly one of the keys {', '.join(KINDS)}",
    ),
]


class Rubric(Strict):
    """One exercise's ``rubric.yaml``."""

    version: Literal[1]
    title: str
    time_limit: float = Field(2.0, gt=0, le=60)
    """CPU seconds for one call."""
    criteria: list[Criterion] = Field(min_length=1)
    hints: list[str] = []
    """From gentle to plain, for the exercise as a whole."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        for place, criterion in enumerate(self.criteria):
            if criterion.id in ids[:place]:
                self._refuse(f'the id "{criterion.id}" stands twice', place, "id")
            if criterion.mistakes and criterion.kind not in ("call", "answer", "check"):
                self._refuse(
                    f"nothing reads the mistakes of a criterion of the kind {criterion.kind}", place, "mistakes"
                )
            for need in criterion.needs:
                if need not in ids:
                    close = nearest(need, ids)
                    advice = f'; did you mean "{close}"?' if close else ""
                    self._refuse(f'no criterion "{need}"{advice}', place, "needs")
        self._no_circle()
        return self

    @staticmethod
    def _refuse(message: str, place: int, key: str) -> None:
        raise PydanticCustomError("criterion", "{message}", {"message": message, "path": ("criteria", place, key)})

    def _no_circle(self) -> None:
        needs = {criterion.id: criterion.needs for criterion in self.criteria}
        settled: set[str] = set()
        while len(settled) < len(needs):
            free = {id_ for id_, wanted in needs.items() if id_ not in settled and set(wanted) <= settled}
            if not free:
                place = next(i for i, criterion in enumerate(self.criteria) if criterion.id not in settled)
                self._refuse("criteria need each other in a circle", place, "needs")
            settled |= free

    @property
    def max_points(self) -> Fraction:
        """The points that the exercise gives in all."""
        return sum((criterion.points for criterion in self.criteria), Fraction())


class CourseFile(Strict):
    """``exercises/course.yaml``."""

    title: str
    version: str


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``rubric.yaml``, which editors read through each rubric's first line."""
    found = Rubric.model_json_schema(by_alias=True)
    for model in found["$defs"].values():
        if model.get("type") == "object":
            model["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "additionalProperties": False}
