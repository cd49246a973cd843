"""Canaries: refused where the layers stand, through where they don't; and what is said where one is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lagrader.errors import SandboxError
from lagrader.grader import Grader
from lagrader.runner.proof import ACTIVE, CANARIES, SECRET, Attempt, Proof, prove, shortfall, stands
from lagrader.submission import find_submission
from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.program import lagrader, work
from tests.grading import COURSE
from tests.lacking import wrapper
from tests.runner.bench import Bench, bench

ROOT = Path(__file__).resolve().parents[2]
CANARY = ROOT / "lagrader" / "worker" / "canary.py"
NAMES = [canary.name for canary in CANARIES]
OF_THE_KERNEL = {"new_privs", "secret", "listing", "sibling", "write", "chmod", "network", "fork", "parent", "execute"}
"""Those that only the kernel's layers stop."""

linux = pytest.mark.skipif(not abi() or architecture() is None, reason="needs Landlock and seccomp")


@pytest.fixture(scope="module")
def proof(fork: Bench) -> Proof:
    return fork.run(prove(fork.runner))


# --- where all layers stand --------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("name", NAMES)
def test_each_canary_is_refused(name: str, proof: Proof) -> None:
    (attempt,) = [attempt for attempt in proof.attempts if attempt.canary.name == name]
    assert not attempt.got_through, attempt.how


@linux
def test_every_layer_is_proven_by_a_canary_of_its_own(proof: Proof) -> None:
    proof.require()
    assert proof.holds
    assert proof.honest == "done"
    assert all(proof.refused_by(layer) for layer in proof.claims)
    assert {layer for canary in CANARIES for layer in canary.layers} == set(proof.claims)


@linux
def test_spawned_workers_are_proven_as_well() -> None:
    with bench("spawn") as own:
        proof = own.run(prove(own.runner))
    assert proof.missing == {}
    assert proof.holds


# --- where one does not ------------------------------------------------------------------------------------


@linux
def test_without_the_kernels_layers_those_canaries_get_through_and_no_other(exposed: Bench) -> None:
    proof = exposed.run(prove(exposed.runner))
    assert {attempt.canary.name for attempt in proof.attempts if attempt.got_through} == OF_THE_KERNEL
    assert f"read {SECRET}" in next(attempt.how for attempt in proof.attempts if attempt.canary.name == "secret")
    assert not proof.holds


BARE = f"""
import json, os, signal, sys, threading
program = {{"__name__": "canary"}}
exec(compile(open({str(CANARY)!r}).read(), "canary.py", "exec"), program)
name, *arguments = json.loads(sys.argv[1])
if name == "signals":
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
if name == "threads":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
if name == "descriptors":
    os.dup2(0, 77)
print(json.dumps(program["tried"](name, *arguments)), flush=True)
os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_THE_KERNEL))
def test_each_other_canary_gets_through_in_a_process_that_nothing_confines(name: str, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.touch(mode=0)
    if name == "privileged" and os.geteuid() != 0:
        pytest.skip("only root has capabilities to lose")
    arguments = {"privileged": [str(locked)], "memory": [1 << 30], "descriptors": [4]}.get(name, [])
    command = [sys.executable, "-c", BARE, json.dumps([name, *arguments])]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/")
    got_through, how = json.loads(ran.stdout)
    assert got_through, how


SIGNALS = f"""
import signal
program = {{"__name__": "canary"}}
exec(compile(open({str(CANARY)!r}).read(), "canary.py", "exec"), program)
defaults = (signal.SIG_DFL, None)
for number in signal.valid_signals():
    if signal.getsignal(number) not in defaults:
        signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.SIG_IGN)
STATEMENT
print(program["tried"]("signals"))
"""


@pytest.mark.slow
@linux
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("pass", "(False, 'as they are')"),
        ("signal.signal(14, lambda *_: None)", "(False, 'as they are')"),
        ("signal.pthread_sigmask(signal.SIG_BLOCK, [10])", "(True, 'has signals blocked (10) or handled (none)')"),
        ("signal.signal(15, lambda *_: None)", "(True, 'has signals blocked (none) or handled (15)')"),
        ("signal.signal(25, signal.SIG_IGN)", "(True, 'has signals blocked (none) or handled (25)')"),
        ("signal.signal(2, signal.SIG_DFL)", '(True, "answers Ctrl-C, which is the grader\'s to answer")'),
    ],
)
def test_the_canary_for_signals_sees_what_is_blocked_handled_or_ignored(statement: str, said: str) -> None:
    command = [sys.executable, "-c", SIGNALS.replace("STATEMENT", statement)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/")
    assert ran.stdout.strip() == said


def test_a_canary_that_gets_through_counts_for_more_than_a_claim() -> None:
    secret = next(canary for canary in CANARIES if canary.name == "secret")
    proof = Proof({"landlock": ACTIVE, "seccomp": ACTIVE}, (Attempt(secret, True, "read a secret"),), "done")
    assert proof.missing == {"landlock": "does not hold: a program read a secret"}
    with pytest.raises(SandboxError, match="does not hold: a program read a secret"):
        proof.require()


def test_a_sandbox_in_which_honest_work_fails_is_refused_too() -> None:
    proof = Proof({"landlock": ACTIVE}, (), "PermissionError: no")
    assert not proof.holds
    with pytest.raises(SandboxError, match="does not go on in the sandbox here: PermissionError: no"):
        proof.require()


@pytest.mark.parametrize(
    ("why", "advice"),
    [
        ("this kernel has no Landlock (needs Linux 5.13)", "Use Linux 5.13 or newer; in a container on gVisor"),
        ("Landlock is switched off at boot (lsm=)", "Add landlock to the kernel's list: lsm=landlock,…"),
        ("the container's own filter forbids Landlock", "Docker 23"),
        ("not on this system", "Grade on Linux"),
        ("refused: Operation not permitted", "docs/security.md"),
    ],
)
def test_a_refusal_says_what_is_missing_and_what_to_do(why: str, advice: str) -> None:
    with pytest.raises(SandboxError) as raised:
        Proof({"landlock": why, "seccomp": ACTIVE}, (), "done").require()
    text = str(raised.value)
    assert raised.value.exit_code == 3
    assert f"1 protection is missing.\n  Landlock  {why}\n" in text
    assert advice in text
    assert text.endswith("--unsafe-no-sandbox.")


def test_each_reason_that_has_no_advice_of_its_own_is_led_to_some() -> None:
    with pytest.raises(SandboxError) as raised:
        Proof(
            {"landlock": "this kernel has no Landlock (needs Linux 5.13)", "seccomp": "refused: no"}, (), "done"
        ).require()
    assert "Use Linux 5.13 or newer" in str(raised.value)
    assert "lagrader doctor shows what was tried" in str(raised.value)


def test_a_gpu_is_refused(fork: Bench) -> None:
    """Its workers can be started and asked for their layers without one."""
    proof = fork.run(prove(fork.runner, "cuda"))
    assert set(proof.missing) == {"no_new_privs", "landlock", "seccomp"}
    with pytest.raises(SandboxError, match="leave --device out"):
        proof.require()
    assert shortfall(proof.claims, "cuda").startswith("Not protected for cuda by no new privs, Landlock, seccomp: run")


def test_one_line_says_which_layers_are_off(exposed: Bench, tmp_path: Path) -> None:
    grader = Grader(exposed.runner, COURSE, COURSE.exercises[2:3])
    report = exposed.run(grader.grade(find_submission(work(tmp_path) / "solutions", ["ex3_neuron"])))
    exposed.run(grader.close())
    assert report.passed
    expected = "Not protected by no new privs, Landlock, seccomp: run only what you trust. See lagrader doctor."
    assert report.sandbox["note"] == expected


@linux
def test_a_device_that_turns_out_to_be_the_cpu_keeps_its_layers(tmp_path: Path) -> None:
    """And so does the oracle, whatever the device: it computes on the CPU."""
    run = lagrader("check", "3", "--device", "auto", "--format", "json", cwd=work(tmp_path))
    report = json.loads(run.out)
    if report["device"] != "cpu":
        pytest.skip("there is a GPU here")
    assert all(stands(state) for state in report["sandbox"]["layers"].values())


def test_an_error_that_is_none_of_a_layers_proves_nothing(tmp_path: Path) -> None:
    """What is not there was not refused."""
    command = [sys.executable, "-c", BARE, json.dumps(["secret", str(tmp_path / "gone")])]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/")
    got_through, how = json.loads(ran.stdout)
    assert got_through
    assert "was stopped by something else ([Errno 2] No such file" in how


def test_a_layer_with_nothing_to_do_stands() -> None:
    assert stands("not needed: not root")
    assert shortfall({"capabilities": "not needed: not root", "landlock": ACTIVE}, "cpu") == ""


# --- the program, where the kernel itself says no ----------------------------------------------------------


@linux
def test_without_landlock_doctor_and_check_say_so(tmp_path: Path) -> None:
    home = work(tmp_path)
    doctor = lagrader("doctor", cwd=home, wrapper=wrapper("landlock=ENOSYS"))
    assert doctor.code == 0
    assert "missing: this kernel has no Landlock (needs Linux 5.13)" in doctor.flat
    assert "seccomp active refused: write a file, chmod" in doctor.flat
    assert "Their programs do not run here" in doctor.flat
    check = lagrader("check", "3", cwd=home, wrapper=wrapper("landlock=ENOSYS"))
    assert check.code == 0
    assert "Not protected by Landlock: run only what you trust. See lagrader doctor." in check.out
    assert lagrader("check", "3", cwd=home).out.count("Not protected") == 0


@linux
@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        (("landlock=EOPNOTSUPP",), "missing: Landlock is switched off at boot (lsm=)"),
        (("landlock=EPERM",), "missing: the container's own filter forbids Landlock"),
        (("seccomp=EPERM",), "seccomp missing: refused: Operation not permitted"),
    ],
)
def test_each_way_to_lack_a_layer_is_told(lacking: tuple[str, ...], said: str, tmp_path: Path) -> None:
    doctor = lagrader("doctor", cwd=tmp_path, wrapper=wrapper(*lacking))
    assert said in doctor.flat
    assert "work honest done" in doctor.flat


def test_doctor_without_a_temporary_folder_says_what_to_do(tmp_path: Path) -> None:
    command = ("/bin/sh", "-c", 'ulimit -f 0; exec "$@"', "sh")
    run = lagrader("doctor", cwd=tmp_path, wrapper=command)
    assert (run.code, "TMPDIR" in run.err) == (3, True)
