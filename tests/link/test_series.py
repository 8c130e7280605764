"""Series of figures across reports, and the pairs of them that cannot both hold."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest

from dateline.interval import Interval
from dateline.link.series import FigureRow, clashes, compatible, series


def year(number: int) -> Interval:
    return Interval(datetime.date(number, 1, 1), datetime.date(number, 12, 31))


def row(name: str, low: float | None, high: float | None = None, bound: str = "=", **more: Any) -> FigureRow:
    """American soldiers in Iraq, unless told otherwise; a plain value where only `low` is given."""
    value = {"low": low, "high": low if high is None and bound in ("=", "~") else high, "bound": bound}
    scope = {"unit": None, "concept": "soldier", "owner": "country:US", "place": "country:IQ", "as_of": year(2020)}
    return FigureRow(id=name, **{"document": f"d-{name}", **scope, **value, **more})


def test_an_update_and_two_that_agree() -> None:
    """5,200 in 2020, then twice 2,500 in 2021: one series, in order of time; the first 2,500 replaces it, once."""
    rows = [
        row("b", 2500, as_of=year(2021)),
        row("a", 5200),
        row("c", 2500, bound="~", as_of=year(2021)),
    ]
    (one,) = series(rows)
    assert one.figures == ("a", "b", "c")
    found = clashes((one,), rows)
    assert [(c.left, c.right, c.kind) for c in found] == [("a", "b", "update")]
    assert found[0].reasons == ("5200 against 2500", "later")


def test_a_later_disaster_does_not_update_an_earlier_toll() -> None:
    """Ten dead, written on one day, and 176 who died on a later day: two disasters. Ten, then twelve: an update."""
    rows = [row("a", 10, as_of=year(2020)), row("b", 176, as_of=year(2021), befell=True)]
    assert clashes(series(rows), rows) == ()
    rows = [row("a", 10, as_of=year(2020)), row("b", 12, as_of=year(2021))]
    assert [c.kind for c in clashes(series(rows), rows)] == ["update"]


def test_contradiction_at_one_time_only_where_values_cannot_both_hold() -> None:
    """78 against 85 of one day is a contradiction; more than 80 and 85 is none."""
    rows = [row("a", 78), row("b", 85), row("c", 80, bound=">")]
    found = clashes(series(rows), rows)
    assert [(c.left, c.right, c.kind) for c in found] == [("a", "b", "contradiction"), ("a", "c", "contradiction")]


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        (row("a", 80, bound=">"), row("b", 81), True),
        (row("a", 80, bound=">"), row("b", 80), False),
        (row("a", 80, bound=">="), row("b", 80), True),
        (row("a", None, 400, "<="), row("b", 500), False),
        (row("a", None, 400, "<"), row("b", 400), False),
        (row("a", 2500), row("b", 2500, bound="~"), True),
        (row("a", 2400), row("b", 2500, bound="~"), True),
        (row("a", 2000), row("b", 2500, bound="~"), False),
        (row("a", 10, 20), row("b", 15), True),
        (row("a", 10, 20), row("b", 21), False),
    ],
)
def test_compatible_values(left: FigureRow, right: FigureRow, both: bool) -> None:
    """Two values hold together where their intervals, with their bounds, meet; whichever comes first."""
    assert compatible(left, right) is compatible(right, left) is both


@pytest.mark.parametrize(
    "other",
    [
        row("b", 900, place="country:SY"),
        row("b", 900, owner="country:FR"),
        row("b", 900, concept="dead", who="soldier"),
        row("b", 900, unit="t"),
        row("b", 900, level=False),
        row("b", 900, concept=None),
        row("b", None, None),
    ],
)
def test_different_scope_is_no_clash(other: FigureRow) -> None:
    """Another place, owner, state or unit makes another series; changes and unknown things make none."""
    rows = [row("a", 2500), other]
    assert clashes(series(rows), rows) == ()


def test_a_missing_place_joins_only_where_one_place_is_named() -> None:
    """With Iraq alone named, a figure without place is Iraq's; with Syria named too, it stands apart."""
    bare = row("b", 2500, place=None)
    (joined,) = series([row("a", 2500), bare])
    assert (joined.place, joined.figures) == ("country:IQ", ("a", "b"))
    apart = series([row("a", 2500), row("c", 900, place="country:SY"), bare])
    assert sorted((s.place or "", s.figures) for s in apart) == [
        ("", ("b",)),
        ("country:IQ", ("a",)),
        ("country:SY", ("c",)),
    ]


def test_a_missing_owner_joins_only_where_its_own_report_names_the_one_owner() -> None:
    """Soldiers of whom a report does not say whose they are, are American where it names America, the only owner."""
    bare = row("b", 2500, owner=None)
    (joined,) = series([row("a", 2500), bare], {"d-b": ("country:US",)})
    assert (joined.owner, joined.figures) == ("country:US", ("a", "b"))
    apart = series([row("a", 2500), bare], {"d-b": ("country:FR",)})
    assert sorted((s.owner or "", s.figures) for s in apart) == [("", ("b",)), ("country:US", ("a",))]


def test_unknown_times_contradict_nothing() -> None:
    """Without both bounds of its time, a figure neither contradicts nor updates another."""
    rows = [row("a", 2500), row("b", 900, as_of=Interval(None, datetime.date(2020, 5, 1)))]
    assert clashes(series(rows), rows) == ()


def test_one_report_contradicts_itself_not() -> None:
    """Two values of one time in one report count two things: 30 dead here, 12 there."""
    rows = [row("a", 30, document="d"), row("b", 12, document="d")]
    assert clashes(series(rows), rows) == ()


def test_updates_are_between_neighbours_in_time() -> None:
    """10, then 20, then 30: two updates, not three."""
    rows = [row("a", 10, as_of=year(2019)), row("b", 20), row("c", 30, as_of=year(2021))]
    assert [(c.left, c.right) for c in clashes(series(rows), rows)] == [("a", "b"), ("b", "c")]


def test_the_order_of_the_input_changes_nothing() -> None:
    """Ids, order and clashes are the same for every order of the rows."""
    rows = [row("a", 5200), row("b", 2500, as_of=year(2021)), row("c", 900, place=None), row("d", 7, owner=None)]
    results = {(series(order), clashes(series(order), order)) for order in itertools.permutations(rows)}
    assert len(results) == 1


def day(number: int, month: int = 8) -> Interval:
    return Interval(*(datetime.date(2020, month, number),) * 2)


def toll(name: str, low: float, told: Interval, bound: str = ">=", of: Interval | None = None) -> FigureRow:
    """So many dead, told on those days; `of` is the day on which they died, where the report says so."""
    more = {"concept": "dead", "owner": None, "place": None, "told": told, "toll": True}
    return row(name, low, bound=bound, as_of=of or told, befell=of is not None, **more)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # A toll "at least" so high rises as it is told again, though both bounds could hold.
        ([toll("a", 135, day(6), of=day(4)), toll("b", 158, day(10))], [("a", "b", "update")]),
        # Told on one day, two tolls of one event that cannot both hold contradict each other.
        ([toll("a", 10, day(6), "=", day(4)), toll("b", 8, day(6), "=", day(4))], [("a", "b", "contradiction")]),
        # The toll of another day is that of another event, and one that may be of either is compared with none.
        (
            [
                toll("a", 135, day(6), "=", day(4)),
                toll("b", 6, day(20, 9), "=", day(14, 9)),
                toll("c", 9, day(25, 9), "="),
            ],
            [],
        ),
        # The same toll told again, or a lower bound than before, changes nothing.
        ([toll("a", 158, day(6), of=day(4)), toll("b", 158, day(9)), toll("c", 100, day(12))], []),
    ],
)
def test_tolls_are_compared_by_event_and_when_they_were_told(
    rows: list[FigureRow], expected: list[tuple[str, str, str]]
) -> None:
    """A toll belongs to the event of the day that a report looks back at."""
    for order in itertools.permutations(rows):
        assert [(c.left, c.right, c.kind) for c in clashes(series(order), order)] == expected


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        # "Several hundred" soldiers say no number; of a measure they do.
        ([row("a", 200, 900, "~"), row("b", 5100, as_of=year(2021))], []),
        ([row("a", 200, 900, "~", unit="t"), row("b", 2750, unit="t", as_of=year(2021))], ["update"]),
        # Nobody's ten and three hundred are two things; nobody's 79 and 81 may be one.
        ([row("a", 10, owner=None, place=None), row("b", 300, owner=None, place=None, as_of=year(2021))], []),
        ([row("a", 79, owner=None, place=None), row("b", 81, owner=None, place=None, as_of=year(2021))], ["update"]),
        # Three people, then ten, are not the same people.
        (
            [
                row(n, v, owner=None, place=None, generic=True, as_of=year(y))
                for n, v, y in (("a", 3, 2020), ("b", 10, 2021))
            ],
            [],
        ),
    ],
)
def test_what_says_too_little_clashes_with_nothing(rows: list[FigureRow], kinds: list[str]) -> None:
    """Vague amounts, values of nobody and nowhere that are far apart, and people as such."""
    assert [c.kind for c in clashes(series(rows), rows)] == kinds
