"""What a temporal expression means, once it is known when the report was written.

The only place where what the words say meets the publication. Expressions are counted from the publication, from the
date last told ("the next day"), from a date beside them ("two days after 3 March") or from the quarter that the text
is about ("a year earlier"). Where the publication is an interval, a value goes only as far as it holds for all of it;
where it is unknown, what is not known stays X. What single expressions mean is in `readings`.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..interval import Interval
from ..model import Published, TimeExpression, Timex
from .readings import NEAR, READINGS, Context, checked, is_weekday, problem, safely, template, with_time
from .timevalue import DAY, PERIODS, at, common, covers, precise

TOGETHER = 600
"""Code points between two expressions that are told together."""
IN_ONE_BREATH = 8
"""Code points between two weekdays that are told together."""
AFTER_CLOCK = 40
"""Code points between a time of day and the day that follows it."""


class Told(NamedTuple):
    """A value that the text has told, where its expression starts, and in which sentence."""

    value: str
    start: int
    sentence: int


class Value(NamedTuple):
    """A value, what it was counted from (`Timex.anchor`), and the days that it may be."""

    value: str
    anchor: str | None
    days: Interval


def resolve(
    expressions: Sequence[TimeExpression], published: Published, fixed: Mapping[int, str] | None = None
) -> tuple[Timex, ...]:
    """One `Timex` for each expression, in the same order, given when the report was published.

    `fixed` has the values of those (by index) that a user has corrected; what is counted from them follows.
    Never raises on nonsense (a 31 February, a weekday that is not its date's): such a value keeps what is possible,
    and `problem` says why.
    """
    reader = _Reader(expressions, _ends(published), fixed or {})
    out = []
    for index, expression in enumerate(expressions):
        value = reader.settled(index)
        out.append(_timex(expression, value))
        reader.goes_on(expression, value.value)
    return tuple(out)


def _ends(published: Published) -> tuple[datetime.date, ...]:
    """First and last possible day of writing; none where it is not known."""
    if published.earliest is None or published.latest is None or published.how == "unknown":
        return ()
    return tuple(sorted({published.earliest, published.latest}))


@dataclass(slots=True)
class _Reader:
    """Reads the expressions of one text in order and keeps in mind what they have told."""

    expressions: Sequence[TimeExpression]
    ends: tuple[datetime.date, ...]
    fixed: Mapping[int, str]
    told: Told | None = None
    """The date from which the narrative goes on."""
    period: Told | None = None
    """The quarter or half-year that the text is about."""
    named: dict[tuple[str, str | None], dict[str, int]] = field(default_factory=dict)
    """The years that the text names with a month and day, and with a month; and where it does."""
    latest: tuple[datetime.date, int] | None = None
    """The latest day that the text names with its year, and where it does."""

    def __post_init__(self) -> None:
        for index, e in enumerate(self.expressions):
            if e.form == "date" and "year" in e.fields and "month" in e.fields:
                year = self.fixed.get(index, e.fields["year"])[:4]
                for day in {e.fields.get("day"), None} if year.isdigit() else ():
                    self.named.setdefault((e.fields["month"], day), {}).setdefault(year, e.start)
            if (named := _named_day(e)) and (self.latest is None or named > self.latest[0]):
                self.latest = (named, e.start)

    def goes_on(self, e: TimeExpression, value: str) -> None:
        """Keep a date that something is told of: not a deadline, a vague "now", or what is only compared with."""
        dated = (
            e.type in ("DATE", "TIME") and e.form not in ("ref", "decade", "literal") and e.fields.get("like") is None
        )
        if dated and e.role not in ("by", "until") and any(c.isdigit() for c in value):
            self.told = Told(value, e.start, e.sentence)
            if value[5:] in PERIODS:
                self.period = self.told

    def settled(self, index: int) -> Value:
        """What an expression means here, or the user's word on it."""
        if index in self.fixed:
            return Value(self.fixed[index], "user", covers(self.fixed[index]))
        return self._value(index)

    def _value(self, index: int) -> Value:
        e = self.expressions[index]
        read = READINGS.get(e.form)
        if read is None:
            return Value(template(e.fields), None, Interval())
        absolute = _absolute(e)
        if absolute is not None:
            return Value(absolute, _event(e), _stretch(e, self.ends) if e.form == "duration" else covers(absolute))
        for found in (
            self._beside(index),
            self._in_period(e),
            self._clock(index),
            self._from_told(e),
            self._named_again(e),
        ):
            if found is not None:
                return found
        if not self.ends or e.fields.get("from") in ("told", "beside", "event"):
            return self._without_publication(e)
        values = [safely(read, e.fields, Context(day, e.tense)) for day in self._seen_from(index)]
        value = _agreed(e, values, self.ends)
        first, last = covers(values[0]), covers(values[-1])
        return Value(value, "dct", covers(value) if precise(value) else Interval(first.earliest, last.latest))

    def _seen_from(self, index: int) -> list[datetime.date]:
        """The days of writing from which a value is counted: of two weekdays in the past that are told in one breath,
        the first is the one before the second ("on Monday and Tuesday", written on a Monday)."""
        e = self.expressions[index]
        if index + 1 == len(self.expressions) or not is_weekday(e) or e.tense == "future":
            return list(self.ends)
        other = self.expressions[index + 1]
        days_on = (int(other.fields.get("weekday", "0")) - int(e.fields["weekday"])) % 7
        if not is_weekday(other) or not 0 < days_on <= 3 or other.start - e.end > IN_ONE_BREATH:
            return list(self.ends)
        last = [covers(safely(READINGS["date"], other.fields, Context(day, other.tense))).latest for day in self.ends]
        return [min(day, end or day) for day, end in zip(self.ends, last, strict=True)]

    def _beside(self, index: int) -> Value | None:
        """Counted from the date that stands right after ("two days after 3 March")."""
        e = self.expressions[index]
        if e.fields.get("from") != "beside" or index + 1 == len(self.expressions):
            return None
        after = self.expressions[index + 1]
        base = self.settled(index + 1).value
        if not _counts_from(e, base):
            return None
        value = _counted(e, base)
        return Value(value, f"timex:{after.start}", covers(value))

    def _clock(self, index: int) -> Value | None:
        """A time of day whose sentence names the day right after it ("at 3:30 a.m. (0730 GMT) on Sunday")."""
        e = self.expressions[index]
        if e.form != "time" or (self.told is not None and self.told.sentence == e.sentence):
            return None
        for later in range(index + 1, min(index + 3, len(self.expressions))):
            day = self.expressions[later]
            if day.sentence != e.sentence or day.start - e.end > AFTER_CLOCK:
                return None
            if day.form != "time" and day.type in ("DATE", "TIME"):
                base = self.settled(later).value
                return self._at_time(e, base, day) if _at_least(base, "D") else None
        return None

    @staticmethod
    def _at_time(e: TimeExpression, base: str, day: TimeExpression) -> Value:
        """A time of day on the day told; the night "from Tuesday to Wednesday" is part of both."""
        value = _counted(e, base)
        days = covers(value)
        if day.role == "since" and days.latest is not None and days.latest < datetime.date.max:
            days = Interval(days.earliest, days.latest + DAY)
        return Value(value, f"timex:{day.start}", days)

    def _in_period(self, e: TimeExpression) -> Value | None:
        """The same part of another year, or the quarter itself, where the text is about one."""
        told = self.period
        if told is None or e.start - told.start > 2 * TOGETHER:
            return None
        aside = self.told is not None and self.told.start > told.start and not _inside(self.told.value, told.value)
        if e.fields.get("like") == "period" and not aside:
            count = int(e.fields.get("count", "1")) * (-1 if e.fields.get("sign") == "-" else 1)
            value = f"{int(told.value[:4]) + count:04}{told.value[4:]}"
        elif e.fields.get("from") == "period" and e.fields.get("unit") in ("Q", None):
            value = told.value
        else:
            return None
        return Value(value, f"timex:{told.start}", covers(value))

    def _from_told(self, e: TimeExpression) -> Value | None:
        """Counted from the date last told; a unit that runs ("the end of the year") only from one in its sentence."""
        told = self.told
        if told is None or "X" in e.fields.get("count", ""):
            return None
        if e.form == "time":
            fits = e.start - told.start < TOGETHER and _at_least(told.value, "D")
        elif e.fields.get("from") == "told":
            fits = _counts_from(e, told.value)
        else:
            fits = e.fields.get("from") == "near" and told.sentence == e.sentence and _counts_from(e, told.value)
        if not fits:
            return self._end_of_range(e, told)
        value = _counted(e, told.value)
        return Value(value, f"timex:{told.start}", covers(value))

    def _end_of_range(self, e: TimeExpression, told: Told) -> Value | None:
        """A day or month at the end of a range follows its beginning ("from November 2019 to January")."""
        begins = covers(told.value).earliest
        if e.form != "date" or e.role != "until" or told.sentence != e.sentence or begins is None:
            return None
        if "month" not in e.fields or {"shift", "yearshift", "weekday"} & e.fields.keys():
            return None
        for year in (begins.year, begins.year + 1):
            value = safely(READINGS["date"], {**e.fields, "year": f"{year:04}"}, Context(begins, None))
            days = covers(value)
            if days.latest is not None and days.latest >= begins:
                return Value(value, f"timex:{told.start}", days)
        return None

    def _named_again(self, e: TimeExpression) -> Value | None:
        """A day and month (where the publication is not known: a month) that the text gives its year elsewhere."""
        if e.form != "date" or "month" not in e.fields or {"shift", "yearshift", "nth"} & e.fields.keys():
            return None
        if "day" not in e.fields and self.ends:
            return None
        years = self.named.get((e.fields["month"], e.fields.get("day")), {})
        if len(years) != 1:
            return None
        ((year, start),) = years.items()
        value = safely(READINGS["date"], {**e.fields, "year": year}, Context(datetime.date.min, None))
        return Value(value, f"timex:{start}", covers(value))

    def _without_publication(self, e: TimeExpression) -> Value:
        """What can be said when it is not known when the report was written: a day and month next to the latest day
        that the text names with its year is of that year."""
        unknown = Value(with_time(template(e.fields), e.fields), _event(e), Interval())
        if e.form != "date" or not {"month", "day"} <= e.fields.keys() or "shift" in e.fields:
            return unknown
        if self.latest is None:
            return unknown
        day, start = self.latest
        value = safely(READINGS["date"], e.fields, Context(day, None))
        middle = covers(value).earliest
        if middle is None or abs(middle - day) > NEAR * DAY:
            return unknown
        return Value(value, f"timex:{start}", covers(value))


def _named_day(e: TimeExpression) -> datetime.date | None:
    """The day that an expression names with its year."""
    value = _absolute(e) if e.form == "date" else None
    return covers(value).earliest if value and precise(value) else None


def _event(e: TimeExpression) -> str | None:
    """The anchor of what is counted from an event ("two days after the vote"): where its words start."""
    return f"event:{e.fields['event']}" if "event" in e.fields else None


def _inside(value: str, period: str) -> bool:
    """Whether a value's days lie in those of a quarter or half-year."""
    inner, outer = covers(value), covers(period)
    if None in (inner.earliest, inner.latest, outer.earliest, outer.latest):
        return False
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest  # type: ignore[operator]


def _agreed(e: TimeExpression, values: Sequence[str], ends: Sequence[datetime.date]) -> str:
    """One value for all days on which the report may have been written."""
    if len(set(values)) == 1:
        return values[0]
    inside = [v for v in values if _within(covers(v), ends)]
    if "day" in e.fields and "month" in e.fields and inside and ends[-1] - ends[0] < 32 * DAY:
        return inside[0]
    if e.form == "offset" and (shared := common(values)):
        return with_time(shared, e.fields) if len(shared) == 10 else shared
    return with_time(template(e.fields), e.fields)


def _within(days: Interval, ends: Sequence[datetime.date]) -> bool:
    return days.earliest is not None and days.latest is not None and ends[0] <= days.earliest <= days.latest <= ends[-1]


def _absolute(e: TimeExpression) -> str | None:
    """The value of an expression that needs nothing else: a date with its year, a duration, a reference."""
    if e.form in ("date", "offset", "time") and "year" not in e.fields:
        return None
    if e.form == "date" and "weekday" in e.fields and "day" in e.fields:
        return with_time(checked(e.fields), e.fields)
    day = datetime.date(2000, 1, 1)
    return safely(READINGS[e.form], e.fields, Context(day, e.tense)) if e.form in READINGS else None


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


def last_day(e: TimeExpression, told: Interval) -> datetime.date | None:
    """The last day of a duration that begins when it is told ("within two weeks"); None where that cannot be said."""
    count, unit = e.fields.get("count", "X"), e.fields.get("unit")
    if e.form != "duration" or told.latest is None or unit is None or count == "X":
        return None
    try:
        if unit in _IN_DAYS:
            return told.latest + datetime.timedelta(days=math.ceil(float(count) * _IN_DAYS[unit]))
        return covers(at(told.latest, unit, math.ceil(float(count)))).latest
    except (ValueError, OverflowError, LookupError):
        return None


_IN_DAYS = {"H": 1 / 24, "D": 1, "W": 7}
A_WEEKDAY = "XXXX-WXX-"
"""How the value of a weekday starts of which the week is not known."""


def _counts_from(e: TimeExpression, value: str) -> bool:
    """Whether units can be counted from a value: it is precise enough, or a weekday from which days are counted."""
    if "weekday" in e.fields:
        return _at_least(value, "D")
    if "X" in e.fields.get("count", "") or "unit" not in e.fields:
        return False
    return _at_least(value, e.fields["unit"]) or (e.fields["unit"] == "D" and value.startswith(A_WEEKDAY))


def _at_least(value: str, unit: str) -> bool:
    """Whether a value is precise enough to count units from it."""
    depth = {"D": 10, "W": 10, "WE": 10, "M": 7, "Q": 7}.get(unit, 4)
    return len(value.split("T")[0]) >= depth and (value[5:6].isdigit() or depth == 4)


def _counted(e: TimeExpression, told: str) -> str:
    """The value that many units after the one told, also where its year is not known ("XXXX-01-02")."""
    if told.startswith(A_WEEKDAY):
        count = int(e.fields["count"]) * (-1 if e.fields.get("sign") == "-" else 1)
        weekday = (int(told[len(A_WEEKDAY)]) - 1 + count) % 7 + 1
        return with_time(f"{A_WEEKDAY}{weekday}", e.fields)
    results = set()
    for year in ("2000", "2001") if told.startswith("XXXX-") else (told[:4],):
        start = covers(year + told[4:10]).earliest
        if start is None:
            return template(e.fields)
        value = safely(READINGS[e.form], e.fields, Context(start, None))
        results.add(value if year == told[:4] else value.replace(year, "XXXX", 1))
    return results.pop() if len(results) == 1 else template(e.fields)


def _timex(e: TimeExpression, found: Value) -> Timex:
    """The row: the days are those of the value, open on the side that its role or `mod` leaves open."""
    earliest, latest = found.days.earliest, found.days.latest
    if e.role in ("by", "until", "before") or e.mod in ("BEFORE", "ON_OR_BEFORE"):
        earliest = None
    if e.role in ("since", "after") or e.mod in ("AFTER", "ON_OR_AFTER"):
        latest = None
    return Timex(e.start, e.end, e.type, found.value, e.mod, found.anchor, e.role, earliest, latest, problem(e.fields))
