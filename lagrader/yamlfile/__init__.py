"""YAML files of a course: read once into plain data that knows its lines, then held against a model.

What can be wrong with such a file is said as a :class:`lagrader.errors.RubricError` with file, line and key.
"""

from lagrader.yamlfile.document import Document, Fault, KeyPath, load
from lagrader.yamlfile.files import read_bytes, read_text, shown
from lagrader.yamlfile.validation import validate

__all__ = ["Document", "Fault", "KeyPath", "load", "read_bytes", "read_text", "shown", "validate"]
