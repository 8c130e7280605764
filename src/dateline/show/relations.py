"""What two actors did and said to each other, month by month, in PLOVER's four classes.

The classes are those of the PLOVER codebook (Open Event Data Alliance, 2023): verbal and material, cooperation and
conflict. An act that only lies ahead is coded as the word that was given of it, so a threat counts as verbal.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model import MATERIAL
from ..record import queries
from ..record.store import Record

Row = dict[str, Any]

COOPERATION = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
"""PLOVER's categories of cooperation, verbal and material; the others are conflict."""


def quad(category: str) -> str:
    """PLOVER's class of a category: "verbal cooperation", "material conflict" ..."""
    return (
        f"{'material' if category in MATERIAL else 'verbal'} {'cooperation' if category in COOPERATION else 'conflict'}"
    )


def named(record: Record, words: str) -> dict[str, str]:
    """The actors, by id with their names, that are spelt just so; where none is, those of which a spelling holds the
    words. Raises LookupError where there are none."""
    asked = words.casefold()
    rows = list(queries.actors(record))
    found = {a["id"]: a["name"] for a in rows if asked in (n.casefold() for n in [a["name"], *a["names"]])}
    found = found or {a["id"]: a["name"] for a in rows if any(asked in n.casefold() for n in a["names"])}
    if not found:
        raise LookupError(f"no actor is called {words!r}; `dateline actors` lists them")
    return found


def relations(record: Record, left: str, right: str) -> list[Row]:
    """A row for each month, direction and class, with its events: what the one did to the other. Undated events come
    last. Raises LookupError where one of the two is no actor."""
    sides = (named(record, left), named(record, right))
    within = _Within(record)
    groups: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for event in queries.events(record):
        if not event["type"]:
            continue
        month = (event["earliest"] or event["latest"] or "")[:7]
        for doer, other in (sides, sides[::-1]):
            acting = _first(doer, [*event["actors"], *within.spans(event, "actor")])
            befallen = _first(other, [*event["recipients"], *within.spans(event, "recipient")])
            if acting and befallen:
                told = {key: event[key] for key in ("id", "title", "time", "type", "status", "sources")}
                groups[month, acting, befallen, quad(event["type"])].append(told)
    return [
        {
            "month": month or None,
            "actor": acting,
            "recipient": befallen,
            "class": kind,
            "count": len(found),
            "events": found,
        }
        for (month, acting, befallen, kind), found in sorted(
            groups.items(), key=lambda g: (g[0][0] or "9999", *g[0][1:])
        )
    ]


class _Within:
    """The actors that are named anywhere in the phrases of who acts and whom it befalls: in "the Iranian general" his
    country too, which is not who was struck, but whom the act was done to among states."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._names: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        query = """SELECT n.document, n.start, n."end", a.actor FROM names n JOIN actor_names a ON a.name = n.id
                   WHERE n.type NOT IN ('GPE', 'LOC') OR n.key LIKE 'country:%' ORDER BY n.document, n.start"""
        for name in record.rows(query):
            self._names[name["document"]].append((name["start"], name["end"], name["actor"]))

    def spans(self, event: Row, role: str) -> Iterator[str]:
        for mention in event["mentions"]:
            told = self._record.rows("SELECT actor, recipient FROM events_told WHERE id = ?", (mention["id"],))
            for start, end in json.loads(told[0][role]):
                yield from (a for s, e, a in self._names[mention["document"]] if start <= s and e <= end)


def _first(side: Mapping[str, str], ids: Iterable[str]) -> str | None:
    return next((side[i] for i in ids if i in side), None)
