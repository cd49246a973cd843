"""Finding formats: ours, another package's, and what is said where there is none."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from lagrader import reports
from lagrader.errors import UsageError
from tests.reports import samples


def offer(monkeypatch: pytest.MonkeyPatch, *entries: EntryPoint) -> None:
    def entry_points(**selection: Any) -> tuple[EntryPoint, ...]:
        assert selection == {"group": "lagrader.reports"}
        return entries

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)


@pytest.mark.parametrize("name", ["terminal", "plain", "json"])
def test_ours_are_there(name: str) -> None:
    found = reports.find(name)
    assert name in reports.formats()
    assert found.name == name
    assert found.render(samples.ONE_RIGHT, samples.options()).endswith("\n")


def test_listing_imports_none_of_them() -> None:
    code = (
        "import sys, lagrader.reports as r; r.formats(); "
        "print([m for m in sys.modules if m.startswith(('lagrader.reports.', 'rich'))])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['lagrader.reports.interface']"


def test_another_package_can_offer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, EntryPoint("letter", "lagrader.reports.plain:FORMAT", reports.GROUP))
    assert list(reports.formats()) == [*reports.BUILT_IN, "letter"]
    assert reports.find("letter").name == "plain"


def test_none_can_take_a_name_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, EntryPoint("json", "nowhere:FORMAT", reports.GROUP))
    assert reports.find("json").name == "json"


@pytest.mark.parametrize("place", ["nowhere_at_all:FORMAT", "lagrader.reports.plain:NOTHING", "math:pi"])
def test_a_broken_one_names_its_package(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    offer(monkeypatch, EntryPoint("letter", place, reports.GROUP))
    with pytest.raises(UsageError, match=rf'"letter" of the package {place.split(":", maxsplit=1)[0]} cannot be used'):
        reports.find("letter")


def test_unknown_name_says_the_nearest() -> None:
    with pytest.raises(UsageError, match='no format "jsn"; did you mean "json"'):
        reports.find("jsn")
    with pytest.raises(UsageError, match=r'no format "xyz"\. There are terminal, plain, json'):
        reports.find("xyz")
