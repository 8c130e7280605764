"""The same positions told in each language (`positions.txt`): stance, holder, act and deadline; and what is none."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import pack as packs
from dateline.annotate import annotate
from dateline.annotate.resolve import resolve
from dateline.model import Annotations, Document, PositionMention, Published, Span

TABLE = Path(__file__).with_name("positions.txt")
CODES = sorted(code for code in packs.codes() if packs.load(code).model_is_installed)


def cases() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """(language, stance, sentence, what is told of it) of every line of the table."""
    for block in TABLE.read_text(encoding="utf-8").split("\n\n")[1:]:
        stance, *lines = block.strip().splitlines()
        for line in lines:
            code, told = line.split(": ", 1)
            sentence, *more = told.split(" | ")
            yield code, stance, sentence, tuple(more)


@functools.cache
def read(code: str) -> tuple[str, Annotations]:
    """All sentences of a language, each a paragraph, annotated at once."""
    text = "\n\n".join(sentence for c, _, sentence, _ in cases() if c == code)
    return text, annotate(Document(id="d", text=text, lang=code))


def told(code: str, sentence: str) -> list[PositionMention]:
    """The positions of one sentence."""
    text, found = read(code)
    place = Span(text.index(sentence), text.index(sentence) + len(sentence))
    return [p for p in found.positions if place.start <= p.start < place.end]


@pytest.mark.parametrize(("code", "stance", "sentence", "wanted"), [c for c in cases() if c[1] != "none"])
def test_a_position_is_read_alike_in_each_language(
    code: str, stance: str, sentence: str, wanted: tuple[str, ...]
) -> None:
    """One position of that stance, taken by that holder on that act, by that day; its evidence lies in the sentence."""
    text, found = read(code)
    holder, act, deadline = wanted
    (position,) = (p for p in told(code, sentence) if p.stance == stance)
    assert any(holder in span.of(text) for span in position.holder), [s.of(text) for s in position.holder]
    about = found.events[position.act] if position.act is not None else None
    names = {about.sense, about.lemma} if about else {"-"}
    assert names & set(act.split(";"))
    until = resolve(found.expressions, Published())[position.deadline].value if position.deadline is not None else "-"
    assert until == deadline or (deadline == "-" and "X" in until)
    assert text[position.start : position.end] in sentence


@pytest.mark.parametrize(("code", "sentence"), [(c[0], c[2]) for c in cases() if c[1] == "none"])
def test_what_is_no_position_is_none(code: str, sentence: str) -> None:
    """Forecasts, deeds, what was not promised, what may be, what a law asks, who wishes to stay unnamed."""
    assert [(p.stance, read(code)[0][p.start : p.end]) for p in told(code, sentence)] == []


def test_the_table_has_each_position_in_every_language() -> None:
    """Forty positions and ten that are none, in all languages that know them."""
    told_in = [code for code, *_ in cases()]
    assert set(told_in) == set(CODES)
    assert all(told_in.count(code) == len(told_in) / len(CODES) >= 50 for code in CODES)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("en", "The mayor denied the attack of May."), ("fr", "Le maire a nié l'attaque de mai.")],
)
def test_what_is_denied_of_a_day_has_no_deadline(code: str, sentence: str) -> None:
    """The day on which something is said not to have been is not one by which it is to be done."""
    found = annotate(Document(id="x", text=sentence, lang=code)).positions
    assert [(p.stance, p.deadline) for p in found] == [("denial", None)]


def test_a_deadline_of_what_is_said_next_is_no_deadline_of_what_was_asked() -> None:
    """The demand has none here; the threat has that of its condition."""
    text = "The guild demanded the release of Ana Berg and announced that it would vote before 3 May 2024."
    demand = annotate(Document(id="x", text=text, lang="en")).positions[0]
    assert (demand.stance, demand.deadline) == ("demand", None)
    text = "The guild threatened to sue the mill unless it is paid by 3 May 2024."
    (threat,) = annotate(Document(id="x", text=text, lang="en")).positions
    assert (threat.stance, threat.deadline) == ("threat", 0)


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("fr", "La milice a donné 48 heures aux soldats pour quitter la ville.", [("demand", "La milice")]),
        ("en", "Chad turned down a request by Peru to host the exiles.", [("refusal", "Chad"), ("demand", "Peru")]),
        (
            "fr",
            "Le maire a annoncé lundi, lors d'un conseil, qu'il renonçait à vendre la tour.",
            [("retraction", "Le maire")],
        ),
        ("en", "Chad withdrew its pledge to send soldiers.", [("retraction", "Chad"), ("promise", "Chad")]),
        ("en", "The mill ruled out closing the dam.", [("refusal", "The mill")]),
        ("en", "The mill turned down a truce.", [("refusal", "The mill")]),
        ("en", "The mill insists it owes nothing.", [("denial", "The mill")]),
        ("en", "The militia is not ready to leave the city.", [("refusal", "The militia")]),
        ("de", "Die Miliz ist nicht bereit, die Stadt zu räumen.", [("refusal", "Die Miliz")]),
        ("de", "Die Regierung ist zu Gesprächen bereit.", [("plan", "Die Regierung")]),
        ("de", "Karl Berg sagte, er werde den Vertrag unterschreiben.", [("plan", "Karl Berg")]),
        ("es", "Ana Ruiz dijo que firmará el acuerdo.", [("plan", "Ana Ruiz")]),
        ("es", "Ana Ruiz dijo que firmarán el acuerdo.", []),
        ("es", "Ana Ruiz rechazó hacer declaraciones.", []),
        ("es", "La alcaldesa asegura que el club no descarta una huelga.", []),
        ("de", "Die Rebellen drohten, die Grenze zu schließen.", [("threat", "Die Rebellen")]),
        ("es", "El juez ordenó cerrar la mina, al constatar filtraciones.", [("demand", "El juez")]),
        ("es", "«Solicito un plazo, un tiempo valioso», dijo.", []),
        ("es", "Ana Ruiz dijo que llovió, descartó subir el impuesto.", [("refusal", "Ana Ruiz")]),
        ("de", "Ana Ruiz verlangte, dass die Bank auf Entlassungen verzichtet.", [("demand", "Ana Ruiz")]),
        ("de", "Die Junta setzte den Rebellen eine Frist bis Freitag.", [("demand", "Die Junta")]),
        ("de", "Die Junta hat der Miliz eine Frist gesetzt, die Stadt zu räumen.", [("demand", "Die Junta")]),
        ("es", "La junta dio a la milicia un plazo de dos días.", [("demand", "La junta")]),
        ("es", "El alcalde dio marcha atrás en su promesa.", [("retraction", "El alcalde")]),
        ("de", "Der Konzern rückte von seinem Versprechen ab.", [("retraction", "Der Konzern")]),
        # what is promised in marks is one position, and no plan beside it
        ("en", "“We will leave the port,” Ana Berg promised.", [("promise", "Ana Berg")]),
        ("fr", "« Nous quitterons le port », a promis Ana Berg.", [("promise", "Ana Berg")]),
        ("de", "„Wir werden den Hafen verlassen“, versprach Ana Berg.", [("promise", "Ana Berg")]),
        ("es", "«Abandonaremos el puerto», prometió Ana Ruiz.", [("promise", "Ana Ruiz")]),
        # who will confirm or say nothing takes none
        ("en", "Ana Berg declined to confirm a deal.", []),
        ("de", "Ana Berg wollte das weder bestätigen noch dementieren.", []),
        ("es", "Ana Ruiz no quiso confirmar ni desmentir la venta.", []),
        ("fr", "Ana Berg a refusé de confirmer la vente.", []),
        ("de", "Al-Nasr forderte ein Lösegeld. Ana Berg wollte nichts sagen.", [("demand", "Al-Nasr")]),
        # to promise to give something up takes nothing back
        ("de", "Ana Berg sicherte zu, auf Entlassungen zu verzichten.", [("promise", "Ana Berg")]),
        ("de", "Ana Berg zeigte sich bereit, schloss eine Fusion aber aus.", [("refusal", "Ana Berg")]),
        ("es", "Lituania baraja cerrar la mina.", [("plan", "Lituania")]),
    ],
)
def test_who_takes_a_position(code: str, text: str, wanted: list[tuple[str, str]]) -> None:
    """Who is ready or not; who speaks of himself by a pronoun, or with none in a language that leaves it out; who says
    nothing, or that nothing is ruled out, takes none."""
    found = annotate(Document(id="x", text=text, lang=code)).positions
    assert [(p.stance, " ".join(s.of(text) for s in p.holder)) for p in found] == wanted


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The junta gave the militia until Friday to leave the city."),
        ("de", "Die Junta hat der Miliz eine Frist bis Freitag gesetzt."),
        ("es", "La junta dio a la milicia hasta el viernes para abandonar la ciudad."),
    ],
)
def test_a_last_day_that_is_set_lies_ahead(code: str, text: str) -> None:
    """It is the deadline of the demand, in the week to come."""
    found = annotate(Document(id="x", text=text, lang=code))
    (demand,) = found.positions
    written = Published(datetime.date(2021, 5, 6), datetime.date(2021, 5, 6), "text")
    assert (demand.stance, demand.deadline) == ("demand", 0)
    assert resolve(found.expressions, written)[0].value == "2021-05-07"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The union condemned the coup and threatened to strike unless the king is released within two days."),
        (
            "de",
            "Die Union verurteilte den Putsch und drohte mit Streik, wenn Ana Berg nicht binnen zwei Tagen frei ist.",
        ),
        ("es", "La unión condenó el golpe y amenazó con una huelga si el rey no es liberado en dos días."),
    ],
)
def test_who_is_for_or_against_what_was_done_sets_no_deadline(code: str, text: str) -> None:
    """A last day in the words of such a position is that of something else."""
    found = annotate(Document(id="x", text=text, lang=code)).positions
    assert {p.deadline for p in found if p.stance == "opposition"} == {None}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The guild demanded an election; Mayor Ana Berg rejected that."),
        ("de", "Die Opposition forderte Neuwahlen, Bürgermeisterin Ana Berg lehnte das ab."),
        ("es", "La oposición exigió elecciones, pero la alcaldesa Ana Berg lo rechazó."),
    ],
)
def test_who_refuses_what_was_just_told(code: str, text: str) -> None:
    """The demand and the refusal are positions of two on one act, each with its own words."""
    demand, refusal = annotate(Document(id="x", text=text, lang=code)).positions
    assert (demand.stance, refusal.stance) == ("demand", "refusal")
    assert demand.act == refusal.act
    assert "Ana Berg" in text[refusal.start : refusal.end]
    assert refusal.start > demand.end
