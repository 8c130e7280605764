"""`dateline show`: one row of the record with its evidence, each span in its sentence."""

from __future__ import annotations

from typing import Any

from ..record import queries
from ..record.store import Record

Row = dict[str, Any]

MARK = ("»", "«")
"""Around the words of a span in its sentence."""


def find(record: Record, start: str) -> tuple[str, Row]:
    """The table and the row whose id begins so, also that of a single mention of an event or an actor.

    Raises LookupError where there is none, or more than one.
    """
    found = [
        (table, row)
        for table, rows in queries.TABLES.items()
        for whole in rows(record)
        for row in (whole, *whole.get("mentions", ()))
        if str(row.get("id", "")).startswith(start)
    ]
    if len(found) != 1:
        raise LookupError(f"{'no row' if not found else 'more than one row'} has an id that begins with {start!r}")
    return found[0]


def evidence(record: Record, row: Row) -> list[tuple[str, str]]:
    """For each span of the row: the report's name, with the mention's id where it has one, and the sentence with the
    span's words marked."""
    names = queries.Names(record)
    spans: list[tuple[str, str, int, int]] = []
    for side in row.get("sides", [row]):
        for mention in side.get("evidence") or side.get("mentions") or [side]:
            document = mention.get("document")
            if document:
                pairs = mention.get("content") or [[mention["start"], mention["end"]]]
                number = f" ({mention['id'][:8]})" if "id" in mention and mention is not row else ""
                spans += [(f"{names.documents[document]}{number}", document, start, end) for start, end in pairs]
    return [(name, marked(names, d, start, end)) for name, d, start, end in spans]


def nameless(quote: Row) -> str:
    """How a source without a name is called: with its kind, where that is known; empty for one with a name."""
    return " ".join(("nameless", quote["kind"] or "")).strip() if quote["anonymous"] else ""


def voiced(record: Record, document: Row) -> tuple[str, list[str]]:
    """The text of a report with what is said in it between marks, each with its number behind it; and for each number
    who says it, and how."""
    names = queries.Names(record)
    cuts: list[tuple[int, int, str]] = []
    legend = []
    said = [q for q in queries.quotes(record) if q["document"] == document["id"]]
    for number, quote in enumerate(said, start=1):
        for start, end in quote["content"]:
            cuts += [(start, 1, MARK[0]), (end, 0, f"{MARK[1]}[{number}]")]
        who = names.actors.get(quote["speaker"] or "") or quote["source_words"] or "nobody named"
        via = f"via {names.actors[quote['via']]}" if quote["via"] in names.actors else ""
        told = [quote["mode"], nameless(quote), via, quote["said_on"] or ""]
        legend.append(f"[{number}] {who} ({', '.join(t for t in told if t)})")
    text, last = "", 0
    for at, _, mark in sorted(cuts):
        text, last = text + document["text"][last:at] + mark, at
    return text + document["text"][last:], legend


def marked(names: queries.Names, document: str, start: int, end: int) -> str:
    """The sentences that a span touches, with its words between marks."""
    text = names.text(document)
    first, last = names.bounds(document, start), names.bounds(document, max(start, end - 1))
    begin, finish = min(first[0], start), max(last[1], end)
    return " ".join(f"{text[begin:start]}{MARK[0]}{text[start:end]}{MARK[1]}{text[end:finish]}".split())
