"""The user's word on a report or on any row: kept apart from what the tool says, and stronger.

A judgement is never changed, only taken back; it is stored with its author and time. It is about a row of one document
(an event or an actor stands for its mentions) or about a conflict, and it names the row by its id and its place, so
that it holds again whenever the document is read anew. How a verdict acts:

set      a fact about the report: published, outlet, title, lang
correct  a field of the row has this value
accept   the row is right, and says so wherever it is shown
dismiss  the row is wrong: no listing shows it and no link counts it; a dismissed report stays, but claims nothing
hide     the row may be right: it still counts, and is not shown
"""

from __future__ import annotations

import dataclasses
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args

from ..interval import days_of
from ..model import Annotations, Bound, Document, NameType, QuoteMode, Span, Status, TimexRole, TimexType

Row = dict[str, Any]
Rows = Callable[..., list[sqlite3.Row]]

COPY = "copy_of"
"""Not of what a report tells, but of how reports hang together: the id of the report that it copies, or none ("")."""
VERDICTS = ("accept", "dismiss", "hide", "correct")


@dataclasses.dataclass(frozen=True, slots=True)
class Ruling:
    """A judgement that holds, on one row: of which table, with which id, and where it stood (code points)."""

    number: int
    table: str
    row: str
    span: Span
    verdict: str
    field: str | None
    value: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """What the rulings mean for the rows as they are now: ids of those dismissed, values by id and field, and which
    row each ruling (by number) applies to."""

    dismissed: frozenset[str]
    corrected: Mapping[str, Mapping[str, str | None]]
    applied: Sequence[tuple[int, str]]


CLAIMS = ("expressions", "names", "quotes", "figures", "events", "positions", "causes")
"""What a report claims, by the names of `Annotations`."""


class Word:
    """All rulings on one document."""

    def __init__(self, rulings: Iterable[Ruling] = ()) -> None:
        self._rulings = list(rulings)
        told = {r.field: r.value for r in self._rulings if r.verdict == "set" and r.field}
        self.facts = {field: value for field, value in told.items() if field != COPY}

    def claims(self, document: Document, annotations: Annotations) -> Annotations:
        """The annotations, without any claim where the user has dismissed the whole report."""
        if any(r.verdict == "dismiss" and r.row == document.id for r in self._rulings):
            nothing = dict.fromkeys(CLAIMS, ())
            return dataclasses.replace(annotations, **nothing)  # type: ignore[arg-type]
        return annotations

    def settle(self, places: Mapping[str, Mapping[str, Span]]) -> Settled:
        """The rulings against the rows that there are: spans by id, by table.

        A ruling whose row has another id now goes to the one row of its table that overlaps its place; where there is
        none, or more than one, it applies to nothing, and stays.
        """
        dismissed: set[str] = set()
        corrected: dict[str, dict[str, str | None]] = {}
        applied = []
        for ruling in self._rulings:
            row = _found(ruling, places.get(ruling.table, {}))
            if row is None:
                continue
            applied.append((ruling.number, row))
            if ruling.verdict == "dismiss":
                dismissed.add(row)
            elif ruling.verdict == "correct" and ruling.field:
                corrected.setdefault(row, {})[ruling.field] = ruling.value
        return Settled(frozenset(dismissed), corrected, applied)


def _found(ruling: Ruling, rows: Mapping[str, Span]) -> str | None:
    if ruling.row in rows:
        return ruling.row
    near = [row for row, span in rows.items() if span.overlaps(ruling.span)]
    return near[0] if len(near) == 1 else None


def about(rows: Rows, document: str) -> list[Ruling]:
    """The rulings on a document and on its rows, in the order in which they were made."""
    query = "SELECT * FROM judgements WHERE document = ? AND taken_back IS NULL ORDER BY number"
    return [
        Ruling(r["number"], r["table"], r["row"], Span(r["start"], r["end"]), r["verdict"], r["field"], r["value"])
        for r in rows(query, (document,))
    ]


def copies(rows: Rows) -> dict[str, str]:
    """What the user says on copies: for a report the id of its original, or "" where it is none."""
    query = f"SELECT row, value FROM judgements WHERE field = '{COPY}' AND taken_back IS NULL"
    return {r["row"]: r["value"] for r in rows(query)}


def dismissed_conflicts(rows: Rows) -> frozenset[str]:
    """The ids of the conflicts that the user has dismissed."""
    query = "SELECT row FROM judgements WHERE \"table\" = 'conflicts' AND verdict = 'dismiss' AND taken_back IS NULL"
    return frozenset(r["row"] for r in rows(query))


def mark_conflicts(connection: sqlite3.Connection) -> None:
    """Note to which conflicts judgements apply."""
    connection.execute("DELETE FROM judged WHERE document IS NULL")
    connection.execute(
        """INSERT INTO judged (judgement, row) SELECT j.number, j.row FROM judgements j JOIN conflicts c ON c.id = j.row
           WHERE j."table" = 'conflicts' AND j.taken_back IS NULL"""
    )


# --- making and taking back -------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """A row that a judgement is to be about, and where it stands."""

    table: str
    row: str
    document: str | None
    start: int | None = None
    end: int | None = None


def make(
    connection: sqlite3.Connection, asked: str, subjects: Iterable[Subject], ruling: tuple[str, str | None, str | None],
    author: str, made: str,
) -> None:  # fmt: skip
    """Write one judgement (verdict, field, value) on each subject, instead of the one that said otherwise."""
    verdict, field, value = ruling
    for s in subjects:
        same = "field = ?" if field else "verdict IN ('accept', 'dismiss', 'hide')"
        connection.execute(
            f"""UPDATE judgements SET taken_back = ? WHERE "table" = ? AND row = ? AND taken_back IS NULL AND {same}""",
            (made, s.table, s.row, *([field] if field else [])),
        )
        connection.execute(
            """INSERT INTO judgements (asked, "table", row, document, start, "end", verdict, field, value, author, made)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (asked, s.table, s.row, s.document, s.start, s.end, verdict, field, value, author, made),
        )


def take_back(connection: sqlite3.Connection, start: str, fields: Sequence[str], made: str) -> list[str]:
    """Take back what was said on the row whose id begins so, or of it only these fields; the documents concerned.

    Raises LookupError where nothing was said on it.
    """
    named = f" AND field IN ({', '.join('?' * len(fields))})" if fields else ""
    condition = f"taken_back IS NULL AND (row LIKE ? || '%' OR asked LIKE ? || '%'){named}"
    found = connection.execute(f"SELECT document FROM judgements WHERE {condition}", (start, start, *fields)).fetchall()
    if not found:
        raise LookupError(f"there is no judgement on {start!r} to take back; see: dateline judgements")
    connection.execute(f"UPDATE judgements SET taken_back = ? WHERE {condition}", (made, start, start, *fields))
    return sorted({row["document"] for row in found if row["document"]})


# --- fields -----------------------------------------------------------------------------------------------------------


def _words(column: str) -> Callable[[str | None], Row]:
    return lambda value: {column: value}


def _one_of(column: str, allowed: Sequence[str]) -> Callable[[str | None], Row]:
    def read(value: str | None) -> Row:
        if value not in allowed:
            raise ValueError(f"{column} is one of {', '.join(allowed)}")
        return {column: value}

    return read


def _yes(column: str) -> Callable[[str | None], Row]:
    def read(value: str | None) -> Row:
        if value not in ("yes", "no"):
            raise ValueError(f"{column} is yes or no")
        return {column: int(value == "yes")}

    return read


def _number(*columns: str) -> Callable[[str | None], Row]:
    def read(value: str | None) -> Row:
        try:
            number = None if value is None else float(value)
        except ValueError as problem:
            raise ValueError(f"{columns[0]} is a plain number, such as 5200 or 0.5") from problem
        return dict.fromkeys(columns, number)

    return read


def _days(column: str) -> Callable[[str | None], Row]:
    def read(value: str | None) -> Row:
        if value is None:
            return {column: None, "earliest": None, "latest": None, "timex": None}
        days = days_of(value)
        first, last = (day.isoformat() if day else None for day in (days.earliest, days.latest))
        return {column: value, "earliest": first, "latest": last, "timex": None}

    return read


def _event_time(value: str | None) -> Row:
    return {**_days("time")(value), "dated": None if value is None else "text"}


def _status(value: str | None) -> Row:
    """What the user says is denied is no telling of what happened: no mention of that is linked with it."""
    return {**_one_of("status", get_args(Status))(value), "negated": int(value == "denied")}


def _day(column: str) -> Callable[[str | None], Row]:
    def read(value: str | None) -> Row:
        if value is not None:
            days_of(value)
        return {column: value}

    return read


def _value(value: str | None) -> Row:
    if value is None or not re.fullmatch(r"(?:PAST|PRESENT|FUTURE)_REF|[0-9PX][0-9A-Z:.+-]{0,39}", value):
        raise ValueError(f"{value!r} is no TIMEX3 value; give one such as 2020-01-03, 2021-07 or P2D")
    return {"value": value}


FIELDS: Mapping[str, Mapping[str, Callable[[str | None], Row]]] = {
    "documents": {
        "published": _day("published"),
        "outlet": _words("outlet"),
        "title": _words("title"),
        "lang": _words("lang"),
        COPY: _words(COPY),
    },
    "timexes": {
        "value": _value,
        "type": _one_of("type", get_args(TimexType)),
        "role": _one_of("role", get_args(TimexRole)),
        "mod": _words("mod"),
    },
    "names": {"type": _one_of("type", get_args(NameType)), "key": _words("key"), "name": _words("called")},
    "quotes": {
        "speaker": _words("speaker"),
        "mode": _one_of("mode", get_args(QuoteMode)),
        "anonymous": _yes("anonymous"),
        "description": _words("description"),
        "said_on": _day("said_on"),
    },
    "figures": {
        "value": _number("low", "high"),
        "low": _number("low"),
        "high": _number("high"),
        "bound": _one_of("bound", get_args(Bound)),
        "unit": _words("unit"),
        "counted": _words("counted"),
        "concept": _words("concept"),
        "level": _yes("level"),
        "as_of": _days("as_of"),
    },
    "events_told": {
        "status": _status,
        "type": _words("type"),
        "sense": _words("sense"),
        "negated": _yes("negated"),
        "title": _words("title"),
        "time": _event_time,
    },
    "conflicts": {},
}
"""What can be set or corrected, by table: each field with what reads its value into columns (ValueError with one
sentence where it is none)."""
