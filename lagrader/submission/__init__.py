"""One learner's work on disk: found, read, and never run here."""

from lagrader.submission.find import Submission, SubmittedFile, default_path, find_submission, submission_of_cells
from lagrader.submission.place import SOURCE_LIMIT
from lagrader.submission.sources import SourceFile, read_source
from lagrader.submission.unreadable import Unreadable, display

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
    "submission_of_cells",
]
