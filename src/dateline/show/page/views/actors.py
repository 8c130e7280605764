"""The actors: who they are in all spellings, what they did and said, and what two of them did to one another."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

from ....model import FACTUAL
from ... import asof
from ...relations import quad
from ..address import Asked
from ..scope import SHOWN, SIZE, Scope, in_pages
from . import events, positions, voices

Row = dict[str, Any]

QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
"""PLOVER's quad classes, from what is said to what is done, for one another and against."""
MOST_EVENTS = 500
"""Events of an actor that are looked at, the most salient."""
MOST_LISTED = 60
"""Events, sayings and reports that a page of an actor lists."""


def view(scope: Scope, asked: Asked) -> Row:
    """The actors, those named most often first; of a type, and in the words that are asked for."""
    words, type_ = asked.word("q"), asked.word("type")
    every = scope.kept("actors", lambda: _counts(scope))
    kept = every
    if words or type_:
        wanted = (words or "").casefold()
        of_type = scope.record.rows("SELECT id, name, names FROM actors WHERE ? IS NULL OR type = ?", (type_, type_))
        found = {a["id"] for a in of_type if wanted in " ".join((a["name"], *json.loads(a["names"]))).casefold()}
        kept = [(actor, n) for actor, n in every if actor in found]
    page = in_pages(kept, asked.number("page"))
    rows = [{**_actor(scope, a), "mentions": n} for a, n in page.rows]
    types = scope.kept("types", lambda: [r["type"] for r in scope.rows("SELECT DISTINCT type FROM actors ORDER BY 1")])
    return {"paged": page, "actors": rows, "words_asked": words, "type": type_, "types": types}


def one(scope: Scope, asked: Asked) -> Row | None:
    """One actor: spellings, reports, acts, sayings, positions, and with whom there were dealings."""
    found = scope.rows("SELECT * FROM actors WHERE id = :id", id=asked.id)
    query = f"""SELECT n.words, n.document, n.garbled, count(*) AS n, min(n.start) AS start FROM actor_names a
                JOIN names n ON n.id = a.name JOIN documents d ON d.id = n.document WHERE a.actor = :id AND {SHOWN}
                GROUP BY n.words, n.document"""
    named = scope.rows(query, id=asked.id)
    if not found or not named:
        return None
    actor = asked.id or ""
    acts = _acts(scope, actor)
    told = events.listed(scope, [e["id"] for e in _most(acts, actor)])
    said = _said(scope, actor, {row["document"] for row in named})
    return {
        "actor": {**found[0], "names": json.loads(found[0]["names"])},
        "spellings": _spellings(named),
        "reports": _reports(scope, named),
        "events": told,
        "told": len(acts),
        "roles": {e["id"]: actor in e["actors"] for e in acts},
        "sayings": voices.sayings(scope, said[:MOST_LISTED]),
        "said": len(said),
        "positions": positions.of(scope, actor),
        "relations": _relations(scope, acts, actor),
        "quads": QUADS,
    }


def relation(scope: Scope, asked: Asked) -> Row | None:
    """What two actors did to one another, by month and class, and the events."""
    first, _, second = (asked.id or "").partition("-")
    names = [scope.names.actors.get(a) for a in (first, second)]
    acts = [e for e in _acts(scope, first) if _with(e, first) and second in _with(e, first)]
    if None in names or not acts:
        return None
    told = events.listed(scope, [e["id"] for e in acts])
    months: dict[str, Counter[str]] = defaultdict(Counter)
    for event in acts:
        day = event["earliest"] or event["latest"]
        if day and _quad(event):
            months[day[:7]][_quad(event) or ""] += 1
    return {
        "pair": list(zip((first, second), names, strict=True)),
        "quads": QUADS,
        "months": sorted(months.items()),
        "most": max((max(m.values()) for m in months.values()), default=1),
        "events": told,
        "roles": {e["id"]: first in e["actors"] for e in acts},
    }


def _counts(scope: Scope) -> list[tuple[str, int]]:
    """The actors with how often they are named, the most often first."""
    if scope.asof or scope.word.hidden:
        query = f"""SELECT a.actor, count(*) AS n FROM actor_names a JOIN names n ON n.id = a.name
                    JOIN documents d ON d.id = n.document
                    WHERE {SHOWN} AND n.id NOT IN (SELECT value FROM json_each(:hidden)) GROUP BY a.actor"""
    else:
        query = "SELECT actor, count(*) AS n FROM actor_names GROUP BY actor"
    return [(row["actor"], row["n"]) for row in scope.rows(f"{query} ORDER BY n DESC, actor")]


def _actor(scope: Scope, actor: str) -> Row:
    (row,) = scope.rows("SELECT * FROM actors WHERE id = :id", id=actor)
    query = f"""SELECT count(DISTINCT d.id) AS n FROM actor_names a JOIN names n ON n.id = a.name
                JOIN documents d ON d.id = n.document WHERE a.actor = :id AND {SHOWN}"""
    return {**row, "names": json.loads(row["names"]), "reports": scope.rows(query, id=actor)[0]["n"]}


def _spellings(named: list[Row]) -> list[Row]:
    """Each spelling with how often it stands, and the first place where it does."""
    found: dict[str, Row] = {}
    for row in sorted(named, key=lambda r: (r["document"], r["start"])):
        words = " ".join(row["words"].split())
        spelling = found.setdefault(words, {**row, "words": words, "n": 0})
        spelling["n"] += row["n"]
    return sorted(found.values(), key=lambda s: (-s["n"], s["words"]))


def _reports(scope: Scope, named: list[Row]) -> list[Row]:
    counts: Counter[str] = Counter()
    for row in named:
        counts[row["document"]] += row["n"]
    most = sorted(counts, key=lambda d: (-counts[d], d))[:MOST_LISTED]
    rows = [{"id": d, "n": counts[d], "name": scope.names.documents[d], **scope.names.published[d]} for d in most]
    return sorted(rows, key=lambda r: (r["latest"] or "9999", r["id"]))


def _acts(scope: Scope, actor: str) -> list[Row]:
    """The events in which an actor has a part, the most salient."""
    query = f"""SELECT DISTINCT e.id, e.salience FROM event_actors r JOIN events e ON e.id = r.event
                WHERE r.actor = :actor ORDER BY e.salience DESC, e.id LIMIT {MOST_EVENTS}"""
    ids = [row["id"] for row in scope.rows(query, actor=actor)]
    return list(asof.events(scope.record, scope.seen, scope.lang, only=ids))


def _most(acts: list[Row], actor: str) -> list[Row]:
    known = [e for e in acts if e["type"] or e["sense"]]
    return sorted(known, key=lambda e: (-e["salience"], e["id"]))[:MOST_LISTED]


def _said(scope: Scope, actor: str, documents: set[str]) -> list[str]:
    """The ids of what an actor says in these reports, which name them, in the order of days."""
    query = f"""SELECT q.id, {voices.DAY} AS day FROM {voices.FROM}
                WHERE q.document IN (SELECT value FROM json_each(:documents)) AND a.id = :actor
                AND {voices.SHOWN_QUOTE} {voices.IN_ORDER}"""
    return [row["id"] for row in scope.rows(query, documents=json.dumps(sorted(documents)), actor=actor)]


def _relations(scope: Scope, acts: list[Row], actor: str) -> list[Row]:
    """For each other actor, how many acts of each class there were between the two."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for event in acts:
        for other in _with(event, actor):
            found[other][_quad(event) or ""] += 1
    most = sorted(found, key=lambda a: (-found[a].total(), a))[:SIZE]
    return [{"id": a, "name": scope.names.actors.get(a), "counts": found[a]} for a in most if set(found[a]) - {""}]


def _with(event: Row, actor: str) -> set[str]:
    """Those on the other side of an act that happened, or goes on."""
    if event["status"] not in FACTUAL:
        return set()
    sides = (set(event["actors"]), set(event["recipients"]))
    return {a for here, there in (sides, sides[::-1]) if actor in here for a in there} - {actor}


def _quad(event: Row) -> str | None:
    return quad(event["type"]).replace(" ", "_") if event["type"] else None
