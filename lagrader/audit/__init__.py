"""Is this rubric any good? Everything that can be known of a course before the first student sees it.

:func:`lagrader.audit.run.audit` does it; each file beside it looks at one thing and says what it found.
"""

from lagrader.audit.findings import Audit, ExerciseAudit, Finding, Margin, MutationScore, Survivor

__all__ = ["Audit", "ExerciseAudit", "Finding", "Margin", "MutationScore", "Survivor"]
