"""`check` finds what is wrong with a record, and `rebuild` makes it whole from the texts inside."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.link import dated, link
from dateline.model import content_id
from dateline.record import carve, check, queries, write
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


PAGE = 4096


def root_of(path: Path, table: str) -> int:
    """Where the first page of a table starts in the file."""
    with sqlite3.connect(path) as connection:
        (number,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return int(number - 1) * PAGE


def cut_short(path: Path, content: bytearray) -> None:
    """The last page is gone."""
    del content[-PAGE:]


def half_gone(path: Path, content: bytearray) -> None:
    del content[len(content) // 2 :]


def schema_garbled(path: Path, content: bytearray) -> None:
    at = content.index(b"CREATE TABLE documents")
    content[at : at + 12] = b"CREATE TABLD"


def header_wiped(path: Path, content: bytearray) -> None:
    content[:100] = bytes(100)


def no_application(path: Path, content: bytearray) -> None:
    content[68] ^= 1


def documents_unrooted(path: Path, content: bytearray) -> None:
    """The page from which SQLite finds the documents."""
    root = root_of(path, "documents")
    content[root : root + PAGE] = bytes(PAGE)


def judgements_unrooted(path: Path, content: bytearray) -> None:
    root = root_of(path, "judgements")
    content[root : root + PAGE] = b"\xff" * PAGE


@pytest.mark.parametrize(
    "damage",
    [
        cut_short,
        half_gone,
        schema_garbled,
        header_wiped,
        no_application,
        documents_unrooted,
        judgements_unrooted,
    ],
)
def test_a_damaged_file_is_told_and_made_anew_from_its_texts(
    copy: Path, damage: Callable[[Path, bytearray], None]
) -> None:
    """Wherever the file is damaged: it is told; the rebuild takes in each text that its id proves, tells what it lost,
    keeps the damaged file, and leaves a sound record."""
    content = bytearray(copy.read_bytes())
    whole = carved(copy)
    damage(copy, content)
    copy.write_bytes(content)
    left = carved(copy)
    assert re.search("is damaged|cannot be used as a record|no record of Dateline", " ".join(told(copy)))
    built = pipeline.rebuild(copy)
    assert built.damaged
    assert built.damaged.read_bytes() == content
    assert faults(copy) == []
    with Record.open(copy) as record:
        assert {d["id"] for d in queries.documents(record)} >= left
        if left == whole and not built.rejected:
            assert queries.content_hash(record) == GOOD[0]
    assert len(left) > (0 if damage is half_gone else len(whole) - 2)


def test_a_list_of_reports_that_cannot_be_read_is_told(copy: Path) -> None:
    """A report may be lost that nothing else names: whoever has its file is told to build it again."""
    content = bytearray(copy.read_bytes())
    schema_garbled(copy, content)
    with sqlite3.connect(copy) as connection:
        (text,) = connection.execute("SELECT text FROM documents ORDER BY number LIMIT 1").fetchone()
    page = content.index(text[:60].encode()) // PAGE * PAGE
    content[page : page + PAGE] = bytes(PAGE)
    copy.write_bytes(content)
    pipeline.rebuild(copy)
    with Record.open(copy) as record:
        reasons = {r["reason"] for r in record.rows("SELECT reason FROM rejected")}
    assert any("lists its reports" in reason for reason in reasons)


@pytest.mark.parametrize("damaged", ['"published":"2020-01-04"', "Tigris Wire", "{"])
def test_what_was_given_of_a_report_is_believed_only_where_it_is_proven(copy: Path, damaged: str) -> None:
    """One flipped bit, which SQLite does not see: the text is saved, what was given beside it is left out and told, and
    the file is kept."""
    content = bytearray(copy.read_bytes())
    with sqlite3.connect(copy) as connection:
        query = "SELECT id, given FROM documents WHERE given LIKE ? ORDER BY number LIMIT 1"
        identity, given = connection.execute(query, (f"%{damaged}%",)).fetchone()
    at = content.index(given.encode()) + given.index(damaged) + len(damaged) - 2
    content[at] ^= 1
    copy.write_bytes(content)
    built = pipeline.rebuild(copy)
    assert built.damaged
    assert built.rejected == 1
    with Record.open(copy) as record:
        (document,) = (d for d in queries.documents(record) if d["id"] == identity)
        (reason,) = (r["reason"] for r in record.rows("SELECT reason FROM rejected"))
    assert "day, outlet or place" in reason
    assert document["outlet"] is None
    assert document["published"]["how"] != "user"


def told(path: Path) -> list[str]:
    """What is said of a file, whether it can be opened or not."""
    try:
        return faults(path)
    except RecordError as problem:
        return [str(problem)]


def carved(path: Path) -> set[str]:
    """The ids of the documents of which some page of the file still tells the text."""
    found = {
        content_id(r.text, r.source_id or "", json.loads(r.given).get("uri") or ""): r.id
        for r in carve.rows(path)
        if "{" in r.given
    }
    return {made for made, told in found.items() if made == told}


def test_where_nothing_can_be_saved_the_file_is_left_alone(copy: Path) -> None:
    """A rebuild never puts an empty record in the place of one that it cannot read."""
    content = bytes(100) + b"x" * 9000
    copy.write_bytes(content)
    with pytest.raises(RecordError, match="nothing in it can be saved"):
        pipeline.rebuild(copy)
    assert copy.read_bytes() == content


def test_what_was_removed_stands_nowhere_in_the_file(copy: Path) -> None:
    """So that no damage brings it back, and nobody reads it there."""
    with Record.open(copy) as record:
        gone = record.rows("SELECT id, text FROM documents ORDER BY id LIMIT 12")
    with Record.open(copy, write=True) as record:
        write.remove(record, [row["id"] for row in gone], *pipeline.remembering())
        left = "".join(row["text"] for row in record.rows("SELECT text FROM documents"))
    own = [words for row in gone if (words := row["text"][100:140]) not in left]
    words = {w for row in gone for w in re.findall(r"[a-z]{9,}", row["text"])}
    own_words = {w for w in words if w not in left.lower()}
    content = copy.read_bytes()
    assert len(own_words) > 20
    with Record.open(copy) as record:
        indexed = {bytes(row["block"]) for row in record.rows("SELECT block FROM searched_data")}
    assert [w for w in own_words if any(w.encode() in block for block in indexed)] == []
    assert len(own) > 6
    assert [words for words in own if words.encode() in content] == []


def test_nothing_is_rebuilt_from_another_file(tmp_path: Path) -> None:
    """What is no record stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("dear diary, " * 100, encoding="utf-8")
    with pytest.raises(RecordError, match="cannot be used as a record"):
        pipeline.rebuild(path)
    assert path.read_text(encoding="utf-8").startswith("dear diary")
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
