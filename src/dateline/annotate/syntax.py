"""One shape for the dependency trees of all packs: neutral roles, prepositions as marks of what they introduce.

spaCy's models follow two traditions, in which either the preposition or the noun is the head of a prepositional
phrase. Here the noun is always the head (as in Universal Dependencies), and the pack's `syntax.toml` says which role
each label of its model has.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc

from ..model import Span
from ..pack import Pack
from .marks import CLOSING
from .parse import text_of, token_starts

PHRASE = 160
"""Code points that a noun phrase or a clause covers at most."""
NESTED = frozenset({"relative", "adverbial", "complement", "parataxis", "clausal_subject"})
"""Roles of clauses of their own, that no phrase of the governing clause covers."""
_NOMINAL = ("subject", "passive_subject", "object")
_OPENING = ("«", "»", "“", "„", '"')
_HYPHENS = ("-", "–", "/")
_LONGEST_LIST = 50
"""Members of a coordination that are followed to its head; words of a phrase that are looked at."""
_LONGEST_PHRASE = 6
"""Tokens behind a preposition among which its noun is looked for, where the parse gives it none."""
_JOINED = 4
"""Tokens from the first of two coordinated subjects to the second."""
_OUTSIDE_PHRASE = NESTED | {"conjunct", "coordinator", "punctuation", "apposition", "participial", "other", "adverb"}
_OUTSIDE_HEAD = _OUTSIDE_PHRASE | {"case", "marker", "copula", "possessive_mark", "auxiliary"}


class Node:
    """A token in the neutral tree. `role` is its relation to `head`, `prep` the preposition that introduces it,
    `source` the whole text, which `doc` would join anew at each call."""

    __slots__ = (
        "children",
        "doc",
        "end",
        "head",
        "i",
        "lemma",
        "lower",
        "mended",
        "morph",
        "pos",
        "prep",
        "role",
        "source",
        "start",
        "text",
    )

    def __init__(
        self, doc: Doc, i: int, start: int, text: str, lemma: str, pos: str, role: str, morph: Mapping[str, str]
    ) -> None:
        self.doc, self.i, self.start, self.end = doc, i, start, start + len(text)
        self.text, self.lower, self.lemma, self.pos, self.role = text, text.lower(), lemma.lower(), pos, role
        self.morph = morph
        self.head: Node | None = None
        self.children: list[Node] = []
        self.prep: str | None = None
        self.mended = False
        self.source = ""

    def __repr__(self) -> str:
        return f"<{self.lower} {self.role}>"

    def having(self, *roles: str) -> Iterator[Node]:
        """The children of these roles, in the order of the text."""
        return (child for child in self.children if child.role in roles)

    def first(self, *roles: str) -> Node | None:
        """The first child of these roles."""
        return next(self.having(*roles), None)

    def feature(self, name: str) -> str:
        """A morphological feature of Universal Dependencies ("Tense", "VerbForm" ...), or an empty string."""
        if self.mended and name == "VerbForm":
            return "Fin"
        return self.morph.get(name, "")

    @property
    def is_capitalised(self) -> bool:
        return self.text[:1].isupper()

    @property
    def is_reflexive(self) -> bool:
        """Whether a verb has a reflexive pronoun, beside it or in its form ("reunirse")."""
        return self.first("reflexive") is not None or self.feature("Reflex") == "Yes"

    @property
    def base(self) -> Node:
        """The first of the coordination that this is part of: its head's relations are those of all members."""
        node = self
        for _ in range(_LONGEST_LIST):
            if node.role != "conjunct" or node.head is None:
                break
            node = node.head
        return node

    def conjuncts(self) -> Iterator[Node]:
        """This and what is coordinated with it further on."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed([*node.having("conjunct")])


def tree(doc: Doc, pack: Pack) -> list[Node]:
    """The nodes of a parsed document, one a token, in order."""
    labels = pack.table("syntax").get("labels", {})
    mending = Mending(pack)
    strings = doc.vocab.strings
    rows = doc.to_array(["ORTH", "LEMMA", "POS", "DEP", "MORPH", "HEAD"]).tolist()
    word: dict[int, str] = {}
    for key in {key for row in rows for key in row[:5]}:
        word[key] = strings[key] if key else ""
    morphs = {key: _features(word[key]) for key in {row[4] for row in rows}}
    starts = token_starts(doc)
    nodes = [
        Node(
            doc,
            i,
            starts[i],
            text=word[row[0]],
            lemma=word[row[1]],
            pos=word[row[2]],
            role=labels.get(word[row[3]], "other"),
            morph=morphs[row[4]],
        )
        for i, row in enumerate(rows)
    ]
    text = text_of(doc)
    for node, row in zip(nodes, rows, strict=True):
        node.source = text
        offset = row[5] if row[5] < 1 << 63 else row[5] - (1 << 64)
        node.head = nodes[node.i + offset] if offset else None
    for node in nodes:
        if node.role in ("prepositional_object", "prepositional_clause"):
            _raise_over_preposition(node)
    for node in nodes:
        if node.head is not None:
            node.head.children.append(node)
    for node in nodes:
        mending.mend(node)
        mending.mend_cases(node)
    for node in nodes:
        if node.role == "conjunct" and is_verb(node):
            _rehang(node)
            _join_subjects(node)
        elif node.role == "adverbial" and node.feature("VerbForm") in ("Part", "Ger"):
            _lend_subject(node)
        elif node.role == "agent":
            _lower_agent(node)
        elif node.role == "preposition" and not node.children and node.head is not None:
            _complete(node, nodes)
    return nodes


def _rehang(verb: Node) -> None:
    """A finite past without a subject that is tied to an infinitive goes on from the past verb above that ("said they
    would vote and called for a strike")."""
    first = verb.head
    above = first.head if first is not None and first.role == "complement" else None
    if above is None or first is None or not is_verb(above) or verb.first("subject", "auxiliary") is not None:
        return
    bare = first.feature("VerbForm") == "Inf" and first.first("auxiliary") is not None
    if bare and all(v.feature("VerbForm") == "Fin" and v.feature("Tense") == "Past" for v in (verb, above)):
        for node in [c for c in first.children if c is verb or (c.role == "coordinator" and c.i > first.i)]:
            first.children.remove(node)
            above.children.append(node)
            node.head = above


def _lower_agent(agent: Node) -> None:
    """Who acts in a passive is not tied to an active verb, but to a participle of its object ("refused the hand held
    out by the king")."""
    verb = agent.head
    if verb is None or not is_verb(verb) or verb.first("passive_auxiliary", "passive_subject") is not None:
        return
    participles = (p for o in verb.having("object") for p in o.having("participial") if p.i < agent.i)
    below = next((p for p in participles if p.feature("VerbForm") == "Part" and p.first("agent") is None), None)
    if below is not None:
        verb.children.remove(agent)
        below.children.append(agent)
        agent.head = below
    elif verb.first("object") is not None and verb.first("subject") is not None:
        agent.role = "oblique"  # "defended the delay by the census"


def _complete(preposition: Node, nodes: Sequence[Node]) -> None:
    """A preposition without an object takes the noun behind it that the parse has made a second subject ("officers
    investigating the murder of Berg arrested two men")."""
    behind = itertools.islice(nodes, preposition.i + 1, preposition.i + 1 + _LONGEST_PHRASE)
    phrase = [*itertools.takewhile(lambda n: n.pos in ("DET", "ADJ", "NOUN", "PROPN", "NUM"), behind)]
    last = phrase[-1] if phrase else None
    verb = last.head if last is not None and last.role == "subject" else None
    if last is None or verb is None or verb.first("subject") is last or preposition.head is None:
        return
    verb.children.remove(last)
    preposition.head.children.append(last)
    last.head, last.role, last.prep = preposition.head, "oblique", preposition.lemma


def _features(morph: str) -> Mapping[str, str]:
    """The first value of each feature of an analysis of Universal Dependencies ("Case=Acc|Number=Sing")."""
    told = (feature.partition("=") for feature in morph.split("|") if "=" in feature)
    return {name: values.partition(",")[0] for name, _, values in told}


class Mending:
    """Repairs of single nodes that a model often gets wrong, by the pack's data."""

    def __init__(self, pack: Pack) -> None:
        table = pack.table("syntax")
        self._forms: Mapping[str, str] = table.get("forms", {})
        self._endings: Mapping[str, str] = table.get("endings", {})
        self._contracted: Mapping[str, str] = table.get("contracted", {})
        self._conjugated: Mapping[str, str] = table.get("conjugated", {})
        self._infinitive = tuple(table.get("infinitive", ()))
        self._plural = tuple(table.get("plural", ()))
        self._cues = pack.table("quotes").get("cues", {})
        self._that = pack.words("quotes", "that") - pack.words("status", "conditional_markers")

    def mend(self, node: Node) -> None:
        """What stands with an auxiliary is a verb whatever its tag, a finite verb is no adjective, an object with an
        article no verb; mend lemmas."""
        if node.pos in ("NOUN", "ADJ", "ADV", "PROPN") and node.first("auxiliary") is not None:
            node.pos = "VERB" if node.first("copula", "determiner", "case") is None else node.pos
        if node.pos in ("NOUN", "ADJ", "ADV", "PROPN") and self._conjugated:
            self._mend_conjugated(node)
        if node.pos == "VERB" and node.role in _NOMINAL and node.first("determiner") is not None:
            node.pos, node.lemma = "NOUN", node.lower
        if node.pos == "VERB":
            node.lemma = self._forms.get(node.lower) or self._infinitive_of(node.lemma)
            if node.role == "oblique":
                node.role = "prepositional_clause"
            elif node.role == "adjective" and node.feature("VerbForm") == "Fin":
                node.role = "relative"
            elif node.role == "adverbial" and self._is_said(node):
                node.role = "complement"
        elif node.pos == "PROPN" and self._plural and node.lower.endswith(self._plural):
            node.lemma = node.lower[:-1]

    def _is_said(self, clause: Node) -> bool:
        """Whether a clause tells what the reporting verb above it reports, which has no other object."""
        above = clause.head
        if above is None or above.lemma not in self._cues or above.first("complement", "object") is not None:
            return False
        return any(marker.lower in self._that for marker in clause.having("marker"))

    def mend_cases(self, node: Node) -> None:
        """Set the preposition of a node; an article that the parse takes for one leaves a plain object."""
        cases = [child for child in node.children if child.role == "case"]
        for article in [c for c in cases if c.pos == "DET"]:
            article.role = "determiner"
            cases.remove(article)
            if node.role == "oblique" and not cases and node.head is not None and is_verb(node.head):
                node.role = "object"
        if cases:
            node.prep = self._words_of(cases)
            if node.role == "modifier":
                node.role = "oblique"

    def _words_of(self, cases: list[Node]) -> str:
        """The preposition in its dictionary form, a fixed one of several words whole."""
        parts = sorted({n.i: n for case in cases for n in (case, *case.having("fixed"))}.values(), key=lambda n: n.i)
        return " ".join(self._contracted.get(part.lemma, part.lemma) for part in parts)

    def _mend_conjugated(self, node: Node) -> None:
        """Some endings are a verb's alone."""
        ending = next((e for e in self._conjugated if node.lower.endswith(e) and len(node.lower) > len(e) + 2), None)
        if ending is not None and node.text.islower():
            node.pos, node.mended = "VERB", True
            node.lemma = node.lower.removesuffix(ending) + self._conjugated[ending]
            if node.role in ("adjective", "modifier", "oblique"):
                node.role = "relative"

    def _infinitive_of(self, lemma: str) -> str:
        """The infinitive, where the model left a verb in its inflected form."""
        if not self._infinitive or lemma.endswith(self._infinitive):
            return lemma
        ending = max((e for e in self._endings if lemma.endswith(e)), key=len, default=None)
        return lemma if ending is None else lemma.removesuffix(ending) + self._endings[ending]


def _raise_over_preposition(node: Node) -> None:
    """Hang what a preposition governs on what governs the preposition, which becomes its mark."""
    prepositions = []
    while node.head is not None and node.head.role in ("preposition", "agent_preposition", "recipient_preposition"):
        prepositions.append(node.head)
        node.head = node.head.head
    if not prepositions:
        return
    if node.role == "prepositional_object":
        kinds = {"agent_preposition": "agent", "recipient_preposition": "indirect"}
        node.role = kinds.get(prepositions[-1].role, "oblique")
    for preposition in prepositions:
        preposition.role, preposition.head = "case", node


def _join_subjects(verb: Node) -> None:
    """ "France and Spain left": where the parse coordinates the verb with the first of two subjects, both are its."""
    first, second = verb.head, verb.first("subject")
    joint = verb.first("coordinator")
    if first is None or second is None or joint is None or not is_noun(first) or first.role != "root":
        return
    if first.first("copula") is not None or not first.i < joint.i < second.i <= first.i + _JOINED:
        return
    first.children.remove(verb)
    first.role, first.head, verb.role, verb.head = "subject", verb, "root", None
    verb.children[verb.children.index(second)] = first
    verb.children.remove(joint)
    second.role, second.head, joint.head = "conjunct", first, second
    first.children.append(second)
    second.children.append(joint)


def _lend_subject(participle: Node) -> None:
    """ "The mayor, citing Berg, left": who stands before a participle and its verb is the subject of the verb."""
    verb, subject = participle.head, participle.first("subject")
    if verb is None or subject is None or not subject.i < participle.i < verb.i or participle.first("auxiliary"):
        return
    if verb.first("subject", "passive_subject", "expletive_subject") is None:
        participle.children.remove(subject)
        verb.children.insert(0, subject)
        subject.head = verb


def noun_phrase(head: Node) -> Span:
    """The phrase of a noun without its preposition, clauses, coordinated nouns; with a name in apposition."""
    phrase = _bare_phrase(head)
    apposed = head.first("apposition")
    if apposed is not None and apposed.pos == "PROPN" and 0 < apposed.start - phrase.end < 30:
        named = _bare_phrase(apposed)
        marked = (
            head.source[named.start - 1 : named.start] in _OPENING and head.source[named.end : named.end + 1] in CLOSING
        )
        phrase = Span(phrase.start, named.end + marked)  # "the paper “The News”"
    return phrase if phrase.end - phrase.start <= PHRASE else Span(head.start, head.end)


def _bare_phrase(head: Node) -> Span:
    inside = {head.i: head}
    stack = [head]
    while stack and len(inside) < _LONGEST_LIST:
        node = stack.pop()
        for child in node.children:
            hyphen = child.role == "punctuation" and child.text in _HYPHENS
            if hyphen or child.role not in (_OUTSIDE_PHRASE if node is not head else _OUTSIDE_HEAD):
                inside[child.i] = child
                stack.append(child)
    first = last = head.i
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    return whole(head.source, Span(inside[first].start, inside[last].end))


def whole(text: str, span: Span) -> Span:
    """The span grown to whole words where hyphens tie its ends to what stands beside it ("Métaux-Unis", "celui-ci")."""
    start, end = span.start, span.end
    while start < end and text[start] == "-":
        start += 1
    if text[start - 1 : start] == "-" and text[max(0, start - 2) : start - 1].isalnum():
        grown = next((i + 1 for i in range(start - 2, max(-1, start - PHRASE), -1) if text[i].isspace()), start)
        while not text[grown].isalnum():
            grown += 1
        start = grown if text[grown].isupper() else start  # not "a-t-elle"
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalnum():
        end = next((i for i in range(end, min(len(text), end + PHRASE)) if text[i].isspace()), end)
        while end > span.end and not text[end - 1].isalnum():
            end -= 1
    return Span(start, end) if start < end else span


def opens(node: Node) -> bool:
    """Is this the head of a clause: a verb, or what a copula says of something?"""
    return node.pos in ("VERB", "AUX") or node.first("copula") is not None


def is_verb(node: Node) -> bool:
    return node.pos == "VERB"


def is_noun(node: Node) -> bool:
    return node.pos in ("NOUN", "PROPN")
