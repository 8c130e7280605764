"""Copies of a process: what they give, and what their end or their failure does."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.forked import IS_SAFE, spread

HERE = os.getpid()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(), max_size=50), st.integers(1, 4))
def test_many_processes_give_what_one_gives(numbers: list[int], processes: int) -> None:
    """Results come in the order of the items, whoever made them, with what this process alone has in memory."""
    known = {n: str(n) for n in numbers}
    assert spread(lambda n: known[n], numbers, processes, worth=5) == [known[n] for n in numbers]


@pytest.mark.skipif(not IS_SAFE, reason="no copies of a process on this system")
def test_the_work_is_shared() -> None:
    """Enough items are done by as many processes as are asked for; few are done here."""
    assert len({*spread(lambda _: os.getpid(), range(40), 3, worth=10)}) == 3
    assert {*spread(lambda _: os.getpid(), range(19), 3, worth=10)} == {HERE}


@pytest.mark.skipif(not IS_SAFE, reason="no copies of a process on this system")
def test_the_part_of_a_copy_that_dies_is_done_here() -> None:
    """A copy that is killed loses nothing."""

    def deadly(n: int) -> int:
        if os.getpid() != HERE and n == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return n * n

    assert spread(deadly, range(20), 2, worth=1) == [n * n for n in range(20)]


@pytest.mark.parametrize("failing", [6, 7])
def test_what_fails_in_a_copy_fails_here(failing: int) -> None:
    """An error is raised to who asked, in whatever process it came up."""

    def fails(n: int) -> int:
        if n == failing:
            raise ValueError(n)
        return n

    with pytest.raises(ValueError, match=str(failing)):
        spread(fails, range(20), 2, worth=1)
