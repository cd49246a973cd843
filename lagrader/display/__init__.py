"""Values as text: for eyes (``values``, ``columns``) and for pasting into Python (``literals``)."""

from lagrader.display.literals import call_text, literal
from lagrader.display.values import WANTED, describe, kind_of, readable, side_by_side

__all__ = ["WANTED", "call_text", "describe", "kind_of", "literal", "readable", "side_by_side"]
