"""A class against the floor of this machine; and what ten times as many learners change."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from places import ROOT, Place, Row

from lagrader.course import Course

FEW, MANY = 100, 500
"""Learners of two classes: what the larger one takes beyond the smaller is free of what each run takes once."""

THOUSAND, TEN_THOUSAND = 1_000, 10_000


def make_class(folder: Path, count: int, failing: int = 0) -> Path:
    """Make a folder of ``count`` learners with right answers, no two alike; ``failing`` percent leave out the bias."""
    exercises = [exercise for exercise in Course.load(ROOT).exercises if not exercise.further]
    right = {f"{exercise.id}.py": exercise.solution for exercise in exercises}
    wrong = (ROOT / "examples" / "learner" / "ex3_neuron.py").read_text("utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(count):
        own = folder / f"s{number}"
        own.mkdir(parents=True)
        for name, text in right.items():
            is_wrong = name == "ex3_neuron.py" and number % 100 < failing
            (own / name).write_text(f"{wrong if is_wrong else text}\n# {number}\n", "utf-8")
    return folder


def grading(place: Place, work: Path, *words: str) -> tuple[float, float, int]:
    """Grade a class from nothing; return its seconds, the grader's peak in MiB, and the gradebook's bytes."""
    marks = work.with_name(f"{work.name}-marks")
    shutil.rmtree(marks, ignore_errors=True)
    cost, peak, _ = place.watched("grade", str(work), "--out", str(marks), "--seed", "41", *words)
    return cost.wall, peak, sum(path.stat().st_size for path in marks.glob("gradebook.sqlite*"))


def each(place: Place, failing: int, rounds: int) -> list[float]:
    """Return the seconds that one more submission takes, a figure a round."""
    few, many = (make_class(place.folder / f"class-{n}-{failing}", n, failing) for n in (FEW, MANY))
    grading(place, few)
    found = [grading(place, many)[0] - grading(place, few)[0] for _ in range(rounds)]
    return [seconds / (MANY - FEW) for seconds in found]


def cluster(place: Place, rounds: int) -> Iterator[Row]:
    """Submissions a second of two workers of a scheduler on this machine, as a part of those with two jobs."""
    few, many = (make_class(place.folder / f"class-{n}-0", n) for n in (FEW, MANY))
    jobs = ("--jobs", "2")
    ratios, rates = [], []
    for _ in range(min(rounds, 3)):
        seconds = [
            (grading(place, many, *jobs, *where)[0] - grading(place, few, *jobs, *where)[0]) / (MANY - FEW)
            for where in ((), ("--scheduler", "local"))
        ]
        ratios.append(seconds[0] / seconds[1])
        rates.append([1 / each for each in seconds])
    here, there = (statistics.median(column) for column in zip(*rates, strict=True))
    told = f"{there:.0f} a second, {here:.0f} with two jobs and no scheduler"
    yield Row("cluster", "two workers of a scheduler", statistics.median(ratios), "x", 0.8, told, at_least=True)


def floor() -> float:
    """Return the seconds of a submission in a bare loop that forks."""
    command = [sys.executable, str(Path(__file__).with_name("floor.py")), str(MANY)]
    ended = subprocess.run(command, capture_output=True, check=False, text=True)
    if ended.returncode:
        sys.exit(f"The floor can't be measured: {ended.stderr.strip()}")
    return float(json.loads(ended.stdout)["seconds"]) / MANY


def batch(place: Place, rounds: int) -> Iterator[Row]:
    """Submissions a second, all right and with 30 percent failing, as parts of the floor's."""
    turns = min(rounds, 3)
    bare = [floor() for _ in range(turns)]
    for name, failing, target in (("a class, all right", 0, 0.7), ("a class, 30 % failing", 30, 0.35)):
        ours = each(place, failing, turns)
        ratio = statistics.median(theirs / mine for theirs, mine in zip(bare, ours, strict=True))
        rate, best = 1 / statistics.median(ours), 1 / statistics.median(bare)
        yield Row("batch", name, ratio, "x", target, f"{rate:.0f} a second, the floor {best:.0f}", at_least=True)


def large(place: Place, rounds: int) -> Iterator[Row]:
    """Ten thousand learners beside one thousand: time for each, the grader's memory, the gradebook."""
    small, big = (make_class(place.folder / f"class-{n}", n) for n in (THOUSAND, TEN_THOUSAND))
    few = make_class(place.folder / "class-few", FEW)
    (once, _, _), (some, peak, size), (all_, top, whole) = (grading(place, work) for work in (few, small, big))
    first = (some - once) / (THOUSAND - FEW)
    then = (all_ - some) / (TEN_THOUSAND - THOUSAND)
    told = f"{1000 * then:.1f} ms for {1000 * first:.1f} ms a submission"
    yield Row("large", "time, 10,000 beside 1,000", then / first, "x", 1.1, told)
    yield Row("large", "memory, 10,000 beside 1,000", top / peak, "x", 1.1, f"{top:.0f} MiB for {peak:.0f} MiB")
    grows = (whole - size) / (TEN_THOUSAND - THOUSAND) / 1024
    yield Row("large", "the gradebook's growth", grows, "KiB", None, "for each submission, all right")
