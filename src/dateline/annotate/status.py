"""Did it happen? The status and polarity of an act, from its own marks and from what it stands under.

An act takes its status from the nearest of: its own negation; the word that it is the content of (promised to leave,
the possibility of a withdrawal), by the pack's classes in `status.toml`; its own modality and tense; and, where it has
none of its own (an infinitive, a noun), from the verb above it. The idea of reading factuality down a chain of
embedding words is FactBank's (Sauri and Pustejovsky 2009); here each link is one lookup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from ..model import FACTUAL, STANCES, EventMention, Published, Stance, Status, Strength, TimeExpression, Timex
from ..pack import Pack
from .governors import AHEAD, CONTENT, Governors
from .questions import is_asked, is_asked_about
from .syntax import Node, is_noun, is_verb, opens
from .triggers import Lexicon


class Reading(NamedTuple):
    """A status; whether the act is negated; whether it lies ahead of its telling, so that it is willed, demanded or
    refused rather than done; whether it is told as certain, as what will be is, and what is hoped is not; the word
    whose content it is, where that takes a stance on it, and which, and how strongly."""

    status: Status
    negated: bool = False
    ahead: bool = False
    certain: bool = True
    by: Node | None = None
    stance: Stance | None = None
    strength: Strength = "plain"


_STANCES: Mapping[Status, Stance] = {"promised": "promise", "threatened": "threat", "demanded": "demand"}
"""The stance that a word takes whose content has such a status, where its entry names no other."""

_OF_NEGATED: Mapping[Status, Status] = {
    "planned": "denied",
    "promised": "possible",
    "demanded": "possible",
    "threatened": "possible",
    "possible": "denied",
    "denied": "possible",
}
"""What the content of a negated word comes to: no plan to leave, did not promise to leave, did not refuse to leave."""

_HELPERS = ("auxiliary", "passive_auxiliary", "copula", "adverb")
_DEEPEST = 12
"""Steps up the tree that are taken at most."""


def status_of_dated(
    e: EventMention, expressions: Sequence[TimeExpression], time: Timex | None, published: Published
) -> Status:
    """The status of an act once its `time` and the day of writing are known: what is told as a fact, but not in the
    past, is planned where its day is yet to come ("the court hears the case on Friday", "the vote of 3 May")."""
    if e.status not in FACTUAL or e.time is None or published.latest is None:
        return e.status
    if time is None or time.earliest is None or time.earliest <= published.latest:
        return e.status
    return "planned" if e.nominal or expressions[e.time].tense != "past" else e.status


class Factuality:
    """Reads statuses out of the neutral tree of one document, with the data of its pack."""

    def __init__(self, pack: Pack, lexicon: Lexicon) -> None:
        table = pack.table("status")
        self._lexicon = lexicon
        self._governors = Governors(pack, lexicon)
        self._modifiers: Mapping[str, Status] = table.get("modifiers", {})
        self._words = {key: pack.words("status", key) for key in table.get("words", {})}
        self._modality = self._governors.modality
        self._known: dict[int, Reading] = {}

    def _in(self, key: str, word: str | None) -> bool:
        return word in self._words.get(key, ())

    def of(self, node: Node, depth: int = 0) -> Reading:
        """What is told of the act of `node`: its status, and the rest of its reading."""
        known = self._known.get(node.i)
        if known is None:
            known = self._known[node.i] = self._read(node, depth)
        return known

    def _read(self, node: Node, depth: int) -> Reading:
        asks = is_asked if opens(node) else is_asked_about
        if asks(node, self._words.get("interrogatives", ())):
            return Reading("possible", certain=False)
        if self.negated(node):
            supposed = any(self._in("conditional_markers", m.lower) for m in node.having("marker"))
            supposed = supposed or self._modality.is_condition(node)
            return Reading(
                "possible" if supposed else "denied", True, ahead=self._modality.is_future(node), certain=not supposed
            )
        above = self._above(node, depth)
        if above is not None:
            return above
        if self._is_awaited(node, depth):
            return Reading("planned", certain=False)
        by_itself = self._told_by_itself(node)
        if by_itself is not None:
            return Reading(by_itself, ahead=True)
        own = self._own_of_clause(node) if opens(node) else self._own_of_noun(node)
        carrier = self._inherits_from(node, depth) if own in AHEAD and not opens(node) else None
        if carrier is not None and carrier.lemma in self._lexicon.carrying and depth < _DEEPEST:
            told = self.of(carrier, depth + 1)
            if told.status == "denied" or told.status in FACTUAL:
                return told  # "the planned vote was not held"
        if own is not None:
            # What an act is done for is no word that was given.
            future, purpose = self._modality.is_future(node), opens(node) and self._is_purpose(node)
            ahead = future or (own in AHEAD and not purpose)
            return Reading(own, False, ahead, own in FACTUAL or (future and own == "planned"))
        governor = self._inherits_from(node, depth)
        if governor is not None and depth < _DEEPEST:
            return self.of(governor, depth + 1)
        bare = self._governors.is_infinitive(node) and node.first("subject") is None
        if governor is None and bare and not self._is_settled(node):
            return Reading("planned", ahead=True)
        return Reading("happened")

    def _is_awaited(self, node: Node, depth: int) -> bool:
        """Whether it is told only as what something that lies ahead waits for or comes before ("work may not resume
        until the court has ruled", "they will vote before the withdrawal")."""
        base = node.base
        above = base.head
        if above is None or not is_verb(above) or depth >= _DEEPEST:
            return False
        if is_noun(base):
            awaited = base.role == "oblique" and self._in("before", base.prep)
        else:
            opening = (c.lower for c in base.having("marker", "adverb", "case"))
            finite = self._modality.finite(base)
            past = finite is None or finite.feature("Tense") in ("Past", "Imp")
            open_one = finite is not None and self._modality.of(base, finite) == "possible"
            awaited = base.role in ("adverbial", "complement") and not past and not open_one
            awaited = awaited and any(self._in("awaiting", word) for word in opening)
        if not awaited:
            return False
        told = self.of(above, depth + 1)
        barred = told.negated and not self._governors.is_past(above)
        return barred or self._modality.is_future(above) or (told.ahead and told.status not in FACTUAL)

    def _told_by_itself(self, verb: Node) -> Status | None:
        """The status that a verb in the passive tells by itself of what lies ahead, as none of its words is an act
        ("guests are expected on Friday"); None where it tells none."""
        entry = self._governors.of(verb)
        if entry is None or not entry.get("itself") or not is_verb(verb):
            return None
        told = verb.first("passive_subject")
        told_of = told is not None and self._lexicon.noun(told) is None
        whole = told_of and verb.first(*CONTENT) is None and self._modality.finite(verb) is not None
        return cast(Status, entry["status"]) if whole else None

    def negated(self, node: Node) -> bool:
        """Is it said that the act was not? A bare particle that only goes with a negative word is none."""
        words = [child for child in node.children if child.role != "punctuation" and not self._is_cut_off(child, node)]
        words += [c for w in words if w.role in _HELPERS for c in w.children if c.role in ("adverb", "negation")]
        if any(c.role == "negation" or self._in("negators", c.lower) for c in words):
            return True
        if any(self._in("no", c.lower) for c in words) or self._in("without", node.prep):
            return True
        if any(self._in("without", c.lower) for c in words if c.role == "marker"):
            return True
        paired = any(self._in("negative_particles", c.lower) for c in words)
        if paired and any(self._in("paired_negators", c.lower) for c in words):
            return True
        arguments = (c for c in words if c.role in ("subject", "passive_subject", "object"))
        return any(
            self._in("nobody", a.lower) or any(self._in("no", c.lower) for c in a.having("determiner"))
            for a in arguments
            if is_verb(node)
        )

    @staticmethod
    def _is_cut_off(word: Node, verb: Node) -> bool:
        """Whether a comma parts a word from the subject behind it: it is of a clause whose verb is left out ("If she
        does not, the king may ask")."""
        subject = verb.first("subject", "passive_subject")
        before = subject is not None and word.role in ("negation", "adverb") and word.i < subject.i
        return before and subject is not None and any(t.text == "," for t in verb.doc[word.i : subject.i])

    # What it stands under

    def _above(self, node: Node, depth: int) -> Reading | None:
        """The reading that the word gives whose content `node` is; None where there is no such word."""
        base = node.base
        for governor in self._governors.possible(base):
            entry = self._governors.over(base, governor)
            if entry is not None:
                if any(self._in("conditional_markers", m.lower) for m in base.having("marker")):
                    return Reading("possible", certain=False)  # "has not decided whether to leave"
                if "of_others" in entry and base.first("subject", "passive_subject") is not None:
                    entry = {**entry, **entry["of_others"]}
                if "perfect" in entry and any(self._in("perfect", a.lemma) for a in base.having("auxiliary")):
                    entry = {**entry, **entry["perfect"]}  # "soll gestohlen haben"
                if "past" in entry and self._governors.is_past(governor):
                    entry = {**entry, **entry["past"]}  # "mussten das Haus verlassen"
                reading = self._content_of(governor, entry, depth)
                stance = self._stance_of(governor, entry, depth)
                return reading._replace(by=governor, stance=stance, strength=entry.get("strength", "plain"))
        if base.head is not None and self._in("passing", base.head.lemma) and base.role in ("oblique", "participial"):
            return self._above(base.head, depth + 1) if depth < _DEEPEST else None
        return None

    def _content_of(self, governor: Node, entry: Mapping[str, Any], depth: int) -> Reading:
        """What comes of the content of a word: other where the word itself is negated or only supposed."""
        status = cast(Status, entry["status"])
        certain = status in (*FACTUAL, "denied") or bool(entry.get("certain"))
        if self._is_denied(governor):
            status = cast(Status, entry.get("negated") or _OF_NEGATED.get(status, "denied"))
            refused = entry["status"] in AHEAD and status == "denied"
            return Reading(status, status == "denied" and "negated" not in entry, refused, status != "possible")
        if status in ("planned", "happened") and depth < _DEEPEST and self.of(governor, depth + 1).status == "possible":
            return Reading("possible", certain=False)
        return Reading(status, status == "denied", status in AHEAD or bool(entry.get("willing")), certain)

    def _is_denied(self, governor: Node) -> bool:
        """Is a word negated, or the copula whose attribute it is ("is not ready")?"""
        said_of = governor.head if governor.role == "attribute" else None
        return self.negated(governor) or (said_of is not None and self.negated(said_of))

    def _stance_of(self, governor: Node, entry: Mapping[str, Any], depth: int) -> Stance | None:
        """The stance that a word takes on its content; none where it is itself denied or only supposed, but who does
        not want a thing refuses it."""
        stance = cast("Stance | None", entry.get("stance") or _STANCES.get(entry["status"]))
        if stance not in STANCES:
            return None
        if self._is_denied(governor):
            return "refusal" if stance == "plan" else None
        supposed = depth < _DEEPEST and self.of(governor, depth + 1).status in ("possible", "denied", "demanded")
        return None if supposed else stance

    # Its own marks

    def _own_of_clause(self, verb: Node) -> Status | None:
        markers = {c.lower for c in verb.having("marker", "adverb")}
        if any(self._in("conditional_markers", m) for m in markers) or self._in("conditional_markers", verb.prep):
            return "possible"
        if any(self._in("doubt", c.lower) for c in verb.having("adverb")):
            return "possible"
        if self._is_purpose(verb):
            return "planned"
        finite = self._modality.finite(verb)
        if finite is None:
            return None
        return self._modality.of(verb, finite)

    def _is_purpose(self, verb: Node) -> bool:
        if verb.feature("VerbForm") != "Inf" or verb.role not in ("adverbial", "prepositional_clause"):
            return verb.feature("VerbForm") == "Inf" and self._governors.is_aim(verb)
        return any(self._in("purpose", m.lower) for m in verb.having("marker", "auxiliary", "case"))

    def _own_of_noun(self, noun: Node) -> Status | None:
        verb = noun.base.head
        if verb is not None and noun.base.role == "object" and verb.lemma in self._lexicon.light:
            return None
        for child in noun.having("adjective", "participial", "modifier"):
            status = self._modifiers.get(child.lemma) or self._modifiers.get(child.lower)
            if status is not None:
                return status
        return None

    # Where it has none

    def _inherits_from(self, node: Node, depth: int) -> Node | None:
        """The verb whose status a noun, an infinitive or a participle shares; None where it stands on its own."""
        base = node.base
        if base is not node and (is_verb(node) == is_verb(base)):
            return base
        governor = base.head
        if governor is None or governor is node:
            return None
        if is_verb(base):
            if base.role == "prepositional_clause" and not self._governors.is_before(base):
                return governor
            shares = base.role in ("open_complement", "adverbial", "participial", "complement")
            shares = shares and not (base.role == "adverbial" and base.feature("Tense") == "Past")
            return governor if shares and is_verb(governor) and not self._governors.is_before(base) else None
        raised = self._raised(base, governor)
        if raised is not None:
            return raised
        return governor if opens(governor) and self._noun_shares(base, governor, depth) else None

    def _raised(self, noun: Node, verb: Node) -> Node | None:
        """The infinitive that tells how the subject of the verb above it comes about ("the talks are to begin")."""
        if noun.role != "subject" or self._has_factual_relative(noun):
            return None
        below = (c for c in verb.having("open_complement") if c.feature("VerbForm") == "Inf")
        return next((c for c in below if c.lemma in self._lexicon.carrying and c.first("subject") is None), None)

    def _is_settled(self, clause: Node) -> bool:
        """Whether a clause tells when or why, beside a verb that is not told in the future ("on finding leaks")."""
        above = clause.base.head
        return self._governors.is_before(clause.base) and above is not None and not self._modality.is_future(above)

    def _noun_shares(self, noun: Node, verb: Node, depth: int) -> bool:
        carried = verb.lemma in self._lexicon.carrying
        if self._has_factual_relative(noun):
            return False
        if noun.role in ("object", "passive_subject"):
            return carried or not self._definite(noun)
        if noun.role == "subject":
            finite = None if is_verb(verb) else self._modality.finite(verb)
            supposed = finite is not None and self._modality.of(verb, finite) == "possible"
            if carried or supposed or self._definite(noun):
                return carried or supposed
            status = self.of(verb, depth + 1).status if depth < _DEEPEST else "happened"
            return status not in FACTUAL and (status != "denied" or not is_verb(verb))
        return noun.role == "oblique" and not self._in("factual", noun.prep) and not self._definite(noun)

    def _has_factual_relative(self, noun: Node) -> bool:
        return any(self._own_of_clause(clause) in FACTUAL for clause in noun.having("relative"))

    def _definite(self, noun: Node) -> bool:
        owned = noun.first("possessor") is not None
        if owned or any(self._in("definite", c.lower) for c in noun.having("determiner")):
            return True
        return any(self._in("definite_case", c.lower) for c in noun.having("case"))
