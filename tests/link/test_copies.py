"""Exact copies: the same words count once, and the earliest dated report is the original."""

from __future__ import annotations

import datetime
import itertools

from dateline.link.copies import Copy, Report, copies
from dateline.model import Interval

DAY = datetime.date(2020, 1, 3)


def test_copies_of_the_same_words_point_at_the_earliest() -> None:
    """Blanks and case aside; an undated copy comes after a dated one; another text is no copy; no order matters."""
    reports = [
        Report("a", "The talks  BEGAN.\n", Interval(None, None)),
        Report("b", "The talks began.", Interval(DAY, DAY)),
        Report("c", "the talks began.", Interval(DAY, DAY + datetime.timedelta(days=1))),
        Report("d", "The talks ended.", Interval(DAY, DAY)),
    ]
    expected = (Copy("a", "b", "exact"), Copy("c", "b", "exact"))
    assert all(copies(order) == expected for order in itertools.permutations(reports))
