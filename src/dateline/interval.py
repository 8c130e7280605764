"""Days and the ISO 8601 dates that name them."""

from __future__ import annotations

import datetime
import re

import msgspec


class Interval(msgspec.Struct, frozen=True, array_like=True):
    """First and last possible day, both inclusive; None where that side is open."""

    earliest: datetime.date | None = None
    latest: datetime.date | None = None


def days_of(value: str) -> Interval:
    """The days of an ISO 8601 date cut at its precision: a year, a month, a day (a time of day is left out).

    An interval is two of them, of which one may be open (EDTF, level 1): "2020-01-05/2020-02", "../2020-02".
    Raises ValueError where it is none of these, or where it ends before it begins.
    """
    first, bar, last = (part.strip() for part in value.partition("/"))
    if not bar:
        return _days_of_one(value)
    earliest = None if first == ".." else _days_of_one(first).earliest
    latest = None if last == ".." else _days_of_one(last).latest
    if (earliest is None and latest is None) or (earliest and latest and latest < earliest):
        raise ValueError(f"no days lie in {value!r}")
    return Interval(earliest, latest)


def _days_of_one(value: str) -> Interval:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", value.strip(), re.ASCII)
    if not match:
        raise ValueError(f"not an ISO date: {value!r}")
    year, month, day = (int(part) if part else None for part in match.groups())
    first = datetime.date(year or 0, month or 1, day or 1)
    if day:
        return Interval(first, first)
    following = datetime.date(first.year + (month in (None, 12)), (month or 12) % 12 + 1, 1)
    return Interval(first, following - datetime.timedelta(days=1))


def iso_of(earliest: datetime.date | None, latest: datetime.date | None) -> str | None:
    """The ISO 8601 date that names just these days: a day, a month or a year; None where no such date does."""
    if earliest is None or latest is None:
        return None
    for value in (earliest.isoformat(), f"{earliest:%Y-%m}", f"{earliest:%Y}"):
        if days_of(value) == Interval(earliest, latest):
            return value
    return None


def iso_around(earliest: datetime.date | None, latest: datetime.date | None) -> str | None:
    """The shortest stretch that an ISO 8601 date can name around these days: the day, its month or its year."""
    if earliest is None or latest is None:
        return None
    for length in (10, 7, 4):
        if earliest.isoformat()[:length] == latest.isoformat()[:length]:
            return earliest.isoformat()[:length]
    return None
