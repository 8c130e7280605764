"""PLOVER's event records, one JSON object a line (PLOVER manual, draft 0.7, chapter "JSON Data Fields").

Only events of one of PLOVER's categories. `date` has no partial form there: it is the first possible day, or the
last where only that is known, and `comment` holds the time at its precision. Fields of our own are `status`, `sources`,
`earliest`, `latest`, `dated` (how the day is known, as in the tables) and `target_date`. An event that was only
announced has its status and stands on the day on which it was said, with the day set for it in `target_date`. The words
of reports are not repeated, as the manual asks; `text_info` says where they stand.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from pathlib import Path
from typing import Any

from ...record.store import Record
from ..selection import View
from .plain import address, country, file_at, lines, stretch, told

Row = dict[str, Any]

QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
"""PLOVER's categories by verbal and material cooperation, verbal and material conflict (codebook, 2023)."""


WITHDRAWN = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})
"""Codes of countries that were (ISO 3166-3), which CLDR gives beside those of the countries that are."""


def write(record: Record, output: Path, _: View) -> list[Path]:
    """Write an event a line; gives the file."""
    actors = {a["id"]: a for a in record.rows("SELECT * FROM actors")}
    reports = {d["id"]: d for d in record.rows("SELECT id, uri, title, outlet, lang FROM documents")}
    modes: dict[str, list[str]] = defaultdict(list)
    query = """SELECT DISTINCT m.event, t.mode FROM event_mentions m JOIN events_told t ON t.id = m.mention
               JOIN events e ON e.id = m.event
               WHERE t.mode IS NOT NULL AND t.type = e.type ORDER BY m.event, t.mode"""
    for row in record.rows(query):
        modes[row["event"]].append(row["mode"])
    records = (_record(event, row, actors, reports, modes[event["id"]]) for event, row in told(record) if event["type"])
    return lines(records, file_at(output, "events.plover.jsonl"))


def _record(event: Row, row: Row, actors: Row, reports: Row, modes: list[str]) -> Row:
    first = row["earliest"] or row["latest"]
    exact = row["earliest"] == row["latest"]
    # The mention that the timeline shows first.
    place = row["mentions"][0]
    report = reports[place["document"]]
    return {
        "id": event["id"],
        "date": first,
        "actor": [_entity(actors[a]) for a in event["actors"]],
        "recipient": [_entity(actors[a]) for a in event["recipients"]],
        "event": [event["type"]],
        "mode": modes,
        "context": [event["context"]] if event["context"] else [],
        "quad_code": QUADS[event["type"]],
        **({"event_loc": _location(actors[event["place"]])} if event["place"] else {}),
        "event_text": [event["title"]],
        "status": row["status"],
        "sources": row["sources"],
        "earliest": row["earliest"],
        "latest": row["latest"],
        "dated": row["dated"],
        **({"target_date": row["target"]} if row["target"] else {}),
        **({} if exact else {"comment": stretch(row["earliest"], row["latest"], row["time"])}),
        "text_info": {key: place[key] for key in ("document", "start", "end")},
        "cite_info": {
            "title": report["title"],
            "publication": report["outlet"],
            "language": report["lang"],
            "url": address(report["uri"]),
        },
        "coder": "Dateline",
    }


def _entity(actor: Row) -> Row:
    """An actor as an entity object; `code` is ISO 3166's of three letters, where it is a country."""
    code = _alpha3(actor["key"])
    return {"entity_name": actor["name"], "entity_id": actor["id"], **({"code": code} if code else {})}


def _location(actor: Row) -> Row:
    """A place as a location object, in the names of geonames.org's fields."""
    code = _alpha3(actor["key"])
    return {"name": actor["name"], **({"cc3": code} if code else {})}


def _alpha3(key: str | None) -> str | None:
    """ISO 3166's code of three letters, where the key of an actor is that of a country."""
    return _countries().get(country(key) or "")


@functools.cache
def _countries() -> dict[str, str]:
    """ISO 3166's codes of three letters by those of two (CLDR)."""
    from babel.core import get_global

    aliases = get_global("territory_aliases").items()
    return {
        codes[0]: code
        for code, codes in aliases
        if code.isalpha() and len(code) == 3 and len(codes) == 1 and code not in WITHDRAWN
    }
