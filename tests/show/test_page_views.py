"""What the pages show: the rows of the record, narrowed, as of a day, by pages, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dateline.record import queries
from dateline.record.store import Record
from dateline.show import timeline as shown
from dateline.show.page.address import Asked
from dateline.show.page.chart import chart
from dateline.show.page.scope import Scope
from dateline.show.page.text import Mark, pieces
from dateline.show.page.views import actors, copies, figures, positions, voices
from dateline.show.selection import LEVELS, View, chosen, narrowed, standing

from .reading import Read, client


@pytest.mark.parametrize("level", LEVELS)
def test_the_timeline_shows_each_row_with_its_status(example_file: Path, level: int) -> None:
    """The pages of a level have the rows of `timeline`, the background last on each, with a link to each sentence."""
    browser = client(example_file, "en")
    first = browser.get(f"/?level={level}").text
    pages = int((re.findall(r"page 1 of (\d+)", first) or ["1"])[0])
    read = [Read(browser.get(f"/?level={level}&page={n}").text) for n in range(1, pages + 1)]
    links = {link for page in read for link in page.links()}
    with Record.open(example_file) as record:
        rows = shown.timeline(record, View(level=level, lang="en"))
    text = "".join(page.all for page in read)
    assert text.count("Everything on this event") == len(rows)
    for row in rows:
        assert row["title"] in text
        for mention in row["mentions"]:
            assert f"report-{mention['document']}.html#m-{mention['id']}" in links


@pytest.mark.parametrize(
    ("view", "holds"),
    [
        (View(level=3, actor="otan"), lambda e, spelt: "otan" in spelt(e["actors"] + e["recipients"])),
        (View(level=3, place="bagdad"), lambda e, spelt: "bagdad" in spelt([e["place"]])),
        (View(level=3, type="ASSAULT"), lambda e, _: e["type"] == "ASSAULT"),
    ],
)
def test_a_filter_keeps_just_the_events_that_have_it(example_file: Path, view: View, holds: Any) -> None:
    """Of all events with a day; an actor by any of its spellings."""
    with Record.open(example_file) as record:
        known = {a["id"]: " ".join(a["names"]).casefold() for a in queries.actors(record)}
        spelt = lambda ids: " ".join(known.get(i, "") for i in ids)  # noqa: E731
        placed = set(standing(record, View(level=3)))
        wanted = {e["id"] for e in queries.events(record) if e["id"] in placed and holds(e, spelt)}
        assert wanted
        assert set(chosen(record, view, standing(record, view))) == wanted


@pytest.mark.parametrize(("key", "value"), [("outlet", "Tigris Wire"), ("language", "fr")])
def test_a_filter_by_report_keeps_the_events_that_such_a_report_tells(example_file: Path, key: str, value: str) -> None:
    column = {"outlet": "outlet", "language": "lang"}[key]
    with Record.open(example_file) as record:
        documents = {d["id"] for d in queries.documents(record) if d[column] == value}
        placed = standing(record, View(level=3))
        told = {e["id"] for e in queries.events(record) if documents & {m["document"] for m in e["mentions"]}}
        assert set(standing(record, View(level=3, **{key: value}))) == told & set(placed)  # type: ignore[arg-type]


def test_years_months_and_days_part_the_events(example_file: Path) -> None:
    """The events of a year that begin in it are those of its months, and of a month those of its days."""
    with Record.open(example_file) as record:
        every = standing(record, View(level=3))
    begins = {e: first or last or "" for e, (first, last) in every.items()}
    for when in ("2020", "2020-01", "2020-01-03"):
        inside = {e for e in narrowed(every, when) if begins[e].startswith(when)}
        assert inside == {e for e in every if begins[e].startswith(when)}
        assert inside


def test_as_of_a_day_no_later_report_is_on_any_page(example_file: Path, example: dict[str, Any]) -> None:
    """On every kind of page; and what is left out for want of a day of publication is counted."""
    later = {d["id"] for d in example["documents"] if (d["published"]["latest"] or "9999") > "2020-01-31"}
    unknown = sum(d["published"]["latest"] is None for d in example["documents"])
    browser = client(example_file, "en")
    pages = ["index", "voices", "positions", "figures", "actors", "conflicts", "reports", "search"]
    for page in pages:
        answer = browser.get(f"/{page}.html?asof=2020-01&level=3&q=coalition").text
        assert "What had been reported by January 2020." in answer
        assert f"not known: {unknown}." in answer
        assert not [d for d in later if d in answer], page
        assert all("asof=2020-01" in link for link in Read(answer).links() if link.endswith(".html"))
    for document in later:
        assert browser.get(f"/report-{document}.html?asof=2020-01").status_code == 404


def test_a_saying_is_shown_with_who_says_it(example_file: Path, example: dict[str, Any]) -> None:
    """All sayings, each once; of a speaker only theirs."""
    names = {a["id"]: a["name"] for a in example["actors"]}
    with Record.open(example_file) as record:
        scope = Scope(record, "en")
        asked = [Asked("voices", None, {"page": str(n)}) for n in (1, 2)]
        rows = [row for a in asked for row in voices.view(scope, a)["sayings"]]
        assert sorted(row["id"] for row in rows) == sorted(q["id"] for q in example["quotes"])
        for speaker in {q["speaker"] for q in example["quotes"]} - {None}:
            view = voices.view(scope, Asked("voices", None, {"who": speaker}))
            assert {row["name"] for row in view["sayings"]} == {names[speaker]}
            assert view["paged"].total == sum(q["speaker"] == speaker for q in example["quotes"])


def test_a_copy_stands_beside_its_original(example_file: Path, example: dict[str, Any]) -> None:
    """The translation's sentences stand beside those of the original, both in their own order."""
    texts = {d["id"]: d["text"] for d in example["documents"]}
    with Record.open(example_file) as record:
        (pair,) = (c for c in queries.copies(record) if c["kind"] == "translation")
        view = copies.view(Scope(record, "en"), Asked("copy", f"{pair['document']}-{pair['original']}"))
    assert view
    both = [(left["words"], right["words"]) for left, right in view["pairs"] if left and right]
    assert both == [
        (texts[pair["document"]][slice(*a)], texts[pair["original"]][slice(*b)]) for a, b in sorted(pair["spans"])
    ]
    for side in (0, 1):
        starts = [row[side]["start"] for row in view["pairs"] if row[side]]
        assert starts == sorted(starts)


def test_alignment_shows_what_only_one_side_has() -> None:
    """In the copy's order; what only the original has stands before what follows it there."""
    left, right = [(0, 5), (5, 9), (9, 12)], [(0, 4), (4, 8), (8, 12), (12, 20)]
    assert list(copies.aligned(left, right, [((0, 5), (0, 4)), ((9, 12), (8, 12))])) == [
        ((0, 5), (0, 4)),
        ((5, 9), None),
        (None, (4, 8)),
        ((9, 12), (8, 12)),
        (None, (12, 20)),
    ]


def test_marks_nest_and_are_cut_only_where_they_cross() -> None:
    """The pieces make the text; an inner mark that crosses an outer one is closed with it and opened again."""
    marks = [
        Mark(0, 5, "sentence", "s"),
        Mark(5, 9, "sentence", "u"),
        Mark(3, 7, "voice", "v"),
        Mark(3, 4, "name", "n"),
    ]
    found = list(pieces("0123456789", marks, 0, 10))
    assert [(p.closes, p.opens, p.words) for p in found] == [
        (0, (("sentence", "s"),), "012"),
        (0, (("voice", "v"), ("name", "n")), "3"),
        (1, (), "4"),
        (2, (("sentence", "u"), ("voice", None)), "56"),
        (1, (), "78"),
        (1, (), "9"),
        (0, (), ""),
    ]


def point(number: int, low: float | None, high: float | None, day: str | None, bound: str = "=") -> dict[str, Any]:
    return {
        "number": number,
        "low": low,
        "high": high,
        "bound": bound,
        "as_of": day,
        "earliest": day,
        "latest": day,
        "clashes": False,
    }


def test_a_chart_places_values_and_days_in_their_order() -> None:
    """More is higher, later is further right; all inside the plot; an open range has its bound's form."""
    drawn = chart(
        [
            point(1, 5200, 5200, "2020-01-04"),
            point(2, 2500, None, "2021-01-15", ">="),
            point(3, 3000, 4000, "2020-09-01"),
        ]
    )
    assert drawn
    one, two, three = drawn["points"]
    assert one["y"] < three["y"] < two["y"]
    assert one["x"] < three["x"] < two["x"]
    assert three["y1"] < three["y"] < three["y0"]
    assert [p["shape"] for p in drawn["points"]] == ["exact", "least", "exact"]
    left, top, right, bottom = drawn["plot"]
    assert all(left <= p["x"] <= right and top <= p["y"] <= bottom for p in drawn["points"])
    assert [t["value"] for t in drawn["values"]] == [0, 2000, 4000, 6000]


@pytest.mark.parametrize(
    "rows",
    [
        [point(1, 0, 0, "2020-01-01")],
        [point(1, -5, -5, "2020-01-01"), point(2, 5, 5, "2020-01-01")],
        [point(1, 1e-9, 1e-9, "2020-01-01"), point(2, 1e15, 1e15, "9999-12-31"), point(3, 1, 1, "0001-01-01")],
    ],
)
def test_a_chart_of_strange_values_is_still_a_chart(rows: list[dict[str, Any]]) -> None:
    drawn = chart(rows)
    assert drawn
    assert len(drawn["points"]) == len(rows)
    assert len(drawn["values"]) < 20


def test_what_has_no_value_or_no_day_is_left_out_of_the_chart() -> None:
    assert chart([point(1, None, None, "2020-01-01"), point(2, 5, 5, None)]) is None
    drawn = chart([point(1, 5, 5, "2020-01-01"), point(2, 5, 5, None)])
    assert drawn
    assert drawn["left_out"] == 1


def test_a_series_has_all_its_figures_and_marks_those_that_clash(example_file: Path, example: dict[str, Any]) -> None:
    clashing = {
        (e["document"], e["start"])
        for c in example["conflicts"]
        if c["kind"] == "contradiction"
        for side in c["sides"]
        for e in side["evidence"]
    }
    with Record.open(example_file) as record:
        scope = Scope(record, "en")
        for series in {f["series"] for f in example["figures"]} - {None}:
            view = figures.one(scope, Asked("series", series))
            assert view
            rows = [f for f in example["figures"] if f["series"] == series]
            assert {f["id"] for f in view["figures"]} == {f["id"] for f in rows}
            assert {f["id"] for f in view["figures"] if f["clashes"]} == {
                f["id"] for f in rows if (f["document"], f["start"]) in clashing
            }


def test_an_actor_has_all_spellings_and_whom_it_dealt_with(example_file: Path, example: dict[str, Any]) -> None:
    """Relations are the same from both sides."""
    with Record.open(example_file) as record:
        scope = Scope(record, "en")
        views = {a["id"]: actors.one(scope, Asked("actor", a["id"])) for a in example["actors"]}
    for actor in example["actors"]:
        view = views[actor["id"]]
        assert view
        assert {s["words"] for s in view["spellings"]} == {" ".join(m["words"].split()) for m in actor["mentions"]}
    dealings = {(a, r["id"]): dict(r["counts"]) for a, view in views.items() if view for r in view["relations"]}
    assert dealings
    for (one, other), counts in dealings.items():
        assert dealings[other, one] == counts


def test_a_position_is_shown_with_its_words_and_what_became_of_it(example_file: Path, example: dict[str, Any]) -> None:
    """All positions, each with its stance, its deadline and its outcome, and with what followed; of an actor theirs."""
    rows = example["positions"]
    assert any(p["followed"] for p in rows)
    with Record.open(example_file) as record:
        scope = Scope(record, "en")
        pages = range(1, positions.view(scope, Asked("positions"))["paged"].pages + 1)
        views = [positions.view(scope, Asked("positions", None, {"page": str(n)})) for n in pages]
        listed = [row for view in views for row in view["paged"].rows]
        assert sorted(row["id"] for row in listed) == sorted(p["id"] for p in rows)
        for row in listed:
            for place in (*row["evidence"], *row["followed"]):
                assert place["sentence"][1] == place["words"]
        holder = next(p["holder"] for p in rows if p["holder"])
        assert {p["id"] for p in positions.of(scope, holder)} == {p["id"] for p in rows if p["holder"] == holder}
    text = "".join(Read(client(example_file, "en").get(f"/positions.html?page={n}").text).all for n in pages)
    for row in rows:
        assert row["title"] in text


def test_search_finds_words_in_everything(example_file: Path) -> None:
    """The passages with the words marked, the actors and events in them, and what was said."""
    page = client(example_file, "en").get("/search.html", params={"q": "soleimani bagdad"}).text
    marked = {w.casefold() for w in re.findall(r"<mark>([^<]*)</mark>", page)}
    assert {"soleimani", "bagdad"} <= marked
    assert re.search(r'href="actor-\w+.html"><bdi>Qassem Soleimani', page)
    assert 'class="event"' in page
    assert "Nothing is found" in client(example_file, "en").get("/search.html?q=xyzzy").text
    assert client(example_file, "en").get("/search.html?q=%22").status_code == 200
