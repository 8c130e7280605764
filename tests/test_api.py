"""The record from Python says what the command line says, in types, and starts without packs or spaCy."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas
import pytest

import dateline
from dateline.record import queries
from dateline.record.store import Record as Store
from dateline.show import shapes
from dateline.show.selection import View
from dateline.show.timeline import asof, timeline

from .conftest import EXAMPLE, ROOT

sys.path.insert(0, str(ROOT / "docs"))
import reference

Row = dict[str, Any]
LISTED = {
    "documents": "documents",
    "dates": "timex",
    "quotes": "quotes",
    "figures": "figures",
    "events": "events",
    "actors": "actors",
    "positions": "positions",
    "causes": "causes",
    "conflicts": "conflicts",
    "rejected": "rejected",
    "judgements": "judgements",
}
"""The methods that give a table, and its name."""


@pytest.fixture
def record(example_file: Path) -> dateline.Record:
    return dateline.open(example_file)


def plain(row: Any) -> Any:
    """A row as the queries give it: dictionaries and lists."""
    if isinstance(row, dict):
        return {key: plain(value) for key, value in row.items()}
    return [plain(value) for value in row] if isinstance(row, (tuple, list)) else row


@pytest.mark.parametrize("method", LISTED)
def test_each_table_is_given_as_types_without_a_loss(
    record: dateline.Record, example: dict[str, list[Row]], method: str
) -> None:
    """Of the type of its table, frozen and slotted, with the values of the exported rows."""
    table = LISTED[method]
    rows = getattr(record, method)()
    assert [plain(dataclasses.asdict(row)) for row in rows] == example[table]
    for row in rows:
        assert type(row) is shapes.SHAPES[table]
        assert not hasattr(row, "__dict__")
        with pytest.raises(dataclasses.FrozenInstanceError):
            row.id = ""


@pytest.mark.parametrize(
    "view", [{}, {"level": 3}, {"since": "2021", "actor": "Biden"}, {"dates": 3}, {"lang": "fr", "level": 2}]
)
def test_the_timeline_is_that_of_the_command(record: dateline.Record, example_file: Path, view: dict[str, Any]) -> None:
    with Store.open(example_file) as opened:
        told = timeline(opened, View(**view))
    assert [plain(dataclasses.asdict(row)) for row in record.timeline(**view)] == told
    assert told


def test_asof_knows_only_what_was_published(record: dateline.Record, example_file: Path) -> None:
    rows = record.asof("2020-01-04", level=3)
    assert 0 < len(rows) < len(record.timeline(level=3))
    with Store.open(example_file) as opened:
        known, _ = asof.published_by(opened, asof.last_day("2020-01-04"))
    assert {place.document for row in rows for place in row.mentions} <= known


def test_what_is_searched_and_shown_stands_at_its_words(record: dateline.Record) -> None:
    texts = {document.id: document.text for document in record.documents()}
    for passage in record.search("coalition"):
        assert all(texts[passage.document][a:b].casefold() == "coalition" for a, b in passage.hits)
    assert all(passage.id and passage.said_by is not None for passage in record.search("coalition", quotes=True))
    figure = record.figures()[0]
    shown = record.show(figure.id[:10])
    assert (shown.table, shown.row["id"]) == ("figures", figure.id)
    assert [f"»{' '.join(figure.words.split())}«" in sentence for _, sentence in shown.evidence] == [True]


def test_frames_have_the_columns_of_the_tables(record: dateline.Record, example: dict[str, list[Row]]) -> None:
    """Also those without a row; and the timeline of a view."""
    for table in record.tables:
        frame = record.frame(table)
        assert len(frame) == len(example[table])
        assert list(frame.columns) == [f.name for f in dataclasses.fields(shapes.SHAPES[table])]
    figures = record.frame("figures")
    assert pandas.to_datetime(figures["earliest"]).max() >= pandas.Timestamp("2024-01-01")
    assert figures["low"].sum() == sum(f["low"] or 0 for f in example["figures"])
    days = record.frame("timeline", dates=3)
    assert list(days["time"]) == [row.time for row in record.timeline(dates=3)]


def test_a_table_that_has_no_type_is_given_as_it_is(record: dateline.Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new query is there as rows and as a frame at once."""
    rows = [{"id": "a", "deadline": None}, {"id": "b", "deadline": "2021", "outcome": "kept"}]
    monkeypatch.setattr(queries, "TABLES", {**queries.TABLES, "wagers": lambda _: iter(rows)})
    assert record.rows("wagers") == rows
    assert list(record.frame("wagers").columns) == ["id", "deadline", "outcome"]
    assert "wagers" in record.tables


def test_wrong_calls_say_what_is_wrong(record: dateline.Record, tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="'nothing' is no table; there are documents, timex"):
        record.frame("nothing")
    with pytest.raises(LookupError, match="'pdf' is no format; there are jsonl, csv"):
        record.export("pdf", tmp_path)
    with pytest.raises(LookupError, match="no row has an id"):
        record.show("zzzz")
    with pytest.raises(ValueError, match="not an ISO date"):
        record.timeline(since="soon")
    with pytest.raises(dateline.Unusable, match="there is no record at"):
        dateline.open(tmp_path / "nowhere.dateline")
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        dateline.nothing  # noqa: B018 - the look-up itself is tested


def test_without_pandas_one_sentence_says_what_to_do(record: dateline.Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(dateline.Unusable, match="pip install 'dateline\\[pandas\\]'"):
        record.frame("figures")


def test_build_makes_a_record_and_adds_to_it(tmp_path: Path) -> None:
    """Also of rows with other names for their fields; what cannot be read is told."""
    texts = sorted(EXAMPLE.glob("*.txt"))[:2]
    path = tmp_path / "story.dateline"
    first = dateline.build([texts[0]], str(path))
    assert len(first.documents()) == 1
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"body": "The ministers met in Vienna on 3 May 2021."}\n{"id": "b"}\n', encoding="utf-8")
    record = dateline.build([texts[1], rows], path, fields={"text": "body"})
    assert [row.uri for row in record.rejected()] == ["rows.jsonl:2"]
    assert record.path == path
    assert len(first.documents()) == len(record.documents()) == 3


def test_a_record_that_is_named_keeps_no_writer_waiting(record: dateline.Record) -> None:
    """Between two calls the file is not held: another connection may lock it as a whole."""
    assert record.timeline()
    with closing(sqlite3.connect(record.path, timeout=0, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")


def test_a_record_that_is_read_starts_without_packs_or_spacy(example_file: Path) -> None:
    """`import dateline` imports nothing of it, and reading a record neither packs nor spaCy, NumPy or pandas."""
    code = (
        "import sys, dateline\n"
        "print([m for m in sys.modules if m.startswith('dateline.')])\n"
        f"dateline.open({str(example_file)!r}).timeline()\n"
        "print([m for m in ('spacy', 'numpy', 're2', 'pandas', 'dateline.pack', 'jinja2') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[]", "[]"]


def test_the_code_of_the_tutorial_runs_and_prints_what_it_shows(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    assert reference.tutorial(page, tmp_path) == page, "run: make docs"
    assert page.count("```text") >= 9
