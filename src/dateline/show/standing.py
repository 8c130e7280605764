"""How things stood on a day: the last figures, the positions that held, the open deadlines, what was disputed.

Only reports count that were surely published by then (`asof.published_by`), so that nobody knows the future: a
position is not yet taken back, a figure not yet replaced, and a conflict not yet there whose other side is untold.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from ..record import queries
from ..record.store import Record
from . import asof

Row = dict[str, Any]

FINAL = ("taken back", "fulfilled")
"""Outcomes after which a position no longer holds."""
_STRONGEST = ("taken back", "fulfilled", "weakened", "repeated")


def figures(record: Record, day: str) -> list[Row]:
    """The last figure of each series by that day, in the order of the series' labels."""
    known = asof.published_by(record, asof.last_day(day))[0]
    labels = {s["id"]: s["label"] for s in record.rows("SELECT id, label FROM series")}
    last: dict[str, Row] = {}
    for f in queries.figures(record):
        if f["series"] in labels and f["document"] in known and (f["earliest"] or "") <= str(asof.last_day(day)):
            standing = last.get(f["series"])
            if standing is None or _dated(f) > _dated(standing):
                last[f["series"]] = f
    return sorted(last.values(), key=lambda f: (labels[f["series"]], f["id"]))


def _dated(figure: Row) -> tuple[str, str, str]:
    return figure["latest"] or "", figure["earliest"] or "", figure["id"]


def positions(record: Record, day: str | None = None) -> list[Row]:
    """All positions with what became of them; by a day: those taken by then, as the reports of that time tell them."""
    if day is None:
        return list(queries.positions(record))
    last = asof.last_day(day)
    known = asof.published_by(record, last)[0]
    return [_by(p, known, last) for p in _taken(record, known)]


def _taken(record: Record, known: frozenset[str]) -> Iterator[Row]:
    for p in queries.positions(record):
        if evidence := [e for e in p["evidence"] if e["document"] in known]:
            yield {**p, "evidence": evidence, "followed": [f for f in p["followed"] if f["document"] in known]}


def _by(position: Row, known: frozenset[str], day: datetime.date) -> Row:
    kinds = {f["kind"] for f in position["followed"]}
    outcome = next((kind for kind in _STRONGEST if kind in kinds), "open")
    passed = position["until_last"] and position["until_last"] < day.isoformat()
    if passed and outcome not in FINAL:
        outcome = "deadline passed"
    sources = len({e["document"] for e in position["evidence"]})
    return {**position, "outcome": outcome, "sources": min(position["sources"], sources)}


def holds(position: Row) -> bool:
    """Whether a position is neither taken back nor fulfilled, nor its deadline past."""
    return position["outcome"] not in (*FINAL, "deadline passed")


def deadlines(record: Record, day: str) -> list[Row]:
    """The positions of which the deadline was open on that day, the nearest first."""
    standing = (p for p in positions(record, day) if p["until_last"] and holds(p))
    return sorted(standing, key=lambda p: (p["until_last"], p["id"]))


def conflicts(record: Record, day: str) -> list[Row]:
    """The conflicts of which both sides had been told by that day."""
    known = asof.published_by(record, asof.last_day(day))[0]
    return [
        c for c in queries.conflicts(record) if all(e["document"] in known for s in c["sides"] for e in s["evidence"])
    ]
