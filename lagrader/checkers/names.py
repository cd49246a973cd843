"""Which name was most likely meant by one that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def close_name(wanted: str, names: Sequence[str]) -> str | None:
    """Return the name that was most likely meant for ``wanted``: by its letters, then without regard to case."""
    exact = difflib.get_close_matches(wanted, names, n=1, cutoff=0.75)
    if exact:
        return exact[0]
    folded = {name.casefold(): name for name in names}
    found = difflib.get_close_matches(wanted.casefold(), list(folded), n=1, cutoff=0.75)
    return folded[found[0]] if found else None
