"""Which mentions are one event: block -> score -> judgement -> clusters.

Pairs are proposed by what they share (a day and a type, an act and who it was done to, a lemma within a document),
scored on the pair alone, and joined from the surest down unless a hard reason stands against it. No statistics of the
pile enter a score, so that new reports change no link that they do not touch.
"""

from __future__ import annotations

import datetime
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..annotate.likeness import cosine, directions
from ..interval import Interval
from ..model import MATERIAL, Judgement, Status, content_id
from ..record import facts
from .clusters import against, clusters, days_apart
from .stories import Stories
from .told import Told

THRESHOLD = 0.55
"""Score from which two mentions are one event."""
LIKENESS, UNLIKE = 0.5, 0.3
"""A cosine adds this part of what it is above that."""
MOST_OF_LIKENESS = LIKENESS * (1 - UNLIKE)
LEAST_ALIKE = 0.59
"""Cosine below which the day and the act alone do not reach the threshold: 0.4 + LIKENESS * (cosine - UNLIKE)."""
FEW = 8
"""Mentions of a day of which all pairs are compared."""
LARGEST_BLOCK = 400
"""A block of more mentions proposes nothing by itself: what so many share says little."""
FIRST = 1
"""Tellings of one act in a report with which those in another of the same story are compared."""
MONTH = 31
"""Days within which the same one does not do again what is rare."""
FRESH = 3
"""Days after an act within which it is told as news."""


@dataclass(frozen=True, slots=True)
class Event:
    """A cluster of mentions and what they say together."""

    id: str
    title: str
    value: str | None
    when: Interval
    dated: str | None
    type: str | None
    sense: str | None
    status: Status
    place: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    sources: int
    salience: float
    mentions: tuple[Told, ...]


def events(told: Iterable[Told], stories: Stories | None = None) -> tuple[Event, ...]:
    """One event for each cluster of mentions, sorted by id; a pure function, whatever the order of `told`.

    `stories` knows which reports tell one story; without it none do.
    """
    stories = stories or Stories()
    by_id = {t.id: t for t in sorted(told, key=lambda t: t.id)}
    found = _candidates(by_id, stories)
    scored = [(score, a.id, b.id) for a, b in found if (score := _score(a, b, stories)) >= THRESHOLD]
    for t in by_id.values():
        t.forget_vector()
    return tuple(sorted((_event(c) for c in clusters(by_id, scored)), key=lambda e: e.id))


def _candidates(by_id: Mapping[str, Told], stories: Stories) -> Iterator[tuple[Told, Told]]:
    """The pairs that share something, each once, by the lesser of their ids."""
    blocks: dict[tuple[object, ...], list[str]] = defaultdict(list)
    partners: dict[str, set[str]] = defaultdict(set)
    for t in by_id.values():
        for key in _keys(t):
            blocks[key].append(t.id)
        if t.same_as and t.same_as in by_id:
            partners[min(t.id, t.same_as)].add(max(t.id, t.same_as))
    for key, members in blocks.items():
        if len(members) <= LARGEST_BLOCK:
            # They come sorted, as `by_id` is.
            pairs = _of_a_day([by_id[i] for i in members]) if key[0] == "day" else itertools.combinations(members, 2)
            for left, right in pairs:
                partners[left].add(right)
    blocks.clear()
    for left, right in _of_stories(by_id.values(), stories):
        partners[left].add(right)
    for left, others in partners.items():
        for right in others - {left}:
            yield by_id[left], by_id[right]


def _of_a_day(block: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """The pairs of acts of one day and type that may be one event: those that share a party or a place, or of which the
    sentences are alike. Without either the day and the act alone never suffice."""
    if len(block) < FEW:
        yield from ((a.id, b.id) for a, b in itertools.combinations(block, 2))
        return
    sharing: dict[str, list[int]] = defaultdict(list)
    for n, t in enumerate(block):
        for who in {*t.actors, *t.recipients, *((t.place,) if t.place else ())}:
            sharing[who].append(n)
    found = {pair for members in sharing.values() for pair in itertools.combinations(members, 2)}
    vectors = directions([t.vector for t in block])
    alike = np.argwhere(np.triu(vectors @ vectors.T, 1) >= LEAST_ALIKE)
    found.update((int(i), int(j)) for i, j in alike)
    yield from ((block[i].id, block[j].id) for i, j in sorted(found))


def _keys(t: Told) -> Iterator[tuple[object, ...]]:
    act = t.sense or t.lemma
    yield ("lemma", t.document, act)
    for victim in t.victims:
        yield ("victim", victim)
    for who in t.actors if t.rare else ():
        yield ("rare", who, act)
    for recipient in t.recipients:
        yield ("recipient", recipient, act)
        yield ("befell", t.document, recipient, t.type or act)
    if t.is_fresh:
        for day in _reported(t):
            yield ("day", day, t.type or act)
    elif _is_day(t.when):
        for end in {t.when.earliest, t.when.latest}:
            yield ("day", end, t.type or act)
    elif t.when.earliest and t.when.latest:
        yield ("span", t.when.earliest, t.when.latest, act)


def _of_stories(told: Iterable[Told], stories: Stories) -> Iterator[tuple[str, str]]:
    """The mentions of one act in two reports of one story that can be of one time: each with the first ones of the
    other report, which join what all pairs would."""
    acts: dict[str, dict[str, list[tuple[str, float, float]]]] = defaultdict(lambda: defaultdict(list))
    for t in told:
        acts[t.document][t.sense or t.lemma].append((t.id, *_reach(t)))
    for left, right in sorted(stories.pairs):
        for act in acts[left].keys() & acts[right].keys():
            a, b = acts[left][act], acts[right][act]
            first = itertools.chain(itertools.product(a, b[:FIRST]), itertools.product(a[:FIRST], b[FIRST:]))
            for (x, x_first, x_last), (y, y_first, y_last) in first:
                if x_first <= y_last and y_first <= x_last:
                    yield (x, y) if x < y else (y, x)


def _reach(t: Told) -> tuple[float, float]:
    """The first and last day of a mention as numbers, without end where it may be of other days too."""
    if t.victims or t.inferred:
        return -math.inf, math.inf
    first, last = t.when.earliest, t.when.latest
    return first.toordinal() if first else -math.inf, last.toordinal() if last else math.inf


def judge(a: Told, b: Told, stories: Stories) -> Judgement | None:
    """Are two mentions one event? None where they are not, else the judgement with its score and reasons."""
    score = _score(a, b, stories)
    if score < THRESHOLD:
        return None
    reasons = [reason for _, reason in _grounds(a, b, stories)]
    if _alike(a, b):
        reasons.append(f"likeness {cosine(a.vector, b.vector):.2f}")
    return Judgement(a.id, b.id, "same", score, tuple(reasons))


def _score(a: Told, b: Told, stories: Stories) -> float:
    """How surely two mentions are one event, up to 1; what cannot reach the threshold is 0."""
    if against(a, b) or not (grounds := _grounds(a, b, stories)):
        return 0.0
    points = sum([points for points, _ in grounds])
    if round(points + MOST_OF_LIKENESS, 2) < THRESHOLD:
        return 0.0
    return round(min(1.0, points + _alike(a, b)), 2)


def _alike(a: Told, b: Told) -> float:
    """The points for the likeness of the sentences."""
    return round(LIKENESS * max(0.0, cosine(a.vector, b.vector) - UNLIKE), 2)


def _grounds(a: Told, b: Told, stories: Stories) -> list[tuple[float, str]]:
    """What two mentions share but their words, in points and reasons; nothing where they tell of different acts."""
    found: list[tuple[float, str]] = []
    if a.same_as == b.id or b.same_as == a.id:
        found.append((1.0, "one act in the grammar of the sentence"))
    if not a.victims.isdisjoint(b.victims):
        found.append((0.95, "what befell this person can happen only once"))
    one_type = bool(a.type) and a.type == b.type
    killed = one_type and a.document == b.document and (a.victims or b.victims)
    if killed and not (a.victims.isdisjoint(b.recipients) and b.victims.isdisjoint(a.recipients)):
        found.append((0.6, "what befell, in one report, the person whom it killed"))
    same_act = a.sense == b.sense if a.sense or b.sense else a.lemma == b.lemma and a.lang == b.lang
    same_day = _same_day(a, b)
    reported = not same_day and _same_news(a, b)
    if not found and not same_act and not (one_type and (same_day or reported)):
        return found
    if same_act:
        found.append((0.1, "the same act"))
        if stories.one(a.document, b.document):
            found.append((0.45, "in one story"))
    if same_day:
        found.append((0.3, "the same day"))
    elif reported:
        found.append((0.25, "news of the same days"))
    elif same_act and a.rare and _one_span(a.days, b.days):
        found.append((0.3, "the same month or year of what is rare"))
    elif _bounded(a.when) and _bounded(b.when):
        found.append((0.15, "times that overlap"))
    if not a.recipients.isdisjoint(b.recipients):
        found.append((0.25, "the same recipient"))
    if not a.actors.isdisjoint(b.actors):
        found.append((0.15, "the same actor"))
    elif a.actors and b.actors:
        found.append((-0.15, "different actors"))
    if a.place and a.place == b.place:
        found.append((0.1, "the same place"))
    return found


def _event(cluster: Sequence[Told]) -> Event:
    members = sorted(cluster, key=lambda t: t.id)
    status = facts.status_of(t.status for t in members)
    dated = facts.best_dated(members)
    sources = len({t.source for t in members})
    return Event(
        id=content_id("event", members[0].id),
        title=facts.clearest(members, status, dated).title,
        value=dated.value if dated else None,
        when=dated.days if dated else Interval(),
        dated=dated.dated if dated else None,
        type=_most([t.type for t in members if t.status == status]) or _most([t.type for t in members]),
        sense=_most([t.sense for t in members]),
        status=status,
        place=_most([t.place for t in members]),
        actors=tuple(sorted(frozenset().union(*(t.actors for t in members)))),
        recipients=tuple(sorted(frozenset().union(*(t.recipients for t in members)))),
        sources=sources,
        salience=_salience(members, dated, sources),
        mentions=tuple(members),
    )


def _reported(t: Told) -> tuple[datetime.date, ...]:
    """The days around that of the report: another has the same news a day later."""
    last = t.days.latest
    return (last - facts.DAY, last) if last is not None and t.is_fresh else ()


def _same_news(a: Told, b: Told) -> bool:
    """Whether both are told as news within a day, or one is dated, within days before the other is told as news."""
    if a.is_fresh and b.is_fresh:
        return abs(_last(a) - _last(b)) <= facts.DAY
    news, other = (a, b) if a.is_fresh else (b, a)
    if not news.is_fresh or not _is_day(other.when):
        return False
    return datetime.timedelta(0) <= _last(news) - _last(other) <= FRESH * facts.DAY


def _last(t: Told) -> datetime.date:
    return t.days.latest or datetime.date.max


def _salience(members: Sequence[Told], dated: Told | None, sources: int) -> float:
    """For the levels of the timeline: independent sources first, then tellings, a day, a known act and its roles, and
    whether a report opens with it."""
    day = 0.0
    if dated and dated.dated == "text" and _is_day(dated.when):
        day = 1.5
    elif dated and dated.is_fresh:
        day = 0.5
    languages = len({t.lang for t in members})
    known = 1.5 if any(t.type for t in members) else 0.5 * any(t.sense for t in members)
    material = any(t.type in MATERIAL for t in members)
    roles = any(t.actors for t in members) + any(t.recipients for t in members)
    victims, opens = any(t.victims for t in members), any(t.opens for t in members)
    weight = facts.weight(sources, len(members))
    return round(weight + languages + day + known + 0.5 * material + 0.5 * roles + victims + opens, 2)


def _most(values: Iterable[str | None]) -> str | None:
    counts = Counter([v for v in values if v])
    if len(counts) < 2:
        return next(iter(counts), None)
    return min(counts, key=lambda v: (-counts[v], v), default=None)


def _is_day(when: Interval) -> bool:
    """A day, or the night between two."""
    return when.earliest is not None and when.latest is not None and (when.latest - when.earliest).days <= 1


def _bounded(when: Interval) -> bool:
    return when.earliest is not None and when.latest is not None


def _one_span(a: Interval, b: Interval) -> bool:
    """Whether both are the same month or year, or within a month of each other."""
    if not (_bounded(a) and _bounded(b)) or days_apart(a, b):
        return False
    return a == b or max(facts.width(a), facts.width(b)) <= MONTH


def _same_day(a: Told, b: Told) -> bool:
    return _is_day(a.when) and _is_day(b.when) and not days_apart(a.when, b.when)
