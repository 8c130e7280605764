"""What a report's own text tells of the day on which it was written.

1. What the user gave stands.
2. A header, or the metadata of a page, is not believed where the text tells in the past of a later day: the claim is
   kept as disputed.
3. A day that the text points at as its own ("this Monday, July 26") makes a header's month, or nothing, that day.
4. A date line at the head of the text ("BEIRUT, May 2, 2022 -", or a line of its own) is the day of writing, unless the
   text tells in the past of a later day with its year. A weekday with its date in brackets ("on Thursday (9.11.2023)")
   is that day, or the day before.
5. What is told in the past is a lower bound; what is told as to come, with its year, an upper one where that leaves
   no more than a year.
6. A story that is told day by day, and then by weekdays, was written in the days after the latest of them.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model import Published, TimeExpression
from .chronology import entries
from .parse import HEAD
from .readings import is_weekday
from .resolve import resolve
from .timevalue import covers, precise, shifted

MARGIN = 1
"""Days. What a header may be behind the text: another time zone."""
LONGEST = 366
"""Days between the latest day told and the first to come, for these two to bound the day of writing."""
STORY = 14
"""Days over which three days or more are told, for a story to run."""
FRESH = 3
"""Days after the latest day told on which a running story is written."""
_PLACE = (
    r"[^\w\n]*(?:[A-ZÀ-Ý][\w.'’-]{0,30}[ ,/]{1,2}(?:[a-zà-ý]{1,3}[ ](?=[A-ZÀ-Ý]))?){1,4}(?:\([^\d()\n]{2,30}\),[ ])?"
)
_HOUR = r"(?:,?[ \t]+(?:[^\W\d_]{1,3}[ ])?\d{1,2}[:.h]\d{2}(?:[ \t]+\w{1,4}\.?){0,2})"
_END = r"[ \t]*(?:[|·•][^\n]{0,80})?[^\w\n]*(?:\n|$)"
"""The end of a line, and what a bar parts from it."""
_TO_THE_END, _WITH_AN_HOUR = rf"(?:{_HOUR}|[ \t]+[A-Z]{{2,4}})?{_END}", f"{_HOUR}{_END}"
_HEAD_LINES = (
    (re.compile(r"[^\w\n]*(?:[^\W\d_]{2,3}[ ])?"), re.compile(_TO_THE_END)),
    (re.compile(_PLACE + r"(?:[–—|/·•-]|\([^()\n]{2,30}\))[ \t]+"), re.compile(_TO_THE_END)),
    (re.compile(r"(?:[^|\d\n]{1,40}\|[ \t]*){1,4}"), re.compile(_TO_THE_END)),
    (re.compile(r"[^\d\n.!?]{1,80}(?:,|[ ][–—|·•-])[ ](?:[^\W\d_]{1,12}[ ]){0,2}"), re.compile(_WITH_AN_HOUR)),
    (
        re.compile(r"[^\w\n]*(?:[^\W\d_]{2,12}\)[ ])?"),
        re.compile(r"[ \t]+(?:\([^()\n]{2,30}\)[ \t]*)?[–—-]{1,2}[ \t]+(?=[^\W\d_a-zß-ÿ])"),
    ),
    (
        re.compile(_PLACE + r"\(?"),
        re.compile(r"[ \t]*(?:[–—:|]|\.?-+\s|\)\.?\s*[–—:-]|\((?=[A-Z])|\([^()\n]{2,30}\)[ \t]*[\n–—:-])"),
    ),
    (
        re.compile(_PLACE + r"\([^()\n]{2,30}\)[ \t]*[–—-]+[ \t]+"),
        re.compile(r"[ \t]*(?:[\n–—:-]|\.[ \t]+(?=[^\W\d_a-z]))"),
    ),
    (re.compile(_PLACE + r"(?<=[,.] )"), re.compile(r"[ \t]*(?:\n|\.[ \t]+(?=[^\W\d_a-z]))")),
)
"""What stands before and after a date line on its line: nothing or a short word, names with capitals and a dash or bar,
or words between bars, and then the end of the line; other words and an hour behind it; nothing, and then a dash; names
with capitals, and then a dash or colon; such names and an agency, or a comma, and then the end of the line or
sentence."""


def infer(expressions: Sequence[TimeExpression], given: Published, text: str) -> Published:
    """The publication, narrowed by what the text fixes; `reasons` say by what. `how` stays "unknown" where the text
    fixes no last day; `earliest` is then the latest day that it tells of in the past."""
    if given.how == "user":
        return given
    given = _believed(expressions, given, text)
    known = given.latest is not None and given.how != "unknown"
    bounded = _bounded(expressions, given, text)
    sure = _bounded([e for e in expressions if {"year", "month"} <= e.fields.keys()], given, text)
    for found in (_own_day(expressions, given), _dateline(expressions, text)):
        if found is not None and _fits(found[1], sure):
            expression, day = found
            reason = f"the text says {_words(text, expression)!r}, its day of writing"
            how = given.how if known else "text"
            return replace(given, earliest=day, latest=day, how=how, reasons=(*given.reasons, reason))
    if known:
        return bounded
    return _in_brackets(expressions, sure, text) or _running(expressions, _closed(expressions, bounded, text), text)


def _in_brackets(expressions: Sequence[TimeExpression], bounded: Published, text: str) -> Published | None:
    """The publication by the last weekday that has its date in brackets behind it, told for who reads it later; None
    where there is none, or a later day is told."""
    found: dict[datetime.date, tuple[int, int]] = {}
    for weekday, e in itertools.pairwise(expressions):
        framed = text[weekday.end : e.start].strip() == "(" and text[e.end : e.end + 1] == ")"
        day = _full_day(e) if framed and is_weekday(weekday) and weekday.tense == "past" else None
        if day is not None and weekday.fields.get("weekday") == str(day.isoweekday()):
            found[day] = weekday.start, e.end + 1
    last = max(found, default=None)
    if last is None or (bounded.earliest is not None and bounded.earliest > shifted(last, 1)):
        return None
    start, end = found[last]
    reason = f"the text tells of {' '.join(text[start:end].split())!r}, so it is of that day or the next"
    return replace(bounded, earliest=last, latest=shifted(last, 1), how="text", reasons=(*bounded.reasons, reason))


def _words(text: str, e: TimeExpression) -> str:
    return " ".join(text[e.start : e.end].split())


def _believed(expressions: Sequence[TimeExpression], given: Published, text: str) -> Published:
    """The publication as given; where the text tells in the past of a day that comes later, or points at another day as
    its own, nothing of it, or that day."""
    if given.latest is None or given.how == "unknown":
        return given
    limit = shifted(given.latest, MARGIN)
    later = [e for e in expressions if e.tense == "past" and e.role == "at" and (d := _full_day(e)) and d > limit]
    own = [e for e in expressions if _points_at(e) and not any(_fits(d, given) for d in _days(e, given))]
    if not later and not own:
        return given
    by = (later or own)[0]
    tells = "tells in the past of" if later else "gives as its own day"
    reason = f"not believed: {'; '.join(given.reasons)}, since the text {tells} {_words(text, by)!r}"
    claim = "/".join(sorted({str(given.earliest or ""), str(given.latest)}))
    days = [d for e in own for d in _days(e, given) if d <= given.latest] if not later else []
    day = days[0] if len(set(days)) == 1 else None
    return Published(day, day, "text" if day else "unknown", (reason,), disputed=claim, disputed_by=by.start)


def _points_at(e: TimeExpression) -> bool:
    """Whether an expression points at a full day as the present one ("this Monday, July 26")."""
    return e.form == "date" and e.fields.get("shift") == "0" and {"month", "day"} <= e.fields.keys()


def _closed(expressions: Sequence[TimeExpression], bounded: Published, text: str) -> Published:
    """A publication with no last day, closed by what the text tells as to come in a year that it names."""
    if bounded.earliest is None:
        return bounded
    ahead = {}
    for e in expressions:
        if e.tense == "future" and e.role in ("at", "by") and e.form == "date" and "year" in e.fields:
            day = resolve((replace(e, role="at"),), Published())[0].latest
            if day is not None and bounded.earliest <= day <= shifted(bounded.earliest, LONGEST):
                ahead[day] = e
    if not ahead:
        return bounded
    day = min(ahead)
    reason = f"the text tells of {_words(text, ahead[day])!r} as to come, so it is no later"
    return replace(bounded, latest=day, how="text", reasons=(*bounded.reasons, reason))


def _running(expressions: Sequence[TimeExpression], bounded: Published, text: str) -> Published:
    """The publication of a running story. The press names the days of the last week by their weekday, and earlier ones
    by their date: so each weekday told in the past comes after all days told by date."""
    first = bounded.earliest
    weekdays = [e for e in expressions if is_weekday(e) and e.tense == "past"]
    if bounded.latest is not None or first is None or not weekdays:
        return bounded
    told: dict[datetime.date, TimeExpression] = {}
    dated = []
    for e, t in zip(expressions, resolve(expressions, bounded), strict=True):
        if t.earliest is not None and precise(t.value) and e.tense == "past" and e.role == "at":
            told.setdefault(t.earliest, e)
            if e.form == "date":
                dated.append(t.earliest)
    days = [day for day in told if shifted(first, -STORY) <= day <= first]
    if len(days) < 3 or first not in told or not dated:
        return bounded
    fitting = [day for day in (shifted(first, n) for n in range(FRESH + 1)) if _names_all(weekdays, day, max(dated))]
    if not fitting:
        return bounded
    reason = f"the text tells of days up to {_words(text, told[first])!r}, then of weekdays: a story of that week"
    return replace(bounded, earliest=fitting[0], latest=fitting[-1], how="text", reasons=(*bounded.reasons, reason))


def _names_all(weekdays: Iterable[TimeExpression], written: datetime.date, dated: datetime.date) -> bool:
    """Whether weekdays told on that day mean days after all that are told by date."""
    here = Published(written, written, "text")
    return all((day := resolve((e,), here)[0].earliest) is not None and day > dated for e in weekdays)


def _own_day(expressions: Iterable[TimeExpression], given: Published) -> tuple[TimeExpression, datetime.date] | None:
    """A full day that the text points at as the present one; its year may be the header's, or follow from a weekday."""
    found: dict[datetime.date, TimeExpression] = {}
    for e in expressions:
        if _points_at(e):
            days = [d for d in _days(e, given) if _fits(d, given)]
            if len(days) == 1:
                found.setdefault(days[0], e)
    if len(found) != 1:
        return None
    day, expression = found.popitem()
    return expression, day


def _days(e: TimeExpression, given: Published) -> list[datetime.date]:
    """The days that a day and month may be: of its own year, else of the years of the given interval."""
    years: Iterable[int] = ()
    if "year" in e.fields:
        years = (int(e.fields["year"]),)
    elif given.earliest and given.latest:
        years = range(given.earliest.year, given.latest.year + 1)
    days = []
    for year in years:
        day = covers(f"{year:04}-{int(e.fields['month']):02}-{int(e.fields['day']):02}").earliest
        if day and str(day.isoweekday()) == e.fields.get("weekday", str(day.isoweekday())):
            days.append(day)
    return days


def _fits(day: datetime.date, given: Published) -> bool:
    return (given.earliest is None or given.earliest <= day) and (given.latest is None or day <= given.latest)


def _dateline(expressions: Sequence[TimeExpression], text: str) -> tuple[TimeExpression, datetime.date] | None:
    """A full date that stands alone, or behind a place, on a line at the head of the text; alone on its last line. The
    entries of a chronology are none."""
    told = {start for start, _ in entries(text, expressions)}
    head = (e for e in expressions if e.start <= HEAD and e.role == "at" and e.start not in told)
    lines = [e for e in head if any(_stands_between(e, text, *marks) for marks in _HEAD_LINES)]
    foot = (e for e in expressions[-1:] if "\n" in text[: e.start] and not text[e.end :].strip(" \n.)"))
    lines += [e for e in foot if _stands_between(e, text, *_HEAD_LINES[0])]
    return next(((e, day) for e in lines if (day := _full_day(e)) is not None), None)


def _stands_between(e: TimeExpression, text: str, before: re.Pattern[str], after: re.Pattern[str]) -> bool:
    line = text.rfind("\n", 0, e.start) + 1
    return bool(before.fullmatch(text, line, e.start) and after.match(text, e.end))


def with_date_line(expressions: Sequence[TimeExpression], text: str) -> tuple[TimeExpression, ...]:
    """The expressions, of which a day and month behind the place of a date line ("MADRID, 9 sep (Wire) -") points at
    the day of writing; it is the weekday that the text calls this one."""
    found, told = list(expressions), {start for start, _ in entries(text, expressions)}
    for n, e in enumerate(found):
        if e.start > HEAD:
            break
        if e.start in told:
            continue
        bare = e.form == "date" and {"month", "day"} <= e.fields.keys() and not {"year", "shift"} & e.fields.keys()
        if bare and e.role == "at" and any(_stands_between(e, text, *marks) for marks in _HEAD_LINES[2:]):
            this = next((o.fields for o in found if is_weekday(o) and o.fields.get("shift") == "0"), {})
            weekday = {"weekday": this["weekday"]} if "weekday" in this else {}
            found[n] = replace(e, fields={**weekday, **e.fields, "shift": "0"})
            break
    return tuple(found)


def _full_day(e: TimeExpression) -> datetime.date | None:
    """The day of an expression that gives year, month and day, and no weekday that contradicts them."""
    if e.form != "date" or not {"year", "month", "day"} <= e.fields.keys():
        return None
    days = _days(e, Published())
    return days[0] if days else None


def _bounded(expressions: Sequence[TimeExpression], given: Published, text: str) -> Published:
    """The publication no earlier than the latest day that the text tells of in the past."""
    told = []
    for e, t in zip(expressions, resolve(expressions, given), strict=True):
        in_range = e.start > 0 and text[e.start - 1] in "-–/"  # the end of what may go on: "in 2021-2024"
        if (
            e.tense == "past"
            and e.role in ("at", "since")
            and not in_range
            and _dates(e)
            and t.mod in (None, "START", "MID", "END")
        ):
            day = t.earliest
            if day is not None and (precise(t.value) or "year" in e.fields):
                told.append((day, e))
    if not told:
        return given
    day, e = max(told, key=lambda pair: (pair[0], -pair[1].start))
    later = given.earliest is None or day > given.earliest
    if not later or (given.latest is not None and day > given.latest):
        return given
    reason = f"the text tells of {_words(text, e)!r} in the past, so it is no earlier"
    return replace(given, earliest=day, reasons=(*given.reasons, reason))


def _dates(e: TimeExpression) -> bool:
    """Whether an expression tells a day that does not hang on the day of writing alone ("yesterday", "Monday")."""
    return (e.form == "date" and bool({"year", "month"} & e.fields.keys())) or e.fields.get("from") in (
        "told",
        "beside",
    )
