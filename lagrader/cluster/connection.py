"""The connection to a scheduler of dask.distributed, or to a small cluster that comes and goes with the run."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from typing import Any

from lagrader.cluster.scheduler import Scheduler, Tls
from lagrader.errors import SchedulerError

CONNECT_SECONDS = 10.0
"""How long it is tried to reach a scheduler."""

_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
}
"""Of dask's looking at itself: what nobody here reads, and a core of few would have to pay."""


@asynccontextmanager
async def connected(scheduler: Scheduler, jobs: int) -> AsyncIterator[Any]:
    """Give a client of ``distributed``; where the scheduler is ``local``, start one with ``jobs`` workers meanwhile.

    Raises:
        SchedulerError: nothing answers there, it is no scheduler, or one of another version.
    """
    distributed = _distributed()
    _silence()
    if scheduler.is_local:
        async with _cluster(jobs) as cluster, _client(cluster.scheduler_address, cluster.security) as client:
            yield client
        return
    security = _security(scheduler.tls)
    await _require_version(scheduler.address, security, distributed.__version__)
    async with _client(scheduler.address, security) as client:
        yield client


def _distributed() -> Any:
    """Its module, of which half has no types."""
    return import_module("distributed")


def _silence() -> None:
    """Leave it to us to say what happens to a connection; dask's own lines would be in between."""
    for name in ("distributed", *(name for name in logging.root.manager.loggerDict if name.startswith("distributed."))):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _security(tls: Tls | None) -> Any:
    distributed = _distributed()
    if tls is None:
        return distributed.Security(require_encryption=False)
    files = {"tls_ca_file": tls.ca, "tls_client_cert": tls.cert, "tls_client_key": tls.key}
    return distributed.Security(require_encryption=True, **{name: str(path) for name, path in files.items()})


@asynccontextmanager
async def _client(address: str, security: Any) -> AsyncIterator[Any]:
    how = {"asynchronous": True, "set_as_default": False, "timeout": CONNECT_SECONDS}
    client = _distributed().Client(address, security=security, **how)
    with _reaching(address), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions of others of its parts
        await client
    try:
        yield client
    finally:
        await client.close()


@contextmanager
def _reaching(address: str) -> Iterator[None]:
    """Say that no scheduler answers, whatever goes wrong."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever listens there may answer anything
        raise SchedulerError(_unreachable(address, error)) from None


def _unreachable(address: str, error: Exception) -> str:
    reason = str(error.__cause__ or error) or type(error).__name__
    advice = (
        "Is it running, and are these the certificates that it was started with?"
        if address.startswith("tls")
        else ("Is it running, is this its address, and was it started without TLS?")
    )
    return f"No scheduler of dask answers at {address} ({' '.join(reason.split())}). {advice}"


async def _require_version(address: str, security: Any, own: str) -> None:
    """Raise SchedulerError where the scheduler is of another version, which may understand something else."""
    how = {"connection_args": security.get_connection_args("client"), "timeout": CONNECT_SECONDS}
    with _reaching(address):
        async with import_module("distributed.core").rpc(address, **how) as scheduler:
            told = await asyncio.wait_for(scheduler.versions(), CONNECT_SECONDS)
            theirs = told["packages"]["distributed"]
    if theirs != own:
        raise SchedulerError(
            f"The scheduler at {address} is distributed {theirs}, and here it is {own}: they only understand each "
            f"other where both are the same. Install distributed=={theirs} here, or the scheduler anew."
        )


@asynccontextmanager
async def _cluster(jobs: int) -> AsyncIterator[Any]:
    """Start a scheduler and workers on loopback, with certificates that nobody else on this machine has."""
    distributed = _distributed()
    import_module("dask.config").set(_QUIET)
    cluster = distributed.LocalCluster(
        n_workers=jobs,
        threads_per_worker=1,
        memory_limit=0,
        host="127.0.0.1",
        protocol="tls://",
        security=distributed.Security.temporary(),
        dashboard_address=None,
        silence_logs=logging.CRITICAL + 1,
        asynchronous=True,
    )
    with _own_interrupts():
        await cluster
    try:
        yield cluster
    finally:
        await cluster.close()


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """Have processes that are started meanwhile leave Ctrl-C to us, which a terminal sends to all of them.

    What is ignored stays so in a new program. For these seconds it is ignored here, too.
    """
    if threading.current_thread() is not threading.main_thread():  # where nobody hears of Ctrl-C, and none may choose
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
