"""Figures: how many or how much, of what, whose, where, when, and by whose word.

1. numbers   read in digits and words (`numbers`)
2. amounts   units, ranges and bounds (`amounts`)
3. sieve     what is no figure: parts of dates, names and designations, ordinals, pronouns, scores
4. counted   the noun, its concept, and the state of people (`counted`)
5. scope     owner, place, time and speaker (`scope`)

Vague amounts have a range, with bound "~": "dozens" is [12, 120], "several" [2, 9] and "several hundred" [200, 900].
What has no such word ("many", "most", "few") is no figure, nor is a vague number of times, or one that counts nothing.
An article is a number beside other people in such a state: "three dead and a wounded man", "three dead, one a child".
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from ..model import Figure, Name, Quote, TimeExpression
from ..pack import Pack
from . import scope
from .amounts import SHARE, Amount, amounts, apply, bound_after, is_currency, per_thing, rate
from .counted import Counted, Things, concept_of, counted, is_a, things, words_of
from .numbers import Number, read
from .parse import text_of
from .scope import changes
from .topics import of_topic, topic

_YEARS = (1000, 2100)
"""A bare number of four digits between these may be a year."""
_NEXT_SENTENCE = 40
"""Tokens over which the subject of a later sentence may go on counting what an earlier figure did."""


@dataclass(slots=True)
class _Earlier:
    """The figure before, and the last one that counted things."""

    last: tuple[Counted, Figure] | None = None
    count: tuple[Counted, Figure] | None = None


def find(
    doc: Doc, pack: Pack, names: Sequence[Name], expressions: Sequence[TimeExpression], quotes: Sequence[Quote]
) -> tuple[Figure, ...]:
    """The figures of a document, in order, without overlap. Needs the parse of `parse.parse`. Never raises."""
    if not len(doc):
        return ()
    text, table = text_of(doc), things(pack)
    scene = scope.Scene(doc, names, expressions, quotes, table)
    taken = _taken(names, expressions)
    numbers = [n for n in read(text, pack) if not _within(n.start, n.end, taken)]
    found: list[Figure] = []
    earlier = _Earlier()
    for amount in amounts(text, numbers, pack):
        first = scene.token_at(amount.number.start)
        after = scene.token_at(max(amount.number.start, amount.end - 1)) + 1
        cue = min(first, scene.token_at(amount.start))
        thing = counted(doc, cue, first, after, amount, table)
        if amount.bound == "<=" and cue and doc[cue - 1].lemma_.lower() in table.words["movers"]:
            amount = replace(amount, low=amount.high, bound="=")  # has gone up to 137
        if thing.noun is None and amount.unit == SHARE and (of := _between(doc, cue, after, amount)):
            thing = replace(thing, tokens=(of,), concept=concept_of(of, table))
        each = _each(scene, cue, amount, pack) if thing.noun is None else None
        if each is not None:
            thing = replace(thing, tokens=(each,), concept=concept_of(each, table))
            amount = replace(amount, unit=f"{amount.unit}/{thing.concept}")
        if not _counts(scene, first, after, amount, thing):
            continue
        thing = _completed(scene, thing, amount, earlier)
        figure = _figure(scene, amount, thing, first, after, pack)
        found.append(figure)
        earlier.last = (thing, figure)
        if not amount.unit and thing.tokens:
            earlier.count = earlier.last
    found += _single(scene, found, table, pack)
    return tuple(sorted(found, key=lambda f: f.start))


def _single(scene: scope.Scene, found: Sequence[Figure], table: Things, pack: Pack) -> list[Figure]:
    """The ones that an article counts: people in a state beside others in one, or part of those counted before."""
    doc = scene.doc
    ones: list[Figure] = []
    told = [f for f in found if f.concept in table.befallen]
    for figure in told:
        sentence = doc[scene.token_at(figure.start)].sent
        for token in sentence:
            span = (token.idx, token.idx + len(token.text))
            if token.lower_ not in table.words["article"] or any(
                f.start < span[1] and span[0] < f.end for f in [*found, *ones]
            ):
                continue
            one = Amount(*span, 1.0, 1.0, "=", Number(*span, 1.0, 1.0))
            thing = counted(doc, token.i, token.i, token.i + 1, one, table)
            part = token.i > sentence.start and doc[token.i - 1].lower_ in table.words["part_of"]
            if thing.noun is None or thing.noun.lemma_.lower() in table.words["tolls"]:
                continue  # "a new toll"
            if not (thing.concept in table.befallen or (part and thing.concept in table.people)):
                continue
            ones.append(_figure(scene, one, thing, token.i, token.i + 1, pack))
    return ones


def _between(doc: Doc, first: int, after: int, amount: Amount) -> Token | None:
    """The noun inside a share: "nine workers out of ten"."""
    number = amount.number
    nouns = (t for t in doc[first:after] if t.pos_ == "NOUN" and not number.start <= t.idx < number.end)
    return next(nouns, None)


def _each(scene: scope.Scene, cue: int, amount: Amount, pack: Pack) -> Token | None:
    """The noun of which each costs an amount of money ("38 euros a share"), where the money is not itself of
    something ("aid of 500 euros a family")."""
    at = per_thing(scene.text, amount.end, pack) if is_currency(amount.unit or "") else None
    token = scene.doc[scene.token_at(at)] if at is not None else None
    of = cue > 0 and scene.doc[cue - 1].lower_ in scene.table.words["of_words"]
    timed = rate(scene.text, amount.end, pack) is not None
    return token if token is not None and token.pos_ == "NOUN" and not of and not timed else None


def _taken(names: Iterable[Name], expressions: Iterable[TimeExpression]) -> list[tuple[int, int]]:
    """Where a number is part of something else: names, and expressions of time but durations and sets."""
    spans = [(n.start, n.end) for n in names]
    spans += [(e.start, e.end) for e in expressions if e.type not in ("DURATION", "SET")]
    return sorted(spans)


def _within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (end,))
    return any(a < end and start < b for a, b in spans[max(0, at - 4) : at])


def _counts(scene: scope.Scene, first: int, after: int, amount: Amount, thing: Counted) -> bool:
    """Whether an amount is a figure: no pronoun, no pair already known, no year, age, score, or number of a thing."""
    doc, words, number = scene.doc, scene.table.words, amount.number
    before = doc[first - 1] if first and not doc[first].is_sent_start else None
    word = scene.text[number.start : number.end]
    previous = before.lower_ if before is not None else ""
    if word.lower() in words["pronoun"]:
        return _own_noun(doc, first, after, thing) and not (thing.noun and thing.noun.lower_ in words["pronoun_idioms"])
    if previous in words["not_so"]:
        return False
    if previous in words["definite"] and word.lower() in words["known_pair"]:
        return False
    if previous in words["part_before"] and number.low < 1:
        return False
    if thing.noun is not None and thing.noun.lower_ in words["not_counted"]:
        return False
    if number.vague:
        points = doc[after : after + 1].text.lower() in words["pointing"]  # "several days later" is a day
        counts = thing.noun is not None and thing.noun.lemma_.lower() not in words["vague_idioms"]
        return not points if amount.unit else counts
    if amount.unit or amount.cued:
        return True
    token = doc[scene.token_at(number.start)]
    if scene.text[number.end : token.idx + len(token.text)].startswith("-"):
        return False  # "der 36-Jährige"
    if number.high == 0 and thing.noun is None:
        return False
    if previous in words["identifiers"] or _score(scene.text, amount):
        return False
    if _measures(word, number):
        return True
    of_a_count = first > 1 and previous in words["of_words"] and doc[first - 2].lemma_.lower() in words["count_nouns"]
    if _like_a_year(word, number.low) and not of_a_count and not _own_noun(doc, first, after, thing):
        return False
    return (number.round and thing.noun is not None) or not _designation(scene, before, word, after, thing)


def _designation(scene: scope.Scene, before: Token | None, word: str, after: int, thing: Counted) -> bool:
    """Whether a number names rather than counts: "iPhone 11", "sector 12", "49 High Street", an age in commas."""
    doc = scene.doc
    behind = doc[after : after + 2].text.lower().removeprefix(",").split()
    if behind and behind[0] in scene.table.words["streets"]:
        return True
    apart = before is not None and before.text in (",", "(") and doc[after : after + 1].text in (",", ")")
    aged = before is not None and before.text == "," and before.i > 0 and doc[before.i - 1].pos_ == "PROPN"
    if thing.noun is None and (apart or (aged and doc[after : after + 1].text == ".")):
        return True
    named = before is not None and before.pos_ in ("NOUN", "PROPN", "X") and before.whitespace_ != ""
    written = word[:1].isdigit() or word[:1].isupper()
    if thing.noun is None:
        return named and written and thing.concept is None
    proper = (
        thing.noun.pos_ == "PROPN" and "Plur" not in thing.noun.morph.get("Number", []) and not scene.people(thing.noun)
    )
    in_title = bool(named and written and before and before.pos_ == "PROPN")
    above = before.head if before is not None and before.head.pos_ in ("NOUN", "PROPN") else None
    in_title = in_title and (word[:1].isupper() or bool(above and above.i >= after))
    return in_title or (proper and thing.concept == thing.noun.lemma_.lower())


def _measures(word: str, number: Number) -> bool:
    """Whether a number is too exact to be part of a name: one with a fraction, or with its thousands set apart."""
    return number.digits and (number.low % 1 != 0 or not word.isdigit())


def _score(text: str, amount: Amount) -> bool:
    before, after = text[max(0, amount.start - 2) : amount.start], text[amount.end : amount.end + 2]
    return (after[:1] in "-–" and after[1:].isdigit()) or (before[-1:] in "-–" and before[:-1].isdigit())


def _like_a_year(word: str, value: float) -> bool:
    return word.isdigit() and len(word) == 4 and _YEARS[0] <= value <= _YEARS[1]


def _own_noun(doc: Doc, first: int, after: int, thing: Counted) -> bool:
    """Whether the parse, too, makes the number a modifier of the noun."""
    return thing.noun is not None and any(after <= t.head.i <= thing.noun.i for t in doc[first:after])


def _completed(scene: scope.Scene, thing: Counted, amount: Amount, earlier: _Earlier) -> Counted:
    """What an amount without a noun counts: what the figure before it does, or what it is said of."""
    if thing.noun is not None:
        return thing
    text, table = scene.text, scene.table
    last, count = earlier.last, earlier.count
    if last and amount.unit and text[last[1].end : amount.start].strip() == "(":
        return replace(thing, tokens=last[0].tokens, concept=last[0].concept)
    if not amount.unit and (toll := _of_toll(thing, count[0] if count else None, table)):
        return toll
    if count and not amount.unit and _goes_on(thing, count[0], table):
        same = count[0].tokens if not thing.concept or count[0].tokens[-1].lower_ not in table.states else ()
        return replace(thing, tokens=same, concept=thing.concept or count[0].concept, who=count[0].who)
    if thing.concept or (amount.unit and amount.unit != "%" and not is_currency(amount.unit)):
        return thing
    if amount.unit is None and thing.anchor.head.pos_ == "VERB" and is_a(thing.anchor, "object", table):
        return thing
    said_of = of_topic(thing, table, unitless=amount.unit is None)
    if last and said_of.tokens and last[1].start <= said_of.tokens[-1].idx < last[1].end:
        return replace(thing, tokens=last[0].tokens, concept=last[0].concept)
    if said_of.tokens and scene.says(said_of.tokens[-1], amount.start):
        return thing
    if amount.unit != "%" and said_of.tokens and scene.is_one(said_of.tokens[-1]):
        return thing
    return said_of


def _of_toll(thing: Counted, before: Counted | None, table: Things) -> Counted | None:
    """What a toll counts by its own words ("bringing the death toll to 52"), where those before it count no victims."""
    noun = topic(thing.anchor, table, unitless=False)
    if noun is None or noun.lemma_.lower() not in table.words["tolls"]:
        return None
    if before is not None and before.concept in table.befallen:
        return None
    state = next((s for c in noun.children if (s := table.befell.get(c.lemma_.lower()))), None)
    return replace(thing, tokens=(noun,), concept=state) if state else None


def _goes_on(thing: Counted, before: Counted, table: Things) -> bool:
    """Whether a bare number counts what the one before it did: in one sentence, but not out of a relative clause
    that is over ("the firm, which employs 900 people, lost 20 million"), or as the subject of the next."""
    if before.anchor.sent == thing.anchor.sent:
        above = itertools.chain((before.anchor,), before.anchor.ancestors)
        relative = next((t for t in above if is_a(t, "clause", table) and t.head.pos_ in ("NOUN", "PROPN")), None)
        return thing.concept is not None or relative is None or thing.anchor in relative.subtree
    near = thing.anchor.i - before.anchor.i <= _NEXT_SENTENCE
    return near and thing.concept is None and is_a(thing.anchor, "subject", table)


def _figure(scene: scope.Scene, amount: Amount, thing: Counted, first: int, after: int, pack: Pack) -> Figure:
    end = thing.tokens[-1].idx + len(thing.tokens[-1].text) if thing.noun is not None else amount.end
    amount = apply(amount, None if amount.cued else bound_after(scene.text, end, pack))
    per = rate(scene.text, end, pack) or rate(scene.text, amount.end, pack)
    clause = (scene.doc, amount, thing, first, after, scene.table)
    whose = scope.owner(scene, thing)
    unit_words = scene.text[slice(*amount.unit_at)] if amount.unit_at else ""
    return Figure(
        start=amount.start,
        end=amount.end,
        low=amount.low,
        high=amount.high,
        bound=amount.bound,
        unit=f"{amount.unit or ''}{per}" if per else amount.unit,
        counted=words_of(thing.tokens) or (unit_words if unit_words[:1].isalpha() else None),
        concept=thing.concept or amount.concept,
        owner=whose,
        place=scope.place(scene, thing, whose),
        level=bool(per and is_currency(amount.unit or "")) or not changes(*clause),
        time=scope.time(scene, thing),
        said_by=scope.said_by(scene, amount.start),
        who=thing.who,
        part=first > 0 and scene.doc[first - 1].lower_ in scene.table.words["part_of"],
    )
