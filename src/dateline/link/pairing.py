"""Pairs of indices as numbers (i * total + j), found in many groups at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 1 << 14
"""Pairs that are made into numbers of Python at once."""
HELD = 1 << 22
"""Pairs that are held before those that were found already are dropped."""

Pairs = NDArray[np.int64]


def sharing(keys: Sequence[NDArray[np.unsignedinteger]], crowd: int, following: int) -> tuple[Pairs, Pairs]:
    """The pairs i < j that share a key, each as one number (i * len(keys) + j), sorted; and how many keys each shares.

    Of more than a `crowd` that share a key each is paired with so many `following` ones.
    """
    none = np.zeros(0, dtype=np.int64)
    if not keys:
        return none, none
    all_keys = np.concatenate(keys)
    owners = np.repeat(np.arange(len(keys), dtype=np.int64), [len(k) for k in keys])
    by_key = np.lexsort((owners, all_keys))
    all_keys, owners = all_keys[by_key], owners[by_key]
    bounds = np.flatnonzero(np.diff(all_keys)) + 1
    starts, ends = np.concatenate(([0], bounds)), np.concatenate((bounds, [len(all_keys)]))
    reach = np.where(ends - starts <= crowd, crowd, following)
    last, reach = np.repeat(ends, ends - starts), np.repeat(reach, ends - starts)
    return np.unique(next_ones(owners, last, reach, len(keys)), return_counts=True)


def within(groups: Sequence[Sequence[int]], total: int) -> Pairs:
    """All pairs of each group of sorted indices, each once, sorted."""
    # A list of names that many repeat is one group, not one for each name.
    different = [*dict.fromkeys(map(tuple, groups))]
    sizes = np.array([len(group) for group in different], dtype=np.int64)
    part = np.cumsum(sizes * sizes // 2) // HELD
    bounds = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(different)]
    found = np.zeros(0, dtype=np.int64)
    for first, after in itertools.pairwise(bounds):
        last = np.repeat(np.cumsum(sizes[first:after]), sizes[first:after])
        members = np.fromiter(itertools.chain.from_iterable(different[first:after]), dtype=np.int64)
        new = next_ones(members, last, np.full(len(members), len(members)), total)
        found = distinct(np.concatenate((found, new)))
    return found


def next_ones(owners: Pairs, ends: Pairs, reach: Pairs, total: int) -> Pairs:
    """The pairs of owners (i * total + j) that stand in one group, in which each is paired with the `reach` next ones;
    `ends` tells of each where its group ends."""
    at, step = np.arange(len(owners)), 1
    found = [np.zeros(0, dtype=np.int64)]
    # Each with the next one in its group, then with the second next, and so on, in all groups at once.
    while len(at := at[(at + step < ends[at]) & (step <= reach[at])]):
        found.append(owners[at] * total + owners[at + step])
        step += 1
    return np.concatenate(found)


def distinct(found: Pairs) -> Pairs:
    """The pairs sorted, each once. (Of millions `np.unique` makes a table of hashes first, which takes ten times as
    long.)"""
    found = np.sort(found)
    return found[np.diff(found, prepend=-1) > 0]


def decoded(found: Pairs, total: int) -> Iterator[tuple[int, int]]:
    """The two indices of each pair; as many pairs at once as are not felt in memory."""
    for start in range(0, len(found), AT_ONCE):
        left, right = np.divmod(found[start : start + AT_ONCE], total)
        yield from zip(left.tolist(), right.tolist(), strict=True)
