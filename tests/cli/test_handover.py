"""A check that another process runs: everything is as if the process had run it that the shell started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from lagrader import warmth
from lagrader.starting import default_start
from lagrader.warmth import COMMANDS
from tests.cli.large_class import WITHOUT_BIAS
from tests.cli.program import COMMAND, Run, check, environment, lagrader, work

pytestmark = pytest.mark.skipif(default_start() != "fork", reason="only where workers are forked a process can wait")

SOON = 20.0
"""Seconds within which what is to happen happens, on a machine that does something else as well."""

SLEEPS = "import time\ntime.sleep(3)\n"


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("runtime")
    folder.chmod(0o700)
    yield folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        warmth.stop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return work(tmp_path / "home", {3: WITHOUT_BIAS})


@pytest.fixture(autouse=True)
def standby(runtime: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The pid of the process that waits for commands."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setattr("tests.cli.program.warm_environment", environment)
    monkeypatch.setattr("tests.cli.forked.CAN_FORK", False)
    monkeypatch.delenv("LAGRADER_WARM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    if not standbys():
        for left in (runtime / "lagrader").glob("*[!k]"):
            left.unlink()  # by one that was killed
        check(home, "3")
    eventually(lambda: any(not path.suffix for path in sockets(runtime)))
    (pid,) = standbys()
    return pid


def standbys() -> list[int]:
    return [one.pid for one in warmth.waiting() if one.holds == COMMANDS]


def sockets(runtime: Path) -> list[Path]:
    locks = [path for path in (runtime / "lagrader").glob("*.lock") if f'"{COMMANDS}"' in path.read_text()]
    return [path.with_suffix("") for path in locks if path.with_suffix("").exists()]


def eventually(holds: Callable[[], Any]) -> Any:
    until = time.monotonic() + SOON
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.01)
    assert found
    return found


def children_of(pid: int) -> list[int]:
    """The pids of a process's children that still run."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(word) for word in found if runs(int(word))]


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def runs(pid: int) -> bool:
    return state_of(pid) not in "ZX"


def started(home: Path, *words: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start a check that takes some seconds."""
    file = home / "solutions" / "ex1_dot_product.py"
    file.write_text(SLEEPS + file.read_text("utf-8"), "utf-8")
    return subprocess.Popen(
        [*COMMAND, "check", *words],
        cwd=home,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def same(one: Run, other: Run) -> bool:
    """Whether two runs said the same, but for what has changed since the last one."""

    def plain(run: Run) -> object:
        return {**run.report, "exercises": [{**found, "changes": None} for found in run.report["exercises"]]}

    return plain(one) == plain(other) and one.code == other.code


def here() -> dict[str, str]:
    return environment(LAGRADER_WARM="0")


# --- the same as here --------------------------------------------------------------------------------------


def test_marks_report_and_exit_code_are_those_of_a_check_that_runs_here(home: Path) -> None:
    assert same(check(home), check(home, env=here()))
    assert same(check(home, "3", "--all", "--seed", "7"), check(home, "3", "--all", "--seed", "7", env=here()))
    assert check(home, "1").code == 0


def test_it_is_run_by_a_child_of_the_one_that_waits(home: Path, standby: int) -> None:
    with started(home) as process:
        (child,) = eventually(lambda: children_of(standby))
        assert process.wait() == 1
        eventually(lambda: not runs(child))
    assert standbys() == [standby]


@pytest.mark.parametrize(
    ("words", "code"),
    [(("99",), 2), (("--format", "nothing"), 2), (("no_such_folder",), 2), (("--fail-under", "50"), 0)],
)
def test_messages_and_exit_codes(words: tuple[str, ...], code: int, home: Path) -> None:
    found, expected = (lagrader("check", *words, cwd=home, env=env) for env in (None, here()))
    assert (found.code, found.err) == (expected.code, expected.err)
    assert found.code == code


def test_variables_folder_and_umask_are_those_of_the_shell(home: Path) -> None:
    script = 'umask 037; exec "$@" --format json=here.json --format html=sub/page.html'
    (home / "sub").mkdir()
    wrapper = ("sh", "-c", script, "sh")
    run = lagrader("check", "3", cwd=home, env=environment(COLUMNS="60", NO_COLOR="1"), wrapper=wrapper)
    assert run.code == 1
    assert (home / "here.json").stat().st_mode & 0o777 == 0o640
    assert (home / "sub" / "page.html").stat().st_mode & 0o777 == 0o640
    plain = lagrader("check", "3", cwd=home, env=environment(COLUMNS="60"))
    wide = lagrader("check", "3", cwd=home, env=environment(COLUMNS="100"))
    assert max(map(len, plain.out.splitlines())) <= 60 < max(map(len, wide.out.splitlines()))


def test_encodings_are_those_of_the_shell(home: Path) -> None:
    ascii_ = environment(PYTHONIOENCODING="ascii")
    assert lagrader("check", "3", cwd=home, env=ascii_).out.isascii()
    assert not lagrader("check", "3", cwd=home).out.isascii()


def test_what_another_locale_starts_is_another_one(home: Path, standby: int) -> None:
    run = check(home, "3", env=environment(LC_ALL="C"))
    assert run.code == 1
    assert set(eventually(lambda: set(standbys()) - {standby}))
    for pid in set(standbys()) - {standby}:
        os.kill(pid, signal.SIGKILL)
        eventually(lambda pid=pid: not runs(pid))


def test_limits_of_the_shell_hold(home: Path, standby: int) -> None:
    wrapper = ("sh", "-c", 'ulimit -n 200; exec "$@"', "sh")
    assert check(home, "3", wrapper=wrapper).code == 1
    others = eventually(lambda: set(standbys()) - {standby})
    for pid in others:
        assert "Max open files            200" in Path(f"/proc/{pid}/limits").read_text()
        os.kill(pid, signal.SIGKILL)
        eventually(lambda pid=pid: not runs(pid))


@pytest.mark.parametrize(
    "words",
    [("--format", "json=/dev/stdout"), ("--format", "json=/proc/self/fd/1")],
)
def test_a_path_that_means_this_very_process_is_opened_in_it(words: tuple[str, ...], home: Path) -> None:
    run = lagrader("check", "3", *words, cwd=home)
    assert json.loads(run.out)["points"] == 8


def test_a_pipe_that_the_shell_makes(home: Path) -> None:
    script = f"{sys.executable} -m lagrader check 3 --format json=>(cat >got.json); sleep 0.5"
    subprocess.run(["/bin/bash", "-c", script], cwd=home, env=environment(), check=True, timeout=60)
    assert json.loads((home / "got.json").read_text())["points"] == 8


@pytest.mark.parametrize("closed", ["<&-", "2>&-"])
def test_without_one_of_the_streams(closed: str, home: Path) -> None:
    script = f'"$@" {closed}'
    found, expected = (
        lagrader("check", "3", cwd=home, env=env, wrapper=("sh", "-c", script, "sh")) for env in (environment(), here())
    )
    assert (found.code, found.err) == (expected.code, expected.err)


def test_more_variables_than_a_message_holds(home: Path) -> None:
    many = {f"LONG_{n}": "x" * 100_000 for n in range(8)}
    assert same(check(home, "3", env=environment(**many)), check(home, "3", env=here()))


def test_an_interpreter_that_was_started_in_a_way_of_its_own(home: Path, standby: int) -> None:
    command = [sys.executable, "-X", "dev", "-W", "ignore", "-m", "lagrader", "check", "3"]
    done = subprocess.run(
        command, cwd=home, env=environment(), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1
    assert standbys() == [standby]


def test_a_reader_that_goes_away(home: Path) -> None:
    script = f"set -o pipefail; {sys.executable} -m lagrader check | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    codes = [
        subprocess.run(
            ["/bin/bash", "-c", script], cwd=home, env=env, capture_output=True, text=True, check=False
        ).stdout
        for env in (environment(), here())
    ]
    assert codes[0] == codes[1]


# --- signals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_ends_both(number: signal.Signals, home: Path, standby: int) -> None:
    with started(home) as process:
        (child,) = eventually(lambda: children_of(standby))
        process.send_signal(number)
        assert process.wait() == -number
        eventually(lambda: not runs(child))
    assert runs(standby)


def test_an_interrupt_is_answered_as_ever(home: Path, standby: int) -> None:
    with started(home) as process:
        (child,) = eventually(lambda: children_of(standby))
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert process.returncode == 130
        assert err.decode().endswith("Stopped.\n")
        eventually(lambda: not runs(child))


def test_what_is_ignored_stays_so(home: Path, standby: int) -> None:
    with started(home, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as process:
        (child,) = eventually(lambda: children_of(standby))
        time.sleep(0.3)
        process.send_signal(signal.SIGHUP)
        os.kill(child, signal.SIGHUP)
        assert process.wait() == 1


def test_one_that_is_killed_is_not_a_pass(home: Path, standby: int) -> None:
    with started(home) as process:
        (child,) = eventually(lambda: children_of(standby))
        time.sleep(0.3)
        os.kill(child, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


@pytest.mark.terminal
def test_stopping_and_going_on_in_a_terminal(home: Path, standby: int) -> None:
    """Ctrl-Z stops the check itself, fg takes it up again, Ctrl-C ends it."""
    file = home / "solutions" / "ex1_dot_product.py"
    file.write_text(SLEEPS + file.read_text("utf-8"), "utf-8")
    shell = pexpect.spawn("bash --norc", cwd=str(home), env=environment(PS1="$ "), encoding="utf-8", timeout=60)
    try:
        shell.sendline(f"{sys.executable} -m lagrader check 1 3")
        (child,) = eventually(lambda: children_of(standby))
        shell.expect("Checking")
        shell.sendcontrol("z")
        shell.expect("Stopped")
        eventually(lambda: state_of(child) == "T")
        shell.sendline("fg")
        shell.expect("8 of 20")
        eventually(lambda: not runs(child))
        shell.sendline("echo code-$?")
        shell.expect("code-1\r")
        shell.sendline(f"{sys.executable} -m lagrader check 1 3; echo code-$?")
        (child,) = eventually(lambda: children_of(standby))
        shell.expect("Checking")
        shell.sendcontrol("c")
        shell.expect("Stopped\\.")
        eventually(lambda: not runs(child))
    finally:
        shell.close()


# --- the one that waits, in trouble ------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_one_that_goes_in_the_middle_is_not_missed(number: signal.Signals, home: Path, standby: int) -> None:
    with started(home, "1", "3") as process:
        eventually(lambda: children_of(standby))
        os.kill(standby, number)
        assert process.wait() == 1
    if number == signal.SIGSTOP:
        assert check(home, "3").code == 1  # it is ended, and the check runs here
        assert not runs(standby)


def test_it_holds_one_thread_and_no_rubric(standby: int) -> None:
    assert len(list(Path(f"/proc/{standby}/task").iterdir())) == 1
    opened = {str(path.readlink()) for path in Path(f"/proc/{standby}/fd").iterdir()}
    assert not [path for path in opened if "exercises" in path or "solutions" in path]
    assert "torch" not in Path(f"/proc/{standby}/maps").read_text().lower().replace("lagrader", "")


def test_all_that_a_check_imports_is_there_already(home: Path) -> None:
    """Else the second check is slow again, and nobody notices."""
    script = (
        "import sys; from lagrader.cli import run, standby; standby.import_all(); before = set(sys.modules)\n"
        "sys.argv = ['lagrader', 'check']; run()\n"
        "print(sorted(name for name in set(sys.modules) - before), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=home, env=here(), capture_output=True, text=True, check=True, timeout=120
    )
    late = [name for name in json.loads(done.stderr.splitlines()[-1].replace("'", '"')) if name.startswith("lagrader")]
    assert late == []
