"""Positions: who takes which stance on what, by words that are given and by acts.

1. An act under a word that takes a stance on it: promised to leave, demanded the closure, refuses to pay.
2. An act that its own speaker says will be, must be, or will not be: "we will leave", she said.
3. An act that is itself a stance, with nothing told beneath it: condemned the raid, denied any part in it.
4. What a speaker insists is not so.

The holder is whom the voices found as the source of that word, else its subject, else, of what only the actor himself
can will, the actor. A stance of which the text names no holder is none. What a position is about is an event mention,
so that its roles, deadline and denial are those of the act. The classes follow the stances of Mohammad et al. (2016)
and PLOVER's verbal acts.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model import FACTUAL, EventMention, Name, PositionMention, Quote, Span, Stance, Status, TimeExpression
from ..pack import Pack

_BY_ACTOR = ("promise", "plan", "threat", "refusal")
"""Stances that only the actor of the act can take."""
_SAID: Mapping[Status, Stance] = {"planned": "plan", "promised": "promise", "demanded": "demand", "denied": "refusal"}
"""The stance of who says that an act will be, must be or will not be."""
_RECALLED = ("demand", "promise")
"""Stances that are the speaker's where the words name nobody else ("recalled the promise to leave")."""
_OF_WORDS = ("demand", "denial", "promise", "threat", "plan")
"""Stances that need no thing or person that they are taken towards: their words say what."""
_ANNOUNCED: tuple[Stance, ...] = ("promise", "threat")
"""Stances of the word of saying on all that the speaker says he will do."""
_TIMELESS = ("denial", "opposition", "support")
"""Stances that have no deadline: a time in their words is that of something else."""
_NEAR = 40
"""Code points from an act to the text that it made."""
_DEADLINES = ("by", "until", "before", "within")
_AHEAD = ("by", "until", "before", "within")
"""Roles of a time that, in the words of a position, can only be its deadline."""


def find(
    pack: Pack,
    sentences: Sequence[Span],
    names: Sequence[Name],
    expressions: Sequence[TimeExpression],
    quotes: Sequence[Quote],
    events: Sequence[EventMention],
) -> tuple[PositionMention, ...]:
    """The positions that a document tells, in the order of the text, each once."""
    senses = pack.table("events").get("senses", {})
    words = {"insisting": pack.words("status", "insisting"), "unnamed": pack.words("quotes", "unnamed")}
    governors = pack.table("status").get("governors", {})
    words["denying"] = frozenset(word for word, entry in governors.items() if entry["status"] == "denied")
    finder = _Positions(senses, words, sentences, names, expressions, quotes, events)
    found = [*finder.under_words(), *finder.by_act(), *finder.said(), *finder.denials()]
    first: dict[tuple[int | None, int | None], PositionMention] = {}
    for position in found:
        # Who refuses or takes back what was told before takes a position of his own on it.
        apart = position.act is None or finder.points_back(position.act, position.taken)
        first.setdefault((position.act, position.taken if apart else None), position)
    return tuple(sorted(first.values(), key=lambda p: (p.start, p.end, p.stance)))


class _Positions:
    """Finds the positions of one document from what the annotators before have set."""

    def __init__(
        self,
        senses: Mapping[str, Mapping[str, Any]],
        words: Mapping[str, frozenset[str]],
        sentences: Sequence[Span],
        names: Sequence[Name],
        expressions: Sequence[TimeExpression],
        quotes: Sequence[Quote],
        events: Sequence[EventMention],
    ) -> None:
        self._senses, self._words = senses, words
        self._expressions, self._quotes, self._events = expressions, quotes, events
        self._sentences, self._names = sentences, names
        self._starts = [s.start for s in sentences]
        self._quote_of_cue = {cue: i for i, q in enumerate(quotes) for cue in q.cue}
        self._event_at = {e.start: i for i, e in enumerate(events)}

    def under_words(self) -> Iterator[PositionMention]:
        """Acts under a word that takes a stance on them."""
        silent = {e.under.start for e in self._events if e.under is not None and self._wishes_no_name(e)}
        for index, act in enumerate(self._events):
            if act.under is None or act.stance is None or act.under.start in silent:
                continue
            taken = self._event_at.get(act.under.start)
            above = self._events[taken] if taken is not None else None
            if act.stance == "retraction" and above is not None and above.status not in ("happened", "ongoing"):
                continue  # "promised to waive": who will give something up has taken nothing back
            told = self._cued_by(act.under)
            stance = self._of_sense(taken) or act.stance
            holder = self._source(told) or act.holder or (act.actor if act.stance in _BY_ACTOR else ())
            if act.strength == "weak" and not act.nominal and any(a.overlaps(h) for a in act.actor for h in holder):
                stance = "plan" if stance == "demand" else stance  # who proposes to act, plans
            if stance in _RECALLED or act.first_person:
                holder = holder or self._source(act.said_by)
            if holder:
                yield self._position(stance, holder, act.under, index, taken, told)

    def said(self) -> Iterator[PositionMention]:
        """Acts of which the speaker says that they will be, or must be."""
        for index, act in enumerate(self._events):
            if act.under is not None or act.said_by is None or not act.certain or not (act.sense or act.type):
                continue
            source = self._source(act.said_by)
            stance = "threat" if (act.status, act.type) == ("planned", "THREATEN") else _SAID.get(act.status)
            cued = self._of_sense(self._cue_of(act.said_by))
            if stance == "plan" and cued in _ANNOUNCED:
                stance = cued if index != self._said_in(act.said_by) else None  # "“We will pay,” he promised": `by_act`
            if stance is None or not source or (act.negated and not act.ahead):
                continue
            # What others will do is a forecast; what they must do is a demand.
            if stance == "demand" or act.first_person or self._is_one_side(act.actor, source):
                yield self._position(stance, source, None, index, None, act.said_by)

    def by_act(self) -> Iterator[PositionMention]:
        """Acts that are stances themselves, where nothing that is told hangs on them."""
        about = {act.under.start for act in self._events if act.under is not None and act.stance}
        for index, act in enumerate(self._events):
            stance = self._of_sense(index)
            if stance == "support" and act.negated:
                stance = "opposition"
            elif act.status not in ("happened", "ongoing"):
                continue
            place = Span(act.start, act.end)
            said = act.said_by if not act.nominal else None
            said = self._cued_by(place) if said is None and stance in _ANNOUNCED else said
            holder = act.actor or self._source(said)
            behind = next(iter(self._events[index + 1 : index + 2]), act)
            beneath = behind if behind.start < self._sentence(act.start).end else act
            if stance is None or act.start in about or not holder or self._wishes_no_name(beneath):
                continue
            concerned = self._concerned(act)
            points_back = stance == "refusal" and not act.nominal and not act.recipient  # "... rejected that"
            if concerned is None and (stance == "retraction" or points_back):
                concerned = self._before(act)
            if concerned is None and (act.nominal or stance == "support" or not (act.recipient or stance in _OF_WORDS)):
                continue
            told = self._cued_by(place)
            about_what = concerned if concerned is not None else self._said_in(told)
            yield self._position(stance, self._source(told) or holder, place, about_what, index, told)

    def _is_one_side(self, actor: Sequence[Span], source: Sequence[Span]) -> bool:
        """Whether who acts is who speaks, or both are of one country ("the United States", "an American official")."""
        if any(a.overlaps(s) for a in actor for s in source):
            return True
        ours, theirs = (
            {n.key for n in self._names if n.key and any(s.start <= n.start < s.end for s in spans)}
            for spans in (actor, source)
        )
        return not ours.isdisjoint(theirs)

    def _wishes_no_name(self, act: EventMention) -> bool:
        """Whether a source only wishes not to be named, or to comment on nothing."""
        return act.negated and act.lemma in self._words["unnamed"]

    def _of_sense(self, event: int | None) -> Stance | None:
        sense = self._events[event].sense if event is not None else None
        found: Stance | None = self._senses.get(sense or "", {}).get("stance")
        return found

    def _concerned(self, act: EventMention) -> int | None:
        """The act that stands in the phrase of whom or what an act concerns ("condemned the raid")."""
        spans = [*act.recipient, Span(act.end, max(act.end, act.clause.end))]
        inside = (i for i, e in enumerate(self._events) if any(s.start <= e.start < s.end for s in spans))
        return next((i for i in inside if self._events[i].nominal and self._events[i].sense), None)

    def _before(self, act: EventMention) -> int | None:
        """What is taken back where the words only point at it ("this letter"): the last act of the sentence before that
        had not happened yet."""
        number = max(0, bisect.bisect(self._starts, act.start) - 1)
        before = self._sentences[max(0, number - 1)]
        told = (i for i, e in enumerate(self._events) if before.start <= e.start < act.start)
        return next((i for i in told if self._events[i].status not in ("happened", "ongoing", "denied")), None)

    def points_back(self, act: int | None, taken: int | None) -> bool:
        """Whether a position is taken by one act on another that stands before it, and not beneath it."""
        if act is None or taken is None:
            return False
        about, by = self._events[act], self._events[taken]
        return about.start < by.start and (about.under is None or about.under.start != by.start)

    def denials(self) -> Iterator[PositionMention]:
        """What a speaker insists is not so: the first act of a saying of which the cue is a word of insisting."""
        for index, quote in enumerate(self._quotes):
            cues = [self._event_at[c.start] for c in quote.cue if c.start in self._event_at]
            if not quote.source or not any(self._events[i].lemma in self._words["insisting"] for i in cues):
                continue
            inside = (i for i, e in enumerate(self._events) if any(c.start <= e.start < c.end for c in quote.content))
            denied = next((i for i in inside if not self._events[i].nominal), None)
            told = self._events[denied] if denied is not None else None
            # Who says that nobody rules a thing out denies nothing.
            if told is not None and told.negated and not told.ahead and told.lemma not in self._words["denying"]:
                yield self._position("denial", quote.source, quote.cue[0], denied, None, index)

    def _said_in(self, quote: int | None) -> int | None:
        """The first act in the words of a saying that the speaker will or will not do, or wants done."""
        if quote is None:
            return None
        contents = self._quotes[quote].content
        inside = (i for i, e in enumerate(self._events) if any(c.start <= e.start < c.end for c in contents))
        return next((i for i in inside if self._events[i].ahead or self._events[i].status in _SAID), None)

    def _cue_of(self, quote: int | None) -> int | None:
        """The act of saying that is the cue of a quote."""
        cues = self._quotes[quote].cue if quote is not None else ()
        return next((self._event_at[c.start] for c in cues if c.start in self._event_at), None)

    def _cued_by(self, word: Span) -> int | None:
        """The quote of which a word is the cue."""
        return next((i for cue, i in self._quote_of_cue.items() if cue.overlaps(word)), None)

    def _source(self, quote: int | None) -> tuple[Span, ...]:
        return () if quote is None else self._quotes[quote].source

    def _position(
        self,
        stance: Stance,
        holder: tuple[Span, ...],
        word: Span | None,
        act: int | None,
        taken: int | None,
        told: int | None,
    ) -> PositionMention:
        holder = self._behind(holder)
        about = self._events[act] if act is not None else None
        said = self._events[taken] if taken is not None else None
        back = self.points_back(act, taken)
        evidence = self._evidence(holder, word, said if back else about or said)
        return PositionMention(
            evidence.start,
            evidence.end,
            stance,
            holder,
            strength=about.strength if about and not back else "plain",
            act=act,
            taken=taken,
            deadline=self._deadline(about, evidence) if stance not in _TIMELESS else None,
            time=self._time(said, told),
            said_by=next((i for i in (told, *(e.said_by for e in (about, said) if e)) if i is not None), None),
        )

    def _behind(self, holder: tuple[Span, ...]) -> tuple[Span, ...]:
        """Whose words they are where a text takes the stance ("voted for a resolution that demands"): who made it."""
        if len(holder) != 1 or any(holder[0].holds(Span(n.start, n.end)) for n in self._names):
            return holder
        sentence = self._sentence(holder[0].start)
        before = (e for e in self._events if sentence.start <= e.start and e.end <= holder[0].start)
        made = [e for e in before if e.actor and self._senses.get(e.sense or "", {}).get("texts") and not e.negated]
        near = made and holder[0].start - made[-1].end <= _NEAR
        return made[-1].actor if near else holder

    def _evidence(self, holder: Sequence[Span], word: Span | None, told: EventMention | None) -> Span:
        """From the holder over the word to the end of what is told of the act, within its sentence."""
        parts = [s for s in (word, Span(told.start, told.end) if told else None) if s is not None]
        sentence = self._sentence(parts[0].start)
        parts += [told.clause] if told else []
        parts += holder
        kept = [p for p in parts if sentence.start <= p.start and p.end <= sentence.end] or parts[:1]
        return Span(min(p.start for p in kept), max(p.end for p in kept))

    def _sentence(self, offset: int) -> Span:
        return self._sentences[max(0, bisect.bisect(self._starts, offset) - 1)]

    def _deadline(self, act: EventMention | None, evidence: Span) -> int | None:
        """By when: the act's own time where that is one, else a deadline in the words of the position."""
        own = self._expressions[act.time] if act is not None and act.time is not None else None
        if act is not None and own is not None:
            # Of what was done, or is said not to have been, it is the day on which that was.
            done = act.status in FACTUAL or (act.status == "denied" and not act.ahead)
            if own.role in _DEADLINES or (not done and own.type in ("DATE", "TIME")):
                return act.time
        sentence = self._sentence(evidence.start)
        inside = (i for i, e in enumerate(self._expressions) if evidence.start <= e.start and e.end <= sentence.end)
        ahead = (i for i in inside if self._expressions[i].role in _AHEAD)
        return next((i for i in ahead if not self._is_said_apart(self._expressions[i], act)), None)

    def _is_said_apart(self, expression: TimeExpression, act: EventMention | None) -> bool:
        """Whether a time is that of something else that is said, in words in which an act does not stand."""
        if act is None:
            return False
        contents = (c for q in self._quotes for c in q.content if c.start <= expression.start < c.end)
        return any(not c.start <= act.start < c.end for c in contents)

    def _time(self, said: EventMention | None, told: int | None) -> int | None:
        """When it was said: as the act by which it is taken is dated, else as the saying is."""
        if said is not None and said.time is not None:
            return said.time
        return self._quotes[told].time if told is not None else None
