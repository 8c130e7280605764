"""Names: every entry of the gazetteers is found with its type and key, and what the models get wrong is mended."""

from __future__ import annotations

import babel
import pytest

from dateline import pack as packs
from dateline.annotate import names
from dateline.annotate.parse import legible, parse

TYPES = {"countries": "GPE", "peoples": "NORP", "cities": "GPE", "organisations": "ORG"}
PREFIX = {"countries": "country", "peoples": "country", "cities": "city", "organisations": "org"}


def found(text: str, lang: str) -> set[tuple[str, str, str | None]]:
    pack = packs.load(lang)
    copy = legible(text)
    return {(copy[n.start : n.end], n.type, n.key) for n in names.find(parse(copy, pack), pack)}


@pytest.mark.parametrize("lang", packs.codes())
@pytest.mark.parametrize("kind", TYPES)
def test_every_gazetteer_entry_is_found_in_its_template(lang: str, kind: str) -> None:
    """All spellings of an entry, put into the sentence of its kind, are mentions of its key."""
    pack = packs.load(lang)
    table = pack.table("names")
    template = table["templates"][kind]
    entries = [(key, spelling) for key, spellings in table[kind].items() for spelling in spellings]
    paragraphs = [template.replace("{}", spelling) for _, spelling in entries]
    text = "\n\n".join(paragraphs)
    keys = {(words, key) for words, _, key in found(text, lang)}
    missing = [(k, s) for k, s in entries if (s.replace("’", "'"), f"{PREFIX[kind]}:{k}") not in keys]
    # A spelling that two entries share (a people's name that is a language's) means the first of them.
    assert len(missing) <= len(entries) / 50, missing


@pytest.mark.parametrize("lang", packs.codes())
def test_countries_of_cldr_are_found(lang: str) -> None:
    """CLDR's own names of countries are in the gazetteer, whatever the language."""
    territories = babel.Locale.parse(lang).territories
    text = "\n\n".join(f"{territories[code]}." for code in ("IQ", "ML", "LB", "JP", "BR"))
    assert {key for _, _, key in found(text, lang)} >= {f"country:{c}" for c in ("IQ", "ML", "LB", "JP", "BR")}


@pytest.mark.parametrize(
    ("lang", "text", "expected", "forbidden"),
    [
        ("en", "They told us that the US army left.", ("US", "GPE", "country:US"), "us"),
        ("en", "President Ana Berg met General Paul Ney.", ("Ana Berg", "PER", None), "President Ana Berg"),
        ("fr", "L'assassinat par Washington de Paul Ney a choqué.", ("Washington", "GPE", "city:WASHINGTON"), None),
        ("fr", "M. Berg est venu. Ana Berg est repartie.", ("Berg", "PER", None), "M. Berg"),
        ("fr", "Les soldats américains quittent Bagdad.", ("américains", "NORP", "country:US"), None),
        ("fr", "L'Otan et l’ONU ont répondu.", ("Otan", "ORG", "org:NATO"), None),
    ],
)
def test_mended(lang: str, text: str, expected: tuple[str, str, str | None], forbidden: str | None) -> None:
    """Titles stay out of names, cities are no persons, adjectives of peoples count, acronyms need their capitals."""
    mentions = found(text, lang)
    assert expected in mentions
    assert forbidden not in {words for words, _, _ in mentions}
