"""What the linkers need, read from the record as plain values. Actors are filled in once they are linked."""

from __future__ import annotations

import bisect
import datetime
import functools
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from .. import pack as packs
from ..interval import Interval
from ..model import Span
from ..record.store import Record
from .actors import NameMention, parts, skeleton
from .events import Event
from .passages import Passage, Report, numbers_of, words_of
from .positions import OWN, Position
from .roles import Roles
from .series import FigureRow
from .told import Told, clarity, shorten

_LINE = re.compile(r"[^\n]*\S[^\n]*")
Source = Callable[[str, int], str]
Rows = Sequence[Mapping[str, Any]]
Tables = Mapping[str, Rows]

LONG = 5
"""Letters of a word that tells what a thing is."""
_WORD = re.compile(r"\w+")
OPENING = 250
"""Code points with which a report opens: what it tells there is its news."""


def report(record: Record, identity: str) -> Report:
    """One document as its sentences, with what each tells; sentences of boilerplate are none."""
    return report_of(Stored(record, identity))


COLUMNS = {
    "documents": "*",
    "sentences": 'start, "end", vector',
    "names": 'start, "end", words, type, key',
    "timexes": 'id, start, "end", words, type, value, earliest, latest',
    "figures": 'start, "end", low, high',
    "quotes": "start, cue",
    "events_told": 'start, "end", lemma, sense, type, status, nominal, sentence, timex, actor, recipient, negated',
}
"""What is read of one document, by table."""


class Stored(Tables):
    """The rows of one document as they stand in the record."""

    def __init__(self, record: Record, document: str) -> None:
        self._record, self._document = record, document

    def __getitem__(self, table: str) -> Rows:
        where = "id = ?" if table == "documents" else "document = ? ORDER BY start"
        query = f"SELECT {COLUMNS[table]} FROM {table} WHERE {where}"
        return self._record.rows(query, (self._document,))  # type: ignore[return-value]

    def __iter__(self) -> Iterator[str]:
        return iter(COLUMNS)

    def __len__(self) -> int:
        return len(COLUMNS)


def report_of(rows: Tables) -> Report:
    d = rows["documents"][0]
    text = d["text"]
    at = _Within(rows)
    passages = []
    found = [(Span(s["start"], s["end"]), s["vector"] or b"") for s in rows["sentences"]]
    for span, vector in found if d["read"] else _lines(text, json.loads(d["boilerplate"])):
        told = text[span.start : span.end]
        for start, end in at.times(span):
            told = told[: start - span.start] + " " * (end - start) + told[end - span.start :]
        if words := words_of(text[span.start : span.end]):
            numbers = numbers_of(told, at.values(span)) | at.days(span, text)
            passages.append(Passage(span, words, numbers, at.names(span), at.denials(span), vector))
    published = interval(d["published_earliest"], d["published_latest"])
    return Report(d["id"], d["lang"], published, tuple(passages), d["outlet"], d["agency"])


def _lines(text: str, boilerplate: list[list[Any]]) -> Iterator[tuple[Span, bytes]]:
    """The lines of a report that no pack reads, as its sentences."""
    gone = [Span(start, end) for start, end, _ in boilerplate]
    for line in _LINE.finditer(text):
        span = Span(*line.span())
        if not any(span.overlaps(g) for g in gone):
            yield span, b""


class _Within:
    """What the rows of one document tell, by the sentence that they stand in."""

    def __init__(self, rows: Tables) -> None:
        self._rows = {table: rows[table] for table in ("timexes", "figures", "names", "events_told")}
        self._starts = {table: [row["start"] for row in of_table] for table, of_table in self._rows.items()}

    def _in(self, table: str, span: Span) -> Rows:
        starts = self._starts[table]
        return self._rows[table][bisect.bisect_left(starts, span.start) : bisect.bisect_left(starts, span.end)]

    def times(self, span: Span) -> list[tuple[int, int]]:
        return [(t["start"], min(t["end"], span.end)) for t in self._in("timexes", span)]

    def days(self, span: Span, text: str) -> frozenset[str]:
        """Days and years that are told in digits: those of a weekday depend on the day of writing."""
        told = (t for t in self._in("timexes", span) if t["type"] == "DATE" and t["value"])
        told = (t for t in told if any(c.isdigit() for c in text[t["start"] : t["end"]]))
        return frozenset(t["value"][5:10] if len(t["value"]) >= 10 else t["value"] for t in told)

    def values(self, span: Span) -> list[float]:
        return [v for f in self._in("figures", span) for v in (f["low"], f["high"]) if v is not None]

    def names(self, span: Span) -> frozenset[str]:
        """The keys of what is named; of a person without one, the sound of the family name."""
        return keys_of(self._in("names", span))

    def denials(self, span: Span) -> int:
        return sum(t["negated"] for t in self._in("events_told", span))


def keys_of(names: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The keys of what is named; of a person without one, the sound of the family name."""
    names = list(names)
    heard = (skeleton(of[-1]) for n in names if not n["key"] and (of := parts(n["words"])))
    return frozenset({n["key"] for n in names if n["key"]} | {h for h in heard if len(h) > 1})


def disputed(record: Record) -> Iterator[tuple[str, str, str]]:
    """Reports of which the text contradicts the publication that a header or a page claims: document, claim, and the
    date that contradicts it."""
    query = "SELECT id, disputed, disputed_by FROM documents WHERE disputed_by IS NOT NULL ORDER BY id"
    for d in record.rows(query):
        yield d["id"], d["disputed"], d["disputed_by"]


def name_mentions(record: Record) -> dict[str, NameMention]:
    """The mentions of names, by the ids of their rows."""
    # Joined here, not by SQLite: a look at a document's language reads past its text, once per name.
    lang = {d["id"]: (d["id"], d["lang"]) for d in record.rows("SELECT id, lang FROM documents")}
    rows = record.tuples('SELECT id, document, start, "end", words, type, key, called, garbled FROM names')
    return {
        identity: NameMention(
            identity,
            lang[document][0],
            start,
            end,
            words,
            sys.intern(kind),
            key and sys.intern(key),
            lang[document][1],
            called,
            bool(garbled) or _stands_for(words, key),
            bool(garbled),
        )
        for identity, document, start, end, words, kind, key, called, garbled in rows
    }


def _stands_for(words: str, key: str | None) -> bool:
    """Whether a name means a country whose name it is not: a capital that stands for its government."""
    return (key or "").startswith("country:") and " ".join(words.split()).casefold() in _cities()


@functools.cache
def _cities() -> frozenset[str]:
    """The names of cities in all languages, in small letters."""
    cities = packs.union("names").table("names").get("cities", {})
    return frozenset(s.casefold() for names in cities.values() for s in names)


def told(record: Record, document: str, roles: Roles, actor_of: Mapping[str, str]) -> Iterator[tuple[int, Told]]:
    """The event mentions of a document, each with where it starts; the document stands for all of them."""
    query = """SELECT t.*, s.vector, s."end" AS sentence_end FROM events_told t
               LEFT JOIN sentences s ON s.document = t.document AND s.start = t.sentence WHERE t.document = ?"""
    for d in record.rows("SELECT * FROM documents WHERE id = ?", (document,)):
        mentions = record.rows(f"{query} ORDER BY t.start", (document,))
        below, meant = _below(mentions, d), _meant(record, document, actor_of)
        for t in mentions:
            by = (
                frozenset()
                if msgspec.json.decode(t["actor"])
                else meant.get(t["id"], meant.get(t["start"], frozenset()))
            )
            yield t["start"], _told(t, d, below.get(t["id"]), by, roles, actor_of)


def _meant(record: Record, document: str, actor_of: Mapping[str, str]) -> Mapping[str | int, frozenset[str]]:
    """Who acts where a pronoun tells it: of a cue, by where it starts, who speaks by it ("he denied"); of what somebody
    promises, plans or threatens to do, by the id of that act, whoever does ("she promised to resign")."""
    found: dict[str | int, frozenset[str]] = {}
    query = "SELECT cue, speaker FROM quotes WHERE document = ? AND speaker IS NOT NULL"
    for q in record.rows(query, (document,)):
        found.update((start, frozenset({actor_of[q["speaker"]]})) for start, _ in msgspec.json.decode(q["cue"]))
    query = """SELECT p.act, p.speaker, p.stance FROM positions_told p JOIN events_told t ON t.id = p.act
               WHERE p.document = ? AND p.speaker IS NOT NULL AND t.nominal = 0"""
    own = (p for p in record.rows(query, (document,)) if p["stance"] in OWN)
    found.update((p["act"], frozenset({actor_of[p["speaker"]]})) for p in own)
    return found


def _below(mentions: Iterable[sqlite3.Row], d: sqlite3.Row) -> dict[str, str]:
    """For the mentions of a report's headline, where its text opens with that, the first one below of the same act."""
    title = d["title"] or ""
    begin = d["text"].find(title, 0, OPENING + len(title)) if title else -1
    first: dict[str, str] = {}
    headline = []
    for t in mentions:
        if not begin <= t["start"] < begin + len(title):
            first.setdefault(t["sense"] or t["lemma"], t["id"])
        else:
            headline.append(t)
    return {t["id"]: first[act] for t in headline if (act := t["sense"] or t["lemma"]) in first}


def _told(
    t: sqlite3.Row,
    d: sqlite3.Row,
    heads: str | None,
    by: frozenset[str],
    roles: Roles,
    actor_of: Mapping[str, str],
) -> Told:
    lang, text = d["lang"], d["text"]
    actors, recipients = (roles.meant(t["document"], t[role]) for role in ("actor", "recipient"))
    actors = actors or by
    if _sense(t["sense"]).get("patient") == "actor":
        # Whoever dies suffers the event: its grammatical actor is whom it befalls.
        actors, recipients = frozenset(), actors | recipients
    place, headline = actor_of.get(t["place"]), t["title"] or _headline(t, text)
    clear = clarity(
        headline,
        roles=bool(actors) + bool(recipients or place),
        dated=bool(t["time"]),
        nominal=bool(t["nominal"]),
    )
    return Told(
        id=t["id"],
        document=t["document"],
        source=t["document"],
        lang=lang,
        lemma=t["lemma"],
        sense=t["sense"],
        type=t["type"],
        status=t["status"],
        negated=bool(t["negated"]),
        actors=actors,
        recipients=recipients,
        victims=_victims(t, roles),
        place=place,
        when=interval(None if t["dated"] == "news" else t["earliest"], t["latest"]),
        value=t["time"],
        dated=t["dated"],
        reported=interval(t["earliest"], t["latest"]) if t["dated"] == "news" else None,
        title=shorten(headline),
        clarity=clear,
        nominal=bool(t["nominal"]),
        vector=t["vector"] or b"",
        same_as=t["same_as"],
        denies=t["denies"],
        heads=heads,
        opens=t["start"] < OPENING,
        published=interval(d["published_earliest"], d["published_latest"]),
        inferred=d["published_how"] == "pile",
        rare=bool(_sense(t["sense"]).get("rare")),
        things=_things(t, text),
    )


def _headline(t: sqlite3.Row, text: str) -> str:
    """The words that tell the act by themselves: its clause, where that says who acts and is no torso ("the ministry
    promised"); else its whole sentence."""
    spans = msgspec.json.decode(t["actor"]) + msgspec.json.decode(t["recipient"])
    named = [who for start, end in spans if (who := " ".join(text[start:end].split())) in t["clause"]]
    sentence = " ".join(text[t["sentence"] : t["sentence_end"]].split()) if t["sentence_end"] else ""
    opens = sentence.startswith(t["clause"])
    whole = t["nominal"] or opens or any(t["clause"].startswith(who) for who in named)
    torso = not t["nominal"] and sentence.partition(t["clause"])[2].lstrip(" ")[:1].isalnum()
    return str(t["clause"] if named and whole and not torso else sentence or t["clause"])


def _things(t: sqlite3.Row, text: str) -> frozenset[str]:
    """The longer words of what an act befalls, by which it is told from others of its kind."""
    phrases = (text[start:end].casefold() for start, end in msgspec.json.decode(t["recipient"]))
    return frozenset(word for phrase in phrases for word in _WORD.findall(phrase) if len(word) >= LONG)


def _victims(t: sqlite3.Row, roles: Roles) -> frozenset[str]:
    """The persons whom an act befell that can befall each only once; which acts are such is data."""
    sense = _sense(t["sense"])
    if not sense.get("once"):
        return frozenset()
    return roles.meant(t["document"], t[sense.get("patient", "recipient")], only="PER")


@functools.cache
def _sense(of: str | None) -> Mapping[str, Any]:
    """What the base pack says of a sense: whether it can befall a person only once, and in which role."""
    sense: Mapping[str, Any] = packs.base().table("events").get("senses", {}).get(of, {})
    return sense


def context(sense: str | None) -> str | None:
    """The field of news of an act that is none of PLOVER's categories."""
    found: str | None = packs.base().table("events").get("senses", {}).get(sense, {}).get("context")
    return found


def positions(
    record: Record, roles: Roles, actor_of: Mapping[str, str], found: Iterable[Event], source: Source
) -> Iterator[Position]:
    """The tellings of positions, each with the act that it is about as the events tell it."""
    acts = {m.id: (m, e.id) for e in found for m in e.mentions}
    published = _published(record)
    query = """SELECT p.*, d.text FROM positions_told p JOIN documents d ON d.id = p.document ORDER BY p.id"""
    for p in record.rows(query):
        about, event = acts.get(p["act"] or p["taken"] or "", (None, None))
        if about is None:
            continue
        speaker = actor_of.get(p["speaker"])
        holders = frozenset({speaker}) if speaker else roles.meant(p["document"], p["holder"])
        concerned = about.actors | about.recipients | about.victims if p["act"] else about.recipients
        if p["stance"] in OWN:
            concerned |= holders
        # What else the words name tells what the act is about: an inquiry into the blast of a town.
        concerned |= roles.named(p["document"], p["start"], p["end"]) - holders
        yield Position(
            id=p["id"],
            document=p["document"],
            start=p["start"],
            source=source(p["document"], p["start"]),
            words=" ".join(p["words"].split()),
            stance=p["stance"],
            strength=p["strength"],
            holders=holders,
            holder_words=" … ".join(" ".join(p["text"][a:b].split()) for a, b in msgspec.json.decode(p["holder"])),
            act=_issue(about.sense) or about.lemma,
            about=about,
            event=event,
            parties=frozenset(concerned),
            place=about.place,
            when=interval(p["earliest"], p["latest"]),
            value=p["time"],
            deadline=p["deadline"],
            until=datetime.date.fromisoformat(p["until_last"]) if p["until_last"] else None,
            published=published[p["document"]],
            bare=p["act"] is None,
        )


def _issue(sense: str | None) -> str | None:
    """What an act comes to for whoever is for or against it: to leave, to be expelled and to withdraw are one thing."""
    if sense is None:
        return None
    return str(packs.base().table("events").get("senses", {}).get(sense, {}).get("issue", sense))


def final() -> frozenset[str]:
    """The senses of acts that can be done to one thing only once."""
    senses = packs.base().table("events").get("senses", {})
    return frozenset(sense for sense, entry in senses.items() if entry.get("final"))


def last_day(record: Record) -> datetime.date | None:
    """The last day on which a report of the record can have been published; None where no report has a day."""
    day = record.rows("SELECT max(published_latest) AS day FROM documents")[0]["day"]
    return datetime.date.fromisoformat(day) if day else None


def figure_rows(record: Record, actor_of: Mapping[str, str], source: Source) -> Iterator[FigureRow]:
    things = packs.union("figures").table("figures").get("concept", ())
    generic = {concept["id"] for concept in things if concept.get("generic")}
    tolls = {state["id"] for state in packs.union("figures").table("figures").get("state", ())}
    told = _published(record)
    shared: dict[Any, Any] = {}
    query = """SELECT id, document, start, low, high, bound, unit, concept, counted, who, owner, place, level, part,
               earliest, latest, timex FROM figures"""
    rows = record.tuples(query)
    for identity, document, start, low, high, *words, owner, place, level, part, first, last, timex in rows:
        bound, unit, concept, counted, who = (shared.setdefault(word, word) for word in words)
        yield FigureRow(
            id=identity,
            document=shared.setdefault(document, document),
            source=source(document, start),
            low=low,
            high=high,
            bound=bound,
            unit=unit,
            concept=concept,
            counted=counted,
            who=who,
            owner=actor_of.get(owner),
            place=actor_of.get(place),
            level=bool(level),
            part=bool(part),
            as_of=interval(first, last),
            told=told[document],
            befell=timex is not None and concept in tolls,
            toll=concept in tolls,
            generic=concept in generic,
        )


def _published(record: Record) -> dict[str, Interval]:
    """When each document can have been published, by its id."""
    query = "SELECT id, published_earliest AS first, published_latest AS last FROM documents"
    return {d["id"]: interval(d["first"], d["last"]) for d in record.rows(query)}


@functools.lru_cache(maxsize=1 << 14)
def interval(earliest: str | None, latest: str | None) -> Interval:
    return Interval(*(datetime.date.fromisoformat(day) if day else None for day in (earliest, latest)))
