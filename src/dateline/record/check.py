"""Is the record sound? Nothing is believed that can be made again: ids from texts, rows from annotations, links."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from ..model import Published, content_id
from . import write
from .rows import DOCUMENT_TABLES, rows_of
from .store import Record, Row

SPANS = ("content", "source", "cue", "actor", "recipient", "holder")
"""Columns that hold JSON lists of [start, end]."""
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises: the second where SQLite's own sentence cites what is damaged."""
UNORDERED = ("number",)
"""Columns that say in which order rows arrived, and no more."""


def faults(record: Record, link: write.Linker, date: write.Dater) -> Iterator[str]:
    """One sentence for each fault found: of the file, of a document, of its rows and their offsets, of the links."""
    damaged = [*_in_file(record)]
    yield from damaged
    if damaged:
        return
    sound = True
    try:
        by_pile = date(record)
    except (*UNREADABLE, msgspec.DecodeError, ValueError, LookupError, TypeError):
        by_pile = {}  # Some document is damaged: it is found below.
    for (identity,) in record.rows("SELECT id FROM documents ORDER BY id"):
        try:
            for fault in _in_document(record, identity, by_pile.get(identity)):
                sound = False
                yield fault
        except UNREADABLE as problem:
            sound = False
            yield f"document {identity}: what stands of it cannot be read: {problem}"
    if sound:
        try:
            yield from _in_links(record, link)
        except UNREADABLE as problem:
            yield f"the links cannot be read: {problem}"


def _in_file(record: Record) -> Iterator[str]:
    try:
        for (said,) in record.rows("PRAGMA integrity_check"):
            if said != "ok":
                yield f"the file is damaged: {said}"
        for row in record.rows("PRAGMA foreign_key_check"):
            yield f"a row of {row['table']} refers to a row of {row['parent']} that is not there"
    except UNREADABLE as problem:
        yield f"the file is damaged: {problem}"


def _in_document(record: Record, identity: str, by_pile: Published | None) -> Iterator[str]:
    try:
        found = write.kept(record, identity)
    except (msgspec.DecodeError, ValueError) as problem:
        yield f"document {identity}: what was read of it cannot be decoded: {problem}"
        return
    if found is None:
        yield f"document {identity} has no annotations"
        return
    document = found.document
    if content_id(document.text, document.source_id or "", document.given.uri or "") != identity:
        yield f"document {identity}: its text is not the one that its id was made of"
        return
    try:
        word = write.word_on(record, identity)
        expected = rows_of(document, found.annotations, found.stamp, word, by_pile)
    except (ValueError, LookupError, TypeError) as problem:
        yield f"document {identity}: its annotations do not fit its text or its sentences: {problem}"
        return
    for table in DOCUMENT_TABLES:
        key = "id" if table == "documents" else "document"
        stored = [_plain(row) for row in record.rows(f"SELECT * FROM {table} WHERE {key} = ?", (identity,))]
        if _sorted(stored) != _sorted(map(_plain, expected[table])):
            yield f"document {identity}: its rows in {table} are not those that its annotations give"
        for row in stored:
            yield from _offsets(table, row, document.text)


def _offsets(table: str, row: Row, text: str) -> Iterator[str]:
    """A row whose words do not stand at its offsets, or whose spans leave the text."""
    if "words" in row and "end" in row and text[row["start"] : row["end"]] != row["words"]:
        yield f"{table} {row['id']}: its words do not stand at its offsets"
    for column in SPANS:
        try:
            outside = [s for s in json.loads(row.get(column) or "[]") if not 0 <= s[0] <= s[1] <= len(text)]
        except (ValueError, TypeError, LookupError):
            yield f"{table} {row['id']}: the spans of {column} cannot be read"
            continue
        for _ in outside:
            yield f"{table} {row['id']}: a span of {column} leaves the text"


def _in_links(record: Record, link: write.Linker) -> Iterator[str]:
    for table, expected in write.undismissed(record, link(record)).items():
        stored = [_plain(row) for row in record.rows(f"SELECT * FROM {table}")]
        if _sorted(stored) != _sorted(expected):
            yield f"the links in {table} are not those that the documents give"


def _plain(row: Any) -> Row:
    return {key: row[key] for key in row.keys() if key not in UNORDERED}  # noqa: SIM118 - also rows of SQLite


def _sorted(rows: Any) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)
