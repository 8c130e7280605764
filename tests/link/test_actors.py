"""Who is who: spellings of one person, persons that only look alike, and names by one part."""

from __future__ import annotations

import random
import time

import pytest

from dateline.link.actors import NameMention, actors


def mention(words: str, document: str = "d1", kind: str = "PER", key: str | None = None, start: int = 0) -> NameMention:
    return NameMention(f"{document}:{start}", document, start, start + len(words), words, kind, key, "en")


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
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Mustafa al-Khazimi", "Mustafa Al-Kajimi"),
        ("Ghassan Oweidat", "Ghassan Oueidat"),
        ("Ghazi Zeaïter", "Ghazi Zaayter"),
        ("Tareq Bitar", "Tarek Al-Bitar"),
        ("Hassane Diab", "Hassan Diab"),
        ("Abdoulaye Maïga", "Abdoulaye Maiga"),
        ("Bachar el-Assad", "Bashar al-Assad"),
        ("John W. Brennan", "John Brennan"),
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
        ("Karim Bitar", "Tarek Bitar"),
        ("Kim Jong-un", "Kim Jong-il"),
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


def test_a_shorter_name_means_the_longer_one_of_its_own_document() -> None:
    """ "Mahdi al-Muhandis" and "Muhandis" mean Abu Mahdi al-Muhandis of the same report."""
    same = actors([
        mention("Abu Mahdi al-Muhandis"), mention("Mahdi al-Muhandis", start=50), mention("Mouhandis", start=90),
    ])  # fmt: skip
    assert [a.name for a in same] == ["Abu Mahdi al-Muhandis"]
    assert count(mention("Abu Mahdi al-Muhandis"), mention("Mahdi al-Muhandis", "d2")) == 2


def test_words_are_one_actor_whatever_the_model_takes_them_for() -> None:
    """A town that one language's model calls a place and another's a state, or an organisation, is one."""
    assert count(mention("Gossi", kind="LOC"), mention("Gossi", "d2", kind="GPE"), mention("GOSSI", "d3", "ORG")) == 1


def test_an_acronym_in_brackets_is_the_name_before_it() -> None:
    """In its document the name is the acronym's actor, which other documents name too; a key goes with it."""
    name = mention("Free Syrian Army", kind="ORG", start=10)
    again = mention("Free Syrian Army", kind="ORG", start=90)
    behind = mention("FSA", kind="ORG", start=28)
    apart = mention("FSA", kind="ORG", start=60)
    assert [len(a.mentions) for a in actors([name, behind, again, mention("FSA", "d2", kind="ORG")])] == [4]
    assert count(name, apart) == 2
    keyed = mention("FSA", kind="ORG", key="org:FSA", start=28)
    assert [(a.key, len(a.mentions)) for a in actors([name, keyed])] == [("org:FSA", 2)]


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


def test_a_new_spelling_of_a_person_changes_no_id() -> None:
    """The id hangs on the consonants, not on which spellings there are, so that an old report's rows stay."""
    (old,) = actors([mention("Abu Mahdi al-Muhandis")])
    (new,) = actors([mention("Abu Mahdi al-Muhandis"), mention("Abou Mehdi al-Mouhandis", "d0")])
    assert old.id == new.id


def test_odd_words_break_nothing() -> None:
    """Every mention is in exactly one actor, be its words marks, blanks or of another script."""
    odd = [
        mention(w, start=i * 9, kind=k)
        for i, w in enumerate(("", "—", "'s", "al-", "北京", "A", "🙂"))
        for k in ("PER", "ORG")
    ]
    assert sorted((m for a in actors(odd) for m in a.mentions), key=str) == sorted(odd, key=str)
    assert actors([]) == ()


def test_many_persons_take_no_time() -> None:
    """Ten thousand different persons are told apart without comparing all pairs."""
    syllables = ["ba", "do", "fi", "ga", "lu", "me", "ni", "po", "ra", "tu"]
    names = [f"{a}{b} {c}{d}".title() for a in syllables for b in syllables for c in syllables for d in syllables]
    started = time.perf_counter()
    assert len(actors([mention(n, f"d{i}") for i, n in enumerate(names)])) > 5000
    assert time.perf_counter() - started < 10
