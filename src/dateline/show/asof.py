"""The events of a record as a reader of some day knew them: from the reports published by then, and no others.

Which mentions are one event is taken from the whole record; what the event is called, when it was, whether it happened
and how many tell it follow from the mentions that are left, by the linker's own rules (`record.facts`).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from ..interval import Interval, days_of
from ..model import Status
from ..record import facts, queries
from ..record.store import Record

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Telling:
    """A mention as `record.facts` asks for it, in the language of its report."""

    id: str
    source: str
    status: Status
    value: str | None
    days: Interval
    dated: str | None
    clarity: float
    title: str
    lang: str


def last_day(day: str) -> datetime.date:
    """The last day of an ISO date, partial allowed. Raises ValueError where it is none."""
    latest = days_of(day).latest
    if latest is None:
        raise ValueError(f"{day!r} has no last day")
    return latest


def published_by(record: Record, day: datetime.date) -> tuple[frozenset[str], tuple[str, ...]]:
    """The ids of the reports that were surely published by then, and of those of which it is not known."""
    query = "SELECT id, published_latest AS latest FROM documents ORDER BY id"
    rows = record.rows(query)
    known = frozenset(r["id"] for r in rows if r["latest"] and r["latest"] <= day.isoformat())
    return known, tuple(r["id"] for r in rows if not r["latest"])


def events(
    record: Record,
    visible: frozenset[str] | None = None,
    lang: str | None = None,
    only: Collection[str] | None = None,
) -> Iterator[Row]:
    """The events as `record.queries` gives them (`only` those of these ids), told by the `visible` reports alone (all,
    if not given), with titles in a language where a report of it tells them."""
    tellings = _tellings(record, only) if visible is not None or lang else {}
    for event in queries.events(record, only):
        mentions = [m for m in event["mentions"] if visible is None or m["document"] in visible]
        if not mentions:
            continue
        if len(mentions) < len(event["mentions"]):
            event = _told_by(event, mentions, [tellings[m["id"]] for m in mentions])
        if lang:
            event["title"] = _title(event, [tellings[m["id"]] for m in mentions], lang)
        yield event


def _told_by(event: Row, mentions: list[Row], tellings: list[Telling]) -> Row:
    status = facts.status_of(t.status for t in tellings)
    dated = facts.best_dated(tellings)
    sources = len({t.source for t in tellings})
    less = facts.weight(event["sources"], len(event["mentions"])) - facts.weight(sources, len(mentions))
    days = {"earliest": dated.days.earliest if dated else None, "latest": dated.days.latest if dated else None}
    return {
        **event,
        **{key: day.isoformat() if day else None for key, day in days.items()},
        "title": facts.clearest(tellings, status, dated).title,
        "time": dated.value if dated else None,
        "dated": dated.dated if dated else None,
        "status": status,
        "sources": sources,
        "salience": round(event["salience"] - less, 2),
        "mentions": mentions,
    }


def _title(event: Row, tellings: list[Telling], lang: str) -> str:
    """The title from the clearest mention in a language that tells what the event is taken for; else as it is."""
    spoken = [t for t in tellings if t.lang == lang and t.status == event["status"]]
    return facts.clearest(spoken, event["status"], facts.best_dated(tellings)).title if spoken else event["title"]


def _tellings(record: Record, only: Collection[str] | None) -> dict[str, Telling]:
    these, ids = queries.these("m.event", only)
    query = f"""SELECT m.*, t.status, t.time, t.earliest, t.latest, t.dated, d.lang FROM event_mentions m
               JOIN events_told t ON t.id = m.mention JOIN documents d ON d.id = t.document WHERE {these}"""
    return {
        m["mention"]: Telling(
            id=m["mention"],
            source=m["source"],
            status=m["status"],
            value=m["time"],
            days=Interval(*(datetime.date.fromisoformat(m[k]) if m[k] else None for k in ("earliest", "latest"))),
            dated=m["dated"],
            clarity=m["clarity"],
            title=m["title"],
            lang=m["lang"],
        )
        for m in record.rows(query, ids)
    }
