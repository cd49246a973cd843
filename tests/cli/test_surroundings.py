"""Where the program runs: without network or home, on old consoles, in narrow windows, into pipes that close."""

from __future__ import annotations

import os
import pkgutil
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lagrader import cli
from tests.cli.program import COMMAND, environment, lagrader, swapped, work

WRONG = swapped(3, "(w, x) + b", "(w, x)")
ESCAPE = "\x1b"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five answers; the third is wrong, the fourth has a misnamed file."""
    folder = work(tmp_path_factory.mktemp("home"), {3: WRONG, 4: None})
    (folder / "solutions" / "layer.py").write_text("")
    return folder


# --- network, home, temporary folder -----------------------------------------------------------------------


def test_no_network(home: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network namespace can be made here")
    run = lagrader("check", "1", cwd=home, wrapper=(unshare, "-rn"))
    assert run.code == 0
    assert "20 of 20" in run.out


def test_home_unset_and_no_temporary_folder(home: Path) -> None:
    run = lagrader("check", "1", cwd=home, env=environment(HOME=None, TMPDIR="/nonexistent"))
    assert (run.code, run.err) == (0, "Checking…\n")
    assert "20 of 20" in run.out


def test_home_and_temporary_folder_not_writable(home: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    nowhere = str(tmp_path)
    run = lagrader("check", "1", cwd=home, env=environment(HOME=nowhere, TMPDIR=nowhere, XDG_CACHE_HOME=nowhere))
    tmp_path.chmod(0o700)
    assert run.code == 0
    assert list(tmp_path.iterdir()) == []  # nor is anything left there by root, who may write


def test_full_temporary_folder(home: Path, tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    full = f'mount -t tmpfs -o size=4k none "{tmp_path}" && head -c 4096 /dev/zero > "{tmp_path}/all" && exec "$@"'
    wrapper = (str(unshare), "-rm", "/bin/sh", "-c", full, "sh")
    if not unshare or subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    run = lagrader("check", "1", cwd=home, env=environment(TMPDIR=str(tmp_path)), wrapper=wrapper)
    assert run.code == 0


# --- consoles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_without_our_signs(home: Path, encoding: str) -> None:
    run = lagrader("check", "1", "3", "4", cwd=home, env=environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0"))
    assert run.code == 1
    assert (run.out + run.err).isascii()
    assert "\\x" not in run.out + run.err
    assert "  ok " in run.out
    assert "  x  neuron(x, w, b) is relu(w . x + b)" in run.out
    assert run.err == "Checking...\n"


def test_the_c_locale(home: Path) -> None:
    env = environment(LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert lagrader("check", "1", cwd=home, env=env).out.isascii()
    for words in (["list"], ["show", "3"], []):
        run = lagrader(*words, cwd=home, env=env)
        assert run.code == 0
        assert run.out.isascii()
        assert "\\x" not in run.out


def test_twenty_columns(home: Path) -> None:
    env = environment(COLUMNS="20")
    run = lagrader("check", "1", "3", "4", cwd=home, env=env)
    assert run.code == 1
    commands = [line for line in run.out.split("\n") if "mv " in line]  # to be copied, so left whole
    assert max(len(line) for line in run.out.split("\n") if line not in commands) <= 20
    assert max(map(len, lagrader("list", cwd=home, env=env).out.split("\n")[1:-2])) <= 20
    assert lagrader("show", "1", cwd=home, env=env).code == 0


def test_no_escape_sequence_where_none_is_wanted(home: Path) -> None:
    env = environment(FORCE_COLOR="1")  # a pipe it is all the same
    assert ESCAPE not in lagrader("check", "3", cwd=home, env=env).out
    assert ESCAPE not in lagrader("show", "3", cwd=home, env=env).out


# --- a real terminal ---------------------------------------------------------------------------------------


def _in_terminal(home: Path, *words: str, **changed: str) -> str:
    pexpect = pytest.importorskip("pexpect")
    env = environment(**{"TERM": "xterm-256color", **changed})
    child = pexpect.spawn(
        COMMAND[0], [*COMMAND[1:], *words], cwd=str(home), env=env, encoding="utf-8", dimensions=(40, 80), timeout=60
    )
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


@pytest.mark.slow
@pytest.mark.terminal
def test_colour_only_on_a_terminal_that_wants_it(home: Path) -> None:
    assert ESCAPE in _in_terminal(home, "check", "3")
    assert ESCAPE not in _in_terminal(home, "check", "3", NO_COLOR="1")
    assert ESCAPE not in _in_terminal(home, "check", "3", TERM="dumb")
    assert ESCAPE in _in_terminal(home, "show", "3")
    assert ESCAPE not in _in_terminal(home, "show", "3", NO_COLOR="1")


@pytest.mark.terminal
def test_the_first_line_gives_way_to_the_report(home: Path) -> None:
    pyte = pytest.importorskip("pyte")
    screen = pyte.Screen(80, 40)
    pyte.Stream(screen).feed(_in_terminal(home, "check", "1"))
    lines = [line.rstrip() for line in screen.display]
    assert lines[0].startswith("1  The dot product")
    assert not any("Checking" in line for line in lines)


@pytest.mark.terminal
def test_interrupted(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    home = work(tmp_path, {3: "while True:\n    pass\n"})
    mark = f"lagrader-test-{os.getpid()}-{time.monotonic_ns()}"
    child = pexpect.spawn(
        COMMAND[0], [*COMMAND[1:], "check", "3"], cwd=str(home), env=environment(CUDA_HOME=mark), encoding="utf-8"
    )
    child.expect("Checking")
    _wait_until(lambda: len(_alive(mark)) >= 3)  # the program, its zygote, and a child that runs
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert "Stopped." in child.before
    assert "Traceback" not in child.before
    _wait_until(lambda: not _alive(mark))


def _alive(mark: str) -> list[str]:
    """Return the processes whose environment holds ``mark``, which travels to every worker."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


def _wait_until(holds: object, seconds: float = 30) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


# --- where the output goes ---------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["check", "1"], ["list"], ["show", "1"], ["schema"], ["doctor"]])
def test_a_full_device_is_not_a_pass(home: Path, words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        run = lagrader(*words, cwd=home, stdout=full)
    assert run.code == 3
    assert "No space left on device" in run.err
    assert len(run.err.strip().split("\n")) <= 2  # with "Checking…"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_report_in_a_full_file_leaves_the_others_whole(home: Path) -> None:
    run = lagrader("check", "1", "--format", "terminal", "--format", "json=/dev/full", cwd=home)
    assert run.code == 3
    assert "20 of 20" in run.out
    assert "/dev/full could not be written: No space left on device." in run.err


@pytest.mark.parametrize("words", [["check", "1"], ["list"]])
def test_a_closed_pipe_is_not_a_pass(home: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = lagrader(*words, cwd=home, stdout=writing)
    finally:
        os.close(writing)
    assert run.code in (1, 3)


def test_it_says_at_once_that_it_begins_and_the_report_stands_alone(home: Path) -> None:
    env = environment(PYTHONUNBUFFERED="1")
    both = subprocess.run(
        [*COMMAND, "check", "1"], cwd=home, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True
    ).stdout.decode()
    run = lagrader("check", "1", cwd=home, env=env)
    assert run.err == "Checking…\n"
    assert run.out.startswith("1  The dot product")
    assert both == run.err + run.out


def test_the_first_line_comes_before_anything_heavy_is_imported(home: Path) -> None:
    program = (
        "import sys\n"
        "from lagrader.cli import check\n"
        "def stop(*words, **options):\n"
        "    heavy = {'numpy', 'torch', 'yaml', 'asyncio', 'lagrader.course'} & set(sys.modules)\n"
        "    raise SystemExit(repr(sorted(heavy)))\n"
        "check.print = stop\n"
        "sys.argv = ['lagrader', 'check']\n"
        "from lagrader.cli.app import app\n"
        "app()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=home, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "[]"


def test_a_fault_of_ours_is_no_failed_check(home: Path) -> None:
    program = (
        "import sys, lagrader.cli.app as app\n"
        "sys.argv = ['lagrader', 'list']\n"
        "app.app = lambda **_: 1 / 0\n"
        "from lagrader.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=home, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.endswith("This is a fault of lagrader itself: please report it, with the lines above.\n")


# --- what is imported --------------------------------------------------------------------------------------


def _imported(home: Path, *words: str) -> set[str]:
    """Return the names of the modules that the program had imported when it ended."""
    program = (
        "import atexit, sys\n"
        f"sys.argv = ['lagrader', *{list(words)!r}]\n"
        "names = lambda: sys.stderr.write('\\n' + ' '.join(sys.modules))\n"
        "atexit.register(names)\n"
        "from lagrader.cli import run\n"
        "sys.exit(run())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=home, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split("\n")[-1].split())


def test_the_grader_never_imports_torch(home: Path) -> None:
    found = _imported(home, "check", "1")
    assert "numpy" in found
    assert "torch" not in found


@pytest.mark.parametrize("words", [["list"], ["--version"], ["doctor", "--help"], []])
def test_what_starts_fast_imports_nothing_heavy(home: Path, words: list[str]) -> None:
    # Not pydantic by name: newer versions of Typer import it to read the value of an option.
    assert not _imported(home, *words) & {"numpy", "torch", "lagrader.rubric", "lagrader.runner", "asyncio"}


def test_each_module_of_the_command_line_can_be_the_first_that_is_imported() -> None:
    """A command imports what it needs when it is asked for; most tests run it where all of that is there already."""
    names = [found.name for found in pkgutil.walk_packages(cli.__path__, f"{cli.__name__}.")]
    assert len(names) > 40
    with ThreadPoolExecutor(2) as pool:
        commands = [[sys.executable, "-W", "error", "-c", f"import {name}"] for name in names]
        done = list(pool.map(_run, commands))
    assert {name: one.stderr for name, one in zip(names, done, strict=True) if one.returncode} == {}


def _run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, env=environment(), capture_output=True, check=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nothing waits elsewhere")
def test_what_a_command_says_is_not_kept_back_where_another_process_runs_it() -> None:
    program = (
        "import os, sys\n"
        "from lagrader.cli import handover, standby\n"
        "streams = [os.dup(number) for number in range(3)]\n"
        "standby._become([os.open('.', os.O_PATH), *streams], **handover.request())\n"
        "sys.stderr.write('a warning of some library\\n')\n"
        "os._exit(0)\n"
    )
    done = _run([sys.executable, "-c", program])
    assert (done.returncode, done.stderr) == (0, b"a warning of some library\n")


def test_plugins_of_other_packages_stay_out(home: Path, tmp_path: Path) -> None:
    about = tmp_path / "intruder-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: intruder\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[pydantic]\nintruder = intruder:plugin\n")
    (tmp_path / "intruder.py").write_text("raise SystemExit('a plugin of somebody else runs in the grader')\n")
    path = os.pathsep.join([environment()["PYTHONPATH"], str(tmp_path)])
    run = lagrader("check", "3", cwd=home, env=environment(PYTHONPATH=path))
    assert (run.code, "8 of 20" in run.out) == (1, True), run.err


def test_show_starts_without_numpy(home: Path) -> None:
    assert not _imported(home, "show", "3") & {"numpy", "torch"}
