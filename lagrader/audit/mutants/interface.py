"""What a mutation operator is: a function from a place in a syntax tree to texts that may stand there instead."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

_BINDS = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Attribute, ast.Subscript, ast.IfExp, ast.Starred)


@dataclass(frozen=True)
class Place:
    """A node that can be replaced by another text."""

    node: ast.AST
    parent: ast.AST | None
    names: tuple[str, ...]
    """The parameters and local names of the function around it."""
    lines: tuple[str, ...]
    """The whole source."""

    has_graph: bool
    """Whether the function around it computes gradients."""

    @property
    def indent(self) -> str:
        """What stands before the statement's first line."""
        return " " * int(getattr(self.node, "col_offset", 0))

    def source(self, node: ast.AST | None = None) -> str:
        """Return the text of a node as it stands, this one's by default."""
        return ast.get_source_segment("\n".join(self.lines), node or self.node) or ""

    def expression(self, node: ast.expr) -> str:
        """Return an expression as text that can stand here: in brackets where something binds around it."""
        text = ast.unparse(node)
        simple = isinstance(node, (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.List))
        return f"({text})" if isinstance(self.parent, _BINDS) and not simple else text

    def block(self, statements: list[ast.stmt], deeper: str = "") -> str:
        """Return statements as lines, each indented as this one and by ``deeper``, but for the first."""
        texts = [ast.unparse(one) for one in statements]
        lines = "\n".join(texts).split("\n")
        return f"\n{self.indent}{deeper}".join(lines)


Operator: TypeAlias = Callable[[Place], Iterator[str]]
