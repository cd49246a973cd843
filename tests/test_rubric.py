"""The rubric's models: exact points, unknown keys with the nearest known one, needs without circles."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lagrader import rubric, yamlfile
from lagrader.checkers import CHECKERS
from lagrader.rubric import (
    KINDS,
    AnswerCriterion,
    CallCriterion,
    CaseSpec,
    CheckCriterion,
    InputSpec,
    OperationsCriterion,
    Rubric,
    json_schema,
    memory_text,
    nearest,
    says,
    told,
)

CASES = [{"inputs": {"x": {"tensor": [1, 2]}}}]
ANSWER = {"id": "value", "title": "VALUE", "points": 4, "answer": "VALUE"}
CALL = {"id": "output", "title": "f(x)", "points": 4, "call": "f", "cases": CASES}
CHECK = {"id": "pair", "title": "pair", "points": 4, "check": "pair", "calls": [{"call": "make"}]}


def whole(*criteria, **keys):
    return {"version": 1, "title": "t", "criteria": list(criteria), **keys}


def answer(**keys):
    return AnswerCriterion.model_validate({**ANSWER, **keys})


def points(value):
    return answer(points=value).points


def refused(model, data):
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return str(caught.value)


class TestPoints:
    @pytest.mark.parametrize(
        ("written", "exact"),
        [
            (4, Fraction(4)),
            (0, Fraction(0)),
            (0.1, Fraction(1, 10)),
            (2.5, Fraction(5, 2)),
            ("1/3", Fraction(1, 3)),
            ("0.7", Fraction(7, 10)),
            ("4", Fraction(4)),
            (1e-05, Fraction(1, 100_000)),
        ],
    )
    def test_are_exact(self, written, exact):
        assert points(written) == exact

    def test_a_tenth_two_and_seven_are_one(self):
        found = Rubric.model_validate(
            whole(*({**ANSWER, "id": f"c{n}", "points": p} for n, p in enumerate((0.1, 0.2, 0.7))))
        )
        assert found.max_points == 1

    @given(value=st.decimals(0, 1000, places=3))
    def test_a_decimal_is_what_it_says(self, value):
        assert points(float(value)) == points(str(value)) == Fraction(value)

    @given(value=st.fractions(0, 1000, max_denominator=1000))
    def test_a_fraction_is_what_it_says(self, value):
        assert points(str(value)) == value

    @pytest.mark.parametrize(
        "value", [True, False, None, "", "four", "1/0", "1/x", "nan", "inf", float("nan"), float("inf"), [4], {}]
    )
    def test_anything_else_is_no_number(self, value):
        assert "points are a number such as 4, 0.5 or 1/3" in refused(AnswerCriterion, {**ANSWER, "points": value})

    @pytest.mark.parametrize("value", [-1, -0.5, "-1/3"])
    def test_are_not_negative(self, value):
        assert "points can't be negative" in refused(AnswerCriterion, {**ANSWER, "points": value})

    @pytest.mark.parametrize("value", [10**5000, "1/0" * 10000, "x" * 10**6], ids=["int", "text", "letters"])
    def test_huge_ones_are_refused(self, value):
        assert "points are a number" in refused(AnswerCriterion, {**ANSWER, "points": value})

    @pytest.mark.parametrize(
        "value",
        ["1" * 41, "0." + "3" * 60, "1/" + "3" * 50, "1e400", "1e-9999", "1e99999"],
        ids=lambda value: value[:12],
    )
    def test_none_is_cut_and_none_takes_for_ever(self, value):
        """A text that is cut is another number, and 1e9999999999 would have more digits than there is memory."""
        assert "points are a number" in refused(AnswerCriterion, {**ANSWER, "points": value})

    @given(value=st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.none())
    def test_whatever_is_written_is_points_or_refused(self, value):
        if isinstance(value, str) and "e" in value.lower():
            return  # see the test above
        try:
            found = points(value)
        except ValidationError:
            return
        assert isinstance(found, Fraction)
        assert found >= 0


EVERY_MODEL = {
    "rubric": (Rubric, whole(ANSWER), "titel", "title"),
    "call": (CallCriterion, CALL, "retruns", "returns"),
    "answer": (AnswerCriterion, ANSWER, "one_off", "one_of"),
    "source": (
        rubric.SourceCriterion,
        {"id": "s", "title": "t", "points": 1, "source": "f", "forbid": ["x"]},
        "forbidd",
        "forbid",
    ),
    "operations": (
        OperationsCriterion,
        {"id": "o", "title": "t", "points": 1, "operations": "f", "through": "autograd", "cases": CASES},
        "throu",
        "through",
    ),
    "raises": (
        rubric.RaisesCriterion,
        {"id": "r", "title": "t", "points": 1, "raises": "f", "cases": CASES},
        "exeption",
        "exception",
    ),
    "check": (CheckCriterion, CHECK, "calles", "calls"),
    "any_of": (
        rubric.AnyOfCriterion,
        {"id": "a", "title": "t", "points": 4, "any_of": [CALL, ANSWER]},
        "anyof",
        "any_of",
    ),
    "manual": (
        rubric.ManualCriterion,
        {"id": "m", "title": "t", "points": 1, "manual": True},
        "guidence",
        "guidance",
    ),
    "hidden until": (rubric.HiddenUntil, {"until": "2026-12-01T18:00Z"}, "untl", "until"),
    "late": (rubric.LateFile, {"deadline": "2026-12-01T18:00Z", "per_day": "10 %"}, "par_day", "per_day"),
    "call spec": (rubric.CallSpec, {"call": "f"}, "arg", "args"),
    "case": (CaseSpec, CASES[0], "repeats", "repeat"),
    "input": (InputSpec, {"tensor": 1}, "tensr", "tensor"),
    "tuple input": (InputSpec, {"tuple": [1]}, "tuple_", "tuple"),
    "tolerance": (rubric.ToleranceSpec, {"rtol": 1}, "atoll", "atol"),
    "limits": (rubric.Limits, {"rtol": 1}, "rtoll", "rtol"),
    "step": (rubric.Step, {"from": "50 %", "points": 1}, "form", "from"),
    "mistake": (rubric.Mistake, {"say": "s"}, "equal", "equals"),
    "choice": (rubric.Choice, {"text": "t"}, "txt", "text"),
    "rules": (rubric.SourceRules, {"forbid": ["x"]}, "requires", "require"),
    "course": (rubric.CourseFile, {"title": "t", "version": "1"}, "verson", "version"),
}


class TestWhatAMessageSays:
    @pytest.mark.parametrize(
        ("saying", "message"),
        [
            ("inner", "The INNER sizes"),
            ("inner sizes", "inner\n   sizes"),
            ("size*", "sizes differ"),
            ("*matrix", "a submatrix"),
            ("in * sizes", "in all of the sizes"),
            ("a | b", "b"),
            ("a* | b", "abc"),
            ("(3, 5)", "shape(3, 5)x"),
            ("3.5", "3.5."),
            ("5", "a 5, and more"),
            ("-1", "x-1"),
            ("ß", "SS"),
        ],
    )
    def test_it_does(self, saying, message):
        assert says(message, saying)

    @pytest.mark.parametrize(
        ("saying", "message"),
        [
            ("inner", ""),
            ("inner", "inners"),
            ("inner", "dinner"),
            ("5", "15"),
            ("5", "5.5"),
            ("5", "0.5"),
            ("5", "5th"),
            ("a * b", "b a"),
            ("a * a", "a"),
            ("aa * a", "aa aa"),
            ("a | b", "ab"),
            ("a.c", "abc"),
            ("*a", "b"),
        ],
    )
    def test_it_does_not(self, saying, message):
        assert not says(message, saying)

    def test_no_words_take_for_ever(self):
        """Of a regular expression with so many stars in a row the same would take years."""
        assert not says("a" * 10_000 + "c", "a*" * 99 + "b")
        assert not says("a " * 5_000, "a * " * 49 + "b")

    def test_a_learner_reads_them(self):
        assert told("inner* |size") == '"inner …" or "size"'


class TestUnknownKeys:
    @pytest.mark.parametrize("name", EVERY_MODEL)
    def test_every_model_names_the_nearest_known_key(self, name):
        model, data, wrong, right = EVERY_MODEL[name]
        assert model.model_validate(data)
        assert f'unknown key "{wrong}"; did you mean "{right}"?' in refused(model, {**data, wrong: "x"})

    @pytest.mark.parametrize("name", EVERY_MODEL)
    def test_where_none_is_near_the_known_ones_are_named(self, name):
        model, data, _, right = EVERY_MODEL[name]
        said = refused(model, {**data, "qqqqqqqq": 1})
        assert 'unknown key "qqqqqqqq"; known here: ' in said
        assert right in said

    def test_all_models_are_tried(self):
        def below(model):
            return {model}.union(*(below(child) for child in model.__subclasses__()))

        tried = {entry[0] for entry in EVERY_MODEL.values()} | {rubric.Strict, rubric.Message}
        tried |= {rubric.BaseCriterion, rubric.CallingCriterion, rubric.RefusingCriterion}
        # audit.yaml's models are strict, too, and have tests of their own.
        assert {model for model in below(rubric.Strict) if model.__module__.startswith("lagrader.rubric")} == tried

    @pytest.mark.parametrize("key", [1, True, None, 2.5], ids=repr)
    def test_a_key_that_is_no_text(self, key):
        assert f'unknown key "{key}"' in refused(CaseSpec, {key: 1})

    def test_what_is_no_mapping_is_refused(self):
        for model in (Rubric, CaseSpec, InputSpec):
            assert refused(model, [1, 2])
            assert refused(model, "text")

    def test_nearest(self):
        assert nearest("titel", ["title", "text"]) == "title"
        assert nearest("zzz", ("title",)) is None


class TestKinds:
    def test_exactly_one(self):
        for criteria in ({**CALL, "answer": "x"}, {"id": "a", "title": "t", "points": 1}, "text", None):
            assert "exactly one of the keys call, answer, source" in refused(Rubric, whole(criteria))

    def test_each_is_told_by_its_key(self):
        found = Rubric.model_validate(whole(CALL, ANSWER, CHECK))
        assert [criterion.kind for criterion in found.criteria] == ["call", "answer", "check"]
        assert [criterion.target for criterion in found.criteria] == ["f", "VALUE", "make"]

    def test_a_check_asks_for_the_functions_that_it_calls_once_each(self):
        calls = [{"call": "a"}, {"call": "b"}, {"call": "a", "args": [1]}]
        assert CheckCriterion.model_validate({**CHECK, "calls": calls}).learner_names == ("a", "b")
        assert answer().learner_names == ("VALUE",)

    def test_each_has_a_checker(self):
        assert set(KINDS) == set(CHECKERS)

    @pytest.mark.parametrize("args", [[True], [1], [1.5], ["x"], [True, 1, 1.0]], ids=str)
    def test_plain_arguments_keep_their_types(self, args):
        found = rubric.CallSpec.model_validate({"call": "f", "args": args}).args
        assert [(type(value), value) for value in found] == [(type(value), value) for value in args]

    @pytest.mark.parametrize("equals", [True, 1, 1.0, "b", [3, 5]], ids=repr)
    def test_the_value_of_a_mistake_keeps_its_type(self, equals):
        found = rubric.Mistake(say="s", equals=equals).equals
        assert (type(found), found) == (type(equals), equals)


class TestRefuses:
    """Functions of mistakes.py that a criterion must not accept; where only values count there are none."""

    @pytest.mark.parametrize("name", ["source", "operations", "raises", "check"])
    def test_names_in_their_order(self, name):
        model, data, *_ = EVERY_MODEL[name]
        assert model.model_validate(data).refuses == []
        assert model.model_validate({**data, "refuses": ["b", "a"]}).refuses == ["b", "a"]
        assert jsonschema.Draft202012Validator(json_schema()).is_valid(whole({**data, "refuses": ["b", "a"]}))
        for wrong in ("a", [1], None, {"a": {"say": "s"}}):
            assert "refuses" in refused(model, {**data, "refuses": wrong})

    @pytest.mark.parametrize("name", ["call", "answer"])
    def test_unknown_where_mistakes_say_it(self, name):
        model, data, *_ = EVERY_MODEL[name]
        assert 'unknown key "refuses"' in refused(model, {**data, "refuses": ["a"]})


class TestNeeds:
    def needing(self, **needs):
        return whole(*({**ANSWER, "id": id_, "needs": wanted} for id_, wanted in needs.items()))

    def test_others_before_or_after(self):
        assert Rubric.model_validate(self.needing(a=["b"], b=[], c=["a", "b"]))

    @pytest.mark.parametrize(
        "needs", [{"a": ["a"]}, {"a": ["b"], "b": ["a"]}, {"x": [], "a": ["b", "x"], "b": ["c"], "c": ["a"]}], ids=str
    )
    def test_no_circle(self, needs):
        assert "need each other in a circle" in refused(Rubric, self.needing(**needs))

    @given(
        needs=st.lists(st.lists(st.integers(0, 6), max_size=3), min_size=1, max_size=7),
    )
    def test_a_circle_is_found_exactly_where_there_is_one(self, needs):
        count = len(needs)
        graph = {f"c{place}": [f"c{other % count}" for other in row] for place, row in enumerate(needs)}
        reached = {node: set(graph[node]) for node in graph}
        for _ in graph:
            reached = {node: set(graph[node]).union(*(reached[other] for other in graph[node])) for node in graph}
        if any(node in reached[node] for node in graph):
            assert "circle" in refused(Rubric, self.needing(**graph))
        else:
            assert Rubric.model_validate(self.needing(**graph))

    def test_an_unknown_one_with_the_nearest(self):
        assert 'no criterion "valu"; did you mean "value"?' in refused(
            Rubric, whole(ANSWER, {**CALL, "needs": ["valu"]})
        )
        assert 'no criterion "zzz"' in refused(Rubric, whole({**CALL, "needs": ["zzz"]}))

    def test_an_id_twice(self):
        assert 'the id "value" stands twice' in refused(Rubric, whole(ANSWER, CALL, ANSWER))

    @pytest.mark.parametrize("id_", ["", "A", "1a", "a-b", "a b", "ä", "a\n"])
    def test_ids_are_small_letters_digits_and_underscores(self, id_):
        assert refused(Rubric, whole({**ANSWER, "id": id_}))


EMPTY = pytest.param(
    {"correct": ""},
)


CHOICE = {"one_of": {"a": "one", "b": {"text": "two", "say": "no"}}, "correct": "a", "returns": "text"}


class TestChoices:
    def test_a_text_alone_is_a_choice(self):
        found = answer(**CHOICE)
        assert (found.one_of["a"].text, found.one_of["b"].say) == ("one", "no")

    @pytest.mark.parametrize("change", [{"correct": "c"}, {"correct": None}, {"one_of": {}}, EMPTY], ids=str)
    def test_correct_is_one_of_them(self, change):
        assert "correct is one of its letters" in refused(AnswerCriterion, {**ANSWER, **CHOICE, **change})

    @pytest.mark.parametrize("letter", ["A", "bb", "b)", " ", "1"])
    def test_what_no_answer_could_equal_is_no_letter(self, letter):
        """Answers are compared without case, blanks and brackets, so that ``correct: B`` would be right for nobody."""
        change = {"one_of": {letter: "one", "x": "two"}, "correct": letter}
        assert f"one_of.{letter}" in refused(AnswerCriterion, {**ANSWER, **change})


class TestRulesThatMeanNothing:
    """A criterion that can't fail gives its points to everybody."""

    @pytest.mark.parametrize(
        "criterion",
        [
            {"source": "f"},
            {"operations": "f", "cases": CASES},
            {"operations": "f", "cases": CASES, "rules": {}},
            {"operations": "f", "cases": CASES, "same_count": True},
        ],
        ids=str,
    )
    def test_is_refused(self, criterion):
        assert refused(Rubric, whole({"id": "a", "title": "t", "points": 1, **criterion}))

    @pytest.mark.parametrize(
        "criterion",
        [
            {"source": "f", "forbid": ["torch.dot"]},
            {"operations": "f", "cases": CASES, "through": "torch.dot"},
            {"raises": "f", "cases": CASES},
        ],
        ids=lambda criterion: next(iter(criterion)),
    )
    def test_mistakes_that_nobody_reads_are_refused(self, criterion):
        mistakes = {"wrong": {"say": "s"}}
        assert "mistakes" in refused(
            Rubric, whole({"id": "a", "title": "t", "points": 1, **criterion, "mistakes": mistakes})
        )


class TestInputs:
    @pytest.mark.parametrize(
        ("spec", "source"),
        [
            ({"tensor": [[1, 2]]}, "tensor"),
            ({"tuple": [1, "n"]}, "tuple"),
            ({"size": []}, "size"),
            ({"truth": False}, "truth"),
            ({"number": 0}, "number"),
            ({"normal": []}, "normal"),
            ({"call": "f", "args": ["a"]}, "call"),
        ],
        ids=str,
    )
    def test_the_one_source(self, spec, source):
        assert InputSpec.model_validate(spec).source == source

    @pytest.mark.parametrize(
        "spec", [{}, {"dtype": "float32"}, {"tensor": 1, "normal": []}, {"tuple": [1], "size": [1]}], ids=str
    )
    def test_exactly_one(self, spec):
        assert "exactly one of tensor, number, truth" in refused(InputSpec, spec)

    @pytest.mark.parametrize(
        ("case", "drawn"),
        [
            ({"inputs": {"x": {"tensor": 1}}}, False),
            ({"sizes": {"n": 3}, "inputs": {"x": {"tuple": ["n"]}}}, False),
            ({"sizes": {"n": [1, 3]}, "inputs": {"x": {"tuple": ["n"]}}}, True),
            ({"inputs": {"x": {"normal": [2]}}}, True),
            ({"given": {"a": {"uniform": [2]}}, "inputs": {"x": {"call": "f", "args": ["a"]}}}, True),
        ],
        ids=str,
    )
    def test_what_depends_on_the_seed(self, case, drawn):
        assert CaseSpec.model_validate(case).drawn is drawn

    @pytest.mark.parametrize("repeat", [0, -1, 501, 1.5])
    def test_repeat_has_limits(self, repeat):
        assert refused(CaseSpec, {"repeat": repeat})

    @pytest.mark.parametrize("limit", [0, -1, 61, float("inf"), float("nan")])
    def test_time_has_limits(self, limit):
        assert refused(Rubric, whole(ANSWER, time_limit=limit))

    def test_on_another_device_a_criterion_is_worth_nothing(self):
        found = Rubric.model_validate(whole(ANSWER, {**CALL, "devices": ["cuda"]}))
        assert found.on("cuda:1") is found
        assert [one.points for one in found.on("cpu").criteria] == [4, 0]
        assert (found.max_points, found.on("cpu").max_points) == (8, 4)

    @pytest.mark.parametrize(
        ("written", "amount"),
        [("64 MiB", 2**26), ("512MiB", 2**29), ("1.5 GiB", 3 * 2**29), ("16 GiB", 2**34), ("100.5 MiB", 201 * 2**19)],
    )
    def test_memory_is_in_bytes_and_told_as_it_is_written(self, written, amount):
        assert Rubric.model_validate(whole(ANSWER, memory_limit=written)).memory_limit == amount
        assert memory_text(amount).replace(" ", "") == written.replace(" ", "")

    @pytest.mark.parametrize("limit", ["63 MiB", "17 GiB", "0 MiB", "512", 512, "5 MB", "-1 GiB", "1e3 MiB", True, []])
    def test_memory_has_limits(self, limit):
        assert "memory" in refused(Rubric, whole(ANSWER, memory_limit=limit))

    @pytest.mark.parametrize("change", [{"atol": -1}, {"on": {"tpu": {}}}, {"on": {"cuda": {"rtol": -1}}}], ids=str)
    def test_tolerances_have_limits(self, change):
        assert refused(rubric.ToleranceSpec, change)

    def test_models_are_frozen(self):
        with pytest.raises(ValidationError, match="frozen"):
            answer().points = Fraction(1)


class TestSchema:
    def test_is_a_schema_that_refuses_unknown_keys(self):
        schema = json_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        models = [model for model in (schema, *schema["$defs"].values()) if model.get("type") == "object"]
        assert len(models) > 10
        assert all(model["additionalProperties"] is False for model in models)

    def test_fits_the_rubrics_of_the_course(self, repository):
        validator = jsonschema.Draft202012Validator(json_schema())
        paths = list(repository.glob("exercises/*/rubric.yaml"))
        assert len(paths) >= 5
        for path in paths:
            assert not list(validator.iter_errors(yamlfile.load(path).data))

    @pytest.mark.parametrize("value", [4, 0.5, "1/3"])
    def test_points_may_be_written_in_each_way(self, value):
        jsonschema.validate(whole({**ANSWER, "points": value}), json_schema())

    @pytest.mark.parametrize(
        "data",
        [whole(), whole({**ANSWER, "titel": "x"}), whole(ANSWER, titel="x"), {"title": "t"}],
        ids=["0", "1", "2", "3"],
    )
    def test_refuses_what_the_models_refuse(self, data):
        assert refused(Rubric, data)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, json_schema())


class TestHidden:
    CASES: ClassVar = [{"inputs": {"x": {"number": 1}}}, {"inputs": {"x": {"number": 2}}, "hidden": True}]

    def test_a_case_or_a_criterion_may_be_hidden(self):
        read = Rubric.model_validate(whole({**CALL, "cases": self.CASES}, {**ANSWER, "hidden": True}))
        assert [criterion.hidden for criterion in read.criteria] == [False, True]
        assert [case.hidden for case in read.criteria[0].cases] == [False, True]

    @pytest.mark.parametrize(
        ("criteria", "said"),
        [
            ([{**ANSWER, "hidden": True}], "every criterion is hidden: leave one for learners to check"),
            (
                [{**ANSWER, "hidden": True}, {**CALL, "needs": ["value"]}],
                'it needs "value", which is hidden: hide it as well',
            ),
            ([{**CALL, "cases": CASES[1:]}], "all of its cases are hidden: leave one visible, or hide the criterion"),
        ],
    )
    def test_learners_keep_something_to_check(self, criteria, said):
        assert said in refused(Rubric, whole(*criteria))

    def test_what_is_hidden_as_a_whole_may_have_hidden_cases_and_needs(self):
        hidden = {**CALL, "cases": self.CASES[1:], "hidden": True, "needs": ["other"]}
        assert Rubric.model_validate(whole(ANSWER, {**ANSWER, "id": "other", "hidden": True}, hidden))

    @pytest.mark.parametrize("value", ["yes", "on", 1, "true"])
    def test_it_is_true_or_false_and_nothing_like_it(self, value):
        assert "boolean" in refused(Rubric, whole(ANSWER, {**CALL, "hidden": value}))
