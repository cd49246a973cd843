"""The files as wholes: one exercise's rubric, and the course's own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, Self, TypeVar

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from lagrader.rubric.amounts import Memory
from lagrader.rubric.criteria import Criterion
from lagrader.rubric.hiding import outlasts
from lagrader.rubric.strict import Strict, nearest

T = TypeVar("T")


_WORTHLESS: Mapping[str, Fraction] = MappingProxyType({"points": Fraction()})


class Rubric(Strict):
    """One exercise's ``rubric.yaml``."""

    version: Literal[1]
    title: str
    time_limit: float = Field(2.0, gt=0, le=60)
    """CPU seconds for one call."""
    further: StrictBool = False
    """Whether it goes further than the course's points: its own are in no total."""
    memory_limit: Memory | None = None
    """Bytes that a program may use beyond what torch itself takes; by default the runner's."""
    criteria: list[Criterion] = Field(min_length=1, max_length=100)
    hints: list[str] = []
    """From gentle to plain, for the exercise as a whole."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        for place, criterion in enumerate(self.criteria):
            if criterion.id in ids[:place]:
                self._refuse(f'the id "{criterion.id}" stands twice', place, "id")
            if criterion.mistakes and criterion.kind not in ("call", "answer", "check", "any_of"):
                self._refuse(
                    f"nothing reads the mistakes of a criterion of the kind {criterion.kind}", place, "mistakes"
                )
            for need in criterion.needs:
                if need not in ids:
                    close = nearest(need, ids)
                    advice = f'; did you mean "{close}"?' if close else ""
                    self._refuse(f'no criterion "{need}"{advice}', place, "needs")
                if self.criteria[ids.index(need)].kind == "manual":
                    self._refuse(f'"{need}" is marked by a person, so no other can wait for it', place, "needs")
        self._no_circle()
        self._something_is_visible()
        self._bonuses_come_on_top()
        self._something_is_judged_everywhere()
        return self

    def _bonuses_come_on_top(self) -> None:
        """A bonus adds to a sum, so there must be one without it, also for what learners see of the rubric."""
        bonuses = {criterion.id: place for place, criterion in enumerate(self.criteria) if criterion.bonus}
        for id_, place in bonuses.items():
            if not self.criteria[place].points:
                self._refuse(f'the bonus "{id_}" has no points to give', place, "points")
        visible = [criterion for criterion in self.criteria if not criterion.hidden]
        if bonuses and not any(criterion.points for criterion in visible if not criterion.bonus):
            message = "only bonuses give points here: leave a visible criterion with points that is none"
            self._refuse(message, next(iter(bonuses.values())), "bonus")
        for place, criterion in enumerate(self.criteria):
            waits = next((need for need in criterion.needs if need in bonuses), None)
            if waits and not criterion.bonus:
                message = f'it counts and needs "{waits}", which is a bonus that nobody has to solve: make both a bonus'
                self._refuse(f"{message}, or none", place, "needs")

    def _something_is_visible(self) -> None:
        """A learner must have something to check, and no visible part may wait for one that can't be seen."""
        hidden = {criterion.id: criterion.hidden for criterion in self.criteria}
        if all(hidden.values()):
            self._refuse("every criterion is hidden: leave one for learners to check", 0, "hidden")
        for place, criterion in enumerate(self.criteria):
            waits = next((need for need in criterion.needs if outlasts(hidden[need], criterion.hidden)), None)
            if waits:
                longer = "hidden for longer: hide it as long" if criterion.hidden else "hidden: hide it as well"
                self._refuse(f'it needs "{waits}", which is {longer}', place, "needs")
            cases = getattr(criterion, "cases", [])
            if cases and all(outlasts(case.hidden, criterion.hidden) for case in cases):
                longer = " when it opens" if criterion.hidden else ""
                message = f"all of its cases are hidden{longer}: leave one visible, or hide the criterion"
                self._refuse(message, place, "cases")

    def _something_is_judged_everywhere(self) -> None:
        """No device may leave nothing to judge, nor something that waits for what is not judged there."""
        if all(criterion.devices for criterion in self.criteria):
            self._refuse("every criterion is judged on some devices alone: leave one for all", 0, "devices")
        devices = {criterion.id: criterion.devices for criterion in self.criteria}
        for place, criterion in enumerate(self.criteria):
            for need in criterion.needs:
                if devices[need] and not (criterion.devices and {*criterion.devices} <= {*devices[need]}):
                    where = " and ".join(devices[need])
                    message = f'it needs "{need}", which is judged on {where} alone: give it these devices, too'
                    self._refuse(message, place, "needs")

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
                way = [self.criteria[place].id]
                while way[-1] not in way[:-1]:
                    way.append(next(need for need in needs[way[-1]] if need not in settled))
                shown = " -> ".join(way[way.index(way[-1]) :])
                self._refuse(f"criteria need each other in a circle: {shown}", place, "needs")
            settled |= free

    @property
    def judged(self) -> list[Criterion]:
        """Every criterion that is judged by itself: in the place of one with several ways stand these."""
        return [way for criterion in self.criteria for way in getattr(criterion, "any_of", (criterion,))]

    def on(self, device: str) -> Rubric:
        """Return the rubric for a device, where a criterion that is not judged there is worth nothing."""
        criteria = [one if one.judged_on(device) else one.model_copy(update=_WORTHLESS) for one in self.criteria]
        return self if criteria == self.criteria else self.model_copy(update={"criteria": criteria})

    @property
    def has_hints(self) -> bool:
        """Whether there is anything to hint at."""
        return bool(self.hints) or any(criterion.hints for criterion in self.criteria)

    @property
    def max_points(self) -> Fraction:
        """The points that the exercise gives in all; bonuses come on top."""
        return sum((criterion.points for criterion in self.criteria if not criterion.bonus), Fraction())


def all_needs(one: T, needs: Mapping[T, Iterable[T]]) -> set[T]:
    """Return everything that a criterion needs, directly or not; rubrics have no circles."""
    found: set[T] = set()
    left = list(needs.get(one, ()))
    while left:
        need = left.pop()
        if need not in found:
            found.add(need)
            left += needs.get(need, ())
    return found


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
