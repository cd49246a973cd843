"""``lagrader watch``: the report on one exercise, again on every save, from a warm worker.

``changes`` and ``mounts`` find out that something was saved, ``reading`` what it says, ``page`` what there is to say
about it; ``keys`` and ``screen`` are the terminal, and ``loop`` brings them together.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagrader.cli.console import say
from lagrader.cli.options import CourseOption, DeviceOption, SeedOption, course_again, load_course
from lagrader.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lagrader.cli.watch.page import Order
    from lagrader.cli.words import Asked
    from lagrader.runner import Runner


def watch(
    words: Annotated[list[str] | None, typer.Argument(metavar="N|PATH", hidden=True)] = None,
    course: CourseOption = None,
    device: DeviceOption = "cpu",
    seed: SeedOption = None,
) -> None:
    """Check an exercise again whenever you save it.

    N is an exercise: 3, ex3_neuron or neuron; without it, that is the first one that is not done. PATH is a folder or
    a file with your work, as in lagrader check. Keys: Enter checks again, h shows a hint, n goes on to the next
    exercise, q ends.
    """
    raise typer.Exit(run_watch(words or [], course, device, seed))


def run_watch(words: Sequence[str], course: str | None, device: str, seed: int | None) -> int:
    """Load the course while the worker that was started early imports torch, and watch; return the exit code."""
    import asyncio

    from lagrader.devices import check_name

    check_name(device)
    from lagrader.cli.watch import keys
    from lagrader.cli.words import parse_words
    from lagrader.runner import Runner

    asked = parse_words(words, load_course(course))
    order = _order(asked, device, seed, course_again(course))
    runner = Runner(warm=True)  # it was started early, and imports torch since
    try:
        with keys.terminal_kept():
            return asyncio.run(_watch(runner, order))
    finally:
        runner.kill()


def _order(asked: Asked, device: str, seed: int | None, again: str) -> Order:
    from lagrader.cli.watch.page import Memory, Order
    from lagrader.grader import DEFAULT_SEED
    from lagrader.submission import default_path

    everything = asked.course.exercises
    named = asked.exercises if asked.exercises != everything else ()
    if len(named) > 1:
        numbers = ", ".join(str(exercise.number) for exercise in named)
        raise UsageError(f"One exercise at a time is watched: found {numbers}. The key n goes on to the next one.")
    held = _held(asked)
    exercises = tuple(exercise for exercise in everything if exercise.id in held or exercise in named)
    chosen = DEFAULT_SEED if seed is None else seed
    memory = Memory(asked.course, asked.path)
    usual = asked.path == default_path(Path.cwd())
    begin = named[0] if named else None
    return Order(asked.course, exercises, asked.path, chosen, device, memory, begin, asked.path_again, again, usual)


def _held(asked: Asked) -> set[str]:
    """Return the ids of the exercises that the path holds: all of them where it is a folder."""
    from lagrader.course import targets_of
    from lagrader.submission import find_submission

    everything = asked.course.exercises
    if asked.path.is_dir():
        return {exercise.id for exercise in everything}
    targets = targets_of(everything)
    return set(find_submission(asked.path, list(targets), targets).files)


async def _watch(runner: Runner, order: Order) -> int:
    from lagrader.cli.watch import keys
    from lagrader.cli.watch.loop import Watch
    from lagrader.cli.watch.screen import Screen
    from lagrader.devices import resolve

    screen = Screen(sys.stdout, live=keys.possible())
    if keys.possible():
        screen.wait("Checking…", ())
    else:
        say("Every save is checked. Ctrl-C ends this.")
    async with runner:
        if order.device != "cpu":
            order = replace(order, device=resolve(order.device, await runner.devices()))
        return await Watch(runner, order, screen).run()
