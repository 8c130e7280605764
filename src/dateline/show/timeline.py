"""The timeline: the events of a record in the order of their days, the most salient first to be kept.

What happened stands on its day; what was only announced stands on the day on which it was said, with the day that was
set for it. What a report tells of long before it was written is background.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ..interval import iso_of
from ..record import facts, queries
from ..record.store import Record
from . import asof
from .selection import View, chosen, placed, standing, visible

Row = dict[str, Any]

MOST_WORDS = 3
"""Sentences of evidence that a row carries, one a document."""
BACKGROUND = datetime.timedelta(days=60)
"""What lies so long before every report that tells it is background."""


def timeline(record: Record, view: View) -> list[Row]:
    """Rows of time, title, status, sources, event and words (sentences of evidence), in the order of time.

    Undated events are left out; `undated` counts them. Raises ValueError where a day of `view` is no ISO date.
    """
    found = standing(record, view)
    if view.dates is not None:
        from . import days  # only here: it brings numbers and vectors, and listings start fast

        every = asof.events(record, visible(record, view), view.lang, found)
        names = queries.Names(record)
        return [told_row(placed(e, names), names) for e in days.salient(record, every, view.dates)]
    return rows(record, view, chosen(record, view, found))


def rows(record: Record, view: View, events: Sequence[str]) -> list[Row]:
    """The rows of events, by their ids, in this order."""
    names = queries.Names(record)
    told = {e["id"]: e for e in asof.events(record, visible(record, view), view.lang, events)}
    return [told_row(placed(told[event], names), names) for event in events]


def unplaced(record: Record, view: View) -> list[str]:
    """What the timeline leaves out, a sentence each: events without a day; and as of a day, reports of which it is not
    known whether they were published by then."""
    if view.asof is None:
        n = undated(record)
        return [f"{n} more events have no date: `dateline events FILE --undated` lists them."] if n else []
    _, unknown = asof.published_by(record, asof.last_day(view.asof))
    names = queries.Names(record)
    return [f"Left out, since its publication is not known: {names.documents[d]}" for d in unknown]


def undated(record: Record) -> int:
    """How many events of a known type have no day at all."""
    query = "SELECT count(*) AS n FROM events WHERE earliest IS NULL AND latest IS NULL AND type IS NOT NULL"
    return int(record.rows(query)[0]["n"])


def told_row(event: Row, names: queries.Names) -> Row:
    told: dict[str, Row] = {}
    for mention in sorted(
        event["mentions"], key=lambda m: (m["status"] != event["status"], m["time"] != event["time"])
    ):
        if len(told) < MOST_WORDS:
            told.setdefault(mention["document"], mention)
    earliest, latest = event["said"] or (event["earliest"], event["latest"])
    return {
        "time": _iso(earliest, latest) if event["said"] else event["time"],
        **{key: event[key] for key in ("title", "status", "sources")},
        "event": event["id"],
        "words": [names.sentence(m["document"], m["start"]) for m in told.values()],
        "earliest": earliest,
        "latest": latest,
        "dated": event["dated"],
        "said": bool(event["said"]),
        "target": event["target"],
        "history": _history(event, names),
        "spread": _spread(event),
        "background": _is_background(event, names),
        "documents": [names.documents[d] for d in told],
        "mentions": [{key: m[key] for key in ("document", "start", "end", "id")} for m in told.values()],
    }


def _history(event: Row, names: queries.Names) -> list[Row]:
    """How the reports told the event, in the order of their publication: each change of its status."""
    told: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for m in event["mentions"]:
        published = names.published[m["document"]]
        if published["latest"]:
            told[published["latest"], published["earliest"] or "", m["document"]].append(m)
    steps: list[Row] = []
    for (latest, earliest, document), mentions in sorted(told.items()):
        status = facts.status_of(m["status"] for m in mentions)
        if not steps or steps[-1]["status"] != status:
            steps.append({"published": _iso(earliest or latest, latest), "status": status, "document": document})
    return steps if len(steps) > 1 else []


def _spread(event: Row) -> list[str]:
    """The times that the reports' words give the event, where they give more than one."""
    times = sorted({m["time"] for m in event["mentions"] if m["dated"] == "text" and m["time"]})
    return times if len(times) > 1 else []


def _is_background(event: Row, names: queries.Names) -> bool:
    first = min((names.published[m["document"]]["earliest"] or "" for m in event["mentions"]), default="")
    last = event["latest"]
    if event["said"] or not first or not last or event["dated"] != "text":
        return False
    return datetime.date.fromisoformat(first) - datetime.date.fromisoformat(last) >= BACKGROUND


def _iso(earliest: str, latest: str) -> str:
    """Two days as one ISO date at its precision, or as an interval."""
    first, last = (datetime.date.fromisoformat(day) for day in (earliest, latest))
    return iso_of(first, last) or f"{first}/{last}"


def day_words(row: Mapping[str, Any]) -> str:
    """The time of a row for people, at its true precision: a day, a month, a year, or the end of an open span."""
    if row["earliest"] is None:
        return f"by {row['latest']}"
    if row["latest"] is None:
        return f"from {row['earliest']}"
    if row.get("dated") == "news" and not row.get("said"):
        return f"reported {row['latest']}"
    return " … ".join(ends(row))


def ends(row: Mapping[str, Any]) -> list[str]:
    """The first and the last day of a row as one ISO date where they are just a day, a month or a year; else both."""
    earliest, latest = (datetime.date.fromisoformat(row[key]) for key in ("earliest", "latest"))
    value = iso_of(earliest, latest)
    return [value] if value else [str(earliest), str(latest)]


def parts(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of the news, and those of the background."""
    return [r for r in rows if not r["background"]], [r for r in rows if r["background"]]
