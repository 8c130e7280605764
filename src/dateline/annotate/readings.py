"""From the parts that the words of a temporal expression give to a TIMEX3 value, counted from one assumed day.

A reading is a function of an expression's `fields` and the day that it is counted from; its name is the `form` of the
packs' rules (`READINGS`). Normalisation after TIMEX3 (ISO 24617-1); the choice between a past and a coming weekday by
the tense of the verb after Mani and Wilson 2000.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dateutil.easter import easter

from ..model import TimeExpression
from .timevalue import DAY, YEARS, at, covers, length, precise, unknown

Fields = Mapping[str, str]

NEAR = 60
"""Days. A day and month without a year that lies this close ahead is the coming one, even beside a verb in the past
(`said`): a day of a year ago would have been given its year. Also how close two dates are that are told together."""
NEAR_MONTH = 15
"""The same for the start of a month that is named alone."""
BIAS = 2
"""How many days behind weigh as one ahead: news tells of what was, where no future tense says otherwise."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is counted from: the day that is assumed, and the tense of its verb."""

    day: datetime.date
    tense: str | None


def safely(read: Callable[[Fields, Context], str], fields: Fields, context: Context) -> str:
    """The value with its time of day; what the words leave open where the calendar has no such day."""
    try:
        return with_time(read(fields, context), fields)
    except (ValueError, OverflowError):
        return with_time(template(fields), fields)


def problem(fields: Fields) -> str | None:
    """Why the parts of a date cannot all be true; None where they can."""
    if "month" not in fields or "day" not in fields:
        return None
    month, day = int(fields["month"]), int(fields["day"])
    if not 1 <= month <= 12:
        return "there is no such month"
    days = covers(f"{int(fields.get('year', '2000')):04}-{month:02}-{day:02}")
    if days.earliest is None:
        return "the month has no such day"
    if "year" in fields and "weekday" in fields and days.earliest.isoweekday() != int(fields["weekday"]):
        return "that day is another weekday"
    return None


def is_weekday(e: TimeExpression) -> bool:
    """Whether an expression is a weekday that nothing else dates; "last" and "next" may stand with it."""
    return e.form == "date" and "weekday" in e.fields and not {"month", "nth", "yearshift", "day"} & e.fields.keys()


def checked(fields: Fields) -> str:
    """A full date with its weekday; the day is left out where the two contradict each other."""
    value = _date(fields, int(fields["year"]))
    return value[:7] if problem(fields) else value


def _calendar(fields: Fields, context: Context) -> str:
    """A date of the calendar, of which the year (or all but the weekday) is left to the reader."""
    if "year" in fields:
        return _date(fields, int(fields["year"]))
    if "yearshift" in fields:
        return _date(fields, context.day.year + int(fields["yearshift"]))
    if fields.keys() & {"month", "season", "quarter", "half", "easter"}:
        return _nearest(fields, context)
    return _day_of_month(fields, context) if "day" in fields else _weekday(fields, context)


def _date(fields: Fields, year: int) -> str:
    """The value of the given parts in a year; the day is left out where the month has no such day.

    `nth` is the number of the weekday in its month (the fourth Thursday), `easter` the days after Easter Sunday.
    """
    datetime.date(year, 1, 1)
    if "easter" in fields:
        day: datetime.date = easter(year) + int(fields["easter"]) * DAY
        return day.isoformat()
    if "nth" in fields:
        first = datetime.date(year, int(fields["month"]), 1)
        ahead = (int(fields["weekday"]) - first.isoweekday()) % 7 + 7 * (int(fields["nth"]) - 1)
        if fields["nth"] == "-1":
            ahead = 28 + (int(fields["weekday"]) - first.isoweekday()) % 7
            ahead -= 7 * ((first + ahead * DAY).month != first.month)
        return (first + (ahead + int(fields.get("later", "0"))) * DAY).isoformat()
    for part, sign in (("quarter", "Q"), ("half", "H"), ("season", "")):
        if part in fields:
            return f"{year:04}-{sign}{fields[part]}"
    if "month" not in fields:
        return f"{year:04}"
    month = f"{year:04}-{int(fields['month']):02}"
    if "day" not in fields:
        return month
    value = f"{month}-{int(fields['day']):02}"
    return value if covers(value).earliest else month


def _nearest(fields: Fields, context: Context) -> str:
    """The year in which such a date lies next to the day of writing, on the side that words and tense tell."""
    day = context.day
    candidates = []
    for year in range(max(day.year - 4, 1), min(day.year + 5, 9999)):
        value = _date(fields, year)
        days = covers(value)
        if days.earliest is None or days.latest is None or ("day" in fields and not precise(value)):
            continue
        if "weekday" in fields and "later" not in fields and days.earliest.isoweekday() != int(fields["weekday"]):
            continue
        candidates.append((days.earliest, days.latest, value))
    windows = {
        "-1": [c for c in candidates if c[1] < day][-1:],
        "0": [c for c in candidates if c[0].year == day.year],
        "1": [c for c in candidates if c[0] > day][:1],
    }
    window = windows.get(fields.get("shift", ""), [c for c in candidates if abs(c[0].year - day.year) <= 1])
    if not window:
        return template(fields)
    near = NEAR if fields.keys() & {"day", "quarter", "half", "season"} else NEAR_MONTH
    return min(window, key=lambda c: _distance(c[0], c[1], context, near))[2]


def _day_of_month(fields: Fields, context: Context) -> str:
    """A day of an unnamed month ("Tuesday 13", "the 5th"): the one next to the day of writing, on the side that words
    and tense tell."""
    first = context.day.replace(day=1)
    months = [at(first, "M", shift) for shift in range(-2, 3)]
    days = [d for month in months if (d := covers(f"{month}-{int(fields['day']):02}").earliest)]
    kept = [d for d in days if "weekday" not in fields or d.isoweekday() == int(fields["weekday"])]
    side = {"-1": [d for d in kept if d < context.day], "1": [d for d in kept if d > context.day]}
    near = side.get(fields.get("shift", ""), kept)
    if not near:
        return template(fields)
    return min(near, key=lambda d: _distance(d, d, context, NEAR)).isoformat()


def _distance(first: datetime.date, last: datetime.date, context: Context, near: int) -> int:
    """Days between a candidate and the day of writing; a candidate on the wrong side of the tense is far."""
    ahead, behind = (first - context.day).days, (context.day - last).days
    away = max(ahead * (1 if context.tense == "future" else BIAS), behind, 0)
    if (context.tense == "past" and ahead > near) or (context.tense == "future" and behind > near):
        return away + 1000
    return away


def _weekday(fields: Fields, context: Context) -> str:
    """A weekday: the last one in news, the coming one beside a verb in the future."""
    back = (context.day.isoweekday() - int(fields["weekday"])) % 7
    shift = fields.get("shift")
    if shift == "-1":
        return (context.day - (back or 7) * DAY).isoformat()
    nearest_ahead = shift == "0" and context.tense != "past" and back > 3
    if shift == "1" or nearest_ahead or (context.tense == "future" and back):
        return (context.day + (7 - back) * DAY).isoformat()
    return (context.day - back * DAY).isoformat()


def _offset(fields: Fields, context: Context) -> str:
    """So many units before or after the reference."""
    if fields.get("count") == "X":
        return {"-": "PAST_REF", "+": "FUTURE_REF"}[fields["sign"]]
    number, unit = float(fields["count"]) + float(fields.get("plus", "0")), fields["unit"]
    if "in" in fields and unit in YEARS:
        number, unit = number * YEARS[unit], fields["in"]
    if unit == "Y" and not number.is_integer():
        number, unit = number * 12, "M"
    count = int(number) * (-1 if fields.get("sign") == "-" else 1)
    day = context.day
    if unit == "WE" and count == 1 and day.isoweekday() < 6:
        count = 0
    elif unit == "WE" and count == 0 and context.tense != "future" and day.isoweekday() < 5:
        count = -1
    if "weekday" in fields and unit == "D":
        ahead = (int(fields["weekday"]) - day.isoweekday()) * (1 if count > 0 else -1) % 7 or 7
        return (day + ahead * (1 if count > 0 else -1) * DAY).isoformat()
    if "weekday" in fields:
        day += (int(fields["weekday"]) - day.isoweekday()) * DAY
        return (day + 7 * count * DAY).isoformat()
    return at(day, unit, count)


def _time(fields: Fields, context: Context) -> str:
    """A time of day alone is that of the day last told, or of writing."""
    return context.day.isoformat()


def _duration(fields: Fields, context: Context) -> str:
    """So long; `plus` is a part of a unit on top ("two and a half years")."""
    plus = float(fields.get("plus", "0"))
    return length(f"{float(fields['count']) + plus:g}" if plus else fields["count"], fields["unit"])


def _set(fields: Fields, context: Context) -> str:
    if "unit" in fields:
        return length(fields.get("count", "1"), fields["unit"])
    return f"XXXX-WXX-{fields['day_of']}" if "day_of" in fields else template(fields)


def _decade(fields: Fields, context: Context) -> str:
    return fields["decade"].rjust(2, "9").rjust(3, "1") + "X"


def _literal(fields: Fields, context: Context) -> str:
    return fields["value"]


READINGS: dict[str, Callable[[Fields, Context], str]] = {
    "date": _calendar,
    "offset": _offset,
    "time": _time,
    "duration": _duration,
    "set": _set,
    "decade": _decade,
    "ref": _literal,
    "literal": _literal,
}


def template(fields: Fields) -> str:
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


def with_time(value: str, fields: Fields) -> str:
    """The value with its time of day: "T14:30", "TMO"."""
    if "hour" in fields:
        hour = int(fields["hour"])
        if fields.get("clock") == "PM" and hour < 12:
            hour += 12
        elif fields.get("clock") == "AM" and hour == 12:
            hour = 0
        return f"{value}T{hour:02}:{int(fields.get('minute', '0')):02}"
    return f"{value}T{fields['part']}" if "part" in fields else value
