"""Whom a pronoun or a possessive means: only where the grammar of the sentence makes it sure."""

from __future__ import annotations

import pytest

from .test_events import starred, words


@pytest.mark.parametrize(
    ("code", "case", "actor"),
    [
        ("en", "Peru says it will *leave* the league.", "Peru"),
        ("en", "The rebels said they had *freed* the hostages.", "The rebels"),
        ("en", "Anna Berg said she would *resign*.", "Anna Berg"),
        ("fr", "Le Pérou dit qu'il *quittera* la ligue.", "Le Pérou"),
        ("fr", "Les rebelles ont dit qu'ils avaient *libéré* les otages.", "Les rebelles"),
        ("en", "Anna Berg said it would *explode*.", ""),
        ("en", "Peru said she would *resign*.", ""),
        ("en", "The mayor met Anna Berg. She *resigned* on Friday.", ""),
        ("fr", "Le maire a dit qu'ils avaient *libéré* les otages.", ""),
        ("en", "Peru defended its *withdrawal* from the league.", "Peru"),
        ("fr", "La France a défendu son *retrait* de la ligue.", "La France"),
        ("fr", "Les rebelles ont confirmé leur *retrait* de la vallée.", "Les rebelles"),
        ("en", "The rebels defended its *withdrawal* from the league.", ""),
        ("en", "When they *invaded* Peru, the Chileans were blind.", "the Chileans"),
        ("en", "After he had *attacked* the court, the president resigned.", "the president"),
        ("en", "The rebels fled after they had *attacked* the town.", "The rebels"),
        ("en", "The police held the men after they had *attacked* the shop.", ""),
        ("en", "The president met the king before he *attacked* the town.", ""),
        ("en", "As it *attacked* the town, the mayor left.", ""),
        ("en", "As it *attacked* the town, Peru lost three planes.", "Peru"),
        ("fr", "Lorsqu'ils ont *envahi* le Pérou, les Chiliens étaient seuls.", "les Chiliens"),
        ("fr", "Lorsqu'ils ont *attaqué* la ville, le maire était parti.", ""),
        ("fr", "Le roi a reçu les soldats. Ces derniers ont *libéré* deux otages.", "les soldats"),
        ("de", "Der Rat forderte den Rücktritt des Chefs Karl Berg. Dieser *lehnte* das am Sonntag ab.", "Karl Berg"),
        ("de", "Der Rat forderte Neuwahlen. Dieser *lehnte* das ab.", ""),
        ("en", "The king met the rebels. The latter *freed* two hostages.", "the rebels"),
    ],
)
def test_actor_by_a_pronoun(code: str, case: str, actor: str) -> None:
    """The actor is the noun that the pronoun means; none where number, kind or distance leave it open."""
    text, mention = starred(code, case)
    assert mention is not None
    assert words(text, mention.actor) == actor
