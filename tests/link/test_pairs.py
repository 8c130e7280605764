"""Which mentions are compared: what is not proposed could not have been one event by what it was left out for."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotate.likeness import DIMENSIONS, all_cosines
from dateline.link.evidence import THRESHOLD, Evidence, judge
from dateline.link.pairs import FEW, pairs
from dateline.link.stories import Stories
from dateline.link.told import Told
from tests.link.test_clusters import against, piles
from tests.link.test_events import day, told

WORDS = np.random.default_rng(1).integers(-60, 60, (3, DIMENSIONS))


@st.composite
def days(draw: st.DrawFn) -> list[Told]:
    """A crowd of acts of one day and type, some by the same or at the same place, in sentences more or less alike."""
    found = []
    for n in range(FEW + draw(st.integers(0, 4))):
        parts = np.array([draw(st.integers(0, 4)) for _ in WORDS])
        vector = np.clip(parts @ WORDS / max(1, parts.sum()), -127, 127).astype(np.int8)
        found.append(
            told(
                f"m{n:02}",
                f"d{n}",
                actors=draw(st.sampled_from(["", "P", "Q"])),
                recipients=draw(st.sampled_from(["", "R"])),
                place=draw(st.sampled_from([None, "L"])),
                vector=vector.tobytes() if parts.any() else b"",
                **day("2020-01-03"),
            )
        )
    return found


@given(days())
def test_of_a_crowd_all_are_compared_that_can_be_one(crowd: list[Told]) -> None:
    """Of one day and act, those that share no party and no place and are not alike do not reach the threshold."""
    proposed = set(pairs(crowd, Stories()).tolist())
    for i, j in itertools.combinations(range(len(crowd)), 2):
        if i * len(crowd) + j not in proposed:
            assert Evidence(crowd, Stories()).points(np.array([i]), np.array([j]))[0] < THRESHOLD


@given(piles())
def test_only_what_a_hard_reason_keeps_apart_is_left_out_for_its_time(pile: tuple[list[Told], object]) -> None:
    """All of these tell one act in one report or another; two of a report are compared unless time forbids it."""
    mentions, _ = pile
    proposed = set(pairs(mentions, Stories()).tolist())
    for i, j in itertools.combinations(range(len(mentions)), 2):
        if mentions[i].document == mentions[j].document and i * len(mentions) + j not in proposed:
            assert against(mentions[i], mentions[j])


@given(days())
def test_no_order_changes_a_judgement(crowd: list[Told]) -> None:
    """Two are judged alike whichever is asked of first, and whatever else is told."""
    points = Evidence(crowd, Stories()).points(np.array([0]), np.array([1]))[0]
    there, back = judge(crowd[0], crowd[1], Stories()), judge(crowd[1], crowd[0], Stories())
    assert (there is None) == (back is None) == (points < THRESHOLD)
    if there and back:
        assert (there.score, there.reasons) == (back.score, back.reasons)
        assert round(there.score * 100) == points


def test_likeness_is_the_cosine_of_the_sentences() -> None:
    """In hundredths, as computed plainly; none where a sentence has no vector."""
    rows = np.random.default_rng(2).integers(-127, 127, (5, DIMENSIONS)).astype(np.int8)
    mentions = [told(f"m{n}", vector=row.tobytes()) for n, row in enumerate(rows)] + [told("m5")]
    left, right = (np.array(side) for side in zip(*itertools.combinations(range(6), 2), strict=True))
    a, b = (np.vstack([rows, np.zeros((1, DIMENSIONS), np.int8)]).astype(float)[side] for side in (left, right))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    plain = np.divide((a * b).sum(axis=1), lengths, out=np.zeros(len(left)), where=lengths > 0)
    found = Evidence(mentions, Stories()).likeness(left, right)
    assert np.abs(found - 100 * plain).max() <= 0.51
    assert not found[right == 5].any()


@given(st.integers(2, 40))
def test_no_cosine_depends_on_what_else_is_asked(size: int) -> None:
    """The sums of products are exact, so that a pair is alike in a crowd as it is alone; and as plainly computed."""
    rows = np.random.default_rng(size).integers(-127, 128, (size, DIMENSIONS)).astype(np.int8)
    vectors = [*(row.tobytes() for row in rows), b""]
    found = all_cosines(vectors)
    assert np.array_equal(found[:2, :2], all_cosines(vectors[:2]))
    plain = rows.astype(float) @ rows.astype(float).T
    lengths = np.sqrt(np.diag(plain))
    assert np.allclose(found[:size, :size], plain / np.outer(lengths, lengths), atol=1e-6)
    assert not found[size].any()
