"""What reading says a module defines is what running it defines."""

from __future__ import annotations

import ast

from hypothesis import given, settings
from hypothesis import strategies as st

from lagrader.syntax.tree import defined_names

NAMES = st.sampled_from("abcdefg")


def indented(lines: str) -> str:
    return "\n".join("    " + line for line in lines.split("\n"))


SIMPLE = st.one_of(
    st.builds("{} = 1".format, NAMES),
    st.builds("{}: int = 1".format, NAMES),
    st.builds("{}: int".format, NAMES),
    st.builds("{}, [{}, *{}] = 1, (2, 3)".format, NAMES, NAMES, NAMES),
    st.builds("{} = {} = 3".format, NAMES, NAMES),
    st.builds("def {}({}): {} = 1".format, NAMES, NAMES, NAMES),
    st.builds("class {}:\n    {} = 1".format, NAMES, NAMES),
    st.builds("import os.path as {}, sys".format, NAMES),
    st.builds("from os import path as {}, sep".format, NAMES),
    st.builds("import os.path".format),
    st.builds("[({} := {}) for {} in (1, 2)]".format, NAMES, st.just("1"), st.just("z")),
    st.builds("f'{{({} := 1)}}'".format, NAMES),
    st.builds("lambda {}: {}".format, NAMES, NAMES),
    st.builds("match [1, 2]:\n    case [{}, *w]: {} = 1".format, NAMES, NAMES),
)


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = inner.map(indented)
    return st.one_of(
        st.builds("{}\n{}".format, inner, inner),
        st.builds("if True:\n{}\nelse:\n{}".format, body, body),
        st.builds("if __name__ == '__main__':\n{}".format, body),
        st.builds("if 0:\n{}".format, body),
        st.builds("for {} in (1, 2):\n{}".format, NAMES, body),
        st.builds("try:\n{}\nfinally:\n{}".format, body, body),
        st.builds("with memoryview(b'') as {}:\n{}".format, NAMES, body),
        st.builds("def {}():\n{}".format, NAMES, body),
    )


@settings(max_examples=150)
@given(st.recursive(SIMPLE, blocks, max_leaves=8), st.sampled_from(["", "\na = b = 1\ndel a", "\na = 1\ndel a\na = 2"]))
def test_defined_names_are_those_that_running_defines(body: str, end: str) -> None:
    text = body + end
    space: dict[str, object] = {"__name__": "learner"}
    exec(compile(text, "f.py", "exec"), space)  # noqa: S102 - generated above
    ran = {name for name in space if not name.startswith("__")}
    assert defined_names(ast.parse(text)) == ran
