"""What the syntax tree of a learner's file shows; nothing is executed.

``tree`` parses and finds definitions, ``names`` says what a function uses; the other files serve these two.
"""

from lagrader.syntax.changing import changing_line
from lagrader.syntax.mistyped import likely_slip
from lagrader.syntax.names import Usage, numpy_products, usages
from lagrader.syntax.reach import Reach
from lagrader.syntax.tree import (
    SyntaxFault,
    defined_in,
    defined_names,
    definition_line,
    imported_names,
    line_of,
    parse,
    return_lines,
    same_as_starter,
)

__all__ = [
    "Reach",
    "SyntaxFault",
    "Usage",
    "changing_line",
    "defined_in",
    "defined_names",
    "definition_line",
    "imported_names",
    "likely_slip",
    "line_of",
    "numpy_products",
    "parse",
    "return_lines",
    "same_as_starter",
    "usages",
]
