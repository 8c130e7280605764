"""Which documents are copies of another, so that five copies count as one source."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..model import CopyKind, Interval


@dataclass(frozen=True, slots=True)
class Report:
    """What of a document decides on copies: its words without boilerplate, and when it was published."""

    id: str
    words: str
    published: Interval


@dataclass(frozen=True, slots=True)
class Copy:
    document: str
    original: str
    kind: CopyKind


def copies(reports: Iterable[Report]) -> tuple[Copy, ...]:
    """The exact copies: the same words, blanks and case aside. The original is the earliest that is dated.

    Near copies, excerpts, translations and rewrites are not found yet.
    """
    alike: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        alike[" ".join(report.words.casefold().split())].append(report)
    found = []
    for group in alike.values():
        original, *others = sorted(group, key=_earliest)
        found += [Copy(other.id, original.id, "exact") for other in others]
    return tuple(sorted(found, key=lambda c: c.document))


def _earliest(report: Report) -> tuple[datetime.date, datetime.date, str]:
    p = report.published
    return (p.latest or datetime.date.max, p.earliest or datetime.date.max, report.id)
