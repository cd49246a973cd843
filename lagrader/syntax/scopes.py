"""What a name means at one place of a learner's source: its scopes, and where a dotted name comes from.

Nothing is executed and no flow is followed: a name stands for everything that its scope ever binds it to.
At module level the last binding counts, since that is what a function finds when it is called.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import TypeAlias

from lagrader.syntax.bindings import Bound, bindings, statements, target_names
from lagrader.syntax.tree import Function, imported_by_call

LIBRARIES = frozenset(sys.stdlib_module_names) | {"torch", "numpy"}
DEPTH = 40
"""How many steps a name is followed through aliases; nobody writes more by hand."""
BREADTH = 24
"""How many things one name may stand for; beyond, it is something unknown. It keeps hostile sources cheap."""
LONGEST = 300
"""Characters of a dotted name."""

Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp)
LITERALS = (ast.Constant, ast.JoinedStr, *DISPLAYS)


@dataclass(frozen=True, slots=True)
class Imported:
    """An import. ``sure``: a module or a library's own name, so not an object with methods."""

    path: str
    sure: bool


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """An expression, to be read in ``scope``."""

    value: ast.expr
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Defined:
    """A function or class of the module itself, defined in ``scope``."""

    node: Function | ast.ClassDef
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An object of one of the module's own classes."""

    of: ast.ClassDef


class Role(Enum):
    """A name without a readable value."""

    INPUT = "a parameter of the function that is judged"
    ENTRY = "a loop's variable"
    UNKNOWN = "something else"


Meaning: TypeAlias = Imported | Assigned | Defined | Instance | Role


@dataclass(eq=False, slots=True)
class Scope:
    """The names of a module, function, class or comprehension; ``parent`` is where to look next."""

    parent: Scope | None = None
    names: dict[str, list[Meaning]] = field(default_factory=dict)
    owner: ast.ClassDef | None = None
    """The class whose body this is; functions inside do not see its names."""
    stars: tuple[str, ...] = ()
    """For a module: what it imports everything from, up to :data:`BREADTH` modules."""

    def lookup(self, name: str) -> list[Meaning] | None:
        """Return everything that ``name`` can mean here, or None where no scope binds it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    @property
    def enclosing(self) -> Scope:
        """The scope that a function defined here looks into."""
        return self.parent if self.owner is not None and self.parent is not None else self

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def fill(self, body: list[ast.stmt]) -> Scope:
        """Add what ``body`` binds, and return the scope itself."""
        elsewhere = {name for s, _ in statements(body) if isinstance(s, (ast.Global, ast.Nonlocal)) for name in s.names}
        for bound in bindings(body):
            if bound.name not in elsewhere and bound.how != "deleted":
                meanings = self.names.setdefault(bound.name, [])
                if self.parent is None and not bound.conditional and bound.how != "augmented":
                    meanings.clear()
                self.add(bound.name, _meaning(bound, self))
        return self

    def add(self, name: str, meanings: Iterable[Meaning]) -> None:
        """Let ``name`` stand for more, up to :data:`BREADTH` things."""
        every = self.names.setdefault(name, [])
        if len(every) < BREADTH:
            every.extend(meanings)
        elif every[-1] is not Role.UNKNOWN:
            every.append(Role.UNKNOWN)


def module_scope(tree: ast.Module) -> Scope:
    """Return the scope of a whole module."""
    stars = [
        statement.module
        for statement, _ in statements(tree.body)
        if isinstance(statement, ast.ImportFrom) and statement.module and statement.names[0].name == "*"
    ]
    # Libraries come first: each name that nothing binds may be out of any of them, so not all can be kept.
    known = sorted(dict.fromkeys(stars), key=lambda module: module.partition(".")[0] not in LIBRARIES)
    return Scope(stars=tuple(known[:BREADTH])).fill(tree.body)


def function_scope(node: Function, parent: Scope, role: Role) -> Scope:
    """Return the scope inside a function; ``role`` is what its parameters are, besides their defaults."""
    scope = Scope(parent.enclosing)
    for parameter in parameters(node):
        scope.names[parameter] = [role]
    for parameter, default in _defaults(node):
        scope.names[parameter].append(Assigned(default, parent))
    positional = [*node.args.posonlyargs, *node.args.args]
    if parent.owner is not None and positional:
        scope.names[positional[0].arg] = [Instance(parent.owner)]
    return scope if isinstance(node, ast.Lambda) else scope.fill(node.body)


def comprehension_scope(node: Comprehension, parent: Scope) -> Scope:
    """Return the scope inside a comprehension."""
    targets = [name for generator in node.generators for name in target_names(generator.target)]
    return Scope(parent, {name: [Role.ENTRY] for name in targets})


def parameters(node: Function) -> list[str]:
    """Return the names of all parameters."""
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [argument.arg for argument in every if argument is not None]


def _defaults(node: Function) -> Iterator[tuple[str, ast.expr]]:
    positional = [*node.args.posonlyargs, *node.args.args]
    for argument, default in zip(reversed(positional), reversed(node.args.defaults), strict=False):
        yield argument.arg, default
    for argument, optional in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if optional is not None:
            yield argument.arg, optional


def _meaning(bound: Bound, scope: Scope) -> list[Meaning]:
    statement = bound.statement
    if bound.how == "import":
        sure = isinstance(statement, ast.Import) or bound.path.partition(".")[0] in LIBRARIES
        return [Imported(bound.path, sure)]
    if bound.how in ("function", "class") and isinstance(statement, DEFINITIONS):
        return [Defined(statement, scope)]
    if bound.value is not None:
        return [Assigned(bound.value, scope)]
    if bound.how == "augmented":
        return []
    return [Role.ENTRY if bound.how == "loop" else Role.UNKNOWN]


# --- where an expression comes from ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """What an expression can be: dotted names, functions and classes of the module, or an object.

    ``objects`` says that it may be an object of unknown kind: then an attribute of it is a method of a
    tensor as far as anyone can tell.
    """

    paths: frozenset[str] = frozenset()
    local: tuple[Defined, ...] = ()
    instances: tuple[ast.ClassDef, ...] = ()
    objects: bool = False


NOTHING = Origin()
OBJECT = Origin(objects=True)


class Origins:
    """Finds origins, and remembers them: a hostile chain of aliases costs no more than its length."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._known: dict[int, Origin] = {}
        self._methods: dict[int, frozenset[str]] = {}

    def forget(self) -> None:
        """Begin again, after scopes have changed."""
        self._known.clear()

    def of(self, node: ast.expr, scope: Scope, depth: int = 0) -> Origin:
        """Return the origin of ``node``, read in ``scope``."""
        if id(node) not in self._known:
            if depth > DEPTH:
                return OBJECT
            self._known[id(node)] = NOTHING  # what is defined by itself adds nothing
            self._known[id(node)] = self._find(node, scope, depth + 1)
        return self._known[id(node)]

    def _find(self, node: ast.expr, scope: Scope, depth: int) -> Origin:
        match node:
            case ast.Name():
                return self._name(node.id, scope, depth)
            case ast.Attribute():
                return self._attribute(self.of(node.value, scope, depth), node.attr)
            case ast.NamedExpr():
                return self.of(node.value, scope, depth)
            case ast.IfExp():
                return union(self.of(part, scope, depth) for part in (node.body, node.orelse))
            case ast.BoolOp():
                return union(self.of(part, scope, depth) for part in node.values)
            case ast.Lambda():
                return Origin(local=(Defined(node, scope),))
            case ast.Call():
                return self._call(node, scope, depth)
            case ast.Subscript(slice=ast.Constant(value=str(module))):
                is_table = "sys.modules" in self.of(node.value, scope, depth).paths
                return Origin(frozenset({module})) if is_table else OBJECT
        return NOTHING if isinstance(node, LITERALS) else OBJECT

    def _name(self, name: str, scope: Scope, depth: int) -> Origin:
        meanings = scope.lookup(name)
        if meanings is None:
            return _unbound(name, scope.module.stars)
        return union(self._meaning(meaning, depth) for meaning in meanings) if meanings else OBJECT

    def _meaning(self, meaning: Meaning, depth: int) -> Origin:
        match meaning:
            case Imported():
                return Origin(frozenset({meaning.path}), objects=not meaning.sure)
            case Assigned():
                return self.of(meaning.value, meaning.scope, depth)
            case Defined():
                return Origin(local=(meaning,))
            case Instance():
                return Origin(instances=(meaning.of,))
            case Role():
                return OBJECT

    def _call(self, node: ast.Call, scope: Scope, depth: int) -> Origin:
        module = imported_by_call(node)
        if module:
            return Origin(frozenset(module))
        named = constant_attribute(node)
        if named:
            return self._attribute(self.of(named[0], scope, depth), named[1])
        classes = [found.node for found in self.of(node.func, scope, depth).local]
        instances = tuple(found for found in classes if isinstance(found, ast.ClassDef))
        return Origin(instances=instances) if instances else OBJECT

    def _attribute(self, base: Origin, name: str) -> Origin:
        """Return the origin of ``base.name``."""
        own = any(name in self._methods_of(instance) for instance in base.instances)
        paths = frozenset(f"{path}.{name}" for path in base.paths if len(path) < LONGEST)
        return Origin(paths, objects=base.objects or (bool(base.instances) and not own))

    def _methods_of(self, node: ast.ClassDef) -> frozenset[str]:
        if id(node) not in self._methods:
            self._methods[id(node)] = frozenset(bound.name for bound in bindings(node.body))
        return self._methods[id(node)]


def constant_attribute(node: ast.Call) -> tuple[ast.expr, str] | None:
    """Return the object and the name of ``getattr(object, "name")``, or None where the call is another."""
    match node:
        case ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=str(name)), *_]):
            return value, name
    return None


def union(origins: Iterable[Origin]) -> Origin:
    """Return what any of the first :data:`BREADTH` can be."""
    every = list(islice(origins, BREADTH + 1))
    paths = sorted({path for origin in every for path in origin.paths})
    local = dict.fromkeys(found for origin in every for found in origin.local)
    instances = dict.fromkeys(found for origin in every for found in origin.instances)
    return Origin(
        frozenset(paths[:BREADTH]),
        tuple(local)[:BREADTH],
        tuple(instances)[:BREADTH],
        any(origin.objects for origin in every),
    )


def _unbound(name: str, stars: tuple[str, ...]) -> Origin:
    """A name that nothing binds: a builtin, or out of ``from x import *``."""
    paths = {f"{module}.{name}" for module in stars}
    if hasattr(builtins, name):
        paths.add(name)
    from_elsewhere = any(module.partition(".")[0] not in LIBRARIES for module in stars)
    return Origin(frozenset(paths), objects=from_elsewhere or not paths)
