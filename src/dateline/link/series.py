"""Figures of many reports that measure one thing, in order of time, and those that cannot both hold.

A series is a concept, who is counted in it, a unit, an owner and a place; changes ("3,000 more") are in none. Pure
functions of the rows: no order of arrival, no statistics of the pile.

A figure without an owner or without a place joins only where that is unambiguous: when all the figures of its concept,
who and unit that do name one name the same (an owner whom its own report names, too). Otherwise those without make a
series of their own. A vague thing
(`concept` None), a vague amount ("several") and a lone duration make none.
"""

from __future__ import annotations

import bisect
import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
from msgspec.structs import replace

from ..interval import Interval
from ..model import SEVERAL, Bound, content_id

TOLERANCE = 0.1
"""How far a value "about" so much may be off, as a part of it. 2,400 and "about 2,500" agree."""

NEAR = 10
"""How many times one value may be another, where a report does not say whose or where, for both to be of one thing."""


class FigureRow(msgspec.Struct, frozen=True):
    """A figure of the record, with its actors and its time resolved.

    `owner` and `place` are actor keys ("country:US") or normalised words; `as_of` is when the figure holds, `source`
    the document that it was copied from, `who` those whose state is counted (concept "dead", who "soldier").
    """

    id: str
    document: str
    low: float | None
    high: float | None
    bound: Bound
    unit: str | None
    concept: str | None
    counted: str | None = None
    owner: str | None = None
    place: str | None = None
    level: bool = True
    part: bool = False
    as_of: Interval = Interval()
    who: str | None = None
    source: str = ""
    told: Interval = Interval()
    """The days on which its report can have been published."""
    befell: bool = False
    """The count is of people in a state (dead, wounded), and `as_of` is not the report's time but when that befell
    them."""
    toll: bool = False
    """The count is of people in a state."""
    generic: bool = False
    """What is counted says no more than "people"."""


class Series(msgspec.Struct, frozen=True):
    """What is counted, whose and where, and the ids of its figures in order of time. `id` hashes what defines it.

    `label` tells what is counted; whose and where are for the reader of `owner` and `place` to name.
    """

    id: str
    label: str
    concept: str
    who: str | None
    unit: str | None
    owner: str | None
    place: str | None
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two figures of one series that cannot both hold at one time; `left` is the earlier one."""

    left: str
    right: str
    kind: Literal["contradiction", "update"]
    reasons: tuple[str, ...]


_Key = tuple[str, str, str]
Named = Mapping[str, Collection[str]]
"""The ids of the actors that each report names, by its id."""


def series(figures: Sequence[FigureRow], named: Named | None = None) -> tuple[Series, ...]:
    """The series that the level figures make, sorted by id; the same for any order of `figures`. Without `named`, whom
    each report names, each may name all."""
    by_thing: dict[_Key, list[FigureRow]] = defaultdict(list)
    for row in figures:
        if row.level and row.concept and (row.low, row.high) not in ((None, None), SEVERAL):
            by_thing[(row.concept, row.who or "", row.unit or "")].append(row)
    found = []
    for key, rows in by_thing.items():
        scopes: dict[tuple[str, str, str], list[FigureRow]] = defaultdict(list)
        telling = {row.document for row in rows if row.owner}
        for row in _complete(rows, telling, named):
            # Whose these are is only known to be not that report's other ones: they are compared with no others.
            alone = row.document if not row.owner and row.document in telling else ""
            scopes[(row.owner or "", row.place or "", alone)].append(row)
        found += [_series(key, scope, members) for scope, members in scopes.items()]
    return tuple(sorted(found, key=lambda s: s.id))


def clashes(found: Iterable[Series], figures: Iterable[FigureRow]) -> tuple[Clash, ...]:
    """Pairs of figures of one series that cannot both hold, sorted by their ids.

    Where their times overlap and both are bounded it is a contradiction, unless one document gives both: it then
    speaks of two things. Where one is later, an update, and then only next to one another in time. The tolls of one
    day's event are compared by when they were told. Figures whose times are not known contradict nothing, nor do
    vague amounts ("dozens"), nor those of a series of which neither the owner nor the place is known.
    """
    rows = {row.id: row for row in figures}
    clashing: set[Clash] = set()
    for one in found:
        if len(one.figures) < 2:
            continue
        members = [row for i in one.figures if not is_vague(row := rows[i])]
        groups, others = _by_event(members)
        for toll in groups:
            known = _contradictions(toll) | _updates(toll)
            pairs = {(c.left, c.right) for c in known}
            clashing |= known | {c for c in _revisions(toll) if (c.left, c.right) not in pairs}
        if one.owner or one.place:
            clashing |= _contradictions(others)
        told = others if one.owner or one.place else [row for row in others if not row.generic]
        clashing |= {c for c in _updates(told) if _is_one_thing(rows[c.left], rows[c.right])}
    return tuple(sorted(clashing, key=lambda c: (c.left, c.right, c.kind)))


def is_vague(row: FigureRow) -> bool:
    """Whether it is an amount in words that say no number ("dozens of"), of things and not of a measure."""
    return row.bound == "~" and row.unit is None and row.low is not None and row.high is not None and row.low < row.high


def _is_one_thing(left: FigureRow, right: FigureRow) -> bool:
    """Whether two values are near enough to be of one thing, where a report does not say whose, where or in what."""
    if left.unit or all(row.owner or row.place for row in (left, right)):
        return True
    sizes = sorted(abs(row.low if row.low is not None else row.high or 0.0) for row in (left, right))
    return sizes[1] <= NEAR * sizes[0]


def _contradictions(members: Sequence[FigureRow]) -> set[Clash]:
    return {
        Clash(left.id, right.id, "contradiction", _reasons(left, right, "same time"))
        for left, right in _together(members)
        if left.document != right.document and not compatible(left, right)
    }


def _by_event(members: Sequence[FigureRow]) -> tuple[list[list[FigureRow]], list[FigureRow]]:
    """The tolls of each event, in the order in which they were told and timed by that, and the figures of no event.

    An event is known by a day that a report looks back at. A toll without a day of its own is that of the one event
    that came before its report, where there is but one.
    """
    days = sorted({row.as_of.earliest for row in members if _looks_back(row) and row.as_of.earliest})
    groups: dict[datetime.date, list[FigureRow]] = {day: [] for day in days}
    others = []
    for row in members:
        first, last = row.as_of.earliest, row.told.latest
        of = None
        if row.befell and first in groups:
            of = first
        elif row.toll and not row.befell and last is not None and bisect.bisect_right(days, last) == 1:
            of = days[0]
        if of is not None and row.told.earliest and last:
            groups[of].append(replace(row, as_of=row.told, befell=False))
        else:
            others.append(row)
    return [sorted(group, key=_when) for group in groups.values()], others


def _looks_back(row: FigureRow) -> bool:
    """Whether a toll is that of a day which its report tells of as past."""
    first, last = row.as_of.earliest, row.as_of.latest
    one_day = first is not None and first == last
    return row.befell and one_day and (row.told.earliest is None or (last is not None and last < row.told.earliest))


def _revisions(toll: Sequence[FigureRow]) -> set[Clash]:
    """Where a toll that is "at least" so high is later told as higher, or as lower than it can be: each new height
    against the one before."""
    found = set()
    standing: FigureRow | None = None
    for row in toll:
        if row.low is None:
            continue
        if standing is None or standing.low is None:
            standing = row
        elif _after(standing.as_of, row.as_of) and (row.low > standing.low or not compatible(standing, row)):
            found.add(Clash(standing.id, row.id, "update", _reasons(standing, row, "a toll told later")))
            standing = row
    return found


def compatible(left: FigureRow, right: FigureRow) -> bool:
    """Whether both can hold at once, with their bounds: ">80" and 81 can, 2,500 and "about 2,500" can."""
    a, b = span(left), span(right)
    return max(a[0], b[0]) <= min(a[1], b[1])


def span(row: FigureRow) -> tuple[float, float]:
    """The least and greatest value that a figure allows; an open side is infinite."""
    low = float("-inf") if row.low is None else row.low
    high = float("inf") if row.high is None else row.high
    if row.bound == "~":
        return low - abs(low) * TOLERANCE, high + abs(high) * TOLERANCE
    small = 1e-9 * max(1.0, abs(low) if row.low is not None else abs(high))
    return (low + small if row.bound == ">" else low), (high - small if row.bound == "<" else high)


def _complete(rows: Sequence[FigureRow], telling: set[str], named: Named | None) -> list[FigureRow]:
    """The rows with the owner and the place that all others name, where they name none themselves."""
    owners = {row.owner for row in rows if row.owner and not row.part}

    def is_theirs(row: FigureRow) -> bool:
        """ "2,500 American soldiers and 1,000 allied ones": a report that names an owner means another's by the rest,
        and one that does not name him at all means none of his."""
        if row.owner or len(owners) > 1 or not owners or row.document in telling:
            return False
        return named is None or min(owners) in named.get(row.document, ())

    owned = [replace(r, owner=min(owners)) if is_theirs(r) else r for r in rows]
    places: dict[str | None, set[str]] = defaultdict(set)
    for row in owned:
        if row.place and not row.part:
            places[row.owner].add(row.place)
    return [replace(r, place=min(places[r.owner])) if not r.place and len(places[r.owner]) == 1 else r for r in owned]


def _series(key: _Key, scope: tuple[str, str, str], members: Sequence[FigureRow]) -> Series:
    concept, who, unit = key
    owner, place, alone = scope
    ordered = tuple(row.id for row in sorted(set(members), key=_when))
    label = ", ".join(part for part in (concept, who, unit) if part)
    return Series(
        id=content_id("series", concept, who, unit, owner, place, *([alone] if alone else [])),
        label=label,
        concept=concept,
        who=who or None,
        unit=unit or None,
        owner=owner or None,
        place=place or None,
        figures=ordered,
    )


def _when(row: FigureRow) -> tuple[datetime.date, datetime.date, str]:
    """By the first and then the last day of its time; figures without time come last."""
    earliest = row.as_of.earliest or row.as_of.latest or datetime.date.max
    return earliest, row.as_of.latest or datetime.date.max, row.id


def _together(members: Sequence[FigureRow]) -> Iterator[tuple[FigureRow, FigureRow]]:
    """The pairs of figures of which the times overlap, in the order of the members, which is that of their times."""
    lasting: list[FigureRow] = []
    for row in members:
        earliest, latest = row.as_of.earliest, row.as_of.latest
        if earliest is None or latest is None:
            continue
        lasting = [old for old in lasting if old.as_of.latest is not None and earliest <= old.as_of.latest]
        yield from ((old, row) for old in lasting)
        lasting.append(row)


def _after(left: Interval, right: Interval) -> bool:
    return left.latest is not None and right.earliest is not None and left.latest < right.earliest


def _updates(members: Sequence[FigureRow]) -> set[Clash]:
    """Where a value gives way to a later one: the first figure of each, so that repeats add nothing."""
    found = set()
    standing: list[FigureRow] = []
    for row in (row for row in members if row.as_of.earliest and row.as_of.latest):
        if row.befell and standing and all(_after(old.as_of, row.as_of) for old in standing):
            # Who died after a toll was written is none of its dead: this is the toll of something else.
            continue
        if not standing or any(compatible(old, row) for old in standing):
            standing.append(row)
        elif all(_after(old.as_of, row.as_of) for old in standing):
            found.add(Clash(standing[0].id, row.id, "update", _reasons(standing[0], row, "later")))
            standing = [row]
    return found


def _reasons(left: FigureRow, right: FigureRow, time: str) -> tuple[str, ...]:
    return (f"{shown(left)} against {shown(right)}", time)


def shown(row: FigureRow) -> str:
    """A figure's value in short: "2500", "~2500", ">80", "10..20"."""
    low, high = (None if v is None else f"{v:g}" if abs(v) < 1e6 else f"{v:.0f}" for v in (row.low, row.high))
    sign = "" if row.bound == "=" else row.bound
    return f"{sign}{low}..{high}" if low and high and low != high else f"{sign}{low or high}"
