"""Status and polarity of acts: every entry and case of the packs' status.toml, and how they combine.

The act whose status a case is about stands between asterisks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from dateline import pack as packs
from dateline.model import EventMention

from .test_events import CODES, told


def cases() -> Iterator[tuple[str, str, str]]:
    """(language, case, status) of every governor and case of the packs."""
    for code in CODES:
        table = packs.load(code).table("status")
        yield from (
            (code, entry["case"], entry["status"])
            for key in ("governors", "terms")
            for entry in table.get(key, {}).values()
        )
        yield from ((code, case["text"], case["status"]) for case in table["case"])


@functools.cache
def read(code: str) -> dict[str, EventMention | None]:
    """The mention that each case of a pack is about, all parsed at once."""
    mine = [case for c, case, _ in cases() if c == code]
    found = {e.start: e for e in told(code, "\n\n".join(case.replace("*", "") for case in mine))}
    starts, offset = {}, 0
    for case in mine:
        starts[case] = found.get(offset + case.index("*"))
        offset += len(case.replace("*", "")) + 2
    return starts


@pytest.mark.parametrize(("code", "case", "status"), list(cases()))
def test_every_entry_gives_its_status(code: str, case: str, status: str) -> None:
    """The content of a governor, the form of a verb, the modifier of a noun give the status that the pack says."""
    event = read(code)[case]
    assert event is not None, f"no event in {case}"
    assert event.status == status
    assert event.negated == (status == "denied")


@pytest.mark.parametrize("code", CODES)
def test_every_governor_has_a_case_of_its_own(code: str) -> None:
    """A case stands for one entry only, and has one act marked."""
    mine = [case for c, case, _ in cases() if c == code]
    assert len(mine) == len(set(mine))
    assert all(case.count("*") == 2 for case in mine)


@pytest.mark.parametrize(
    ("code", "case", "status", "negated"),
    [
        ("en", "The guild will strike if the wages are not *paid*.", "possible", True),
        ("fr", "Le syndicat partira si les salaires ne sont pas *payés*.", "possible", True),
        ("en", "The king *promised* to leave.", "happened", False),
        ("en", "The king did not promise to *leave*.", "possible", False),
        ("en", "The king might decide to *leave*.", "possible", False),
        ("en", "The king promised not to *leave*.", "denied", True),
        ("en", "The firm announced the *death* of its founder.", "happened", False),
        ("en", "The guild condemned the *attack* that killed a monk.", "happened", False),
        ("en", "The guild could condemn the *attack*.", "happened", False),
        ("en", "The guild will hold *talks* with the king.", "planned", False),
        ("en", "A *withdrawal* would please the guild.", "possible", False),
        ("en", "A *withdrawal* is not on the agenda.", "denied", True),
        ("en", "The legion left the valley without *fighting*.", "denied", True),
        ("en", "A *vote* is due on Monday.", "planned", False),
        ("en", "The *withdrawal* is set for May.", "planned", False),
        ("en", "The *talks* are to begin on Monday.", "planned", False),
        ("en", "The *trial* was postponed and is now set for May.", "planned", False),
        ("en", "Two envoys are *expected* in Lima on Friday.", "planned", False),
        ("fr", "Deux envoyés sont *attendus* vendredi à Lima.", "planned", False),
        ("de", "Am Freitag werden zwei Gesandte in Lima *erwartet*.", "planned", False),
        ("en", "The guild ruled out *leaving*.", "denied", True),
        ("en", "A *vote* promised in March will not take place.", "denied", True),
        ("en", "A planned *vote* was held in May.", "happened", False),
        ("en", "A planned *vote* divides the guild.", "planned", False),
        ("en", "If she does not, the president may *ask* Sand to form a government.", "possible", False),
        ("en", "Never has the king *asked* the guild.", "denied", True),
        ("en", "The guild will strike until the firm *raises* wages.", "planned", False),
        ("en", "Work may not resume until a panel has *assessed* the plan.", "planned", False),
        ("en", "Work did not resume until a panel had *assessed* the plan.", "happened", False),
        ("en", "They will vote before the *withdrawal* of the troops.", "planned", False),
        ("en", "They voted before the *withdrawal* of the troops.", "happened", False),
        ("fr", "Il partira quand le parlement aura *voté* le budget.", "planned", False),
        ("fr", "Elle a promis de payer avant la *fin* de son mandat.", "planned", False),
        ("en", "More than 14,000 drivers were to have *walked* out.", "planned", False),
        ("en", "A rail *strike* that was due to begin at midnight was called off.", "denied", True),
        ("fr", "Un *vote* local, promis en mars, n'aura pas lieu.", "denied", True),
        ("en", "The mayor rejected calls to *resign*.", "demanded", False),
        ("en", "The guild rejected a *request* by the king.", "happened", False),
        ("en", "The junta gave France a week to *withdraw* its troops.", "demanded", False),
        ("en", "The king was given three days to *resign*.", "demanded", False),
        ("fr", "La junte a donné une semaine à la France pour *retirer* ses troupes.", "demanded", False),
        ("en", "The guild is not ready to *leave*.", "denied", True),
        ("en", "The guild has not decided whether to *leave*.", "possible", False),
        ("fr", "La guilde n'est pas prête à *partir*.", "denied", True),
        ("fr", "Le roi a *promis* de partir.", "happened", False),
        ("fr", "Le roi n'a pas promis de *partir*.", "possible", False),
        ("fr", "Le roi a promis de ne pas *partir*.", "denied", True),
        ("fr", "La firme a annoncé la *mort* de son fondateur.", "happened", False),
        ("fr", "Le *retrait* serait une victoire pour le roi.", "possible", False),
        ("fr", "Le roi est parti avant que la reine n'*arrive*.", "happened", False),
        ("en", "The king hoped that the guild had *left* the valley.", "happened", False),
        ("fr", "Le juge n'est pas encore *nommé*.", "denied", True),
        ("fr", "La guilde tiendra des *négociations* avec le roi.", "planned", False),
        ("es", "El rey prometió invertir 45 millones, de los que solo ha *robado* 12.", "happened", False),
        # questions
        ("en", "Will the army *withdraw*?", "possible", False),
        ("en", "Hasn't the army *left*?", "possible", False),
        ("en", "Have the rebels surrendered, or have they *fled*?", "possible", False),
        ("en", '"Did the army *leave*?" he asked.', "possible", False),
        ("en", 'He *asked*: "Did the army leave?"', "happened", False),
        ("en", "Which town did the rebels *attack* first?", "happened", False),
        ("en", "Did the king *leave* when the army came?", "possible", False),
        ("en", "Did the soldiers who *deserted* come back?", "happened", False),
        ("en", "The army left. Did the king *leave*?", "possible", False),
        ("en", "A *withdrawal* by May?", "possible", False),
        ("en", "Why a *withdrawal* by May?", "happened", False),
        ("fr", "Vers un *départ* de l'armée ?", "possible", False),
        ("fr", "L'armée s'est-elle *retirée* ?", "possible", False),
        ("fr", "Pourquoi l'armée s'est-elle *retirée* ?", "happened", False),
        ("fr", "Est-ce que l'armée a *quitté* la ville ?", "possible", False),
        ("fr", "Qu'est-ce que l'armée a *attaqué* ?", "happened", False),
        ("fr", "« L'armée a-t-elle *quitté* la ville ? », a demandé Mme Berg.", "possible", False),
        # an infinitive that tells when or why
        ("es", "El juez ordenó cerrar la mina, al *visitar* el río.", "happened", False),
        ("es", "El rey se negó a firmar el acuerdo al *visitar* la ciudad.", "happened", False),
        ("es", "El rey firmará el acuerdo al *visitar* la ciudad.", "planned", False),
        # a perfect infinitive
        ("es", "La firma niega haber *robado* el río.", "denied", True),
        ("de", "Leka soll Berichte über den Hafen *gestohlen* haben.", "possible", False),
        ("de", "Leka will den Vertrag *unterzeichnet* haben.", "possible", False),
        ("de", "Der Rat warf Doda vor, einen Sündenbock zu suchen, und *beantragte* eine Sitzung.", "happened", False),
    ],
)
def test_statuses_combine(code: str, case: str, status: str, negated: bool) -> None:
    """Negation of the governor, supposition, carriers, copulas and what only can be told once it happened."""
    before, trigger, after = case.split("*")
    event = next(e for e in told(code, before + trigger + after) if e.start == len(before))
    assert (event.status, event.negated) == (status, negated)
