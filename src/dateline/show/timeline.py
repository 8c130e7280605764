"""The timeline: the events of a record in the order of their days, the most salient first to be kept.

What happened stands on its day; what was only announced stands on the day on which it was said, with the day that was
set for it. What a report tells of long before it was written is background.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import days_of, iso_of
from ..record import facts, queries
from ..record.store import Record
from . import asof

Row = dict[str, Any]

LEVELS: Mapping[int, int | None] = {1: 25, 2: 80, 3: None}
"""How many events a level keeps: a page, a chapter, everything."""
MOST_WORDS = 3
"""Sentences of evidence that a row carries, one a document."""
BACKGROUND = datetime.timedelta(days=60)
"""What lies so long before every report that tells it is background."""
SURE = datetime.timedelta(days=7)
"""What a first page shows is known to within so many days, where no words of a report date it."""
AHEAD = frozenset({"planned", "promised", "threatened", "demanded"})
"""Statuses of what was announced: it stands on the day on which it was said."""


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the timeline is asked for. Days are ISO dates, partial allowed; `dates` keeps the N most salient
    days instead of a level; `asof` uses the reports published by that day alone; `lang` words titles in a language
    where a report of it tells the event."""

    actor: str | None = None
    since: str | None = None
    until: str | None = None
    level: int = 1
    dates: int | None = None
    asof: str | None = None
    lang: str | None = None


def timeline(record: Record, view: View) -> list[Row]:
    """Rows of time, title, status, sources, event and words (sentences of evidence), in the order of time.

    Undated events are left out; `undated` counts them. Raises ValueError where a day of `view` is no ISO date.
    """
    names = queries.Names(record)
    visible = asof.published_by(record, asof.last_day(view.asof))[0] if view.asof else None
    chosen = [_placed(e, names) for e in asof.events(record, visible, view.lang)]
    chosen = [e for e in chosen if _stands(e) and _asked_for(e, view, names)]
    if view.dates is not None:
        from . import days  # only here: it brings numbers and vectors, and listings start fast

        return [_row(e, names) for e in days.salient(record, chosen, view.dates)]
    if view.level < max(LEVELS):
        chosen = _distinct([e for e in chosen if _belongs(e, view.level)], names)
        chosen = sorted(chosen, key=lambda e: (-e["salience"], e["id"]))[: LEVELS[view.level]]
    return [_row(e, names) for e in sorted(chosen, key=_order)]


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


def _placed(event: Row, names: queries.Names) -> Row:
    """The event with `said`, the days on which it was first announced, and `target`, the time that was set for it;
    both None for what is told as fact."""
    event["said"] = event["target"] = None
    if event["status"] in AHEAD:
        event["said"] = min((s for m in event["mentions"] if (s := _said(m, names))), default=None)
        event["target"] = event["time"] if event["dated"] == "text" else None
    return event


def _said(mention: Row, names: queries.Names) -> tuple[str, str] | None:
    """The first and last day on which a mention can have been said: as the report dates the saying, else its own."""
    days = names.published[mention["document"]]
    if mention["said_on"]:
        try:
            told = days_of(mention["said_on"])
            days = {"earliest": str(told.earliest), "latest": str(told.latest)}
        except ValueError:
            pass
    return (days["earliest"], days["latest"]) if days["earliest"] and days["latest"] else None


def _stands(event: Row) -> bool:
    """Whether it has a place in time."""
    return bool(event["said"] or (event["time"] and (event["earliest"] or event["latest"])))


def _belongs(event: Row, level: int) -> bool:
    """Whether an event is one for the first or the second level: its act is known, and its day is told or is news.

    The first keeps what happened, and what was announced for a day; nothing that is only possible.
    """
    if not (event["type"] or event["sense"]):
        return False
    if level > 1:
        return True
    if event["status"] == "possible":
        return False
    if event["status"] in AHEAD:
        return bool(event["target"])
    if event["dated"] == "news":
        return bool(event["earliest"] and _days(event) <= SURE)
    return bool(event["dated"] == "text")


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


def _order(event: Row) -> tuple[str, str, str]:
    earliest, latest = event["said"] or (event["earliest"], event["latest"])
    return (earliest or latest, latest or "9999", event["id"])


def _asked_for(event: Row, view: View, names: queries.Names) -> bool:
    times = [days for days in (event["said"], (event["earliest"], event["latest"])) if days and any(days)]
    if not any(_within(earliest, latest, view) for earliest, latest in times):
        return False
    if view.actor:
        wanted = view.actor.casefold()
        involved = (names.actors.get(a, "") for a in event["actors"] + event["recipients"])
        return any(wanted in name.casefold() for name in involved)
    return True


def _within(earliest: str | None, latest: str | None, view: View) -> bool:
    if view.since and (latest or "9999") < str(days_of(view.since).earliest):
        return False
    return not (view.until and (earliest or latest or "") > str(days_of(view.until).latest))


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


def _days(row: Mapping[str, Any]) -> datetime.timedelta:
    return datetime.date.fromisoformat(row["latest"]) - datetime.date.fromisoformat(row["earliest"])


def parts(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of the news, and those of the background."""
    return [r for r in rows if not r["background"]], [r for r in rows if r["background"]]
