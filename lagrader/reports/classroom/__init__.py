"""A class at a glance: what a gradebook says about everybody, on one page and on one screen.

``read.py`` turns a gradebook into one frozen value (``model.py``); ``html.py`` and ``terminal.py`` show that value, so
that both give the same figures.
"""

from lagrader.reports.classroom.model import Classroom, Live
from lagrader.reports.classroom.read import Asked, read_classroom

__all__ = ["Asked", "Classroom", "Live", "read_classroom"]
