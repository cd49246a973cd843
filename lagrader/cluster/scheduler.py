"""Which scheduler, and how its connections are kept from others: what was asked for, checked before anything starts."""

from __future__ import annotations

import importlib.util
import ipaddress
import re
import ssl
from dataclasses import dataclass
from pathlib import Path

from lagrader.errors import UsageError

LOCAL = "local"
"""The word for a small cluster on this machine."""

WAIT_SECONDS = 60.0
"""How long a run waits for a worker where there is none, at the beginning and later."""

_ADDRESS = re.compile(r"(?:(?P<scheme>[a-z]+)://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):(?P<port>[0-9]{1,5})")
_INSTALL = 'pip install "lagrader[distributed]"'


@dataclass(frozen=True, slots=True)
class Tls:
    """The files of mutual TLS, in PEM: who signs, and what this machine shows and proves with."""

    ca: Path
    cert: Path
    key: Path

    def require(self) -> None:
        """Raise UsageError where a file can't be read, holds something else, or key and certificate don't match."""
        context = ssl.create_default_context()
        for path, option in ((self.ca, "--tls-ca"), (self.cert, "--tls-cert"), (self.key, "--tls-key")):
            try:
                path.read_bytes()
            except OSError as error:
                raise UsageError(f"{option} {path} can't be read: {error.strerror}.") from None
        try:
            context.load_verify_locations(self.ca)
        except ssl.SSLError:
            raise UsageError(f"--tls-ca {self.ca} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).") from None
        try:
            context.load_cert_chain(self.cert, self.key, password=_no_password)
        except (ssl.SSLError, ValueError) as error:
            raise UsageError(_pair_fault(self, error)) from None


def _no_password() -> str:
    raise ValueError("a password")


def _pair_fault(tls: Tls, error: Exception) -> str:
    if isinstance(error, ssl.SSLError) and error.reason == "KEY_VALUES_MISMATCH":
        return f"--tls-key {tls.key} is not the key of the certificate --tls-cert {tls.cert}."
    if not isinstance(error, ssl.SSLError):
        return f"--tls-key {tls.key} is locked with a password; a run asks nobody, so name a key without one."
    return f"--tls-cert {tls.cert} and --tls-key {tls.key} must be a certificate and its private key, both in PEM."


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A scheduler of dask.distributed: ``local`` for a cluster of this machine's own, else an address with a scheme."""

    address: str
    tls: Tls | None = None
    wait: float = WAIT_SECONDS
    """Seconds that a run waits for a worker where there is none."""

    @classmethod
    def of(
        cls, address: str, *, tls: Tls | None = None, insecure: bool = False, wait: float = WAIT_SECONDS
    ) -> Scheduler:
        """Read what was asked for; ``insecure`` allows connections off this machine that nobody keeps.

        Raises:
            UsageError: it is no address, would be open to others, its certificates are none, or distributed is missing.
        """
        _require_distributed()
        if address == LOCAL:
            if tls is not None or insecure:
                raise UsageError("--scheduler local makes certificates of its own: leave --tls-… and --insecure out.")
            return cls(LOCAL, None, wait)
        scheme, host, port = _parts(address)
        if scheme == "tls" and tls is None:
            raise UsageError(f"{address} is a connection with TLS: {_NAME_FILES}.")
        if scheme == "tcp" and tls is not None:
            raise UsageError(f"{address} says a connection without TLS, and certificates are named: write tls://.")
        if tls is not None:
            tls.require()
        elif not insecure and not _is_here(host):
            raise UsageError(
                f"{host} is not this machine, and whoever is between could read submissions and give marks: "
                f"{_NAME_FILES}. Where the network is yours alone, say --insecure. docs/scale.md has both."
            )
        return cls(f"{'tcp' if tls is None else 'tls'}://{host}:{port}", tls, wait)

    @property
    def is_local(self) -> bool:
        """Whether it is a cluster of this machine's own, that comes and goes with the run."""
        return self.address == LOCAL


_NAME_FILES = "name the certificates with --tls-ca FILE --tls-cert FILE --tls-key FILE"


def _parts(address: str) -> tuple[str, str, int]:
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found["port"]) < 1 << 16 or found["scheme"] not in (None, "tcp", "tls"):
        raise UsageError(
            f'"{address}" is no address of a scheduler. Write HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT, as the '
            "scheduler prints when it starts (its usual port is 8786), or local."
        )
    return found["scheme"] or "", found["host"], int(found["port"])


def _is_here(host: str) -> bool:
    """Whether a host is this machine by its name alone: nobody else is asked."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _require_distributed() -> None:
    if importlib.util.find_spec("distributed") is None:
        raise UsageError(f"dask.distributed, which --scheduler needs, is not installed here: {_INSTALL}.")
