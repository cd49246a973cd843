"""Wrong answers that no known mistake explains, grouped by what they gave: the same in the same cases is one group."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from lagrader.gradebook import Gradebook
from lagrader.item_analysis.model import WrongGroup
from lagrader.results import CaseResult, CriterionResult, Example, Feedback, Verdict
from lagrader.rubric import BaseCriterion
from lagrader.submission.shelf import natural

WRONG = frozenset({Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR})
WITH_MISTAKES = ("call", "answer", "check")
"""The kinds that can have mistakes; the others say themselves what is wrong."""

_CHOICE = re.compile(r"CHOICE_[A-Z]")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


def feedback_of(result: CriterionResult) -> Feedback:
    """Return the first thing said about a criterion, else the verdict in capitals without a text."""
    return next((one for one in result.feedback if one.code), Feedback(result.verdict.value.upper(), ""))


def is_unexplained(result: CriterionResult, criterion: BaseCriterion | None) -> bool:
    """Whether it is a wrong answer that none of its criterion's known mistakes explains.

    ``criterion`` is None where the course at hand doesn't have it any more: then nothing is known.
    """
    if result.verdict not in WRONG:
        return False
    code = feedback_of(result).code
    if criterion is None:
        return _CHOICE.fullmatch(code) is None
    known = {name.upper() for name in criterion.mistakes}
    return criterion.kind in WITH_MISTAKES and code not in known and _CHOICE.fullmatch(code) is None


def likeness(result: CriterionResult) -> Hashable:
    """Return what is equal for equal wrong answers, from what a gradebook keeps.

    That is which cases fail, what came back in the first few of them, and what was raised. Numbers count to four
    digits, since two programs that make the same mistake may add in another order.
    """
    raised = _ADDRESS.sub("0x", result.exception)
    if any(case.verdict is not Verdict.ACCEPTED for case in result.cases):
        return (tuple(map(_case, result.cases)), raised)
    shown = result.example.actual if result.example is not None else None
    return (feedback_of(result).code, shown, raised or feedback_of(result).text)


def group_name(name: str, result: CriterionResult) -> str:
    """Return what a group is called: the criterion's name, and a digest of what is equal in it."""
    return f"{name}/{hashlib.sha256(repr(likeness(result)).encode('utf-8', 'replace')).hexdigest()[:8]}"


def numbers_in(book: Gradebook, names: Collection[str]) -> dict[str, int]:
    """Return how many learners have an answer of each of these groups by now."""
    learners = Counter(row.key for row in book.rows())
    found, criteria = dict.fromkeys(names, 0), {name.partition("/")[0] for name in names}
    for key, report in book.reports() if names else ():
        answers = [(name, one) for name, one in report.named_criteria.items() if name in criteria]
        for group in (group_name(name, one) for name, one in answers if one.verdict in WRONG):
            if group in found:
                found[group] += learners[key]
    return found


def _case(case: CaseResult) -> Hashable:
    if case.verdict is Verdict.ACCEPTED:
        return None
    code = case.feedback[0].code if case.feedback else ""
    return (case.verdict, code, *_value(case))


def _value(case: CaseResult) -> Iterator[str]:
    shown = case.example.actual if case.example is not None else None
    if shown is None:
        return
    try:
        yield f"{float(shown):.4g}"
    except ValueError:
        yield _ADDRESS.sub("0x", shown)
        if case.difference is not None and case.difference.kind == "value":
            # Of a large tensor only a part is shown.
            yield f"{case.difference.error:.3g}"


@dataclass(slots=True)
class _Gathered:
    """One group while reports come in."""

    result: CriterionResult
    learners: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Gathering:
    """Groups of wrong answers, while reports come in one after the other."""

    groups: dict[tuple[str, Hashable], _Gathered] = field(default_factory=dict)

    def add(self, name: str, result: CriterionResult, learners: list[str]) -> None:
        """Add an unexplained wrong answer to the criterion ``name``, given by ``learners``."""
        group = self.groups.setdefault((name, likeness(result)), _Gathered(result))
        group.learners += learners
        if readable(result) < readable(group.result):
            group.result = result

    def largest(self, order: Mapping[str, int]) -> list[WrongGroup]:
        """Return all groups, the largest first; of equal ones as their criteria come in ``order``."""
        found = [_group(name, gathered) for (name, _), gathered in self.groups.items()]
        return sorted(found, key=lambda one: (-len(one.learners), order[one.name], natural(one.learners[0])))


def readable(result: CriterionResult) -> tuple[int, str]:
    """Return what is lowest for the result that is the easiest to read: that with the shortest call.

    Of equal ones it is always the same, whoever comes first.
    """
    example = example_of(result)
    call = "" if example is None else "\n".join([*example.setup, example.call, example.actual or ""])
    return (len(call), call)


def example_of(result: CriterionResult) -> Example | None:
    """Return the example that the learner was shown, unless only a case has what came back."""
    known = [case.example for case in result.cases if case.example is not None]
    shown = [one for one in (result.example, *known) if one is not None]
    return next((one for one in shown if one.actual is not None), shown[0] if shown else None)


def _group(name: str, gathered: _Gathered) -> WrongGroup:
    result, said = gathered.result, feedback_of(gathered.result)
    return WrongGroup(
        name,
        tuple(sorted(gathered.learners, key=natural)),
        result.verdict,
        said.code,
        said.text,
        example_of(result),
        result.exception,
        result.tried - result.passed,
        result.tried,
        id=group_name(name, result),
    )
