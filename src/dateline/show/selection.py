"""Which events a view of the timeline holds, and when each of them stands there."""

from __future__ import annotations

import datetime
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..interval import days_of
from ..record import queries
from ..record.store import Record
from . import asof

Row = dict[str, Any]
Days = tuple[str | None, str | None]
"""The first and the last day on which something can have been, ISO; one of them may be open."""

LEVELS: Mapping[int, int | None] = {1: 25, 2: 80, 3: None}
"""How many events a level keeps: a page, a chapter, everything."""
SURE = datetime.timedelta(days=7)
"""What a first page shows is known to within so many days, where no words of a report date it."""
AHEAD = frozenset({"planned", "promised", "threatened", "demanded"})
"""Statuses of what was announced: it stands on the day on which it was said."""
FEW = 5_000
"""Events of which it is quicker to ask for each than to read all."""
PORTION = 50
"""Events that are read at a time while the most salient are looked for."""


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the timeline is asked for. Days are ISO dates, partial allowed; `dates` keeps the N most salient
    days instead of a level; `asof` uses the reports published by that day alone; `lang` words titles in a language
    where a report of it tells the event.

    `actor` and `place` are words of a name, in any spelling of it; `type` is PLOVER's; `outlet` and `language` are
    those of a report that tells the event.
    """

    actor: str | None = None
    since: str | None = None
    until: str | None = None
    level: int = 1
    dates: int | None = None
    asof: str | None = None
    lang: str | None = None
    place: str | None = None
    type: str | None = None
    outlet: str | None = None
    language: str | None = None


def visible(record: Record, view: View) -> frozenset[str] | None:
    """The reports that a view uses; None for all. Raises ValueError where its day is none."""
    return asof.published_by(record, asof.last_day(view.asof))[0] if view.asof else None


def standing(record: Record, view: View) -> dict[str, Days]:
    """For each event that is asked for, whatever the level, and that has a place in time: its days there.

    What was only announced stands on the days on which it was first said; it is asked for by these or by its own.
    """
    seen = visible(record, view)
    conditions, values = _conditions(record, view, seen)
    rows = record.rows(f"SELECT e.id, e.status, e.time, e.earliest, e.latest FROM events e WHERE {conditions}", values)
    told = {r["id"]: (r["status"], (r["earliest"], r["latest"]) if r["time"] else (None, None)) for r in rows}
    said = _said(record, seen)
    for event in asof.events(record, seen, only=_partly(record, seen, told.keys())) if seen is not None else ():
        told[event["id"]] = (event["status"], (event["earliest"], event["latest"]) if event["time"] else (None, None))
    found = {}
    since, until = _bounds(view.since, view.until)
    for event, (status, days) in told.items():
        first = said.get(event) if status in AHEAD else None
        if any(_within(times, since, until) for times in (first, days) if times and any(times)):
            found[event] = first or days
    return found


def chosen(record: Record, view: View, found: Mapping[str, Days]) -> list[str]:
    """The ids of the events of the view's level, of those `found` to stand, in the order of time."""
    kept: Iterable[str] = found
    most = LEVELS[view.level]
    if most is not None:
        kept = [e["id"] for e, _ in zip(_distinct(record, view, found), range(most), strict=False)]
    return sorted(kept, key=lambda e: (found[e][0] or found[e][1], found[e][1] or "9999", e))


def placed(event: Row, names: queries.Names) -> Row:
    """The event with `said`, the days on which it was first announced, and `target`, the time that was set for it;
    both None for what is told as fact."""
    event["said"] = event["target"] = None
    if event["status"] in AHEAD:
        event["said"] = min((s for m in event["mentions"] if (s := _said_on(m, names))), default=None)
        event["target"] = event["time"] if event["dated"] == "text" else None
    return event


def _said_on(mention: Row, names: queries.Names) -> tuple[str, str] | None:
    published = names.published[mention["document"]]
    return _saying(mention["said_on"], published["earliest"], published["latest"])


def _saying(told: str | None, earliest: str | None, latest: str | None) -> tuple[str, str] | None:
    """The first and last day on which a mention can have been said: as the report dates the saying, else its own."""
    if told:
        try:
            days = days_of(told)
            earliest, latest = str(days.earliest), str(days.latest)
        except ValueError:
            pass
    return (earliest, latest) if earliest and latest else None


def _said(record: Record, seen: frozenset[str] | None) -> dict[str, tuple[str, str]]:
    """For each event that some report announces, the days on which that was first said."""
    ahead = ", ".join(f"'{status}'" for status in sorted(AHEAD))
    query = f"""SELECT m.event, t.id, t.document, q.said_on, d.published_earliest, d.published_latest
                FROM events_told t JOIN event_mentions m ON m.mention = t.id JOIN documents d ON d.id = t.document
                LEFT JOIN quotes q ON q.id = t.quote
                WHERE m.event IN (SELECT m.event FROM events_told t JOIN event_mentions m ON m.mention = t.id
                                  WHERE t.status IN ({ahead}))"""
    word = queries.Word(record)
    found: dict[str, tuple[str, str]] = {}
    for event, mention, document, told, earliest, latest in record.rows(query):
        days = _saying(told, earliest, latest)
        if days and not word.hides(mention, document) and (seen is None or document in seen):
            found[event] = min(found.get(event, days), days)
    return found


def _partly(record: Record, seen: frozenset[str], events: Iterable[str]) -> list[str]:
    """Those of the events that reports tell of which not all are seen."""
    query = """SELECT DISTINCT m.event FROM events_told t JOIN event_mentions m ON m.mention = t.id
               WHERE t.document NOT IN (SELECT value FROM json_each(?))"""
    unseen = {r["event"] for r in record.rows(query, (json.dumps(sorted(seen)),))}
    return [event for event in events if event in unseen]


def _conditions(record: Record, view: View, seen: frozenset[str] | None) -> tuple[str, dict[str, str]]:
    """SQL that keeps the events (`e`) with a mention that is seen and not hidden, and with what is asked for beside
    days; its values."""
    hidden = queries.Word(record).hidden
    values = {"hidden": json.dumps(sorted(hidden)), "seen": json.dumps(sorted(seen or ()))}
    told = ["m.event = e.id"]
    if hidden:
        told += [f"t.{key} NOT IN (SELECT value FROM json_each(:hidden))" for key in ("id", "document")]
    if seen is not None:
        told.append("t.document IN (SELECT value FROM json_each(:seen))")
    for column, asked in (("outlet", view.outlet), ("lang", view.language)):
        if asked:
            values[column] = asked
            told.append(f"t.document IN (SELECT id FROM documents WHERE {column} = :{column})")
    conditions = ["1"]
    if len(told) > 1:
        mentions = "event_mentions m JOIN events_told t ON t.id = m.mention"
        conditions.append(f"EXISTS (SELECT 1 FROM {mentions} WHERE {' AND '.join(told)})")
    if view.type:
        conditions.append("e.type = :type")
        values["type"] = view.type
    if view.actor:
        values["actors"] = json.dumps(_spelt(record, view.actor))
        roles = "SELECT event FROM event_actors WHERE actor IN (SELECT value FROM json_each(:actors))"
        conditions.append(f"e.id IN ({roles})")
    if view.place:
        values["places"] = json.dumps(_spelt(record, view.place))
        conditions.append("e.place IN (SELECT value FROM json_each(:places))")
    return " AND ".join(conditions), values


def _spelt(record: Record, words: str) -> list[str]:
    """The ids of the actors of whom some spelling holds these words."""
    wanted = words.casefold()
    rows = record.rows("SELECT id, name, names FROM actors ORDER BY id")
    return [a["id"] for a in rows if any(wanted in n.casefold() for n in (a["name"], *json.loads(a["names"])))]


def _distinct(record: Record, view: View, found: Mapping[str, Days]) -> Iterator[Row]:
    """The events for the view's level, the most salient first; of the acts that one sentence tells of one time, one."""
    names = queries.Names(record)
    told: set[tuple[str, int, str]] = set()
    for event in _by_salience(record, view, found):
        if _belongs(placed(event, names), view.level):
            places = {
                (m["document"], names.bounds(m["document"], m["start"])[0], event["time"]) for m in event["mentions"]
            }
            if not places <= told:
                yield event
            told |= places


def _by_salience(record: Record, view: View, found: Mapping[str, Days]) -> Iterator[Row]:
    """The events, the most salient first, read in portions. As of a day an event is less salient or as much, never
    more, so that whoever is at least as salient as all of the next portion comes first."""
    seen = visible(record, view)
    these, ids = queries.these("id", found if len(found) < FEW else None)
    rows = record.rows(f"SELECT id, salience FROM events WHERE {these} ORDER BY salience DESC, id", ids)
    left = [(r["id"], r["salience"]) for r in rows if r["id"] in found]
    waiting: list[tuple[float, str, int, Row]] = []
    for start in range(0, len(left), PORTION):
        portion = left[start : start + PORTION]
        while waiting and -waiting[0][0] > portion[0][1]:
            yield heapq.heappop(waiting)[-1]
        for number, event in enumerate(asof.events(record, seen, only=[event for event, _ in portion])):
            heapq.heappush(waiting, (-event["salience"], event["id"], number, event))
    while waiting:
        yield heapq.heappop(waiting)[-1]


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
        return bool(event["earliest"] and _width(event) <= SURE)
    return bool(event["dated"] == "text")


def _width(row: Mapping[str, Any]) -> datetime.timedelta:
    return datetime.date.fromisoformat(row["latest"]) - datetime.date.fromisoformat(row["earliest"])


def narrowed(found: Mapping[str, Days], when: str) -> dict[str, Days]:
    """Those of the events that begin in a day, month or year. Raises ValueError where `when` is no ISO date."""
    since, until = _bounds(when, when)
    return {event: days for event, days in found.items() if since and until and since <= _first(days) <= until}


def _first(days: Days) -> str:
    return days[0] or days[1] or ""


def _bounds(since: str | None, until: str | None) -> Days:
    """The first and the last day between two ISO dates, partial allowed."""
    first, last = (days_of(value) if value else None for value in (since, until))
    return str(first.earliest) if first else None, str(last.latest) if last else None


def _within(days: Days, since: str | None, until: str | None) -> bool:
    earliest, latest = days
    if since and (latest or "9999") < since:
        return False
    return not (until and (earliest or latest or "") > until)
