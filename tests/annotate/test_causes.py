"""Causes: every connective of the packs, and where none is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dateline import pack as packs
from dateline.annotate import annotate
from dateline.model import Annotations, Document


def read(code: str, text: str) -> Annotations:
    return annotate(Document(id="d", text=text, lang=code))


def entries() -> Iterator[tuple[str, str, str, str]]:
    """(language, words of a connective, kind, case with those words) for the first words of each entry."""
    for code in packs.codes():
        for entry in packs.load(code).table("causes").get("connective", ()):
            yield code, entry["words"][0], entry["kind"], entry["case"]


@pytest.mark.parametrize(("code", "words", "kind", "case"), list(entries()))
def test_every_connective_joins_its_two_acts(code: str, words: str, kind: str, case: str) -> None:
    """The act in brackets is the cause, the starred one its effect, and the evidence are the words of the entry."""
    text = case.translate({ord(c): None for c in "[]*"})
    marks = {mark: case.index(mark) - sum(c in "[]*" for c in case[: case.index(mark)]) for mark in "[*"}
    read_ = read(code, text)
    (cause,) = read_.causes
    entry = next(e for e in packs.load(code).table("causes")["connective"] if words in e["words"])
    assert text[cause.start : cause.end].casefold() in entry["words"]
    assert cause.kind == kind
    assert read_.events[cause.cause].start == marks["["]
    assert read_.events[cause.effect].start == marks["*"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Peru expelled the envoy. Chad attacked the port."),
        ("en", "The minister spoke over the phone after the strike."),
        ("fr", "Le Pérou a expulsé l'envoyé. Le Tchad a attaqué le port."),
    ],
)
def test_what_no_words_join_is_no_cause(code: str, text: str) -> None:
    """Two acts beside each other are not told to be cause and effect."""
    assert not read(code, text).causes
