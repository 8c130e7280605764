"""One document's annotations as rows of the record's tables: pure, with the words of every span beside it."""

from __future__ import annotations

import bisect
import dataclasses
import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from ..annotate.publication import infer
from ..annotate.resolve import last_day, resolve
from ..annotate.status import status_of_dated
from ..interval import Interval, iso_around
from ..model import (
    FACTUAL,
    Annotations,
    Cause,
    Document,
    EventMention,
    Figure,
    PositionMention,
    Published,
    Quote,
    Span,
    TimeExpression,
    Timex,
    content_id,
    encode,
)
from ..read.text import document as document_of
from .judgements import FIELDS, Word

Row = dict[str, Any]

DOCUMENT_TABLES = (
    "documents", "annotations", "sentences", "judged", "names", "timexes", "quotes", "figures", "events_told",
    "positions_told", "causes_told",
)  # fmt: skip
"""The tables of what one document says, those that others refer to first."""

REFERENCES = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")
"""Values that tell no day: recently, now, soon."""
VAGUE = 31
"""Days of a publication from which it dates nothing."""


def rows_of(
    document: Document,
    annotations: Annotations,
    stamp: str,
    word: Word | None = None,
    by_pile: Published | None = None,
) -> dict[str, list[Row]]:
    """All rows of one document, by table, in the order of `DOCUMENT_TABLES`.

    A pure function of the document as read, of its annotations and of the user's word on it: the publication is
    inferred and the dates are resolved here, so that a corrected publication needs no new parse. `by_pile` is the
    publication that other reports give it, for where it has no last day otherwise.
    """
    return _Rows(document, annotations, word or Word(), by_pile).all(stamp)


def expressions_of(
    document: Document, annotations: Annotations, word: Word
) -> tuple[Sequence[TimeExpression], Mapping[int, str]]:
    """The temporal expressions of a document as the user has them, and the values that the user gives some."""
    rows = _Rows(document, annotations, word)
    return rows.expressions, rows.fixed


def proof(source_id: str | None, uri: str | None, origin: str | None, given: str) -> str:
    """A hash of what of a document's row its id does not prove: name, places, and what was given beside its text, as
    JSON."""
    return content_id("given", source_id or "", uri or "", origin or "", given)


def worded(document: Document, word: Word) -> Document:
    """The document with the facts that the user has set."""
    if not word.facts:
        return document
    given = dataclasses.replace(document.given, **word.facts)  # type: ignore[arg-type]
    return document_of(document.text, name=document.source_id, uri=document.uri, origin=document.origin, given=given)


class _Rows:
    """Makes the rows of one document; holds what they share: the text, and the ids of names, dates and quotes."""

    def __init__(
        self, document: Document, annotations: Annotations, word: Word, by_pile: Published | None = None
    ) -> None:
        self.given = document.given
        self.document = document = worded(document, word)
        self.text = document.text
        self.kept = annotations
        self.annotations = a = word.claims(document, annotations)
        self.name_ids = {Span(n.start, n.end): self._id("name", n.start, n.end) for n in a.names}
        self.timex_ids = [self._id("timex", e.start, e.end) for e in a.expressions]
        self.quote_ids = [self._id("quote", *_flat(q.content), *_flat(q.cue)) for q in a.quotes]
        self.sentence_starts = [s.start for s in a.sentences]
        self.event_ids = [self._id("event", e.start, e.end) for e in a.events]
        self.settled = word.settle(self._places())
        self.published = infer(a.expressions, document.published, document.text)
        if by_pile and self.published.latest is None:
            self.published = by_pile
        self.expressions, self.fixed = self._corrected_times(a.expressions)
        self.timexes = resolve(self.expressions, self.published, self.fixed)

    def all(self, stamp: str) -> dict[str, list[Row]]:
        a, document = self.annotations, self.document.id
        vectors = self.kept.vectors or (b"",) * len(a.sentences)
        data = encode(dataclasses.replace(self.kept, vectors=())).decode()
        rows = {
            "documents": [self._document()],
            "annotations": [{"document": document, "stamp": stamp, "data": data}],
            "sentences": [
                {"document": document, "start": s.start, "end": s.end, "vector": v or None}
                for s, v in zip(a.sentences, vectors, strict=True)
            ],
            "judged": [{"judgement": number, "row": r, "document": document} for number, r in self.settled.applied],
            "names": [
                {
                    **self._at("name", n.start, n.end),
                    **{"type": n.type, "key": n.key, "garbled": int(n.garbled), "called": None},
                }
                for n in a.names
            ],
            "timexes": [self._timex(t) for t in self.timexes],
            "quotes": [self._quote(i, q) for i, q in enumerate(a.quotes)],
            "figures": [self._figure(f) for f in a.figures],
            "events_told": [self._event(i, e) for i, e in enumerate(a.events)],
            "positions_told": [self._position(p) for p in a.positions],
            "causes_told": [r for c in a.causes if (r := self._cause(c))],
        }
        return {
            table: [self._judged(table, row) for row in found if self._stands(row)] for table, found in rows.items()
        }

    # --- the user's word ------------------------------------------------------------------------------------------

    def _places(self) -> dict[str, dict[str, Span]]:
        """Where each row stands, by table and id."""
        a = self.annotations
        return {
            "documents": {self.document.id: Span(0, len(self.text))},
            "names": {i: span for span, i in self.name_ids.items()},
            "timexes": {i: Span(e.start, e.end) for i, e in zip(self.timex_ids, a.expressions, strict=True)},
            "quotes": {i: _around(q.content) for i, q in zip(self.quote_ids, a.quotes, strict=True)},
            "figures": {self._id("figure", f.start, f.end): Span(f.start, f.end) for f in a.figures},
            "events_told": {i: Span(e.start, e.end) for i, e in zip(self.event_ids, a.events, strict=True)},
        }

    def _corrected_times(
        self, expressions: Sequence[TimeExpression]
    ) -> tuple[Sequence[TimeExpression], dict[int, str]]:
        """The expressions with type, role and `mod` as the user has them, and the values that the user gives."""
        out = list(expressions)
        fixed = {}
        for i, identity in enumerate(self.timex_ids):
            fields = dict(self.settled.corrected.get(identity, {}))
            if (value := fields.pop("value", None)) is not None:
                fixed[i] = value
            out[i] = dataclasses.replace(out[i], **fields)  # type: ignore[arg-type]
        return out, fixed

    def _stands(self, row: Row) -> bool:
        """Whether the user has not dismissed the row; a dismissed report stays, without claims."""
        return row.get("id") == self.document.id or row.get("id") not in self.settled.dismissed

    def _judged(self, table: str, row: Row) -> Row:
        """The row with the fields that the user has corrected."""
        fields = self.settled.corrected.get(row.get("id", ""), {})
        if table != "timexes":
            for field, value in fields.items():
                row |= FIELDS[table][field](value)
        if "speaker" in fields:
            row |= {"speaker": self._name_called(fields["speaker"]), "candidates": "[]"}
        return row

    def _name_called(self, words: str | None) -> str | None:
        """The first name of this report that is spelt so."""
        found = (i for span, i in sorted(self.name_ids.items()) if span.of(self.text) == words)
        return next(found, None)

    # --- rows -----------------------------------------------------------------------------------------------------

    def _id(self, kind: str, *parts: object) -> str:
        return content_id(kind, self.document.id, *map(str, parts))

    def _at(self, kind: str, start: int, end: int, *more: object) -> Row:
        place = {"document": self.document.id, "start": start, "end": end, "words": self.text[start:end]}
        return {"id": self._id(kind, start, end, *more), **place}

    def _document(self) -> Row:
        d, a, published = self.document, self.annotations, self.published
        given = msgspec.json.encode(self.given).decode()
        return {
            "id": d.id,
            "source_id": d.source_id,
            "uri": d.uri,
            "origin": d.origin,
            "title": d.title,
            "outlet": d.outlet,
            "agency": d.agency,
            "lang": a.lang,
            "read": int(a.read),
            "alone": int(a.alone),
            "published_earliest": _day(published.earliest),
            "published_latest": _day(published.latest),
            "published_how": published.how,
            "published_reasons": _json(published.reasons),
            "disputed": published.disputed,
            "disputed_by": self._timex_at(published.disputed_by),
            "boilerplate": _json([[b.start, b.end, b.kind] for b in d.boilerplate]),
            "proof": proof(d.source_id, d.uri, d.origin, given),
            "given": given,
            "text": d.text,
        }

    def _timex(self, t: Timex) -> Row:
        told = {"type": t.type, "value": t.value, "mod": t.mod, "anchor": t.anchor, "role": t.role}
        days = {"earliest": _day(t.earliest), "latest": _day(t.latest)}
        return {**self._at("timex", t.start, t.end), **told, **days, "problem": t.problem}

    def _timex_at(self, start: int | None) -> str | None:
        """The id of the expression that starts there."""
        return next(
            (i for i, e in zip(self.timex_ids, self.annotations.expressions, strict=True) if e.start == start), None
        )

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
            "kind": q.kind,
            "said_on": said.value if (said := self._held(q.time)) else None,
        }

    def _figure(self, f: Figure) -> Row:
        held = self._held(f.time)
        held = held if held and (held.earliest or held.latest) else None
        timex = self.timex_ids[f.time] if held and f.time is not None else None
        published = self.published
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
            "part": int(f.part),
            "timex": timex,
            "as_of": held.value if held else iso_around(*days),
            "earliest": _day(days[0]),
            "latest": _day(days[1]),
            "quote": self._quoted(f.said_by),
        }

    def _event(self, index: int, e: EventMention) -> Row:
        held = self._held(e.time)
        return {
            **self._at("event", e.start, e.end),
            "lemma": e.lemma,
            "title": None,
            "clause": " ".join(e.clause.of(self.text).split()),
            "sentence": self._sentence(e.start),
            "sense": e.sense,
            "type": e.type,
            "mode": e.mode,
            "nominal": int(e.nominal),
            "status": status_of_dated(e, self.expressions, held, self.published),
            "negated": int(e.negated),
            "actor": _spans(e.actor),
            "recipient": _spans(e.recipient),
            "place": self._name(e.place),
            "timex": None if held is None or e.time is None else self.timex_ids[e.time],
            **self._when(e, held),
            "quote": self._quoted(e.said_by),
            "same_as": None if e.same_as in (None, index) else self._standing(self.event_ids[e.same_as or 0]),
            "denies": self._told(e.denies),
        }

    def _position(self, p: PositionMention) -> Row:
        said = self._held(p.time)
        said = said if said and (said.earliest or said.latest) else None
        days = (said.earliest, said.latest) if said else (self.published.earliest, self.published.latest)
        until = self._until(p.deadline, Interval(*days))
        quote = self.annotations.quotes[p.said_by] if p.said_by is not None else None
        speaks = quote is not None and quote.source == p.holder
        return {
            **self._at("position", p.start, p.end, p.stance, p.act),
            "stance": p.stance,
            "strength": p.strength,
            "holder": _spans(p.holder),
            "speaker": self._name(quote.speaker) if quote and speaks else None,
            "act": self._told(p.act),
            "taken": self._told(p.taken),
            "deadline": until.value if until else None,
            "until_first": _day(until.earliest) if until else None,
            "until_last": _day(until.latest) if until else None,
            "time": said.value if said and "X" not in said.value else iso_around(*days),
            "earliest": _day(days[0]),
            "latest": _day(days[1]),
            "quote": self._quoted(p.said_by),
        }

    def _until(self, index: int | None, told: Interval) -> Timex | None:
        """The deadline of that index, which may be a stretch from when it is told."""
        held = self._held(index)
        if held is None or index is None or held.latest:
            return held
        last = last_day(self.expressions[index], told) if held.role == "within" else None
        return dataclasses.replace(held, value=last.isoformat(), latest=last) if last else None

    def _cause(self, c: Cause) -> Row | None:
        """The row of a cause, where the user has dismissed neither of the two acts."""
        cause, effect = self._told(c.cause), self._told(c.effect)
        if cause is None or effect is None:
            return None
        return {**self._at("cause", c.start, c.end), "kind": c.kind, "cause": cause, "effect": effect}

    def _told(self, index: int | None) -> str | None:
        """The id of the event mention of that index, unless the user has dismissed it."""
        return None if index is None else self._standing(self.event_ids[index])

    def _when(self, e: EventMention, held: Timex | None) -> Row:
        """The time of an act: as its words date it; else of what is told as news the day of publication or the one
        before; else only that it was told by then, or, where it lies ahead, that it was still to come."""
        if held is not None and (held.earliest or held.latest or held.value not in REFERENCES):
            days = {"earliest": _day(held.earliest), "latest": _day(held.latest)}
            return {"time": held.value, **days, "dated": "text" if held.value else None}
        first, last = self.published.earliest, self.published.latest
        if first is None or last is None or (last - first).days > VAGUE:
            return {"time": held.value if held else None, "earliest": None, "latest": None, "dated": None}
        told = {"time": iso_around(first, last), "earliest": None, "latest": None}
        if e.news:
            return {**told, "earliest": _day(first - datetime.timedelta(days=1)), "latest": _day(last), "dated": "news"}
        bounds = {"latest": _day(last)} if e.status in FACTUAL or e.earlier else {"earliest": _day(first)}
        return {**told, **bounds, "dated": "telling"}

    def _name(self, span: Span | None) -> str | None:
        return self._standing(self.name_ids.get(span)) if span else None

    def _quoted(self, index: int | None) -> str | None:
        return None if index is None else self._standing(self.quote_ids[index])

    def _held(self, index: int | None) -> Timex | None:
        """The resolved expression of that index, unless the user has dismissed it."""
        return None if index is None or self._standing(self.timex_ids[index]) is None else self.timexes[index]

    def _standing(self, identity: str | None) -> str | None:
        return None if identity in self.settled.dismissed else identity

    def _sentence(self, offset: int) -> int:
        i = bisect.bisect(self.sentence_starts, offset)
        return self.sentence_starts[i - 1] if i else 0


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


_json = json.JSONEncoder(ensure_ascii=False).encode


def _around(spans: Sequence[Span]) -> Span:
    return Span(min((s.start for s in spans), default=0), max((s.end for s in spans), default=0))


def _flat(spans: Iterable[Span]) -> Iterable[int]:
    return (offset for s in spans for offset in (s.start, s.end))


def _spans(spans: Iterable[Span]) -> str:
    return _json([[s.start, s.end] for s in spans])
