"""The most salient days of a record, for a timeline of a given length.

A day weighs by the independent reports that name it, twice by those that name it when it is long gone: what is still
told weeks later was of weight (the counts of date selection in Tran, Alrifai and Herder, "Timeline summarization from
relevant headlines", ECIR 2015, without its learnt weights). Of a day the telling is kept that is most like all that is
told of it, in a full sentence (the centroid of Radev, Jing, Styś and Tam, "Centroid-based summarization of multiple
documents", 2004).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..annotate.likeness import directions
from ..model import FACTUAL
from ..record.store import Record

Row = dict[str, Any]

GONE = datetime.timedelta(days=7)
"""A report that names a day so long before its own publication looks back at it."""
LOOKED_BACK = 2.0
"""What such a report weighs more."""
FULL = 300
"""Code points from which a sentence tells no more for being longer."""
SALIENCE, FULLNESS, TOLD = 0.05, 0.5, 0.3
"""What a point of salience, a full sentence and a day told by the words add to a telling's likeness to the others."""


def salient(record: Record, events: Iterable[Row], most: int) -> list[Row]:
    """The event that stands for each of the `most` most salient days, in their order, the mention that tells it best
    first; only what happened on a known day counts, or was news of that day."""
    by_day: dict[str, list[Row]] = defaultdict(list)
    for event in events:
        day = event["latest"] if event["dated"] == "news" else event["earliest"]
        if event["status"] in FACTUAL and day and (event["dated"] == "news" or day == event["latest"]):
            by_day[day].append(event)
    weights = _weights(record)
    kept = sorted(by_day, key=lambda day: (-weights[day], -max(e["salience"] for e in by_day[day]), day))[:most]
    return [_standing_for(record, by_day[day]) for day in sorted(kept)]


def _standing_for(record: Record, events: Sequence[Row]) -> Row:
    """Of the events of a day the one whose telling is most like all tellings, with that telling first."""
    every = [(e, m) for e in events for m in e["mentions"]]
    told = [(e, m) for e, m in every if (m["status"], m["time"]) == (e["status"], e["time"])] or every
    query = """SELECT s.start, s."end", s.vector FROM events_told t
               JOIN sentences s ON s.document = t.document AND s.start = t.sentence WHERE t.id = ?"""
    sentences = [record.rows(query, (m["id"],))[0] for _, m in told]
    lines = directions([s["vector"] or b"" for s in sentences])
    centre = {(m["document"], s["start"]): line for (_, m), s, line in zip(told, sentences, lines, strict=True)}
    mean = np.sum([*centre.values()], axis=0)
    alike = np.round(lines @ mean / (np.linalg.norm(mean) or 1.0), 4)

    def fits(n: int) -> tuple[float, str]:
        event, mention = told[n]
        full = min(sentences[n]["end"] - sentences[n]["start"], FULL) / FULL
        bonus = SALIENCE * event["salience"] + FULLNESS * full + TOLD * (event["dated"] == "text")
        return round(float(alike[n]) + bonus, 3), str(mention["id"])

    event, first = told[max(range(len(told)), key=fits)]
    return {**event, "mentions": [first, *(m for m in event["mentions"] if m is not first)]}


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
