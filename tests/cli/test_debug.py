"""``check --debug``: a foreground interpreter in which breakpoint() works, and which says that it is not isolated."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkers.affine import written
from tests.cli.program import COMMAND, ROOT, Run, environment, lagrader, right, swapped, work

RUN = """
import sys
from lagrader.cli.debug import run_debug
from lagrader.errors import LagraderError
try:
    sys.exit(run_debug(sys.argv[1], sys.argv[2:], None, "cpu"))
except LagraderError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


def debug(home: Path, *words: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        cwd=home,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_it_says_what_it_is_and_shows_what_the_functions_give(tmp_path: Path) -> None:
    run = debug(work(tmp_path), "3")
    assert run.code == 0
    first, second = run.err.splitlines()
    assert first.startswith("Not isolated: solutions/ex3_neuron.py runs")
    assert "with your rights" in first
    assert second.startswith("Nothing is graded.")
    assert ">>> neuron(torch.tensor([2.]), torch.tensor([3.]), torch.tensor(-1.))\ntensor(5.)\n" in run.out
    assert ">>> VALUE\n0.0\n" in run.out


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "dots_match(dot_loop("), (2, "product_shape("), (5, "f(torch.tensor(")]
)
def test_every_kind_of_example(tmp_path: Path, number: int, shown: str) -> None:
    run = debug(work(tmp_path), str(number))
    assert run.code == 0
    assert f">>> {shown}" in run.out


def test_an_example_of_a_class_makes_an_object_of_it(tmp_path: Path) -> None:
    run = lagrader("check", "--debug", "1", "solutions", "--course", ".", cwd=written(tmp_path))
    assert run.code == 0, run.err
    state = "{'layer.weight': torch.tensor([[3., -1.]]), 'layer.bias': torch.tensor([4.])}"
    made = f">>> ((model := Affine(2, 1, 0.5)).load_state_dict({state}) and model)(torch.tensor([[1., 2.]]))\n"
    assert f"{made}tensor([[2.5000]]" in run.out


def test_what_is_wrong_is_only_shown(tmp_path: Path) -> None:
    """The file alone is run: no reference, no expected result, no verdict."""
    run = debug(work(tmp_path, {3: swapped(3, "torch.relu(", "torch.neg(")}), "3")
    assert run.code == 0
    assert "tensor(-5.)" in run.out
    assert "expected" not in run.out + run.err


def test_an_exception_has_pythons_own_traceback_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = swapped(3, "def neuron(x, w, b):", "def neuron(x, w, b):\n    if len(x) == 1: raise ValueError('here')")
    run = debug(work(tmp_path, {3: text}), "3")
    assert run.code == 1
    assert 'ex3_neuron.py", line' in run.err
    assert "ValueError: here" in run.err
    assert "debug.py" not in run.err
    assert "tensor(0.5000)" in run.out


def test_a_file_that_stops_at_its_import(tmp_path: Path) -> None:
    run = debug(work(tmp_path, {3: "import nosuch\n"}), "3")
    assert run.code == 1
    assert "ModuleNotFoundError: No module named 'nosuch'" in run.err
    assert ">>>" not in run.out


def test_modules_beside_it_are_found_and_ours_are_not(tmp_path: Path) -> None:
    home = work(tmp_path, {3: f"from values import relu\n{right(3)}".replace("torch.relu", "relu")})
    (home / "solutions" / "values.py").write_text("from torch import relu\n")
    assert debug(home, "3").code == 0


@pytest.mark.parametrize(
    ("words", "changed", "said"),
    [
        (["3", "4"], {}, "one exercise at a time"),
        (["solutions"], {}, "one exercise at a time"),
        (["3"], {3: None}, "There is no solutions/ex3_neuron.py"),
        (["3"], {3: "def neuron(x\n"}, "cannot be read by Python (line 1: '(' was never closed)"),
        (["3", "nowhere"], {}, 'no exercise, file or folder called "nowhere"'),
        (["99"], {}, "There is no exercise 99"),
    ],
)
def test_wrong_usage(tmp_path: Path, words: list[str], changed: dict[int, object], said: str) -> None:
    run = debug(work(tmp_path, changed), *words)
    assert run.code == 2
    assert said in run.err
    assert ">>>" not in run.out
    assert "Traceback" not in run.err


def test_a_file_may_be_named(tmp_path: Path) -> None:
    assert ">>> neuron(" in debug(work(tmp_path), "solutions/ex3_neuron.py").out


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a Unix terminal")
def test_breakpoint_in_a_terminal(tmp_path: Path) -> None:
    import pexpect

    text = swapped(3, "def neuron(x, w, b):", "def neuron(x, w, b):\n    breakpoint()")
    home = work(tmp_path, {3: text})
    child = pexpect.spawn(
        sys.executable, ["-c", RUN, "3"], cwd=str(home), env=environment(TERM="dumb"), encoding="utf-8", timeout=60
    )
    child.expect_exact("Not isolated")
    child.expect_exact("(Pdb) ")
    child.sendline("p x")
    child.expect_exact("tensor([2.])")
    child.expect_exact("(Pdb) ")
    child.sendline("c")
    child.expect_exact("tensor(5.)")
    child.expect_exact("(Pdb) ")
    child.sendline("p b.item()")
    child.expect_exact("1.5")
    child.expect_exact("(Pdb) ")
    child.sendline("q")
    child.expect(pexpect.EOF)
    assert "Traceback" not in child.before
    child.close()
    assert child.exitstatus == 130


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a Unix terminal")
def test_control_c_ends_what_hangs(tmp_path: Path) -> None:
    import pexpect

    text = swapped(3, "def neuron(x, w, b):", "def neuron(x, w, b):\n    print('it hangs')\n    while True: pass")
    child = pexpect.spawn(
        sys.executable, ["-c", RUN, "3"], cwd=str(work(tmp_path, {3: text})), env=environment(), encoding="utf-8"
    )
    child.expect_exact("it hangs", timeout=60)
    child.sendintr()
    child.expect(pexpect.EOF, timeout=30)
    assert "Traceback" not in child.before
    child.close()
    assert child.exitstatus == 130


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a Unix terminal")
def test_the_whole_program_says_once_that_it_was_stopped(tmp_path: Path) -> None:
    import pexpect

    home = work(tmp_path, {3: "breakpoint()\n"})
    words = [*COMMAND[1:], "check", "--debug", "3"]
    child = pexpect.spawn(COMMAND[0], words, cwd=str(home), env=environment(TERM="dumb"), encoding="utf-8", timeout=60)
    child.expect_exact("(Pdb) ")
    child.sendline("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.before.count("Stopped.") == 1
    assert child.exitstatus == 130


def test_control_c_while_torch_is_imported(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise KeyboardInterrupt\n")
    script = ROOT / "lagrader" / "worker" / "debug.py"
    done = subprocess.run(
        [sys.executable, str(script), "{}"], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_what_ends_the_command_ends_the_program_too(tmp_path: Path, name: str) -> None:
    home = work(tmp_path, {3: "import os, time\nprint('pid', os.getpid(), flush=True)\ntime.sleep(60)\n"})
    command = [sys.executable, "-c", RUN, "3"]
    with subprocess.Popen(
        command, cwd=home, env=environment(), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline().split()[1])
        run.send_signal(getattr(signal, name))
        assert run.wait(30) == 128 + getattr(signal, name)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_program_that_crashes_is_told_of(tmp_path: Path) -> None:
    run = debug(work(tmp_path, {3: "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n"}), "3")
    assert run.code == 139
    assert run.err.endswith("The program was ended by SIGSEGV; nothing behind that ran.\n")


@pytest.mark.parametrize("harm", ["sys.stdout.close()", "sys.stdout = None"])
def test_a_standard_output_that_is_gone(tmp_path: Path, harm: str) -> None:
    run = debug(work(tmp_path, {3: f"import sys\n{harm}\ndef neuron(x, w, b): raise ValueError\n"}), "3")
    assert run.code == 1
    assert "debug.py" not in run.err


def test_the_script_knows_nothing_of_ours() -> None:
    text = (ROOT / "lagrader" / "worker" / "debug.py").read_text(encoding="utf-8")
    assert "import lagrader" not in text
    assert "from lagrader" not in text
