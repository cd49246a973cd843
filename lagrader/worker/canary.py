"""What a stranger's program might try, as a program: sent to a real worker, as a submission is, and run there.

Nothing imports this file; its text travels (:mod:`lagrader.runner.proof`). Each canary returns what it got where it
got through, raises where it was refused, and does no harm where nothing holds it.
"""

import ctypes
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Iterable

import torch

PR_GET_PDEATHSIG, PR_GET_NO_NEW_PRIVS = 2, 39

REFUSALS = (PermissionError, MemoryError)
"""How a layer says no. Any other error is none of its doing, and proves nothing."""

MOST_DESCRIPTORS = 4096


class Held(Exception):  # noqa: N818 - not an error: what ought to be
    """The layer was seen to be there."""


def tried(name: str, *arguments: object) -> tuple[bool, str]:
    """Run one canary; return whether it got through, and what it got or what refused it."""
    try:
        return True, str(globals()[name](*arguments))
    except REFUSALS as error:
        return False, type(error).__name__
    except Held as error:
        return False, str(error)
    except OSError as error:
        return True, f"was stopped by something else ({error})"


def secret(path: str) -> str:
    """Read a file that anybody may read."""
    with open(path, encoding="ascii") as file:
        return f"read {file.read()}"


def listing(folder: str) -> str:
    """List a folder that anybody may list."""
    return f"saw {os.listdir(folder)}"


def sibling(pid: int) -> str:
    """Read how another worker was started."""
    with open(f"/proc/{pid}/environ", "rb") as file:
        return f"read {len(file.read())} bytes"


def write(folder: str) -> str:
    """Make a file where anybody may."""
    with open(f"{folder}/lagrader_canary", "w", encoding="ascii") as file:
        file.write("a canary's")
    return "wrote a file"


def chmod(path: str) -> str:
    """Change a file's mode."""
    os.chmod(path, 0o600)
    return "changed a file's mode"


def network() -> str:
    """Open a socket."""
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    return "opened a socket"


def fork() -> str:
    """Make another process."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "made a process"


def execute() -> None:
    """Become another program; who does is gone without an answer."""
    os.execv(sys.executable, [sys.executable, "-I", "-c", ""])  # noqa: S606


def parent() -> str:
    """Signal the process that forked this one."""
    if os.name == "nt":  # there this number is Ctrl-C
        return "runs where no layer keeps signals back"
    os.kill(os.getppid(), 0)
    return "may signal the process that started it"


def memory(limit: int) -> str:
    """Take more memory than there is for it; nothing is written to it."""
    return f"took {len(bytearray(limit)):,} bytes"


def descriptors(kept: int) -> str:
    """Find a descriptor that was not given: the first ``kept`` numbers are the standard three and the channel."""
    found = [number for number in range(kept, MOST_DESCRIPTORS) if _is_open(number)]
    if not found:
        raise Held("nothing is open")
    return f"found descriptors {found} open"


OURS = {"TORCHINDUCTOR_CACHE_DIR", "CUDA_CACHE_DISABLE", "CUDA_VISIBLE_DEVICES"}
"""What the confinement itself leaves in the environment, the last two for a GPU."""


def environment() -> str:
    """Find something in the environment."""
    names = sorted(set(os.environ) - OURS)
    if not names:
        raise Held("empty")
    return f"saw {', '.join(names)}"


def privileged(path: str) -> str:
    """Be let in to a file that nobody may read, as only a capability can."""
    if os.access(path, os.R_OK):
        return "passes over the modes of files"
    raise Held("refused")


def new_privs() -> str:
    """Ask the kernel whether a program that is started could gain rights."""
    return _asked(PR_GET_NO_NEW_PRIVS, 1, "a program that it starts could gain rights")


def orphan() -> str:
    """Ask the kernel what happens when the process that forked this one dies."""
    return _asked(PR_GET_PDEATHSIG, signal.SIGKILL, "it would outlive the process that started it")


def session() -> str:
    """Look whether a terminal's signals, and signals to the grader's group, come here."""
    if os.getsid(0) == os.getpid():
        raise Held("its own")
    return "shares a session"


def signals() -> str:
    """Look whether a signal is kept from it, or does what others' code wants; Ctrl-C alone is ignored."""
    blocked = sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))
    ours = {signal.SIGINT, signal.SIGALRM, signal.SIGPROF}  # the last two: a call that runs long looks where it is
    others = signal.valid_signals() - ours
    changed = sorted(number for number in others if signal.getsignal(number) not in (signal.SIG_DFL, None))
    if blocked or changed:
        return f"has signals blocked ({_numbers(blocked)}) or handled ({_numbers(changed)})"
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        return "answers Ctrl-C, which is the grader's to answer"
    raise Held("as they are")


def threads() -> str:
    """Look whether a thread of ours runs beside it, outside the layers."""
    if threading.active_count() == 1:
        raise Held("one")
    return f"runs beside {threading.active_count() - 1} threads"


def honest() -> str:
    """Do what courses ask for, which must go on as if no layer were there; return what it comes to."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    inputs, wanted = torch.randn(8, 3), torch.randn(8, 1)
    losses = []
    for _ in range(3):
        loss = ((model(inputs) - wanted) ** 2).mean()
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                assert parameter.grad is not None  # backward has just set it
                parameter.sub_(parameter.grad, alpha=0.05)
        losses.append(float(loss))
    done: list[int] = []
    thread = threading.Thread(target=done.append, args=(random.getrandbits(8),))
    thread.start()
    thread.join()
    square = torch.einsum("ij,kj->ik", inputs, inputs) - torch.bmm(inputs[None], inputs.T[None])[0]
    good = losses[-1] < losses[0] and len(done) == 1 and float(square.abs().max()) < 1e-4
    return "done" if good else "came out wrong"


def honest_on_a_gpu(device: str) -> str:
    """Compute and differentiate on a GPU, for which a context is made; return what it comes to."""
    x = torch.ones(64, 64, device=device, requires_grad=True)
    torch.autograd.backward((x @ x).sum())
    return "done" if x.grad is not None and float(x.grad[0, 0]) == 128.0 else "came out wrong"


def _numbers(signals: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in signals) or "none"


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _asked(option: int, wanted: int, otherwise: str) -> str:
    answer = ctypes.c_int(-1)
    libc = ctypes.CDLL(None)
    zero = ctypes.c_ulong(0)
    if option == PR_GET_PDEATHSIG:
        libc.prctl(option, ctypes.byref(answer), zero, zero, zero)
    else:
        answer.value = libc.prctl(option, zero, zero, zero, zero)
    if answer.value == wanted:
        raise Held("the kernel says so")
    return otherwise
