"""Which reports tell one story: they open alike, name the same and give the same numbers, within days of each other.

Two measures of one pair alone (Jaccard's index of their openings, of their names and numbers, and of their words), and
no statistics of the pile: a new report changes nothing between two old ones.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

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
_ODD = np.uint64(0x9E3779B97F4A7C15)

Days = NDArray[np.int64]


class Likenesses(NamedTuple):
    """How alike pairs of reports are, by a hash of the digests of both, sorted by these."""

    pairs: NDArray[np.uint64]
    likeness: NDArray[np.float64]

    @classmethod
    def none(cls) -> Likenesses:
        return cls(np.zeros(0, dtype=np.uint64), np.zeros(0))

    def of(self, pairs: NDArray[np.uint64]) -> NDArray[np.float64]:
        """The likeness of each of these pairs; NaN where it is not known."""
        found = np.full(len(pairs), np.nan)
        if len(self.pairs):
            at = np.minimum(np.searchsorted(self.pairs, pairs), len(self.pairs) - 1)
            known = self.pairs[at] == pairs
            found[known] = self.likeness[at[known]]
        return found


class Stories:
    """Which of some reports tell one story. Pairs of reports of which the likeness is `known` are not compared."""

    def __init__(self, outlines: Sequence[Outline] = (), known: Likenesses | None = None) -> None:
        self._outlines, self._known = outlines, known or Likenesses.none()
        self.asked = Likenesses.none()
        """Of the pairs that were compared, or of which it was known, how alike they are."""

    @functools.cached_property
    def pairs(self) -> Mapping[tuple[str, str], float]:
        """How alike each two reports are that tell one story, by their ids, the lesser first."""
        ranked = sorted(self._outlines, key=lambda o: (o.published.latest or datetime.date.max, o.id))
        found, _ = sharing([o.looked_for for o in ranked], CROWD, NEXT)
        left, right, asked = _perhaps(ranked, found) if len(found) else (found, found, np.zeros(0))
        codes = _codes(ranked, left, right)
        likeness = self._known.of(codes)
        new = np.flatnonzero(np.isnan(likeness))
        likeness[new] = [
            _likeness(ranked[i], ranked[j]) for i, j in zip(left[new].tolist(), right[new].tolist(), strict=True)
        ]
        order = np.argsort(codes)
        self.asked = Likenesses(codes[order], likeness[order])
        self._outlines, self._known = (), Likenesses.none()  # a pile of them is large
        ids, alike = [o.id for o in ranked], likeness >= asked
        found_alike = zip(left[alike].tolist(), right[alike].tolist(), likeness[alike].tolist(), strict=True)
        return {(min(ids[i], ids[j]), max(ids[i], ids[j])): likeness for i, j, likeness in found_alike}

    def one(self, left: str, right: str) -> bool:
        """Whether two reports tell one story."""
        return (left, right) in self.pairs or (right, left) in self.pairs


def _likeness(a: Outline, b: Outline) -> float:
    """The sum of the three indices of two reports."""
    return sum([_jaccard(x, y) for x, y in zip(_columns(a), _columns(b), strict=True)])


def _codes(ranked: Sequence[Outline], left: Pairs, right: Pairs) -> NDArray[np.uint64]:
    """For each pair of reports a hash of both of their digests."""
    digests = np.frombuffer(b"".join([o.digest for o in ranked]), dtype=np.uint64)
    codes: NDArray[np.uint64] = digests[left] * _ODD ^ digests[right]
    return codes


def _perhaps(ranked: Sequence[Outline], pairs: Pairs) -> tuple[Pairs, Pairs, NDArray[np.float64]]:
    """Of pairs of indices (as of `sharing`) those that may be as alike as is asked of them, and how much that is."""
    asked = _likeness_asked(ranked, pairs)
    pairs, asked = pairs[np.isfinite(asked)], asked[np.isfinite(asked)]
    chosen = [np.zeros(0, dtype=np.int64)]
    maps = [_maps([_columns(o)[n] for o in ranked], bits) for n, bits in enumerate(BITS)]
    for start in range(0, len(pairs), AT_ONCE):
        left, right = np.divmod(pairs[start : start + AT_ONCE], len(ranked))
        most = sum(_most_alike(*of_kind, left, right) for of_kind in maps)
        chosen.append(start + np.flatnonzero(most + ROUNDING >= asked[start : start + AT_ONCE]))
    near = np.concatenate(chosen)
    return *np.divmod(pairs[near], len(ranked)), asked[near]


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
