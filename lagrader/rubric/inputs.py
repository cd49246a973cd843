"""Cases and their inputs as a rubric describes them, and how exact a result must be."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from lagrader.rubric.hiding import Hidden, is_hidden
from lagrader.rubric.strict import Strict

if TYPE_CHECKING:
    from lagrader.course.arrays import Stored

Name = Annotated[str, Field(max_length=60)]
"""What a size, an input or a case is called; it comes back in the names of cases and in messages."""

Dimension = int | Name
"""A whole number, or the name of a size."""

Dimensions = Annotated[list[Dimension], Field(max_length=32)]
"""As many as NumPy can count, and as the wire carries."""

MOST_NAMES = 20
"""Sizes, inputs or arguments of one case."""

Dtype = Literal["float16", "bfloat16", "float32", "float64", "int64", "int32", "bool"]


DeviceKind = Literal["cpu", "cuda", "mps"]


class InputSpec(Strict):
    """One input: a literal, or drawn from the seed. Exactly one of the keys up to ``call`` is given."""

    SOURCES: ClassVar[tuple[str, ...]] = (
        *("tensor", "number", "truth", "tuple", "size"),
        *("normal", "uniform", "integers"),
        *("file", "call"),
    )

    tensor: Any = None
    """Nested lists of numbers, or one number for a tensor without dimensions."""
    number: int | float | None = None
    """A plain Python number."""
    truth: bool | None = None
    """A plain Python bool."""
    tuple_: Dimensions | None = Field(None, alias="tuple")
    """A plain tuple of whole numbers or names of sizes."""
    size: Dimensions | None = None
    """The same as a torch.Size."""
    normal: Dimensions | None = None
    """A tensor of these dimensions, drawn from the standard normal distribution."""
    uniform: Dimensions | None = None
    """A tensor of these dimensions, drawn uniformly from ``low`` to ``high``."""
    integers: Dimensions | None = None
    """A tensor of these dimensions, whole numbers from ``low`` to ``high`` inclusive (as floats, by dtype)."""
    file: Annotated[str, Field(max_length=200)] | None = None
    """A tensor out of this .npz or .safetensors file, whose path begins in the exercise's folder."""
    call: str | None = None
    """A handle: the result of calling this function of the learner's module with ``args``."""

    name: Name | None = None
    """For ``file``: which of its arrays it is; by default the one that is called like the input."""
    each: bool = False
    """For ``file``: give each repetition of the case one entry along the first axis."""
    args: list[Name] = Field([], max_length=MOST_NAMES)
    """For ``call``: names out of ``given``, in order."""
    low: float = 0.0
    high: float = 1.0
    dtype: Dtype = "float32"
    plain: bool = False
    """Give a drawn tensor without dimensions as a plain Python number (one that float32 can hold)."""
    product_with: dict[Name, float] = Field({}, max_length=MOST_NAMES)
    """Scale the drawn vector so that its dot product with the named one is this number."""
    nonzero: bool = False
    """Draw again whatever lies within 0.1 of zero."""

    _stored: Any = PrivateAttr(None)

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

    def fill(self, stored: Stored) -> None:
        """Take what the file holds, once that was read."""
        self._stored = stored

    @property
    def stored(self) -> Stored | None:
        """What the file holds; None before it was read, or where there is none."""
        found: Stored | None = self._stored
        return found

    def at(self, turn: int) -> InputSpec:
        """Return this input as the case's repetition ``turn``, from 1, has it."""
        if not self.each or self._stored is None:
            return self
        copy = self.model_copy()
        copy.fill(self._stored.entry(turn - 1))
        return copy

    def _keys(self) -> set[str]:
        return {name.rstrip("_") for name in self.model_fields_set}

    @cached_property
    def source(self) -> str:
        """The one key of :attr:`SOURCES` that is given."""
        return next(key for key in self.SOURCES if key in self._keys())


class CaseSpec(Strict):
    """One literal case, or ``repeat`` drawn ones."""

    name: Name = ""
    repeat: int = Field(1, ge=1, le=500)
    sizes: dict[Name, int | tuple[int, int]] = Field({}, max_length=MOST_NAMES)
    """Each name's size: a number, or the range [low, high] inclusive that it is drawn from."""
    distinct: list[Name] = Field([], max_length=MOST_NAMES)
    """Sizes that must all differ (no square matrices)."""
    given: dict[Name, InputSpec] = Field({}, max_length=MOST_NAMES)
    """Values for handles that are not themselves passed."""
    inputs: dict[Name, InputSpec] = Field({}, max_length=MOST_NAMES)
    """The arguments, in order; they are passed by position."""
    hidden: Hidden = False
    """Whether it is tried only where a class is graded, and never shown to learners."""

    @property
    def specs(self) -> tuple[InputSpec, ...]:
        """Every input, and every value that is given for handles."""
        return (*self.given.values(), *self.inputs.values())

    @property
    def is_hidden(self) -> bool:
        """Whether it is hidden at the moment of this run."""
        return is_hidden(self.hidden)

    @property
    def drawn(self) -> bool:
        """Whether anything in this case depends on the seed."""
        return any(spec.source in ("normal", "uniform", "integers") for spec in self.specs) or any(
            not isinstance(size, int) for size in self.sizes.values()
        )


class Limits(Strict):
    """Allowed error: ``abs(actual - expected) <= atol + rtol * abs(expected)``, as in torch.testing."""

    atol: float | None = Field(None, ge=0)
    rtol: float | None = Field(None, ge=0)


class ToleranceSpec(Limits):
    """Where the default won't do; ``on`` overrides it per kind of device (``cuda``, ``mps``)."""

    on: dict[DeviceKind, Limits] = {}
