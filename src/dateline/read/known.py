"""What the user knows about the files of a folder: `reports.csv`, with the columns file, published, outlet, ..."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..interval import days_of
from ..model import Given, Published, Rejected

KNOWN_FILE = "reports.csv"
COLUMNS = ("published", "outlet", "title", "lang", "uri")


@dataclass(frozen=True, slots=True)
class Known:
    """One folder's `reports.csv`: what is given of each file named in it."""

    rows: Mapping[str, Given] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()

    def of(self, name: str) -> Given:
        return self.rows.get(name, Given())


def known_about(folder: Path) -> Known:
    """Read the folder's `reports.csv`; nothing where there is none. A row that names no file beside it is rejected."""
    path = folder / KNOWN_FILE
    if not path.is_file():
        return Known()
    try:
        content = path.read_bytes()
    except OSError as problem:
        return Known(rejected=(Rejected(KNOWN_FILE, f"cannot be read: {problem.strerror}", str(path.absolute())),))
    return known_in(content, str(path.absolute()), lambda name: (folder / name).is_file())


def known_in(content: bytes, origin: str, stands: Callable[[str], bool]) -> Known:
    """What the bytes of a `reports.csv` tell; `stands` says whether a file of that name is beside it."""
    rows: dict[str, Given] = {}
    rejected = []
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        if reader.fieldnames and "file" not in reader.fieldnames:
            columns = ", ".join(name for name in reader.fieldnames if name)[:80]
            problem = f"it needs a column `file`, beside {', '.join(COLUMNS)}; it has: {columns}"
            return Known(rejected=(Rejected(KNOWN_FILE, problem, origin),))
        for row in reader:
            name = (row.get("file") or "").strip()
            where = f"{KNOWN_FILE}:{reader.line_num}"
            if not name or "\x00" in name or not stands(name):
                rejected.append(Rejected(where, f"no file {name[:80]!r} stands beside it", origin))
            elif name in rows:
                rejected.append(Rejected(where, f"{name[:80]!r} is named twice; the first row counts", origin))
            else:
                rows[name] = given_of({column: row.get(column) for column in COLUMNS})
    except (UnicodeDecodeError, csv.Error) as problem:
        rejected.append(Rejected(KNOWN_FILE, f"cannot be read as CSV in UTF-8: {problem}", origin))
    return Known(rows, tuple(rejected))


def given_of(values: Mapping[str, object], base: Given | None = None, *, row: bool = False) -> Given:
    """What is given, by the names of `COLUMNS`, over what is given already; an empty value gives nothing."""
    base = base or Given()
    told = {c: text for c in COLUMNS if (text := _text(values.get(c))) is not None}
    return Given(
        published=told.get("published", base.published),
        stated=base.stated,
        stated_by=base.stated_by,
        title=told.get("title", base.title),
        outlet=told.get("outlet", base.outlet),
        lang=told.get("lang", base.lang),
        uri=told.get("uri", base.uri),
        row=row or base.row,
        notes=base.notes,
    )


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None


def published_by_user(value: object) -> Published:
    """The publication that a row or `reports.csv` gives: an ISO date, partial allowed, or two of them.

    A value that is no such date is told in `reasons` and leaves the publication unknown.
    """
    if value is None or value == "":
        return Published()
    try:
        interval = days_of(str(value))
    except ValueError:
        return Published(reasons=(f"given as {str(value)[:40]!r}, which is not an ISO date",))
    return Published(interval.earliest, interval.latest, "user", (f"given as {value}",))
