"""In a real browser: from the timeline to the words and back, filters, search, figures, as of a day, the keyboard
alone, a narrow window, and no serious fault found by axe."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dateline.record.store import Record
from dateline.show.page import files
from dateline.show.page.words import words_in

from .conftest import AXE

sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; run: make browser")
pytestmark = pytest.mark.browser

STRIKE = "An American drone strike killed the Iranian general Qassem Soleimani"


def within(page: Any) -> bool:
    """Whether nothing stands out of the window to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_from_the_timeline_to_the_words_of_a_french_report_and_back(page: Any, address: str) -> None:
    """The words are in view and marked; the browser's way back leads to the timeline."""
    page.goto(address)
    row = page.locator("li.event", has_text=STRIKE).first
    row.locator("summary").click()
    row.get_by_role("link", name="Le Courrier du Golfe").click()
    marked = page.locator(":target")
    assert marked.inner_text() == "tué"
    assert marked.evaluate("e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight }")
    sentence = page.locator(".sentence:has(:target)")
    assert "3 janvier" in sentence.first.inner_text()
    assert sentence.first.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.go_back()
    assert page.get_by_role("heading", name="Timeline").is_visible()


def test_annotations_are_switched(page: Any, address: str) -> None:
    """A layer that is switched off is seen no more; one that is switched on is."""
    page.goto(f"{address}reports.html")
    page.get_by_role("link", name="Soleimani tué à Bagdad").click()
    style = "e => getComputedStyle(e).backgroundColor + getComputedStyle(e).borderBottomStyle"
    for layer, name in (("voice", "Voices"), ("date", "Dates")):
        mark = page.locator(f".text .{layer}").first
        before = mark.evaluate(style)
        page.get_by_role("checkbox", name=name).click()
        assert mark.evaluate(style) != before


def test_filters_and_zoom(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_text("Narrow by actor").click()
    page.get_by_label("Actor").fill("otan")
    page.get_by_label("Language").select_option(label="French")
    page.get_by_role("button", name="Narrow").click()
    assert page.locator("li.event", has_text="suspendu samedi").count()
    assert not page.locator("li.event", has_text=STRIKE).count()
    page.get_by_role("link", name="without filter").click()
    page.get_by_role("link", name=re.compile("^2021,")).click()
    page.get_by_role("link", name=re.compile("^December 2021,")).click()
    assert page.locator("li.event", has_text="mission de combat").count()
    assert within(page)


def test_search_and_as_of(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("coalition")
    page.keyboard.press("Enter")
    sync.expect(page.get_by_role("heading", level=1)).to_have_text("Search: coalition")
    assert page.locator("mark", has_text="coalition").count() > 5
    page.get_by_label("As of").fill("2020-01-31")
    page.keyboard.press("Enter")
    sync.expect(page.get_by_text("What had been reported by Jan 31, 2020.")).to_be_visible()
    assert page.locator("mark", has_text="coalition").count()
    assert not page.get_by_text("Dec 10, 2021").count()
    page.get_by_role("link", name="Show everything").click()
    assert page.get_by_text("Dec 10, 2021").count()


def test_a_series_is_a_chart_and_a_table(page: Any, address: str) -> None:
    page.goto(f"{address}figures.html")
    page.get_by_role("link", name="soldier, US, Iraq").click()
    assert page.get_by_role("img", name=re.compile("soldier, US, Iraq")).locator("circle").count() > 5
    assert page.get_by_role("row").count() > 10
    page.get_by_role("row", name=re.compile("2,500")).get_by_role("link").first.click()
    assert page.locator(":target").inner_text()


def test_the_keyboard_alone_leads_to_the_words(browser: Any, address: str) -> None:
    """The first stop skips the head; each stop is seen; Enter opens."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).left") == "16px"
    page.keyboard.press("Enter")
    for wanted in (STRIKE, "Le Courrier du Golfe"):
        for _ in range(80):
            page.keyboard.press("Tab")
            if wanted in page.evaluate("document.activeElement.innerText"):
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.locator(":target").count() == 1
    page.close()


def test_a_conflict_is_judged(browser: Any, address: str) -> None:
    """Accepted by a real browser's form, with the Origin that it sends."""
    page = browser.new_page()
    page.goto(f"{address}conflicts.html")
    page.get_by_role("button", name="Accept").first.click()
    sync.expect(page.get_by_text("accepted")).to_have_count(1)
    page.close()


PAGES = ["", "index.html?level=3", "voices.html", "figures.html", "actors.html", "conflicts.html", "reports.html"]
PAGES += [
    "positions.html",
    "search.html?q=coalition",
    "event",
    "report",
    "actor",
    "series",
    "relation",
    "conflict",
    "copy",
]


def addresses(path: Path) -> dict[str, str]:
    """A page of each kind of row."""
    queries = {
        "event": "SELECT id FROM events ORDER BY salience DESC, id",
        "report": "SELECT id FROM documents WHERE lang = 'fr' ORDER BY id",
        "actor": "SELECT actor FROM actor_names GROUP BY actor ORDER BY count(*) DESC, actor",
        "series": "SELECT series FROM series_figures GROUP BY series ORDER BY count(*) DESC, series",
        "conflict": "SELECT id FROM conflicts ORDER BY id",
        "copy": "SELECT document || '-' || original FROM copies WHERE kind = 'translation'",
        "relation": """SELECT a.actor || '-' || b.actor FROM event_actors a JOIN event_actors b ON b.event = a.event
                       JOIN events e ON e.id = a.event WHERE a.role = 'actor' AND b.role = 'recipient'
                       AND a.actor <> b.actor AND e.type IS NOT NULL AND e.status = 'happened' ORDER BY 1""",
    }
    with Record.open(path) as record:
        return {kind: f"{kind}-{record.rows(query)[0][0]}.html" for kind, query in queries.items()}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_fault_and_all_fits_the_window(
    page: Any, address: str, example_file: Path, name: str
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not here; run: make browser")
    page.goto(address + addresses(example_file).get(name, name))
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    assert within(page), name
    assert faults(page) == []


def faults(page: Any) -> list[str]:
    """What axe calls serious or critical, in light and in dark. It is run beside the page, whose policy forbids it."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for fault in page.evaluate("axe.run()")["violations"]:
            if fault["impact"] in ("serious", "critical"):
                found += [f"{scheme}: {fault['id']}: {node['html'][:120]}" for node in fault["nodes"][:3]]
    return found


@pytest.mark.parametrize("form", ["folder", "single"])
def test_the_files_open_without_a_server(browser: Any, example_file: Path, tmp_path: Path, form: str) -> None:
    """With JavaScript off: the timeline first, then an event, then the words in the report, and nothing else."""
    with Record.open(example_file) as record:
        made = (files.folder if form == "folder" else files.single)(record, tmp_path / "out", words_in("en"))
    made = made.rename(made.with_suffix(".html"))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(made.as_uri())
    assert page.get_by_role("heading", name="Timeline", exact=True).is_visible()
    page.get_by_role("link", name=STRIKE).first.click()
    assert page.get_by_role("heading", name=STRIKE, level=1).is_visible()
    page.get_by_role("link", name="Le Courrier du Golfe").first.click()
    assert page.locator(":target").last.is_visible()
    assert not page.get_by_role("heading", name="Timeline", exact=True).is_visible()
    context.close()


def test_it_is_printed_without_what_is_only_for_the_screen(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    for hidden in (".find", ".asof", ".head nav", ".filters"):
        assert not page.locator(hidden).first.is_visible()
    assert page.get_by_text(STRIKE).first.is_visible()
    page.close()


def test_it_is_served_within_two_seconds(example_file: Path) -> None:
    """From the call of the command to the first page, in a fresh process."""
    code = """
import re, subprocess, sys, time, urllib.request
start = time.monotonic()
command = [sys.executable, "-c", "from dateline.cli import main; main()", "serve", sys.argv[1], "--port", "0"]
with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
    address = re.search(r"http://[\\d.:]+/", served.stdout.readline())[0]
    print(time.monotonic() - start)
    served.terminate()
"""
    times = []
    for _ in range(3):
        ran = subprocess.run(
            [sys.executable, "-c", code, str(example_file)], capture_output=True, text=True, check=True
        )
        times.append(float(ran.stdout))
    assert min(times) < 2
