"""Who is who: spellings of one person, persons that only look alike, and names by one part."""

from __future__ import annotations

import random

import pytest

from dateline.link.actors import NameMention, actors


def mention(words: str, document: str = "d1", kind: str = "PER", key: str | None = None, start: int = 0) -> NameMention:
    return NameMention(document, start, start + len(words), words, kind, key, "en")


def count(*mentions: NameMention) -> int:
    return len(actors(mentions))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Abou Mehdi al-Mouhandis", "Abu Mahdi al-Muhandis"),
        ("Abou Mahdi al-Muhandis", "Abu Mahdi al-Muhandis"),
        ("Qassem Soleimani", "Qasem Suleimani"),
        ("Mustafa al-Kadhimi", "Moustafa Al-Kazimi"),
        ("Joe Biden", "Joe Biden's"),
        ("Vladimir Poutine", "Vladimir Putine"),
    ],
)
def test_spellings_of_one_person(left: str, right: str) -> None:
    assert count(mention(left), mention(right, "d2")) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Mark Esper", "Mark Elsner"),
        ("Abu Mahdi al-Muhandis", "Adel Abdel Mahdi"),
        ("Jean Martin", "Jane Morton"),
        ("Mohammed Shia al-Sudani", "Mohammed al-Halbousi"),
    ],
)
def test_persons_who_only_look_alike(left: str, right: str) -> None:
    assert count(mention(left), mention(right, "d2")) == 2


def test_a_family_name_means_the_person_of_its_own_document() -> None:
    """ "Ford" joins Robert Ford of the same report, and nobody of another."""
    same = actors([mention("Robert Ford"), mention("Ford", start=50)])
    assert [a.name for a in same] == ["Robert Ford"]
    assert count(mention("Robert Ford"), mention("Ford", "d2")) == 2


def test_a_family_name_of_two_persons_means_neither() -> None:
    assert count(mention("Robert Ford"), mention("Ann Ford", start=20), mention("Ford", start=50)) == 3


def test_a_key_is_one_actor_whatever_its_words() -> None:
    """A country and its people, an alliance in two languages; the name shown is the country's."""
    found = actors([
        mention("Iraqi", kind="NORP", key="country:IQ"), mention("Iraqi", "d3", kind="NORP", key="country:IQ"),
        mention("Irak", "d2", kind="GPE", key="country:IQ"),
        mention("NATO", kind="ORG", key="org:NATO"), mention("Otan", "d2", kind="ORG", key="org:NATO"),
    ])  # fmt: skip
    assert {(a.key, a.name, a.type, len(a.mentions)) for a in found} == {
        ("country:IQ", "Irak", "GPE", 3), ("org:NATO", "NATO", "ORG", 2),
    }  # fmt: skip


def test_no_order_changes_the_actors_and_no_new_report_an_old_link() -> None:
    mentions = [mention(w, d) for w in ("Robert Ford", "Ford", "Abu Mahdi", "Anna Berg") for d in ("d1", "d2", "d3")]
    expected = actors(mentions)
    for seed in range(5):
        random.Random(seed).shuffle(mentions)
        assert actors(mentions) == expected
    old = {m: a.id for a in expected for m in a.mentions}
    new = {m: a.id for a in actors([*mentions, mention("Ford", "d9"), mention("Zoe Ford", "d9")]) for m in a.mentions}
    assert old.items() <= new.items()
