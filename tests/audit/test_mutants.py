"""Mutants: what each operator makes of a place, and that no two are the same program."""

from __future__ import annotations

import ast

import pytest

from lagrader.audit.mutants import mutants_of
from tests.grading import COURSE


def made(body: str, arguments: str = "a, b") -> set[str]:
    """The bodies that mutants of a function of one line have."""
    found = mutants_of(f"import torch\n\n\ndef f({arguments}):\n    {body}\n", ["f"])
    return {" ".join(one.added).strip() for one in found}


@pytest.mark.parametrize(
    ("body", "mutant"),
    [
        ("return a + b", "return a - b"),
        ("return a + b", "return a"),
        ("return a @ b", "return b @ a"),
        ("return a @ b", "return (a @ b).T"),
        ("return a @ b", "return a.T @ b"),
        ("return a.T", "return a"),
        ("return a < b", "return a <= b"),
        ("return a and b", "return a or b"),
        ("return not a", "return a"),
        ("return 3 * a", "return 4 * a"),
        ("return a ** 2", "return a * 2"),
        ("return f(a, b)", "return f(b, a)"),
        ("return f(a, b)", "return f(a)"),
        ("return a, b", "return (b, a)"),
        ("return a[1]", "return a[0]"),
        ("return torch.relu(a) * b", "return a * b"),
        ("return torch.dot(a, b)", "return torch.outer(a, b)"),
        ("return a.sum(dim=1)", "return a.sum(dim=0)"),
        ("return a.sum(dim=1)", "return a.sum()"),
        ("return a.sum()", "return a.mean()"),
        ("return a", "return [a]"),
        ("return a", "return a.unsqueeze(0)"),
        ("return a", "a"),
        ("a += b; return a", "a -= b; return a"),
        ("a += b; return a", "a = b; return a"),
        ("x = torch.tensor(a, requires_grad=True); return x.grad", "x = torch.tensor(a); return x.grad"),
        (
            "x = torch.tensor(a, requires_grad=True); return x.grad",
            "x = torch.tensor(a, requires_grad=True); return x.data",
        ),
        ("return [x for x in a]", "return [x for x in list(a)[1:]]"),
        ("return a if b else 0", "return a"),
    ],
)
def test_operators(body: str, mutant: str) -> None:
    assert mutant in made(body)


def test_statements() -> None:
    guard = "    if not a:\n        raise ValueError('empty')\n"
    text = f"def f(a):\n{guard}    t = 0\n    for x in a:\n        t += x\n    return t\n"
    diffs = ["\n".join(one.diff) for one in mutants_of(text, ["f"])]
    assert "- if not a:\n-     raise ValueError('empty')\n+ pass" in diffs
    assert "- raise ValueError('empty')\n+ pass" in diffs
    assert "- if not a:\n+ if True:" in diffs
    assert "+ break" in [diff.split("\n")[-1].strip().replace("+     ", "+ ") for diff in diffs]
    assert any(diff.startswith("+") and "return t" in diff for diff in diffs)  # the return moved into the loop


def test_what_is_no_code_stays_as_it_is() -> None:
    text = 'def f(a: int = 1) -> int:\n    """Return 1 or a."""\n    raise ValueError(f"{a + 1} is wrong")\n'
    found = [" ".join(one.added) for one in mutants_of(text, ["f"])]
    assert not any("Return" in one or "?" in one for one in found)
    assert not any("a - 1" in one for one in found)


def test_only_what_is_asked_for_and_its_helpers() -> None:
    text = "GIVEN = 3\nWANTED = 4\n\n\ndef helper(x):\n    return x + GIVEN\n\n\ndef f(x):\n    return helper(x)\n"
    assert {one.target for one in mutants_of(text, ["f", "WANTED"])} == {"WANTED", "helper", "f"}
    assert {one.target for one in mutants_of(text, ["f", "WANTED"], helpers=False)} == {"WANTED", "f"}


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda one: one.id)
def test_every_mutant_is_another_program(exercise) -> None:  # type: ignore[no-untyped-def]
    found = list(mutants_of(exercise.solution, sorted(exercise.target_names)))
    assert len(found) >= 30
    texts = [one.text for one in found]
    assert len(set(texts)) == len(texts)
    trees = {ast.dump(ast.parse(text)) for text in texts}
    assert ast.dump(ast.parse(exercise.solution)) not in trees
    for one in found:
        lines = one.text.split("\n")
        place = one.line - 1
        assert [line.strip() for line in lines[place : place + len(one.added)]] == [line.strip() for line in one.added]


def test_they_are_the_same_at_every_run() -> None:
    text = COURSE.find("3").solution
    assert [one.diff for one in mutants_of(text, ["neuron"])] == [one.diff for one in mutants_of(text, ["neuron"])]
