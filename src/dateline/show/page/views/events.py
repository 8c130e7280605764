"""One event: who tells it, when and how; the spread of its dates, its history, its conflicts."""

from __future__ import annotations

import json
from typing import Any

from ....record import queries
from ... import asof
from ... import timeline as shown
from ...selection import placed
from ..address import Asked
from ..scope import Scope
from . import conflicts

Row = dict[str, Any]

HOW_DATED = ("text", "news", "telling")
"""How the time of a telling is known, the surest first."""
MOST_TOLD = 200
"""Tellings of an event that its page shows."""


def view(scope: Scope, asked: Asked) -> Row | None:
    """An event with everything that is told of it."""
    event = next(asof.events(scope.record, scope.seen, scope.lang, only=[asked.id or ""]), None)
    if event is None:
        return None
    row = shown.told_row(placed(event, scope.names), scope.names)
    mentions = [
        {**m, "published": scope.names.published[m["document"]], "sentence": _sentence(scope, m)}
        for m in event["mentions"][:MOST_TOLD]
    ]
    mentions.sort(key=lambda m: (m["published"]["latest"] or "9999", m["published"]["earliest"] or "", m["document"]))
    return {
        "event": {**event, **row},
        "mentions": mentions,
        "told": len(event["mentions"]),
        "more": max(len(event["mentions"]) - MOST_TOLD, 0),
        "actors": {a: scope.names.actors.get(a) for a in (*event["actors"], *event["recipients"], event["place"]) if a},
        "dates": _dates(mentions),
        "conflicts": _conflicts(scope, mentions),
        "judged": judged(scope, asked.id or ""),
    }


def judged(scope: Scope, row: str) -> list[Row]:
    """What the user says of a row, and of the rows that it stands for."""
    return scope.rows(
        """SELECT DISTINCT verdict, field, value, author, made FROM judgements
           WHERE (asked = :row OR row = :row) AND taken_back IS NULL ORDER BY number""",
        row=row,
    )


def listed(scope: Scope, events: list[str]) -> list[Row]:
    """Rows of the timeline for these events, in the order of time, those without a day last."""
    told = asof.events(scope.record, scope.seen, scope.lang, only=events)
    rows = [shown.told_row(placed(event, scope.names), scope.names) for event in told]
    return sorted(rows, key=lambda r: (r["earliest"] or r["latest"] or "9999", r["latest"] or "9999", r["event"]))


def _sentence(scope: Scope, mention: Row) -> tuple[str, str, str]:
    """The sentence of a mention: what stands before it, its own words, and what stands behind."""
    text = scope.names.text(mention["document"])
    start, end = scope.names.bounds(mention["document"], mention["start"])
    return text[start : mention["start"]], text[mention["start"] : mention["end"]], text[mention["end"] : end]


def _dates(mentions: list[Row]) -> list[Row]:
    """The times that the reports give the event, each with the reports that give it and how they do: in words, as news,
    or only as past, and then no time is theirs."""
    found: dict[tuple[str, str], Row] = {}
    for m in mentions:
        if m["time"]:
            dated = m["dated"] or HOW_DATED[0]
            time = m["time"] if dated != HOW_DATED[-1] else ""
            row = found.setdefault((time, dated), {"time": time, "dated": dated, "documents": []})
            if m["document"] not in row["documents"]:
                row["documents"].append(m["document"])
    return sorted(found.values(), key=lambda r: (HOW_DATED.index(r["dated"]), -len(r["documents"]), r["time"]))


def _conflicts(scope: Scope, mentions: list[Row]) -> list[Row]:
    """The conflicts between figures and dates that stand in the sentences which tell the event."""
    places = [[m["document"], *scope.names.bounds(m["document"], m["start"])] for m in mentions]
    inside = """json_each(:places) p JOIN {0} x ON x.document = json_extract(p.value, '$[0]')
                AND x.start >= json_extract(p.value, '$[1]') AND x.start < json_extract(p.value, '$[2]')"""
    query = f"""SELECT x.id FROM {inside.format("figures")} UNION SELECT x.id FROM {inside.format("timexes")}"""
    rows = [row["id"] for row in scope.rows(query, places=json.dumps(places))]
    query = """SELECT DISTINCT conflict FROM conflict_sides WHERE coalesce(figure, timex) IN
               (SELECT value FROM json_each(:rows)) LIMIT 50"""
    found = [row["conflict"] for row in scope.rows(query, rows=json.dumps(rows))]
    return conflicts.rows(scope, list(queries.conflicts(scope.record, found)))
