"""``source``: rules on the syntax tree, with the line; nothing is asked of anyone."""

from __future__ import annotations

import pytest

from lagrader.checkers import Prepared, source
from lagrader.results import Verdict
from tests.checkers.hand import criterion, drive, subject, task

DOT = "import torch as t\nfrom torch import mm as times\n\ndef f(a, b):\n    c = a + b\n    return t.dot(a, b)\n"
HELPER = "import torch\n\ndef g(a):\n    return torch.dot(a, a)\n\ndef f(a, b):\n    return g(a)\n"


def result_of(text, function="f", **rules):
    found = criterion(source=function, **rules)
    assert drive(source.prepare(subject(found))) == Prepared()
    return drive(source.examine(task(found, Prepared(), text)))


class TestForbidden:
    def test_the_line_is_named(self):
        result = result_of(DOT, forbid=["torch.dot"])
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 0)
        assert (result.location.line, result.location.source) == (6, "    return t.dot(a, b)")
        (feedback,) = result.feedback
        assert (feedback.code, feedback.text) == ("FORBIDDEN_NAME", "f uses torch.dot.")

    def test_in_a_helper_too(self):
        assert result_of(HELPER, forbid=["torch.dot"]).location.line == 4

    @pytest.mark.parametrize("line", ["return a.dot(b)", "return d(a, b)", "return getattr(t, 'dot')(a, b)"])
    def test_however_it_is_spelled(self, line):
        text = f"import torch as t\nfrom torch import dot as d\n\ndef f(a, b):\n    {line}\n"
        assert result_of(text, forbid=["torch.dot"]).location.line == 5

    def test_what_is_not_used_is_no_matter(self):
        assert result_of(DOT, forbid=["torch.mm", "torch.vdot"]).verdict is Verdict.ACCEPTED

    def test_the_first_line_where_several_are_used(self):
        text = "import torch\n\ndef f(a, b):\n    x = torch.mm(a, b)\n    return torch.dot(a, b)\n"
        assert result_of(text, forbid=["torch.dot", "torch.mm"]).location.line == 4

    def test_products_of_whole_numpy_arrays(self):
        text = "import numpy as np\n\ndef f(a, b):\n    return np.asarray(a) * np.asarray(b)\n"
        result = result_of(text, forbid=["numpy_products"])
        assert result.location.line == 4
        assert "NumPy" in result.feedback[0].text
        loop = "def f(a, b):\n    return sum(x * y for x, y in zip(a, b))\n"
        assert result_of(loop, forbid=["numpy_products"]).verdict is Verdict.ACCEPTED

    def test_the_author_s_sentence(self):
        result = result_of(DOT, forbid=["torch.dot"], say="Write the loop.", explain="long")
        assert (result.feedback[0].text, result.feedback[0].detail) == ("Write the loop.", "long")


class TestRequired:
    def test_is_there(self):
        result = result_of(DOT, require=["torch.dot"])
        assert (result.verdict, result.points) == (Verdict.ACCEPTED, 12)

    def test_is_missing(self):
        result = result_of(DOT, require=["torch.dot", "torch.mm"])
        assert (result.verdict, result.points) == (Verdict.WRONG_ANSWER, 0)
        assert (result.feedback[0].code, result.feedback[0].text) == ("REQUIRED_NAME", "f does not use torch.mm.")
        assert result.location.line == 6

    def test_forbidden_comes_first(self):
        result = result_of(DOT, forbid=["torch.dot"], require=["torch.mm"])
        assert result.feedback[0].code == "FORBIDDEN_NAME"


class TestAbsent:
    """A function that is not there breaks no rule, and has earned nothing."""

    @pytest.mark.parametrize("rules", [{"forbid": ["torch.dot"]}, {"require": ["torch.dot"]}], ids=str)
    def test_it_is_missing(self, rules):
        result = result_of("x = 1\n", **rules)
        assert (result.verdict, result.points) == (Verdict.MISSING, 0)

    def test_a_misspelt_one_is_named(self):
        (feedback,) = result_of("def Dot_lop():\n    pass\n", "dot_loop", forbid=["torch.dot"]).feedback
        assert feedback.code == "MISSPELT_NAME"
        assert "Dot_lop" in feedback.text
