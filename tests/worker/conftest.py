"""The zygote that the worker's tests share."""

from __future__ import annotations

from tests.runner.conftest import exposed, fork

__all__ = ["exposed", "fork"]
