"""The timeline: what was announced, what is background, what was known as of a day, which days weigh most."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from dateline import pipeline
from dateline.cli import app
from dateline.record.store import Record
from dateline.show.selection import View
from dateline.show.timeline import day_words, parts, timeline, unplaced

REPORTS: tuple[dict[str, str], ...] = (
    {
        "id": "plan",
        "published": "2021-03-02",
        "text": "President Mira Kole promised on Tuesday to withdraw the Ostrian troops from Belmar by 30 June 2021. "
        "Ostria had invaded Belmar in 2009.",
    },
    {
        "id": "end",
        "published": "2021-07-01",
        "text": "The Ostrian troops withdrew from Belmar on 30 June 2021, the army said. Rebels attacked Belmar on "
        "29 June 2021 and killed Anton Reve.",
    },
    {"id": "loose", "text": "Les rebelles ont tué Anton Reve à Belmar le 29 juin 2021, selon un porte-parole."},
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    folder = tmp_path_factory.mktemp("timeline")
    (folder / "reports.jsonl").write_text("".join(json.dumps(row) + "\n" for row in REPORTS), encoding="utf-8")
    made = Record.open(folder / "story.dateline", create=True)
    pipeline.build([folder / "reports.jsonl"], made)
    return made


def told(record: Record, words: str, **view: Any) -> list[dict[str, Any]]:
    return [r for r in timeline(record, View(level=3, **view)) if words in f"{r['title']} {r['words']}"]


def test_what_was_announced_stands_on_the_day_of_saying_with_its_target(record: Record) -> None:
    """A promise is no fact on the day that it names."""
    (row,) = (r for r in told(record, "promised") if r["said"])
    assert (row["time"], row["target"]) == ("2021-03-02", "2021-06-30")
    assert row["status"] in ("promised", "planned")
    assert day_words(row) == "2021-03-02"


def test_what_was_long_past_is_background(record: Record) -> None:
    """An act of years before the report that tells it stands apart from the news."""
    news, background = parts(timeline(record, View(level=2)))
    assert [r["time"] for r in background] == ["2009"]
    assert {"2021-06-30", "2021-06-29"} <= {r["time"] for r in news}


def test_as_of_a_day_only_reports_published_by_then_count(record: Record) -> None:
    """Nothing of a later report is there, reports without a day are named, and later facts are none yet."""
    rows = timeline(record, View(level=3, asof="2021-05"))
    assert rows
    assert {m["document"] for r in rows for m in r["mentions"]} == {
        d["id"] for d in record.rows("SELECT id FROM documents WHERE source_id = 'plan'")
    }
    assert unplaced(record, View(asof="2021-05")) == ["Left out, since its publication is not known: loose"]
    before = [r for r in rows if "withdraw" in r["title"] or "promised" in r["title"]]
    assert before
    assert all(r["status"] != "happened" or r["sources"] == 1 for r in before)
    assert not [r for r in rows if "killed" in r["title"]]


def test_as_of_the_last_day_what_dated_reports_tell_is_unchanged(record: Record) -> None:
    """Events that only dated reports tell are the same as in the timeline of all."""
    whole = {r["event"]: r for r in timeline(record, View(level=3))}
    for row in timeline(record, View(level=3, asof="2021-07-01")):
        if row["sources"] == whole[row["event"]]["sources"]:
            assert row == whole[row["event"]]


def test_titles_are_in_a_language_where_a_report_tells_it_so(record: Record) -> None:
    """The killing is told in both languages; a language that tells nothing of it changes nothing."""
    titles = {lang: told(record, "Reve", lang=lang)[0]["title"] for lang in ("en", "fr", "xx")}
    assert "killed" in titles["en"] or "attacked" in titles["en"]
    assert "tué" in titles["fr"]
    assert titles["xx"] == told(record, "Reve")[0]["title"]


def test_the_most_salient_days_are_those_that_reports_name(record: Record) -> None:
    """As many rows as days asked for, in their order, each of one day; the day that two reports name is the first."""
    assert [r["time"] for r in timeline(record, View(dates=1))] == ["2021-06-29"]
    days = [r["time"] for r in timeline(record, View(dates=3))]
    assert days == sorted(set(days))
    assert len(days) == 3
    assert "2021-06-29" in days


def test_a_day_that_is_none_is_said(record: Record) -> None:
    with pytest.raises(ValueError, match="ISO"):
        timeline(record, View(asof="soon"))


def test_asof_and_timeline_are_commands(record: Record) -> None:
    """`asof` gives rows as `timeline` does, and names in its table what it leaves out."""
    run = CliRunner()
    rows = run.invoke(app, ["asof", str(record.path), "2021-05", "--format", "json", "--level", "3"])
    assert rows.exit_code == 0
    assert json.loads(rows.stdout) == timeline(record, View(level=3, asof="2021-05"))
    assert "loose" in run.invoke(app, ["asof", str(record.path), "2021-05"]).stdout
    assert run.invoke(app, ["asof", str(record.path), "soon"]).exit_code == 2
