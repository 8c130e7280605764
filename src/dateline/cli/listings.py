"""The commands that read a record: listings, one row with its evidence, search, exports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..record import queries
from ..record.store import Record
from ..show import series
from ..show.selection import View
from .app import Author, File, Form, Format, Row, app, list_rows, wrong
from .writing import keep


class ExportFormat(StrEnum):
    """What `dateline.show.export.FORMATS` holds, and pages."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    html = "html"
    markdown = "markdown"
    timelinejs = "timelinejs"
    plover = "plover"
    followthemoney = "followthemoney"
    webannotation = "webannotation"


Lang = Annotated[str | None, typer.Option(metavar="CODE", help="The language of pages and headings, by its pack.")]


class Mode(StrEnum):
    """How a saying is told."""

    direct = "direct"
    indirect = "indirect"
    mixed = "mixed"


Since = Annotated[str | None, typer.Option("--from", metavar="DATE", help="ISO date, partial allowed.")]
Until = Annotated[str | None, typer.Option("--to", metavar="DATE", help="ISO date, partial allowed.")]
Of = Annotated[str | None, typer.Option("--actor", help="Only events in which this actor has a part.")]
Level = Annotated[int, typer.Option(min=1, max=3, help="1: a page, 2: a chapter, 3: everything.")]
Titles = Annotated[
    str | None, typer.Option("--lang", metavar="CODE", help="Titles in this language, where a report tells it so.")
]


@app.command()
def timeline(
    file: File,
    actor: Of = None,
    since: Since = None,
    until: Until = None,
    level: Level = 1,
    dates: Annotated[int | None, typer.Option(min=1, metavar="N", help="The N most salient days instead.")] = None,
    lang: Titles = None,
    form: Format = Form.table,
) -> None:
    """What happened and when, with its status, its independent sources and the words that tell it.

    Only what happened or goes on is fact. What was announced stands on the day on which it was said, with the day that
    was set for it. Titles are cut from the reports' own words.
    """
    timeline_rows(file, View(actor, since, until, level, dates, lang=lang), form)


def timeline_rows(file: Path, view: View, form: Form) -> None:
    from ..show import timeline as shown

    with Record.open(file) as record:
        try:
            rows = shown.timeline(record, view)
            missing = shown.unplaced(record, view)
        except ValueError as problem:
            raise wrong(str(problem)) from problem
        if form is not Form.table:
            list_rows(record, rows, form, "timeline")
            return
        news, background = shown.parts(rows)
        list_rows(record, news, form, "timeline")
        if background:
            print("Background, long before the reports that tell it:")
            list_rows(record, background, form, "timeline")
        for line in missing:
            print(line)


@app.command()
def documents(
    file: File,
    copies: Annotated[bool, typer.Option("--copies", help="Which report has what from which, instead.")] = False,
    form: Format = Form.table,
) -> None:
    """The reports: when each was published and how that is known, its language, and of which it is a copy."""
    with Record.open(file) as record:
        if copies:
            list_rows(record, queries.copies(record), form, "copies")
        else:
            list_rows(record, queries.documents(record), form, "documents")


@app.command()
def dates(
    file: File,
    words: Annotated[str | None, typer.Argument(metavar="[WORDS]", help="Only dates in these words.")] = None,
    form: Format = Form.table,
) -> None:
    """The temporal expressions (TIMEX3): what stands there, which days it means, and what it was counted from."""
    with Record.open(file) as record:
        found = (t for t in queries.timex(record) if holds(f"{t['words']} {t['value']}", words))
        list_rows(record, found, form, "dates")


@app.command()
def quotes(
    file: File,
    speaker: Annotated[str | None, typer.Option(help="Only what this speaker says.")] = None,
    about: Annotated[str | None, typer.Option(help="Only what holds these words.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Only nameless sources.")] = False,
    mode: Annotated[Mode | None, typer.Option(help="Only what is said so.")] = None,
    form: Format = Form.table,
) -> None:
    """Who said what: direct, indirect and mixed, with nameless sources marked as such."""
    with Record.open(file) as record:
        names = queries.Names(record)

        def asked_for(q: Row) -> bool:
            who = f"{q['source_words']} {names.actors.get(q['speaker'] or '', '')}"
            heard = mode is None or q["mode"] == mode.value
            return heard and holds(who, speaker) and holds(q["words"], about) and (q["anonymous"] or not anonymous)

        list_rows(record, filter(asked_for, queries.quotes(record)), form, "quotes")


@app.command()
def figures(
    file: File,
    words: Annotated[
        str | None,
        typer.Argument(metavar="[WORDS]", help="Only figures of this, in any language: 'soldiers in Iraq'; drawn."),
    ] = None,
    form: Format = Form.table,
) -> None:
    """The quantities given: how many of what, whose, where, as of when, said by whom.

    With words, the series of what they name are drawn: a bar a figure (▸: at least so many; ▓: about), its source, and
    ! where it stands in a contradiction.
    """
    with Record.open(file) as record:
        labels = {s["id"]: s["label"] for s in record.rows("SELECT id, label FROM series")}
        found = list(queries.figures(record))
        found = series.of(record, found, words) if words else found
        if words and form is Form.table:
            for line in series.drawn(record, found):
                print(line)
            return
        found.sort(key=lambda f: (labels.get(f["series"], "~"), f["earliest"] or "9999", f["id"]))
        list_rows(record, found, form, "figures")


@app.command()
def actors(
    file: File,
    words: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only actors spelt like this.")] = None,
    form: Format = Form.table,
) -> None:
    """The people, organisations and places, with all their spellings and the reports that name them."""
    with Record.open(file) as record:
        found = [a for a in queries.actors(record) if holds(" ".join(a["names"]), words)]
        found.sort(key=lambda a: (-len(a["mentions"]), a["name"]))
        list_rows(record, found, form, "actors")


@app.command()
def events(
    file: File,
    words: Annotated[str | None, typer.Argument(metavar="[WORDS]", help="Only events told in these words.")] = None,
    status: Annotated[str | None, typer.Option(help="happened, ongoing, planned, promised, threatened ...")] = None,
    undated: Annotated[bool, typer.Option("--undated", help="Only events without a day.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="What was read for no event, and why, instead.")] = False,
    form: Format = Form.table,
) -> None:
    """Every event, dated or not, with its type (PLOVER), its status and how often it is told."""
    with Record.open(file) as record:
        if explain:
            list_rows(record, [u for u in queries.unread(record) if holds(u["words"], words)], form, "unread")
            return
        found = [
            e
            for e in queries.events(record)
            if holds(e["title"], words)
            and status in (None, e["status"])
            and not (undated and (e["earliest"] or e["latest"]))
        ]
        list_rows(record, found, form, "events")


@app.command()
def search(
    file: File,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='All must stand there; "in a row"; begin*.')],
    quotes: Annotated[bool, typer.Option("--quotes", help="Search what was said, and by whom.")] = False,
    most: Annotated[int, typer.Option(min=1, metavar="N", help="How many passages at most.")] = 50,
    form: Format = Form.table,
) -> None:
    """Find words in all reports, also in those that no pack reads, or in quotes; case and accents do not matter."""
    from ..record.search import search as found

    with Record.open(file) as record:
        try:
            rows = found(record, " ".join(words), quotes=quotes, most=most)
        except ValueError as problem:
            raise wrong(str(problem)) from problem
        list_rows(record, rows, form, "search")


@app.command()
def rejected(file: File, form: Format = Form.table) -> None:
    """What could not be read when the record was built, each with the sentence that says why."""
    with Record.open(file) as record:
        list_rows(record, queries.rejected(record), form, "rejected")


@app.command()
def judgements(
    file: File,
    every: Annotated[bool, typer.Option("--all", help="Also what was taken back or replaced.")] = False,
    form: Format = Form.table,
) -> None:
    """What you and others have set, corrected, accepted, dismissed or hidden, by whom and when."""
    with Record.open(file) as record:
        found = (j for j in queries.judgements(record) if every or j["taken_back"] is None)
        list_rows(record, found, form, "judgements")


@app.command()
def show(
    file: File,
    row: Annotated[str, typer.Argument(metavar="ID", help="The id of a row, or as much of it as tells it apart.")],
    form: Format = Form.table,
) -> None:
    """One row of the record with its evidence: each span in its sentence, in the report's words; of a report, the whole
    text with its voices marked."""
    from ..show import row as shown
    from ..show.listing import printable

    with Record.open(file) as record:
        try:
            table, found = shown.find(record, row)
        except LookupError as problem:
            raise wrong(f"{problem}; ids stand in the first column of the listings") from problem
        if form is not Form.table:
            list_rows(record, [found], form, table)
            return
        print(f"{table}: {found['id']}")
        for key, value in found.items():
            if key not in ("id", "mentions", "sides", "text") and value not in (None, [], ""):
                print(f"  {key}: {printable(str(value))}")
        if table == "documents":
            text, voices = shown.voiced(record, found)
            print(printable("\n".join([text, "", *voices])))
        for name, sentence in shown.evidence(record, found):
            print(f"\n  {name}:\n    {printable(sentence)}")


@app.command()
def export(
    file: File,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="PATH", help="The folder to write into; or, of a format of one file, that file."
        ),
    ],
    form: Annotated[
        ExportFormat, typer.Option("--format", help="A file a table, pages for a browser, or one file for other tools.")
    ] = ExportFormat.jsonl,
    level: Level = 1,
    lang: Lang = None,
    single: Annotated[bool, typer.Option("--single", help="html: all pages in the one file PATH.")] = False,
    evidence_only: Annotated[
        bool, typer.Option("--evidence-only", help="html: of the reports only the sentences that are cited.")
    ] = False,
) -> None:
    """Write the record in the format of other tools, and print the hash of its content.

    jsonl, csv, parquet: a file a table. html: pages. markdown: a dossier to read. timelinejs, plover, followthemoney,
    webannotation: one file for the tools of that name. --level and --lang count for markdown and timelinejs, --lang
    also for html. parquet needs pyarrow: pip install 'dateline[parquet]'.
    """
    from ..show.export import export as written

    if (single or evidence_only) and form is not ExportFormat.html:
        raise wrong("--single and --evidence-only are for pages; add --format html")
    if lang:
        _page_words(lang)
    with Record.open(file) as record:
        if form is ExportFormat.html:
            from ..show.page import files

            write = files.single if single else files.folder
            print(write(record, output, _page_words(lang), cited=evidence_only))
        else:
            for path in written(record, form.value, output, View(level=level, lang=lang)):
                print(path)
        print(f"content {queries.content_hash(record)}")


@app.command()
def serve(
    file: File,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="On this machine; 0: any free one.")] = 8321,
    lang: Lang = None,
    edit: Annotated[bool, typer.Option("--edit", help="Rows can be accepted, dismissed and corrected there.")] = False,
    by: Author = None,
) -> None:
    """Show the record in a browser on this machine, to be read: timeline, voices, figures, actors, conflicts, reports.

    Without --lang, pages are in the language that the browser asks for. Nothing is written without --edit. Ctrl-C ends
    it.
    """
    from ..show.page import server

    _page_words(lang)
    Record.open(file).close()
    opened = server.listening(port)
    print(f"Open http://{server.HOST}:{opened.getsockname()[1]}/ in a browser; Ctrl-C ends it.", flush=True)
    server.run(server.application(file, lang, partial(keep, file, by=by) if edit else None), opened)


@app.command()
def languages(form: Format = Form.table) -> None:
    """The language packs, and what each can read here: all with its model, less by the pack alone."""
    from .. import pack

    packs = {code: pack.load(code) for code in pack.codes()}
    rows = [
        {"code": c, **p.table("pack"), "reads": list(p.reads), "model_installed": p.model_is_installed}
        for c, p in packs.items()
    ]
    if form is Form.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        told = f"model: {row['model']}"
        if not row["model_installed"]:
            more = ", ".join(x for x in packs[row["code"]].table("pack")["reads"] if x not in row["reads"])
            told += f", not installed: read by the pack alone{f'; the model adds {more}' if more else ''}"
        print(f"{row['code']}  {row['name']:<12} {', '.join(row['reads'])}  ({told})")


def _page_words(lang: str | None) -> Mapping[str, str]:
    """The words of the pages in a language. A wrong call where there is no such pack."""
    from ..pack import PackError
    from ..show.page.words import words_in

    try:
        return words_in(lang)
    except PackError as problem:
        raise wrong(str(problem)) from problem


def holds(text: str, words: str | None) -> bool:
    return words is None or words.casefold() in text.casefold()
