"""What of a report decides whether it copies another: its sentences, with their words, numbers, names and vectors."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..model import Interval, Span

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

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for passage in self.passages for word in passage.words)

    @property
    def order(self) -> tuple[datetime.date, datetime.date, str]:
        """Earlier reports first: by the latest day on which each may have been published, then the earliest, the id."""
        p = self.published
        return (p.latest or datetime.date.max, p.earliest or datetime.date.max, self.id)


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
