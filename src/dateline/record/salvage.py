"""Reading a record for its rebuilding, also one of an older version or a damaged one: texts, and the user's word.

What SQLite reads of the texts is read by it; of a damaged file also what stands on any of its pages (`carve`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ..model import Document, Given, Rejected
from ..read.text import document as document_of
from . import carve
from .rows import proof
from .store import APPLICATION, Record, RecordError


class _Seen(NamedTuple):
    """The values that a query gave, and whether it came to its end."""

    seen: frozenset[str]
    whole: bool


class _Made(NamedTuple):
    """A document made anew, and whether all that was given of it stands there as it was."""

    document: Document
    whole: bool


class Old:
    """A record that is to be made anew, as far as it can be read. Raises RecordError where the file is no record."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise RecordError(f"there is no record at {path}; make one with: dateline build REPORTS -o {path}")
        self.path = path
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._connection.row_factory = sqlite3.Row
        # Else SQLite reads nothing of a file that is cut short, or of which the schema is damaged.
        self._connection.execute("PRAGMA writable_schema = ON")
        self.damage = self._damage()
        self.ids = self._ids()
        if self.damage and not self.ids and next(self._carved(), None) is None:
            self.close()
            raise RecordError(f"{path} cannot be used as a record: {self.damage}; nothing in it can be saved")
        self.saved: set[str] = set()
        """The ids of the documents that could be read, once `documents` has come to its end."""

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Old:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _damage(self) -> str | None:
        """What is wrong with the file; None where it is whole. Raises RecordError where it is another one's."""
        try:
            application = self._connection.execute("PRAGMA application_id").fetchone()[0]
            found = self._connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            # What of the schema SQLite cannot read is to it as if it were not there.
            for (table,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                self._connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()
            self._connection.execute("SELECT 1 FROM documents LIMIT 1")
        except (sqlite3.DatabaseError, UnicodeDecodeError) as problem:
            return str(problem)
        if application != APPLICATION and next(self._carved(), None) is None:
            self.close()
            raise RecordError(f"{self.path} is no record of Dateline, so nothing can be made anew from it")
        if found == "ok":
            return None if application == APPLICATION else "its header is damaged"
        return str(found)

    def _ids(self) -> list[str]:
        """The ids of all documents: from the table, or where that is damaged from its index and from what was made of
        them. Sets `complete`: whether two of the three tell the same and nothing else."""
        table, index, annotated = (
            self._first_column(f"SELECT {query}")
            for query in ("id FROM documents NOT INDEXED", "id FROM documents", "document FROM annotations NOT INDEXED")
        )
        listed = table.seen | index.seen
        self.complete = table == index or any(one == annotated and one.seen == listed for one in (table, index))
        self.complete &= table.whole or index.whole
        return sorted(listed if self.complete else listed | annotated.seen)

    def _first_column(self, query: str) -> _Seen:
        seen: set[str] = set()
        try:
            for (identity,) in self._connection.execute(query):
                if isinstance(identity, str):
                    seen.add(identity)
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return _Seen(frozenset(seen), whole=False)
        return _Seen(frozenset(seen), whole=True)

    def _carved(self) -> Iterator[_Made]:
        """The documents that stand somewhere in the file, whether or not SQLite finds them."""
        for row in carve.rows(self.path):
            with suppress(msgspec.DecodeError, msgspec.ValidationError, TypeError, ValueError):
                made = _made(row)
                if made.document.id == row.id:
                    yield made

    def documents(self) -> Iterator[Document | Rejected]:
        """The documents, made anew from their texts; a text that is not what its id was made of is rejected, and of one
        beside which something else is damaged nothing else is believed."""
        lost: dict[str, Document | None] = {}
        for identity in self.ids:
            made = self._read(identity)
            if made and made.document.id == identity:
                yield from self._save(made)
            else:
                lost[identity] = made.document if made else None
        for made in self._carved() if self.damage else ():
            if made.document.id not in self.saved:
                yield from self._save(made)
        for identity in sorted(lost.keys() - self.saved):
            document = lost[identity]
            reason = "the text in the record is damaged; build this report again from its file"
            yield Rejected(_place(document) if document else f"document {identity}", reason, _origin(document))
        if self.damage and not self.complete:
            reason = "the file is damaged where it lists its reports: build again from their files, if any is missing"
            yield Rejected(str(self.path), reason, None)
        if self.damage and not self._holds_word():
            yield Rejected(str(self.path), "the file is damaged where your judgements stood: look through them", None)

    def _save(self, made: _Made) -> Iterator[Document | Rejected]:
        self.saved.add(made.document.id)
        yield made.document
        if not made.whole:
            self.damage = self.damage or "what stands beside a text is not what was given"
            reason = (
                "its day, outlet or place in the record is damaged and left out; build this report again from its file"
            )
            yield Rejected(_place(made.document), reason, made.document.origin)

    def _read(self, identity: str) -> _Made | None:
        with suppress(sqlite3.DatabaseError, msgspec.DecodeError, TypeError, ValueError):
            row = self._connection.execute("SELECT * FROM documents WHERE id = ?", (identity,)).fetchone()
            return _document(row) if row else None
        return None

    def _holds_word(self) -> bool:
        try:
            self._connection.execute("SELECT * FROM judgements").fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return False
        return True

    def copy_word(self, record: Record) -> None:
        """Copy the user's judgements, and what could not be read, into another record, as far as they are there."""
        with record.transaction():
            record.connection.execute("DELETE FROM judgements")
            for table in ("judgements", "rejected"):
                with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
                    for row in self._connection.execute(f"SELECT * FROM {table}"):
                        record.insert(table, [dict(row)], ignore=True)

    def gone(self, record: Record) -> list[str]:
        """The ids of what another record holds or is about to hold, and this one does not."""
        here = {*self.ids, *self.saved}
        there = record.rows("SELECT id FROM documents UNION SELECT document FROM pending")
        return [row[0] for row in there if row[0] not in here]

    def give_way(self, made: Path) -> Path | None:
        """Put a record that is made and closed in the place of this one, with nothing left of its journal; a damaged
        file is kept beside it, and its name is returned."""
        self.close()
        for journal in ("-wal", "-shm", "-journal"):
            Path(f"{self.path}{journal}").unlink(missing_ok=True)
        kept = Path(f"{self.path}.damaged") if self.damage else None
        if kept:
            self.path.replace(kept)
        made.replace(self.path)
        return kept


def _place(document: Document) -> str:
    return document.uri or document.source_id or f"document {document.id}"


def _origin(document: Document | None) -> str | None:
    return document.origin if document else None


def _document(row: sqlite3.Row) -> _Made:
    """The document of a row; in schema 1, what the user gave stood in the columns themselves."""
    here = {*row.keys()}
    columns: dict[str, Any] = {name: row[name] if name in here else None for name in carve.Row._fields}
    told = carve.Row(**columns)
    if "given" in here:
        return _made(told)
    reasons = json.loads(row["published_reasons"])
    by_user = reasons[0].removeprefix("given as ") if row["published_how"] == "user" else None
    bare = Given(published=by_user, title=row["title"], outlet=row["outlet"])
    return _Made(_first_proven(told, [bare, replace(bare, uri=row["uri"])]), whole=True)


def _made(row: carve.Row) -> _Made:
    """The document of a row: as it was given, where that is proven or, in an older schema, cannot be; else with nothing
    given that its id does not prove. Raises msgspec.DecodeError."""
    if row.proof is None or row.proof == proof(row.source_id, row.uri, row.origin, row.given):
        return _Made(_first_proven(row, [msgspec.json.decode(row.given, type=Given)]), whole=True)
    bare = [Given()]
    with suppress(msgspec.DecodeError):
        given = msgspec.json.decode(row.given, type=Given)
        bare.append(Given(uri=given.uri, row=given.row))
    return _Made(_first_proven(row, bare), whole=False)


def _first_proven(row: carve.Row, candidates: Sequence[Given]) -> Document:
    """The document of a row with the first of what may have been given that its id proves, or with the first of all."""
    name, uri, origin = row.source_id, row.uri, row.origin
    made = [document_of(row.text, name=name, uri=uri, origin=origin, given=given) for given in candidates]
    return next((document for document in made if document.id == row.id), made[0])
