"""Rows of different lengths as one array (a ragged array), so that many are asked at once."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Ragged:
    """A few whole numbers in each of many rows."""

    def __init__(self, rows: Sequence[Collection[int]]) -> None:
        self.sizes: Numbers = np.array([len(row) for row in rows], dtype=np.int64)
        self.flat: Numbers = np.fromiter(itertools.chain.from_iterable(rows), dtype=np.int64)
        """The numbers of all rows, one row after the other."""
        self._starts = np.cumsum(self.sizes) - self.sizes

    def of(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The numbers in the rows with these indices, and for each its place among `rows`."""
        sizes = self.sizes[rows]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.flat[np.repeat(self._starts[rows], sizes) + within], np.repeat(np.arange(len(rows)), sizes)
