"""A child's answers: values, exceptions with the learner's own lines, names that are not there; nothing else."""

import textwrap

import pytest

from lagrader.outcomes import Stopped
from lagrader.wire import Absent, Array, Call, Handle, Opaque, Raised, Read, Returned, Rig, Size
from tests.runner.bench import Bench

FLOATS = Array("float64", (2,), b"\0\0\0\0\0\0\xf0\x3f" * 2)


def text(source):
    return textwrap.dedent(source)


def ask(fork: Bench, source, *requests):
    return [outcome.reply for outcome in fork.ask(text(source), *requests)]


def raised(fork, body, *args):
    reply = fork.call(text(body), *args).reply
    assert isinstance(reply, Raised), reply
    return reply


# --- names -----------------------------------------------------------------------------------------------


def test_names_that_are_not_there_or_no_functions(fork):
    source = "import math\ndef near(): pass\nX = 1.5\nY = None\n_private = 1\n"
    missing, number, nothing, read = ask(
        fork, source, Call("m", "f"), Call("m", "X"), Call("m", "Y"), Read("m", "gone")
    )
    own = ("math", "near", "X", "Y", "_private")
    assert missing == Absent("f", "", own)
    assert number == Absent("X", "float", own)
    assert nothing == Absent("Y", "NoneType", own)
    assert read == Absent("gone", "", own)


def test_a_module_with_strange_or_many_names(fork):
    source = """
        class Text(str): pass
        globals()[Text("loud")] = 1
        globals()["y" * 5000] = 1
        globals().update({f"n{i}": i for i in range(5000)})
        class Meta(type):
            __name__ = property(lambda cls: 1 / 0)
        class Strange(metaclass=Meta): pass
        X = Strange()
    """
    (reply,) = ask(fork, source, Call("m", "X"))
    assert (reply.found, len(reply.names)) == ("Strange", 200)
    assert "loud" not in reply.names
    assert max(map(len, reply.names)) == 200


def test_anything_callable_is_a_function(fork):
    source = """
        import functools, torch
        class Caller:
            def __call__(self, x): return 1
        f = Caller()
        g = functools.partial(lambda a, x: a, 2)
        h = torch.sum
        k = lambda x: 4
        class Made:
            def __init__(self, x): self.x = x
    """
    replies = ask(fork, source, *(Call("m", name, (FLOATS,)) for name in "fghk"), Call("m", "Made", (FLOATS,)))
    assert [reply.value for reply in replies[:2]] == [1, 2]
    assert replies[2].value.shape == ()
    assert replies[3].value == 4
    assert replies[4].value == Opaque("Made")


# --- arguments -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definition", "signature", "message"),
    [
        ("def f(a, b): pass", "(a, b)", "called with 1 argument"),
        ("def f(): pass", "()", "called with 1 argument"),
        ("def f(a, *, b): pass", "(a, *, b)", "called with 1 argument"),
        ("class F:\n    def __call__(self): pass\nf = F()", "()", "called with 1 argument"),
    ],
)
def test_a_function_that_cannot_be_called_so_is_told_from_one_that_raises(fork, definition, signature, message):
    reply = raised(fork, definition, 1)
    assert (reply.stage, reply.type, reply.signature, reply.message) == ("arguments", "TypeError", signature, message)


@pytest.mark.parametrize("definition", ["def f(*args): ", "def f(a, b=2): ", "def f(a, *, b=1): ", "f = lambda a: "])
def test_a_type_error_from_inside_is_an_exception_of_the_call(fork, definition):
    reply = raised(fork, f"{definition}len()\n", 1)
    assert (reply.stage, reply.type, reply.signature) == ("call", "TypeError", "")


def test_a_signature_may_be_a_trap(fork):
    source = """
        import inspect
        class Bad:
            def __repr__(self): raise RuntimeError("trap")
        def f(a=Bad(), *, b): pass
        class Odd:
            __signature__ = "no signature"
            def __call__(self, a): return 1
        g = Odd()
    """
    first, second = ask(fork, source, Call("m", "f", (1,)), Call("m", "g", (1,)))
    assert isinstance(first, Raised)
    assert isinstance(second, Raised | Returned)


def test_inputs_are_fresh_and_come_back_as_they_are_after_the_call(fork):
    source = """
        KEPT = []
        def f(x, items):
            x += 1
            items.append(4)
            KEPT.append(x)
            return len(KEPT)
    """
    replies = ask(fork, source, *[Call("m", "f", (FLOATS, [3]))] * 2)
    assert [reply.value for reply in replies] == [1, 2]
    for reply in replies:
        assert reply.inputs[0].data == b"\0\0\0\0\0\0\0\x40" * 2
        assert reply.inputs[1] == [3, 4]
    (quiet,) = ask(fork, source, Call("m", "f", (FLOATS, [3]), echo=False))
    assert quiet.inputs == ()


def test_inputs_that_are_as_they_were_do_not_come_back(fork):
    source = """
        def f(x, items, number, size):
            x.requires_grad_()
            return x + number
        def swaps(x, items, number, size):
            items[1][0] = -items[1][0]
    """
    args = (FLOATS, [3, [0.5]], float("inf"), Size((2, 3)))
    same, changed = ask(fork, source, Call("m", "f", args), Call("m", "swaps", args))
    assert same.inputs == ()
    assert changed.inputs == (FLOATS, [3, [-0.5]], float("inf"), Size((2, 3)))


def test_the_exact_run_has_a_float64_default_and_leaves_none(fork):
    source = (
        "import torch\ndef f(x): return x.dtype == torch.get_default_dtype() == torch.float64, torch.ones(1).dtype\n"
    )
    exact, given = ask(fork, source, Call("m", "f", (FLOATS,), widen=True), Call("m", "f", (FLOATS,)))
    assert exact.value[0] is True
    assert given.value[0] is False
    failing = "import torch\ndef f(): raise ValueError\nX = 1\ndef g(): return torch.ones(1)\n"
    replies = ask(fork, failing, Call("m", "f", widen=True), Call("m", "g"))
    assert replies[1].value.original == "float32"


# --- handles ---------------------------------------------------------------------------------------------


def test_handles_meet_the_learners_own_types(fork):
    source = """
        class Own(float): pass
        def g(x): return Own(x)
        def f(a, b): return type(a).__name__, a == b
    """
    (reply,) = ask(fork, source, Call("m", "f", (Handle("g", (1.5,)), [Handle("g", (Handle("g", (1.5,)),))][0])))
    assert reply.value == ("Own", True)
    assert reply.handles == (1.5, 1.5, 1.5)


def test_a_handle_that_fails_says_so_and_how_far_it_came(fork):
    source = "def good(): return 1\ndef bad(): raise ValueError('no')\ndef f(*a): return a\n"
    failed, missing, late = ask(
        fork,
        source,
        Call("m", "f", (Handle("good", ()), Handle("bad", ()))),
        Call("m", "f", (Handle("gone", ()),)),
        Call("m", "bad", (Handle("good", ()),)),
    )
    assert (failed.stage, failed.type, failed.handles) == ("handle", "ValueError", (1,))
    assert (missing.stage, missing.type) == ("handle", "NameError")
    assert (late.stage, late.handles) == ("arguments", (1,))


# --- exceptions ------------------------------------------------------------------------------------------


def test_only_the_learners_own_lines_are_told(fork):
    source = "import torch\ndef f(x):\n    return inner(x)\ndef inner(x):\n    return torch.dot(x, x[:1])\n"
    reply = raised(fork, source, FLOATS)
    assert reply.frames == (("m.py", 3, "f"), ("m.py", 5, "inner"))
    assert reply.ancestors[:2] == ("RuntimeError", "Exception")


def test_endless_recursion_is_told_by_both_ends(fork):
    reply = raised(fork, "def f(n=0):\n    return g(n)\ndef g(n):\n    return f(n + 1)\n", 1)
    assert reply.type == "RecursionError"
    assert len(reply.frames) == 16


HOSTILE = """
    class Meta(type):
        __name__ = property(lambda cls: 1 / 0)
        __mro__ = property(lambda cls: 1 / 0)
    class Text(str):
        __slots__ = ()
        def __str__(self): return self
        def __getitem__(self, key): return 7
        def __len__(self): return 10 ** 9
    class Bad(ImportError, metaclass=Meta):
        name = property(lambda self: 1 / 0)
        __traceback__ = property(lambda self: 1 / 0)
        __class__ = property(lambda self: 1 / 0)
        def __str__(self): return Text("quiet")
        def __repr__(self): raise SystemExit
    class Silent(Exception):
        def __str__(self): raise SystemExit
        __getattribute__ = lambda self, name: 1 / 0
    class Parsed(SyntaxError):
        pass
    def f(which):
        if which == 0: raise Bad("x")
        if which == 1: raise Silent("x")
        if which == 2: raise ValueError("x" * 10 ** 6)
        if which == 3:
            error = Parsed("x")
            error.filename, error.lineno = "m.py", "not a number"
            raise error
        if which == 4: raise type("n" * 5000, (Exception,), {})()
        if which == 5: raise ImportError(name=Text("torch"))
        if which == 6:
            kind = Exception
            for _ in range(100): kind = type("E", (kind,), {})
            raise kind
"""


def test_an_exception_cannot_break_its_own_report(fork):
    replies = ask(fork, HOSTILE, *(Call("m", "f", (which,)) for which in range(7)))
    assert all(isinstance(reply, Raised) for reply in replies)
    assert (replies[0].type, replies[0].message) == ("Bad", "quiet")
    assert (replies[1].type, replies[1].message) == ("Silent", "")
    assert len(replies[2].message) == 4000
    assert replies[3].frames[-1] == ("m.py", 1, "")
    assert replies[4].type == "n" * 200
    assert replies[5].missing == "torch"
    assert len(replies[6].ancestors) == 30


@pytest.mark.parametrize(
    "damage",
    [
        "import builtins; builtins.len = None",
        "import builtins; builtins.isinstance = lambda *a: True",
        "torch.Tensor.detach = torch.Tensor.to = torch.Tensor.numpy = None",
        "torch.frombuffer = torch.empty = torch.Size = None",
        "numpy.frombuffer = numpy.asarray = None",
        "import json; json.dumps = json.loads = None",
        "torch.set_default_device('meta')",
        "torch.set_grad_enabled(False)",
        "torch.set_default_dtype(torch.float64)",
        "sys.modules.clear()",
        "sys.path.clear(); sys.meta_path.clear()",
        "sys.setrecursionlimit(60)",
        "import gc; gc.disable(); gc.collect()",
        "sys.settrace(lambda *a: None); sys.setprofile(lambda *a: None)",
        "sys.stdout = sys.stderr = None",
        "class M(torch.overrides.TorchFunctionMode):\n    def __torch_function__(*a): 1 / 0\nM().__enter__()",
    ],
)
def test_what_a_module_does_to_python_harms_nobody_outside(fork, damage):
    """In its own child it may get any answer or none; the runner and the next child are as before."""
    source = f"import sys, torch, numpy, torch.overrides\n{damage}\ndef f(x): return x\n"
    (outcome,) = fork.ask(source, Call("m", "f", (FLOATS,)))
    assert isinstance(outcome.reply, Returned | Raised | Stopped)
    assert fork.value("def f(x): return x\n", FLOATS) == FLOATS


def test_patched_torch_does_not_change_how_values_are_read(fork):
    source = "import torch\ntorch.Tensor.detach = torch.Tensor.to = torch.frombuffer = None\ndef f(x): return x\n"
    assert fork.value(source, FLOATS) == FLOATS


def test_an_answer_that_is_too_large_says_so(fork):
    source = "import torch\ndef f(x): return [torch.ones(1_500_000) for _ in range(3)]\n"
    (reply,) = ask(fork, source, Call("m", "f", (1,)))
    assert reply.value.reason == "it holds too many numbers"
    halves = "import torch\ndef g(): return torch.ones(1_999_999)\ndef f(*a): return a[0]\n"
    (reply,) = ask(fork, halves, Call("m", "f", tuple(Handle("g", ()) for _ in range(3))))
    assert reply == Returned(Opaque("object", reason="it is too large to be read"))


# --- interventions and devices ---------------------------------------------------------------------------


def test_a_rig_reports_what_it_saw(fork):
    source = "import torch\ndef f(a):\n    return torch.dot(a, a)\n"
    plain, rigged = ask(
        fork,
        source,
        Call("m", "f", (FLOATS,)),
        Call("m", "f", (FLOATS,), rig=Rig("through", "torch.dot", 2.0).as_wire()),
    )
    assert plain.seen == ()
    assert rigged.seen == (("dot", 3),)
    assert rigged.value != plain.value


def test_a_rig_that_does_not_exist_is_an_exception_of_the_call(fork):
    (reply,) = ask(fork, "def f(): return 1\n", Call("m", "f", rig=("sideways", "", 1.0)))
    assert (reply.stage, reply.type) == ("call", "ValueError")
