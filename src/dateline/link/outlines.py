"""What of a report is compared with all others, as numbers: made once a report, small enough to hold a whole pile.

By `copied` two reports are found that may be copies (`candidates`), by `looked_for` those that may tell one story, and
`opening`, `anchors` and `words` say how alike these are (`stories`).
"""

from __future__ import annotations

import datetime
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from ..interval import Interval
from .passages import Passage, Report, order_of

RUN = 7
"""Words of a run."""
SAMPLED = 5
"""One run in so many is kept."""
KINDS = (b"w", b"r", b"a")
"""Of what is copied: whole texts, runs of words, and pairs of anchors. The last bits of a key tell which."""
MOST_ANCHORS = 10
"""Anchors of a sentence that are paired."""
OPENING = 3
"""Sentences that open a report."""
SHORTEST, SHORTEST_OPENING = 3, 4
"""Letters of a word that is compared: in the whole report, in its opening."""
MOST_NAMES, LONGEST_WORDS = 8, 12
"""Names of an opening, and words, by which reports of one story are looked for."""

Keys = NDArray[np.uint64]
Codes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Outline:
    """A report as sorted hashes; `digest` is the same for the same report alone."""

    id: str
    digest: bytes
    published: Interval
    copied: Keys
    looked_for: Codes
    opening: Codes
    anchors: Codes
    words: Codes

    @property
    def order(self) -> tuple[datetime.date, datetime.date, str]:
        """Earlier reports first, as `passages.Report.order`."""
        return order_of(self.published, self.id)

    def encoded(self) -> bytes:
        """As bytes, without its id."""
        columns = (self.copied, self.looked_for, self.opening, self.anchors, self.words)
        days = self.published.earliest, self.published.latest
        return msgspec.msgpack.encode((self.digest, days, [column.tobytes() for column in columns]))


def decoded(identity: str, data: bytes) -> Outline:
    """The outline of these bytes (`Outline.encoded`). Raises msgspec.DecodeError or ValueError where they are none."""
    digest, days, (copied, *codes) = _stored.decode(data)
    return Outline(
        identity,
        digest,
        Interval(*days),
        np.frombuffer(copied, dtype=np.uint64),
        *(np.frombuffer(column, dtype=np.uint32) for column in codes),
    )


_stored: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(
    tuple[bytes, tuple[datetime.date | None, datetime.date | None], tuple[bytes, bytes, bytes, bytes, bytes]]
)


def outline(report: Report) -> Outline:
    """What of a report is compared with all others."""
    opening = report.passages[:OPENING]
    names = {n for p in report.passages for n in p.names if not n.startswith("country:")}
    numbers = {n for p in report.passages for n in p.numbers if len(n) > 1}
    heads, words = _words(opening, SHORTEST_OPENING), _words(report.passages, SHORTEST)
    keys = sorted({n for p in opening for n in p.names if n in names})[:MOST_NAMES]
    keys += sorted(heads, key=lambda w: (-len(w), w))[:LONGEST_WORDS]
    return Outline(
        report.id,
        _digest(report),
        report.published,
        _copied(report),
        _codes(keys),
        _codes(heads),
        _codes(names | numbers),
        _codes(words),
    )


def _digest(report: Report) -> bytes:
    """Eight bytes made of all by which a report is compared."""
    passages = [
        (p.span.start, p.span.end, p.words, sorted(p.numbers), sorted(p.names), p.denials, p.vector)
        for p in report.passages
    ]
    days = report.published.earliest, report.published.latest
    told = (report.id, report.lang, days, passages, report.outlet, report.credit)
    return hashlib.blake2b(msgspec.msgpack.encode(told), digest_size=8).digest()


def _copied(report: Report) -> Keys:
    whole = {_hash(KINDS[0], " ".join(report.words))}
    runs = {_hash(KINDS[1], run) for p in report.passages for run in _runs(p.words)}
    shared = {_hash(KINDS[2], pair) for p in report.passages for pair in _anchored(p)}
    return np.array([k << 2 | n for n, kind in enumerate((whole, runs, shared)) for k in sorted(kind)], dtype=np.uint64)


def _runs(words: Sequence[str]) -> Iterator[str]:
    for i in range(len(words) - RUN + 1):
        run = " ".join(words[i : i + RUN])
        if zlib.crc32(run.encode()) % SAMPLED == 0:
            yield run


def _anchored(passage: Passage) -> Iterator[str]:
    """The pairs of anchors of a sentence, but for two countries, which whole affairs share."""
    anchors = sorted(passage.anchors, key=lambda a: (a.startswith("country:"), a))[:MOST_ANCHORS]
    for left, right in combinations(sorted(anchors), 2):
        if not (left.startswith("country:") and right.startswith("country:")):
            yield f"{left}\x00{right}"


def _hash(kind: bytes, words: str) -> int:
    """A hash of 60 bits that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(kind + words.encode(), digest_size=8).digest(), "big") >> 4


def _words(passages: Iterable[Passage], shortest: int) -> set[str]:
    return {w for p in passages for w in p.words if len(w) >= shortest}


def _codes(words: Iterable[str]) -> Codes:
    return np.unique(np.array([zlib.crc32(w.encode()) for w in words], dtype=np.uint32))
