"""Clusters judged by kind are those that asking of every two mentions gives."""

from __future__ import annotations

import datetime
import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dateline.interval import Interval
from dateline.link.clusters import clusters, days_apart, unlike
from dateline.link.evidence import Evidence
from dateline.link.stories import Stories
from dateline.link.told import NOW, Told
from dateline.record import facts
from tests.link.test_events import told

FIRST = datetime.date(2020, 1, 1)
DAYS = st.one_of(
    st.none(),
    st.tuples(st.sampled_from((0, 1, 5, 20)), st.sampled_from((0, 0, 3))).map(lambda t: _days(t[0], t[0] + t[1])),
)
WHO = st.sampled_from(["", "", "P", "Q", "PQ"])


def _days(first: int, last: int) -> Interval:
    return Interval(FIRST + datetime.timedelta(first), FIRST + datetime.timedelta(last))


@st.composite
def piles(draw: st.DrawFn) -> tuple[list[Told], list[tuple[int, int]]]:
    """Mentions of few documents, days and persons, and all pairs of them in some order."""
    mentions = []
    for n in range(draw(st.integers(3, 7))):
        when, published = draw(DAYS) or Interval(), draw(DAYS) or Interval()
        value = draw(st.sampled_from([NOW, None])) if when == Interval() else f"{when.earliest}/{when.latest}"
        mention = told(
            f"m{n}",
            draw(st.sampled_from(["d1", "d2", "d3"])),
            when=when,
            published=published,
            value=value,
            dated="text" if value else None,
            status=draw(st.sampled_from(["happened", "planned"])),
            negated=draw(st.integers(0, 9)) == 9,
            actors=draw(WHO),
            recipients=draw(WHO),
            victims=draw(st.sampled_from(["", "", "P", "P", "Q"])),
            inferred=draw(st.integers(0, 3)) == 3,
        )
        mentions.append(mention)
    return mentions, draw(st.permutations(list(itertools.combinations(range(len(mentions)), 2))))


def against(a: Told, b: Told) -> str | None:
    """The hard reason why two mentions cannot be one event, or None."""
    for one, other in ((a, b), (b, a)):
        if one.done and other.ahead and one.done + facts.DAY < other.ahead and one.document != other.document:
            return "one was done before the other was planned"
    return unlike(a, b)


def agreed(cluster: list[Told]) -> list[Told]:
    """The mentions of what happens only once but for those that the others show to be misdated."""
    best = facts.best_dated(cluster) if any(t.victims for t in cluster) else None
    return [t for t in cluster if best is None or not days_apart(t.when, best.when)] or cluster


def by_every_pair(mentions: list[Told], pairs: list[tuple[int, int]]) -> set[frozenset[str]]:
    """The clusters by the rule as it reads: each mention of the one is asked against each of the other."""
    found = [[t] for t in mentions]
    for a, b in pairs:
        left, right = found[a], found[b]
        asked = [(mentions[a], mentions[b]), *itertools.product(agreed(left), agreed(right))]
        if left is right or any(against(x, y) for x, y in asked):
            continue
        left.extend(right)
        found = [left if of is right else of for of in found]
    return {frozenset(t.id for t in cluster) for cluster in found}


@given(piles())
def test_what_stands_against_two_is_asked_of_all_at_once(pile: tuple[list[Told], list[tuple[int, int]]]) -> None:
    """Mentions as columns give the hard reasons that two mentions by themselves give."""
    mentions, pairs = pile
    left, right = np.array(pairs).T
    found = Evidence(mentions, Stories()).against(left, right)
    assert found.tolist() == [against(mentions[i], mentions[j]) is not None for i, j in pairs]


@given(piles())
def test_clusters_are_judged_together_as_all_mentions_are(pile: tuple[list[Told], list[tuple[int, int]]]) -> None:
    """Whatever is told of whom and when, and in whichever order pairs join."""
    mentions, pairs = pile
    sure = [i * len(mentions) + j for i, j in pairs if not against(mentions[i], mentions[j])]
    found = clusters(mentions, np.array(sure, dtype=np.int64))
    assert {frozenset(mentions[n].id for n in c) for c in found} == by_every_pair(mentions, pairs)
