"""Which reports tell one story: they open alike, name the same and give the same numbers, within days of each other.

Two measures of one pair alone (Jaccard's index of their openings, of their names and numbers, and of their words), and
no statistics of the pile: a new report changes nothing between two old ones.
"""

from __future__ import annotations

import datetime
import functools
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..interval import Interval
from .passages import Passage, Report

ONE_STORY, UNDATED, UNSURE = 0.30, 0.40, 0.55
"""Sum of the three indices from which two reports tell one story: published within days of each other; of which neither
is dated; and where it is not known that they stand so near. In an affair of years its reports are alike all along."""
OPENING = 3
"""Sentences that open a report."""
SHORTEST, SHORTEST_OPENING = 3, 4
"""Letters of a word that is compared: in the whole report, in its opening."""
APART = 10
"""Days between the publications of two reports beyond which they tell two stories, however alike."""
MOST_NAMES, LONGEST_WORDS = 8, 12
"""Names of an opening, and words, by which reports are looked for."""
FEWEST = 1
"""Of these, those that two reports must share."""
CROWD, NEXT = 20, 6
"""Reports that share one, each of which is compared with each; where more do, each with so many next ones in time."""

Codes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Told:
    """What of a report is compared, as sorted codes, and the keys by which it is looked for."""

    opening: Codes
    anchors: Codes
    words: Codes
    keys: tuple[int, ...]
    published: Interval


class Stories:
    """The reports of a pile, as they come by, and which of them tell one story."""

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}

    def passing(self, reports: Iterable[Report]) -> Iterator[Report]:
        """The same reports, remembered."""
        for report in reports:
            self.pass_by(report)
            yield report

    def pass_by(self, report: Report) -> None:
        """Remember a report."""
        self._told[report.id] = _told(report)

    @functools.cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The ids of each two reports that tell one story, the lesser first; to be asked for once all have passed."""
        holders: dict[int, list[str]] = defaultdict(list)
        for identity in sorted(self._told, key=lambda i: (self._told[i].published.latest or datetime.date.max, i)):
            for key in self._told[identity].keys:
                holders[key].append(identity)
        shared: Counter[tuple[str, str]] = Counter()
        for held in holders.values():
            near = len(held) if len(held) <= CROWD else NEXT
            for n, left in enumerate(held):
                for right in held[n + 1 : n + 1 + near]:
                    shared[(left, right) if left < right else (right, left)] += 1
        return frozenset(pair for pair, keys in shared.items() if keys >= FEWEST and self._one(*pair))

    def one(self, left: str, right: str) -> bool:
        """Whether two reports tell one story."""
        return (min(left, right), max(left, right)) in self.pairs

    def likeness(self, left: str, right: str) -> float:
        """The sum of the three indices of two reports."""
        a, b = self._told[left], self._told[right]
        pairs = ((a.anchors, b.anchors), (a.opening, b.opening), (a.words, b.words))
        return sum(_jaccard(x, y) for x, y in pairs)

    def _one(self, left: str, right: str) -> bool:
        asked = _likeness_asked(self._told[left].published, self._told[right].published)
        return asked is not None and self.likeness(left, right) >= asked


def _told(report: Report) -> Told:
    opening = report.passages[:OPENING]
    names = {n for p in report.passages for n in p.names if not n.startswith("country:")}
    numbers = {n for p in report.passages for n in p.numbers if len(n) > 1}
    heads, words = _words(opening, SHORTEST_OPENING), _words(report.passages, SHORTEST)
    keys = sorted({n for p in opening for n in p.names if n in names})[:MOST_NAMES]
    keys += sorted(heads, key=lambda w: (-len(w), w))[:LONGEST_WORDS]
    codes = sorted({zlib.crc32(key.encode()) for key in keys})
    return Told(_codes(heads), _codes(names | numbers), _codes(words), tuple(codes), report.published)


def _words(passages: Iterable[Passage], shortest: int) -> set[str]:
    return {w for p in passages for w in p.words if len(w) >= shortest}


def _codes(words: Iterable[str]) -> Codes:
    return np.unique(np.array([zlib.crc32(w.encode()) for w in words], dtype=np.uint32))


def _jaccard(a: Codes, b: Codes) -> float:
    if not len(a) or not len(b):
        return 0.0
    common = len(np.intersect1d(a, b, assume_unique=True))
    return common / (len(a) + len(b) - common)


def _likeness_asked(a: Interval, b: Interval) -> float | None:
    """The sum of the indices that two reports of these publications need; None where they are too far apart."""
    if a.latest is None and b.latest is None:
        return UNDATED
    if a.latest is None or b.latest is None or a.earliest is None or b.earliest is None:
        return UNSURE
    if max((b.earliest - a.latest).days, (a.earliest - b.latest).days) > APART:
        return None
    farthest = max((b.latest - a.earliest).days, (a.latest - b.earliest).days)
    return ONE_STORY if farthest <= APART else UNSURE
