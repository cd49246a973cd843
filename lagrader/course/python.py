"""The Python files of a course: parsed, never run, and what is not Python is told with file and line."""

from __future__ import annotations

import ast
from pathlib import Path

from lagrader.errors import RubricError
from lagrader.yamlfile import shown


def parse(path: Path, text: str) -> ast.Module:
    """Return the syntax tree of ``text``, which stands in the file ``path``.

    Raises:
        RubricError: it is not Python, or nested too deeply to be read.
    """
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise RubricError(f"this is not Python: {error.msg}", shown(path), error.lineno) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise RubricError(f"this is not Python: {error}", shown(path)) from None
