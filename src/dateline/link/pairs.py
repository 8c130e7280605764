"""Which two mentions are compared: those that share a day and a type, an act and who it was done to, a lemma within a
report, or the acts of one story."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..annotate.likeness import all_cosines
from ..record import facts
from .evidence import Mask, numbered
from .pairing import Pairs, distinct, within
from .ragged import Ragged
from .stories import Stories
from .told import Told

LEAST_ALIKE = 0.59
"""Cosine below which the day and the act alone do not reach the threshold of `evidence`."""
FEW = 8
"""Mentions of a day of which all pairs are compared."""
LARGEST_BLOCK = 400
"""A block of more mentions proposes nothing by itself: what so many share says little."""
_OF_DAY = np.uint64(1)
"""The bit of a key that tells that it is of a day."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)

Keys = NDArray[np.uint64]


class Blocks:
    """The mentions of each block, which are all that have one key; keys are hashes, the same in every process."""

    def __init__(self, told: Sequence[Told]) -> None:
        parts = [*_keys(told), (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64))]
        owners, keys = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((owners, keys))
        owners, keys = owners[order], keys[order]
        twice = np.zeros(len(keys), dtype=bool)
        twice[1:] = (keys[1:] == keys[:-1]) & (owners[1:] == owners[:-1])
        owners, keys = owners[~twice], keys[~twice]
        self._starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
        self._keys, self._members = keys[self._starts], owners
        self._sizes: Pairs = np.diff(self._starts, append=len(keys))
        self._of_day: Mask = (self._keys & _OF_DAY) > 0

    @property
    def _crowds(self) -> Mask:
        return self._of_day & (self._sizes >= FEW) & (self._sizes <= LARGEST_BLOCK)

    @property
    def crowds(self) -> Keys:
        """The keys of the days of which not all pairs are compared."""
        return self._keys[self._crowds]

    @property
    def crowded(self) -> Keys:
        """The keys of the blocks that propose nothing."""
        return self._keys[self._sizes > LARGEST_BLOCK]

    def of(self, keys: Keys) -> Pairs:
        """The mentions of the blocks with these keys."""
        chosen = np.flatnonzero(np.isin(self._keys, keys))
        return Ragged(self._sizes, self._members).of(chosen)[0]

    def groups(self, new: Mask) -> tuple[list[list[int]], list[list[int]]]:
        """The blocks, of two mentions or more, that hold a new one: of which all pairs are compared, and the crowds of
        a day."""
        if not len(self._keys):
            return [], []
        some = np.logical_or.reduceat(new[self._members], self._starts) & (self._sizes > 1)
        return self._listed(some & (self._sizes <= LARGEST_BLOCK) & ~self._crowds), self._listed(some & self._crowds)

    def _listed(self, chosen: Mask) -> list[list[int]]:
        at = np.flatnonzero(chosen)
        members = Ragged(self._sizes, self._members).of(at)[0].tolist()
        ends = np.cumsum(self._sizes[at]).tolist()
        return [members[start:end] for start, end in itertools.pairwise([0, *ends])]


def pairs(told: Sequence[Told], stories: Stories, blocks: Blocks | None = None, new: Mask | None = None) -> Pairs:
    """The pairs of indices i < j that are compared, each once as i * len(told) + j, sorted; with `new`, those of which
    one at least is marked."""
    total = len(told)
    if new is None:
        new = np.ones(total, dtype=bool)
    few, crowds = (blocks or Blocks(told)).groups(new)
    found = [within(few, total), *(_of_a_day(np.array(crowd), told) for crowd in crowds)]
    found += [_of_stories(told, stories, new), _in_grammar(told)]
    proposed = distinct(np.concatenate(found))
    if new.all():
        return proposed
    left, right = np.divmod(proposed, max(total, 1))
    return proposed[new[left] | new[right]]


def _keys(told: Sequence[Told]) -> Iterator[tuple[Pairs, Keys]]:
    """What mentions share that proposes them, a kind at a time: which mentions, and the key of each."""
    hashed = _Hashes()
    everyone = np.arange(len(told))
    acts = hashed.of(t.sense or t.lemma for t in told)
    kinds = hashed.of(t.type or t.sense or t.lemma for t in told)
    reports = hashed.of(t.document for t in told)
    yield everyone, _key(1, reports, acts)
    owners, victims = hashed.of_each([t.victims for t in told])
    yield owners, _key(2, victims)
    owners, actors = hashed.of_each([t.actors if t.rare else () for t in told])
    yield owners, _key(3, actors, acts[owners])
    owners, recipients = hashed.of_each([t.recipients for t in told])
    yield owners, _key(4, recipients, acts[owners])
    yield owners, _key(5, reports[owners], recipients, kinds[owners])
    days, spans = _times(told)
    owners, ends = days
    yield owners, _key(6, ends, kinds[owners], of_day=True)
    owners, first, last = spans
    yield owners, _key(7, first, last, acts[owners])


def _times(told: Sequence[Told]) -> tuple[tuple[Pairs, Keys], tuple[Pairs, Keys, Keys]]:
    """The days of mentions of a known day (of news that of the report and the one before: another has the same news a
    day later), and the first and last days of longer times."""
    days, spans = [], []
    for n, t in enumerate(told):
        first, last = t.when.earliest, t.when.latest
        if t.is_fresh:
            if t.days.latest is not None:
                days += [(n, t.days.latest.toordinal() - back) for back in (1, 0)]
        elif first is not None and last is not None:
            if facts.is_day(t.when):
                days += [(n, first.toordinal()), (n, last.toordinal())]
            else:
                spans.append((n, first.toordinal(), last.toordinal()))
    owners, day = np.array(days, dtype=np.int64).reshape(-1, 2).T
    lasting, begin, end = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    return (owners, day.astype(np.uint64)), (lasting, begin.astype(np.uint64), end.astype(np.uint64))


class _Hashes:
    """Hashes of words and ids, of 64 bits."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, words: Iterable[str]) -> Keys:
        """The hash of each."""
        return np.array([*map(self._one, words)], dtype=np.uint64)

    def of_each(self, sets: Sequence[Iterable[str]]) -> tuple[Pairs, Keys]:
        """The hash of each member of these sets, behind the index of its set."""
        found = [(n, self._one(member)) for n, members in enumerate(sets) for member in members]
        return np.array([n for n, _ in found], dtype=np.int64), np.array([h for _, h in found], dtype=np.uint64)

    def _one(self, word: str) -> int:
        known = self._known.get(word)
        if known is None:
            digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            known = self._known[word] = int.from_bytes(digest, "big")
        return known


def _key(kind: int, *columns: Keys, of_day: bool = False) -> Keys:
    """One key of several columns of hashes or days, another one for each kind."""
    key = np.full(len(columns[0]), kind, dtype=np.uint64)
    for column in columns:
        key = (key ^ column) * _ODD
        key ^= key >> _SHIFT
    return key | _OF_DAY if of_day else key & ~_OF_DAY


def _of_a_day(block: Pairs, told: Sequence[Told]) -> Pairs:
    """The pairs of acts of one day and type that may be one event: those that share a party or a place, or of which the
    sentences are alike. Without either the day and the act alone never suffice."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for n in block.tolist():
        t = told[n]
        for who in {*t.actors, *t.recipients, *((t.place,) if t.place else ())}:
            sharing[who].append(n)
    cosines = all_cosines([told[n].vector for n in block])
    left, right = np.nonzero(np.triu(cosines, 1) >= LEAST_ALIKE)
    return np.concatenate((within([*sharing.values()], len(told)), block[left] * len(told) + block[right]))


def _of_stories(told: Sequence[Told], stories: Stories, new: Mask) -> Pairs:
    """The mentions of one act in two reports of one story, of which one has a new mention: each with the first one of
    the other report, which join what all pairs would."""
    if not told:
        return np.zeros(0, dtype=np.int64)
    at = {d: n for n, d in enumerate(dict.fromkeys(t.document for t in told))}
    reports = np.array([at[t.document] for t in told])
    renewed = np.zeros(len(at), dtype=bool)
    renewed[reports[new]] = True
    pairs = [(at[a], at[b]) for a, b in stories.pairs if a in at and b in at]
    left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    asked = renewed[left] | renewed[right]
    left, right = left[asked], right[asked]
    acts = numbered([t.sense or t.lemma for t in told])
    kinds = acts.max() + 1
    # The mentions of one act in one report are a row of `members`, and the rows of a report are one of `rows`.
    codes = reports * kinds + acts
    ordered, sizes = np.unique(codes, return_counts=True)
    members = Ragged(sizes, np.argsort(codes, kind="stable"))
    rows = Ragged(np.bincount(ordered // kinds, minlength=len(at)), np.arange(len(ordered)))
    mine, pair = rows.of(left)
    same = right[pair] * kinds + ordered[mine] % kinds
    theirs = np.minimum(np.searchsorted(ordered, same), len(ordered) - 1)
    told_by_both = ordered[theirs] == same
    mine, theirs = mine[told_by_both], theirs[told_by_both]
    found = []
    for of, others in ((mine, theirs), (theirs, mine)):
        mentions, n = members.of(of)
        firsts = members.firsts(others)[n]
        found.append(np.minimum(mentions, firsts) * len(told) + np.maximum(mentions, firsts))
    return np.concatenate(found)


def _in_grammar(told: Sequence[Told]) -> Pairs:
    """The pairs of one act in the grammar of a sentence."""
    at = {t.id: n for n, t in enumerate(told)}
    return _coded(((n, at[t.same_as]) for n, t in enumerate(told) if t.same_as in at), len(told))


def _coded(found: Iterable[tuple[int, int]], total: int) -> Pairs:
    """Pairs of two indices as numbers."""
    both: Pairs = np.fromiter(itertools.chain.from_iterable(found), dtype=np.int64).reshape(-1, 2)
    coded: Pairs = both.min(axis=1) * total + both.max(axis=1)
    return coded
