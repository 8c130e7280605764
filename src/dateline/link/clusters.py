"""From pairs of mentions that are one event to clusters: the surest first, where no hard reason stands against it.

A cluster of an affair of years has thousands of mentions, and most are alike in all that can speak against a merge. So
it holds each kind of mention once (`Kind`), and of what was done or still to come the days that decide: to ask whether
two clusters can be one costs the same for two tellings and for two thousand.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..interval import Interval
from ..record import facts
from .pairing import Pairs
from .told import Told

AT_ONCE = 1 << 16
"""Pairs that are looked at at once."""
REMEMBERED = 1 << 19
"""Pairs of kinds of which it is remembered whether they can be one."""
MISDATED = 7
"""Days by which two tellings of what can happen only once may differ and still tell of it: one is misdated."""


class Kind(NamedTuple):
    """All of a mention that can speak against another, but for what was done before it was planned."""

    negated: bool
    now: bool
    when: Interval
    actors: frozenset[str]
    recipients: frozenset[str]
    victims: frozenset[str]
    inferred: bool


def kind(t: Told) -> Kind:
    return Kind(t.negated, t.now, t.when, t.actors, t.recipients, t.victims, t.inferred)


def unlike(a: Kind | Told, b: Kind | Told) -> str | None:
    """The hard reason why mentions of two kinds cannot be one event, or None."""
    if a.negated != b.negated:
        return "one is denied"
    if (a.now and b.when.latest is not None) or (b.now and a.when.latest is not None):
        return "one goes on"
    if (apart := days_apart(a.when, b.when)) and (apart > MISDATED or not _may_be_misdated(a, b)):
        return "different times"
    if a.victims and b.victims and a.victims.isdisjoint(b.victims):
        return "different persons"
    if _is_reversed(a.actors, a.recipients, b.actors, b.recipients):
        return "the other way round"
    return None


def _is_reversed(
    actors: frozenset[str], recipients: frozenset[str], others: frozenset[str], befallen: frozenset[str]
) -> bool:
    """Whether one acts on another in one mention, and the other on the one in the next."""
    if not actors or not others or not actors.isdisjoint(others):
        return False
    return not (actors.isdisjoint(befallen) and recipients.isdisjoint(others))


def _may_be_misdated(a: Kind | Told, b: Kind | Told) -> bool:
    """Whether two mentions tell of what can happen only once, or share a party where the day of one is inferred."""
    if not a.victims.isdisjoint(b.victims):
        return True
    return (a.inferred or b.inferred) and not (a.actors | a.recipients).isdisjoint(b.actors | b.recipients)


def days_apart(a: Interval, b: Interval) -> int:
    """Days between two intervals that do not meet; 0 where they do."""
    for first, second in ((a, b), (b, a)):
        if first.latest is not None and second.earliest is not None and first.latest < second.earliest:
            return (second.earliest - first.latest).days
    return 0


class _Order(NamedTuple):
    """Of some mentions, with their documents: the first two days by which one was done, and the last two on which one
    was told as still to come; of two documents each, since no report is at odds with itself here."""

    done: tuple[tuple[datetime.date, str], ...] = ()
    ahead: tuple[tuple[datetime.date, str], ...] = ()

    @classmethod
    def of(cls, t: Told) -> _Order:
        return cls(((t.done, t.document),) if t.done else (), ((t.ahead, t.document),) if t.ahead else ())

    def with_(self, other: _Order) -> _Order:
        done = sorted({*self.done, *other.done}) if other.done else self.done
        ahead = sorted({*self.ahead, *other.ahead}, reverse=True) if other.ahead else self.ahead
        return _Order(_two(done), _two(ahead))


def _two(days: Iterable[tuple[datetime.date, str]]) -> tuple[tuple[datetime.date, str], ...]:
    """The first, and the first of another document."""
    kept: list[tuple[datetime.date, str]] = []
    for day, document in days:
        if not kept or (len(kept) == 1 and document != kept[0][1]):
            kept.append((day, document))
    return tuple(kept)


def _before(a: _Order, b: _Order) -> bool:
    """Whether one was done before another report tells it as still to come."""
    return any(last + facts.DAY < told and one != other for last, one in a.done for told, other in b.ahead)


class _Kinds:
    """The kinds of all mentions, numbered, and which of them stand against each other."""

    def __init__(self) -> None:
        self.all: list[Kind] = []
        self._numbers: dict[Kind, int] = {}

    def number(self, t: Told) -> int:
        of = kind(t)
        number = self._numbers.setdefault(of, len(self.all))
        if number == len(self.all):
            self.all.append(of)
        return number

    @functools.lru_cache(maxsize=REMEMBERED)  # noqa: B019 - lives as long as one linking
    def unlike(self, a: int, b: int) -> bool:
        """Whether a hard reason stands between two kinds, the lesser number first."""
        return unlike(self.all[a], self.all[b]) is not None


class _Cluster:
    """Mentions of one event, and all by which another cluster is judged."""

    def __init__(self, number: int, mentions: Sequence[Told], kinds: _Kinds) -> None:
        t = mentions[number]
        self.members = [number]
        """The indices of its mentions."""
        self._mentions = mentions
        self.together = _Together.of(t)
        self.foes: dict[int, int] = {}
        """The numbers of clusters with which it could not be one, and how many mentions both had then."""
        self._kinds = kinds
        self._own: dict[int, _Order] | None = None
        self._dated: dict[Interval, tuple[set[str], Told]] = {}
        """Of an event that can happen only once: by the days that its mentions tell, their sources and the first."""
        if t.victims:
            self._date(t)
        self._agreed: Mapping[int, _Order] | None = None

    @property
    def kinds(self) -> dict[int, _Order]:
        """The kinds of its mentions, by number, made where they are asked for: most clusters are judged without."""
        if self._own is None:
            self._own = {}
            for n in self.members:
                t = self._mentions[n]
                self._take(self._own, self._kinds.number(t), _Order.of(t))
        return self._own

    @staticmethod
    def _take(kinds: dict[int, _Order], number: int, order: _Order) -> None:
        kinds[number] = kinds[number].with_(order) if number in kinds else order

    def _date(self, t: Told) -> None:
        if facts.is_dated(t):
            sources, first = self._dated.setdefault(t.days, (set(), t))
            sources.add(t.source)
            self._dated[t.days] = sources, min(first, t, key=facts.dated_by)

    def join(self, other: _Cluster) -> None:
        """Take in the mentions of another one."""
        once, others_once = self.together.victims, other.together.victims
        for n in other.members if once else [*self.members, *other.members] if others_once else ():
            self._date(self._mentions[n])
        if self._own is not None:
            for number, order in other.kinds.items():
                self._take(self._own, number, order)
        self.members += other.members
        self.together.join(other.together)
        self._agreed = None

    def agreed(self) -> Mapping[int, _Order]:
        """Its kinds without those that the others show to be misdated, which only once-only victims have joined."""
        if not self._dated:
            return self.kinds
        if self._agreed is None:
            best = facts.best_of_days((len(sources), first) for sources, first in self._dated.values())
            fitting = {n: o for n, o in self.kinds.items() if not days_apart(self._kinds.all[n].when, best.when)}
            self._agreed = fitting or self.kinds
        return self._agreed

    @property
    def _agrees(self) -> bool:
        """Whether none of its mentions is misdated."""
        return not self._dated or len(self.agreed()) == len(self.kinds)

    def apart(self, other: _Cluster) -> bool:
        """Whether a hard reason stands between any mention of one cluster and any of the other."""
        if self._agrees and other._agrees:
            known = self.together.apart(other.together)
            if known is not None:
                return known
        mine, others, unlike = self.agreed(), other.agreed(), self._kinds.unlike
        if any(unlike(a, b) if a < b else unlike(b, a) for a in mine for b in others):
            return True
        left, right = _in_all(mine.values()), _in_all(others.values())
        return _before(left, right) or _before(right, left)


@dataclass(slots=True)
class _Together:
    """What mentions of one event say together, by which most clusters are judged without a look at each mention."""

    negated: bool
    inferred: bool
    now: bool
    ends: bool
    """Whether any is known to be over."""
    first: datetime.date | None
    last: datetime.date | None
    """The last day by which any has begun, and the first by which any is over."""
    actors: set[str]
    recipients: set[str]
    parties: set[tuple[frozenset[str], frozenset[str]]]
    """Of each mention, who acts and to whom."""
    victims: set[frozenset[str]]
    order: _Order

    @classmethod
    def of(cls, t: Told) -> _Together:
        first, last = t.when.earliest, t.when.latest
        who = {*t.actors}, {*t.recipients}, {(t.actors, t.recipients)}, {t.victims} if t.victims else set()
        return cls(t.negated, t.inferred, t.now, last is not None, first, last, *who, _Order.of(t))

    def join(self, other: _Together) -> None:
        """Take in what others say, which are not apart from these."""
        self.inferred = self.inferred or other.inferred
        self.now, self.ends = self.now or other.now, self.ends or other.ends
        self.first = max((d for d in (self.first, other.first) if d), default=None)
        self.last = min((d for d in (self.last, other.last) if d), default=None)
        self.actors |= other.actors
        self.recipients |= other.recipients
        self.parties |= other.parties
        self.victims |= other.victims
        self.order = self.order.with_(other.order)

    def apart(self, other: _Together) -> bool | None:
        """Whether a hard reason (`against`) stands between any two mentions, one of each; None where only they tell, as
        some may be misdated."""
        if self.negated != other.negated or (self.now and other.ends) or (other.now and self.ends):
            return True
        if _before(self.order, other.order) or _before(other.order, self.order):
            return True
        if not (self.actors.isdisjoint(other.recipients) and self.recipients.isdisjoint(other.actors)):
            pairs = itertools.product(self.parties, other.parties)
            if any(_is_reversed(*mine, *others) for mine, others in pairs):
                return True
        if any(mine.isdisjoint(others) for mine, others in itertools.product(self.victims, other.victims)):
            return True
        gap = days_apart(Interval(self.first, self.last), Interval(other.first, other.last))
        sure = not (self.victims or other.victims or self.inferred or other.inferred)
        return gap > 0 if sure or not gap or gap > MISDATED else None


def _in_all(orders: Iterable[_Order]) -> _Order:
    found = _Order()
    for order in orders:
        found = found.with_(order)
    return found


def clusters(mentions: Sequence[Told], pairs: Pairs) -> Iterator[list[int]]:
    """The mentions, by index, that the pairs join, the first pairs first, where no hard reason stands between two of a
    cluster.

    Each pair is i * len(mentions) + j; between the two mentions of a pair none stands (`Evidence.against`).
    """
    kinds = _Kinds()
    found: dict[int, _Cluster] = {}
    at: Pairs = np.arange(len(mentions))
    for start in range(0, len(pairs), AT_ONCE):
        one, other = np.divmod(pairs[start : start + AT_ONCE], len(mentions))
        unjoined = np.flatnonzero(at[one] != at[other])
        for i, j in zip(one[unjoined].tolist(), other[unjoined].tolist(), strict=True):
            left, right = at.item(i), at.item(j)
            if left == right:
                continue
            for number in (left, right):
                if number not in found:
                    found[number] = _Cluster(number, mentions, kinds)
            if _stay_apart(found, left, right):
                continue
            if len(found[left].members) < len(found[right].members):
                left, right = right, left
            if _joined(found, left, right):
                at[found[right].members] = left
                found[right].members = []
    for number, n in enumerate(at.tolist()):
        if number == n:
            yield found[n].members if n in found else [n]


def _stay_apart(found: Mapping[int, _Cluster], left: int, right: int) -> bool:
    """Whether two clusters could not be one before, and still cannot: what stands against it stays as both grow, but in
    what happens only once, where it may turn out to be misdated."""
    a = found[left]
    if right not in a.foes:
        return False
    b = found[right]
    once = a.together.victims or b.together.victims
    return not once or a.foes[right] == len(a.members) + len(b.members)


def _joined(found: Mapping[int, _Cluster], left: int, right: int) -> bool:
    """Make one of two clusters, that of the first number, as two of their mentions are one, if nothing stands against
    it."""
    a, b = found[left], found[right]
    size = len(a.members) + len(b.members)
    if size > 2 and a.apart(b):
        a.foes[right] = b.foes[left] = size
        return False
    a.join(b)
    # A copy: what was a foe and is one with it now, as a telling turned out to be misdated, may be its own foe.
    for foe in [*b.foes]:
        a.foes.setdefault(foe, 0)
        found[foe].foes.setdefault(left, 0)
    return True
