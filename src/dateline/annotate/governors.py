"""What may stand over an act so that it gives it a status: promised to leave, the possibility of a withdrawal.

The pack's classes of such words stand in `status.toml`, each with how its content hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model import Status
from ..pack import Pack
from .modality import Modality
from .syntax import Node, is_noun, is_verb
from .triggers import Lexicon

AHEAD: frozenset[Status] = frozenset({"planned", "promised", "threatened", "demanded"})
"""Statuses of what lies ahead of its telling."""
CONTENT = ("complement", "open_complement", "participial", "prepositional_clause", "clausal_subject")
"""Roles of a clause that is what a word governs."""


class Governors:
    """Finds in the neutral tree what a word governs, with the data of one pack."""

    def __init__(self, pack: Pack, lexicon: Lexicon) -> None:
        table = pack.table("status")
        self._lexicon = lexicon
        self._entries: Mapping[str, Mapping[str, Any]] = table.get("governors", {})
        self._terms: Mapping[str, Mapping[str, Any]] = table.get("terms", {})
        self._words = {key: pack.words("status", key) for key in table.get("words", {})}
        self._units = pack.table("time")["words"].get("unit", {}).keys()
        self.modality = Modality(pack, self.supposes)

    def _in(self, key: str, word: str | None) -> bool:
        return word in self._words.get(key, ())

    def over(self, base: Node, governor: Node) -> Mapping[str, Any] | None:
        """What the pack says of a word whose content a noun or a clause is; None where it is not."""
        return (self._class_over_noun if is_noun(base) else self._class_over_clause)(base, governor)

    def possible(self, base: Node) -> Iterator[Node]:
        """What may govern a clause or a noun: a parse that takes the noun beside the verb for it, or the verb for the
        noun, is seen through."""
        governor = base.head
        if governor is None:
            return
        if base.role == "passive_subject":  # "was postponed and is now planned for May"
            yield from [v for v in governor.having("conjunct") if v.first("subject", "passive_subject") is None][-1:]
        if base.feature("VerbForm") == "Inf" or is_noun(base):
            yield from (n for n in governor.having("attribute") if n.pos == "ADJ" and (n.i < base.i or is_noun(base)))
        if is_verb(governor) and base.feature("VerbForm") == "Inf":
            before = [n for n in governor.having("object", "passive_subject") if n.i < base.i <= n.i + 3]
            yield from before
        yield governor
        if is_noun(base) and base.role == "oblique" and is_verb(governor):
            yield from (n for n in governor.having("object") if n.i < base.i)
        unclassed = is_noun(governor) and governor.lemma not in self._entries
        if unclassed and governor.role in ("object", "indirect", "oblique") and governor.head is not None:
            yield governor.head

    def _entry(self, governor: Node) -> Mapping[str, Any] | None:
        """What the pack says of a governor; another thing where it sets a last day or a time ("gave them until May to
        leave", "gave them a week to leave")."""
        if governor.lemma in self._terms and any(self._is_term(c) for c in governor.children):
            return self._terms[governor.lemma]
        return self.of(governor)

    def of(self, word: Node) -> Mapping[str, Any] | None:
        """What the pack says of a word, by its lemma and its particle ("call off"), else by its lemma."""
        phrasal = (self._entries.get(f"{word.lemma} {c.lower}") for c in word.having("particle"))
        return next((entry for entry in phrasal if entry is not None), self._entries.get(word.lemma))

    def _is_term(self, node: Node) -> bool:
        """Whether a phrase tells until when, or how long."""
        limits = node.lower in self._units or self._in("limits", node.lemma)
        bare = node.role in ("object", "adverbial_noun", "passive_subject")
        bare = bare or (node.role == "oblique" and not node.prep)
        return (bare and limits) or self._in("until", node.prep)

    def _class_over_clause(self, clause: Node, governor: Node) -> Mapping[str, Any] | None:
        entry = self._entry(governor)
        content = clause.role in CONTENT or (clause.role == "adverbial" and self._is_content(clause, entry))
        content = content or (entry is not None and self._follows_particle(clause, governor, entry))
        content = content or (clause.role == "relative" and is_noun(governor) and self.is_infinitive(clause))
        content = content or entry in self._terms.values()
        if entry is None or not content or not self._fits(entry, governor):
            return None
        if clause.role == "participial" and (clause.feature("VerbForm") != "Inf" or self.is_aim(clause)):
            return None
        if self.is_infinitive(clause):
            return entry if _is_over(entry, "infinitive", "clause") else None
        ahead = entry["status"] in AHEAD
        if not _is_over(entry, "clause") or (ahead and self.is_past(clause)):
            return None
        return entry

    def is_past(self, clause: Node) -> bool:
        """Is it told as past, so that nothing that looks ahead can be said of it?"""
        finite = self.modality.finite(clause)
        if finite is None or finite.feature("Tense") not in ("Past", "Imp") or finite.feature("Mood") == "Sub":
            return False
        return self.modality.of(clause, finite) == "happened"

    def is_infinitive(self, clause: Node) -> bool:
        """Whether a clause has an infinitive, its own or its auxiliary's, and no finite verb."""
        helpers = clause.having("auxiliary", "passive_auxiliary")
        bare = clause.feature("VerbForm") == "Inf" or any(h.feature("VerbForm") == "Inf" for h in helpers)
        return bare and self.modality.finite(clause) is None

    def _fits(self, entry: Mapping[str, Any], governor: Node) -> bool:
        """Does the governor have the aspect and the particle that its entry asks for, and no preposition it bars?"""
        if governor.prep is not None and governor.prep in entry.get("unless", ()):
            return False
        if "particle" in entry and all(child.lower != entry["particle"] for child in governor.children):
            return False
        if entry.get("verb") is False and is_verb(governor):
            return False
        if "reflexive" in entry and governor.is_reflexive != entry["reflexive"]:
            return False
        return "form" not in entry or governor.feature("Aspect") == entry["form"]

    def supposes(self, verb: Node) -> bool:
        """Whether a verb makes only possible what it governs ("would consider")."""
        entry = self.of(verb)
        return entry is not None and entry["status"] == "possible" and self._fits(entry, verb)

    def _is_content(self, clause: Node, entry: Mapping[str, Any] | None) -> bool:
        """Some parses take the infinitive that a verb governs for an adverbial; one of purpose has its own marker, or
        follows an object. A marker that the verb asks for is none of purpose (called for the mayor to resign)."""
        if clause.feature("VerbForm") != "Inf" or clause.head is None:
            return False
        marker = clause.first("marker", "case")
        if marker is not None:
            wanted = entry is not None and marker.lower in entry.get("prep", ())
            beside = self._in("purpose", marker.lower) or (self.is_before(clause) and not wanted)
            return (wanted and clause.first("subject") is not None) or not beside
        return clause.head.first("object") is None

    @staticmethod
    def _follows_particle(clause: Node, governor: Node, entry: Mapping[str, Any]) -> bool:
        """Whether a gerund stands behind the particle of its governor, which some parses take for an adverbial ("ruled
        out leaving")."""
        before = next((c for c in governor.children if c.lower == entry.get("particle")), None)
        return before is not None and before.i + 1 == clause.i and clause.role == "adverbial"

    def _class_over_noun(self, noun: Node, governor: Node) -> Mapping[str, Any] | None:
        entry = self.of(governor)
        if entry is None or not _is_over(entry, "noun") or not self._fits(entry, governor):
            return None
        if noun.role == "oblique" and noun.prep is not None:
            wanted = entry.get("prep", () if is_verb(governor) else self._words["content"])
            fits = noun.prep in wanted
        elif noun.role == "modifier":
            fits = is_noun(governor)
        else:
            told = noun.role == "subject" and governor.role == "attribute" and entry.get("subject")  # "a vote is due"
            taken = noun.role == "passive_subject" or (noun.role == "object" and not entry.get("passive"))
            fits = told or (taken and entry.get("object", True))
        if not fits or (entry.get("willed") and self._unwilled(noun)) or self._is_answered(noun, entry):
            return None
        return entry

    def _is_answered(self, noun: Node, entry: Mapping[str, Any]) -> bool:
        """Whether a word refuses what was asked: asked it was ("rejected the demand")."""
        asked = self._entries.get(noun.lemma, {}).get("status") == "demanded"
        return asked and entry.get("stance") == "refusal"

    def _unwilled(self, noun: Node) -> bool:
        """Deaths and disasters are announced once they have happened, other acts before they do."""
        entry = self._lexicon.noun(noun) or {}
        return self._lexicon.property(entry.get("sense"), "willed") is False

    def is_aim(self, verb: Node) -> bool:
        """Whether a word of purpose opens a clause ("in order to leave")."""
        return any(self._in("aim", m.lower) for m in verb.having("marker", "case"))

    def is_before(self, clause: Node) -> bool:
        """Whether a word opens a clause behind which an act happened ("after leaving")."""
        return any(self._in("factual", c.lower) for c in clause.having("marker", "adverb", "case"))


def _is_over(entry: Mapping[str, Any], *kinds: str) -> bool:
    """Does an entry hold for such content: a noun, a clause, an infinitive? It does for all where it says none."""
    over = entry.get("over", kinds)
    return any(kind in ([over] if isinstance(over, str) else over) for kind in kinds)
