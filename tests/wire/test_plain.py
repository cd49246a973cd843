"""What the grader sends arrives to the last bit; what a reply could not carry is refused here as well."""

import marshal
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lagrader.wire import PREFIX_SIZE, Args, Array, Call, Handle, Size, WireError, pack_request, unpack_request
from lagrader.wire.plain import from_plain, to_plain
from lagrader.wire.tree import MAX_DEPTH, MAX_NODES, MAX_PAIRS
from tests.wire.strategies import NESTED, handles, same, values


def there_and_back(value):
    (plain,) = to_plain([value])
    return from_plain(marshal.loads(marshal.dumps(plain)))  # noqa: S302 - our own


@given(values | handles | st.builds(Handle, st.just("f"), st.lists(handles, max_size=2).map(tuple)))
@example(-0.0)
@example(math.nan)
@example({True: 1.0, 2: True, "2": Size((2,)), (2,): [()]})
@example(())
def test_every_value_comes_back_as_it_went(value):
    assert same(there_and_back(value), value)


def test_no_two_inputs_share_what_can_be_changed():
    row = [1.0]
    first, second = there_and_back((row, row))
    assert first is not second


def test_no_two_numbers_are_the_same_object():
    """Else a learner's "is" would hold between inputs where it does not between numbers that are computed."""
    number = 1000
    _, call = unpack_request(pack_request(1, Call("m", "f", (number, number)))[PREFIX_SIZE:], 0)
    assert isinstance(call, Call)
    first, second = call.args
    assert first is not second


def test_what_cannot_travel_is_named():
    for value, words in [
        ({1}, "a set cannot travel"),
        (b"a", "a bytes cannot travel"),
        (1 << 4096, "4097 bits"),
        (dict.fromkeys(range(MAX_PAIRS + 1)), f"{MAX_PAIRS + 1} pairs"),
        ([1j, [object()]], "a object cannot travel"),
    ]:
        with pytest.raises(WireError, match=words):
            to_plain([value])


TOO_MUCH = "nested too deeply or has too many parts"


@pytest.mark.parametrize(("value", "levels"), [*NESTED, (Handle("f", (1,)), 1), (Handle("f", ((1,),)), 2)])
def test_the_depth_of_a_reply_holds_for_a_request(value, levels):
    for _ in range(MAX_DEPTH - levels):
        value = [value]
    assert same(there_and_back(value), value)
    with pytest.raises(WireError, match=TOO_MUCH):
        to_plain([[value]])


def test_the_parts_of_a_reply_hold_for_a_request():
    full = [None] * (MAX_NODES - 1)
    assert to_plain([full]) == [full]
    with pytest.raises(WireError, match=TOO_MUCH):
        to_plain([full, None])


def test_a_value_that_contains_itself_ends():
    value = []
    value.append(value)
    with pytest.raises(WireError):
        to_plain([value])


def test_arguments_that_are_sent_again_and_again_are_packed_once():
    args = Args((1.0, [2]))
    assert args.packed is args.packed
    assert pack_request(1, Call("m", "f", args)) == pack_request(1, Call("m", "f", (1.0, [2])))


def test_an_array_is_what_it_was():
    array = Array("float64", (1,), b"12345678", "array", "float16", "cuda:0", True, "Node")
    assert there_and_back(Handle("f", (array, (array,)))) == Handle("f", (array, (array,)))
