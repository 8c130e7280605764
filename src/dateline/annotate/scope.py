"""Whose, where and when a figure is: found by climbing the dependency tree from the figure to its clause."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Token

from ..model import Name, Quote, Span, TimeExpression
from .amounts import Amount
from .counted import Counted, Things, is_a
from .parse import text_of, token_starts
from .topics import leaves

_HOLDING = frozenset({"GPE", "ORG", "NORP"})
_PLACES = frozenset({"GPE", "LOC"})
_LONGEST_CLIMB = 12
_NEAR = 6


NESTED = 12
"""Attributions that may begin before an offset and still hold it: one within another, or several spans of one."""


class Scene:
    """The names, expressions and quotes of one document, to be looked up by sentence and by offset."""

    def __init__(
        self,
        doc: Doc,
        names: Sequence[Name],
        expressions: Sequence[TimeExpression],
        quotes: Sequence[Quote],
        table: Things,
    ) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.table = table
        self.starts = token_starts(doc)
        self.names = sorted(names, key=lambda n: (n.start, n.end))
        self.name_starts = [n.start for n in self.names]
        timed = [(e.start, e.end, i) for i, e in enumerate(expressions) if e.type in ("DATE", "TIME")]
        self.times = sorted(timed)
        self.time_starts = [t[0] for t in self.times]
        self.said = sorted((s.start, s.end, i) for i, q in enumerate(quotes) for s in q.content)
        self._sources = [q.source for q in quotes]

    def token_at(self, offset: int) -> int:
        """The index of the token that holds an offset, or of the last one before it."""
        at = bisect_left(self.starts, offset + 1) - 1
        return max(0, at)

    def names_of(self, sentence: Span) -> list[Name]:
        """The names that begin in a stretch of text."""
        return self.names[bisect_left(self.name_starts, sentence.start) : bisect_left(self.name_starts, sentence.end)]

    def says(self, token: Token, offset: int) -> bool:
        """Whether a token is in the source of what is said at an offset."""
        quote = said_by(self, offset)
        return quote is not None and any(s.start <= token.idx < s.end for s in self._sources[quote])

    def people(self, token: Token) -> bool:
        """Whether a token is in the name of a people ("37 Palestinians")."""
        return "NORP" in self._types(token)

    def is_one(self, token: Token) -> bool:
        """Whether a token is in the name of a person or a state, of which there is but one."""
        return not {"PER", "GPE"}.isdisjoint(self._types(token))

    def _types(self, token: Token) -> set[str]:
        """The types of the names that a token is in."""
        at = bisect_left(self.name_starts, token.idx + 1)
        return {n.type for n in self.names[max(0, at - 2) : at] if n.start <= token.idx < n.end}


def owner(scene: Scene, thing: Counted) -> Span | None:
    """Whose the counted things are: a name among their modifiers, or who holds them ("Spain keeps 900 troops")."""
    doc, table = scene.doc, scene.table
    if thing.tokens:
        spans = [(t.idx, t.idx + len(t.text)) for t in thing.tokens]
        for name in scene.names_of(_around(doc, thing.tokens[0])):
            if name.type in _HOLDING and any(a < name.end and name.start < b for a, b in spans):
                return Span(name.start, name.end)
    verb = thing.anchor.head
    if verb.lemma_.lower() not in table.words["holders"] or not is_a(thing.anchor, "object", table):
        return None
    for child in verb.children:
        if is_a(child, "subject", table):
            return _name_on(scene, child, _HOLDING)
    return None


def place(scene: Scene, thing: Counted, whose: Span | None) -> Span | None:
    """Where the counted things are: the nearest place name, by tree and then by words, that a locative leads to."""
    sentence = _around(scene.doc, thing.anchor)
    steps = _steps(thing.noun or thing.anchor, scene.table)
    best: tuple[int, int, Span] | None = None
    for name in scene.names_of(sentence):
        span = Span(name.start, name.end)
        if name.type not in _PLACES or span == whose or _possessive(scene, name):
            continue
        token = _head_of(scene, name)
        climb = _meet(token, steps, scene.table, (name.key or "").startswith("country:"))
        if climb is None:
            continue
        distance = abs(token.i - thing.anchor.i)
        if best is None or (climb, distance) < best[:2]:
            best = (climb, distance, span)
    return best[2] if best else None


def time(scene: Scene, thing: Counted) -> int | None:
    """The index of the expression that dates the figure's own clause, if one does; rather one with no other number
    between ("raised its offer on Tuesday to 44, from 41 in May"). None of what was before another one."""
    if leaves(thing):
        return None
    sentence = _around(scene.doc, thing.anchor)
    steps = _steps(thing.noun or thing.anchor, scene.table)
    best: tuple[bool, int, int, int] | None = None
    first, last = (bisect_left(scene.time_starts, edge) for edge in (sentence.start, sentence.end))
    for start, end, index in scene.times[first:last]:
        token = _root(scene.doc, scene.token_at(start), scene.token_at(max(start, end - 1)) + 1)
        climb = _climbed(token, steps, scene.table)
        if climb is None:
            continue
        between = scene.doc[thing.anchor.i + 1 : scene.token_at(start)]
        numbers = [t for t in between if t.like_num]
        if any(scene.doc[t.i - 1].lower_ in scene.table.words["compared"] for t in numbers):
            continue  # "3,000, down from 3,600 on Tuesday"
        others = any(t.i not in range(token.left_edge.i, token.i) for t in numbers)
        rank = (others, climb, abs(token.i - thing.anchor.i), index)
        best = rank if best is None or rank < best else best
    return best[3] if best else None


def changes(doc: Doc, amount: Amount, thing: Counted, first: int, after: int, table: Things) -> bool:
    """Whether a figure is a change and no level: "3,000 more", "rose by 5%", "a cut of 40 jobs"."""
    words = table.words
    near = [*doc[max(0, first - 1) : first], *(thing.tokens if thing.noun is not None else ())]
    if any(t.lower_ in words["change_words"] or t.lemma_.lower() in words["change_words"] for t in near[: _NEAR + 1]):
        return True
    for end in {after, thing.tokens[-1].i + 1 if thing.noun is not None else after}:
        if any(tuple(t.lower_ for t in doc[end : end + len(p)]) == p for p in table.change_after):
            return True
    before = doc[first - 1] if first else None
    if amount.unit and before is not None and before.lower_ in words["change_verbs"]:
        return True
    if thing.noun is not None and thing.noun.lemma_.lower() in words["change_nouns"]:
        return True
    head = thing.anchor.head
    if head.pos_ == "ADP":
        by = head.lower_ in words["change_prepositions"] or head.lower_ in words["of_words"]
        return by and _is_change(head.head, table)
    if thing.noun is not None and is_a(thing.anchor, "subject", table):
        return False
    case = [c for c in thing.anchor.children if is_a(c, "adposition", table) and c.i < first]
    return _is_change(head, table) and all(c.lower_ in words["change_prepositions"] for c in case)


def _is_change(token: Token, table: Things) -> bool:
    lemma = token.lemma_.lower()
    verb = token.pos_ in ("VERB", "AUX") and lemma in table.words["change_verbs"]
    return verb or lemma in table.words["change_nouns"]


def said_by(scene: Scene, start: int) -> int | None:
    """The index of the innermost quote whose content holds an offset."""
    after = bisect_right(scene.said, (start, 1 << 60, 0))
    holding = [(end - begin, i) for begin, end, i in scene.said[max(0, after - NESTED) : after] if start < end]
    return min(holding)[1] if holding else None


def _around(doc: Doc, token: Token) -> Span:
    sentence = token.sent
    return Span(sentence.start_char, sentence.end_char)


def _steps(token: Token, table: Things) -> dict[int, int]:
    """The token and its ancestors, with how far up each one is: to the head of its clause and what that hangs on."""
    found = {token.i: 0}
    node = token
    while node.head.i != node.i and len(found) <= _LONGEST_CLIMB:
        leaves = is_a(node, "clause", table)
        node = node.head
        found[node.i] = len(found)
        if leaves:
            break
    for after in token.doc[token.i + 1 : token.i + 5]:
        if after.pos_ == "VERB":
            found.setdefault(after.i, 1)  # its own verb, also where the parse hangs it elsewhere
        if after.pos_ not in ("ADJ", "ADV", "AUX", "PART"):
            break
    return found


def _climbed(token: Token, steps: dict[int, int], table: Things) -> int | None:
    """How far up from the figure the ancestor is that it shares with a token, where no other clause is between."""
    for node in (token, *token.ancestors):
        if node.i in steps:
            return steps[node.i]
        if _opens_clause(node, table):
            return None
    return None


def _opens_clause(node: Token, table: Things) -> bool:
    if is_a(node, "open_complement", table):
        return False
    # What has a copula is a predicate, also where the parse does not say of which clause.
    predicate = any(is_a(c, "copula", table) for c in node.children)
    return predicate or node.pos_ in ("VERB", "AUX") or is_a(node, "clause", table)


def _meet(token: Token, steps: dict[int, int], table: Things, country: bool) -> int | None:
    """The same, for a place that a locative adposition leads to the shared ancestor without entering another clause."""
    led = _locative(token, table, country)
    for node in (token, *token.ancestors):
        step = steps.get(node.i)
        if step is not None:
            return step if led or (step == 0 and node is not token) else None
        if _opens_clause(node, table) and not is_a(node, "reduced_clause", table):
            return None
        led = led or _locative(node, table, country)
    return None


def _locative(token: Token, table: Things, country: bool) -> bool:
    """Whether a token is, or a noun has, a locative adposition; some are locative before towns only."""
    words = table.words["locative"] if country else table.words["locative"] | table.words["locative_city"]
    if token.pos_ == "ADP":
        return token.lower_ in words
    if token.pos_ in ("VERB", "AUX"):
        return False
    return any(is_a(c, "adposition", table) and c.i < token.i and c.lower_ in words for c in token.children)


def _possessive(scene: Scene, name: Name) -> bool:
    """Whether a name is in the possessive: "Mali's junta" tells no place."""
    after = scene.token_at(max(name.start, name.end - 1)) + 1
    return after < len(scene.doc) and scene.doc[after].pos_ == "PART" and scene.doc[after].idx == name.end


def _head_of(scene: Scene, name: Name) -> Token:
    return _root(scene.doc, scene.token_at(name.start), scene.token_at(max(name.start, name.end - 1)) + 1)


def _root(doc: Doc, first: int, after: int) -> Token:
    root: Token = doc[first : max(after, first + 1)].root
    return root


def _name_on(scene: Scene, token: Token, types: Iterable[str]) -> Span | None:
    for name in scene.names_of(_around(scene.doc, token)):
        if name.type in types and name.start <= token.idx < name.end:
            return Span(name.start, name.end)
    return None
