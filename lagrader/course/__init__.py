"""A course on disk: ``exercises/`` and ``solutions/``, found, read, and checked for agreement with itself.

Finding is cheap; a rubric is read, and held against its models, when it is first asked for.
"""

from lagrader.course.exercise import Exercise, targets_of
from lagrader.course.folder import Course, comes_with_a_package, course_around, course_of, default_course

__all__ = ["Course", "Exercise", "comes_with_a_package", "course_around", "course_of", "default_course", "targets_of"]
