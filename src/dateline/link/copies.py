"""Which reports are copies of another, so that five copies count as one source.

Candidates (`candidates`) are aligned sentence by sentence (`alignment`); how much of each report the other tells, word
by word or in other words, says whether one is a copy, and of what kind. Nothing is decided by a likeness of the whole:
two independent reports of one event are alike too.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..model import CopyKind, Span
from . import candidates
from .alignment import Aligned, aligned
from .outlines import Outline
from .passages import Report

NEAR = 0.6
"""Share of the words of each report that the other has word by word, for the one to be a near copy."""
RETOLD = 0.6
"""Share of each that the other tells, in order, for a translation or a rewritten text."""
SURELY = 0.15
"""Share of each that is the same by more than its place, for either."""
FEWEST_RETOLD = 4
"""Sentences of a translation or a rewritten text."""
LONGEST_LINE = 8
"""Words of a line of credit."""
EXCERPT = 0.25
"""Share of one report that stands word by word in the other."""
FEWEST_WORDS = 30
FEWEST_SENTENCES = 2
"""Words and sentences of an excerpt."""
MOST_CHANGED = 0.3
"""Of the sentences that are aligned, those that tell another number, name or sense: more are another day's report."""
Spans = Sequence[tuple[Span, Span]]
DEEPEST = 5
"""Copies of copies that are followed."""
STRENGTH: tuple[CopyKind, ...] = ("exact", "near", "translation", "rewrite", "excerpt")


@dataclass(frozen=True, slots=True)
class Copy:
    """`document` is a copy of `original`; `share` of its words is, and `spans` are the aligned sentences of both."""

    document: str
    original: str
    kind: CopyKind
    share: float
    spans: tuple[tuple[Span, Span], ...]


def copies(
    outlines: Iterable[Outline],
    load: Callable[[str], Report],
    compare: Callable[[Iterable[tuple[Outline, Outline]]], Iterable[Copy | None]],
    told: Mapping[str, str] | None = None,
) -> tuple[Copy, ...]:
    """For each copy, what it is a copy of: the earliest report that it is one of, by kind, then by share.

    `load` gives a report of these outlines by its id, and `compare` is `related` of the reports of each two: all are
    never held at once. `told` is the user's word: the id of a report's original, or "" where it has none.
    """
    told = told or {}
    by_id = {o.id: o for o in outlines}
    ids, found = candidates.pairs(by_id.values())
    compared = compare((by_id[ids[i]], by_id[ids[j]]) for i, j in found)
    relations = [r for r in compared if r is not None and r.document not in told]
    order = {identity: n for n, identity in enumerate(ids)}
    relations += [
        _said(load(copy), load(original)) for copy, original in told.items() if {copy, original} <= order.keys()
    ]
    return _rooted(relations, order)


def _said(copy: Report, original: Report) -> Copy:
    """What a user calls a copy, with the sentences that it has from its original."""
    found = related(copy, original)
    kind = found.kind if found is not None else "rewrite" if copy.lang == original.lang else "translation"
    same = [p for p in aligned(copy, original) if p.how != "changed"]
    spans = tuple((copy.passages[p.left].span, original.passages[p.right].span) for p in same)
    return Copy(copy.id, original.id, kind, round(_share(copy, [p.left for p in same]), 2), spans)


def related(a: Report, b: Report) -> Copy | None:
    """The copy that one of two reports is of the other, if it is; `a` was published no later, as far as is known."""
    if a.length == b.length and a.words == b.words:
        whole = [(p.span, q.span) for p, q in zip(a.passages, b.passages, strict=False)]
        return _copy(a, b, "exact", 1.0, whole)
    pairs = aligned(a, b)
    kind = _kind(a, b, pairs)
    if kind is None:
        return None
    same = [p for p in pairs if p.how == "literal" or (p.how != "changed" and kind in ("translation", "rewrite"))]
    spans = [(a.passages[p.left].span, b.passages[p.right].span) for p in same]
    left = _directed(a, b)[0] == a.id
    share = _share(a, [p.left for p in same]) if left else _share(b, [p.right for p in same])
    return _copy(a, b, kind, share, spans)


def _copy(a: Report, b: Report, kind: CopyKind, share: float, spans: Iterable[tuple[Span, Span]]) -> Copy:
    derived, original = _directed(a, b)
    own_first = spans if derived == a.id else ((t, s) for s, t in spans)
    return Copy(derived, original, kind, round(share, 2), tuple(own_first))


def _kind(a: Report, b: Report, pairs: Sequence[Aligned]) -> CopyKind | None:
    literal = [p for p in pairs if p.how == "literal"]
    same = [p for p in pairs if p.how != "changed"]
    if not same or len(pairs) - len(same) > MOST_CHANGED * len(pairs):
        return None
    of_a, of_b = _share(a, [p.left for p in literal]), _share(b, [p.right for p in literal])
    if _only_framed(a, b, pairs):
        return "exact"
    if min(of_a, of_b) >= NEAR:
        return "near"
    if len(literal) * 2 < len(same) and _is_retold(a, b, same):
        return "translation" if a.lang != b.lang else "rewrite"
    return "excerpt" if _is_excerpt(a, b, literal) else None


def _only_framed(a: Report, b: Report, pairs: Sequence[Aligned]) -> bool:
    """Whether all sentences of two reports have the same words, but for a short line before or behind: a credit."""
    if not pairs or any(a.passages[p.left].words != b.passages[p.right].words for p in pairs):
        return False
    for report, indices in ((a, [p.left for p in pairs]), (b, [p.right for p in pairs])):
        frame = set(range(len(report.passages))) - set(indices)
        if any(i not in (0, len(report.passages) - 1) or len(report.passages[i].words) > LONGEST_LINE for i in frame):
            return False
    return True


def _is_retold(a: Report, b: Report, same: Sequence[Aligned]) -> bool:
    """Whether each report tells most of the other in its order, and a part of that surely."""
    sure = [p for p in same if p.how != "weak"]
    told, known = (min(_share(a, [p.left for p in ps]), _share(b, [p.right for p in ps])) for ps in (same, sure))
    return len(same) >= FEWEST_RETOLD and told >= RETOLD and known >= SURELY


def _is_excerpt(a: Report, b: Report, literal: Sequence[Aligned]) -> bool:
    """Whether what two reports share word by word is news: its sentences tell names or numbers, which the terms and
    notices that papers print under every report do not."""
    telling = [p for p in literal if a.passages[p.left].anchors]
    words = sum(len(a.passages[p.left].words) for p in telling)
    share = max(_share(a, [p.left for p in telling]), _share(b, [p.right for p in telling]))
    return share >= EXCERPT and words >= FEWEST_WORDS and len(telling) >= FEWEST_SENTENCES


def _share(report: Report, indices: Iterable[int]) -> float:
    return sum(len(report.passages[i].words) for i in indices) / report.length if report.length else 0.0


def _directed(a: Report, b: Report) -> tuple[str, str]:
    """Which of two is derived, and from which: the later one where the days tell; else the one that says it has it from
    the other; else by their order."""
    if a.published.latest and b.published.earliest and a.published.latest < b.published.earliest:
        return b.id, a.id
    for one, other in ((a, b), (b, a)):
        if one.credit and other.outlet and one.credit != one.outlet and one.credit == other.outlet:
            return one.id, other.id
    return b.id, a.id


def _rooted(relations: Iterable[Copy], order: Mapping[str, int]) -> tuple[Copy, ...]:
    """Of a whole copy the earliest report that it is one of; of one with excerpts, all reports from which they are."""
    of: dict[str, list[Copy]] = defaultdict(list)
    for relation in relations:
        of[relation.document].append(relation)
    kept: list[Copy] = []
    for found in of.values():
        whole = [c for c in found if c.kind != "excerpt"]
        first = min(whole, key=lambda c: (order[c.original], STRENGTH.index(c.kind)), default=None)
        kept += [first] if first is not None else found
    return tuple(sorted(kept, key=lambda c: (c.document, -c.share, order[c.original])))


class Sources:
    """Which report stands for a place of a report: itself, or the one from which that passage is."""

    def __init__(self, found: Iterable[Copy]) -> None:
        self._of: dict[str, list[tuple[Copy, Spans]]] = defaultdict(list)
        for copy in found:
            self._of[copy.document].append((copy, sorted(copy.spans)))

    def at(self, document: str, start: int) -> str:
        """The id of the first report that tells what stands at a code point of a document."""
        for _ in range(DEEPEST):
            if document not in self._of:  # as most
                break
            step = next((s for c in self._of[document] if (s := _origin(*c, start)) is not None), None)
            if step is None:
                break
            document, start = step
        return document


def _origin(copy: Copy, spans: Spans, start: int) -> tuple[str, int] | None:
    """Where a copy, of which the aligned sentences are sorted, has a place from; anywhere in the original for what a
    whole copy adds."""
    at = bisect.bisect_right(spans, start, key=lambda pair: pair[0].start)
    if at and start < spans[at - 1][0].end:
        return copy.original, spans[at - 1][1].start
    return None if copy.kind == "excerpt" else (copy.original, -1)
