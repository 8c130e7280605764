"""The commands that say who stands where, and what was reported by a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from ..model import STANCES
from ..record import queries
from ..record.store import Record
from ..show import standing
from ..show.selection import View
from .app import File, Form, Format, app, list_rows, wrong
from .listings import Level, Of, Since, Titles, Until, holds, timeline_rows

Row = dict[str, Any]
Stance = StrEnum("Stance", [(s, s) for s in STANCES])  # type: ignore[misc]


class Part(StrEnum):
    """What of a day's knowledge is asked for."""

    timeline = "timeline"
    figures = "figures"
    positions = "positions"
    deadlines = "deadlines"
    conflicts = "conflicts"


PARTS: Mapping[Part, tuple[str, str, Callable[[Record, str], list[Row]]]] = {
    Part.figures: ("The last figures", "figures", standing.figures),
    Part.positions: (
        "Positions that held",
        "positions",
        lambda record, day: [p for p in standing.positions(record, day) if standing.holds(p)],
    ),
    Part.deadlines: ("Open deadlines", "positions", standing.deadlines),
    Part.conflicts: ("Disputed", "conflicts", standing.conflicts),
}
"""Of each part but the timeline: its heading, the columns of its table, and what makes its rows."""


@app.command()
def asof(
    file: File,
    date: Annotated[str, typer.Argument(metavar="DATE", help="ISO date, partial allowed: its last day.")],
    actor: Of = None,
    since: Since = None,
    until: Until = None,
    level: Level = 1,
    lang: Titles = None,
    part: Annotated[Part | None, typer.Option("--only", help="Only this; other formats than a table give one.")] = None,
    form: Format = Form.table,
) -> None:
    """What a reader of that day knew, from the reports that were surely published by then: the timeline, the last
    figures, the positions that held, the open deadlines, and what was disputed.

    Reports of which the publication is not known are left out, and named.
    """
    if part in (None, Part.timeline):
        timeline_rows(file, View(actor, since, until, level, asof=date, lang=lang), form)
    with Record.open(file) as record:
        for each, (heading, kind, rows) in PARTS.items():
            if part is each or (part is None and form is Form.table):
                try:
                    found = rows(record, date)
                except ValueError as problem:
                    raise wrong(str(problem)) from problem
                if form is Form.table and found:
                    print(f"{heading}:")
                if found or part is each:
                    list_rows(record, found, form, kind)


@app.command()
def positions(
    file: File,
    holder: Annotated[str | None, typer.Option(help="Only those of this holder.")] = None,
    about: Annotated[str | None, typer.Option(help="Only those told in these words, or on this act.")] = None,
    stance: Annotated[Stance | None, typer.Option(help="Only this stance.")] = None,
    open_: Annotated[
        bool, typer.Option("--open", help="Only what is neither fulfilled, taken back nor overdue.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """Who promised, planned, demanded, threatened, supported, opposed, refused, denied or took back what, by when, and
    what later reports say became of it."""
    with Record.open(file) as record:
        names = queries.Names(record)

        def asked_for(p: Row) -> bool:
            who = f"{p['holder_words']} {names.actors.get(p['holder'] or '', '')}"
            what = " ".join([p["act"], p["title"], *(e["words"] for e in p["evidence"])])
            kept = stance is None or p["stance"] == stance.value
            return kept and holds(who, holder) and holds(what, about) and (standing.holds(p) or not open_)

        list_rows(record, filter(asked_for, standing.positions(record)), form, "positions")


@app.command()
def conflicts(
    file: File,
    kind: Annotated[str | None, typer.Option(help="contradiction, update, scope or garble.")] = None,
    form: Format = Form.table,
) -> None:
    """Where the reports disagree, or where one replaces what another said, with the words of both sides."""
    with Record.open(file) as record:
        list_rows(record, [c for c in queries.conflicts(record) if kind in (None, c["kind"])], form, "conflicts")


@app.command()
def relations(
    file: File,
    left: Annotated[str, typer.Argument(metavar="A", help="An actor, as any report spells it.")],
    right: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    form: Format = Form.table,
) -> None:
    """What two actors did and said to each other, by month: verbal and material, cooperation and conflict (PLOVER), and
    which of it is told to answer what."""
    from ..show.relations import relations as between

    with Record.open(file) as record:
        try:
            rows = between(record, left, right)
        except LookupError as problem:
            raise wrong(str(problem)) from problem
        list_rows(record, rows, form, "relations")
        if form is Form.table:
            for line in _answers(record, rows):
                print(line)


def _answers(record: Record, rows: list[Row]) -> list[str]:
    """The causes told between the events of these rows and others, a line each."""
    shown = {e["id"]: e["title"] for row in rows for e in row["events"]}
    titles = {e["id"]: e["title"] for e in queries.events(record)}
    linked = (c for c in queries.causes(record) if c["cause"] in shown or c["effect"] in shown)
    return [f"{titles[c['effect']]}  <- {' '.join(c['words'].split())}: {titles[c['cause']]}" for c in linked]
