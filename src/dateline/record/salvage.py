"""Reading a record for its rebuilding, also one of an older version or a damaged one: texts, and the user's word."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from ..model import Document, Given, Rejected
from ..read.text import document as document_of
from .store import APPLICATION, Record, RecordError


def documents(path: Path) -> Iterator[Document | Rejected]:
    """The documents of a record, made anew from their texts; a text that is not what its id was made of is rejected.

    Raises RecordError where the file is no record.
    """
    return _saved(_opened(path))


def _saved(opened: sqlite3.Connection) -> Iterator[Document | Rejected]:
    with closing(opened) as connection:
        for identity in _ids(connection):
            try:
                row = connection.execute("SELECT * FROM documents WHERE id = ?", (identity,)).fetchone()
                document = _document(row)
            except (sqlite3.DatabaseError, msgspec.DecodeError, TypeError, ValueError):
                document = None
            if document and document.id == identity:
                yield document
            else:
                place = (document.uri or document.source_id) if document else None
                origin = document.origin if document else None
                reason = "the text in the record is damaged; build this report again from its file"
                yield Rejected(place or f"document {identity}", reason, origin)


def copy_word(path: Path, record: Record) -> None:
    """Copy the user's judgements, and what could not be read, into another record."""
    with closing(_opened(path)) as connection, record.transaction():
        record.connection.execute("DELETE FROM judgements")
        for table in ("judgements", "rejected"):
            with suppress(sqlite3.DatabaseError):
                record.insert(table, map(dict, connection.execute(f"SELECT * FROM {table}")), ignore=True)


def gone(path: Path, record: Record) -> list[str]:
    """The ids of what a record holds or is about to hold, and the one at `path` does not."""
    with closing(_opened(path)) as connection:
        here = set(_ids(connection))
    there = record.rows("SELECT id FROM documents UNION SELECT document FROM pending")
    return [row[0] for row in there if row[0] not in here]


def count(path: Path) -> int:
    """How many documents a record holds, as far as that can be told."""
    with closing(_opened(path)) as connection:
        return len(_ids(connection))


def put_in_place(made: Path, path: Path) -> None:
    """Put a record that is made and closed in the place of another, with nothing left of the other's journal."""
    for journal in ("-wal", "-shm", "-journal"):
        Path(f"{path}{journal}").unlink(missing_ok=True)
    made.replace(path)


def _opened(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise RecordError(f"there is no record at {path}; make one with: dateline build REPORTS -o {path}")
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        application = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        raise RecordError(f"{path} cannot be used as a record: {problem}") from problem
    if application != APPLICATION:
        connection.close()
        raise RecordError(f"{path} is no record of Dateline, so nothing can be made anew from it")
    return connection


def _ids(connection: sqlite3.Connection) -> list[str]:
    """The ids of all documents: from the table, or where that is damaged from its index."""
    found: set[str] = set()
    for query in ("SELECT id FROM documents NOT INDEXED", "SELECT id FROM documents"):
        with suppress(sqlite3.DatabaseError):
            for (identity,) in connection.execute(query):
                found.add(identity)
    return sorted(found)


def _document(row: sqlite3.Row) -> Document:
    """The document of a row; in schema 1, what the user gave stood in the columns themselves."""
    if "given" in row.keys():  # noqa: SIM118 - a row of SQLite iterates over its values
        candidates = [msgspec.json.decode(row["given"], type=Given)]
    else:
        reasons = json.loads(row["published_reasons"])
        by_user = reasons[0].removeprefix("given as ") if row["published_how"] == "user" else None
        bare = Given(published=by_user, title=row["title"], outlet=row["outlet"])
        candidates = [bare, replace(bare, uri=row["uri"])]
    name, uri, origin = row["source_id"], row["uri"], row["origin"]
    made = [document_of(row["text"], name=name, uri=uri, origin=origin, given=given) for given in candidates]
    return next((document for document in made if document.id == row["id"]), made[0])
