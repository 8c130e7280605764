"""What reports tell by themselves of days, where some do not date themselves: what `dating` goes by."""

from __future__ import annotations

import bisect
import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from ..annotate.readings import is_weekday
from ..annotate.resolve import resolve
from ..annotate.timevalue import covers
from ..interval import Interval
from ..model import FACTUAL, Published, Span, TimeExpression
from ..record import write
from ..record.rows import expressions_of, rows_of
from ..record.store import Record
from .gather import COLUMNS, Stored, Tables, interval, keys_of, report_of
from .outlines import Outline, outline
from .passages import Report

UNDATED = ("unknown", "pile")
"""How the publication is known of a report that does not date itself."""
CROWD = 400
"""Reports that share one name; where more do, it tells of no relation."""
WEAK = ("country:", "region:", "people:")
"""Names that whole affairs share: two of them relate two reports only where a weekday fixes the rest."""
MOST_WEAK = 6
"""Weak names of a report of which pairs are made."""
FRESH = 3
"""Days on which the press tells of an act by its weekday (as in `annotate.publication`)."""
WEEK = 7


class Time(NamedTuple):
    """A temporal expression that stands in the record: its words, their TIMEX3 value and the days that they mean by
    themselves, and where its sentence starts."""

    words: str
    value: str
    days: Interval
    sentence: int


@dataclass(frozen=True, slots=True)
class Act:
    """An act that a report tells: its sense (or lemma, with the language), its PLOVER type, whether it happened, where
    it stands, where its sentence starts, and where the expression starts that dates it; the persons and bodies that its
    roles name.
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


def telling(record: Record, identity: str) -> tuple[Telling, Outline]:
    """What one report tells by itself, and its outline. What the pile has dated before is read anew, as its own text
    tells it."""
    (document,) = record.rows("SELECT published_how AS how FROM documents WHERE id = ?", (identity,))
    undated = document["how"] in UNDATED
    said = _alone(record, identity) if undated else _Alone(dict(Stored(record, identity)), (), {})
    report = report_of(said.tables)
    return _telling(said, report), outline(report)


def concerned(
    record: Record,
    undated: Sequence[str],
    telling: Callable[[str], tuple[Telling, Outline]],
    named: Mapping[str, frozenset[str]],
) -> dict[str, tuple[Telling, Outline]]:
    """What the reports tell that do not date themselves, and those that may date them, by id, sorted; `named` are the
    keys of what each report names."""
    told = {i: telling(i) for i in undated}
    others = set().union(*_sharing(named, undated).values())
    others |= _telling_alike(record, [t for t, _ in told.values()])
    return {i: told.get(i) or telling(i) for i in sorted({*undated, *others})}


class _Alone(NamedTuple):
    """The rows of a document as they are without the others, and its expressions, where these are wanted."""

    tables: Tables
    expressions: tuple[TimeExpression, ...]
    fixed: Mapping[int, str]


def _telling_alike(record: Record, undated: Sequence[Telling]) -> set[str]:
    """The dated reports that tell an act of a day which an undated one tells of that day and month, or counts from."""
    days: set[tuple[str, str]] = set()
    counted: set[str] = set()
    for said in undated:
        acts = [a for a in said.acts if a.type]
        days |= {(a.name, said.times[a.time].value[5:10]) for a in acts if a.time is not None and a.time in said.times}
        if any("event" in e.fields for e in said.expressions):
            counted |= {a.name for a in acts}
    query = """SELECT document, sense, earliest FROM events_told WHERE type IS NOT NULL AND sense IS NOT NULL
               AND dated = 'text' AND earliest = latest"""
    ids = {said.id for said in undated}
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for e in record.rows(query):
        if e["document"] not in ids and (e["sense"] in counted or (e["sense"], e["earliest"][5:]) in days):
            told[e["sense"]][e["earliest"]].add(e["document"])
    return {
        document
        for sense, on in told.items()
        for day, documents in on.items()
        if (sense, day[5:]) in days or (sense in counted and len(on) == 1)
        for document in documents
    }


def _alone(record: Record, identity: str) -> _Alone:
    found = write.kept(record, identity)
    if found is None:
        raise LookupError(f"document {identity} has no annotations")
    word = write.word_on(record, identity)
    rows = rows_of(found.document, found.annotations, found.stamp, word)
    expressions, fixed = expressions_of(found.document, found.annotations, word)
    tables = {t: sorted(rows[t], key=lambda row: row["start"]) for t in COLUMNS if t != "documents"}
    return _Alone({**tables, "documents": rows["documents"]}, tuple(expressions), fixed)


def _telling(said: _Alone, report: Report) -> Telling:
    tables = said.tables
    d = tables["documents"][0]
    at = {t["id"]: t["start"] for t in tables["timexes"]}
    starts = [s["start"] for s in tables["sentences"]]
    cues = {start for q in tables["quotes"] for start, _ in msgspec.json.decode(q["cue"])}

    def sentence(offset: int) -> int:
        return int(starts[max(bisect.bisect(starts, offset) - 1, 0)]) if starts else 0

    name_starts = [n["start"] for n in tables["names"]]

    def parties(e: Mapping[str, Any]) -> frozenset[str]:
        spans = [Span(*s) for role in ("actor", "recipient") for s in msgspec.json.decode(e[role])]
        inside = (
            n
            for s in spans
            for n in tables["names"][bisect.bisect_left(name_starts, s.start) : bisect.bisect_left(name_starts, s.end)]
            if n["end"] <= s.end
        )
        return frozenset(key for key in keys_of(inside) if not key.startswith((*WEAK, "city:")))

    return Telling(
        id=d["id"],
        label=d["uri"] or d["source_id"] or d["id"],
        published=Published(
            report.published.earliest,
            report.published.latest,
            d["published_how"],
            tuple(json.loads(d["published_reasons"])),
        ),
        names=keys_of(tables["names"]),
        times={
            t["start"]: Time(t["words"], t["value"] or "", interval(t["earliest"], t["latest"]), sentence(t["start"]))
            for t in tables["timexes"]
        },
        anchors={p.span.start: p.anchors for p in report.passages},
        acts=tuple(
            Act(
                e["sense"] or f"{d['lang']}:{e['lemma']}",
                e["type"],
                e["status"] in FACTUAL,
                bool(e["nominal"]),
                e["start"],
                e["sentence"],
                at.get(e["timex"]),
                parties(e),
            )
            for e in tables["events_told"]
            if e["type"] or e["start"] not in cues
        ),
        expressions=said.expressions,
        fixed=said.fixed,
    )


def related(names: Mapping[str, frozenset[str]], undated: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each undated report (by id) the others that share a name with it, or two weak ones; sorted."""
    return {i: tuple(sorted(others - {i})) for i, others in _sharing(names, undated).items()}


def _sharing(names: Mapping[str, frozenset[str]], undated: Iterable[str]) -> dict[str, set[str]]:
    """The same, unsorted and with the report itself."""
    undated = set(undated)
    holders: dict[str, list[str]] = {key: [] for i in undated for key in _keys(names.get(i, frozenset()))}
    for identity in sorted(names):
        for key in _keys(names[identity]):
            if key in holders:
                holders[key].append(identity)
    sharing: dict[str, set[str]] = {identity: set() for identity in undated}
    for held in holders.values():
        if len(held) <= CROWD:
            for identity in undated.intersection(held):
                sharing[identity].update(held)
    return sharing


def _keys(names: frozenset[str]) -> Iterator[str]:
    weak = sorted(n for n in names if n.startswith(WEAK))[:MOST_WEAK]
    yield from (n for n in names if not n.startswith(WEAK))
    yield from (f"{a} {b}" for n, a in enumerate(weak) for b in weak[n + 1 :])


def lacks_year(e: TimeExpression) -> bool:
    """Whether an expression names a day and month without a year, as that of something told."""
    lacking = not {"year", "yearshift", "nth", "later"} & e.fields.keys()
    return e.form == "date" and lacking and {"month", "day"} <= e.fields.keys() and e.role in ("at", "since", "after")


def may_be(e: TimeExpression, day: datetime.date) -> bool:
    """Whether a day and month, perhaps with its weekday, can be that day."""
    weekday = str(day.isoweekday())
    same = (day.month, day.day) == (int(e.fields["month"]), int(e.fields["day"]))
    return same and e.fields.get("weekday", weekday) == weekday


def admitted(e: TimeExpression, points: Iterable[datetime.date]) -> Iterator[datetime.date]:
    """The days that a day, month and weekday can be around others."""
    for year in sorted({year for p in points for year in range(p.year - 3, p.year + 4)}):
        day = covers(f"{year:04}-{int(e.fields['month']):02}-{int(e.fields['day']):02}").earliest
        if day is not None and may_be(e, day):
            yield day


def written_after(e: TimeExpression) -> tuple[int, int] | None:
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
