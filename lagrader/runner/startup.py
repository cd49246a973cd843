"""Why no worker could be had, in words that say what to do."""

from __future__ import annotations

import sys

WORDS_LIMIT = 300
"""Characters of a worker's last words that are shown."""

ENOUGH_SECONDS = 10
"""CPU seconds in which torch is imported on the slowest machines; a lower limit is what stopped a worker."""


def never_ready(last_words: str) -> str:
    """Say that no worker can be had, why, and what to try."""
    why = f" It ended with: {last_words[:WORDS_LIMIT]}" if last_words else ""
    limit = processor_limit()
    # Who is stopped by a limit says nothing.
    if last_words or limit is None or limit >= ENOUGH_SECONDS:
        advice = f"Try: {sys.executable} -c 'import torch, numpy'"
    else:
        advice = (
            f"A process may use {limit} s of CPU time here (ulimit -t), and importing torch can take more: "
            "raise that limit, or ask whoever runs this machine."
        )
    return f"The worker could not be started.{why} {advice}"


def processor_limit() -> int | None:
    """Return the CPU seconds that a process may use here; None where nothing limits them."""
    try:
        import resource
    except ImportError:
        return None  # Windows
    limit = resource.getrlimit(resource.RLIMIT_CPU)[0]
    return None if limit == resource.RLIM_INFINITY else limit
