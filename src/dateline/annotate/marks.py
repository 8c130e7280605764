"""Quotation marks: the stretches of a text that stand between them, whatever the tradition, nested or unbalanced.

A quotation ends at its closing mark; where the paragraph ends first, it ends there, unless the next paragraph opens
with the same mark, as the press does when a quotation goes on. So no lost mark swallows a report.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model import Span
from ..pack import Pack

LONGEST = 1500
"""Code points of one quotation; what would be longer has lost its closing mark."""
DEEPEST = 4
"""Quotations within quotations."""
CLOSING = ("»", "«", "”", "“", '"', "''")
"""What may stand at the end of a quotation, in some tradition."""
LONGEST_TITLE = 80
"""Code points from a cue to what is called so in marks."""
_PARTED = ".,:;!?…–—"
"""What parts a cue from a quotation that goes on behind it."""
_STOPS = ",;:."
_BEFORE = "(-–—:"
PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*[-–•])")
"""Where a paragraph ends; a line that begins with a dash is one."""


class Marked:
    """The quotations of a text, in order, looked up by their places."""

    def __init__(self, text: str, pack: Pack) -> None:
        self.spans = quotations(text, pack)

    def near(self, span: Span) -> Sequence[Span]:
        """The quotations that touch a span, and the one before and after it."""
        first = max(0, bisect.bisect(self.spans, span) - 2)
        last = bisect.bisect(self.spans, Span(span.end, span.end))
        return self.spans[first : last + 1]

    def holds(self, offset: int) -> bool:
        """Whether a code point stands in a quotation."""
        i = bisect.bisect(self.spans, Span(offset, 1 << 60)) - 1
        return i >= 0 and self.spans[i].start <= offset < self.spans[i].end

    def closes(self, span: Span) -> bool:
        """Whether a span ends with, or just before, the closing mark of a quotation."""
        return any(m.start <= span.end and 0 <= m.end - span.end <= 2 for m in self.near(span))


def is_title(text: str, cue: int, mark: Span) -> bool:
    """Whether what stands in marks behind the end of a cue, and no mark that parts them, is what something is called
    ("told the “News”"), and not said on."""
    return cue <= mark.start < cue + LONGEST_TITLE and not any(c in _PARTED for c in text[cue : mark.start])


def quotations(text: str, pack: Pack) -> tuple[Span, ...]:
    """The outermost quotations of a text with their marks, in order, not overlapping."""
    found: list[Span] = []
    start = 0
    for end in [*(m.start() for m in PARAGRAPH.finditer(text)), len(text)]:
        found += _in_paragraph(text, start, end, pack)
        start = end
    return tuple(found)


def _in_paragraph(text: str, start: int, end: int, pack: Pack) -> Iterator[Span]:
    marks = pack.table("quotes")["marks"]
    pairs: dict[str, Sequence[str]] = marks["pairs"]
    opened: list[tuple[int, str]] = []
    paired = {mark for mark in pairs if mark in pairs[mark] and text.count(mark, start, end) % 2 == 0}
    for found in _any_mark(marks["all"]).finditer(text, start, end):
        i, mark = found.start(), found.group()
        # Of marks that both open and close and are even in number, every other closes, whatever blanks stand about it.
        closes = _closes(text, i, mark, pairs) or (mark in paired and any(m == mark for _, m in opened))
        depth = _closed(opened, mark, pairs) if closes else None
        if depth is not None:
            begin = opened[depth][0]
            del opened[depth:]
            if not opened:
                yield Span(begin, i + len(mark))
        elif mark in pairs and _opens(text, i, mark, marks) and len(opened) < DEEPEST:
            opened.append((i, mark))
        # A mark that closes what was never opened is passed over.
    if opened and end - opened[0][0] > 2:
        yield Span(opened[0][0], min(end, opened[0][0] + LONGEST))


def _closed(opened: Sequence[tuple[int, str]], mark: str, pairs: dict[str, Sequence[str]]) -> int | None:
    """How deep lies the innermost open mark that this one may close."""
    return next((d for d in reversed(range(len(opened))) if mark in pairs[opened[d][1]]), None)


def _any_mark(marks: Sequence[str]) -> re.Pattern[str]:
    """A pattern of all marks, the longer ones first; `re` keeps it compiled."""
    return re.compile("|".join(re.escape(mark) for mark in marks))


def _opens(text: str, i: int, mark: str, marks: Mapping[str, Any]) -> bool:
    if mark in marks["touching"]:
        return text[i + 1 : i + 2].isalnum() and (i == 0 or text[i - 1].isspace() or text[i - 1] in _BEFORE)
    if mark not in marks["pairs"][mark]:
        return True
    after = text[i + 1 : i + 2]
    return bool(after) and not after.isspace() and after not in _STOPS and (i == 0 or not text[i - 1].isalnum())


def _closes(text: str, i: int, mark: str, pairs: dict[str, Sequence[str]]) -> bool:
    """A mark that can both open and close closes after a word or its stop."""
    return mark not in pairs.get(mark, ()) or (i > 0 and not text[i + 1 : i + 2].isalnum())
