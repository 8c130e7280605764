"""Event mentions: triggers, senses, roles, times, places, clauses; and that every entry of the lexicons finds its case.

In a case the trigger stands between asterisks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import pytest

from dateline import pack as packs
from dateline.annotate import annotate, dates, events, names
from dateline.annotate.parse import parse
from dateline.annotate.triggers import NO_ACT
from dateline.model import Document, EventMention, Quote, Span

CODES = [code for code in packs.codes() if packs.load(code).table("events").get("verbs")]
PLOVER = {
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT"),
    *("THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}


def told(code: str, text: str, quotes: tuple[Quote, ...] = ()) -> tuple[EventMention, ...]:
    """The event mentions of a text."""
    pack = packs.load(code)
    doc = parse(text, pack)
    return events.find(doc, pack, names.find(doc, pack), dates.find(doc, pack), quotes)


def starred(code: str, case: str) -> tuple[str, EventMention | None]:
    """The text of a case, and the mention whose trigger begins between its asterisks."""
    before, trigger, after = case.split("*")
    text = before + trigger + after
    end = len(before) + len(trigger)
    return text, next((e for e in told(code, text) if len(before) <= e.start < end), None)


def words(text: str, spans: tuple[Span, ...]) -> str:
    return " & ".join(span.of(text) for span in spans)


def entries() -> Iterator[tuple[str, str, str, str]]:
    """(language, lemma, sense, case) of every entry of the lexicons."""
    for code in CODES:
        for kind in ("verbs", "nouns", "adjectives"):
            for lemma, found in packs.load(code).table("events").get(kind, {}).items():
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
            read = senses.get(offset + case.index("*"))
            if (read or NO_ACT) != sense:
                wrong[code, lemma, sense] = f"{case} reads as {read}"
            offset += len(case.replace("*", "")) + 2
    return wrong


@pytest.mark.parametrize(("code", "lemma", "sense", "case"), list(entries()))
def test_every_entry_of_the_lexicons_finds_its_case(code: str, lemma: str, sense: str, case: str) -> None:
    """The starred word of an entry's case is a trigger of the entry's sense."""
    assert (code, lemma, sense) not in misread(), misread()[code, lemma, sense]


def test_senses_are_shared_and_of_plover() -> None:
    """Each sense that an entry names stands in the base, each of the base is used, and types are PLOVER's."""
    senses: dict[str, Any] = packs.base().table("events")["senses"]
    assert {sense for _, _, sense, _ in entries()} - {NO_ACT} == set(senses)
    assert {s["type"] for s in senses.values() if "type" in s} <= PLOVER


@pytest.mark.parametrize(
    ("code", "case", "actor", "recipient"),
    [
        ("en", "Rebels *attacked* a convoy.", "Rebels", "a convoy"),
        ("en", "Detectives investigating the murder of Paul Berg *arrested* two men.", "Detectives", "two men"),
        ("en", "A convoy was *attacked* by Rwandan rebels.", "Rwandan rebels", "A convoy"),
        ("en", "Italy and Spain *expelled* the envoy.", "Italy & Spain", "the envoy"),
        ("en", "Peru's *attack* on Chile failed.", "Peru", "Chile"),
        ("en", "The *assassination* of Rosa Bellini by monks shocked Peru.", "monks", "Rosa Bellini"),
        ("en", "The Peruvian *withdrawal* surprised Chile.", "Peruvian", ""),
        ("en", "The monks were forced to *leave* the valley.", "The monks", "the valley"),
        ("en", "The king ordered the monks to *leave* the valley.", "the monks", "the valley"),
        ("fr", "Une lettre annonce le départ des Américains, le Pentagone la *désavoue*", "le Pentagone", ""),
        ("en", "The monks promised to *leave* the valley.", "The monks", "the valley"),
        ("en", "The guards who *killed* a monk fled.", "The guards", "a monk"),
        ("en", "A monk *killed* by guards was old.", "guards", "A monk"),
        ("en", "Peru carried out an *attack* on Chile.", "Peru", "Chile"),
        ("en", "He *attacked* a convoy.", "", "a convoy"),
        ("en", "The monks *clashed* with Chilean guards.", "The monks", "Chilean guards"),
        ("fr", "Le roi a *rejeté* mardi la main tendue par le prince.", "Le roi", "la main"),
        ("en", "The *attack* by the force killed ten.", "the force", ""),
        ("en", "The *evacuation* by helicopter took a day.", "", ""),
        ("en", "The monks were *evacuated* by military helicopter.", "", "The monks"),
        ("en", "The monks were *evacuated* by American helicopters.", "American helicopters", "The monks"),
        ("fr", "Leur *évacuation* par la force a duré un jour.", "", ""),
        ("fr", "L'*attaque* par la force Barkhane a duré un jour.", "la force Barkhane", ""),
        ("fr", "Des rebelles ont *attaqué* un convoi.", "Des rebelles", "un convoi"),
        ("fr", "Un convoi a été *attaqué* par des rebelles.", "des rebelles", "Un convoi"),
        ("fr", "L'Italie et l'Espagne ont *expulsé* le consul.", "L'Italie & l'Espagne", "le consul"),
        ("fr", "La *frappe* péruvienne contre le Chili a échoué.", "péruvienne", "le Chili"),
        ("fr", "L'*assassinat* d'un moine par des gardes a choqué Lima.", "des gardes", "un moine"),
        ("fr", "Les moines ont été contraints de *quitter* la vallée.", "Les moines", "la vallée"),
        ("fr", "Les moines ont promis de *quitter* la vallée.", "Les moines", "la vallée"),
        ("fr", "Les gardes qui ont *tué* un moine ont fui.", "Les gardes", "un moine"),
        ("fr", "Les rebelles se sont *retirés* de la vallée.", "Les rebelles", ""),
        ("fr", "Il a *attaqué* un convoi.", "", "un convoi"),
        # who rejects an accusation, makes none
        ("de", "Der Betreiber wies *Vorwürfe* zurück, er habe Warnungen ignoriert.", "", ""),
        ("de", "Berg wies *Vorwürfe* der Opposition zurück.", "der Opposition", ""),
        # an inquiry that is opened
        ("en", "Prosecutors opened an *investigation* into the bank.", "Prosecutors", ""),
        ("en", "The regulator *opened* proceedings against the bank.", "The regulator", "the bank"),
        ("fr", "Le parquet a ouvert une *enquête*.", "Le parquet", ""),
        ("es", "La fiscalía abrió una *investigación*.", "La fiscalía", ""),
        ("es", "La fiscalía *abrió* un expediente contra el banco.", "La fiscalía", "el banco"),
        ("de", "Die Aufsicht *leitete* am Montag ein Verfahren gegen die Bank ein.", "Die Aufsicht", "die Bank"),
        ("de", "Die Polizei nahm *Ermittlungen* auf.", "Die Polizei", ""),
        # who claims an attack, made it
        ("en", "The clan claimed responsibility for the *attack*.", "The clan", ""),
        ("en", "No clan claimed responsibility for the *attack*.", "", ""),
        ("fr", "Le clan a revendiqué l'*attentat*.", "Le clan", ""),
        ("es", "El clan reivindicó el *atentado*.", "El clan", ""),
        ("de", "Zu dem *Anschlag* bekannte sich wenige Tage später die Gruppe XYZ.", "die Gruppe XYZ", ""),
        ("de", "Der Clan hat sich zu dem *Anschlag* bekannt.", "Der Clan", ""),
        ("de", "Die Polizei sagt, dass sich der Clan zu dem *Anschlag* bekannte.", "der Clan", ""),
        ("de", "Leka soll Berichte *gestohlen* haben.", "Leka", "Berichte"),
        ("de", "Der Rat warf Doda vor, einen Sündenbock zu suchen, und *beantragte* eine Sitzung.", "Der Rat", ""),
        ("es", "El rey *destituyó* ayer a Ana Berg horas después de la cena.", "El rey", "Ana Berg"),
    ],
)
def test_roles(code: str, case: str, actor: str, recipient: str) -> None:
    """Who did it to whom, through passives, control, relatives, coordination and noun phrases; no pronouns."""
    text, event = starred(code, case)
    assert event is not None
    assert (words(text, event.actor), words(text, event.recipient)) == (actor, recipient)


@pytest.mark.parametrize(
    ("code", "text", "verb", "noun"),
    [
        ("en", "The strike which killed two monks was ordered by Chile.", "killed", "strike"),
        ("en", "A Chilean strike killed two monks.", "killed", "strike"),
        ("fr", "La frappe qui a tué deux moines a surpris Lima.", "tué", "frappe"),
    ],
)
def test_an_act_and_what_it_did_are_one(code: str, text: str, verb: str, noun: str) -> None:
    """The killing by a strike is the strike: `same_as` says so, and it takes over the striker."""
    found = told(code, text)
    killing = next(e for e in found if text[e.start : e.end] == verb)
    assert killing.same_as is not None
    strike = found[killing.same_as]
    assert text[strike.start : strike.end] == noun
    assert killing.actor == strike.actor


@pytest.mark.parametrize(
    ("code", "case", "time"),
    [
        ("en", "The weavers demanded a *withdrawal* by Friday.", "Friday"),
        ("fr", "Le maire a annoncé pour jeudi le *départ* du navire.", "jeudi"),
        ("en", "The *meeting* is planned for 3 May 2019.", "3 May 2019"),
        ("en", "The meeting is *planned* for 3 May 2019.", None),
        ("en", "A *vote* is due on 3 May 2019.", "3 May 2019"),
        ("en", "The king said the *elections* planned for 3 May 2030 would be free.", "3 May 2030"),
        ("fr", "Les *élections* prévues le 3 mai 2030 divisent Lima.", "3 mai 2030"),
        (
            "es",
            "El rey aseguró que los *comicios* previstos para el 3 de mayo de 2030 serán libres.",
            "el 3 de mayo de 2030",
        ),
        # the entries of a chronology
        ("en", "3 May 2019: A strike begins. The guild *demands* a rise.\n4 May 2019: It ends.", "3 May 2019"),
        ("en", "3 May 2019: A strike begins.\n4 May 2019 - It ends. The guild *demands* a rise.", "4 May 2019"),
        ("en", "3 May 2019: A strike begins.\n4 May 2019: It ends.\n\nThe guild *demands* a rise.", None),
        (
            "fr",
            "3 mai 2019 : la grève débute. Le syndicat *réclame* une hausse.\n4 mai 2019 : elle finit.",
            "3 mai 2019",
        ),
        ("fr", "Le *procès* est prévu le 3 mai 2030.", "3 mai 2030"),
        ("fr", "Le procès est *prévu* le 3 mai 2030.", None),
        ("en", "The *talks* are to begin on 3 May 2030.", "3 May 2030"),
        ("fr", "Le *procès* doit débuter le 3 mai 2030.", "3 mai 2030"),
        ("de", "*Neuwahlen* sollen im November 2030 stattfinden.", "November 2030"),
        ("de", "Für den 15. Mai 2030 rief der Verband zu einem *Streik* auf.", "den 15. Mai 2030"),
        ("de", "Der Verband rief für den 15. Mai 2030 zu einem *Streik* auf.", "den 15. Mai 2030"),
        ("es", "El sindicato convocó una *huelga* para el 15 de mayo de 2030.", "el 15 de mayo de 2030"),
        ("fr", "Le syndicat a appelé à une *grève* pour le 15 mai 2030.", "15 mai 2030"),
        ("fr", "Le syndicat a convoqué une *grève* pour le 15 mai 2030.", "15 mai 2030"),
        ("en", "On Friday the mayor claimed to have *asked* for pictures.", None),
        ("fr", "Vendredi 7 mai, le maire a dit avoir *demandé* des images.", None),
        ("en", "Filmed from the air on Monday, they *show* ten soldiers.", None),
        ("fr", "Vendredi, au lendemain de l'annonce d'un retrait, la junte a *réclamé* un vote.", "Vendredi"),
        ("en", "On 3 May 2019, rebels *attacked* a convoy.", "3 May 2019"),
        ("en", "The *attack* on 3 May 2019 failed.", "3 May 2019"),
        ("en", "The envoy said on 3 May 2019 that rebels *attacked* a convoy.", None),
        ("en", "On 3 May 2019 the king promised to *leave*.", None),
        ("en", "Speaking on 3 May 2019, the envoy *denounced* the raid.", "3 May 2019"),
        ("en", "The war *lasted* three years.", None),
        # the day from which the narrative goes on: one sentence far, in the same paragraph, and no other day told
        ("en", "Rebels took the port on 3 May 2019. The king then *fled* the city.", "3 May 2019"),
        ("en", "Rebels took the port on 3 May 2019.\nThe king *fled* the city.", None),
        ("en", "Rebels took the port on 3 May 2019. It rained. The king *fled* the city.", None),
        ("en", "Rebels took the port on 3 May 2019. The king had *fled* the city.", None),
        ("en", "Rebels took the port on 3 May 2019. The blast *killed* ten men.", None),
        ("en", "Rebels took the port on 3 May 2019. The king will *flee* the city.", None),
        # what a verb is about has a day of its own; a term is no day on which anything happened
        ("en", "On 3 May 2019 parliament reacted to the *strike* on the port.", None),
        ("en", "Rebels *condemned* the strike of 3 May 2019 and fled.", None),
        ("en", "Rebels condemned the strike of 3 May 2019 and *fled*.", None),
        ("fr", "Le roi a *rappelé* l'échéance au 3 mai 2019.", None),
        ("fr", "Des rebelles ont pris le port le 3 mai 2019. Le roi a *fui* la ville.", "3 mai 2019"),
        ("fr", "Des rebelles ont pris le port le 3 mai 2019. Le roi avait *fui* la ville.", None),
        ("fr", "Le 3 mai 2019, des rebelles ont *attaqué* un convoi.", "3 mai 2019"),
        ("fr", "L'*attaque* du 3 mai 2019 a échoué.", "3 mai 2019"),
        ("fr", "Le consul a dit le 3 mai 2019 que des rebelles avaient *attaqué* un convoi.", None),
        ("en", "The mayor *announced* the closure of the schools from Friday to Monday.", None),
        ("en", "The mayor announced the *closure* of the schools from Friday to Monday.", "Friday"),
        ("en", "The king said on 3 May 2019 that rebels had fled. A guild *took* the port.", None),
        ("en", "The king said on 3 May 2019 that rebels had fled. The raid was *claimed* by a guild.", None),
        ("en", "The king said on 3 May 2019 that rebels had fled. He *argued* that a raid was useless.", "3 May 2019"),
        ("en", "Gunmen seized the camp on 3 May 2019, killing a guard and *wounding* a monk.", "3 May 2019"),
        # what a thing is only compared with
        ("en", "It was the worst *attack* since March 2020.", None),
        ("en", "Rebels *attacked* the port for the first time since March 2020.", None),
        ("en", "The army launched on Monday its biggest *raid* since May.", "Monday"),
        ("en", "At least 40 people have *died* in attacks since March 2020.", "March 2020"),
        ("en", "The first convoy has been *blocked* since March 2020.", "March 2020"),
        ("fr", "Dix soldats ont été *tués* dans la pire attaque depuis mars 2020.", None),
        ("fr", "C'est l'*attaque* la plus meurtrière depuis mars 2020.", None),
        ("fr", "L'armée ne *tient* plus la ville depuis mars 2020.", "mars 2020"),
        ("fr", "Plus de dix *attaques* ont eu lieu depuis mars 2020.", "mars 2020"),
    ],
)
def test_time(code: str, case: str, time: str | None) -> None:
    """The date of the act's own clause counts, also where that says only that it is planned, then the day last told;
    that of saying or promising it does not, nor does a duration."""
    text, event = starred(code, case)
    pack = packs.load(code)
    expressions = dates.find(parse(text, pack), pack)
    said = None
    if event is not None and event.time is not None:
        said = text[expressions[event.time].start : expressions[event.time].end].removeprefix("Le ").removeprefix("le ")
    assert said == time


@pytest.mark.parametrize(
    ("code", "case", "place"),
    [
        ("en", "Rebels *attacked* a convoy in Chile.", "Chile"),
        ("en", "Chile *attacked* a convoy.", None),
        ("fr", "Des rebelles ont *attaqué* un convoi au Chili.", "Chili"),
    ],
)
def test_place(code: str, case: str, place: str | None) -> None:
    """A name of a place where the grammar says where; an actor is no place."""
    text, event = starred(code, case)
    assert event is not None
    assert (event.place.of(text) if event.place else None) == place


@pytest.mark.parametrize(
    ("code", "case", "clause"),
    [
        ("en", "The king, who was old, *left* the valley in May, officials said.", "left the valley in May"),
        ("en", "Officials said that the king *left* the valley.", "the king left the valley"),
        ("en", "The *withdrawal* of the legion surprised Peru.", "The withdrawal of the legion"),
        ("fr", "Le consul a dit que le roi avait *quitté* la vallée.", "le roi avait quitté la vallée"),
        ("fr", "Le *retrait* de la légion a surpris Lima.", "Le retrait de la légion"),
    ],
)
def test_clause(code: str, case: str, clause: str) -> None:
    """A verb is told by its clause without what governs it, a noun by its phrase."""
    text, event = starred(code, case)
    assert event is not None
    assert clause in event.clause.of(text)
    assert "said" not in event.clause.of(text)
    assert "dit" not in event.clause.of(text)
    assert "surpris" not in event.clause.of(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The king is old."),
        ("en", "The valley remains a land of plenty."),
        ("en", "The March rain is cold."),
        ("fr", "Le roi est vieux."),
        ("fr", "Le roi peut le faire."),
        ("fr", "Voici une cour d'appel."),
    ],
)
def test_states_are_no_events(code: str, text: str) -> None:
    """Copulas, verbs of state and modals tell no act of any sense."""
    assert [e for e in told(code, text) if e.sense] == []


def test_said_by_is_the_innermost_quote() -> None:
    """An act inside what somebody says carries the index of that quote, and its words stay within it."""
    text = 'The envoy said: "Rebels attacked a convoy." Then he left.'
    quote = Quote(content=(Span(17, 42),), source=(Span(0, 9),), cue=(Span(10, 14),), mode="direct")
    by_words = {text[e.start : e.end]: e for e in told("en", text, (quote,))}
    assert by_words["attacked"].said_by == 0
    assert by_words["attacked"].clause.of(text) == "Rebels attacked a convoy"
    assert by_words["left"].said_by is None
    assert by_words["said"].actor == (Span(0, 9),)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "x", "?!", "«»", "*** — ***", "attack", "'s", "à", "(" * 50, "kill " * 300]
)
def test_odd_input_is_read_without_error(code: str, text: str) -> None:
    """Nothing, marks, single words and walls of words: spans stay inside the text."""
    for event in told(code, text):
        assert 0 <= event.start < event.end <= len(text)
        assert event.clause.start <= event.start < event.end <= event.clause.end


@pytest.mark.parametrize(
    ("code", "text", "acts"),
    [
        ("en", "Berg described the vote as a “coup”.", ["described", "vote"]),
        ("en", "Berg called the “attack” on the port a crime.", ["called", "attack"]),
        ("en", "The vote was called a “coup”.", ["vote", "called"]),
        ("en", "Berg called for a “strike”.", ["called", "strike"]),
        ("fr", "Berg a qualifié le vote de « véritable attaque ».", ["qualifié", "vote"]),
        ("fr", "Berg a qualifié le vote d'« attaque ».", ["qualifié", "vote"]),
        ("es", "Berg tachó el acuerdo de «rendición».", ["tachó", "acuerdo"]),
        ("es", "Berg lo describió como «un ataque a la ley».", ["describió"]),
        ("de", "Berg nannte es einen „Putsch“ und forderte Neuwahlen.", ["nannte", "forderte", "Neuwahlen"]),
        ("de", "Berg bezeichnete die Wahl als „Angriff auf das Land“.", ["bezeichnete", "Wahl"]),
    ],
)
def test_what_something_is_called_in_marks_is_no_act(code: str, text: str, acts: list[str]) -> None:
    """A label is none; what is called so, and what is asked for in marks, stay acts."""
    assert [text[e.start : e.end] for e in told(code, text)] == acts


def test_only_the_verb_of_a_cue_has_its_source_for_actor() -> None:
    """What stands between a verb of saying and its particle is no saying."""
    text = "Der Betreiber wies Vorwürfe zurück, er habe Warnungen ignoriert."
    found = annotate(Document(id="x", text=text, lang="de")).events
    acted = {e.lemma: (words(text, e.actor), e.status) for e in found}
    assert acted["zurückweisen"] == ("Der Betreiber", "happened")
    assert acted["vorwurf"] == ("", "happened")
    assert acted["ignorieren"][1] == "possible"


def test_mentions_are_in_the_order_of_the_text() -> None:
    found = told("en", "Rebels attacked a convoy and killed two monks after the talks failed.")
    assert [e.start for e in found] == sorted(e.start for e in found)
    assert len({e.start for e in found}) == len(found)


@pytest.mark.parametrize(
    ("sentence", "senses"),
    [
        ("Die Rebellen verübten einen Giftgasangriff.", ["attack"]),
        ("Die Stadt bekam Entwicklungshilfe.", ["aid"]),
        ("Der Ausschuss war dort.", []),
        ("Das Vorurteil war alt.", []),
    ],
)
def test_a_compound_tells_what_its_last_part_does(sentence: str, senses: list[str]) -> None:
    """Where its first part is a word with a meaning of its own: a committee ("Ausschuss") is no shot."""
    found = annotate(Document(id="x", text=sentence, lang="de")).events
    assert [e.sense for e in found if e.nominal] == senses
