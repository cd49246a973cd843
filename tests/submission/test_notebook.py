"""Notebooks become programs: cells in order, magics gone, and one sentence where there is no program in it."""

from __future__ import annotations

import ast
import codecs
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.submission.notebook import NoProgram, Program, program_of

CODE = "def neuron(x, w, b):\n    return x"


def notebook(*cells: str | list[str], **more: Any) -> bytes:
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made} | more).encode()


def program(*cells: str | list[str], **more: Any) -> str:
    found = program_of(notebook(*cells, **more))
    assert isinstance(found, Program), found
    return found.text


def reason(data: bytes) -> str:
    found = program_of(data)
    assert isinstance(found, NoProgram), found
    return found.reason


def test_code_cells_come_in_order_and_say_which_they_are() -> None:
    assert program("a = 1", ["b = 2\n", "c = 3"]) == "# cell 1\na = 1\n\n# cell 2\nb = 2\nc = 3\n"


def test_text_raw_and_empty_cells_are_left_out() -> None:
    cells = [{"cell_type": kind, "source": f"{kind} = 1"} for kind in ("markdown", "code", "raw", "heading")]
    assert program(cells=[*cells, {"cell_type": "code", "source": "  \n"}]) == "# cell 1\ncode = 1\n"


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("%matplotlib inline\nx = 1", "\nx = 1"),
        ("!pip install x\nx = 1", "\nx = 1"),
        ("if True:\n    !pip install x", "if True:\n    pass"),
        ("?torch\nx = 1", "\nx = 1"),
        ("torch.dot?\nx = 1", "\nx = 1"),
        ("torch.dot??\nx = 1", "\nx = 1"),
        ("files = !ls\nx = 1", "\nx = 1"),
        ("t = %timeit -o f()\nx = 1", "\nx = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%timeit -n 3\nx = 1", "\nx = 1"),
        ("\n%%capture out\n%matplotlib inline\nx = 1", "\n\n\nx = 1"),
        ("pip install torch\nx = 1", "\nx = 1"),
        ("conda install -y x\nx = 1", "\nx = 1"),
        ('text = """\npip install x"""', 'text = """\npip install x"""'),
        ("pip = 1\nx = pip", "pip = 1\nx = pip"),
        ("%%writefile ex3_neuron.py\nx = 1", "\nx = 1"),
        ("%%file  my work.py \nx = 1", "\nx = 1"),
        ("%%writefile notes.txt\nx = 1", "\n"),
        ("%%bash\nrm -rf x", "\n"),
        ("%%html\n<b>", "\n"),
        ("%matplotlib inline\nx = (7\n    % 4)", "\nx = (7\n    % 4)"),
        # Where Python has a use for the signs they stay.
        ("x = (7\n% 4)", "x = (7\n% 4)"),
        ('s = """\n%matplotlib\n!ls\n"""', 's = """\n%matplotlib\n!ls\n"""'),
        ("x = 'why?'", "x = 'why?'"),
    ],
)
def test_what_only_a_kernel_understands_is_taken_out(cell: str, left: str) -> None:
    assert program(cell, "y = 2") == f"# cell 1\n{left}\n\n# cell 2\ny = 2\n"
    ast.parse(program("x = 0", cell))


def test_a_cell_that_python_cannot_read_costs_no_other() -> None:
    text = program("x = 1", "y = 2\ndef f:\n%matplotlib", "z = 3")
    assert text == (
        "# cell 1\nx = 1\n\n# cell 2\nraise SyntaxError(\"expected '('\")  # line 2\n# y = 2\n# def f:\n# \n\n"
        "# cell 3\nz = 3\n"
    )
    ast.parse(text)


@given(st.lists(st.text(max_size=30), max_size=4))
def test_whatever_cells_say_the_program_can_be_read(cells: list[str]) -> None:
    found = program_of(notebook(*cells))
    if isinstance(found, Program):
        ast.parse(found.text)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": "Python [root]", "language": "python"}},
        {"kernelspec": {"name": "conda-env-x"}, "language_info": {"name": "Python"}},
        {"kernelspec": {"name": "colab", "language": 3}},
        {"kernelspec": "x"},
        {"kernelspec": {"language": "Python 3"}},
        None,
    ],
)
def test_the_kernels_name_is_no_matter(metadata: Any) -> None:
    assert CODE in program(CODE, metadata=metadata)


def test_another_language_is_told() -> None:
    data = notebook("x <- 1", metadata={"kernelspec": {"name": "ir", "language": "R"}})
    assert reason(data) == "it is a notebook for r, and Python is wanted"


def test_what_it_says_of_itself_does_no_harm() -> None:
    assert reason(notebook("x", metadata={"kernelspec": {"language": "\x1b[31m"}})).startswith(
        "it is a notebook for \\x1b"
    )
    assert "\\x1b" in reason(json.dumps({"nbformat": "\x1b[31m"}).encode())


def test_a_byte_order_mark_is_no_matter() -> None:
    assert isinstance(program_of(codecs.BOM_UTF8 + notebook(CODE)), Program)


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats_are_read(version: int) -> None:
    cell = {"cell_type": "code", "input": CODE, "language": "python", "outputs": [], "collapsed": False, "metadata": {}}
    sheets = [{"cells": [cell, {"cell_type": "markdown", "source": "text", "metadata": {}}], "metadata": {}}]
    old = {"nbformat": version, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": sheets}
    found = program_of(json.dumps(old).encode())
    assert isinstance(found, Program), found
    assert CODE in found.text


def test_outputs_are_no_matter() -> None:
    large = [{"output_type": "display_data", "data": {"image/png": "A" * (8 << 20)}, "metadata": {}}]
    cells = [{"cell_type": "code", "source": CODE, "outputs": large, "metadata": {}}]
    assert program(cells=cells) == f"# cell 1\n{CODE}\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (notebook(CODE)[:-5], "it is broken or cut off (line 1): save it again in Jupyter"),
        (b"[" * 100_000, "it is broken or cut off: save it again in Jupyter"),
        (b"\xff\xfe{\x00", "it is not saved as UTF-8"),
        (b"[]", "it is no notebook"),
        (b'{"cells":[' + b"{}," * 1_500_000 + b"]}", "it has too many parts: clear its outputs and save it again"),
        (b'{"a": 1}', "it is no notebook"),
        (notebook(), "it has no code in it: write your work into code cells"),
        (notebook("", " \n"), "it has no code in it: write your work into code cells"),
        (b'{"nbformat": 4}', "it has no code in it: write your work into code cells"),
        (b'{"nbformat": 99, "cells": []}', "it is of a kind that can't be read (nbformat 99)"),
        (b'{"nbformat": "x"}', "it is of a kind that can't be read (nbformat x)"),
        (b'{"nbformat": 3, "worksheets": [{"cells": 3}]}', "it is of a kind that can't be read"),
        (notebook("x" * 140_000), "its code has more than 131,072 characters"),
    ],
)
def test_what_holds_no_program_says_why(data: bytes, said: str) -> None:
    assert reason(data).startswith(said)


def test_a_function_that_is_defined_twice_is_said() -> None:
    found = program_of(notebook(CODE, "x = 1", CODE, f"%matplotlib inline\n{CODE}"))
    assert isinstance(found, Program)
    assert found.notes == ("neuron is defined in cells 1, 3 and 4: the last one counts.",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "nbformat", "source", "input", "cell_type", "metadata", "outputs"]),
            inner | st.just("code"),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_nothing_in_json_raises(value: Any) -> None:
    program_of(json.dumps(value).encode())


@given(st.binary(max_size=100))
def test_no_bytes_raise(data: bytes) -> None:
    program_of(data)
