"""What a class at a glance needs of a report: a character for each criterion, what went wrong, and the best example."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from lagrader.item_analysis.answers import NOT_JUDGED
from lagrader.item_analysis.groups import example_of, readable
from lagrader.reports.classroom.model import Cell
from lagrader.reports.wording import code, mistakes_of
from lagrader.results import CriterionResult, Report, Verdict

Key = tuple[str, str]
"""A criterion's name, or an exercise's where its file can't be used, and the code of what was said."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reports of equal results share."""

    cells: Mapping[str, Cell]
    """By the criterion's name, in the rubrics' order."""
    mistakes: tuple[Key, ...]


def facts_of(report: Report) -> Facts:
    """Return the facts of one report."""
    cells = {name: _cell(criterion) for name, criterion in report.named_criteria.items()}
    return Facts(cells, tuple(dict.fromkeys((name, code(criterion)) for name, criterion in mistakes_of(report))))


def _cell(criterion: CriterionResult) -> Cell:
    if criterion.verdict is Verdict.ACCEPTED:
        return Cell.RIGHT
    if criterion.verdict in NOT_JUDGED:
        return Cell.OPEN
    return Cell.PART if criterion.points else Cell.WRONG


@dataclass(slots=True)
class Collected:
    """Facts of reports that come in one after the other; of each mistake the example that reads best is kept."""

    facts: dict[bytes, Facts] = field(default_factory=dict)
    examples: dict[Key, CriterionResult] = field(default_factory=dict)
    hidden: dict[str, None] = field(default_factory=dict)
    """The names of criteria that are hidden from learners, in order."""
    _known: dict[Hashable, Facts] = field(default_factory=dict)

    def look(self, key: bytes, report: Report) -> None:
        """Take in a report of the gradebook."""
        found = facts_of(report)
        same = (tuple(found.cells.items()), found.mistakes)
        self.facts[key] = self._known.setdefault(same, found)  # a class has the same few again and again
        self.hidden |= {name: None for name, one in report.named_criteria.items() if one.hidden}
        for name, criterion in mistakes_of(report):
            mistake = (name, code(criterion))
            best = self.examples.get(mistake)
            if best is None or _order(criterion) < _order(best):
                self.examples[mistake] = criterion


def _order(criterion: CriterionResult) -> tuple[bool, tuple[int, str]]:
    """Those that show something first; what a forgotten person left shows nothing."""
    return example_of(criterion) is None and not criterion.trace and criterion.location is None, readable(criterion)
