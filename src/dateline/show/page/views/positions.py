"""Positions: who promised, demanded or refused what, by when, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ....record import queries
from ..address import Asked
from ..scope import Scope, in_pages

Row = dict[str, Any]


def view(scope: Scope, asked: Asked) -> Row:
    """The positions in the order in which they were taken, of one stance or holder where it is asked for."""
    stance, who = asked.word("stance"), asked.word("who")
    every = scope.kept("positions", lambda: _shown(scope))
    found = [p for p in every if stance in (None, p["stance"]) and who in (None, p["holder"])]
    page = in_pages(found, asked.number("page"))
    return {
        "paged": replace(page, rows=[_row(scope, p) for p in page.rows]),
        "stances": sorted({p["stance"] for p in every}),
        "stance": stance,
        "who": who,
        "who_name": scope.names.actors.get(who or ""),
    }


def of(scope: Scope, actor: str) -> list[Row]:
    """The positions of an actor."""
    every = scope.kept("positions", lambda: _shown(scope))
    return [_row(scope, p) for p in every if p["holder"] == actor]


def _shown(scope: Scope) -> list[Row]:
    """The positions with the evidence that is to be shown; those without any are left out."""
    found = []
    for position in queries.positions(scope.record):
        evidence, followed = (
            [e for e in position[key] if scope.shows(e["document"])] for key in ("evidence", "followed")
        )
        if evidence and not scope.word.hides(position["id"]):
            found.append({**position, "evidence": evidence, "followed": followed})
    return sorted(found, key=lambda p: (p["date"] or "9999", p["id"]))


def _row(scope: Scope, position: Row) -> Row:
    name = scope.names.actors.get(position["holder"] or "")
    places = {key: [_place(scope, e) for e in position[key]] for key in ("evidence", "followed")}
    return {**position, **places, "name": name}


def _place(scope: Scope, place: Row) -> Row:
    """A span with its report and the sentence around it."""
    text = scope.names.text(place["document"])
    start, end = scope.names.bounds(place["document"], place["start"])
    first, last = min(start, place["start"]), max(end, place["end"])
    around = (text[first : place["start"]], text[place["start"] : place["end"]], text[place["end"] : last])
    report = scope.names.documents[place["document"]]
    return {
        **place,
        "date": place.get("date", place.get("time")),
        "report": report,
        "sentence": around,
        "anchor": f"s-{start}",
    }
