"""The options that name a scheduler, and how its connections are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from lagrader.cluster import Scheduler

SchedulerOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Grade on the workers of a dask scheduler (docs/scale.md), or on a small cluster here: local.",
    ),
]
CaOption: TypeAlias = Annotated[
    Path | None, typer.Option("--tls-ca", metavar="FILE", help="With --scheduler: who signs its certificates, in PEM.")
]
CertOption: TypeAlias = Annotated[
    Path | None, typer.Option("--tls-cert", metavar="FILE", help="With --scheduler: this machine's certificate.")
]
KeyOption: TypeAlias = Annotated[
    Path | None, typer.Option("--tls-key", metavar="FILE", help="With --scheduler: the key of --tls-cert.")
]
InsecureOption: TypeAlias = Annotated[
    bool,
    typer.Option("--insecure", help="With --scheduler: no TLS, also off this machine. Only where nobody else is."),
]
WaitOption: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--wait", metavar="SECONDS", min=0, help="With --scheduler: for a worker where there is none; 60 by default."
    ),
]


def scheduler_of(
    address: str | None, ca: Path | None, cert: Path | None, key: Path | None, wait: float | None, *, insecure: bool
) -> Scheduler | None:
    """Return the scheduler that the options name; None where they name none.

    Raises:
        UsageError: they don't go together, or :meth:`lagrader.cluster.Scheduler.of` refuses them.
    """
    files = {"--tls-ca": ca, "--tls-cert": cert, "--tls-key": key}
    named = [option for option, file in files.items() if file is not None]
    if address is None:
        _refuse_alone([*named, *(["--insecure"] if insecure else []), *(["--wait"] if wait is not None else [])])
        return None
    from lagrader.cluster import Scheduler, Tls
    from lagrader.cluster.scheduler import WAIT_SECONDS

    tls = None if ca is None or cert is None or key is None else Tls(ca, cert, key)
    if named and tls is None:
        _refuse_incomplete(named, [option for option in files if option not in named])
    return Scheduler.of(address, tls=tls, insecure=insecure, wait=WAIT_SECONDS if wait is None else wait)


def _refuse_alone(options: list[str]) -> None:
    from lagrader.errors import UsageError

    if options:
        raise UsageError(f"{options[0]} belongs to a scheduler: name one with --scheduler, or leave it out.")


def _refuse_incomplete(named: list[str], missing: list[str]) -> None:
    from lagrader.errors import UsageError
    from lagrader.phrases import joined

    raise UsageError(f"{joined(named)} without {joined(missing)}: name all three files.")
