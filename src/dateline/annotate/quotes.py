"""Attributions: who (source) says (cue) what (content), direct, indirect and mixed.

1. A reporting verb or noun of the pack with its subject; its content is the clause that it governs, the clause that it
   is put into ("..., he said, ..."), or the quotation beside it. A quotation that the content touches belongs to it
   whole, and so do those that follow in the paragraph without a voice of their own.
2. A phrase of the pack ("according to X") with the rest of its clause.
3. A quotation that nobody claims: its source is left open.

The source is the noun phrase that says it; `speakers` tells whom it means.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from ..model import Name, Quote, QuoteMode, Span, TimeExpression
from ..pack import Pack
from .marks import quotations
from .parse import stripped
from .speakers import Speakers
from .syntax import Node, is_verb, noun_phrase, tree

FEWEST_WORDS = 5
"""Of a quotation that nobody claims, to be a quote: fewer are a term or a title."""
MOST_TIMES = 20
"""Temporal expressions of a sentence that are looked at."""
BEFORE_CUE = 40
"""Code points before a cue in which the end of what is said is looked for."""


def find(doc: Doc, pack: Pack, names: Sequence[Name], expressions: Sequence[TimeExpression]) -> tuple[Quote, ...]:
    """The attributions of a document, sorted by content, with at most one for the same content and source."""
    return _Voices(doc, pack, names, expressions).all()


class _Voices:
    """Finds the attributions of one document; holds its tree, its quotations and the data of its pack."""

    def __init__(self, doc: Doc, pack: Pack, names: Sequence[Name], expressions: Sequence[TimeExpression]) -> None:
        self.text = doc.text
        self.nodes = tree(doc, pack)
        self.cues = pack.table("quotes").get("cues", {})
        self.pack = pack
        self.names = names
        self.expressions = expressions
        self.marked = quotations(doc.text, pack)
        self.sentences = [Span(s.start_char, s.end_char) for s in doc.sents]
        self.starts = [s.start for s in self.sentences]
        self.speakers = Speakers(doc.text, self.nodes, names, self.marked, self.starts, pack)

    def all(self) -> tuple[Quote, ...]:
        found: list[Quote] = []
        for node in self.nodes:
            quote = self._by_cue(node) or self._by_phrase(node)
            if quote is not None:
                found.append(quote)
        found = _outermost(found)
        spoken = sorted((s.end, s.start, i) for i, q in enumerate(found) for s in q.content)
        for span in self.marked:
            at = bisect.bisect(spoken, (span.start, span.start, len(found)))
            claimed = any(start < span.end for _, start, _ in spoken[at : at + 3])
            if not claimed and self._is_speech(span):
                found.append(self._follow_up(span, [found[i] for _, _, i in spoken[max(0, at - 3) : at]]))
        return tuple(sorted(found, key=lambda q: (q.content, q.source, q.cue)))

    # --- 1. reporting verbs ---

    def _by_cue(self, node: Node) -> Quote | None:
        cue = self.cues.get(node.lemma)
        if cue is None or not is_verb(node) or self._inside_quotation(node):
            return None
        source = self._source(node)
        content = self._preceding(node) if self._follows(node, source) else self._content(node, cue, source)
        if not content or (source is None and not any(s.overlaps(m) for s in content for m in self._marked_near(s))):
            return None
        return self._quote(content, source, self._cue_span(node), node)

    def _source(self, node: Node) -> Node | None:
        """The subject of the cue, through coordination and relative pronouns, or the agent of a passive.

        After a quotation the subject follows the cue; there the parse often takes a word of the quotation for it.
        """
        inverted = self._inverted(node)
        if inverted is not None and self.speakers.is_pronoun(inverted):
            return inverted
        for at in _governing(node):
            if at is not node and inverted is not None and _is_finite(node):
                return inverted
            subject = at.first("subject") or (at.first("agent") if at is node else None)
            if subject is not None and not self._inside_quotation(subject) and subject.pos != "PUNCT":
                if subject.lower in self.pack.words("quotes", "relatives") and at.role == "relative":
                    return at.head
                return subject
        return inverted or self._just_before(node)

    def _just_before(self, node: Node) -> Node | None:
        """The name that ends where the cue with its auxiliaries begins, where the parse gives the cue no subject."""
        begin = _begin(node)
        for name in self.speakers.named(begin - 3, begin):
            if name.type in ("PER", "ORG") and 0 < begin - name.end <= 2 and not self.text[name.end : begin].strip():
                return next((n for n in self.nodes[max(0, node.i - 12) : node.i] if name.start <= n.start), None)
        return None

    def _inverted(self, node: Node) -> Node | None:
        """Who speaks after a quotation or a comma: "..., said Smith", "..., dit-il", "..., a-t-il dit"."""
        before = [n for n in self.nodes[max(0, node.i - 3) : node.i] if n.role != "punctuation"]
        for near in (*before, *self.nodes[node.i + 1 : node.i + 3]):
            if near.lower.startswith("-") and self.speakers.is_pronoun(near):
                return near
        begin = _begin(node)
        if not self.text[max(0, begin - BEFORE_CUE) : begin].rstrip().endswith((",", "»", "”", '"', "''", "!", "?")):
            return None
        for after in self.nodes[node.i + 1 : node.i + 12]:
            if after.role == "punctuation":
                return None
            if after.prep is None and after.pos in ("NOUN", "PROPN"):
                return after
        return None

    def _inside_quotation(self, node: Node) -> bool:
        i = bisect.bisect(self.marked, Span(node.start, 1 << 60)) - 1
        return i >= 0 and self.marked[i].start <= node.start < self.marked[i].end

    def _content(self, node: Node, cue: dict[str, object], source: Node | None) -> tuple[Span, ...]:
        kinds = ("complement", "open_complement") if cue.get("infinitive") else ("complement",)
        for child in node.having(*kinds, *(("object",) if cue.get("object") else ())):
            if child is not source:
                return self._widened(_extent(child, node), node)
        for child in node.having("oblique"):
            # "said in a statement that ...": the parse hangs the clause on the statement.
            for clause in child.having("relative", "complement"):
                if any(m.lower in self.pack.words("quotes", "that") for m in clause.having("marker")):
                    return self._widened(_extent(clause, node), node)
        if node.head is not None and node.role == "parataxis":
            return self._widened(_extent(node.head, node), node)
        return self._beside(node)

    def _follows(self, node: Node, source: Node | None) -> bool:
        """Does the cue stand after what is said, and its subject after the cue?"""
        before = self.text[self._opening(node) : _begin(node)].rstrip(" ")
        return source is not None and source.i > node.i and before.endswith((",", "»", "”", '"', "''"))

    def _opening(self, node: Node) -> int:
        """Where the sentence begins that a cue ends; the parse may have begun a new one with the comma or the cue."""
        begin = _begin(node)
        start = self._sentence(begin).start
        if start and not self.text[start:begin].strip(" ,") and "\n" not in self.text[start - 1 : begin]:
            start = self._sentence(start - 1).start
        return start

    def _preceding(self, node: Node) -> tuple[Span, ...]:
        """What stands before such a cue in its sentence, with the whole of a quotation that it ends."""
        start = self._opening(node)
        said = self.text[start : _begin(node)].rstrip().rstrip(",").rstrip()
        return self._widened((Span(start, start + len(said)),), node) if said else ()

    def _beside(self, node: Node) -> tuple[Span, ...]:
        """The quotations of the cue's sentence, else the one that ends just before it or begins just after."""
        sentence = self._sentence(node.start)
        inside = [
            m for m in self._marked_near(sentence) if m.overlaps(sentence) and not (m.start <= node.start < m.end)
        ]
        if inside:
            return tuple(inside)
        return tuple(m for m in self._marked_near(sentence) if self._touches(m, sentence))[:1]

    def _touches(self, mark: Span, sentence: Span) -> bool:
        """Does a quotation end just before a sentence that no full stop ends, or begin just after it?"""
        if sentence.of(self.text).rstrip().endswith("."):
            return False
        gap = Span(mark.end, sentence.start) if mark.end <= sentence.start else Span(sentence.end, mark.start)
        return 0 <= gap.end - gap.start < 3 and not gap.of(self.text).strip()

    def _marked_near(self, span: Span) -> Sequence[Span]:
        """The quotations that touch a span, and the one before and after it."""
        first = max(0, bisect.bisect(self.marked, span) - 2)
        last = bisect.bisect(self.marked, Span(span.end, span.end))
        return self.marked[first : last + 1]

    def _widened(self, content: tuple[Span, ...], node: Node) -> tuple[Span, ...]:
        """Quotations that the content touches, taken whole, without the cue's own words."""
        spans = list(content)
        reach = Span(min((s.start for s in spans), default=0), max((s.end for s in spans), default=0))
        for m in self._marked_near(reach):
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
        """ "According to X" and its like: the rest of the clause is what X says."""
        if node.prep is None or node.head is None:
            return None
        sure = node.prep in self.pack.words("quotes", "according")
        opening = node.prep in self.pack.words("quotes", "according_opening") and self._opens_sentence(node)
        if node.lower in self.pack.words("quotes", "not_sources"):
            return None
        if not (sure or (opening and self._person_or_body(node))):
            return None
        cases = [c for c in node.children if c.role == "case"]
        cue = Span(min(c.start for c in cases), max(c.end for c in cases))
        clause = node.head
        while clause.role in ("object", "oblique", "modifier", "attribute", "subject") and clause.head is not None:
            clause = clause.head
        content = self._widened(_extent(clause, node), node)
        return self._quote(content, node, cue, node) if content else None

    def _opens_sentence(self, node: Node) -> bool:
        cases = [c.start for c in node.children if c.role == "case"]
        return bool(cases) and not self.text[self._sentence(node.start).start : min(cases)].strip(' \n–—-«»“”"')

    def _person_or_body(self, node: Node) -> bool:
        phrase = noun_phrase(node)
        near = self.speakers.named(phrase.start, phrase.end)
        return any(n.type in ("PER", "ORG") and phrase.holds(Span(n.start, n.end)) for n in near)

    # --- 3. what nobody claims ---

    def _follow_up(self, span: Span, found: Sequence[Quote]) -> Quote:
        """A quotation without a voice in its sentence: the voice that spoke last in its paragraph, else none."""
        before = [q for q in found if q.content[-1].end <= span.start and q.source]
        last = max(before, key=lambda q: q.content[-1].end, default=None)
        if last is not None and "\n\n" not in self.text[last.content[-1].end : span.start]:
            return replace(last, content=(span,), mode="direct")
        return Quote((span,), (), (), "direct")

    def _is_speech(self, span: Span) -> bool:
        """A quotation that is said by somebody, not a term between marks: long, or a sentence of its own."""
        words = len(span.of(self.text).split())
        alone = self.text[: span.start].rstrip(" –—-").endswith("\n") or span.start in self.starts
        return words >= FEWEST_WORDS * 2 or (alone and words >= FEWEST_WORDS)

    # --- what an attribution says of its source ---

    def _quote(self, content: tuple[Span, ...], source: Node | None, cue: Span, node: Node) -> Quote | None:
        content = tuple(s for s in (stripped(self.text, c) for c in content) if s.end - s.start > 1)
        if not content:
            return None
        phrase = self.speakers.phrase(source) if source is not None else None
        if phrase is not None and any(phrase.overlaps(s) for s in content):
            content = tuple(s for s in content if not phrase.overlaps(s)) or content
        quote = Quote(
            content=content,
            source=(phrase,) if phrase else (),
            cue=(cue,),
            mode=self._mode(content),
            time=self._time(node, content),
        )
        return self.speakers.told(quote, source) if source is not None else quote

    def _mode(self, content: Iterable[Span]) -> QuoteMode:
        spans = list(content)
        if all(any(m.start <= s.start + 1 and s.end <= m.end + 2 for m in self._marked_near(s)) for s in spans):
            return "direct"
        return "mixed" if any(s.overlaps(m) for s in spans for m in self._marked_near(s)) else "indirect"

    def _time(self, node: Node, content: Sequence[Span]) -> int | None:
        """The expression in the cue's sentence that stands in no content: when it was said."""
        sentence = self._sentence(node.start)
        first = bisect.bisect_left(self.expressions, sentence.start, key=lambda e: e.start)
        for i, e in enumerate(self.expressions[first : first + MOST_TIMES], start=first):
            span = Span(e.start, e.end)
            if e.type in ("DATE", "TIME") and e.role == "at" and sentence.holds(span):
                near = abs(e.start - node.end) < 60 and not any(s.overlaps(span) for s in content)
                if near:
                    return i
        return None

    def _sentence(self, offset: int) -> Span:
        return self.sentences[max(0, bisect.bisect(self.starts, offset) - 1)]


def _begin(node: Node) -> int:
    """Where a verb begins with its auxiliaries."""
    return min((n.start for n in node.having("auxiliary", "passive_auxiliary")), default=node.start)


def _is_finite(node: Node) -> bool:
    return node.feature("VerbForm") == "Fin" or node.first("auxiliary") is not None


def _governing(node: Node) -> Iterable[Node]:
    """The cue, then the verbs whose subject it shares: its first conjunct, what a participle hangs on."""
    yield node
    for _ in range(4):
        if node.head is None or node.role not in ("conjunct", "open_complement", "adverbial"):
            return
        node = node.head
        yield node


def _extent(node: Node, without: Node) -> tuple[Span, ...]:
    """The text that a node governs, from its first to its last word, cut around what `without` governs."""
    inside: list[Node] = []
    stack = [node]
    while stack:
        at = stack.pop()
        if at is without:
            continue
        inside.append(at)
        stack += at.children
    words = sorted((n for n in inside if n.role != "punctuation"), key=lambda n: n.i)
    runs: list[list[Node]] = []
    low, high = _reach(without)
    for word in words:
        if runs and not runs[-1][-1].i < low <= high < word.i and word.i - runs[-1][-1].i < 40:
            runs[-1].append(word)
        else:
            runs.append([word])
    return tuple(Span(run[0].start, run[-1].end) for run in runs)


def _reach(node: Node) -> tuple[int, int]:
    low, high = node.i, node.i
    stack = [*node.having("subject", "auxiliary", "case")]
    while stack:
        at = stack.pop()
        low, high = min(low, at.i), max(high, at.i)
        stack += at.children
    return low, high


def _outermost(quotes: Iterable[Quote]) -> list[Quote]:
    """One attribution for a content: of two with the same first span, the one with a source and more content."""
    kept: dict[Span, Quote] = {}
    for q in quotes:
        key = q.content[0]
        other = kept.get(key)
        if other is None or (bool(q.source), len(q.content)) > (bool(other.source), len(other.content)):
            kept[key] = q
    return list(kept.values())
