"""What each page shows, as plain data: only SQL and the timeline, no words of the interface."""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...record import queries
from ...record.store import Record
from .. import timeline as shown

Row = dict[str, Any]

OPENING = 200
"""Code points of a report's text that stand for a title where it has none."""


@dataclass(slots=True)
class Piece:
    """A stretch of a report's text in which the same spans hold throughout."""

    words: str
    marks: list[Row] = field(default_factory=list)
    """The event mentions that it is part of, from the outermost; `first` tells whether the mention begins here."""
    aside: bool = False
    """Whether it is boilerplate: no part of the report."""


def timeline(record: Record, level: int, lang: str) -> Row:
    """The rows of one level by year, those of the background, the languages of the reports, and how many events have no
    day; titles in a language where a report tells them so."""
    news, background = shown.parts(shown.timeline(record, shown.View(level=level, lang=lang)))
    by_year = itertools.groupby(news, key=lambda row: (row["earliest"] or row["latest"])[:4])
    return {
        "years": [(year, list(told)) for year, told in by_year],
        "background": background,
        "langs": {d["id"]: d["lang"] for d in record.rows("SELECT id, lang FROM documents")},
        "undated": shown.undated(record),
    }


def reports(record: Record, word: queries.Word) -> list[Row]:
    """A row for each report, in the order of publication, the undated last."""
    query = f"""SELECT id, title, outlet, source_id, uri, lang, substr(text, 1, {OPENING}) AS opening,
                published_earliest AS earliest, published_latest AS latest
                FROM documents ORDER BY published_latest IS NULL, published_latest, published_earliest, id"""
    return [{**dict(d), "name": queries.called(d)} for d in record.rows(query) if not word.hides(d["id"])]


def report(record: Record, document: str, word: queries.Word) -> Row | None:
    """One report with its text in pieces; None where there is none of that id, or where it is hidden."""
    found = record.rows("SELECT * FROM documents WHERE id = ?", (document,))
    if not found or word.hides(document):
        return None
    (d,) = found
    return {
        **{key: d[key] for key in ("title", "outlet", "uri", "lang", "read")},
        "name": queries.called(d),
        "published": {"earliest": d["published_earliest"], "latest": d["published_latest"]},
        "how": d["published_how"],
        "original": _original(record, document, word),
        "pieces": pieces(d["text"], _told(record, document, word), json.loads(d["boilerplate"])),
    }


def _original(record: Record, document: str, word: queries.Word) -> Row | None:
    """The report of which this one has the most; None where it is no copy, or where that one is hidden."""
    query = """SELECT d.id, d.outlet, d.source_id, d.uri FROM copies c JOIN documents d ON d.id = c.original
               WHERE c.document = ? ORDER BY c.share DESC, c.original LIMIT 1"""
    for d in record.rows(query, (document,)):
        if not word.hides(d["id"]):
            return {"id": d["id"], "name": queries.called(d)}
    return None


def _told(record: Record, document: str, word: queries.Word) -> list[Row]:
    """The event mentions of a report, with title and status of the event; `known`: of a type or sense of the packs."""
    query = """SELECT t.id, t.start, t."end", e.title, e.status, coalesce(e.type, e.sense) IS NOT NULL AS known
               FROM events_told t JOIN event_mentions m ON m.mention = t.id JOIN events e ON e.id = m.event
               WHERE t.document = ? ORDER BY t.start, t."end" DESC, t.id"""
    return [dict(m) for m in record.rows(query, (document,)) if not word.hides(m["id"])]


def pieces(text: str, mentions: Iterable[Row], asides: Iterable[Sequence[Any]]) -> Iterator[Piece]:
    """The text, cut wherever a mention or an aside ([start, end, ...]) begins or ends; spans may overlap."""
    begin: dict[int, list[Row]] = defaultdict(list)
    deeper: Counter[int] = Counter()
    for start, end, *_ in asides:
        deeper[start] += 1
        deeper[end] -= 1
    cuts = {0, len(text), *deeper}
    for mention in mentions:
        begin[mention["start"]].append(mention)
        cuts |= {mention["start"], mention["end"]}
    within: list[Row] = []
    depth = 0
    for start, end in itertools.pairwise(sorted(cuts)):
        depth += deeper[start]
        within = [m for m in within if m["end"] > start] + begin[start]
        marks = [{**m, "first": m["start"] == start} for m in within]
        yield Piece(text[start:end], marks, aside=depth > 0)
