"""Rows of JSON lines, JSON or CSV, one report a row: `text` is needed; id, uri, title, outlet, lang, published help."""

from __future__ import annotations

import codecs
import csv
import datetime
import email.utils
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BufferedReader
from typing import Any

from ..interval import days_of
from ..model import Document, Rejected
from .encoding import NotText, decode
from .files import Source
from .known import given_of
from .text import LONGEST, LONGEST_BYTES, TOO_LONG, document

Fields = Mapping[str, str]
"""Our names of fields -> the names that the rows have for them, as the user gives them."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "maintext", "main_text", "articlebody", "fulltext", "full_text"),
    "id": ("id", "_id", "guid", "doc_id", "uid"),
    "uri": ("uri", "url", "link", "permalink"),
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher", "publication", "site", "sitename", "source_domain", "domain"),
    "lang": ("lang", "language"),
    "published": (
        "published", "dct", "date", "published_at", "publishedat", "publication_date", "date_publish", "pubdate",
        "datetime",
    ),
}  # fmt: skip
"""Names of fields that are taken for ours, without regard to case, the surest first."""
LEFT_OUT = "\x00"
"""Stands in CSV for a line that is too long to be held."""
MOST_JSON = 256 << 20
"""Bytes of a `.json` file, which is read as a whole."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half a character, which JSON can spell and no file can hold; a replacement character stands for it."""


def read_lines(source: Source, stream: BufferedReader, fields: Fields) -> Iterator[Document | Rejected]:
    """The reports of JSON lines, streamed; a line that is no report is rejected by its number."""
    for number, line, note in _lines(stream):
        if line is None:
            yield source.rejected(f"the line is {note or TOO_LONG}", number)
        elif line.strip():
            yield _from_json(source, number, line, fields, (note,) if note else ())


def read_json(source: Source, stream: BufferedReader, fields: Fields) -> Iterator[Document | Rejected]:
    """The reports of a JSON file: a list of rows, an object that holds one such list, or one row."""
    data = stream.read(MOST_JSON + 1)
    if len(data) > MOST_JSON:
        yield source.rejected(f"larger than {MOST_JSON >> 20} MiB; write it as JSON lines and build again")
        return
    try:
        value = json.loads(decode(data)[0])
    except (ValueError, RecursionError) as problem:
        yield source.rejected(str(problem) if isinstance(problem, NotText) else "the file is not JSON")
        return
    lists = [v for v in value.values() if isinstance(v, list)] if isinstance(value, dict) else []
    if isinstance(value, dict) and len(lists) == 1 and not isinstance(_named(value, "text", fields), str):
        value = lists[0]
    for number, row in enumerate(value if isinstance(value, list) else [value], start=1):
        yield _report(source, number, row, fields)


def read_csv(source: Source, stream: BufferedReader, fields: Fields) -> Iterator[Document | Rejected]:
    """The reports of a CSV file with a line of headings, streamed; the delimiter is the one that these hold most."""
    encoding, note = _encoding(stream.peek(1 << 16))
    notes = (note,) if note else ()
    numbered = _lines(stream, encoding)
    _, heading, _ = next(numbered, (0, "", None))
    if not heading or not heading.strip():
        yield source.rejected("the file has no line of headings")
        return
    delimiter = max(",;\t|", key=heading.count)
    columns = [name.strip() for name in next(csv.reader([heading], delimiter=delimiter))]
    if _named(dict.fromkeys(columns, ""), "text", fields) is None:
        known = ", ".join(columns)[:120]
        yield source.rejected(f"no column holds the text of the reports, only: {known}; name it with --map text=COLUMN")
        return
    csv.field_size_limit(LONGEST_BYTES)
    rows = _Rows(csv.reader(_whole(numbered), delimiter=delimiter, strict=False))
    for row in rows:
        if isinstance(row, str):
            yield source.rejected(row, rows.line)
        elif row == [LEFT_OUT]:
            yield source.rejected(f"the row is {TOO_LONG}", rows.line)
        elif any(cell.strip() for cell in row):
            values = dict(zip(columns, row, strict=False))
            yield _report(source, rows.line, values, fields, notes)


class _Rows:
    """The rows of a CSV reader; or what is wrong with one, which is then the last. `line` is where it ends."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    @property
    def line(self) -> int:
        return int(self._reader.line_num) + 1

    def __iter__(self) -> Iterator[list[str] | str]:
        while True:
            try:
                yield next(self._reader)
            except StopIteration:
                return
            except csv.Error as problem:
                # From here on it is not known whether a line stands inside of quotation marks.
                what = "look for a quotation mark that is not closed; nothing behind it is read"
                yield f"the row cannot be read as CSV ({problem}); {what}"
                return


def _whole(numbered: Iterator[Line]) -> Iterator[str]:
    """Lines for the CSV reader; one that is too long has a mark in its place."""
    for _, line, _ in numbered:
        yield f"{LEFT_OUT}\n" if line is None else line


Line = tuple[int, str | None, str | None]
"""Number, text, note on a guess; where there is no text, the note says why, or it is too long."""


def _lines(stream: BufferedReader, encoding: str | None = None) -> Iterator[Line]:
    """The lines of a stream, decoded one by one where no encoding is given; none is held that is too long."""
    if encoding is None and stream.peek(4)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16"
    lines: Any = io.TextIOWrapper(stream, encoding, "replace", newline="") if encoding else stream
    end: Any = "\n" if encoding else b"\n"
    number = 0
    while line := lines.readline(LONGEST_BYTES):
        number += 1
        if len(line) == LONGEST_BYTES and not line.endswith(end):
            while (rest := lines.readline(LONGEST_BYTES)) and not rest.endswith(end):
                pass
            yield number, None, None
        elif encoding:
            yield number, line, None
        else:
            yield number, *_decoded(line)


def _decoded(line: bytes) -> tuple[str | None, str | None]:
    try:
        return decode(line)
    except NotText:
        return None, "not text"


def _encoding(sample: bytes) -> tuple[str, str | None]:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252", "read as cp1252, a guess"
    return "utf-8-sig", None


def _from_json(source: Source, number: int, line: str, fields: Fields, notes: tuple[str, ...]) -> Document | Rejected:
    try:
        row = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return source.rejected("the line is not a JSON object", number)
    return _report(source, number, row, fields, notes)


def _report(
    source: Source, number: int, row: object, fields: Fields, notes: tuple[str, ...] = ()
) -> Document | Rejected:
    """The document of a row. What is given of the whole file holds where the row does not say it itself."""
    if not isinstance(row, dict):
        return source.rejected("the line is not a JSON object", number)
    row = {str(k): _SURROGATE.sub("\ufffd", v) if isinstance(v, str) else v for k, v in row.items()}
    text = _named(row, "text", fields)
    if not isinstance(text, str) or not text.strip():
        columns = ", ".join(map(str, row))[:120] or "none"
        return source.rejected(
            f"the row has no text: the field `text` is needed, and there are: {columns}; name it with --map text=FIELD",
            number,
        )
    if "\x00" in text:
        return source.rejected("not text: it holds NUL bytes", number)
    if len(text) > LONGEST:
        return source.rejected(f"the text is {TOO_LONG}", number)
    told = {field: _plain(_named(row, field, fields)) for field in ("uri", "title", "outlet", "lang")}
    told["published"] = _day(_named(row, "published", fields))
    name = _plain(_named(row, "id", fields))
    given = replace(given_of(told, source.given, row=True), notes=notes)
    return document(text, name=name, uri=None, origin=source.origin, given=given)


def _named(row: Mapping[str, Any], field: str, fields: Fields) -> Any:
    """The value of a field by the user's name for it, or by the first of its usual names that the row has."""
    if field in fields:
        return row.get(fields[field])
    folded = {key.strip().casefold(): key for key in reversed(list(row))}
    for name in NAMES[field]:
        if name in folded and (value := row[folded[name]]) not in (None, ""):
            return value
    return "" if any(name in folded for name in NAMES[field]) else None


def _plain(value: object) -> str | None:
    """A value as words; of an object, such as a source with id and name, its name."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("id")
    if value is None or isinstance(value, (list, dict)):
        return None
    return str(value).replace("\x00", "").strip() or None


def _day(value: object) -> str | None:
    """The ISO date that a row's date means where that is sure; else the value as it stands, which is told."""
    words = _plain(value)
    if words is None:
        return None
    try:
        days_of(words)
        return words
    except ValueError:
        pass
    if re.fullmatch(r"\d{9,10}|\d{12,13}|\d{9,10}\.\d+", words, re.ASCII):
        seconds = float(words) / (1000 if len(words.split(".")[0]) > 10 else 1)
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    for parse in (datetime.datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            return parse(words).date().isoformat()
        except (ValueError, TypeError, OverflowError):
            continue
    return words
