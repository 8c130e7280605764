"""The text of a report with its rows marked: spans over it, nested as a page needs them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LAYERS = ("aside", "sentence", "voice", "source", "event", "date", "figure", "name")
"""What is marked, from the outermost."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text (code points), its layer, and the anchor of its row, where it has one."""

    start: int
    end: int
    layer: str
    anchor: str | None = None

    @property
    def depth(self) -> tuple[int, int, int, str]:
        return (LAYERS.index(self.layer), self.start, -self.end, self.anchor or "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: how many marks end before it, which begin with it (`anchored` by their row where it is the
    first time), and its words."""

    closes: int
    opens: tuple[tuple[str, str | None], ...]
    words: str


def pieces(text: str, marks: Iterable[Mark], start: int, end: int) -> Iterator[Piece]:
    """The text from `start` to `end`, cut wherever a mark begins or ends.

    A mark that crosses the end of an outer one is closed with it and opened again. The last piece only closes.
    """
    inside = [m for m in marks if m.start < end and m.end > start and m.start < m.end]
    begin: dict[int, list[Mark]] = defaultdict(list)
    for mark in inside:
        begin[max(mark.start, start)].append(mark)
    cuts = {start, end, *begin, *(min(m.end, end) for m in inside)}
    opened: list[Mark] = []
    anchored: set[str] = set()
    for here, there in itertools.pairwise(sorted(cuts)):
        wanted = sorted([m for m in opened if m.end > here] + begin[here], key=lambda m: m.depth)
        kept = sum(1 for _ in itertools.takewhile(lambda two: two[0] is two[1], zip(opened, wanted, strict=False)))
        opens = []
        for mark in wanted[kept:]:
            anchor = mark.anchor if mark.anchor not in anchored else None
            anchored |= {anchor} if anchor else set()
            opens.append((mark.layer, anchor))
        yield Piece(len(opened) - kept, tuple(opens), text[here:there])
        opened = wanted
    yield Piece(len(opened), (), "")
