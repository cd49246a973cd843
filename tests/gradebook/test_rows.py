"""What makes two learners' work the same, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lagrader.gradebook.rows import digest_of_content, digest_of_work
from lagrader.submission.handed import find_handed
from tests.submission.class_files import one
from tests.submission.test_find import IDS, TARGETS


def digests(text: str, name: str = "ex3_neuron.py") -> tuple[bytes, bytes | None]:
    submission = find_handed(one(name, text), IDS, TARGETS, Path("anna"))
    return digest_of_work(submission), digest_of_content(submission)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("def f(a:\n", "def f(b:\n"),
        ("x = 1\ndef f(:\n", "def f(:\n"),
        ("neuron = 1", "neuron = 2"),
        ("x = 'a' +", "x = 'b' +"),
    ],
)
def test_what_a_report_shows_of_it_makes_it_another(first: str, second: str) -> None:
    assert digests(first)[0] != digests(second)[0]
    assert digests(first) == digests(first)


def test_another_name_is_another_report_on_the_same_content() -> None:
    first, second = digests("neuron = 1"), digests("neuron = 1", "neuron.py")
    assert first[0] != second[0]
    assert first[1] == second[1]


def test_what_cannot_be_read_is_nobodys_same_work() -> None:
    assert digests("def f(:\n")[1] is None
