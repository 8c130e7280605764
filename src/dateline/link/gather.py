"""What the linkers need, read from the record as plain values. Actors are filled in once they are linked."""

from __future__ import annotations

import bisect
import datetime
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from .. import pack as packs
from ..model import Interval
from ..record.store import Record
from .actors import NameMention
from .copies import Report
from .events import Told
from .series import FigureRow

HEADS = ("PER", "ORG", "GPE", "LOC", "NORP")
"""Of the names in a noun phrase, those of the first of these types are who is meant: in "the Iranian general
Qassem Soleimani" the man, not his country."""


def reports(record: Record) -> Iterator[Report]:
    for d in record.rows("SELECT id, text, boilerplate, published_earliest, published_latest FROM documents"):
        words = d["text"]
        for start, end, _ in sorted(json.loads(d["boilerplate"]), reverse=True):
            words = words[:start] + " " + words[end:]
        yield Report(d["id"], words, _interval(d["published_earliest"], d["published_latest"]))


def disputed(record: Record) -> Iterator[tuple[str, str, str]]:
    """Reports of which the text contradicts the publication that a header or a page claims: document, claim, and the
    date that contradicts it."""
    query = "SELECT id, disputed, disputed_by FROM documents WHERE disputed_by IS NOT NULL ORDER BY id"
    for d in record.rows(query):
        yield d["id"], d["disputed"], d["disputed_by"]


def name_mentions(record: Record) -> dict[str, NameMention]:
    """The mentions of names, by the ids of their rows."""
    query = "SELECT n.*, d.lang FROM names n JOIN documents d ON d.id = n.document"
    return {
        n["id"]: NameMention(
            n["document"], n["start"], n["end"], n["words"], n["type"], n["key"], n["lang"], n["called"]
        )
        for n in record.rows(query)
    }


class Roles:
    """Which actors a noun phrase means, by the names inside it."""

    def __init__(self, names: Mapping[str, NameMention], actor_of: Mapping[str, str]) -> None:
        self._names: dict[str, list[tuple[int, NameMention, str]]] = defaultdict(list)
        for i, name in names.items():
            self._names[name.document].append((name.start, name, actor_of[i]))
        for of_document in self._names.values():
            of_document.sort(key=lambda n: n[0])

    def meant(self, document: str, spans: str, *, only: str | None = None) -> frozenset[str]:
        """Actor ids of a JSON list of spans; with `only`, those of this type of name."""
        found: set[str] = set()
        names = self._names.get(document, ())
        for start, end in msgspec.json.decode(spans):
            first, last = (bisect.bisect_left(names, at, key=lambda n: n[0]) for at in (start, end))
            inside = [(n.type, actor) for _, n, actor in names[first:last] if n.end <= end]
            head = next((t for t in HEADS if any(type_ == t for type_, _ in inside)), None)
            found.update(actor for type_, actor in inside if type_ == head and only in (None, head))
        return frozenset(found)


def told(record: Record, roles: Roles, actor_of: Mapping[str, str], source_of: Mapping[str, str]) -> Iterator[Told]:
    """The event mentions; `source_of` gives the original of a copy."""
    query = """SELECT t.*, s.vector, s."end" AS sentence_end FROM events_told t
               LEFT JOIN sentences s ON s.document = t.document AND s.start = t.sentence WHERE t.document = ?"""
    for (document,) in record.rows("SELECT id FROM documents"):
        for lang, text in record.rows("SELECT lang, text FROM documents WHERE id = ?", (document,)):
            for t in record.rows(query, (document,)):
                yield _told(t, lang, text, roles, actor_of, source_of.get(document, document))


def _told(t: sqlite3.Row, lang: str, text: str, roles: Roles, actor_of: Mapping[str, str], source: str) -> Told:
    actors, recipients = (roles.meant(t["document"], t[role]) for role in ("actor", "recipient"))
    if _sense(t).get("patient") == "actor":
        # Whoever dies suffers the event: its grammatical actor is whom it befalls.
        actors, recipients = frozenset(), actors | recipients
    return Told(
        id=t["id"],
        document=t["document"],
        source=source,
        lang=lang,
        lemma=t["lemma"],
        sense=t["sense"],
        type=t["type"],
        status=t["status"],
        negated=bool(t["negated"]),
        actors=actors,
        recipients=recipients,
        victims=_victims(t, roles),
        place=actor_of.get(t["place"]),
        when=_interval(t["earliest"], t["latest"]),
        value=t["time"],
        headline=t["title"] or _headline(t, text),
        nominal=bool(t["nominal"]),
        vector=t["vector"] or b"",
        same_as=t["same_as"],
    )


def _headline(t: sqlite3.Row, text: str) -> str:
    """The words that tell the act by themselves: its clause, where that says who acts; else its whole sentence."""
    spans = msgspec.json.decode(t["actor"]) + msgspec.json.decode(t["recipient"])
    named = [who for start, end in spans if (who := " ".join(text[start:end].split())) in t["clause"]]
    sentence = text[t["sentence"] : t["sentence_end"]] if t["sentence_end"] else ""
    opens = " ".join(sentence.split()).startswith(t["clause"])
    whole = t["nominal"] or opens or any(t["clause"].startswith(who) for who in named)
    return str(t["clause"] if named and whole else sentence or t["clause"])


def _victims(t: sqlite3.Row, roles: Roles) -> frozenset[str]:
    """The persons whom an act befell that can befall each only once; which acts are such is data."""
    sense = _sense(t)
    if not sense.get("once"):
        return frozenset()
    return roles.meant(t["document"], t[sense.get("patient", "recipient")], only="PER")


def _sense(t: sqlite3.Row) -> Mapping[str, Any]:
    """What the base pack says of a mention's sense: whether it can befall a person only once, and in which role."""
    sense: Mapping[str, Any] = packs.base().table("events").get("senses", {}).get(t["sense"], {})
    return sense


def figure_rows(record: Record, actor_of: Mapping[str, str], source_of: Mapping[str, str]) -> Iterator[FigureRow]:
    tolls = {state["id"] for state in packs.union("figures").table("figures").get("state", ())}
    for f in record.rows("SELECT * FROM figures"):
        yield FigureRow(
            id=f["id"],
            document=f["document"],
            source=source_of.get(f["document"], f["document"]),
            low=f["low"],
            high=f["high"],
            bound=f["bound"],
            unit=f["unit"],
            concept=f["concept"],
            counted=f["counted"],
            who=f["who"],
            owner=actor_of.get(f["owner"]),
            place=actor_of.get(f["place"]),
            level=bool(f["level"]),
            as_of=_interval(f["earliest"], f["latest"]),
            befell=f["timex"] is not None and f["concept"] in tolls,
        )


def _interval(earliest: str | None, latest: str | None) -> Interval:
    return Interval(*(datetime.date.fromisoformat(day) if day else None for day in (earliest, latest)))
