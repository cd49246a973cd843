"""What is asked of a function, or of a class, on one case: one place for every call that a criterion makes."""

from __future__ import annotations

from lagrader.cases import Case
from lagrader.display import call_text
from lagrader.rubric import CallingCriterion
from lagrader.wire import Call, Recipe, Rig, Value


def recipe_of(criterion: CallingCriterion, case: Case) -> Recipe | None:
    """Return how the criterion's class becomes what is called, with this case's sizes; None for a function."""
    if not criterion.is_class:
        return None
    construct = [case.sizes[one] if isinstance(one, str) else one for one in criterion.construct_ or ()]
    state = [(name, case.names.index(given)) for name, given in criterion.state.items()]
    return Recipe(tuple(construct), tuple(state), criterion.method)


def call_of(
    criterion: CallingCriterion,
    case: Case,
    module: str,
    args: tuple[Value, ...] | None = None,
    *,
    function: str = "",
    widen: bool = False,
    rig: Rig | None = None,
    echo: bool = True,
) -> Call:
    """Return the call of the criterion's target in ``module`` on a case, or on other ``args`` in the places of its own.

    ``function`` is called in the target's place: a known mistake.
    """
    recipe = recipe_of(criterion, case)
    return Call(
        module,
        function or criterion.target,
        case.args if args is None else args,
        widen,
        rig.as_wire() if rig else None,
        echo,
        recipe.as_wire() if recipe else None,
    )


def lines_of(criterion: CallingCriterion, case: Case, args: tuple[Value, ...] | None = None) -> list[str]:
    """Return the lines to paste into Python: what the call needs, and last the call. ``args`` as in :func:`call_of`."""
    axes = {name: [str(axis) for axis in names] for name, names in case.axes.items()}
    recipe = recipe_of(criterion, case)
    given = case.args if args is None else args
    setup, call = call_text(criterion.target, given, case.names, axes=axes, recipe=recipe)
    return [*setup, call]
