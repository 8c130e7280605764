"""Names: every entry of the gazetteers is found with its type and key, and what the models get wrong is mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

import babel
import pytest

from dateline import pack as packs
from dateline.annotate import names
from dateline.annotate.parse import legible, parse

Mention = tuple[str, str, str | None]

KINDS = ("countries", "peoples", "cities", "organisations", "places", "communities")


def found(text: str, lang: str) -> set[Mention]:
    pack = packs.load(lang)
    copy = legible(text)
    return {(copy[n.start : n.end], n.type, n.key) for n in names.find(parse(copy, pack), pack)}


def entries(lang: str, kind: str) -> Iterator[Mention]:
    """Each spelling of one table of a pack, with the type and the key that it must be found with."""
    table = packs.load(lang).table("names")
    properties = table["kinds"][kind]
    for key, spellings in table[kind].items():
        for spelling in spellings:
            yield spelling, properties["type"], properties["prefix"] + key


def missing(expected: Iterable[Mention], lang: str, template: str) -> set[Mention]:
    """What is not found of the spellings, each put into the template."""
    wanted = set(expected)
    return wanted - found("\n\n".join(template.replace("{}", words) for words, _, _ in sorted(wanted)), lang)


@pytest.mark.parametrize("lang", packs.codes())
@pytest.mark.parametrize("kind", KINDS)
def test_every_gazetteer_entry_is_found_in_its_template(lang: str, kind: str) -> None:
    """All spellings of an entry, put into the sentence of its kind, are mentions of its type and key."""
    template = packs.load(lang).table("names")["templates"][kind]
    assert not missing(entries(lang, kind), lang, template)


@pytest.mark.parametrize("lang", packs.codes())
def test_no_spelling_has_two_meanings(lang: str) -> None:
    """A spelling stands once in the gazetteer, so that its key does not hang on the order of the entries."""
    meanings = Counter(words for kind in KINDS for words, _, _ in entries(lang, kind))
    assert [words for words, count in meanings.items() if count > 1] == []


@pytest.mark.parametrize("lang", packs.codes())
def test_countries_and_continents_of_cldr_are_found(lang: str) -> None:
    """CLDR's own names are in the gazetteer, whatever the language; its names of no place are not."""
    territories = babel.Locale.parse(lang).territories
    keys = {f"country:{code}" for code in ("IQ", "ML", "LB", "JP", "BR")} | {"region:150", "region:002"}
    text = "\n\n".join(f"{territories[key.split(':')[1]]}." for key in sorted(keys))
    assert {key for _, _, key in found(text, lang)} >= keys
    assert not {key for _, _, key in found(f"{territories['ZZ']}.\n\n{territories['UN']}.", lang)} & {
        "country:ZZ",
        "country:UN",
    }


@pytest.mark.parametrize("lang", packs.codes())
def test_every_city_has_a_country_and_every_key_is_shared(lang: str) -> None:
    """The country of each city is data, and what all packs name has one key in all of them."""
    table = packs.load(lang).table("names")
    countries = {**table["country_of_city"], **table["seats"]}
    assert set(table["cities"]) <= set(countries)
    assert set(countries.values()) <= set(babel.Locale.parse(lang).territories)


def test_one_thing_has_one_key_in_all_languages() -> None:
    """NATO and Otan, Baghdad and Bagdad, Iraqi and irakienne: what links reports of two languages."""
    english = found("NATO left Baghdad, an Iraqi officer said, and the Middle East waits. Kurdish troops stay.", "en")
    french = found("L'Otan quitte Bagdad, dit un officier irakien, le Moyen-Orient attend. Les Kurdes restent.", "fr")
    keys = {"org:NATO", "city:BAGHDAD", "country:IQ", "place:MIDDLE-EAST", "people:KURD"}
    assert {key for _, _, key in english} == {key for _, _, key in french} == keys


PERSON, PLACE = "PER", "GPE"


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "They told us that the US army left.", ("US", PLACE, "country:US")),
        ("en", "Nato was told.", ("Nato", "ORG", "org:NATO")),
        ("en", "The man from Mali spoke in French.", ("Mali", PLACE, "country:ML")),
        ("en", "President Ana Berg met General Paul Ney.", ("Ana Berg", PERSON, None)),
        ("en", "Mrs Berg met Col Ney on Monday.", ("Berg", PERSON, None)),
        ("en", "They left the city of Zarqar. Zarqar is calm.", ("Zarqar", PLACE, None)),
        ("en", "General Motors has hired Paul Ney.", ("General Motors", "ORG", None)),
        ("en", "Jordan Miller came to Jordan.", ("Jordan Miller", PERSON, None)),
        ("fr", "L'assassinat par Washington de Paul Ney a choqué.", ("Washington", PLACE, "city:WASHINGTON")),
        ("fr", "L'assassinat par Washington de Paul Ney a choqué.", ("Paul Ney", PERSON, None)),
        ("fr", "M. Berg est venu. Ana Berg est repartie.", ("Berg", PERSON, None)),
        ("fr", "Selon Karim al-Haddad, tout va bien. Haddad est parti.", ("Haddad", PERSON, None)),
        ("fr", "Hier, Anne Le Guen a parlé.", ("Anne Le Guen", PERSON, None)),
        ("fr", "Les soldats américains quittent Bagdad.", ("américains", "NORP", "country:US")),
        ("fr", "Les Egyptiens ont voté en Egypte.", ("Egyptiens", "NORP", "country:EG")),
        ("fr", "La Suisse a voté.", ("Suisse", PLACE, "country:CH")),
        ("fr", "Un banquier suisse a parlé.", ("suisse", "NORP", "country:CH")),
        ("fr", "L'Otan et l’ONU ont répondu.", ("Otan", "ORG", "org:NATO")),
        # a given name behind a title, which the model takes for something else
        ("fr", "Le Premier ministre Pedro Sánchez, qui s'est rendu sur place, a ri.", ("Pedro Sánchez", PERSON, None)),
    ],
)  # fmt: skip
def test_is_found(lang: str, text: str, expected: Mention) -> None:
    """Titles stay out of names, places out of persons; a family name is a person's; capitals tell acronyms."""
    assert expected in found(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "They told us that the US army left.", "us"),
        ("en", "THEY TOLD US ALL.", "US"),
        ("en", "Who is calling? It is us.", "Who"),
        ("en", "The man from Mali spoke in French.", "French"),
        ("en", "The polish on the swede was thin.", "polish"),
        ("en", "An anti-Iranian rally began in Rome.", "Iranian"),
        ("en", "President Ana Berg met General Paul Ney.", "President Ana Berg"),
        ("en", "The Minister of Defense, Ana Berg, left.", "Defense"),
        ("en", "STORM OVER CITY\n\nParis is calm.", "STORM OVER CITY"),
        ("fr", "La visite a lieu vendredi.\n\nVendredi, Ana Berg part.", "Vendredi"),
        ("fr", "Le secrétaire d'Etat Paul Ney est parti.", "Etat"),
        ("fr", "Il parle en français à Rome.", "français"),
    ],
)
def test_is_no_name(lang: str, text: str, words: str) -> None:
    """Common words, days, languages, offices, headings in capitals and the objects of prefixes are no names."""
    assert words not in {mention for mention, _, _ in found(text, lang)}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "—", "«", "M.", "A", "' '", "\u200b\ufeff", "12 GB", "🙂 12 %"])
@pytest.mark.parametrize("lang", packs.codes())
def test_odd_text_breaks_nothing(lang: str, text: str) -> None:
    """Text without names has none, whatever its marks."""
    assert found(text, lang) == set()


@pytest.mark.parametrize("lang", packs.codes())
def test_names_are_sorted_apart_and_on_one_line(lang: str) -> None:
    """No two mentions share a character, none has a line break or a blank at its ends, and they come in order."""
    text = "Ana Berg, Paul Ney\nWashington — Iraq's NATO; « Irak », al-Sadr's UN-Arab League, Mme Le Guen (Paris)."
    pack = packs.load(lang)
    mentions = names.find(parse(text, pack), pack)
    assert mentions
    assert all(left.end <= right.start for left, right in pairwise(mentions))
    assert all(text[n.start : n.end] == text[n.start : n.end].strip() for n in mentions)
    assert not any("\n" in text[n.start : n.end] for n in mentions)
