"""What a page may show: the rows of one state of a record that are not hidden, as of a day where one is asked for."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ...record import queries
from ...record.lookup import Lookup
from ...record.store import Record
from .. import asof as print_by

Row = dict[str, Any]
T = TypeVar("T")

SIZE = 50
"""Rows that a page of a list shows."""
SHOWN = """((:asof IS NULL OR d.published_latest <= :asof)
            AND d.id NOT IN (SELECT value FROM json_each(:hidden)))"""
"""SQL: whether a report (`d`) is to be shown."""


@dataclass(frozen=True, slots=True)
class Paged:
    """The rows of one page of a list, which page of how many it is, and how many rows there are."""

    rows: list[Any]
    page: int
    pages: int
    total: int


def in_pages(rows: Sequence[Any], page: int, size: int = SIZE) -> Paged:
    """One page of all rows; the last where there are not so many."""
    pages = max(-(-len(rows) // size), 1)
    page = min(page, pages)
    return Paged(list(rows[(page - 1) * size : page * size]), page, pages, len(rows))


class Scope:
    """A record as its pages ask it. `memory` keeps what was worked out of the same state for other pages."""

    def __init__(
        self, record: Record, lang: str, asof: str | None = None, memory: dict[Hashable, Any] | None = None
    ) -> None:
        """Raises ValueError where `asof` is no ISO date."""
        self.record = record
        self.lang = lang
        self.asof = asof
        self.word = queries.Word(record)
        self.names = queries.Names(record)
        self.langs: Mapping[str, str | None] = Lookup(record, "SELECT id, lang FROM documents", lambda row: row["lang"])
        self._day = print_by.last_day(asof).isoformat() if asof else None
        self._memory = {} if memory is None else memory

    @functools.cached_property
    def seen(self) -> frozenset[str] | None:
        """The reports published by the day that is asked for; None for all."""
        return print_by.published_by(self.record, print_by.last_day(self.asof))[0] if self.asof else None

    def shows(self, document: str, *rows: str) -> bool:
        """Whether a report, and with it rows of it, are to be shown."""
        return not self.word.hides(document, *rows) and (self.seen is None or document in self.seen)

    def rows(self, query: str, **values: object) -> list[Row]:
        """Rows of a query, which may use `SHOWN` and :hidden."""
        shared = {"asof": self._day, "hidden": json.dumps(sorted(self.word.hidden))}
        return [dict(row) for row in self.record.rows(query, {**shared, **values})]

    def paged(self, query: str, page: int, size: int = SIZE, **values: object) -> Paged:
        """One page of the rows of a query; the last where there are not so many."""
        total = self.kept(
            (query, repr(sorted(values.items()))),
            lambda: self.rows(f"SELECT count(*) AS n FROM ({query})", **values)[0]["n"],
        )
        pages = max(-(-total // size), 1)
        page = min(page, pages)
        limited = f"{query} LIMIT {size} OFFSET {(page - 1) * size}"
        return Paged(self.rows(limited, **values), page, pages, total)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, worked out once for this state of the record and this day."""
        full = (self.asof, key)
        if full not in self._memory:
            self._memory[full] = make()
        found: T = self._memory[full]
        return found
