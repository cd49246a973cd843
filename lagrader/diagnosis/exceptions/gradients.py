"""Gradient triage: the ways in which autograd refuses a beginner, told apart and named."""

from __future__ import annotations

import re

from lagrader.diagnosis.exceptions.rules import Rule, Scene, a_kind, article, rule
from lagrader.diagnosis.source import attributes, called, keywords, methods_called, remade
from lagrader.wire import Array

Match = re.Match[str]

CUTS = {
    "item": ".item()",
    "tolist": ".tolist()",
    "detach": ".detach()",
    "data": ".data",
    "numpy": ".numpy()",
    "tensor": "torch.tensor(…) around a tensor",
    "no_grad": "torch.no_grad()",
    "inference_mode": "torch.inference_mode()",
}
"""What cuts a result from the tensors that it was computed from."""

ASKS = frozenset({"requires_grad", "requires_grad_", "Parameter"})


def _asked(scene: Scene) -> bool:
    """Whether the source asks for a gradient at all."""
    return bool((attributes(scene.context) | keywords(scene.context)) & ASKS)


def _cuts(scene: Scene) -> list[str]:
    """Name what in the source could have cut the graph; torch.tensor counts where something else made the input."""
    used = attributes(scene.context)
    found = [CUTS[name] for name in CUTS if name in used and (name != "tensor" or remade(scene.context))]
    return [*found, "float()"] if not found and "float" in called(scene.context) else found


def _detached(match: Match, scene: Scene) -> str | None:
    """A gradient was asked for, and the way to the result is cut; None where the source shows no cut."""
    if not _asked(scene) or not (cuts := _cuts(scene)):
        return None
    return (
        f"The gradient cannot be computed: the result is cut off from its input. {' and '.join(cuts[:2])} "
        f"{'makes' if len(cuts) == 1 else 'make'} plain numbers that remember nothing of how they were computed."
    )


def _no_graph(match: Match, scene: Scene) -> str:
    text = "The gradient cannot be computed: no graph was recorded"
    if scene.context.tree is not None and not _asked(scene):
        text = f"{text}, since no tensor was made with requires_grad=True."
        return f"{text} Where a value alone is asked for, leave backward() out." if _given_tensors(scene) else text
    return f"{text} between the result and a tensor with requires_grad=True."


def _given_tensors(scene: Scene) -> bool:
    """Whether the function is called with tensors, which it has not made itself."""
    return scene.sample is not None and any(isinstance(value, Array) for value in scene.sample.args)


def _non_scalar(match: Match, scene: Scene) -> str:
    return (
        "backward() starts from one number, and this result has another number of entries: .sum() before it adds them "
        "up, which gives every input entry its own slope where the function works entry by entry."
    )


def _copied(match: Match, scene: Scene) -> str:
    return (
        "numpy() refuses a tensor that a gradient is wanted for, since NumPy records no graph: stay with "
        "torch's functions."
    )


def _no_tensor(match: Match, scene: Scene) -> str | None:
    """Backward of what is no tensor (any more), where a tensor was made to begin with."""
    if not _asked(scene):
        return None
    what = {"float": "A plain Python float", "int": "A plain whole number"}.get(match[1]) or article(match[1])
    if match[1] not in ("float", "int"):
        return f"{what} has no backward: only a tensor has, so the result must be a tensor."
    if match[1] == "float" and (cuts := _cuts(scene)):
        text = f"{what} has no backward: only a tensor has, and what it was computed from is forgotten."
        return f"{text} {' and '.join(cuts[:2])} made it one."
    return (
        f"{what} has no backward: only a tensor has. The result must be computed from the very tensor that "
        "requires_grad was set on, and stay a tensor."
    )


def _not_taken_apart(match: Match, scene: Scene) -> str | None:
    """Tell what torch.autograd.grad can't go through from what a loop can't: by the line where it stopped."""
    if not re.search(r"(?<!func\.)\bgrad\(", scene.line()):
        return None
    what = a_kind(match[1]) if match[1] in ("float", "int") else "a function"
    return (
        f"torch.autograd.grad takes two tensors, and gets {what}: first the result, then the tensor with "
        "requires_grad=True that it was computed from."
    )


NONE_OP = r"(?:'NoneType' object|: 'NoneType'|'NoneType' and|and 'NoneType'|not 'NoneType'|of NoneType)"


def _grad_is_none(match: Match, scene: Scene) -> str | None:
    """None stands in a line that reads ``.grad``: told from any other None by the line itself."""
    if ".grad" not in scene.line():
        return None
    used = attributes(scene.context)
    if "backward" not in used:
        return ".grad is None here: it is filled by backward(), which has not been called on a result."
    if "backward" not in methods_called(scene.context):
        return ".grad is None here: backward stands there without round brackets, so it is not called."
    return (
        ".grad is None here: backward() has not run yet, or this is not the tensor that requires_grad was set on (a "
        "tensor computed from it, or a copy, gets none)."
    )


NO_GRAD = r"element \d+ of tensors does not require grad and does not have a grad_fn"

RULES: tuple[Rule, ...] = (
    rule("GRADIENT_DETACHED", NO_GRAD, _detached),
    rule("GRADIENT_NO_GRAPH", NO_GRAD, _no_graph),
    rule("GRADIENT_NON_SCALAR", r"grad can be implicitly created only for scalar outputs", _non_scalar),
    rule("GRADIENT_NON_SCALAR", r"to return a scalar Tensor, got tensor with \d+ dims?", _non_scalar),
    rule(
        "GRADIENT_INTEGER",
        r"[Oo]nly Tensors of floating point (?:and complex )?dtype can require gradients",
        "Whole numbers have no gradient: this tensor has an integer dtype. Write 2.0 for 2, or call "
        "float(x) or x.float() first.",
    ),
    rule(
        "GRADIENT_LEAF_IN_PLACE",
        r"a (?:view of a )?leaf Variable that requires grad is being used in an in-place operation",
        "A tensor with requires_grad=True is changed in place (by +=, x[0] = … or a method ending in _): "
        "compute a new one, y = x + 1.",
    ),
    rule(
        "GRADIENT_CHANGED",
        r"one of the variables needed for gradient computation has been modified by an inplace operation",
        "A value that backward() still needs was changed in place after it was used: write y = y + 1 for y += 1.",
    ),
    rule(
        "GRADIENT_SECOND_BACKWARD",
        r"Trying to backward through the graph a second time",
        "backward() ran twice over one graph, which is gone after the first time: compute the result "
        "again before each backward().",
    ),
    rule(
        "GRADIENT_UNUSED",
        r"One of the differentiated Tensors appears to not have been used|appears to not have been used in the graph",
        "The result does not depend on the tensor that its gradient is asked for: compute it from that "
        "very tensor, no copy of it. In torch.autograd.grad the result comes first, the tensor second.",
    ),
    rule("GRADIENT_NUMPY", r"Can't call numpy\(\) on Tensor that requires grad", _copied),
    rule("GRADIENT_ON_NUMBER", r"'(float|int|list|tuple|str)' object has no attribute '(backward)'", _no_tensor),
    rule(
        "GRADIENT_ON_NUMBER",
        r"'(float|int)' object has no attribute '(backward|requires_grad_?|grad)'",
        "A plain Python {1} has no {2}: gradients need a tensor, torch.tensor(x, requires_grad=True) for a float x.",
    ),
    rule(
        "GRADIENT_ON_NUMBER",
        r"Thing passed to transform API must be Tensor, got <class '(\w+)'>",
        "torch.func.grad wants a tensor, and gets a {1}: torch.tensor(x) makes one.",
    ),
    rule(
        "GRADIENT_ON_NUMBER",
        r"inputs given to (\w+) must be either a Tensor or a tuple of Tensors but .* type <class '(\w+)'>",
        "torch.autograd.functional.{1} wants a tensor, and gets {kind2}: torch.tensor(x) makes one.",
    ),
    rule(
        "GRADIENT_ON_NUMBER",
        r"'(float|int|function|builtin_function_or_method)' object is not iterable",
        _not_taken_apart,
        "TypeError",
    ),
    rule("GRADIENT_NONE", NONE_OP, _grad_is_none, "AttributeError", "TypeError"),
)
