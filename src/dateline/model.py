"""The types that pass between the stages.

All offsets are Unicode code points over `Document.text`, end exclusive; the text never changes and every
annotation stands off it. Days are `datetime.date`; an interval includes both its ends, and an open end is None.
`annotate` fills the types of one document, `link` joins them across documents, `record` stores both.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Literal, get_args

import msgspec

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
TimexRole = Literal["at", "by", "since", "until", "before", "after", "for", "within"]
NameType = Literal["PER", "ORG", "GPE", "LOC", "NORP"]
QuoteMode = Literal["direct", "indirect", "mixed"]
Bound = Literal["=", "~", ">", ">=", "<", "<="]
Status = Literal["happened", "ongoing", "planned", "promised", "threatened", "demanded", "possible", "denied"]
Stance = Literal["promise", "plan", "support", "demand", "threat", "opposition", "refusal", "denial", "retraction"]
Strength = Literal["weak", "plain", "strong"]
CopyKind = Literal["exact", "near", "excerpt", "translation", "rewrite"]
ConflictKind = Literal["contradiction", "update", "scope", "garble"]
PublishedHow = Literal["user", "metadata", "header", "text", "pile", "unknown"]

STANCES: tuple[Stance, ...] = get_args(Stance)

FACTUAL: frozenset[Status] = frozenset({"happened", "ongoing"})
"""The statuses that a timeline may show as fact; an event of any other is shown as said."""

SEVERAL = (2.0, 9.0)
"""What "several" is taken to mean, of things or of hundreds: a range that says little and is compared with nothing."""

MATERIAL: frozenset[str] = frozenset(
    {"COOPERATE", "AID", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
)
"""PLOVER's categories of material cooperation and conflict: what is done and not said (PLOVER codebook, 2023)."""


class Unusable(Exception):
    """Something that the work needs cannot be used; the message is one sentence that says what to do."""


def content_id(*parts: str) -> str:
    """A 16-digit hexadecimal id made of the content alone: no clock, path or order of arrival enters it."""
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points [start, end) over the document's text (stand-off annotation)."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Published:
    """The document creation time (DCT) as an interval, how it is known, and why.

    `how` is "unknown" whenever no latest day is known; `earliest` may still hold a bound that the text gives. It is
    "pile" where other reports date what the text itself leaves open (`link.dating`).
    """

    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    how: PublishedHow = "unknown"
    reasons: tuple[str, ...] = ()
    disputed: str | None = None
    """The days that a header or a page claims (EDTF), where the text tells in the past of a later one."""
    disputed_by: int | None = None
    """Where the expression starts that tells of the later day."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A span of the text that is no part of the report: marked, never deleted, and kept out of the claims."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Given:
    """What is told of a report beside its text: by the user, by its row, or by the page or feed that it came in.

    `published` is the user's word or the row's (an ISO date as `interval.days_of` reads it) and outranks all else;
    `stated` is a date in the metadata of a page, feed or crawl, and `stated_by` says which. `row` tells that the
    report is a row of a table, whose `id` is meant to be its own: a file's name says less. `notes` say what the reader
    had to guess.
    """

    published: str | None = None
    stated: str | None = None
    stated_by: str | None = None
    title: str | None = None
    outlet: str | None = None
    lang: str | None = None
    uri: str | None = None
    row: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One report as it was read: a pure function of its text, its name and what is `given` (`read.text.document`).

    `id` is made of the text and of the name its source gave it.
    """

    id: str
    text: str
    source_id: str | None = None
    uri: str | None = None
    origin: str | None = None
    """Where it was read from on this machine. Never exported, never hashed."""
    title: str | None = None
    outlet: str | None = None
    agency: str | None = None
    """The wire that it credits, in the words of its credit line."""
    lang: str | None = None
    published: Published = field(default_factory=Published)
    boilerplate: tuple[Boilerplate, ...] = ()
    given: Given = field(default_factory=Given)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Input that could not be read, and one sentence that says why. `origin` is the file on this machine."""

    uri: str
    reason: str
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """What a temporal expression says, before it is known when the report was written.

    `form` names the reading (a key of `annotate.readings.READINGS`) and `fields` holds its parts as the words give
    them ("month": "7", "weekday": "4", "offset": "-1" ...). `tense` is that of the governing verb, which decides
    between a coming and a past weekday. `resolve` turns it into a `Timex` once the publication is known.
    """

    start: int
    end: int
    type: TimexType
    form: str
    fields: dict[str, str]
    mod: str | None = None
    role: TimexRole = "at"
    tense: Literal["past", "present", "future"] | None = None
    sentence: int = 0
    """In which sentence of the document it stands."""


@dataclass(frozen=True, slots=True)
class Timex:
    """A resolved TIMEX3 (ISO-TimeML): value cut at its precision, and the days it covers."""

    start: int
    end: int
    type: TimexType
    value: str
    mod: str | None
    anchor: str | None
    """What the value was counted from: None (absolute), "dct", or "timex:START" of the expression it follows."""
    role: TimexRole
    earliest: datetime.date | None
    latest: datetime.date | None
    problem: str | None = None
    """Why the words cannot be true ("the month has no such day"), where they cannot."""


@dataclass(frozen=True, slots=True)
class Name:
    """A mention of a named entity. `key` is the gazetteer's entry ("country:IQ", "org:NATO") where it is known.

    `garbled` tells that the words are not quite that entry's: machine translation and haste misspell names.
    """

    start: int
    end: int
    type: NameType
    key: str | None = None
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """An attribution: who (source) says (cue) what (content). Each is a list of spans, empty where there is none.

    `speaker` is the span of the `Name` that the source means, where that is sure; `candidates` are the names it may
    mean where it is not; of several who say it together the first that is named is the speaker. `via` is the name of
    who passes it on. `description` and `kind` ("diplomat") are those of a source without a name. `time` is the index
    of the expression that dates the saying.
    """

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    mode: QuoteMode
    speaker: Span | None = None
    candidates: tuple[Span, ...] = ()
    via: Span | None = None
    anonymous: bool = False
    description: str | None = None
    kind: str | None = None
    time: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity: [low, high] with its bound, its unit, and what is counted in the words of the text.

    `low` and `high` are equal for one value and None at an open end. `concept` names the counted thing alike in all
    packs ("soldier", "dead"), or is the lemma of its head noun where no pack knows it. `owner` and `place` are spans
    of names (American soldiers in Iraq: owner American, place Iraq). `level` is False for a change ("3,000 more"),
    `part` True for some of those that the figure before it counts ("of whom six in France").
    `who` is the concept of those whose state is counted (30 soldiers killed: concept "dead", who "soldier"). `time`
    and `said_by` are indices of the document's expressions and quotes.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    bound: Bound
    unit: str | None = None
    counted: str | None = None
    concept: str | None = None
    owner: Span | None = None
    place: Span | None = None
    level: bool = True
    time: int | None = None
    said_by: int | None = None
    who: str | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class EventMention:
    """One telling of an act: trigger, PLOVER type, roles, time and status.

    `sense` names the act alike in all packs ("kill", "withdraw"); `type` and `mode` are PLOVER's. `clause` is the
    stretch of text that tells the act, from which a title can be cut. `same_as` is the index of another mention of
    this document that is the same act ("the strike that killed": the strike and the killing); `nominal` says that
    the trigger is a noun; `certain` is False for what is hoped, feared, demanded or possible; `news` says that it is
    told as what has just happened, `earlier` as of before that, `goes_on` in the tense in which a narrative does, by a
    main clause. `time` and `said_by` are indices of the document's expressions and quotes. `denies` is the index of a
    mention that it says is not so. `ahead`: it lies ahead of its telling; `first_person`: who acts is who speaks.
    `under` is the word whose content the act is, where that takes a stance on it ("promised to leave"), `stance`
    which, `strength` how strongly, `holder` whose it is as far as the grammar says.
    """

    start: int
    end: int
    lemma: str
    status: Status
    clause: Span
    sense: str | None = None
    type: str | None = None
    mode: str | None = None
    negated: bool = False
    actor: tuple[Span, ...] = ()
    recipient: tuple[Span, ...] = ()
    place: Span | None = None
    time: int | None = None
    said_by: int | None = None
    same_as: int | None = None
    denies: int | None = None
    nominal: bool = False
    certain: bool = True
    news: bool = False
    earlier: bool = False
    goes_on: bool = False
    ahead: bool = False
    first_person: bool = False
    under: Span | None = None
    stance: Stance | None = None
    strength: Strength = "plain"
    holder: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PositionMention:
    """One telling that somebody takes a stance on an act, with [start, end) as its evidence.

    `holder` are the spans that name who takes it; `act` and `taken` are indices of the document's event mentions: what
    it is about, and the act by which it is taken ("demanded"), where each is one. `deadline` and `time` are indices of
    expressions: by when it is to be done, and when it was said; `said_by` is that of the quote that tells it.
    """

    start: int
    end: int
    stance: Stance
    holder: tuple[Span, ...]
    strength: Strength = "plain"
    act: int | None = None
    taken: int | None = None
    deadline: int | None = None
    time: int | None = None
    said_by: int | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Words, at [start, end), that make one act the answer to another ("in response to") or what came of it.

    `cause` and `effect` are indices of the document's event mentions.
    """

    start: int
    end: int
    kind: Literal["response", "cause"]
    cause: int
    effect: int


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that is known of one document from its own text; independent of every other document.

    `lang` is None where the language could not be told; `read` is False where no pack reads it, `alone` True where one
    read it without the model that it names. `vectors` holds one quantised sentence vector (int8, base64) for each
    sentence that has an event, else an empty string.
    """

    lang: str | None
    read: bool
    sentences: tuple[Span, ...] = ()
    expressions: tuple[TimeExpression, ...] = ()
    names: tuple[Name, ...] = ()
    quotes: tuple[Quote, ...] = ()
    figures: tuple[Figure, ...] = ()
    events: tuple[EventMention, ...] = ()
    positions: tuple[PositionMention, ...] = ()
    causes: tuple[Cause, ...] = ()
    vectors: tuple[bytes, ...] = ()
    alone: bool = False


def encode(annotations: Annotations) -> bytes:
    """Annotations as JSON in UTF-8: what a worker returns, and what the record keeps."""
    return msgspec.json.encode(annotations)


def decode(data: bytes) -> Annotations:
    """The annotations of such bytes. Raises msgspec.DecodeError where they are none."""
    return msgspec.json.decode(data, type=Annotations)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision on a pair: what the tool or a person thinks of `left` and `right`, how surely, and why."""

    left: str
    right: str
    verdict: Literal["same", "different", "copy", "conflict"]
    score: float
    reasons: tuple[str, ...]
    by: str = "tool"
