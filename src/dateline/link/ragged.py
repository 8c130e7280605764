"""Rows of different lengths as one array (a ragged array), so that many are asked at once."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Ragged:
    """A few whole numbers in each of many rows: `flat` are those of all rows, one row after the other."""

    def __init__(self, sizes: Numbers, flat: Numbers) -> None:
        self.sizes, self.flat = sizes, flat
        self._starts = np.cumsum(sizes) - sizes

    @classmethod
    def of_rows(cls, rows: Sequence[Collection[int]]) -> Ragged:
        """The same of rows that are Python's."""
        sizes: Numbers = np.array([len(row) for row in rows], dtype=np.int64)
        return cls(sizes, np.fromiter(itertools.chain.from_iterable(rows), dtype=np.int64))

    def of(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The numbers in the rows with these indices, and for each its place among `rows`."""
        sizes = self.sizes[rows]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.flat[np.repeat(self._starts[rows], sizes) + within], np.repeat(np.arange(len(rows)), sizes)

    def firsts(self, rows: Numbers) -> Numbers:
        """The first number of each of the rows with these indices, none of which is empty."""
        first: Numbers = self.flat[self._starts[rows]]
        return first
