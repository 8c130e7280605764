"""Event mentions: what was done, by whom to whom, when and where, and whether it happened.

1. the neutral tree of the parse             (syntax)
2. the words that tell acts                  (triggers)
3. who did it to whom                        (roles)
4. did it happen                             (status)
5. when, where, in which words               (setting)

Categories are PLOVER's (Political Language Ontology for Verifiable Event Records); triggers, polarity and status
follow TimeML's EVENT. Nothing is taken from other sentences.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Mapping, Sequence
from itertools import repeat

from spacy.tokens import Doc

from ..model import FACTUAL, EventMention, Name, Quote, Span, TimeExpression
from ..pack import Pack
from .labels import labels
from .roles import Roles
from .setting import Setting
from .status import Factuality
from .syntax import Node, is_noun, is_verb
from .trees import tree
from .triggers import Lexicon, Trigger, triggers

_DEEPEST = 3
"""Nouns of a phrase that are looked through."""


def find(
    doc: Doc,
    pack: Pack,
    names: Sequence[Name],
    expressions: Sequence[TimeExpression],
    quotes: Sequence[Quote],
    nodes: Sequence[Node] | None = None,
) -> tuple[EventMention, ...]:
    """All event mentions of a document in the order of the text.

    `doc` is the parse of the legible copy, `nodes` its neutral tree, where it is made already; `time` and `said_by` of
    a mention are indices of `expressions` and `quotes`, `same_as` of the result.
    """
    nodes = nodes or tree(doc, pack)
    lexicon = Lexicon(pack)
    roles = Roles(nodes, pack, lexicon, names, expressions)
    factuality = Factuality(pack, lexicon)
    called = labels(nodes, pack)
    chosen = [t for t in triggers(nodes, lexicon, names, expressions) if t.node.i not in called]
    setting = Setting(nodes, pack, names, expressions, chosen, lexicon)
    mentions = [_mention(t, lexicon, roles, factuality, setting) for t in chosen]
    nouns = [node.start for node in nodes if is_noun(node)]
    joined = _joined(chosen, _demanding(chosen, mentions, quotes), roles)
    joined = _denying(chosen, joined, roles)
    return tuple(_voiced(joined, quotes, nouns, lexicon))


def _mention(
    trigger: Trigger,
    lexicon: Lexicon,
    roles: Roles,
    factuality: Factuality,
    setting: Setting,
) -> EventMention:
    reading = factuality.of(trigger.node)
    actor = roles.spans(roles.actor(trigger))
    return EventMention(
        start=trigger.start,
        end=trigger.end,
        lemma=trigger.node.lemma,
        status=reading.status,
        nominal=not is_verb(trigger.node),
        clause=setting.clause(trigger),
        sense=trigger.sense,
        type=lexicon.category(trigger, reading.status, reading.ahead),
        mode=trigger.entry.get("mode") or lexicon.property(trigger.sense, "mode"),
        negated=reading.negated,
        certain=reading.certain,
        ahead=reading.ahead,
        actor=actor,
        recipient=tuple(span for span in roles.spans(roles.recipient(trigger)) if span not in actor),
        place=setting.place(trigger),
        time=setting.time(trigger, reading.status),
        news=setting.is_news(trigger, reading.status),
        earlier=setting.is_earlier(trigger),
        goes_on=setting.tells(trigger.carrier or trigger.node),
        first_person=roles.is_speaker(trigger),
        under=Span(reading.by.start, reading.by.end) if reading.by is not None and reading.stance else None,
        stance=reading.stance,
        strength=reading.strength,
        holder=roles.spans(roles.willing(reading.by)) if reading.by is not None and reading.stance else (),
    )


def _voiced(
    mentions: Sequence[EventMention], quotes: Sequence[Quote], nouns: Sequence[int], lexicon: Lexicon
) -> list[EventMention]:
    """Say in whose voice each act is told; the actor of a saying is its source, as the quotes have found it, and a word
    that only says that somebody goes on speaking is no act ("continues the historian").

    `nouns` are the sorted starts of the document's nouns: a source without any is a pronoun.
    """
    voiced = list(mentions)
    starts = [mention.start for mention in mentions]
    contents = [(span, index) for index, quote in enumerate(quotes) for span in quote.content]
    for span, index in sorted(contents, key=lambda pair: (pair[0].start - pair[0].end, pair)):
        for i in range(bisect.bisect_left(starts, span.start), bisect.bisect_left(starts, span.end)):
            # Who speaks at length looks back as far as he likes: only a reporter's words are news.
            news = voiced[i].news and quotes[index].mode != "direct"
            voiced[i] = dataclasses.replace(voiced[i], said_by=index, clause=_within(voiced[i], span), news=news)
    for quote in quotes:
        source = tuple(s for s in quote.source if bisect.bisect_left(nouns, s.start) < bisect.bisect_left(nouns, s.end))
        for cue in quote.cue:
            first, last = bisect.bisect_left(starts, cue.start), bisect.bisect_left(starts, cue.end)
            own = first < last and starts[first] == cue.start and not voiced[first].nominal
            for i in range(first, first + 1 if own else last):  # not "Vorwürfe" of "wies Vorwürfe zurück"
                others = tuple(r for r in voiced[i].recipient if not any(r.overlaps(s) for s in quote.source))
                sense = voiced[i].sense
                sense = None if lexicon.property(sense, "context") == "course" else sense
                voiced[i] = dataclasses.replace(voiced[i], actor=source, recipient=others, sense=sense)
    return voiced


def _demanding(
    chosen: Sequence[Trigger], mentions: Sequence[EventMention], quotes: Sequence[Quote]
) -> list[EventMention]:
    """Code as a demand what says that somebody must act ("Peru said that Chad must leave")."""
    cues = {cue.start for quote in quotes for cue in quote.cue}
    coded = list(mentions)
    number = {trigger.node.i: index for index, trigger in enumerate(chosen)}
    for trigger, mention in zip(chosen, mentions, strict=True):
        base = trigger.node.base
        said = number.get(base.head.i) if base.head is not None and base.role == "complement" else None
        if said is None or mention.status != "demanded" or mentions[said].type or mentions[said].start not in cues:
            continue
        coded[said] = dataclasses.replace(coded[said], type=mention.type, recipient=mention.actor)
    return coded


def _denying(chosen: Sequence[Trigger], mentions: Sequence[EventMention], roles: Roles) -> list[EventMention]:
    """Say what is denied by words that only point back ("a withdrawal by May; that was never agreed"): the last act
    told before that had not happened, in the same sentence or the one before, of one paragraph."""
    coded = list(mentions)
    for index, (trigger, mention) in enumerate(zip(chosen, mentions, strict=True)):
        if not mention.negated or not roles.points_back(trigger):
            continue
        doc = trigger.node.doc
        sentence = doc[trigger.node.i].sent
        first = doc[max(0, sentence.start - 1)].sent.start_char
        before = (i for i in range(index - 1, -1, -1) if mentions[i].start >= first)
        denied = next((i for i in before if mentions[i].status not in (*FACTUAL, "denied")), None)
        if denied is not None and "\n" not in trigger.node.source[mentions[denied].end : mention.start]:
            coded[index] = dataclasses.replace(mention, denies=denied)
    return coded


def _within(mention: EventMention, content: Span) -> Span:
    """The clause as far as it is in the same voice."""
    return Span(max(mention.clause.start, content.start), max(mention.end, min(mention.clause.end, content.end)))


def _joined(chosen: Sequence[Trigger], mentions: Sequence[EventMention], roles: Roles) -> list[EventMention]:
    """Make one act of "the strike that killed": the killing's subject is the strike, and its actor the striker."""
    number = {trigger.node.i: index for index, trigger in enumerate(chosen)}
    joined = list(mentions)
    for index, trigger in enumerate(chosen):
        if not is_verb(trigger.node):
            continue
        subjects: list[Node] = roles.actor(trigger)
        means = next((number[s.i] for s in map(_act_of, subjects, repeat(number)) if s.i in number), None)
        if means is None or means == index or (mentions[means].type is None and not mentions[means].actor):
            continue
        same = mentions[means].type is not None and mentions[means].type == mentions[index].type
        joined[index] = dataclasses.replace(
            joined[index],
            actor=mentions[means].actor,
            same_as=means if same else None,
            time=joined[index].time if joined[index].time is not None or not same else mentions[means].time,
            place=joined[index].place or (mentions[means].place if same else None),
        )
    return joined


def _act_of(subject: Node, number: Mapping[int, int]) -> Node:
    """The act that a relative clause tells on about, where the parse hangs it on a noun of the act's phrase."""
    below = next((c for c in subject.having("oblique") if c.i in number and not is_verb(c)), None)
    if subject.i not in number and below is not None:
        return below
    node: Node | None = subject
    for _ in range(_DEEPEST):
        if node is None or node.i in number or node.role != "oblique":
            break
        node = node.head
    return node if node is not None and node.i in number and not is_verb(node) else subject
