"""Headlines: the participles of a line that is no whole sentence are passives, and its news."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import pack as packs
from dateline.annotate.parse import parse
from dateline.annotate.trees import tree

from .test_attachments import assert_is_a_tree
from .test_events import starred, told, words


@pytest.mark.parametrize(
    ("code", "case", "status", "actor", "recipient"),
    [
        ("en", "Minister *sacked* over leak", "happened", "", "Minister"),
        ("en", "Ceasefire *rejected* by rebels", "happened", "rebels", "Ceasefire"),
        ("en", "*Ceasefire* rejected by rebels", "denied", "", ""),
        ("en", "Rail *strike* called off after late deal", "denied", "", ""),
        ("en", "Talks *suspended*, minister says", "happened", "", ""),
        ("en", "Bridge *closed* after crash", "happened", "", "Bridge"),
        ("en", "Two hostages *freed* in Mali", "happened", "", "Two hostages"),
        ("en", "Troops *entered* Baghdad", "happened", "Troops", "Baghdad"),
        ("en", "Minister *resigned* over leak", "happened", "Minister", ""),
        ("fr", "*Grève* annulée", "denied", "", ""),
        ("fr", "Deux otages *libérés* au Mali", "happened", "", "Deux otages"),
        ("fr", "Deux ingénieurs enlevés *libérés* après un mois", "happened", "", "Deux ingénieurs"),
        ("fr", "Trêve *rejetée* par les rebelles", "happened", "les rebelles", ""),
    ],
)
def test_what_a_headline_tells(code: str, case: str, status: str, actor: str, recipient: str) -> None:
    """Who did it to whom, and did it happen."""
    text, event = starred(code, case + "\n\nParis, London.")
    assert event is not None
    assert (event.status, words(text, event.actor), words(text, event.recipient)) == (status, actor, recipient)
    assert event.news == (status == "happened")


@pytest.mark.parametrize(
    "text", ["The army attacked.", "Rome\nThe army attacked\non Monday.", "It said: The army attacked"]
)
def test_a_sentence_is_no_headline(text: str) -> None:
    """A line with a stop, or within a paragraph, tells in the past tense who did it."""
    (attack,) = (e for e in told("en", text) if e.lemma == "attack")
    assert words(text, attack.actor) == "The army"


@pytest.mark.parametrize("code", ["en", "fr"])
@settings(max_examples=30, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(["grève", "strike", "called off", "annulée", "killed", "by", "\n\n", ",", "two"]), max_size=8
    )
)
def test_a_headline_stays_a_tree(code: str, parts: list[str]) -> None:
    """Whatever is raised, each node hangs on one head, above which is a root."""
    pack = packs.load(code)
    assert_is_a_tree(tree(parse(" ".join(parts), pack), pack))
