"""What of a report decides whether it copies another: its sentences, with their words, numbers, names and vectors."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..annotate.likeness import directions
from ..interval import Interval
from ..model import Span

LONGEST = 400
"""Sentences of a report that are compared."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f\u2009 ]\d{3})*(?:[.,]\d+)?")
_GROUPS = re.compile(r"[.,\u00a0\u202f\u2009 ](?=\d{3}(?:\D|$))")


@dataclass(frozen=True)
class Passage:
    """A sentence: its words in small letters without marks, the numbers it tells, and whom and what it names.

    `names` are keys that are alike in all languages (of the gazetteer, or the sound of a name); `denials` are the acts
    that it tells as not so; `vector` is that of `annotate.likeness`, or empty.
    """

    span: Span
    words: tuple[str, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    denials: int
    vector: bytes

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a translation keeps: numbers and names."""
        return self.numbers | self.names


@dataclass(frozen=True)
class Report:
    """A document as a row of passages. `outlet` is who published it, `credit` the agency that it names as source."""

    id: str
    lang: str | None
    published: Interval
    passages: tuple[Passage, ...]
    outlet: str | None = None
    credit: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all passages; asked for by few, and so not kept."""
        return tuple(word for passage in self.passages for word in passage.words)

    @cached_property
    def length(self) -> int:
        """How many words it has."""
        return sum(len(passage.words) for passage in self.passages)

    @property
    def compared(self) -> tuple[Passage, ...]:
        """The passages that are compared with those of another report; the same as in `lines`, and so on."""
        return self.passages[:LONGEST]

    @cached_property
    def lines(self) -> list[str]:
        """The words of each passage, as one line."""
        return [" ".join(p.words) for p in self.compared]

    @cached_property
    def directions(self) -> NDArray[Any]:
        """The vector of each passage, of length one; zeros where it has none."""
        found: NDArray[Any] = directions([p.vector for p in self.compared]).astype(np.float64)
        return found

    @cached_property
    def vectored(self) -> NDArray[Any]:
        """Whether each passage has a vector."""
        return np.array([bool(p.vector) for p in self.compared])

    @cached_property
    def anchored(self) -> NDArray[Any]:
        """How many anchors each passage has, at least one."""
        return np.array([max(1, len(p.anchors)) for p in self.compared])

    @cached_property
    def holders(self) -> dict[str, list[int]]:
        """The indices of the passages with two anchors or more, by anchor."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, passage in enumerate(self.compared):
            for anchor in passage.anchors if len(passage.anchors) > 1 else ():
                found[anchor].append(i)
        return found

    @property
    def order(self) -> tuple[datetime.date, datetime.date, str]:
        """Earlier reports first."""
        return order_of(self.published, self.id)


def order_of(published: Interval, identity: str) -> tuple[datetime.date, datetime.date, str]:
    """What sorts reports: the latest day on which each may have been published, then the earliest, the id."""
    return (published.latest or datetime.date.max, published.earliest or datetime.date.max, identity)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, whatever marks and blanks stand between them."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def numbers_of(text: str, values: Iterable[float | None] = ()) -> frozenset[str]:
    """The numbers in a text, written alike whatever the separators of its language; and values told in words."""
    found = {_GROUPS.sub("", n).replace(",", ".") for n in _NUMBER.findall(text)}
    return frozenset({plain(float(n)) for n in found} | {plain(v) for v in values if v is not None})


def plain(value: float) -> str:
    """A number without a fraction that is zero."""
    return str(int(value)) if value == int(value) else str(value)
