"""None where a value is needed: the most frequent of Python's refusals, which comes in a dozen forms."""

from __future__ import annotations

import re

from lagrader.diagnosis.exceptions.rules import Rule, Scene, a_kind, rule
from lagrader.diagnosis.source import is_word

Match = re.Match[str]

NONE = (
    "None is used as if it were a value: {}. A function without return gives None, and so does a method that changes "
    "something."
)


def _none_attribute(match: Match, scene: Scene) -> str | None:
    return NONE.format(f"it has no {match[1]}") if is_word(match[1]) else None


def _none_operand(match: Match, scene: Scene) -> str | None:
    kinds = match.groups()[1:]
    if "NoneType" not in kinds:
        return None
    other = next((kind for kind in kinds if kind != "NoneType"), "NoneType")
    where = "it stands on both sides" if other == "NoneType" else f"it meets {a_kind(other)}"
    return NONE.format(f"{where} at {match[1][:20]}")


RULES: tuple[Rule, ...] = (
    rule("NONE_USED", r"bad operand type for (.{1,20}?): 'NoneType'", NONE.format("{1} is applied to it"), "TypeError"),
    rule("NONE_USED", r"'NoneType' object is not callable", NONE.format("it is called like a function"), "TypeError"),
    rule("NONE_USED", r"'NoneType' object is not subscriptable", NONE.format("it is indexed"), "TypeError"),
    rule("NONE_USED", r"'NoneType' object is not iterable", NONE.format("it is looped over"), "TypeError"),
    rule("NONE_USED", r"cannot unpack non-iterable NoneType", NONE.format("it is taken apart"), "TypeError"),
    rule("NONE_USED", r"object of type 'NoneType' has no len", NONE.format("its len() is asked for"), "TypeError"),
    rule("NONE_USED", r"'NoneType' object does not support item", NONE.format("an entry of it is set"), "TypeError"),
    rule("NONE_USED", r"'NoneType' object has no attribute '(\w+)'", _none_attribute, "AttributeError"),
    rule(
        "NONE_USED", r"unsupported operand type\(s\) for (.+?): '([\w.]+)' and '([\w.]+)'", _none_operand, "TypeError"
    ),
    rule(
        "NONE_USED", r"'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'", _none_operand, "TypeError"
    ),
    rule(
        "NONE_USED",
        r"argument must be a string(?:, a bytes-like object)? or a real number, not 'NoneType'",
        NONE.format("float() or int() is asked to convert it"),
        "TypeError",
    ),
)
