"""The record: one file, whole documents or nothing, one writer, and clear words where it cannot be used."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from dateline.model import Annotations, Document, EventMention, Rejected, Span, encode
from dateline.record import queries, write
from dateline.record.store import APPLICATION, VERSION, Record, RecordError

SCHEMA = (resources.files("dateline") / "record" / "schema.sql").read_text(encoding="utf-8")
DOCUMENT = Document(id="d1", text="They met.", source_id="a.txt")
MEETING = EventMention(5, 8, "meet", "happened", Span(0, 8))


def no_links(_: Record) -> dict[str, list[dict[str, Any]]]:
    return {}


def read_as(events: tuple[EventMention, ...] = ()) -> bytes:
    return encode(Annotations(lang="en", read=True, sentences=(Span(0, 9),), events=events))


def put(record: Record, events: tuple[EventMention, ...], stamp: str) -> None:
    write.pend(record, DOCUMENT, read_as(events), stamp)
    write.publish(record, no_links)


def count(record: Record, table: str) -> int:
    return int(record.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_putting_a_document_again_replaces_its_rows(record: Record) -> None:
    """The rows of a document are those of its last reading: nothing is doubled, nothing stays behind."""
    put(record, (MEETING,), "old")
    assert count(record, "events_told") == 1
    put(record, (), "new")
    assert write.standing(record, "d1", "old") is None
    assert write.standing(record, "d1", "new") is not None
    assert (count(record, "events_told"), count(record, "documents"), count(record, "pending")) == (0, 1, 0)


def test_what_is_pending_shows_nowhere_but_is_not_read_again(record: Record) -> None:
    """Until a build publishes, a reader sees the record as it was; a build that goes on knows what was done."""
    write.pend(record, DOCUMENT, read_as((MEETING,)), "new")
    assert (count(record, "documents"), count(record, "events_told")) == (0, 0)
    assert write.standing(record, "d1", "new") is not None
    assert write.standing(record, "d1", "newer") is None


def test_a_build_that_cannot_be_written_whole_is_not_written(record: Record) -> None:
    """One transaction: a fault in the last row leaves the record as it was."""
    put(record, (MEETING,), "old")
    write.pend(record, DOCUMENT, read_as((MEETING, MEETING)), "new")
    with pytest.raises(sqlite3.IntegrityError):
        write.publish(record, no_links)
    assert record.rows("SELECT stamp FROM annotations")[0]["stamp"] == "old"
    assert (count(record, "events_told"), count(record, "pending")) == (1, 1)


def test_a_reader_sees_one_state_while_another_writes(record: Record, tmp_path: Path) -> None:
    """What is published while a reader reads does not show in what it reads."""
    put(record, (MEETING,), "old")
    with Record.open(tmp_path / "empty.dateline") as reader:
        assert count(reader, "events_told") == 1
        put(record, (), "new")
        assert count(reader, "events_told") == 1
    with Record.open(tmp_path / "empty.dateline") as reader:
        assert count(reader, "events_told") == 0


def test_a_reader_writes_nothing(record: Record, tmp_path: Path) -> None:
    put(record, (MEETING,), "old")
    with Record.open(tmp_path / "empty.dateline") as reader, pytest.raises(RecordError, match="cannot be written"):
        write.pend(reader, DOCUMENT, read_as(), "new")


def test_a_journal_that_a_dead_writer_left_is_rolled_back(record: Record, tmp_path: Path) -> None:
    """Whoever reads next sees what stood there before the writer that died."""
    put(record, (MEETING,), "old")
    record.close()
    path = tmp_path / "empty.dateline"
    code = f"""
import os, sqlite3
writer = sqlite3.connect({str(path)!r}, isolation_level=None)
writer.execute("PRAGMA cache_size = 1")
writer.execute("BEGIN")
writer.executemany("INSERT INTO rejected VALUES (?, ?, ?)", [(str(i), "x" * 500, "") for i in range(2000)])
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    assert (tmp_path / "empty.dateline-journal").exists()
    with Record.open(path) as reader:
        assert (count(reader, "events_told"), count(reader, "rejected")) == (1, 0)


def test_one_file_is_left(tmp_path: Path) -> None:
    """No journal and no lock stays beside a record that is closed."""
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        put(record, (MEETING,), "old")
    assert [path.name for path in tmp_path.iterdir()] == ["x.dateline"]


def test_rejections_are_kept_once_and_forgotten_with_their_place(record: Record) -> None:
    """A file that is read again is judged anew; what lies elsewhere stays, whatever its name begins with."""
    for origin in ("/pile/x.pdf", "/pile/x.pdf", "/pile2/x.pdf"):
        write.reject(record, Rejected("x.pdf", "no reader", origin))
    assert list(queries.rejected(record)) == [{"uri": "x.pdf", "reason": "no reader"}]
    write.forget_rejected(record, ["/pile"])
    assert [row["origin"] for row in record.rows("SELECT origin FROM rejected")] == ["/pile2/x.pdf"]


def test_removing_a_document_takes_out_its_rows(record: Record) -> None:
    put(record, (MEETING,), "old")
    write.remove(record, ["d1"], no_links)
    assert [count(record, table) for table in ("documents", "annotations", "sentences", "events_told")] == [0, 0, 0, 0]


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
