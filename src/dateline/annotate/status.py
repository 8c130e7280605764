"""Did it happen? The status and polarity of an act, from its own marks and from what it stands under.

An act takes its status from the nearest of: its own negation; the word that it is the content of (promised to leave,
the possibility of a withdrawal), by the pack's classes in `status.toml`; its own modality and tense; and, where it has
none of its own (an infinitive, a noun), from the verb above it. The idea of reading factuality down a chain of
embedding words is FactBank's (Sauri and Pustejovsky 2009); here each link is one lookup.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ..model import FACTUAL, Status
from ..pack import Pack
from .syntax import Node, is_noun, is_verb
from .triggers import Lexicon

Reading = tuple[Status, bool]
"""A status and whether the act is negated."""

_OF_NEGATED: Mapping[Status, Reading] = {
    "planned": ("denied", True),
    "promised": ("possible", False),
    "demanded": ("possible", False),
    "threatened": ("possible", False),
    "possible": ("denied", True),
    "denied": ("possible", False),
}
"""What the content of a negated word comes to: no plan to leave, did not promise to leave, did not refuse to leave."""

_CONTENT = ("complement", "open_complement", "participial", "prepositional_clause", "clausal_subject")
_DEEPEST = 12
"""Steps up the tree that are taken at most."""


class Factuality:
    """Reads statuses out of neutral trees, with the data of one pack."""

    def __init__(self, pack: Pack, lexicon: Lexicon) -> None:
        table = pack.table("status")
        self._lexicon = lexicon
        self._governors: Mapping[str, Mapping[str, Any]] = table.get("governors", {})
        self._auxiliaries: Mapping[str, Status] = table.get("auxiliaries", {})
        self._modifiers: Mapping[str, Status] = table.get("modifiers", {})
        self._words = {key: pack.words("status", key) for key in table.get("words", {})}

    def _in(self, key: str, word: str | None) -> bool:
        return word in self._words.get(key, ())

    def of(self, node: Node, depth: int = 0) -> Reading:
        """The status of the act told by `node`, and whether it is negated."""
        if self.negated(node):
            return "denied", True
        above = self._above(node)
        if above is not None:
            return above
        own = self._own_of_noun(node) if not is_verb(node) else self._own_of_verb(node)
        if own is not None:
            return own, False
        governor = self._inherits_from(node)
        if governor is not None and depth < _DEEPEST:
            return self.of(governor, depth + 1)
        return "happened", False

    def negated(self, node: Node) -> bool:
        """Is it said that the act was not? A bare particle that only goes with a negative word is none."""
        words = [child for child in node.children if child.role != "punctuation"]
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

    # What it stands under

    def _above(self, node: Node) -> Reading | None:
        """The reading that the word gives whose content `node` is; None where there is no such word."""
        base = node.base
        governor = base.head
        if governor is None:
            return None
        if is_noun(base) or base.pos == "PRON":
            entry = self._class_over_noun(base, governor)
        else:
            entry = self._class_over_clause(base, governor)
        if entry is None:
            return self._through_light_noun(base, governor)
        status = cast(Status, entry["status"])
        if self.negated(governor):
            return _OF_NEGATED[status]
        return status, status == "denied"

    def _class_over_clause(self, clause: Node, governor: Node) -> Mapping[str, Any] | None:
        entry = self._governors.get(governor.lemma)
        content = clause.role in _CONTENT or (clause.role == "adverbial" and self._is_content(clause))
        if entry is None or not content or clause.role == "relative" or entry.get("over") == "noun":
            return None
        if clause.role == "participial" and clause.feature("VerbForm") != "Inf":
            return None
        bare = self._finite(clause) is None
        if entry.get("over") == "infinitive" and not bare:
            return None
        if "form" in entry and governor.feature("Aspect") != entry["form"]:
            return None
        return entry

    def _is_content(self, clause: Node) -> bool:
        """Some parses take the infinitive that a verb governs for an adverbial; one of purpose has its own marker."""
        marker = clause.first("marker", "case")
        return clause.feature("VerbForm") == "Inf" and marker is not None and not self._in("purpose", marker.lower)

    def _class_over_noun(self, noun: Node, governor: Node) -> Mapping[str, Any] | None:
        entry = self._governors.get(governor.lemma)
        if entry is None or entry.get("over") in ("infinitive", "clause"):
            return None
        if noun.role == "oblique" and noun.prep is not None:
            wanted = entry.get("prep")
            fits = noun.prep in wanted if wanted else is_noun(governor) and self._in("content", noun.prep)
        elif noun.role == "modifier":
            fits = is_noun(governor)
        else:
            fits = noun.role in ("object", "passive_subject") and not entry.get("prep")
        if not fits or (entry.get("willed") and self._unwilled(noun)):
            return None
        return entry

    def _unwilled(self, noun: Node) -> bool:
        """Deaths and disasters are announced once they have happened, other acts before they do."""
        entry = self._lexicon.noun(noun) or {}
        return self._lexicon.property(entry.get("sense"), "willed") is False

    def _through_light_noun(self, node: Node, governor: Node) -> Reading | None:
        """A noun of no act of its own passes on what it stands under (put forward the idea of a withdrawal)."""
        if self._in("passing", governor.lemma) and node.role in ("oblique", "participial"):
            return self._above(governor)
        return None

    # Its own marks

    def _finite(self, verb: Node) -> Node | None:
        """The finite verb form of the clause: an auxiliary, or the verb itself."""
        for node in (*verb.having("auxiliary", "passive_auxiliary", "copula"), verb):
            if node.feature("VerbForm") == "Fin":
                return node
        return None

    def _own_of_verb(self, verb: Node) -> Status | None:
        markers = {c.lower for c in verb.having("marker", "adverb")}
        if any(self._in("conditional_markers", m) for m in markers) or self._in("conditional_markers", verb.prep):
            return "possible"
        if any(self._in("doubt", c.lower) for c in verb.having("adverb")):
            return "possible"
        if verb.role == "adverbial" and self._is_purpose(verb):
            return "planned"
        finite = self._finite(verb)
        if finite is None:
            return None
        return self._of_finite(verb, finite)

    def _is_purpose(self, verb: Node) -> bool:
        marker = verb.first("marker", "auxiliary", "case")
        return verb.feature("VerbForm") == "Inf" and marker is not None and self._in("purpose", marker.lower)

    def _of_finite(self, verb: Node, finite: Node) -> Status | None:
        for helper in verb.having("auxiliary"):
            modal = self._auxiliaries.get(helper.lower)
            if modal is not None:
                return self._future(verb) if modal == "planned" else modal
            if self._in("conditional_auxiliaries", helper.lower):
                perfect = any(self._in("perfect", c.lemma) for c in verb.having("auxiliary"))
                return self._conditional(verb, perfect)
        if finite.feature("Mood") == "Cnd" and self._ends(finite, "conditional_endings"):
            return self._conditional(verb, finite is not verb and finite.role == "auxiliary")
        if finite.feature("Tense") == "Fut" and self._ends(finite, "future_endings"):
            return self._future(verb)
        if finite.feature("Tense") == "Past" or finite.feature("Tense") == "Imp":
            return "happened"
        progressive = verb.feature("Aspect") == "Prog"
        now = any(self._in("now", c.lower) for c in verb.having("adverb")) and verb.feature("Tense") == "Pres"
        return "ongoing" if progressive or now else "happened"

    def _ends(self, finite: Node, key: str) -> bool:
        endings = self._words.get(key)
        return not endings or finite.lower.endswith(tuple(endings))

    def _future(self, verb: Node) -> Status:
        """What will be where something else is: not planned, only possible."""
        for clause in verb.having("adverbial"):
            if any(self._in("if", m.lower) for m in clause.having("marker")):
                return "possible"
        return "planned"

    def _conditional(self, verb: Node, perfect: bool) -> Status:
        """The future of the past in reported speech; else hearsay or hypothesis."""
        governor = verb.base.head
        reported = verb.base.role in ("complement", "parataxis") and governor is not None and is_verb(governor)
        if reported and not perfect and governor is not None and not self._is_supposition(verb):
            finite = self._finite(governor)
            if finite is None or finite is not governor or finite.feature("Tense") in ("Past", "Imp"):
                return self._future(verb)
        return "possible"

    def _is_supposition(self, verb: Node) -> bool:
        return any(self._in("if", m.lower) for c in verb.having("adverbial") for m in c.having("marker"))

    def _own_of_noun(self, noun: Node) -> Status | None:
        for child in noun.having("adjective", "participial", "modifier"):
            status = self._modifiers.get(child.lemma) or self._modifiers.get(child.lower)
            if status is not None:
                return status
        return None

    # Where it has none

    def _inherits_from(self, node: Node) -> Node | None:
        """The verb whose status a noun, an infinitive or a participle shares; None where it stands on its own."""
        base = node.base
        if base is not node and (is_verb(node) == is_verb(base)):
            return base
        governor = base.head
        if governor is None:
            return None
        if is_verb(base):
            shares = base.role in ("open_complement", "prepositional_clause", "adverbial", "participial", "complement")
            return governor if shares and is_verb(governor) and not self._is_before(base) else None
        if is_verb(governor) and self._noun_shares(base, governor):
            return governor
        return None

    def _is_before(self, clause: Node) -> bool:
        return any(self._in("factual", c.lower) for c in clause.having("marker", "adverb", "case"))

    def _noun_shares(self, noun: Node, verb: Node) -> bool:
        lexicon = self._lexicon
        carried = verb.lemma in lexicon.light or verb.lemma in lexicon.occurring or self._in("aspectual", verb.lemma)
        if noun.role in ("subject", "passive_subject") and self._has_factual_relative(noun):
            return False
        if noun.role in ("object", "passive_subject"):
            return carried or not self._definite(noun)
        if noun.role == "subject":
            return carried or (not self._definite(noun) and self.of(verb)[0] not in FACTUAL)
        return noun.role == "oblique" and not self._in("factual", noun.prep) and not self._definite(noun)

    def _has_factual_relative(self, noun: Node) -> bool:
        return any(self._own_of_verb(clause) in FACTUAL for clause in noun.having("relative"))

    def _definite(self, noun: Node) -> bool:
        owned = noun.first("possessor") is not None
        return owned or any(self._in("definite", c.lower) for c in noun.having("determiner"))
