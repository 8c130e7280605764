"""The reports: the list of them, one with its rows marked in its text, and a copy beside its original."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ....record import queries
from ..address import PART, Asked
from ..scope import SHOWN, Scope
from ..text import Mark, pieces

Row = dict[str, Any]

OPENING = 200
"""Code points of a report's text that stand for a title where it has none."""
MOST_LISTED = 400
"""Rows of a kind that are listed beside a report."""


def view(scope: Scope, asked: Asked) -> Row:
    """The reports in the order of publication, the undated last, narrowed by outlet and language; what was rejected."""
    outlet, language = asked.word("outlet"), asked.word("language")
    query = f"""SELECT id, title, outlet, source_id, uri, lang, read, substr(text, 1, {OPENING}) AS opening,
                published_earliest AS earliest, published_latest AS latest, published_how AS how,
                (SELECT kind FROM copies c WHERE c.document = d.id ORDER BY share DESC, original LIMIT 1) AS copy
                FROM documents d WHERE {SHOWN} AND (:outlet IS NULL OR outlet = :outlet)
                AND (:language IS NULL OR lang = :language)
                ORDER BY published_latest IS NULL, published_latest, published_earliest, id"""
    paged = scope.paged(query, asked.number("page"), outlet=outlet, language=language)
    offered = "SELECT DISTINCT {0} AS v FROM documents WHERE {0} IS NOT NULL ORDER BY {0} LIMIT 500"
    return {
        "paged": paged,
        "reports": [{**d, "name": scope.names.documents[d["id"]]} for d in paged.rows],
        "outlet": outlet,
        "language": language,
        "outlets": [r["v"] for r in scope.rows(offered.format("outlet"))],
        "offered_langs": [r["v"] for r in scope.rows(offered.format("lang"))],
        "rejected": list(queries.rejected(scope.record)) if asked.number("page") == 1 else [],
    }


def one(scope: Scope, asked: Asked, *, cited: bool = False) -> Row | None:
    """One report: what is known of it, a part of its text with its rows marked, and lists of them. With `cited`, of its
    text only the sentences that say, count or tell something."""
    document = asked.id or ""
    found = scope.rows("SELECT * FROM documents WHERE id = :id", id=document)
    if not found or not scope.shows(document):
        return None
    (d,) = found
    parts = max(-(-len(d["text"]) // PART), 1)
    part = min(asked.number("part"), parts)
    rows = {kind: _rows(scope, document, kind) for kind in ROWS}
    marks = [*_places(scope, d), *_marks(rows)]
    start, end = (part - 1) * PART, min(part * PART, len(d["text"]))
    stretches = [(start, end)]
    if cited:
        stretches = _cited(marks, _claimed(scope, document), start, end)
        rows = {
            kind: [r for r in listed if any(first <= r["start"] < last for first, last in stretches)]
            for kind, listed in rows.items()
        }
    return {
        "report": {
            **{key: d[key] for key in ("id", "title", "outlet", "uri", "lang", "read", "agency")},
            "name": scope.names.documents[document],
            "published": {"earliest": d["published_earliest"], "latest": d["published_latest"]},
            "how": d["published_how"],
            "disputed": d["disputed"],
            "notes": json.loads(d["given"])["notes"],
        },
        "text": [list(pieces(d["text"], marks, *stretch)) for stretch in stretches],
        "part": part,
        "parts": parts,
        "rows": {kind: listed[:MOST_LISTED] for kind, listed in rows.items()},
        "copies": _copies(scope, document),
    }


ROWS = {
    "voice": """SELECT q.*, a.id AS actor, a.name FROM quotes q LEFT JOIN actor_names n ON n.name = q.speaker
                LEFT JOIN actors a ON a.id = n.actor WHERE q.document = :id ORDER BY q.start, q.id""",
    "figure": """SELECT f.*, s.series FROM figures f LEFT JOIN series_figures s ON s.figure = f.id
                 WHERE f.document = :id ORDER BY f.start, f.id""",
    "event": """SELECT t.id, t.start, t."end", t.words, e.id AS event, e.title, t.status FROM events_told t
                JOIN event_mentions m ON m.mention = t.id JOIN events e ON e.id = m.event
                WHERE t.document = :id AND coalesce(t.type, t.sense) IS NOT NULL
                ORDER BY t.start, t."end" DESC, t.id""",
    "told": """SELECT t.id, t.start, t."end" FROM events_told t
               WHERE t.document = :id AND coalesce(t.type, t.sense) IS NULL ORDER BY t.start, t.id""",
    "date": "SELECT * FROM timexes WHERE document = :id ORDER BY start, id",
    "name": """SELECT n.*, a.id AS actor, a.name AS called_so FROM names n LEFT JOIN actor_names m ON m.name = n.id
               LEFT JOIN actors a ON a.id = m.actor WHERE n.document = :id ORDER BY n.start, n.id""",
}
"""The rows of a report, by what they are; `told` are tellings of acts that no pack knows."""
PREFIX = {"voice": "q", "figure": "f", "event": "m", "told": "m", "date": "t", "name": "n"}
"""The anchor of a row is its id after this."""


def _rows(scope: Scope, document: str, kind: str) -> list[Row]:
    return [row for row in scope.rows(ROWS[kind], id=document) if not scope.word.hides(row["id"])]


def _marks(rows: dict[str, list[Row]]) -> Iterator[Mark]:
    for kind, found in rows.items():
        for row in found:
            anchor = f"{PREFIX[kind]}-{row['id']}"
            if kind == "voice":
                for start, end in json.loads(row["content"]):
                    yield Mark(start, end, "voice", anchor)
                for start, end in json.loads(row["source"]):
                    yield Mark(start, end, "source")
            else:
                yield Mark(row["start"], row["end"], "event" if kind == "told" else kind, anchor)


def _places(scope: Scope, document: Row) -> Iterator[Mark]:
    """The sentences of a report, or its lines where no pack read it; and what is no part of it."""
    for start, end, kind in json.loads(document["boilerplate"]):
        yield Mark(start, end, "aside", "head" if kind == "header" else None)
    sentences = scope.rows('SELECT start, "end" FROM sentences WHERE document = :id ORDER BY start', id=document["id"])
    for s in sentences or _lines(document["text"]):
        yield Mark(s["start"], s["end"], "sentence", f"s-{s['start']}")


def _lines(text: str) -> Iterator[Row]:
    start = 0
    for line in text.split("\n"):
        yield {"start": start, "end": start + len(line)}
        start += len(line) + 1


def _claimed(scope: Scope, document: str) -> set[str]:
    """The anchors of what conflicts cite of a report beside its figures: dates, and what its header claims."""
    query = """SELECT t.id FROM timexes t JOIN conflict_sides s ON s.timex = t.id WHERE t.document = :id
               UNION SELECT NULL FROM conflict_sides WHERE document = :id"""
    return {f"t-{row['id']}" if row["id"] else "head" for row in scope.rows(query, id=document)}


def _cited(marks: list[Mark], claimed: set[str], start: int, end: int) -> list[tuple[int, int]]:
    """The sentences in which something is said, counted, told or claimed, within a part of the text."""
    rows = [m for m in marks if m.anchor and (m.layer in ("voice", "event", "figure") or m.anchor in claimed)]
    sentences = [m for m in marks if m.layer == "sentence" and m.start < end and m.end > start]
    found = (s for s in sentences if any(r.start < s.end and s.start < r.end for r in rows))
    return [(max(s.start, start), min(s.end, end)) for s in found]


def _copies(scope: Scope, document: str) -> list[Row]:
    """The reports that this one copies, and those that copy it."""
    query = """SELECT document, original, kind, share FROM copies WHERE document = :id OR original = :id
               ORDER BY document <> :id, share DESC, original, document LIMIT 100"""
    found = []
    for row in scope.rows(query, id=document):
        other = row["original"] if row["document"] == document else row["document"]
        if scope.shows(other):
            found.append({**row, "other": other, "name": scope.names.documents[other]})
    return found
