"""The record in plain formats: a folder with one file a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ...record.queries import TABLES
from ...record.store import Record

Row = dict[str, Any]


def jsonl(rows: Iterable[Row], path: Path) -> None:
    """One JSON object a line, UTF-8."""
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def comma_separated(rows: Iterable[Row], path: Path) -> None:
    """CSV in UTF-8 with a byte order mark, as spreadsheets want it; lists and objects are JSON in their cell."""
    rows = list(rows)
    with path.open("w", encoding="utf-8-sig", errors="surrogatepass", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows[0] if rows else ())
        writer.writerows([cell(value) for value in row.values()] for row in rows)


def cell(value: object) -> object:
    """A value as a cell: JSON where it is no plain value, and never a formula for a spreadsheet to run."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


FORMATS: Mapping[str, Callable[[Iterable[Row], Path], None]] = {"jsonl": jsonl, "csv": comma_separated}


def export(record: Record, name: str, folder: Path) -> list[Path]:
    """Write every table of the record into the folder, which is made where it is missing; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table, rows in TABLES.items():
        path = folder / f"{table}.{name}"
        FORMATS[name](rows(record), path)
        written.append(path)
    return written
