"""Which sentences of two reports tell the same in the same order: word by word, in other words, or with a change.

A monotone alignment of sentences by dynamic programming (Gale and Church 1993), over likenesses of words (Levenshtein
ratio) and of sentence vectors. Two sentences that are alike but tell other numbers, name others, or deny what the other
says, are aligned as changed: the next bulletin of a series is no copy of the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from .passages import Passage, Report

LITERAL = 0.85
"""Likeness of words from which a sentence is the same, but for a few words."""
REWORDED = 0.65
"""Likeness of words from which a sentence is the same with many words replaced."""
ALIKE = 0.6
"""Likeness of vectors from which two sentences may tell the same."""
LEAST = 0.45
"""Likeness from which two sentences are aligned at all."""
SURE = 0.8
"""Likeness of vectors from which two sentences without numbers and names tell the same."""
How = Literal["literal", "alike", "weak", "changed"]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sentence of each of two reports, by index, and how far they tell the same."""

    left: int
    right: int
    how: How


def aligned(left: Report, right: Report) -> list[Aligned]:
    """The aligned sentences of two reports, in order."""
    a, b = left.compared, right.compared
    if not a or not b:
        return []
    words = _likeness_of_words(left, right) if left.lang == right.lang else np.zeros((len(a), len(b)))
    vectors = np.round(left.directions @ right.directions.T, 3)
    likeness = np.maximum(words, np.maximum(vectors, _likeness_of_anchors(left, right)))
    return [Aligned(i, j, _how(a[i], b[j], words[i, j], vectors[i, j])) for i, j in _monotone(likeness)]


def _likeness_of_words(left: Report, right: Report) -> NDArray[Any]:
    ratios = process.cdist(left.lines, right.lines, scorer=fuzz.ratio, score_cutoff=30)
    return np.asarray(ratios, dtype=np.float64) / 100


def _likeness_of_anchors(left: Report, right: Report) -> NDArray[Any]:
    """For sentences without a vector: the share of their anchors that is common, where they have two or more."""
    common = left.holders.keys() & right.holders.keys()
    if not common:
        return np.zeros((len(left.compared), len(right.compared)))
    told = []
    for side in (left, right):
        rows = np.zeros((len(common), len(side.compared)))
        for row, anchor in zip(rows, common, strict=True):
            row[side.holders[anchor]] = 1
        told.append(rows)
    share = 0.8 * (told[0].T @ told[1]) / np.maximum.outer(left.anchored, right.anchored)
    return np.where(np.logical_and.outer(left.vectored, right.vectored), 0.0, share)


def _monotone(likeness: NDArray[Any]) -> list[tuple[int, int]]:
    """The pairs of indices in order, of which the sum of likeness above the least is greatest."""
    rows, columns = likeness.shape
    gain = np.where(likeness >= LEAST, likeness - LEAST + 0.01, -1.0)
    best = np.zeros((rows + 1, columns + 1))
    for i in range(1, rows + 1):
        paired = best[i - 1, :-1] + gain[i - 1]
        best[i, 1:] = np.maximum.accumulate(np.maximum(best[i - 1, 1:], paired))
    found = []
    i, j = rows, columns
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]


def _how(p: Passage, q: Passage, words: float, vectors: float) -> How:
    """Whether two sentences tell the same: "weak" where only their place among the others says so; "changed" where each
    tells a number that the other does not, or where one denies what the other says in the same words."""
    if (p.numbers - q.numbers and q.numbers - p.numbers) or (words >= REWORDED and p.denials != q.denials):
        return "changed"
    if words >= LITERAL:
        return "literal"
    common = p.anchors & q.anchors
    if words >= REWORDED or vectors >= SURE or (vectors >= ALIKE and common) or len(common) > 1:
        return "alike"
    return "weak"
