"""The most salient days of a record, for a timeline of a given length.

A day weighs by the independent reports that name it, twice by those that name it when it is long gone: what is still
told weeks later was of weight (the counts of date selection in Tran, Alrifai and Herder, "Timeline summarization from
relevant headlines", ECIR 2015, without its learnt weights).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..model import FACTUAL
from ..record.store import Record

Row = dict[str, Any]

GONE = datetime.timedelta(days=7)
"""A report that names a day so long before its own publication looks back at it."""
LOOKED_BACK = 2.0
"""What such a report weighs more."""


def salient(record: Record, events: Iterable[Row], most: int) -> list[Row]:
    """The best event of each of the `most` most salient days, in their order; only what happened on a known day counts,
    or was news of that day."""
    by_day: dict[str, list[Row]] = defaultdict(list)
    for event in events:
        day = event["latest"] if event["dated"] == "news" else event["earliest"]
        if event["status"] in FACTUAL and day and (event["dated"] == "news" or day == event["latest"]):
            by_day[day].append(event)
    weights = _weights(record)
    kept = sorted(by_day, key=lambda day: (-weights[day], -max(e["salience"] for e in by_day[day]), day))[:most]
    return [max(by_day[day], key=lambda e: (e["dated"] == "text", e["salience"], e["id"])) for day in sorted(kept)]


def _weights(record: Record) -> dict[str, float]:
    """What each ISO day weighs."""
    query = """SELECT DISTINCT t.earliest AS day, coalesce(c.original, t.document) AS source, d.published_latest
               FROM timexes t JOIN documents d ON d.id = t.document
               LEFT JOIN copies c ON c.document = t.document AND c.kind <> 'excerpt'
               WHERE t.earliest = t.latest AND t.type IN ('DATE', 'TIME')"""
    naming: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for day, source, published in record.rows(query):
        naming[day].add(source)
        if published and datetime.date.fromisoformat(published) - datetime.date.fromisoformat(day) > GONE:
            back[day].add(source)
    return defaultdict(float, {day: len(s) + LOOKED_BACK * len(back[day]) for day, s in naming.items()})
