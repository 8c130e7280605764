"""Writing the record: what is read waits in `pending`, and is published together with the links.

A build puts each annotated document into `pending`, one transaction each, and at its end makes the rows and the links
of all of them in one transaction (`publish`). So a reader sees the record as it was before the build or after it, and
a build that is killed finds in `pending` what it had done.
"""

from __future__ import annotations

import contextlib
import gc
import json
import operator
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from ..model import Annotations, Document, Given, Published, Rejected, decode
from ..read.text import document as document_of
from . import judgements
from .rows import DOCUMENT_TABLES, rows_of
from .store import Record, Row

LINKS = (
    "conflict_sides", "conflicts", "position_outcomes", "position_mentions", "positions", "series_figures", "series",
    "event_actors", "event_mentions", "events", "actor_names", "actors", "copies",
)  # fmt: skip
"""The link tables, those that refer to others first."""

Linker = Callable[[Record], Mapping[str, Iterable[Row]]]
"""What makes the rows of all link tables, by table (`link.link`)."""
Dater = Callable[[Record], Mapping[str, Published]]
"""What dates the reports that do not date themselves by the others of the record, by id (`link.dated`)."""


def undated(_: Record) -> Mapping[str, Published]:
    """The Dater that dates none."""
    return {}


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as the record holds it: what was read, what was made of it, and by which packs, models and code."""

    document: Document
    stamp: str
    annotations: Annotations


def kept(record: Record, document: str) -> Kept | None:
    """The document as the last reading left it, also where a build that is not finished read it; else None."""
    for row in record.rows("SELECT * FROM pending WHERE document = ?", (document,)):
        return Kept(msgspec.json.decode(row["report"], type=Document), row["stamp"], decode(row["data"].encode()))
    query = "SELECT d.*, a.stamp, a.data FROM documents d JOIN annotations a ON a.document = d.id WHERE d.id = ?"
    for row in record.rows(query, (document,)):
        found = record.rows("SELECT vector FROM sentences WHERE document = ? ORDER BY start", (document,))
        vectors = tuple(sentence["vector"] or b"" for sentence in found)
        return Kept(remade(row), row["stamp"], replace(decode(row["data"].encode()), vectors=vectors))
    return None


Place = tuple[str, str]
"""Where a report stands, and as JSON what was given of it there."""


def place_of(document: Document) -> Place:
    return document.uri or "", msgspec.json.encode(document.given).decode()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the record knows of a document without reading it: where it came from, and the language given for it."""

    place: Place
    origin: str | None
    lang: str | None


def standing(record: Record, document: str, stamp: str) -> Standing | None:
    """Where the document stands, if these packs, models and code annotated it; else None."""
    query = """SELECT json_extract(report, '$.uri') AS uri, json_extract(report, '$.origin') AS origin,
               json_extract(report, '$.given') AS given FROM pending WHERE document = :id AND stamp = :stamp
               UNION ALL SELECT d.uri, d.origin, d.given FROM documents d JOIN annotations a ON a.document = d.id
               WHERE d.id = :id AND a.stamp = :stamp LIMIT 1"""
    for row in record.rows(query, {"id": document, "stamp": stamp}):
        lang = msgspec.json.decode(row["given"], type=Given).lang
        return Standing((row["uri"] or "", row["given"]), row["origin"], lang)
    return None


def remade(row: sqlite3.Row) -> Document:
    """The document of a row of `documents`, made anew from its text and from what was given of it."""
    given = msgspec.json.decode(row["given"], type=Given)
    return document_of(row["text"], name=row["source_id"], uri=row["uri"], origin=row["origin"], given=given)


def stale(record: Record, stamp: str) -> Iterator[Document]:
    """The documents that other packs, models or code annotated, made anew from their texts."""
    query = """SELECT document FROM annotations WHERE stamp <> :stamp
               AND document NOT IN (SELECT document FROM pending WHERE stamp = :stamp) ORDER BY document"""
    for (identity,) in record.rows(query, {"stamp": stamp}):
        for row in record.rows("SELECT * FROM documents WHERE id = ?", (identity,)):
            yield remade(row)


def pend(record: Record, document: Document, data: bytes, stamp: str) -> None:
    """Keep an annotated document (`data`: model.encode of its annotations) until `publish`."""
    report = msgspec.json.encode(document).decode()
    with record.transaction():
        values = (document.id, stamp, report, data.decode())
        record.connection.execute("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?)", values)


def publish(record: Record, link: Linker, date: Dater = undated, renewed: Iterable[str] = ()) -> None:
    """Make the rows of what is pending, and of the `renewed` documents (by id), on which judgements have changed; then
    those that other reports now date otherwise; then the links of all: one transaction."""
    with record.transaction():
        pending = [row["document"] for row in record.rows("SELECT document FROM pending ORDER BY document")]
        for identity in sorted({*pending, *renewed}):
            if found := kept(record, identity):
                _write(record, found)
        record.connection.execute("DELETE FROM pending")
        _linked(record, link, date)


def remove(record: Record, documents: Iterable[str], link: Linker, date: Dater = undated) -> None:
    """Take documents out, with all that they say and what they date, and link the others anew: one transaction. What
    goes is overwritten, so that it stands nowhere in the file."""
    with record.transaction():
        # All links: rows that stay would leave shreds of what goes between them.
        for table in LINKS:
            record.connection.execute(f"DELETE FROM {table}")
        for identity in documents:
            _clear(record, identity)
            record.connection.execute("DELETE FROM pending WHERE document = ?", (identity,))
        for index in ("searched", "searched_quotes"):
            # It only marks what is deleted, until it is made anew.
            record.connection.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        _linked(record, link, date)


def reject(record: Record, rejected: Rejected) -> None:
    """Note what could not be read."""
    with record.transaction():
        values = (rejected.uri, rejected.reason, rejected.origin or "")
        record.connection.execute("INSERT OR IGNORE INTO rejected VALUES (?, ?, ?)", values)


def forget_rejected(record: Record, places: Iterable[str]) -> None:
    """Forget what could not be read in these files and folders, which are about to be read again."""
    with record.transaction():
        for place in places:
            below = place.rstrip("/") + "/"
            query = "DELETE FROM rejected WHERE origin = ? OR substr(origin, 1, length(?)) = ?"
            record.connection.execute(query, (place, below, below))


def word_on(record: Record, document: str) -> judgements.Word:
    """The user's word on a document."""
    return judgements.Word(judgements.about(record.rows, document))


def undismissed(record: Record, links: Mapping[str, Iterable[Row]]) -> dict[str, Iterable[Row]]:
    """The rows of all link tables without the conflicts that the user has dismissed."""
    gone = judgements.dismissed_conflicts(record.rows)
    found = {table: links.get(table, ()) for table in LINKS}
    for table, key in (("conflicts", "id"), ("conflict_sides", "conflict")):
        found[table] = [row for row in found[table] if row[key] not in gone]
    return found


def _date(record: Record, date: Dater) -> None:
    """Make the rows anew of the documents that the others date otherwise than they stand."""
    found = date(record)
    query = "SELECT id, published_earliest, published_latest, published_reasons FROM documents WHERE published_how = ?"
    stand = {d["id"]: (*d,)[1:] for d in record.rows(query, ("pile",))}
    for identity in sorted({*stand, *found}):
        by_pile = found.get(identity)
        if stand.get(identity) != (as_stored(by_pile) if by_pile else None) and (held := kept(record, identity)):
            _write(record, held, by_pile)


def as_stored(published: Published) -> tuple[str | None, str | None, str]:
    """First and last day of a publication, and its reasons, as in `documents`."""
    days = (day.isoformat() if day else None for day in (published.earliest, published.latest))
    return (*days, json.dumps(published.reasons, ensure_ascii=False))  # type: ignore[return-value]


def _write(record: Record, found: Kept, by_pile: Published | None = None) -> None:
    identity = found.document.id
    rows = rows_of(found.document, found.annotations, found.stamp, word_on(record, identity), by_pile)
    # What it tells by itself does not depend on the day that others give it.
    _clear(record, identity, but="telling" if by_pile else "")
    for table in DOCUMENT_TABLES:
        record.insert(table, rows[table])


def _clear(record: Record, document: str, *, but: str = "") -> None:
    record.connection.execute("DELETE FROM sketches WHERE document = ? AND kind <> ?", (document, but))
    for table in reversed(DOCUMENT_TABLES):
        key = "id" if table == "documents" else "document"
        record.connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (document,))


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Linkers make millions of small values and no cycles; to look for cycles among them is a quarter of their time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@without_collector()
def _linked(record: Record, link: Linker, date: Dater) -> None:
    """Date what does not date itself, and make the links those of all."""
    _date(record, date)
    links = undismissed(record, link(record))
    for table in reversed(LINKS):
        _replace(record, table, links[table])
    judgements.mark_conflicts(record.connection)


def _replace(record: Record, table: str, rows: Iterable[Row]) -> None:
    """Make these the rows of a link table. Those that stand are not written again: ten more reports change few."""
    told = [*record.tuples("SELECT name, pk FROM pragma_table_info(?)", (table,))]
    all_rows = f"SELECT * FROM {table}"
    columns = [name for name, _ in told]
    keys = {name: n for n, (name, at) in enumerate(told) if at}
    values: Callable[[Row], tuple[object, ...]] = operator.itemgetter(*columns)
    # By their hashes (of 64 bits, seeded anew in each process): those of millions of rows are held. No column of a link
    # is negative, since Python gives -1 and -2 one hash.
    gone = {hash(row) for row in record.tuples(all_rows)}
    if not gone:
        record.insert(table, rows)
        return
    new = []
    for row in map(values, rows):
        if hash(row) in gone:
            gone.remove(hash(row))
        else:
            new.append(row)
    where = " AND ".join(f'"{name}" = ?' for name in keys)
    # Most of what goes gives way to a row of the same key; only for the rest all are read again.
    out = [tuple(row[n] for n in keys.values()) for row in new]
    for key in out if gone else ():
        gone.difference_update(map(hash, record.tuples(f"{all_rows} WHERE {where}", key)))
    if gone:
        out += [tuple(row[n] for n in keys.values()) for row in record.tuples(all_rows) if hash(row) in gone]
    record.connection.executemany(f"DELETE FROM {table} WHERE {where}", out)
    marks = ", ".join("?" for _ in columns)
    record.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", new)
