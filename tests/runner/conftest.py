"""One zygote for all tests of the runner that do not harm it: its start is a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.runner.bench import Bench, bench


@pytest.fixture
def exposed(fork: Bench) -> Iterator[Bench]:
    """The same, without the kernel's layers."""
    with fork.exposed() as made:
        yield made


@pytest.fixture(scope="package")
def fork() -> Iterator[Bench]:
    with bench("fork") as made:
        yield made
