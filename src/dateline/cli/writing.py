"""The commands that make a record, and those by which the user has the last word on it."""

from __future__ import annotations

import datetime
import getpass
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..engine import Engine, missing
from ..record import queries
from ..record.store import Record
from .app import Author, File, app, fail, pairs, tell, wrong

if TYPE_CHECKING:
    from ..pipeline import Built

VERDICTS = "accept, dismiss, hide, correct, merge, split, rename, copy, original or withdraw"
MOST_TOLD = 20
"""Clashes of ids, and things rejected, that are told after a build."""
Workers = Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes; as many as help, if not given.")]


@app.command()
def build(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Files, folders, archives of reports, or - for standard input."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The record; added to if it exists.")],
    workers: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes, or actors of Ray; as many as help here, if not given."),
    ] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OURS=THEIRS", help="A field of the rows, such as text=body; repeatable."),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(help="Where reports are annotated: in processes of this machine, or in actors of Ray."),
    ] = Engine.local,
) -> None:
    """Read reports, annotate and link them, and write the record.

    Reads .txt, .md, .html, rows of .jsonl, .json and .csv, feeds, .zip, .tar and .warc. A reports.csv beside the files
    (file, published, outlet, title, lang, uri) tells what you know about them. Building again reads only what is new;
    a build that was stopped goes on where it was.

    With --engine ray, which needs the extra "ray" of the package, actors of Ray make the same record: on this machine,
    or on those of the cluster that RAY_ADDRESS names. These need the same Dateline, and the record's folder under the
    same path.
    """
    if problem := missing(engine):
        raise wrong(problem)
    theirs = {ours: value or "" for ours, value in pairs(fields or [], "text=body").items()}
    opened = Record.open(output, create=True, waiting=_waiting(output))
    with _interruptible(output), opened as record, _progress() as progress:
        # Imported once the record is open: a file that cannot be used is told at once.
        from .. import pipeline, read
        from ..workers import default_workers

        size = read.count(paths)
        progress.total(size)
        built = pipeline.build(
            paths,
            record,
            workers=workers or default_workers(size),
            linkers=workers or default_workers(size + record.rows("SELECT count(*) AS n FROM documents")[0]["n"]),
            engine=engine,
            fields=theirs,
            progress=progress.advance,
        )
    _report(output, built)


@app.command()
def rebuild(file: File, workers: Workers = None) -> None:
    """Make the record anew from the texts and judgements inside it: after damage, or made by an older Dateline."""
    from .. import pipeline
    from ..record import salvage
    from ..workers import default_workers

    with _interruptible(file), _progress() as progress:
        with salvage.Old(file) as old:
            size = len(old.ids)
        progress.total(size)
        number = workers or default_workers(size)
        built = pipeline.rebuild(file, workers=number, progress=progress.advance, waiting=_waiting(file))
    if built.damaged:
        tell(f"the damaged file is kept as {built.damaged}; delete it when nothing in it is missed")
    _report(file, built)


@app.command()
def annotate(
    source: Annotated[Path, typer.Argument(metavar="INPUT.jsonl", help='Lines of {"id", "text", "lang"?, "dct"?}.')],
) -> None:
    """Print the stand-off annotations of each document as a line of JSON; nothing is stored."""
    from .. import pipeline
    from ..model import Rejected
    from ..show.standoff import standoff

    rejected = 0
    for item in pipeline.annotated(source):
        if isinstance(item, Rejected):
            rejected += 1
            fail(f"{item.uri}: {item.reason}", 1)
        else:
            print(json.dumps(standoff(*item), ensure_ascii=False))
    if rejected:
        raise typer.Exit(1)


@app.command("set")
def set_facts(
    file: File,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The report's id or its beginning, name or uri.")],
    facts: Annotated[
        list[str],
        typer.Argument(metavar="FIELD=VALUE...", help="published=, outlet=, title=, lang=; none: take back."),
    ],
    by: Author = None,
) -> None:
    """Tell what you know about a report; it outranks what the report says, and all its dates are resolved anew.

    A date is 2021, 2021-07, 2021-07-26, or two of them as 2021-07-20/2021-07-26.
    """
    given = pairs(facts, "published=2021-07-26")
    with Record.open(file, write=True, waiting=_waiting(file)) as record, record.transaction():
        from .. import pipeline
        from ..record import subjects

        with _wrong_call():
            documents = subjects.set_facts(record, document, given, by or _user(), _now())
        pipeline.relinked(record, documents)


@app.command()
def judge(
    file: File,
    row: Annotated[str, typer.Argument(metavar="ID", help="The id of any row of a listing, or its beginning.")],
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help=f"{VERDICTS}.")],
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="[FIELD=VALUE...]", help="To correct: value=2020-01-03, speaker=...")
    ] = None,
    by: Author = None,
) -> None:
    """Have the last word on a row: a date, a quote, a figure, a name, an event, a conflict, a report.

    accept: it is right. correct: a field has another value. dismiss: it is wrong, and counts no more. hide: it counts,
    but is not shown. withdraw: take back what was said on it. Of an actor: merge with=ACTOR, rename name=...; of one of
    its mentions: split, for it means somebody else. Of a report: copy of=REPORT, or original, for it copies none.
    Builds, removals and rebuilds keep what you say.
    """
    with _wrong_call():
        keep(
            file,
            row,
            verdict,
            pairs(fields or [], "value=2020-01-03") if verdict != "withdraw" else _named(fields),
            by=by,
        )


def keep(file: Path, row: str, verdict: str, fields: Mapping[str, str | None], *, by: str | None = None) -> None:
    """Keep a verdict on the row whose id begins so, and renew what follows from it; of a row whose verdict is withdrawn
    only what was said of these fields, if there are any.

    Raises LookupError where there is no such row or verdict to withdraw, ValueError where it cannot be judged so.
    """
    if verdict not in VERDICTS.replace(" or ", ", ").split(", "):
        raise ValueError(f"{verdict!r} is no verdict; give {VERDICTS}")
    with Record.open(file, write=True, waiting=_waiting(file)) as record, record.transaction():
        from .. import pipeline
        from ..record import judgements, subjects

        if verdict == "withdraw":
            documents = judgements.take_back(record.connection, row, list(fields), _now())
        else:
            documents = subjects.judge(record, row, verdict, fields, by or _user(), _now())
        pipeline.relinked(record, documents)


def _named(fields: list[str] | None) -> Mapping[str, str | None]:
    """Fields by their names alone."""
    return {word.partition("=")[0]: None for word in fields or []}


@app.command()
def remove(
    file: File,
    documents: Annotated[
        list[str], typer.Argument(metavar="DOCUMENT...", help="Ids or their beginnings, names or uris.")
    ],
) -> None:
    """Take reports out of the record, with all that they say; what you judged of them is kept."""
    with Record.open(file, write=True, waiting=_waiting(file)) as record, record.transaction():
        from ..link import remembering
        from ..record import write

        found: list[str] = []
        for words in documents:
            ids = queries.named_documents(record, words)
            if len(ids) != 1:
                raise wrong(f"{'no report' if not ids else 'more than one report'} is called {words!r}")
            found += ids
        write.remove(record, found, *remembering())
    tell(f"{file}: {len(set(found))} reports removed")


@app.command()
def check(file: File) -> None:
    """Is the record sound? The file, the texts by their hashes, every row by its annotations, offsets and links."""
    with Record.open(file) as record:
        from ..link import dated, link
        from ..record.check import faults

        found = 0
        for fault in faults(record, link, dated):
            found += 1
            fail(fault, 3)
        if found:
            fail(f"{file} is damaged ({found} faults); make it anew from the texts inside: dateline rebuild {file}", 3)
            raise typer.Exit(3)
        count = record.rows("SELECT count(*) AS n FROM documents")[0]["n"]
        waiting = record.rows("SELECT count(*) AS n FROM pending")[0]["n"]
        print(f"{file} is sound: {count} reports")
        if waiting:
            print(f"{waiting} more were read by a build that did not finish; build again to take them in")


def _report(file: Path, built: Built) -> None:
    """Say on standard error what was done; exit code 1 where something was rejected."""
    done = f"{file}: {built.added} reports read, {built.known} there already"
    if built.not_read:
        done += f", {built.not_read} kept but not read (no pack for their language)"
    if built.alone:
        done += f", {built.alone} read by their pack alone (see: dateline languages)"
    tell(f"{done}, {built.rejected} rejected")
    with Record.open(file) as record:
        clashes = sorted(queries.same_ids(record))
        names = queries.Names(record).documents
        for identity in clashes[:MOST_TOLD]:
            tell(f"  one id, two texts, both kept: {names[identity]} ({identity[:8]})")
        if len(clashes) > MOST_TOLD:
            tell(f"  and {len(clashes) - MOST_TOLD} more; see same_id in: dateline documents {file} --format json")
        if built.rejected:
            rows = list(queries.rejected(record))
            for row in rows[:MOST_TOLD]:
                tell(f"  rejected {row['uri']}: {row['reason']}")
            if len(rows) > MOST_TOLD:
                tell(f"  and {len(rows) - MOST_TOLD} more: dateline rejected {file}")
            raise typer.Exit(1)


def _waiting(file: Path) -> Callable[[], None]:
    return lambda: tell(f"dateline: another command is writing {file}; waiting until it is done")


@contextmanager
def _wrong_call() -> Iterator[None]:
    """What cannot be set or judged so is a wrong call."""
    try:
        yield
    except (LookupError, ValueError) as problem:
        raise wrong(str(problem.args[0] if problem.args else problem)) from problem


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


@contextmanager
def _interruptible(file: Path) -> Iterator[None]:
    """Ctrl-C ends the command with a sentence; what was read is kept."""
    try:
        yield
    except KeyboardInterrupt as stop:
        raise typer.Exit(fail(f"stopped; what was read is kept, the same command goes on with {file}", 3)) from stop


class _Bar:
    """A progress bar over reports, and a word while they are linked."""

    def __init__(self, total: Callable[[int], None], advance: Callable[[str], None]) -> None:
        self.total = total
        self.advance = advance


@contextmanager
def _progress() -> Iterator[_Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reports", total=None)

        def advance(stage: str) -> None:
            progress.update(task, description=stage, advance=stage == "reports")

        yield _Bar(lambda size: progress.update(task, total=size), advance)
