"""What could give more is given up: no new privileges, no capabilities."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from lagrader.worker import privileges

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="privileges of Linux")
only_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root has capabilities")

PRELUDE = textwrap.dedent("""
    import json, os, sys
    from lagrader.worker.privileges import drop_capabilities, no_new_privs
    def status(name):
        with open("/proc/self/status") as file:
            return next(line.split()[1] for line in file if line.startswith(name + ":"))
    def be_user():
        os.setgroups([]), os.setgid(65534), os.setuid(65534)
    def tried(work):
        try:
            return work()
        except OSError as error:
            return type(error).__name__
""")


def told(body, *arguments):
    """What a process of its own printed, as JSON."""
    code = PRELUDE + textwrap.dedent(body)
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_new_privileges_for_good():
    seen = told("before = status('NoNewPrivs'); print(json.dumps([before, no_new_privs(), status('NoNewPrivs')]))")
    assert seen == ["0", "active", "1"]


@only_root
def test_root_keeps_no_capability():
    names = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    before, state, *after = told(f"""
        names = {names!r}
        before = status("CapEff")
        print(json.dumps([before, drop_capabilities(), *[int(status(name), 16) for name in names]]))
    """)
    assert int(before, 16) != 0
    assert state == "active"
    assert after == [0, 0, 0, 0, 0]


@only_root
def test_it_may_be_said_twice():
    assert told("print(json.dumps([drop_capabilities(), drop_capabilities()]))") == ["active", "active"]


@only_root
def test_a_root_without_capabilities_reads_its_own_and_what_is_open_but_no_closed_folder(tmp_path):
    (tmp_path / "own").mkdir(mode=0o700)
    (tmp_path / "other").mkdir(mode=0o700)
    for name in ("own", "other"):
        (tmp_path / name / "file").write_text("text")
    os.chown(tmp_path / "other" / "file", 65534, 65534)
    os.chown(tmp_path / "other", 65534, 65534)
    seen = told(
        """
        folder = sys.argv[1]
        read = lambda name: tried(lambda: open(os.path.join(folder, name, "file")).close())
        before = [read("own"), read("other")]
        drop_capabilities()
        print(json.dumps([before, [read("own"), read("other"), tried(lambda: open(os.__file__).close())]]))
        """,
        str(tmp_path),
    )
    assert seen == [[None, None], [None, "PermissionError", None]]


@only_root
def test_a_child_of_a_root_without_capabilities_has_none_and_can_be_killed_and_waited_for():
    seen = told("""
        drop_capabilities()
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(write, status("CapEff").encode() + status("CapPrm").encode())
            os.read(os.pipe()[0], 1)
        held = os.read(read, 100).decode()
        os.kill(pid, 9)
        print(json.dumps([int(held, 16), os.WTERMSIG(os.waitpid(pid, 0)[1])]))
    """)
    assert seen == [0, 9]


@only_root
def test_a_root_without_the_right_to_empty_the_bounding_set_still_drops_the_rest():
    seen = told("""
        import ctypes, struct
        libc = ctypes.CDLL(None)
        all_but_setpcap = (1 << 41) - 1 & ~(1 << 8) & int(status("CapPrm"), 16)
        low, high = all_but_setpcap & 0xFFFFFFFF, all_but_setpcap >> 32
        header = struct.pack("Ii", 0x20080522, 0)
        assert libc.capset(header, struct.pack("6I", low, low, 0, high, high, 0)) == 0
        print(json.dumps([drop_capabilities(), int(status("CapPrm"), 16), int(status("CapBnd"), 16) != 0]))
    """)
    assert seen == ["active", 0, True]


def test_an_ordinary_user_has_nothing_to_drop():
    seen = told("""
        if os.geteuid() == 0:
            be_user()
        print(json.dumps([drop_capabilities(), no_new_privs(), status("NoNewPrivs")]))
    """)
    assert seen == ["not needed: not root", "active", "1"]


@only_root
def test_a_user_who_was_given_capabilities_drops_them_too():
    seen = told("""
        import ctypes, struct
        libc = ctypes.CDLL(None)
        libc.prctl(8, 1, 0, 0, 0)  # PR_SET_KEEPCAPS
        be_user()
        chown = struct.pack("6I", 1, 1, 0, 0, 0, 0)
        assert libc.capset(struct.pack("Ii", 0x20080522, 0), chown) == 0
        print(json.dumps([status("CapEff"), drop_capabilities(), status("CapEff"), status("CapPrm")]))
    """)
    assert int(seen[0], 16) == 1
    assert seen[1:] == ["active", "0" * 16, "0" * 16]


def test_elsewhere_it_says_so(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    assert privileges.no_new_privs() == privileges.drop_capabilities() == "not on this system"
