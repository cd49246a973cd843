"""What may be asked of --scheduler, and what is refused before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from lagrader.cluster import Scheduler, Tls
from lagrader.errors import UsageError
from tests.cli.program import Run, lagrader, work
from tests.cluster.certificates import Authority, certificates, private

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def tls(files: Authority) -> Tls:
    return Tls(files.ca, files.cert, files.key)


@pytest.mark.parametrize("word", ["localhost:8786", "127.0.0.1:8786", "tcp://127.8.8.8:1", "[::1]:8786"])
def test_on_this_machine_no_certificates_are_asked_for(word: str) -> None:
    scheduler = Scheduler.of(word)
    assert scheduler.address == f"tcp://{word.removeprefix('tcp://')}"
    assert not scheduler.is_local


@pytest.mark.parametrize("word", ["10.0.0.7:8786", "tcp://node7:8786", "[2001:db8::1]:8786", "localhost.example.org:1"])
def test_elsewhere_they_are(word: str, tls: Tls) -> None:
    with pytest.raises(UsageError, match="is not this machine, and whoever is between could read submissions"):
        Scheduler.of(word)
    assert Scheduler.of(word, insecure=True).address.startswith("tcp://")
    assert Scheduler.of(word.removeprefix("tcp://"), tls=tls).address == f"tls://{word.removeprefix('tcp://')}"


@pytest.mark.parametrize("word", ["node7", "node7:", ":8786", "node7:0", "node7:99999", "ucx://node7:1", "a b:1", ""])
def test_no_address(word: str) -> None:
    with pytest.raises(UsageError, match="is no address of a scheduler"):
        Scheduler.of(word)


def test_scheme_and_certificates_must_agree(tls: Tls) -> None:
    with pytest.raises(UsageError, match="is a connection with TLS: name the certificates with --tls-ca"):
        Scheduler.of("tls://node7:8786", insecure=True)
    with pytest.raises(UsageError, match="certificates are named: write tls://"):
        Scheduler.of("tcp://node7:8786", tls=tls)
    with pytest.raises(UsageError, match="local makes certificates of its own"):
        Scheduler.of("local", tls=tls)


def test_files_that_are_no_certificates(files: Authority, tmp_path: Path) -> None:
    own, other, locked = tmp_path / "own.pem", tmp_path / "other.pem", tmp_path / "locked.pem"
    own.write_text("hello")
    other.write_bytes(private(ec.generate_private_key(ec.SECP256R1())))
    locked.write_bytes(private(ec.generate_private_key(ec.SECP256R1()), b"secret"))
    wrong = {
        "--tls-ca .*none.pem can't be read: No such file or directory": (tmp_path / "none.pem", files.cert, files.key),
        "--tls-key .* can't be read: Is a directory": (files.ca, files.cert, tmp_path),
        "--tls-ca .*own.pem holds no certificate in PEM": (own, files.cert, files.key),
        "must be a certificate and its private key": (files.ca, own, files.key),
        "--tls-key .*other.pem is not the key of the certificate": (files.ca, files.cert, other),
        "--tls-key .*locked.pem is locked with a password": (files.ca, files.cert, locked),
    }
    for words, three in wrong.items():
        with pytest.raises(UsageError, match=words):
            Scheduler.of("node7:8786", tls=Tls(*three))


def refused(home: Path, *words: str) -> Run:
    run = lagrader("grade", "solutions", "--layout", "single", "--out", "marks", *words, cwd=home)
    assert run.code == 2, run.err
    assert not (home / "marks").exists()
    return run


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--insecure"], "--insecure belongs to a scheduler: name one with --scheduler, or leave it out."),
        (["--tls-key", "k"], "--tls-key belongs to a scheduler"),
        (["--wait", "3"], "--wait belongs to a scheduler"),
        (["--scheduler", "node7:1", "--tls-ca", "ca"], "--tls-ca without --tls-cert and --tls-key: name all three"),
        (["--scheduler", "node7:8786"], "node7 is not this machine"),
        (["--scheduler", "local", "--unsafe-no-sandbox"], "--unsafe-no-sandbox is for one submission on this machine"),
        (["--scheduler", "local", "--device", "cuda"], "A scheduler's workers grade on the CPU: leave --device out."),
        (["--scheduler", "localhost:1", "--jobs", "2"], "up to the scheduler's workers and their threads"),
    ],
)
def test_what_does_not_go_together(words: list[str], told: str, tmp_path: Path) -> None:
    assert told in refused(work(tmp_path), *words).err


def test_without_distributed_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r'is not installed here: pip install "lagrader\[distributed\]"'):
        Scheduler.of("local")
