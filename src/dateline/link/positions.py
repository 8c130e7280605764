"""Positions across documents, and what became of each: one for every holder, stance and act at a time.

Tellings are one position where the holder, the stance and the act are the same and the times meet. A position is
followed by what later reports tell: the same holder repeats it, weakens it or takes it back, the act is done, or its
deadline passes without. "Now" is the last day on which a report of the record was published: no clock is asked.
"""

from __future__ import annotations

import bisect
import datetime
import itertools
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from ..interval import Interval
from ..model import FACTUAL, Stance, Strength, content_id
from ..record.facts import width
from .told import Told, shorten

FOR: frozenset[Stance] = frozenset({"promise", "plan", "support", "demand", "threat"})
AGAINST: frozenset[Stance] = frozenset({"refusal", "opposition", "denial", "retraction"})
OWN: frozenset[Stance] = frozenset({"promise", "plan", "threat"})
"""Stances on what the holder does himself."""
MONTH = 31
"""Days within which a holder takes one stance on one act."""
YEAR = 366
"""Days after which who is against an act takes back nothing that he said for it: it is another time."""
_STRENGTH: Mapping[Strength, int] = {"weak": 0, "plain": 1, "strong": 2}

Outcome = Literal["open", "repeated", "weakened", "taken back", "fulfilled", "deadline passed"]
_FINAL: tuple[Outcome, ...] = ("taken back", "fulfilled", "weakened", "repeated")
"""Of what became of a position, what counts most."""


class Position(msgspec.Struct, frozen=True):
    """A telling of a position as the linker sees it; `holders` and `parties` are actor ids.

    `act` names the act alike in all languages, `about` is the mention that tells it, `event` the event of that mention.
    `bare` is one of which no act is told but that of taking it ("promised teachers to the schools").
    """

    id: str
    document: str
    start: int
    source: str
    words: str
    stance: Stance
    strength: Strength
    holders: frozenset[str]
    holder_words: str
    act: str
    about: Told | None
    event: str | None
    parties: frozenset[str]
    place: str | None
    when: Interval
    value: str | None
    deadline: str | None
    until: datetime.date | None
    published: Interval
    bare: bool = False

    @property
    def order(self) -> tuple[datetime.date, datetime.date, str, int, str]:
        """By when it was taken, then by when it was told."""
        last = datetime.date.max
        return self.when.latest or last, self.published.latest or last, self.document, self.start, self.id

    @property
    def holder_key(self) -> Hashable:
        """What the positions of one holder share; the nameless are one only within a report, in the same words."""
        return self.holders or (self.document, self.holder_words)


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a position: the kind, and the telling that says so (a `Position` or a `Told`) with its time."""

    kind: Outcome
    told: str
    time: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A position with its tellings in their order, and what became of it."""

    id: str
    first: Position
    tellings: tuple[Position, ...]
    followed: tuple[Followed, ...]
    outcome: Outcome

    @property
    def holder(self) -> str | None:
        return min(self.first.holders) if len(self.first.holders) == 1 else None

    @property
    def strength(self) -> Strength:
        return max((p.strength for p in self.tellings), key=_STRENGTH.__getitem__)

    @property
    def deadline(self) -> Position | None:
        """The telling that gives the deadline, the earliest where several do."""
        return min((p for p in self.tellings if p.until), key=lambda p: (p.until, p.id), default=None)

    @property
    def title(self) -> str:
        """The words of the telling that says most at a good length."""
        return max((shorten(p.words) for p in self.tellings), key=lambda w: (not w.endswith("…"), len(w), w))


def positions(told: Iterable[Position], acts: Iterable[Told], now: datetime.date | None) -> tuple[Held, ...]:
    """One `Held` for each position, sorted by id; `acts` are all event mentions, `now` the last day of the record."""
    ordered = sorted(told, key=lambda p: p.order)
    clusters = _clusters(ordered)
    of_holder: dict[tuple[str, Hashable], list[list[Position]]] = defaultdict(list)
    for cluster in clusters:
        of_holder[cluster[0].act, cluster[0].holder_key].append(cluster)
    done = _Done(acts, {position.act for position in ordered})
    found = []
    for cluster in clusters:
        first = cluster[0]
        followed = [*_followed(cluster, of_holder[first.act, first.holder_key]), *_fulfilled(cluster, done.like(first))]
        found.append(_held(cluster, followed, now))
    return tuple(sorted(found, key=lambda h: h.id))


class _Done:
    """The acts that are told as done on a day, of those wanted, by the act and by each party and each thing that they
    name."""

    def __init__(self, acts: Iterable[Told], wanted: Collection[str]) -> None:
        self._by: dict[tuple[str, str], list[Told]] = defaultdict(list)
        for act in acts:
            name = act.sense or act.lemma
            if name not in wanted or act.status not in FACTUAL or act.negated:
                continue
            if act.dated in ("text", "news") and act.days.earliest:
                for named in act.actors | act.recipients | act.things:
                    self._by[name, named].append(act)
        for of_one in self._by.values():
            of_one.sort(key=_begins)

    def like(self, position: Position) -> Iterable[Told]:
        """Those of the act of a position, from its first day on, that share a party or a thing with it; each once. To
        promise or demand a thing again is not to do it."""
        if not position.when.earliest or position.bare:
            return ()
        found: dict[str, Told] = {}
        for named in position.parties | (position.about.things if position.about else frozenset()):
            of_one = self._by.get((position.act, named), ())
            since = bisect.bisect_left(of_one, position.when.earliest, key=_begins)
            found.update((act.id, act) for act in of_one[since:])
        return found.values()


def _begins(act: Told) -> datetime.date:
    return act.days.earliest or datetime.date.min


def _held(cluster: Sequence[Position], followed: Sequence[Followed], now: datetime.date | None) -> Held:
    kinds = {f.kind for f in followed}
    outcome: Outcome = next((kind for kind in _FINAL if kind in kinds), "open")
    until = min((p.until for p in cluster if p.until), default=None)
    if outcome not in ("fulfilled", "taken back") and until and now and until < now:
        outcome = "deadline passed"
    first = cluster[0]
    identity = content_id("position", first.stance, min(p.id for p in cluster))
    return Held(identity, first, tuple(cluster), tuple(sorted(followed, key=lambda f: (f.kind, f.told))), outcome)


def _clusters(ordered: Sequence[Position]) -> list[list[Position]]:
    """Tellings of one position, each in the first cluster that it fits."""
    by_thing: dict[tuple[str, str, Hashable], list[list[Position]]] = defaultdict(list)
    clusters = []
    for position in ordered:
        place = by_thing[position.stance, position.act, position.holder_key]
        fitting = (c for c in place if all(_is_one(position, other) for other in c))
        cluster = next(fitting, None)
        if cluster is None:
            cluster = []
            place.append(cluster)
            clusters.append(cluster)
        cluster.append(position)
    return clusters


def _is_one(a: Position, b: Position) -> bool:
    if a.event and a.event == b.event and one_holder(a, b):
        return True
    if not one_holder(a, b) or a.when == Interval() or not _meet(a.when, b.when):
        return False
    # Within a month, who demands one thing of two names demands it once.
    near = max(width(a.when), width(b.when)) <= MONTH and bool(a.holders)
    return one_place(a, b) and (near or compatible(a.parties, b.parties))


def one_holder(a: Position, b: Position) -> bool:
    """Whether one and the same takes both."""
    return a.holder_key == b.holder_key


def compatible(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether what two tellings name as concerned can be the same."""
    return not a or not b or not a.isdisjoint(b)


def _within(a: Interval, b: Interval, days: int) -> bool:
    return not (a.latest and b.earliest) or (b.earliest - a.latest).days <= days


def one_place(a: Position, b: Position) -> bool:
    """Whether both can be about one place."""
    return a.place is None or b.place is None or a.place == b.place


def _meet(a: Interval, b: Interval) -> bool:
    return not (
        (a.latest and b.earliest and a.latest < b.earliest) or (b.latest and a.earliest and b.latest < a.earliest)
    )


def is_later(a: Position, b: Position) -> bool:
    """Whether `b` was taken after `a`: by its time, else further on in one report, else in a later one."""
    if a.when.latest and b.when.earliest and a.when.latest < b.when.earliest:
        return True
    if b.when.latest and a.when.earliest and b.when.latest < a.when.earliest:
        return False
    if a.document == b.document:
        return a.start < b.start
    return bool(a.published.latest and b.published.earliest and a.published.latest < b.published.earliest)


def _followed(cluster: Sequence[Position], others: Iterable[Sequence[Position]]) -> Iterator[Followed]:
    """What the same holder said later of the same act, of his `others`."""
    last = cluster[-1]
    for other in others:
        first = other[0]
        if other is cluster or not is_later(last, first):
            continue
        if not compatible(last.parties, first.parties) or not one_place(last, first):
            continue
        if last.stance in FOR and first.stance in AGAINST and _within(last.when, first.when, YEAR):
            yield Followed("taken back", first.id, first.value)
        elif last.stance == first.stance or (last.stance in OWN and first.stance in OWN):
            weaker = _STRENGTH[first.strength] < _STRENGTH[last.strength]
            yield Followed("weakened" if weaker else "repeated", first.id, first.value)


def _fulfilled(cluster: Sequence[Position], done: Iterable[Told]) -> Iterator[Followed]:
    """The act itself, told later as done by whom it was asked or announced of."""
    first = cluster[0]
    if first.stance not in FOR or first.stance == "support":
        return
    sentences = {(p.document, p.about.id) for p in cluster if p.about}
    for act in done:
        if (act.document, act.id) in sentences:
            continue
        mine = not act.actors or act.actors & (first.holders | first.parties) or first.stance not in OWN
        placed = act.place is None or first.place is None or act.place == first.place
        same = not (act.actors | act.recipients).isdisjoint(first.parties)
        same = same or bool(first.about and _does(act, first.about))
        if mine and placed and same:
            yield Followed("fulfilled", act.id, act.value)


def _does(act: Told, asked: Told) -> bool:
    """Whether an act is done to the thing named in what was asked or announced, by nobody else."""
    return not act.things.isdisjoint(asked.things) and compatible(act.actors, asked.actors)


def pairs(held: Sequence[Held]) -> Iterator[tuple[Held, Held]]:
    """Each two positions on one act and the same parties, one for it and one against it, in their order."""
    by_act: dict[str, tuple[list[Held], list[Held]]] = defaultdict(lambda: ([], []))
    for one in held:
        by_act[one.first.act][one.first.stance in FOR].append(one)
    for against, in_favour in by_act.values():
        for a, b in itertools.product(against, in_favour):
            if _answers(a.first, b.first):
                yield (a, b) if a.first.order < b.first.order else (b, a)


def _answers(a: Position, b: Position) -> bool:
    """Whether one can be set against the other: only what was promised or planned can be taken back, and just that."""
    for this, that in ((a, b), (b, a)):
        if this.stance == "retraction" and (that.stance not in OWN or not _same_act(this, that)):
            return False
    return one_place(a, b)


def _same_act(a: Position, b: Position) -> bool:
    return bool(a.about and b.about and a.about.sense == b.about.sense)
