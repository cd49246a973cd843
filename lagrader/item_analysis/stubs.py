"""Stubs of known mistakes, ready to paste: the entry of rubric.yaml, and the function of mistakes.py.

What learners wrote comes into them only as comments and docstrings that nothing can break out of.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator

from lagrader.course import Exercise
from lagrader.harmless import harmless_line, shortened
from lagrader.item_analysis.model import Stub, WrongGroup
from lagrader.rubric import AnswerCriterion, BaseCriterion, CallCriterion, CheckCriterion
from lagrader.syntax import SyntaxFault, defined_in, parse
from lagrader.syntax.tree import function_of

_LONGEST_LINE = 100
_MOST_LINES = 8
_WRAPPED = re.compile(r"(?:tensor|torch\.Size|Size)\((.+)\)")


def stub(exercise: Exercise, criterion: BaseCriterion, group: WrongGroup, taken: set[str]) -> Stub | None:
    """Return the stub for a group of wrong answers; its name joins ``taken``, those of the exercise.

    None where the rubric knows no way to name such a mistake (a wrong answer that ``equals`` can't hold).
    """
    name = _free(f"{criterion.id}_{group.code.lower()}", taken)
    rubric = f"exercises/{exercise.id}/rubric.yaml"
    say = 'say: "Say here in one sentence what is wrong."'
    match criterion:
        case AnswerCriterion(one_of=letters) if letters:
            return None
        case AnswerCriterion():
            equals = _equals(group)
            if equals is None:
                return None
            taken.add(name)
            return Stub(name, f"{name}:\n  equals: {equals}\n  {say}\n", rubric)
        case CallCriterion():
            taken.add(name)
            python = _code(name, exercise, criterion, group)
            return Stub(name, f"{name}:\n  {say}\n", rubric, python, f"exercises/{exercise.id}/mistakes.py")
        case CheckCriterion():
            taken.add(name)
            comment = f'# {criterion.check} in checks.py says so by: raise AssertionError("{name}")'
            return Stub(name, f"{comment}\n{name}:\n  {say}\n", rubric)
    return None


def taken_names(exercise: Exercise) -> set[str]:
    """Return the names that a new mistake of an exercise can't have."""
    names = {name for criterion in exercise.whole_rubric.criteria for name in criterion.mistakes}
    return names | defined_in(exercise.mistakes or "")


def _free(name: str, taken: set[str]) -> str:
    """Make a name that both YAML and Python take for one, and that is not there yet."""
    base = re.sub(r"[^a-z0-9_]+", "_", name)
    return next(one for one in _numbered(base) if one not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}_{number}"
        number += 1


# --- YAML ------------------------------------------------------------------------------------------------


def _equals(group: WrongGroup) -> str | None:
    """Return what stood in the learners' files as the rubric writes it, where it can."""
    shown = group.example.actual if group.example is not None else None
    if shown is None:
        return None
    if found := _WRAPPED.fullmatch(shown.strip()):
        shown = found[1]
    try:
        value = ast.literal_eval(shown.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return _as_yaml(value)


def _as_yaml(value: object) -> str | None:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float() if value - value == 0:  # neither infinite nor NaN
            text = repr(value)
            # YAML 1.1 takes 1e-05 for a text.
            return text if "." in text or "e" not in text else text.replace("e", ".0e")
        case str():
            return _quoted(value)
        case tuple() | list() if all(type(item) is int for item in value):
            return f"[{', '.join(map(str, value))}]"
    return None


def _quoted(text: str) -> str:
    """A text between single quotes, where YAML knows no escape but the doubled quote."""
    return "'" + harmless_line(text).replace("'", "''") + "'"


# --- Python ----------------------------------------------------------------------------------------------


def parameters(exercise: Exercise, criterion: CallCriterion) -> str:
    """Return the parameters of the reference's function, else the names of the first case's inputs."""
    tree = parse(exercise.solution, "solution.py")
    function = None if isinstance(tree, SyntaxFault) else function_of(tree, criterion.call)
    if function is not None:
        return ast.unparse(_bare(function.args))
    names = list(criterion.cases[0].inputs)
    return ", ".join(names) if all(_is_name(name) for name in names) else "*args"


def _bare(arguments: ast.arguments) -> ast.arguments:
    """The same without annotations, and without defaults that are more than a value: mistakes.py may not know them."""
    found = copy.deepcopy(arguments)
    for one in (*found.posonlyargs, *found.args, *found.kwonlyargs, found.vararg, found.kwarg):
        if one is not None:
            one.annotation = None
    found.defaults = [_plain(value) for value in found.defaults]
    found.kw_defaults = [None if value is None else _plain(value) for value in found.kw_defaults]
    return found


def _plain(value: ast.expr) -> ast.expr:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ast.Constant(None)
    return value


def _is_name(name: str) -> bool:
    import keyword

    return name.isidentifier() and not keyword.iskeyword(name)


def _code(name: str, exercise: Exercise, criterion: CallCriterion, group: WrongGroup) -> str:
    """Return a function with the reference's parameters, or a class."""
    if criterion.is_class:
        return _class(name, criterion, group)
    head = f"def {name}({parameters(exercise, criterion)}):"
    return f"{head}\n{_docstring(criterion.call, group)}\n    {_UNKNOWN}\n"


def _class(name: str, criterion: CallCriterion, group: WrongGroup) -> str:
    head, method = f"class {name}(torch.nn.Module):", f"    def {criterion.method or 'forward'}(self, *inputs):"
    return f"{head}\n{_docstring(criterion.call, group)}\n\n{method}\n        {_UNKNOWN}\n"


_UNKNOWN = 'raise NotImplementedError("what did they compute?")'


def _docstring(asked: str, group: WrongGroup) -> str:
    who = f"{len(group.learners):,} learner{'' if len(group.learners) == 1 else 's'}"
    lines = [f'"""Do what {who} did where {asked} was asked for.', "", *_example_lines(group), '"""']
    return "\n".join(f"    {line}" if line else "" for line in lines)


def _example_lines(group: WrongGroup) -> Iterator[str]:
    example = group.example
    if example is None:
        return
    yield from map(_in_docstring, [*example.setup, example.call][-_MOST_LINES:])
    for label, text in (("expected", example.expected), ("theirs", example.actual), ("raised", group.exception)):
        if text:
            first, *more = text.split("\n")[:_MOST_LINES]
            yield _in_docstring(f"{label:<9} {first}")
            yield from (_in_docstring(f"{'':<9} {line}") for line in more)


def _in_docstring(line: str) -> str:
    """A learner's text as a line of a docstring: no quote and no backslash ends it or means anything there."""
    shown = shortened(harmless_line(line).rstrip(), _LONGEST_LINE, "…")
    return shown.replace("\\", "\\\\").replace('"', '\\"')
