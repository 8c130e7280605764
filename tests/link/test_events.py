"""Which mentions are one event: pairs that are, look-alikes that are not, and the rules that no order changes."""

from __future__ import annotations

import datetime
import random

import pytest
from msgspec.structs import replace

from dateline.interval import Interval
from dateline.link.clustering import events
from dateline.link.clusters import unlike
from dateline.link.evidence import judge
from dateline.link.stories import Stories
from dateline.link.told import Told, shorten

BASE = Told(
    id="", document="d1", source="d1", lang="en", lemma="strike", sense="strike", type="ASSAULT", status="happened",
    negated=False, actors=frozenset(), recipients=frozenset(), victims=frozenset(), place=None, when=Interval(),
    value=None, title="", clarity=0.0, nominal=False, vector=b"", same_as=None,
)  # fmt: skip


def day(value: str) -> dict:
    date = datetime.date.fromisoformat(value)
    return {"when": Interval(date, date), "value": value}


def month(value: str) -> dict:
    first = datetime.date.fromisoformat(f"{value}-01")
    return {"when": Interval(first, first.replace(day=28)), "value": value}


def told(name: str, document: str = "d1", **what: object) -> Told:
    sets = {k: frozenset(v) for k, v in what.items() if k in ("actors", "recipients", "victims")}
    return replace(BASE, id=name, document=document, source=document, **{**what, **sets})


KILLING = {"sense": "kill", "lemma": "kill", "recipients": ["Q"], "victims": ["Q"]}

SAME = [
    ("a killing told with and without its date", told("a", **KILLING, **day("2020-01-03")), told("b", "d2", **KILLING)),
    ("told to the day and to the month", told("a", **KILLING, **day("2020-01-03")),
     told("b", "d2", **KILLING, **month("2020-01"))),
    ("a killing that one report misdates by a day", told("a", **KILLING, **day("2020-01-03")),
     told("b", "d2", **KILLING, **day("2020-01-02"))),
    ("one act in the grammar", told("a", same_as="b"), told("b", sense="kill", lemma="kill")),
    ("an act of a headline and the first that the text tells of it", told("a", heads="b"), told("b")),
    ("a day, an act and who it was done to", told("a", recipients=["B"], **day("2022-04-19")),
     told("b", "d2", lang="fr", lemma="frapper", recipients=["B"], **day("2022-04-19"))),
]  # fmt: skip

APART = [
    ("four years apart", told("a", recipients=["B"], **day("2020-01-08")),
     told("b", "d2", recipients=["B"], **day("2024-01-20"))),
    ("a headline about somebody else", told("a", heads="b", actors=["A"]), told("b", actors=["B"])),
    ("one is denied", told("a", **KILLING), told("b", "d2", **KILLING, negated=True)),
    ("two victims", told("a", **KILLING), told("b", "d2", sense="kill", recipients=["R"], victims=["R"])),
    ("the same act alone", told("a", **day("2020-01-08")), told("b", "d2", sense="vote", lemma="vote")),
    ("an act of one name without day or parties", told("a"), told("b", "d2")),
]  # fmt: skip


@pytest.mark.parametrize(("why", "a", "b"), SAME, ids=[case[0] for case in SAME])
def test_one_event(why: str, a: Told, b: Told) -> None:
    """These pairs are judged the same, with reasons, and become one event whatever the order."""
    judgement = judge(a, b, Stories())
    assert judgement
    assert judgement.reasons
    assert judge(b, a, Stories()).score == judgement.score
    assert len(events([a, b])) == len(events([b, a])) == 1


@pytest.mark.parametrize(("why", "a", "b"), APART, ids=[case[0] for case in APART])
def test_look_alikes_stay_apart(why: str, a: Told, b: Told) -> None:
    assert judge(a, b, Stories()) is None
    assert len(events([a, b])) == 2


def test_a_chain_does_not_join_what_a_hard_reason_keeps_apart() -> None:
    """An undated telling joins one of two dated events, never both into one."""
    first, second = told("a", "d1", **KILLING, **day("2020-01-03")), told("b", "d2", **KILLING, **day("2020-02-03"))
    between = told("c", "d3", **KILLING)
    assert unlike(first, second)
    assert sorted(len(e.mentions) for e in events([first, between, second])) == [1, 2]


def test_what_was_kept_apart_by_a_misdated_telling_is_one_once_others_outvote_it() -> None:
    """Of a killing told with days that differ, and of one told by another word without any, one event is left."""
    days = [{}, day("2020-01-20"), day("2020-01-10"), day("2020-01-15")]
    told_apart = [told(f"m{n}", f"d{n}", **KILLING, actors=["A"], dated="text" if d else None, **d)
                  for n, d in enumerate(days)]  # fmt: skip
    murder = {"sense": "murder", "lemma": "murder", "victims": ["Q"], "type": None, "actors": ["B"]}
    others = [told(f"m{n}", f"d{n}", **murder) for n in range(4, 9)]
    told_apart = [replace(t, type=None) for t in told_apart]
    assert len(events(told_apart + others)) == 1


def test_the_order_of_mentions_changes_nothing() -> None:
    mentions = [t for _, a, b in SAME + APART for t in (a, b)]
    mentions = [replace(t, id=f"{i:03}", same_as=None) for i, t in enumerate(mentions)]
    expected = events(mentions)
    for seed in range(5):
        random.Random(seed).shuffle(mentions)
        assert events(mentions) == expected


def test_new_mentions_that_touch_nothing_change_no_event() -> None:
    """build(A and B) holds all events of build(A) where B shares nothing with A."""
    old = [told("a", **KILLING, **day("2020-01-03")), told("b", "d2", **KILLING)]
    new = [told("x", "d9", lemma="vote", sense="vote", type="AGREE", recipients=["Z"], **day("2021-05-05"))]
    found = events(old + new)
    assert all(e in found for e in events(old))


def test_the_event_takes_the_narrowest_time_and_counts_independent_sources() -> None:
    """A copy's source is its original, so that two tellings of one source count once."""
    mentions = [
        told("a", "d1", **KILLING, **month("2020-01")),
        told("b", "d2", **KILLING, **day("2020-01-03")),
        replace(told("c", "d3", **KILLING), source="d2"),
    ]
    (event,) = events(mentions)
    assert (event.value, event.sources, len(event.mentions)) == ("2020-01-03", 2, 3)


def test_what_happened_by_any_telling_happened() -> None:
    mentions = [told("a", **KILLING, status="planned"), told("b", "d2", **KILLING), told("c", "d3", **KILLING)]
    (event,) = events(mentions)
    assert event.status == "happened"


def test_titles_are_cut_at_a_blank() -> None:
    assert shorten("  a\n b, ") == "a b"
    cut = shorten("word " * 50)
    assert len(cut) <= 101
    assert cut.endswith("word…")
