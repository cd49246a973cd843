"""A course on disk: found, told apart, and checked for agreement with itself."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lagrader.cases import draw
from lagrader.course import Course, default_course, folder
from lagrader.errors import CourseError, RubricError, UsageError
from lagrader.results import CourseIdentity

ROOT = Path(__file__).parent.parent.parent

RUBRIC = """\
version: 1
title: A neuron from scratch
criteria:
  - id: output
    title: neuron
    points: 12
    call: neuron
    reduction: n
    tolerance: {rtol: 1e-3, on: {cuda: {rtol: 1e-2}}}
    cases:
      - inputs: {x: {tensor: [1, 2]}, w: {tensor: [3, 4]}, b: {tensor: 0.1}}
      - repeat: 3
        sizes: {n: [1, 9]}
        inputs: {x: {normal: [n]}, w: {uniform: [n]}, b: {normal: []}}
    mistakes:
      bias_missing: {say: You left the bias out.}
  - id: value
    title: VALUE
    answer: VALUE
    points: 4
    mistakes:
      value_sign: {say: The sign is wrong., equals: 1}
  - id: agree
    title: agree
    check: compare
    calls: [{call: neuron}]
    points: 2
  - id: match
    title: match
    call: match
    points: 2
    cases:
      - sizes: {n: 3}
        given: {a: {normal: [n]}, c: {normal: [n], product_with: {a: 2}}}
        inputs: {x: {call: neuron, args: [a, c]}}
"""
SOURCE = "def neuron(x, w, b): ...\ndef match(x): ...\nVALUE = None\n"


def exercise(home: Path, name: str, rubric: str = RUBRIC) -> Path:
    place = home / "exercises" / name
    place.mkdir(parents=True)
    (place / "rubric.yaml").write_text(rubric)
    (place / "README.md").write_text("# A neuron\n")
    (place / "starter.py").write_text(SOURCE)
    (place / "mistakes.py").write_text("def bias_missing(x, w, b): ...\n")
    (place / "checks.py").write_text("def compare(results, points): ...\n")
    (home / "solutions").mkdir(exist_ok=True)
    (home / "solutions" / f"{name}.py").write_text(SOURCE)
    return place


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A course of exercises 1, 3 and 10; the current folder is above it."""
    monkeypatch.chdir(tmp_path)
    course = tmp_path / "course"
    for name in ("ex10_cubic", "ex1_dot_product", "ex3_neuron"):
        exercise(course, name)
    (course / "exercises" / "course.yaml").write_text('title: Small\nversion: "1.0"\n')
    return course


class TestLoad:
    def test_exercises_in_the_order_of_their_numbers(self, home):
        course = Course.load(home)
        assert [(one.number, one.id, one.short) for one in course.exercises] == [
            (1, "ex1_dot_product", "dot_product"),
            (3, "ex3_neuron", "neuron"),
            (10, "ex10_cubic", "cubic"),
        ]
        assert (course.title, course.version) == ("Small", "1.0")

    def test_other_folders_and_files_are_no_exercises(self, home):
        (home / "exercises" / "__pycache__").mkdir()
        (home / "exercises" / "extra").mkdir()
        (home / "exercises" / "ex9_notes.txt").write_text("")
        assert len(Course.load(home).exercises) == 3

    def test_texts(self, home):
        one = Course.load(home).find("3")
        assert one.statement == "# A neuron\n"
        assert one.starter == one.solution == SOURCE
        assert "bias_missing" in one.mistakes
        assert "compare" in one.checks
        assert one.rubric.title == "A neuron from scratch"
        assert one.rubric is one.rubric

    def test_no_mistakes_and_no_checks(self, home):
        one = Course.load(home).find("3")
        (one.folder / "mistakes.py").unlink()
        (one.folder / "checks.py").unlink()
        assert (one.mistakes, one.checks) == (None, None)

    def test_alternatives_are_python_files_by_name(self, home):
        one = Course.load(home).find("3")
        assert one.alternatives == ()
        place = one.folder / "alternatives"
        place.mkdir()
        for name in ("loop.py", "dot.py", "._dot.py", "notes.txt"):
            (place / name).write_bytes(b"x = 1\r\n" if name in ("loop.py", "dot.py") else b"no Python")
        found = Course.load(home).find("3").alternatives
        assert found == ((place / "dot.py", "x = 1\n"), (place / "loop.py", "x = 1\n"))

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("alternatives/dot.py", b"x = 1\ndef broken(:\n", "alternatives/dot.py:2: this is not Python"),
            ("alternatives/dot.py", b"x = 1\n\xff\n", "alternatives/dot.py:2: this line is not UTF-8"),
            ("alternatives/dot.py/x", b"", "alternatives/dot.py: this file can't be read"),
            ("alternatives", b"", "alternatives: this folder can't be read"),
        ],
    )
    def test_a_faulty_alternative_is_named_by_who_reads_it_and_by_nobody_else(self, home, name, data, said):
        one = Course.load(home).find("3")
        (one.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (one.folder / name).write_bytes(data)
        assert one.rubric
        with pytest.raises(RubricError, match=re.escape(f"ex3_neuron/{said}")):
            _ = one.alternatives

    def test_a_relative_folder_is_found_after_a_change_of_folder(self, home, tmp_path, monkeypatch):
        course = Course.load(Path("course"))
        monkeypatch.chdir(home)
        assert course.exercises[0].statement == "# A neuron\n"

    @pytest.mark.parametrize(
        ("spoil", "said"),
        [
            (shutil.rmtree, "course is not a folder. Name another folder with --course DIR"),
            (lambda home: shutil.rmtree(home / "exercises"), "course has no folder exercises. Name another"),
            (lambda home: exercise(home, "ex3_other"), "two exercises 3: ex3_neuron and ex3_other"),
            (lambda home: exercise(home, "ex4-layer"), "exercises/ex4-layer is not named like an exercise"),
            (lambda home: exercise(home, "Ex4_Layer"), "exercises/Ex4_Layer is not named like an exercise"),
            (lambda home: (home / "exercises/ex3_neuron/rubric.yaml").unlink(), "ex3_neuron/rubric.yaml: this file is"),
            (lambda home: (home / "exercises/course.yaml").unlink(), "exercises/course.yaml: this file is missing"),
            (lambda home: [shutil.rmtree(one) for one in home.glob("exercises/ex*")], "exercises holds no exercise"),
            (
                lambda home: (home / "exercises/course.yaml").write_text("titel: a\nversion: '1'\n"),
                'course/exercises/course.yaml:1: unknown key "titel"; did you mean "title"?',
            ),
            (
                lambda home: (home / "exercises/course.yaml").write_text("title: a\nversion: 1\n"),
                "course.yaml:2: version:",
            ),
            (lambda home: (home / "exercises/course.yaml").write_text("title: a\ntitle: b\n"), "stands twice"),
        ],
    )
    def test_what_is_no_course(self, home, spoil, said):
        spoil(home)
        with pytest.raises(CourseError, match=re.escape(said)) as caught:
            Course.load(home)
        assert caught.value.exit_code == 2


class TestFind:
    @pytest.mark.parametrize("word", ["3", "03", "ex3", "EX3", "ex3_neuron", "Ex3_Neuron", "neuron", " Neuron "])
    def test_every_way_to_say_it(self, home, word):
        assert Course.load(home).find(word).id == "ex3_neuron"

    @pytest.mark.parametrize(
        ("word", "said"),
        [
            ("7", "There is no exercise 7; there are 1, 3 and 10. lagrader list shows them."),
            ("ex07", "There is no exercise 7; there are 1, 3 and 10. lagrader list shows them."),
            ("nueron", 'There is no exercise "nueron"; did you mean "neuron"? lagrader list shows them.'),
            ("ex3_nuron", 'There is no exercise "ex3_nuron"; did you mean "ex3_neuron"? lagrader list shows them.'),
            ("zzz", 'There is no exercise "zzz"; lagrader list shows them.'),
            ("", 'There is no exercise ""; lagrader list shows them.'),
            ("9" * 5000, "There is no exercise"),
            ("٣", "There is no exercise"),
        ],
    )
    def test_what_is_not_there(self, home, word, said):
        with pytest.raises(UsageError) as caught:
            Course.load(home).find(word)
        assert str(caught.value).startswith(said)

    def test_numbers_in_a_row(self, home):
        shutil.rmtree(home / "exercises" / "ex10_cubic")
        exercise(home, "ex2_shapes")
        with pytest.raises(UsageError, match="there are 1 to 3"):
            Course.load(home).find("7")

    def test_a_short_name_of_two(self, home):
        exercise(home, "ex4_neuron")
        with pytest.raises(UsageError, match="may be ex3_neuron or ex4_neuron"):
            Course.load(home).find("neuron")


class TestDigest:
    def test_of_names_and_bytes(self, home, tmp_path):
        first = Course.load(home)
        assert re.fullmatch(r"[0-9a-f]{64}", first.digest)
        assert first.identity == CourseIdentity("Small", "1.0", first.digest)
        copy = tmp_path / "copy"
        shutil.copytree(home, copy)
        assert Course.load(copy).digest == first.digest

    @pytest.mark.parametrize("name", ["exercises/ex3_neuron/README.md", "solutions/ex3_neuron.py", "exercises/new.txt"])
    def test_changes_with_every_file(self, home, name):
        before = Course.load(home).digest
        with (home / name).open("a") as file:
            file.write(" ")
        assert Course.load(home).digest != before

    def test_changes_with_a_name(self, home):
        before = Course.load(home).digest
        readme = home / "exercises/ex3_neuron/README.md"
        readme.rename(readme.with_name("readme.md"))
        assert Course.load(home).digest != before

    @pytest.mark.parametrize(
        "name", ["exercises/__pycache__/a.pyc", "solutions/.cache/x", "exercises/.DS_Store", "README.md"]
    )
    def test_not_with_what_comes_and_goes(self, home, name):
        before = Course.load(home).digest
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("x")
        assert Course.load(home).digest == before


class TestAgreement:
    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            ("call: neuron\n", "call: neurom\n", 7, 'ex3_neuron.py has no "neurom"; did you mean "neuron"?'),
            ("answer: VALUE", "answer: VALEU", 19, 'ex3_neuron.py has no "VALEU"; did you mean "VALUE"?'),
            ("bias_missing:", "bias_mising:", 16, 'mistakes.py has no "bias_mising"; did you mean "bias_missing"?'),
            ("check: compare", "check: compar", 25, 'checks.py has no "compar"; did you mean "compare"?'),
            ("{call: neuron}]", "{call: nuron}]", 26, 'has no "nuron"; did you mean "neuron"?'),
            ("x: {call: neuron", "x: {call: nuron", 35, 'has no "nuron"; did you mean "neuron"?'),
            (", equals: 1", "", 22, '"equals" is missing'),
            ("reduction: n", "reduction: m", 8, 'criteria[0].reduction: no size "m" here; known here: n'),
            ("reduction: n", "result: [m]", 8, 'criteria[0].result[0]: no size "m" here; known here: n'),
            ("rtol: 1e-2", "rtol: .inf", 9, "criteria[0].tolerance.on.cuda.rtol: a tolerance is finite"),
            ("{normal: [n]}, w", "{normal: [k]}, w", 14, 'inputs.x.normal: no size "k" here; known here: n'),
            ("n: [1, 9]", "n: [9, 1]", 13, "sizes.n: a size is 0 or more, a range of sizes is [smallest, largest]"),
            ("n: [1, 9]", "n: [1, 2000000]", 14, "this may have 2000000 entries"),
            ("n: [1, 9]}", "n: [1, 9]}\n        distinct: [n, m]", 14, 'distinct[1]: no size "m" here'),
            ("args: [a, c]", "args: [a, e]", 35, 'no value "e" here; known here: a, c'),
            ("product_with: {a: 2}", "product_with: {b: 2}", 34, 'no input "b" here'),
            ("product_with: {a: 2}", "product_with: {a: 0}", 34, "a number other than 0"),
            ("product_with: {a: 2}", "product_with: {a: 2}, dtype: float16", 34, "can't reach a product"),
            ("a: {normal: [n]}", "a: {normal: [2]}", 34, "two vectors of one length"),
            ("{x: {call: neuron", "{a: {call: neuron", 35, "this name stands under given too"),
            ("w: {uniform: [n]}", "w: {uniform: [n], low: 2}", 14, "low must not be above high"),
            ("w: {uniform: [n]}", "w: {uniform: [n], low: .nan}", 14, "both are finite"),
            ("w: {uniform: [n]}", "w: {uniform: [n], high: 0.1, nonzero: true}", 14, "leave nothing"),
            ("w: {uniform: [n]}", "w: {integers: [n], high: 2.5}", 14, "whole numbers"),
            ("w: {uniform: [n]}", "w: {integers: [n], high: 2.0e+8}", 14, "float32 holds numbers up to 16777216"),
            ("w: {uniform: [n]}", "w: {uniform: [n], plain: true}", 14, "a plain number has no dimensions"),
            ("w: {uniform: [n]}", "w: {normal: [n], dtype: int64}", 14, "normal gives no int64; integers does"),
            (
                "b: {normal: []}",
                "b: {normal: [], low: 2}",
                14,
                "goes with uniform, integers; it means nothing to normal",
            ),
            ("{tensor: [1, 2]}", "{tensor: [1, [2]]}", 11, "the rows are not all of one length"),
            ("{tensor: [1, 2]}", "{tensor: [1, two]}", 11, "'two' is not a number of dtype float32"),
            ("{tensor: [1, 2]}", "{tensor: [true]}", 11, 'true and false need "dtype: bool"'),
            ("{tensor: [1, 2]}", "{tensor: [1.5], dtype: int64}", 11, "1.5 is not a number of dtype int64"),
            ("{tensor: [1, 2]}", "{tensor: }", 11, "x.tensor: a value is missing"),
        ],
    )
    def test_every_name_and_number_is_checked(self, home, old, new, line, said):
        assert old in RUBRIC
        one = Course.load(home).find("3")
        one.rubric_path.write_text(RUBRIC.replace(old, new, 1))
        with pytest.raises(RubricError) as caught:
            _ = one.rubric
        first = str(caught.value).splitlines()[0]
        assert first.startswith(f"course/exercises/ex3_neuron/rubric.yaml:{line}: criteria["), first
        assert said in first

    @pytest.mark.parametrize(
        "kind",
        [
            "operations: neuron\n    through: torch.dot\n    cases: [{inputs: {x: {tensor: 1}}}]",
            "source: neuron\n    forbid: [torch.dot]",
            "raises: neuron\n    cases: [{inputs: {x: {tensor: 1}}}]",
            "check: compare\n    calls: [{call: neuron}]",
        ],
        ids=lambda kind: kind.partition(":")[0],
    )
    def test_what_is_refused_stands_among_the_mistakes(self, home, kind):
        one = Course.load(home).find("3")
        text = f"{RUBRIC}  - id: road\n    title: road\n    points: 1\n    {kind}\n"
        one.rubric_path.write_text(f"{text}    refuses: [bias_missing, bias_mising]\n")
        with pytest.raises(RubricError) as caught:
            _ = one.rubric
        said = 'criteria[4].refuses[1]: course/exercises/ex3_neuron/mistakes.py has no "bias_mising"'
        assert f'{said}; did you mean "bias_missing"?' in str(caught.value)
        one.rubric_path.write_text(f"{text}    refuses: [bias_missing]\n")
        assert Course.load(home).find("3").rubric.criteria[4].refuses == ["bias_missing"]

    def test_a_mistake_of_a_check_needs_no_code(self, home):
        one = Course.load(home).find("3")
        checked = "calls: [{call: neuron}]\n    mistakes: {nowhere: {say: It is nowhere.}}"
        one.rubric_path.write_text(RUBRIC.replace("calls: [{call: neuron}]", checked))
        assert list(one.rubric.criteria[2].mistakes) == ["nowhere"]

    def test_the_good_one_can_be_drawn(self, home):
        one = Course.load(home).find("3")
        assert [len(draw(criterion, one.id, 0)) for criterion in one.rubric.criteria] == [4, 0, 0, 1]

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("exercises/ex3_neuron/README.md", "this file is missing; every exercise has one"),
            ("exercises/ex3_neuron/starter.py", "this file is missing; every exercise has one"),
            ("solutions/ex3_neuron.py", "this file is missing; every exercise has one"),
            ("exercises/ex3_neuron/mistakes.py", 'is missing, so it has no "bias_missing"'),
            ("exercises/ex3_neuron/checks.py", 'is missing, so it has no "compare"'),
        ],
    )
    def test_a_missing_file_is_named(self, home, name, said):
        one = Course.load(home).find("3")
        (home / name).unlink()
        with pytest.raises(RubricError, match=re.escape(said)) as caught:
            _ = one.rubric
        assert f"course/{name}" in str(caught.value)

    def test_a_name_that_only_the_starter_lacks(self, home):
        one = Course.load(home).find("3")
        (one.folder / "starter.py").write_text("def neuron(x, w, b): ...\nVALUE = None\n")
        with pytest.raises(RubricError, match=r'starter\.py has no "match"'):
            _ = one.rubric

    def test_a_source_that_is_not_python(self, home):
        one = Course.load(home).find("3")
        (one.folder / "mistakes.py").write_text("x = 1\ndef broken(:\n")
        with pytest.raises(RubricError) as caught:
            _ = one.rubric
        assert str(caught.value).startswith("course/exercises/ex3_neuron/mistakes.py:2: this is not Python")

    def test_a_source_that_is_not_utf8(self, home):
        one = Course.load(home).find("3")
        (one.folder / "starter.py").write_bytes(b"x = 1\n\xff\n")
        with pytest.raises(RubricError, match=r"starter\.py:2: this line is not UTF-8"):
            _ = one.rubric

    def test_nothing_is_run_and_every_way_to_define_counts(self, home):
        one = Course.load(home).find("3")
        source = (
            "raise SystemExit\n"
            "if __debug__:\n    def neuron(x): ...\n"
            "else:\n    from somewhere import other as match\n"
            "VALUE: int = 3\n"
        )
        (one.folder / "starter.py").write_text(source)
        assert one.rubric.max_points == 20

    def test_all_faults_at_once(self, home):
        one = Course.load(home).find("3")
        one.rubric_path.write_text(RUBRIC.replace("answer: VALUE", "answer: V").replace("check: compare", "check: c"))
        with pytest.raises(RubricError) as caught:
            _ = one.rubric
        assert [row.split(": ")[0].rpartition(":")[2] for row in str(caught.value).splitlines()] == ["19", "25"]

    def test_no_points_at_all_is_a_rubric(self, home):
        one = Course.load(home).find("3")
        one.rubric_path.write_text(re.sub(r"points: \d+", "points: 0", RUBRIC))
        assert one.rubric.max_points == 0

    def test_another_version(self, home):
        one = Course.load(home).find("3")
        one.rubric_path.write_text(RUBRIC.replace("version: 1", "version: 2"))
        with pytest.raises(RubricError, match="made for version 2 of the rubric format; this lagrader reads version 1"):
            _ = one.rubric


class TestDefault:
    def test_inside_the_package_first_then_beside_it(self, home, tmp_path, monkeypatch):
        package = tmp_path / "site" / "lagrader"
        package.mkdir(parents=True)
        monkeypatch.setattr(folder, "PACKAGE", package)
        with pytest.raises(CourseError, match="Install lagrader again, or name a course with --course DIR"):
            default_course()
        shutil.copytree(home / "exercises", package.parent / "exercises")
        assert default_course() == package.parent
        shutil.copytree(home, package / "_course")
        assert default_course() == package / "_course"


@pytest.mark.skipif(not (ROOT / "exercises" / "course.yaml").exists(), reason="the course is not here yet")
class TestOwnCourse:
    def test_every_rubric_fits_and_can_be_drawn(self):
        course = Course.load(default_course())
        assert [one.number for one in course.exercises if not one.further] == [1, 2, 3, 4, 5]
        assert [one.number for one in course.exercises if one.further] == [6, 7, 8, 9, 10, 11, 12]
        for one in course.exercises:
            assert one.rubric.max_points == 20
            for criterion in one.rubric.criteria:
                assert len(draw(criterion, one.id, 0)) >= len(getattr(criterion, "cases", ()))


def test_finding_a_course_imports_neither_pydantic_nor_numpy(home):
    code = (
        "import sys, pathlib; from lagrader.course import Course; course = Course.load(pathlib.Path(sys.argv[1]))\n"
        "assert course.find('3').document.data['title'] == 'A neuron from scratch'; course.digest\n"
        "sys.exit(bool({'pydantic', 'numpy', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(home)], cwd=ROOT, check=False).returncode == 0


def test_names_of_one_that_goes_further_are_known_from_its_plain_data(home):
    def names(text: str) -> frozenset[str]:
        (home / "exercises" / "ex3_neuron" / "rubric.yaml").write_text(text, encoding="utf-8")
        return Course.load(home).find("3").target_names

    assert names(RUBRIC) == names(RUBRIC.replace("version: 1", "version: 1\nfurther: true")) != frozenset()


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("", False),
        ("further: true", True),
        ("further:   true   # later", True),
        ("further: false", False),
        ("further: True", True),
        ('"further": true', True),
        ("further: !!bool true", False),
        ("# further: true", False),
        ("hints: [further]", False),
        ("explain: |\n  further: true", False),
        ("more:\n  further: true", False),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_whether_it_goes_further_is_what_its_plain_data_say(home, line, wanted, end):
    path = home / "exercises" / "ex3_neuron" / "rubric.yaml"
    path.write_bytes(RUBRIC.replace("version: 1", f"version: 1\n{line}").replace("\n", end).encode())
    if "!!" in line:  # tags are refused, whatever they stand at
        with pytest.raises(RubricError, match=r"rubric.yaml:2: "):
            _ = Course.load(home).find("3").further
        return
    found = Course.load(home).find("3")
    assert found.further is wanted is (found.document.data.get("further") is True)


@pytest.mark.parametrize("further", ["yes", "1", '"true"'])
def test_further_takes_true_or_false(home, further):
    path = home / "exercises" / "ex3_neuron" / "rubric.yaml"
    path.write_text(RUBRIC.replace("version: 1", f"version: 1\nfurther: {further}"), encoding="utf-8")
    with pytest.raises(RubricError, match=r"rubric.yaml:2: .*further"):
        _ = Course.load(home).find("3").rubric


@pytest.mark.parametrize("criteria", ["criteria: 3", "criteria: [3]", "criteria: [{check: a}]", "title: t"])
def test_names_in_a_rubric_that_is_none_are_told_with_the_line(home, criteria):
    path = home / "exercises" / "ex3_neuron" / "rubric.yaml"
    path.write_text(f"version: 1\nfurther: true\n{criteria}\n", encoding="utf-8")
    with pytest.raises(RubricError, match=r"rubric.yaml"):
        _ = Course.load(home).find("3").target_names
