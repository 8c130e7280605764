"""Across documents: which are copies, who is who, which mentions are one event, which figures one series, who stands
where, and what cannot all be true.

All links are a pure function of what the documents say. `gather` reads that from the record, the linkers (`copies`,
`actors`, `events`, `series`, `positions`, `disputes`) know plain values only, and `link` returns the rows of the link
tables.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from ..model import Published, content_id
from ..record import judgements, write
from ..record.store import Record
from ..record.write import Dater, Linker
from . import dating, gather
from .actors import Actor, actors, parts
from .copies import Copy, Sources, copies, related
from .disputes import Dispute, disputes
from .events import Event
from .memory import Memory
from .positions import Held, positions
from .roles import Roles
from .series import Clash, FigureRow, Series, clashes, series, shown
from .tellings import UNDATED, concerned

Row = dict[str, Any]
_as_json = json.JSONEncoder(ensure_ascii=False).encode
"""As `json.dumps`, which would make such an encoder for each row."""


@write.without_collector()
def link(record: Record, *, remember: bool = False, processes: int = 1) -> dict[str, Iterable[Row]]:
    """The rows of all link tables, by table; each is made as it is asked for, and once.

    With `remember`, what was made of single reports and pairs before is taken from the record, and kept there: to be
    used inside a transaction. Reports and mentions are compared in so many `processes`.
    """
    memory = Memory(record, keep=remember)
    outlines = [*memory.outlines()]
    compare = memory.comparing(related, processes)
    copied = copies(outlines, memory.report, compare, judgements.copies(record.rows))
    compare.keep()
    memory.forget_reports()
    stories = memory.stories(outlines, "stories")
    del outlines
    source = Sources(copied).at
    names = gather.name_mentions(record)
    known: Sequence[Actor] = actors(list(names.values()))
    parts.cache_clear()
    actor_of = {m.id: a.id for a in known for m in a.mentions}
    # Of a million names only the garbled ones are asked for again.
    known = [a if any(m.garbled for m in a.mentions) else replace(a, mentions=()) for a in known]
    roles = Roles(names, actor_of)
    del names
    told, digests = memory.told(roles, actor_of, source)
    found = memory.events(told, digests, stories, processes)
    del told
    held = positions(
        gather.positions(record, roles, actor_of, found, source),
        (m for e in found for m in e.mentions),
        gather.last_day(record),
    )
    figures = {f.id: f for f in gather.figure_rows(record, actor_of, source)}
    named = roles.naming({f.owner for f in figures.values() if f.owner})
    del roles, memory
    lines = series(list(figures.values()), named)
    originals = {i: f for i, f in figures.items() if f.document == f.source}
    clashing = clashes(series(list(originals.values()), named), originals.values())
    return {
        "copies": [_copy_row(c) for c in copied],
        **_actor_rows(known, actor_of),
        **_event_rows(found),
        **_position_rows(held),
        **_series_rows(lines, {a.id: a.name for a in known}),
        **_conflict_rows(
            [
                *_clash_rows(clashing, figures, lines),
                *_dispute_rows(disputes(held, found, known, gather.final())),
                *_publication_rows(gather.disputed(record)),
            ]
        ),
    }


@write.without_collector()
def dated(record: Record, *, remember: bool = False) -> dict[str, Published]:
    """The publications, by id, of the reports that do not date themselves and that the others date; `remember` as for
    `link`."""
    rows = record.rows("SELECT id, published_how AS how FROM documents WHERE read = 1 ORDER BY id")
    undated = [d["id"] for d in rows if d["how"] in UNDATED]
    if not undated:
        return {}
    memory = Memory(record, keep=remember)
    told = concerned(record, undated, memory.telling, memory.named())
    stories = memory.stories([outline for _, outline in told.values()], "stories of the undated")
    return dating.dated({i: telling for i, (telling, _) in told.items()}, stories)


def remembering(processes: int = 1) -> tuple[Linker, Dater]:
    """Both, as what writes the record uses them."""
    return functools.partial(link, remember=True, processes=processes), functools.partial(dated, remember=True)


def _copy_row(copy: Copy) -> Row:
    spans = _as_json([[[s.start, s.end] for s in pair] for pair in copy.spans])
    names = {"document": copy.document, "original": copy.original, "kind": copy.kind}
    return {**names, "share": copy.share, "spans": spans}


def _actor_rows(known: Sequence[Actor], actor_of: Mapping[str, str]) -> dict[str, Iterable[Row]]:
    return {
        "actors": (
            {"id": a.id, "name": a.name, "type": a.type, "key": a.key, "names": _as_json(a.names)} for a in known
        ),
        "actor_names": ({"name": name, "actor": actor} for name, actor in sorted(actor_of.items())),
    }


def _event_rows(found: Sequence[Event]) -> dict[str, Iterable[Row]]:
    return {
        "events": map(_event_row, found),
        "event_mentions": (
            {"mention": m.id, "event": e.id, "source": m.source, "clarity": m.clarity, "title": m.title}
            for e in found
            for m in e.mentions
        ),
        "event_actors": (
            {"event": e.id, "actor": a, "role": role}
            for e in found
            for role, who in (("actor", e.actors), ("recipient", e.recipients))
            for a in who
        ),
    }


def _event_row(e: Event) -> Row:
    return {
        "id": e.id,
        "title": e.title,
        "time": e.value,
        "earliest": e.when.earliest.isoformat() if e.when.earliest else None,
        "latest": e.when.latest.isoformat() if e.when.latest else None,
        "dated": e.dated,
        "type": e.type,
        "sense": e.sense,
        "context": gather.context(e.sense),
        "status": e.status,
        "place": e.place,
        "sources": e.sources,
        "mentions": len(e.mentions),
        "salience": e.salience,
    }


def _series_rows(lines: Sequence[Series], actor_names: Mapping[str, str]) -> dict[str, Iterable[Row]]:
    return {
        "series": (_one_series(s, actor_names) for s in lines),
        "series_figures": ({"figure": f, "series": s.id} for s in lines for f in s.figures),
    }


def _one_series(s: Series, actor_names: Mapping[str, str]) -> Row:
    about = [s.label, *(actor_names[a] for a in (s.owner, s.place) if a and a in actor_names)]
    row = {"id": s.id, "label": ", ".join(about), "concept": s.concept, "who": s.who, "unit": s.unit}
    return {**row, "owner": s.owner, "place": s.place}


def _position_rows(held: Sequence[Held]) -> dict[str, Iterable[Row]]:
    return {
        "positions": map(_position_row, held),
        "position_mentions": ({"mention": p.id, "position": h.id} for h in held for p in h.tellings),
        "position_outcomes": (
            {"position": h.id, "kind": f.kind, "told": f.told, "time": f.time} for h in held for f in h.followed
        ),
    }


def _position_row(h: Held) -> Row:
    until, first = h.deadline, h.first
    return {
        "id": h.id,
        "holder": h.holder,
        "holder_words": first.holder_words,
        "stance": first.stance,
        "strength": h.strength,
        "act": first.act,
        "title": h.title,
        "event": first.event,
        "deadline": until.deadline if until else None,
        "until_last": until.until.isoformat() if until and until.until else None,
        "time": first.value,
        "earliest": first.when.earliest.isoformat() if first.when.earliest else None,
        "latest": first.when.latest.isoformat() if first.when.latest else None,
        "sources": len({p.source for p in h.tellings}),
        "outcome": h.outcome,
    }


Sides = tuple[dict[str, str], dict[str, str]]
"""What each side of a conflict rests on: columns of `conflict_sides`."""


def _conflict_rows(found: Iterable[tuple[Row, Sides]]) -> dict[str, Iterable[Row]]:
    conflicts: list[Row] = []
    all_sides: list[Row] = []
    columns = ("figure", "timex", "event", "position", "name", "document", "claim")
    for conflict, sides in found:
        conflicts.append(conflict)
        for n, side in enumerate(sides):
            all_sides.append({"conflict": conflict["id"], "side": n, **dict.fromkeys(columns), **side})
    return {"conflicts": conflicts, "conflict_sides": all_sides}


def _conflict(kind: str, about: str, reasons: Sequence[str], *named: str) -> Row:
    identity = content_id("conflict", *named)
    return {"id": identity, "kind": kind, "about": about, "reasons": _as_json(reasons)}


def _clash_rows(
    found: Iterable[Clash], figures: Mapping[str, FigureRow], lines: Iterable[Series]
) -> Iterator[tuple[Row, Sides]]:
    label = {figure: s.label for s in lines for figure in s.figures}
    for clash in found:
        sides = (clash.left, clash.right)
        about = f"{label[clash.left]}: {' / '.join(shown(figures[side]) for side in sides)}"
        yield (
            _conflict(clash.kind, about, clash.reasons, clash.kind, *sides),
            ({"figure": sides[0]}, {"figure": sides[1]}),
        )


def _dispute_rows(found: Iterable[Dispute]) -> Iterator[tuple[Row, Sides]]:
    for d in found:
        conflict = _conflict(d.kind, d.about, d.reasons, d.kind, d.left.row, d.right.row)
        yield conflict, ({d.left.column: d.left.row}, {d.right.column: d.right.row})


def _publication_rows(found: Iterable[tuple[str, str, str]]) -> Iterator[tuple[Row, Sides]]:
    for document, claim, timex in found:
        reasons = ("the text tells in the past of a day after the claimed publication",)
        conflict = _conflict("contradiction", f"publication: {claim}", reasons, "publication", document, claim)
        yield conflict, ({"document": document, "claim": claim}, {"timex": timex})
