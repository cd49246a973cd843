"""From a class of the learner's to what is called: an object of it, its state set, and the arguments that are left.

The functions of torch that are used here are bound at import, and a state dict is read past the learner's own class:
what a module holds decides, not what it says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from lagrader.wire import Absent, Raised, Recipe, Unfit
from lagrader.wire.claims import NAME_LIMIT, NAMES_LIMIT
from lagrader.worker.values import class_name, type_name

_Module = torch.nn.Module
_Parameter = torch.nn.Parameter
_Tensor = torch.Tensor
_state_dict, _load_state_dict, _to = _Module.state_dict, _Module.load_state_dict, _Module.to
_is_lazy = torch.nn.parameter.is_lazy
_unwritten: Any = _Module.forward

Misfit = Callable[[Callable[..., Any], Sequence[Any]], Raised | None]
"""Says that a function can't take these arguments."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is called, the function whose signature tells what it takes, and the arguments that it is given."""

    function: Callable[..., Any]
    signed: Callable[..., Any]
    args: list[Any]


def make(
    name: str, of: Callable[..., Any], recipe: Recipe, args: Sequence[Any], device: str, misfit: Misfit
) -> Made | Raised | Absent | Unfit:
    """Construct, set the state, and find what is to be called; say why where that can't be done.

    Exceptions of the learner's own code pass through.
    """
    if wrong := misfit(of, recipe.construct):
        return wrong
    made = of(*recipe.construct)
    if not issubclass(type(made), _Module):
        return Unfit(found=type_name(made))
    module: torch.nn.Module = _to(made, device)
    state = {key: args[place] for key, place in recipe.state}
    if unfit := _unfit(module, state):
        return unfit
    _load_state_dict(module, state, strict=False)
    wanted = recipe.method or "forward"
    method = getattr(module, wanted, None)
    if not callable(method) or getattr(method, "__func__", method) is _unwritten:
        return _absent(name, wanted, module)
    left = [arg for place, arg in enumerate(args) if place not in recipe.places]
    return Made(method if recipe.method else module, method, left)


def _unfit(module: torch.nn.Module, state: Mapping[str, torch.Tensor]) -> Unfit | None:
    """Compare the names and shapes of a state with a module's own.

    A parameter is set under each of its names: ``first`` may also stand in a list of layers. What is no parameter, as
    a constant in a buffer, may stay as it was made.
    """
    own: dict[str, Any] = _state_dict(module, keep_vars=True)
    missing = [name for name in state if name not in own]
    both = [name for name in state if name in own and not _is_lazy(own[name])]
    shapes = [(name, tuple(own[name].shape), tuple(state[name].shape)) for name in both]
    different = [row for row in shapes if row[1] != row[2]]
    set_ = [own[name] for name in state if name in own]
    unset = [
        name
        for name, value in own.items()
        if issubclass(type(value), _Parameter) and not any(value is one for one in set_)
    ]
    if not missing and not different and not unset:
        return None
    plain = [name for name in missing if _is_plain(module, name)]
    cut = [tuple(name[:NAME_LIMIT] for name in names[:NAMES_LIMIT]) for names in (missing, plain, [*own], unset)]
    return Unfit("", cut[0], cut[1], tuple(different[:NAMES_LIMIT]), cut[2], cut[3])


def _is_plain(module: torch.nn.Module, name: str) -> bool:
    """Whether the name leads to a tensor that is no parameter."""
    value: object = module
    for part in name.split("."):
        value = getattr(value, part, None)
    return issubclass(type(value), _Tensor)


def _absent(name: str, wanted: str, module: torch.nn.Module) -> Absent:
    own = [key for kind in type(module).__mro__ if kind not in _Module.__mro__ for key in vars(kind)]
    names = [f"{name}.{key}"[:NAME_LIMIT] for key in dict.fromkeys(own) if not key.startswith("__")]
    value = getattr(module, wanted, None)
    found = "" if value is None or callable(value) else class_name(type(value))
    return Absent(f"{name}.{wanted}"[:NAME_LIMIT], found, tuple(names[:NAMES_LIMIT]))
