"""FollowTheMoney entities, one JSON object a line, for Aleph, OpenAleph, nomenklatura and `ftm` (its model, 4.x).

A report is an Article; a person a Person, a body an Organization, a country that acts a PublicBody, a people a
LegalEntity; a name in a report a Mention; an event an Event with its proof; a quote or a figure a Note, since the model
has no schema for either. A place is an address in words, as the model has it. An event that was only announced bears
its status in its name and stands on the day on which it was said. Dates are ISO prefixes. The language of a report is
left out: the model wants codes of three letters, which the record does not hold.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...model import FACTUAL, content_id
from ...record import queries
from ...record.store import Record
from ..selection import View
from ..timeline import ends
from .plain import address, country, file_at, lines, told

Row = dict[str, Any]

SCHEMATA = {"PER": "Person", "ORG": "Organization", "GPE": "PublicBody", "NORP": "LegalEntity"}
"""What an actor is, by the type of its name; what is only a place (LOC) is no party."""


def write(record: Record, output: Path, _: View) -> list[Path]:
    """Write an entity a line; gives the file."""
    actors = list(queries.actors(record))
    parties = {a["id"] for a in actors if a["type"] in SCHEMATA}
    names = {a["id"]: a["name"] for a in actors}
    entities = itertools.chain(
        map(_article, queries.documents(record)),
        itertools.chain.from_iterable(map(_party, actors)),
        (_event(event, row, parties, names) for event, row in told(record)),
        (_said(quote, names, parties) for quote in queries.quotes(record)),
        (_figure(figure, parties) for figure in queries.figures(record)),
    )
    return lines(entities, file_at(output, "entities.ftm.json"))


def _entity(identity: str, schema: str, **properties: str | Iterable[str | None] | None) -> Row:
    """An entity; values are lists of text, and what is empty or not there is left out."""
    held = {}
    for name, values in properties.items():
        listed = [values] if isinstance(values, str) or values is None else values
        kept = list(dict.fromkeys(value for value in listed if value and value.strip()))
        if kept:
            held[name] = kept
    return {"id": identity, "schema": schema, "properties": held}


def _article(report: Row) -> Row:
    days = report["published"]
    return _entity(
        report["id"],
        "Article",
        fileName=f"{report['id']}.txt",
        title=report["title"],
        publisher=report["outlet"],
        sourceUrl=address(report["uri"]),
        publishedAt=_prefix(days["earliest"], days["latest"]),
        bodyText=report["text"],
    )


def _party(actor: Row) -> Iterator[Row]:
    """A party, and a Mention for each report and spelling."""
    schema = SCHEMATA.get(actor["type"])
    if schema is None:
        return
    code = country(actor["key"])
    others = (name for name in actor["names"] if name != actor["name"])
    yield _entity(actor["id"], schema, name=actor["name"], alias=others, country=code.lower() if code else None)
    for document, words in sorted({(m["document"], " ".join(m["words"].split())) for m in actor["mentions"]}):
        identity = content_id("mention", actor["id"], document, words)
        mention = {"document": document, "name": words, "resolved": actor["id"], "detectedSchema": schema}
        yield _entity(identity, "Mention", **mention)


def _event(event: Row, row: Row, parties: set[str], names: dict[str, str]) -> Row:
    first, last = row["earliest"], row["latest"]
    exact = _prefix(first, last)
    return _entity(
        event["id"],
        "Event",
        name=event["title"] if row["status"] in FACTUAL else f"{event['title']} [{row['status']}]",
        summary=row["words"],
        date=exact,
        startDate=None if exact else first,
        endDate=None if exact else last,
        location=names.get(event["place"]),
        involved=(a for a in event["actors"] + event["recipients"] if a in parties),
        keywords=(event["type"], event["sense"], event["context"], row["status"]),
        proof=sorted({m["document"] for m in event["mentions"]}),
    )


def _said(quote: Row, names: dict[str, str], parties: set[str]) -> Row:
    speaker = quote["speaker"]
    return _entity(
        quote["id"],
        "Note",
        name=names.get(speaker) or quote["source_words"] or quote["id"],
        description=quote["words"],
        entity=speaker if speaker in parties else None,
        keywords=("quote", quote["mode"], quote["kind"]),
        proof=quote["document"],
    )


def _figure(figure: Row, parties: set[str]) -> Row:
    value = " ".join(dict.fromkeys(filter(None, (figure["words"], figure["counted"]))))
    return _entity(
        figure["id"],
        "Note",
        name=value,
        description=" ".join(filter(None, (value, figure["as_of"], figure["said_by"]))),
        entity=figure["owner"] if figure["owner"] in parties else None,
        keywords=("figure", figure["concept"], figure["unit"]),
        proof=figure["document"],
    )


def _prefix(earliest: str | None, latest: str | None) -> str | None:
    """Two days as one ISO date cut at its precision, or None where no such date says just these."""
    told = ends({"earliest": earliest, "latest": latest}) if earliest and latest else []
    return told[0] if len(told) == 1 else None
