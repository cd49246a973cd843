"""What the runner makes of a worker's answer, or of its absence."""

from __future__ import annotations

from dataclasses import dataclass, field

from lagrader.results import Verdict
from lagrader.wire import Reply, Sample


@dataclass(frozen=True, slots=True)
class Stopped:
    """No answer came: the child was stopped, or stopped itself, while it worked on a request.

    ``verdict`` says by what; ``detail`` is for a person: ``killed after 2 s``, ``signal SIGSEGV``.
    ``while_loading`` is set where the module never finished its import. ``sample`` is where the child says that it
    was, for one that took too long: a claim, which takes no part in what equals what. ``tried`` is False for a request
    that was never sent, since another one of its group had been stopped.
    """

    verdict: Verdict
    detail: str = ""
    while_loading: bool = False
    sample: Sample | None = field(default=None, compare=False)
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: the reply or its absence, what was printed meanwhile.

    ``seconds`` are CPU time, ``waited`` are seconds on the clock.
    """

    reply: Reply | Stopped
    output: str = ""
    output_bytes: int = 0
    seconds: float = 0.0
    waited: float = 0.0
