"""Patterns of einsum that don't fit the tensors behind them, or can't be read."""

from __future__ import annotations

import ast
import re

from lagrader.diagnosis.exceptions.rules import Rule, Scene, rule

Match = re.Match[str]

FORM = 'one text, then the tensors, as in torch.einsum("ij,jk->ik", A, B)'


def _tensor_first(match: Match, scene: Scene) -> str | None:
    """A tensor stands where the pattern belongs: told from any other tensor in an if by the call itself."""
    late = any(args and not _is_text(args[0]) and any(map(_is_text, args[1:])) for args in _calls(scene))
    return f"einsum takes its pattern first: {FORM}." if late else None


def _in_pieces(match: Match, scene: Scene) -> str | None:
    """A second text stands where a tensor belongs."""
    several = any(sum(map(_is_text, args)) > 1 for args in _calls(scene))
    return f"The pattern of einsum is in pieces: it is {FORM}." if several else None


def _calls(scene: Scene) -> list[list[ast.expr]]:
    """The arguments of each call of einsum in the line where it stopped."""
    try:
        tree = ast.parse(scene.line().strip())
    except SyntaxError:  # the head of a loop, or nothing at all
        return []
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node.args for node in calls if ast.unparse(node.func).rpartition(".")[2] == "einsum"]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


RULES: tuple[Rule, ...] = (
    rule(
        "MATMUL_SHAPES",
        r"einsum\(\): subscript (\w) has size (\d+) for operand \d+ which does not broadcast with "
        r"previously seen size (\d+)",
        "In einsum the letter {1} stands for one length, and here for {length3} and {length2}.",
    ),
    rule(
        "NEEDS_DIMENSIONS",
        r"einsum\(\): the number of subscripts in the equation \((\d+)\) does not match the number of "
        r"dimensions \((\d+)\) for operand (\d+)",
        "In einsum, input number {3} (counted from 0) has {1} letters and {2} dimensions: one letter each.",
    ),
    rule(
        "EINSUM_PATTERN",
        r"einsum\(\): (more|fewer) operands were provided than specified in the equation",
        "einsum gets {1} tensors than its pattern names: letters for each of them, with commas between.",
    ),
    rule(
        "EINSUM_PATTERN",
        r"einsum\(\): output subscript (\w) does not appear in the equation for any input operand",
        "The letter {1} stands behind the arrow of einsum, and no input has it: the axes of the result come from them.",
    ),
    rule(
        "EINSUM_PATTERN",
        r"einsum\(\): output subscript (\w) appears more than once in the output",
        "The letter {1} stands behind the arrow of einsum twice: each axis of the result has a letter of its own.",
    ),
    rule(
        "EINSUM_PATTERN",
        r"einsum\(\): invalid subscript given at index (\d+) in the equation string",
        "einsum can't read its pattern at place {1} (counted from 0): letters for axes, a comma between tensors, and "
        "-> before the result.",
    ),
    # A tensor in the place of the pattern is read as a list of whole numbers: what torch says depends on its entries.
    rule(
        "EINSUM_PATTERN",
        r"Boolean value of Tensor with more than one value is ambiguous|einsum\(\): subscript .* valid range"
        r"|only integer tensors of a single element can be converted|not supported between instances of 'str'",
        _tensor_first,
    ),
    rule("EINSUM_PATTERN", r"expected Tensor as element \d+ in argument \d+, but got str", _in_pieces),
)
