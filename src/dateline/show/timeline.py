"""The timeline: the events of a record in the order of their days, the most salient first to be kept."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import FACTUAL, days_of, iso_of
from ..record import queries
from ..record.store import Record

Row = dict[str, Any]

LEVELS: Mapping[int, int | None] = {1: 25, 2: 80, 3: None}
"""How many events a level keeps: a page, a chapter, everything."""
MOST_WORDS = 3
"""Sentences of evidence that a row carries, one a document."""


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the timeline is asked for. Days are ISO dates, partial allowed; `dates` keeps the N most salient
    days instead of a level."""

    actor: str | None = None
    since: str | None = None
    until: str | None = None
    level: int = 1
    dates: int | None = None


def timeline(record: Record, view: View) -> list[Row]:
    """Rows of time, title, status, sources, event and words (sentences of evidence), in the order of time.

    Undated events are left out; `undated` counts them. Raises ValueError where a day of `view` is no ISO date.
    """
    names = queries.Names(record)
    chosen = [e for e in queries.events(record) if _dated(e) and _asked_for(e, view, names)]
    if view.level < max(LEVELS):
        chosen = _distinct([e for e in chosen if e["type"] or e["sense"]], names)
    if view.dates is not None:
        chosen = _salient_days(chosen, view.dates)
    elif (most := LEVELS[view.level]) is not None:
        chosen = sorted(chosen, key=lambda e: (-e["salience"], e["id"]))[:most]
    return [_row(e, names) for e in sorted(chosen, key=_order)]


def undated(record: Record) -> int:
    """How many events of a known type have no day at all."""
    query = "SELECT count(*) AS n FROM events WHERE earliest IS NULL AND latest IS NULL AND type IS NOT NULL"
    return int(record.rows(query)[0]["n"])


def _distinct(events: Iterable[Row], names: queries.Names) -> list[Row]:
    """Of the acts that one sentence tells of one time, the most salient."""
    told: set[tuple[str, int, str]] = set()
    kept = []
    for event in sorted(events, key=lambda e: (-e["salience"], e["id"])):
        places = {(m["document"], names.bounds(m["document"], m["start"])[0], event["time"]) for m in event["mentions"]}
        if not places <= told:
            kept.append(event)
        told |= places
    return kept


def _row(event: Row, names: queries.Names) -> Row:
    words: dict[str, str] = {}
    told = sorted(event["mentions"], key=lambda m: (m["status"] != event["status"], m["time"] != event["time"]))
    for mention in told:
        if len(words) < MOST_WORDS and mention["document"] not in words:
            words[mention["document"]] = names.sentence(mention["document"], mention["start"])
    return {
        **{key: event[key] for key in ("time", "title", "status", "sources")},
        "event": event["id"],
        "words": list(words.values()),
        "earliest": event["earliest"],
        "latest": event["latest"],
        "documents": [names.documents[d] for d in words],
    }


def _dated(event: Row) -> bool:
    return bool(event["time"] and (event["earliest"] or event["latest"]))


def _order(event: Row) -> tuple[str, str, str]:
    return (event["earliest"] or event["latest"], event["latest"] or "9999", event["id"])


def _asked_for(event: Row, view: View, names: queries.Names) -> bool:
    if view.since and (event["latest"] or "9999") < str(days_of(view.since).earliest):
        return False
    if view.until and (event["earliest"] or event["latest"]) > str(days_of(view.until).latest):
        return False
    if view.actor:
        wanted = view.actor.casefold()
        involved = (names.actors.get(a, "") for a in event["actors"] + event["recipients"])
        return any(wanted in name.casefold() for name in involved)
    return True


def _salient_days(events: Iterable[Row], most: int) -> list[Row]:
    """The best event of each of the `most` most salient days; only what happened on a known day counts."""
    days: dict[str, list[Row]] = defaultdict(list)
    for event in events:
        if event["earliest"] == event["latest"] and event["status"] in FACTUAL:
            days[event["earliest"]].append(event)
    weight = {day: sum(e["salience"] for e in told) for day, told in days.items()}
    kept = sorted(weight, key=lambda day: (-weight[day], day))[:most]
    return [max(days[day], key=lambda e: (e["salience"], e["id"])) for day in kept]


def day_words(row: Row) -> str:
    """The time of a row for people, at its true precision: a day, a month, a year, or the end of an open span."""
    if row["earliest"] is None:
        return f"by {row['latest']}"
    if row["latest"] is None:
        return f"from {row['earliest']}"
    earliest, latest = (datetime.date.fromisoformat(row[key]) for key in ("earliest", "latest"))
    value = iso_of(earliest, latest)
    return value or f"{earliest} … {latest}"
