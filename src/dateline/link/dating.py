"""When reports that do not date themselves were written, as far as other reports of the pile tell.

The evidence is of pairs; no statistics of the pile enter it. Rounds, until one finds nothing new; in each, reports are
dated by what the rounds before it know, so that no order of arrival shows:

1. A day and month without a year. Its year is that of the same day, told in full by a related report; else, beside a
   weekday, the one year of those which the weekday admits that lies near days of related reports, or among them.
2. A weekday of an act that a related report, or one of the same story, tells of a day of that weekday.
3. A report that tells one story with a dated one was written within days of it.
4. So many years after an act of which the day is known, where all that tell of it agree.

Evidence that contradicts itself dates nothing, and what is found is an interval: the press tells of a day by its
weekday for some days, and by day and month for less than a year.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..annotate.likeness import cosine
from ..annotate.readings import NEAR, is_weekday
from ..annotate.resolve import resolve
from ..annotate.timevalue import covers, shifted
from ..model import Interval, Published, TimeExpression
from .stories import Stories

ROUNDS = 8
"""Links of the longest chain by which one report dates another."""
CROWD = 400
"""Reports that share one key; where more do, it tells of no relation."""
WEAK = ("country:", "region:", "people:")
"""Names that whole affairs share: two of them relate two reports only where a weekday fixes the rest."""
MOST_WEAK = 6
"""Weak names of a report of which pairs are made."""
RELATED, CLOSE = 2, 4
"""Names that two related reports share, and two that tell of the same people and places."""
NEAR_DAY = 183
"""Days between a day and those that related reports tell, for it to be of the same course of events."""
FRESH = 3
"""Days on which the press tells of an act by its weekday (as in `annotate.publication`)."""
WITHOUT_YEAR = 365 - NEAR
"""Days for which it tells of a day without its year."""
WEEK = 7
STORY = 3
"""Days between two reports of one story."""
MONTH = 31
ALIKE = 0.55
"""Cosine of two sentences that tell one act."""


class Time(NamedTuple):
    """A temporal expression that stands in the record: its words and the days that they mean by themselves."""

    words: str
    days: Interval


@dataclass(frozen=True, slots=True)
class Act:
    """An act that a report tells: its sense (or lemma, with the language), and where the expression starts that dates
    it. `sentence` is where its sentence starts."""

    name: str
    typed: bool
    sentence: int
    time: int | None


@dataclass(frozen=True, slots=True)
class Telling:
    """A report: what it names, its times by where they start, its acts, the vectors of its sentences by where those
    start; of one that does not date itself also its `expressions`, and the values that the user gives some of them.

    `published` is what its own text, its source and the user tell. `label` names it in reasons.
    """

    id: str
    label: str
    published: Published
    names: frozenset[str]
    times: Mapping[int, Time]
    acts: tuple[Act, ...]
    vectors: Mapping[int, bytes]
    expressions: tuple[TimeExpression, ...] = ()
    fixed: Mapping[int, str] | None = None

    @property
    def undated(self) -> bool:
        return self.published.latest is None

    def days(self, published: Published | None) -> dict[int, datetime.date]:
        """The single days that it tells, by where their expressions start, once it is known when it was written."""
        spans = {start: time.days for start, time in self.times.items()}
        if self.expressions and published:
            resolved = resolve(self.expressions, published, self.fixed)
            spans = {t.start: Interval(t.earliest, t.latest) for t in resolved if t.start in self.times}
        return {start: s.earliest for start, s in spans.items() if s.earliest and s.earliest == s.latest}


class Clue(NamedTuple):
    """The days on which a report can have been written, and why."""

    first: datetime.date
    last: datetime.date
    reason: str


def related(names: Mapping[str, frozenset[str]], undated: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each undated report (by id) the others that share names enough with it, sorted."""
    undated = set(undated)
    holders: dict[str, list[str]] = defaultdict(list)
    for identity in sorted(names):
        for key in _keys(names[identity]):
            holders[key].append(identity)
    shared: dict[str, set[str]] = {identity: set() for identity in undated}
    for held in holders.values():
        if len(held) <= CROWD:
            for identity in undated.intersection(held):
                shared[identity].update(held)
    return {
        i: tuple(sorted(j for j in others if j != i and len(names[i] & names[j]) >= RELATED))
        for i, others in shared.items()
    }


def _keys(names: frozenset[str]) -> Iterator[str]:
    weak = sorted(n for n in names if n.startswith(WEAK))[:MOST_WEAK]
    yield from (n for n in names if not n.startswith(WEAK))
    yield from (f"{a} {b}" for n, a in enumerate(weak) for b in weak[n + 1 :])


def dated(reports: Mapping[str, Telling], stories: Stories) -> dict[str, Published]:
    """The publications, by id, of those reports that the others date; a pure function, whatever their order."""
    open_ones = sorted(i for i, r in reports.items() if r.undated)
    near = related({i: r.names for i, r in reports.items()}, open_ones)
    partners = _partners(stories, reports)
    found: dict[str, Published] = {}
    for _ in range(ROUNDS):
        pile = _Pile(reports, found, near, partners)
        new = {i: p for i in open_ones if (p := pile.publication(i)) and p != found.get(i)}
        if not new:
            break
        found.update(new)
    return found


def _partners(stories: Stories, reports: Mapping[str, Telling]) -> dict[str, list[str]]:
    partners: dict[str, list[str]] = defaultdict(list)
    for left, right in sorted(stories.pairs):
        if left in reports and right in reports:
            partners[left].append(right)
            partners[right].append(left)
    return partners


class _Pile:
    """What is known after a round: the publications and days of all reports."""

    def __init__(
        self,
        reports: Mapping[str, Telling],
        found: Mapping[str, Published],
        near: Mapping[str, Sequence[str]],
        partners: Mapping[str, Sequence[str]],
    ) -> None:
        self.reports, self.found, self.near, self.partners = reports, found, near, partners
        self._days: dict[str, dict[int, datetime.date]] = {}

    def days(self, identity: str) -> dict[int, datetime.date]:
        if identity not in self._days:
            self._days[identity] = self.reports[identity].days(self.found.get(identity))
        return self._days[identity]

    def written(self, identity: str) -> tuple[datetime.date, datetime.date] | None:
        """First and last day on which a report can have been written, where both are known."""
        p = self.found.get(identity, self.reports[identity].published)
        return (p.earliest or p.latest, p.latest) if p.latest else None

    def publication(self, identity: str) -> Published | None:
        """When an undated report was written, by all evidence that there is now; None where it contradicts itself, or
        tells no more than was known."""
        report = self.reports[identity]
        clues = [*self._named_days(report), *self._acts(report), *self._one_story(report)]
        if not clues:
            return None
        first = max(c.first for c in clues)
        last = min(c.last for c in clues)
        if report.published.earliest:
            first = max(first, report.published.earliest)
        if first > last or not self._narrows(identity, first, last):
            return None
        reasons = tuple(dict.fromkeys(c.reason for c in clues))
        return Published(first, last, "pile", (*report.published.reasons, *reasons))

    def _narrows(self, identity: str, first: datetime.date, last: datetime.date) -> bool:
        known = self.found.get(identity)
        if known is None or known.earliest is None or known.latest is None:
            return True
        return known.earliest <= first and last <= known.latest and (last - first) < (known.latest - known.earliest)

    # --- a day and month without a year -----------------------------------------------------------------------

    def _named_days(self, report: Telling) -> Iterator[Clue]:
        """By the days that a report tells without a year, where others fix it for all of them alike."""
        told: dict[datetime.date, tuple[TimeExpression, str]] = {}
        for e in report.expressions:
            if _lacks_year(e) and e.start in report.times and not report.times[e.start].days.earliest:
                if fixed := self._year_fixed(report, e):
                    told.setdefault(fixed[0], (e, fixed[1]))
        if not told or (max(told) - min(told)).days > WITHOUT_YEAR:
            return
        for day, (e, reason) in told.items():
            if e.fields.get("shift") == "0":
                yield Clue(day, day, reason)
        past = [day for day, (e, _) in told.items() if e.tense != "future"]
        ahead = [day for day, (e, _) in told.items() if e.tense == "future"]
        if past:
            e, reason = told[max(past)]
            yield Clue(max(past), shifted(max(past), FRESH if "weekday" in e.fields else WITHOUT_YEAR), reason)
        elif ahead:
            yield Clue(shifted(min(ahead), -WITHOUT_YEAR), shifted(min(ahead), WITHOUT_YEAR), told[min(ahead)][1])

    def _year_fixed(self, report: Telling, e: TimeExpression) -> tuple[datetime.date, str] | None:
        """The day that a day and month mean, and the reason."""
        words = report.times[e.start].words
        others = self.near[report.id]
        found = {d: (j, t) for j in others for t, d in self._told(j) if _may_be(e, d, report)}
        if not found:
            acts = {a.name for a in report.acts if a.typed and a.time == e.start}
            found = {d: (j, t) for j in self.reports for t, d in self._told_of(j, acts) if _may_be(e, d, report)}
        if found:
            if len(found) > 1:
                return None
            day, (j, start) = next(iter(found.items()))
            other = self.reports[j]
            return day, f"{words!r} is {other.times[start].words!r} ({day}) in {other.label}"
        if "weekday" not in e.fields or not (points := self._points(others)):
            return None
        admitted = [d for d in _admitted(e, min(points).year - 1, max(points).year + 1) if _may_be(e, d, report)]
        near = {d: min(points, key=lambda p: (abs(p - d), p)) for d in admitted}
        close = [d for d, p in near.items() if abs((p - d).days) <= NEAR_DAY]
        among = [d for d in admitted if min(points) <= d <= max(points)]
        for days in (close, among):
            if len(days) == 1:
                by = self.reports[points[near[days[0]]]].label
                return days[0], f"of the years in which {words!r} can be, only {days[0].year} is that of {by}"
        return None

    def _told(self, identity: str) -> Iterator[tuple[int, datetime.date]]:
        yield from sorted(self.days(identity).items())

    def _told_of(self, identity: str, acts: set[str]) -> Iterator[tuple[int, datetime.date]]:
        """The days on which a report tells one of these acts."""
        if acts:
            days = self.days(identity)
            for a in self.reports[identity].acts:
                if a.typed and a.name in acts and a.time in days:
                    yield a.time, days[a.time]

    def _points(self, others: Iterable[str]) -> dict[datetime.date, str]:
        """The days that reports tell or were written on, each with the first of those that do."""
        points: dict[datetime.date, str] = {}
        for j in others:
            for day in (*self.days(j).values(), *(self.written(j) or ())):
                points.setdefault(day, j)
        return points

    # --- acts of a weekday ------------------------------------------------------------------------------------

    def _acts(self, report: Telling) -> Iterator[Clue]:
        """By the weekdays of acts that others tell of one day."""
        for e in report.expressions:
            if not is_weekday(e) or e.tense == "future" or e.start not in report.times:
                continue
            told = [a for a in report.acts if a.time == e.start]
            found: dict[datetime.date, tuple[str, int]] = {}
            for j in sorted({*self.near[report.id], *self.partners.get(report.id, ())}):
                for a, day in self._same(report, told, j):
                    if str(day.isoweekday()) == e.fields["weekday"]:
                        found.setdefault(day, (j, a.time or 0))
            if len(found) == 1:
                day, (j, start) = next(iter(found.items()))
                other = self.reports[j]
                reason = f"{report.times[e.start].words!r} is {other.times[start].words!r} ({day}) in {other.label}"
                ago = e.fields.get("shift") == "-1"
                yield Clue(shifted(day, int(ago)), shifted(day, WEEK if ago else FRESH), reason)

    def _same(self, report: Telling, told: Sequence[Act], other: str) -> Iterator[tuple[Act, datetime.date]]:
        """The acts of another report, with their days, that are one of these."""
        days = self.days(other)
        there = self.reports[other]
        story = other in self.partners.get(report.id, ())
        shared = len(report.names & there.names)
        for b in there.acts:
            if b.time not in days:
                continue
            for a in told:
                alike = cosine(report.vectors.get(a.sentence, b""), there.vectors.get(b.sentence, b""))
                if DEBUG and (a.name == b.name or alike > 0.45):
                    print(report.label, a.name, other and there.label, b.name, days[b.time], "story" if story else "", shared, alike)
                if a.name == b.name and a.typed and (story or shared >= CLOSE or alike >= ALIKE):
                    yield b, days[b.time]

    # --- one story --------------------------------------------------------------------------------------------

    def _one_story(self, report: Telling) -> Iterator[Clue]:
        """By the dated reports of the same story."""
        for j in self.partners.get(report.id, ()):
            written = self.written(j)
            if written and (written[1] - written[0]).days <= WEEK:
                reason = f"it tells one story with {self.reports[j].label}"
                yield Clue(shifted(written[0], -STORY), shifted(written[1], STORY), reason)


import os
DEBUG = bool(os.environ.get("DBG"))


def _lacks_year(e: TimeExpression) -> bool:
    """Whether an expression names a day and month without a year, as that of something told."""
    lacking = not {"year", "yearshift", "nth", "later"} & e.fields.keys()
    return e.form == "date" and lacking and {"month", "day"} <= e.fields.keys() and e.role in ("at", "since", "after")


def _may_be(e: TimeExpression, day: datetime.date, report: Telling) -> bool:
    """Whether a day and month without a year can be that day, of a report that tells of what was before it."""
    earliest = report.published.earliest
    return (
        (day.month, day.day) == (int(e.fields["month"]), int(e.fields["day"]))
        and e.fields.get("weekday", str(day.isoweekday())) == str(day.isoweekday())
        and (earliest is None or day >= shifted(earliest, -WITHOUT_YEAR))
    )


def _admitted(e: TimeExpression, first: int, last: int) -> Iterator[datetime.date]:
    for year in range(max(first, 1), min(last, 9998) + 1):
        day = covers(f"{year:04}-{int(e.fields['month']):02}-{int(e.fields['day']):02}").earliest
        if day is not None:
            yield day
