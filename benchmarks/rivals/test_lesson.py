"""pytest's side."""

import pytest
from checks import EXERCISES, check


@pytest.mark.parametrize("exercise", EXERCISES)
def test_exercise(exercise: str) -> None:
    check(exercise)
