"""The documents, held against models and program: valid examples, every key described, links that lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter

from lagrader import rubric, yamlfile
from lagrader.course import Course

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/*.md")) + sorted(ROOT.glob("benchmarks/*.md"))
RUBRIC = (ROOT / "docs" / "rubric.md").read_text(encoding="utf-8")

# A block's fence tells what it is an example of, and where it lies in the course of the first chapter.
BLOCKS = re.findall(r"^```(yaml|python|markdown) ?([^\n]*)\n(.*?)^```$", RUBRIC, re.MULTILINE | re.DOTALL)

ADAPTERS = {
    "rubric": TypeAdapter(rubric.Rubric),
    "course": TypeAdapter(rubric.CourseFile),
    "criterion": TypeAdapter(rubric.Criterion),
    "case": TypeAdapter(rubric.CaseSpec),
    "inputs": TypeAdapter(dict[str, rubric.InputSpec]),
    "tolerance": TypeAdapter(rubric.ToleranceSpec),
    "late": TypeAdapter(rubric.LateFile),
}

SECTIONS = {
    "The file": [rubric.Rubric],
    "The course's own file": [rubric.CourseFile],
    "Every criterion": [rubric.BaseCriterion],
    "Mistakes": [rubric.Mistake],
    "Refuses": [rubric.RefusingCriterion],
    "call": [rubric.CallCriterion, rubric.Step],
    "answer": [rubric.AnswerCriterion, rubric.Choice],
    "source": [rubric.SourceCriterion],
    "operations": [rubric.OperationsCriterion],
    "raises": [rubric.RaisesCriterion],
    "check": [rubric.CheckCriterion, rubric.CallSpec],
    "Classes": [rubric.CallingCriterion],
    "manual": [rubric.ManualCriterion],
    "any_of": [rubric.AnyOfCriterion],
    "Cases": [rubric.CaseSpec, rubric.HiddenUntil],
    "Inputs": [rubric.InputSpec],
    "Tolerance": [rubric.ToleranceSpec],
    "Late work": [rubric.LateFile],
}
"""Which models a section describes."""

SHARED = (rubric.BaseCriterion, rubric.RefusingCriterion, rubric.CallingCriterion)
"""What several kinds of criteria are made from, with a section of its own; each kind says what its cases are."""

INSIDE = {rubric.Message, rubric.Limits, rubric.SourceRules, rubric.Strict}
"""Models that others are made from, or that stand as a whole in the section of another."""

KINDS_OF_BLOCKS = [(kind.split()[0], text) for language, kind, text in BLOCKS if language == "yaml" and kind]


def test_the_format_in_thirty_lines_is_one(monkeypatch):
    from lagrader.reports import RenderOptions
    from tests.reports import samples

    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    (text,) = re.findall(r"```python\n(# my_formats.py.*?)```", page, re.DOTALL)
    assert len(text.splitlines()) <= 30
    names = {"__name__": "my_formats"}
    monkeypatch.setitem(sys.modules, "my_formats", type(sys)("my_formats"))  # dataclasses look there
    exec(text, names)  # noqa: S102 - our own
    page = names["FORMAT"].render(samples.EVENING, RenderOptions())
    assert page.splitlines()[0] == "exercise,points,max_points,first code"
    assert len(page.splitlines()) == 1 + len(samples.EVENING.exercises)


def test_every_format_is_described():
    from lagrader.reports import BUILT_IN

    described = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "formats.md").read_text("utf-8"), re.MULTILINE)
    assert described == list(BUILT_IN)


def keys_of(model: type[BaseModel]) -> set[str]:
    """Return a model's keys as YAML writes them; those that several kinds of criteria share for their base alone."""
    shared = [base for base in SHARED if issubclass(model, base) and base is not model]
    return all_keys(model).difference(*(all_keys(base) - {"cases"} for base in shared))


def all_keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def section(title: str) -> str:
    """Return the text below a heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", RUBRIC, re.MULTILINE | re.DOTALL)
    assert found, f"docs/rubric.md has no chapter {title!r}"
    return found[1]


@pytest.mark.parametrize("place", range(len(KINDS_OF_BLOCKS)))
def test_every_example_is_valid(place, tmp_path):
    kind, text = KINDS_OF_BLOCKS[place]
    (tmp_path / "example.yaml").write_text(text, encoding="utf-8")
    ADAPTERS[kind].validate_python(yamlfile.load(tmp_path / "example.yaml").data)


def test_there_are_examples_of_every_sort():
    assert {kind for kind, _ in KINDS_OF_BLOCKS} == set(ADAPTERS)


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_describes_all_keys_of_its_models_and_no_others(title):
    described = set(re.findall(r"^\| `(\w+)` \|", section(title), re.MULTILINE))
    assert described == set().union(*(keys_of(model) for model in SECTIONS[title]))


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_uses_all_its_keys_in_an_example(title):
    examples = "\n".join(text for _, text in KINDS_OF_BLOCKS)
    for model in SECTIONS[title]:
        for key in keys_of(model):
            assert re.search(rf"(^|[\s{{]){key}:\s", examples), key


def test_every_model_has_its_section():
    models = {
        thing
        for thing in vars(rubric).values()
        if isinstance(thing, type) and issubclass(thing, BaseModel) and thing is not BaseModel
    }
    assert models == INSIDE.union(*SECTIONS.values())


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """The course of the first chapter, as a reader would write it."""
    folder = tmp_path_factory.mktemp("written")
    for _, kind, text in BLOCKS:
        path = kind.split()[-1] if kind else ""
        if "/" in path:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_the_course_of_the_first_chapter_is_whole(written):
    (exercise,) = Course.load(written).exercises
    kinds = {one.kind for one in (*exercise.rubric.criteria, *exercise.rubric.judged)}
    assert kinds == set(rubric.KINDS)


def check(course: Path, work: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lagrader", "check", "--course", str(course), "--format", "plain", str(work)]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8", cwd=ROOT)


def test_its_reference_gets_full_marks(written):
    ended = check(written, written / "solutions")
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "total 10/12"), ended.stdout + ended.stderr


def test_its_alternative_gets_full_marks(written):
    ended = check(written, written / "exercises" / "ex1_average" / "alternatives" / "counted.py")
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "total 10/12"), ended.stdout + ended.stderr


@pytest.mark.slow
def test_the_course_of_a_class_gives_its_reference_all_points_and_names_its_mistake(written, tmp_path):
    maps = written / "maps"
    ended = check(maps, maps / "solutions")
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "total 2/2"), ended.stdout + ended.stderr
    wrong = (maps / "exercises" / "ex1_affine" / "mistakes.py").read_text("utf-8") + "\n\nAffine = not_halved\n"
    (tmp_path / "ex1_affine.py").write_text(wrong, encoding="utf-8")
    assert "[ex1.output 0/2 NOT_HALVED]" in check(maps, tmp_path).stdout
    for name, verdict in (("starter.py", "not_started"), ("mistakes.py", "missing")):
        (tmp_path / "ex1_affine.py").write_text((maps / "exercises" / "ex1_affine" / name).read_text("utf-8"), "utf-8")
        assert verdict.upper() in check(maps, tmp_path).stdout.upper()


def in_place(course: Path, work: Path, target: str, name: str) -> str:
    """What is said of the reference with a function of mistakes.py in the place of one of its own."""
    texts = [course / "solutions" / "ex1_average.py", course / "exercises" / "ex1_average" / "mistakes.py"]
    text = "\n\n".join(path.read_text("utf-8") for path in texts)
    (work / "ex1_average.py").write_text(f"{text}\n\n{target} = {name}\n", encoding="utf-8")
    return check(course, work).stdout


@pytest.mark.slow
def test_its_wrong_roads_are_refused_each_by_its_criterion(written, tmp_path):
    (exercise,) = Course.load(written).exercises
    refusing = [one for one in exercise.rubric.criteria if isinstance(one, rubric.RefusingCriterion)]
    roads = [(one, name) for one in refusing for name in one.refuses]
    assert len(roads) == 3
    for one, name in roads:
        said = in_place(written, tmp_path, one.target, name)
        assert f"[ex1.{one.id} 0/1 " in said
        assert not re.search(r"(?i)waits_for|skipped", said), said
    assert "[ex1.weights 0/1 NEGATIVE]" in in_place(written, tmp_path, "weights", "negative")


def test_its_mistakes_are_named_and_its_starter_gets_nothing(written, tmp_path):
    wrong = (written / "solutions" / "ex1_average.py").read_text(encoding="utf-8")
    wrong = wrong.replace("return x.sum() / len(x)", "return x.sum()").replace("1 / n", "2 / n")
    wrong = wrong.replace("EVEN = 3.0", "EVEN = 2.5").replace("torch.dot(x, w)", "(x * w).sum()")
    (tmp_path / "ex1_average.py").write_text(wrong, encoding="utf-8")
    said = check(written, tmp_path).stdout
    for code in ("EVEN_MEDIAN", "NOT_DIVIDED", "WAITS_FOR", "CHECK_FAILED", "NOT_THROUGH_TORCH_DOT"):
        assert code in said
    shutil.copy(written / "exercises" / "ex1_average" / "starter.py", tmp_path / "ex1_average.py")
    assert check(written, tmp_path).stdout.splitlines()[-1] == "total 0/12"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_what_a_document_points_to_is_there(document):
    for target in re.findall(r"\]\(([^)]+)\)", document.read_text(encoding="utf-8")):
        place, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = document.parent / place if place else document
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file), target


def anchors(path: Path) -> set[str]:
    """Return the anchors that hosts of Markdown give to headings."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_files_that_a_document_names_are_there(document):
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`((?:lagrader|scripts|tests|docs|benchmarks|\.ci|\.github)/[\w./-]+)`", text)
    for name in named:
        if not re.search(r"test_name|<", name):
            assert (ROOT / name).exists(), f"{document.name} names {name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_plain_words(document):
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"\b(?:simply|just)\b|\w!(?=\s|$)", text, re.IGNORECASE | re.MULTILINE)
