"""``lagrader schema``: JSON Schema for editors and for readers of reports."""

from __future__ import annotations

import json
import sys


def schema() -> None:
    """Print the JSON Schema of rubric.yaml."""
    from lagrader.rubric import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
