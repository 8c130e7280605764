"""Pairs in many groups: each once, as asking every two in each group gives, however many are held at once."""

from __future__ import annotations

import itertools
from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dateline.link import pairing

GROUPS = st.lists(st.sets(st.integers(0, 9), max_size=6).map(sorted), max_size=8)


@given(GROUPS, st.sampled_from([1, 4, pairing.HELD]))
def test_pairs_within_groups(groups: list[list[int]], held: int) -> None:
    """Sorted, each once, also where groups repeat or overlap, and read back as they were."""
    expected = sorted({pair for group in groups for pair in itertools.combinations(group, 2)})
    with mock.patch.object(pairing, "HELD", held):
        assert [*pairing.decoded(pairing.within(groups, 10), 10)] == expected


@given(GROUPS)
def test_pairs_that_share_a_key(keys: list[list[int]]) -> None:
    """How many keys each two share; of a key that more than a crowd has, each is paired with the next ones only."""
    columns = [np.array(of_one, dtype=np.uint64) for of_one in keys]
    found, shared = pairing.sharing(columns, 3, 1)
    expected: dict[tuple[int, int], int] = {}
    for key in range(10):
        holders = [n for n, of_one in enumerate(keys) if key in of_one]
        near = holders if len(holders) <= 3 else ()
        for pair in [*itertools.combinations(near, 2)] or itertools.pairwise(holders):
            expected[pair] = expected.get(pair, 0) + 1
    assert dict(zip(pairing.decoded(found, len(keys)), shared.tolist(), strict=True)) == expected
