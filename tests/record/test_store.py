"""The record: one file, whole documents or nothing, and clear words where it cannot be used."""

from __future__ import annotations

import re
import sqlite3
from importlib import resources
from pathlib import Path

import pytest

from dateline.model import Annotations, Document, EventMention, Rejected, Span
from dateline.record import queries
from dateline.record.store import APPLICATION, VERSION, Record, RecordError

SCHEMA = (resources.files("dateline") / "record" / "schema.sql").read_text(encoding="utf-8")
DOCUMENT = Document(id="d1", text="They met.", source_id="a.txt")
MEETING = EventMention(5, 8, "meet", "happened", Span(0, 8))


def read_as(events: tuple[EventMention, ...] = ()) -> Annotations:
    return Annotations(lang="en", read=True, sentences=(Span(0, 9),), events=events)


def test_putting_a_document_again_replaces_its_rows(record: Record) -> None:
    """The rows of a document are those of its last reading: nothing is doubled, nothing stays behind."""
    record.put(DOCUMENT, read_as((MEETING,)), (), "old")
    record.put(DOCUMENT, read_as(), (), "new")
    assert not record.holds("d1", "old")
    assert record.holds("d1", "new")
    assert record.rows("SELECT count(*) FROM events_told")[0][0] == 0
    assert record.rows("SELECT count(*) FROM documents")[0][0] == 1


def test_a_document_that_cannot_be_written_whole_is_not_written(record: Record) -> None:
    """One transaction a document: a fault in its last row leaves the former reading as it was."""
    record.put(DOCUMENT, read_as((MEETING,)), (), "old")
    with pytest.raises(sqlite3.IntegrityError):
        record.put(DOCUMENT, read_as((MEETING, MEETING)), (), "new")
    assert record.holds("d1", "old")
    assert record.rows("SELECT count(*) FROM events_told")[0][0] == 1


def test_rejections_are_kept_once(record: Record) -> None:
    for _ in range(2):
        record.reject(Rejected("x.pdf", "no reader"))
    assert list(queries.rejected(record)) == [{"uri": "x.pdf", "reason": "no reader"}]


def test_a_missing_record_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no record at"):
        Record.open(tmp_path / "none.dateline")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="does not exist"):
        Record.open(tmp_path / "none" / "x.dateline", create=True)


def test_a_file_that_is_no_record_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary, " * 100, encoding="utf-8")
    with pytest.raises(RecordError, match="cannot be used as a record"):
        Record.open(path, create=True)
    assert path.read_text(encoding="utf-8").startswith("dear diary")


def test_another_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")
    with pytest.raises(RecordError, match="no record of Dateline"):
        Record.open(path, create=True)


def test_a_record_of_a_newer_version_is_told(tmp_path: Path) -> None:
    path = tmp_path / "new.dateline"
    with sqlite3.connect(path) as newer:
        newer.execute("CREATE TABLE x (y)")
        newer.execute(f"PRAGMA application_id = {APPLICATION}")
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(RecordError, match="made by a newer Dateline"):
        Record.open(path)


def test_the_schema_has_a_comment_for_every_table() -> None:
    tables = re.findall(r"^CREATE TABLE \w+ \(.*$", SCHEMA, re.MULTILINE)
    assert len(tables) > 15
    for line in tables:
        name = line.split()[2]
        assert "-- " in line, f"no comment at table {name}"
