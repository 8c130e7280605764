"""The rows that programs get, as types: what `record.queries`, the timeline and the search give as plain dictionaries.

Offsets are code points over the text of the row's document, end exclusive. `time`, `value`, `as_of` and `said_on`
are ISO 8601 or TIMEX3, cut at their precision; `earliest` and `latest` are full ISO days, both inclusive, None where
that side is open. Actors and documents stand by their ids. docs/record.md says what each field means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import msgspec

from ..model import ConflictKind, CopyKind, NameType, PublishedHow, QuoteMode, Stance, Status, TimexRole, TimexType

Offsets = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Publication:
    """When a report was published, how that is known, and why."""

    earliest: str | None
    latest: str | None
    how: PublishedHow
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A report."""

    id: str
    source_id: str | None
    uri: str | None
    title: str | None
    outlet: str | None
    agency: str | None
    lang: str | None
    published: Publication
    boilerplate: tuple[Offsets, ...]
    copy_of: str | None
    copy_kind: CopyKind | None
    read: bool
    alone: bool
    notes: tuple[str, ...]
    same_id: tuple[str, ...]
    judged: str | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Timex:
    """A resolved time expression (TIMEX3)."""

    id: str
    document: str
    start: int
    end: int
    words: str
    type: TimexType
    value: str | None
    mod: str | None
    anchor: str | None
    role: TimexRole
    earliest: str | None
    latest: str | None
    problem: str | None
    judged: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """An attribution: who says what."""

    id: str
    document: str
    content: tuple[Offsets, ...]
    source: tuple[Offsets, ...]
    cue: tuple[Offsets, ...]
    words: str
    source_words: str
    speaker: str | None
    candidates: tuple[str, ...]
    via: str | None
    anonymous: bool
    description: str | None
    kind: str | None
    mode: QuoteMode
    said_on: str | None
    judged: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity: [low, high] with its bound, what is counted, whose, where and when."""

    id: str
    document: str
    start: int
    end: int
    words: str
    low: float | None
    high: float | None
    bound: str
    unit: str | None
    counted: str | None
    concept: str | None
    who: str | None
    level: bool
    part: bool
    owner: str | None
    place: str | None
    as_of: str | None
    earliest: str | None
    latest: str | None
    said_by: str | None
    series: str | None
    judged: str | None


@dataclass(frozen=True, slots=True)
class EventMention:
    """One telling of an event."""

    id: str
    document: str
    start: int
    end: int
    words: str
    time: str | None
    earliest: str | None
    latest: str | None
    dated: str | None
    status: Status
    said_by: str | None
    said_on: str | None
    source: str
    judged: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """An event, however often it is told."""

    id: str
    title: str
    time: str | None
    earliest: str | None
    latest: str | None
    dated: str | None
    type: str | None
    sense: str | None
    context: str | None
    status: Status
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    sources: int
    salience: float
    mentions: tuple[EventMention, ...]


@dataclass(frozen=True, slots=True)
class ActorMention:
    """One naming of an actor."""

    id: str
    document: str
    start: int
    end: int
    words: str
    type: NameType
    garbled: bool
    judged: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, body or place, in all its spellings."""

    id: str
    name: str
    type: NameType
    key: str | None
    names: tuple[str, ...]
    mentions: tuple[ActorMention, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a report."""

    document: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class PositionMention:
    """One telling of a position."""

    id: str
    document: str
    start: int
    end: int
    words: str
    time: str | None
    said_by: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a later report tells of a position."""

    kind: str
    time: str | None
    id: str
    document: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Position:
    """Who takes which stance on what, and what became of it."""

    id: str
    holder: str | None
    holder_words: str
    stance: Stance
    strength: str
    act: str
    title: str
    event: str | None
    deadline: str | None
    until_last: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    sources: int
    outcome: str
    evidence: tuple[PositionMention, ...]
    followed: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """An event that is told to answer another, or to come of it."""

    id: str
    kind: str
    cause: str
    effect: str
    document: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a conflict claims."""

    claim: str
    as_of: str | None
    said_by: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rows that cannot all hold, or of which one replaces the other."""

    id: str
    kind: ConflictKind
    about: str
    reasons: tuple[str, ...]
    sides: tuple[Side, ...]
    judged: str | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Input that could not be read, and why."""

    uri: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a user says of a row."""

    number: int
    asked: str
    table: str
    row: str
    document: str | None
    start: int | None
    end: int | None
    verdict: str
    field: str | None
    value: str | None
    author: str
    made: str
    taken_back: str | None
    applies: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands."""

    document: str
    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Step:
    """A change of an event's status, and the report that tells it."""

    published: str
    status: Status
    document: str


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """An event on the timeline; `said`: it was only announced, and stands on the day on which that was said."""

    time: str | None
    title: str
    status: Status
    sources: int
    event: str
    words: tuple[str, ...]
    earliest: str | None
    latest: str | None
    dated: str | None
    said: bool
    target: str | None
    history: tuple[Step, ...]
    spread: tuple[str, ...]
    background: bool
    documents: tuple[str, ...]
    mentions: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A place where the words stand that were searched for; `id` and `said_by` only of a quote."""

    document: str
    start: int
    end: int
    words: str
    hits: tuple[Offsets, ...]
    score: float
    id: str | None = None
    said_by: str | None = None


SHAPES: Mapping[str, type] = {
    "documents": Document,
    "timex": Timex,
    "quotes": Quote,
    "figures": Figure,
    "events": Event,
    "actors": Actor,
    "positions": Position,
    "causes": Cause,
    "conflicts": Conflict,
    "rejected": Rejected,
    "judgements": Judgement,
    "timeline": TimelineRow,
}
"""The type of a table's rows. A table that is not here is exported all the same, with the types of its values."""


def columns(table: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The columns of a table: those of its type, also where it has no row, and any more that its rows have."""
    found = dict.fromkeys(f.name for f in fields(SHAPES[table])) if table in SHAPES else {}
    for row in rows:
        found.update(dict.fromkeys(row))
    return list(found)


def shaped(row: Mapping[str, Any], shape: type[T]) -> T:
    """The row as its type; keys that the type does not know are left out."""
    return msgspec.convert(row, shape)
