"""Which two reports may be copies: those that share runs of words, or pairs of numbers and names.

Runs of words find what was copied in one language, whole or in part (shingles; Broder 1997, sampled by their hash as in
winnowing, so that what is sampled of a passage depends on that passage alone). Pairs of numbers and names within a
sentence find translations and rewritten text, in which no run of words is left.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .outlines import Outline
from .pairing import Pairs, decoded, distinct, sharing

FEWEST = (1, 2, 3)
"""Of whole texts, runs of words, and pairs of anchors (`outlines.KINDS`): how many two reports must share."""
CROWD = 40
"""Reports that share one key, each of which is compared with each; where more do, each with the next ones in time."""
NEXT = 12
MOST = 40
"""Earlier reports that one is compared with, for each kind of key: those that share most, of as many the first. More
have a paragraph in common that an archive prints hundreds of times."""


def pairs(outlines: Iterable[Outline]) -> tuple[list[str], list[tuple[int, int]]]:
    """The ids of the reports in order of publication, and the pairs of their indices that may be copies, sorted."""
    ranked = sorted(outlines, key=lambda o: o.order)
    codes = []
    for kind, fewest in enumerate(FEWEST):
        of_kind, shared = sharing([o.copied[(o.copied & 3) == kind] for o in ranked], CROWD, NEXT)
        enough = shared >= fewest
        codes.append(_nearest(of_kind[enough], shared[enough], len(ranked)))
    found = distinct(np.concatenate(codes))
    return [o.id for o in ranked], [*decoded(found, len(ranked))]


def _nearest(found: Pairs, shared: Pairs, total: int) -> Pairs:
    """Of the pairs of each later report the first ones that share most."""
    earlier, later = np.divmod(found, max(total, 1))
    order = np.lexsort((earlier, -shared, later))
    starts = np.searchsorted(later[order], later[order])
    return found[order][np.arange(len(order)) - starts < MOST]
