"""What two mentions share that tells of one event, in points: asked of many pairs at once, mentions as columns.

A pair is scored on itself alone. No statistics of the pile enter, so that new reports change no link that they do not
touch.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..annotate.likeness import Vectors
from ..forked import spread
from ..interval import Interval
from ..model import Judgement
from .clusters import MISDATED
from .ragged import Numbers, Ragged
from .stories import Stories
from .told import Told

THRESHOLD = 55
"""Points, of 100, from which two mentions are one event."""
LIKENESS, UNLIKE = 0.5, 0.3
"""A cosine adds this part of what it is above that."""
OF_LIKENESS = np.array([round(round(LIKENESS * max(0.0, c / 100 - UNLIKE), 2) * 100) for c in range(101)])
"""The points that a cosine of so many hundredths adds."""
MONTH = 31
"""Days within which the same one does not do again what is rare."""
FRESH = 3
"""Days after an act within which it is told as news."""
AT_ONCE, MANY = 1 << 14, 1 << 21
"""Pairs that are scored at once, and of which the days are looked at at once."""
WORTH = 20
"""Times so many, that take longer to score than a process takes to begin."""
_OPEN = 1 << 24
"""The number of a day beyond all days: that of an open side."""

Mask = NDArray[np.bool_]
Points = NDArray[np.int8]


def judge(a: Told, b: Told, stories: Stories) -> Judgement | None:
    """Are two mentions one event? None where they are not, else the judgement with its score and reasons."""
    pair = sorted((a, b), key=lambda t: t.id)
    evidence, (left, right) = Evidence(pair, stories), np.array([[0], [1]])
    points = int(evidence.points(left, right)[0])
    if points < THRESHOLD or evidence.against(left, right)[0]:
        return None
    reasons = [reason for _, reason, holds in evidence.grounds(left, right) if holds[0]]
    likeness = int(evidence.likeness(left, right)[0])
    if likeness > 0 and OF_LIKENESS[likeness]:
        reasons.append(f"likeness {likeness / 100:.2f}")
    return Judgement(a.id, b.id, "same", points / 100, tuple(reasons))


def scored(told: Sequence[Told], pairs: Numbers, stories: Stories, processes: int = 1) -> tuple[Numbers, Points]:
    """Those of the pairs (each as i * len(told) + j, sorted) that are one event by themselves, and their points."""
    total = max(len(told), 1)
    # Only those mentions become columns that are in a pair.
    asked = np.zeros(total, dtype=bool)
    for some in _in_parts(pairs, MANY):
        for side in np.divmod(some, total):
            asked[side] = True
    column = np.cumsum(asked) - 1
    evidence = Evidence([told[n] for n in np.flatnonzero(asked).tolist()], stories)

    def columns(some: Numbers) -> tuple[Numbers, Numbers]:
        left, right = np.divmod(some, total)
        return column[left], column[right]

    near = [some[evidence.may_be_of_one_time(*columns(some))] for some in _in_parts(pairs, MANY)]
    pairs = np.concatenate((np.zeros(0, dtype=np.int64), *near))
    del near

    def score(some: Numbers) -> Points:
        left, right = columns(some)
        points = evidence.points(left, right).astype(np.int8)
        sure = np.flatnonzero(points >= THRESHOLD)
        points[sure[evidence.against(left[sure], right[sure])]] = 0
        return points

    parts = spread(score, [*_in_parts(pairs, AT_ONCE)], processes, WORTH)
    points = np.concatenate((np.zeros(0, dtype=np.int8), *parts))
    sure = points >= THRESHOLD
    return pairs[sure], points[sure]


def _in_parts(pairs: Numbers, size: int) -> Iterator[Numbers]:
    return (pairs[start : start + size] for start in range(0, len(pairs), size))


class Evidence:
    """Mentions as columns of numbers, and what any two of them share."""

    def __init__(self, told: Sequence[Told], stories: Stories) -> None:
        self._documents = numbered([t.document for t in told])
        self._stories = _story_codes(told, stories)
        self._types, self._places = numbered([t.type for t in told]), numbered([t.place for t in told])
        self._acts = numbered([(t.sense,) if t.sense else (t.lemma, t.lang) for t in told])
        at = {t.id: n for n, t in enumerate(told)}
        self._same_as, self._heads = (
            np.array([at.get(other or "", -1) for other in others], dtype=np.int64)
            for others in ((t.same_as for t in told), (t.heads for t in told))
        )
        self._when = Days([t.when for t in told])
        self._days = Days([t.days for t in told])
        self._fresh: Mask = np.array([t.is_fresh for t in told], dtype=bool)
        self._rare = np.array([t.rare for t in told], dtype=bool)
        numbers: dict[str, int] = defaultdict(lambda: len(numbers))
        self._actors = _Sets([t.actors for t in told], numbers)
        self._recipients = _Sets([t.recipients for t in told], numbers)
        self._victims = _Sets([t.victims for t in told], numbers)
        self._negated: Mask = np.array([t.negated for t in told], dtype=bool)
        self._now: Mask = np.array([t.now for t in told], dtype=bool)
        self._inferred: Mask = np.array([t.inferred for t in told], dtype=bool)
        self._done: Numbers = np.array([t.done.toordinal() if t.done else _OPEN for t in told], dtype=np.int64)
        self._ahead: Numbers = np.array([t.ahead.toordinal() if t.ahead else -_OPEN for t in told], dtype=np.int64)
        self._sentences = numbered([t.vector or None for t in told])
        self._vectors = Vectors([b"", *dict.fromkeys(t.vector for t in told if t.vector)])

    def points(self, left: Numbers, right: Numbers) -> Numbers:
        """How surely each two mentions are one event by what they share, up to 100, whatever stands against it."""
        found = np.zeros(len(left), dtype=np.int64)
        for points, _, holds in self.grounds(left, right):
            found += points * holds
        near = np.flatnonzero(found + OF_LIKENESS[-1] >= THRESHOLD)
        alike = self.likeness(left[near], right[near])
        found[near] = np.minimum(found[near] + OF_LIKENESS[np.maximum(alike, 0)], 100)
        return found

    def against(self, left: Numbers, right: Numbers) -> Mask:
        """Whether a hard reason stands between each two mentions: one between their kinds (`clusters.unlike`), or that
        one was done before another report tells the other as still to come."""
        found: Mask = self._negated[left] != self._negated[right]
        ends = self._when.last < _OPEN
        found |= (self._now[left] & ends[right]) | (self._now[right] & ends[left])
        planned = (self._done[left] + 1 < self._ahead[right]) | (self._done[right] + 1 < self._ahead[left])
        planned &= self._documents[left] != self._documents[right]
        persons = (self._victims.sizes[left] > 0) & (self._victims.sizes[right] > 0)
        persons &= ~self._victims.meet(left, self._victims, right)
        reversed_ = self._actors.meet(left, self._recipients, right) | self._recipients.meet(left, self._actors, right)
        reversed_ &= (self._actors.sizes[left] > 0) & (self._actors.sizes[right] > 0)
        reversed_ &= ~self._actors.meet(left, self._actors, right)
        found |= planned | persons | reversed_ | self._at_other_times(left, right)
        return found

    def may_be_of_one_time(self, left: Numbers, right: Numbers) -> Mask:
        """Whether no hard reason of time alone keeps two mentions apart: asked first, of all."""
        once = self._victims.sizes > 0
        misdated = (once[left] & once[right]) | self._inferred[left] | self._inferred[right]
        near: Mask = self._when.apart(left, right) <= np.where(misdated, MISDATED, 0)
        return near

    def _at_other_times(self, left: Numbers, right: Numbers) -> Mask:
        """Whether the days of two mentions do not meet, and neither may be misdated."""
        apart = self._when.apart(left, right)
        found = apart > 0
        near = np.flatnonzero(found & (apart <= MISDATED))
        left, right = left[near], right[near]
        misdated = self._victims.meet(left, self._victims, right)
        sides = itertools.product((self._actors, self._recipients), repeat=2)
        share_one = np.any([mine.meet(left, others, right) for mine, others in sides], axis=0)
        misdated |= (self._inferred[left] | self._inferred[right]) & share_one
        found[near[misdated]] = False
        return found

    def likeness(self, left: Numbers, right: Numbers) -> Numbers:
        """The cosines of the sentences of each two mentions, in hundredths."""
        cosines = self._vectors.cosines(self._sentences[left], self._sentences[right])
        found: Numbers = np.round(cosines * 100).astype(np.int64)
        return found

    def grounds(self, left: Numbers, right: Numbers) -> list[tuple[int, str, Mask]]:
        """What each two mentions share but their words, in points, with the reason; nothing where they tell of
        different acts."""
        one_report = self._documents[left] == self._documents[right]
        one_type = (self._types[left] == self._types[right]) & (self._types[left] > 0)
        same_act = self._acts[left] == self._acts[right]
        in_grammar = (self._same_as[left] == right) | (self._same_as[right] == left)
        in_headline = (self._heads[left] == right) | (self._heads[right] == left)
        once = self._victims.meet(left, self._victims, right)
        killed = one_type & one_report
        killed &= self._victims.meet(left, self._recipients, right) | self._victims.meet(right, self._recipients, left)

        same_day = self._when.one_day[left] & self._when.one_day[right] & (self._when.apart(left, right) <= 0)
        reported = ~same_day & (self._is_news(left, right) | self._is_news(right, left))
        rarely = same_act & self._rare[left] & self._days.one_span(left, right) & ~same_day & ~reported
        overlap = self._when.bounded[left] & self._when.bounded[right] & ~same_day & ~reported & ~rarely
        different = (self._actors.sizes[left] > 0) & (self._actors.sizes[right] > 0)
        same_actor = self._actors.meet(left, self._actors, right)
        one_place = (self._places[left] == self._places[right]) & (self._places[left] > 0)

        of_one_act = in_grammar | once | killed | same_act | (one_type & (same_day | reported))
        shared = (
            (100, "one act in the grammar of the sentence", in_grammar),
            (95, "what befell this person can happen only once", once),
            (60, "what befell, in one report, the person whom it killed", killed),
            (10, "the same act", same_act),
            (50, "the headline and the first that the report tells of that act", in_headline),
            (45, "in one story", same_act & self._in_one_story(left, right)),
            (30, "the same day", same_day),
            (25, "news of the same days", reported),
            (30, "the same month or year of what is rare", rarely),
            (15, "times that overlap", overlap),
            (25, "the same recipient", self._recipients.meet(left, self._recipients, right)),
            (15, "the same actor", same_actor),
            (-15, "different actors", different & ~same_actor),
            (10, "the same place", one_place),
        )
        return [(points, reason, holds & of_one_act) for points, reason, holds in shared]

    def _in_one_story(self, left: Numbers, right: Numbers) -> Mask:
        a, b = self._documents[left], self._documents[right]
        codes = np.minimum(a, b) * (len(self._documents) + 1) + np.maximum(a, b)
        return _among(codes, self._stories)

    def _is_news(self, news: Numbers, other: Numbers) -> Mask:
        """Whether both are told as news within a day, or one is, within days after that on which the other was."""
        later = self._days.last[news] - self._days.last[other]
        both = self._fresh[other] & (np.abs(later) <= 1)
        dated = ~self._fresh[other] & self._when.one_day[other] & (later >= 0) & (later <= FRESH)
        news_of_it: Mask = self._fresh[news] & (both | dated)
        return news_of_it


def numbered(values: Iterable[Hashable]) -> Numbers:
    """A number for each value, in the order of the first of each; 0 for None."""
    numbers: dict[Hashable, int] = {None: 0}
    return np.array([numbers.setdefault(v, len(numbers)) for v in values], dtype=np.int64)


def _story_codes(told: Sequence[Told], stories: Stories) -> Numbers:
    """The pairs of reports that tell one story, each as a number, sorted."""
    documents = {d: n for n, d in enumerate(dict.fromkeys(t.document for t in told), start=1)}
    pairs = [(documents[a], documents[b]) for a, b in stories.pairs if a in documents and b in documents]
    return np.array(sorted(min(pair) * (len(told) + 1) + max(pair) for pair in pairs), dtype=np.int64)


def _among(values: Numbers, ordered: Numbers) -> Mask:
    """Which values are among the sorted ones."""
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    found: Mask = ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values
    return found


class Days:
    """Intervals as the numbers of their days."""

    def __init__(self, days: Sequence[Interval]) -> None:
        self.first: Numbers = np.array([d.earliest.toordinal() if d.earliest else -_OPEN for d in days], dtype=np.int64)
        self.last: Numbers = np.array([d.latest.toordinal() if d.latest else _OPEN for d in days], dtype=np.int64)
        self.bounded: Mask = (self.first > -_OPEN) & (self.last < _OPEN)
        self.width = self.last - self.first
        self.one_day = self.bounded & (self.width <= 1)
        """A day, or the night between two."""

    def apart(self, left: Numbers, right: Numbers) -> Numbers:
        """Days between two that do not meet; none or less where they do."""
        gap: Numbers = np.maximum(self.first[left] - self.last[right], self.first[right] - self.last[left])
        return gap

    def one_span(self, left: Numbers, right: Numbers) -> Mask:
        """Whether both are the same month or year, or within a month of each other."""
        equal = (self.first[left] == self.first[right]) & (self.last[left] == self.last[right])
        short = np.maximum(self.width[left], self.width[right]) <= MONTH
        together: Mask = self.bounded[left] & self.bounded[right] & (self.apart(left, right) <= 0)
        together &= equal | short
        return together


class _Sets:
    """A few things of each mention, as numbers."""

    def __init__(self, sets: Sequence[Iterable[str]], numbers: dict[str, int]) -> None:
        self._members = Ragged.of_rows([sorted(numbers[m] for m in one) for one in sets])
        self.sizes = self._members.sizes
        self._codes = np.repeat(np.arange(len(sets)), self.sizes) << 32 | self._members.flat

    def meet(self, mine: Numbers, others: _Sets, theirs: Numbers) -> Mask:
        """Whether each mention shares one of these things with what another one has of the other sets."""
        found = np.zeros(len(mine), dtype=bool)
        both = np.flatnonzero((self.sizes[mine] > 0) & (others.sizes[theirs] > 0))
        members, at = self._members.of(mine[both])
        pair = both[at]
        found[pair[_among(theirs[pair] << 32 | members, others._codes)]] = True
        return found
