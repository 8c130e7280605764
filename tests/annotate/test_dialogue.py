"""The turns of an interview are what their speakers say."""

from __future__ import annotations

import pytest

from dateline.annotate import annotate
from dateline.model import Document


def told(lang: str, text: str) -> list[tuple[str, str, str | None]]:
    """What is said in a text, by which words, and the name that these mean."""
    quotes = annotate(Document(id="x", text=text, lang=lang)).quotes
    return [
        (q.content[0].of(text), q.source[0].of(text) if q.source else "", q.speaker.of(text) if q.speaker else None)
        for q in quotes
    ]


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        (
            "fr",
            "Mareva Tehuri répond ici.\n\nPartez-vous ?\nMareva Tehuri : Non.\n\nEt après ?\nM. T. : Jamais.\n",
            [("Non.", "Mareva Tehuri", "Mareva Tehuri"), ("Jamais.", "M. T.", "Mareva Tehuri")],
        ),
        (
            "en",
            "Mayor Ana Berg met the press.\n\nAna Berg: We stay.\n\nAnd then?\n\nBerg: We build the bridge.\n",
            [("We stay.", "Ana Berg", "Ana Berg"), ("We build the bridge.", "Berg", "Ana Berg")],
        ),
        ("en", "Mayor Ana Berg met the press.\n\nBerg: We stay.\n\nThe bridge is shut.\n", []),
        ("en", "Ana Berg and Paul Berg met.\n\nBerg: We stay.\n\nBerg: We build.\n", []),
        ("en", "The vote in figures.\n\nTurnout: 61 percent.\n\nWinner: the guild.\n", []),
    ],
)
def test_turns(lang: str, text: str, said: list[tuple[str, str, str | None]]) -> None:
    """By a name, a family name or initials; not by one line alone, a name of two persons, or a word that is no name."""
    assert told(lang, text) == said
