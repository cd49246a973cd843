"""What lagrader remembers of one learner's work between two runs: marks of the last check, and hints seen.

It is a convenience and nothing more: deleting it loses nothing, and no check fails or changes its exit code because
of it. Whatever is wrong with the folder is one sentence in :attr:`State.problem`, never an exception. Neither
pydantic nor torch is imported here, since ``lagrader list`` starts with it.
"""

from lagrader.state.memory import State
from lagrader.state.record import Remembered

__all__ = ["Remembered", "State"]
