"""Cues that stand behind what is said, or are put into it: "..., said Smith", "But, said Smith, ...", "..., dit-il".

The speaker then follows the cue. The parse of such a sentence often makes a word of what is said the cue's subject, or
takes the cue for a noun; so the order of the words and the marks before the cue decide here.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence

from ..model import Span
from ..pack import Pack
from .clauses import beginning, introduced, is_finite, number_of
from .marks import CLOSING
from .speakers import Speakers
from .syntax import Node, is_verb

BEFORE_CUE = 40
"""Code points before a cue in which the end of what is said is looked for."""
_FARTHEST = 12
"""Tokens behind a cue among which its speaker is looked for."""
_LONGEST_ADJECTIVE = 4
"""Tokens between the commas of a word on how it is said ("says, bitter, a soldier")."""
_SET_OFF = ",;:.!?–—(\n" + "".join(CLOSING)
"""Marks before a cue that tells what the clause above it tells."""
_ENDS = (",", *CLOSING, "!", "?")


class Asides:
    """Reads the cues of one text that stand behind or within what is said."""

    def __init__(self, text: str, nodes: Sequence[Node], speakers: Speakers, times: Sequence[Span], pack: Pack) -> None:
        self.text, self.nodes, self.speakers, self._times = text, nodes, speakers, times
        self._that, self._as = pack.words("quotes", "that"), pack.words("quotes", "as")
        self._adding = pack.words("shallow", "adding")
        self._forms = reporting_forms(pack)
        self._lemmas = frozenset(pack.table("quotes").get("cues", {}))

    def cue(self, node: Node) -> str | None:
        """The lemma of the cue that a node may be: a verb, or behind a quotation what the model took for none."""
        if is_verb(node):
            return node.lemma if node.lemma in self._lemmas else self._forms.get(node.lower)
        if node.pos not in ("NOUN", "ADJ", "PROPN", "ADV", "X") or node.lower not in self._forms:
            return None
        begin = beginning(node)
        before = self.text[max(0, begin - BEFORE_CUE) : begin].rstrip(" ,\u00a0")
        closed = before.endswith(CLOSING)
        return self._forms[node.lower] if closed and self.speaker(node) is not None else None

    def speaker(self, node: Node) -> Node | None:
        """Who speaks after a quotation or a comma: the head of the noun phrase behind the cue, or a pronoun."""
        before = [n for n in self.nodes[max(0, node.i - 3) : node.i] if n.role != "punctuation"]
        for near in (*before, *self.nodes[node.i + 1 : node.i + 3]):
            if near.lower.startswith("-") and self.speakers.is_pronoun(near):
                return near
        if node.feature("VerbForm") in ("Part", "Ger") and node.feature("Tense") == "Pres":
            return None
        if node.role == "conjunct" and any(c.lower in self._adding for c in node.children):
            return None  # "..., schloss Änderungen aber aus"
        begin = beginning(node)
        if not self.text[max(0, begin - BEFORE_CUE) : begin].rstrip().endswith(_ENDS):
            return None
        # What an infinitive governs does not speak (", descartó subir el impuesto").
        behind = [*itertools.takewhile(lambda n: n.head is not node or not self._is_infinitive(n), self._behind(node))]
        own = behind[0] if behind and behind[0].role == "subject" and behind[0].head is node else None
        if own is not None and self.speakers.is_pronoun(own):
            return own  # "said he to the paper"
        return next((n for n in behind if self._is_head(n)), None)

    @staticmethod
    def _is_infinitive(node: Node) -> bool:
        return is_verb(node) and node.feature("VerbForm") == "Inf"

    def as_said(self, node: Node, content: Collection[str]) -> Node | None:
        """Who tells by a cue what the clause above it tells ("..., as the ministry said", "comme l'a dit Smith"), where
        it has no content of its own, of which `content` are the prepositions."""
        like = next((c for c in node.having("marker", "adverb") if c.lower in self._as), None)
        if like is None or node.head is None or node.role != "adverbial" or not is_finite(node):
            return None
        before = self.text[max(0, like.start - BEFORE_CUE) : like.start].rstrip(" ")
        if (before and before[-1] not in _SET_OFF) or node.first("complement", "open_complement") is not None:
            return None  # "the market fell as he spoke"
        if any(introduced(c) in content for c in node.having("oblique", "prepositional_clause")):
            return None
        subject, things = node.first("subject"), [c for c in node.having("object") if c.pos != "PRON"]
        if subject is None:  # the parse takes who stands behind the cue for what it says
            return next((c for c in things if c.i > node.i), None)
        return None if things else subject

    def _behind(self, node: Node) -> Iterator[Node]:
        """The words behind a cue in its phrase, over a word on how it is said between commas."""
        i = node.i + 1
        while i < min(node.i + _FARTHEST, len(self.nodes)):
            at = self.nodes[i]
            if at.role == "punctuation":
                aside = self.nodes[i + 1 : i + _LONGEST_ADJECTIVE]
                length = next((k for k, n in enumerate(aside) if n.text == ","), 0)
                if at.text != "," or not length or any(n.pos not in ("ADJ", "ADV", "CCONJ") for n in aside[:length]):
                    return
                i += length + 1
            elif at.lower in self._that:
                return
            else:
                yield at
            i += 1

    def _is_head(self, node: Node) -> bool:
        return node.prep is None and node.pos in ("NOUN", "PROPN") and not self._is_time(node)

    def _is_time(self, node: Node) -> bool:
        i = bisect.bisect(self._times, Span(node.start, 1 << 60)) - 1
        return i >= 0 and self._times[i].start <= node.start < self._times[i].end

    def outdoes(self, speaker: Node, subject: Node, node: Node, opening: int) -> bool:
        """Whether who is named behind a cue speaks, and not the subject that the parse gives it before.

        Where something whole is told before the cue and its comma, and the subject does not agree with the cue, or
        who is named behind it is somebody.
        """
        governs = node.first("object") not in (None, speaker)
        if subject.i > node.i or speaker.i < node.i or not is_finite(node) or governs:
            return False
        told = (n for n in self.nodes[bisect.bisect_left(self.speakers.node_starts, opening) : node.i] if n is not node)
        if not any(is_verb(n) and is_finite(n) and n.role != "relative" for n in told):
            return False
        number, own = subject.feature("Number"), number_of(node)
        return bool(number and own and number != own) or self.speakers.is_somebody(speaker)

    def behind(self, phrase: Span, opening: int, begin: int, end: int) -> Span | None:
        """What is said on behind the speaker of a cue that is put into it; None where it was all said before.

        "But, said Smith, it is over": before such a cue stands no whole clause.
        """
        said = self.text[opening:begin].rstrip(" ,")
        first = bisect.bisect_left(self.speakers.node_starts, opening)
        last = bisect.bisect_left(self.speakers.node_starts, begin)
        whole = any(is_finite(n) and n.pos in ("VERB", "AUX") for n in self.nodes[first:last])
        if whole or said.endswith(_ENDS[1:]) or self.text[phrase.end : phrase.end + 1] != ",":
            return None
        return Span(phrase.end + 1, end)


def reporting_forms(pack: Pack) -> Mapping[str, str]:
    """Forms in which a reporting verb stands behind a quotation, and their lemmas: by the pack's endings."""
    table = pack.table("quotes")
    found: dict[str, str] = {}
    for lemma in table.get("cues", {}):
        for ending, forms in table.get("endings", {}).items():
            if lemma.endswith(ending):
                found.update({lemma.removesuffix(ending) + form: lemma for form in forms})
    return found
