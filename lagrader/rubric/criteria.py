"""The kinds of criterion: one model each, told apart by the one key that names the kind."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, Self, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, StrictBool, Tag, model_validator
from pydantic_core import PydanticCustomError

from lagrader.rubric.hiding import Hidden, is_hidden
from lagrader.rubric.inputs import MOST_NAMES, CaseSpec, DeviceKind, Name, ToleranceSpec
from lagrader.rubric.partial import Partial, check_steps
from lagrader.rubric.saying import Sayings
from lagrader.rubric.strict import Points, Strict
from lagrader.rubric.ways import check_ways

Kind = Literal["call", "answer", "source", "operations", "raises", "check", "manual", "any_of"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Returns = Literal["number", "tensor", "shape", "bool", "text", "tuple"]

Model = TypeVar("Model", bound=BaseModel)

StateName = Annotated[str, Field(max_length=200, description="a name in the state dict, such as first.weight")]


class Message(Strict):
    """What is said to a learner: one sentence, and a longer explanation for those who ask."""

    say: str
    explain: str = ""


class Mistake(Message):
    """A known wrong answer. For ``call`` it is a function of the same name in ``mistakes.py``.

    For ``check`` such a function may be there; the audit tries the check with it. ``equals`` is the wrong value itself,
    for ``answer``. The feedback's code is the name in capitals.
    """

    equals: bool | int | float | str | list[int] | None = None


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
    bonus: StrictBool = False
    """Whether its points come on top: they are in nobody's maximum, and without them nothing has failed."""
    devices: Annotated[list[DeviceKind], Field(min_length=1)] = []
    """The kinds of devices that it is judged on; all where there are none. Elsewhere it counts for nothing."""
    hidden: Hidden = False
    """Whether it is looked at only where a class is graded, and learners hear no more than the kind of a failure."""

    def judged_on(self, device: str) -> bool:
        """Whether it is judged on a device, such as ``cuda:0``."""
        return not self.devices or device.partition(":")[0] in self.devices

    @property
    def is_hidden(self) -> bool:
        """Whether it is hidden at the moment of this run."""
        return is_hidden(self.hidden)

    @property
    def kind(self) -> Kind:
        """Which checker judges it."""
        return _own_kind(type(self))

    @property
    def target(self) -> str:
        """The name in the learner's file that it is about."""
        return str(getattr(self, self.kind))

    @property
    def called(self) -> str:
        """What is called or looked at, as messages name it: ``layer``, ``Net.forward``."""
        return self.target

    @property
    def learner_names(self) -> tuple[str, ...]:
        """The names of a learner's file that it asks for."""
        return (self.target,)


class RefusingCriterion(BaseCriterion):
    """A criterion that asks for more than a value: there are answers that give it and are wrong all the same."""

    refuses: list[str] = []
    """Functions of ``mistakes.py`` which it must not accept in the place of its target, such as a gradient by the
    formula. Grading never reads this; the audit tries each of them."""


class CallingCriterion(BaseCriterion):
    """A criterion that calls its target on cases. With ``construct`` or ``state`` the target is a class.

    Then an object is made of it, its state dict is set from the case's inputs, and it is called on the others.
    """

    construct_: list[bool | int | float | Name] | None = Field(None, alias="construct", max_length=MOST_NAMES)
    """The constructor's arguments by position: numbers, or names of sizes."""
    state: dict[StateName, Name] = Field({}, max_length=MOST_NAMES)
    """Each name in the object's state dict, with the input that it is set to and that is not passed on."""
    method: str = ""
    """What is called; the object itself where it is empty."""
    cases: list[CaseSpec] = Field(min_length=1)

    @property
    def is_class(self) -> bool:
        """Whether an object is made of the target before it is called."""
        return self.construct_ is not None or bool(self.state)

    @property
    def called(self) -> str:
        """The target, or the method of the object that is called."""
        return f"{self.target}.{self.method or 'forward'}" if self.is_class else self.target

    @model_validator(mode="after")
    def _method_of_a_class(self) -> Self:
        if self.method and not self.is_class:
            raise PydanticCustomError("method", "a method needs an object: add construct, [] where it takes nothing")
        return self


@cache
def _own_kind(model: type[BaseCriterion]) -> Kind:
    return next(kind for kind in KINDS if kind in model.model_fields)


class CallCriterion(CallingCriterion):
    """Call a function on cases and compare what it returns with the reference's."""

    call: str
    returns: Returns = "tensor"
    dtype: Literal["same", "any"] = "same"
    """Whether a tensor must have the reference's dtype."""
    tolerance: ToleranceSpec | None = None
    reduction: Annotated[int, Field(ge=1, le=10**9)] | str | None = None
    """How many terms are summed, as a number or the name of a size; by default the longest axis."""
    result: list[str] = []
    """The names of the result's axes: with them a wrong shape is told as ``(out=5, batch=8)``."""
    keeps_inputs: bool = False
    """Whether the inputs must be left as they were."""
    partial: Partial = False
    """Give points in proportion to the accepted cases, or by steps of their share."""

    @model_validator(mode="after")
    def _steps_rise(self) -> Self:
        if isinstance(self.partial, list):
            check_steps(self.partial, self.points)
        return self


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


class SourceCriterion(RefusingCriterion, SourceRules):
    """Judge the syntax tree of a function; nothing is executed."""

    source: str

    @model_validator(mode="after")
    def _can_fail(self) -> Self:
        return _refuse_without(self, "forbid", "require")


class OperationsCriterion(RefusingCriterion, CallingCriterion):
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

    @model_validator(mode="after")
    def _can_fail(self) -> Self:
        if self.rules is not None:
            _refuse_without(self.rules, "forbid", "require")
        if self.same_count and sum(case.repeat for case in self.cases) < 2:
            raise PydanticCustomError("rules", "same_count compares cases of different sizes: it needs two or more")
        return _refuse_without(self, "through", "not_through", "same_count", "rules")


class RaisesCriterion(RefusingCriterion, CallingCriterion):
    """Call a function that must raise."""

    raises: str
    exception: str = "ValueError"
    message: Sayings = []
    """What the exception's message must say: one text or several, in which ``*`` stands for anything."""
    accepts: list[CaseSpec] = []
    """Cases at which it must not raise: a function that always raises has earned nothing."""


class CallSpec(Strict):
    """One call for a ``check``: plain arguments only."""

    call: str
    args: list[int | float | str | bool] = []


class CheckCriterion(RefusingCriterion):
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


def _only_true(value: object) -> object:
    if value is not True:
        raise PydanticCustomError("manual", "manual is true; without a person to mark it a criterion has another kind")
    return value


class ManualCriterion(BaseCriterion):
    """What only a person can judge, such as an explanation in words: it waits until somebody has marked it."""

    manual: Annotated[Literal[True], BeforeValidator(_only_true, json_schema_input_type=Literal[True])]
    guidance: str = ""
    """What the person who marks it goes by; learners don't read it."""

    @property
    def target(self) -> str:
        """Nothing in the learner's file by name."""
        return ""

    @property
    def learner_names(self) -> tuple[str, ...]:
        """None."""
        return ()


def _kind_of(value: object) -> str | None:
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, BaseModel) else ()
    found = [kind for kind in KINDS if kind in keys]
    return found[0] if len(found) == 1 else None


def _discriminator(said: str, kinds: tuple[Kind, ...]) -> Discriminator:
    message = f"{said} {', '.join(kinds)}"
    return Discriminator(_kind_of, custom_error_type="kind", custom_error_message=message)


_Judged: TypeAlias = (
    Annotated[CallCriterion, Tag("call")]
    | Annotated[AnswerCriterion, Tag("answer")]
    | Annotated[SourceCriterion, Tag("source")]
    | Annotated[OperationsCriterion, Tag("operations")]
    | Annotated[RaisesCriterion, Tag("raises")]
    | Annotated[CheckCriterion, Tag("check")]
)

Way = Annotated[
    _Judged,
    _discriminator(
        "a way has exactly one of the keys", tuple(kind for kind in KINDS if kind not in ("manual", "any_of"))
    ),
]
"""What can be one of several ways."""


class AnyOfCriterion(RefusingCriterion):
    """Several ways to the same points, each a criterion of its own; the best one counts."""

    any_of: list[Way] = Field(min_length=2, max_length=10)

    @model_validator(mode="after")
    def _ways_fit(self) -> Self:
        check_ways(self.any_of, self.points)
        # The mistakes of all ways are this criterion's, for whoever looks a code up.
        mistakes = {name: mistake for way in self.any_of for name, mistake in way.mistakes.items()}
        self.__dict__["mistakes"] = self.mistakes | mistakes
        return self

    @property
    def target(self) -> str:
        """The target of the first way."""
        return self.any_of[0].target

    @property
    def learner_names(self) -> tuple[str, ...]:
        """The names of all ways."""
        return tuple(dict.fromkeys(name for way in self.any_of for name in way.learner_names))


Criterion = Annotated[
    _Judged | Annotated[ManualCriterion, Tag("manual")] | Annotated[AnyOfCriterion, Tag("any_of")],
    _discriminator("a criterion has exactly one of the keys", KINDS),
]
