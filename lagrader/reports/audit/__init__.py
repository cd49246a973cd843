"""An audit of a course, for the terminal and as JSON."""

from lagrader.reports.audit.json import audit_data
from lagrader.reports.audit.terminal import render

__all__ = ["audit_data", "render"]
