"""What is known of the days of a pile of reports while those that do not date themselves are being dated."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..interval import Interval
from ..model import Published
from .ragged import Ragged
from .tellings import WEAK, Act, Telling

RELATED = 2
"""Names that two related reports share; of two sentences that tell one day, one more, numbers included."""


class Found(NamedTuple):
    """A day that a report tells, and where the expression starts."""

    day: datetime.date
    report: Telling
    start: int

    def means(self, words: str) -> str:
        return f"{words!r} is {self.report.times[self.start].words!r} ({self.day}) in {self.report.label}"


class Shared(NamedTuple):
    """How many names two reports share, and how many of them are not weak."""

    names: int
    strong: int


class Names:
    """The names of all reports as numbers, so that what one shares with many is counted at once."""

    def __init__(self, reports: Mapping[str, Telling]) -> None:
        numbers: dict[str, int] = {}
        self._rows = {identity: n for n, identity in enumerate(reports)}
        self._names = Ragged.of_rows([[numbers.setdefault(n, len(numbers)) for n in r.names] for r in reports.values()])
        self._strong = np.array([not n.startswith(WEAK) for n in numbers], dtype=bool)

    def shared(self, one: str, others: Sequence[str]) -> dict[str, Shared]:
        """Those of the others, in their order, that share names enough with one, and how many they share."""
        mine = np.zeros(len(self._strong), dtype=bool)
        mine[self._names.of(np.array([self._rows[one]]))[0]] = True
        members, at = self._names.of(np.array([self._rows[j] for j in others], dtype=np.int64))
        common = mine[members]
        names, strong = (np.bincount(at[of], minlength=len(others)) for of in (common, common & self._strong[members]))
        related = np.flatnonzero(names >= RELATED).tolist()
        return {others[n]: _counted(int(names[n]), int(strong[n])) for n in related}


_counted = functools.lru_cache(maxsize=1 << 10)(Shared)
"""The same few pairs of numbers, each once in memory."""


class Parties:
    """The tellings of an act on one day, by whom they name."""

    def __init__(self, told: Sequence[tuple[Act, Found]]) -> None:
        self._told = told
        self._of: dict[str | None, list[int]] = defaultdict(list)
        for n, (act, _) in enumerate(told):
            for party in act.parties or (None,):
                self._of[party].append(n)

    def first(self, act: Act, report: Telling) -> Iterator[Found]:
        """The first telling in another report that names no other persons or bodies than an act of this one."""
        fitting: Iterable[int] = range(len(self._told))
        if act.parties:
            fitting = sorted({n for party in (None, *act.parties) for n in self._of.get(party, ())})
        told = (self._told[n][1] for n in fitting)
        yield from itertools.islice((f for f in told if f.report is not report), 1)


class Known:
    """What is known of the publications and days of all reports; `found` is what has been learnt so far."""

    def __init__(
        self, reports: Mapping[str, Telling], near: Mapping[str, Sequence[str]], partners: Mapping[str, set[str]]
    ) -> None:
        self.reports, self.near, self.partners = reports, near, partners
        self.found: dict[str, Published] = {}
        self._spans: dict[str, dict[int, Interval]] = {}
        self._single: dict[str, list[Found]] = {}
        self._shared: dict[str, dict[str, Shared]] = {}
        self._names = Names(reports)

    def learn(self, new: Mapping[str, Published]) -> None:
        """Take in when some reports, by id, were written."""
        self.found.update(new)
        for identity in new:
            self._spans.pop(identity, None)
            self._single.pop(identity, None)
        for by_day in ("on", "acts_on", "days_of", "parties_on"):
            self.__dict__.pop(by_day, None)

    def told(self, identity: str) -> dict[int, Interval]:
        """The days that the expressions of a report mean, by where they start."""
        if identity not in self._spans:
            self._spans[identity] = self.reports[identity].spans(self.found.get(identity))
        return self._spans[identity]

    def days(self, identity: str) -> Sequence[Found]:
        """The single days that a report tells."""
        if identity not in self._single:
            told, report = sorted(self.told(identity).items()), self.reports[identity]
            single = ((span.earliest, start) for start, span in told if span.earliest == span.latest)
            self._single[identity] = [Found(day, report, start) for day, start in single if day]
        return self._single[identity]

    @cached_property
    def on(self) -> Mapping[tuple[int, int], Mapping[str, list[Found]]]:
        """The single days that reports tell, by month and day, then by report."""
        days: dict[tuple[int, int], dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
        for identity in self.reports:
            for f in self.days(identity):
                days[f.day.month, f.day.day][identity].append(f)
        return days

    def written(self, identity: str, longest: int) -> Interval | None:
        """When a report was written, where that is known as closely as so many days."""
        p = self.found.get(identity, self.reports[identity].published)
        if p.latest is None or p.earliest is None or (p.latest - p.earliest).days > longest:
            return None
        return Interval(p.earliest, p.latest)

    @cached_property
    def acts_on(self) -> Mapping[str, Mapping[datetime.date, list[tuple[Act, Found]]]]:
        """For each act of a type, the days on which reports tell it, with its tellings by the reports' ids."""
        days: dict[str, dict[datetime.date, list[tuple[Act, Found]]]] = defaultdict(lambda: defaultdict(list))
        for identity in sorted(self.reports):
            told = {f.start: f for f in self.days(identity)}
            for a in self.reports[identity].acts:
                if a.type and a.time in told:
                    days[a.name][told[a.time].day].append((a, told[a.time]))
        return days

    @cached_property
    def days_of(self) -> Mapping[tuple[str, int, int], list[datetime.date]]:
        """The days on which reports tell an act, by the act, the month and the day."""
        days: dict[tuple[str, int, int], list[datetime.date]] = defaultdict(list)
        for name, on in self.acts_on.items():
            for day in sorted(on):
                days[name, day.month, day.day].append(day)
        return days

    @cached_property
    def parties_on(self) -> Mapping[tuple[str, datetime.date], Parties]:
        """The tellings of an act on a day, by the act and the day."""
        return {(name, day): Parties(told) for name, on in self.acts_on.items() for day, told in on.items()}

    def sharing(self, report: Telling) -> Mapping[str, Shared]:
        """The reports that share names enough with one, sorted, and how many."""
        if report.id not in self._shared:
            self._shared[report.id] = self._names.shared(report.id, self.near[report.id])
        return self._shared[report.id]
