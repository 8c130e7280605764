"""The time that a paragraph looks back to: what it goes on to tell is of then, and no news.

A main clause that is dated long before the day of writing, or a date that opens its sentence, sets the time ("In 2003
the army invaded the island. The troops took the port."). Sentences behind it in its paragraph keep to that time as long
as they name none of their own.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from ..model import FACTUAL, Annotations, EventMention, Published, Span, Timex
from .marks import PARAGRAPH
from .timevalue import shifted

LONG_AGO = 8
"""Days from the last of the time told to that of writing, for it to be no news."""
_OPENING = 12
"""Code points of a sentence in which a date opens it."""


def without_old_news(
    text: str, found: Annotations, times: Sequence[Timex], published: Published
) -> tuple[EventMention, ...]:
    """The event mentions, of which those are told as no news that go on with a time long past; `times` are the values
    of the expressions."""
    written = published.earliest
    if written is None or published.how == "unknown":
        return found.events
    events, starts = list(found.events), [e.start for e in found.events]
    expressions = [e.start for e in found.expressions]
    looks_back, last = False, 0
    for sentence in found.sentences:
        own = range(bisect.bisect_left(starts, sentence.start), bisect.bisect_left(starts, sentence.end))
        said = range(bisect.bisect_left(expressions, sentence.start), bisect.bisect_left(expressions, sentence.end))
        dates = [i for i in said if found.expressions[i].type in ("DATE", "TIME")]
        if PARAGRAPH.search(text, last, sentence.start):
            looks_back = False
        last = sentence.end
        if dates:
            told = _told_time([events[i] for i in own], dates, times, sentence)
            day = told.latest if told is not None else None
            looks_back = day is not None and shifted(day, LONG_AGO) < written
        elif looks_back and any(events[i].news and not events[i].goes_on for i in own):
            looks_back = False  # "It has been closed since."
        elif looks_back:
            for i in own:
                events[i] = _of_then(events[i], sentence, found)
    return tuple(events)


def _of_then(e: EventMention, sentence: Span, found: Annotations) -> EventMention:
    """A mention in a sentence that goes on with a time long past: no news. When somebody says what was then, the text
    does not tell: he may do so today."""
    if not e.goes_on or e.said_by is not None:
        return e
    says = any(cue.start == e.start for quote in found.quotes for cue in quote.cue)
    told_before = e.time is not None and found.expressions[e.time].start < sentence.start
    time = None if says and told_before else e.time
    return replace(e, time=time, news=e.news and time is not None)


def _told_time(
    events: Sequence[EventMention], dates: Sequence[int], times: Sequence[Timex], sentence: Span
) -> Timex | None:
    """The time of which a sentence tells: that of its main clause, else the date that opens it."""
    main = [e.time for e in events if e.news and e.goes_on and e.time is not None and e.status in FACTUAL]
    opening = [i for i in dates if times[i].start - sentence.start <= _OPENING]
    index = next(iter([*main, *opening]), None)
    told = times[index] if index is not None else None
    return told if told is not None and told.role == "at" else None
