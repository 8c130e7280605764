"""Causes: which act is told to answer another, or to come of it, by the words that join the two.

A connective of the pack ("in response to", "led to") stands between the two acts, or before both; the act behind it is
the nearest one, the act before it the last main act of the same sentence, and where a sentence begins with the
connective, the first one behind the cause. What one sentence does not say is not guessed. The relation is that of
TimeML's causal signals (Pustejovsky et al. 2003), with PLOVER's responses told apart.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model import Cause, EventMention, Span
from ..pack import Pack

REACH = 120
"""Code points from the connective to the act behind it."""


def find(copy: str, pack: Pack, sentences: Sequence[Span], events: Sequence[EventMention]) -> tuple[Cause, ...]:
    """The causes told in a document, in the order of the text; `copy` is its legible copy."""
    entries = pack.table("causes").get("connective", ())
    if not entries or not events:
        return ()
    pattern, by_words = _pattern(tuple(w for e in entries for w in e["words"])), _by_words(entries)
    found: list[Cause] = []
    for sentence in sentences:
        inside = [i for i, e in enumerate(events) if sentence.start <= e.start < sentence.end]
        if len(inside) < 2:
            continue
        for match in pattern.finditer(copy, sentence.start, sentence.end):
            place = Span(*match.span())
            found += _joined(place, by_words[_folded(match[0])], sentence, inside, events)
    return tuple(found)


def _joined(
    place: Span, entry: Mapping[str, Any], sentence: Span, inside: Sequence[int], events: Sequence[EventMention]
) -> Iterator[Cause]:
    free = [i for i in inside if not place.overlaps(Span(events[i].start, events[i].end))]
    before = [i for i in free if events[i].end <= place.start]
    behind = [i for i in free if events[i].start >= place.end]
    near = next((i for i in behind if events[i].start - place.end <= REACH), None)
    if near is None:
        return
    wanted = entry.get("before")
    if not entry.get("forward"):
        before = [i for i in before if wanted is None or events[i].sense in wanted]
    last = _main(before, events)
    if entry.get("forward"):
        if before:
            yield Cause(place.start, place.end, entry["kind"], before[0] if last is None else before[-1], near)
        return
    if last is None and wanted is None:
        # "In response to the attack, Peru expelled ...", "reacted to the strike by expelling ..."
        last = next((i for i in behind if i != near and not events[i].nominal), None)
    if last is not None:
        yield Cause(place.start, place.end, entry["kind"], near, last)


def _main(before: Sequence[int], events: Sequence[EventMention]) -> int | None:
    """The last act before the connective: of a known category where one is, and told by a verb, for nouns there are
    what that is about."""
    ranked = [(bool(events[i].type), not events[i].nominal, i) for i in before]
    return max(ranked)[-1] if ranked else None


def _folded(words: str) -> str:
    return " ".join(words.casefold().replace("’", "'").split())


@functools.lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """All connectives, the longest first; plain words joined by "or", so that it runs in linear time."""
    longest = sorted(words, key=lambda w: (-len(w), w))
    bounded = (re.escape(w) + (r"(?!\w)" if w[-1].isalnum() else "") for w in longest)
    return re.compile(r"(?<!\w)(?:" + "|".join(bounded) + ")", re.IGNORECASE)


def _by_words(entries: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {_folded(word): entry for entry in entries for word in entry["words"]}
