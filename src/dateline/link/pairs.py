"""Which two mentions are compared: those that share a day and a type, an act and who it was done to, a lemma within a
report, or the acts of one story."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ..annotate.likeness import directions
from ..record import facts
from .clusters import MISDATED
from .evidence import Days, numbered
from .pairing import Pairs, distinct, within
from .ragged import Ragged
from .stories import Stories
from .told import Told

LEAST_ALIKE = 0.59
"""Cosine below which the day and the act alone do not reach the threshold of `evidence`."""
FEW = 8
"""Mentions of a day of which all pairs are compared."""
LARGEST_BLOCK = 400
"""A block of more mentions proposes nothing by itself: what so many share says little."""


def pairs(told: Sequence[Told], stories: Stories) -> Pairs:
    """The pairs of indices i < j that are compared, each once as i * len(told) + j, sorted."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, t in enumerate(told):
        for key in _keys(t):
            blocks[key].append(n)
    some = [(key[0] == "day", block) for key, block in blocks.items() if 1 < len(block) <= LARGEST_BLOCK]
    crowds = [block for of_day, block in some if of_day and len(block) >= FEW]
    found = [within([block for of_day, block in some if not of_day or len(block) < FEW], len(told))]
    found += [_of_a_day(np.array(block), told) for block in crowds]
    found += [_of_stories(told, stories), _in_grammar(told)]
    return _of_one_time(told, distinct(np.concatenate(found)))


def _keys(t: Told) -> Iterator[tuple[object, ...]]:
    act = t.sense or t.lemma
    yield ("lemma", t.document, act)
    for victim in t.victims:
        yield ("victim", victim)
    for who in t.actors if t.rare else ():
        yield ("rare", who, act)
    for recipient in t.recipients:
        yield ("recipient", recipient, act)
        yield ("befell", t.document, recipient, t.type or act)
    if t.is_fresh:
        for day in _reported(t):
            yield ("day", day, t.type or act)
    elif facts.is_day(t.when):
        for end in {t.when.earliest, t.when.latest}:
            yield ("day", end, t.type or act)
    elif t.when.earliest and t.when.latest:
        yield ("span", t.when.earliest, t.when.latest, act)


def _reported(t: Told) -> tuple[datetime.date, ...]:
    """The days around that of the report: another has the same news a day later."""
    last = t.days.latest
    return (last - facts.DAY, last) if last is not None else ()


def _of_a_day(block: Pairs, told: Sequence[Told]) -> Pairs:
    """The pairs of acts of one day and type that may be one event: those that share a party or a place, or of which the
    sentences are alike. Without either the day and the act alone never suffice."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for n in block.tolist():
        t = told[n]
        for who in {*t.actors, *t.recipients, *((t.place,) if t.place else ())}:
            sharing[who].append(n)
    vectors = directions([told[n].vector for n in block])
    left, right = np.nonzero(np.triu(vectors @ vectors.T, 1) >= LEAST_ALIKE)
    return np.concatenate((within([*sharing.values()], len(told)), block[left] * len(told) + block[right]))


def _of_stories(told: Sequence[Told], stories: Stories) -> Pairs:
    """The mentions of one act in two reports of one story: each with the first one of the other report, which join what
    all pairs would."""
    if not told:
        return np.zeros(0, dtype=np.int64)
    at = {d: n for n, d in enumerate(dict.fromkeys(t.document for t in told))}
    pairs = [(at[a], at[b]) for a, b in stories.pairs if a in at and b in at]
    left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    acts = numbered([t.sense or t.lemma for t in told])
    kinds = acts.max() + 1
    # The mentions of one act in one report are a row of `members`, and the rows of a report are one of `rows`.
    codes = np.array([at[t.document] for t in told]) * kinds + acts
    ordered, sizes = np.unique(codes, return_counts=True)
    members = Ragged(sizes, np.argsort(codes, kind="stable"))
    rows = Ragged(np.bincount(ordered // kinds, minlength=len(at)), np.arange(len(ordered)))
    mine, pair = rows.of(left)
    same = right[pair] * kinds + ordered[mine] % kinds
    theirs = np.minimum(np.searchsorted(ordered, same), len(ordered) - 1)
    told_by_both = ordered[theirs] == same
    mine, theirs = mine[told_by_both], theirs[told_by_both]
    found = []
    for of, others in ((mine, theirs), (theirs, mine)):
        mentions, n = members.of(of)
        firsts = members.firsts(others)[n]
        found.append(np.minimum(mentions, firsts) * len(told) + np.maximum(mentions, firsts))
    return np.concatenate(found)


def _in_grammar(told: Sequence[Told]) -> Pairs:
    """The pairs of one act in the grammar of a sentence."""
    at = {t.id: n for n, t in enumerate(told)}
    return _coded(((n, at[t.same_as]) for n, t in enumerate(told) if t.same_as in at), len(told))


def _coded(found: Iterable[tuple[int, int]], total: int) -> Pairs:
    """Pairs of two indices as numbers."""
    both: Pairs = np.fromiter(itertools.chain.from_iterable(found), dtype=np.int64).reshape(-1, 2)
    coded: Pairs = both.min(axis=1) * total + both.max(axis=1)
    return coded


def _of_one_time(told: Sequence[Told], found: Pairs) -> Pairs:
    """Those of the pairs that no hard reason of time keeps apart (`clusters.unlike`)."""
    days = Days([t.when for t in told])
    once = np.array([bool(t.victims) for t in told], dtype=bool)
    inferred = np.array([t.inferred for t in told], dtype=bool)
    left, right = np.divmod(found, len(told))
    misdated = (once[left] & once[right]) | inferred[left] | inferred[right]
    return found[days.apart(left, right) <= np.where(misdated, MISDATED, 0)]
