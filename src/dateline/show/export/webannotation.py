"""W3C Web Annotation (Recommendation of 2017), one JSON-LD document: a collection with one page of annotations.

What the record says of words stands off the report's text: a TextPositionSelector (code points over the text, end
exclusive) and a TextQuoteSelector, so that the words are found again in another copy of it. The source is the text
that the record holds; `via` is the address of the web that it came from. The first tag of an annotation is the table
that its row stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...record import queries
from ...record.store import Record
from ..selection import View
from .plain import address, document, file_at

Row = dict[str, Any]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
URN = "urn:dateline:"
AROUND = 32
"""Code points before and after the words that a TextQuoteSelector gives."""


def write(record: Record, output: Path, _: View) -> list[Path]:
    """Write all annotations; gives the file."""
    reports = {d["id"]: d for d in queries.documents(record)}
    annotations = [
        {
            "id": f"{URN}{identity}",
            "type": "Annotation",
            "motivation": motivation,
            "body": [_text(table, "tagging"), *bodies],
            "target": [_target(reports[report], start, end) for start, end in spans],
        }
        for table, identity, report, motivation, bodies, spans in _found(record)
        if spans
    ]
    page = {"id": f"{URN}page", "type": "AnnotationPage", "startIndex": 0, "items": annotations}
    collection = {"@context": CONTEXT, "id": f"{URN}annotations", "type": "AnnotationCollection"}
    content = {**collection, "label": "Dateline", "total": len(annotations), "first": page}
    return document(content, file_at(output, "annotations.jsonld"))


def _found(record: Record) -> Iterator[tuple[str, str, str, str, list[Row], list[list[int]]]]:
    """Table, id, report, motivation, bodies and spans of each row that stands at words of a report."""
    names = queries.Names(record).actors
    for t in queries.timex(record):
        bodies = [_text(t["value"] or t["type"], "tagging")]
        yield "timex", t["id"], t["document"], "tagging", bodies, [[t["start"], t["end"]]]
    for q in queries.quotes(record):
        who = names.get(q["speaker"]) or q["source_words"] or q["description"]
        bodies = [_text(who, "identifying")] if who else []
        bodies += [_resource(q["speaker"], "identifying")] if q["speaker"] else []
        bodies += [_text(q["mode"], "tagging")]
        yield "quotes", q["id"], q["document"], "identifying", bodies, q["content"]
    for f in queries.figures(record):
        bodies = [_text(_quantity(f), "describing")]
        yield "figures", f["id"], f["document"], "describing", bodies, [[f["start"], f["end"]]]
    for event in queries.events(record):
        kind = event["type"] or event["context"] or event["sense"]
        for m in event["mentions"]:
            bodies = [_resource(event["id"], "linking"), _text(m["status"], "tagging")]
            bodies += [_text(kind, "classifying")] if kind else []
            yield "events", m["id"], m["document"], "classifying", bodies, [[m["start"], m["end"]]]
    for actor in queries.actors(record):
        bodies = [_resource(actor["id"], "identifying"), _text(actor["name"], "identifying")]
        for m in actor["mentions"]:
            yield "actors", m["id"], m["document"], "identifying", bodies, [[m["start"], m["end"]]]


def _text(value: str, purpose: str) -> Row:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _resource(identity: str, purpose: str) -> Row:
    return {"type": "SpecificResource", "source": f"{URN}{identity}", "purpose": purpose}


def _quantity(figure: Row) -> str:
    """The value as an interval, with its bound, its unit and what is counted."""
    low, high = (f"{v:.15g}" if v is not None else ".." for v in (figure["low"], figure["high"]))
    value = low if low == high else f"{low}/{high}"
    bound = "" if figure["bound"] == "=" else figure["bound"]
    return " ".join(filter(None, (bound, value, figure["unit"], figure["concept"] or figure["counted"])))


def _target(report: Row, start: int, end: int) -> Row:
    text = report["text"]
    via = address(report["uri"])
    source = {"id": f"{URN}{report['id']}", "type": "Text", "format": "text/plain", "language": report["lang"]}
    return {
        "source": {**{key: value for key, value in source.items() if value}, **({"via": via} if via else {})},
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - AROUND) : start],
                "suffix": text[end : end + AROUND],
            },
        ],
    }
