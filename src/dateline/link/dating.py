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
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..annotate.readings import BIAS, NEAR, is_weekday
from ..annotate.resolve import resolve
from ..annotate.timevalue import shifted
from ..model import Published, TimeExpression
from .known import RELATED, Found, Known
from .stories import UNSURE, Stories
from .tellings import FRESH, WEAK, WEEK, Act, Telling, admitted, lacks_year, may_be, related, written_after

ROUNDS = 8
"""Links of the longest chain by which one report dates another."""
COURSES = ((183, 1), (731, 2))
"""Days between a day and those that related reports tell, for it to be of their course of events; and names, those not
weak, that they must share."""
WITHOUT_YEAR = 365 * BIAS // (BIAS + 1)
"""Days for which it tells of a day without its year: as long as `annotate.readings` takes it for the past one."""
MONTH = 31
STORY = 3
"""Days between two reports that open with one act."""
AFTER = {"D": 1, "W": 3, "M": 10}
"""Days that a count of days, weeks or months after an act may be off."""


class Clue(NamedTuple):
    """The days on which a report can have been written, and why."""

    first: datetime.date
    last: datetime.date
    reason: str


def dated(reports: Mapping[str, Telling], stories: Stories) -> dict[str, Published]:
    """The publications, by id, of those reports that the others date; a pure function, whatever their order."""
    undated = sorted(i for i, r in reports.items() if r.undated)
    near = related({i: r.names for i, r in reports.items()}, undated)
    partners: dict[str, set[str]] = defaultdict(set)
    for (left, right), likeness in stories.pairs.items():
        if likeness >= UNSURE:
            partners[left].add(right)
            partners[right].add(left)
    pile = _Pile(reports, near, partners)
    for _ in range(ROUNDS):
        new = {i: p for i in undated if (p := pile.publication(reports[i]))}
        if not new:
            break
        pile.learn(new)
    return pile.found


class _Pile(Known):
    """What follows from what is known."""

    def publication(self, report: Telling) -> Published | None:
        """When an undated report was written, by all that is known; None where that contradicts itself, or tells no
        more than was known."""
        if self.written(report.id, WEEK):
            return None
        clues = [*self._named_days(report), *self._weekdays(report), *self._anniversaries(report)]
        clues = clues or [*self._one_story(report)]
        if not clues:
            return None
        first = max(c.first for c in clues)
        last = min(c.last for c in clues)
        first = max(first, report.published.earliest or first)
        first = self._after_what_is_told(report, first, last)
        known = self.found.get(report.id)
        if first > last or (known and not _narrows(known, first, last)):
            return None
        reasons = dict.fromkeys((*(known or report.published).reasons, *(c.reason for c in clues)))
        return Published(first, last, "pile", tuple(reasons))

    # --- 1. a day and month without a year --------------------------------------------------------------------

    def _named_days(self, report: Telling) -> Iterator[Clue]:
        """By the days that a report tells without a year, where others fix it for all of them alike."""
        told: dict[datetime.date, tuple[TimeExpression, str]] = {}
        dating = {a.time for a in report.acts if a.factual}
        for e in report.expressions:
            lies_behind = "weekday" in e.fields or "shift" in e.fields or e.start in dating
            open_one = e.start in report.times and not report.times[e.start].days.earliest
            if lies_behind and open_one and lacks_year(e) and (fixed := self._year_fixed(report, e)):
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
        for found in (self._same_day(report, e), self._same_act(report, e)):
            days: dict[datetime.date, Found] = {}
            for f in found:
                if f.report is not report and may_be(e, f.day):
                    days.setdefault(f.day, f)
            if days:
                first = next(iter(days.values()))
                return (first.day, first.means(words)) if len(days) == 1 else None
        if "weekday" not in e.fields:
            return None
        for apart, strong in COURSES:
            points = self._points(j for j, shared in self.sharing(report).items() if shared.strong >= strong - 1)
            reached = {d: near for d in admitted(e, points) if abs(((near := _nearest(d, points)) - d).days) <= apart}
            if len(reached) == 1:
                ((day, near),) = reached.items()
                by = self.reports[points[near]].label
                return day, f"of the years in which {words!r} can be, {day.year} is that of {by}, which tells of {near}"
        return None

    def _same_day(self, report: Telling, e: TimeExpression) -> Iterator[Found]:
        """The days that reports tell which share two names, of which that of one beside a weekday may be weak; or three
        where nothing but the day and month says that it is one day."""
        named = "weekday" in e.fields
        on = self.on.get((int(e.fields["month"]), int(e.fields["day"])), {})
        sharing = self.sharing(report)
        for j in sorted(sharing.keys() & on.keys()):
            if named or (sharing[j].strong and sharing[j].names > RELATED):
                yield from on[j]

    def _same_act(self, report: Telling, e: TimeExpression) -> Iterator[Found]:
        """The days on which any report tells an act that the expression dates, of no other parties."""
        for a in report.acts:
            if a.type and a.time == e.start:
                for day in self.days_of.get((a.name, int(e.fields["month"]), int(e.fields["day"])), ()):
                    yield from self.parties_on[a.name, day].first(a, report)

    def _points(self, others: Iterable[str]) -> dict[datetime.date, str]:
        """The days that reports tell or were written on, each with the first of those that do."""
        points: dict[datetime.date, str] = {}
        for j in others:
            for f in self.days(j):
                points.setdefault(f.day, j)
            if written := self.written(j, WEEK):
                points.setdefault(written.earliest, j)  # type: ignore[arg-type]
        return points

    # --- 2. weekdays of acts ----------------------------------------------------------------------------------

    def _weekdays(self, report: Telling) -> Iterator[Clue]:
        """By the weekdays whose day others tell."""
        for e in report.expressions:
            if e.tense == "future" or e.start not in report.times or e.role in ("by", "until"):
                continue
            if (window := written_after(e)) is None:
                continue
            words = report.times[e.start].words
            days: dict[datetime.date, str] = {}
            for f in self._same_acts(report, e):
                if f.report is not report and str(f.day.isoweekday()) == e.fields.get("weekday", f"{f.day:%u}"):
                    days.setdefault(f.day, f.means(words))
            if is_weekday(e):
                days = days or dict(self._counted(report, e))
            if len(days) == 1:
                ((day, reason),) = days.items()
                yield Clue(shifted(day, window[0]), shifted(day, window[1]), reason)

    def _same_acts(self, report: Telling, e: TimeExpression) -> Iterator[Found]:
        """The days on which others tell the act of a weekday: in one story an act of that type; of one that is named
        as known ("Tuesday's blast") any that shares a name with the report; else one of a report that shares two, and
        whose own parties are not others. Or a sentence that names and counts the same."""
        told = [a for a in report.acts if a.time == e.start]
        sentence = report.times[e.start].sentence
        told = told or [a for a in report.acts if a.sentence == sentence and a.time is None and not a.nominal]
        anchors = report.anchors.get(sentence, frozenset())
        partners = self.partners.get(report.id, set())
        for j in sorted({*self.near[report.id], *partners} if is_weekday(e) else partners):
            other = self.reports[j]
            shared = {n for n in report.names & other.names if not n.startswith(WEAK)}
            for f in self.days(j):
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

    # --- 3. one story -----------------------------------------------------------------------------------------

    def _one_story(self, report: Telling) -> Iterator[Clue]:
        """By the dated reports of the same story that open with the same act."""
        weekdays = {e.fields["weekday"] for e in report.expressions if is_weekday(e) and e.tense != "future"}
        for j in sorted(self.partners.get(report.id, ())):
            written = self.written(j, WEEK)
            if not written or not self._open_alike(report, j):
                continue
            first, last = shifted(written.earliest, -STORY), shifted(written.latest, STORY)  # type: ignore[arg-type]
            reason = f"it opens with the act that {self.reports[j].label} opens with"
            yield Clue(first, last, reason)
            days = {f.day for f in self.days(j) if first <= f.day <= last and str(f.day.isoweekday()) in weekdays}
            for day in days if len(days) == 1 else ():
                yield Clue(day, shifted(day, FRESH), f"{reason}, and tells of the weekday of {day}")

    def _open_alike(self, report: Telling, other: str) -> bool:
        """Whether an act opens both, and not each on another weekday."""
        told = {e.start: e.fields["weekday"] for e in report.expressions if is_weekday(e)}
        days = {f.start: str(f.day.isoweekday()) for f in self.days(other)}
        pairs = ((a, b) for a in report.opening for b in self.reports[other].opening if a.name == b.name)
        found = [(told.get(_at(a)), days.get(_at(b))) for a, b in pairs]
        return bool(found) and all(None in pair or pair[0] == pair[1] for pair in found)

    def _after_what_is_told(self, report: Telling, first: datetime.date, last: datetime.date) -> datetime.date:
        """The first day of writing from which the weekdays told come after the acts that are told without a day, where
        another report of the same story tells it: what was before is told by its date."""
        bare = {a.name for a in report.acts if a.type and a.nominal}
        bare -= {a.name for a in report.acts if a.time is not None}
        days = [
            f.day
            for j in self.partners.get(report.id, ())
            for f in self.days(j)
            for b in self.reports[j].acts
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
        """The day so many units after an act, where all reports tell one day of it: one that shares a name, or two."""
        count = e.fields.get("count", "X")
        if e.fields.get("sign") != "+" or "event" not in e.fields or not count.isdigit() or e.start not in report.times:
            return
        acts = [a for a in report.acts if a.type and a.sentence == report.times[e.start].sentence and a.start >= e.end]
        act = min(acts, key=lambda a: a.start, default=None)
        days = self.acts_on[act.name] if act else {}
        if act is None or len(days) != 1:
            return
        ((day, told),) = days.items()
        found = [f for b, f in told if f.report is not report and not _of_others(act, b)]
        near = [f for f in found if any(not n.startswith(WEAK) for n in report.names & f.report.names)]
        if near or len({f.report.id for f in found}) > 1:
            f = (near or found)[0]
            reason = f"{report.times[e.start].words!r} is counted from {f.report.times[f.start].words!r} ({day})"
            yield _later(day, e.fields["unit"], int(count)), f"{reason} in {f.report.label}"


def _narrows(known: Published, first: datetime.date, last: datetime.date) -> bool:
    """Whether days lie in those of a publication, and are fewer."""
    if known.earliest is None or known.latest is None:
        return True
    return known.earliest <= first and last <= known.latest and last - first < known.latest - known.earliest


def _at(act: Act) -> int:
    """Where the expression starts that dates an act; -1 where none does."""
    return -1 if act.time is None else act.time


def _later(day: datetime.date, unit: str, count: int) -> datetime.date:
    """So many days, weeks, months or years later."""
    return shifted(day, round(count * {"D": 1.0, "W": 7.0, "M": 30.44, "Y": 365.25}[unit]))


def _nearest(day: datetime.date, points: Iterable[datetime.date]) -> datetime.date:
    return min(points, key=lambda p: (abs(p - day), p))


def _means(e: TimeExpression, written: datetime.date) -> datetime.date:
    """The day that a weekday means, of a report written on that day."""
    return resolve((e,), Published(written, written, "pile"))[0].earliest or written


def _one_act(a: Act, b: Act, shared: int, story: bool) -> bool:
    """Whether two acts of one weekday are one, in two reports that share so many names that are not weak."""
    if _of_others(a, b):
        return False
    if story and a.type == b.type:
        return True
    return a.name == b.name and shared >= (1 if a.nominal else RELATED)


def _of_others(a: Act, b: Act) -> bool:
    """Whether two acts each name persons or bodies, and none in common."""
    return bool(a.parties) and bool(b.parties) and a.parties.isdisjoint(b.parties)
