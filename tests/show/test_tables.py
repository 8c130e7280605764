"""A file a table: Parquet, CSV and JSON lines are read back by DuckDB and pandas with the rows of the record."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import duckdb
import pandas
import pytest

from dateline.model import Unusable
from dateline.record import queries
from dateline.record.store import Record
from dateline.show.export import export
from dateline.show.shapes import SHAPES, shaped

from .test_export import exported, hostile_file, lines

__all__ = ["hostile_file"]
Row = dict[str, Any]


def plain(value: Any) -> Any:
    """A value without what tells a tuple from a list."""
    if isinstance(value, dict):
        return {key: plain(held) for key, held in value.items()}
    return [plain(held) for held in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("table", sorted(queries.TABLES))
def test_parquet_gives_duckdb_the_rows_of_jsonl(example_file: Path, tmp_path: Path, table: str) -> None:
    """The same columns, the same values, nested where they are nested; and all columns where there is no row."""
    told = lines(exported(example_file, "jsonl", tmp_path) / f"{table}.jsonl")
    path = exported(example_file, "parquet", tmp_path) / f"{table}.parquet"
    read = duckdb.sql(f"SELECT * FROM read_parquet('{path}')")
    assert [dict(zip(read.columns, plain(row), strict=True)) for row in read.fetchall()] == told
    assert read.columns == [f.name for f in fields(SHAPES[table])]


def test_parquet_gives_pandas_text_for_ids_and_numbers_for_numbers(example_file: Path, tmp_path: Path) -> None:
    frame = pandas.read_parquet(exported(example_file, "parquet", tmp_path) / "figures.parquet")
    assert pandas.api.types.is_string_dtype(frame["id"])
    assert pandas.api.types.is_float_dtype(frame["low"])
    assert pandas.api.types.is_bool_dtype(frame["level"])
    assert {5200, 2500} <= set(frame["low"])


def test_the_types_of_parquet_do_not_depend_on_the_rows(example_file: Path, record: Record, tmp_path: Path) -> None:
    """A record without reports gives the columns and types of one that has some."""
    full = exported(example_file, "parquet", tmp_path / "full")
    export(record, "parquet", tmp_path / "empty")
    for table in queries.TABLES:
        both = [duckdb.sql(f"SELECT * FROM '{folder}/{table}.parquet'") for folder in (full, tmp_path / "empty")]
        assert (both[0].columns, both[0].types) == (both[1].columns, both[1].types), table


def test_csv_has_its_heads_where_there_is_no_row(record: Record, tmp_path: Path) -> None:
    export(record, "csv", tmp_path)
    for table in queries.TABLES:
        with (tmp_path / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == [[f.name for f in fields(SHAPES[table])]]


def test_jsonl_and_csv_are_read_by_duckdb(example_file: Path, example: dict[str, list[Row]], tmp_path: Path) -> None:
    for table in ("documents", "figures", "quotes"):
        for form, reader in (("jsonl", "read_json_auto"), ("csv", "read_csv")):
            path = exported(example_file, form, tmp_path) / f"{table}.{form}"
            assert duckdb.sql(f"SELECT id FROM {reader}('{path}')").fetchall() == [(r["id"],) for r in example[table]]


def inner(shape: Any) -> Iterator[Any]:
    """The types that a field's type is made of."""
    yield shape
    for part in getattr(shape, "__args__", ()):
        yield from inner(part)


def agree(shape: type, value: Any) -> None:
    """A row has just the keys of its type, at every depth."""
    assert list(value) == [f.name for f in fields(shape)], shape.__name__
    for name, hint in get_type_hints(shape).items():
        for part in inner(hint):
            if is_dataclass(part) and value[name] is not None:
                for held in value[name] if isinstance(value[name], list) else [value[name]]:
                    agree(part, held)  # type: ignore[arg-type]


@pytest.mark.parametrize("table", sorted(queries.TABLES))
def test_each_table_has_a_type_with_just_its_columns(example: dict[str, list[Row]], table: str) -> None:
    """And every value is of the type that is declared for it."""
    for row in example[table]:
        agree(SHAPES[table], row)
        assert shaped(row, SHAPES[table])


def test_a_new_table_is_exported_once_its_query_stands_in_one_place(
    example_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every format of tables takes it, also without a type of its own, with the columns that its rows have."""
    rows = [{"id": "a", "who": None, "places": []}, {"id": "b", "who": None, "places": [{"start": 3}], "kept": True}]
    monkeypatch.setattr("dateline.show.export.tables.TABLES", {"wagers": lambda _: iter(rows)})
    for form in ("jsonl", "csv", "parquet"):
        exported(example_file, form, tmp_path)
    assert lines(tmp_path / "wagers.jsonl") == rows
    read = duckdb.sql(f"SELECT id, who, places[1].start, kept FROM '{tmp_path}/wagers.parquet'").fetchall()
    assert read == [("a", None, None, None), ("b", None, 3, True)]
    with (tmp_path / "wagers.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == ["id", "who", "places", "kept"]


def test_without_pyarrow_one_sentence_says_what_to_do(
    example_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with Record.open(example_file) as record, pytest.raises(Unusable, match="pip install 'dateline\\[parquet\\]'"):
        export(record, "parquet", tmp_path)


def test_hostile_tables_are_read_back(hostile_file: Path, tmp_path: Path) -> None:
    """Halves of characters are replaced one for one in Parquet, so that offsets hold."""
    folder = exported(hostile_file, "parquet", tmp_path)
    texts = dict(duckdb.sql(f"SELECT id, text FROM '{folder}/documents.parquet'").fetchall())
    rows = duckdb.sql(f"SELECT document, start, \"end\", words FROM '{folder}/timex.parquet'").fetchall()
    assert rows
    assert all(texts[document][start:end] == words for document, start, end, words in rows)
