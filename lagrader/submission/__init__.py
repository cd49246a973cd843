"""One learner's work on disk: found, read, and never run here."""

from lagrader.submission.find import Submission, SubmittedFile, default_path, find_submission
from lagrader.submission.sources import SOURCE_LIMIT, SourceFile, Unreadable, display, read_source

__all__ = [
    "SOURCE_LIMIT",
    "SourceFile",
    "Submission",
    "SubmittedFile",
    "Unreadable",
    "default_path",
    "display",
    "find_submission",
    "read_source",
]
