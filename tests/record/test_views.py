"""The views of the record: they say what the listings say, to SQL and to Datasette, in a file that nobody may write."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from typer.testing import CliRunner

from dateline.cli import app
from dateline.record import queries
from dateline.record.store import Record
from dateline.show.selection import View
from dateline.show.timeline import timeline

SCHEMA = (resources.files("dateline") / "record" / "schema.sql").read_text(encoding="utf-8")
VIEWS = re.findall(r"^CREATE VIEW (\w+)", SCHEMA, re.MULTILINE)
QUESTIONS = [view for view in VIEWS if view != "hidden"]


@pytest.fixture
def reader(example_file: Path) -> Iterator[sqlite3.Connection]:
    """Plain SQLite on the example's record, read-only."""
    with closing(sqlite3.connect(f"{example_file.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.mark.parametrize("view", QUESTIONS)
def test_every_view_gives_rows_to_plain_sqlite(reader: sqlite3.Connection, view: str) -> None:
    assert reader.execute(f"SELECT * FROM {view}").fetchall()


def test_the_timeline_view_is_the_timeline(example_file: Path) -> None:
    """The same events in the same order, on the same days, also what was only announced."""
    with Record.open(example_file) as record:
        told = timeline(record, View(level=3))
        shown = record.rows("SELECT * FROM timeline")
    keys = ("event", "time", "status", "sources", "title", "earliest", "latest", "target")
    assert [tuple(row[key] for key in keys) for row in shown] == [tuple(row[key] for key in keys) for row in told]
    assert any(row["said"] for row in told)


def test_the_other_views_have_the_rows_of_the_tables(
    reader: sqlite3.Connection, example: dict[str, list[dict[str, Any]]]
) -> None:
    """Each quote, figure, position and side of a conflict; with the actor, the series and the sentence."""
    quotes = {row["quote"]: row for row in reader.execute("SELECT * FROM who_said_what")}
    assert {(i, row["words"], row["actor"]) for i, row in quotes.items()} == {
        (q["id"], q["words"], q["speaker"]) for q in example["quotes"]
    }
    assert {i for i, row in quotes.items() if row["nameless"]} == {q["id"] for q in example["quotes"] if q["anonymous"]}
    figures = reader.execute("SELECT * FROM figures_over_time").fetchall()
    assert sorted(row["figure"] for row in figures) == sorted(f["id"] for f in example["figures"])
    words = {f["id"]: f["words"] for f in example["figures"]}
    assert all(words[row["figure"]] in row["sentence"] for row in figures)
    stances = {(row["position"], row["title"], row["outcome"]) for row in reader.execute("SELECT * FROM stances")}
    assert stances == {(p["id"], p["title"], p["outcome"]) for p in example["positions"]}
    sides = {(c["id"], s["claim"], s["as_of"]) for c in example["conflicts"] for s in c["sides"]}
    assert {(r["conflict"], r["claim"], r["as_of"]) for r in reader.execute("SELECT * FROM disputed")} == sides


def test_what_is_hidden_is_in_no_view(example_file: Path, tmp_path: Path) -> None:
    """A report that is hidden, with a conflict in which it is a side, and a single figure."""
    path = Path(shutil.copy(example_file, tmp_path / "story.dateline"))
    with Record.open(path) as record:
        side = next(queries.conflicts(record))["sides"][0]["evidence"][0]["document"]
        figure = next(f["id"] for f in queries.figures(record) if f["document"] != side)
    for row in (side, figure):
        assert CliRunner().invoke(app, ["judge", str(path), row, "hide"]).exit_code == 0
    with Record.open(path) as record:
        assert {row["row"] for row in record.rows("SELECT row FROM hidden")} == {side, figure}
        for view in ("who_said_what", "figures_over_time", "disputed"):
            assert not record.rows(f"SELECT 1 FROM {view} WHERE document = ?", (side,)), view
        assert not record.rows("SELECT 1 FROM figures_over_time WHERE figure = ?", (figure,))
        left = [row["event"] for row in record.rows("SELECT event FROM timeline")]
        assert left == [row["event"] for row in timeline(record, View(level=3))]
        shown = {row["conflict"] for row in record.rows("SELECT conflict FROM disputed")}
        assert shown == {c["id"] for c in queries.conflicts(record)}


def test_datasette_opens_the_record_as_it_is(example_file: Path, tmp_path: Path) -> None:
    """Its first page names the views, each gives rows, and the report of a figure is a link with the report’s title."""
    path = Path(shutil.copy(example_file, tmp_path / "story.dateline"))

    async def visit() -> tuple[str, list[int], dict[str, Any]]:
        browser = Datasette([str(path)]).client
        first = (await browser.get("/story")).text
        rows = [len((await browser.get(f"/story/{view}.json?_shape=array")).json()) for view in QUESTIONS]
        figures = await browser.get("/story/figures.json?_shape=array&_labels=on&_size=1")
        return first, rows, figures.json()[0]["document"]

    first, rows, report = asyncio.run(visit())
    assert [view for view in QUESTIONS if f'href="/story/{view}"' not in first] == []
    assert all(rows)
    with Record.open(path) as record:
        titles = {d["id"]: d["title"] for d in queries.documents(record)}
    assert titles[report["value"]] == report["label"]
