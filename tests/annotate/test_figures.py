"""Figures: how numbers are read, what bounds and units they have, what they count, whose, where, when.

The cases of the packs run here too: every unit, bound, range, state and counted thing has one.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from dateline import pack as packs
from dateline.annotate import annotate, figures
from dateline.annotate.amounts import amounts
from dateline.annotate.atoms import KINDS, value_of
from dateline.annotate.numbers import read
from dateline.annotate.parse import legible, parse, pipeline
from dateline.model import Document, Figure, Name, Quote, Span, TimeExpression

LANGS = tuple(packs.codes())


def find(text: str, lang: str, **given: Any) -> tuple[Figure, ...]:
    pack = packs.load(lang)
    doc = parse(legible(text), pack)
    names = [Name(text.index(w), text.index(w) + len(w), kind) for w, kind in given.get("names", {}).items()]
    times = [
        TimeExpression(text.index(w), text.index(w) + len(w), kind, "test", {})
        for w, kind in given.get("times", {}).items()
    ]
    return figures.find(doc, pack, names, times, given.get("quotes", ()))


def entries(kind: str) -> list[Any]:
    """The entries of one kind of all packs, each with its language."""
    tables = ((lang, packs.load(lang).table("figures")) for lang in LANGS)
    return [
        pytest.param(lang, entry, id=f"{lang}-{entry.get('id', '')}-{n}")
        for lang, table in tables
        for n, entry in enumerate(table.get(kind, ()))
        if "case" in entry or "text" in entry
    ]


@pytest.mark.parametrize(("lang", "entry"), entries("case"))
def test_pack_cases_are_read(lang: str, entry: dict[str, Any]) -> None:
    """Each sentence of a pack gives the one figure that it says."""
    found = [(f.low, f.high) for f in find(entry["text"], lang)]
    assert (entry["low"], entry["high"]) in found
    figure = find(entry["text"], lang)[found.index((entry["low"], entry["high"]))]
    assert figure.bound == entry.get("bound", "=")
    assert figure.unit == entry.get("unit", figure.unit)


@pytest.mark.parametrize(("lang", "entry"), entries("bound"))
def test_pack_bounds(lang: str, entry: dict[str, Any]) -> None:
    """The case of each bound is read with it, and the open side of an inequality is None."""
    figure = find(entry["case"]["text"], lang)[0]
    assert figure.bound == entry["case"]["bound"]
    assert (figure.low is None) == (figure.bound in ("<", "<="))
    assert (figure.high is None) == (figure.bound in (">", ">="))


@pytest.mark.parametrize(("lang", "entry"), entries("range"))
def test_pack_ranges(lang: str, entry: dict[str, Any]) -> None:
    """The case of each range is one figure with both ends."""
    found = find(entry["case"]["text"], lang)
    assert [(f.low, f.high) for f in found] == [(entry["case"]["low"], entry["case"]["high"])]


@pytest.mark.parametrize(("lang", "entry"), entries("unit"))
def test_pack_units(lang: str, entry: dict[str, Any]) -> None:
    """The case of each unit has a figure in that unit."""
    assert entry["id"] in [f.unit for f in find(entry["case"], lang)]


@pytest.mark.parametrize(("lang", "entry"), entries("concept"))
def test_pack_concepts(lang: str, entry: dict[str, Any]) -> None:
    """The case of each counted thing has a figure of that concept."""
    assert entry["id"] in [f.concept for f in find(entry["case"], lang)]


@pytest.mark.parametrize(("lang", "entry"), entries("state"))
def test_pack_states(lang: str, entry: dict[str, Any]) -> None:
    """However the clause tells the state of people, the figure counts that state."""
    found = {case: [f.concept for f in find(case, lang)] for case in entry["case"]}
    assert dict.fromkeys(found, entry["id"]) == {case: next(iter(c), None) for case, c in found.items()}


@pytest.mark.parametrize(("lang", "entry"), entries("collocation"))
def test_pack_collocations(lang: str, entry: dict[str, Any]) -> None:
    """A noun that means a state only with certain verbs means it with them."""
    assert [f.concept for f in find(entry["case"], lang)] == [entry["concept"]]


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_word_has_its_value(lang: str) -> None:
    """Each number word of a pack reads as the value that the pack gives it, alone or after an article or "two"."""
    words = packs.load(lang).table("figures")["words"]
    plain = [(w, v) for kind in ("small", "tens", "wide_tens") for w, v in words.get(kind, {}).items()]
    for word, value in plain:
        assert [n.low for n in read(f"{word}", packs.load(lang))] == [value], word
    assert all(isinstance(v, (int, float)) for kind in KINDS for v in words.get(kind, {}).values())


@pytest.mark.parametrize("lang", LANGS)
def test_packs_share_their_concepts_and_units(lang: str) -> None:
    """A concept of one pack exists in another, so that figures of all languages can be compared."""
    for kind in ("concept", "state"):
        ids = {code: {e["id"] for e in packs.load(code).table("figures").get(kind, ())} for code in LANGS}
        assert ids[lang] <= set().union(*(ids[code] for code in LANGS if code != lang))


@pytest.mark.parametrize(
    ("digits", "decimal", "value"),
    [
        ("3,000", ".", 3000.0),
        ("3,000", ",", 3000.0),
        ("2.500", ",", 2500.0),
        ("2 500", ",", 2500.0),
        ("3.5", ".", 3.5),
        ("3,5", ",", 3.5),
        ("3.5", ",", 3.5),
        ("1,234,567.89", ".", 1234567.89),
        ("1.234.567,89", ",", 1234567.89),
        ("0.125", ".", 0.125),
        ("1.234", ".", 1.234),
        ("3.1.2", ".", None),
        ("1'234'567.5", ".", 1234567.5),
        ("12,34,5", ".", None),
    ],
)
def test_digits_with_separators(digits: str, decimal: str, value: float | None) -> None:
    """Separators group thousands or begin decimals, by the language and by groups of three."""
    assert value_of(digits, decimal) == value


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("en", "two hundred and five", [(205, 205)]),
        ("en", "nine thousand nine hundred ninety-nine", [(9999, 9999)]),
        ("en", "hundreds of thousands", [(1e5, 1e6)]),
        ("en", "several dozen", [(24, 108)]),
        ("en", "half a dozen", [(6, 6)]),
        ("en", "a thousand billion", [(1e12, 1e12)]),
        ("en", "$3 to $5 billion", [(3e9, 5e9)]),
        ("en", "from 10 to 5 percent", [(10, 10), (5, 5)]),
        ("en", "F-16 and G5 at 10:15 in 3D, 555 234 1234", []),
        ("en", "1. first\n2) second", []),
        ("fr", "soixante-dix-neuf", [(79, 79)]),
        ("fr", "soixante et onze", [(71, 71)]),
        ("fr", "quatre-vingts", [(80, 80)]),
        ("fr", "quatre-vingt-un mille", [(81000, 81000)]),
        ("fr", "deux cent mille", [(2e5, 2e5)]),
        ("fr", "3 mille milliards", [(3e12, 3e12)]),
        ("fr", "une centaine de milliers", [(1e5, 1e5)]),
        ("fr", "de 2 500 à 3 000", [(2500, 3000)]),
        ("fr", "10h15, 20h, le 01 23 45 67 89", []),
        ("fr", "un homme, une femme", []),
    ],
)
def test_numbers_of_a_text(lang: str, text: str, values: list[tuple[float, float]]) -> None:
    """Number words compose, vague amounts have a range, designations and times are left out."""
    pack = packs.load(lang)
    assert [(a.low, a.high) for a in amounts(text, read(text, pack), pack)] == values


@pytest.mark.parametrize(
    ("lang", "text", "words", "bound"),
    [
        ("en", "The yard holds 30 horses or more.", "30", ">="),
        ("en", "No more than 30 horses ran.", "No more than 30", "<="),
        ("en", "The flock has grown up to 137 geese.", "up to 137", "<="),
        ("fr", "Il y avait 30 chevaux au moins.", "30", ">="),
        ("fr", "Pas plus de 30 chevaux ont couru.", "Pas plus de 30", "<="),
        ("fr", "Près d'une centaine de chevaux ont couru.", "Près d'une centaine", "~"),
        ("fr", "Le troupeau compte au moins dix bêtes et plus de vingt oies.", "au moins dix", ">="),
    ],
)
def test_bounds_around_a_figure(lang: str, text: str, words: str, bound: str) -> None:
    """The cue stands before the number or after what is counted, and is part of the figure's words when before."""
    figure = find(text, lang)[0]
    assert (text[figure.start : figure.end], figure.bound) == (words, bound)


def test_the_next_cue_does_not_bound_the_figure_before() -> None:
    """ "and at least" belongs to what follows it."""
    text = "L'incendie a détruit 200 granges et au moins 60 étables."
    assert [(f.low, f.high) for f in find(text, "fr")] == [(200, 200), (60, None)]


@pytest.mark.parametrize(
    ("lang", "text", "counted", "concept", "who"),
    [
        ("en", "The harbour keeps 40 wooden trawlers.", "wooden trawlers", "trawler", None),
        ("en", "More than 70 Danish soldiers were slightly wounded.", "Danish soldiers", "wounded", "soldier"),
        ("en", "A frost killed 30 goats.", "goats", "dead", "goat"),
        ("en", "The raid destroyed 30 lorries.", "lorries", "truck", None),
        ("fr", "Le port garde 40 chalutiers.", "chalutiers", "chalutier", None),
        ("fr", "Plus de 70 soldats danois ont été légèrement blessés.", "soldats danois", "wounded", "soldier"),
        ("fr", "La tempête a tué 20 marins et en a blessé 300.", "marins", "dead", "marin"),
        ("fr", "Des centaines de roquettes sont tombées.", "roquettes", "rocket", None),
        ("es", "Dos de sus barcos se hundieron.", "barcos", "ship", None),
        ("de", "Drei der Minister traten zurück.", "Minister", "minister", None),
        ("en", "Three of the four men were freed.", "men", "person", None),
        ("es", "Votaron a favor 101 de los 130 congresistas.", "congresistas", "lawmaker", None),
        ("de", "Alle 71 Menschen an Bord seien tot.", "Menschen", "dead", None),
        ("de", "Drei Menschen sollen getötet worden sein.", "Menschen", "dead", None),
        ("de", "Drei Menschen sollen getötet werden.", "Menschen", "person", None),
        ("de", "Vermisst werden noch vier Menschen.", "Menschen", "missing", None),
        ("es", "El puerto tuvo 61 del semestre anterior.", "puerto", "puerto", None),
    ],
)
def test_what_is_counted(lang: str, text: str, counted: str, concept: str, who: str | None) -> None:
    """The noun with its modifiers, with or without a list; the state of people and who they were."""
    figure = find(text, lang)[0]
    assert (figure.counted, figure.concept, figure.who) == (counted, concept, who)


def test_a_toll_counts_victims_and_not_what_the_number_before_did() -> None:
    """Of people who died before it, it goes on counting these."""
    found = find("They pulled 14 crates from the sea, taking the death toll to 52.", "en")
    assert [(f.concept, f.counted) for f in found] == [("crate", "crates"), ("dead", "toll")]
    found = find("At least 23 soldiers were killed, taking the death toll to 52.", "en")
    assert [(f.concept, f.counted) for f in found] == [("dead", "soldiers"), ("dead", "soldiers")]


@pytest.mark.parametrize(
    ("lang", "text", "counted"),
    [
        ("en", "The storm killed 20 people and wounded more than 300.", "people"),
        ("de", "Zwei Arbeiter starben, 17 wurden verletzt.", "Arbeiter"),
        ("es", "Dos obreros murieron y 17 resultaron heridos.", "obreros"),
    ],
)
def test_a_bare_number_counts_what_the_one_before_did(lang: str, text: str, counted: str) -> None:
    """ "and wounded more than 300" counts people too, in the state that its own verb tells."""
    assert [(f.concept, f.counted) for f in find(text, lang)] == [("dead", counted), ("wounded", counted)]


@pytest.mark.parametrize(
    ("lang", "text", "low"),
    [
        ("de", "Seit Mai wurden in Mali nach UN-Angaben 34 Helfer entführt.", 34),
    ],
)
def test_what_a_name_before_it_does_not_take(lang: str, text: str, low: float) -> None:
    """A number behind a name that hangs on the verb is no part of that name."""
    assert [f.low for f in find(text, lang)] == [low]


@pytest.mark.parametrize(
    ("lang", "text", "counted"),
    [
        ("en", "The firm, which employs 900 people, lost 20 million.", ["people", None]),
        ("fr", "La firme, qui emploie 900 personnes, a perdu 20 millions.", ["personnes", None]),
        ("es", "La firma, que emplea a 900 personas, dijo que el rescate costaría a la ciudad más de 200 millones.",
         ["personas", "rescate"]),
        ("en", "The blast, which killed 30 people, wounded 12.", ["people", "people"]),
    ],
)  # fmt: skip
def test_a_relative_clause_that_is_over_lends_nothing(lang: str, text: str, counted: list[str | None]) -> None:
    """What it counts is not what a bare number behind it does, but of people who are dead or hurt."""
    assert [f.counted for f in find(text, lang)] == counted


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "One of the guards saw the one that he wanted."),
        ("en", "The two sides met the iPhone 11 team in sector 12."),
        ("en", "The match ended 2-1 in the second half of the evening."),
        ("en", "Their first plan failed on day one."),
        ("fr", "Les deux camps se sont vus dans le secteur 12."),
        ("fr", "Un garde a vu une femme."),
        ("fr", "Le bailleur du 14, rue Bertin est parti."),
        ("en", "“It is over,” said Ana Berg, 58."),
        ("fr", "La première moitié du match fut terne, puis on repartit de zéro."),
    ],
)
def test_what_is_no_figure(lang: str, text: str) -> None:
    """Pronouns, articles, known pairs, designations, scores and ordinals are no figures."""
    assert find(text, lang) == ()


def test_numbers_inside_dates_and_names_are_no_figures_but_durations_are() -> None:
    """An expression of type DATE and a name take their numbers; a DURATION does not."""
    text = "On May 5 Route 66 closed for 20 years."
    found = find(text, "en", names={"Route 66": "LOC"}, times={"May 5": "DATE", "20 years": "DURATION"})
    assert [(f.low, f.unit, f.time) for f in found] == [(20, "year", 0)]


def test_owner_place_and_time() -> None:
    """Whose they are, where they are, and the expression of their own clause."""
    text = "On Monday Spain said that 900 Spanish soldiers were deployed in Chad since June, far from Brest."
    names = {"Spain": "GPE", "Spanish": "NORP", "Chad": "GPE", "Brest": "GPE"}
    figure = find(text, "en", names=names, times={"On Monday": "DATE", "June": "DATE"})[0]
    assert figure.owner is not None
    assert figure.owner.of(text) == "Spanish"
    assert figure.place is not None
    assert figure.place.of(text) == "Chad"
    assert figure.time == 1


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        ("en", "Norway will reduce its force in Mali from 900 to 700 soldiers by May.", "May"),
        ("fr", "La Norvège ramènera ses effectifs au Mali de 900 à 700 soldats d'ici mai.", "mai"),
    ],
)
def test_what_was_before_is_of_no_later_day(lang: str, text: str, days: str) -> None:
    """ "From 900 to 700 soldiers by May": both are soldiers, and only the 700 are of May."""
    before, after = find(text, lang, names={text.split()[lang == "fr"]: "GPE"}, times={days: "DATE"})
    assert (before.low, before.concept, before.time) == (900, "soldier", None)
    assert (after.low, after.concept, after.time) == (700, "soldier", 0)


def test_a_state_is_not_counted() -> None:
    """ "Norway struck back with rockets, more than a dozen of them": no dozen Norways."""
    text = "Norway struck back with heavy rockets, more than a dozen of them, at the base in the desert."
    (figure,) = find(text, "en", names={"Norway": "GPE"})
    assert figure.low == 12
    assert figure.concept in (None, "rocket")


def test_a_figure_takes_no_time_of_another_predicate() -> None:
    """A noun with a copula is a predicate with its own time, also where the parse loses its clause."""
    tokens = [
        ("Les", "DET", "det", 1), ("marins", "NOUN", "nsubj", 10), ("étant", "AUX", "cop", 3),
        ("maîtres", "NOUN", "punct", 1), ("en", "ADP", "case", 5), ("2011", "NUM", "obl:mod", 3),
        (",", "PUNCT", "punct", 10), ("700", "NUM", "nummod", 8), ("soldats", "NOUN", "nsubj:pass", 10),
        ("sont", "AUX", "aux:pass", 10), ("venus", "VERB", "ROOT", 10), ("très", "ADV", "advmod", 12),
        ("vite", "ADV", "advmod", 10), ("en", "ADP", "case", 14), ("2014", "NUM", "obl:mod", 10),
    ]  # fmt: skip
    words, pos, deps, heads = (list(column) for column in zip(*tokens, strict=True))
    doc = Doc(pipeline(packs.load("fr")).vocab, words, pos=pos, deps=deps, heads=heads, lemmas=words)
    times = [TimeExpression(doc[at].idx, doc[at].idx + 4, "DATE", "test", {}) for at in (5, 14)]
    assert [f.time for f in figures.find(doc, packs.load("fr"), (), times, ())] == [1]


def test_the_holder_is_the_owner_and_the_antecedent_the_place() -> None:
    """ "en Syrie, où l'Espagne maintient 900 soldats": Spain's, in Syria."""
    text = "Les camps situés en Syrie, où l'Espagne maintient environ 900 soldats, restent fermés au Maroc."
    figure = find(text, "fr", names={"Syrie": "GPE", "Espagne": "GPE", "Maroc": "GPE"})[0]
    assert figure.owner is not None
    assert figure.owner.of(text) == "Espagne"
    assert figure.place is not None
    assert figure.place.of(text) == "Syrie"


@pytest.mark.parametrize(
    ("lang", "text", "level"),
    [
        ("en", "Madrid sent 3,000 additional soldiers.", False),
        ("en", "Divers raised another five bodies.", False),
        ("en", "Prices rose by 5 percent.", False),
        ("en", "Prices rose to 5 percent.", True),
        ("en", "Three governments fell.", True),
        ("en", "Madrid has 3,000 soldiers there.", True),
        ("fr", "Madrid a envoyé 3 000 soldats supplémentaires.", False),
        ("fr", "Les prix ont augmenté de 5 %.", False),
        ("fr", "Madrid compte 3 000 soldats sur place.", True),
    ],
)
def test_changes_are_no_levels(lang: str, text: str, level: bool) -> None:
    """Additions and rises "by" are changes; what something rises "to" is a level."""
    assert find(text, lang)[0].level is level


def test_said_by_is_the_innermost_quote() -> None:
    """A figure in the content of a quote in a quote is said by the inner one."""
    text = "He said she said that 40 cows fled."
    inner, outer = Span(text.index("40"), len(text) - 1), Span(text.index("she"), len(text) - 1)
    quotes = [Quote((outer,), (), (), "indirect"), Quote((inner,), (), (), "indirect")]
    assert [f.said_by for f in find(text, "en", quotes=quotes)] == [1]


@pytest.mark.parametrize(
    "text", ["", " ", "7", "\n\n12\n", "%", "$", "1.2.3.4.5", "« 3 »", "٣", "of of of 5", "- 5", "et demi", "a few"]
)
@pytest.mark.parametrize("lang", LANGS)
def test_odd_input_does_not_raise(lang: str, text: str) -> None:
    """Whatever the text, spans stay inside it and nothing is raised."""
    assert all(0 <= f.start < f.end <= len(text) for f in find(text, lang))


def test_words_wrapped_over_lines_and_hard_blanks() -> None:
    """No-break blanks group thousands, and the figure's offsets are those of the text."""
    text = "Il y avait plus de 2\u00a0100 camions."
    figure = find(text, "fr")[0]
    assert (text[figure.start : figure.end], figure.low) == ("plus de 2\u00a0100", 2100)


PIECES = (
    "10",
    "3",
    "1,000",
    "½",
    "-",
    "%",
    "one",
    "in",
    "out",
    "of",
    "per",
    "un",
    "sur",
    "trois",
    "dont",
    "dozen",
    ".",
    "\n",
)
"""What shares, rates and ranges are made of."""


@pytest.mark.parametrize("lang", ["en", "fr"])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=7))
def test_no_row_of_number_words_is_too_odd(lang: str, pieces: list[str]) -> None:
    """Whatever stands beside whatever, also at the start of a text: amounts lie within it, in their order."""
    text = " ".join(pieces)
    pack = packs.load(lang)
    found = amounts(text, read(text, pack), pack)
    assert all(0 <= a.start < a.end <= len(text) for a in found)
    assert [a.start for a in found] == sorted(a.start for a in found)


def test_a_date_beside_what_an_amount_is_compared_with_is_not_its_own() -> None:
    """ "3,000 remain, down from 3,600 on Tuesday": the Tuesday is that of the 3,600."""
    text = "Around 3,000 people remain in shelters, down from 3,600 on Tuesday."
    found = annotate(Document(id="x", text=text, lang="en")).figures
    assert [(f.low, f.time is None) for f in found] == [(3000.0, True), (3600.0, False)]


def test_an_article_counts_no_toll() -> None:
    """ "A new toll" is not one dead."""
    text = "Quatorze personnes ont péri, selon un nouveau bilan."
    assert [f.low for f in annotate(Document(id="x", text=text, lang="fr")).figures] == [14.0]
