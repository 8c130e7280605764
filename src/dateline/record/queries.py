"""Reading the record: the rows of every table as other programs rely on them (the contract's field names).

Each function gives plain dictionaries, ready for JSON, in an order that depends on content alone.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from .lookup import Lookup
from .store import Record

Row = dict[str, Any]


def documents(record: Record) -> Iterator[Row]:
    word = Word(record)
    clashes = same_ids(record)
    first = "SELECT original FROM copies WHERE document = d.id ORDER BY share DESC, original LIMIT 1"
    query = f"""SELECT d.*, c.original, c.kind FROM documents d
                LEFT JOIN copies c ON c.document = d.id AND c.original = ({first}) ORDER BY d.id"""
    for d in record.rows(query):
        if word.hides(d["id"]):
            continue
        yield {
            **_fields(d, "id source_id uri title outlet agency lang"),
            "published": {
                "earliest": d["published_earliest"],
                "latest": d["published_latest"],
                "how": d["published_how"],
                "reasons": json.loads(d["published_reasons"]),
            },
            "boilerplate": [span[:2] for span in json.loads(d["boilerplate"])],
            "copy_of": d["original"],
            "copy_kind": d["kind"],
            "read": bool(d["read"]),
            "alone": bool(d["alone"]),
            "notes": json.loads(d["given"])["notes"],
            "same_id": clashes.get(d["id"], []),
            "judged": word.on(d["id"]),
            "text": d["text"],
        }


def copies(record: Record) -> Iterator[Row]:
    """Which report has what from which: each pair with the sentences that both have."""
    word = Word(record)
    for c in record.rows("SELECT * FROM copies ORDER BY document, original"):
        if not word.hides(c["document"]):
            yield {**_fields(c, "document original kind share"), "spans": json.loads(c["spans"])}


def timex(record: Record) -> Iterator[Row]:
    word = Word(record)
    for t in record.rows("SELECT * FROM timexes ORDER BY document, start"):
        if not word.hides(t["id"], t["document"]):
            row = _fields(t, "id document start end words type value mod anchor role earliest latest problem")
            yield {**row, "judged": word.on(t["id"])}


def quotes(record: Record) -> Iterator[Row]:
    word = Word(record)
    actors = _actors_of_names(record)
    for q in record.rows("SELECT * FROM quotes ORDER BY document, start, id"):
        if word.hides(q["id"], q["document"]):
            continue
        yield {
            **_fields(q, "id document"),
            **{key: json.loads(q[key]) for key in ("content", "source", "cue")},
            "words": q["words"],
            "source_words": q["said_by"],
            "speaker": actors.get(q["speaker"]),
            "candidates": sorted({a for n in json.loads(q["candidates"]) if (a := actors.get(n))}),
            "via": actors.get(q["via"]),
            "anonymous": bool(q["anonymous"]),
            **_fields(q, "description kind mode said_on"),
            "judged": word.on(q["id"]),
        }


def figures(record: Record) -> Iterator[Row]:
    word = Word(record)
    actors = _actors_of_names(record)
    query = """SELECT f.*, s.series, q.said_by AS source_words FROM figures f
               LEFT JOIN series_figures s ON s.figure = f.id LEFT JOIN quotes q ON q.id = f.quote
               ORDER BY f.document, f.start, f.id"""
    for f in record.rows(query):
        if word.hides(f["id"], f["document"]):
            continue
        yield {
            **_fields(f, "id document start end words low high bound unit counted concept who"),
            "level": bool(f["level"]),
            "part": bool(f["part"]),
            "owner": actors.get(f["owner"]),
            "place": actors.get(f["place"]),
            "as_of": f["as_of"],
            "earliest": f["earliest"],
            "latest": f["latest"],
            "said_by": f["source_words"],
            "series": f["series"],
            "judged": word.on(f["id"]),
        }


def events(record: Record, only: Collection[str] | None = None) -> Iterator[Row]:
    """All events, or `only` those of these ids."""
    word = Word(record)
    mentions = defaultdict(list)
    found, ids = these("m.event", only)
    query = f"""SELECT m.event, m.source, t.*, q.said_by, q.said_on FROM event_mentions m
               JOIN events_told t ON t.id = m.mention
               LEFT JOIN quotes q ON q.id = t.quote WHERE {found} ORDER BY t.document, t.start, t.id"""
    for m in record.rows(query, ids):
        if not word.hides(m["id"], m["document"]):
            row = _fields(m, "id document start end words time earliest latest dated status said_by said_on source")
            mentions[m["event"]].append({**row, "judged": word.on(m["id"])})
    roles = defaultdict(list)
    found, ids = these("event", only)
    for r in record.rows(f"SELECT * FROM event_actors WHERE {found} ORDER BY event, role, actor", ids):
        roles[r["event"], r["role"]].append(r["actor"])
    found, ids = these("id", only)
    in_order = "ORDER BY earliest IS NULL, earliest, latest, id"
    for e in record.rows(f"SELECT * FROM events WHERE {found} {in_order}", ids):
        if not mentions[e["id"]]:
            continue
        yield {
            **_fields(e, "id title time earliest latest dated type sense context status"),
            "actors": roles[e["id"], "actor"],
            "recipients": roles[e["id"], "recipient"],
            **_fields(e, "place sources salience"),
            "mentions": mentions[e["id"]],
        }


def unread(record: Record) -> Iterator[Row]:
    """What of the reports tells no act, and why: each stretch of text with the reason."""
    for d in record.rows("SELECT id, lang, read, boilerplate, text FROM documents ORDER BY id"):
        gone = [(start, end, f"no part of the report: {kind}") for start, end, kind in json.loads(d["boilerplate"])]
        if not d["read"]:
            gone.append((0, len(d["text"]), f"no pack reads its language ({d['lang'] or 'unknown'})"))
        query = """SELECT start, "end" FROM sentences s WHERE document = ? AND NOT EXISTS
                   (SELECT 1 FROM events_told t WHERE t.document = s.document AND t.sentence = s.start)"""
        gone += [(s["start"], s["end"], "no act of its own") for s in record.rows(query, (d["id"],))]
        for start, end, why in sorted(gone):
            words = d["text"][start:end]
            if any(c.isalnum() for c in words):
                yield {"document": d["id"], "start": start, "end": end, "words": words, "why": why}


def actors(record: Record) -> Iterator[Row]:
    word = Word(record)
    mentions = defaultdict(list)
    query = """SELECT a.actor, n.* FROM actor_names a JOIN names n ON n.id = a.name ORDER BY n.document, n.start"""
    for m in record.rows(query):
        if not word.hides(m["id"], m["document"]):
            row = _fields(m, "id document start end words type")
            mentions[m["actor"]].append({**row, "garbled": bool(m["garbled"]), "judged": word.on(m["id"])})
    for a in record.rows("SELECT * FROM actors ORDER BY name, id"):
        if not mentions[a["id"]]:
            continue
        yield {**_fields(a, "id name type key"), "names": json.loads(a["names"]), "mentions": mentions[a["id"]]}


def positions(record: Record) -> Iterator[Row]:
    """Who takes which stance on what, with every telling, and what later reports tell of it."""
    word = Word(record)
    evidence, followed = defaultdict(list), defaultdict(list)
    query = """SELECT m.position, p.*, q.said_by FROM position_mentions m JOIN positions_told p ON p.id = m.mention
               LEFT JOIN quotes q ON q.id = p.quote ORDER BY p.document, p.start, p.id"""
    for p in record.rows(query):
        if not word.hides(p["id"], p["document"]):
            evidence[p["position"]].append(_fields(p, "id document start end words time said_by"))
    query = """SELECT o.position, o.kind, o.time, coalesce(p.id, e.id) AS id,
               coalesce(p.document, e.document) AS document, coalesce(p.start, e.start) AS start,
               coalesce(p."end", e."end") AS "end", coalesce(p.words, e.words) AS words FROM position_outcomes o
               LEFT JOIN positions_told p ON p.id = o.told LEFT JOIN events_told e ON e.id = o.told
               ORDER BY o.time IS NULL, o.time, o.kind, o.told"""
    for f in record.rows(query):
        if not word.hides(f["id"], f["document"]):
            followed[f["position"]].append(_fields(f, "kind time id document start end words"))
    for p in record.rows("SELECT * FROM positions ORDER BY earliest IS NULL, earliest, latest, id"):
        if evidence[p["id"]]:
            row = _fields(p, "id holder holder_words stance strength act title event deadline until_last")
            row |= {"date": p["time"], **_fields(p, "earliest latest sources outcome")}
            yield {**row, "evidence": evidence[p["id"]], "followed": followed[p["id"]]}


def causes(record: Record) -> Iterator[Row]:
    """Which event is told to answer another or to come of it, with the words that say so."""
    word = Word(record)
    query = """SELECT c.id, c.kind, a.event AS cause, b.event AS effect, c.document, c.start, c."end", c.words
               FROM causes_told c JOIN event_mentions a ON a.mention = c.cause
               JOIN event_mentions b ON b.mention = c.effect WHERE a.event <> b.event
               ORDER BY c.document, c.start, c.id"""
    for c in record.rows(query):
        if not word.hides(c["document"], c["id"]):
            yield _fields(c, "id kind cause effect document start end words")


def conflicts(record: Record, only: Collection[str] | None = None) -> Iterator[Row]:
    """All conflicts, or `only` those of these ids."""
    word = Word(record)
    sides = defaultdict(list)
    hidden = set()
    found, ids = these("c.conflict", only)
    for s in record.rows(_SIDES.format(these=found), ids):
        place = (s["document"], s["start"], s["end"])
        evidence = [dict(zip(("document", "start", "end", "words"), (*place, s["words"]), strict=True))]
        claim = " ".join(part for part in (s["claim"] or s["words"], s["counted"]) if part)
        if word.hides(*(i for i in (s["row"], s["document"]) if i)):
            hidden.add(s["conflict"])
        side = {"claim": claim, "as_of": s["as_of"], "said_by": s["said_by"], "evidence": evidence}
        sides[s["conflict"]].append(side)
    found, ids = these("id", only)
    for c in record.rows(f"SELECT * FROM conflicts WHERE {found} ORDER BY kind, about, id", ids):
        if c["id"] not in hidden and not word.hides(c["id"]):
            row = {**_fields(c, "id kind about"), "reasons": json.loads(c["reasons"]), "sides": sides[c["id"]]}
            yield {**row, "judged": word.on(c["id"])}


_SIDES = """
    SELECT c.conflict, coalesce(c.claim, m.title, p.words, n.words) AS claim,
           coalesce(c.figure, c.timex, c.event, c.position, c.name) AS row,
           coalesce(f.document, t.document, e.document, p.document, n.document, c.document) AS document,
           coalesce(f.start, t.start, e.start, p.start, n.start, json_extract(h.value, '$[0]'), 0) AS start,
           coalesce(f."end", t."end", e."end", p."end", n."end", json_extract(h.value, '$[1]'), 0) AS "end",
           coalesce(f.words, t.words, e.words, p.words, n.words,
                    substr(d.text, json_extract(h.value, '$[0]') + 1,
                           json_extract(h.value, '$[1]') - json_extract(h.value, '$[0]')), '') AS words,
           f.counted, coalesce(f.as_of, t.value, e.time, p.time, c.claim) AS as_of, q.said_by
    FROM conflict_sides c
    LEFT JOIN figures f ON f.id = c.figure
    LEFT JOIN timexes t ON t.id = c.timex
    LEFT JOIN events_told e ON e.id = c.event
    LEFT JOIN event_mentions m ON m.mention = c.event
    LEFT JOIN positions_told p ON p.id = c.position
    LEFT JOIN names n ON n.id = c.name
    LEFT JOIN quotes q ON q.id = coalesce(f.quote, e.quote, p.quote)
    LEFT JOIN documents d ON d.id = c.document
    LEFT JOIN json_each(d.boilerplate) h ON json_extract(h.value, '$[2]') = 'header'
    WHERE {these}
    ORDER BY c.conflict, c.side"""
"""The sides of conflicts with the words that they rest on: a row's, or a report's header."""


def rejected(record: Record) -> Iterator[Row]:
    for r in record.rows("SELECT DISTINCT uri, reason FROM rejected ORDER BY uri, reason"):
        yield _fields(r, "uri reason")


def judgements(record: Record) -> Iterator[Row]:
    """What the user says, the latest last; `applies` tells whether the row that it is about is there."""
    query = """SELECT j.*, EXISTS (SELECT 1 FROM judged a WHERE a.judgement = j.number) AS applies
               FROM judgements j ORDER BY j.number"""
    for j in record.rows(query):
        row = _fields(j, "number asked table row document start end verdict field value author made taken_back")
        yield {**row, "applies": bool(j["applies"]) and j["taken_back"] is None}


class Word:
    """What the user says on rows: which are not to be shown, and which are confirmed or corrected."""

    def __init__(self, record: Record) -> None:
        query = """SELECT a.row, j.verdict FROM judged a JOIN judgements j ON j.number = a.judgement
                   WHERE j.taken_back IS NULL AND j.verdict <> 'set'"""
        self._said: dict[str, set[str]] = defaultdict(set)
        for row in record.rows(query):
            self._said[row["row"]].add(row["verdict"])

    @functools.cached_property
    def hidden(self) -> frozenset[str]:
        """The ids of all rows and documents that are hidden."""
        return frozenset(row for row, verdicts in self._said.items() if "hide" in verdicts)

    def hides(self, *ids: str) -> bool:
        """Whether any of these, a row or its document, is hidden."""
        return not self.hidden.isdisjoint(ids)

    def on(self, row: str) -> str | None:
        """`accept` or `correct`, or None where the user says nothing of the row."""
        return min(self._said.get(row, ()), default=None)


def same_ids(record: Record) -> dict[str, list[str]]:
    """For each document whose row bears the id of a row with another text: those other documents."""
    query = """SELECT source_id, id FROM documents WHERE json_extract(given, '$.row') AND source_id IN (
               SELECT source_id FROM documents WHERE json_extract(given, '$.row') GROUP BY source_id
               HAVING count(DISTINCT text) > 1) ORDER BY source_id, id"""
    bearers = defaultdict(list)
    for row in record.rows(query):
        bearers[row["source_id"]].append(row["id"])
    return {i: [other for other in ids if other != i] for ids in bearers.values() for i in ids}


def named_documents(record: Record, words: str) -> list[str]:
    """The ids of the documents that `words` may mean: the beginning of an id, a name given by the source, or an uri."""
    query = (
        """SELECT id FROM documents WHERE substr(id, 1, length(:w)) = :w OR source_id = :w OR uri = :w ORDER BY id"""
    )
    return [row["id"] for row in record.rows(query, {"w": words})]


TABLES: Mapping[str, Callable[[Record], Iterable[Row]]] = {
    "documents": documents,
    "timex": timex,
    "quotes": quotes,
    "figures": figures,
    "events": events,
    "actors": actors,
    "positions": positions,
    "causes": causes,
    "conflicts": conflicts,
    "rejected": rejected,
    "judgements": judgements,
}
"""The exported tables, by the name of their file."""


def content_hash(record: Record) -> str:
    """SHA-256 over all exported rows: equal for equal content, whatever the order in which it came.

    What the user says is in it by its effect on the rows; who said it and when is not.
    """
    digest = hashlib.sha256()
    for name, table in TABLES.items():
        if name == "judgements":
            continue
        digest.update(f"{name}\n".encode())
        for line in sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in table(record)):
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def called(document: sqlite3.Row) -> str:
    """What a report is called, for people: its outlet, else the name that its source gave it."""
    return str(document["outlet"] or document["source_id"] or document["uri"] or document["id"])


class Names:
    """What ids stand for, for people: actors by name, documents by outlet or file, texts by document."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.actors: Mapping[str, str] = Lookup(record, "SELECT id, name FROM actors", lambda a: str(a["name"]))
        self.documents: Mapping[str, str] = Lookup(record, "SELECT id, outlet, uri, source_id FROM documents", called)
        query = "SELECT id, published_earliest, published_latest FROM documents"
        self.published: Mapping[str, Row] = Lookup(
            record, query, lambda d: {"earliest": d["published_earliest"], "latest": d["published_latest"]}
        )
        self.text = functools.lru_cache(maxsize=32)(self._text)

    def _text(self, document: str) -> str:
        return str(self._record.rows("SELECT text FROM documents WHERE id = ?", (document,))[0]["text"])

    def bounds(self, document: str, offset: int) -> tuple[int, int]:
        """Start and end of the sentence of a document that holds an offset; (offset, offset) where none does."""
        query = """SELECT start, "end" FROM sentences WHERE document = ? AND start <= ? ORDER BY start DESC LIMIT 1"""
        found = self._record.rows(query, (document, offset))
        return (found[0]["start"], found[0]["end"]) if found else (offset, offset)

    def sentence(self, document: str, offset: int) -> str:
        """The words of that sentence, blanks folded."""
        start, end = self.bounds(document, offset)
        return " ".join(self.text(document)[start:end].split())


def _actors_of_names(record: Record) -> dict[str | None, str]:
    return {r["name"]: r["actor"] for r in record.rows("SELECT name, actor FROM actor_names")}


def these(column: str, only: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """A condition that keeps the rows of these ids (all, if None), and its parameters."""
    if only is None:
        return "1", ()
    return f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(sorted(only)),)


def _fields(row: sqlite3.Row, names: str) -> Row:
    return {name: row[name] for name in names.split()}
