"""Temporal expressions as the words say them: each pack entry's own case, and what packs alone cannot show."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest

from dateline import pack
from dateline.annotate import dates
from dateline.annotate.parse import legible, parse
from dateline.annotate.readings import READINGS
from dateline.annotate.resolve import resolve
from dateline.interval import days_of
from dateline.model import Published, TimeExpression

LANGUAGES = tuple(pack.codes())
ODD = ["", " ", "\n\n", "?", "Monday", "2020", "0000-00-00", "99999", "31/02/2020", "2020-13-45", "'", "d'", "le le le"]
ODD += ["the the the the", "2020-2021-2022", "1:2:3:4", "25:61", "December 99, 2020", "\u200b2020\u200b"]
ENTRIES = [
    (code, key, entry)
    for code in LANGUAGES
    for key in ("rule", "before", "after")
    for entry in pack.load(code).table("time").get(key, [])
]


def told(text: str, lang: str) -> tuple[TimeExpression, ...]:
    return dates.find(parse(legible(text), pack.load(lang)), pack.load(lang))


def published(day: str | None) -> Published:
    if day is None:
        return Published()
    days = days_of(day)
    return Published(days.earliest, days.latest, "user")


@pytest.mark.parametrize(("code", "key", "entry"), ENTRIES, ids=[f"{c}-{k}-{e['name']}" for c, k, e in ENTRIES])
def test_every_pack_entry_does_what_its_case_says(code: str, key: str, entry: dict[str, object]) -> None:
    """The example of an entry gives an expression with the words, value, mod and role that the case expects."""
    case = entry["case"]
    assert isinstance(case, dict)
    found = resolve(told(case["text"], code), published(case.get("dct")))
    if case.get("none"):
        assert not found
        return
    rows = [{"words": case["text"][t.start : t.end], **dataclasses.asdict(t)} for t in found]
    wanted = {k: v for k, v in case.items() if k in ("words", "value", "mod", "role", "anchor")}
    assert any(wanted.items() <= row.items() for row in rows), rows


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", ["joint", "range"])
def test_every_link_between_expressions_matches_its_case(code: str, key: str) -> None:
    """The words that join a day and an hour, or the ends of a range, are found where their case shows them."""
    links = pack.load(code)
    for number, entry in enumerate(links.table("time")[key]):
        text = entry["case"]["text"]
        found = links.patterns("time", key).find(text)
        assert (number, 0, len(text)) in {(m.rule, m.start, m.end) for m in found}, entry["name"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_rule_names_a_known_reading(code: str) -> None:
    """A rule's form is a reading of `resolve`, or "none" for what only looks like a date; its type is TIMEX3's."""
    for rule in pack.load(code).table("time")["rule"]:
        assert rule["form"] in {*READINGS, "none"}, rule["name"]
        assert rule["type"] in {"DATE", "TIME", "DURATION", "SET"}, rule["name"]


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "Some 2000 soldiers came in 2014.", ["2014"]),
        ("en", "It cost $2014 and 1,999 pounds.", []),
        ("en", "The 2021 elections were held.", ["2021"]),
        ("en", "They may march on, he said.", []),
        ("en", "Troops came between 2014 and 2016.", ["2014", "2016"]),
        ("en", "The talks\nof July 26,\n2021 failed.", ["July 26,\n2021"]),
        ("en", "A 6-year-old boy died on Friday.", ["Friday"]),
        ("fr", "Quelque 2000 soldats sont venus en 2014.", ["2014"]),
        ("fr", "Plus de 2 500 soldats sont partis.", []),
        ("fr", "Il reste 2.500 soldats.", []),
        ("fr", "Élu en 2012 M. Morsi est tombé; il manque 2000 €.", ["2012"]),
        ("fr", "Dans la nuit du 13 au 14 septembre 2012.", ["nuit", "13", "14 septembre 2012"]),
        ("en", "This may hurt, he said.", []),
        ("fr", "Elle a frappé une seconde fois.", []),
        ("fr", "Un délai de deux à cinq ans a été proposé lundi.", ["deux à cinq ans", "lundi"]),
        ("fr", "L’accord d’août 2020 tient.", ["août 2020"]),
    ],
)
def test_extents(lang: str, text: str, words: list[str]) -> None:
    """Only temporal expressions are found, with TIMEX3 extents over the text as it is."""
    assert [text[e.start : e.end] for e in told(text, lang)] == words


@pytest.mark.parametrize(
    ("lang", "text", "roles"),
    [
        ("en", "They stayed from 2010 to 2014.", ["since", "until"]),
        ("en", "They have been there since at least early 2014.", ["since"]),
        ("en", "He wrote a letter from March 2014.", ["at"]),
        ("en", "They must leave by December 31, 2021.", ["by"]),
        ("fr", "Ils partiront d'ici le 31 décembre 2021.", ["by"]),
        ("fr", "Ils partiront d’ici à la fin de l’année.", ["by"]),
        ("fr", "Ils sont là depuis l'été 2020 et jusqu'en 2022.", ["since", "until"]),
        ("fr", "Ils sont restés du 3 mars 2014 au 5 avril 2016.", ["since", "until"]),
        ("fr", "Ils sont partis avant le 5 avril 2016.", ["before"]),
    ],
)
def test_roles(lang: str, text: str, roles: list[str]) -> None:
    """The words before an expression tell its role: a deadline, a beginning, an end."""
    assert [e.role for e in told(text, lang)] == roles


@pytest.mark.parametrize(
    ("lang", "text", "tense"),
    [
        ("en", "The troops left on Monday.", "past"),
        ("en", "The troops will leave on Monday.", "future"),
        ("en", "The troops are expected to leave on Monday.", "future"),
        ("en", "The troops would have left on Monday.", "past"),
        ("fr", "Les soldats ont quitté la ville lundi.", "past"),
        ("fr", "Les troupes partiront lundi.", "future"),
        ("fr", "La rencontre est prévue lundi.", "future"),
        ("fr", "Le président pourrait annoncer un retrait lundi.", "future"),
        # the last day of what was asked or promised, but not a day before that
        ("fr", "Le syndicat a exigé un examen avant la fin août.", "future"),
        ("de", "Die Gewerkschaft forderte eine Überprüfung bis Ende August.", "future"),
        ("es", "El sindicato exigió una revisión antes de fin de agosto.", "future"),
        ("en", "Before August the union demanded a review.", "past"),
        ("en", "The minister promised to leave before Christmas.", "future"),
        ("en", "The minister promised to leave in May.", "future"),
        ("en", "The minister promised on Friday to leave.", "past"),
        ("en", "The union demanded that the firm pay before Christmas.", "future"),
        ("en", "The union refused to leave before Easter.", "future"),
        ("en", "The union left before Christmas.", "past"),
        ("en", "The judge asked the king to say what he did on Friday.", "past"),
        ("fr", "Le ministre a promis de partir avant Noël.", "future"),
        ("fr", "Le syndicat a exigé que la firme parte avant Noël.", "future"),
        ("fr", "Il a assuré que les troupes partiraient avant Noël.", "future"),
        ("fr", "Les troupes se retiraient avant Noël.", "past"),
        ("fr", "Le conseil a voté lundi la fermeture du barrage.", "past"),
        ("de", "Die Messe dauerte bis Ende August.", "past"),
        # a clause below says nothing of the one above
        ("es", "En febrero la firma había negado que planeara recortes.", "past"),
    ],
)
def test_tense_of_the_governing_verb(lang: str, text: str, tense: str) -> None:
    """The tense is that of the verb on which the expression hangs, with its auxiliaries; a deadline lies ahead."""
    assert [e.tense for e in told(text, lang)] == [tense]


@pytest.mark.parametrize(
    ("lang", "text", "tenses"),
    [
        ("fr", "Le maire a annoncé la fermeture des écoles de vendredi à lundi.", ["future", "future"]),
        ("en", "The mayor announced the closure of the schools from Friday to Monday.", ["future", "future"]),
        ("fr", "Le pont a été fermé de vendredi à lundi.", ["past", "past"]),
    ],
)
def test_a_range_lies_on_one_side(lang: str, text: str, tenses: list[str]) -> None:
    """The first day of a range lies ahead where its last day does."""
    assert [e.tense for e in told(text, lang)] == tenses


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    ODD,
)
def test_odd_input_never_raises(lang: str, text: str) -> None:
    """Empty, broken and senseless text gives a tuple in order without overlaps."""
    found = told(text, lang)
    assert all(a.end <= b.start for a, b in pairwise(found))
    resolve(found, published("2020-01"))


def test_expressions_never_overlap_and_are_sorted() -> None:
    """A long text with every kind of expression gives sorted, disjoint, non-empty spans."""
    text = " ".join(str(e["case"]["text"]) for c, _, e in ENTRIES if c == "en")
    found = told(text, "en")
    assert len(found) > 80
    assert all(e.start < e.end for e in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
