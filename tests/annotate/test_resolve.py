"""What temporal expressions mean once the publication is known: a table of texts with their values and days."""

from __future__ import annotations

import datetime

import pytest

from dateline import pack
from dateline.annotate import dates
from dateline.annotate.parse import legible, parse
from dateline.annotate.resolve import resolve
from dateline.annotate.timevalue import at, common, covers, length
from dateline.interval import Interval, days_of
from dateline.model import Published, TimeExpression, Timex


def read(text: str, lang: str, day: str | None) -> tuple[Timex, ...]:
    found = dates.find(parse(legible(text), pack.load(lang)), pack.load(lang))
    if day is None:
        return resolve(found, Published())
    days = days_of(day)
    return resolve(found, Published(days.earliest, days.latest, "user"))


def expression(form: str, tense: str | None = None, **fields: str) -> TimeExpression:
    return TimeExpression(0, 1, "DATE", form, fields, tense=tense)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "day", "text", "values"),
    [
        # counted from the date last told
        (
            "en",
            "2020-01-10",
            "On January 2 they promised troops. The next day a drone struck. Five days later missiles flew.",
            ["2020-01-02", "2020-01-03", "2020-01-08"],
        ),
        ("en", None, "On January 2 they came. Five days later they left.", ["XXXX-01-02", "XXXX-01-07"]),
        ("en", None, "On February 27 they came. Three days later they left.", ["XXXX-02-27", "XXXX-XX-XX"]),
        ("en", "2020-01-10", "They left in 2011. Three years later they came back.", ["2011", "2014"]),
        ("en", None, "They left on Monday. The next day they came back.", ["XXXX-WXX-1", "XXXX-WXX-2"]),
        ("en", None, "They left in 2011. Five days later they came back.", ["2011", "XXXX-XX-XX"]),
        (
            "fr",
            "2020-01-10",
            "Ils sont partis le 2 janvier. La veille, un drone a frappé.",
            ["2020-01-02", "2020-01-01"],
        ),
        ("fr", "2020-01-10", "Partis en 2011, ils sont revenus trois ans plus tard.", ["2011", "2014"]),
        # a deadline is no place from which the story goes on
        (
            "en",
            "2021-12-01",
            "On November 3 he spoke of leaving by December 31, 2021. The next day he denied it.",
            ["2021-11-03", "2021-12-31", "2021-11-04"],
        ),
        # weekdays by tense
        ("en", "2020-01-10", "He spoke on Thursday.", ["2020-01-09"]),
        ("en", "2020-01-10", "He will speak on Thursday.", ["2020-01-16"]),
        ("en", "2020-01-10", "He spoke on Friday.", ["2020-01-10"]),
        ("en", "2020-01-10", "He spoke last Friday.", ["2020-01-03"]),
        ("fr", "2021-07-26", "Il le recevra mercredi.", ["2021-07-28"]),
        ("fr", "2021-07-26", "Ils se sont vus lundi et mardi.", ["2021-07-19", "2021-07-20"]),
        ("en", "2021-07-28", "They met on Monday and Tuesday.", ["2021-07-26", "2021-07-27"]),
        # a time of day belongs to the day told in its sentence, else to the one told last
        (
            "en",
            "2021-07-28",
            "It fell at 3:30 a.m. (0130 GMT) on Monday.",
            ["2021-07-26T03:30", "2021-07-26T01:30", "2021-07-26"],
        ),
        ("en", "2021-07-28", "It fell on Monday. At 5 p.m. all was over.", ["2021-07-26", "2021-07-26T17:00"]),
        ("fr", "2021-07-26", "Il l'a reçu mercredi dernier.", ["2021-07-21"]),
        # the year of a month and a day
        ("en", "2020-01-10", "The embassy was attacked on December 31.", ["2019-12-31"]),
        ("en", "2020-01-10", "Elections will be held on November 3.", ["2020-11-03"]),
        ("en", "2020-01-10", "It was decided in October.", ["2019-10"]),
        ("fr", "2021-07-26", "Un attentat a eu lieu le 19 juillet dernier.", ["2021-07-19"]),
        ("fr", "2024-01-26", "Elle avait été convenue l'été dernier.", ["2023-SU"]),
        ("fr", "2021-07-26", "Ils partiront d'ici le 31 décembre.", ["2021-12-31"]),
        # the publication is an interval: no further than holds for all of it
        ("fr", "2020-01", "Lundi soir, ils sont partis.", ["XXXX-WXX-1TEV"]),
        ("fr", "2020-01", "Un drone a frappé le 3 janvier.", ["2020-01-03"]),
        ("en", "2020-01", "They left yesterday.", ["XXXX-XX-XX"]),
        ("en", "2020", "They left on March 3.", ["XXXX-03-03"]),
        ("en", "2020-01", "They left this year.", ["2020"]),
        ("en", "2020-01", "They left this month.", ["2020-01"]),
        ("en", "2020", "They left this month.", ["2020"]),
        # beside another date, in the quarter that the text is about, in a range, named again
        ("en", "2020-02-10", "Two days after January 3, rockets fell.", ["2020-01-05", "2020-01-03"]),
        ("en", "2020-02-10", "The day before January 3, rockets fell.", ["2020-01-02", "2020-01-03"]),
        ("fr", "2020-02-10", "Trois jours avant le 3 janvier, tout a brûlé.", ["2019-12-31", "2020-01-03"]),
        ("en", "2021-10-26", "Sales fell in the third quarter. A year earlier they rose.", ["2021-Q3", "2020-Q3"]),
        ("en", "2021-10-26", "They left in 2011. A year earlier they came.", ["2011", "2010"]),
        ("en", "2022-03-01", "It was shut from November 2020 to January.", ["2020-11", "2021-01"]),
        ("en", "2022-03-01", "It was shut from March to June 2011.", ["2011-03", "2011-06"]),
        ("en", "2022-03-01", "He vowed on May 3, 2020 to go by the end of the year.", ["2020-05-03", "2020"]),
        ("en", "2024-02-01", "On October 7, 2023 it began. Since October 7 it goes on.", ["2023-10-07", "2023-10-07"]),
        ("en", None, "It began in October 2019. He left in October.", ["2019-10", "2019-10"]),
        (
            "en",
            "2020-02-10",
            "They voted on January 2. The following Tuesday they met.",
            ["2020-01-02", "2020-01-07"],
        ),
        # words of order are no numbers
        ("en", "2021-07-26", "It rained in the previous years and the following weeks.", ["PXY", "PXW"]),
        ("en", "2021-07-26", "It will rain in the next months.", ["PXM"]),
        # nothing is known of the publication
        ("en", None, "They left on Monday.", ["XXXX-WXX-1"]),
        ("en", None, "They left on January 2.", ["XXXX-01-02"]),
        ("en", None, "They left last year.", ["XXXX"]),
        ("fr", None, "Ils sont partis l'été dernier.", ["XXXX-SU"]),
        ("en", None, "On January 2 they came; on January 6, 2020 they left.", ["2020-01-02", "2020-01-06"]),
        ("en", None, "On July 2 they came; on January 6, 2020 they left.", ["XXXX-07-02", "2020-01-06"]),
        # nonsense never becomes a wrong day
        ("en", "2020-01-10", "They met on February 31, 2020.", ["2020-02"]),
        ("en", "2020-01-10", "They met on Monday, July 27, 2021.", ["2021-07"]),
        ("en", "2020-01-10", "They met on February 30.", ["XXXX-02"]),
    ],
)
def test_values(lang: str, day: str | None, text: str, values: list[str]) -> None:
    """A text, and when it was published, gives these values."""
    assert [t.value for t in read(text, lang, day)] == values


@pytest.mark.parametrize(
    ("text", "day", "earliest", "latest"),
    [
        ("They left in 2014.", None, "2014-01-01", "2014-12-31"),
        ("They must leave by December 31, 2021.", None, None, "2021-12-31"),
        ("They have trained since 2014.", None, "2014-01-01", None),
        ("They stayed until March 2014.", None, None, "2014-03-31"),
        ("They left on Monday.", None, None, None),
        ("They left on Monday.", "2020-01", "2019-12-30", "2020-01-27"),
        ("They left yesterday.", "2020-01", "2019-12-31", "2020-01-30"),
        ("In the past two months, prices rose.", "2020-03-10", "2020-01-01", "2020-03-10"),
        ("Prices rose in recent months.", "2020-03-10", None, "2020-03-10"),
    ],
)
def test_days_that_an_expression_covers(text: str, day: str | None, earliest: str | None, latest: str | None) -> None:
    """Full days, both ends included; open where the role or the publication leaves that side open."""
    (timex,) = read(text, "en", day)
    assert (str(timex.earliest or "") or None, str(timex.latest or "") or None) == (earliest, latest)


def test_anchor_names_what_a_value_was_counted_from() -> None:
    """None for an absolute date, "dct" for the publication, the told expression's start in a narrative."""
    found = read("In 2011 they left. Three years later they were back. They spoke on Monday.", "en", "2020-01-10")
    assert [t.anchor for t in found] == [None, "timex:3", "dct"]


@pytest.mark.parametrize(
    ("lang", "text", "value", "problem"),
    [
        ("en", "They met on February 31, 2020.", "2020-02", "the month has no such day"),
        ("en", "They met on Friday, March 13, 2021.", "2021-03", "that day is another weekday"),
        ("fr", "Ils se sont vus le 31 avril 2021.", "2021-04", "the month has no such day"),
        ("fr", "Ils se sont vus le vendredi 13 mars 2020.", "2020-03-13", None),
    ],
)
def test_what_cannot_be_true_says_why(lang: str, text: str, value: str, problem: str | None) -> None:
    """An impossible date keeps what is possible, and the reason; a possible one has none."""
    (timex,) = read(text, lang, "2021-06-01")
    assert (timex.value, timex.problem) == (value, problem)


@pytest.mark.parametrize(
    "fields",
    [
        {"year": "99999"},
        {"year": "0"},
        {"month": "2", "day": "31"},
        {"year": "2021", "month": "2", "day": "30"},
        {"year": "2021", "month": "7", "day": "27", "weekday": "1"},
        {"weekday": "1", "month": "7", "day": "27"},
    ],
)
@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31), datetime.date(2020, 2, 29)])
def test_nonsense_keeps_what_is_possible(fields: dict[str, str], day: datetime.date) -> None:
    """Impossible dates, at the ends of the calendar too, give one Timex that names no impossible day."""
    (timex,) = resolve((expression("date", **fields),), Published(day, day, "user"))
    assert (timex.earliest is None) or (timex.earliest <= (timex.latest or timex.earliest))
    assert "-30" not in timex.value
    assert "-31" not in timex.value


@pytest.mark.parametrize("unit", ["D", "W", "WE", "M", "Q", "Y", "E", "C"])
@pytest.mark.parametrize("count", ["1", "99999999", "X"])
def test_counting_past_the_calendar_never_raises(unit: str, count: str) -> None:
    """An offset beyond the years 1 to 9999 has an unknown value, not an error."""
    (timex,) = resolve(
        (expression("offset", unit=unit, count=count, sign="-"),),
        Published(datetime.date(2020, 1, 1), datetime.date(2020, 1, 1), "user"),
    )
    assert timex.value


def test_an_unknown_reading_is_kept() -> None:
    """A form that this version does not know gives an open value and no error; order and number are kept."""
    found = resolve((expression("hebrew calendar", year="5780"), expression("date", year="2020")), Published())
    assert [t.value for t in found] == ["5780", "2020"]


@pytest.mark.parametrize(
    ("value", "earliest", "latest"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-12", "2020-12-01", "2020-12-31"),
        ("2020-01-03T14:30", "2020-01-03", "2020-01-03"),
        ("2020-01-03TMO", "2020-01-03", "2020-01-03"),
        ("2020-W02", "2020-01-06", "2020-01-12"),
        ("2020-W02-WE", "2020-01-11", "2020-01-12"),
        ("2020-Q4", "2020-10-01", "2020-12-31"),
        ("2020-H1", "2020-01-01", "2020-06-30"),
        ("2020-SU", "2020-06-01", "2020-09-22"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("18XX", "1800-01-01", "1899-12-31"),
    ],
)
def test_covers(value: str, earliest: str, latest: str) -> None:
    """The days that a TIMEX3 value names."""
    assert covers(value) == Interval(datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest))


@pytest.mark.parametrize("value", ["", "XXXX-01-02", "PAST_REF", "P3M", "2020-13", "2020-02-31", "2020-W60", "0000"])
def test_covers_nothing(value: str) -> None:
    """A value that names no days, or impossible ones, covers none."""
    assert covers(value) == Interval()


@pytest.mark.parametrize(
    ("unit", "count", "value"),
    [("D", -1, "2019-12-31"), ("W", 1, "2020-W02"), ("M", -1, "2019-12"), ("Q", -1, "2019-Q4"), ("Y", -3, "2017")],
)
def test_counting(unit: str, count: int, value: str) -> None:
    """Units counted from the first of January 2020."""
    assert at(datetime.date(2020, 1, 1), unit, count) == value


def test_lengths() -> None:
    """Durations as ISO 8601 periods; decades in years; X for an uncounted number."""
    assert [length("3", "M"), length("24", "H"), length("X", "D"), length("2", "E")] == ["P3M", "PT24H", "PXD", "P20Y"]


def test_common() -> None:
    """What dates agree on, cut at that precision."""
    assert common(["2020-01-03", "2020-01-31"]) == "2020-01"
    assert common(["2019-12-31", "2020-01-31"]) is None
