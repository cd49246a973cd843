"""The templates of pages, in which everything that is put in is escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lagrader.harmless import harmless_line, sentence
from lagrader.phrases import points_text

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def template(name: str) -> Template:
    """Return a template of ours; it knows the filters ``line``, ``prose`` (both harmless) and ``points``."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("lagrader.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"line": harmless_line, "prose": sentence, "points": points_text}
    return environment.get_template(name)
