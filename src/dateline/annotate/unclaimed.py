"""Quotations that no cue claims: they go on with the voice before them, are signed, or are left open."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model import Quote, Span
from .marks import PARAGRAPH, Marked, is_title
from .parse import stripped
from .speakers import Speakers

FEWEST_WORDS = 5
"""Of a quotation that nobody claims, to be a quote: fewer are a term or a title."""
FARTHEST = 2000
"""Code points between a quotation and the words of the voice that may go on with it."""
LINE = 200
"""Code points behind a quotation in which its line ends, for it to be a paragraph of its own."""
_BETWEEN = " \n.,;:–—-"
_DASH = re.compile(r"[\s\u00a0]{0,3}[–—―-]{1,2}[ \u00a0]{0,2}")
_COLON = re.compile(r"[ \u00a0]?:[ \u00a0]{0,2}\Z")
_LONGEST_COLON = 4
_WORD = re.compile(r"[ \u00a0][^\W\d_A-ZÀ-Ý]+\Z")
_LONGEST_WORD = 20


class Unclaimed:
    """Gives the quotations of one text that no attribution holds a place in one, or one of their own."""

    def __init__(self, text: str, marked: Marked, speakers: Speakers, sentences: Sequence[Span]) -> None:
        self.text, self.marked, self.speakers = text, marked, speakers
        self.sentences = sentences
        self.starts = [s.start for s in sentences]
        self.openings = frozenset(self.starts)

    def added(self, quotes: Iterable[Quote]) -> list[Quote]:
        """The attributions, with what nobody claimed: as more of them, or as more words of one."""
        found = list(quotes)
        spoken = sorted((s.end, s.start, i) for i, q in enumerate(found) for s in q.content)
        for span in self.marked.spans:
            at = bisect.bisect(spoken, (span.start, span.start, len(found)))
            if any(start < span.end for _, start, _ in spoken[at : at + 3]):
                continue
            before = [i for end, _, i in spoken[max(0, at - 3) : at] if span.start - end < FARTHEST]
            last = next((i for i in reversed(before) if self._goes_on(found[i], span)), None)
            if last is not None:
                found[last] = replace(found[last], content=(*found[last].content, span))
                bisect.insort(spoken, (span.end, span.start, last))
            elif (signed := self._signed(span)) is not None:
                found.append(signed)
            elif self._is_speech(span):
                found.append(self._follow_up(span, [found[i] for i in before]))
        return found

    def _goes_on(self, quote: Quote, span: Span) -> bool:
        """Does a quotation go on with a quote: in the sentence of its cue, right after that, or after its last words?

        "A," he said, "b. C." "D." is one saying; what stands in another paragraph is another.
        """
        end = quote.content[-1].end
        if not quote.cue or not quote.source or not self.marked.closes(quote.content[-1]):
            return False
        if is_title(self.text, quote.cue[0].end, span):
            return False
        if quote.cue[0].start > end:
            end = max(end, self._sentence(quote.cue[0].start).end, quote.source[0].end)
        blank = not self.text[end : span.start].strip(_BETWEEN)
        return blank and not PARAGRAPH.search(self.text, quote.content[-1].end, span.start)

    def _signed(self, span: Span) -> Quote | None:
        """A quotation with its speaker's name behind a dash after it, or before a colon that opens it, perhaps with the
        word that says how it is said."""
        if dash := _DASH.match(self.text, span.end):
            return self._by_name(span, Span(*dash.span()), at=dash.end())
        if colon := _COLON.search(self.text[max(0, span.start - _LONGEST_COLON) : span.start]):
            begin = span.start - len(colon.group())
            word = _WORD.search(self.text[max(0, begin - _LONGEST_WORD) : begin])
            signed = self._by_name(span, Span(begin, span.start), at=begin)
            if signed is None and word is not None:  # "Smith insists: ..."
                start = begin - len(word.group())
                signed = self._by_name(span, Span(start, begin), at=start)
            return signed
        return None

    def _by_name(self, span: Span, cue: Span, at: int) -> Quote | None:
        """What the person or body says whose name touches a place beside the cue."""
        for name in self.speakers.named(at - 1, at + 1):
            if name.type in ("PER", "ORG") and at in (name.start, name.end):
                source = Span(name.start, name.end)
                return Quote((span,), (source,), (stripped(self.text, cue),), "direct", speaker=source)
        return None

    def _follow_up(self, span: Span, found: Sequence[Quote]) -> Quote:
        """A quotation without a voice in its sentence: the voice that spoke last in its paragraph, else none."""
        before = [q for q in found if q.content[-1].end <= span.start and q.source]
        last = max(before, key=lambda q: q.content[-1].end, default=None)
        if last is not None and self._one_voice(last, span):
            return replace(last, content=(span,), mode="direct")
        return Quote((span,), (), (), "direct")

    def _one_voice(self, last: Quote, span: Span) -> bool:
        """Does a voice go on: in its paragraph, or in the next one, where that is a quotation and nothing else?"""
        breaks = list(PARAGRAPH.finditer(self.text, last.content[-1].end, span.start))
        if not breaks:
            return True
        rest = self.text[span.end : span.end + LINE].partition("\n")[0]
        alone = not rest.strip(_BETWEEN) and not self.text[breaks[-1].end() : span.start].strip()
        return len(breaks) == 1 and alone and self.marked.closes(last.content[-1])

    def _is_speech(self, span: Span) -> bool:
        """A quotation that is said by somebody, not a term between marks: long, or a sentence of its own."""
        words = sum(any(c.isalnum() for c in word) for word in span.of(self.text).split())
        before = self.text[max(0, span.start - LINE) : span.start].rstrip(" –—-")
        alone = before.endswith("\n") or span.start in self.openings
        return words >= FEWEST_WORDS * 2 or (alone and words >= FEWEST_WORDS)

    def _sentence(self, offset: int) -> Span:
        return self.sentences[max(0, bisect.bisect(self.starts, offset) - 1)]
