"""Whether right answers in other styles get full marks, and what it says where none of them does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lagrader.audit.findings import Finding
from lagrader.audit.standing import Runs, shown
from lagrader.course import Exercise
from lagrader.results import CriterionResult


def of_alternatives(exercise: Exercise, runs: Runs) -> Iterator[Finding]:
    """Say which alternatives lose what; where all of them lose the same, it is the reference that is doubted."""
    names = [path.name for path, _ in exercise.alternatives]
    if not names:
        text = "There is no right answer in another style, so nothing shows that such a one gets full marks."
        yield Finding("NO_ALTERNATIVES", text, f"Write one or more into {exercise.id}/alternatives/.")
        return
    for id_, by_name in _lost(runs).items():
        worst = next(iter(by_name.values()))[0]
        if len(by_name) == len(names):
            yield _doubt(exercise, id_, len(names), worst)
            continue
        for name, results in by_name.items():
            said = results[0].feedback[0].text if results[0].feedback else str(results[0].verdict)
            text = f"alternatives/{name} is right and loses it in {len(results)} of {len(runs)} runs: {said}"
            yield Finding("UNFAIR", text, "Widen what the criterion accepts, or mend the file.", id_, shown(results[0]))


def _lost(runs: Runs) -> dict[str, dict[str, list[CriterionResult]]]:
    """Return the results that were not accepted, by criterion and file."""
    lost: defaultdict[str, defaultdict[str, list[CriterionResult]]] = defaultdict(lambda: defaultdict(list))
    for graded in runs.values():
        for one in graded:
            for id_ in one.lost:
                lost[id_][one.specimen.name].append(one.of(id_))
    return {id_: dict(by_name) for id_, by_name in lost.items()}


def _doubt(exercise: Exercise, id_: str, count: int, worst: CriterionResult) -> Finding:
    who = f"all {count} alternatives disagree" if count > 1 else "the one alternative disagrees"
    text = f"The reference solution is probably wrong: {who} with it."
    advice = f"Work it out once more, then mend {exercise.solution_path.name}, or else the criterion."
    return Finding("REFERENCE_DOUBTFUL", text, advice, id_, shown(worst))
