"""What a program printed: both ends are kept, the middle is counted."""

from __future__ import annotations

KEPT_AT_EACH_END = 8 * 1024
OUTPUT_LIMIT = 1024 * 1024
"""Bytes that one call may print; beyond, its verdict is output_limit_exceeded."""


class Output:
    """Collects bytes of one call without ever holding more than twice :data:`KEPT_AT_EACH_END`."""

    def __init__(self) -> None:
        """Begin empty."""
        self._head = bytearray()
        self._tail = bytearray()
        self.size = 0

    def add(self, data: bytes) -> None:
        """Take what was read from the pipe."""
        self.size += len(data)
        room = KEPT_AT_EACH_END - len(self._head)
        self._head += data[:room]
        if len(data) > room:
            self._tail += data[max(room, len(data) - KEPT_AT_EACH_END) :]
            del self._tail[:-KEPT_AT_EACH_END]

    def text(self) -> str:
        """Return what was kept, with a line that says how much is left out."""
        left_out = self.size - len(self._head) - len(self._tail)
        middle = f"\n… {left_out:,} bytes are left out here …\n".encode() if left_out else b""
        return (bytes(self._head) + middle + bytes(self._tail)).decode("utf-8", "backslashreplace")
