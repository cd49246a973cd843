"""How long ago something was, as people say it: one number and one unit, rounded down."""

from __future__ import annotations

_UNITS = (
    (365 * 86_400, "year"),
    (30 * 86_400, "month"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
    (1, "second"),
)


def ago(seconds: int) -> str:
    """Return ``3 minutes ago``; nothing for a time that is still to come, as after a clock was set back."""
    if seconds < 0:
        return ""
    length, unit = next((found for found in _UNITS if seconds >= found[0]), _UNITS[-1])
    count = max(seconds // length, 1)
    return f"{count} {unit}{'' if count == 1 else 's'} ago"
