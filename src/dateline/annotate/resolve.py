"""What a temporal expression means, once it is known when the report was written.

The only place where what the words say meets the publication. Expressions are counted from the publication, or from
the date last told ("the next day"). Where the publication is an interval, a value goes only as far as it holds for
all of it; where it is unknown, what is not known stays X. Normalisation after TIMEX3 (ISO 24617-1); the choice
between a past and a coming weekday by the tense of the verb after Mani and Wilson 2000.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..model import Interval, Published, TimeExpression, Timex
from .timevalue import DAY, at, common, covers, length, precise, unknown

Fields = Mapping[str, str]
Told = tuple[str, int]
"""A value that the text has told, and where its expression starts."""

NEAR = 60
"""Days. A day and month without a year that lies this close ahead is the coming one, even beside a verb in the past
(`said`): a day of a year ago would have been given its year. Also how close two dates are that are told together."""
NEAR_MONTH = 15
"""The same for the start of a month that is named alone."""
BIAS = 2
"""How many days behind weigh as one ahead: news tells of what was, where no future tense says otherwise."""
TOGETHER = 600
"""Code points between two expressions that are told together."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What an expression is counted from: the day of writing that is assumed, and the date last told."""

    day: datetime.date
    told: Told | None
    tense: str | None


def resolve(
    expressions: Sequence[TimeExpression], published: Published, fixed: Mapping[int, str] | None = None
) -> tuple[Timex, ...]:
    """One `Timex` for each expression, in the same order, given when the report was published.

    `fixed` has the values of those (by index) that a user has corrected; what is counted from them follows.
    Never raises on nonsense (a 31 February, a weekday that is not its date's): such a value keeps what is possible.
    """
    ends = _ends(published)
    full = [(t, e.start) for e in expressions if (t := _absolute(e)) and precise(t)]
    told: Told | None = None
    out = []
    for index, expression in enumerate(expressions):
        value, anchor, days = _value(expression, ends, told, full)
        if fixed and index in fixed:
            value, anchor, days = fixed[index], "user", covers(fixed[index])
        out.append(_timex(expression, value, anchor, days))
        if _tells(expression, value):
            told = (value, expression.start)
    return tuple(out)


def _ends(published: Published) -> tuple[datetime.date, ...]:
    """First and last possible day of writing; none where it is not known."""
    if published.earliest is None or published.latest is None or published.how == "unknown":
        return ()
    return tuple(sorted({published.earliest, published.latest}))


def _tells(expression: TimeExpression, value: str) -> bool:
    """Whether the narrative goes on from here: a date that something is told of, not a deadline or a vague "now"."""
    dated = expression.type in ("DATE", "TIME") and expression.form not in ("ref", "decade", "literal")
    return dated and expression.role not in ("by", "until") and any(c.isdigit() for c in value)


def _value(
    e: TimeExpression, ends: Sequence[datetime.date], told: Told | None, full: Sequence[Told]
) -> tuple[str, str | None, Interval]:
    """The value, what it was counted from, and the days that it may be."""
    read = READINGS.get(e.form)
    if read is None:
        return _template(e.fields), None, Interval()
    absolute = _absolute(e)
    if absolute is not None:
        return absolute, None, _stretch(e, ends) if e.form == "duration" else covers(absolute)
    if _from_told(e, told) and told is not None:
        value = _counted(e, told)
        return value, f"timex:{told[1]}", covers(value)
    if not ends or e.fields.get("from") == "told":
        return _without_publication(e, full)
    # A deadline in the calendar lies ahead of whoever sets it, also where the verb beside it tells of the setting.
    tense = "future" if e.role == "by" and "month" in e.fields else e.tense
    values = [_safely(read, e, _Context(day, told, tense)) for day in ends]
    value = _agreed(e, values, ends)
    first, last = covers(values[0]), covers(values[-1])
    days = covers(value) if precise(value) else Interval(first.earliest, last.latest)
    return value, "dct", days


def _agreed(e: TimeExpression, values: Sequence[str], ends: Sequence[datetime.date]) -> str:
    """One value for all days on which the report may have been written."""
    if len(set(values)) == 1:
        return values[0]
    inside = [v for v in values if _within(covers(v), ends)]
    if "day" in e.fields and "month" in e.fields and inside and ends[-1] - ends[0] < 32 * DAY:
        return inside[0]
    if e.form == "offset" and (shared := common(values)):
        return _with_time(shared, e.fields) if len(shared) == 10 else shared
    return _with_time(_template(e.fields), e.fields)


def _within(days: Interval, ends: Sequence[datetime.date]) -> bool:
    return days.earliest is not None and days.latest is not None and ends[0] <= days.earliest <= days.latest <= ends[-1]


def _safely(read: Callable[[Fields, _Context], str], e: TimeExpression, context: _Context) -> str:
    try:
        return _with_time(read(e.fields, context), e.fields)
    except (ValueError, OverflowError):
        return _with_time(_template(e.fields), e.fields)


def _absolute(e: TimeExpression) -> str | None:
    """The value of an expression that needs nothing else: a date with its year, a duration, a reference."""
    if e.form in ("date", "offset", "time") and "year" not in e.fields:
        return None
    if e.form == "date" and "weekday" in e.fields and "day" in e.fields:
        return _with_time(_checked(e.fields), e.fields)
    day = datetime.date(2000, 1, 1)
    return _safely(READINGS[e.form], e, _Context(day, None, e.tense)) if e.form in READINGS else None


def _checked(fields: Fields) -> str:
    """A full date with its weekday; the day is left out where the two contradict each other."""
    value = _date(fields, int(fields["year"]))
    days = covers(value)
    if days.earliest and precise(value) and days.earliest.isoweekday() != int(fields["weekday"]):
        return value[:7]
    return value


def _stretch(e: TimeExpression, ends: Sequence[datetime.date]) -> Interval:
    """The days of a duration that runs up to the day of writing, or on from it ("the past two months")."""
    direction = e.fields.get("direction")
    if not ends or direction is None:
        return Interval()
    far = None
    if e.fields["unit"] in ("D", "W", "M", "Q", "Y", "E", "C") and e.fields["count"] != "X":
        count = round(float(e.fields["count"]))
        try:
            back = direction == "-"
            reached = covers(at(ends[0] if back else ends[-1], e.fields["unit"], -count if back else count))
            far = reached.earliest if back else reached.latest
        except (ValueError, OverflowError):
            far = None
    return Interval(far, ends[-1]) if direction == "-" else Interval(ends[0], far)


# --- narrative: counted from the date last told ---------------------------------------------------------------------


def _from_told(e: TimeExpression, told: Told | None) -> bool:
    if told is None or "X" in e.fields.get("count", ""):
        return False
    if e.form == "offset" and e.fields.get("from") == "told":
        return _at_least(told[0], e.fields["unit"]) or (e.fields["unit"] == "D" and told[0].startswith(A_WEEKDAY))
    return e.form == "time" and e.start - told[1] < TOGETHER and _at_least(told[0], "D")


A_WEEKDAY = "XXXX-WXX-"
"""How the value of a weekday starts of which the week is not known."""


def _at_least(value: str, unit: str) -> bool:
    """Whether a value is precise enough to count units from it."""
    depth = {"D": 10, "W": 10, "WE": 10, "M": 7, "Q": 7}.get(unit, 4)
    return len(value.split("T")[0]) >= depth and (value[5:6].isdigit() or depth == 4)


def _counted(e: TimeExpression, told: Told) -> str:
    """The value that many units after the one told, also where its year is not known ("XXXX-01-02")."""
    if told[0].startswith(A_WEEKDAY):
        count = int(e.fields["count"]) * (-1 if e.fields.get("sign") == "-" else 1)
        weekday = (int(told[0][len(A_WEEKDAY)]) - 1 + count) % 7 + 1
        return _with_time(f"{A_WEEKDAY}{weekday}", e.fields)
    results = set()
    for year in ("2000", "2001") if told[0].startswith("XXXX-") else (told[0][:4],):
        start = covers(year + told[0][4:10]).earliest
        if start is None:
            return _template(e.fields)
        value = _safely(_offset if e.form == "offset" else _time, e, _Context(start, told, None))
        results.add(value if year == told[0][:4] else value.replace(year, "XXXX", 1))
    return results.pop() if len(results) == 1 else _template(e.fields)


def _without_publication(e: TimeExpression, full: Sequence[Told]) -> tuple[str, str | None, Interval]:
    """What can be said when it is not known when the report was written."""
    template = _with_time(_template(e.fields), e.fields)
    if e.form != "date" or not {"month", "day"} <= e.fields.keys() or "shift" in e.fields:
        return template, None, Interval()
    found: dict[str, int] = {}
    for value, start in full:
        day = covers(value).earliest
        if day is None or abs(start - e.start) > TOGETHER:
            continue
        near = _safely(_calendar, e, _Context(day, None, None))
        middle = covers(near).earliest
        if middle is not None and abs(middle - day) <= NEAR * DAY:
            found.setdefault(near, start)
    if len(found) != 1:
        return template, None, Interval()
    value, start = found.popitem()
    return value, f"timex:{start}", covers(value)


# --- readings: from the parts that the words give to a value ---------------------------------------------------------


def _calendar(fields: Fields, context: _Context) -> str:
    """A date of the calendar, of which the year (or all but the weekday) is left to the reader."""
    if "year" in fields:
        return _date(fields, int(fields["year"]))
    if "yearshift" in fields:
        return _date(fields, context.day.year + int(fields["yearshift"]))
    if set(fields) & {"month", "season", "quarter", "half"}:
        return _nearest(fields, context)
    return _weekday(fields, context)


def _date(fields: Fields, year: int) -> str:
    """The value of the given parts in a year; the day is left out where the month has no such day."""
    datetime.date(year, 1, 1)
    for part, sign in (("quarter", "Q"), ("half", "H"), ("season", "")):
        if part in fields:
            return f"{year:04}-{sign}{fields[part]}"
    if "month" not in fields:
        return f"{year:04}"
    month = f"{year:04}-{int(fields['month']):02}"
    if "day" not in fields:
        return month
    day = f"{month}-{int(fields['day']):02}"
    return day if covers(day).earliest else month


def _nearest(fields: Fields, context: _Context) -> str:
    """The year in which such a date lies next to the day of writing, on the side that words and tense tell."""
    day = context.day
    candidates = []
    for year in range(max(day.year - 4, 1), min(day.year + 5, 9999)):
        value = _date(fields, year)
        days = covers(value)
        if days.earliest is None or days.latest is None or ("day" in fields and not precise(value)):
            continue
        if "weekday" in fields and days.earliest.isoweekday() != int(fields["weekday"]):
            continue
        candidates.append((days.earliest, days.latest, value))
    windows = {
        "-1": [c for c in candidates if c[1] < day][-1:],
        "0": [c for c in candidates if c[0].year == day.year],
        "1": [c for c in candidates if c[0] > day][:1],
    }
    window = windows.get(fields.get("shift", ""), [c for c in candidates if abs(c[0].year - day.year) <= 1])
    if not window:
        return _template(fields)
    near = NEAR if fields.keys() & {"day", "quarter", "half", "season"} else NEAR_MONTH
    return min(window, key=lambda c: _distance(c[0], c[1], context, near))[2]


def _distance(first: datetime.date, last: datetime.date, context: _Context, near: int) -> int:
    """Days between a candidate and the day of writing; a candidate on the wrong side of the tense is far."""
    ahead, behind = (first - context.day).days, (context.day - last).days
    away = max(ahead * (1 if context.tense == "future" else BIAS), behind, 0)
    if (context.tense == "past" and ahead > near) or (context.tense == "future" and behind > near):
        return away + 1000
    return away


def _weekday(fields: Fields, context: _Context) -> str:
    """A weekday: the last one in news, the coming one beside a verb in the future."""
    back = (context.day.isoweekday() - int(fields["weekday"])) % 7
    shift = fields.get("shift")
    if shift == "-1":
        return (context.day - (back or 7) * DAY).isoformat()
    nearest_ahead = shift == "0" and context.tense != "past" and back > 3
    if shift == "1" or nearest_ahead or (context.tense == "future" and back):
        return (context.day + (7 - back) * DAY).isoformat()
    return (context.day - back * DAY).isoformat()


def _offset(fields: Fields, context: _Context) -> str:
    """So many units before or after the reference."""
    if fields.get("count") == "X":
        return {"-": "PAST_REF", "+": "FUTURE_REF"}[fields["sign"]]
    count = int(float(fields["count"])) * (-1 if fields.get("sign") == "-" else 1)
    unit = fields["unit"]
    day = context.day
    if unit == "WE" and count == 0 and context.tense != "future" and day.isoweekday() < 5:
        count = -1
    if "weekday" in fields:
        day += (int(fields["weekday"]) - day.isoweekday()) * DAY
        return (day + 7 * count * DAY).isoformat()
    return at(day, unit, count)


def _time(fields: Fields, context: _Context) -> str:
    """A time of day alone is that of the day last told, or of writing."""
    return context.day.isoformat()


def _duration(fields: Fields, context: _Context) -> str:
    return length(fields["count"], fields["unit"])


def _set(fields: Fields, context: _Context) -> str:
    if "unit" in fields:
        return length(fields.get("count", "1"), fields["unit"])
    return _template(fields)


def _decade(fields: Fields, context: _Context) -> str:
    return fields["decade"].rjust(2, "9").rjust(3, "1") + "X"


def _literal(fields: Fields, context: _Context) -> str:
    return fields["value"]


READINGS: dict[str, Callable[[Fields, _Context], str]] = {
    "date": _calendar,
    "offset": _offset,
    "time": _time,
    "duration": _duration,
    "set": _set,
    "decade": _decade,
    "ref": _literal,
    "literal": _literal,
}


def _template(fields: Fields) -> str:
    """The value with X for all that the words leave open."""
    year = fields.get("year", "XXXX")
    for part, sign in (("quarter", "Q"), ("half", "H"), ("season", "")):
        if part in fields:
            return f"{year}-{sign}{fields[part]}"
    if "month" in fields:
        month = f"{year}-{int(fields['month']):02}"
        possible = "day" in fields and covers(f"2000-{int(fields['month']):02}-{int(fields['day']):02}").earliest
        return f"{month}-{int(fields['day']):02}" if possible else month
    if "weekday" in fields:
        return f"XXXX-WXX-{fields['weekday']}"
    if "unit" in fields:
        return unknown(fields["unit"])
    return "XXXX-XX-XX" if {"hour", "part"} & fields.keys() else year


def _with_time(value: str, fields: Fields) -> str:
    """The value with its time of day: "T14:30", "TMO"."""
    if "hour" in fields:
        hour = int(fields["hour"])
        if fields.get("clock") == "PM" and hour < 12:
            hour += 12
        elif fields.get("clock") == "AM" and hour == 12:
            hour = 0
        return f"{value}T{hour:02}:{int(fields.get('minute', '0')):02}"
    return f"{value}T{fields['part']}" if "part" in fields else value


def _timex(e: TimeExpression, value: str, anchor: str | None, days: Interval) -> Timex:
    """The row: the days are those of the value, open on the side that its role or `mod` leaves open."""
    earliest, latest = days.earliest, days.latest
    if e.role in ("by", "until", "before") or e.mod in ("BEFORE", "ON_OR_BEFORE"):
        earliest = None
    if e.role in ("since", "after") or e.mod in ("AFTER", "ON_OR_AFTER"):
        latest = None
    return Timex(e.start, e.end, e.type, value, e.mod, anchor, e.role, earliest, latest)
