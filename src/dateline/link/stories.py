"""Which reports tell one story: they open alike, name the same and give the same numbers, within days of each other.

Two measures of one pair alone (Jaccard's index of their openings, of their names and numbers, and of their words), and
no statistics of the pile: a new report changes nothing between two old ones.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .outlines import Codes, Outline
from .pairing import Pairs, sharing

ONE_STORY, UNDATED, UNSURE = 0.30, 0.40, 0.55
"""Sum of the three indices from which two reports tell one story: published within days of each other; of which neither
is dated; and where it is not known that they stand so near. In an affair of years its reports are alike all along."""
APART = 10
"""Days between the publications of two reports beyond which they tell two stories, however alike."""
CROWD, NEXT = 20, 6
"""Reports that share one, each of which is compared with each; where more do, each with so many next ones in time."""
BITS = (512, 512, 2048)
"""Of the maps of openings, of names and numbers, and of words, by which most pairs are seen to be unlike."""
AT_ONCE = 1 << 15
"""Pairs that are compared at once."""
ROUNDING = 1e-9

Days = NDArray[np.int64]


class Stories:
    """Which of some reports tell one story."""

    def __init__(self, outlines: Sequence[Outline] = ()) -> None:
        self._outlines = outlines

    @functools.cached_property
    def pairs(self) -> Mapping[tuple[str, str], float]:
        """How alike each two reports are that tell one story, by their ids, the lesser first."""
        ranked = sorted(self._outlines, key=lambda o: (o.published.latest or datetime.date.max, o.id))
        found, _ = sharing([o.looked_for for o in ranked], CROWD, NEXT)
        ids = [o.id for o in ranked]
        alike = ((ids[i], ids[j], _likeness(ranked[i], ranked[j]), asked) for i, j, asked in _perhaps(ranked, found))
        pairs = {(min(a, b), max(a, b)): likeness for a, b, likeness, asked in alike if likeness >= asked}
        self._outlines = ()  # a pile of them is large
        return pairs

    def one(self, left: str, right: str) -> bool:
        """Whether two reports tell one story."""
        return (left, right) in self.pairs or (right, left) in self.pairs


def _likeness(a: Outline, b: Outline) -> float:
    """The sum of the three indices of two reports."""
    return sum([_jaccard(x, y) for x, y in zip(_columns(a), _columns(b), strict=True)])


def _perhaps(ranked: Sequence[Outline], pairs: Pairs) -> Iterator[tuple[int, int, float]]:
    """Of pairs of indices (as of `sharing`) those that may be as alike as is asked of them, and how much that is."""
    if not len(pairs):
        return
    asked = _likeness_asked(ranked, pairs)
    pairs, asked = pairs[np.isfinite(asked)], asked[np.isfinite(asked)]
    maps = [_maps([_columns(o)[n] for o in ranked], bits) for n, bits in enumerate(BITS)]
    for start in range(0, len(pairs), AT_ONCE):
        left, right = np.divmod(pairs[start : start + AT_ONCE], len(ranked))
        most = sum(_most_alike(*of_kind, left, right) for of_kind in maps)
        near = np.flatnonzero(most + ROUNDING >= asked[start : start + AT_ONCE])
        yield from zip(left[near].tolist(), right[near].tolist(), asked[start + near].tolist(), strict=True)


def _maps(columns: Sequence[Codes], bits: int) -> tuple[NDArray[np.uint64], Days]:
    """For each report a map with the bit of each of its codes, and how many codes it has."""
    maps = np.zeros((len(columns), bits // 8), dtype=np.uint8)
    owners = np.repeat(np.arange(len(columns)), [len(c) for c in columns])
    at = np.concatenate(columns).astype(np.int64) % bits
    np.bitwise_or.at(maps, (owners, at // 8), (1 << at % 8).astype(np.uint8))
    return maps.view(np.uint64), np.array([len(c) for c in columns])


def _most_alike(maps: NDArray[np.uint64], sizes: Days, left: Days, right: Days) -> NDArray[np.float64]:
    """Jaccard's index of two reports at most: what they have in common, and all that may share a bit by chance."""
    lost = sizes - np.bitwise_count(maps).sum(axis=1, dtype=np.int64)
    common = np.bitwise_count(maps[left] & maps[right]).sum(axis=1, dtype=np.int64)
    common = np.minimum(common + np.minimum(lost[left], lost[right]), np.minimum(sizes[left], sizes[right]))
    return common / np.maximum(sizes[left] + sizes[right] - common, 1)  # type: ignore[no-any-return]


def _columns(outline: Outline) -> tuple[Codes, Codes, Codes]:
    return outline.opening, outline.anchors, outline.words


def _jaccard(a: Codes, b: Codes) -> float:
    if not len(a) or not len(b):
        return 0.0
    both = np.concatenate((a, b))
    both.sort()
    common = int(np.count_nonzero(both[1:] == both[:-1]))
    return common / (len(a) + len(b) - common)


def _likeness_asked(ranked: Sequence[Outline], pairs: Pairs) -> NDArray[np.float64]:
    """The sum of the indices that two reports of these publications need; infinite where they are too far apart."""
    known = np.array([o.published.latest is not None for o in ranked])
    whole = known & np.array([o.published.earliest is not None for o in ranked])
    days = [(o.published.earliest, o.published.latest) for o in ranked]
    earliest, latest = np.array([[d.toordinal() if d else 0 for d in pair] for pair in days]).T
    a, b = np.divmod(pairs, len(ranked))
    asked = np.full(len(pairs), UNSURE)
    asked[~known[a] & ~known[b]] = UNDATED
    dated = whole[a] & whole[b]
    farthest = np.maximum(latest[b] - earliest[a], latest[a] - earliest[b])
    asked[dated & (farthest <= APART)] = ONE_STORY
    nearest = np.maximum(earliest[b] - latest[a], earliest[a] - latest[b])
    asked[dated & (nearest > APART)] = np.inf
    return asked
