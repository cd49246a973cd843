"""The weaker profile, that of NVIDIA's GPUs: what it lets through, and that all else is refused as on the CPU."""

from __future__ import annotations

import errno
import os
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lagrader.errors import SandboxError
from lagrader.runner import Job
from lagrader.runner.allowance import SUBMISSION
from lagrader.runner.proof import CANARIES, WEAKER, prove, shortfall
from lagrader.starting import default_start
from lagrader.wire import Call, Returned, Setup, Value
from lagrader.worker import gpu
from lagrader.worker.seccomp import ALLOW, ERRNO, program
from lagrader.worker.syscalls import ARCHITECTURES, allowed
from tests.runner.bench import Bench, bench
from tests.worker.test_seccomp import DENIED, instructions, steps

REFUSED = ERRNO | errno.EPERM
PROGRAMS = {arch: instructions(program(arch, allowed(arch, gpu.CALLS, gpu.CHECKS_ON_A_GPU))) for arch in ARCHITECTURES}
both = pytest.mark.parametrize("arch", ARCHITECTURES)
forking = pytest.mark.skipif(default_start() != "fork", reason="the kernel's layers are Linux's")


def action(arch, number, arguments):
    return steps(arch, number, [value % 2**64 for value in arguments], programs=PROGRAMS)[0]


IOCTL = {"x86_64": 16, "aarch64": 29}
OPENAT = {"x86_64": 257, "aarch64": 56}
TIOCSTI, TIOCLINUX, TCGETS = 0x5412, 0x541C, 0x5401


@both
@pytest.mark.parametrize("request_", [0xC020462A, 0xC00846D6, 0xC030462B, 0x30000001, 0x30000002, 37, 68, TCGETS])
def test_controls_of_the_driver_go_through(arch, request_):
    assert action(arch, IOCTL[arch], (3, request_)) == ALLOW


@both
@pytest.mark.parametrize("request_", [TIOCSTI, TIOCLINUX, 0x30000003, 0x40049409, 0xC0185500])
def test_other_controls_do_not(arch, request_):
    assert action(arch, IOCTL[arch], (3, request_)) == REFUSED


@both
@given(request_=st.integers(0, 2**32 - 1))
def test_a_control_is_the_terminals_or_nvidias(arch, request_):
    is_known = (
        request_ in {0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x30000001, 0x30000002}
        or request_ >> 8 & 0xFF == ord("F")
        or request_ < 0x100
    )
    assert (action(arch, IOCTL[arch], (3, request_)) == ALLOW) == is_known


@both
@pytest.mark.parametrize(
    ("flags", "meaning"), [(0x2, ALLOW), (0x80002, ALLOW), (0x42, REFUSED), (0x202, REFUSED), (0x200000, REFUSED)]
)
def test_files_are_opened_for_writing_and_never_made(arch, flags, meaning):
    assert action(arch, OPENAT[arch], (-100, 0, flags)) == meaning


@both
def test_what_else_is_denied_stays_so(arch):
    column = list(ARCHITECTURES).index(arch)
    opened = {name: numbers for name, numbers in DENIED.items() if name not in gpu.CALLS}
    for name, numbers in opened.items():
        if numbers[column] is not None:
            assert action(arch, numbers[column], ()) != ALLOW, name
    assert set(DENIED) - set(opened) == {"mbind"}


TRIES = textwrap.dedent("""
    import os, threading

    def named():
        own = threading.get_native_id()
        place = os.open(f"/proc/{os.getpid()}/task/{own}/comm", os.O_RDWR)  # as pthread_setname_np does
        os.write(place, b"cuda")
        os.close(place)
        return open(f"/proc/{os.getpid()}/task/{own}/comm").read().strip()

    def opened(path, flags):
        try:
            os.close(os.open(path, flags))
        except OSError as error:
            return error.errno
        return 0
""")


@pytest.fixture(scope="module")
def weaker() -> Iterator[Bench]:
    """Workers of that profile; without a GPU they find no device files."""
    with bench("fork") as made:
        made.runner.shelters_cuda = True
        yield made


def tried(weaker: Bench, name: str, *args: Value) -> Any:
    setup = Setup((("tries", "tries.py", TRIES),), "cuda:0")
    (outcome,) = weaker.run(weaker._ask(setup, [Job(Call("tries", name, args), 5.0)], SUBMISSION))
    assert isinstance(outcome.reply, Returned), outcome.reply
    return outcome.reply.value


@forking
def test_a_child_names_its_own_threads_and_nobody_elses(weaker):
    assert tried(weaker, "named") == "cuda"
    for path in ("/proc/1/comm", f"/proc/{weaker.runner.zygote}/comm"):
        assert tried(weaker, "opened", path, os.O_RDWR) in {errno.EACCES, errno.EPERM}
    assert tried(weaker, "opened", "/dev/null", os.O_RDWR) == errno.EACCES  # Landlock's word
    assert tried(weaker, "opened", "/proc/cpuinfo", os.O_RDONLY) == 0


@forking
def test_the_canaries_are_refused_in_it_as_well(weaker):
    proof = weaker.run(prove(weaker.runner, "cuda:0"))
    assert [attempt.canary.name for attempt in proof.attempts] == [one.name for one in CANARIES if one.name != "memory"]
    assert not [attempt for attempt in proof.attempts if attempt.got_through]
    assert proof.layers["landlock"] == proof.layers["seccomp"] == WEAKER
    assert "weaker profile" in shortfall(proof.layers, "cuda:0")
    assert not proof.missing


@forking
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no NVIDIA GPU here")
def test_honest_work_goes_on_on_a_gpu(weaker):
    assert weaker.run(prove(weaker.runner, "cuda:0")).holds


@forking
@pytest.mark.skipif(torch.cuda.is_available(), reason="about a machine without a GPU")
def test_where_work_on_the_gpu_fails_nothing_is_graded(weaker):
    with pytest.raises(SandboxError, match="does not go on in the sandbox here"):
        weaker.run(prove(weaker.runner, "cuda:0")).require()


@forking
def test_without_asking_for_it_nothing_is_proven(weaker):
    weaker.runner.shelters_cuda = False
    try:
        with pytest.raises(SandboxError, match="--accept-weaker-sandbox"):
            weaker.run(prove(weaker.runner, "cuda:0")).require()
    finally:
        weaker.runner.shelters_cuda = True
