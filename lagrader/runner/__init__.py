"""The trusted side of the boundary: start workers, feed them, time them, kill them, read what they say."""

from lagrader.runner.child import Child, Job
from lagrader.runner.runner import Runner
from lagrader.runner.session import Session

__all__ = ["Child", "Job", "Runner", "Session"]
