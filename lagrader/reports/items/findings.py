"""What of the rubric wants a look: the likely bugs first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lagrader.item_analysis import ENOUGH, FEWEST, Dead, ItemAnalysis, Negative, Redundant
from lagrader.phrases import counted, joined
from lagrader.reports.items.names import one as name_of
from lagrader.reports.terminal.page import BAD, Page


def write_findings(page: Page, analysis: ItemAnalysis) -> None:
    """Add the findings, each as a line that says what and a paragraph that says why it matters."""
    for one in analysis.negative:
        doubt = "probably" if one.judged >= ENOUGH else f"perhaps, by only {counted(one.judged, 'learner')},"
        _finding(page, page.signs.failed, f"{one.name}: {doubt} a bug of the rubric", _why_negative(page, one))
    for dead in analysis.dead:
        if not dead.everybody:
            _finding(
                page, page.signs.failed, f"{dead.name}: nobody of {dead.judged:,} gets it", _why_nobody(page, dead)
            )
    everybody = [dead for dead in analysis.dead if dead.everybody]
    if everybody:
        _finding(page, page.signs.fault, _everybody(analysis, everybody), _WHY_EVERYBODY)
    for pair in analysis.redundant:
        _finding(page, page.signs.fault, f"{joined(pair.names)}: always together", _why_redundant(pair))
    if not analysis.has_findings:
        page.paragraph(_nothing(analysis), 0)


def _finding(page: Page, sign: str, what: str, why: str) -> None:
    page.blank()
    page.row(what, sign=f"{sign} ", styles=(BAD, "", ""))
    page.paragraph(why, len(sign) + 1)


def _why_negative(page: Page, one: Negative) -> str:
    figures = f"r {one.discrimination:.2f}{'' if one.upper_lower is None else f', D {one.upper_lower:.2f}'}"
    what = f"Those with fewer points elsewhere get it more often: {figures}, {counted(one.judged, 'learner')}."
    odds = f"Chance alone gives that in {_odds(one.chance)} such classes. Look at what it takes for right."
    return " ".join([what, odds, *_best_and_told(page, one.learner, one.code)])


def _odds(chance: float) -> str:
    """How often, in whole percent: 0 is nothing that anybody can know."""
    return f"{max(1, round(chance * 100))} of 100" if chance >= 0.005 else "less than 1 of 100"


def _why_nobody(page: Page, dead: Dead) -> str:
    told = _best_and_told(page, dead.learner, dead.code)
    return " ".join(["Not taught, too hard, or a bug of the rubric.", *told])


def _best_and_told(page: Page, learner: str, code: str) -> Iterator[str]:
    if learner:
        yield f"Of those who failed it {name_of(page, learner)} has the most points elsewhere."
    if code:
        yield f"Said most often: {code}."


_WHY_EVERYBODY = "This tells no two learners apart: fine as a first step, useless in an exam."


def _everybody(analysis: ItemAnalysis, dead: Sequence[Dead]) -> str:
    if len(dead) == len(analysis.criteria):
        return f"Everybody of {analysis.learners:,} gets everything"
    return f"{joined([one.name for one in dead])}: everybody gets {'it' if len(dead) == 1 else 'them'}"


def _why_redundant(pair: Redundant) -> str:
    every = "both" if len(pair.names) == 2 else "all"
    who = f"Of {counted(pair.judged, 'learner')} {pair.judged - pair.failed:,} got {every}, {pair.failed:,} none."
    return f"{who} One would say as much, unless they teach different things."


def _nothing(analysis: ItemAnalysis) -> str:
    if analysis.learners < FEWEST:
        return (
            f"{counted(analysis.learners, 'learner')}: too few to say that a criterion is dead or redundant. "
            f"That takes {FEWEST}."
        )
    return "No criterion wants a look."
