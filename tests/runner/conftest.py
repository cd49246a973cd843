"""One zygote for all tests of the runner that do not harm it: its start is a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lagrader.starting import default_start
from tests.runner.bench import Bench, bench


@pytest.fixture(scope="package")
def fork() -> Iterator[Bench]:
    if default_start() != "fork":
        pytest.skip("there is no fork on this system")
    with bench("fork") as made:
        yield made
