"""What reports share that may date each other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dateline.link.known import RELATED, Names, Shared
from dateline.link.tellings import WEAK

NAMES = ["Ana Berg", "Omar Khan", "Lima", "Oslo", *(f"{kind}x" for kind in WEAK)]
REPORTS = st.lists(st.frozensets(st.sampled_from(NAMES)), min_size=1, max_size=8)


@given(REPORTS)
def test_shared_names_are_those_of_both(named: list[frozenset[str]]) -> None:
    """Counted at once as one by one, in the order asked; who shares fewer than is asked is none of them."""
    reports: Any = {f"r{n}": SimpleNamespace(names=names) for n, names in enumerate(named)}
    one, *others = reports
    expected = {}
    for other in others:
        both = reports[one].names & reports[other].names
        if len(both) >= RELATED:
            expected[other] = Shared(len(both), sum(not n.startswith(WEAK) for n in both))
    assert [*Names(reports).shared(one, others).items()] == [*expected.items()]
