"""The learner's page in a real browser: nothing runs over its edge, on a phone and on a desk, light and dark."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from lagrader.reports import find
from lagrader.results import Feedback
from tests.reports import samples

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")

# The page allows no script, so another one around it looks how wide it is laid out, and what colour it got.
_AROUND = """<!doctype html><body style="margin: 0"><iframe id="page" src="page.html" width="{width}" height="3000"
style="border: 0; color-scheme: {scheme}"></iframe><script>
page.onload = () => {{
  const root = page.contentDocument.documentElement
  const body = page.contentWindow.getComputedStyle(page.contentDocument.body)
  document.title = `width=${{root.scrollWidth}} back=${{body.backgroundColor}} front=${{body.color}}`
}}</script>"""


def laid_out(folder: Path, width: int, scheme: str) -> dict[str, str]:
    (folder / "around.html").write_text(_AROUND.format(width=width, scheme=scheme))
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    options += ["--virtual-time-budget=5000", f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    command = [str(BROWSER), *options, str(folder / "around.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    return dict(re.findall(r"(width|back|front)=(\d+|rgb\([^)]*\))", done.stdout))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_a_report_fits(tmp_path: Path, width: int, scheme: str) -> None:
    long = replace(samples.BIAS_MISSING, feedback=(Feedback("X", f"a {'very' * 60} long word"),), title="f" * 200)
    report = replace(samples.EVENING, exercises=(*samples.EVENING.exercises, samples.exercise(3, long)))
    (tmp_path / "page.html").write_text(find("html").render(report, samples.options()))
    found = laid_out(tmp_path, width, scheme)
    assert int(found["width"]) <= width
    light = sum(map(int, re.findall(r"\d+", found["back"]))) > sum(map(int, re.findall(r"\d+", found["front"])))
    assert light == (scheme == "light")
