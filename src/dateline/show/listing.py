"""Rows as a terminal table, JSON, JSON lines or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..record.queries import Names
from .export.tables import cell
from .row import nameless
from .series import value
from .timeline import day_words

Row = dict[str, Any]

FORMATS = ("table", "json", "jsonl", "csv")
SHORT_ID = 8
"""Digits of an id in a table; `dateline show` takes as few as tell it apart."""
PIPED = 140
"""Code points of a line of a table that no terminal shows."""
LEAST = 24
"""Code points that a column of words is wide at least, however narrow the terminal."""
WORDS = 160
"""Code points of evidence in a table's cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the terminal table: its heading, and what it shows of a row."""

    heading: str
    shows: Callable[[Row, Names], object]
    wide: bool = False


def _cut(words: str | None, limit: int = WORDS) -> str:
    words = " ".join((words or "").split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def _id(row: Row, _: Names) -> str:
    return str(row["id"])[:SHORT_ID]


def _document(row: Row, names: Names) -> str:
    return names.documents[row["document"]]


def _published(days: Row) -> str:
    if days["latest"] is None:
        return f"not before {days['earliest']}" if days["earliest"] else "undated"
    return day_words(days)


def _described(row: Row) -> str:
    """A report's title or first words, and under it what a reader should know before trusting it."""
    notes = list(row["notes"])
    if row["same_id"]:
        notes.append(f"another text has the same id ({row['same_id'][0][:SHORT_ID]})")
    return "\n   ".join([_cut(row["title"] or row["text"].strip(), 90), *(_cut(note) for note in notes)])


def _speaker(row: Row, names: Names) -> str:
    name = names.actors.get(row["speaker"] or "")
    said = _cut(row["source_words"], 60)
    who = name if name and name == said else f"{name} ({said})" if name else said or "?"
    return f"{who} ({nameless(row)})" if row["anonymous"] else who


def _language(row: Row, _: Names) -> str:
    """The language of a report, and whether a pack read it, with its model or alone."""
    if not row["read"]:
        return f"{row['lang'] or '?'} (not read)"
    return f"{row['lang']} (by the pack alone)" if row["alone"] else str(row["lang"])


def _spellings(row: Row) -> str:
    """All spellings of an actor; those that are garbled are said to be so."""
    garbled = {" ".join(m["words"].split()) for m in row["mentions"] if m["garbled"]}
    return ", ".join(f"{name} (garbled)" if name in garbled else name for name in row["names"])


def _first_shared(row: Row, names: Names) -> str:
    """The first sentence that two reports share, in the words of the copy, and how many more there are."""
    if not row["spans"]:
        return ""
    (start, end), _ = row["spans"][0]
    more = len(row["spans"]) - 1
    return _cut(names.text(row["document"])[start:end], 90) + (f"\n   and {more} more sentences" if more else "")


def _holds(row: Row, _: Names) -> str:
    if row["taken_back"]:
        return f"taken back {row['taken_back'][:16]}"
    return "yes" if row["applies"] else "no such row now"


COLUMNS: Mapping[str, Sequence[Column]] = {
    "documents": (
        Column("id", _id),
        Column("published", lambda r, _: _published(r["published"])),
        Column("how", lambda r, _: r["published"]["how"]),
        Column("lang", _language),
        Column("outlet", lambda r, n: n.documents[r["id"]]),
        Column("title or first words", lambda r, _: _described(r), wide=True),
        Column("copy of", lambda r, n: n.documents[r["copy_of"]] if r["copy_of"] else ""),
    ),
    "copies": (
        Column("id", lambda r, _: r["document"][:SHORT_ID]),
        Column("report", lambda r, n: n.documents[r["document"]]),
        Column("is", lambda r, _: r["kind"]),
        Column("of", lambda r, n: n.documents[r["original"]]),
        Column("share", lambda r, _: f"{r['share']:.0%}"),
        Column("in these words", lambda r, n: _first_shared(r, n), wide=True),
    ),
    "dates": (
        Column("id", _id),
        Column("words", lambda r, _: _cut(r["words"], 60), wide=True),
        Column("value", lambda r, _: r["value"] or ""),
        Column("days", lambda r, _: day_words(r) if r["earliest"] or r["latest"] else ""),
        Column("as", lambda r, _: " ".join(filter(None, (r["type"], r["role"], r["mod"])))),
        Column("counted from", lambda r, _: (r["anchor"] or "").partition(":")[0]),
        Column("report", _document),
    ),
    "search": (
        Column("report", lambda r, n: r.get("said_by") or n.documents[r["document"]]),
        Column("published", lambda r, n: _published(n.published[r["document"]])),
        Column("words", lambda r, _: _cut(r["words"], 300), wide=True),
    ),
    "rejected": (
        Column("where", lambda r, _: r["uri"]),
        Column("why it could not be read", lambda r, _: r["reason"], wide=True),
    ),
    "judgements": (
        Column("row", lambda r, _: r["asked"][:SHORT_ID]),
        Column("of", lambda r, _: r["table"]),
        Column("verdict", lambda r, _: r["verdict"]),
        Column("what", lambda r, _: f"{r['field']} = {r['value'] or 'nothing'}" if r["field"] else "", wide=True),
        Column("by", lambda r, _: r["author"]),
        Column("made", lambda r, _: r["made"][:16]),
        Column("holds", _holds),
    ),
    "quotes": (
        Column("id", _id),
        Column("who", _speaker),
        Column("said", lambda r, _: _cut(r["words"]), wide=True),
        Column("how", lambda r, _: r["mode"]),
        Column("report", _document),
    ),
    "figures": (
        Column("id", _id),
        Column("as of", lambda r, _: r["as_of"] or ""),
        Column("value", lambda r, _: value(r)),
        Column("of what", lambda r, _: _cut(r["counted"], 60), wide=True),
        Column("whose", lambda r, n: n.actors.get(r["owner"] or "", "")),
        Column("where", lambda r, n: n.actors.get(r["place"] or "", "")),
        Column("said by", lambda r, _: _cut(r["said_by"], 40)),
        Column("report", _document),
    ),
    "events": (
        Column("id", _id),
        Column("time", lambda r, _: day_words(r) if r["time"] and (r["earliest"] or r["latest"]) else ""),
        Column("title", lambda r, _: r["title"], wide=True),
        Column("status", lambda r, _: r["status"]),
        Column("type", lambda r, _: r["type"] or r["context"] or ""),
        Column("sources", lambda r, _: r["sources"]),
        Column("told", lambda r, _: len(r["mentions"])),
    ),
    "unread": (
        Column("report", lambda r, n: n.documents[r["document"]]),
        Column("why", lambda r, _: r["why"]),
        Column("words", lambda r, _: _cut(r["words"]), wide=True),
    ),
    "actors": (
        Column("id", _id),
        Column("name", lambda r, _: r["name"]),
        Column("type", lambda r, _: r["type"]),
        Column("spellings", lambda r, _: _cut(_spellings(r)), wide=True),
        Column("reports", lambda r, _: len({m["document"] for m in r["mentions"]})),
        Column("mentions", lambda r, _: len(r["mentions"])),
    ),
    "conflicts": (
        Column("id", _id),
        Column("kind", lambda r, _: r["kind"]),
        Column("about", lambda r, _: r["about"], wide=True),
        Column("one side", lambda r, n: _side(r["sides"][0], n), wide=True),
        Column("the other", lambda r, n: _side(r["sides"][1], n), wide=True),
    ),
    "positions": (
        Column("id", _id),
        Column("taken", lambda r, _: day_words(r) if r["earliest"] or r["latest"] else ""),
        Column("who", lambda r, n: _holder(r, n), wide=True),
        Column("stance", lambda r, _: r["stance"] if r["strength"] == "plain" else f"{r['stance']} ({r['strength']})"),
        Column("in these words", lambda r, n: _position(r, n), wide=True),
        Column("by", lambda r, _: r["deadline"] or ""),
        Column("outcome", lambda r, _: r["outcome"]),
    ),
    "relations": (
        Column("month", lambda r, _: r["month"] or "undated"),
        Column("who", lambda r, _: r["actor"]),
        Column("to whom", lambda r, _: r["recipient"]),
        Column("class", lambda r, _: r["class"]),
        Column("events", lambda r, _: "\n".join(f"{e['title']} ({e['status']})" for e in r["events"]), wide=True),
    ),
    "timeline": (
        Column("when", lambda r, _: day_words(r)),
        Column("status", lambda r, _: f"{r['status']} for {r['target']}" if r["target"] else r["status"]),
        Column("sources", lambda r, _: r["sources"]),
        Column("what, and in whose words", lambda r, n: _told(r, n), wide=True),
    ),
}


def _told(row: Row, names: Names) -> str:
    """The title, and under it the report that tells it, with its sentence where that says more; then what else the
    reports say of its time and status."""
    title, words = row["title"], _cut(row["words"][0])
    more = "" if words.rstrip(". ") == title.rstrip(". ") else f": {words}"
    lines = [title, f"{row['documents'][0]}{more}"]
    if row["spread"]:
        lines.append(f"dated {', '.join(row['spread'])}")
    if row["history"]:
        lines.append(", then ".join(f"{step['status']} ({step['published']})" for step in row["history"]))
    return "\n   ".join(lines)


def _holder(row: Row, names: Names) -> str:
    name, words = names.actors.get(row["holder"] or ""), _cut(row["holder_words"], 60)
    return words if name is None or name == words else f"{name} ({words})"


def _position(row: Row, names: Names) -> str:
    """The words of a position with its report, and under them what later reports say."""
    told = f"{_cut(row['title'])} ({names.documents[row['evidence'][0]['document']]})"
    later = (
        f"{f['kind']} {f['time'] or ''}: {_cut(f['words'], 90)} ({names.documents[f['document']]})"
        for f in row["followed"]
    )
    return "\n   ".join([told, *later])


def _side(side: Row, names: Names) -> str:
    where = names.documents[side["evidence"][0]["document"]]
    return f"{side['claim']} ({side['as_of'] or 'undated'}; {where})"


def write(rows: Iterable[Row], form: str, kind: str, names: Names) -> None:
    """Write rows to standard output in one of `FORMATS`; `kind` chooses the columns of the table."""
    if form == "table":
        _table(list(rows), COLUMNS[kind], names)
    elif form == "json":
        print(json.dumps(list(rows), ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    else:
        rows = list(rows)
        writer = csv.writer(sys.stdout)
        writer.writerow(rows[0] if rows else ())
        writer.writerows([cell(value) for value in row.values()] for row in rows)


def _table(rows: Sequence[Row], columns: Sequence[Column], names: Names) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for column in columns:
        # In a narrow window every column folds but the first, and the columns of words stay readable longest.
        first = column is columns[0]
        table.add_column(column.heading, overflow="fold", min_width=LEAST if column.wide else None, no_wrap=first)
    for row in rows:
        table.add_row(*(Text(printable(str(column.shows(row, names)))) for column in columns))
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        console.width = max(console.width, PIPED)
    console.print(table)


def printable(words: str) -> str:
    """Words of a report for a terminal: no control character and no direction override of theirs acts there."""
    return "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "�" for c in words)
