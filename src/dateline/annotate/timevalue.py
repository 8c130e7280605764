"""TIMEX3 values: what days they cover, how they are counted on, what two of them have in common.

A value is a calendar date cut at its precision ("2020", "2020-01", "2020-01-03T14:30"), a week or its end
("2020-W02", "2020-W02-WE"), a quarter, half or season ("2020-Q1", "2020-H2", "2020-SU"), a decade or century
("199X", "19XX"); X stands for a digit that is not known. Weeks are those of ISO 8601. After TIMEX3 (Ferro et al.
2005; ISO 24617-1).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from ..interval import Interval

DAY = datetime.timedelta(days=1)
_FIRST_MONTH = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}
_SEASON = {"SP": ((3, 1), (6, 21)), "SU": ((6, 1), (9, 22)), "FA": ((9, 1), (12, 21)), "WI": ((1, 1), (15, 20))}
"""First and last day, wide enough for both the meteorologists' season and the astronomers'; a month above 12 lies in
the next year, since the winter of a year may be the one that it begins or ends with."""
YEARS = {"E": 10, "C": 100}
"""Years of a decade and of a century."""
PERIODS = frozenset(_FIRST_MONTH)
"""How the values of quarters and half-years end."""
_CLOCK = {"H": "H", "MIN": "M", "S": "S"}
_HALF = {"Y": "6M", "D": "T12H", "H": "30M", "MIN": "30S"}
"""Half of a unit."""
_UNIT_DAYS = {"D": 1, "W": 7, "WE": 7}


def covers(value: str) -> Interval:
    """The first and last day of a value; open on both sides where it names none (X's, durations, references)."""
    match = re.fullmatch(
        r"(\d{2,4}X{0,2})(?:-(W\d\d|[QH]\d|[A-Z]{2}|\d\d))?(?:-(WE|\d\d?))?(?:T.*)?", value.strip(), re.ASCII
    )
    if not match:
        return Interval()
    year, second, third = match.groups()
    try:
        return _covers(year, second, third)
    except (ValueError, OverflowError):
        return Interval()


def _covers(year: str, second: str | None, third: str | None) -> Interval:
    if "X" in year or len(year) != 4:
        low, high = year.ljust(4, "X").replace("X", "0"), year.ljust(4, "X").replace("X", "9")
        return Interval() if second else Interval(datetime.date(int(low), 1, 1), datetime.date(int(high), 12, 31))
    y = int(year)
    if second is None:
        return Interval(datetime.date(y, 1, 1), datetime.date(y, 12, 31))
    if second.startswith("W") and second[1:].isdigit():
        first = datetime.date.fromisocalendar(y, int(second[1:]), 6 if third == "WE" else int(third or 1))
        return Interval(first, first if (third or "").isdigit() else first + (DAY if third == "WE" else 6 * DAY))
    if second in _FIRST_MONTH:
        first_month = _FIRST_MONTH[second]
        return Interval(datetime.date(y, first_month, 1), _last(y, first_month + (2 if second[0] == "Q" else 5)))
    if second in _SEASON:
        (m1, d1), (m2, d2) = _SEASON[second]
        return Interval(datetime.date(y, m1, d1), datetime.date(y + m2 // 13, (m2 - 1) % 12 + 1, d2))
    if third is None:
        return Interval(datetime.date(y, int(second), 1), _last(y, int(second)))
    day = datetime.date(y, int(second), int(third))
    return Interval(day, day)


def _last(year: int, month: int) -> datetime.date:
    return datetime.date(year + month // 12, month % 12 + 1, 1) - DAY


def at(day: datetime.date, unit: str, count: int) -> str:
    """The value `count` units after the one that holds `day`: D, W, WE, M, Q, HY half-year, Y, E decade, C century.

    Raises ValueError or OverflowError outside the years 1 to 9999.
    """
    if unit in _UNIT_DAYS:
        day += datetime.timedelta(days=_UNIT_DAYS[unit] * count)
        year, week, _ = day.isocalendar()
        return day.isoformat() if unit == "D" else f"{year:04}-W{week:02}" + ("-WE" if unit == "WE" else "")
    months = {"M": 1, "Q": 3, "HY": 6, "Y": 12, "E": 120, "C": 1200}[unit] * count
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    datetime.date(year, month, 1)
    return {
        "M": f"{year:04}-{month:02}",
        "Q": f"{year:04}-Q{(month + 2) // 3}",
        "HY": f"{year:04}-H{(month + 5) // 6}",
        "Y": f"{year:04}",
        "E": f"{year // 10:03}X",
        "C": f"{year // 100:02}XX",
    }[unit]


def shifted(day: datetime.date, days: int) -> datetime.date:
    """The day so many days later (or earlier), or the calendar's last (or first), where that lies beyond it."""
    ordinal = day.toordinal() + days
    return datetime.date.fromordinal(min(max(ordinal, 1), datetime.date.max.toordinal()))


def unknown(unit: str) -> str:
    """The value of some day, week ... of which nothing is known."""
    return {
        "D": "XXXX-XX-XX",
        "W": "XXXX-WXX",
        "WE": "XXXX-WXX-WE",
        "M": "XXXX-XX",
        "Q": "XXXX-QX",
        "HY": "XXXX-HX",
    }.get(unit, "XXXX")


def length(count: str, unit: str) -> str:
    """The value of a duration: "P3M", "PT24H", "PXD" where the number is not known, "P20Y" for two decades, "P2Y6M"
    for two and a half years."""
    if unit in YEARS and count != "X":
        count, unit = f"{float(count) * YEARS[unit]:g}", "Y"
    if unit == "HY":
        count, unit = "X" if count == "X" else f"{float(count) * 6:g}", "M"
    half = ""
    if count.endswith(".5") and unit in _HALF:
        count, half = count[:-2], _HALF[unit]
        if count == "0":
            return f"PT{half}" if unit in _CLOCK else f"P{half}"
    return f"PT{count}{_CLOCK[unit]}{half}" if unit in _CLOCK else f"P{count}{unit}{half}"


def common(values: Iterable[str]) -> str | None:
    """What calendar dates agree on, cut at that precision; None where they do not even share the year."""
    parts = [v.split("T")[0].split("-") for v in values]
    shared = []
    for column in zip(*parts, strict=False):
        if len(set(column)) > 1 or not column[0].isdigit():
            break
        shared.append(column[0])
    return "-".join(shared) or None


def precise(value: str) -> bool:
    """Whether the value is a known day (with or without a time of day)."""
    interval = covers(value)
    return interval.earliest is not None and interval.earliest == interval.latest
