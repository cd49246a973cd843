"""Pages as they should look, in ``golden/``.

``python -m tests.reports.golden`` writes them anew; then read the diff.
"""

from __future__ import annotations

from pathlib import Path

from lagrader.reports import find
from tests.reports import samples

FOLDER = Path(__file__).parent / "golden"


def pages() -> dict[str, str]:
    """Return every golden page by the name of its file."""
    terminal, plain = find("terminal"), find("plain")
    found = {f"{name}.txt": terminal.render(report, samples.options()) for name, report in samples.SAMPLES.items()}
    found["known_mistake_20.txt"] = terminal.render(samples.KNOWN_MISTAKE, samples.options(20))
    found["evening_60_ascii.txt"] = terminal.render(samples.EVENING, samples.options(60, unicode=False))
    found["evening_all.txt"] = terminal.render(samples.EVENING, samples.options(show_all=True))
    found["evening_today.txt"] = terminal.render(samples.EVENING, samples.options(commands=samples.TODAY))
    plain_lines = (plain.render(report, samples.options()) for report in samples.SAMPLES.values())
    return found | {"plain.txt": "".join(plain_lines)}


if __name__ == "__main__":
    for name, page in pages().items():
        (FOLDER / name).write_text(page, encoding="utf-8", newline="\n")
