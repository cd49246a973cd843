"""Which learner is in which part of a class, and how a gradebook knows which part it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.errors import UsageError
from lagrader.gradebook import Gradebook, Shard, shard_of
from lagrader.gradebook.shards import MOST, class_in, fingerprint, note_part, require_fit, shard_in
from tests.gradebook.examples import FACTS, row


@given(st.text(st.characters()), st.integers(1, 50))
def test_everybody_is_in_exactly_one_part(learner: str, count: int) -> None:
    assert [Shard(number, count).holds(learner) for number in range(1, count + 1)].count(True) == 1


def test_the_parts_are_those_of_every_other_machine_and_version() -> None:
    """Fixed for good: a class whose shards were graded in part must go on as it began."""
    found = {
        learner: next(n for n in range(1, 8) if Shard(n, 7).holds(learner)) for learner in ("anna", "ben", "李", "")
    }
    assert found == {"anna": 2, "ben": 4, "李": 1, "": 2}


def test_the_parts_are_about_as_large_as_each_other() -> None:
    ids = [f"s{number}" for number in range(10_000)]
    sizes = [sum(map(Shard(number, 10).holds, ids)) for number in range(1, 11)]
    assert sum(sizes) == len(ids)
    assert 850 < min(sizes) <= max(sizes) < 1150


@pytest.mark.parametrize("text", ["1/1", "2/10", "10/10", "007/010", f"1/{MOST}"])
def test_a_part_by_its_words(text: str) -> None:
    number, count = map(int, text.split("/"))
    assert shard_of(text) == Shard(number, count)
    assert shard_of(str(shard_of(text))) == shard_of(text)


@pytest.mark.parametrize(
    "text", ["0/3", "4/3", "0/0", "1", "1/", "/3", "1/3/5", "-1/3", "1 / 3", "a/b", "", "1/1001", "\u0661/\u0663"]
)
def test_what_names_no_part(text: str) -> None:
    with pytest.raises(UsageError, match="such as 2/10: I counts from 1 to N, and N is at most 1,000") as raised:
        shard_of(text)
    assert str(raised.value).endswith(f"{text!r} is none.")


def test_a_class_is_known_by_its_people_in_any_order() -> None:
    assert fingerprint(["b", "a"]) == fingerprint(("a", "b"))
    others = [["a"], ["a", "c"], ["a", "b", "c"], ["ab"], []]
    assert len({fingerprint(["a", "b"]), *map(fingerprint, others)}) == 6
    assert fingerprint(["a", "b"]).startswith("2 ")


def test_a_gradebook_knows_its_part(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        assert (shard_in(book), class_in(book)) == (None, "")
        note_part(book, None, "")
        assert shard_in(book) is None
        note_part(book, Shard(2, 3), "1 abc")
    with Gradebook.reading(tmp_path) as book:
        assert (shard_in(book), class_in(book)) == (Shard(2, 3), "1 abc")


@pytest.mark.parametrize(
    ("known", "asked", "said"),
    [
        ("1/3", "2/3", "holds shard 1/3, and this is shard 2/3"),
        ("1/3", "1/4", "holds shard 1/3, and this is shard 1/4"),
        ("1/3", None, "holds shard 1/3, and this is the whole class"),
        (None, "1/3", "holds a whole class, and this is shard 1/3"),
    ],
)
def test_another_part_is_refused(known: str | None, asked: str | None, said: str, tmp_path: Path) -> None:
    first, second = (None if text is None else shard_of(text) for text in (known, asked))
    with Gradebook.writing(tmp_path) as book:
        book.seed(7)
        book.begin(FACTS)
        note_part(book, first, "")
        if first is None:
            require_fit(book, second, None)  # nobody is in it yet
            book.enter(row("anna"))
        require_fit(book, first, None)
        with pytest.raises(UsageError, match=f"{said}: give each part a folder of its own with --out"):
            require_fit(book, second, 7)


def test_a_part_needs_a_seed_that_all_have(tmp_path: Path) -> None:
    with Gradebook.writing(tmp_path) as book:
        with pytest.raises(UsageError, match=r"say a seed, the same for all of them: --seed \d+, or another"):
            require_fit(book, Shard(1, 3), None)
        require_fit(book, Shard(1, 3), 0)
        require_fit(book, None, None)
        book.seed(5)
        require_fit(book, Shard(1, 3), None)
