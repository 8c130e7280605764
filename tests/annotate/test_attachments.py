"""What hangs on what, and where sentences end, where models often get it wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import pack as packs
from dateline.annotate.parse import parse
from dateline.annotate.syntax import Node
from dateline.annotate.trees import tree

from .test_syntax import nodes

WORDS = (
    "le roi",
    ",",
    "qui",
    "dit",
    "a",
    "été",
    "que",
    ";",
    "sans",
    "rien",
    "obtenir",
    "par",
    "Ana Berg",
    "et",
    "parti",
)


@pytest.mark.parametrize(
    ("code", "text", "word", "head", "role"),
    [
        ("en", "He denied that Italy had paid a ransom, saying it had worked.", "saying", "denied", "adverbial"),
        ("en", "Italy paid a ransom, saying it had worked.", "saying", "paid", "adverbial"),
        ("en", "Members will vote on it; the guild recommends acceptance.", "vote", "recommends", "parataxis"),
        ("en", "Didier had been re-elected in August.", "Didier", "elected", "passive_subject"),
        ("en", "The company re-opened its plant.", "company", "opened", "subject"),
        ("fr", "Le roi, accusé par des experts de voler, est parti.", "voler", "accusé", "open_complement"),
        (
            "fr",
            "« Il part », dénonce Marta Kolin, de l'ONG Seuil, qui réclame un vote.",
            "réclame",
            "Marta",
            "relative",
        ),
        ("fr", "Le vote doit commencer en mai et s'achever en juin.", "achever", "commencer", "conjunct"),
        ("fr", "La ligue demande une trêve et l'ouverture d'un couloir.", "ouverture", "trêve", "conjunct"),
        ("fr", "L'aide arrive par la route.", "route", "arrive", "oblique"),
        ("fr", "Une délégation est repartie sans rien obtenir.", "rien", "obtenir", "object"),
        ("fr", "Une délégation est repartie sans rien obtenir.", "délégation", "repartie", "subject"),
        ("fr", "Le roi a assuré jeudi qu'aucun port ne serait supprimé.", "port", "supprimé", "passive_subject"),
        ("fr", "Le roi a assuré jeudi qu'aucun port ne serait supprimé.", "supprimé", "assuré", "complement"),
    ],
)
def test_what_a_parse_hangs_elsewhere(code: str, text: str, word: str, head: str, role: str) -> None:
    """Words and clauses hang where they belong."""
    node = nodes(code, text)[word]
    assert node.head is not None
    assert (node.head.text, node.role) == (head, role)
    assert node in node.head.children


@pytest.mark.parametrize(
    ("code", "text", "sentences"),
    [
        ("fr", "« Huit morts, et la mairie n'a rien à se reprocher ? », s'est indigné Me Yann Tardieu, son avocat.", 1),
        ("fr", "« Nous jugerons sur les actes. Le Pérou a violé deux accords. »\n\nIl est parti.", 3),
        ("en", 'She said the king "respects the court but does not share its view."\n\nHe left.', 2),
        ("fr", "De plus, Mustafa al-Khazimi fait face à une forte opposition de la part des habitants.", 1),
    ],
)  # fmt: skip
def test_no_sentence_begins_with_its_end(code: str, text: str, sentences: int) -> None:
    """Not behind a comma, nor with a stop or a closing mark, whatever the parse makes of it."""
    assert len([*parse(text, packs.load(code)).sents]) == sentences


@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=14))
@settings(max_examples=60)
def test_no_word_hangs_on_itself(words: list[str]) -> None:
    """Whatever is mended, a tree stays one: from each word the way up ends, and each hangs where its head holds it."""
    pack = packs.load("fr")
    assert_is_a_tree(tree(parse(" ".join(words), pack), pack))


def assert_is_a_tree(found: list[Node]) -> None:
    """From each node the way up ends, and each hangs where its head holds it."""
    for node in found:
        assert node.head is None or node in node.head.children
        above, steps = node.head, 0
        while above is not None:
            above, steps = above.head, steps + 1
            assert steps <= len(found), [n.text for n in found]
