"""A copy beside its original, sentence by sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..address import Asked
from ..scope import Scope

Row = dict[str, Any]
Pair = tuple[tuple[int, int] | None, tuple[int, int] | None]

MOST_PAIRS = 1_000
"""Pairs of sentences that a page shows."""


def view(scope: Scope, asked: Asked) -> Row | None:
    """The sentences of a copy in its order, each beside that of the original which it has; what only the original has
    stands before the sentence that follows it there."""
    document, _, original = (asked.id or "").partition("-")
    query = """SELECT c.*, a.lang AS lang, b.lang AS original_lang FROM copies c JOIN documents a ON a.id = c.document
               JOIN documents b ON b.id = c.original WHERE c.document = :document AND c.original = :original"""
    found = scope.rows(query, document=document, original=original)
    if not found or not (scope.shows(document) and scope.shows(original)):
        return None
    (row,) = found
    left, right = (_sentences(scope, d) for d in (document, original))
    texts = (scope.names.text(document), scope.names.text(original))
    pairs = [
        pair
        for pair in aligned(left, right, [(tuple(a), tuple(b)) for a, b in json.loads(row["spans"])])
        if any(any(map(str.isalnum, text[slice(*s)])) for s, text in zip(pair, texts, strict=True) if s)
    ]
    sides = [scope.names.documents[d] for d in (document, original)]
    return {
        "copy": {**row, "names": sides, "published": [scope.names.published[d] for d in (document, original)]},
        "pairs": [
            [{"start": s[0], "words": text[slice(*s)]} if s else None for s, text in zip(pair, texts, strict=True)]
            for pair in pairs[:MOST_PAIRS]
        ],
        "more": max(len(pairs) - MOST_PAIRS, 0),
    }


def aligned(
    left: list[tuple[int, int]], right: list[tuple[int, int]], spans: list[tuple[tuple[int, int], tuple[int, int]]]
) -> Iterator[Pair]:
    """Pairs of spans (code points): the sentences that both have, and those that only one has, in the copy's order."""
    partner = dict(spans)
    taken = {b for _, b in spans}
    waiting = [s for s in right if not any(s[0] < b[1] and b[0] < s[1] for b in taken)]
    shared = list(partner)
    alone = [s for s in left if not any(s[0] < a[1] and a[0] < s[1] for a in shared)]
    for sentence in sorted([*alone, *shared]):
        other = partner.get(sentence)
        while other and waiting and waiting[0] < other:
            yield None, waiting.pop(0)
        yield sentence, other
    yield from ((None, s) for s in waiting)


def _sentences(scope: Scope, document: str) -> list[tuple[int, int]]:
    query = 'SELECT start, "end" FROM sentences WHERE document = :id ORDER BY start'
    return [(s["start"], s["end"]) for s in scope.rows(query, id=document)]
