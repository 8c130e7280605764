"""Which two reports may be copies: those that share runs of words, or pairs of numbers and names.

Runs of words find what was copied in one language, whole or in part (shingles; Broder 1997, sampled by their hash as in
winnowing, so that what is sampled of a passage depends on that passage alone). Pairs of numbers and names within a
sentence find translations and rewritten text, in which no run of words is left.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .passages import Passage, Report

RUN = 7
"""Words of a run."""
SAMPLED = 5
"""One run in so many is kept."""
FEWEST = (1, 2, 3)
"""Of whole texts, runs of words, and pairs of anchors: how many two reports must share."""
MOST_ANCHORS = 10
"""Anchors of a sentence that are paired."""
CROWD = 40
"""Reports that share one key, each of which is compared with each; where more do, each with the next ones in time."""
NEXT = 12

Keys = NDArray[np.uint64]


def pairs(reports: Iterable[Report]) -> tuple[list[str], list[tuple[int, int]]]:
    """The ids of the reports in order of publication, and the pairs of their indices that may be copies, sorted."""
    keys: list[Keys] = []
    order: list[tuple[object, str]] = []
    for report in reports:
        runs = {_hash(b"r", run) for p in report.passages for run in _runs(p.words)}
        shared = {_hash(b"a", pair) for p in report.passages for pair in _anchored(p)}
        whole = {_hash(b"w", " ".join(report.words))}
        kinds = enumerate((whole, runs, shared))
        keys.append(np.array([k << 2 | kind for kind, hashes in kinds for k in sorted(hashes)], dtype=np.uint64))
        order.append((report.order, report.id))
    ranked = sorted(range(len(order)), key=lambda i: order[i][0])  # type: ignore[arg-type, return-value]
    found = _sharing([keys[i] for i in ranked])
    return [order[i][1] for i in ranked], found


def _runs(words: Sequence[str]) -> Iterator[str]:
    for i in range(len(words) - RUN + 1):
        run = " ".join(words[i : i + RUN])
        if zlib.crc32(run.encode()) % SAMPLED == 0:
            yield run


def _anchored(passage: Passage) -> Iterator[str]:
    """The pairs of anchors of a sentence, but for two countries, which whole affairs share."""
    anchors = sorted(passage.anchors, key=lambda a: (a.startswith("country:"), a))[:MOST_ANCHORS]
    for left, right in combinations(sorted(anchors), 2):
        if not (left.startswith("country:") and right.startswith("country:")):
            yield f"{left}\x00{right}"


def _hash(kind: bytes, words: str) -> int:
    """A hash of 60 bits that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(kind + words.encode(), digest_size=8).digest(), "big") >> 4


def _sharing(keys: Sequence[Keys]) -> list[tuple[int, int]]:
    """The pairs that share keys enough of one kind."""
    if not keys:
        return []
    all_keys = np.concatenate(keys)
    owners = np.repeat(np.arange(len(keys), dtype=np.int64), [len(k) for k in keys])
    by_key = np.lexsort((owners, all_keys))
    all_keys, owners = all_keys[by_key], owners[by_key]
    codes: list[list[NDArray[np.int64]]] = [[] for _ in FEWEST]
    bounds = np.flatnonzero(np.diff(all_keys)) + 1
    starts, ends = np.concatenate(([0], bounds)), np.concatenate((bounds, [len(all_keys)]))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start > 1:
            codes[int(all_keys[start]) & 3].append(_coded(owners[start:end], len(keys)))
    found: set[int] = set()
    for coded, fewest in zip(codes, FEWEST, strict=True):
        if coded:
            values, counts = np.unique(np.concatenate(coded), return_counts=True)
            found.update(values[counts >= fewest].tolist())
    return sorted(divmod(code, len(keys)) for code in found)


def _coded(owners: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """The pairs of a group that shares a key, each as one number; of a crowd, each with the next in time."""
    size = len(owners)
    reach = size if size <= CROWD else NEXT
    left = [owners[:-step] * total + owners[step:] for step in range(1, min(reach, size - 1) + 1)]
    return np.concatenate(left)
