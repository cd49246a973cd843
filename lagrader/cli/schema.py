"""``lagrader schema``: JSON Schema for editors and for readers of reports."""

from __future__ import annotations

import json
import sys


def schema() -> None:
    """Print the JSON Schema of rubric.yaml."""
    sys.stdout.write(schema_text())


def schema_text() -> str:
    """Return the JSON Schema of rubric.yaml, as an editor reads it from a file."""
    from lagrader.rubric import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
