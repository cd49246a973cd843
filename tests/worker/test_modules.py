"""A learner's modules: imported from the text that was sent, as Python imports files, and from nowhere else."""

import textwrap

import pytest

from lagrader.runner import Job, Session
from lagrader.wire import Call, Load, Loaded, Raised, Read, Returned, Setup


def text(source):
    return textwrap.dedent(source)


def test_helpers_beside_the_file(fork):
    program = {"m": "import helper\nfrom helper import X as Y\ndef f(): return helper.X, Y", "helper": "X = 3\n"}
    assert fork.value(program) == (3, 3)


def test_packages_and_relative_imports(fork):
    sources = (
        ("m", "m.py", "from tools import deep\nimport tools\ndef f(): return deep.X, tools.NAME, deep.Y\n"),
        ("tools", "tools/__init__.py", "NAME = __name__, __package__\n"),
        ("tools.deep", "C:\\tools\\deep\\__init__.py", "from .inner import X\nfrom ..sums import add\nY = add(X, 1)\n"),
        ("tools.deep.inner", "tools/deep/inner.py", "from . import inner\nX = 1\n"),
        ("tools.sums", "tools/sums.py", "def add(a, b): return a + b\n"),
    )

    async def ask():
        session = Session(fork.runner, Setup(sources))
        outcomes = await session.ask([Job(Call("m", "f"), 2.0)])
        await session.close()
        return outcomes[0].reply

    assert fork.run(ask()) == Returned((1, ("tools", "tools"), 2))


def test_a_circle_of_imports_works_as_far_as_python_has_it(fork):
    good = {"m": "import other\nX = 1\ndef f(): return other.get()", "other": "import m\ndef get(): return m.X\n"}
    assert fork.value(good) == 1
    bad = {"m": "from other import Y\nX = 1\n", "other": "from m import X\nY = 2\n"}
    reply = fork.call(bad).reply
    assert (reply.stage, reply.type) == ("load", "ImportError")
    assert "partially initialized module 'm'" in reply.message
    assert [frame[0] for frame in reply.frames] == ["m.py", "other.py"]


def test_the_guard_of_a_script_is_not_entered(fork):
    program = "RAN = 'no'\ndef f(): return RAN, __name__\nif __name__ == '__main__':\n    RAN = 'yes'\n"
    assert fork.value(program) == ("no", "m")


def test_the_main_module_holds_nothing_of_ours(fork, repository):
    program = "import __main__\ndef f(): return [(k, repr(v)) for k, v in vars(__main__).items()]"
    assert str(repository) not in str(fork.value(program))


def test_inspect_linecache_and_script_see_the_source(fork):
    program = text("""
        import inspect, linecache, traceback, warnings
        import torch

        def double(x):
            return x + x  # by adding

        def f():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                scripted = torch.jit.script(double)
            return (
                inspect.getsource(double),
                linecache.getline(__file__, 6),
                inspect.getsourcefile(double),
                float(scripted(torch.tensor(2.0))),
                __file__,
            )
    """)
    source, line, filename, scripted, own = fork.value(program)
    assert source == "def double(x):\n    return x + x  # by adding\n"
    assert line == "    return x + x  # by adding\n"
    assert (filename, own, scripted) == ("m.py", "m.py", 4.0)


def test_a_printed_traceback_shows_the_lines(fork):
    program = text("""
        import traceback
        def f():
            try:
                1 / 0  # here
            except ZeroDivisionError:
                traceback.print_exc()
    """)
    assert "1 / 0  # here" in fork.call(program).output


def test_classes_of_the_module_work_like_any(fork):
    program = text("""
        from __future__ import annotations
        import abc, copy, dataclasses, enum, functools, pickle, typing

        @dataclasses.dataclass(frozen=True)
        class Point:
            x: int
            y: "Later" = 0

        class Colour(enum.Enum):
            RED = 1

        class Row(typing.NamedTuple):
            a: int

        @functools.singledispatch
        def kind(value): return "other"

        @kind.register
        def _(value: int): return "int"

        Later = int

        def f():
            point = pickle.loads(pickle.dumps(Point(1, 2)))
            return (point == Point(1, 2), copy.deepcopy(Colour.RED) is Colour.RED, Row(3), kind(1),
                    typing.get_type_hints(Point)["x"] is int, Point.__module__)
    """)
    assert fork.value(program) == (True, True, (3,), "int", True, "m")


def test_our_future_statements_are_not_inherited(fork):
    assert fork.value("def g(x: 1 + 1): pass\ndef f(): return g.__annotations__['x']") == 2


@pytest.mark.parametrize(
    "name", ["lagrader", "lagrader.wire", "lagrader.worker.values", "lagrader.grader", "lagrader._course"]
)
def test_our_package_is_not_there(fork, name):
    program = f"import importlib\ndef f(): importlib.import_module({name!r})\ndef g():\n    import {name}\n"
    for function in ("f", "g"):
        (outcome,) = fork.ask(program, Call("m", function))
        reply = outcome.reply
        assert (reply.type, reply.missing.partition(".")[0]) == ("ModuleNotFoundError", "lagrader")


def test_a_package_that_is_not_there_is_named(fork):
    reply = fork.call("import tensorflow.keras\n").reply
    assert (reply.stage, reply.type, reply.missing) == ("load", "ModuleNotFoundError", "tensorflow")
    reply = fork.call("from torch import dott\n").reply
    assert (reply.type, reply.missing) == ("ImportError", "torch")


def test_numpy_and_the_standard_library_are_there(fork):
    assert fork.value("import json, numpy as np, statistics\ndef f(): return float(np.dot([1.0], [2.0]))") == 2.0


def test_a_file_named_like_a_library_that_is_loaded_is_the_one_that_counts(fork):
    """torch brings typing_extensions along; the learner's own file of that name must not be passed over for it."""
    program = {"m": "import sympy\ndef f(): return sympy.X", "sympy": "X = 'mine'\n"}
    assert fork.value(program) == "mine"
    loaded = fork.value("import sys\ndef f(): return sorted(n for n in sys.modules if n.startswith('torchgen'))")
    if loaded:
        assert fork.value({"m": "import torchgen\ndef f(): return torchgen.X", "torchgen": "X = 'mine'\n"}) == "mine"


# --- sources that are hard to read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def f(:\n", "SyntaxError"),
        ("if True:\nx = 1\n", "IndentationError"),
        ("if True:\n\tx = 1\n        y = 2\n", "TabError"),
        ("x = '\0'\n", "SyntaxError"),
        ("x = '\ud800'\n", "UnicodeEncodeError"),
        ("return 1\n", "SyntaxError"),
        ("raise SystemExit\n", "SystemExit"),
        ("raise KeyboardInterrupt\n", "KeyboardInterrupt"),
    ],
)
def test_a_source_that_cannot_be_imported_is_an_answer(fork, source, kind):
    reply = fork.call(source).reply
    assert isinstance(reply, Raised)
    assert reply.stage == "load"
    assert kind in (reply.type, *reply.ancestors)


def test_a_syntax_error_names_its_line(fork):
    reply = fork.call("x = 1\n\ndef f(x)\n    return x\n").reply
    assert reply.frames == (("m.py", 3, ""),)


@pytest.mark.parametrize(
    "source",
    ["X = " + "+".join(["1"] * 100_000), "X = " + "-" * 100_000 + "1", "X = " + "(" * 300 + "1" + ")" * 300],
)
def test_a_source_that_is_too_deep_costs_itself_alone(fork, source):
    outcomes = fork.ask({"m": source + "\n", "good": "X = 1"}, Load("m"), Read("good", "X"))
    assert not isinstance(outcomes[0].reply, Loaded)
    assert outcomes[1].reply == Returned(1)


def test_line_ends_of_other_systems_and_no_cookie_of_another_encoding(fork):
    assert fork.value("X = 1\r\ndef f():\r\n    return X\r\n") == 1
    assert fork.value("# coding: utf-7\nX = '+AGE-'\ndef f(): return X") == "+AGE-"


def test_an_import_that_failed_fails_again_with_the_same_words(fork):
    program = "COUNT = []\nimport sys\nsys.tries = getattr(sys, 'tries', 0) + 1\nraise ValueError(sys.tries)\n"
    replies = [outcome.reply for outcome in fork.ask(program, Load("m"), Read("m", "COUNT"), Call("m", "f"))]
    assert {reply.message for reply in replies} == {"1"}
    assert {reply.stage for reply in replies} == {"load"}


def test_modules_of_one_submission_share_a_child(fork):
    program = {"a": "import builtins\nbuiltins.SHARED = 1\n", "b": "X = SHARED\n"}
    outcomes = fork.ask(program, Load("a"), Read("b", "X"))
    assert outcomes[1].reply == Returned(1)


# --- notebooks -------------------------------------------------------------------------------------------

HOMEWORK = '''
# cell 1
from __future__ import annotations
def f(x: Whatever): return x
# cell 2
f(undefined)
def g(): return 2
# cell 4
TEXT = """
# cell 5
1 / 0
"""
def h(x: Whatever): return TEXT.split()[1]
# cell 6
raise SystemExit(3)
'''


def asked_of_a_notebook(fork, *requests):
    async def ask():
        session = Session(fork.runner, Setup((("hw", "anna/hw.ipynb", HOMEWORK),)))
        outcomes = await session.ask([Job(request, 2.0, str(number)) for number, request in enumerate(requests)])
        await session.close()
        return [outcome.reply for outcome in outcomes]

    return fork.run(ask())


def test_a_cell_that_stops_costs_what_it_would_have_defined(fork):
    before, missing, after = asked_of_a_notebook(
        fork, Call("hw", "f", (1,)), Call("hw", "g"), Call("hw", "h", (1,), echo=False)
    )
    assert (before, after) == (Returned(1), Returned("cell"))
    assert (missing.stage, missing.type, missing.message) == ("load", "NameError", "name 'undefined' is not defined")
    assert missing.frames == (("anna/hw.ipynb", 6, "<module>"),)


def test_a_name_that_a_notebook_lacks_is_told_with_what_stopped_first(fork):
    (reply,) = asked_of_a_notebook(fork, Read("hw", "NOWHERE"))
    assert reply.type == "NameError"
    assert asked_of_a_notebook(fork, Load("hw"), Read("hw", "TEXT")) == [Loaded(), Returned("\n# cell 5\n1 / 0\n")]


def test_a_program_is_no_notebook(fork):
    (reply,) = [outcome.reply for outcome in fork.ask(HOMEWORK, Call("m", "f", (1,)))]
    assert (reply.stage, reply.type) == ("load", "NameError")
