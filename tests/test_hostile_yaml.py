"""YAML files that mean harm: what the fuzzer found, and what it was built for. Each is refused, soon and briefly."""

import os
import time
import tracemalloc

import pytest
import yaml

from lagrader import yamlfile
from lagrader.errors import RubricError
from lagrader.rubric import Rubric, nearest
from lagrader.yamlfile import document as reading

LONG = "x" * 100_000


@pytest.fixture(params=["C", "Python"])
def loader(request, monkeypatch):
    chosen = {"C": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "Python": yaml.SafeLoader}[request.param]
    monkeypatch.setattr(reading, "_LOADER", chosen)


def refused(folder, text, model=Rubric):
    path = folder / "rubric.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RubricError) as caught:
        yamlfile.validate(model, yamlfile.load(path))
    assert len(str(caught.value)) < 10_000
    return caught.value


def criterion(rest):
    return f"version: 1\ntitle: t\ncriteria:\n- {{id: a, title: t, points: 1, {rest}}}\n"


@pytest.mark.usefixtures("loader")
class TestParser:
    @pytest.mark.parametrize(
        "text",
        ['a: 1\nb: "\\UFFFFFFFF"\n', f"%YAML 1.{'9' * 5000}\n---\na: 1\n"],
    )
    def test_what_the_parser_in_python_stumbles_over(self, tmp_path, text):
        error = refused(tmp_path, text)
        assert "this is not YAML" in error.message
        assert error.line in (1, 2)

    @pytest.mark.parametrize("escape", ["\\0", "\\e", "\\x07", "\\x9b"])
    @pytest.mark.parametrize("text", ['a: 1\nb: "x{}y"\n', 'a: 1\n"x{}": 2\n', 'a: 1\nb: ["{}"]\n'])
    def test_an_escape_hides_no_sign_that_is_refused_elsewhere(self, tmp_path, escape, text):
        error = refused(tmp_path, text.format(escape))
        assert error.line == 2
        assert "can't stand in YAML" in error.message

    def test_half_a_character_is_refused(self, tmp_path):
        """The parser in C knows no such escape; that in Python makes text of it that can't be written anywhere."""
        assert refused(tmp_path, 'a: 1\nb: "\\ud800"\n').line == 2

    def test_escapes_that_may_stand_there_do(self, tmp_path):
        path = tmp_path / "rubric.yaml"
        path.write_text('a: "\\t\\n\\x85\\u00e9"\n', encoding="utf-8")
        assert yamlfile.load(path).data == {"a": "\t\n\x85é"}

    def test_a_long_text_behind_aliases_counts_each_time(self, tmp_path):
        """100 KB, repeated 40,000 times, are few values, and four gigabytes once somebody prints them."""
        error = refused(tmp_path, f"a: &a {LONG}\nb: [{'*a, ' * 40_000}]\n")
        assert (error.line, "aliases included" in error.message) == (2, True)

    def test_so_does_a_long_key(self, tmp_path):
        error = refused(tmp_path, f"a: &a\n  ? {LONG}\n  : 1\nb: [{'*a, ' * 40_000}]\n")
        assert "aliases included" in error.message

    def test_a_rubric_of_thousands_of_values_is_read(self, tmp_path):
        path = tmp_path / "rubric.yaml"
        path.write_text(f"a: [{'1, ' * 10_000}]\nb: {'word ' * 10_000}\n", encoding="utf-8")
        assert len(yamlfile.load(path).data["a"]) == 10_000


class TestFile:
    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "rubric.yaml")
        with pytest.raises(RubricError, match="not a plain file"):
            yamlfile.load(tmp_path / "rubric.yaml")

    @pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no such device")  # noqa: PTH110
    def test_a_link_to_what_has_no_end(self, tmp_path):
        (tmp_path / "rubric.yaml").symlink_to("/dev/zero")
        with pytest.raises(RubricError, match="not a plain file"):
            yamlfile.load(tmp_path / "rubric.yaml")


class TestMessages:
    @pytest.mark.parametrize(
        "text",
        [
            f"? {LONG}\n: 1\n? {LONG}\n: 1\n",
            f"a: !{LONG} 1\n",
            f"a: *{LONG}\n",
            criterion(f"call: f, cases: [{{sizes: {{? {LONG} : -}}}}]"),
            criterion(f"? {LONG} : 1"),
            criterion(f"source: f, forbid: [x], needs: [{LONG}]"),
            criterion(f"call: f, returns: {LONG}, cases: [{{}}]"),
            f"version: {LONG}\n",
            criterion(f"call: {'9' * 900}, cases: [{{}}]"),
        ],
    )
    def test_what_is_quoted_is_cut(self, tmp_path, text):
        assert refused(tmp_path, text).line

    def test_of_very_many_faults_nobody_reads_more_than_a_few(self, tmp_path):
        error = refused(tmp_path, criterion(f"check: f, calls: [{{call: f, args: [{'~,' * 10_000}]}}]"))
        assert error.message.splitlines()[-1] == f"(and at least {reading.MOST_FAULTS - 1 - reading.SHOWN_FAULTS} more)"

    def test_of_some_faults_it_is_said_how_many_there_are(self, tmp_path):
        error = refused(tmp_path, criterion(f"check: f, calls: [{{call: f, args: [{'~,' * 50}]}}]"))
        assert error.message.splitlines()[-1] == "(and 29 more)"

    def test_too_long_tells_how_long(self, tmp_path):
        repeated = criterion("call: f, cases: [{sizes: {n: [1, 2, 3]}}]")
        assert "at most 2 may stand here, found 3" in refused(tmp_path, repeated).message


class TestEffort:
    def test_the_nearest_word_is_not_looked_for_among_very_long_ones(self):
        """difflib took 0.8 s for two of 8,000 characters, and eight times as long for twice as many."""
        alphabet = [chr(0x4E00 + n) for n in range(200)]
        before = time.process_time()
        assert nearest("".join(alphabet * 500), ["".join(reversed(alphabet * 500))]) is None
        assert nearest("nubmer", ["x" * 100_000] * 1000) is None
        assert time.process_time() - before < 1

    def test_a_name_of_usual_length_still_finds_its_neighbour(self):
        assert nearest("a_name_that_somebody_mispelt_in_a_hurry", ["a_name_that_somebody_misspelt_in_a_hurry"])

    @pytest.mark.slow
    def test_the_largest_misfit_takes_little(self, tmp_path):
        """Four errors of pydantic for each value: for 100,000 of those they took 670 MB and 6 s."""
        text = criterion(f"check: f, calls: [{{call: f, args: [{'~,' * (reading.NODE_LIMIT - 100)}]}}]")
        tracemalloc.start()
        try:
            refused(tmp_path, text)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 150_000_000
