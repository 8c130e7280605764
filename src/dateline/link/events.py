"""Which mentions are one event: block -> score -> judgement -> clusters.

Pairs are proposed by what they share (a day and a type, an act and who it was done to, a lemma within a document),
scored on the pair alone, and joined from the surest down unless a hard reason stands against it. No statistics of the
pile enter a score, so that new reports change no link that they do not touch.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..annotate.likeness import cosine, directions
from ..model import FACTUAL, Interval, Judgement, Status, content_id

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
MISDATED = 7
"""Days by which two tellings of what can happen only once may differ and still tell of it: one is misdated."""
TITLE = 100
"""Code points of a title."""


@dataclass(frozen=True, slots=True)
class Told:
    """One mention as the linker sees it. Actors are actor ids; `source` is the independent document it stands for.

    `victims` are the persons that the act befell, where such an act befalls a person only once (a killing).
    """

    id: str
    document: str
    source: str
    lang: str
    lemma: str
    sense: str | None
    type: str | None
    status: Status
    negated: bool
    actors: frozenset[str]
    recipients: frozenset[str]
    victims: frozenset[str]
    place: str | None
    when: Interval
    value: str | None
    headline: str
    nominal: bool
    vector: bytes
    same_as: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """A cluster of mentions and what they say together."""

    id: str
    title: str
    value: str | None
    when: Interval
    type: str | None
    sense: str | None
    status: Status
    place: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    sources: int
    salience: float
    mentions: tuple[str, ...]


def events(told: Iterable[Told]) -> tuple[Event, ...]:
    """One event for each cluster of mentions, sorted by id; a pure function, whatever the order of `told`."""
    by_id = {t.id: t for t in sorted(told, key=lambda t: t.id)}
    scored = [(score, a.id, b.id) for a, b in _candidates(by_id) if (score := _score(a, b)) >= THRESHOLD]
    return tuple(sorted((_event(c) for c in _clusters(by_id, scored)), key=lambda e: e.id))


def _candidates(by_id: Mapping[str, Told]) -> Iterator[tuple[Told, Told]]:
    """The pairs that share something, each once, by the lesser of their ids."""
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    partners: dict[str, set[str]] = {i: set() for i in by_id}
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
    vectors = np.array([directions(t.vector) for t in block], dtype=np.float32)
    alike = np.argwhere(np.triu(vectors @ vectors.T, 1) >= LEAST_ALIKE)
    found.update((int(i), int(j)) for i, j in alike)
    yield from ((block[i].id, block[j].id) for i, j in sorted(found))


def _keys(t: Told) -> Iterator[tuple[str, ...]]:
    act = t.sense or t.lemma
    yield ("lemma", t.document, act)
    for victim in t.victims:
        yield ("victim", victim)
    for recipient in t.recipients:
        yield ("recipient", recipient, act)
        yield ("befell", t.document, recipient, t.type or act)
    if _is_day(t.when):
        for day in {t.when.earliest, t.when.latest}:
            yield ("day", str(day), t.type or act)
    elif t.when.earliest and t.when.latest:
        yield ("span", str(t.when.earliest), str(t.when.latest), act)


def judge(a: Told, b: Told) -> Judgement | None:
    """Are two mentions one event? None where they are not, else the judgement with its score and reasons."""
    score = _score(a, b)
    if score < THRESHOLD:
        return None
    reasons = [reason for _, reason in _grounds(a, b)]
    if _alike(a, b):
        reasons.append(f"likeness {cosine(a.vector, b.vector):.2f}")
    return Judgement(a.id, b.id, "same", score, tuple(reasons))


def _score(a: Told, b: Told) -> float:
    """How surely two mentions are one event, up to 1; what cannot reach the threshold is 0."""
    if against(a, b) or not (grounds := _grounds(a, b)):
        return 0.0
    points = sum([points for points, _ in grounds])
    if round(points + MOST_OF_LIKENESS, 2) < THRESHOLD:
        return 0.0
    return round(min(1.0, points + _alike(a, b)), 2)


def _alike(a: Told, b: Told) -> float:
    """The points for the likeness of the sentences."""
    return round(LIKENESS * max(0.0, cosine(a.vector, b.vector) - UNLIKE), 2)


def _grounds(a: Told, b: Told) -> list[tuple[float, str]]:
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
    if not found and not same_act and not (one_type and same_day):
        return found
    if same_act:
        found.append((0.1, "the same act"))
    if same_day:
        found.append((0.3, "the same day"))
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


def against(a: Told, b: Told) -> str | None:
    """The hard reason why two mentions cannot be one event, or None."""
    if a.negated != b.negated:
        return "one is denied"
    if _disjoint(a.when, b.when) and (a.victims.isdisjoint(b.victims) or _days_apart(a.when, b.when) > MISDATED):
        return "different times"
    if a.recipients and b.recipients and a.recipients.isdisjoint(b.recipients) and not _same_day(a, b):
        return "different recipients"
    if a.victims and b.victims and a.victims.isdisjoint(b.victims):
        return "different persons"
    return None


def _clusters(by_id: Mapping[str, Told], scored: Iterable[tuple[float, str, str]]) -> list[list[Told]]:
    """The mentions that the pairs join, from the surest down, where no hard reason stands against it."""
    clusters = {i: [t] for i, t in by_id.items()}
    for _, a_id, b_id in sorted(scored, key=lambda pair: (-pair[0], pair[1], pair[2])):
        left, right = clusters[a_id], clusters[b_id]
        if left is right or any(against(a, b) for a in left for b in right):
            continue
        left.extend(right)
        for member in right:
            clusters[member.id] = left
    return list({id(c): c for c in clusters.values()}.values())


def _event(cluster: Sequence[Told]) -> Event:
    members = sorted(cluster, key=lambda t: t.id)
    status = _status(members)
    best = max(members, key=lambda t: (_clarity(t, status), t.id))
    dated = _best_time(members)
    sources = len({t.source for t in members})
    return Event(
        id=content_id("event", members[0].id),
        title=shorten(best.headline),
        value=dated.value if dated else None,
        when=dated.when if dated else Interval(),
        type=_most([t.type for t in members]),
        sense=_most([t.sense for t in members]),
        status=status,
        place=_most([t.place for t in members]),
        actors=tuple(sorted(frozenset().union(*(t.actors for t in members)))),
        recipients=tuple(sorted(frozenset().union(*(t.recipients for t in members)))),
        sources=sources,
        salience=_salience(members, dated, sources),
        mentions=tuple(t.id for t in members),
    )


def _status(members: Sequence[Told]) -> Status:
    """What happened by any telling happened; else what most say."""
    counts = Counter(t.status for t in members)
    factual = [s for s in counts if s in FACTUAL]
    return max(factual or counts, key=lambda s: (counts[s], s))


def _best_time(members: Sequence[Told]) -> Told | None:
    """The mention whose time the event takes: the narrowest, and of those the one that most sources give."""
    dated = [t for t in members if t.value and (t.when.earliest or t.when.latest)]
    sources: dict[Interval, set[str]] = defaultdict(set)
    for t in dated:
        sources[t.when].add(t.source)
    return min(dated, key=lambda t: (_width(t.when), -len(sources[t.when]), t.value, t.id), default=None)


def _width(when: Interval) -> int:
    return (when.latest - when.earliest).days if when.earliest and when.latest else 1 << 20


def _clarity(t: Told, status: Status) -> float:
    """How well a mention's clause serves as the title: it has the event's status, its roles, a good length."""
    length = len(t.headline)
    good_length = 1.0 if 25 <= length <= TITLE else 0.5 if length <= 2 * TITLE else 0.0
    roles = bool(t.actors) + bool(t.recipients or t.place)
    verb = not t.nominal
    return round(2.0 * (t.status == status) + roles + good_length + 0.5 * bool(t.value) + 0.5 * verb, 2)


def _salience(members: Sequence[Told], dated: Told | None, sources: int) -> float:
    """For the levels of the timeline: independent sources first, then tellings, a day, a known act and its roles."""
    languages = len({t.lang for t in members})
    known = any(t.type for t in members)
    roles = any(t.actors for t in members) + any(t.recipients for t in members)
    day = bool(dated and _is_day(dated.when))
    victims = any(t.victims for t in members)
    told = min(len(members), 8)
    return round(2.0 * sources + 0.4 * told + languages + day + 1.5 * known + 0.5 * roles + victims, 2)


def shorten(words: str, limit: int = TITLE) -> str:
    """The words cut at a blank to at most `limit` code points, with an ellipsis where something was cut."""
    words = " ".join(words.split()).strip(" ,;:–—-")
    if len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _most(values: Iterable[str | None]) -> str | None:
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], v), default=None)


def _is_day(when: Interval) -> bool:
    """A day, or the night between two."""
    return when.earliest is not None and when.latest is not None and (when.latest - when.earliest).days <= 1


def _bounded(when: Interval) -> bool:
    return when.earliest is not None and when.latest is not None


def _same_day(a: Told, b: Told) -> bool:
    return _is_day(a.when) and _is_day(b.when) and not _disjoint(a.when, b.when)


def _disjoint(a: Interval, b: Interval) -> bool:
    return _before(a, b) or _before(b, a)


def _days_apart(a: Interval, b: Interval) -> int:
    """Days between two intervals that do not meet."""
    first, second = (a, b) if _before(a, b) else (b, a)
    return (second.earliest - first.latest).days if first.latest and second.earliest else 0


def _before(a: Interval, b: Interval) -> bool:
    return a.latest is not None and b.earliest is not None and a.latest < b.earliest
