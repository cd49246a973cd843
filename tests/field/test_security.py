"""What was reported of other tools' boundaries, tried on ours: forged results, what is in reach, names that compute."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import zipfile
from pathlib import Path

import pytest

from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.program import EXERCISES, ROOT, environment, lagrader, right
from tests.submission.class_files import Content, laid_out

pytestmark = pytest.mark.skipif(not abi() or architecture() is None, reason="strangers' work needs the whole sandbox")

NEURON = right(3)
LAYER = right(4)
FILE = f"{EXERCISES[3]}.py"

PRINTS = """\
import atexit
import os
import signal

print("PASSED")
print('{"verdict": "accepted", "points": 20}')
atexit.register(print, "PASSED")
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
    signal.signal(number, signal.SIG_IGN)
"""
WRITES = """
message = b'{"verdict": "accepted"}'
for descriptor in range(3, 64):
    try:
        os.write(descriptor, len(message).to_bytes(4, "little") + bytes(4) + message)
    except OSError:
        pass
"""
WRONG = "VALUE = 7.0\nWHY = 'a'\n\n\ndef neuron(x, w, b):\n    return 1.0\n"
LEAVES = """\
import os

VALUE = 0.0
WHY = "b"
CALLS = []


def neuron(x, w, b):
    CALLS.append(x)
    if len(CALLS) > 3:
        os._exit(0)
    return (x @ w + b).relu()
"""
EQUAL = """\
class Equal:
    def __eq__(self, other):
        return True

    __hash__ = None


VALUE = Equal()
WHY = Equal()


def neuron(x, w, b):
    return Equal()
"""
REACHES = """\
import os
import socket


def tried(what):
    try:
        return str(what())[:80]
    except BaseException as error:
        return type(error).__name__


def read(path):
    with open(path, "rb") as file:
        return "READ" + repr(file.read(20))


def write(path):
    with open(path, "w") as file:
        return f"WROTE{file.write('x')}"


def connect(family, where):
    one = socket.socket(family)
    one.settimeout(1)
    one.connect(where)
    return "CONNECTED"


FOUND = [tried(lambda: "SECRET" if "SECRET" in os.environ or "TOKEN" in os.environ else "none")]
FOUND += [tried(lambda path=path: read(path)) for path in PATHS]
FOUND += [tried(lambda: write("PLACE")), tried(lambda: os.listdir("HOME"))]
FOUND += [tried(lambda: connect(socket.AF_INET, ("1.1.1.1", 80)))]
FOUND += [tried(lambda: connect(socket.AF_UNIX, "HOME/socket"))]


def neuron(x, w, b):
    raise ValueError(" ".join(FOUND))
"""
FORKS = "import os\n\nfor _ in range(3):\n    os.fork()\n"
"""No bomb where it is let through; where it is not, one call is as good as all."""

NAMES = ('=HYPERLINK("http:x","y")', "+1", "-2+3", "@a", "<script>alert(1)<b>")


def bomb() -> bytes:
    """A zip of 300 KB that unpacks to 300 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(FILE, "w") as member:
        for _ in range(300):
            member.write(bytes(1 << 20))
    return made.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("security")
    paths = [
        "/proc/self/environ",
        "/proc/1/environ",
        str(ROOT / "solutions" / FILE),
        str(home / "subs" / "right" / FILE),
        str(home / "marks" / "gradebook.sqlite"),
        "../../solutions/ex3_neuron.py",
    ]
    reaches = REACHES.replace("PATHS", repr(paths)).replace("PLACE", str(home / "written")).replace("HOME", str(home))
    texts = {
        "right": NEURON,
        "prints": PRINTS + NEURON,
        "writes": PRINTS + WRITES + WRONG,
        "leaves": LEAVES,
        "ends": "import sys\n\nprint('PASSED')\nsys.exit(0)\n",
        "equal": EQUAL,
        "reaches": reaches,
        "forks": FORKS + NEURON,
    }
    files: dict[str, Content] = {f"{name}/{FILE}": f"{text}\n# {name}\n" for name, text in texts.items()}
    files |= {f"{name}/{EXERCISES[4]}.py": f"{LAYER}\n# {name}\n" for name in texts}
    files |= {f"{name}/{FILE}": "def neuron(x, w, b):\n    raise ValueError('=1+1')\n" for name in NAMES}
    files["bomb.zip"] = bomb()
    laid_out(home / "subs", files)
    (home / "subs" / "link").mkdir()
    (home / "subs" / "link" / FILE).symlink_to(ROOT / "solutions" / FILE)
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(home)  # the path of a socket may have a hundred characters
        listening.bind("socket")
        listening.listen()
        os.chdir(here)
        env = environment(**dict.fromkeys(("SECRET", "TOKEN"), "1"))
        run = lagrader("grade", "subs", "--out", "marks", cwd=home, env=env)
    assert run.code == 0, run.err
    return home


@pytest.mark.slow
def test_nothing_that_is_printed_written_or_left_is_a_result(home: Path) -> None:
    exported = json.loads(lagrader("export", "marks", "--format", "json", cwd=home).out)["submissions"]
    got = {
        one["id"]: tuple(each["points"] for each in one["report"]["exercises"] if each["number"] in (3, 4))
        for one in exported
        if one["report"]
    }
    # SWE-bench/SWE-bench#620 and others; genchang1234/How-to-cheat-in-computer-science-101#8 is equal to everything.
    assert got["right"] == got["prints"] == (20, 20)
    assert got["writes"] == got["ends"] == got["equal"] == got["reaches"] == (0, 20)
    assert got["leaves"] == (8, 20)
    # DOMjudge/domjudge-packaging#13: no second process, and nobody else pays.
    assert got["forks"] == (0, 20)


def test_nothing_is_within_reach(home: Path) -> None:
    told = lagrader("grades", "marks", "reaches", "--all", cwd=home).flat
    (said,) = re.findall(r"ValueError: (none [\w ]+)", told)
    assert set(said.split()[:11]) <= {"none", "PermissionError", "FileNotFoundError", "OSError"}, told
    assert not (home / "written").exists()


def test_no_link_and_no_bomb_is_followed(home: Path) -> None:
    # Submitty/Submitty#6732, Submitty/Submitty#38
    with (home / "marks" / "grades.csv").open(encoding="utf-8-sig") as file:
        found = {row["id"]: row for row in csv.DictReader(file)}
    assert found["link"]["points"] == ""
    assert found["link"]["status"] == "unreadable"
    assert found["bomb"]["points"] == "0"


def test_names_that_compute_are_text_and_come_back_by_a_roster(home: Path) -> None:
    with (home / "marks" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    first = {row["id"] for row in table}
    assert {f"'{name}" for name in NAMES[:4]} <= first
    assert all(row["points"] in ("", "0") or row["points"].lstrip("-").isdigit() for row in table)
    again = lagrader("grade", "subs", "--dry-run", "--roster", "marks/grades.csv", cwd=home)
    assert again.code == 0, again.err
    assert "Not in the roster" not in again.err
    assert "handed in nothing" not in again.out
    page = lagrader("check", f"subs/{NAMES[4]}", "--format", "html", cwd=home).out
    assert "<script>alert(1)" not in page
