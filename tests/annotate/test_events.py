"""Event mentions: triggers, senses, roles, times, places, clauses; and that every entry of the lexicons finds its case.

In a case the trigger stands between asterisks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import pytest

from dateline import pack as packs
from dateline.annotate import dates, events, names
from dateline.annotate.parse import parse
from dateline.model import EventMention, Quote, Span

CODES = [code for code in packs.codes() if packs.load(code).table("events").get("verbs")]


def told(code: str, text: str, quotes: tuple[Quote, ...] = ()) -> tuple[EventMention, ...]:
    """The event mentions of a text."""
    pack = packs.load(code)
    doc = parse(text, pack)
    return events.find(doc, pack, names.find(doc, pack), dates.find(doc, pack), quotes)


def starred(code: str, case: str) -> EventMention | None:
    """The mention whose trigger begins between the asterisks of a case."""
    before, trigger, after = case.split("*")
    found = told(code, before + trigger + after)
    return next((e for e in found if len(before) <= e.start < len(before) + len(trigger)), None)


def entries() -> Iterator[tuple[str, str, str, str]]:
    """(language, lemma, sense, case) of every entry of the lexicons."""
    for code in CODES:
        for kind in ("verbs", "nouns"):
            for lemma, found in packs.load(code).table("events")[kind].items():
                for entry in found if isinstance(found, list) else [found]:
                    yield code, lemma, entry["sense"], entry["case"]


@functools.cache
def misread() -> dict[tuple[str, str, str], str]:
    """The cases of the lexicons that are not read as their entry says, all parsed at once."""
    wrong = {}
    for code in CODES:
        mine = [(lemma, sense, case) for c, lemma, sense, case in entries() if c == code]
        text = "\n\n".join(case.replace("*", "") for _, _, case in mine)
        senses = {e.start: e.sense for e in told(code, text)}
        offset = 0
        for lemma, sense, case in mine:
            if senses.get(offset + case.index("*")) != sense:
                wrong[code, lemma, sense] = f"{case} reads as {senses.get(offset + case.index('*'))}"
            offset += len(case.replace("*", "")) + 2
    return wrong


@pytest.mark.parametrize(("code", "lemma", "sense", "case"), entries())
def test_every_entry_of_the_lexicons_finds_its_case(code: str, lemma: str, sense: str, case: str) -> None:
    """The starred word of an entry's case is a trigger of the entry's sense."""
    assert (code, lemma, sense) not in misread(), misread()[code, lemma, sense]


def test_every_sense_is_defined() -> None:
    """Senses are shared by the packs: each that an entry names stands in the base, with a category of PLOVER or none."""
    senses: dict[str, Any] = packs.base().table("events")["senses"]
    assert {sense for _, _, sense, _ in entries()} == set(senses)
    plover = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION "
    plover += "MOBILIZE COERCE ASSAULT"
    assert {s["type"] for s in senses.values() if "type" in s} <= set(plover.split())


def test_span_import() -> None:
    assert Span(0, 1)
