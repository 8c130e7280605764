"""One shape for the dependency trees of all packs: neutral roles, prepositions as marks of what they introduce.

spaCy's models follow two traditions, in which either the preposition or the noun is the head of a prepositional
phrase. Here the noun is always the head (as in Universal Dependencies), and the pack's `syntax.toml` says which role
each label of its model has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.attrs import DEP, HEAD, LEMMA, ORTH, POS, SENT_START
from spacy.tokens import Doc

from ..model import Span
from ..pack import Pack

PHRASE = 160
"""Code points that a noun phrase or a clause covers at most."""
NESTED = frozenset({"relative", "adverbial", "complement", "parataxis", "clausal_subject"})
"""Roles of clauses of their own, that no phrase of the governing clause covers."""
_OUTSIDE_PHRASE = NESTED | {"conjunct", "coordinator", "punctuation", "apposition", "participial", "other", "adverb"}


class Node:
    """A token in the neutral tree. `role` is its relation to `head`, `prep` the preposition that introduces it."""

    __slots__ = ("children", "doc", "end", "head", "i", "lemma", "lower", "pos", "prep", "role", "start")

    def __init__(self, doc: Doc, i: int, start: int, text: str, lemma: str, pos: str, role: str) -> None:
        self.doc, self.i, self.start, self.end = doc, i, start, start + len(text)
        self.lower, self.lemma, self.pos, self.role = text.lower(), lemma.lower(), pos, role
        self.head: Node | None = None
        self.children: list[Node] = []
        self.prep: str | None = None

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
        values = self.doc[self.i].morph.get(name)
        return values[0] if values else ""

    @property
    def base(self) -> Node:
        """The first of the coordination that this is part of: its head's relations are those of all members."""
        node = self
        while node.role == "conjunct" and node.head is not None:
            node = node.head
        return node

    def conjuncts(self) -> Iterator[Node]:
        """This and what is coordinated with it further on."""
        yield self
        for child in self.having("conjunct"):
            yield from child.conjuncts()


def tree(doc: Doc, pack: Pack) -> list[Node]:
    """The nodes of a parsed document, one a token, in order."""
    labels, forms = (pack.table("syntax").get(key, {}) for key in ("labels", "forms"))
    strings = doc.vocab.strings
    rows = doc.to_array([ORTH, LEMMA, POS, DEP, HEAD, SENT_START]).tolist()
    word: dict[int, str] = {}
    for key in {key for row in rows for key in row[:4]}:
        word[key] = strings[key] if key else ""
    starts = [token.idx for token in doc]
    nodes = [
        Node(doc, i, starts[i], word[row[0]], word[row[1]], word[row[2]], labels.get(word[row[3]], "other"))
        for i, row in enumerate(rows)
    ]
    for node, row in zip(nodes, rows, strict=True):
        offset = row[4] if row[4] < 1 << 63 else row[4] - (1 << 64)
        node.head = nodes[node.i + offset] if offset else None
    for node in nodes:
        if node.role in ("prepositional_object", "prepositional_clause"):
            _raise_over_preposition(node)
    for node in nodes:
        if node.head is not None:
            node.head.children.append(node)
    for node in nodes:
        _mend(node, forms)
        if cases := [child for child in node.children if child.role == "case"]:
            node.prep = _words_of(cases)
            if node.role == "modifier":
                node.role = "oblique"
    return nodes


def _mend(node: Node, forms: Mapping[str, str]) -> None:
    """What stands with an auxiliary is a verb whatever its tag; the pack knows forms whose lemma the model misses."""
    if node.pos in ("NOUN", "ADJ", "ADV", "PROPN") and node.first("auxiliary") is not None:
        node.pos = "VERB"
    if node.pos == "VERB" and node.lower in forms:
        node.lemma = forms[node.lower]


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


def _words_of(cases: list[Node]) -> str:
    """The preposition in its dictionary form, a fixed one of several words whole."""
    parts = sorted({n.i: n for case in cases for n in (case, *case.having("fixed"))}.values(), key=lambda n: n.i)
    return " ".join(part.lemma for part in parts)


def noun_phrase(head: Node) -> Span:
    """The phrase of a noun without its preposition, clauses, coordinated nouns; with a name in apposition."""
    start, end = head.start, head.end
    stack = [head]
    while stack:
        node = stack.pop()
        for child in node.children:
            if child.role in _OUTSIDE_PHRASE or (node is head and child.role in ("case", "marker", "copula")):
                continue
            if child.start > head.start and child.role == "oblique" and node is not head:
                continue
            start, end = min(start, child.start), max(end, child.end)
            stack.append(child)
    apposed = head.first("apposition")
    if apposed is not None and 0 < apposed.start - end < 30 and apposed.pos == "PROPN":
        end = max(end, noun_phrase(apposed).end)
    return Span(start, end) if end - start <= PHRASE else Span(head.start, head.end)


def is_verb(node: Node) -> bool:
    return node.pos == "VERB"


def is_noun(node: Node) -> bool:
    return node.pos in ("NOUN", "PROPN")
