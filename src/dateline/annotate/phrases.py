"""Attributions without a verb of saying: "according to X", "in X's view", "X's promise to leave"; and verbs of saying
by which nobody says anything."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import Span
from ..pack import Pack
from .clauses import extent
from .speakers import Speakers
from .syntax import Node, is_verb, noun_phrase

_LONGEST_REST = 40
"""Code points of an apposition that the parse may have cut off."""
_PART_OF_CLAUSE = ("agent", "object", "oblique", "modifier", "attribute", "subject")


@dataclass(frozen=True, slots=True)
class Told:
    """Who says what in which words, before quotations are taken whole and the source is resolved."""

    content: tuple[Span, ...]
    source: Node
    cue: Span
    article: int | None = None
    """Where the source begins, if with an article that the parse takes for a part of the preposition."""


class Phrases:
    """Reads the phrases of one text that name a source."""

    def __init__(self, speakers: Speakers, pack: Pack) -> None:
        self.speakers = speakers
        self._words = functools.partial(pack.words, "quotes")
        keys = ("negators", "negative_particles", "paired_negators")
        self._negators, self._particles, self._paired = (pack.words("status", key) for key in keys)
        self._of = pack.words("syntax", "of")
        governors = pack.table("status").get("governors", {})
        self.denying = frozenset(word for word, entry in governors.items() if entry["status"] == "denied")
        self._nouns = frozenset(pack.table("quotes").get("nouns", {}))

    def told(self, node: Node) -> Told | None:
        """The attribution that a noun with its preposition makes, or that a noun of saying makes with its clause."""
        return self._according(node) or self._in_the_view(node) or self._noun_of_saying(node)

    def is_unsaid(self, node: Node, cue: Mapping[str, Any]) -> bool:
        """ "The junta has not confirmed this", "declined to confirm it", "has not decided whether to go": nobody says
        so; but who does not believe or deny a thing takes a stand on it."""
        if cue.get("thought") or node.lemma in self.denying:
            return False
        above = node.head if node.role == "open_complement" else None
        refused = above is not None and (self._is_negated(above) or above.lemma in self.denying)
        return refused or self._is_negated(node)

    def _is_negated(self, node: Node) -> bool:
        """Whether words that negate stand beside a verb."""
        said = {c.lower for c in node.children if c.role in ("adverb", "negation")}
        if said & self._negators or any(c.role == "negation" for c in node.children):
            return True
        return bool(said & self._particles and said & self._paired)

    def _according(self, node: Node) -> Told | None:
        """ "According to X" and its like: the rest of the clause is what X says."""
        if node.prep is None or node.head is None or node.lower in self._words("not_sources"):
            return None
        opening = node.prep in self._words("according_opening") and self._opens_sentence(node)
        if not (node.prep in self._words("according") or (opening and self._somebody(node))):
            return None
        cases = sorted((c for c in node.children if c.role == "case"), key=lambda c: c.i)
        fixed = [*cases[0].having("fixed")]
        article = cases.pop() if fixed and len(cases) > 1 else None
        cue = Span(cases[0].start, max(part.end for part in (*cases, *fixed)))
        rest = self._rest(self._whole(node.head, cue), node)
        if opening and rest:
            rest = (Span(min(self._behind(node), rest[0].start), rest[0].end), *rest[1:])
        return Told(rest, node, cue, article.start if article else None)

    def _whole(self, clause: Node, cue: Span) -> Node:
        """The clause that a phrase belongs to: behind a comma at its end all that are coordinated with it."""
        while (
            clause.role == "conjunct"
            and clause.head is not None
            and is_verb(clause.head)
            and clause.head.i < clause.i
            and clause.start < cue.start
            and self.speakers.text[: cue.start].rstrip().endswith(",")
        ):
            clause = clause.head
        return clause

    def _behind(self, node: Node) -> int:
        """Where the words behind a source and what stands in apposition to it begin."""
        apposed = node.first("apposition")
        ends = [noun_phrase(node).end, *(s.end for s in (extent(apposed, node) if apposed else ()))]
        ends += [n.end for n in self.speakers.named(node.start, node.end)]
        text = self.speakers.text
        comma = text.find(",", max(ends), max(ends) + _LONGEST_REST)
        ends += [comma] if apposed is not None and comma > 0 else []
        return max(ends) + len(text[max(ends) :]) - len(text[max(ends) :].lstrip(" ,"))

    def _in_the_view(self, node: Node) -> Told | None:
        """ "In X's view", "in the eyes of X"."""
        known = node.lemma in self._words("views") or node.lower in self._words("views")
        if not known or node.prep is None or node.role != "oblique" or node.head is None:
            return None
        source = next(self._owners(node), None)
        case = next((c for c in node.children if c.role == "case"), None)
        if source is None or case is None:
            return None
        return Told(self._rest(node.head, node), source, Span(case.start, node.end))

    def _noun_of_saying(self, node: Node) -> Told | None:
        """ "His promise to leave", "the claim of X that it is safe", "made the claim that"."""
        if node.lemma not in self._nouns or is_verb(node):
            return None
        clause = next(self._clauses(node), None)
        source = next(self._owners(node), None)
        if clause is None or source is None:
            return None
        return Told(extent(clause, node), source, Span(node.start, node.end))

    def _clauses(self, node: Node) -> Iterator[Node]:
        """The clause that tells what a noun of saying says; the parse may hang an infinitive on the verb above."""
        for child in node.having("complement", "open_complement", "participial"):
            if child.i > node.i and (child.first("marker") or child.feature("VerbForm") == "Inf"):
                yield child
        if node.role == "object" and node.head is not None:
            yield from (c for c in node.head.having("open_complement") if c.i > node.i and is_verb(c))

    def _owners(self, node: Node) -> Iterator[Node]:
        """Whose saying or view it is: a possessor, who is named behind "of" or "by", the subject of the verb above."""
        own = [p for p in node.having("possessor") if p.i < node.i]
        if any(p.pos == "PRON" for p in own) and node.role == "object" and node.head is not None:
            yield from node.head.having("subject")
        yield from own
        behind = (
            c for c in node.having("oblique", "agent", "possessor") if c.prep in self._of or c.role == "possessor"
        )
        yield from (c for c in behind if c.i > node.i and self.speakers.is_somebody(c))
        yield from (c for c in node.having("agent"))
        # Who rejects an accusation does not make it.
        if node.role == "object" and node.head is not None and node.head.lemma not in self.denying:
            yield from node.head.having("subject")

    def _rest(self, clause: Node, node: Node) -> tuple[Span, ...]:
        """The clause that a phrase stands in, with the verb above an infinitive, without it."""
        while clause.role in (*_PART_OF_CLAUSE, "open_complement") and clause.head is not None:
            clause = clause.head
        return extent(clause, node)

    def _opens_sentence(self, node: Node) -> bool:
        """Whether a phrase stands at the head of its sentence, but for marks and a conjunction."""
        cases = [c.start for c in node.children if c.role == "case"]
        if not cases:
            return False
        starts = self.speakers.starts
        first = bisect.bisect_left(self.speakers.node_starts, starts[max(0, bisect.bisect(starts, node.start) - 1)])
        last = bisect.bisect_left(self.speakers.node_starts, min(cases))
        return all(n.pos in ("CCONJ", "PUNCT", "SPACE") for n in self.speakers.nodes[first:last])

    def _somebody(self, node: Node) -> bool:
        phrase = noun_phrase(node)
        near = self.speakers.named(phrase.start, phrase.end)
        named = any(n.type in ("PER", "ORG") and phrase.holds(Span(n.start, n.end)) for n in near)
        return named or self.speakers.is_somebody(node)
