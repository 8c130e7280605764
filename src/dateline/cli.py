"""The command line: parse, call the library, print. Exit codes: 0 done; 1 done, but some input was rejected;
2 the call was wrong; 3 could not finish, or the record cannot be used."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from .record import queries
from .record.store import Record, RecordError

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


class ExportFormat(StrEnum):
    jsonl = "jsonl"
    csv = "csv"


File = Annotated[Path, typer.Argument(metavar="FILE", help="The record, as `dateline build` made it.")]
Format = Annotated[Form, typer.Option("--format", help="A table for people, or rows for programs.")]


def main() -> None:
    """Run the command line; errors become one sentence on standard error and an exit code."""
    try:
        app()
    except RecordError as problem:
        sys.exit(_fail(str(problem), 3))
    except OSError as problem:
        sys.exit(_fail(f"{problem.filename or 'the system'}: {problem.strerror or problem}", 3))


@app.command()
def build(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files (.txt, .jsonl) or folders of them.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The record; added to if it exists.")],
) -> None:
    """Read reports, annotate and link them, and write the record.

    A reports.csv beside the files (file, published, outlet, title, lang, uri) tells what you know about them.
    Building again reads only what is new.
    """
    from . import pipeline, read

    with Record.open(output, create=True) as record, _progress(read.count(paths)) as advance:
        built = pipeline.build(paths, record, advance)
    done = f"{output}: {built.added} reports read, {built.known} there already"
    if built.not_read:
        done += f", {built.not_read} kept but not read (no pack for their language)"
    print(f"{done}, {built.rejected} rejected", file=sys.stderr)
    if built.rejected:
        with Record.open(output) as record:
            for row in queries.rejected(record):
                print(f"  rejected {row['uri']}: {row['reason']}", file=sys.stderr)
        raise typer.Exit(1)


@app.command()
def annotate(
    source: Annotated[Path, typer.Argument(metavar="INPUT.jsonl", help='Lines of {"id", "text", "lang"?, "dct"?}.')],
) -> None:
    """Print the stand-off annotations of each document as a line of JSON; nothing is stored."""
    from . import pipeline
    from .model import Rejected
    from .show.standoff import standoff

    rejected = 0
    for item in pipeline.annotated(source):
        if isinstance(item, Rejected):
            rejected += 1
            _fail(f"{item.uri}: {item.reason}", 1)
        else:
            print(json.dumps(standoff(*item), ensure_ascii=False))
    if rejected:
        raise typer.Exit(1)


@app.command()
def timeline(
    file: File,
    actor: Annotated[str | None, typer.Option(help="Only events in which this actor has a part.")] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DATE", help="ISO date, partial allowed.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="ISO date, partial allowed.")] = None,
    level: Annotated[int, typer.Option(min=1, max=3, help="1: a page, 2: a chapter, 3: everything.")] = 1,
    dates: Annotated[int | None, typer.Option(min=1, metavar="N", help="The N most salient days instead.")] = None,
    form: Format = Form.table,
) -> None:
    """What happened and when, with its status, its independent sources and the words that tell it.

    Only what happened or goes on is fact; the rest stands there with its status, as it was said.
    """
    from .show import timeline as shown

    with Record.open(file) as record:
        try:
            rows = shown.timeline(record, shown.View(actor, since, until, level, dates))
        except ValueError as problem:
            raise typer.BadParameter(str(problem)) from problem
        _list(record, rows, form, "timeline")
        left = shown.undated(record)
        if form is Form.table and left:
            print(f"{left} more events have no date: dateline events {file} --undated")


@app.command()
def documents(file: File, form: Format = Form.table) -> None:
    """The reports: when each was published and how that is known, its language, and of which it is a copy."""
    with Record.open(file) as record:
        _list(record, queries.documents(record), form, "documents")


@app.command()
def quotes(
    file: File,
    speaker: Annotated[str | None, typer.Option(help="Only what this speaker says.")] = None,
    about: Annotated[str | None, typer.Option(help="Only what holds these words.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Only nameless sources.")] = False,
    form: Format = Form.table,
) -> None:
    """Who said what: direct, indirect and mixed, with nameless sources marked as such."""
    with Record.open(file) as record:
        names = queries.Names(record)

        def asked_for(q: Row) -> bool:
            who = f"{q['source_words']} {names.actors.get(q['speaker'] or '', '')}"
            return _holds(who, speaker) and _holds(q["words"], about) and (q["anonymous"] or not anonymous)

        _list(record, filter(asked_for, queries.quotes(record)), form, "quotes")


@app.command()
def figures(
    file: File,
    words: Annotated[
        str | None, typer.Argument(metavar="[WORDS]", help="Only figures of this, such as: soldiers")
    ] = None,
    form: Format = Form.table,
) -> None:
    """The quantities given: how many of what, whose, where, as of when, said by whom."""
    with Record.open(file) as record:
        labels = {s["id"]: s["label"] for s in record.rows("SELECT id, label FROM series")}
        found = [
            f
            for f in queries.figures(record)
            if _holds(f"{f['words']} {f['counted']} {f['concept']} {labels.get(f['series'], '')}", words)
        ]
        found.sort(key=lambda f: (labels.get(f["series"], "~"), f["earliest"] or "9999", f["id"]))
        _list(record, found, form, "figures")


@app.command()
def actors(
    file: File,
    words: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only actors spelt like this.")] = None,
    form: Format = Form.table,
) -> None:
    """The people, organisations and places, with all their spellings and the reports that name them."""
    with Record.open(file) as record:
        found = [a for a in queries.actors(record) if _holds(" ".join(a["names"]), words)]
        found.sort(key=lambda a: (-len(a["mentions"]), a["name"]))
        _list(record, found, form, "actors")


@app.command()
def events(
    file: File,
    words: Annotated[str | None, typer.Argument(metavar="[WORDS]", help="Only events told in these words.")] = None,
    status: Annotated[str | None, typer.Option(help="happened, ongoing, planned, promised, threatened ...")] = None,
    undated: Annotated[bool, typer.Option("--undated", help="Only events without a day.")] = False,
    form: Format = Form.table,
) -> None:
    """Every event, dated or not, with its type (PLOVER), its status and how often it is told."""
    with Record.open(file) as record:
        found = [
            e
            for e in queries.events(record)
            if _holds(e["title"], words)
            and status in (None, e["status"])
            and not (undated and (e["earliest"] or e["latest"]))
        ]
        _list(record, found, form, "events")


@app.command()
def conflicts(
    file: File,
    kind: Annotated[str | None, typer.Option(help="contradiction, update, scope or garble.")] = None,
    form: Format = Form.table,
) -> None:
    """Where the reports disagree, or where one replaces what another said, with the words of both sides."""
    with Record.open(file) as record:
        _list(record, [c for c in queries.conflicts(record) if kind in (None, c["kind"])], form, "conflicts")


@app.command()
def show(
    file: File,
    row: Annotated[str, typer.Argument(metavar="ID", help="The id of a row, or as much of it as tells it apart.")],
    form: Format = Form.table,
) -> None:
    """One row of the record with its evidence: each span in its sentence, in the report's words."""
    from .show import row as shown
    from .show.listing import printable

    with Record.open(file) as record:
        try:
            table, found = shown.find(record, row)
        except LookupError as problem:
            sys.exit(_fail(f"{problem}; ids stand in the first column of the listings", 2))
        if form is not Form.table:
            _list(record, [found], form, table)
            return
        print(f"{table}: {found['id']}")
        for key, value in found.items():
            if key not in ("id", "mentions", "sides", "text") and value not in (None, [], ""):
                print(f"  {key}: {printable(str(value))}")
        if table == "documents":
            print(printable(found["text"]))
        for name, sentence in shown.evidence(record, found):
            print(f"\n  {name}:\n    {printable(sentence)}")


@app.command()
def export(
    file: File,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="The folder to write into.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="One file a table.")] = ExportFormat.jsonl,
) -> None:
    """Write every table of the record in a plain format, and print the hash of its content."""
    from .show.export import export as written

    with Record.open(file) as record:
        for path in written(record, form.value, output):
            print(path)
        print(f"content {queries.content_hash(record)}")


@app.command()
def languages(form: Format = Form.table) -> None:
    """The language packs, and what each can read."""
    from . import pack

    rows = [{"code": code, **pack.load(code).table("pack")} for code in pack.codes()]
    if form is Form.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print(f"{row['code']}  {row['name']:<12} {', '.join(row['reads'])}  (model: {row['model']})")


def _list(record: Record, rows: Iterable[Row], form: Form, kind: str) -> None:
    from .show.listing import write

    write(rows, form.value, kind, queries.Names(record))


def _holds(text: str, words: str | None) -> bool:
    return words is None or words.casefold() in text.casefold()


def _fail(sentence: str, code: int) -> int:
    print(f"dateline: {sentence}", file=sys.stderr)
    return code


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reports"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("build", total=total)
        yield lambda: progress.update(task, advance=1)
