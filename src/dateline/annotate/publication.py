"""What a report's own text tells of the day on which it was written.

1. What the user gave stands.
2. A day that the text points at as its own ("this Monday, July 26") makes a header's month, or nothing, that day.
3. A date line at the head of the text ("BEIRUT, May 2, 2022 -") is the day of writing.
4. What is told in the past is a lower bound, no more: nothing is guessed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model import Published, TimeExpression
from .resolve import resolve
from .timevalue import covers

HEAD = 300
"""Code points at the start of a text in which a date line may stand."""
_ALONE = (re.compile(r"[^\w\n]*"), re.compile(r"[^\w\n]*(?:\n|$)"))
_BEHIND_PLACE = (
    re.compile(r"[^\w\n]*(?:[A-ZÀ-Ý][\w.'’-]{0,20}[ ,/]{1,2}){1,4}\(?"),
    re.compile(r"[ \t]*(?:[–—:|]|-+\s|\)\s*[–—:-]|\((?=[A-Z]))"),
)
"""What stands before and after a date line on its line: nothing, or names with capitals and then a dash or colon."""


def infer(expressions: Sequence[TimeExpression], given: Published, text: str) -> Published:
    """The publication, narrowed by what the text fixes; `reasons` say by what. `how` stays "unknown" where the text
    fixes no last day; `earliest` is then the latest day that it tells of in the past."""
    if given.how == "user":
        return given
    known = given.latest is not None and given.how != "unknown"
    bounded = _bounded(expressions, given, text)
    for found in (_own_day(expressions, given), _dateline(expressions, text)):
        if found is not None and _fits(found[1], bounded):
            expression, day = found
            reason = f"the text says {text[expression.start : expression.end]!r}, its day of writing"
            return Published(day, day, given.how if known else "text", (*given.reasons, reason))
    return bounded


def _own_day(expressions: Iterable[TimeExpression], given: Published) -> tuple[TimeExpression, datetime.date] | None:
    """A full day that the text points at as the present one; its year may be the header's, or follow from a weekday."""
    found: dict[datetime.date, TimeExpression] = {}
    for e in expressions:
        if e.form == "date" and e.fields.get("shift") == "0" and {"month", "day"} <= e.fields.keys():
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


def _dateline(expressions: Iterable[TimeExpression], text: str) -> tuple[TimeExpression, datetime.date] | None:
    """A full date that stands alone, or behind a place, on a line at the head of the text."""
    for e in expressions:
        if e.start > HEAD:
            break
        line = text.rfind("\n", 0, e.start) + 1
        marks = (b.fullmatch(text, line, e.start) and a.match(text, e.end) for b, a in (_ALONE, _BEHIND_PLACE))
        if e.role != "at" or not any(marks):
            continue
        day = _full_day(e)
        if day is not None:
            return e, day
    return None


def _full_day(e: TimeExpression) -> datetime.date | None:
    """The day of an expression that gives year, month and day, and no weekday that contradicts them."""
    if e.form != "date" or not {"year", "month", "day"} <= e.fields.keys():
        return None
    days = _days(e, Published())
    return days[0] if days else None


def _bounded(expressions: Iterable[TimeExpression], given: Published, text: str) -> Published:
    """The publication no earlier than the latest day that the text tells of in the past."""
    told = [
        (day, e) for e in expressions if e.tense == "past" and (day := _told(e, given)) and e.role in ("at", "since")
    ]
    if not told:
        return given
    day, e = max(told, key=lambda pair: (pair[0], -pair[1].start))
    later = given.earliest is None or day > given.earliest
    if not later or (given.latest is not None and day > given.latest):
        return given
    reason = f"the text tells of {text[e.start : e.end]!r} in the past, so it is no earlier"
    return replace(given, earliest=day, reasons=(*given.reasons, reason))


def _told(e: TimeExpression, given: Published) -> datetime.date | None:
    """The day, or the first of the month or year, that an expression tells of; a day and month take the year of a
    header that is narrow enough to leave one."""
    if e.form != "date" or e.mod not in (None, "START", "MID", "END"):
        return None
    if "year" in e.fields:
        return resolve((replace(e, role="at"),), Published())[0].earliest
    narrow = given.earliest and given.latest and (given.latest - given.earliest).days <= 31
    days = [d for d in _days(e, given) if _fits(d, given)] if narrow and {"month", "day"} <= e.fields.keys() else []
    return days[0] if len(days) == 1 else None
