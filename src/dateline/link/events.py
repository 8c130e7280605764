"""What the mentions of one event say together: who did what to whom and when, its status, its weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from ..interval import Interval
from ..model import MATERIAL, Status, content_id
from ..record import facts
from .told import Told


class Event(msgspec.Struct, frozen=True, array_like=True):
    """A cluster of mentions and what they say together."""

    id: str
    title: str
    value: str | None
    when: Interval
    dated: str | None
    type: str | None
    sense: str | None
    status: Status
    place: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    sources: int
    salience: float
    mentions: tuple[Told, ...]


def event_of(cluster: Iterable[Told]) -> Event:
    """What the mentions of one event, in any order, say together."""
    members = sorted(cluster, key=lambda t: t.id)
    status = facts.status_of(t.status for t in members)
    dated = facts.best_dated(members)
    sources = len({t.source for t in members})
    return Event(
        id=content_id("event", members[0].id),
        title=facts.clearest(members, status, dated).title,
        value=dated.value if dated else None,
        when=dated.days if dated else Interval(),
        dated=dated.dated if dated else None,
        type=_most([t.type for t in members if t.status == status]) or _most([t.type for t in members]),
        sense=_most([t.sense for t in members]),
        status=status,
        place=_most([t.place for t in members]),
        actors=tuple(sorted(frozenset().union(*(t.actors for t in members)))),
        recipients=tuple(sorted(frozenset().union(*(t.recipients for t in members)))),
        sources=sources,
        salience=_salience(members, dated, sources),
        mentions=tuple(members),
    )


def _salience(members: Sequence[Told], dated: Told | None, sources: int) -> float:
    """For the levels of the timeline: independent sources first, then tellings, a day, a known act and its roles, and
    whether a report opens with it."""
    day = 0.0
    if dated and dated.dated == "text" and facts.is_day(dated.when):
        day = 1.5
    elif dated and dated.is_fresh:
        day = 0.5
    languages = len({t.lang for t in members})
    known = 1.5 if any(t.type for t in members) else 0.5 * any(t.sense for t in members)
    material = any(t.type in MATERIAL for t in members)
    roles = any(t.actors for t in members) + any(t.recipients for t in members)
    victims, opens = any(t.victims for t in members), any(t.opens for t in members)
    weight = facts.weight(sources, len(members))
    return round(weight + languages + day + known + 0.5 * material + 0.5 * roles + victims + opens, 2)


def _most(values: Iterable[str | None]) -> str | None:
    counts = Counter([v for v in values if v])
    if len(counts) < 2:
        return next(iter(counts), None)
    return min(counts, key=lambda v: (-counts[v], v), default=None)
