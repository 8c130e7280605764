"""What is said: the words that a reporting verb governs, that it is put into, or that stand beside it.

1. The clause or the thing that it governs, with what belongs to that; a quotation that it touches, whole.
2. What stands before a cue that ends its sentence.
3. Where the cue only points at what was said, the sentence before it.
4. The quotations of its sentence, or the one that touches it.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..model import Span
from ..pack import Pack
from .asides import Asides
from .clauses import beginning, extent, introduced, is_finite, is_passive
from .marks import CLOSING, PARAGRAPH, Marked, is_title
from .speakers import Speakers
from .syntax import Node, is_verb

_CLOSING = "".join(CLOSING) + "' \u00a0"
_DOUBTED = ("denied", "possible")
"""What an act becomes by words that say that it was not, or reject that: who says them says nothing of it himself."""


class Contents:
    """Finds what is said by the cues of one document."""

    def __init__(
        self, text: str, marked: Marked, sentences: Sequence[Span], speakers: Speakers, asides: Asides, pack: Pack
    ) -> None:
        self.text, self.marked, self.pack = text, marked, pack
        self.speakers, self.asides = speakers, asides
        self.cues = pack.table("quotes").get("cues", {})
        self.sentences = sentences
        self.starts = [s.start for s in sentences]

    def sentence(self, offset: int) -> Span:
        """The sentence that holds an offset."""
        return self.sentences[max(0, bisect.bisect(self.starts, offset) - 1)]

    def of(self, node: Node, cue: Mapping[str, Any], source: Node | None) -> tuple[Span, ...]:
        """What a cue (with its entry of the pack) reports of its source; empty where it reports nothing."""
        if "names" in cue and (named := self._named_so(node, cue)):
            return self.widened(named, node)
        doubts = self.pack.table("status").get("governors", {}).get(node.lemma, {}).get("status") in _DOUBTED
        if not cue.get("thought") and not doubts and "with" not in cue and self._points_back(node, source):
            return self._sentence_before(node)
        for child in self._governed(node, cue):
            unnamed = child.lemma in self.pack.words("quotes", "unnamed") and child.first("subject") is None
            if unnamed and (doubts or not is_verb(child) or self._negates(node) or self._negates(child)):
                return ()  # "asked not to be named", but "asked the firm to confirm the sale"
            if child is not source and not self._is_parted(child, node):
                return self.widened(self._with_reason(child, node, cue), node)
        for child in node.having("oblique", "prepositional_clause", "open_complement"):
            if child is not source and introduced(child) in cue.get("with", ()):
                return self.widened(self._without_preposition(child, node), node)
        for phrase in node.having("oblique", "open_complement"):
            if (clause := self._hung_on(phrase, infinitive=bool(cue.get("infinitive")))) is not None:
                return self.widened(extent(clause, node), node)
        if node.head is not None and node.role == "parataxis" and not self._is_parted(node.head, node):
            return self.widened(extent(node.head, node), node)
        bare = is_passive(node) and (source is None or node.role == "participial")
        return () if bare else self._beside(node)

    def _negates(self, verb: Node) -> bool:
        """Whether a word that can negate stands beside a verb."""
        negating = frozenset().union(*(self.pack.words("status", key) for key in ("negators", "negative_particles")))
        return any(c.role == "negation" or c.lower in negating for c in verb.children)

    def _points_back(self, node: Node, source: Node | None) -> bool:
        """Whether what is said stands in the sentence before ("This was confirmed by the ministry.")."""
        pointing = self.pack.words("syntax", "pointing")
        told = [c for c in node.having("object", "passive_subject") if c is not source]
        points = bool(told) and all(c.lower in pointing for c in told)
        return points and node.role == "root" and node.first("complement") is None

    def _sentence_before(self, node: Node) -> tuple[Span, ...]:
        """The sentence before that of the cue, in its paragraph."""
        sentence = self.sentence(node.start)
        before = self.sentence(max(sentence.start - 1, 0))
        parted = before == sentence or PARAGRAPH.search(self.text, before.start, sentence.start)
        return () if parted else (before,)

    def _is_parted(self, clause: Node, node: Node) -> bool:
        """Whether a semicolon stands between a clause and the cue: it is told for itself."""
        first, last = (clause, node) if clause.start < node.start else (node, clause)
        return ";" in self.text[first.end : beginning(last)]

    def _hung_on(self, phrase: Node, *, infinitive: bool) -> Node | None:
        """ "Said in a statement that ...": a clause that the parse hangs on a noun behind the cue; of a cue that has an
        infinitive, also a perfect one ("affirme au contraire l'avoir prévenu")."""
        that = self.pack.words("quotes", "that")
        for clause in phrase.having("participial") if infinitive else ():
            if any(c.feature("VerbForm") == "Inf" for c in clause.having("auxiliary")):
                return clause
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

    def follows(self, node: Node, source: Node) -> bool:
        """Does the cue stand after what is said, and its subject after the cue, or its auxiliary ("a-t-il dit")?"""
        before = self.text[self.opening(node) : beginning(node)].rstrip(" ")
        return source.start > beginning(node) and before.endswith((",", *CLOSING))

    def opening(self, node: Node) -> int:
        """Where the sentence begins that a cue ends; the parse may have begun a new one with the comma or the cue."""
        begin = beginning(node)
        start = self.sentence(begin).start
        if start and not self.text[start:begin].strip(" ,") and "\n" not in self.text[start - 1 : begin]:
            start = self.sentence(start - 1).start
        return start

    def before(self, node: Node, source: Node) -> tuple[Span, ...]:
        """What stands before such a cue in its sentence, with the whole of a quotation that it ends, or around it."""
        start = self._opened_by_colon(node, self.opening(node))
        said = self.text[start : beginning(node)].rstrip().rstrip(",").rstrip()
        before = (Span(start, start + len(said)),) if said else ()
        end = self.sentence(node.start).end
        behind = self.asides.behind(self.speakers.phrase(source), start, beginning(node), end)
        return self.widened((*before, behind) if behind else before, node) if said else ()

    def _opened_by_colon(self, node: Node, start: int) -> int:
        """Where the words begin that a cue ends, in marks or not, where a colon opens them; else where the sentence
        does."""
        begin = beginning(node)
        marks = sorted(m.start for m in self.marked.near(Span(start, begin)) if start < m.start and m.end <= begin)
        if not marks:
            colon = self.text.rfind(": ", start, begin)
            return start if colon < 0 else colon + 2
        return next((at for at in marks if self.text[start:at].rstrip().endswith(":")), start)

    def _beside(self, node: Node) -> tuple[Span, ...]:
        """The quotations of the cue's sentence, else the one that ends just before it or begins just after."""
        sentence = self.sentence(node.start)
        inside = [m for m in self.marked.near(sentence) if m.overlaps(sentence) and not (m.start <= node.start < m.end)]
        if node.role == "conjunct":  # "condemned it as “political” and recalled its envoy"
            told, inside = inside, [m for m in inside if not node.base.start < m.start < node.start]
            if told and not inside:
                return ()
        if inside:
            first = min(m.end for m in inside)
            return tuple(m for m in inside if not (first <= node.start < m.start and is_title(self.text, node.end, m)))
        return tuple(m for m in self.marked.near(sentence) if self._touches(m, sentence))[:1]

    def _touches(self, mark: Span, sentence: Span) -> bool:
        """Does a quotation end just before a sentence, as one that a cue ends does, or begin just after it?"""
        asks = mark.end <= sentence.start and mark.of(self.text).rstrip(_CLOSING).endswith((",", "?", "!", "…"))
        if sentence.of(self.text).rstrip().endswith(".") and not asks:
            return False
        gap = Span(mark.end, sentence.start) if mark.end <= sentence.start else Span(sentence.end, mark.start)
        return 0 <= gap.end - gap.start < 3 and not gap.of(self.text).strip()

    def widened(self, content: tuple[Span, ...], node: Node) -> tuple[Span, ...]:
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

    def between_semicolons(self, content: Iterable[Span], cue: Span) -> tuple[Span, ...]:
        """Of what a phrase is said of, the part between semicolons in which it stands."""
        sentence = self.sentence(cue.start)
        first = self.text.rfind(";", sentence.start, cue.start) + 1
        last = self.text.find(";", cue.end, sentence.end)
        first, last = max(first, sentence.start), last if last >= 0 else max(sentence.end, cue.end)
        cut = (Span(max(s.start, first), min(s.end, last)) for s in content)
        kept = tuple(s for s in cut if s.start < s.end)
        # The parse may have tied it to the clause behind the semicolon.
        before = Span(first, first + len(self.text[first : cue.start].rstrip(" ,")))
        return kept or ((before,) if before.of(self.text).strip() else ())
