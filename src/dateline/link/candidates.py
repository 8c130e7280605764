"""Which two reports may be copies: those that share runs of words, or pairs of numbers and names.

Runs of words find what was copied in one language, whole or in part (shingles; Broder 1997, sampled by their hash as in
winnowing, so that what is sampled of a passage depends on that passage alone). Pairs of numbers and names within a
sentence find translations and rewritten text, in which no run of words is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .outlines import Outline

FEWEST = (1, 2, 3)
"""Of whole texts, runs of words, and pairs of anchors (`outlines.KINDS`): how many two reports must share."""
CROWD = 40
"""Reports that share one key, each of which is compared with each; where more do, each with the next ones in time."""
NEXT = 12

MOST = 40
"""Earlier reports that one is compared with, for each kind of key: those that share most, of as many the first. More
have a paragraph in common that an archive prints hundreds of times."""
AT_ONCE = 1 << 14
"""Pairs that are made into numbers of Python at once."""

Pairs = NDArray[np.int64]


def pairs(outlines: Iterable[Outline]) -> tuple[list[str], list[tuple[int, int]]]:
    """The ids of the reports in order of publication, and the pairs of their indices that may be copies, sorted."""
    ranked = sorted(outlines, key=lambda o: o.order)
    codes = []
    for kind, fewest in enumerate(FEWEST):
        of_kind, shared = sharing([o.copied[(o.copied & 3) == kind] for o in ranked], CROWD, NEXT)
        enough = shared >= fewest
        codes.append(_nearest(of_kind[enough], shared[enough], len(ranked)))
    found = distinct(np.concatenate(codes))
    return [o.id for o in ranked], [divmod(code, len(ranked)) for code in found.tolist()]


def _nearest(found: Pairs, shared: Pairs, total: int) -> Pairs:
    """Of the pairs of each later report the first ones that share most."""
    earlier, later = np.divmod(found, max(total, 1))
    order = np.lexsort((earlier, -shared, later))
    starts = np.searchsorted(later[order], later[order])
    return found[order][np.arange(len(order)) - starts < MOST]


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


def distinct(found: Pairs) -> Pairs:
    """The pairs sorted, each once. (Of millions `np.unique` makes a table of hashes first, which takes ten times as
    long.)"""
    found = np.sort(found)
    return found[np.diff(found, prepend=-1) > 0]


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


def decoded(found: Pairs, total: int) -> Iterator[tuple[int, int]]:
    """The two indices of each pair; as many pairs at once as are not felt in memory."""
    for start in range(0, len(found), AT_ONCE):
        left, right = np.divmod(found[start : start + AT_ONCE], total)
        yield from zip(left.tolist(), right.tolist(), strict=True)
