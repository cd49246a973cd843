"""The pictures of a class at a glance: drawn by altair and vl-convert while the page is written, as still SVG.

Each is drawn twice, for a desk and for a phone. Colours are the page's own variables, so that one picture is right in
light and dark, on the screen and in print.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from lagrader.errors import UsageError
from lagrader.reports.classroom.heat import Band
from lagrader.reports.classroom.model import Bin, Criterion, Moment

DESK, PHONE = 864, 328
"""Widths of a picture, in pixels."""

_LETTER = 7.3
"""Pixels of a letter on an axis: the reader's font is not known here, and no name should be cut."""

_FIT = {"type": "fit", "contains": "padding"}
_ROLES = re.compile(r' (?:role="graphics[^"]*"|aria-\w+="[^"]*")')
_PARTS = (("right", "var(--good)"), ("partly", "var(--part)"), ("wrong", "var(--bad)"), ("not tried", "var(--open)"))


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as SVG for both widths, and what it shows in words."""

    desk: str
    phone: str


def require() -> None:
    """Raise UsageError where the packages that draw are not installed."""
    try:
        import altair as alt  # noqa: F401
        import vl_convert  # noqa: F401
    except ImportError as error:
        missing = error.name or "altair"
        raise UsageError(
            f"The page's pictures are drawn by altair and vl-convert, and {missing} is not installed here: "
            'pip install "lagrader[report]". Without them: --format terminal.'
        ) from None


def scores(bins: Sequence[Bin], words: str) -> Picture:
    """Return the distribution of scores."""
    rows = [{"low": _bin_name(one), "learners": len(one.who)} for one in bins]

    def draw(alt: Any, width: int) -> Any:
        x = alt.X(
            "low:O", sort=None, title="percent of the points", axis=alt.Axis(labelAngle=0 if width > PHONE else -90)
        )
        y = alt.Y("learners:Q", title="learners", axis=alt.Axis(tickMinStep=1, format=",d", tickCount=5))
        bars = _chart(alt, rows).mark_bar(color="var(--accent)", cornerRadiusEnd=2).encode(x=x, y=y)
        return bars.properties(width=width, height=220)

    return _picture(draw, words)


def criteria(found: Sequence[Criterion], words: str) -> Picture:
    """Return how many got each criterion, a part of it, nothing, or did not try."""
    rows = []
    for one in found:
        groups = (one.right, one.part, one.wrong, one.open)
        whole = sum(map(len, groups)) or 1
        for turn, ((part, _), who) in enumerate(zip(_PARTS, groups, strict=True)):
            rows.append({"name": one.name, "part": part, "turn": turn, "share": len(who) / whole})

    def draw(alt: Any, width: int) -> Any:
        y = alt.Y(
            "name:N", sort=None, title=None, axis=_names([one.name for one in found], 200 if width > PHONE else 110)
        )
        x = alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=4))
        names, colors = zip(*_PARTS, strict=True)
        legend = alt.Legend(orient="top", title=None, columns=4 if width > PHONE else 2)
        color = alt.Color("part:N", scale=alt.Scale(domain=list(names), range=list(colors)), legend=legend)
        bars = _chart(alt, rows).mark_bar(height={"band": 0.72}).encode(x=x, y=y, color=color, order="turn:Q")
        return bars.properties(width=width, height=80 + 20 * len(found))

    return _picture(draw, words)


def heat(bands: Sequence[Band], names: Sequence[str], words: str) -> Picture:
    """Return a class of any size as rows of equally many learners, the best on top."""
    rows = [
        {"band": number, "name": name, "share": share}
        for number, band in enumerate(bands)
        for name, share in zip(names, band.shares, strict=True)
    ]

    def draw(alt: Any, width: int) -> Any:
        x = alt.X("name:N", sort=None, title=None, axis=_names(names, 140, labelAngle=-90, orient="top"))
        y = alt.Y("band:O", title="fewer points  ←  learners  →  more points", axis=alt.Axis(labels=False, ticks=False))
        scale = alt.Scale(domain=[0, 1], range=[0.04, 1])
        opacity = alt.Opacity("share:Q", scale=scale, legend=None)
        cells = _chart(alt, rows).mark_rect(color="var(--good)").encode(x=x, y=y, opacity=opacity)
        return cells.properties(width=width, height=400)

    return _picture(draw, words)


def history(moments: Sequence[Moment], words: str) -> Picture:
    """Return the median and the mean after each run."""
    rows = [
        {"run": f"{one.number}", "figure": figure, "percent": getattr(one, figure)}
        for one in moments
        for figure in ("median", "mean")
    ]

    def draw(alt: Any, width: int) -> Any:
        x = alt.X("run:O", sort=None, title="run", axis=alt.Axis(labelAngle=0, labelOverlap=True))
        y = alt.Y(
            "percent:Q", title="percent of the points", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5)
        )
        domain, colors = ["median", "mean"], ["var(--accent)", "var(--part)"]
        color = alt.Color(
            "figure:N", scale=alt.Scale(domain=domain, range=colors), legend=alt.Legend(orient="top", title=None)
        )
        dash = alt.StrokeDash("figure:N", scale=alt.Scale(domain=domain, range=[[1, 0], [4, 3]]), legend=None)
        lines = _chart(alt, rows).mark_line(point=True).encode(x=x, y=y, color=color, strokeDash=dash)
        return lines.properties(width=width, height=220)

    return _picture(draw, words)


# --- drawing -----------------------------------------------------------------------------------------------


def _names(names: Sequence[str], most: int, **more: Any) -> Any:
    """An axis of names, with room for the longest."""
    import altair as alt

    room = min(most, round(_LETTER * max(map(len, names), default=0)))
    return alt.Axis(labelLimit=most, minExtent=room, ticks=False, labelPadding=4, **more)


def _chart(alt: Any, rows: Sequence[dict[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=list(rows)))


def _picture(draw: Any, words: str) -> Picture:
    import altair as alt
    import vl_convert

    def svg(width: int, place: str) -> str:
        drawn = vl_convert.vegalite_to_svg(_dressed(draw(alt, width)).to_dict())
        bare = _ROLES.sub("", drawn)
        return bare.replace("<svg ", f'<svg class="{place}" role="img" aria-label="{escape(words)}" ', 1)

    return Picture(svg(DESK, "desk"), svg(PHONE, "phone"))


def _dressed(chart: Any) -> Any:
    """The same for all: the page's font and colours, nothing around the picture."""
    text = {"labelColor": "var(--text)", "titleColor": "var(--text)", "labelFontSize": 12, "titleFontSize": 12}
    quiet = {"domainColor": "var(--line)", "tickColor": "var(--line)", "gridColor": "var(--line)"}
    return (
        chart.configure(font="system-ui, sans-serif", background="transparent", padding=2, autosize=_FIT)
        .configure_axis(**text, **quiet, titleFontWeight="normal", labelFontWeight="normal")
        .configure_legend(**text)
        .configure_view(stroke=None)
    )


def _bin_name(one: Bin) -> str:
    return f"{one.low}–{one.high}" if one.low != one.high else f"{one.low}"
