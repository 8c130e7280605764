"""Whom the source of an attribution means: a name, a nameless person, or candidates where that is not sure.

1. The name that heads the source, or the person in apposition to it.
2. "The ministry": the one organisation named before by that word; "the historian": the one person who is called so.
3. A pronoun: the one person whom the last sentences name, the subject first; "it" the body that the last subject
   names; else who spoke last.
4. "The academic": the persons whom the last sentences name, or who spoke last, as candidates.
5. A source of a kind that has a name which the report does not give is nameless, and so is the pronoun for it.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ..model import MATERIAL, Name, Quote, Span
from ..pack import Pack
from .clauses import is_finite, is_passive, number_of
from .marks import PARAGRAPH
from .syntax import Node, is_noun, noun_phrase, whole
from .triggers import Lexicon

LONGEST_NAME = 200
"""Code points."""
BODY_REACH = 4000
"""Code points before "the ministry" in which its full name is looked for."""
LONGEST_JOINT = 8
"""Code points between two who say something together."""
LONGEST_RANK = 40
"""Code points before a name behind a comma."""
_RANK = ("DET", "NOUN", "ADJ", "PROPN")
_SUBORDINATE = ("participial", "relative", "adverbial")
NEAR = 4
"""Sentences over which a pronoun or a role may mean who spoke last."""


class Speakers:
    """Knows the names of one document, and who spoke last in it; sources are asked for in the order of the text."""

    def __init__(
        self,
        text: str,
        nodes: Sequence[Node],
        names: Sequence[Name],
        marked: Sequence[Span],
        starts: Sequence[int],
        pack: Pack,
    ) -> None:
        self.text, self.nodes, self.names, self.marked, self.starts, self.pack = (
            text,
            nodes,
            names,
            marked,
            starts,
            pack,
        )
        self.node_starts = [n.start for n in nodes]
        self.name_starts = [n.start for n in names]
        self._persons = {Span(n.start, n.end) for n in names if n.type == "PER"}
        self._acts = Lexicon(pack)
        self._nameless: Mapping[str, Sequence[str]] = pack.table("quotes").get("nameless", {})
        self._kinds = {lemma for lemmas in self._nameless.values() for lemma in lemmas}
        self._offices, self._bodies = pack.words("quotes", "offices"), pack.words("quotes", "bodies")
        self.pronouns = pack.words("quotes", "he_she")
        self._last: Quote | None = None
        self._last_were_several = False

    def named(self, start: int, end: int) -> Sequence[Name]:
        """The names that touch the code points [start, end), but for those longer than a name is."""
        first = bisect.bisect_left(self.name_starts, start - LONGEST_NAME)
        last = bisect.bisect_left(self.name_starts, end)
        return [n for n in self.names[first:last] if n.end > start]

    def told(self, quote: Quote, source: Node, cue: Node) -> Quote:
        """The quote with whom its source means: speaker, candidates, or nameless with its description; and who relays
        it."""
        quoted = self._quoted_by(source, cue)
        if quoted is not None and quoted is not source:
            relay, _ = self._meant(source, quote.source[0])
            origin = self.told(replace(quote, source=(self.phrase(quoted),)), quoted, quoted)
            others = tuple(c for c in origin.candidates if c != relay)
            return replace(origin, source=(*quote.source, *origin.source), candidates=others, via=relay)
        phrase = quote.source[0]
        several = self.is_pronoun(source) and number_of(cue) == "Plur"  # a language may have one word for "she", "they"
        speaker, candidates = (None, ()) if several else self._meant(source, phrase)
        kind = self._kind(source, phrase) if speaker is None else None
        nameless = kind is not None
        description = phrase.of(self.text) if nameless else None
        last = self._just_spoke(source) if speaker is None and not candidates and not several else None
        if last is not None and self._last_were_several and source.feature("Number") == "Sing":
            last = None  # "he" is none of the "officials" who spoke before
        if last is not None and self.is_pronoun(source):
            speaker, candidates, nameless, description = last.speaker, last.candidates, last.anonymous, last.description
            kind = last.kind
        elif last is not None and not nameless and last.speaker and self._may_be_person(source):
            candidates = (last.speaker,)
        if speaker is None and not candidates and not nameless:
            speaker = self._last_body(source)
        self._last_were_several = source.feature("Number") == "Plur" or (last is not None and self._last_were_several)
        self._last = replace(
            quote,
            speaker=speaker,
            candidates=() if nameless else candidates,
            anonymous=nameless,
            description=description,
            kind=kind,
            via=self._relay(source, cue),
        )
        return self._last

    def unsaid(self, quote: Quote, cue: Node) -> Quote:
        """The quote of a cue without a subject, in a language that leaves it out where it stays the same: its voice is
        that of the sentence before, or of this one."""
        left_out = bool(self.pack.table("quotes").get("subject_left_out")) and is_finite(cue) and not is_passive(cue)
        last = self._just_spoke(cue) if left_out else None
        if last is None or PARAGRAPH.search(self.text, last.cue[0].start, cue.start) or not self._next_to(last, cue):
            return quote
        return replace(
            quote,
            source=last.source,
            speaker=last.speaker,
            candidates=last.candidates,
            anonymous=last.anonymous,
            description=last.description,
            kind=last.kind,
        )

    def _next_to(self, last: Quote, cue: Node) -> bool:
        """Whether a voice spoke in the sentence of a cue, or the one before."""
        return bisect.bisect(self.starts, cue.start) - bisect.bisect(self.starts, last.cue[0].start) <= 1

    def phrase(self, source: Node, article: int | None = None) -> Span:
        """The noun phrase of a source, with the whole of a name that the parse may have cut, and with whom it says it
        together; without a hyphen before it and the press it is told to behind it."""
        phrase = noun_phrase(source)
        start, end = phrase.start, phrase.end
        for n in self.named(start, end):
            start, end = min(start, n.start), max(end, n.end)
        for fellow in source.having("conjunct"):
            also = noun_phrase(fellow)
            joined = fellow.first("coordinator") is not None or source.first("coordinator") is not None
            if is_noun(fellow) and joined and 0 < also.start - end <= LONGEST_JOINT:
                end = max(end, also.end)
        for child in source.having("oblique", "indirect"):
            if self._press(child) is not None and source.start < child.start < end:
                end = min((c.start for c in child.having("case")), default=child.start)
        words = self.text[start:end].rstrip()
        return Span(article if article is not None else start + words.startswith("-"), start + len(words))

    def relays(self, node: Node) -> bool:
        """Whether a verb tells whom a source quotes ("the agency, citing two courtiers")."""
        if node.lemma not in self.pack.words("quotes", "relaying"):
            return False
        told = node.first("object")
        below = node.role in _SUBORDINATE or node.feature("VerbForm") in ("Part", "Ger")
        return below and told is not None and (self.is_somebody(told) or bool(told.first("number")))

    def _quoted_by(self, source: Node, cue: Node) -> Node | None:
        """Whom the source quotes for what it says."""
        near = (*source.having(*_SUBORDINATE), *cue.having(*_SUBORDINATE))
        return next((n.first("object") for n in near if self.relays(n)), None)

    def _relay(self, source: Node, cue: Node) -> Span | None:
        """Who passes on what a source says: the press that it is told to, or by which it is quoted."""
        relaying = self.pack.words("quotes", "relaying")
        quoted = (n for n in source.having("participial") if n.lemma in relaying)
        for agent in (a for n in quoted for a in n.having("agent", "oblique")):
            if named := self.named(agent.start, agent.end):
                return Span(named[0].start, named[0].end)
        told = (*cue.having("oblique", "indirect", "object"), *source.having("oblique", "indirect"))
        return next((p for n in told if (p := self._press(n)) is not None), None)

    def _press(self, node: Node) -> Span | None:
        """The name of an agency or a paper that a phrase is."""
        press = self.pack.words("quotes", "press")
        spans = (Span(n.start, n.end) for n in self.named(node.start, node.end))
        return next((s for s in spans if s.of(self.text).casefold().removeprefix("the ") in press), None)

    def is_pronoun(self, node: Node) -> bool:
        """A pronoun of a person, also one that inversion hangs on its verb with hyphens, or of two words so tied."""
        if node.lower.rpartition("-")[2] in self.pronouns:
            return True
        return whole(self.text, Span(node.start, node.end)).of(self.text).lower() in self.pronouns

    def is_somebody(self, node: Node) -> bool:
        """Whether a noun is the name of a person or body, an office, or a kind of source that has a name."""
        named = any(n.type in ("PER", "ORG") for n in self.named(node.start, node.end))
        return named or any(node.lemma in known for known in (self._kinds, self._offices, self._bodies, self._roles))

    def is_deed(self, node: Node) -> bool:
        """Whether a noun tells what was done, not said: a strike announces nothing."""
        entry = self._acts.noun(node) if node.pos == "NOUN" else None
        sense = self._acts.senses.get(str(entry.get("sense"))) if entry else None
        return sense is not None and sense.get("type") in MATERIAL

    def _just_spoke(self, source: Node) -> Quote | None:
        """The attribution before this one, if it is a person's or a nameless source's of the last sentences."""
        last = self._last
        if last is None or not last.source or not last.cue or (source.pos == "NOUN" and not self._definite(source)):
            return None
        person = last.anonymous or last.speaker in self._persons
        sentences = bisect.bisect(self.starts, source.start) - bisect.bisect(self.starts, last.cue[0].start)
        return last if person and 0 <= sentences <= NEAR else None

    def _meant(self, source: Node, phrase: Span) -> tuple[Span | None, tuple[Span, ...]]:
        """The name that the source means: its head, or the person in apposition; for a pronoun, candidates."""
        near = self.named(min(phrase.start, source.start), max(phrase.end, source.end))
        inside = [n for n in near if phrase.holds(Span(n.start, n.end)) or n.start <= source.start < n.end]
        head = [n for n in inside if n.start <= source.start < n.end]
        persons = [n for n in inside if n.type == "PER" and not self._is_belonging(n, source)]
        chosen = next((n for n in (*head, *persons) if n.type != "NORP"), None)
        if chosen is not None and (chosen in head or chosen.type == "PER"):
            return Span(chosen.start, chosen.end), ()
        if behind := self._behind(phrase):
            return behind, ()
        if self.is_pronoun(source) or source.pos == "PRON":
            return self._last_named(source) if self._may_be_person(source) else (self._last_body(source), ())
        if source.pos == "NOUN" and self._definite(source):
            if source.lemma in self._bodies:
                return self._body_before(source) or (None, ())
            return self._body_before(source) or self._role_holder(source) or self._last_named(source)
        return None, ()

    def _behind(self, phrase: Span) -> Span | None:
        """The person named between commas behind an office, perhaps with a rank: "the secretary of defense, General
        Lloyd Austin, said"."""
        start = phrase.end + 2
        if self.text[phrase.end : start] != ", ":
            return None
        named = next((n for n in self.named(start, start + LONGEST_RANK) if n.type == "PER" and n.start >= start), None)
        if named is None or self.text[named.end : named.end + 1] not in (",", "."):
            return None
        first = bisect.bisect_left(self.node_starts, start)
        rank = self.nodes[first : bisect.bisect_left(self.node_starts, named.start)]
        return Span(named.start, named.end) if all(n.pos in _RANK or n.text == "-" for n in rank) else None

    def _is_belonging(self, name: Name, source: Node) -> bool:
        """Whether a name in a phrase tells whose its head is, or where: "supporters of Trump"."""
        node: Node | None = self.nodes[max(0, bisect.bisect(self.node_starts, name.end - 1) - 1)]
        while node is not None and node is not source:
            if node.prep is not None or node.role == "possessor":
                return True
            node = node.head
        return False

    def _body_before(self, source: Node) -> tuple[Span | None, tuple[Span, ...]] | None:
        """ "The ministry" is the one organisation named before whose name begins so."""
        bodies = {
            Span(n.start, n.end).of(self.text).casefold(): Span(n.start, n.end)
            for n in self.named(max(0, source.start - BODY_REACH), source.start)
            if n.type == "ORG" and source.lower in Span(n.start, n.end).of(self.text).casefold().split()
        }
        return (next(iter(bodies.values())), ()) if len(bodies) == 1 else None

    def _role_holder(self, source: Node) -> tuple[Span | None, tuple[Span, ...]] | None:
        """ "The historian" is the one person who was called that with the name, before this; of several, each may be
        meant, and so may who spoke last where that one has not been named for a while: offices change hands. "The
        minister of trade" may be whoever was called minister, but not the minister of justice."""
        field = self._field(source)
        held = [(n, self._field(r)) for n, r in self._roles.get(source.lemma, ()) if n.start < source.start]
        held = [(n, of) for n, of in held if not field or not of or not field.isdisjoint(of)]
        told = [Span(n.start, n.end) for n, _ in held]
        families = {self._family(span): span for span in told}
        if not families:
            return None
        if len(families) > 1 or (field and not any(of for _, of in held)):
            return None, tuple(families.values())
        last = self._just_spoke(source)
        rival = last.speaker if last is not None else None
        if rival in self._persons and self._family(rival) not in families and not self._named_lately(families, source):
            return None, (told[-1], rival)
        return told[-1], ()

    def _field(self, role: Node) -> frozenset[str]:
        """Of what somebody is a minister or a head, but for countries, whose names have many forms."""
        nouns = (c for c in role.having("oblique", "possessor", "modifier", "name") if is_noun(c))
        return frozenset(c.lemma for c in nouns if not self.named(c.start, c.end))

    def _family(self, name: Span) -> str:
        return name.of(self.text).split()[-1].casefold()

    def _named_lately(self, families: Collection[str], source: Node) -> bool:
        """Whether a person of one of these family names is named in the last sentences."""
        since = self.starts[max(0, bisect.bisect(self.starts, source.start) - 1 - NEAR)]
        named = (Span(n.start, n.end) for n in self.named(since, source.start) if n.type == "PER")
        return any(self._family(span) in families for span in named)

    @functools.cached_property
    def _roles(self) -> dict[str, list[tuple[Name, Node]]]:
        """The persons whom the text names with a role, and that, by its lemma: "President Berg", "Ana Berg, a
        historian"."""
        found: dict[str, list[tuple[Name, Node]]] = {}
        for name in self.names:
            if name.type == "PER":
                for role in self._titles(name):
                    found.setdefault(role.lemma, []).append((name, role))
        return found

    def _titles(self, name: Name) -> Iterator[Node]:
        first = bisect.bisect_left(self.node_starts, name.start)
        words = self.nodes[first : bisect.bisect_left(self.node_starts, name.end)]
        for word in words:
            near = [c for c in word.having("apposition", "name", "modifier") if not name.start <= c.start < name.end]
            if word.role in ("apposition", "name") and word.head is not None and word.head not in words:
                near.append(word.head)
            titles = self.pack.words("names", "titles")
            yield from (n for n in near if n.pos == "NOUN" or n.lower in titles)

    def _last_named(self, source: Node) -> tuple[Span | None, tuple[Span, ...]]:
        """The persons named in the sentence before, or earlier in this one; sure where there is just one."""
        since = self._sentence_before(source)
        near: dict[str, Span] = {}
        subjects: dict[str, Span] = {}
        for n in self.named(since, source.start):
            if n.type == "PER" and since <= n.start and not self._quoted(n):
                family = self._family(Span(n.start, n.end))
                near[family] = Span(n.start, n.end)
                if self._is_subject(n):
                    subjects[family] = near[family]
        near = subjects if len(subjects) == 1 else near
        spans = tuple(near.values())
        sure = len(spans) == 1 and self.is_pronoun(source)
        return (spans[0], ()) if sure else (None, spans)

    def _may_be_person(self, source: Node) -> bool:
        """Whether a source is no pronoun that means bodies only ("it")."""
        return self.is_pronoun(source) or source.lower not in self.pack.words("quotes", "it")

    def _last_body(self, source: Node) -> Span | None:
        """What "it" means: the one body or state that is the subject, or stands in it, of the sentence before; in a
        language whose pronouns of persons mean things as well, where that names no person."""
        if source.lower.rpartition("-")[2] not in self.pack.words("quotes", "it"):
            return None
        since = self._sentence_before(source)
        named = (n for n in self.named(since, source.start) if n.type in ("ORG", "GPE", "NORP") and n.start >= since)
        bodies = [n for n in named if not self._quoted(n) and self._is_subject(n)]
        return Span(bodies[0].start, bodies[0].end) if len(bodies) == 1 else None

    def _sentence_before(self, node: Node) -> int:
        """Where the sentence before that of a node begins, but for those in a quotation; else where its own does."""
        i = bisect.bisect(self.starts, node.start) - 1
        since = range(i - 1, max(0, i - NEAR) - 1, -1)
        return next((self.starts[n] for n in since if not self._is_quoted(n)), self.starts[i])

    def _is_quoted(self, number: int) -> bool:
        """Whether a sentence that another one follows stands in a quotation, which goes on there."""
        start, following = self.starts[number : number + 2]
        i = bisect.bisect(self.marked, Span(start, 1 << 60)) - 1
        return i >= 0 and following < self.marked[i].end

    def _is_subject(self, name: Name) -> bool:
        """Is the name, or what it stands in apposition to, the subject of its clause?"""
        node: Node | None = self.nodes[max(0, bisect.bisect(self.node_starts, name.start) - 1)]
        while node is not None and node.role in ("apposition", "name", "modifier", "adjective"):
            node = node.head
        return node is not None and node.role in ("subject", "passive_subject")

    def _quoted(self, name: Name) -> bool:
        return self._in_quotation(name.start)

    def _in_quotation(self, offset: int) -> bool:
        i = bisect.bisect(self.marked, Span(offset, 1 << 60)) - 1
        return i >= 0 and offset < self.marked[i].end

    def _recalled(self, source: Node) -> bool:
        """Whether a source means several who were named before: "the two leaders", "neither leader"."""
        counted = source.first("number") is not None and self._definite(source)
        return counted or any(
            c.lower in self.pack.words("quotes", "both") for c in source.having("determiner", "other")
        )

    def _definite(self, source: Node) -> bool:
        return any(c.lower in self.pack.words("quotes", "definite") for c in source.having("determiner"))

    def _kind(self, source: Node, phrase: Span) -> str | None:
        """The kind of a source that has a name which the report does not give, by all words of its phrase."""
        lemmas = {source.lemma, *(c.lemma for c in source.having("oblique") if source.pos in ("PRON", "NUM", "DET"))}
        person = lemmas & self._kinds and source.lemma not in self._bodies and not self._recalled(source)
        if not person or any(n.type == "PER" for n in self.named(phrase.start, phrase.end)):
            return None
        first = bisect.bisect_left(self.node_starts, phrase.start)
        words = self.nodes[first : bisect.bisect_left(self.node_starts, phrase.end)]
        said = {*lemmas, *(n.lemma for n in words)}
        return next(kind for kind, lemmas in self._nameless.items() if not said.isdisjoint(lemmas))
