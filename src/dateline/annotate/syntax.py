"""The nodes of a dependency tree in neutral roles, and the phrases and clauses that they head (`trees` makes it)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc

from ..model import Span
from .marks import CLOSING

PHRASE = 160
"""Code points that a noun phrase or a clause covers at most."""
NESTED = frozenset({"relative", "adverbial", "complement", "parataxis", "clausal_subject"})
"""Roles of clauses of their own, that no phrase of the governing clause covers."""
_OPENING = ("«", "»", "“", "„", '"')
_MISREAD = ("adjective", "modifier", "other")
_HYPHENS = ("-", "–", "/")
_LONGEST_LIST = 50
"""Members of a coordination that are followed to its head; words of a phrase that are looked at."""
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
            if is_verb(child) and child.i < head.i and child.role in _MISREAD and child.feature("VerbForm") == "Fin":
                continue  # "explique la directrice"
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
