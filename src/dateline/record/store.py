"""Writing and opening the record. One process writes; one transaction a document; links are replaced as a whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path

from ..model import Annotations, Document, Rejected, Timex
from .rows import Row, rows_of

VERSION = 1
"""Of the schema; kept in PRAGMA user_version."""
APPLICATION = 0x64746C6E
"""Kept in PRAGMA application_id ("dtln"), so that a record is told from any other SQLite file."""
LINKS = (
    "conflict_sides", "conflicts", "series_figures", "series", "event_actors", "event_mentions", "events",
    "actor_names", "actors", "copies",
)  # fmt: skip
"""The link tables, those that refer to others first."""


class RecordError(Exception):
    """The record cannot be used; the message is one sentence that says what to do."""


class Record:
    """An open record. `rows` runs a query; `put`, `reject` and `replace_links` write."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Record:
        """Open the record at `path`; with `create`, make it where there is none.

        Raises RecordError where there is none, where it is no record, or where a newer Dateline made it.
        """
        if not path.exists() and not create:
            raise RecordError(f"there is no record at {path}; make one with: dateline build REPORTS -o {path}")
        if not path.parent.is_dir():
            raise RecordError(f"the folder {path.parent} does not exist; make it first")
        try:
            connection = sqlite3.connect(path if create else f"{path.absolute().as_uri()}?mode=rw", uri=not create)
            connection.row_factory = sqlite3.Row
            _prepare(connection, path)
            if create:
                # A reader during a build sees a whole record, and a commit does not wait for the disk.
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.DatabaseError as problem:
            raise RecordError(f"{path} cannot be used as a record: {problem}") from problem
        return cls(connection)

    def close(self) -> None:
        """Close the record; one file is left, that also opens in a folder which cannot be written."""
        # Another connection still reads: its own closing tidies up.
        with suppress(sqlite3.OperationalError):
            self.connection.execute("PRAGMA journal_mode = DELETE")
        self.connection.close()

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rows(self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        return self.connection.execute(query, parameters).fetchall()

    def holds(self, document: str, stamp: str) -> bool:
        """Is the document there, annotated by the same packs, models and code?"""
        found = self.rows("SELECT 1 FROM annotations WHERE document = ? AND stamp = ?", (document, stamp))
        return bool(found)

    def put(self, document: Document, annotations: Annotations, timexes: Sequence[Timex], stamp: str) -> None:
        """Write a document and its rows in one transaction, instead of what stood there of it."""
        tables = rows_of(document, annotations, timexes, stamp)
        with self._transaction():
            self.connection.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            for table, rows in tables.items():
                self._insert(table, rows)

    def reject(self, rejected: Rejected) -> None:
        with self._transaction():
            self.connection.execute("INSERT OR IGNORE INTO rejected VALUES (?, ?)", (rejected.uri, rejected.reason))

    def replace_links(self, links: Mapping[str, Sequence[Row]]) -> None:
        """Write all link tables anew, in one transaction; `links` has the rows of each by the table's name."""
        with self._transaction():
            for table in LINKS:
                self.connection.execute(f"DELETE FROM {table}")
            for table in reversed(LINKS):
                self._insert(table, links.get(table, ()))

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        rows = list(rows)
        if rows:
            columns = ", ".join(f'"{c}"' for c in rows[0])
            marks = ", ".join(f":{c}" for c in rows[0])
            self.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # Foreign keys are checked at the end, so that rows may come in any order.
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            self.connection.execute("PRAGMA defer_foreign_keys = ON")
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if not tables:
        schema = (resources.files("dateline") / "record" / "schema.sql").read_text(encoding="utf-8")
        connection.executescript(
            f"BEGIN;\n{schema}\nPRAGMA application_id = {APPLICATION};\nPRAGMA user_version = {VERSION};\nCOMMIT;"
        )
    elif application != APPLICATION:
        raise RecordError(f"{path} is an SQLite file but no record of Dateline; choose another name for the record")
    elif version > VERSION:
        raise RecordError(f"{path} was made by a newer Dateline (schema {version}); update Dateline to read it")
    elif version < VERSION:
        raise RecordError(f"{path} was made by an older Dateline (schema {version}); build it anew from the reports")
