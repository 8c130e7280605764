"""The verb that carries a clause, with what helps it and what belongs to it: the part of the parse without a model
(`shallow`) between clauses and their arguments.

The finite verb; the participle or infinitive that it helps, at the end of its clause where verbs close clauses, with
the passive that they make; the prefix that is parted from it; an infinitive that carries a clause of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile, zip_longest
from typing import Any

from .stretches import Clause
from .words import Word, Words

_REACH = 4
"""Words from an auxiliary to its participle, where the language keeps them together."""


class Predicates:
    """Finds the verbs of clauses, by the table of their language."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._words = Words(table)
        self._moving = tuple(table.get("words", {}).get("perfect_in_state", ()))
        self._bracket = bool(table.get("verbs_close_clauses"))

    def carry(self, clause: Clause) -> None:
        """Find the verb of a clause, with its helpers."""
        if not self._bracket:
            self._perfect_infinitives(clause)
        verbs = [w for w in clause.words if w.pos in ("VERB", "AUX")]
        finite = next((w for w in verbs if w.is_form("Fin")), None)
        if self._bracket and verbs and self._marked(clause, verbs[-1]):
            if finite is None or clause.words[0].text == ",":
                self._carry_infinitive(clause)
            else:
                self._carry_above(clause, verbs[-1])
            return
        if self._bracket and finite is not None and self.is_below(clause, finite):
            finite = self._closing_helper(verbs, finite)
        if (
            finite is None
            and self._bracket
            and verbs
            and verbs[-1].is_form("Inf")
            and verbs[-1].lower == verbs[-1].lemma
        ):
            finite = verbs[-1]  # a plural present that looks like the infinitive
            finite.feats = "VerbForm=Fin|Tense=Pres"
        if finite is None and self._bracket and (finite := self._second(clause, verbs)) is not None:
            finite.feats = "VerbForm=Fin|Tense=Pres"
        opens = [w for w in clause.words if w.pos not in ("PUNCT", "SPACE")][:1] == verbs
        opens = opens and bool(verbs) and verbs[0].text[0].isupper()
        if finite is None and not self._bracket and opens and verbs[0].is_form("Part"):
            clause.verb, clause.finite, clause.passive = verbs[0], verbs[0], True  # "Liberados dos rehenes"
            return
        if finite is None:
            self._carry_infinitive(clause)
            return
        clause.verb = clause.finite = finite
        if finite.pos == "AUX" and (main := self._main(finite, clause.words)) is not None:
            self._carry_helped(clause, finite, main)
        if self._bracket and finite.pos == "VERB" and self._words.has_lemma(finite, "modals"):
            self._carry_below(clause, finite)
        if self._bracket and clause.verb.pos == "VERB" and (particle := self._particle(clause)) is not None:
            particle.head, particle.dep, particle.pos = clause.verb.i, "compound:prt", "PART"
            clause.verb.lemma = particle.lower + clause.verb.lemma

    def _carry_above(self, clause: Clause, infinitive: Word) -> None:
        """The verb above an infinitive that no comma parts from it ("drohte am Montag zu kündigen", "haben aufgehört zu
        hoffen")."""
        words = clause.words
        before = words[words.index(infinitive) - 1]
        inside = [infinitive, before] if self._words.has(before, "infinitive_marks") else [infinitive]
        clause.words = [w for w in words if w not in inside]
        self.carry(clause)
        clause.words = words
        if before in inside:
            before.head, before.dep, before.pos = infinitive.i, "mark", "PART"
        infinitive.feats = "VerbForm=Inf"
        if clause.verb is not None:
            infinitive.head, infinitive.dep = clause.verb.i, "xcomp"

    @staticmethod
    def _perfect_infinitives(clause: Clause) -> None:
        """A participle is an infinitive with its helper before it, where that helps no other ("niega haber robado")."""
        for before, helper, verb in zip([None, *clause.words], clause.words, clause.words[1:], strict=False):
            alone = helper.pos == "AUX" and helper.is_form("Inf") and (before is None or before.pos != "AUX")
            if alone and verb.pos == "VERB" and verb.is_form("Part"):
                helper.head, helper.dep, helper.feats, verb.dep = verb.i, "aux", "VerbForm=Inf", "xcomp"

    def _second(self, clause: Clause, verbs: Sequence[Word]) -> Word | None:
        """The verb of a main clause that looks like an infinitive or a participle: behind its first phrase, not at its
        end ("Wir lassen uns das nicht gefallen", "Ungarn blockiert Hilfen")."""
        opener, verb = clause.opener, verbs[0] if verbs else None
        if verb is None or verb.pos != "VERB" or (opener is not None and opener.pos != "CCONJ"):
            return None
        told = [w for w in clause.words if w.pos not in ("PUNCT", "SPACE", "ADP")]
        named = any(w.pos in ("NOUN", "PROPN", "PRON") for w in told if w.i < verb.i)
        alike = verb.is_form("Inf") and verb.lower == verb.lemma
        alike |= verb.is_form("Part") and verb.lower[:-1] == verb.lemma[:-2]
        helped = any(w.pos == "AUX" for w in verbs) or self._marked(clause, verb)
        return verb if named and alike and not helped and told[-1] is not verb else None

    def _carry_helped(self, clause: Clause, finite: Word, main: Word) -> None:
        """The verb that a finite one helps, passive by it or by another helper ("ist zerstört worden")."""
        passive = self._makes_passive(finite, main)
        for helper in (w for w in clause.words if w.pos == "AUX" and w is not main):
            inner = helper is not finite and self._words.has_lemma(helper, "passive") and main.is_form("Part")
            passive = passive or inner
            helper.head, helper.dep = main.i, "aux:pass" if passive and (inner or helper is finite) else "aux"
        main.pos, clause.verb, clause.passive = "VERB", main, passive

    def _makes_passive(self, helper: Word, main: Word) -> bool:
        """Whether a helper and a participle are a passive: of a state, but for verbs of which the same helper makes the
        perfect ("ist geplant", but "ist zurückgegangen")."""
        if not main.is_form("Part"):
            return False
        in_state = self._words.has_lemma(helper, "state_passive") and not main.lemma.endswith(self._moving)
        return in_state or self._words.has_lemma(helper, "passive")

    def _carry_below(self, clause: Clause, modal: Word) -> None:
        """The participle with its helper that a modal governs, passive or perfect ("soll geräumt werden", "soll
        geräumt haben")."""
        for at, word in enumerate(clause.words):
            helpers = list(takewhile(lambda w: w.pos == "AUX", clause.words[at + 1 :]))
            last = helpers[-1] if helpers else word
            behind = last.pos == "AUX" and last.is_form("Inf", "Fin") and last.lower == last.lemma
            if behind and word.pos == "VERB" and word is not modal:
                word.head, word.dep, word.feats = modal.i, "xcomp", "VerbForm=Part|Tense=Past"
                passive = self._makes_passive(helpers[0], word)
                for helper in helpers:
                    helper.head, helper.dep = word.i, "aux:pass" if passive and helper is helpers[0] else "aux"
                last.feats = "VerbForm=Inf"

    def share_helper(self, one: Clause, other: Clause) -> None:
        """A clause behind a conjunction whose participle has its helper from the one before it; both are passive where
        the last is ("sind getötet und verletzt worden")."""
        helper = one.finite
        if other.verb is not None or helper is None or helper.pos != "AUX" or helper is one.verb:
            return
        verb = next((w for w in reversed(other.words) if w.pos == "VERB" and w.is_form("Part")), None)
        if verb is None:
            return
        other.verb = other.finite = verb
        other.passive = one.passive
        for own in (w for w in other.words if w.pos == "AUX"):
            other.passive |= self._words.has_lemma(own, "passive")
            own.head, own.dep = verb.i, "aux:pass" if other.passive else "aux"
        if other.passive:
            one.passive, helper.dep = True, "aux:pass"

    @staticmethod
    def suppose(one: Clause, other: Clause) -> None:
        """A clause that begins with its finite verb, before one that goes on so, is a condition ("Kommt keine Mehrheit
        zustande, wird neu gewählt")."""
        starts = [[w for w in c.words if w.pos not in ("SPACE", "PUNCT")][:1] for c in (one, other)]
        begins = all(s and s[0] is c.finite for s, c in zip(starts, (one, other), strict=True))
        first = one.words[0].text
        leads = one.opener is None and first != "," and first[0].isupper() and other.words[0].text == ","
        if begins and leads and one.finite is not None:
            one.supposed = True
            one.finite.feats = "VerbForm=Fin|Mood=Cnd"

    def _marked(self, clause: Clause, verb: Word) -> bool:
        """Whether an infinitive has its mark before it or inside ("zu räumen", "freizulassen")."""
        before = next((w for w in clause.words if w.i == verb.i - 1), None)
        return self._words.has(before, "infinitive_marks") or (verb.is_form("Inf") and verb.lower != verb.lemma)

    def _closing_helper(self, verbs: Sequence[Word], finite: Word) -> Word:
        """The helper that closes a clause below another, whose participle looks like a finite verb ("verurteilt
        wurde"), or the modal behind a helper in the infinitive ("gestohlen haben soll"); the verb itself where there is
        none."""
        helper = verbs[-1]
        if helper.is_form("Fin") and self._words.has_lemma(helper, "modals"):
            return helper
        if finite.pos != "VERB" or helper.pos != "AUX" or not helper.is_form("Fin") or verbs[-2] is not finite:
            return finite
        finite.feats = "VerbForm=Part|Tense=Past"
        return helper

    def _carry_infinitive(self, clause: Clause) -> None:
        """An infinitive behind a comma carries a clause of its own, which a preposition may open ("um zu"); of a
        perfect one the participle does ("getötet zu haben")."""
        words = [w for w in clause.words if w.pos not in ("PUNCT", "SPACE")]
        if not self._bracket or not words or clause.words[0].text != ",":
            return
        verb, mark = words[-1], words[-2] if len(words) > 2 else None
        if mark is not None and self._words.has(mark, "infinitive_marks"):
            mark.head, mark.dep, mark.pos = verb.i, "mark", "PART"
            participle = words[-3] if len(words) > 3 else None
            if verb.pos == "AUX" and participle is not None and participle.pos == "VERB":
                verb.head, verb.dep, verb.feats = participle.i, "aux", "VerbForm=Inf"
                mark.head, verb = participle.i, participle
                verb.feats = "VerbForm=Part|Tense=Past"
        elif not (verb.is_form("Inf") and verb.lower != verb.lemma):
            return
        clause.verb = verb
        if self._words.has(words[0], "reasons"):
            clause.opener, words[0].pos = words[0], "SCONJ"

    def _main(self, finite: Word, words: Sequence[Word]) -> Word | None:
        """What an auxiliary helps: the participle or infinitive behind it, or at the end of its clause."""
        later = [w for w in words if w.i > finite.i and w.pos in ("VERB", "AUX", "ADJ")]
        earlier = [w for w in words if w.i < finite.i and w.pos == "VERB" and w.is_form("Part", "Inf")]
        near = [w for w in later if w.is_form("Part", "Inf", "Ger")]
        if self._bracket:
            candidates = [w for w in later if w.pos == "VERB"] or near or earlier
            found = candidates[-1] if candidates else None
            others = ("Part",) if found is not None and self._is_perfect(finite, found, words) else ("Part", "Inf")
            if found is not None and not found.is_form(*others):
                found.feats = "VerbForm=Part|Tense=Past"  # what closes a clause behind a helper has no other form
            return found
        near = [w for w in near if w.i - finite.i <= _REACH]
        return near[-1] if near and near[0].pos == "AUX" else near[0] if near else None

    def _is_perfect(self, helper: Word, verb: Word, words: Sequence[Word]) -> bool:
        """Whether a verb that looks like an infinitive is the participle of a perfect ("hat Kredite vergeben", "seien
        übergeben worden"), with nothing that marks an infinitive before it."""
        before = next((w for w in words if w.i == verb.i - 1), None)
        others = [w for w in words if w.pos == "AUX" and w is not helper]
        perfect = not self._words.has_lemma(helper, "passive") or any(w.is_form("Part") for w in others)
        return perfect and verb.lower == verb.lemma and not self._words.has(before, "infinitive_marks")

    def _particle(self, clause: Clause) -> Word | None:
        """The separable prefix at the end of a clause ("lehnte ... ab"), or before a conjunction that adds to it
        ("zieht ... ab und damit ...", not "auf und ab")."""
        words = [w for w in clause.words if w.pos not in ("PUNCT", "SPACE")]
        verb = clause.verb
        if verb is None or not verb.is_form("Fin"):
            return None
        ends = [
            w
            for w, joint, added in zip_longest(words, words[1:], words[2:])
            if joint is not None and joint.pos == "CCONJ" and not self._words.has(added, "particles")
        ]
        apart = (w for w in (*ends, *words[-1:]) if w.i > verb.i and self._words.has(w, "particles"))
        return next(apart, None)

    def is_below(self, clause: Clause, finite: Word | None = None) -> bool:
        """Whether a clause stands below another, with this finite verb if not with its own; so does one without."""
        opener = clause.opener
        if (finite or clause.finite) is None or clause.supposed:
            return True
        return opener is not None and (opener.pos == "SCONJ" or self._words.has(opener, "relatives", "free_relatives"))
