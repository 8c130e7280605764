"""The typer application and what its commands share: the record's argument, the forms of a listing, errors."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ..record import queries
from ..record.store import Record

Row = dict[str, Any]

app = typer.Typer(
    name="dateline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turn a pile of press reports into one sourced record: what happened when, who said what, which figures.",
    epilog="Begin with: dateline build REPORTS -o story.dateline, then: dateline timeline story.dateline",
)


class Form(StrEnum):
    """How a listing is written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


File = Annotated[Path, typer.Argument(metavar="FILE", help="The record, as `dateline build` made it.")]
Format = Annotated[Form, typer.Option("--format", help="A table for people, or rows for programs.")]
Author = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so; you, if not given.")]


def list_rows(record: Record, rows: Iterable[Row], form: Form, kind: str) -> None:
    """Print rows in the form asked for; `kind` chooses the columns of the table."""
    from ..show.listing import write

    write(rows, form.value, kind, queries.Names(record))


def fail(sentence: str, code: int) -> int:
    """Print one sentence on standard error; gives the exit code."""
    tell(f"dateline: {sentence}")
    return code


def tell(words: str) -> None:
    """Print words on standard error; nothing in a report's name acts on the terminal."""
    print("".join(c if c.isprintable() else "\ufffd" for c in words), file=sys.stderr)


def wrong(sentence: str) -> typer.Exit:
    """The end of a call that was wrong: one sentence, exit code 2."""
    return typer.Exit(fail(sentence, 2))


def pairs(words: Sequence[str], example: str) -> Mapping[str, str | None]:
    """`field=value` pairs of the command line; a field without a value has None. A wrong call where one is no pair."""
    found: dict[str, str | None] = {}
    for word in words:
        field, equals, value = word.partition("=")
        if not equals or not field.strip():
            raise wrong(f"{word!r} is no field with a value; write it like {example}")
        found[field.strip()] = value.strip() or None
    return found
