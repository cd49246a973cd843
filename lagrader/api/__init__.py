"""What Python programs may use: ``lagrader.check``, ``lagrader.grade``, ``lagrader.Checker``, ``lagrader.render``.

Everything here is typed and stays as it is until a major version. torch is imported in the worker alone, never in the
process that calls. Names are also found in the package itself: ``import lagrader; lagrader.check(3)``.
"""

from lagrader.api.check import Checker, check, render
from lagrader.api.grade import Grades, grade

__all__ = ["Checker", "Grades", "check", "grade", "render"]
