"""Which expressions are whole NumPy arrays, and where such arrays are multiplied, by reading alone.

An exercise that asks for a loop of one's own cannot be watched inside NumPy, so its sources are read. In
doubt something is one entry: a right loop, in whatever style, must never be called a product of arrays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from enum import Enum

from lagrader.syntax.reach import Reach
from lagrader.syntax.scopes import DEPTH, Assigned, Meaning, Role, Scope

PRODUCTS = frozenset({
    "dot", "inner", "vdot", "matmul", "einsum", "tensordot", "multiply", "prod", "product", "nanprod", "vecdot",
    "matvec", "vecmat", "power", "float_power", "square", "cumprod", "nancumprod", "cumulative_prod", "kron",
    "outer", "cross", "correlate", "convolve", "cov", "corrcoef", "polyval", "linalg.multi_dot", "linalg.matmul",
    "linalg.vecdot", "linalg.tensordot", "linalg.outer", "linalg.cross", "linalg.norm", "linalg.matrix_power",
    "linalg.vector_norm", "ndarray.dot", "ndarray.prod",
})  # fmt: skip
"""NumPy's functions that multiply many pairs of entries at once."""
PRODUCT_METHODS = frozenset({
    "dot", "prod", "cumprod", "__mul__", "__rmul__", "__imul__", "__matmul__", "__rmatmul__", "__imatmul__",
    "__pow__", "__ipow__", "__rpow__",
})  # fmt: skip
MAKERS = frozenset({
    "array", "asarray", "asanyarray", "ascontiguousarray", "asfarray", "asfortranarray", "require", "copy",
    "fromiter", "stack", "vstack", "hstack", "column_stack", "concatenate", "atleast_1d", "atleast_2d", "ravel",
    "reshape", "squeeze", "transpose", "flip", "roll", "sort", "add", "subtract", "negative", "positive", "abs",
    "absolute", "divide", "true_divide", "float16", "float32", "float64", "double",
})  # fmt: skip
"""NumPy's functions that give an array where they are given one."""
TORCH_MAKERS = frozenset({
    "tensor", "as_tensor", "asarray", "from_numpy", "clone", "detach", "flatten", "ravel", "reshape", "squeeze",
    "stack", "cat", "concat", "hstack", "vstack",
})  # fmt: skip
KEEPING = frozenset({
    "detach", "cpu", "clone", "contiguous", "float", "double", "half", "to", "type", "type_as", "requires_grad_",
    "resolve_conj", "resolve_neg", "data", "astype", "copy", "ravel", "flatten", "reshape", "view", "squeeze",
    "unsqueeze", "transpose", "T", "mT", "real", "__copy__",
})  # fmt: skip
"""Methods and properties of a tensor or an array that give all of its entries again."""
SINGLE = frozenset({"item", "sum", "max", "min", "mean", "size", "ndim", "__float__", "__len__"})
ENTRY_BUILTINS = frozenset({"float", "int", "len", "sum", "max", "min"})
LISTS = frozenset({"list", "tuple", "sorted"})
OPERATORS: dict[type[ast.operator], str] = {
    ast.Mult: "multiply",
    ast.MatMult: "matmul",
    ast.Pow: "power",
    ast.Div: "divide",
}


class Kind(Enum):
    """What an expression holds, as far as reading tells."""

    ARRAY = "a whole NumPy array"
    WHOLE = "all entries, as a tensor or a list"
    ENTRY = "one number"
    UNKNOWN = "unknown"


MANY = (Kind.ARRAY, Kind.WHOLE)


class Arrays:
    """Tells what is a whole array in the sources that a function reaches."""

    def __init__(self, reach: Reach) -> None:
        """Begin with nothing known."""
        self._reach = reach
        self._known: dict[int, Kind | None] = {}

    def is_array(self, node: ast.expr, scope: Scope) -> bool:
        """Whether ``node`` is a whole NumPy array for sure."""
        return self.kind(node, scope) is Kind.ARRAY

    def has_array(self, node: ast.BinOp | ast.AugAssign, scope: Scope) -> bool:
        """Whether one operand is a whole NumPy array for sure."""
        return any(self.is_array(operand, scope) for operand in _operands(node))

    def kind(self, node: ast.expr, scope: Scope, depth: int = 0) -> Kind | None:
        """Return what ``node`` holds; None while it is defined by itself alone."""
        if id(node) not in self._known:
            if depth > DEPTH:
                return Kind.UNKNOWN
            self._known[id(node)] = None
            self._known[id(node)] = self._find(node, scope, depth + 1)
        return self._known[id(node)]

    def _find(self, node: ast.expr, scope: Scope, depth: int) -> Kind | None:
        match node:
            case ast.Name():
                return self._name(scope.lookup(node.id), depth)
            case ast.NamedExpr() | ast.Starred():
                return self.kind(node.value, scope, depth)
            case ast.IfExp():
                return _either([self.kind(node.body, scope, depth), self.kind(node.orelse, scope, depth)])
            case ast.UnaryOp():
                return self.kind(node.operand, scope, depth)
            case ast.BinOp():
                return _both(self.kind(node.left, scope, depth), self.kind(node.right, scope, depth))
            case ast.Subscript():
                return self._subscript(node, scope, depth)
            case ast.Attribute():
                return self._method(node, scope, depth)
            case ast.Call():
                return self._call(node, scope, depth)
            case ast.List() | ast.Tuple():
                return self._any(node.elts, scope, depth, Kind.WHOLE)
            case ast.ListComp():
                return self._any([node.generators[0].iter], scope, depth, Kind.WHOLE)
            case ast.Constant():
                return Kind.ENTRY if isinstance(node.value, (int, float, complex)) else Kind.UNKNOWN
        return Kind.UNKNOWN

    def _name(self, meanings: Iterable[Meaning] | None, depth: int) -> Kind | None:
        return _either([self._meaning(meaning, depth) for meaning in meanings or (Role.UNKNOWN,)])

    def _meaning(self, meaning: Meaning, depth: int) -> Kind | None:
        if isinstance(meaning, Assigned):
            return self.kind(meaning.value, meaning.scope, depth)
        if meaning is Role.INPUT:
            return Kind.WHOLE
        return Kind.ENTRY if meaning is Role.ENTRY else Kind.UNKNOWN

    def _any(self, nodes: Iterable[ast.expr], scope: Scope, depth: int, found: Kind) -> Kind:
        return found if any(self.kind(node, scope, depth) in MANY for node in nodes) else Kind.UNKNOWN

    def _subscript(self, node: ast.Subscript, scope: Scope, depth: int) -> Kind | None:
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if all(_is_everything(part) for part in parts):
            return self.kind(node.value, scope, depth)
        return Kind.UNKNOWN if any(isinstance(part, ast.Slice) for part in parts) else Kind.ENTRY

    def _method(self, node: ast.Attribute, scope: Scope, depth: int) -> Kind | None:
        """What ``value.name`` or ``value.name()`` holds; either way of saying it is the same here."""
        if node.attr in SINGLE:
            return Kind.ENTRY
        base = self.kind(node.value, scope, depth)
        if node.attr in ("numpy", "__array__"):
            return Kind.ARRAY if base in MANY else base
        if node.attr == "tolist":
            return Kind.WHOLE if base in MANY else base
        return base if node.attr in KEEPING else Kind.UNKNOWN

    def _call(self, node: ast.Call, scope: Scope, depth: int) -> Kind | None:
        for path in sorted(self._reach.origins.of(node.func, scope).paths):
            library, _, name = path.rpartition(".")
            if library == "numpy" and name in MAKERS:
                return self._made(node, scope, depth, Kind.ARRAY)
            if (library == "torch" and name in TORCH_MAKERS) or (not library and name in LISTS):
                return self._made(node, scope, depth, Kind.WHOLE)
            return Kind.ENTRY if not library and name in ENTRY_BUILTINS else Kind.UNKNOWN
        return self._method(node.func, scope, depth) if isinstance(node.func, ast.Attribute) else Kind.UNKNOWN

    def _made(self, node: ast.Call, scope: Scope, depth: int, kind: Kind) -> Kind | None:
        given = [self.kind(value, scope, depth) for value in node.args]
        if any(each in MANY for each in given):
            return kind
        return Kind.ENTRY if given and given[0] is Kind.ENTRY else Kind.UNKNOWN

    # --- products ----------------------------------------------------------------------------------------

    def products(self) -> Iterator[tuple[int, str]]:
        """Yield the line and NumPy's name of each product of whole arrays."""
        for node, scope in self._reach.nodes:
            if isinstance(node, (ast.BinOp, ast.AugAssign)) and self._multiplies(node, scope):
                yield node.lineno, f"numpy.{OPERATORS[type(node.op)]}"
            elif isinstance(node, ast.Call):
                name = self._product_call(node, scope) or self._product_method(node, scope)
                if name:
                    yield node.lineno, name

    def _multiplies(self, node: ast.BinOp | ast.AugAssign, scope: Scope) -> bool:
        left, right = (self.kind(operand, scope) for operand in _operands(node))
        match node.op:
            case ast.Mult():
                return Kind.ARRAY in (left, right) and Kind.ENTRY not in (left, right)
            case ast.MatMult():
                return Kind.ARRAY in (left, right)
            case ast.Pow():
                return left is Kind.ARRAY
            case ast.Div():
                return left is Kind.ARRAY and right is Kind.ARRAY
        return False

    def _product_call(self, node: ast.Call, scope: Scope) -> str | None:
        function, arguments = node.func, node.args
        if "functools.partial" in self._reach.origins.of(function, scope).paths and arguments:
            function, arguments = arguments[0], arguments[1:]
        for path in sorted(self._reach.origins.of(function, scope).paths):
            if _is_product(path):
                values = [*arguments, *(keyword.value for keyword in node.keywords)]
                kinds = [self.kind(value, scope) for value in values]
                by_one = path == "numpy.multiply" and Kind.ENTRY in kinds
                return path if any(kind in MANY for kind in kinds) and not by_one else None
        return None

    def _product_method(self, node: ast.Call, scope: Scope) -> str | None:
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in PRODUCT_METHODS:
            return f"numpy.ndarray.{function.attr}" if self.is_array(function.value, scope) else None
        return None


def _is_product(path: str) -> bool:
    library, _, name = path.partition(".")
    parts = name.split(".")
    return library == "numpy" and (parts[0] in PRODUCTS or ".".join(parts[:2]) in PRODUCTS)


def _operands(node: ast.BinOp | ast.AugAssign) -> tuple[ast.expr, ast.expr]:
    return (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)


def _is_everything(index: ast.expr) -> bool:
    """Whether an index takes all of an axis, or adds one: ``:``, ``::-1``, ``None``, ``...``."""
    if isinstance(index, ast.Slice):
        return index.lower is None and index.upper is None
    return isinstance(index, ast.Constant) and (index.value is None or index.value is ...)


def _either(kinds: Iterable[Kind | None]) -> Kind | None:
    """What a name holds that is bound in several places: something only where all agree."""
    known = {kind for kind in kinds if kind is not None}
    if not known:
        return None
    if known <= set(MANY):
        return Kind.ARRAY if Kind.ARRAY in known else Kind.WHOLE
    return known.pop() if len(known) == 1 else Kind.UNKNOWN


def _both(left: Kind | None, right: Kind | None) -> Kind:
    """What arithmetic on two operands gives."""
    for kind in (*MANY, Kind.UNKNOWN):
        if kind in (left, right):
            return kind
    return Kind.ENTRY
