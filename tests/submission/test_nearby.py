"""Names under which people save an exercise by mistake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.submission.nearby import lookalikes, resembled

IDS = ("ex1_dot_product", "ex2_matmul_shapes", "ex3_neuron", "ex4_batch_layer", "ex5_cubic_gradient")


@pytest.mark.parametrize(
    "name",
    [
        "neuron.py",
        "Neuron.py",
        "ex3_neuron (1).py",
        "ex3_neuron(2).py",
        "Ex3_Neuron.PY",
        "ex3_neuron-final.py",
        "ex3_neuron copy.py",
        "ex3_neuron copy 2.py",
        "Copy of ex3_neuron.py",
        "ex3.py",
        "EX 3.py",
        "ex03.py",
        "ex-3.py",
        "exercise3.py",
        "exercise_3_neuron.py",
        "ex3neuron.py",
        "ex3-neuron.py",
        "3.py",
        "3_neuron.py",
        "hw ex3 copy.ipynb",
        "ex3_neuron.py.txt",
        "ex3_neuron.txt",
        "ex3_neuron.pyw",
        "ex3_neuron",
        "ex3_nueron.py",
        "nueron.py",
        "neuron_v2.py",
        "my_neuron.py",
        "ex4_neuron.py",
        "hw1 ex3.py",
        "\uff45\uff58\uff13_neuron.py",
    ],
)
def test_the_neuron_is_recognised(name: str) -> None:
    assert resembled(name, IDS) == ["ex3_neuron"]
    assert lookalikes("ex3_neuron", [name], IDS) == [name]
    assert lookalikes("ex4_batch_layer", [name], IDS) == []


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("dot_product.py", "ex1_dot_product"),
        ("dotproduct.py", "ex1_dot_product"),
        ("dot.py", "ex1_dot_product"),
        ("ex2.py", "ex2_matmul_shapes"),
        ("layer.py", "ex4_batch_layer"),
        ("gradient.py", "ex5_cubic_gradient"),
        ("ex5_cubic_gradient (1).py", "ex5_cubic_gradient"),
    ],
)
def test_the_others_are_recognised(name: str, id_: str) -> None:
    assert resembled(name, IDS) == [id_]


@pytest.mark.parametrize(
    "name",
    [
        "utils.py",
        "homework.py",
        "solution.py",
        "notes.txt",
        "__pycache__",
        "__init__.py",
        "ex9_x.py",
        "ex33_x.py",
        ".ex3_neuron.py.swp",
        "._ex3_neuron.py",
        "ex3_neuron.py~",
        "#ex3_neuron.py#",
        "ex3_neuron.png",
        "ex3_neuron.pyc",
        "test_ex3_neuron.py",
        "ex3_neuron_test.py",
        "neuron_plots.py",
        "submission.py",
        "README.md",
        "",
        "final.py",
    ],
)
def test_strangers_are_not(name: str) -> None:
    assert resembled(name, IDS) == []


def test_a_proper_name_is_no_lookalike() -> None:
    assert lookalikes("ex3_neuron", ["ex3_neuron.py", "ex1_dot_product.py", "neuron.py"], IDS) == ["neuron.py"]


@given(st.text())
def test_any_name_can_be_asked_about(name: str) -> None:
    assert set(resembled(name, IDS)) <= set(IDS)
