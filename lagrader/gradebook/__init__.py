"""The gradebook of a batch: one SQLite file that loses nothing that was graded."""

from lagrader.gradebook.book import Gradebook
from lagrader.gradebook.rows import Basis, Kind, Policy, Row, RunFacts, Status, kind_of
from lagrader.gradebook.schema import FILE_NAME, GradebookError
from lagrader.gradebook.shards import Shard, shard_of

__all__ = [
    "FILE_NAME",
    "Basis",
    "Gradebook",
    "GradebookError",
    "Kind",
    "Policy",
    "Row",
    "RunFacts",
    "Shard",
    "Status",
    "kind_of",
    "shard_of",
]
