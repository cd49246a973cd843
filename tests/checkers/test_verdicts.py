"""What an outcome that is no value is called, and how results are put together."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.checkers.verdicts import (
    OUTPUT_LIMIT,
    accepted,
    close_name,
    course_at_fault,
    failed,
    in_trouble,
    mistake_feedback,
    own_feedback,
    trouble,
    where,
    worst,
)
from lagrader.outcomes import Outcome, Stopped
from lagrader.results import CaseResult, Example, Feedback, Location, Verdict
from lagrader.rubric import Mistake
from lagrader.wire import Absent, Raised, Returned
from tests.checkers.hand import FILE, criterion, raised, returned, task

SOURCE = "import torch\n\ndef neuron(x, w):\n    z = x @ w\n    return z\n"
TASK = task(criterion(answer="neuron", returns="text"), source=SOURCE)


def of(reply, output_bytes=0, name="neuron"):
    return trouble(TASK, Outcome(reply, "", output_bytes), name)


def said(found):
    return found.verdict, found.feedback.code


class TestValues:
    @pytest.mark.parametrize("value", [None, 0, "", ()], ids=repr)
    def test_a_value_is_no_trouble(self, value):
        assert trouble(TASK, returned(value), "neuron") is None


class TestStopped:
    @pytest.mark.parametrize(
        ("verdict", "code"),
        [
            (Verdict.TIME_LIMIT_EXCEEDED, "TIME_LIMIT"),
            (Verdict.MEMORY_LIMIT_EXCEEDED, "MEMORY_LIMIT"),
            (Verdict.OUTPUT_LIMIT_EXCEEDED, "OUTPUT_LIMIT"),
            (Verdict.RUN_TIME_ERROR, "PROCESS_ENDED"),
        ],
    )
    def test_each_has_a_sentence_that_names_what_was_running(self, verdict, code):
        found = of(Stopped(verdict, "2 s"))
        assert said(found) == (verdict, code)
        assert "neuron" in found.feedback.text
        loading = of(Stopped(verdict, "2 s", while_loading=True))
        assert said(loading) == (verdict, code)
        assert "the import of the file" in loading.feedback.text

    def test_the_detail_is_told(self):
        assert "Stopped after 2 s:" in of(Stopped(Verdict.TIME_LIMIT_EXCEEDED, "2 s")).feedback.text
        assert "it crashed (SIGSEGV)" in of(Stopped(Verdict.RUN_TIME_ERROR, "it crashed (SIGSEGV)")).feedback.text


class TestAbsent:
    def test_nothing_like_it(self):
        assert said(of(Absent("neuron", "", ("torch", "layer")))) == (Verdict.MISSING, "MISSING_NAME")

    @pytest.mark.parametrize("name", ["neurn", "Neuron", "NEURON", "neuron_", "my_neuron", "nueron"])
    def test_a_misspelt_one_is_named(self, name):
        found = of(Absent("neuron", "", ("torch", name)))
        assert said(found) == (Verdict.MISSING, "MISSPELT_NAME")
        assert name in found.feedback.text

    def test_not_a_function(self):
        found = of(Absent("neuron", "float", ("neuron",)))
        assert said(found) == (Verdict.RUN_TIME_ERROR, "NOT_A_FUNCTION")
        assert "float" in found.feedback.text

    @given(wanted=st.text(max_size=20), names=st.lists(st.text(max_size=20), max_size=8))
    def test_a_close_name_is_one_of_them(self, wanted, names):
        found = close_name(wanted, names)
        assert found is None or found in names

    def test_far_ones_are_not_offered(self):
        assert close_name("dot_loop", ["dot_torch", "make_vectors", "torch"]) is None


def reply(error, stage="call", **more):
    return raised(error, stage, **more).reply


class TestRaised:
    @pytest.mark.parametrize(
        ("error", "code", "verdict"),
        [
            (ZeroDivisionError("division by zero"), "DIVISION_BY_ZERO", Verdict.RUN_TIME_ERROR),
            (ArithmeticError("who knows"), "EXCEPTION", Verdict.RUN_TIME_ERROR),
            (KeyboardInterrupt(), "EXCEPTION", Verdict.RUN_TIME_ERROR),
            (NotImplementedError(), "NOT_IMPLEMENTED", Verdict.RUN_TIME_ERROR),
            (EOFError("EOF when reading a line"), "INPUT_CALLED", Verdict.RUN_TIME_ERROR),
            (EOFError("Ran out of input"), "EXCEPTION", Verdict.RUN_TIME_ERROR),
            (SystemExit(0), "PROGRAM_EXIT", Verdict.RUN_TIME_ERROR),
            (RecursionError("maximum recursion depth exceeded"), "ENDLESS_RECURSION", Verdict.RUN_TIME_ERROR),
            (MemoryError(), "MEMORY_LIMIT", Verdict.MEMORY_LIMIT_EXCEEDED),
            (RuntimeError("[enforce fail] can't allocate memory"), "MEMORY_LIMIT", Verdict.MEMORY_LIMIT_EXCEEDED),
            (RuntimeError("CUDA out of memory."), "MEMORY_LIMIT", Verdict.MEMORY_LIMIT_EXCEEDED),
            (RuntimeError("std::bad_alloc"), "MEMORY_LIMIT", Verdict.MEMORY_LIMIT_EXCEEDED),
        ],
        ids=lambda value: repr(value) if isinstance(value, BaseException) else "",
    )
    def test_in_a_call(self, error, code, verdict):
        found = of(reply(error))
        assert said(found) == (verdict, code)
        assert "neuron" in found.feedback.text or code == "DIVISION_BY_ZERO"
        assert found.exception == (f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)

    def test_at_import(self):
        found = of(reply(NameError("name 'x' is not defined"), "load"))
        assert said(found) == (Verdict.LOAD_ERROR, "NAME_NOT_DEFINED")
        assert "x" in found.feedback.text
        assert said(of(reply(ArithmeticError("who knows"), "load"))) == (Verdict.LOAD_ERROR, "IMPORT_ERROR")
        assert said(of(reply(NotImplementedError(), "load"))) == (Verdict.LOAD_ERROR, "IMPORT_ERROR")
        assert said(of(reply(MemoryError(), "load"))) == (Verdict.MEMORY_LIMIT_EXCEEDED, "MEMORY_LIMIT")

    @pytest.mark.parametrize("stage", ["load", "call"])
    def test_a_package_that_is_not_there(self, stage):
        found = of(reply(ModuleNotFoundError("No module named 'pandas'"), stage, missing="pandas"))
        assert found.feedback.code == "MISSING_PACKAGE"
        assert "no package pandas here" in found.feedback.text
        assert found.verdict is (Verdict.LOAD_ERROR if stage == "load" else Verdict.RUN_TIME_ERROR)

    def test_a_package_that_is_there_is_not_called_missing(self):
        found = of(reply(ModuleNotFoundError("No module named 'torch.nn.net'"), "load", missing="torch.nn.net"))
        assert found.feedback.text.startswith("There is no torch.nn.net: torch.nn is here,")

    def test_what_torch_cannot_do_is_no_stub_of_the_learners(self):
        message = "Could not run 'aten::cosh' with arguments from the '{}' backend."
        assert said(of(reply(NotImplementedError(message.format("SparseCPU")))))[1] == "EXCEPTION"
        assert said(of(reply(NotImplementedError(message.format("MPS")))))[1] == "DEVICE_MISSING"

    @pytest.mark.parametrize("stage", ["load", "call"])
    @pytest.mark.parametrize(
        ("error", "what"),
        [
            (PermissionError(13, "Permission denied", "/etc/passwd"), "the file /etc/passwd:"),
            (FileNotFoundError(2, "No such file or directory", "weights.pt"), "the file weights.pt:"),
            (FileNotFoundError("x.csv not found."), "something outside itself:"),
            (PermissionError(1, "Operation not permitted"), "something outside itself:"),
        ],
    )
    def test_what_a_checked_program_cannot_reach(self, error, what, stage):
        found = of(reply(error, stage))
        assert found.feedback.code == "OUT_OF_REACH"
        who = "The program" if stage == "load" else "neuron"
        assert f"{who} reaches for {what} a program that is checked can open no file of yours" in found.feedback.text

    @pytest.mark.parametrize(("letters", "told"), [(0, ""), (1, "…")])
    def test_of_a_path_of_more_than_60_characters_its_end_is_told(self, letters, told):
        end = f"/{'a' * 35}/solutions/ex3_neuron.py"
        found = of(reply(PermissionError(13, "Permission denied", "b" * letters + end)))
        assert len(end) == 60
        assert f"the file {told}{end}:" in found.feedback.text

    def test_an_error_of_the_system_that_is_something_else(self):
        assert of(reply(OSError(24, "Too many open files"))).feedback.code == "EXCEPTION"

    def test_a_name_with_a_letter_that_only_looks_right_is_told_by_it(self):
        found = of(Absent("neuron", names=("neur\u03bfn",)))
        assert (
            "but there is neur\u03bfn, with another letter in it (greek small letter omicron):" in found.feedback.text
        )

    def test_a_name_that_a_package_has_not_is_no_missing_package(self):
        found = of(reply(ImportError("cannot import name 'dott'"), "load", missing="torch"))
        assert found.feedback.code == "IMPORT_ERROR"

    def test_arguments_that_do_not_fit(self):
        misfit = Raised("arguments", "TypeError", "called with 1 argument", signature="(x, w, b)")
        found = of(misfit)
        assert said(found) == (Verdict.RUN_TIME_ERROR, "WRONG_ARGUMENTS")
        assert "neuron(x, w, b)" in found.feedback.text
        assert "called with 1 argument" in found.feedback.text
        assert found.trace == (Location(FILE, 3, "def neuron(x, w):"),)
        assert not found.exception
        assert of(misfit, name="elsewhere").trace == ()

    def test_the_trace_is_the_learner_s_own_lines(self):
        frames = ((FILE, 4, "neuron"), ("helper.py", 1, "help"), (FILE, 99, "gone"))
        trace = of(reply(ValueError("x"), frames=frames)).trace
        assert trace == (
            Location(FILE, 4, "    z = x @ w", note="neuron"),
            Location("helper.py", 1, None, note="help"),
            Location(FILE, 99, None, note="gone"),
        )

    def test_what_is_not_written_yet_is_the_innermost_function(self):
        frames = ((FILE, 4, "neuron"), (FILE, 9, "middle"), (FILE, 7, "layer"))
        assert ": layer is not written yet." in of(reply(NotImplementedError(), frames=frames)).feedback.text
        assert ": part of it is not" in of(reply(NotImplementedError(), frames=frames[:1])).feedback.text

    @given(
        kind=st.text(max_size=20),
        message=st.text(max_size=50),
        stage=st.sampled_from(["load", "call", "handle", "arguments", "odd"]),
        frames=st.lists(st.tuples(st.sampled_from([FILE, "x"]), st.integers(), st.text(max_size=5)), max_size=3),
        missing=st.text(max_size=5),
    )
    def test_whatever_is_claimed_becomes_a_verdict(self, kind, message, stage, frames, missing):
        claimed = Raised(stage, kind, message, (kind,), tuple(frames), "(x)", missing)
        found = of(claimed)
        assert found.verdict.severity > Verdict.WRONG_ANSWER.severity
        assert found.feedback.code.isupper()
        assert found.feedback.text


class TestOutput:
    def test_an_outcome_printed_nothing_and_took_no_time_unless_it_says_so(self):
        assert Outcome(Returned(1.0)) == Outcome(Returned(1.0), "", 0, 0.0, 0.0)

    def test_up_to_the_limit_is_fine(self):
        assert of(Returned(1.0), OUTPUT_LIMIT) is None

    def test_over_it_a_value_counts_no_more(self):
        found = of(Returned(1.0), OUTPUT_LIMIT + 1)
        assert said(found) == (Verdict.OUTPUT_LIMIT_EXCEEDED, "OUTPUT_LIMIT")
        assert "1,048,577 bytes" in found.feedback.text
        assert "1,048,576" in found.feedback.text

    def test_an_exception_is_still_shown(self):
        found = of(reply(ValueError("no"), frames=((FILE, 4, "neuron"),)), OUTPUT_LIMIT + 1)
        assert said(found) == (Verdict.OUTPUT_LIMIT_EXCEEDED, "OUTPUT_LIMIT")
        assert (found.exception, found.trace[0].line) == ("ValueError: no", 4)
        result = in_trouble(TASK, found, output="the end")
        assert (result.exception, result.location.line, result.output) == ("ValueError: no", 4, "the end")


class TestPlace:
    def test_the_one_return_statement(self):
        assert where(TASK, "neuron") == Location(FILE, 5, "    return z")

    def test_the_definition_where_there_are_several(self):
        text = "def f(x):\n    if x:\n        return 1\n    return 2\n"
        assert where(task(TASK.criterion, source=text), "f").line == 1
        assert where(task(TASK.criterion, source="def f(x):\n    pass\n"), "f").line == 1

    def test_a_constant(self):
        assert where(task(TASK.criterion, source="\nVALUE = 3\n"), "VALUE") == Location(FILE, 2, "VALUE = 3")

    def test_nowhere(self):
        assert where(TASK, "layer") == Location(FILE, None, None)


TRIED = [verdict for verdict in Verdict if verdict is not Verdict.SKIPPED]


class TestResults:
    def test_accepted_is_full_points(self):
        cases = (CaseResult("a", Verdict.ACCEPTED),)
        result = accepted(TASK, cases)
        assert (result.points, result.max_points, result.cases, result.location) == (12, 12, cases, None)

    def test_failed_is_none_unless_it_says_so(self):
        feedback = Feedback("CODE", "text")
        result = failed(TASK, Verdict.WRONG_ANSWER, feedback, example=Example("f()"), output="o")
        assert (result.points, result.feedback, result.output) == (0, (feedback,), "o")
        assert failed(TASK, Verdict.WRONG_ANSWER, feedback, points=Fraction(1, 3)).points == Fraction(1, 3)
        assert result.location == where(TASK, "neuron")
        assert failed(TASK, Verdict.WRONG_ANSWER, feedback, location=Location("x", 1)).location.file == "x"

    def test_trouble_is_placed_where_it_happened(self):
        found = of(reply(ValueError("no"), frames=((FILE, 3, "a"), (FILE, 4, "b"))))
        result = in_trouble(TASK, found)
        assert (result.location.line, len(result.trace), result.points) == (4, 2, 0)

    def test_trouble_without_a_trace_is_placed_at_the_function_and_not_at_its_return(self):
        assert in_trouble(TASK, of(Stopped(Verdict.TIME_LIMIT_EXCEEDED))).location.line == 3

    def test_trouble_while_loading_claims_no_line(self):
        assert in_trouble(TASK, of(Stopped(Verdict.TIME_LIMIT_EXCEEDED, while_loading=True))).location == Location(FILE)

    def test_what_is_ours_blames_nobody(self):
        result = course_at_fault(TASK, "the reference stopped.")
        assert (result.verdict, result.points, result.feedback[0].code) == (Verdict.JUDGE_ERROR, 0, "JUDGE_ERROR")
        assert result.feedback[0].text.endswith("through no fault of yours: the reference stopped.")

    def test_what_is_ours_points_at_no_line_of_theirs(self):
        assert course_at_fault(TASK, "the reference stopped.").location is None

    def test_a_mistake_s_code_is_its_name_in_capitals(self):
        assert mistake_feedback("bias_missing", Mistake(say="s", explain="e")) == Feedback("BIAS_MISSING", "s", "e")

    def test_the_author_s_sentence_stands_before_a_general_one(self):
        mine = criterion(answer="x", returns="text", say="Mine.", explain="e")
        assert own_feedback(mine, "C", "general") == Feedback("C", "Mine.", "e")
        assert own_feedback(TASK.criterion, "C", "general") == Feedback("C", "general", "")

    @given(verdicts=st.lists(st.sampled_from(TRIED), min_size=1), skipped=st.integers(0, 2))
    def test_the_worst_is_the_last_declared_of_those_that_were_tried(self, verdicts, skipped):
        order = list(Verdict)
        found = worst([CaseResult("c", verdict) for verdict in (*verdicts, *[Verdict.SKIPPED] * skipped)])
        assert order.index(found) == max(map(order.index, verdicts))
