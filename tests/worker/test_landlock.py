"""What Landlock refuses, seen from forked processes that entered a ruleset, and what it lets through."""

import ctypes
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("Landlock is Linux's", allow_module_level=True)

from lagrader.worker import landlock

needs_landlock = pytest.mark.skipif(not landlock.abi(), reason=landlock.why_not() or "Landlock is there")
NO_NEW_PRIVS = 38
NOBODY = 65534


def since(level):
    return pytest.mark.skipif(landlock.abi() < level, reason=f"the kernel's Landlock ABI is older than {level}")


@pytest.fixture
def confined(tmp_path):
    """Run functions, each in a process of its own that may read ``open/`` alone; get its answer or its errno."""
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "file").write_text("open")
    (tmp_path / "secret").write_text("secret")

    def run(function, readable=None, level=None, user=None):
        ruleset = landlock.make_ruleset([str(tmp_path / "open")] if readable is None else readable, level)
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(theirs, json.dumps(answer_of(function, ruleset, user)).encode())
            os._exit(0)
        os.close(theirs)
        os.close(ruleset)
        with os.fdopen(ours, "rb") as answers:
            said = answers.read()
        assert os.waitpid(pid, 0)[1] == 0
        return json.loads(said)

    return run


def answer_of(function, ruleset, user):
    try:
        signal.alarm(20)
        if user is not None:
            os.setuid(user)
        landlock._libc().prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
        state = landlock.restrict(ruleset)
        return function() if state == "active" else state
    except OSError as error:
        return errno.errorcode[error.errno] if error.errno else str(error)
    except BaseException as error:  # noqa: BLE001 - the test shall see it
        return repr(error)


def read(path):
    return lambda: Path(path).read_text()


@needs_landlock
def test_what_is_granted_can_be_read_and_listed_and_nothing_else(confined, tmp_path):
    assert confined(read(tmp_path / "open" / "file")) == "open"
    assert confined(lambda: os.listdir(tmp_path / "open")) == ["file"]  # noqa: PTH208 - the call itself is what is tried
    assert confined(read(tmp_path / "secret")) == "EACCES"
    assert confined(read(tmp_path / "open" / ".." / "secret")) == "EACCES"
    assert confined(lambda: os.listdir(tmp_path)) == "EACCES"  # noqa: PTH208 - the call itself is what is tried
    for path in ("/etc/passwd", "/proc/self/environ", "/proc/self/maps", "/dev/null"):
        assert confined(read(path)) == "EACCES", path


@needs_landlock
def test_a_link_in_a_granted_folder_opens_nothing(confined, tmp_path):
    (tmp_path / "open" / "link").symlink_to(tmp_path / "secret")
    assert confined(read(tmp_path / "open" / "link")) == "EACCES"


@needs_landlock
def test_a_granted_file_and_one_that_is_missing(confined, tmp_path):
    names = [str(tmp_path / "secret"), str(tmp_path / "no such")]
    assert confined(read(tmp_path / "secret"), names) == "secret"
    assert confined(read(tmp_path / "open" / "file"), names) == "EACCES"


@needs_landlock
@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "file").write_text("changed"),
        lambda folder: (folder / "new").write_text("new"),
        lambda folder: (folder / "file").unlink(),
        lambda folder: (folder / "new").mkdir(),
        lambda folder: (folder / "new").symlink_to("file"),
        lambda folder: (folder / "file").rename(folder / "other"),
        lambda folder: os.link(folder / "file", folder / "other"),
        lambda folder: os.mkfifo(folder / "new"),
        pytest.param(lambda folder: os.truncate(folder / "file", 0), marks=since(3)),
    ],
    ids=["write", "create", "unlink", "mkdir", "symlink", "rename", "link", "mkfifo", "truncate"],
)
def test_nothing_is_written_anywhere(confined, tmp_path, change):
    folder = tmp_path / "open"
    before = {path.name: path.read_text() for path in folder.iterdir()}
    assert confined(lambda: repr(change(folder))) == "EACCES"
    assert {path.name: path.read_text() for path in folder.iterdir()} == before


@needs_landlock
def test_no_program_starts_though_it_could_be_read(confined):
    program = os.path.realpath("/bin/true")
    assert confined(lambda: Path(program).read_bytes()[:4].decode("latin1"), [program]) == "\x7fELF"
    assert confined(lambda: os.execv(program, ["true"]), [program, "/lib", "/lib64", "/usr/lib"]) == "EACCES"  # noqa: S606


@needs_landlock
def test_libraries_load_without_a_right_to_execute(confined):
    spec = find_spec("_ctypes_test")  # it is not loaded: what this process has, its children have
    if spec is None:
        pytest.skip("this Python has no library of its tests")

    def load():
        return ctypes.CDLL(spec.origin).my_sqrt.__name__

    assert confined(load, [spec.origin, "/etc/ld.so.cache"]) == "my_sqrt"
    assert confined(load, []).endswith("cannot open shared object file: Permission denied")


def connect(family, address):
    with socket.socket(family) as client:
        client.settimeout(5)
        client.connect(address)
    return "connected"


@since(4)
def test_no_tcp(confined):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        assert confined(lambda: connect(socket.AF_INET, address)) == "EACCES"
        assert confined(lambda: socket.create_server(("127.0.0.1", 0)) and "bound") == "EACCES"
        assert confined(lambda: connect(socket.AF_INET, address), level=3) == "connected"


@since(6)
def test_no_abstract_socket_of_somebody_else(confined):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0lagrader-test-{os.getpid()}")
        server.listen()
        address = server.getsockname()
        assert confined(lambda: connect(socket.AF_UNIX, address)) == "EPERM"
        assert confined(lambda: connect(socket.AF_UNIX, address), level=5) == "connected"


@since(6)
def test_no_signal_to_others_but_to_itself(confined):
    parent = os.getpid()
    assert confined(lambda: os.kill(parent, 0)) == "EPERM"
    assert confined(lambda: os.kill(parent, 0), level=5) is None
    assert confined(lambda: os.kill(os.getpid(), 0)) is None


@needs_landlock
def test_what_was_open_before_stays_usable(confined, tmp_path):
    with (tmp_path / "secret").open("r+") as secret:
        assert confined(lambda: os.read(secret.fileno(), 20).decode()) == "secret"
        assert confined(lambda: os.write(secret.fileno(), b"!")) == 1


@needs_landlock
@pytest.mark.parametrize("level", range(1, landlock.abi() + 1))
def test_each_older_kernel_keeps_files_closed(confined, tmp_path, level):
    assert confined(read(tmp_path / "open" / "file"), level=level) == "open"
    assert confined(read(tmp_path / "secret"), level=level) == "EACCES"
    assert confined(lambda: (tmp_path / "open" / "new").write_text(""), level=level) == "EACCES"


@pytest.mark.parametrize(
    ("level", "fields"),
    [
        (1, [0x1FFF]),
        (2, [0x3FFF]),
        (3, [0x7FFF]),
        (4, [0x7FFF, 3]),
        (5, [0xFFFF, 3]),
        (6, [0xFFFF, 3, 3]),
        (8, [0xFFFF, 3, 3]),
        (9, [0x1FFFF, 3, 3]),
        (10, [0x1FFFF, 15, 3]),
        (99, [0x1FFFF, 15, 3]),
    ],
)
def test_everything_is_handled_that_an_abi_knows(level, fields):
    assert landlock._attributes(level) == b"".join(field.to_bytes(8, sys.byteorder) for field in fields)


@needs_landlock
def test_a_ruleset_is_closed_on_exec_and_no_descriptor_is_left(tmp_path):
    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - the call itself is what is tried
    ruleset = landlock.make_ruleset([str(tmp_path)])
    assert not os.get_inheritable(ruleset)
    os.close(ruleset)
    assert set(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 - the call itself is what is tried


@needs_landlock
def test_a_refusal_says_why():
    # Who is not root, and may still gain privileges, is refused before anybody looks at the descriptor.
    why = "Bad file descriptor" if os.geteuid() == 0 else "Operation not permitted"
    assert landlock.restrict(-1) == f"refused: {why}"


@needs_landlock
@pytest.mark.skipif(os.getuid() != 0, reason="becomes somebody else")
def test_an_ordinary_user_is_confined_too(confined):
    assert confined(read("/etc/passwd"), user=NOBODY) == "EACCES"


@needs_landlock
def test_a_child_still_dies_with_its_parent():
    code = (
        "import os, signal, sys, time\n"
        "from lagrader.worker import landlock\n"
        "from lagrader.worker.confine import _die_with\n"
        "ruleset, parent = landlock.make_ruleset([]), os.getpid()\n"
        "ready, tell = os.pipe()\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    landlock._libc().prctl(38, 1, 0, 0, 0)\n"
        "    os.write(tell, (_die_with(parent) + ' ' + landlock.restrict(ruleset)).encode())\n"
        "    time.sleep(30)\n"
        "    os._exit(0)\n"
        "print(pid, os.read(ready, 100).decode(), flush=True)\n"
        "os.kill(parent, signal.SIGKILL)\n"
    )
    started = time.monotonic()
    # The child holds the other end of standard output: run() returns when it is gone.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split()[1:] == ["active", "active"], done.stderr
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSYS, "this kernel has no Landlock (needs Linux 5.13)"),
        (errno.EOPNOTSUPP, "Landlock is switched off at boot (lsm=)"),
        (errno.EPERM, "the container's own filter forbids Landlock"),
        (errno.EIO, "refused: Input/output error"),
    ],
)
def test_where_there_is_none_the_reason_is_told(monkeypatch, code, reason):
    def fails(*arguments):
        raise OSError(code, os.strerror(code))

    landlock._version.cache_clear()
    monkeypatch.setattr(landlock, "_system_call", fails)
    try:
        assert (landlock.abi(), landlock.why_not()) == (0, reason)
        with pytest.raises(OSError, match=reason.partition(" (")[0]):
            landlock.make_ruleset(["/"])
    finally:
        landlock._version.cache_clear()
