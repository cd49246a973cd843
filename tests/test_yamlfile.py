"""YAML files: plain data, its lines, and what is said about a file that does not fit."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader import yamlfile
from lagrader.errors import RubricError
from lagrader.rubric import CourseFile, Rubric
from lagrader.yamlfile import document as reading
from lagrader.yamlfile.files import SIZE_LIMIT

RUBRIC = """\
version: 1
title: A neuron
criteria:
  - id: output
    title: neuron(x)
    points: 12
    call: neuron
    returns: number
    cases:
      - repeat: 10
        sizes: {n: [1, 64]}
        inputs:
          x: {normal: [n]}
    tolerance: {on: {cuda: {rtol: 1e-3}}}
  - id: why
    title: WHY
    answer: WHY
    one_of: {a: yes, b: "no"}
    correct: b
    points: 0.5
"""


@pytest.fixture(params=["C", "Python"])
def loader(request, monkeypatch):
    """Both parsers: PyYAML is also installed without its C part."""
    chosen = {"C": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "Python": yaml.SafeLoader}[request.param]
    monkeypatch.setattr(reading, "_LOADER", chosen)


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "rubric.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(folder: Path, text: str | bytes) -> RubricError:
    with pytest.raises(RubricError) as caught:
        yamlfile.load(write(folder, text))
    return caught.value


def misfit(folder: Path, text: str, model=Rubric) -> RubricError:
    with pytest.raises(RubricError) as caught:
        yamlfile.validate(model, yamlfile.load(write(folder, text)))
    return caught.value


@pytest.mark.usefixtures("loader")
class TestData:
    def test_keys_are_text_and_scalars_follow_the_core_schema(self, tmp_path):
        text = (
            "on: yes\nno: off\n1: true\nnull: ~\n2024-01-01: 2024-01-01\na: [1e-3, 017, 0x1f, 0o17, 1_0, 12:30, -.5]\n"
        )
        data = yamlfile.load(write(tmp_path, text)).data
        assert data == {
            "on": "yes",
            "no": "off",
            "1": True,
            "null": None,
            "2024-01-01": "2024-01-01",
            "a": [0.001, 17, 31, 15, "1_0", "12:30", -0.5],
        }

    def test_quoted_or_tagged_as_text_stays_text(self, tmp_path):
        assert yamlfile.load(write(tmp_path, "a: '1'\nb: \"true\"\nc: !!str 3\n")).data == {
            "a": "1",
            "b": "true",
            "c": "3",
        }

    def test_not_finite(self, tmp_path):
        data = yamlfile.load(write(tmp_path, "a: [.inf, -.inf, .nan, nan, inf]\n")).data["a"]
        assert data[:2] == [math.inf, -math.inf]
        assert math.isnan(data[2])
        assert data[3:] == ["nan", "inf"]

    def test_an_alias_stands_for_its_anchor(self, tmp_path):
        document = yamlfile.load(write(tmp_path, "a: &x {n: 3}\nb: *x\n"))
        assert document.data == {"a": {"n": 3}, "b": {"n": 3}}
        assert [document.line(path) for path in (("a",), ("b",), ("b", "n"))] == [1, 2, 1]

    def test_a_byte_order_mark_and_crlf_are_no_matter(self, tmp_path):
        document = yamlfile.load(write(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))
        assert (document.data, document.line(("b",))) == ({"a": 1, "b": 2}, 2)


@pytest.mark.usefixtures("loader")
class TestLines:
    @pytest.mark.parametrize(
        ("path", "line"),
        [
            ((), 1),
            (("title",), 2),
            (("criteria", 0), 4),
            (("criteria", 0, "points"), 6),
            (("criteria", 0, "call", "points"), 6),
            (("criteria", 0, "call", "call"), 7),
            (("criteria", 0, "call", "cases", 0, "sizes", "n", "int"), 11),
            (("criteria", 0, "call", "cases", 0, "inputs", "x", "normal"), 13),
            (("criteria", 1, "answer", "one_of", "b", "text"), 18),
            (("nowhere", 3), 1),
        ],
    )
    def test_the_longest_known_part_wins(self, tmp_path, path, line):
        assert yamlfile.load(write(tmp_path, RUBRIC)).line(path) == line


@pytest.mark.usefixtures("loader")
class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "line", "said"),
        [
            ("a: 1\nb: 2\na: 3\n", 3, 'the key "a" stands twice, first on line 1'),
            ("x: {a: 1, 'a': 2}\n", 1, 'the key "a" stands twice'),
            ("a: 1\n\tb: 2\n", 2, "a tab"),
            ("a: [1, 2\nb: 3\n", 2, "this is not YAML"),
            ("a: @x\n", 1, "this is not YAML"),
            ("", 1, "the file is empty"),
            ("# nothing\n", 1, "the file is empty"),
            ("- 1\n", 1, "this is a list"),
            ("hello\n", 1, "this is a single value"),
            ("a: 1\n---\nb: 2\n", 2, "a second document"),
            ("? [a, b]\n: 1\n", 1, "a key is one word"),
            ("a: !!python/object/apply:os.system [ls]\n", 1, "the tag"),
            ("b: *x\n", 1, 'nothing is called "&x"'),
            ("a: 1\nb: &x [1, *x]\n", 2, '"*x" stands inside itself'),
            (b"a: 1\nb: \xff\xfe\n", 2, "is not UTF-8"),
            ("a: é".encode("utf-16"), 1, "UTF-16"),
            ("a: 1\nb: \x00\n", 2, "U+0000"),
            ("a: " + "[" * 500 + "]" * 500, 1, "nested too deeply"),
        ],
    )
    def test_place_and_reason(self, tmp_path, text, line, said):
        error = refused(tmp_path, text)
        assert (error.line, said in error.message) == (line, True), str(error)

    def test_an_alias_bomb_is_stopped(self, tmp_path):
        rows = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
        rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
        error = refused(tmp_path, "\n".join(rows))
        assert "aliases included" in error.message
        assert error.line == 5

    def test_too_large(self, tmp_path):
        assert "256 KiB" in refused(tmp_path, "#" * (SIZE_LIMIT + 1)).message
        assert "the file is empty" in refused(tmp_path, "#" * SIZE_LIMIT).message

    def test_a_number_of_many_digits_is_no_crash(self, tmp_path):
        assert yamlfile.load(write(tmp_path, f"a: {'9' * 5000}\n")).data["a"] == math.inf

    def test_no_depth_is_a_crash(self, tmp_path):
        assert refused(tmp_path, "a: " + "[" * 100_000).line == 1

    def test_missing_or_a_folder(self, tmp_path):
        with pytest.raises(RubricError, match="missing"):
            yamlfile.load(tmp_path / "rubric.yaml")
        with pytest.raises(RubricError, match="can't be read"):
            yamlfile.load(tmp_path)

    @settings(max_examples=200, deadline=None)
    @given(text=st.text(alphabet="ab:-[]{}&*!|>?'\"#%@,\n\t 1.~", max_size=60))
    def test_any_text_is_data_or_a_rubric_error(self, tmp_path_factory, text):
        path = write(tmp_path_factory.mktemp("any"), text)
        try:
            assert isinstance(yamlfile.load(path).data, dict)
        except RubricError as error:
            assert error.line is None or 1 <= error.line <= text.count("\n") + 1  # noqa: PT017 - no error is right too


class TestShown:
    def test_below_the_current_folder_and_elsewhere(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert yamlfile.shown(tmp_path / "a" / "b.yaml") == "a/b.yaml"
        monkeypatch.chdir(Path(__file__).parent)
        assert yamlfile.shown(tmp_path / "b.yaml") == str(tmp_path / "b.yaml")


class TestValidate:
    def test_a_good_one(self, tmp_path):
        rubric = yamlfile.validate(Rubric, yamlfile.load(write(tmp_path, RUBRIC)))
        assert rubric.criteria[0].tolerance.on["cuda"].rtol == 0.001
        assert rubric.criteria[1].one_of["a"].text == "yes"

    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            ("tolerance:", "tolerence:", 14, 'unknown key "tolerence"; did you mean "tolerance"?'),
            ("criteria:", "criterai:", 3, 'unknown key "criterai"; did you mean "criteria"?'),
            ("title: A neuron", "titel: A neuron", 2, 'unknown key "titel"; did you mean "title"?'),
            ("    title: neuron(x)\n", "", 4, 'criteria[0]: "title" is missing'),
            ("points: 12", "points: many", 6, "criteria[0].points: points are a number such as 4, 0.5 or 1/3"),
            ("points: 12", "points: -1", 6, "criteria[0].points: points can't be negative"),
            ("points: 12", "points: .nan", 6, "criteria[0].points: points are a number"),
            (
                "returns: number",
                "returns: nubmer",
                8,
                'criteria[0].returns: the text "nubmer" is not known; did you mean "number"?',
            ),
            ("call: neuron", "cal: neuron", 4, 'found "cal", did you mean "call"?'),
            ("call: neuron", "call: neuron\n    source: neuron", 4, "found call and source"),
            ("call: neuron", "call: 3", 7, "criteria[0].call: text is wanted, found the number 3; put it in quotes"),
            ("repeat: 10", "repeat: 0", 10, "criteria[0].cases[0].repeat: must be at least 1"),
            ("repeat: 10", "repeat: ten", 10, 'repeat: a whole number is wanted, found the text "ten"'),
            ("n: [1, 64]", "n: wide", 11, "criteria[0].cases[0].sizes.n: a whole number or a list is wanted"),
            ("n: [1, 64]", "n: [1]", 11, "item 2 is missing"),
            ("x: {normal: [n]}", "x: {normal: [n], uniform: [n]}", 13, "an input has exactly one of"),
            ("x: {normal: [n]}", "x: {norml: [n]}", 13, 'unknown key "norml"; did you mean "normal"?'),
            ("rtol: 1e-3", "rtol: -1", 14, "criteria[0].tolerance.on.cuda.rtol: must be at least 0"),
            ("rtol: 1e-3", "rtol: .nan", 14, "criteria[0].tolerance.on.cuda.rtol: must be at least 0"),
            ("on: {cuda", "on: {cudda", 14, 'did you mean "cuda"?'),
            ("correct: b", "correct: d", 15, "correct is one of its letters"),
            ("id: why", "id: output", 15, 'criteria[1].id: the id "output" stands twice'),
            ("id: why", "id: Why?", 15, "criteria[1].id: must have the form"),
            ("correct: b", "correct: b\n    needs: [ouput]", 20, 'no criterion "ouput"; did you mean "output"?'),
            ("title: A neuron", "title:", 2, "title: text is wanted, found nothing"),
            ("title: A neuron", "time_limit: .inf\ntitle: a", 2, "time_limit: must be at most 60"),
        ],
    )
    def test_file_line_key_and_what_is_wrong(self, tmp_path, monkeypatch, old, new, line, said):
        monkeypatch.chdir(tmp_path)
        assert old in RUBRIC
        error = misfit(tmp_path, RUBRIC.replace(old, new, 1))
        assert str(error).startswith(f"rubric.yaml:{line}: "), str(error)
        assert said in error.message
        assert "\n" not in error.message

    def test_all_faults_are_told_in_order(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        text = (
            RUBRIC.replace("points: 12", "points: x")
            .replace("    correct: b\n", "")
            .replace("title: A neuron", "title: [a]")
        )
        first, *others = str(misfit(tmp_path, text)).splitlines()
        assert first == "rubric.yaml:2: title: text is wanted, found a list"
        assert [row.split(": ")[0] for row in others] == ["rubric.yaml:6", "rubric.yaml:15"]

    def test_no_criteria(self, tmp_path):
        assert (
            "criteria: at least 1 must stand here, found 0"
            in misfit(tmp_path, "version: 1\ntitle: a\ncriteria: []\n").message
        )

    @pytest.mark.parametrize(
        ("version", "said"),
        [
            (
                "version: 2\nnew_key: 1\n",
                "made for version 2 of the rubric format; this lagrader reads version 1: install a newer",
            ),
            (
                "version: 0\n",
                "made for version 0 of the rubric format; this lagrader reads version 1: bring it up to date",
            ),
            ("", 'no version of the rubric format is named; this lagrader reads version 1: write "version: 1"'),
            ("version: true\n", "version is true; this lagrader reads version 1"),
            ("version: '1'\n", 'version is the text "1"; this lagrader reads version 1'),
        ],
    )
    def test_another_version_is_one_sentence(self, tmp_path, version, said):
        error = misfit(tmp_path, RUBRIC.replace("version: 1\n", version))
        assert error.line == 1
        assert error.message.startswith(said)
        assert "\n" not in error.message

    def test_a_course_version_is_text(self, tmp_path):
        error = misfit(tmp_path, "title: a\nversion: 1.0\n", CourseFile)
        assert (error.line, error.message) == (2, "version: text is wanted, found the number 1.0; put it in quotes")


def test_reading_alone_imports_neither_pydantic_nor_numpy():
    code = "import sys, lagrader.yamlfile; sys.exit(bool({'pydantic', 'numpy', 'torch'} & set(sys.modules)))"
    root = Path(__file__).parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
