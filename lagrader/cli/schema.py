"""``lagrader schema``: JSON Schema for editors and for readers of reports."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def schema(
    late: Annotated[bool, typer.Option("--late", help="That of late.yaml instead.")] = False,
) -> None:
    """Print the JSON Schema of rubric.yaml."""
    sys.stdout.write(late_schema_text() if late else schema_text())


def late_schema_text() -> str:
    """Return the JSON Schema of late.yaml."""
    from lagrader.rubric import late_schema

    return json.dumps(late_schema(), indent=2, ensure_ascii=False) + "\n"


def schema_text() -> str:
    """Return the JSON Schema of rubric.yaml, as an editor reads it from a file."""
    from lagrader.rubric import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
