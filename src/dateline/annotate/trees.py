"""One shape for the dependency trees of all packs: neutral roles, prepositions as marks of what they introduce.

spaCy's models follow two traditions, in which either the preposition or the noun is the head of a prepositional
phrase. Here the noun is always the head (as in Universal Dependencies), and the pack's `syntax.toml` says which role
each label of its model has. What a model often gets wrong is mended: single words here, what hangs on what in
`attachments`.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc

from ..pack import Pack
from .attachments import mend_attachments
from .headlines import mend_headlines
from .parse import text_of, token_starts
from .syntax import Node, is_verb

_NOMINAL = ("subject", "passive_subject", "object")


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
    mend_headlines(nodes, pack)
    mend_attachments(nodes, pack)
    return nodes


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
        self._with_be = pack.words("syntax", "with_be")
        self._that = pack.words("quotes", "that") - pack.words("status", "conditional_markers")

    def mend(self, node: Node) -> None:
        """What stands with an auxiliary is a verb whatever its tag, a finite verb is no adjective, an object with an
        article no verb, and who has come is no passive; mend lemmas."""
        if node.pos in ("NOUN", "ADJ", "ADV", "PROPN") and node.first("auxiliary") is not None:
            node.pos = "VERB" if node.first("copula", "determiner", "case") is None else node.pos
        if node.pos in ("NOUN", "ADJ", "ADV", "PROPN") and self._conjugated:
            self._mend_conjugated(node)
        if node.pos == "VERB" and node.role in _NOMINAL and node.first("determiner") is not None:
            node.pos, node.lemma = "NOUN", node.lower
        if node.pos == "VERB":
            node.lemma = self._forms.get(node.lower) or self._infinitive_of(node.lemma)
            if node.lemma in self._with_be:
                for child in node.having("passive_auxiliary", "passive_subject"):
                    child.role = child.role.removeprefix("passive_")
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
