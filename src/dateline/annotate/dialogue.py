"""The turns of an interview: lines that begin with the name of who speaks, and a colon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..model import Name, Quote, Span

_TURN = re.compile(r"(?m)^[^\S\n]*(?P<who>[^\W\d_][^\n:]{0,40}?)(?P<cue>[^\S\n]?:)[^\S\n]+(?P<said>\S[^\n]*?)[^\S\n]*$")
FEWEST = 2
"""Turns that make a text an interview: one line alone may be anything."""


def turns(text: str, names: Iterable[Name]) -> list[Quote]:
    """What each person says in an interview, whose name, family name or initials stand before a colon at the beginning
    of a line ("Ana Berg: We stay.", "A. B.: No."); none where a text has fewer than two such lines."""
    called = _called(text, names)
    found = [
        Quote((Span(*m.span("said")),), (Span(*m.span("who")),), (Span(*m.span("cue")),), "direct", speaker=person)
        for m in _TURN.finditer(text)
        if (person := called.get(_plain(m["who"]))) is not None
    ]
    return found if len(found) >= FEWEST else []


def _called(text: str, names: Iterable[Name]) -> Mapping[str, Span]:
    """By what a turn may call somebody, the first place where the text names that person; none that may be several."""
    first: dict[str, Span] = {}
    for name in names:
        if name.type == "PER":
            span = Span(name.start, name.end)
            first.setdefault(_plain(span.of(text)), span)
    meant: dict[str, set[str]] = defaultdict(set)
    for whole in sorted(first, key=lambda words: -len(words.split())):
        parts = whole.split()
        if len(parts) > 1:
            meant[whole].add(whole)
            meant[parts[-1]].add(whole)
            meant[" ".join(part[0] for part in parts)].add(whole)
        elif whole not in meant:  # else the family name of somebody named in full
            meant[whole].add(whole)
    return {call: first[next(iter(persons))] for call, persons in meant.items() if len(persons) == 1}


def _plain(words: str) -> str:
    """Words in small letters, without the stops of initials."""
    return " ".join(words.replace(".", " ").casefold().split())
