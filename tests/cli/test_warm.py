"""A process that waits for the next check: found, as tight as ever, gone by itself; and every check has its marks."""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pexpect
import pytest

from lagrader import lingering, warmth
from lagrader.cli.handover import locale
from lagrader.starting import default_start, start_zygote, worker_environment
from lagrader.warmth import COMMANDS, TORCH
from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.program import Run, check, environment, lagrader, work
from tests.cli.program import right as right_text

pytestmark = pytest.mark.skipif(default_start() != "fork", reason="only where workers are forked one can wait")

SOON = 10.0
"""Seconds within which a process that is to leave has left; it looks every two."""


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder of this test's own; what waits there is ended with it."""
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setattr("tests.cli.program.warm_environment", environment)  # each test says what it wants
    monkeypatch.setattr("tests.cli.forked.CAN_FORK", False)  # a process that starts, and leaves, is what this is about
    monkeypatch.delenv("LAGRADER_WARM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    yield folder
    warmth.stop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return work(tmp_path / "home", {3: WITHOUT_BIAS})


def pids(*kinds: str) -> list[int]:
    """The pids of those that wait: by default of every kind."""
    return [one.pid for one in warmth.waiting() if not kinds or one.holds in kinds]


def the_one(kind: str = TORCH) -> int:
    """The pid of the process that waits; it may need a moment after the command that left it."""
    until = time.monotonic() + SOON
    while not (found := pids(kind)) and time.monotonic() < until:
        time.sleep(0.02)
    assert len(found) == 1, found
    return found[0]


def the_ready_one(runtime: Path) -> int:
    """The pid of the process that waits for whole commands, when it can be connected to."""
    pid = the_one(COMMANDS)
    until = time.monotonic() + SOON
    while not socket_of(runtime, COMMANDS).exists() and time.monotonic() < until:
        time.sleep(0.02)
    return pid


def has_gone(pid: int) -> bool:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], SOON)[0])
    finally:
        os.close(handle)


def plain(run: Run) -> object:
    """The report without what changed since the check before."""
    return {**run.report, "exercises": [{**one, "changes": None} for one in run.report["exercises"]]}


def right(run: Run) -> bool:
    return run.points() == {1: 20, 2: 20, 3: 8, 4: 20, 5: 20}


# --- an evening --------------------------------------------------------------------------------------------


def test_the_next_check_finds_it_and_comes_to_the_same(home: Path) -> None:
    cold = check(home, env=environment(LAGRADER_WARM="0"))
    assert pids() == []
    first = check(home)
    pid = the_one()
    for warm in [check(home) for _ in range(3)]:
        assert plain(warm) == plain(first) == plain(cold)
    assert right(cold)
    assert pids(TORCH) == [pid]


def test_it_is_told_once(home: Path) -> None:
    assert warmth.NEWS in check(home).err
    warmth.stop()
    assert "waits for your next check" not in check(home).err
    assert "waits for your next check" not in check(home).err


def test_it_leaves_without_work(home: Path) -> None:
    check(home, env=environment(LAGRADER_WARM_SECONDS="1"))
    for pid in (the_one(), the_one(COMMANDS)):
        assert has_gone(pid)
    assert pids() == []
    assert list((home.parent / "runtime" / "lagrader").glob("*[!k]")) == []  # no socket is left


@pytest.mark.slow
@pytest.mark.parametrize("variables", [{"CI": "true"}, {"LAGRADER_WARM": "0"}, {"LAGRADER_START": "spawn"}])
def test_where_nothing_is_to_stay_nothing_stays(variables: dict[str, str], home: Path) -> None:
    assert right(check(home, env=environment(**variables)))
    assert pids() == []


@pytest.mark.slow
def test_grade_and_audit_neither_use_nor_leave_one(home: Path) -> None:
    lagrader("grade", "solutions", "--out", "marks", cwd=home)
    assert pids() == []
    check(home)
    pid = the_one()
    os.kill(pid, signal.SIGSTOP)  # whoever asked it for anything would wait
    assert lagrader("grade", "solutions", "--out", "marks2", cwd=home).code == 0
    os.kill(pid, signal.SIGCONT)


def test_the_learner_decides(home: Path, tmp_path: Path) -> None:
    assert lagrader("warm", cwd=tmp_path).out == "Nothing waits; the next check leaves two processes that do.\n"
    check(home)
    both = {kind: the_one(kind) for kind in (TORCH, COMMANDS)}
    shown = lagrader("warm", "status", cwd=tmp_path).out
    for kind, pid in both.items():
        assert f"Waiting for the next check: process {pid} with {kind}, started " in shown
        assert f"process {pid}" in lagrader("doctor", cwd=tmp_path).flat
    assert shown.count("MiB of memory") == 2
    assert lagrader("warm", "off", cwd=tmp_path).out == (
        "Ended: 2.\nOff: every check starts anew. lagrader warm on allows it again.\n"
    )
    assert all(map(has_gone, both.values()))
    assert right(check(home))
    assert pids() == []
    lagrader("warm", "on", cwd=tmp_path)
    check(home)
    both = {kind: the_one(kind) for kind in (TORCH, COMMANDS)}
    assert lagrader("warm", "stop", cwd=tmp_path).out == "Ended: 2.\n"
    assert all(map(has_gone, both.values()))
    assert lagrader("warm", "stop", cwd=tmp_path).out == "Nothing was waiting.\n"


@pytest.mark.slow
def test_watch_and_python_share_it(home: Path) -> None:
    check(home)
    pid = the_one()
    script = (
        "import lagrader; from lagrader import Checker\n"
        "with Checker(warm=True) as c: print(c.check(3, path='solutions').points)\n"
        "with Checker() as c: print(c.check(3, path='solutions').points)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=home, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "8\n8\n"
    assert pids(TORCH) == [pid]


@pytest.mark.slow
@pytest.mark.terminal
def test_an_evening_in_a_terminal(home: Path) -> None:
    """Twenty checks with a save between them: the marks of cold ones, one process, and in the end nobody."""
    file = home / "solutions" / "ex3_neuron.py"
    texts = [right_text(3), WITHOUT_BIAS]
    cold = []
    for text in texts:
        file.write_text(text, "utf-8")
        cold.append(check(home, "3", env=environment(LAGRADER_WARM="0")).points()[3])
    shell = pexpect.spawn(
        "/bin/sh", cwd=str(home), env=environment(LAGRADER_WARM_SECONDS="2", PS1="$ "), encoding="utf-8", timeout=60
    )
    seen: dict[str, set[int]] = {TORCH: set(), COMMANDS: set()}
    for number in range(20):
        file.write_text(f"{texts[number % 2]}\n# {number}\n", "utf-8")
        shell.sendline(f"{sys.executable} -m lagrader check 3; echo done-$?-{number}")
        shell.expect(r"(\d+) of 20")
        assert int(shell.match[1]) == cold[number % 2]
        shell.expect(f"done-[01]-{number}\r")
        for kind, found in seen.items():
            found.update(pids(kind))
    shell.close()  # the terminal is gone, and with it nobody who waits for a check
    for found in seen.values():
        (one,) = found
        assert has_gone(one)


# --- at once, and in trouble -------------------------------------------------------------------------------


@pytest.mark.slow
def test_many_at_once_end_with_their_marks_and_with_one_that_waits(home: Path, tmp_path: Path) -> None:
    homes = [work(tmp_path / f"home{n}", {3: WITHOUT_BIAS}) for n in range(50)]
    with ThreadPoolExecutor(50) as pool:
        assert all(map(right, pool.map(check, homes[:8])))
        the_one()
        assert all(map(right, pool.map(check, homes)))
    the_one()
    the_one(COMMANDS)


def test_one_that_was_stopped_is_ended_and_another_takes_its_place(home: Path) -> None:
    check(home)
    pid = the_one()
    os.kill(pid, signal.SIGSTOP)
    assert right(check(home))
    assert has_gone(pid)
    assert the_one() != pid


SLOW = "import time\ntime.sleep(1.5)\n"


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
@pytest.mark.parametrize("whom", ["waiting", "serving"])
def test_in_the_middle_of_a_check(how: signal.Signals, whom: str, home: Path) -> None:
    check(home)
    pid = the_one()
    file = home / "solutions" / "ex1_dot_product.py"
    file.write_text(SLOW + file.read_text("utf-8"), "utf-8")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(check, home)
        until = time.monotonic() + SOON
        while not (serving := children_of(pid)) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.5)  # it has forked, and the program sleeps
        os.kill(serving[0] if whom == "serving" else pid, how)
        assert right(running.result())
    with_cleanup(pid)


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def with_cleanup(pid: int) -> None:
    if not has_gone_now(pid):
        os.kill(pid, signal.SIGCONT)


def has_gone_now(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


@pytest.mark.slow
def test_it_leaves_when_its_socket_is_gone(home: Path, runtime: Path) -> None:
    check(home)
    pid = the_one()
    for path in (runtime / "lagrader").iterdir():
        path.unlink()
    assert has_gone(pid)
    assert right(check(home))


def test_it_leaves_when_what_it_is_made_of_changes(tmp_path: Path, runtime: Path) -> None:
    part = tmp_path / "package.py"
    part.write_text("x = 1\n")
    folder = warmth.open_folder(make=True)
    assert folder is not None
    found = part.stat()
    plan = warmth.Plan(folder, "made_of_it", TORCH, [(str(part), found.st_mtime_ns, found.st_size)], 600.0)
    started = start_zygote(plan)
    started.control.close()
    assert started.process is not None
    started.process.wait()
    assert started.process.stderr is not None
    started.process.stderr.close()
    pid = the_one()
    part.write_text("x = 22\n")
    if connection := warmth.join(plan):
        with connection:
            assert has_gone(pid)  # it serves nobody any more
    assert has_gone(pid)
    os.close(folder)


GIB = 1 << 30


def told_by_the_machine(folder: Path, available: int) -> str:
    (folder / "meminfo").write_text(f"MemTotal:       8388608 kB\nMemAvailable:   {available >> 10} kB\n")
    return f"mount --bind {folder}/meminfo /proc/meminfo"


def told_by_a_container(folder: Path, available: int) -> str:
    (own,) = [line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::")]
    group = folder / own.strip("/")
    group.mkdir(parents=True, exist_ok=True)
    (group / "memory.max").write_text(f"{4 * GIB}\n")
    (group / "memory.current").write_text(f"{4 * GIB - available // 2}\n")
    (group / "memory.stat").write_text(f"anon 1\ninactive_file {available // 2}\n")
    return f"mount --bind {folder} /sys/fs/cgroup"


@pytest.mark.slow
@pytest.mark.parametrize(("available", "stays"), [(2 * GIB, True), (GIB - (1 << 20), False)], ids=["enough", "short"])
@pytest.mark.parametrize("telling", [told_by_the_machine, told_by_a_container])
def test_it_makes_room_where_memory_is_short(
    telling: Callable[[Path, int], str], available: int, stays: bool, home: Path, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    told.mkdir()
    wrapper = ("unshare", "-m", "sh", "-c", f'{telling(told, available)} && exec "$@"', "sh")
    if subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
        pytest.skip("nothing can be put in the place of what the system tells of memory here")
    assert right(check(home, wrapper=wrapper))
    until = time.monotonic() + SOON
    while bool(pids()) != stays and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(3.0 if stays else 0.0)  # it looks every two
    assert bool(pids()) == stays


# --- places that are not to be trusted ---------------------------------------------------------------------


def socket_of(runtime: Path, kind: str) -> Path:
    (lock,) = [one for one in (runtime / "lagrader").glob("*.lock") if f'"{kind}"' in one.read_text()]
    return lock.with_suffix("")


def test_a_folder_that_others_may_enter_is_not_used(home: Path, runtime: Path) -> None:
    (runtime / "lagrader").mkdir(mode=0o755)
    (runtime / "lagrader").chmod(0o755)
    assert right(check(home))
    assert list((runtime / "lagrader").iterdir()) == []


def test_a_link_to_a_folder_is_not_followed(home: Path, runtime: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (runtime / "lagrader").symlink_to(tmp_path / "elsewhere")
    assert right(check(home))
    assert list((tmp_path / "elsewhere").iterdir()) == []


ODD_PLACES = [pytest.param(name, marks=pytest.mark.slow) for name in ("file", "folder", "dead socket", "silent socket")]


@pytest.mark.parametrize("what", ["link", "another's socket", *ODD_PLACES])
def test_what_stands_in_their_places(what: str, home: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(home)
    places = []
    for kind in (TORCH, COMMANDS):
        the_one(kind)
        places.append(socket_of(runtime, kind))
    warmth.stop()
    with ExitStack() as sockets:
        for place in places:
            place.unlink(missing_ok=True)
            if what == "file":
                place.write_text("mine")
            elif what == "link":
                place.symlink_to("/dev/null")
            elif what == "folder":
                place.mkdir()
            else:
                other = sockets.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
                monkeypatch.chdir(place.parent)  # a socket's path may have 108 bytes
                other.bind(place.name)
                if what == "another's socket":
                    if os.geteuid() != 0:
                        pytest.skip("only root can give a socket away")
                    os.chown(place, 65534, 65534)
                if what != "dead socket":
                    other.listen()
        assert right(check(home))


def test_a_folder_that_may_not_be_written(home: Path, runtime: Path) -> None:
    runtime.chmod(0o500)
    try:
        assert right(check(home))
    finally:
        runtime.chmod(0o700)


def test_without_a_runtime_folder_it_waits_in_the_folder_of_state(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    check(home)
    the_one()
    the_one(COMMANDS)
    assert (Path(os.environ["LAGRADER_STATE"]) / "run").stat().st_mode & 0o777 == 0o700


SFTP_SERVER = "/usr/lib/openssh/sftp-server"


@pytest.fixture
def network_share(tmp_path: Path) -> Iterator[Path]:
    """A folder of another machine's, as far as this one can tell: by SFTP, which knows files, but no sockets."""
    if shutil.which("sshfs") is None or not Path(SFTP_SERVER).exists():
        pytest.skip("there is no sshfs, or no server for it")
    (tmp_path / "theirs").mkdir()
    share = tmp_path / "share"
    share.mkdir()
    ours, theirs = socket.socketpair()
    command = ["sshfs", "-f", "-o", "passive", f":{tmp_path / 'theirs'}", str(share)]
    with (
        ours,
        theirs,
        subprocess.Popen([SFTP_SERVER], stdin=theirs, stdout=theirs) as server,
        subprocess.Popen(command, stdin=ours, stdout=ours, stderr=subprocess.PIPE) as client,
    ):
        until = time.monotonic() + SOON
        while not os.path.ismount(share) and client.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        try:
            if not os.path.ismount(share):
                pytest.skip("nothing can be mounted here")
            yield share
        finally:
            client.terminate()  # which unmounts
            client.wait(SOON)
            server.kill()


@pytest.mark.slow
def test_a_home_on_a_network_share(network_share: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket can stand there, so nothing waits; every check has its marks, and what it remembers is kept there."""
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("LAGRADER_STATE", str(network_share / "state"))
    for _ in range(3):
        assert right(check(home))
    assert list((network_share / "state").glob("*.json"))
    until = time.monotonic() + SOON
    while pids() and time.monotonic() < until:
        time.sleep(0.05)
    assert pids() == []


@pytest.mark.parametrize("place", ["another boot pid:[1]", "", None])
def test_what_waits_on_another_machine_is_left_alone(place: str | None, runtime: Path, tmp_path: Path) -> None:
    """A home folder can be shared: there the number of a process is somebody else's here."""
    (runtime / "lagrader").mkdir(mode=0o700)
    with (
        subprocess.Popen(["/usr/bin/sleep", "60"]) as innocent,
        (runtime / "lagrader" / "0123.lock").open("w+") as lock,
    ):
        try:
            told = {"pid": innocent.pid, "since": 0.0, "holds": TORCH} | ({} if place is None else {"place": place})
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write(json.dumps(told))
            lock.flush()
            assert lagrader("warm", "stop", cwd=tmp_path).out == "Nothing was waiting.\n"
            assert lagrader("warm", "off", cwd=tmp_path).code == 0
            assert innocent.poll() is None
            lock.seek(0)
            lock.write(json.dumps(told | {"place": lingering.place()}))  # the same, of this machine
            lock.flush()
            assert lagrader("warm", "stop", cwd=tmp_path).out == "Ended: 1.\n"
            assert innocent.wait(SOON) == -signal.SIGKILL
        finally:
            innocent.kill()


@pytest.mark.parametrize("kind", [TORCH, COMMANDS])
def test_what_waits_knows_nothing_of_whoever_left_it(kind: str, home: Path, runtime: Path) -> None:
    check(home, env=environment(LAGRADER_TOKEN="lagrader_secret"))  # noqa: S106 - it opens nothing
    pid = the_one() if kind == TORCH else the_ready_one(runtime)
    process = Path(f"/proc/{pid}")
    assert process.joinpath("cwd").readlink() == Path("/")
    assert os.getsid(pid) != os.getsid(0)
    assert Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[4] == "0"  # no terminal
    assert {str(process.joinpath("fd", str(n)).readlink()) for n in (0, 1, 2)} == {"/dev/null"}
    names = {pair.partition(b"=")[0] for pair in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") if pair}
    assert names <= {name.encode() for name in {*worker_environment(), *locale()}}
    assert str(home).encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.mark.slow
def test_another_environment_is_another_process(home: Path) -> None:
    check(home)
    check(home, env=environment(CUDA_VISIBLE_DEVICES="7"))
    assert len(set(pids(TORCH))) == 2
