"""When reports that do not date themselves were written, as far as other reports of the pile tell.

The evidence is of pairs, and each kind asks for more the less the words say:

1. A day and month without a year. Its year is that of the same day in a related report, or of the same act on that day;
   else, beside a weekday, of the years that the weekday admits the one next to the days that related reports tell.
2. A weekday of an act that another report tells of a day of that weekday; and a weekday so many days, weeks or months
   after such an act ("on Monday, a week after the blast").
3. A report that opens with the act with which a dated report of the same story opens was written within days of it.
4. So many years after an act of which all reports tell one day.

Rounds go on until one finds nothing new; in each, reports are dated by what the rounds before it found, so that no
order of arrival shows. Evidence that contradicts itself dates nothing. What is found is an interval: the press tells
of a day by its weekday for some days, and by day and month for less than a year.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..annotate.readings import NEAR, is_weekday
from ..annotate.resolve import resolve
from ..annotate.timevalue import at, covers, shifted
from ..model import Interval, Published, TimeExpression
from .stories import UNSURE, Stories

ROUNDS = 8
"""Links of the longest chain by which one report dates another."""
CROWD = 400
"""Reports that share one name; where more do, it tells of no relation."""
WEAK = ("country:", "region:", "people:")
"""Names that whole affairs share: two of them relate two reports only where a weekday fixes the rest."""
MOST_WEAK = 6
"""Weak names of a report of which pairs are made."""
RELATED = 2
"""Names that two related reports share; of two sentences that tell one day, one more, numbers included."""
COURSES = ((183, 1), (731, 2))
"""Days between a day and those that related reports tell, for it to be of their course of events; and names, those not
weak, that they must share."""
FRESH = 3
"""Days on which the press tells of an act by its weekday (as in `annotate.publication`)."""
WITHOUT_YEAR = 365 - NEAR
"""Days for which it tells of a day without its year."""
WEEK, MONTH = 7, 31
STORY = 3
"""Days between two reports that open with one act."""
AFTER = {"D": 1, "W": 3, "M": 10}
"""Days that a count of days, weeks or months after an act may be off."""


class Time(NamedTuple):
    """A temporal expression that stands in the record: its words, the days that they mean by themselves, and where its
    sentence starts."""

    words: str
    days: Interval
    sentence: int


@dataclass(frozen=True, slots=True)
class Act:
    """An act that a report tells: its sense (or lemma, with the language), its PLOVER type, whether it happened, where
    it stands, where its sentence starts, and where the expression starts that dates it; whom its roles name.
    """

    name: str
    type: str | None
    factual: bool
    nominal: bool
    start: int
    sentence: int
    time: int | None
    parties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Telling:
    """A report: what it names; by where they start, its times, and of its sentences the numbers and names; its acts,
    but for those of saying; of one that does not date itself also its `expressions`, and the values that the user gives
    some. `published` is what its own text, its source and the user tell; `label` names it in reasons.
    """

    id: str
    label: str
    published: Published
    names: frozenset[str]
    times: Mapping[int, Time]
    anchors: Mapping[int, frozenset[str]]
    acts: tuple[Act, ...]
    expressions: tuple[TimeExpression, ...] = ()
    fixed: Mapping[int, str] | None = None

    @property
    def undated(self) -> bool:
        return self.published.latest is None

    @property
    def opening(self) -> tuple[Act, ...]:
        """The acts of its first sentence that tells any."""
        first = min((a.sentence for a in self.acts), default=0)
        return tuple(a for a in self.acts if a.sentence == first)

    def spans(self, published: Published | None) -> dict[int, Interval]:
        """What its times mean, by where they start, once it is known when it was written."""
        if self.expressions and published:
            resolved = resolve(self.expressions, published, self.fixed)
            return {t.start: Interval(t.earliest, t.latest) for t in resolved if t.start in self.times}
        return {start: time.days for start, time in self.times.items()}


class Clue(NamedTuple):
    """The days on which a report can have been written, and why."""

    first: datetime.date
    last: datetime.date
    reason: str


class Found(NamedTuple):
    """A day that a report tells, and where the expression starts."""

    day: datetime.date
    report: Telling
    start: int

    def means(self, words: str) -> str:
        return f"{words!r} is {self.report.times[self.start].words!r} ({self.day}) in {self.report.label}"


def related(names: Mapping[str, frozenset[str]], undated: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each undated report (by id) the others that share a name with it, or two weak ones; sorted."""
    undated = set(undated)
    holders: dict[str, list[str]] = defaultdict(list)
    for identity in sorted(names):
        for key in _keys(names[identity]):
            holders[key].append(identity)
    sharing: dict[str, set[str]] = {identity: set() for identity in undated}
    for held in holders.values():
        if len(held) <= CROWD:
            for identity in undated.intersection(held):
                sharing[identity].update(held)
    return {i: tuple(sorted(others - {i})) for i, others in sharing.items()}


def _keys(names: frozenset[str]) -> Iterator[str]:
    weak = sorted(n for n in names if n.startswith(WEAK))[:MOST_WEAK]
    yield from (n for n in names if not n.startswith(WEAK))
    yield from (f"{a} {b}" for n, a in enumerate(weak) for b in weak[n + 1 :])


def dated(reports: Mapping[str, Telling], stories: Stories) -> dict[str, Published]:
    """The publications, by id, of those reports that the others date; a pure function, whatever their order."""
    undated = sorted(i for i, r in reports.items() if r.undated)
    near = related({i: r.names for i, r in reports.items()}, undated)
    partners: dict[str, set[str]] = defaultdict(set)
    for left, right in stories.pairs:
        if stories.likeness(left, right) >= UNSURE:
            partners[left].add(right)
            partners[right].add(left)
    found: dict[str, Published] = {}
    for _ in range(ROUNDS):
        pile = _Pile(reports, found, near, partners)
        new = {i: p for i in undated if (p := pile.publication(reports[i]))}
        if not new:
            break
        found.update(new)
    return found


class _Pile:
    """What is known after a round: the publications and days of all reports."""

    def __init__(
        self,
        reports: Mapping[str, Telling],
        found: Mapping[str, Published],
        near: Mapping[str, Sequence[str]],
        partners: Mapping[str, set[str]],
    ) -> None:
        self._reports, self._found, self._near, self._partners = reports, found, near, partners
        self._spans: dict[str, dict[int, Interval]] = {}

    def publication(self, report: Telling) -> Published | None:
        """When an undated report was written, by all that is known; None where that contradicts itself, or tells no
        more than was known."""
        if self._written(report.id, WEEK):
            return None
        clues = [*self._named_days(report), *self._weekdays(report), *self._anniversaries(report)]
        clues = clues or [*self._one_story(report)]
        if not clues:
            return None
        first = max(c.first for c in clues)
        last = min(c.last for c in clues)
        first = max(first, report.published.earliest or first)
        first = self._after_what_is_told(report, first, last)
        known = self._found.get(report.id)
        if first > last or (known and not _narrows(known, first, last)):
            return None
        reasons = dict.fromkeys((*(known or report.published).reasons, *(c.reason for c in clues)))
        return Published(first, last, "pile", tuple(reasons))

    # --- what reports tell ------------------------------------------------------------------------------------

    def _told(self, identity: str) -> dict[int, Interval]:
        if identity not in self._spans:
            self._spans[identity] = self._reports[identity].spans(self._found.get(identity))
        return self._spans[identity]

    def _days(self, identity: str) -> Iterator[Found]:
        """The single days that a report tells."""
        for start, span in sorted(self._told(identity).items()):
            if span.earliest and span.earliest == span.latest:
                yield Found(span.earliest, self._reports[identity], start)

    def _written(self, identity: str, longest: int) -> Interval | None:
        """When a report was written, where that is known as closely as so many days."""
        p = self._found.get(identity, self._reports[identity].published)
        if p.latest is None or p.earliest is None or (p.latest - p.earliest).days > longest:
            return None
        return Interval(p.earliest, p.latest)

    @cached_property
    def _acts_on(self) -> Mapping[str, Mapping[datetime.date, Found]]:
        """For each act of a type, the days on which reports tell it, each with the first of them."""
        days: dict[str, dict[datetime.date, Found]] = defaultdict(dict)
        for identity in sorted(self._reports):
            told = {f.start: f for f in self._days(identity)}
            for a in self._reports[identity].acts:
                if a.type and a.time in told:
                    days[a.name].setdefault(told[a.time].day, told[a.time])
        return days

    def _sharing(self, report: Telling, strong: int) -> list[str]:
        """The reports that share names enough with one, so many of them not weak."""
        out = []
        for other in self._near[report.id]:
            shared = report.names & self._reports[other].names
            if len(shared) >= RELATED and sum(not n.startswith(WEAK) for n in shared) >= strong:
                out.append(other)
        return out

    # --- 1. a day and month without a year --------------------------------------------------------------------

    def _named_days(self, report: Telling) -> Iterator[Clue]:
        """By the days that a report tells without a year, where others fix it for all of them alike."""
        told: dict[datetime.date, tuple[TimeExpression, str]] = {}
        dating = {a.time for a in report.acts if a.factual}
        for e in report.expressions:
            lies_behind = "weekday" in e.fields or "shift" in e.fields or e.start in dating
            open_one = e.start in report.times and not report.times[e.start].days.earliest
            if lies_behind and open_one and _lacks_year(e):
                if fixed := self._year_fixed(report, e):
                    told.setdefault(fixed[0], (e, fixed[1]))
        if not told or (max(told) - min(told)).days > WITHOUT_YEAR:
            return
        for day, (e, reason) in told.items():
            if e.fields.get("shift") == "0":
                yield Clue(day, day, reason)
        past = [day for day, (e, _) in told.items() if e.tense != "future"]
        day = max(past, default=min(told))
        e, reason = told[day]
        if past:
            yield Clue(day, shifted(day, FRESH if "weekday" in e.fields else WITHOUT_YEAR), reason)
        else:
            yield Clue(shifted(day, -NEAR if "weekday" in e.fields else -WITHOUT_YEAR), shifted(day, FRESH), reason)

    def _year_fixed(self, report: Telling, e: TimeExpression) -> tuple[datetime.date, str] | None:
        """The day that a day and month mean, and the reason."""
        words = report.times[e.start].words
        others = self._sharing(report, 0 if "weekday" in e.fields else 1)
        acts = {a.name for a in report.acts if a.type and a.time == e.start}
        same = ((f for j in others for f in self._days(j)), (f for a in acts for f in self._acts_on[a].values()))
        for found in same:
            days: dict[datetime.date, Found] = {}
            for f in found:
                if f.report is not report and _may_be(e, f.day):
                    days.setdefault(f.day, f)
            if days:
                by = next(iter(days.values()))
                return (by.day, by.means(words)) if len(days) == 1 else None
        if "weekday" not in e.fields:
            return None
        for apart, strong in COURSES:
            points = self._points(self._sharing(report, strong - 1))
            reached = {d: near for d in _admitted(e, points) if abs(((near := _nearest(d, points)) - d).days) <= apart}
            if len(reached) == 1:
                ((day, near),) = reached.items()
                by = self._reports[points[near]].label
                return day, f"of the years in which {words!r} can be, {day.year} is that of {by}, which tells of {near}"
        return None

    def _points(self, others: Iterable[str]) -> dict[datetime.date, str]:
        """The days that reports tell or were written on, each with the first of those that do."""
        points: dict[datetime.date, str] = {}
        for j in others:
            for f in self._days(j):
                points.setdefault(f.day, j)
            if written := self._written(j, WEEK):
                points.setdefault(written.earliest, j)  # type: ignore[arg-type]
        return points

    # --- 2. weekdays of acts ----------------------------------------------------------------------------------

    def _weekdays(self, report: Telling) -> Iterator[Clue]:
        """By the weekdays whose day others tell."""
        for e in report.expressions:
            if e.tense == "future" or e.start not in report.times or e.role in ("by", "until"):
                continue
            if (window := _written_after(e)) is None:
                continue
            words = report.times[e.start].words
            days: dict[datetime.date, str] = {}
            for f in self._same_acts(report, e):
                if f.report is not report and e.fields.get("weekday", str(f.day.isoweekday())) == str(f.day.isoweekday()):
                    days.setdefault(f.day, f.means(words))
            if is_weekday(e):
                days = days or dict(self._counted(report, e))
            if len(days) == 1:
                ((day, reason),) = days.items()
                yield Clue(shifted(day, window[0]), shifted(day, window[1]), reason)
        yield from self._months(report)

    def _same_acts(self, report: Telling, e: TimeExpression) -> Iterator[Found]:
        """The days on which others tell the act of a weekday: in one story an act of that type; of one that is named
        as known ("Tuesday's blast") any that shares a name with the report; else one of a report that shares two, and
        whose own parties are not others. Or a sentence that names and counts the same."""
        told = [a for a in report.acts if a.time == e.start]
        sentence = report.times[e.start].sentence
        told = told or [a for a in report.acts if a.sentence == sentence and a.time is None and not a.nominal]
        anchors = report.anchors.get(sentence, frozenset())
        partners = self._partners.get(report.id, set())
        for j in sorted({*self._near[report.id], *partners}):
            other = self._reports[j]
            shared = {n for n in report.names & other.names if not n.startswith(WEAK)}
            for f in self._days(j):
                named = anchors & other.anchors.get(other.times[f.start].sentence, frozenset())
                if sum(not n.startswith(WEAK) for n in named) > RELATED:
                    yield f
                    continue
                for a in told:
                    for b in other.acts:
                        if b.time == f.start and a.type and _one_act(a, b, len(shared), j in partners):
                            yield f

    def _counted(self, report: Telling, e: TimeExpression) -> Iterator[tuple[datetime.date, str]]:
        """The day of a weekday in whose sentence a time since a known act is told."""
        for other in report.expressions:
            if other.sentence != e.sentence or other.fields.get("unit") not in AFTER:
                continue
            for since, reason in self._since(report, other):
                off = [shifted(since, n) for n in range(-AFTER[other.fields["unit"]], AFTER[other.fields["unit"]] + 1)]
                days = [d for d in off if str(d.isoweekday()) == e.fields["weekday"]]
                if days:
                    yield min(days, key=lambda d: (abs(d - since), d)), reason

    def _months(self, report: Telling) -> Iterator[Clue]:
        """By the weekdays of acts that others tell of a month, with two parties or more of the same."""
        for a in report.acts:
            e = next((e for e in report.expressions if e.start == a.time and is_weekday(e)), None)
            if e is None or e.tense == "future" or not a.type:
                continue
            found: dict[Interval, str] = {}
            for j in self._near[report.id]:
                other, told = self._reports[j], self._told(j)
                for b in other.acts:
                    span = told.get(b.time or -1, Interval())
                    if b.name == a.name and len(a.parties & b.parties) >= RELATED and span.earliest and span.latest:
                        if WEEK < (span.latest - span.earliest).days <= MONTH:
                            found.setdefault(span, f"the act of {report.times[e.start].words!r} is of "
                                                   f"{other.times[b.time or 0].words!r} in {other.label}")
            if len(found) == 1:
                ((span, reason),) = found.items()
                yield Clue(span.earliest, shifted(span.latest, FRESH), reason)  # type: ignore[arg-type]

    # --- 3. one story -----------------------------------------------------------------------------------------

    def _one_story(self, report: Telling) -> Iterator[Clue]:
        """By the dated reports of the same story that open with the same act."""
        opening = {a.name for a in report.opening}
        weekdays = {e.fields["weekday"] for e in report.expressions if is_weekday(e) and e.tense != "future"}
        for j in sorted(self._partners.get(report.id, ())):
            written = self._written(j, WEEK)
            if not written or not opening & {a.name for a in self._reports[j].opening}:
                continue
            first, last = shifted(written.earliest, -STORY), shifted(written.latest, STORY)  # type: ignore[arg-type]
            reason = f"it opens with the act that {self._reports[j].label} opens with"
            yield Clue(first, last, reason)
            latest = max((f for f in self._days(j) if first <= f.day <= last), default=None)
            if latest and str(latest.day.isoweekday()) in weekdays:
                yield Clue(latest.day, shifted(latest.day, FRESH), f"{reason}, and tells of the weekday of {latest.day}")

    def _after_what_is_told(self, report: Telling, first: datetime.date, last: datetime.date) -> datetime.date:
        """The first day of writing from which the weekdays told come after the acts that are told without a day, where
        another report of the same story tells it: what was before is told by its date."""
        bare = {a.name for a in report.acts if a.type and a.nominal}
        bare -= {a.name for a in report.acts if a.time is not None}
        days = [
            f.day
            for j in self._partners.get(report.id, ())
            for f in self._days(j)
            for b in self._reports[j].acts
            if b.name in bare and b.time == f.start and shifted(first, -WEEK) <= f.day <= last
        ]
        weekdays = [e for e in report.expressions if is_weekday(e) and e.tense == "past" and e.role != "by"]
        while days and first < last and any(_means(e, first) < max(days) for e in weekdays):
            first = shifted(first, 1)
        return first

    # --- 4. years after an act --------------------------------------------------------------------------------

    def _anniversaries(self, report: Telling) -> Iterator[Clue]:
        """By the years that have gone since an act."""
        for e in report.expressions:
            if e.fields.get("unit") == "Y":
                for since, reason in self._since(report, e):
                    yield Clue(shifted(since, -MONTH), shifted(since, WITHOUT_YEAR), reason)

    def _since(self, report: Telling, e: TimeExpression) -> Iterator[tuple[datetime.date, str]]:
        """The day so many units after an act, where all reports tell one day of it."""
        count = e.fields.get("count", "X")
        if e.fields.get("sign") != "+" or "event" not in e.fields or not count.isdigit() or e.start not in report.times:
            return
        acts = [a for a in report.acts if a.type and a.sentence == report.times[e.start].sentence and a.start >= e.end]
        act = min(acts, key=lambda a: a.start, default=None)
        days = {d: f for d, f in self._acts_on[act.name].items() if f.report is not report} if act else {}
        if len(days) == 1:
            ((day, f),) = days.items()
            unit = e.fields["unit"]
            since = covers(at(day, unit, int(count))).earliest if unit == "D" else _later(day, unit, int(count))
            if since:
                yield since, f"{report.times[e.start].words!r} is counted from {f.report.times[f.start].words!r} ({day}) in {f.report.label}"


def _narrows(known: Published, first: datetime.date, last: datetime.date) -> bool:
    """Whether days lie in those of a publication, and are fewer."""
    if known.earliest is None or known.latest is None:
        return True
    return known.earliest <= first and last <= known.latest and last - first < known.latest - known.earliest


def _later(day: datetime.date, unit: str, count: int) -> datetime.date:
    """So many weeks, months or years later, to the day."""
    return shifted(day, round(count * {"W": 7.0, "M": 30.44, "Y": 365.25}[unit]))


def _lacks_year(e: TimeExpression) -> bool:
    """Whether an expression names a day and month without a year, as that of something told."""
    lacking = not {"year", "yearshift", "nth", "later"} & e.fields.keys()
    return e.form == "date" and lacking and {"month", "day"} <= e.fields.keys() and e.role in ("at", "since", "after")


def _may_be(e: TimeExpression, day: datetime.date) -> bool:
    """Whether a day and month, perhaps with its weekday, can be that day."""
    weekday = str(day.isoweekday())
    same = (day.month, day.day) == (int(e.fields["month"]), int(e.fields["day"]))
    return same and e.fields.get("weekday", weekday) == weekday


def _admitted(e: TimeExpression, points: Iterable[datetime.date]) -> Iterator[datetime.date]:
    """The days that a day, month and weekday can be around others."""
    for year in sorted({year for p in points for year in range(p.year - 3, p.year + 4)}):
        day = covers(f"{year:04}-{int(e.fields['month']):02}-{int(e.fields['day']):02}").earliest
        if day is not None and _may_be(e, day):
            yield day


def _written_after(e: TimeExpression) -> tuple[int, int] | None:
    """How many days after the day that it means an expression was written, at least and at most, where that is counted
    from the day of writing: a weekday, "yesterday"."""
    shift = e.fields.get("shift")
    if is_weekday(e):
        return {"0": (0, 0), "-1": (1, WEEK)}.get(shift or "", (0, FRESH))
    count = e.fields.get("count", "X")
    if e.form == "offset" and e.fields.get("unit") == "D" and "from" not in e.fields and count.isdigit():
        days = int(count)
        if e.fields.get("sign") != "+" and days <= WEEK:
            return days, days
    return None


def _nearest(day: datetime.date, points: Iterable[datetime.date]) -> datetime.date:
    return min(points, key=lambda p: (abs(p - day), p))


def _means(e: TimeExpression, written: datetime.date) -> datetime.date:
    """The day that a weekday means, of a report written on that day."""
    return resolve((e,), Published(written, written, "pile"))[0].earliest or written


def _one_act(a: Act, b: Act, shared: int, story: bool) -> bool:
    """Whether two acts of one weekday are one, in two reports that share so many names that are not weak."""
    parties = [{p for p in act.parties if not p.startswith((*WEAK, "city:"))} for act in (a, b)]
    if all(parties) and parties[0].isdisjoint(parties[1]):
        return False
    if story and a.type == b.type:
        return True
    return a.name == b.name and shared >= (1 if a.nominal else RELATED)
