"""Run many pure checkers together: every round, what all of them ask goes out as one batch per party."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Hashable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from lagrader.checkers import Ask
from lagrader.outcomes import Outcome
from lagrader.wire import Request

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")

Answer: TypeAlias = Callable[[Sequence[tuple[K, Request]]], Awaitable[list[Outcome]]]
"""Runs requests, each with the key of who asks, and returns one outcome for each in the same order."""


async def drive(
    generators: Mapping[K, Generator[Ask, Sequence[Outcome], R]], parties: Mapping[str, Answer[K]]
) -> dict[K, R]:
    """Run all of ``generators`` to their ends and return what each returned.

    Raises KeyError for one that asks a party that is not there.
    """
    results: dict[K, R] = {}
    waiting = _advance(generators, dict.fromkeys(generators), results)
    while waiting:
        for ask in waiting.values():
            parties[ask.party]  # else it would be left waiting without a word
        answers = await asyncio.gather(*(_serve(waiting, party, answer) for party, answer in parties.items()))
        merged: dict[K, Sequence[Outcome] | None] = {}
        for part in answers:
            merged |= part
        waiting = _advance(generators, merged, results)
    return results


def _advance(
    generators: Mapping[K, Generator[Ask, Sequence[Outcome], R]],
    answers: Mapping[K, Sequence[Outcome] | None],
    results: dict[K, R],
) -> dict[K, Ask]:
    """Hand each generator its answers; return what those ask that have not ended."""
    waiting: dict[K, Ask] = {}
    for key, outcomes in answers.items():
        try:
            waiting[key] = generators[key].send(outcomes)  # type: ignore[arg-type]
        except StopIteration as end:
            results[key] = end.value
    return waiting


async def _serve(waiting: Mapping[K, Ask], party: str, answer: Answer[K]) -> dict[K, list[Outcome]]:
    asks = {key: ask.requests for key, ask in waiting.items() if ask.party == party}
    flat = [(key, request) for key, requests in asks.items() for request in requests]
    outcomes = iter(await answer(flat)) if flat else iter(())
    return {key: [next(outcomes) for _ in requests] for key, requests in asks.items()}
