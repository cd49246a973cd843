"""A real class, graded by the real program and looked at by the code behind ``lagrader audit --from``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lagrader.cli.items import show_items
from lagrader.course import Course
from lagrader.errors import UsageError
from lagrader.worker.landlock import abi
from lagrader.worker.syscalls import architecture
from tests.cli.program import EXERCISES, course, lagrader, right, swapped
from tests.item_analysis.classes import a_class, marks
from tests.item_analysis.classes import course as here
from tests.submission.class_files import Content, laid_out

REAL = pytest.mark.skipif(not abi() or architecture() is None, reason="strangers' work needs the whole sandbox")
NAMES = {number: f"{id_}.py" for number, id_ in EXERCISES.items()}
DOUBLED = swapped(3, "(w, x) + b", "(w, x) + 2 * b.abs()")
"""A mistake that the rubric doesn't know."""


def _class() -> dict[str, Content]:
    """Good learners, who fall for the wrong key of WHY, and weak ones, some of whom don't."""
    files: dict[str, Content] = {}
    for number in range(14):
        good = number < 8
        neuron = right(3) if good else DOUBLED
        if number in (0, 8, 9, 10, 11):
            neuron = neuron.replace('WHY = "b"', 'WHY = "c"')
        shape = (
            right(2) if good or number == 9 else right(2).replace("PRODUCT_SHAPE = (3, 7)", "PRODUCT_SHAPE = (3, 9)")
        )
        for exercise, text in ((3, neuron), (2, shape)):
            files[f"s{number}/{NAMES[exercise]}"] = f"{text}\n# {number}\n"
    return files


@REAL
def test_a_real_class_with_a_wrong_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = course(tmp_path)
    rubric = home / "exercises" / "ex3_neuron" / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace("    correct: b\n", "    correct: c\n"), encoding="utf-8")
    laid_out(tmp_path / "subs", _class())
    assert lagrader("grade", "subs", "--out", "marks", "--course", "course", cwd=tmp_path).code == 0

    assert show_items(tmp_path / "marks", Course.load(home)) == 1
    out = capsys.readouterr().out
    assert "✗ ex3.why: perhaps, by only 14 learners, a bug of the rubric" in out
    assert "has changed since" not in out
    assert "def output_" in out

    assert show_items(tmp_path / "marks", Course.load(home), ["json"]) == 1
    data = json.loads(capsys.readouterr().out)
    kinds = {(one["kind"], *one["criteria"]): one for one in data["findings"]}
    assert kinds["negative_discrimination", "ex3.why"]["code"] == "CHOICE_B"
    assert ("everybody", "ex3.value") in kinds
    figures = {one["name"]: one for one in data["criteria"]}
    assert figures["ex3.output"]["difficulty"] == pytest.approx(8 / 14)
    assert figures["ex3.output"]["discrimination"] > 0.2
    assert figures["ex1.loop"]["judged"] == 0
    groups = {one["criterion"]: one for one in data["unexplained"]["groups"]}
    assert groups["ex3.output"]["learners"] == ["s8", "s9", "s10", "s11", "s12", "s13"]
    assert groups["ex3.output"]["example"]["call"].startswith("neuron(")
    assert groups["ex3.output"]["stub"]["python"]["text"].startswith("def output_")
    assert "equals: [3, 9]" in groups["ex2.constant"]["stub"]["yaml"]["text"]


def test_nothing_to_look_at_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_class(tmp_path / "my marks", marks("+++", "++-", "+-+", "---"))
    assert show_items(folder, here()) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"Next: lagrader grades '{folder}'"


def test_into_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, target = a_class(tmp_path / "marks", marks("+++")), tmp_path / "items.json"
    assert show_items(folder, here(), [f"json={target}"]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["learners"]["counted"] == 1
    assert capsys.readouterr().out == ""
    assert show_items(folder, here(), ["terminal", f"json={target}", f"terminal={tmp_path / 'items.txt'}"]) == 0
    assert capsys.readouterr().out == (tmp_path / "items.txt").read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="there is no folder"):
        show_items(folder, here(), [f"json={tmp_path / 'nowhere' / 'items.json'}"])


@pytest.mark.parametrize("format_", ["csv", "json=", "terminal=", ""])
def test_other_formats_are_refused(format_: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        show_items(a_class(tmp_path / "marks", marks("+++")), here(), [format_])


def test_no_gradebook_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lagrader grade SUBMISSIONS --out"):
        show_items(tmp_path, here())
