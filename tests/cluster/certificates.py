"""Certificates for a test: an authority of its own, and one certificate with its key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Three files in PEM."""

    ca: Path
    cert: Path
    key: Path

    @property
    def options(self) -> list[str]:
        """As our command takes them."""
        return ["--tls-ca", str(self.ca), "--tls-cert", str(self.cert), "--tls-key", str(self.key)]

    @property
    def of_dask(self) -> list[str]:
        """As dask's commands take them."""
        return ["--tls-ca-file", *self.options[1:]]


def certificates(folder: Path) -> Authority:
    signing, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    files = Authority(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    files.ca.write_bytes(_pem("a test's authority", "a test's authority", signing, signing, ca=True))
    files.cert.write_bytes(_pem("a test", "a test's authority", own, signing, ca=False))
    files.key.write_bytes(private(own))
    return files


def private(key: ec.EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def _pem(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, signing: ec.EllipticCurvePrivateKey, *, ca: bool
) -> bytes:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    return builder.sign(signing, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
