"""What the user knows about the files of a folder: `reports.csv`, with the columns file, published, outlet, ..."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..model import Published, Rejected, days_of

KNOWN_FILE = "reports.csv"
COLUMNS = ("published", "outlet", "title", "lang", "uri")


@dataclass(frozen=True, slots=True)
class Known:
    """One folder's `reports.csv`: a mapping of column to value for each file named in it."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()

    def of(self, name: str) -> Mapping[str, str]:
        return self.rows.get(name, {})


def known_about(folder: Path) -> Known:
    """Read the folder's `reports.csv`; nothing where there is none. A row that names no file beside it is rejected."""
    path = folder / KNOWN_FILE
    if not path.is_file():
        return Known()
    rows: dict[str, dict[str, str]] = {}
    rejected = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                name = (row.get("file") or "").strip()
                if not name or not (folder / name).is_file():
                    rejected.append(Rejected(f"{KNOWN_FILE}:{number}", f"no file {name!r} stands beside it"))
                    continue
                rows[name] = {c: value for c in COLUMNS if (value := (row.get(c) or "").strip())}
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        rejected.append(Rejected(KNOWN_FILE, f"cannot be read as CSV in UTF-8: {problem}"))
    return Known(rows, tuple(rejected))


def published_by_user(value: object) -> Published:
    """The publication that a row or `reports.csv` gives: an ISO date, partial allowed.

    A value that is no such date is told in `reasons` and leaves the publication unknown.
    """
    if value is None or value == "":
        return Published()
    try:
        interval = days_of(str(value))
    except ValueError:
        return Published(reasons=(f"given as {str(value)[:40]!r}, which is not an ISO date",))
    return Published(interval.earliest, interval.latest, "user", (f"given as {value}",))
