"""Where reports disagree on something else than figures: stances, whether and when an act was done, and names.

1. One is for an act and another against it, or the same holder was for it before (`positions`).
2. An act of one time and the same parties is told as done and as not done.
   So is what a report itself says is not so.
3. What can end only once is told as ended, and in another report as still to come.
4. The reports' own words give one event days that cannot all be right.
5. A name is a garbled form of one that the pile spells out.

Each rests on two rows, one a side. A pair alone decides: five copies of a report do not outvote another one, since of
each copy its original speaks.
"""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..model import FACTUAL, ConflictKind
from ..record.facts import DAY, width
from .actors import Actor
from .events import Event
from .positions import Held, Position, compatible, is_later, one_holder, pairs
from .told import Told, shorten

NEAR = datetime.timedelta(days=180)
"""Days within which two stances answer each other."""
JUST = datetime.timedelta(days=31)
"""Days within which something is taken back."""
PRECISE = 2
"""Days that an act of a known day may span."""
UNANSWERED = frozenset({"threat"})
"""Stances that no other holder's is set against: whoever is threatened is against it."""


@dataclass(frozen=True, slots=True)
class Side:
    """A row that one side rests on: the column of `conflict_sides` that refers to it ("event"), and its id."""

    column: str
    row: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two rows that cannot both hold, or of which one takes back the other; `left` is the earlier one."""

    kind: ConflictKind
    about: str
    reasons: tuple[str, ...]
    left: Side
    right: Side


def disputes(
    held: Sequence[Held], found: Sequence[Event], known: Iterable[Actor], final: frozenset[str]
) -> tuple[Dispute, ...]:
    """All disputes, each once, in the order of their sides. `final` are the senses of what can be done only once."""
    made = {
        (d.left, d.right): d
        for d in (
            *_of_stances(held),
            *_of_fact(found),
            *_of_denials(held, found),
            *_of_ends(found, final),
            *_of_days(found),
            *_of_names(known),
        )
    }
    return tuple(sorted(made.values(), key=lambda d: (d.kind, d.about, d.left.row, d.right.row)))


def _of_stances(held: Sequence[Held]) -> Iterator[Dispute]:
    for a, b in pairs(held):
        first, second = a.first, b.first
        own = one_holder(first, second)
        about_one = first.event is not None and first.event == second.event
        if not about_one and not (_one_issue(first, second, own) and _near(a, b)):
            continue
        if first.source == second.source and first.document != second.document:
            continue
        if not own and UNANSWERED & {first.stance, second.stance}:
            continue
        later = own and (is_later(first, second) or is_later(second, first))
        reason = f"{first.stance} against {second.stance}" + (" of the same holder" if own else "")
        kind: ConflictKind = "update" if later else "contradiction"
        about = f"{first.act}: {_who(a)} ({first.stance}) / {_who(b)} ({second.stance})"
        yield Dispute(kind, about, (reason,), Side("position", first.id), Side("position", second.id))


def _one_issue(a: Position, b: Position, own: bool) -> bool:
    """Whether two are about one thing: they name somebody or some place alike; of named holders in one report, or
    of one holder, it is enough that they name nothing different."""
    if own or (a.document == b.document and a.holders and b.holders):
        return compatible(a.parties, b.parties)
    return not a.parties.isdisjoint(b.parties)


def _who(held: Held) -> str:
    return shorten(held.first.holder_words, 60)


def _near(a: Held, b: Held) -> bool:
    first, second = a.first.when, b.first.when
    if not (first.latest and second.latest):
        return a.first.document == b.first.document
    just = "retraction" in (a.first.stance, b.first.stance)
    return abs(first.latest - second.latest) <= (JUST if just else NEAR)


def _of_fact(found: Iterable[Event]) -> Iterator[Dispute]:
    """Acts told as done, and denied, by different voices: of one day, or of the same once-only victim."""
    by_act: dict[str, tuple[list[Told], list[Told]]] = defaultdict(lambda: ([], []))
    for t in itertools.chain.from_iterable(e.mentions for e in found):
        if t.type in (None, "REJECT") or not (t.recipients or t.victims):
            continue
        if t.status in FACTUAL:
            by_act[t.sense or t.lemma][0].append(t)
        elif t.negated:
            by_act[t.sense or t.lemma][1].append(t)
    for act, (done, denied) in by_act.items():
        for no in denied:
            answered = [t for t in done if _of_one_act(t, no)]
            for yes in sorted(answered, key=lambda t: (t.document != no.document, t.id))[:1]:
                reasons = ("told as done and as not done",)
                about = f"{act}: {shorten(yes.title, 60)} / {shorten(no.title, 60)}"
                yield Dispute("contradiction", about, reasons, Side("event", yes.id), Side("event", no.id))


def _of_denials(held: Iterable[Held], found: Iterable[Event]) -> Iterator[Dispute]:
    """What a report tells and at once says is not so; where somebody takes a stance on it, that is the one side."""
    denials = [t for e in found for t in e.mentions if t.denies]
    denied = {t.denies for t in denials}
    told = {t.id: t for e in found for t in e.mentions if t.id in denied} if denied else {}
    taken = {p.about.id: p for h in held for p in h.tellings if p.about}
    for no in denials:
        yes = told.get(no.denies or "")
        if yes is None:
            continue
        position = taken.get(yes.id)
        side = Side("position", position.id) if position else Side("event", yes.id)
        about = f"{yes.sense or yes.lemma}: {shorten(position.words if position else yes.title, 60)}"
        yield Dispute("contradiction", about, ("the report says that it is not so",), side, Side("event", no.id))


def _of_one_act(a: Told, b: Told) -> bool:
    if a.source == b.source and a.document != b.document:
        return False
    shared = not a.victims.isdisjoint(b.victims) or not a.recipients.isdisjoint(b.recipients)
    one_actor = not a.actors or not b.actors or not a.actors.isdisjoint(b.actors)
    days = width(a.days) <= PRECISE and width(b.days) <= PRECISE
    return shared and one_actor and days and a.days.earliest == b.days.earliest


def _of_ends(found: Iterable[Event], final: frozenset[str]) -> Iterator[Dispute]:
    """What was ended, and what another report tells as still to be ended."""
    by_act: dict[str, list[Event]] = defaultdict(list)
    for e in found:
        if e.sense in final and any(m.things for m in e.mentions):
            by_act[e.sense or ""].append(e)
    for act, group in by_act.items():
        for done, ahead in itertools.permutations(group, 2):
            if done.status not in FACTUAL or ahead.status not in ("planned", "promised", "demanded"):
                continue
            if (found_apart := _apart(done, ahead)) is None:
                continue
            left, right = found_apart
            about = f"{act}: {shorten(done.title, 60)} / {shorten(ahead.title, 60)}"
            yield Dispute(
                "contradiction",
                about,
                ("told as done, and as still to come",),
                Side("event", left),
                Side("event", right),
            )


def _apart(done: Event, ahead: Event) -> tuple[str, str] | None:
    """A telling of each, of one thing and from reports that are not one source, the end told first as far as the days
    are known."""
    for a in done.mentions:
        for b in ahead.mentions:
            one_thing = not a.things.isdisjoint(b.things) and compatible(_named(a), _named(b))
            if (
                a.status in FACTUAL
                and b.status == ahead.status
                and a.source != b.source
                and one_thing
                and _before(a, b)
            ):
                return a.id, b.id
    return None


def _before(a: Told, b: Told) -> bool:
    """Whether `b` was told after `a`, or only one of the two days of telling is known."""
    first, second = a.published.latest, b.published.earliest
    return first < second if first and second else bool(first or second)


def _named(t: Told) -> frozenset[str]:
    return t.actors | t.recipients


def _of_days(found: Iterable[Event]) -> Iterator[Dispute]:
    """Events of which the words of two sources give days that do not meet; a night belongs to two."""
    for e in found:
        dated = [t for t in e.mentions if t.dated == "text" and width(t.when) <= PRECISE and t.status in FACTUAL]
        if len({t.when for t in dated}) < 2:
            continue
        for a, b in itertools.combinations(
            sorted(dated, key=lambda t: (t.when.earliest or datetime.date.min, t.id)), 2
        ):
            if a.when.latest and b.when.earliest and a.when.latest + DAY < b.when.earliest and a.source != b.source:
                about = f"day of: {shorten(e.title, 60)}"
                yield Dispute(
                    "contradiction", about, (f"{a.value} against {b.value}",), Side("event", a.id), Side("event", b.id)
                )
                break


def _of_names(known: Iterable[Actor]) -> Iterator[Dispute]:
    """The first garbled mention of a name in each report, beside one that is right."""
    for actor in known:
        right = min((m for m in actor.mentions if not m.garbled), key=lambda m: (m.document, m.start), default=None)
        first: Mapping[str, str] = {}
        for m in sorted((m for m in actor.mentions if m.garbled), key=lambda m: (m.document, m.start)):
            if right is not None and m.document not in first:
                first = {**first, m.document: m.id}
                about = f"name: {m.words} / {right.words}"
                yield Dispute("garble", about, ("a misspelt name",), Side("name", right.id), Side("name", m.id))
