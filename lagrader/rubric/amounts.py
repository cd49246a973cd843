"""Amounts with a unit, as a rubric writes them: ``512 MiB``."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_AMOUNT = re.compile(r"([0-9]{1,6})(?:\.([0-9]))? ?(MiB|GiB)", re.ASCII)
_UNITS = {"MiB": 2**20, "GiB": 2**30}

LEAST, MOST = 64 * 2**20, 16 * 2**30
"""Bytes of memory that a program may be given: below, what Python sets aside for itself would count too much."""


def _memory(value: object) -> int:
    found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("memory", "an amount of memory is wanted, in MiB or GiB, such as 512 MiB")
    amount = int(found[1] + (found[2] or "0")) * _UNITS[found[3]] // 10
    if not LEAST <= amount <= MOST:
        raise PydanticCustomError("memory", "a program gets from 64 MiB to 16 GiB of memory, beyond what torch takes")
    return amount


Memory = Annotated[int, BeforeValidator(_memory, json_schema_input_type=str)]
"""Bytes."""


def memory_text(amount: int) -> str:
    """Return an amount of memory as a rubric writes it: ``512 MiB``, ``1.5 GiB``."""
    unit = "GiB" if amount >= _UNITS["GiB"] and amount * 10 % _UNITS["GiB"] == 0 else "MiB"
    return f"{amount / _UNITS[unit]:.10g} {unit}"
