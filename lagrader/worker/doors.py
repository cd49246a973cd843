"""Which torch functions belong to which door: names and predicates, nothing is called here.

An intervention multiplies what comes out of a door. Whether a function is part of it is decided by its name
and by the entries that it is given, so that one rule holds for ``a * b``, ``torch.mul``, ``a.mul_`` and
``torch.ops.aten.mul``. For products the list below says what is *not* one; an unknown function counts as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from numbers import Number
from typing import Any, TypeAlias

import torch

Function: TypeAlias = Callable[..., Any]


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


HARMLESS = (
    _names(  # read
        "getitem iter len contains select narrow index_select gather take take_along_dim masked_select where embedding",
        "unbind split chunk tensor_split split_with_sizes unsafe_split unsafe_chunk hsplit vsplit dsplit unfold",
        "diag diagonal tril triu tolist item numpy array dlpack apply map map2",
    )
    | _names(  # rearrange
        "view view_as reshape reshape_as ravel flatten unflatten squeeze unsqueeze expand expand_as broadcast_to",
        "broadcast_tensors repeat tile repeat_interleave permute transpose t swapaxes swapdims movedim moveaxis",
        "as_strided view_as_real view_as_complex real imag conj conj_physical resolve_conj resolve_neg complex adjoint",
        "flip fliplr flipud roll rot90 meshgrid cartesian_prod combinations atleast_1d atleast_2d atleast_3d",
        "stack cat concat concatenate hstack vstack dstack column_stack row_stack block_diag diag_embed pad",
    )
    | _names(  # move and cast
        "to cpu cuda clone detach contiguous type type_as double float half bfloat16 cdouble cfloat to_dense",
        "requires_grad_ copy deepcopy reduce_ex pin_memory share_memory_ nan_to_num",
    )
    | _names(  # create and write
        "tensor as_tensor asarray from_numpy scalar_tensor new_tensor new_zeros new_ones new_empty new_full zeros_like",
        "ones_like empty_like full_like rand_like randn_like randint_like setitem index_put index_copy index_fill",
        "scatter put masked_fill masked_scatter fill zero set diagonal_scatter select_scatter slice_scatter",
        "_foreach_copy _foreach_zero",
    )
    | _names(  # add
        "add radd sub subtract rsub neg negative pos positive sum nansum sum_to_size cumsum mean nanmean diff trace",
        "index_add scatter_add _foreach_add _foreach_sub _foreach_neg",
    )
)
"""Functions that read, move, cast, create, rearrange, stack or add, by :func:`operation_name`."""

SCALING = frozenset({"mul", "multiply", "div", "divide", "true_divide"})
"""Harmless where one tensor meets a Python number."""

LEAVES_TORCH = frozenset({"tolist", "item", "numpy", "__array__", "__dlpack__", "__float__", "__int__", "__complex__"})
"""Methods that hand a tensor's entries to Python or NumPy, by their plain name."""

PYTHON_PER_ENTRY = frozenset({"apply_", "map_", "map2_"})
"""Methods that call Python for each entry and change the tensor in place."""

DISPATCHED_PRODUCTS = _names(
    "mm mv dot vdot bmm addmm addmv addbmm baddbmm addr ger mul multiply addcmul prod cumprod _foreach_mul",
    "addmm_ addmv_ addbmm_ baddbmm_ addr_ mul_ multiply_ addcmul_ cumprod_ _foreach_mul_ _foreach_addcmul",
    "_foreach_addcmul_ linear matmul inner outer einsum tensordot chain_matmul kron bilinear _trilinear convolution",
    "conv1d conv2d conv3d linalg_vecdot linalg_multi_dot linalg_matmul _addmm_activation _cdist_forward",
    "pow pow_ square square_ _foreach_pow _foreach_pow_",  # of a number with itself
)
"""Operations of the dispatcher that multiply. Composite ones stand here too: inference mode does not cut them up."""

_DUNDERS = {
    "iadd": "add",
    "isub": "sub",
    "rmul": "mul",
    "imul": "mul",
    "truediv": "div",
    "itruediv": "div",
    "rmatmul": "matmul",
    "imatmul": "matmul",
}
_OPERATORS = {"div": "truediv", "divide": "truediv", "true_divide": "truediv", "floor_divide": "floordiv"}
"""Functions whose operator has another name than they."""

_ACCESSORS = frozenset({"__get__", "__set__", "__delete__"})


def plain_name(function: Function) -> str:
    """The name that torch gives the function: ``mul_``, ``__rmul__``; ``mul`` for every overload of an aten one."""
    return str(getattr(function, "__name__", type(function).__name__)).partition(".")[0]


def operation_name(function: Function) -> str:
    """One name for all spellings of an operation: ``__imul__``, ``mul_`` and ``aten.mul.Tensor`` are ``mul``."""
    name = plain_name(function)
    if name in _ACCESSORS:
        return str(getattr(getattr(function, "__self__", None), "__name__", "attribute"))
    if name.startswith("__") and name.endswith("__"):
        name = name[2:-2]
        return _DUNDERS.get(name, name)
    return name if name in HARMLESS else name.removesuffix("_")


def twins(door: str) -> tuple[list[Function], str]:
    """Find the functions that are the door, and the name of its aten twin (empty if it can have none).

    ``torch.dot`` is also ``torch.Tensor.dot``, and both with a trailing ``_`` where torch has them; ``torch.pow`` is
    also the operator, ``a ** b`` and ``a **= b``. Raises ``ValueError`` where torch has no such function.
    """
    path, _, name = door.rpartition(".")
    place: Any = torch if path.partition(".")[0] == "torch" else None
    for part in path.split(".")[1:]:
        place = getattr(place, part, None)
    if not callable(getattr(place, name, None)):
        raise ValueError(f"through: torch has no function {door!r}; write its full name, such as torch.dot")
    places = [place, torch.Tensor] if place in (torch, torch.Tensor) else [place]
    operator = _OPERATORS.get(name, name)
    spellings = (name, name + "_", *(f"__{side}{operator}__" for side in ("", "r", "i")))
    found = [getattr(home, spelled) for home in places for spelled in spellings if hasattr(home, spelled)]
    return found, f"aten::{name}" if len(places) > 1 else ""


def aten_name(function: Function) -> str:
    """``aten::dot`` for ``torch.ops.aten.dot`` and each of its overloads, empty for any other function."""
    qualified = getattr(function, "_qualified_op_name", None) or getattr(function, "_name", None)
    return qualified.partition(".")[0] if isinstance(qualified, str) else ""


def is_product(function: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether the call is given more than one entry and is not known to leave them unmultiplied."""
    if plain_name(function) in _ACCESSORS:
        return False
    name = operation_name(function)
    given = [*args, *(value for key, value in kwargs.items() if key != "out")]
    if name in HARMLESS:
        return name == "scatter" and "reduce" in kwargs
    if name in SCALING and _by_a_constant(given):
        return False
    # A product of two entries is one pair, written as ``torch.stack([x, y]).prod()``.
    return _most_entries(name, given) > (2 if name == "prod" else 1)


def _by_a_constant(given: Sequence[Any]) -> bool:
    numbers = sum(isinstance(value, Number) for value in given)
    return numbers == len(given) - 1 and any(isinstance(value, torch.Tensor) for value in given)


def _most_entries(name: str, given: Sequence[Any]) -> int:
    """The most entries of one argument; a list of two single entries is one pair, unless it is a batch of calls."""
    together = name.startswith("_foreach")
    return max((_entries(value, together) for value in given), default=0)


def _entries(value: Any, together: bool) -> int:
    if isinstance(value, torch.Tensor):
        return unwrapped(value).numel()
    if not isinstance(value, list | tuple):
        return 0
    counts = [_entries(part, together) for part in value]
    return sum(counts) if together or sum(counts) > 2 else max(counts, default=0)


def unwrapped(tensor: torch.Tensor) -> torch.Tensor:
    """The whole tensor behind what a function under ``vmap`` sees as one entry."""
    functorch: Any = torch._C._functorch
    while functorch.is_functorch_wrapped_tensor(tensor):
        tensor = functorch.get_unwrapped(tensor)
    return tensor


def tensors_in(value: Any) -> Iterator[torch.Tensor]:
    """The tensors in nested lists and tuples, in order."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from tensors_in(part)
