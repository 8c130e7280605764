"""Which reports tell one story: they open alike within days; look-alikes of another week or with other names do not."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dateline.interval import Interval
from dateline.link.clustering import events
from dateline.link.outlines import outline
from dateline.link.passages import Passage, Report, words_of
from dateline.link.stories import APART, CROWD, NEXT, ONE_STORY, UNDATED, UNSURE, Stories
from dateline.model import Span
from tests.link.test_events import told

FIRE = "A warehouse fire in Tarrow destroyed forty looms before dawn, the harbour brigade told reporters."
AGAIN = "Forty looms were destroyed before dawn when fire swept a Tarrow warehouse, the harbour brigade said."
LATER = "What will Tarrow pay for a new harbour? The fire of last spring has left that question to its council."
OTHER = "Negotiators from Ostrava and Belmont signed a fisheries treaty after eleven rounds of talks."


def report(name: str, text: str, day: str | None = "2021-05-03", names: str = "") -> Report:
    date = datetime.date.fromisoformat(day) if day else None
    passage = Passage(Span(0, len(text)), words_of(text), frozenset(), frozenset(names.split()), 0, b"")
    return Report(name, "en", Interval(date, date), (passage,))


def stories(*reports: Report) -> Stories:
    return Stories([outline(r) for r in reports])


@pytest.mark.parametrize(
    ("why", "other", "expected"),
    [
        ("other words for one fire", report("b", AGAIN, names="tarrow"), True),
        ("one of them undated", report("b", AGAIN, None, names="tarrow"), True),
        ("the same words in another month", report("b", AGAIN, "2021-06-03", names="tarrow"), False),
        ("another affair of the same day", report("b", OTHER, names="ostrava belmont"), False),
    ],
)
def test_one_story_opens_alike_within_days(why: str, other: Report, expected: bool) -> None:
    """Openings, names and days decide together, whichever report comes first."""
    first = report("a", FIRE, names="tarrow")
    for pair in itertools.permutations((first, other)):
        found = stories(*pair)
        assert found.one("a", "b") is found.one("b", "a") is expected


@pytest.mark.parametrize(("day", "expected"), [("2021-05-04", True), (None, False)])
def test_what_is_alike_all_along_an_affair_is_one_story_within_days_alone(day: str | None, expected: bool) -> None:
    """A likeness that suffices for two reports of one week does not where it is unknown when one was published."""
    found = stories(
        report("a", FIRE, names="tarrow brigade mill"), report("b", LATER, day, names="tarrow council engine")
    )
    assert found.one("a", "b") is expected


def test_a_crowd_is_compared_with_the_next_in_time_alone() -> None:
    """What many reports share says little: the pairs grow with the reports, not with their square."""
    start = datetime.date(2021, 5, 1)
    size = 3 * CROWD
    crowd = [report(f"{n:03}", FIRE, str(start + datetime.timedelta(days=n)), "tarrow") for n in range(size)]
    assert 0 < len(stories(*crowd).pairs) <= size * NEXT


def test_in_one_story_whom_it_befell_may_be_called_otherwise() -> None:
    """Different recipients keep the acts of unrelated reports apart, and not those of one story; nor in one report."""
    first, other = told("a", "a", recipients=["looms"]), told("b", "b", recipients=["warehouse"])
    assert len(events([first, other])) == 2
    one = stories(report("a", FIRE, names="tarrow"), report("b", AGAIN, names="tarrow"))
    assert len(events([first, other], one)) == 1
    assert len(events([first, replace(other, document="a")], one)) == 2


TOWNS = ("tarrow", "belmont", "ostrava", "corvel", "lindell", "quarne")
SENTENCES = st.lists(st.sampled_from(("harbour", "council", "looms", "treaty", "brigade", "dawn", *TOWNS)), min_size=1)


@given(
    st.lists(
        st.tuples(SENTENCES.map(" ".join), st.integers(0, 30) | st.none(), st.sets(st.sampled_from(TOWNS))),
        min_size=2,
        max_size=7,
    )
)
def test_bit_maps_leave_no_pair_out(told: list[tuple[str, int | None, set[str]]]) -> None:
    """The pairs are those that a comparison of every two reports by the measure as it reads gives."""
    start = datetime.date(2021, 5, 1)
    reports = [
        report(f"{n}", text, str(start + datetime.timedelta(day)) if day is not None else None, " ".join(names))
        for n, (text, day, names) in enumerate(told)
    ]
    expected = set()
    for a, b in itertools.combinations([outline(r) for r in reports], 2):
        days = a.published.latest, b.published.latest
        if None not in days and abs(days[0] - days[1]).days > APART:  # type: ignore[operator]
            continue
        asked = UNDATED if days == (None, None) else UNSURE if None in days else ONE_STORY
        alike = 0.0
        for column in ("opening", "anchors", "words"):
            x, y = set(getattr(a, column).tolist()), set(getattr(b, column).tolist())
            alike += len(x & y) / len(x | y) if x and y else 0.0
        if alike >= asked and set(a.looked_for.tolist()) & set(b.looked_for.tolist()):
            expected.add((a.id, b.id))
    assert set(stories(*reports).pairs) == expected
