"""One document's annotations as rows of the record's tables: pure, with the words of every span beside it."""

from __future__ import annotations

import bisect
import dataclasses
import datetime
import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from ..model import Annotations, Document, EventMention, Figure, Quote, Span, Timex, content_id, iso_around

Row = dict[str, Any]


def rows_of(document: Document, annotations: Annotations, timexes: Sequence[Timex], stamp: str) -> dict[str, list[Row]]:
    """All rows of one document, by table, in an order that lets each refer to those before it."""
    return _Rows(document, annotations, timexes).all(stamp)


class _Rows:
    """Makes the rows of one document; holds what they share: the text, and the ids of names, dates and quotes."""

    def __init__(self, document: Document, annotations: Annotations, timexes: Sequence[Timex]) -> None:
        self.document = document
        self.text = document.text
        self.annotations = annotations
        self.timexes = timexes
        self.name_ids = {Span(n.start, n.end): self._id("name", n.start, n.end) for n in annotations.names}
        self.timex_ids = [self._id("timex", t.start, t.end) for t in timexes]
        self.quote_ids = [self._id("quote", *_flat(q.content), *_flat(q.cue)) for q in annotations.quotes]
        self.sentence_starts = [s.start for s in annotations.sentences]
        self.event_ids = [self._id("event", e.start, e.end) for e in annotations.events]

    def all(self, stamp: str) -> dict[str, list[Row]]:
        a, document = self.annotations, self.document.id
        vectors = a.vectors or (b"",) * len(a.sentences)
        return {
            "documents": [self._document()],
            "annotations": [
                {"document": document, "stamp": stamp, "data": msgspec.json.encode(dataclasses.replace(a, vectors=()))}
            ],
            "sentences": [
                {"document": document, "start": s.start, "end": s.end, "vector": v or None}
                for s, v in zip(a.sentences, vectors, strict=True)
            ],
            "names": [{**self._at("name", n.start, n.end), "type": n.type, "key": n.key} for n in a.names],
            "timexes": [self._timex(t) for t in self.timexes],
            "quotes": [self._quote(i, q) for i, q in enumerate(a.quotes)],
            "figures": [self._figure(f) for f in a.figures],
            "events_told": [self._event(i, e) for i, e in enumerate(a.events)],
        }

    def _id(self, kind: str, *parts: object) -> str:
        return content_id(kind, self.document.id, *map(str, parts))

    def _at(self, kind: str, start: int, end: int) -> Row:
        place = {"document": self.document.id, "start": start, "end": end, "words": self.text[start:end]}
        return {"id": self._id(kind, start, end), **place}

    def _document(self) -> Row:
        d, a = self.document, self.annotations
        return {
            "id": d.id,
            "source_id": d.source_id,
            "uri": d.uri,
            "origin": d.origin,
            "title": d.title,
            "outlet": d.outlet,
            "lang": a.lang,
            "read": int(a.read),
            "published_earliest": _day(a.published.earliest),
            "published_latest": _day(a.published.latest),
            "published_how": a.published.how,
            "published_reasons": _json(a.published.reasons),
            "boilerplate": _json([[b.start, b.end, b.kind] for b in d.boilerplate]),
            "text": d.text,
        }

    def _timex(self, t: Timex) -> Row:
        told = {"type": t.type, "value": t.value, "mod": t.mod, "anchor": t.anchor, "role": t.role}
        return {**self._at("timex", t.start, t.end), **told, "earliest": _day(t.earliest), "latest": _day(t.latest)}

    def _quote(self, index: int, q: Quote) -> Row:
        return {
            "id": self.quote_ids[index],
            "document": self.document.id,
            "start": min((s.start for s in q.content), default=0),
            "content": _spans(q.content),
            "source": _spans(q.source),
            "cue": _spans(q.cue),
            "words": " … ".join(s.of(self.text) for s in q.content),
            "said_by": " … ".join(s.of(self.text) for s in q.source),
            "mode": q.mode,
            "speaker": self._name(q.speaker),
            "candidates": _json([i for c in q.candidates if (i := self._name(c))]),
            "via": self._name(q.via),
            "anonymous": int(q.anonymous),
            "description": q.description,
            "said_on": None if q.time is None else self.timexes[q.time].value,
        }

    def _figure(self, f: Figure) -> Row:
        held = None if f.time is None else self.timexes[f.time]
        held = held if held and (held.earliest or held.latest) else None
        timex = self.timex_ids[f.time] if held and f.time is not None else None
        published = self.annotations.published
        days = (held.earliest, held.latest) if held else (published.earliest, published.latest)
        return {
            **self._at("figure", f.start, f.end),
            "low": f.low,
            "high": f.high,
            "bound": f.bound,
            "unit": f.unit,
            "counted": f.counted,
            "concept": f.concept,
            "who": f.who,
            "owner": self._name(f.owner),
            "place": self._name(f.place),
            "level": int(f.level),
            "timex": timex,
            "as_of": held.value if held else iso_around(*days),
            "earliest": _day(days[0]),
            "latest": _day(days[1]),
            "quote": self._quoted(f.said_by),
        }

    def _event(self, index: int, e: EventMention) -> Row:
        when = None if e.time is None else self.timexes[e.time]
        return {
            **self._at("event", e.start, e.end),
            "lemma": e.lemma,
            "clause": " ".join(e.clause.of(self.text).split()),
            "sentence": self._sentence(e.start),
            "sense": e.sense,
            "type": e.type,
            "mode": e.mode,
            "nominal": int(e.nominal),
            "status": e.status,
            "negated": int(e.negated),
            "actor": _spans(e.actor),
            "recipient": _spans(e.recipient),
            "place": self._name(e.place),
            "timex": None if e.time is None else self.timex_ids[e.time],
            "time": when.value if when else None,
            "earliest": _day(when.earliest) if when else None,
            "latest": _day(when.latest) if when else None,
            "quote": self._quoted(e.said_by),
            "same_as": None if e.same_as is None or e.same_as == index else self.event_ids[e.same_as],
        }

    def _name(self, span: Span | None) -> str | None:
        return self.name_ids.get(span) if span else None

    def _quoted(self, index: int | None) -> str | None:
        return None if index is None else self.quote_ids[index]

    def _sentence(self, offset: int) -> int:
        i = bisect.bisect(self.sentence_starts, offset)
        return self.sentence_starts[i - 1] if i else 0


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _flat(spans: Iterable[Span]) -> Iterable[int]:
    return (offset for s in spans for offset in (s.start, s.end))


def _spans(spans: Iterable[Span]) -> str:
    return _json([[s.start, s.end] for s in spans])
