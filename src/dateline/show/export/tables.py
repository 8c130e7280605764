"""One file a table: JSON lines, CSV, Parquet. The columns are the same in all three."""

from __future__ import annotations

import csv
import json
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from ...model import Unusable
from ...record.queries import TABLES
from ...record.store import Record
from ..selection import View
from ..shapes import SHAPES, columns
from .plain import whole

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]


def jsonl(table: str, rows: Iterable[Row], path: Path) -> None:
    """One JSON object a line, UTF-8."""
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def comma_separated(table: str, rows: Iterable[Row], path: Path) -> None:
    """CSV in UTF-8 with a byte order mark, as spreadsheets want it; lists and objects are JSON in their cell."""
    rows = list(rows)
    heads = columns(table, rows)
    with path.open("w", encoding="utf-8-sig", errors="surrogatepass", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows([cell(row.get(head)) for head in heads] for row in rows)


def cell(value: object) -> object:
    """A value as a cell: JSON where it is no plain value, and never a formula for a spreadsheet to run."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


def parquet(table: str, rows: Iterable[Row], path: Path) -> None:
    """Parquet with nested columns: the types of a column do not depend on the rows, where the table has a type.

    Raises Unusable where pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet as written
    except ImportError as missing:
        raise Unusable("Parquet needs pyarrow; install it with: pip install 'dateline[parquet]'") from missing
    rows = [whole(row) for row in rows]
    hints = get_type_hints(SHAPES[table]) if table in SHAPES else {}
    arrays = {}
    for name in columns(table, rows):
        values = [row.get(name) for row in rows]
        array = pyarrow.array(values, _arrow(hints[name]) if name in hints else None)
        # A column in which nothing stands has no type that readers agree on.
        arrays[name] = array.cast(pyarrow.string()) if pyarrow.types.is_null(array.type) else array
    written.write_table(pyarrow.table(arrays), path, compression="zstd")


def _arrow(hint: Any) -> pyarrow.DataType:
    """The Arrow type of a field's type."""
    import pyarrow

    plain = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    if hint in plain:
        return plain[hint]
    if is_dataclass(hint):
        inner = get_type_hints(hint)
        return pyarrow.struct([(f.name, _arrow(inner[f.name])) for f in fields(hint)])
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return pyarrow.string()
    if origin is tuple:
        return pyarrow.list_(_arrow(arguments[0]))
    if origin is types.UnionType or type(None) in arguments:
        (held,) = (a for a in arguments if a is not type(None))
        return _arrow(held)
    raise TypeError(f"no Arrow type for {hint}")


KINDS: Mapping[str, Callable[[str, Iterable[Row], Path], None]] = {
    "jsonl": jsonl,
    "csv": comma_separated,
    "parquet": parquet,
}


def write(kind: str, record: Record, folder: Path, _: View) -> list[Path]:
    """Write every table into the folder, which is made where it is missing; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table, rows in TABLES.items():
        path = folder / f"{table}.{kind}"
        KINDS[kind](table, rows(record), path)
        written.append(path)
    return written
