"""Attributions: who (source) says (cue) what (content), direct, indirect and mixed.

1. A reporting verb or noun of the pack with its subject; its content is the clause that it governs, the clause that it
   is put into ("..., he said, ..."), or the quotation beside it. A quotation that the content touches belongs to it
   whole, and so do those that follow in the paragraph without a voice of their own.
2. A phrase of the pack ("according to X") with the rest of its clause.
3. A turn of an interview, behind the name of who speaks and a colon (`dialogue`).
4. A quotation that nobody claims goes on with the voice before it, is signed, or is left open (`unclaimed`).

The source is the noun phrase that says it; `speakers` tells whom it means.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from ..model import Name, Quote, QuoteMode, Span, TimeExpression
from ..pack import Pack
from .asides import Asides
from .clauses import beginning, extent, governing, is_apart, is_finite, is_passive, is_standard
from .contents import Contents
from .dialogue import turns
from .marks import CLOSING, LONGEST, PARAGRAPH, Marked
from .parse import stripped, text_of
from .phrases import Phrases
from .speakers import Speakers
from .syntax import Node, is_verb
from .trees import tree
from .unclaimed import Unclaimed

MOST_TIMES = 20
"""Temporal expressions of a sentence that are looked at."""
_CONTENT_WORDS = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "INTJ"})
_MARKS = " „" + "".join(CLOSING)
LONGEST_ASIDE = 120
"""Code points over which a cue and its source, put into what is said, are told."""


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
        self.contents = Contents(self.text, self.marked, self.sentences, self.speakers, self.asides, pack)

    def all(self) -> tuple[Quote, ...]:
        told = (self._by_cue(node) or self._by_phrase(node) for node in self.nodes)
        found = [q for quote in told if quote is not None and (q := self._without_own_name(quote)).content]
        found = self._without_inner_thoughts(_without_parts(_outermost(found)))
        found += [*self._reported(found), *turns(self.text, self.names)]
        unclaimed = Unclaimed(self.text, self.marked, self.speakers, self.sentences)
        return tuple(sorted(unclaimed.added(found), key=lambda q: (q.content, q.source, q.cue)))

    def _without_own_name(self, quote: Quote) -> Quote:
        """The quote without the name of its source, which stands in marks as well ("revealed by the “News”")."""
        named = {span.of(self.text).strip(_MARKS) for span in quote.source}
        return replace(quote, content=tuple(c for c in quote.content if c.of(self.text).strip(_MARKS) not in named))

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

    def _reported(self, found: Sequence[Quote]) -> list[Quote]:
        """Sentences in the mood of reported speech that go on with the voice of the sentence before, in a language that
        has such a mood ("Die Wahl sei gefälscht worden. Man habe Stimmen gekauft.")."""
        mood: str = self.pack.table("quotes").get("mood_of_speech", "")
        held: dict[int, Quote] = {}
        for quote in found if mood else ():
            for span in (*quote.content, *quote.cue):
                held.update(dict.fromkeys(range(self._number(span.start), self._number(span.end - 1) + 1), quote))
        out = []
        for n in range(1, len(self.sentences)) if mood else ():
            last, sentence = held.get(n - 1), self.sentences[n]
            if n in held or last is None or not last.source or not self._is_in(sentence, mood):
                continue
            if not PARAGRAPH.search(self.text, self.sentences[n - 1].start, sentence.start):
                content = stripped(self.text, sentence)
                held[n] = replace(last, content=(content,), mode=self._mode((content,)), time=None)
                out.append(held[n])
        return out

    def _number(self, offset: int) -> int:
        """Of the sentence that holds an offset."""
        return max(0, bisect.bisect(self.starts, offset) - 1)

    def _is_in(self, sentence: Span, mood: str) -> bool:
        """Whether the main verb of a sentence, or its helper, stands in this mood."""
        first, last = (bisect.bisect_left(self.speakers.node_starts, at) for at in (sentence.start, sentence.end))
        root = next((n for n in self.nodes[first:last] if n.role == "root"), None)
        verbs = (root, *root.having("auxiliary", "passive_auxiliary", "copula")) if root is not None else ()
        return any(n.feature("Mood") == mood for n in verbs)

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
        if "reflexive" in cue and cue["reflexive"] != node.is_reflexive:
            return None
        if self.phrases.is_unsaid(node, cue):
            return None
        if is_standard(node, self.pack.words("syntax", "standards")):
            return None
        if "through" in cue and all(c.lemma not in cue["through"] for c in node.having("open_complement")):
            return None
        if self.marked.holds(node.start):
            return self._inside(node)
        told = None if cue.get("thought") else self.asides.as_said(node, cue.get("with", ()))
        if told and node.head and self._may_speak(told):
            return self._quote(
                self.contents.widened(extent(node.head.base, node), node), told, self._cue_span(node), node
            )
        source = self._impersonal(node) if "impersonal" in cue else self._source(node)
        if source is None and "impersonal" in cue:
            return None
        nobody = source is not None and source.lower in self.pack.words("quotes", "nobody")
        source = None if nobody else source
        below = node.role == "participial" and is_passive(node)  # "a report, written by Smith, said"
        follows = source is not None and not below and self.contents.follows(node, source)
        content = self.contents.before(node, source) if follows and source else self.contents.of(node, cue, source)
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
        for at in self._governing(node):
            if at is not node and inverted is not None and is_finite(node):
                return inverted
            subject = at.first("subject", *(("agent",) if at is node else ()))
            if subject is None and at is node.head:
                subject = at.first("passive_subject")
            if subject is not None and self._may_speak(subject):
                if inverted is not None and self.asides.outdoes(inverted, subject, node, self.contents.opening(node)):
                    return inverted
                if subject.lower in self.pack.words("quotes", "relatives") and at.base.role == "relative":
                    return at.base.head
                return subject
        return inverted or self._of_participle(node) or self._just_before(node)

    def _impersonal(self, node: Node) -> Node | None:
        """Where it is said, of a cue that has no other subject ("hieß es aus dem Ministerium")."""
        subject, where = node.first("subject"), self.pack.words("quotes", "impersonal")
        if subject is None or subject.lower not in self.pack.words("quotes", "it"):
            return None
        return next((o for o in node.having("oblique") if o.prep in where and not self._is_time(o)), None)

    def _governing(self, node: Node) -> Iterator[Node]:
        """The cue, then the verbs whose subject it shares. Behind a quotation the parse may have tied it to a verb of
        that: then the verb that governs what is quoted ("the report said it “could fail” and urged ...")."""
        for at in governing(node):
            if at is node or not self.marked.holds(at.start):
                yield at
                continue
            above: Node | None = at
            while above is not None and (self.marked.holds(above.start) or not is_verb(above)):
                above = above.head
            yield from governing(above) if above is not None else ()
            return

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

    def _cue_span(self, node: Node) -> Span:
        particle = node.first("particle")
        return Span(node.start, particle.end if particle is not None and 0 <= particle.i - node.i < 3 else node.end)

    # --- 2. phrases ---

    def _by_phrase(self, node: Node) -> Quote | None:
        told = self.phrases.told(node)
        if told is None or self._says_where(node):
            return None
        content = self.contents.widened(self.contents.between_semicolons(told.content, told.cue), node)
        content = tuple(self._behind_speech(span) for span in content)
        return self._quote(content, told.source, told.cue, node, told.article) if content else None

    def _says_where(self, node: Node) -> bool:
        """Whether a phrase is what an impersonal cue beside it takes for the source ("hieß es in einer Mitteilung")."""
        cue = node.head
        return cue is not None and "impersonal" in self.cues.get(cue.lemma, {}) and self._impersonal(cue) is node

    def _behind_speech(self, span: Span) -> Span:
        """What a phrase is said of without the speech of another before it ("“It is over,” Berg told a crowd of 3,000,
        according to police")."""
        for m in self.marked.near(span):
            said = m.of(self.text).rstrip("".join(CLOSING))
            ends = said.endswith((",", "!", "?")) or self.text[m.end : m.end + 1] == ","
            if m.start == span.start and m.end < span.end and ends:
                rest = self.text[m.end : span.end]
                return Span(span.end - len(rest.lstrip(" ,\u00a0")), span.end)
        return span

    # --- what an attribution says of its source ---

    def _quote(
        self, content: tuple[Span, ...], source: Node | None, cue: Span, node: Node, article: int | None = None
    ) -> Quote | None:
        phrase = self.speakers.phrase(source, article) if source is not None else None
        if phrase is not None and source is not None and phrase.start <= cue.start < cue.end <= source.start:
            phrase = stripped(self.text, Span(cue.end, phrase.end))  # a cue that the parse takes for its adjective
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
        return self.speakers.told(quote, source, node) if source is not None else self.speakers.unsaid(quote, node)

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
        """Whether a span holds more than pronouns, function words, marks and a date."""
        first = self._node_at(span.start)
        inside = (n for n in self.nodes[first : first + 60] if span.start <= n.start < span.end)
        told = {n.pos for n in inside if not self._is_time(n)}
        return not told.isdisjoint(_CONTENT_WORDS) or {"PRON", "AUX"} <= told  # "It is over"

    def _mode(self, content: Iterable[Span]) -> QuoteMode:
        spans = list(content)
        if all(any(m.start <= s.start + 1 and s.end <= m.end + 2 for m in self.marked.near(s)) for s in spans):
            return "direct"
        return "mixed" if any(s.overlaps(m) for s in spans for m in self.marked.near(s)) else "indirect"

    def _time(self, node: Node, content: Sequence[Span]) -> int | None:
        """When it was said: the expression in its sentence that stands in no content, nor in what is told beside."""
        sentence = self.contents.sentence(node.start)
        first = bisect.bisect_left(self.expressions, sentence.start, key=lambda e: e.start)
        for i, e in enumerate(self.expressions[first : first + MOST_TIMES], start=first):
            span = Span(e.start, e.end)
            if e.type in ("DATE", "TIME") and e.role == "at" and sentence.holds(span):
                near = abs(e.start - node.end) < 60 and not any(s.overlaps(span) for s in content)
                if near and not is_apart(self.nodes[self._node_at(e.start)], node):
                    return i
        return None


def _outermost(quotes: Iterable[Quote]) -> list[Quote]:
    """One attribution for a content: of two with the same first span, the one with a source and more content."""
    kept: dict[Span, Quote] = {}
    for q in quotes:
        key = q.content[0]
        other = kept.get(key)
        if other is None or (bool(q.source), len(q.content)) > (bool(other.source), len(other.content)):
            kept[key] = q
    return list(kept.values())


def _without_parts(quotes: Sequence[Quote]) -> list[Quote]:
    """Without those whose words are a part of what another cue reports, which stands beside them both."""
    whole = sorted((s, i) for i, q in enumerate(quotes) for s in q.content)

    def is_part(index: int, quote: Quote) -> bool:
        span = quote.content[0]
        first = bisect.bisect(whole, (Span(span.start - LONGEST, 0), 0))
        last = bisect.bisect(whole, (Span(span.start, 1 << 60), 0))
        return any(
            i != index and s.holds(span) and s != span and not s.holds(quote.cue[0]) and quotes[i].source
            for s, i in whole[first:last]
        )

    return [q for n, q in enumerate(quotes) if len(q.content) > 1 or not q.cue or not is_part(n, q)]
