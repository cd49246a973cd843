"""A learner's page in a real browser: nothing over its edge: phone and desk, light and dark, for everybody."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from lagrader.reports import find
from lagrader.results import Feedback
from tests.browser import CHROMIUM, SCHEMES, WIDTHS, opened, violations
from tests.reports import samples

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evening's report with everything that a page can hold, and words that are too long for a phone."""
    long = replace(
        samples.BIAS_MISSING, feedback=(Feedback("X", f"a {'very' * 60} long word", "why"),), title="f" * 200
    )
    report = replace(samples.EVENING, exercises=(*samples.EVENING.exercises, samples.exercise(3, long)))
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(find("html").render(report, samples.options()))
    return path


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_and_everybody_can_read_it(page: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    with opened(page, width=width, scheme=scheme) as shown:
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        back, front = shown.evaluate("(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))")
        light = sum(map(int, re.findall(r"\d+", back))) > sum(map(int, re.findall(r"\d+", front)))
        assert light == (scheme == "light")
        assert violations(shown) == []


def test_it_is_read_by_keyboard(page: Path) -> None:
    """Tab reaches what can be scrolled or opened, and Enter opens it."""
    with opened(page) as shown:
        reached = []
        for _ in range(100):
            shown.keyboard.press("Tab")
            reached.append(shown.evaluate("document.activeElement.tagName"))
            if reached[-1] == "SUMMARY":
                shown.keyboard.press("Enter")
            if reached[-1] == "BODY":
                break
        assert {"PRE", "SUMMARY"} <= set(reached)
        assert shown.locator("details:not([open])").count() == 0


def test_axe_would_say_so(tmp_path: Path) -> None:
    """The check itself sees what is wrong: a picture without words, grey on grey."""
    (tmp_path / "page.html").write_text('<html><body style="color: #bbb">grey<img src="data:,"></body></html>')
    with opened(tmp_path / "page.html") as shown:
        rules = {one.split(":")[0] for one in violations(shown)}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= rules
