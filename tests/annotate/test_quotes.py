"""Voices: every reporting verb of the packs, every form of quotation, who is meant, and what is no source."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import pack as packs
from dateline.annotate import annotate, dates, names, quotes
from dateline.annotate.marks import quotations
from dateline.annotate.parse import legible, parse
from dateline.model import Given, Quote
from dateline.read.text import document


def voices(text: str, lang: str) -> list[Quote]:
    pack = packs.load(lang)
    doc = parse(legible(text), pack)
    return list(quotes.find(doc, pack, names.find(doc, pack), dates.find(doc, pack)))


def told(text: str, lang: str) -> list[dict[str, Any]]:
    """The attributions of a text in its words."""
    return [
        {
            "said": " | ".join(s.of(text) for s in q.content),
            "by": " | ".join(s.of(text) for s in q.source),
            "mode": q.mode,
            "speaker": q.speaker.of(text) if q.speaker else None,
            "nameless": q.anonymous,
        }
        for q in voices(text, lang)
    ]


CUES = [
    (lang, lemma, cue["case"])
    for lang in packs.codes()
    for lemma, cue in packs.load(lang).table("quotes")["cues"].items()
]


@pytest.mark.parametrize("lang", packs.codes())
def test_every_reporting_verb_reports_in_its_case(lang: str) -> None:
    """Each cue of a pack, marked in its case, gives an attribution with a source, but for the few the parser misses.

    The small models take some rare forms for nouns or adjectives; one in twenty is allowed for that and no more.
    """
    missed = []
    cases = [(lemma, case) for code, lemma, case in CUES if code == lang]
    for lemma, case in cases:
        before, marked, _ = case.split("*")
        text = case.replace("*", "")
        place = range(len(before), len(before) + len(marked))
        found = [
            q for q in voices(text, lang) if q.source and any(c.start in place or c.end - 1 in place for c in q.cue)
        ]
        if not found:
            missed.append(lemma)
    assert len(missed) <= len(cases) / 20, missed


@pytest.mark.parametrize("case", packs.base().table("quotes")["marks"]["case"], ids=lambda c: c["text"])
def test_marks(case: dict[str, Any]) -> None:
    """Quotations of all traditions, nested and unbalanced; what is never closed ends with its paragraph."""
    found = quotations(case["text"], packs.load("en"))
    assert [s.of(case["text"]) for s in found] == case["found"]


FORMS = [
    ("fr", "« C'est un reniement », s'indigne Ana Berg, dont le parti a voté.", "« C'est un reniement »", "Ana Berg",
     "direct", "Ana Berg", False),
    ("fr", "Le club menace de partir : « La vente est faite », rappelle Ana Berg.", "« La vente est faite »",
     "Ana Berg", "direct", "Ana Berg", False),
    ("en", "“The talks go on,” Ana Berg said.", "“The talks go on,”", "Ana Berg", "direct", "Ana Berg", False),
    ("en", "“The talks go on,” said Ana Berg.", "“The talks go on,”", "Ana Berg", "direct", "Ana Berg", False),
    ("en", "Ana Berg said that the talks go on.", "that the talks go on", "Ana Berg", "indirect", "Ana Berg", False),
    ("en", "Ana Berg said the talks were “talk”.", "the talks were “talk”", "Ana Berg", "mixed", "Ana Berg", False),
    ("en", "According to Ana Berg, the talks go on.", "the talks go on", "Ana Berg", "indirect", "Ana Berg", False),
    ("en", "The talks go on, an official said.", "The talks go on", "an official", "indirect", None, True),
    ("fr", "« Les pourparlers continuent », a dit Ana Berg.", "« Les pourparlers continuent »", "Ana Berg", "direct",
     "Ana Berg", False),
    ("fr", "Ana Berg a déclaré que les pourparlers continuaient.", "que les pourparlers continuaient", "Ana Berg",
     "indirect", "Ana Berg", False),
    ("fr", "Selon Ana Berg, les pourparlers continuent.", "les pourparlers continuent", "Ana Berg", "indirect",
     "Ana Berg", False),
    ("fr", "« La ville est calme », assure à l'AFP un diplomate occidental.", "« La ville est calme »",
     "un diplomate occidental", "direct", None, True),
    ("fr", "La ville est calme, a indiqué au journal un officier de police.", "La ville est calme",
     "un officier de police", "indirect", None, True),
    ("fr", "Ana Berg arrive lundi. « La ville est calme », a-t-elle dit.", "« La ville est calme »", "elle", "direct",
     "Ana Berg", False),
    # one saying around its cue, and on after it; a quotation that is signed, or opened by a name
    ("en", "“The talks go on,” Ana Berg said. “Nothing will stop them now.”",
     "“The talks go on,” | “Nothing will stop them now.”", "Ana Berg", "direct", "Ana Berg", False),
    ("en", "“The talks go on,” Ana Berg said, “and nothing will stop them.”",
     "“The talks go on,” | “and nothing will stop them.”", "Ana Berg", "direct", "Ana Berg", False),
    ("en", "“Will the talks go on?” Ana Berg asked.", "“Will the talks go on?”", "Ana Berg", "direct", "Ana Berg",
     False),
    ("en", "“The talks go on whatever they say.” ― Ana Berg", "“The talks go on whatever they say.”", "Ana Berg",
     "direct", "Ana Berg", False),
    ("fr", "Ana Berg : « Les pourparlers continuent malgré tout »", "« Les pourparlers continuent malgré tout »",
     "Ana Berg", "direct", "Ana Berg", False),
    ("fr", "Les pourparlers continuent, ont annoncé jeudi les deux gouvernements.", "Les pourparlers continuent",
     "les deux gouvernements", "indirect", None, False),
    # what is said as an object, behind a preposition, as a name
    ("en", "Ana Berg called for an end of the talks.", "an end of the talks", "Ana Berg", "indirect", "Ana Berg",
     False),
    ("en", "Ana Berg called the talks a farce.", "the talks a farce", "Ana Berg", "indirect", "Ana Berg", False),
    ("en", "Ana Berg praised the accord.", "the accord", "Ana Berg", "indirect", "Ana Berg", False),
    ("fr", "Ana Berg a dénoncé le raid sur le port.", "le raid sur le port", "Ana Berg", "indirect", "Ana Berg", False),
    # behind the quotation, over a word on how it is said; where the model takes the cue for a noun
    ("fr", "« Tout va mal », lâche, amer, un responsable.", "« Tout va mal »", "un responsable", "direct", None, True),
    ("fr", "« C'est un tournant », juge Paul Rivet.", "« C'est un tournant »", "Paul Rivet", "direct", "Paul Rivet",
     False),
    # put into what is said; between the marks of a quotation; behind a clause with a subject of its own
    ("en", "But, said Ana Berg, the pit is not safe.", "the pit is not safe.", "Ana Berg", "indirect", "Ana Berg",
     False),
    ("fr", "« Le pont tient, raconte Ana Berg. Il tiendra encore. »", "« Le pont tient | Il tiendra encore. »",
     "Ana Berg", "direct", "Ana Berg", False),
    ("fr", "Le raid a surpris l'ensemble des troupes, assurent diverses sources.",
     "Le raid a surpris l'ensemble des troupes", "diverses sources", "indirect", None, True),
    # a relative clause that is coordinated with another one
    ("en", "The mayor met two men who live there and who say the pit is safe.", "the pit is safe", "two men",
     "indirect", None, False),
    # a cue that tells what the clause above it tells
    ("en", "The bridge will close in May, as Ana Berg said on Tuesday.", "The bridge will close in May", "Ana Berg",
     "indirect", "Ana Berg", False),
    ("en", "As Ana Berg has noted, the pit is safe.", "the pit is safe", "Ana Berg", "indirect", "Ana Berg", False),
    ("fr", "Le pont fermera en mai, comme l'a annoncé Ana Berg.", "Le pont fermera en mai", "Ana Berg", "indirect",
     "Ana Berg", False),
    # phrases and nouns
    ("en", "In Omar Khan's view, the treaty is dead.", "the treaty is dead", "Omar Khan", "indirect", "Omar Khan",
     False),
    ("fr", "D'après des habitants, les tirs ont duré.", "les tirs ont duré", "des habitants", "indirect", None, True),
    ("fr", "Mais, pour les diplomates, le traité est mort.", "le traité est mort", "les diplomates", "indirect", None,
     True),
    ("en", "Omar Khan renewed his promise to leave the city.", "to leave the city", "Omar Khan", "indirect",
     "Omar Khan", False),
    ("fr", "Le conseil a voté une résolution demandant « la fin du blocus ».", "« la fin du blocus »", "une résolution",
     "direct", None, False),
    # what somebody is accused of; what a passive says; who else says it; who says another thing too
    ("fr", "Ana Berg accuse le maire d'avoir menti.", "le maire d'avoir menti", "Ana Berg", "indirect", "Ana Berg",
     False),
    ("en", "The withdrawal was announced by Ana Berg.", "The withdrawal", "Ana Berg", "indirect", "Ana Berg", False),
    ("en", "Ana Berg and Omar Khan said the pit is safe.", "the pit is safe", "Ana Berg and Omar Khan", "indirect",
     "Ana Berg", False),
    ("fr", "Ana Berg, citant deux témoins, assure que le pont tient.", "que le pont tient", "Ana Berg | deux témoins",
     "indirect", None, True),
    ("en", "Ana Berg said that the pit is safe and called it a model.", "that the pit is safe", "Ana Berg", "indirect",
     "Ana Berg", False),
    ("fr", "On estime que mille soldats sont restés.", "que mille soldats sont restés", "", "indirect", None, False),
    # "the historian": the one person who was called so
    ("en", "The historian Ana Berg left. “It is over,” the historian said.", "“It is over,”", "the historian", "direct",
     "Ana Berg", False),
    # but not where another has spoken since, and that one was named long before: offices change hands
    ("en", "President Ana Berg ended the war. The dam broke. Rain fell. Many left. The harvest was poor. Prices rose. "
     "Omar Khan said that the war was over. “It is done,” said the president.", "“It is done,”", "the president",
     "direct", None, False),
    ("en", "President Ana Berg ended the war. The dam broke. Omar Khan said that the war was over. “It is done,” said "
     "the president.", "“It is done,”", "the president", "direct", "Ana Berg", False),
    # nor where the office is another one
    ("fr", "La directrice Ana Berg est partie. La directrice du port a dit que tout allait bien.",
     "que tout allait bien", "La directrice du port", "indirect", None, False),
    ("fr", "Ana Berg, directrice du port, est partie. La directrice du port a dit que tout allait bien.",
     "que tout allait bien", "La directrice du port", "indirect", "Ana Berg", False),
    # what is said stands in the sentence before
    ("en", "The pit is safe. This was confirmed by Ana Berg.", "The pit is safe.", "Ana Berg", "indirect", "Ana Berg",
     False),
    ("fr", "Le pont tient. Ana Berg l'a confirmé.", "Le pont tient.", "Ana Berg", "indirect", "Ana Berg", False),
    ("de", "Die Brücke hält. Das teilte Ana Berg am Montag mit.", "Die Brücke hält.", "Ana Berg", "indirect",
     "Ana Berg", False),
    ("es", "El puente aguanta. Así lo confirmó Ana Berg.", "El puente aguanta.", "Ana Berg", "indirect", "Ana Berg",
     False),
    # a pronoun before those to whom it is said; a role of several names; what stands on both sides of a phrase
    ("de", "Ana Berg ging. „Ich bleibe“, sagte sie dem Sender XYZ.", "„Ich bleibe“", "sie", "direct", "Ana Berg",
     False),
    ("de", "Die Zahl könnte nach Angaben eines Diplomaten im Mai steigen.", "Die Zahl könnte | im Mai steigen",
     "eines Diplomaten", "indirect", None, True),
    ("es", "El coche se salió y cayó al río, según explicó Ana Berg.", "El coche se salió y cayó al río", "Ana Berg",
     "indirect", "Ana Berg", False),
    ("es", "El club acusó al alcalde de romper la tregua que ambos pactaron.",
     "al alcalde de romper la tregua que ambos pactaron", "El club", "indirect", None, False),
    ("es", "El papa exhortó a Roma a no recurrir a la fuerza.", "a no recurrir a la fuerza", "El papa", "indirect",
     None, False),
    ("fr", "Ana Berg affirme au contraire l'avoir prévenu dès l'été 2013.", "l'avoir prévenu dès l'été 2013",
     "Ana Berg", "indirect", "Ana Berg", False),
    # said by nobody, but somewhere; what something is called is not said on
    ("de", "„Wir bleiben“, heißt es in einer Mitteilung der Firma.", "„Wir bleiben“", "einer Mitteilung der Firma",
     "direct", None, False),
    ("de", "Das Land sei leer, hieß es am Montag aus dem Ministerium.", "Das Land sei leer", "dem Ministerium",
     "indirect", None, False),
    ("de", "„Wir bleiben“, sagte Ana Berg der Zeitung „Der Bote“.", "„Wir bleiben“", "Ana Berg", "direct",
     "Ana Berg", False),
    ("de", "Ana Berg hatte die Wahl als „Farce“ bezeichnet.", "die Wahl als „Farce“", "Ana Berg", "mixed",
     "Ana Berg", False),
    # a phrase is not said of the speech of another
    ("en", "“It is over,” Ana Berg told a crowd of 3,000, according to police.",
     "Ana Berg told a crowd of 3,000", "police", "indirect", None, False),
    # two sayings, of which the parse ties the second to what is said
    ("en", "Ana Berg said its members would vote on a strike and called on the king to leave.", "to leave", "Ana Berg",
     "indirect", "Ana Berg", False),
    # a body; a rank before the name
    ("en", "The French foreign ministry rejected the offer. “They have no say,” it said.", "“They have no say,”", "it",
     "direct", "French", False),
    ("fr", "La Croix-Rouge est inquiète. « La ville est vide », a-t-elle dit.", "« La ville est vide »", "elle",
     "direct", "Croix-Rouge", False),
    ("fr", "Selon le porte-parole du régime, le colonel-major Omar Khan, le pont tient.", "le pont tient",
     "le porte-parole du régime", "indirect", "Omar Khan", False),
    # what is told for itself, or not told at all
    ("en", "The pit is safe; Ana Berg spoke of three cracks.", "three cracks", "Ana Berg", "indirect", "Ana Berg",
     False),
    ("en", "A report, written by Omar Khan, said the pit “could fall in” and urged that it be closed.",
     "that it be closed", "A report", "indirect", None, False),
    # a word beside the name, a colon
    ("fr", "Le préfet Omar Khan dément : « Aucun rapport ne nous a été transmis. »",
     "« Aucun rapport ne nous a été transmis. »", "Omar Khan", "direct", "Omar Khan", False),
    # all that a phrase at the end is said of; no more than up to a semicolon
    ("fr", "Le pont a cédé et dix maisons sont vides, selon Ana Berg.", "Le pont a cédé et dix maisons sont vides",
     "Ana Berg", "indirect", "Ana Berg", False),
    ("en", "Ten came, according to Ana Berg; the police stayed away.", "Ten came", "Ana Berg", "indirect", "Ana Berg",
     False),
    # the mood of reported speech
    ("de", "Ana Berg sagte, das sei falsch.", "das sei falsch", "Ana Berg", "indirect", "Ana Berg", False),
    ("de", "Ana Berg sprach von Betrug. Die Wahl sei gefälscht worden.", "Die Wahl sei gefälscht worden.", "Ana Berg",
     "indirect", "Ana Berg", False),
    # a clause that is put in
    ("es", "El alcalde, según explicó Ana Berg, huyó del país.", "El alcalde | huyó del país", "Ana Berg", "indirect",
     "Ana Berg", False),
    # a subject that is left out
    ("es", "Ana Berg dijo que el puente aguanta. «No habrá despidos», prometió ante la prensa.", "«No habrá despidos»",
     "Ana Berg", "direct", "Ana Berg", False),
    # the person behind an office with an owner
    ("de", "Der Sprecher der Betreiber, Jens Voss, bestritt das. Die Brücke halte, versicherte er.",
     "Die Brücke halte", "er", "indirect", "Jens Voss", False),
    # what something is called, or how somebody is, in marks
    ("de", "Ana Berg bezeichnete den Plan als „inakzeptabel“.", "den Plan als „inakzeptabel“", "Ana Berg", "mixed",
     "Ana Berg", False),
    ("de", "Ana Berg äußerte sich „zutiefst besorgt“.", "„zutiefst besorgt“", "Ana Berg", "direct", "Ana Berg", False),
    # a finite verb behind what is said goes on from the cue
    ("de", "Ana Berg warf Doda vor, einen Sündenbock zu suchen, und verließ die Sitzung.",
     "einen Sündenbock zu suchen", "Ana Berg", "indirect", "Ana Berg", False),
    # a subject between the auxiliary and the cue
    ("fr", "Le port sera fermé, a-t-il promis.", "Le port sera fermé", "il", "indirect", None, False),
    ("fr", "« Le port est fermé » depuis lundi, a dit Ana Berg.", "« Le port est fermé » depuis lundi", "Ana Berg",
     "mixed", "Ana Berg", False),
    # behind a comma a phrase is of the whole clause
    ("fr", "Un moine a été blessé par un jet de pierre, d'après la préfecture.",
     "Un moine a été blessé par un jet de pierre", "la préfecture", "indirect", None, False),
    ("fr", "La ligue demande une trêve et l'ouverture du port.", "une trêve et l'ouverture du port", "La ligue",
     "indirect", None, False),
    # what a perfect infinitive says
    ("es", "Ana Berg niega haber robado el banco.", "haber robado el banco", "Ana Berg", "indirect", "Ana Berg", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "text", "said", "by", "mode", "speaker", "nameless"), FORMS, ids=[f[1] for f in FORMS]
)
def test_forms(lang: str, text: str, said: str, by: str, mode: str, speaker: str | None, nameless: bool) -> None:
    """Content before, after and around the cue; inverted subjects; pronouns; nameless sources marked as such."""
    expected = {"said": said, "by": by, "mode": mode, "speaker": speaker, "nameless": nameless}
    assert expected in told(text, lang)


NOUNS = [
    (lang, noun, row["case"])
    for lang in packs.codes()
    for noun, row in packs.load(lang).table("quotes").get("nouns", {}).items()
]


@pytest.mark.parametrize(("lang", "noun", "case"), NOUNS, ids=[f"{n[0]}-{n[1]}" for n in NOUNS])
def test_every_noun_of_saying_says_something_in_its_case(lang: str, noun: str, case: str) -> None:
    """The noun between asterisks is the cue of what its clause tells, and somebody says it."""
    at = case.index("*")
    found = [q for q in voices(case.replace("*", ""), lang) if any(c.start == at for c in q.cue)]
    assert [bool(q.source) for q in found] == [True]


@pytest.mark.parametrize(
    ("lang", "text", "by", "via"),
    [
        ("fr", "« La ville est calme », assure à l'AFP Ana Berg.", "Ana Berg", "AFP"),
        ("en", "Ana Berg told Reuters that the pit is safe.", "Ana Berg", "Reuters"),
        ("en", "The pit is safe, said Ana Berg, quoted by Reuters.", "Ana Berg", "Reuters"),
        ("en", "Reuters, citing Ana Berg, said that the pit is safe.", "Ana Berg", "Reuters"),
        ("en", "Omar Khan told parliament that the pit is safe.", "Omar Khan", None),
    ],
)
def test_relayed(lang: str, text: str, by: str, via: str | None) -> None:
    """Who said it, and which agency or paper passes it on: by being told, by quoting, by being said to quote."""
    pairs = [(q.speaker and q.speaker.of(text), q.via and q.via.of(text)) for q in voices(text, lang)]
    assert pairs == [(by, via)]


@pytest.mark.parametrize(
    ("lang", "source", "kind"),
    [
        ("en", "a military source", "military"),
        ("en", "a senior official", "official"),
        ("en", "two Western diplomats", "diplomat"),
        ("fr", "une source diplomatique", "diplomat"),
        ("fr", "un responsable militaire américain", "military"),
        ("fr", "une habitante du quartier", "resident"),
        ("fr", "plusieurs sources", "source"),
    ],
)
def test_kinds_of_nameless_sources(lang: str, source: str, kind: str) -> None:
    """A source without a name has the most telling kind of all words of its phrase."""
    text = {"en": f"The base is empty, {source} said.", "fr": f"La base est vide, a dit {source}."}[lang]
    if source.startswith("plusieurs"):
        text = text.replace("a dit", "ont dit")
    assert [(q.anonymous, q.kind) for q in voices(text, lang)] == [(True, kind)]


def test_whom_a_passive_accuses_did_not_speak() -> None:
    """The subject of a passive cue is no source; who is named with "by" is."""
    assert all(q["by"] != "Ana Berg" for q in told("Ana Berg was accused of lying by Omar Khan.", "en"))


def test_a_quotation_that_is_its_own_paragraph_goes_on_with_the_voice_before() -> None:
    """A paragraph that is nothing but a quotation is said by who spoke at the end of the last one."""
    text = "« La frappe nous a surpris », assure un diplomate.\n\n« C'est très compliqué de parler avec eux. »"
    assert [(q["by"], q["nameless"]) for q in told(text, "fr")] == [("un diplomate", True)] * 2


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A group that calls itself the Brigade left the port."),
        ("fr", "Un cadre, qui n'a pas voulu être nommé, est parti."),
        ("en", "An aide who asked not to be named left the port."),
        ("en", "The president may announce a withdrawal."),
        ("fr", "Le président pourrait annoncer un retrait."),
        ("en", "A strike announced the end of the truce."),
        ("en", "The port is shut. The ministry has not confirmed this."),
        ("en", "The ministry did not say that the port is shut."),
        ("fr", "La mairie n'a pas confirmé que le port est fermé."),
        ("en", "The market fell as Ana Berg spoke."),
        ("fr", "Le rapport publié mardi compte « deux mille morts en un an »."),
        ("en", "Ana Berg declined to comment."),
        ("es", "Ana Ruiz no quiso confirmar la venta."),
        ("es", "El primer caso se notificó el lunes."),
        ("es", "Llovió en la isla. Los Ansar lo negaron."),
        ("de", "Es regnete auf der Insel. Minsk wies das zurück."),
        ("en", "Ana Berg rejected accusations that she had ignored warnings."),
        ("es", "Miles se manifestaron en las mayores protestas que vive la isla."),
        ("en", "A clerk, who asked not to be named, left “as a precaution”."),
        ("fr", "Ana Berg n'a pas voulu être citée."),
        ("en", "The raid began a day earlier than planned, which surprised many."),
        ("fr", "Le raid a commencé plus tôt que prévu."),
        ("fr", "L'affaire a été révélée par le « Tagesblatt »."),
    ],
)
def test_what_is_no_saying(lang: str, text: str) -> None:
    """What a group calls itself, and the wish to stay nameless, are not told as somebody's words."""
    assert told(text, lang) == []


def test_what_stands_before_a_verb_that_goes_on_is_not_said_by_it() -> None:
    """A quotation in the clause of the first verb is none of the next, nor is the one before the sentence."""
    text = '"Why did it take so long?"\n\nThe king condemned the raid as "criminal" and recalled his envoy.'
    assert all(quote["said"][:1] != '"' or not quote["by"] for quote in told(text, "en"))


@pytest.mark.parametrize(
    ("lang", "text", "by"),
    [
        ("en", "The judge asked the firm to confirm the sale.", "The judge"),
        ("fr", "Le juge a demandé à la firme de confirmer la vente.", "Le juge"),
        ("es", "El juez pidió a la firma que confirmara la venta.", "El juez"),
    ],
)
def test_who_asks_another_to_confirm_something_says_so(lang: str, text: str, by: str) -> None:
    """Only who declines to confirm or to say something says nothing."""
    assert any(quote["by"] == by and "confirm" in quote["said"] for quote in told(text, lang))


def test_a_thought_inside_a_saying_is_no_voice_of_its_own() -> None:
    """What somebody says that another wants is said by the first alone."""
    assert [q["by"] for q in told("Ana Berg said that Omar Khan wants to leave.", "en")] == ["Ana Berg"]


def test_the_reporter_s_own_paper_is_no_source() -> None:
    """Whom something is said to is not who says it."""
    found = told("« La frappe a surpris tout le monde », assure à l'AFP un diplomate.", "fr")
    assert [q["by"] for q in found] == ["un diplomate"]


def test_a_lost_mark_swallows_no_further_paragraph() -> None:
    """What an unclosed quotation opens ends with its paragraph; the next one speaks for itself."""
    text = "« Les pourparlers continuent, a dit Ana Berg.\n\nLe ministre a déclaré que la ville était calme."
    found = told(text, "fr")
    assert any(q["by"] == "Le ministre" and q["said"] == "que la ville était calme" for q in found)


def test_a_pronoun_of_several_is_none_who_spoke_alone() -> None:
    """In a language whose "she" is also "they" the verb tells which; several are not the one who spoke before."""
    text = "Das Dorf ist leer, sagte Ana Berg. {} auch eine Untersuchung."
    for verb, speaker in (("Sie forderte", "Ana Berg"), ("Sie forderten", None)):
        assert [q["speaker"] for q in told(text.format(verb), "de")][-1] == speaker


def test_he_is_none_of_several_who_spoke_before() -> None:
    """But the person whom the sentence before the quotation names."""
    text = "Two officials said it burns. Mayor Karl Berg ruled out a vote. “It is over. We go,” he told reporters."
    last = voices(text, "en")[-1]
    assert last.speaker is not None
    assert last.speaker.of(text) == "Karl Berg"


def test_a_pronoun_after_a_nameless_source_stays_nameless() -> None:
    text = "Un officier a dit que la base était vide. « Ils sont partis », a-t-il ajouté."
    assert [(q["speaker"], q["nameless"]) for q in told(text, "fr")] == [(None, True), (None, True)]


@given(st.text(alphabet="«»“”\"'`, .aé\n-–+il", max_size=120))
def test_no_marks_stop_a_report(text: str) -> None:
    """Whatever the marks, quotations are found, in order, apart, inside the text."""
    end = 0
    for span in quotations(text, packs.load("fr")):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@pytest.mark.parametrize(
    ("lang", "text", "when"),
    [
        ("en", "On Monday Ana Berg said the bridge would close.", "Monday"),
        ("en", "Omar Khan, who resigned in May, said the bridge would close.", None),
        ("en", "Omar Khan, who resigned in May, said on Monday the bridge would close.", "Monday"),
        ("en", "The bridge fell on Monday, Ana Berg said, adding that nobody was hurt.", None),
        ("fr", "Elle-même ministre dans les années 1990, Ana Berg dit ne pas comprendre ce choix.", None),
        ("fr", "Omar Khan, qui a démissionné en mai, a dit lundi que le pont fermerait.", "lundi"),
        ("fr", "Dans les années 1990, Ana Berg a promis un pont.", "les années 1990"),
    ],
)
def test_a_time_told_beside_is_not_when_it_was_said(lang: str, text: str, when: str | None) -> None:
    """A saying takes the time of its own clause: none of a relative clause, of what is said, of a state told beside."""
    pack = packs.load(lang)
    doc = parse(legible(text), pack)
    expressions = dates.find(doc, pack)
    found = quotes.find(doc, pack, names.find(doc, pack), expressions)
    assert found
    times = {None if q.time is None else text[expressions[q.time].start : expressions[q.time].end] for q in found}
    assert times == {when}


def test_what_stands_before_the_first_sentence_is_not_said() -> None:
    """Place, day and agency at the head of a report are no part of what its first sentence reports."""
    text = "Santa Rosa, 9 sep (Wire).- El puente cayó, dijo Ana Berg."
    found = annotate(document(text, name="x", uri=None, origin=None, given=Given(lang="es"))).quotes
    assert [[s.of(text) for s in q.content] for q in found] == [["El puente cayó"]]
