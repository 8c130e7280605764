"""What the mentions of one event say together: its status, its time, the mention that words it best.

The linker asks this of all mentions, the timeline as of a day of those that stood in print by then.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from ..interval import Interval
from ..model import FACTUAL, Status

DAY = datetime.timedelta(days=1)
MOST_TOLD = 8
"""Mentions beyond which more add no salience."""


class Telling(Protocol):
    """What of a mention is asked here. `source` is the independent report it stands for, `days` the days that its time
    means, `dated` how they are known (as in the record's events_told), `clarity` how well its words serve as a title
    and `title` what they would be."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def value(self) -> str | None: ...
    @property
    def days(self) -> Interval: ...
    @property
    def dated(self) -> str | None: ...
    @property
    def clarity(self) -> float: ...
    @property
    def title(self) -> str: ...


T = TypeVar("T", bound=Telling)

_RANK = {how: n for n, how in enumerate((None, "text", "news", "telling"))}


def status_of(told: Iterable[Status]) -> Status:
    """Of the statuses that mentions tell: what happened by any happened; else what most say."""
    counts = Counter(told)
    if len(counts) == 1:
        return next(iter(counts))
    factual = [s for s in counts if s in FACTUAL]
    return max(factual or counts, key=lambda s: (counts[s], s))


def is_dated(t: Telling) -> bool:
    """Whether a mention tells any day."""
    return bool(t.value and (t.days.earliest or t.days.latest))


def dated_by(t: Telling) -> tuple[int, int, str, str]:
    """What sorts mentions by how well they date an event: one that its own words date before news, and news before what
    is only told; the narrowest."""
    return _RANK[t.dated], width(t.days), t.value or "", t.id


def best_of_days(groups: Iterable[tuple[int, T]]) -> T:
    """Of the first mention (`dated_by`) of each time and of how many sources give that time, the one that dates best:
    of equally narrow ones that of most sources; of news the first. Raises ValueError where there is none."""

    def order(group: tuple[int, T]) -> tuple[int, int, int, str, str]:
        sources, first = group
        rank, days, value, identity = dated_by(first)
        return rank, days, -sources, value, identity

    return min(groups, key=order)[1]


def best_dated(members: Iterable[T]) -> T | None:
    """The mention whose time the event takes; None where none tells a day."""
    groups: dict[Interval, list[T]] = defaultdict(list)
    for t in members:
        if is_dated(t):
            groups[t.days].append(t)
    if not groups:
        return None
    return best_of_days((len({t.source for t in of}), min(of, key=dated_by)) for of in groups.values())


def clearest(members: Sequence[T], status: Status, dated: Telling | None) -> T:
    """The mention of which the title is made: it has the event's status and, where it can, its time."""

    def fits(t: T) -> float:
        return 2.0 * (t.status == status) + 0.75 * (dated is not None and t.value == dated.value) + t.clarity

    return max(members, key=lambda t: (round(fits(t), 2), t.id))


def weight(sources: int, told: int) -> float:
    """What independent sources and mentions add to the salience of an event."""
    return 2.0 * sources + 0.4 * min(told, MOST_TOLD)


def width(when: Interval) -> int:
    """Days from the first to the last; far more than any where a side is open."""
    return (when.latest - when.earliest).days if when.earliest and when.latest else 1 << 20


def is_day(when: Interval) -> bool:
    """A day, or the night between two."""
    return when.earliest is not None and when.latest is not None and (when.latest - when.earliest).days <= 1
