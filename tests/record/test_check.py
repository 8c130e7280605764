"""`check` finds what is wrong with a record, and `rebuild` makes it whole from the texts inside."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.link import dated, link
from dateline.record import check, queries, write
from dateline.record.store import Record, RecordError

DAMAGE = {
    "a text": ("UPDATE documents SET text = replace(text, 'e', 'a')", "its text is not the one"),
    "a title": ("UPDATE documents SET title = 'Other'", "its rows in documents are not"),
    "a word": ("UPDATE figures SET words = 'x'", "its words do not stand at its offsets"),
    "an offset": ("UPDATE timexes SET start = start + 1", "its rows in timexes are not"),
    "a value": ("UPDATE figures SET low = 1, high = 1", "its rows in figures are not"),
    "a span": ("UPDATE quotes SET content = '[[0, 999999]]'", "a span of content leaves the text"),
    "a missing row": ("DELETE FROM names WHERE id = (SELECT min(id) FROM names)", "refers to a row of names"),
    "a missing sentence": ("DELETE FROM sentences WHERE start = 0", "do not fit its text or its sentences"),
    "a link": ("UPDATE events SET title = 'Other'", "the links in events are not"),
    "a missing link": ("DELETE FROM event_actors", "the links in event_actors are not"),
    "annotations": ("UPDATE annotations SET data = '{'", "cannot be decoded"),
    "missing annotations": ("DELETE FROM annotations", "has no annotations"),
}


@pytest.fixture
def copy(example_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(example_file, tmp_path / "story.dateline"))


def faults(path: Path) -> list[str]:
    with Record.open(path) as record:
        return list(check.faults(record, link, dated))


def test_a_record_that_was_built_is_sound(copy: Path) -> None:
    assert faults(copy) == []


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found(copy: Path, name: str) -> None:
    """Whatever is changed in the tables behind the back of the tool is told."""
    statement, said = DAMAGE[name]
    with sqlite3.connect(copy) as connection:
        connection.execute("DROP TRIGGER documents_in")
        connection.execute(statement)
    found = faults(copy)
    assert any(said in fault for fault in found), found


def test_a_flipped_bit_in_the_file_is_found(copy: Path) -> None:
    """Page by page: a bit that is flipped in a page that is in use never passes as sound."""
    content = bytearray(copy.read_bytes())
    for page in range(4, len(content) // 4096, 25):
        damaged = bytearray(content)
        damaged[page * 4096 + 2000] ^= 0x10
        copy.write_bytes(damaged)
        try:
            told = faults(copy)
        except (RecordError, sqlite3.DatabaseError):
            continue
        if not told:
            # The bit lies in free space or in the search index: nothing that is shown can have changed.
            with Record.open(copy) as record:
                assert queries.content_hash(record) == GOOD[0]


GOOD: list[str] = []


@pytest.fixture(autouse=True, scope="module")
def good(example_file: Path) -> None:
    with Record.open(example_file) as record:
        GOOD.append(queries.content_hash(record))


def test_rebuild_makes_a_damaged_record_whole(copy: Path) -> None:
    """Rows, annotations and links come back from the texts inside; one file is left."""
    with sqlite3.connect(copy) as connection:
        for table in ("figures", "annotations", "events", "event_mentions", "conflict_sides", "sentences"):
            connection.execute(f"DELETE FROM {table}")
    assert faults(copy)
    assert pipeline.rebuild(copy).rejected == 0
    assert faults(copy) == []
    with Record.open(copy) as record:
        assert queries.content_hash(record) == GOOD[0]
    assert [path.name for path in copy.parent.iterdir()] == ["story.dateline"]


def test_rebuild_says_which_text_is_damaged_and_saves_the_rest(copy: Path) -> None:
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE documents SET text = 'x' || text WHERE number = 1")
        (uri,) = connection.execute("SELECT uri FROM documents WHERE number = 1").fetchone()
    built = pipeline.rebuild(copy)
    assert (built.added, built.rejected) == (19, 1)
    with Record.open(copy) as record:
        assert [row["uri"] for row in queries.rejected(record)] == [uri]
        assert "build this report again from its file" in next(queries.rejected(record))["reason"]
    assert faults(copy) == []


def test_a_rebuild_that_died_brings_nothing_back(copy: Path) -> None:
    """What it had read goes on counting, but for what was removed since."""
    with Record.open(copy) as record:
        first = record.rows("SELECT id FROM documents ORDER BY id")[0]["id"]
    made = Path(shutil.copy(copy, f"{copy}.rebuild"))
    with Record.open(copy, write=True) as record:
        write.remove(record, [first], link, dated)
        without = queries.content_hash(record)
    assert pipeline.rebuild(copy).added == 0
    with Record.open(copy) as record:
        assert queries.content_hash(record) == without
    assert not made.exists()


def test_rebuild_takes_in_a_record_of_the_first_version(copy: Path) -> None:
    """An older record is told, and made anew with what its user gave."""
    with Record.open(copy) as record:
        before = {d["id"]: d["published"] for d in queries.documents(record)}
    with sqlite3.connect(copy) as connection:
        connection.executescript(
            """PRAGMA user_version = 1; DROP TRIGGER documents_in; DROP TRIGGER documents_out;
               ALTER TABLE documents DROP COLUMN given; DROP TABLE pending; DROP TABLE judgements;"""
        )
    with pytest.raises(RecordError, match=r"older Dateline .* dateline rebuild"):
        Record.open(copy)
    pipeline.rebuild(copy)
    with Record.open(copy) as record:
        assert {d["id"]: d["published"] for d in queries.documents(record)} == before


def test_nothing_is_rebuilt_from_another_file(tmp_path: Path) -> None:
    """What is no record stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("dear diary, " * 100, encoding="utf-8")
    with pytest.raises(RecordError, match="cannot be used as a record"):
        pipeline.rebuild(path)
    assert path.read_text(encoding="utf-8").startswith("dear diary")
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
