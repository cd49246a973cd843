"""Holding a YAML file against a pydantic model, and saying in plain words where it does not fit.

pydantic's errors name Python's types and the members of unions; an author of a course knows the keys of the file.
Only this module needs pydantic and the rubric's models, and it imports them when it is used: ``lagrader list``
reads YAML too, and must start fast.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Sized
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from lagrader.yamlfile.document import Document, Fault, KeyPath

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], document: Document) -> Model:
    """Return the document as an instance of ``model``.

    Raises:
        RubricError: it does not fit, or was made for another version of the format.
    """
    from pydantic import ValidationError

    _check_version(model, document)
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        document.refuse(_faults(document, error.errors(include_url=False)))


def _check_version(model: type[BaseModel], document: Document) -> None:
    """Refuse another version of the format in one sentence, before anything else about the file is looked at."""
    known = model.model_fields.get("version")
    if known is None or get_origin(known.annotation) is None:
        return
    (wanted,), found = get_args(known.annotation), document.data.get("version")
    if type(found) is int and found == wanted:
        return
    if type(found) is int:
        remedy = "install a newer lagrader" if found > wanted else "bring it up to date (lagrader schema shows how)"
        said = f"made for version {found} of the rubric format; this lagrader reads version {wanted}: {remedy}"
    else:
        lack = "no version of the rubric format is named" if found is None else f"version is {_described(found)}"
        said = f'{lack}; this lagrader reads version {wanted}: write "version: {wanted}" if the file is made for it'
    document.refuse([(document.line(("version",)), said)])


def _faults(document: Document, errors: Sequence[ErrorDetails]) -> list[Fault]:
    """Turn pydantic's errors into faults, one for each place: a union has an error for each of its members."""
    grouped: dict[KeyPath, list[ErrorDetails]] = {}
    for error in errors:
        grouped.setdefault(_at(document, error), []).append(error)
    # An unknown key is named by its sentence.
    return [
        (document.line(path), _sentence(group))
        if group[0]["type"] == "unknown_key"
        else document.fault(path, _sentence(group))
        for path, group in grouped.items()
    ]


def _at(document: Document, error: ErrorDetails) -> KeyPath:
    context = error.get("ctx", {})
    loc = error["loc"]
    if "path" in context:
        return document.place((*loc, *context["path"]))[0]
    if "key" in context:
        return document.place((*loc, context["key"]))[0]
    if error["type"] == "missing":
        loc = loc[:-1]
    path, place = document.place(loc)
    # The error is about a mapping, and the way to it ends in a member of a union that is called like a key.
    if isinstance(error["input"], dict) and not place.container:
        path = path[:-1]
    return path


def _sentence(errors: Sequence[ErrorDetails]) -> str:
    wanted = list(dict.fromkeys(_WANTED[error["type"]] for error in errors if error["type"] in _WANTED))
    said = [_mismatch(wanted, next(e["input"] for e in errors if e["type"] in _WANTED))] if wanted else []
    said += [_other(error) for error in errors if error["type"] not in _WANTED]
    return "; or ".join(dict.fromkeys(said))


def _mismatch(wanted: list[str], found: object) -> str:
    said = f"{' or '.join(wanted)} is wanted, found {_described(found)}"
    return f"{said}; put it in quotes" if wanted == ["text"] and isinstance(found, (int, float)) else said


_WANTED = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "a whole number"),
    **dict.fromkeys(("float_type", "float_parsing"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    **dict.fromkeys(("list_type", "tuple_type"), "a list"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "keys with values"),
    "string_type": "text",
}

_LIMITS = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "too_short": "at least {min_length} must stand here, found {actual_length}",
    "too_long": "at most {max_length} may stand here, found {actual_length}",
    "string_too_long": "at most {max_length} characters may stand here",
    "string_pattern_mismatch": "must have the form {pattern}",
}


def _other(error: ErrorDetails) -> str:
    context: Mapping[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "missing":
            name = error["loc"][-1]
            return f'"{name}" is missing' if isinstance(name, str) else f"item {int(name) + 1} is missing"
        case "literal_error":
            return _not_one_of(re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]], error["input"])
        case "kind":
            return error["msg"] + _kinds_found(error["input"])
        case kind if kind in _LIMITS:
            # pydantic counts no further than it must.
            length = len(error["input"]) if isinstance(error["input"], Sized) else 0
            return _LIMITS[kind].format(**{**context, "actual_length": length})
    return error["msg"]


def _not_one_of(known: list[str], found: object) -> str:
    from lagrader.rubric import nearest

    close = nearest(found, known) if isinstance(found, str) else None
    advice = f'did you mean "{close}"?' if close else f"known here: {', '.join(known)}"
    return f"{_described(found)} is not known; {advice}"


def _kinds_found(found: object) -> str:
    """Say which kinds a criterion has, or which of its keys is nearly one."""
    from lagrader.rubric import KINDS, nearest

    keys = [str(key) for key in found] if isinstance(found, dict) else []
    if kinds := [key for key in keys if key in KINDS]:
        return f"; found {' and '.join(kinds)}"
    close = next(((key, near) for key in keys if (near := nearest(key, KINDS))), None)
    return f'; found "{close[0]}", did you mean "{close[1]}"?' if close else "; found none"


def _described(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f'the text "{_start(value)}"'
        case int() | float():
            return f"the number {_start(str(value))}"
        case list() | tuple():
            return "a list"
        case dict():
            return "keys with values"
    return f"a {type(value).__name__}"


def _start(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}..."
