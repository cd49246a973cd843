"""A class's page in a real browser: figures, links, keyboard, names that mean harm, no scripts, 10,000 learners."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Literal

import pytest

from lagrader.cli.class_page import Wanted, write_page
from lagrader.gradebook import Gradebook, Row, Status
from lagrader.item_analysis import analyse
from lagrader.results import Example
from tests.browser import CHROMIUM, SCHEMES, WIDTHS, opened, violations
from tests.item_analysis.classes import Criteria, a_class, course, marks, missed

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")

NAMES = ("ex3.value", "ex3.why", "ex3.output")
SIGNS = ("+++", "++-", "+-+", "-+s", "---", "...")
HOSTILE = {
    "<script>hit = 1</script>": "</script><script>hit = 1</script>",
    "x' onmouseover='hit=1": '"><img src=x onerror="hit=1">',
    "javascript:hit=1": "{{ 7 * 7 }} ${hit=1}",
    "../../etc/passwd": "]]><!--",
    "\u202eevil": "ליאור כהן",
    "l" * 300: "و" * 300,
    "#who=wrong:ex3.output": "\u0000\ud800",
}

Scheme = Literal["light", "dark"]


def written(folder: Path, name: str = "report.html", **wanted: object) -> Path:
    write_page(folder, course(), Wanted(folder / name, **({"pages": False} | wanted)))
    return folder / name


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty-one learners with pages of their own, two runs, somebody who handed in nothing."""
    folder = tmp_path_factory.mktemp("small")
    a_class(folder, marks(*(SIGNS[number % 6] for number in range(24)), names=NAMES))
    learners = marks(*(SIGNS[number % 5] for number in range(30)), names=NAMES)
    told = missed("output", code="BIAS_MISSING", example=Example("neuron(<b>1</b>)", expected="1.0", actual="2.0"))
    learners["s29"] = learners["s29"] | {"ex3.output": told}
    a_class(folder, learners, names={"s3": "Anna Berg"}, more=[Row("gone", Status.NOT_HANDED_IN)])
    return written(folder, pages=True)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Learners that are too many for a row of their own in the map."""
    folder = tmp_path_factory.mktemp("large")
    return written(a_class(folder, marks(*(SIGNS[number % 6] for number in range(300)), names=NAMES)))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    answers = marks("+++", "---", "+-+", "--.", "-s-", "---", "++-").values()
    learners: dict[str, Criteria] = dict(zip(HOSTILE, answers, strict=True))
    told = Row("torn", Status.UNREADABLE, "T", reason="<script>hit = 1</script>")
    names = {learner: name.encode("utf-8", "backslashreplace").decode() for learner, name in HOSTILE.items()}
    return written(a_class(folder, learners, names=names, more=[told]), pages=True)


def shown(page: object) -> list[str]:
    """The ids of the learners that are listed, in their order."""
    rows = "[...document.querySelectorAll('.everybody tbody tr')].filter(row => !row.hidden)"
    return page.evaluate(f"{rows}.map(row => row.querySelector('bdi').textContent)")


# --- everybody can read it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("which", ["small", "large", "hostile"])
def test_it_fits_and_everybody_can_read_it(
    which: str, width: int, scheme: Scheme, request: pytest.FixtureRequest
) -> None:
    with opened(request.getfixturevalue(which), width=width, scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        back, front = page.evaluate("(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))")
        light = sum(map(int, re.findall(r"\d+", back))) > sum(map(int, re.findall(r"\d+", front)))
        assert light == (scheme == "light")
        assert violations(page) == []


def test_pictures_say_what_they_show_and_have_the_colours_of_the_page(small: Path) -> None:
    fills = {}
    for scheme in SCHEMES:
        with opened(small, scheme=scheme) as page:
            assert page.locator("svg:visible").count() == 3
            labels = page.locator("svg").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
            assert all(len(label) > 20 for label in labels)
            fills[scheme] = page.evaluate("getComputedStyle(document.querySelector('.mark-rect path')).fill")
    assert fills["light"] != fills["dark"]


def test_it_prints_what_is_folded_and_nothing_that_only_a_screen_needs(small: Path) -> None:
    with opened(small, width=800) as page:
        page.emulate_media(media="print")
        assert page.locator("nav, .tools, summary").evaluate_all(
            "all => all.every(one => getComputedStyle(one).display === 'none')"
        )
        assert "neuron(<b>1</b>)" in page.locator("details pre").first.inner_text()
        assert page.locator("details pre").first.bounding_box()["height"] > 20
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


# --- figures -----------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_gradebook(small: Path) -> None:
    figures = analyse(small.parent, course()).criteria
    with Gradebook.reading(small.parent) as book:
        reports = [book.report(row.key) for row in book.rows() if row.key is not None]
    with opened(small) as page:
        rows = page.locator("section[aria-labelledby=criteria] tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.split('\\n')[0].trim()))"
        )
        for one, row in zip(figures, rows, strict=True):
            criteria = [report.named_criteria[one.name] for report in reports]
            right = sum(criterion.points == criterion.max_points for criterion in criteria)
            assert row[0] == one.name
            assert row[1] == f"{round(100 * right / 30)} %"
            assert int(row[2]) == right
            assert sum(map(int, row[2:6])) == 30
            assert row[6] == f"{round(100 * one.difficulty)} %"
            assert float(row[7]) == pytest.approx(one.discrimination, abs=0.006)
            assert float(row[8]) == pytest.approx(one.upper_lower, abs=0.006)
        points = page.locator(".everybody tbody tr").evaluate_all("rows => rows.map(row => row.cells[1].textContent)")
    assert sorted(points) == sorted([*(str(report.points) for report in reports), "–"])


def test_every_number_leads_to_as_many_learners(small: Path) -> None:
    with opened(small) as page:
        links = page.locator("a.number").evaluate_all("all => all.map(a => [a.hash, a.textContent])")
        assert len(links) > 20
        for hash_, number in links:
            page.evaluate("hash => { location.hash = hash }", hash_)
            page.wait_for_timeout(20)
            assert len(shown(page)) == int(number.replace(",", "")), hash_


def test_a_learner_leads_to_the_feedback(small: Path) -> None:
    with opened(small) as page:
        page.locator(".everybody a", has_text="s3").first.click()
        assert page.url.endswith("/feedback/s3/feedback.html")
        assert "Anna Berg" in page.locator("body").inner_text()


def test_without_pages_a_learner_leads_to_the_row_whatever_was_filtered(large: Path) -> None:
    with opened(large) as page:
        page.evaluate("location.hash = '#who=right:ex3.value'")
        page.locator("#search").fill("s1")
        page.locator("section[aria-labelledby=help] tbody a").first.click()
        page.wait_for_function("[...document.querySelectorAll('.everybody tbody tr')].every(row => !row.hidden)")
        assert page.evaluate("document.querySelector(location.hash).querySelector('bdi').textContent") == "s4"


# --- by keyboard -------------------------------------------------------------------------------------------


def _tab_to(page: object, selector: str) -> None:
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


def test_filter_and_sort_by_keyboard_and_by_the_pages_own_rules(small: Path) -> None:
    with opened(small, own_rules=True) as page:
        _tab_to(page, "a.number[href='#who=wrong:ex3.output']")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'everybody'")
        wrong = shown(page)
        assert wrong == [f"s{number}" for number in range(30) if SIGNS[number % 5][2] == "-"]
        told = page.locator("[aria-live]")
        assert told.inner_text() == "12 of 31 learners: who did not get ex3.output"
        _tab_to(page, "#search")
        page.keyboard.type("S1")
        assert shown(page) == [learner for learner in wrong if learner.startswith("s1")]
        _tab_to(page, ".tools button")
        page.keyboard.press("Enter")
        assert len(shown(page)) == 31
        assert told.inner_text() == "31 of 31 learners"
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type("anna")
        assert shown(page) == ["s3"]
        page.keyboard.press("Escape")


def test_heads_sort_by_keyboard_and_say_so(small: Path) -> None:
    with opened(small) as page:
        _tab_to(page, ".everybody th:nth-child(2) button")
        head = page.locator(".everybody th:nth-child(2)")
        orders = []
        for order in ("descending", "ascending"):
            page.keyboard.press("Enter")
            assert head.get_attribute("aria-sort") == order
            orders.append(
                page.locator(".everybody tbody tr").evaluate_all("all => all.map(row => +row.cells[1].textContent)")
            )
        numbers = [[number for number in order if number == number] for order in orders]  # noqa: PLR0124 - a dash is NaN
        assert numbers[0] == sorted(numbers[0], reverse=True)
        assert numbers[1] == sorted(numbers[1])
        page.locator(".everybody th:first-child button").press("Enter")
        assert shown(page)[:4] == ["gone", "s0", "s1", "s2"]
        assert head.get_attribute("aria-sort") is None
        assert violations(page) == []


# --- bad input ---------------------------------------------------------------------------------------------


def test_names_that_mean_harm_do_nothing(hostile: Path) -> None:
    for rules in (True, False):
        with opened(hostile, own_rules=rules) as page:
            assert page.evaluate("typeof hit") == "undefined"
            assert page.locator("img, script:not([id=behind])").count() == 1  # the page's own
            listed = shown(page)
            assert len(listed) == len(HOSTILE) + 1
            assert "<script>hit = 1</script>" in listed
            assert "\\u202eevil" in listed
            assert "49" not in page.locator(".everybody").inner_text()
            for link in page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
                assert link.startswith("#") or (hostile.parent / unescape(link)).name == "feedback.html"
            page.evaluate("location.hash = '#who=constructor'")
            assert len(shown(page)) == len(listed)
            page.evaluate("location.hash = '#who=%E0%A4%A'")
            assert len(shown(page)) == len(listed)


def test_without_scripts_tables_and_pictures_stay(small: Path) -> None:
    with opened(small, scripts=False) as page:
        assert page.locator("svg:visible").count() == 3
        assert page.locator(".everybody tbody tr:visible").count() == 31
        assert page.locator(".tools").is_hidden()
        assert page.locator("noscript p").is_visible()
        assert page.locator("th button").count() == 0
        page.locator("a.number[href='#who=wrong:ex3.output']").click()
        place = page.locator("#everybody").bounding_box()
        assert place is not None
        assert -100 < place["y"] < 400  # the learners' table is what is shown then


def _nobody(folder: Path) -> None:
    with Gradebook.writing(folder):
        pass


ODD: dict[str, Callable[[Path], object]] = {
    "empty": _nobody,
    "one": lambda folder: a_class(folder, marks("+-+")),
    "all right": lambda folder: a_class(folder, marks("+++", "+++")),
    "nothing graded": lambda folder: a_class(folder, {}, more=[Row("a", Status.NOT_GRADED, reason="A fault.")]),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_class_has_a_page(tmp_path: Path, kind: str) -> None:
    ODD[kind](tmp_path)
    with opened(written(tmp_path)) as page:
        assert violations(page) == []
        assert page.locator(".lead").inner_text()
        assert page.locator("nav a").evaluate_all(
            "all => all.every(a => document.getElementById(a.hash.slice(1)) !== null)"
        )


def test_without_names_there_are_no_links_to_anybody(small: Path) -> None:
    bare = written(small.parent, "bare.html", anonymous=True)
    text = bare.read_text("utf-8")
    assert "Anna" not in text
    assert "feedback.html" not in text
    with opened(bare) as page:
        assert shown(page)[:2] == ["Learner 1", "Learner 2"]
        assert violations(page) == []


def test_ten_thousand_learners(tmp_path: Path) -> None:
    """Small enough, few enough elements, and a filter in the twinkling of an eye; seconds are for the benchmark."""
    a_class(tmp_path, marks(*(SIGNS[number % 6] for number in range(10_000)), names=NAMES))
    page_ = written(tmp_path)
    assert page_.stat().st_size < 8_000_000
    with opened(page_) as page:
        assert page.evaluate("document.querySelectorAll('*').length") < 100_000
        page.evaluate("location.hash = '#who=wrong:ex3.output'")
        page.wait_for_function("document.querySelector('[aria-live]').textContent.startsWith('3,33')")
