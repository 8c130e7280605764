"""Opening the record: one file, one writer at a time, any number of readers, each of whom sees one state of it."""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import filelock

from ..model import Unusable

VERSION = 13
"""Of the schema; kept in PRAGMA user_version."""
CACHE = 1 << 16
"""KiB of a record's pages that its writer holds."""
APPLICATION = 0x64746C6E
"""Kept in PRAGMA application_id ("dtln"), so that a record is told from any other SQLite file."""
BESIDE = (
    "",
    "-wal",
    "-shm",
    "-journal",
    ".lock",
    ".rebuild",
    ".rebuild-wal",
    ".rebuild-shm",
    ".rebuild.lock",
    ".damaged",
)
"""Endings of the files that are, or for a while stand beside, the record."""
PATIENCE = {"ro": 30.0, "rw": 600.0, "rwc": 600.0}
"""Seconds that a statement waits for another connection to finish its own: a reader, and a writer, who has more to
lose, and whom a listing in a pager may keep waiting."""

Row = dict[str, Any]


class RecordError(Unusable):
    """The record cannot be used; the message is one sentence that says what to do."""


class Record:
    """An open record. `rows` runs a query; `record.write` holds what writes."""

    def __init__(self, connection: sqlite3.Connection, path: Path, lock: filelock.BaseFileLock | None = None) -> None:
        self.connection = connection
        self.path = path
        self._lock = lock

    @classmethod
    def open(
        cls, path: Path, *, create: bool = False, write: bool = False, waiting: Callable[[], None] = lambda: None
    ) -> Record:
        """Open the record at `path`, to read one state of it; with `write`, alone among writers; with `create`, made
        where there is none.

        Another writer is waited for, after a call of `waiting`. Raises RecordError where there is no record, where the
        file is none, or where another version of Dateline made it.
        """
        if not path.exists() and not create:
            raise RecordError(f"there is no record at {path}; make one with: dateline build REPORTS -o {path}")
        if path.is_dir():
            raise RecordError(f"{path} is a folder; give the name of the record's file")
        if not path.parent.is_dir():
            raise RecordError(f"the folder {path.parent} does not exist; make it first")
        lock = locked(path, waiting) if create or write else None
        try:
            connection = _connected(path, "rwc" if create else "rw") if lock else _connected_to_read(path)
        except (sqlite3.Error, UnicodeDecodeError, RecordError) as problem:
            if lock:
                unlock(lock)
            if isinstance(problem, RecordError):
                raise
            raise RecordError(_unusable(path, problem)) from problem
        record = cls(connection, path, lock)
        if not lock:
            # All queries of a reader see one state, whatever is written beside it.
            connection.execute("BEGIN")
        return record

    def close(self) -> None:
        """Close the record; one file is left, that also opens in a folder which cannot be written."""
        if self._lock:
            # Another connection still reads: its own closing tidies up.
            with contextlib.suppress(sqlite3.OperationalError):
                self.connection.execute("PRAGMA journal_mode = DELETE")
        self.connection.close()
        if self._lock:
            unlock(self._lock)
            self._lock = None

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def holds(self, origin: str | None) -> bool:
        """Whether a file is the record itself, or one of those beside it: such a file is no report."""
        return origin is not None and os.path.realpath(origin) in {
            os.path.realpath(self.path) + ending for ending in BESIDE
        }

    def rows(self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        return self.connection.execute(query, parameters).fetchall()

    def tuples(self, query: str, parameters: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows as plain tuples, one after the other: for millions of them."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        yield from cursor.execute(query, parameters)

    def insert(self, table: str, rows: Iterable[Row], *, ignore: bool = False) -> None:
        """Write rows of one table; all have the same columns. With `ignore`, those that stand there already stay."""
        rows = iter(rows)
        for first in itertools.islice(rows, 1):
            columns = ", ".join(f'"{c}"' for c in first)
            marks = ", ".join(f":{c}" for c in first)
            verb = "INSERT OR IGNORE" if ignore else "INSERT"
            query = f"{verb} INTO {table} ({columns}) VALUES ({marks})"
            self.connection.executemany(query, itertools.chain((first,), rows))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing; one inside another is part of it.

        Raises RecordError where the file cannot be written, or was not opened to be.
        """
        if self._lock is None:
            raise RecordError(f"{self.path} is open to be read and cannot be written")
        if self.connection.in_transaction:
            yield
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as problem:
            self._roll_back()
            raise RecordError(
                f"{self.path} cannot be written: {problem}; nothing of it is lost, try again"
            ) from problem
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


def _unusable(path: Path, problem: Exception) -> str:
    """Why a file cannot be used, and what to do where it is a record that is damaged (SQLite keeps the application's
    id at byte 68)."""
    # SQLite's own sentence cannot be read where it cites what is damaged.
    what = "its schema is damaged" if isinstance(problem, UnicodeDecodeError) else problem
    told = f"{path} cannot be used as a record: {what}"
    with contextlib.suppress(OSError), path.open("rb") as file:
        if file.read(72)[68:] == APPLICATION.to_bytes(4, "big"):
            told += f"; make it anew from the texts inside: dateline rebuild {path}"
    return told


def locked(path: Path, waiting: Callable[[], None]) -> filelock.BaseFileLock:
    """The lock of one writer, held: a file beside the record while it is written.

    Where another writer holds it, `waiting` is called, and then it is waited for.
    """
    lock = filelock.FileLock(f"{path.resolve()}.lock")
    try:
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            waiting()
            lock.acquire()
    except OSError as problem:
        raise RecordError(
            f"{path} cannot be written ({problem.strerror}); choose a folder you may write to"
        ) from problem
    return lock


def unlock(lock: filelock.BaseFileLock) -> None:
    """Release a writer's lock. Its file goes first: whoever waits on the file that is gone tries again (filelock)."""
    with contextlib.suppress(OSError):
        Path(lock.lock_file).unlink()
    lock.release()


def _connected_to_read(path: Path) -> sqlite3.Connection:
    try:
        return _connected(path, "ro")
    except sqlite3.OperationalError:
        # A writer that was killed may have left a journal, which only a connection that may write can roll back.
        return _connected(path, "rw", writes=False)


def _connected(path: Path, mode: str, *, writes: bool | None = None) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE[mode])
    try:
        connection.row_factory = sqlite3.Row
        connection.isolation_level = None
        _prepare(connection, path, writes=mode != "ro" if writes is None else writes)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, writes: bool) -> None:
    """Make the tables where there are none, and refuse what is no record of this version."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if tables and application != APPLICATION:
        raise RecordError(f"{path} is an SQLite file but no record of Dateline; choose another name for the record")
    if version > VERSION:
        raise RecordError(f"{path} was made by a newer Dateline (schema {version}); update Dateline to read it")
    if tables and version < VERSION:
        raise RecordError(f"{path} was made by an older Dateline (schema {version}); renew it: dateline rebuild {path}")
    if not tables and not writes:
        raise RecordError(f"{path} is empty and no record; make one with: dateline build REPORTS -o {path}")
    if writes:
        # A reader during a build sees a whole record, and a commit does not wait for the disk. Where a reader keeps
        # the file busy, the build does without.
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        # What is replaced or removed is overwritten: a removed report must stand nowhere in the file.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA cache_size = {-CACHE}")
    if not tables:
        schema = (resources.files("dateline") / "record" / "schema.sql").read_text(encoding="utf-8")
        connection.executescript(
            f"BEGIN;\n{schema}\nPRAGMA application_id = {APPLICATION};\nPRAGMA user_version = {VERSION};\nCOMMIT;"
        )
