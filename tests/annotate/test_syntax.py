"""The neutral tree: roles and prepositions alike in all packs, noun phrases, and repairs of what models get wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dateline import pack as packs
from dateline.annotate.parse import parse
from dateline.annotate.syntax import Node, noun_phrase
from dateline.annotate.trees import tree

CODES = [code for code in packs.codes() if packs.load(code).table("syntax")]


def nodes(code: str, text: str) -> dict[str, Node]:
    """The nodes of a text by their words."""
    pack = packs.load(code)
    return {node.text: node for node in tree(parse(text, pack), pack)}


def cases() -> Iterator[tuple[str, str, str, str, str | None]]:
    for code in CODES:
        for case in packs.load(code).table("syntax")["case"]:
            yield code, case["text"], case["word"], case["role"], case.get("prep")


@pytest.mark.parametrize(("code", "text", "word", "role", "prep"), list(cases()))
def test_every_case_has_its_role(code: str, text: str, word: str, role: str, prep: str | None) -> None:
    """The word of a case has the role, and is introduced by the preposition, that the pack says."""
    node = nodes(code, text)[word]
    assert node.role == role
    assert prep is None or node.prep == prep


@pytest.mark.parametrize("code", CODES)
def test_every_label_of_the_model_is_known_or_left_out_on_purpose(code: str) -> None:
    """A label that the pack does not name has no role; those that carry arguments must all be named."""
    roles = set(packs.load(code).table("syntax")["labels"].values())
    assert {"subject", "passive_subject", "object", "conjunct", "relative", "open_complement", "auxiliary"} <= roles


@pytest.mark.parametrize(
    ("code", "text", "head", "phrase"),
    [
        ("en", "The old king of Peru, who was ill, left.", "king", "The old king of Peru"),
        ("en", "The two-day march of monks failed.", "march", "The two-day march of monks"),
        ("en", "Peru's king left.", "king", "Peru's king"),
        ("fr", "Le vieux roi du Pérou, qui était malade, est parti.", "roi", "Le vieux roi du Pérou"),
    ],
)
def test_noun_phrases_leave_out_clauses(code: str, text: str, head: str, phrase: str) -> None:
    """A phrase is a noun with its modifiers, without relative clauses."""
    assert noun_phrase(nodes(code, text)[head]).of(text) == phrase


@pytest.mark.parametrize(
    ("code", "text", "word", "lemma"),
    [
        ("en", "Troops retook the dam.", "retook", "retake"),
        ("fr", "Le peuple réclame du pain.", "réclame", "réclamer"),
        ("fr", "La banque a gelé le compte.", "gelé", "geler"),
    ],
)
def test_lemmas_that_the_model_misses_are_mended(code: str, text: str, word: str, lemma: str) -> None:
    node = nodes(code, text)[word]
    assert (node.pos, node.lemma) == ("VERB", lemma)


@pytest.mark.parametrize("code", CODES)
def test_a_very_long_list_is_walked_without_recursion(code: str) -> None:
    """Coordinations of a thousand members neither fail nor take more than one step a member."""
    found = list(nodes(code, "x, " * 1500).values())
    assert all(isinstance(list(node.conjuncts()), list) for node in found)
