"""A real browser for the tests of pages: Debian's Chromium, driven by Playwright, with axe-core beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

PHONE, DESK = 360, 1200
"""Widths in pixels: a small phone, and a window on a desk."""

WIDTHS = (PHONE, DESK)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@contextmanager
def opened(
    path: Path,
    *,
    width: int = DESK,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
    own_rules: bool = False,
) -> Iterator[Page]:
    """Open a page from the disk; what it writes to the console, or asks of any network, is an error at the end.

    A page's own rules against scripts hold with ``own_rules`` alone: axe-core is a script that none allows.
    """
    from playwright.sync_api import sync_playwright

    trouble: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            context = browser.new_context(
                bypass_csp=not own_rules,
                color_scheme=scheme,
                java_script_enabled=scripts,
                viewport={"width": width, "height": 800},
            )
            page = context.new_page()
            page.on("console", lambda message: trouble.append(message.text))
            page.on("pageerror", lambda error: trouble.append(str(error)))
            page.on("request", lambda asked: None if asked.url.startswith("file:") else trouble.append(asked.url))
            page.goto(path.resolve().as_uri())
            yield page
        finally:
            browser.close()
    assert trouble == []


def violations(page: Page) -> list[str]:
    """Return what axe-core has to say against a page: rule, what it asks for, and where."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}: {node['html']}" for one in found for node in one["nodes"]]
