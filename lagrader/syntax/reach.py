"""What runs when a learner's function is called: its own syntax, and that of the module's helpers.

Found by reading alone, so it is what may run; the rules about sources are judged on it.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator

from lagrader.syntax.scopes import (
    BREADTH,
    Assigned,
    Comprehension,
    Defined,
    Origins,
    Role,
    Scope,
    comprehension_scope,
    function_scope,
    module_scope,
)
from lagrader.syntax.tree import Function, function_of, last_bound


class Reach:
    """Everything that runs when a function is called: each syntax node with the scope that it is read in.

    The function comes first, then the module's own functions, classes and values that it refers to, in the
    order in which they are met.
    """

    def __init__(self, tree: ast.Module, function: str) -> None:
        """Walk from the module-level ``function``; a name that is not there reaches nothing."""
        self.origins = Origins()
        self.nodes: list[tuple[ast.AST, Scope]] = []
        self._module = module_scope(tree)
        self._scopes: dict[int, Scope] = {}
        self._called: dict[int, Function] = {}
        self._escaped: set[int] = set()
        self._callees: set[int] = set()
        self._entered: set[int] = set()
        self._values: set[int] = set()
        self._waiting: deque[tuple[ast.AST, Scope]] = deque()
        self._start(tree, function)
        while self._waiting:
            self._walk(*self._waiting.popleft())
        self._settle_parameters()

    def _start(self, tree: ast.Module, name: str) -> None:
        node, bound = function_of(tree, name), last_bound(tree, name)
        if node is not None:
            self._scopes[id(node)] = function_scope(node, self._module, Role.INPUT)
            self._escaped.add(id(node))
            self._waiting.append((node, self._module))
        elif bound is not None:
            self._waiting.append((bound.value or bound.statement, self._module))

    def _walk(self, root: ast.AST, scope: Scope) -> None:
        stack = [(root, scope)]
        while stack:
            node, scope = stack.pop()
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                if id(node) in self._entered:
                    continue
                self._entered.add(id(node))
            self.nodes.append((node, scope))
            if isinstance(node, ast.Call):
                self._call(node, scope)
            elif isinstance(node, ast.Name):
                self._refer(node, scope)
            stack += reversed(list(self._children(node, scope)))

    def _children(self, node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
        """Yield a node's children, each with its scope; annotations are not run."""
        inner = self._inner_scope(node, scope)
        for key, value in ast.iter_fields(node):
            if key in ("annotation", "returns", "type_params"):
                continue
            within = inner if key in ("body", "elt", "key", "value", "generators") else scope
            for child in value if isinstance(value, list) else (value,):
                if isinstance(child, ast.AST):
                    yield child, within

    def _inner_scope(self, node: ast.AST, scope: Scope) -> Scope:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return self._scope_of(node, scope)
        if isinstance(node, ast.ClassDef):
            return Scope(scope.enclosing, owner=node).fill(node.body)
        return comprehension_scope(node, scope) if isinstance(node, Comprehension) else scope

    def _scope_of(self, node: Function, parent: Scope) -> Scope:
        if id(node) not in self._scopes:
            self._scopes[id(node)] = function_scope(node, parent, Role.UNKNOWN)
        return self._scopes[id(node)]

    def _refer(self, node: ast.Name, scope: Scope) -> None:
        """Go on into the module's own things that a name stands for."""
        for meaning in scope.lookup(node.id) or ():
            if isinstance(meaning, Defined):
                self._waiting.append((meaning.node, meaning.scope))
            elif isinstance(meaning, Assigned) and meaning.scope is self._module:
                self._refer_to_value(meaning)
        if id(node) not in self._callees:
            self._escaped.update(id(found.node) for found in self.origins.of(node, scope).local)

    def _refer_to_value(self, meaning: Assigned) -> None:
        """Go on into a value of the module; one that is an alias is known by its name already."""
        if id(meaning.value) not in self._values:
            self._values.add(id(meaning.value))
            if not self.origins.of(meaning.value, meaning.scope).paths:
                self._waiting.append((meaning.value, meaning.scope))

    def _call(self, node: ast.Call, scope: Scope) -> None:
        """Give the parameters of the module's own functions what they are called with."""
        self._callees.add(id(node.func))
        for found in self.origins.of(node.func, scope).local:
            if isinstance(found.node, ast.ClassDef) or id(found.node) in self._escaped:
                continue
            inner = self._scope_of(found.node, found.scope)
            self._called[id(found.node)] = found.node
            given = _given(found.node, node)
            if given is None:
                self._escaped.add(id(found.node))
            for parameter, value in (given or {}).items():
                inner.add(parameter, [Assigned(value, scope)])

    def _settle_parameters(self) -> None:
        """Where every call of a helper was seen, its parameters are what it was called with, nothing else."""
        for key, node in self._called.items():
            if key not in self._escaped:
                names = self._scopes[key].names
                for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                    meanings = names[argument.arg]
                    if len(meanings) <= BREADTH:
                        names[argument.arg] = [meaning for meaning in meanings if meaning is not Role.UNKNOWN]
        self.origins.forget()


def _given(function: Function, call: ast.Call) -> dict[str, ast.expr] | None:
    """Match a call's arguments to parameters; None where that can't be done by reading."""
    positional = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    starred = any(isinstance(value, ast.Starred) for value in call.args) or len(named) < len(call.keywords)
    known = {*positional, *(argument.arg for argument in function.args.kwonlyargs)}
    if starred or len(call.args) > len(positional) or not set(named) <= known:
        return None
    return dict(zip(positional, call.args, strict=False)) | named
