"""What ids stand for, asked one by one or all together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from .store import Record

T = TypeVar("T")


class Lookup(Mapping[str, T]):
    """The answers of a query with one parameter, each asked for once; all together once many were asked for."""

    MANY = 5_000

    def __init__(self, record: Record, query: str, read: Callable[[sqlite3.Row], T]) -> None:
        self._record, self._query, self._read = record, query, read
        self._known: dict[str, T] = {}
        self._asked: set[str] = set()
        self._whole = False

    def __getitem__(self, key: str) -> T:
        if not self._whole and key not in self._asked:
            self._asked.add(key)
            if len(self._asked) <= self.MANY:
                self._fill(f"{self._query} WHERE id = ?", (key,))
            else:
                self._all()
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, T]:
        if not self._whole:
            self._fill(self._query)
            self._whole = True
        return self._known

    def _fill(self, query: str, key: tuple[str, ...] = ()) -> None:
        self._known.update((row["id"], self._read(row)) for row in self._record.rows(query, key))
