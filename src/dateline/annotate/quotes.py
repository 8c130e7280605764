"""Attributions: who (source) says (cue) what (content), direct, indirect and mixed.

1. A reporting verb or noun of the pack with its subject; its content is the clause that it governs, the clause that it
   is put into ("..., he said, ..."), or the quotation beside it. A quotation that the content touches belongs to it
   whole, and so do those that follow in the paragraph without a voice of their own.
2. A phrase of the pack ("according to X") with the rest of its clause.
3. A quotation that nobody claims goes on with the voice before it, is signed, or is left open (`unclaimed`).

The source is the noun phrase that says it; `speakers` tells whom it means.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from ..model import Name, Quote, QuoteMode, Span, TimeExpression
from ..pack import Pack
from .asides import Asides
from .clauses import beginning, extent, governing, introduced, is_apart, is_finite, is_passive
from .marks import CLOSING, LONGEST, Marked
from .parse import stripped, text_of
from .phrases import Phrases
from .speakers import Speakers
from .syntax import Node, is_verb, tree
from .unclaimed import Unclaimed

MOST_TIMES = 20
"""Temporal expressions of a sentence that are looked at."""
_CONTENT_WORDS = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "PRON", "INTJ"})
LONGEST_ASIDE = 120
"""Code points over which a cue and its source, put into what is said, are told."""
_CLOSING = "".join(CLOSING) + "' \u00a0"


def find(
    doc: Doc,
    pack: Pack,
    names: Sequence[Name],
    expressions: Sequence[TimeExpression],
    nodes: Sequence[Node] | None = None,
) -> tuple[Quote, ...]:
    """The attributions of a document, sorted by content, with at most one for the same content and source; `nodes` is
    its neutral tree, where it is made already."""
    return _Voices(doc, pack, names, expressions, nodes or tree(doc, pack)).all()


class _Voices:
    """Finds the attributions of one document; holds its tree, its quotations and the data of its pack."""

    def __init__(
        self, doc: Doc, pack: Pack, names: Sequence[Name], expressions: Sequence[TimeExpression], nodes: Sequence[Node]
    ) -> None:
        self.text = text_of(doc)
        self.nodes = nodes
        self.cues = pack.table("quotes").get("cues", {})
        self.pack = pack
        self.names = names
        self.expressions = expressions
        self.times = [Span(e.start, e.end) for e in expressions if e.type in ("DATE", "TIME")]
        self.marked = Marked(self.text, pack)
        self.sentences = [Span(s.start_char, s.end_char) for s in doc.sents]
        self.starts = [s.start for s in self.sentences]
        self.speakers = Speakers(self.text, self.nodes, names, self.marked.spans, self.starts, pack)
        self.phrases = Phrases(self.speakers, pack)
        self.asides = Asides(self.text, self.nodes, self.speakers, self.times, pack)

    def all(self) -> tuple[Quote, ...]:
        found = [q for node in self.nodes if (q := self._by_cue(node) or self._by_phrase(node)) is not None]
        found = self._without_inner_thoughts(_outermost(found))
        unclaimed = Unclaimed(self.text, self.marked, self.speakers, self.sentences)
        return tuple(sorted(unclaimed.added(found), key=lambda q: (q.content, q.source, q.cue)))

    def _without_inner_thoughts(self, found: Sequence[Quote]) -> list[Quote]:
        """A thought told inside what another says is that other's telling, not a voice."""
        spans = sorted((s, i) for i, q in enumerate(found) for s in q.content)

        def told_inside(index: int, content: Span) -> bool:
            first = bisect.bisect(spans, (Span(content.start - LONGEST, 0), 0))
            last = bisect.bisect(spans, (Span(content.start, 1 << 60), 0))
            return any(s.holds(content) and i != index for s, i in spans[first:last])

        return [
            quote
            for index, quote in enumerate(found)
            if not self._is_thought(quote) or not any(told_inside(index, s) for s in quote.content)
        ]

    def _is_thought(self, quote: Quote) -> bool:
        cue = self.nodes[self._node_at(quote.cue[0].start)]
        return bool(self.cues.get(cue.lemma, {}).get("thought"))

    def _node_at(self, start: int) -> int:
        return max(0, bisect.bisect(self.speakers.node_starts, start) - 1)

    # --- 1. reporting verbs ---

    def _by_cue(self, node: Node) -> Quote | None:
        cue = self.cues.get(self.asides.cue(node) or "")
        if cue is None or self._is_only_possible(node) or self.speakers.relays(node):
            return None
        if "through" in cue and all(c.lemma not in cue["through"] for c in node.having("open_complement")):
            return None
        if self.marked.holds(node.start):
            return self._inside(node)
        told = None if cue.get("thought") else self.asides.as_said(node, cue.get("with", ()))
        if told and node.head and self._may_speak(told):
            return self._quote(self._widened(extent(node.head, node), node), told, self._cue_span(node), node)
        source = self._source(node)
        nobody = source is not None and source.lower in self.pack.words("quotes", "nobody")
        source = None if nobody else source
        follows = source is not None and self._follows(node, source)
        content = self._preceding(node, source) if follows and source else self._content(node, cue, source)
        named = source is not None or nobody or any(s.overlaps(m) for s in content for m in self.marked.near(s))
        if not content or not named:
            return None
        return self._quote(content, source, self._cue_span(node), node)

    def _inside(self, node: Node) -> Quote | None:
        """ "« The bridge held, says Smith. It will hold. »": a cue between the marks is no part of what is said."""
        source = self.asides.speaker(node)
        if source is None or not is_finite(node) or not self.text[: beginning(node)][-3:].rstrip().endswith(","):
            return None
        somebody = self.speakers.is_somebody(source) or self.speakers.is_pronoun(source)
        if not somebody or self.text[self.speakers.phrase(source).end :][:1] not in (",", ".", *CLOSING):
            return None
        said = next(m for m in self.marked.near(Span(node.start, node.end)) if m.start <= node.start < m.end)
        return self._quote((said,), source, self._cue_span(node), node)

    def _is_only_possible(self, node: Node) -> bool:
        """ "The president may announce a withdrawal": nothing is said yet."""
        unsaid = self.pack.words("quotes", "unsaid")
        hangs = node.head is not None and node.role == "open_complement" and not is_finite(node)
        above = node.head.lemma if node.head is not None and hangs else ""
        return above in unsaid or any(c.lemma in unsaid for c in node.having("auxiliary"))

    def _source(self, node: Node) -> Node | None:
        """The subject of the cue, through coordination and relative pronouns, or the agent of a passive.

        After a quotation the subject follows the cue; there the parse often takes a word of the quotation for it.
        """
        if is_passive(node):
            return node.first("agent")
        inverted = self.asides.speaker(node)
        if inverted is not None and (self.speakers.is_pronoun(inverted) or not is_verb(node)):
            return inverted
        for at in governing(node):
            if at is not node and inverted is not None and is_finite(node):
                return inverted
            subject = at.first("subject", *(("agent",) if at is node else ()))
            if subject is None and at is node.head:
                subject = at.first("passive_subject")
            if subject is not None and self._may_speak(subject):
                if inverted is not None and self.asides.outdoes(inverted, subject, node, self._opening(node)):
                    return inverted
                if subject.lower in self.pack.words("quotes", "relatives") and at.base.role == "relative":
                    return at.base.head
                return subject
        return inverted or self._of_participle(node) or self._just_before(node)

    def _of_participle(self, node: Node) -> Node | None:
        """The noun of a participle ("a letter demanding"); behind a comma, the subject of its clause."""
        noun = node.head
        if node.role != "participial" or noun is None:
            return None
        if self.text[: node.start].rstrip().endswith(","):
            above = noun.base.head
            noun = above.first("subject") if above is not None else None
        return noun if noun is not None and self._may_speak(noun) else None

    def _may_speak(self, node: Node) -> bool:
        if node.pos == "PUNCT" or self._is_time(node) or self.speakers.is_deed(node):
            return False
        return not self.marked.holds(node.start)

    def _is_time(self, node: Node) -> bool:
        """Is a noun part of a temporal expression ("announced Thursday")?"""
        i = bisect.bisect(self.times, Span(node.start, 1 << 60)) - 1
        return i >= 0 and self.times[i].start <= node.start < self.times[i].end

    def _just_before(self, node: Node) -> Node | None:
        """The name that ends where the cue with its auxiliaries begins, where the parse gives the cue no subject."""
        begin = beginning(node)
        for name in self.speakers.named(begin - 3, begin):
            if name.type in ("PER", "ORG") and 0 < begin - name.end <= 2 and not self.text[name.end : begin].strip():
                return next((n for n in self.nodes[max(0, node.i - 12) : node.i] if name.start <= n.start), None)
        return None

    def _content(self, node: Node, cue: Mapping[str, Any], source: Node | None) -> tuple[Span, ...]:
        if "names" in cue and (named := self._named_so(node, cue)):
            return self._widened(named, node)
        for child in self._governed(node, cue):
            if child is not source and child.lemma not in self.pack.words("quotes", "unnamed"):
                return self._widened(self._with_reason(child, node, cue), node)
        for child in node.having("oblique", "prepositional_clause", "open_complement"):
            if child is not source and introduced(child) in cue.get("with", ()):
                return self._widened(self._without_preposition(child, node), node)
        for phrase in node.having("oblique", "open_complement"):
            if (clause := self._hung_on(phrase)) is not None:
                return self._widened(extent(clause, node), node)
        if node.head is not None and node.role == "parataxis":
            return self._widened(extent(node.head, node), node)
        return () if is_passive(node) and source is None else self._beside(node)

    def _hung_on(self, phrase: Node) -> Node | None:
        """ "Said in a statement that ...": a clause that the parse hangs on a noun behind the cue."""
        that = self.pack.words("quotes", "that")
        for noun in (phrase, *phrase.having("oblique")):
            for clause in noun.having("relative", "complement"):
                whole = clause.first("subject") is not None and clause.first("object") is not None
                opening = (*clause.having("marker"), *(clause.children[:1] if whole else ()))
                if any(word.lower in that for word in opening):
                    return clause
        return None

    def _governed(self, node: Node, cue: Mapping[str, Any]) -> Iterator[Node]:
        """What a cue governs that may be what is said, the surest first: no phrase on how it is said."""
        yield from node.having("complement")
        that = self.pack.words("quotes", "that")
        yield from (c for c in node.having("other") if any(m.lower in that for m in c.having("marker")))
        if cue.get("infinitive") or cue.get("object"):
            yield from (c for c in node.having("open_complement") if c.prep is None or is_verb(c))
        if cue.get("object"):
            yield from node.having("object", *(("passive_subject",) if is_passive(node) else ()))

    def _with_reason(self, child: Node, node: Node, cue: Mapping[str, Any]) -> tuple[Span, ...]:
        """What a cue governs, without what else its subject says ("said that he won and called it fair"), and with what
        somebody is accused of or praised for."""
        said = extent(child, node, *(c for c in child.having("conjunct") if self._says_too(c)))
        thing = node.first("object")
        others = node.having("oblique", "prepositional_clause", "open_complement")
        reason = next((c for c in others if introduced(c) in cue.get("with", ())), None)
        if not cue.get("object") or thing is None or reason is None or child not in (thing, reason):
            return said
        ends = (*extent(thing, node), *extent(reason, node))
        return (Span(min(s.start for s in ends), max(s.end for s in ends)),) if thing.i < reason.i else said

    def _says_too(self, verb: Node) -> bool:
        """Whether a coordinated verb is a cue of its own, with no subject but that of the first."""
        cue = self.cues.get(verb.lemma)
        return cue is not None and not cue.get("thought") and is_finite(verb) and verb.first("subject") is None

    def _without_preposition(self, child: Node, node: Node) -> tuple[Span, ...]:
        """What a phrase or a clause says behind its preposition."""
        first, *rest = extent(child, node)
        words = sorted((c for c in child.having("case", "marker") if c.start >= first.start), key=lambda c: c.start)
        start = words[0].end if words and words[0].start == first.start else first.start
        return (Span(start, first.end), *rest) if first.end > start else (first, *rest)

    def _named_so(self, node: Node, cue: Mapping[str, Any]) -> tuple[Span, ...]:
        """What something is called: the thing and its name ("called the vote a farce", "described it as a farce")."""
        thing = node.first("object")
        names = [c for c in node.having("attribute", "complement") if c is not thing]
        names += [c for c in node.having("oblique", "prepositional_clause") if introduced(c) in cue["names"]]
        if thing is None or not names or names[0].start < thing.start or thing.feature("Reflex") == "Yes":
            return ()
        ends = (*extent(thing, node), *extent(names[0], node))
        return (Span(min(s.start for s in ends), max(s.end for s in ends)),)

    def _follows(self, node: Node, source: Node) -> bool:
        """Does the cue stand after what is said, and its subject after the cue?"""
        before = self.text[self._opening(node) : beginning(node)].rstrip(" ")
        return source.i > node.i and before.endswith((",", *CLOSING))

    def _opening(self, node: Node) -> int:
        """Where the sentence begins that a cue ends; the parse may have begun a new one with the comma or the cue."""
        begin = beginning(node)
        start = self._sentence(begin).start
        if start and not self.text[start:begin].strip(" ,") and "\n" not in self.text[start - 1 : begin]:
            start = self._sentence(start - 1).start
        return start

    def _preceding(self, node: Node, source: Node) -> tuple[Span, ...]:
        """What stands before such a cue in its sentence, with the whole of a quotation that it ends, or around it."""
        start = self._opening(node)
        said = self.text[start : beginning(node)].rstrip().rstrip(",").rstrip()
        before = (Span(start, start + len(said)),) if said else ()
        end = self._sentence(node.start).end
        behind = self.asides.behind(self.speakers.phrase(source), start, beginning(node), end)
        return self._widened((*before, behind) if behind else before, node) if said else ()

    def _beside(self, node: Node) -> tuple[Span, ...]:
        """The quotations of the cue's sentence, else the one that ends just before it or begins just after."""
        sentence = self._sentence(node.start)
        inside = [m for m in self.marked.near(sentence) if m.overlaps(sentence) and not (m.start <= node.start < m.end)]
        if inside:
            return tuple(inside)
        return tuple(m for m in self.marked.near(sentence) if self._touches(m, sentence))[:1]

    def _touches(self, mark: Span, sentence: Span) -> bool:
        """Does a quotation end just before a sentence, as one that a cue ends does, or begin just after it?"""
        asks = mark.end <= sentence.start and mark.of(self.text).rstrip(_CLOSING).endswith((",", "?", "!", "…"))
        if sentence.of(self.text).rstrip().endswith(".") and not asks:
            return False
        gap = Span(mark.end, sentence.start) if mark.end <= sentence.start else Span(sentence.end, mark.start)
        return 0 <= gap.end - gap.start < 3 and not gap.of(self.text).strip()

    def _widened(self, content: tuple[Span, ...], node: Node) -> tuple[Span, ...]:
        """Quotations that the content touches, taken whole, without the cue's own words."""
        spans = list(content)
        reach = Span(min((s.start for s in spans), default=0), max((s.end for s in spans), default=0))
        for m in self.marked.near(reach):
            if m.start <= node.start < m.end:
                continue
            touched = [s for s in spans if s.overlaps(m)]
            if touched:
                spans = [s for s in spans if s not in touched]
                spans.append(Span(min(m.start, *(s.start for s in touched)), max(m.end, *(s.end for s in touched))))
        return tuple(sorted(spans))

    def _cue_span(self, node: Node) -> Span:
        particle = node.first("particle")
        return Span(node.start, particle.end if particle is not None and 0 <= particle.i - node.i < 3 else node.end)

    # --- 2. phrases ---

    def _by_phrase(self, node: Node) -> Quote | None:
        told = self.phrases.told(node)
        if told is None:
            return None
        content = self._widened(told.content, node)
        return self._quote(content, told.source, told.cue, node, told.article) if content else None

    # --- what an attribution says of its source ---

    def _quote(
        self, content: tuple[Span, ...], source: Node | None, cue: Span, node: Node, article: int | None = None
    ) -> Quote | None:
        phrase = self.speakers.phrase(source, article) if source is not None else None
        told = Span(min(cue.start, beginning(node)), cue.end) if is_verb(node) else cue
        pieces = (piece for c in content for piece in self._without_cue(c, told, phrase))
        content = tuple(s for s in (stripped(self.text, c) for c in pieces) if self._says(s))
        if not content:
            return None
        if phrase is not None and any(phrase.overlaps(s) for s in content):
            content = tuple(s for s in content if not phrase.overlaps(s)) or content
        quote = Quote(
            content=content,
            source=(phrase,) if phrase else (),
            cue=(cue,),
            mode=self._mode(content),
            time=self._time(node, content),
        )
        return self.speakers.told(quote, source, node) if source is not None else quote

    def _without_cue(self, span: Span, cue: Span, source: Span | None) -> tuple[Span, ...]:
        """A content without the cue that is put into it ("In short, he said, it is over")."""
        if not span.holds(cue):
            return (span,)
        start, end = cue.start, cue.end
        if (
            source is not None
            and span.holds(source)
            and abs(source.start - end) + abs(source.end - start) < LONGEST_ASIDE
        ):
            start, end = min(start, source.start), max(end, source.end)
        left = self.text[span.start : start].rstrip(" ,\u00a0")
        right = self.text[end : span.end].lstrip(" ,.\u00a0")
        return (Span(span.start, span.start + len(left)), Span(span.end - len(right), span.end))

    def _says(self, span: Span) -> bool:
        """Whether a span holds more than function words, marks and a date."""
        first = self._node_at(span.start)
        inside = (n for n in self.nodes[first : first + 60] if span.start <= n.start < span.end)
        return any(n.pos in _CONTENT_WORDS and not self._is_time(n) for n in inside)

    def _mode(self, content: Iterable[Span]) -> QuoteMode:
        spans = list(content)
        if all(any(m.start <= s.start + 1 and s.end <= m.end + 2 for m in self.marked.near(s)) for s in spans):
            return "direct"
        return "mixed" if any(s.overlaps(m) for s in spans for m in self.marked.near(s)) else "indirect"

    def _time(self, node: Node, content: Sequence[Span]) -> int | None:
        """When it was said: the expression in its sentence that stands in no content, nor in what is told beside."""
        sentence = self._sentence(node.start)
        first = bisect.bisect_left(self.expressions, sentence.start, key=lambda e: e.start)
        for i, e in enumerate(self.expressions[first : first + MOST_TIMES], start=first):
            span = Span(e.start, e.end)
            if e.type in ("DATE", "TIME") and e.role == "at" and sentence.holds(span):
                near = abs(e.start - node.end) < 60 and not any(s.overlaps(span) for s in content)
                if near and not is_apart(self.nodes[self._node_at(e.start)], node):
                    return i
        return None

    def _sentence(self, offset: int) -> Span:
        return self.sentences[max(0, bisect.bisect(self.starts, offset) - 1)]


def _outermost(quotes: Iterable[Quote]) -> list[Quote]:
    """One attribution for a content: of two with the same first span, the one with a source and more content."""
    kept: dict[Span, Quote] = {}
    for q in quotes:
        key = q.content[0]
        other = kept.get(key)
        if other is None or (bool(q.source), len(q.content)) > (bool(other.source), len(other.content)):
            kept[key] = q
    return list(kept.values())
