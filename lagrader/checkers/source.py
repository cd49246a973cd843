"""``source``: rules on the syntax tree of a function and its helpers; nothing is executed."""

from __future__ import annotations

from typing import Any

from lagrader.checkers.interface import Examination, Preparation, Prepared, Subject, Task
from lagrader.checkers.verdicts import accepted, failed, in_trouble, own_feedback, source_line, trouble
from lagrader.outcomes import Outcome
from lagrader.results import CriterionResult, Location, Verdict
from lagrader.rubric import SourceCriterion, SourceRules
from lagrader.syntax import Reach, Usage, defined_names, numpy_products, usages
from lagrader.wire import Absent

NUMPY_PRODUCTS = "numpy_products"


def prepare(subject: Subject[SourceCriterion]) -> Preparation:
    """Nothing to ask."""
    yield from ()
    return Prepared()


def examine(task: Task[SourceCriterion]) -> Examination:
    """Judge the tree; a function that is not there breaks no rule, and has earned nothing."""
    yield from ()
    names = defined_names(task.tree)
    if task.criterion.source not in names:
        absent = Outcome(Absent(task.criterion.source, "", tuple(sorted(names))))
        problem = trouble(task, absent, task.criterion.source)
        assert problem is not None
        return in_trouble(task, problem)
    return broken_rule(task, task.criterion, task.criterion.source) or accepted(task)


def broken_rule(task: Task[Any], rules: SourceRules, function: str) -> CriterionResult | None:
    """Return the result that names the first rule which ``function`` breaks, or None."""
    reach = Reach(task.tree, function)
    used = usages(task.tree, function, reach)
    if NUMPY_PRODUCTS in rules.forbid:
        used += [Usage(NUMPY_PRODUCTS, usage.line) for usage in numpy_products(task.tree, function, reach)]
    for usage in used:
        if usage.name in rules.forbid:
            what = "a product of whole NumPy arrays" if usage.name == NUMPY_PRODUCTS else usage.name
            feedback = own_feedback(task.criterion, "FORBIDDEN_NAME", f"{function} uses {what}.")
            place = Location(task.file, usage.line, source_line(task, usage.line))
            return failed(task, Verdict.WRONG_ANSWER, feedback, location=place)
    names = {usage.name for usage in used}
    missing = [name for name in rules.require if name not in names]
    if missing:
        feedback = own_feedback(task.criterion, "REQUIRED_NAME", f"{function} does not use {missing[0]}.")
        return failed(task, Verdict.WRONG_ANSWER, feedback)
    return None
