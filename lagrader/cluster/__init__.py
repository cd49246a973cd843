"""A class on other machines: the same units of work, run by the workers of dask.distributed.

Learners' work goes out as bytes and marks come back as JSON; the gradebook stays here. ``distributed`` is imported by
:mod:`lagrader.cluster.connection` when a scheduler was asked for, and on its workers, where it is there.
"""

from lagrader.cluster.scheduler import Scheduler, Tls

__all__ = ["Scheduler", "Tls"]
