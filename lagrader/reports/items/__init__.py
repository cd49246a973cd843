"""An item analysis, for the terminal and as JSON."""

from lagrader.reports.items.json import items_data
from lagrader.reports.items.terminal import render

__all__ = ["items_data", "render"]
