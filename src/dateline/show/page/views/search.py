"""Search over everything: the passages in which the words stand, and the voices, events, figures and actors there."""

from __future__ import annotations

import json
from typing import Any

from ....record.search import search
from ..address import Asked
from ..scope import Scope
from . import events, voices

Row = dict[str, Any]

MOST_FOUND = 100
"""Passages and quotes that are looked at; of the events and actors in them as many are listed."""
MOST_LISTED = 30
MOST_SHOWN = 400
"""Code points of a passage on either side of the first word found."""


def view(scope: Scope, asked: Asked) -> Row:
    """What is found for words ("in a row", begin*); nothing where none are given."""
    words = asked.word("q")
    try:
        passages = [_passage(scope, p) for p in search(scope.record, words or "", most=MOST_FOUND)]
        quotes = search(scope.record, words or "", quotes=True, most=MOST_FOUND)
    except ValueError:
        return {
            "asked_words": words,
            "passages": [],
            "quotes": [],
            "events": [],
            "actors": [],
            "series": [],
        }
    passages = [p for p in passages if scope.shows(p["document"])]
    told = events.listed(scope, _ids(scope, _EVENTS, passages))
    quotes = [q for q in quotes if scope.shows(q["document"])][:MOST_LISTED]
    return {
        "asked_words": words,
        "passages": passages,
        "quotes": voices.sayings(scope, [q["id"] for q in quotes]),
        "events": told,
        "actors": scope.rows(_ACTORS, places=_places(passages, hits=True)),
        "series": scope.rows(_SERIES, places=_places(passages)),
    }


def _passage(scope: Scope, found: Row) -> Row:
    """A passage with the words found told from the others (of a long one what stands around the first of them), and the
    report that it stands in."""
    text = scope.names.text(found["document"])
    first = found["hits"][0][0]
    start, end = max(found["start"], first - MOST_SHOWN), min(found["end"], first + MOST_SHOWN)
    parts, last = [], start
    for hit in found["hits"]:
        if hit[1] <= end:
            parts += [(text[last : hit[0]], False), (text[slice(*hit)], True)]
            last = hit[1]
    report = {"report": scope.names.documents[found["document"]], "published": scope.names.published[found["document"]]}
    return {**found, **report, "parts": [*parts, (text[last:end], False)], "at": first}


def _places(passages: list[Row], *, hits: bool = False) -> str:
    """The passages, or the words found in them, as JSON for a query: [document, start, end]."""
    found = [(p["document"], *span) for p in passages for span in (p["hits"] if hits else [(p["start"], p["end"])])]
    return json.dumps(found)


def _ids(scope: Scope, query: str, passages: list[Row]) -> list[str]:
    return [row["id"] for row in scope.rows(query, places=_places(passages))]


def _in(table: str) -> str:
    """SQL: the rows of a table that overlap one of the places."""
    return f"""json_each(:places) p JOIN {table} x ON x.document = json_extract(p.value, '$[0]')
               AND x.start < json_extract(p.value, '$[2]') AND x."end" > json_extract(p.value, '$[1]')"""


_EVENTS = f"""SELECT e.id FROM {_in("events_told")} JOIN event_mentions m ON m.mention = x.id
              JOIN events e ON e.id = m.event WHERE coalesce(e.type, e.sense) IS NOT NULL
              GROUP BY e.id ORDER BY e.salience DESC, e.id LIMIT {MOST_LISTED}"""
_ACTORS = f"""SELECT a.id, a.name, a.type, count(*) AS n FROM {_in("names")} JOIN actor_names m ON m.name = x.id
              JOIN actors a ON a.id = m.actor GROUP BY a.id ORDER BY n DESC, a.name, a.id LIMIT {MOST_LISTED}"""
_SERIES = f"""SELECT s.id, s.label, count(*) AS n FROM {_in("figures")} JOIN series_figures m ON m.figure = x.id
              JOIN series s ON s.id = m.series GROUP BY s.id ORDER BY n DESC, s.label, s.id LIMIT {MOST_LISTED}"""
