"""Speed for authors: the audit of the whole course, and what a graded mutant takes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from places import ROOT, Place, Row


def audit(place: Place, rounds: int) -> Iterator[Row]:
    """The audit of our course as it is asked for by default, once whatever the rounds: seconds, against two minutes."""
    told = place.folder / "audit.json"
    cost = place.run(["-m", "lagrader", "audit", str(ROOT), "--format", f"json={told}"])
    torch = place.run(["-c", "import torch"])
    found = json.loads(told.read_text(encoding="utf-8"))
    graded = sum(sum(exercise["tried"].values()) for exercise in found["exercises"])
    detail = f"{found['mutation']['made']:,} mutants; {graded:,} files and right answers under {found['seeds']} seeds; "
    yield Row(
        "audit",
        "the audit of the course",
        cost.wall,
        "s",
        120.0,
        f"{detail}{cost.wall / torch.wall:.0f} imports of torch",
    )
