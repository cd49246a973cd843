"""``lagrader watch`` as a learner uses it: real saves in a real terminal, and what the window shows then."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagrader.cli.watch.reading import SETTLE_SECONDS
from tests.cli.program import COMMAND, EXERCISES, environment, lagrader, right, swapped, work
from tests.cli.watch_session import CTRL_C, ENTER, SECONDS, Terminal

pytestmark = pytest.mark.terminal

RIGHT = right(3)
WRONG = swapped(3, "(w, x) + b", "(w, x)")
NO_BIAS = "You left the bias out."
HELPED = RIGHT.replace("import torch\n", "import torch\n\nfrom nets.layers import bias\n").replace("+ b", "+ bias(b)")


def file_of(home: Path, number: int = 3) -> Path:
    """The file of an exercise."""
    return home / "solutions" / f"{EXERCISES[number]}.py"


def raising(words: str) -> str:
    """An answer whose report holds ``words``."""
    return swapped(3, "    return ", f'    raise ValueError("{words}")\n    return ')


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five right answers."""
    return work(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def session(home: Path) -> Iterator[Terminal]:
    """One watch of exercise 3 for all tests of this file that don't end it."""
    with Terminal(home, "3") as terminal:
        terminal.shows("20 of 20")
        yield terminal


@pytest.fixture
def watch(session: Terminal, home: Path) -> Terminal:
    """The watch, with the right answer saved and shown; no test depends on another."""
    session.pump()
    file_of(home).parent.mkdir(exist_ok=True)
    if not file_of(home).exists() or file_of(home).read_text() != RIGHT:
        file_of(home).write_text(RIGHT)
    session.shows("3 A neuron from scratch 20 of 20", "Compare with ours")
    return session


def nothing_more(watch: Terminal, home: Path) -> None:
    """Wait until a later save elsewhere was told of; whatever an earlier one would have led to has come by then."""
    other = file_of(home, 2)
    other.write_text(f"{right(2)}# {time.monotonic_ns()}\n")
    watch.until(lambda: "ex2_matmul_shapes.py was saved; exercise 3 is watched." in watch.text)
    other.write_text(right(2))


# --- saves -------------------------------------------------------------------------------------------------


def test_a_save_is_answered_and_the_page_before_stays_in_the_scrollback(watch: Terminal, home: Path) -> None:
    watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS, "8 of 20")
    assert watch.lines[0].startswith("3  A neuron from scratch")
    assert "No longer right since the last check" in watch.text
    assert watch.lines_filled[-1] == "enter: again  h: hint  n: next  q: quit"
    assert "waiting for a save." in watch.lines_filled[-2]
    assert "20 of 20" in watch.scrolled_away
    # What a save and a key do is not advised as a command.
    assert "lagrader check" not in watch.text
    assert "lagrader hint" not in watch.text
    assert watch.lines_filled[-3].strip() == "Next: edit solutions/ex3_neuron.py"


def test_full_marks_stay_where_they_are_and_name_the_key(watch: Terminal, home: Path) -> None:
    watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)
    watch.after(lambda: file_of(home).write_text(RIGHT), "20 of 20")
    assert watch.lines_filled[-1] == "enter: again  h: hint  n: next exercise  q: quit"
    assert "Now right" in watch.text


def test_an_editor_that_renames_over_it(watch: Terminal, home: Path) -> None:
    def save() -> None:
        beside = file_of(home).with_name(".ex3_neuron.py.swp")
        beside.write_text(WRONG)
        beside.replace(file_of(home))

    watch.after(save, NO_BIAS)


def test_an_editor_that_moves_the_old_one_away(watch: Terminal, home: Path) -> None:
    def save() -> None:
        aside = file_of(home).rename(file_of(home).with_name("ex3_neuron.py~"))
        file_of(home).write_text(WRONG)
        aside.unlink()

    before = len(watch.raw)
    watch.after(save, NO_BIAS)
    assert "There is no" not in watch.raw[before:]


def test_half_a_save_is_not_believed(watch: Terminal, home: Path) -> None:
    took = SETTLE_SECONDS["syntax"]
    while took >= SETTLE_SECONDS["syntax"]:  # a machine with much else to do may take too long for any watch
        watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)
        before = watch.pages
        with file_of(home).open("w") as file:  # empty from here on
            began = time.monotonic()
            for part in (RIGHT[:200], RIGHT[200:-20], RIGHT[-20:]):
                time.sleep(0.01)  # as an editor on a slow disk takes it
                file.write(part)
                file.flush()
            took = time.monotonic() - began
        watch.shows("20 of 20")
    nothing_more(watch, home)
    shown = watch.raw.split("\x1b[H")[before + 1 :]
    assert shown, "no page"
    assert not [page for page in shown if "cannot be read" in page or "no code" in page or "There is no" in page]


def test_a_touch_is_no_change(watch: Terminal, home: Path) -> None:
    before = watch.pages
    os.utime(file_of(home))
    file_of(home).write_text(RIGHT)
    nothing_more(watch, home)
    assert watch.pages == before


def test_ten_saves_in_a_second_end_with_the_last(watch: Terminal, home: Path) -> None:
    before = watch.pages
    for number in range(10):
        file_of(home).write_text(raising(f"save {number} of ten"))
        watch.pump()
        time.sleep(0.08)  # a person who leans on the key
    watch.shows("save 9 of ten")
    nothing_more(watch, home)
    assert "save 9 of ten" in watch.text
    assert watch.pages - before <= 10


def test_a_save_during_a_check_ends_it(watch: Terminal, home: Path) -> None:
    endless = swapped(3, "    return ", "    while True:\n        pass\n    return ")
    file_of(home).write_text(endless)
    watch.until(lambda: "Checking" in watch.lines_filled[-1])
    before, began = watch.pages, time.monotonic()
    watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)
    assert time.monotonic() - began < 1.9  # the time limit of one call is 2 s
    assert watch.pages == before + 1  # nothing was shown of the endless one


def test_a_syntax_error_and_back(watch: Terminal, home: Path) -> None:
    watch.after(lambda: file_of(home).write_text("def neuron(x, w, b)\n"), "cannot be read by Python", "expected ':'")
    watch.after(lambda: file_of(home).write_text(RIGHT), "20 of 20")


def test_a_deleted_file_and_a_deleted_folder(watch: Terminal, home: Path) -> None:
    watch.after(file_of(home).unlink, "There is no solutions/ex3_neuron.py")
    watch.after(lambda: file_of(home).write_text(RIGHT), "20 of 20")
    kept = shutil.copytree(home / "solutions", home / "kept", dirs_exist_ok=True)
    watch.after(lambda: shutil.rmtree(home / "solutions"), "There is no")
    watch.after(lambda: shutil.copytree(kept, home / "solutions"), "20 of 20")
    watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)
    assert "nobody told of" not in watch.raw  # the new folder tells of it, too


def test_a_module_beside_it(watch: Terminal, home: Path) -> None:
    layers = home / "solutions" / "nets" / "layers.py"
    watch.after(lambda: file_of(home).write_text(HELPED), "No module named 'nets'")
    layers.parent.mkdir()
    watch.after(lambda: layers.write_text("def bias(b):\n    return b\n"), "20 of 20")
    watch.after(lambda: layers.write_text("def bias(b):\n    return 0\n"), NO_BIAS)
    file_of(home).write_text(RIGHT)
    watch.shows("20 of 20")
    shutil.rmtree(layers.parent)


def test_a_print_of_100_mb(watch: Terminal, home: Path) -> None:
    loud = swapped(3, "    return ", '    print("loud " * 2_000_000)\n    return ')
    watch.after(lambda: file_of(home).write_text(loud), "3 A neuron")
    assert len(watch.lines_filled) < 40
    watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)


# --- keys --------------------------------------------------------------------------------------------------


def test_enter_checks_again(watch: Terminal, home: Path) -> None:
    watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)
    watch.after(lambda: watch.press(ENTER), NO_BIAS, "has not changed")


def test_hints_one_by_one_below_the_page(watch: Terminal, home: Path) -> None:
    watch.press("h")
    watch.shows("Everything is right here: there is nothing to hint at.")
    watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)
    watch.press("hh")
    watch.shows("Hint 1 of ", "Hint 2 of ", NO_BIAS)
    assert watch.text.count("enter: again") == 1  # the last lines moved down


def test_arrows_and_other_keys_mean_nothing(watch: Terminal, home: Path) -> None:
    before = watch.pages
    watch.press("\x1b[A")
    watch.pump()
    watch.press("xyz?")
    nothing_more(watch, home)
    assert watch.pages == before
    assert "xyz" not in watch.text


# --- what goes wrong around it -----------------------------------------------------------------------------


def test_the_warm_process_dies(watch: Terminal, home: Path) -> None:
    (zygote,) = children_of(watch.process.pid)
    os.kill(zygote, signal.SIGKILL)
    watch.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)
    watch.after(lambda: file_of(home).write_text(RIGHT), "20 of 20")


def test_a_second_watch_of_the_same_folder(watch: Terminal, home: Path) -> None:
    with Terminal(home, "3") as second:
        second.shows("20 of 20")
        for text, words in ((WRONG, NO_BIAS), (RIGHT, "20 of 20"), (WRONG, NO_BIAS)):
            watch.after(lambda text=text: file_of(home).write_text(text), words)  # type: ignore[misc]
            second.shows(words)
        second.press("q")
        assert second.end() == 1
    watch.after(lambda: file_of(home).write_text(RIGHT), "20 of 20")


def test_nothing_is_left_open_after_many_saves(watch: Terminal, home: Path) -> None:
    def save(number: int) -> None:
        watch.after(lambda: file_of(home).write_text(raising(f"number {number}")), f"number {number}")

    save(0)
    descriptors = Path(f"/proc/{watch.process.pid}/fd")
    before = len(list(descriptors.iterdir()))
    for number in range(1, 9):
        save(number)
    assert len(list(descriptors.iterdir())) <= before + 1


def children_of(pid: int) -> list[int]:
    """The processes that one has started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


# --- sessions of their own ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "code"), [("q", 0), (CTRL_C, 130), (signal.SIGTERM, 143), ("\x1c", 131), (signal.SIGHUP, 129)]
)
def test_it_ends_and_leaves_the_terminal_as_it_was(tmp_path: Path, how: str | signal.Signals, code: int) -> None:
    home = work(tmp_path)
    with Terminal(home, "1") as terminal:
        before = terminal.settings()
        terminal.shows("20 of 20")
        assert terminal.settings() != before
        (zygote,) = children_of(terminal.process.pid)
        if isinstance(how, signal.Signals):
            terminal.process.kill(how)
        else:
            terminal.press(how)
        end = time.monotonic() + 20
        while terminal.process.isalive() or terminal.settings() != before:
            terminal.pump()
            assert time.monotonic() < end
        assert terminal.end() == code
        assert not Path(f"/proc/{zygote}").exists()
        assert "Traceback" not in terminal.raw
        assert ("Stopped." in terminal.raw) == (how == CTRL_C)


def test_ctrl_z_and_fg(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("a shell with jobs is needed")
    env = environment(PS1="shell> ", LAGRADER_STATE=str(tmp_path / "state"))
    home = work(tmp_path, {3: WRONG})
    shell = pexpect.spawn(bash, ["--norc", "-i"], cwd=str(home), env=env, encoding="utf-8", timeout=SECONDS)
    try:
        shell.expect("shell> ")
        shell.sendline(f"{shlex.join(COMMAND)} watch 3")
        shell.expect("q: quit")
        shell.send("\x1a")
        shell.expect("shell> ")
        shell.sendline("fg")
        shell.expect("8 of 20")  # the page, once more
        shell.expect("q: quit")
        shell.send("h")  # a single key, without Enter
        shell.expect("Hint 1 of ")
        shell.send("q")
        shell.expect("shell> ")
        shell.sendline("echo code=$?")
        shell.expect("code=1")
    finally:
        shell.close(force=True)


@pytest.mark.slow
def test_40_columns_from_one_exercise_to_the_next(tmp_path: Path) -> None:
    home = work(tmp_path, {1: right(1), 2: WRONG.replace("neuron", "other"), 5: None})
    with Terminal(home, "1", columns=40) as terminal:
        terminal.shows("20 of 20")
        assert max(map(len, terminal.lines)) <= 40
        assert terminal.lines_filled[-2:] == ["enter: again  h: hint  n: next exercise", "q: quit"]
        terminal.after(lambda: terminal.press("n"), "2 ")
        assert terminal.lines[0].startswith("2  ")
        assert terminal.lines_filled[-1] == "enter: again  h: hint  n: next  q: quit"
        terminal.after(lambda: terminal.resize(30, 60))
        assert max(map(len, terminal.lines)) > 40
        terminal.press("q")
        assert terminal.end() == 1
    with Terminal(home) as terminal:  # 1 is done, as it is remembered
        terminal.until(lambda: terminal.lines[0].startswith("2  ") and terminal.is_waiting)
        terminal.press("nnn")
        terminal.until(lambda: terminal.lines[0].startswith("5  ") and terminal.is_waiting)
        terminal.after(lambda: terminal.press("n"))
        assert terminal.lines[0].startswith("2  ")  # behind the last one, the first that is not done


@pytest.mark.slow
def test_without_events_it_looks_by_itself_and_says_so(tmp_path: Path) -> None:
    home = work(tmp_path)
    with Terminal(home, "3", WATCHFILES_FORCE_POLLING="1", LAGRADER_START="spawn") as terminal:
        terminal.shows("Files are looked at every 0.25 s: WATCHFILES_FORCE_POLLING is set.", "20 of 20")
        terminal.after(lambda: file_of(home).write_text(WRONG), NO_BIAS)


def test_a_link_sends_no_events(tmp_path: Path) -> None:
    home = work(tmp_path)
    elsewhere = home / "elsewhere.py"
    file_of(home).rename(elsewhere)
    file_of(home).symlink_to(elsewhere)
    with Terminal(home, "3") as terminal:
        terminal.shows("20 of 20")
        terminal.after(lambda: elsewhere.write_text(WRONG), NO_BIAS)
        terminal.after(lambda: elsewhere.write_text(RIGHT), "20 of 20", "changes were found that nobody told of")


def test_begun_in_an_empty_folder_it_finds_what_init_writes(tmp_path: Path) -> None:
    with Terminal(tmp_path, "3") as terminal:
        terminal.shows("lagrader init")
        terminal.after(lambda: lagrader("init", cwd=tmp_path), "not started")
        terminal.after(lambda: file_of(tmp_path).write_text(RIGHT), "20 of 20")


def test_only_who_asks_is_told_that_nothing_was_saved(tmp_path: Path) -> None:
    home = work(tmp_path, {3: WRONG})
    with Terminal(home, "3") as first, Terminal(home, "3") as second:
        for terminal in (first, second):
            terminal.shows(NO_BIAS)
        page = first.after(lambda: file_of(home).write_text(raising("once")), "once")
        assert "saved?" not in page
        assert "saved?" not in second.shows("once")
        assert "saved?" in second.after(lambda: second.press(ENTER), "once")
