"""Which mentions are one event: pairs -> evidence -> clusters; what is new is paired, scored and clustered, and what a
build before has found stands where nothing has touched it.

Pairs are scored on themselves alone, and clusters do not reach across the parts that the pairs join (connected
components). So a pair of two mentions that are as they were keeps its points, and a part without a new mention and
without a lost pair keeps its events. Which mentions are as they were is told by a digest of what each report tells, by
the stories that it shares, and by the crowds that it stands in: of a large crowd not all pairs are compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from ..forked import spread
from .clusters import clusters
from .events import Event, event_of
from .evidence import Mask, Points, scored
from .pairing import Pairs
from .pairs import Blocks, Keys, pairs
from .stories import Stories
from .told import Told

WORTH = 100_000
"""Pairs that take longer to cluster than a process takes to begin."""

Places = NDArray[np.int32]
Part = bytes | NDArray[Any]
"""Bytes, or an array as they are."""


@dataclass(frozen=True, slots=True)
class Clustering:
    """The events of a pile, and all by which it is told later what of them still stands. Mentions are sorted by id;
    these, reports and events are told by their indices.
    """

    events: tuple[Event, ...]
    reports: Sequence[tuple[str, bytes]]
    """The reports, and a digest of what each tells."""
    mentions: Sequence[str]
    """The ids of the mentions."""
    event_of: Places
    stories: Places
    """The pairs of reports that tell one story."""
    crowds: Keys
    crowded: Keys
    """The blocks of which not all pairs are compared, and those that propose none (`pairs.Blocks`)."""
    pairs: Places
    points: Points
    """The pairs that are one event by themselves, and their points."""

    def encoded(self) -> Iterator[tuple[str, Part]]:
        """As a few parts by name, without what the mentions themselves say; the last one proves all."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        yield from arrays.items()
        unseen = [replace(e, mentions=()) for e in self.events]
        head = _encode(([*map(_proof, arrays.values())], unseen, self.reports, self.mentions))
        yield HEAD, _proof(head) + head

    @classmethod
    def decoded(cls, part: Callable[[str], bytes]) -> Clustering:
        """That of these parts. Raises msgspec.DecodeError or ValueError where they are none."""
        head = part(HEAD)
        proofs, events, reports, mentions = _decode(_proven(head[PROOF:], head[:PROOF]))
        arrays: dict[str, Any] = {
            name: np.frombuffer(_proven(part(name), proof), dtype=kind).reshape(shape)
            for (name, (kind, shape)), proof in zip(_ARRAYS.items(), proofs, strict=True)
        }
        return cls(events, reports, mentions, **arrays)


HEAD = "head"
_ARRAYS: Mapping[str, tuple[type, tuple[int, ...]]] = {
    "event_of": (np.int32, (-1,)), "stories": (np.int32, (-1, 2)), "crowds": (np.uint64, (-1,)),
    "crowded": (np.uint64, (-1,)), "pairs": (np.int32, (-1, 2)), "points": (np.int8, (-1,)),
}  # fmt: skip
PROOF = 8
"""Bytes of a proof."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[list[bytes], tuple[Event, ...], list[tuple[str, bytes]], list[str]]).decode


def _proof(data: Part) -> bytes:
    return hashlib.blake2b(data if isinstance(data, bytes) else data.data, digest_size=PROOF).digest()


def _proven(data: bytes, proof: bytes) -> bytes:
    if _proof(data) != proof:
        raise ValueError("a part of what is kept is damaged")
    return data


def events(told: Iterable[Told], stories: Stories | None = None, processes: int = 1) -> tuple[Event, ...]:
    """One event for each cluster of mentions, sorted by id; a pure function, whatever the order of `told`.

    `stories` knows which reports tell one story; without it none do. Pairs are scored in so many `processes`.
    """
    pile = _Pile(told, {}, stories or Stories())
    return _linked(pile, _Kept.nothing(len(pile.told)), processes)[0]


def clustering(
    told: Iterable[Told],
    digests: Mapping[str, bytes],
    stories: Stories,
    processes: int = 1,
    before: Clustering | None = None,
) -> Clustering:
    """The same with all that a later build asks; of what stands from `before` nothing is asked anew. `digests` are of
    all that a report tells, by its id."""
    pile = _Pile(told, digests, stories)
    kept = _Kept.of(before, pile) if before is not None else _Kept.nothing(len(pile.told))
    return pile.clustered(*_linked(pile, kept, processes))


def _linked(pile: _Pile, kept: _Kept, processes: int) -> tuple[tuple[Event, ...], Pairs, Points]:
    """The events of a pile, and the pairs (i * mentions + j, sorted) that are one event, with their points."""
    found, points = scored(pile.told, pairs(pile.told, pile.stories, pile.blocks, kept.new), pile.stories, processes)
    for t in pile.told:
        t.forget_vector()
    if len(kept.pairs):
        found, points = np.concatenate((kept.pairs, found)), np.concatenate((kept.points, points))
        order = np.argsort(found, kind="stable")
        found, points = found[order], points[order]
    parts = _Parts(found, points, kept.new | kept.bereft, processes)
    made = _made(pile.told, [*parts.clusters(pile.told), *parts.standing(kept)], kept)
    return tuple(sorted(made, key=lambda e: e.id)), found, points


class _Pile:
    """Mentions, sorted by id, with the reports that tell them."""

    def __init__(self, told: Iterable[Told], digests: Mapping[str, bytes], stories: Stories) -> None:
        self.told: Sequence[Told] = sorted(told, key=lambda t: t.id)
        self.stories, self.blocks = stories, Blocks(self.told)
        self.at = {t.id: n for n, t in enumerate(self.told)}
        self.number = {d: n for n, d in enumerate(sorted({t.document for t in self.told}))}
        self.reports = [(d, digests.get(d, b"")) for d in self.number]
        self.report_of: Places = np.array([self.number[t.document] for t in self.told], dtype=np.int32)

    @property
    def of_stories(self) -> set[tuple[int, int]]:
        """The pairs of reports that tell one story, by their indices."""
        known = self.number
        return {(known[a], known[b]) for a, b in self.stories.pairs if a in known and b in known}

    def clustered(self, found: tuple[Event, ...], pairs: Pairs, points: Points) -> Clustering:
        """All that a later build asks of this pile."""
        event_of = np.zeros(len(self.told), dtype=np.int32)
        for n, e in enumerate(found):
            event_of[[self.at[m.id] for m in e.mentions]] = n
        both = np.empty((len(pairs), 2), dtype=np.int32)
        np.floor_divide(pairs, max(len(self.told), 1), out=both[:, 0], casting="unsafe")
        np.remainder(pairs, max(len(self.told), 1), out=both[:, 1], casting="unsafe")
        stories: Places = np.array(sorted(self.of_stories), dtype=np.int32).reshape(-1, 2)
        mentions = [t.id for t in self.told]
        crowds, crowded = self.blocks.crowds, self.blocks.crowded
        return Clustering(found, self.reports, mentions, event_of, stories, crowds, crowded, both, points)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is as it was: the pairs (i * mentions + j, sorted) and their points; the mentions of which pairs are asked
    anew, and those that have lost a pair; for each mention its event of before, -1 where it had none."""

    pairs: Pairs
    points: Points
    new: Mask
    bereft: Mask
    event_of: Pairs
    events: tuple[Event, ...]
    sizes: Sequence[int]
    """The events of before, and how many mentions each had."""

    @classmethod
    def nothing(cls, mentions: int) -> _Kept:
        everyone = np.ones(mentions, dtype=bool)
        return cls(
            np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8), everyone, everyone, np.full(mentions, -1), (), ()
        )

    @classmethod
    def of(cls, before: Clustering, pile: _Pile) -> _Kept:
        """What of a pile before is as it was."""
        total = len(pile.told)
        known = dict(before.reports)
        changed = np.array([known.get(d) != digest for d, digest in pile.reports], dtype=bool)
        changed[_otherwise_paired(before, pile)] = True
        new = changed[pile.report_of]
        turned = np.concatenate(
            (np.setxor1d(before.crowds, pile.blocks.crowds), np.setxor1d(before.crowded, pile.blocks.crowded))
        )
        new[pile.blocks.of(turned)] = True
        now_at = np.array([pile.at.get(m, -1) for m in before.mentions], dtype=np.int64)
        stands = now_at >= 0
        stands[stands] = ~new[now_at[stands]]
        left, right = before.pairs.T
        whole = stands[left] & stands[right]
        bereft = np.zeros(total, dtype=bool)
        for one in (left[~whole], right[~whole]):
            bereft[now_at[one[stands[one]]]] = True
        event_of = np.full(total, -1)
        event_of[now_at[stands]] = before.event_of[stands]
        # Mentions are sorted by id, and so these pairs are sorted as they were.
        pairs = now_at[left[whole]] * total + now_at[right[whole]]
        sizes = np.bincount(before.event_of, minlength=len(before.events)).tolist()
        return cls(pairs, before.points[whole], new, bereft, event_of, before.events, sizes)


def _otherwise_paired(before: Clustering, pile: _Pile) -> list[int]:
    """The reports, by index, of which other ones that were there tell the same story than before."""
    now_at = [pile.number.get(d, -1) for d, _ in before.reports]
    was = {(now_at[a], now_at[b]) for a, b in before.stories.tolist()}
    there = {*now_at} - {-1}
    return [n for pair in was ^ pile.of_stories if there.issuperset(pair) for n in pair]


class _Parts:
    """The parts of a pile that pairs join, by the least mention of each, and which of them hold a touched mention."""

    def __init__(self, found: Pairs, points: Points, touched: Mask, processes: int) -> None:
        total = len(touched)
        self._points, self._processes = points, processes if len(found) >= WORTH else 1
        self._left, self._right = np.divmod(found, max(total, 1))
        alone = touched.all() and self._processes == 1
        self._part = np.zeros(total, dtype=np.int64) if alone else _components(self._left, self._right, total)
        self._touched = np.zeros(total, dtype=bool)
        self._touched[self._part[touched]] = True

    def clusters(self, told: Sequence[Told]) -> Iterator[list[int]]:
        """The clusters of the parts that are touched."""
        mine = np.where(self._touched[self._part], 0, -1)
        pairs = np.flatnonzero(mine[self._left] == 0)
        if self._processes > 1:
            mine = self._shared_out(pairs)[self._part]

        def clustered(process: int) -> list[list[int]]:
            members = np.flatnonzero(mine == process)
            at = np.cumsum(mine == process) - 1
            own = pairs[mine[self._left[pairs]] == process]
            own = own[np.argsort(-self._points[own], kind="stable")]
            some = [told[n] for n in members.tolist()]
            coded = at[self._left[own]] * len(some) + at[self._right[own]]
            return [members[cluster].tolist() for cluster in clusters(some, coded)]

        for done in spread(clustered, range(int(mine.max(initial=0)) + 1), self._processes, 1):
            yield from done

    def _shared_out(self, pairs: Pairs) -> Pairs:
        """For each part that is touched the process that clusters it: the largest first, each to the one that has least
        to do."""
        work = np.bincount(self._part[self._left[pairs]], minlength=len(self._part)) + self._touched
        process = np.full(len(work), -1)
        loads = [0] * self._processes
        for part in np.argsort(-work, kind="stable")[: np.count_nonzero(self._touched)].tolist():
            process[part] = least = loads.index(min(loads))
            loads[least] += int(work[part])
        return process

    def standing(self, kept: _Kept) -> Iterator[list[int]]:
        """The clusters of the others, as they were."""
        members: dict[int, list[int]] = {}
        for n in np.flatnonzero(~self._touched[self._part]).tolist():
            members.setdefault(int(kept.event_of[n]), []).append(n)
        yield from members.values()


def _components(left: Pairs, right: Pairs, total: int) -> Pairs:
    """For each of so many the least that is joined with it."""
    part, lower = np.arange(total), None
    while lower is None or not np.array_equal(lower, part):
        part = part if lower is None else lower
        lower = part.copy()
        np.minimum.at(lower, left, part[right])
        np.minimum.at(lower, right, part[left])
        lower = lower[lower]
    return part


def _made(told: Sequence[Told], found: Iterable[list[int]], kept: _Kept) -> Iterator[Event]:
    """The events of these clusters: what is the same cluster as before says the same."""
    was = kept.event_of.tolist()
    for cluster in found:
        mentions = [told[n] for n in sorted(cluster)]
        number = was[cluster[0]]
        if number >= 0 and len(cluster) == kept.sizes[number] and all(was[n] == number for n in cluster):
            yield replace(kept.events[number], mentions=tuple(mentions))
        else:
            yield event_of(mentions)
