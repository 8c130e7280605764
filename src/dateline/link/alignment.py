"""Which sentences of two reports tell the same in the same order: word by word, in other words, or with a change.

A monotone alignment of sentences by dynamic programming (Gale and Church 1993), over likenesses of words (Levenshtein
ratio) and of sentence vectors. Two sentences that are alike but tell other numbers, name others, or deny what the other
says, are aligned as changed: the next bulletin of a series is no copy of the last one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
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
LONGEST = 400
"""Sentences of a report that are aligned."""

How = Literal["literal", "alike", "weak", "changed"]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sentence of each of two reports, by index, and how far they tell the same."""

    left: int
    right: int
    how: How


def aligned(left: Report, right: Report) -> list[Aligned]:
    """The aligned sentences of two reports, in order."""
    a, b = left.passages[:LONGEST], right.passages[:LONGEST]
    if not a or not b:
        return []
    words = _likeness_of_words(a, b) if left.lang == right.lang else np.zeros((len(a), len(b)))
    vectors = _likeness_of_vectors(a, b)
    anchors = _likeness_of_anchors(a, b)
    likeness = np.maximum(words, np.maximum(vectors, anchors))
    return [Aligned(i, j, _how(a[i], b[j], words[i, j], vectors[i, j])) for i, j in _monotone(likeness)]


def _likeness_of_words(a: Sequence[Passage], b: Sequence[Passage]) -> NDArray[Any]:
    left, right = ([" ".join(p.words) for p in side] for side in (a, b))
    return np.asarray(process.cdist(left, right, scorer=fuzz.ratio, score_cutoff=30), dtype=np.float64) / 100


def _likeness_of_vectors(a: Sequence[Passage], b: Sequence[Passage]) -> NDArray[Any]:
    left, right = (_matrix(side) for side in (a, b))
    return np.asarray(np.round(left @ right.T, 3))


def _matrix(side: Sequence[Passage]) -> NDArray[Any]:
    rows = np.zeros((len(side), 512))
    for i, passage in enumerate(side):
        if passage.vector:
            vector = np.frombuffer(passage.vector, dtype=np.int8).astype(np.float64)
            rows[i] = vector / (np.linalg.norm(vector) or 1.0)
    return rows


def _likeness_of_anchors(a: Sequence[Passage], b: Sequence[Passage]) -> NDArray[Any]:
    """For sentences without a vector: the share of their anchors that is common, where they have two or more."""
    out = np.zeros((len(a), len(b)))
    holding: dict[str, list[int]] = defaultdict(list)
    for j, q in enumerate(b):
        for anchor in q.anchors if len(q.anchors) > 1 else ():
            holding[anchor].append(j)
    for i, p in enumerate(a):
        if len(p.anchors) > 1:
            for j, common in Counter(j for anchor in p.anchors for j in holding[anchor]).items():
                if not (p.vector and b[j].vector):
                    out[i, j] = 0.8 * common / max(len(p.anchors), len(b[j].anchors))
    return out


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
