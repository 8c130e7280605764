"""What an amount without a noun of its own is said of: the noun it hangs on, a subject, or the noun of the next one."""

from __future__ import annotations

import itertools
from dataclasses import replace

from spacy.tokens import Token

from .counted import NOMINAL, REACH, Counted, Things, concept_named, described, is_a, is_subject, state_given

_TO = frozenset({"ADP", "PART"})


def topic(anchor: Token, table: Things, *, unitless: bool) -> Token | None:
    """What an amount without a noun of its own is said of: the noun it hangs on ("a force of 5,100") or the subject. A
    `unitless` number shares the noun of the next one ("from 5,200 to 3,000 soldiers")."""
    if is_subject(anchor, table):
        return None
    if unitless and (noun := _shared(anchor)) is not None:
        return noun
    node = anchor
    beside = anchor.doc[anchor.i + 1 : anchor.i + 2]
    if beside and beside[0].pos_ == "DET":  # "puts at 42 the number of dead"
        near = [t for t in anchor.doc[anchor.i + 2 : anchor.i + 5] if t.pos_ in NOMINAL][:1]
        if near and (anchor.head == near[0] or (near[0].head in anchor.ancestors and is_a(near[0], "object", table))):
            return near[0]
    for _ in range(4):
        head = node.head
        if head.i == node.i:
            return None
        if head.pos_ in NOMINAL and head.i < anchor.i:
            return _amounting(head, table) or head
        if head.pos_ == "VERB" and any(is_a(t, "adposition", table) for t in (node, *node.children)):
            thing = next((c for c in head.children if is_a(c, "object", table) and c.i < node.i), None)
            if thing is not None and thing.pos_ == "PRON" and head.head.pos_ in NOMINAL and head.head.i < thing.i:
                return head.head  # "the toll, which they had put at twelve"
            if thing is not None and thing.pos_ in NOMINAL:
                return thing  # "put the crowd at 30,000"
        subject = next((c for c in head.children if is_subject(c, table) and c.i != node.i), None)
        if subject is not None:
            return subject if subject.pos_ in NOMINAL else None
        node = head
    return None


def _amounting(noun: Token, table: Things) -> Token | None:
    """The noun before one that only leads to an amount ("Kredite in Höhe von 3 Millionen Euro")."""
    if noun.lemma_.lower() not in table.words["amount_nouns"]:
        return None
    before = list(itertools.takewhile(lambda t: t.pos_ in ("DET", "ADP"), reversed(noun.doc[: noun.i])))
    thing = noun.doc[noun.i - len(before) - 1] if before and len(before) < noun.i else None
    return thing if thing is not None and thing.pos_ in NOMINAL else None


def _shared(anchor: Token) -> Token | None:
    """The noun of the next number, where an amount is what was before it ("from 5,200 to 3,000 soldiers")."""
    doc, first = anchor.doc, anchor.i
    while first and doc[first - 1].like_num:
        first -= 1
    behind = doc[anchor.i + 1 : anchor.i + 1 + REACH]
    told = list(itertools.takewhile(lambda t: t.like_num or t.pos_ in _TO or t.pos_ == "ADJ", behind))
    noun = doc[anchor.i + 1 + len(told)] if anchor.i + 1 + len(told) < len(doc) else None
    leads = first > 0 and doc[first - 1].pos_ == "ADP" and any(t.pos_ in _TO for t in told)
    return noun if leads and noun is not None and noun.pos_ == "NOUN" and any(t.like_num for t in told) else None


def leaves(thing: Counted) -> bool:
    """Whether an amount is what was before another one of the same, of which alone a date beside them is."""
    return thing.noun is None and bool(thing.tokens) and _shared(thing.anchor) == thing.tokens[-1]


def _of_what(noun: Token, table: Things) -> Token:
    """The noun itself, or what it numbers: "the number of dead"."""
    if noun.lemma_.lower() in table.words["count_nouns"] and noun.i + 2 < len(noun.doc):
        for token in noun.doc[noun.i + 2 : noun.i + 4]:
            things_follow = token.pos_ in NOMINAL or token.lower_ in table.states
            if things_follow and noun.nbor().lower_ in table.words["of_words"]:
                return token
    return noun


def of_topic(thing: Counted, table: Things, *, unitless: bool) -> Counted:
    """The same figure, said of its topic (`topic`) where nothing that follows it is counted."""
    noun = topic(thing.anchor, table, unitless=unitless)
    if noun is None:
        return thing
    counts = _of_what(noun, table)
    if counts is noun and noun.lemma_.lower() in table.words["count_nouns"] and noun.lower_ not in table.states:
        return thing
    noun = counts
    begin = noun.i
    while begin > noun.i - 3 and begin > 0 and is_a(noun.doc[begin - 1], "compound", table):
        if noun.doc[begin - 1].head.i not in range(begin, noun.i + 1) or noun.doc[begin - 1].pos_ == "DET":
            break
        begin -= 1
    named = concept_named(noun, table)
    state = table.states.get(noun.lower_)
    concept = state or named or noun.lemma_.lower()
    befallen = None if state or thing.concept else state_given(noun, table)
    who = concept if befallen and named not in table.generic else thing.who
    tokens = described(noun.doc, begin, noun, table)
    if noun.i < thing.anchor.i:
        tokens = tuple(t for t in tokens if t.i < thing.anchor.left_edge.i) or (noun,)
    else:
        tokens = tuple(itertools.takewhile(lambda t: not t.like_num, tokens[::-1]))[::-1] or (noun,)
    while len(tokens) > 1 and tokens[-1].pos_ in ("ADP", "DET"):
        tokens = tokens[:-1]
    return replace(thing, tokens=tokens, concept=thing.concept or befallen or concept, who=who)
