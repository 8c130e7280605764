"""What each phrase of a clause is to its verb, by order of words: the second part of the parse without a model
(`shallow`).

Noun phrases, with the preposition that leads them; subject and object by what stands before and after the verb.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import Any

from .marks import CLOSING
from .nounphrases import INSIDE, NounPhrases, Phrase
from .stretches import Clause
from .words import NOMINAL, QUOTES, Word, Words

_CLOSING = frozenset((",", *CLOSING))


class Arguments:
    """Hangs the words of a clause on one another, by the table of its language."""

    def __init__(
        self, table: Mapping[str, Any], sayings: Mapping[str, Mapping[str, Any]], governors: Collection[str]
    ) -> None:
        self._words = Words(table)
        self._noun_phrases = NounPhrases(table)
        self._sayings, self._governors = sayings, governors
        self._capitals = bool(table.get("nouns_have_capitals"))
        self._bracket = bool(table.get("verbs_close_clauses"))
        self._plural = tuple(table.get("plural_endings", ()))
        self._plural_nouns = tuple(table.get("plural_nouns", ()))

    def fill(self, clause: Clause) -> None:
        """Hang the words of a clause on its verb; on its first noun where it has none."""
        phrases = self._noun_phrases.of(clause)
        root = clause.verb or next((p[1] for p in phrases), clause.words[0])
        for prep, head, inner in phrases:
            if len(inner) > 1 and head is not inner[0] and self._noun_phrases.is_owned(inner[:1], inner[1], inner[0]):
                inner[0].head, inner[0].dep = head.i, "nmod:poss"  # "Polens neuer Regierungschef"
            names = [w for w in inner if w.pos == "PROPN" and w is not head and w.head < 0]
            for word in inner:
                if word.head < 0 and word is not head:
                    flat = word in names[1:]
                    word.head, word.dep = (names[0].i, "flat") if flat else (head.i, self._inner(word, head))
            if prep is not None:
                prep.head, prep.dep = head.i, "case"
        self._likened(clause, root)
        self._led_opener(clause, root)
        self._led_pronouns(clause, root)
        self._infinitives(clause, root)
        self._arguments(clause, phrases, root)
        acted = any(w.head == root.i and w.dep.startswith("nsubj") for w in clause.words)
        acted = acted or any(self._acts(w) for w in clause.words)
        for word in clause.words:
            if word is root or word.head >= 0:
                continue
            above = self._governing(clause, word, root) if word.pos == "NUM" else root
            word.head, word.dep = above.i, self._outer(word, root, acted)

    def _acts(self, word: Word) -> bool:
        """Whether a pronoun can only be a subject."""
        sure = self._words.has(word, "nominative") and not self._words.has(word, "expletives")
        return word.pos == "PRON" and word.head < 0 and sure

    def _likened(self, clause: Clause, root: Word) -> None:
        """What something is called need be no noun ("bezeichnete den Plan als „völlig inakzeptabel“")."""
        for at, prep in enumerate(clause.words):
            if prep.pos != "ADP" or prep.head >= 0 or not self._words.has(prep, "likening"):
                continue
            behind = [w for w in clause.words[at + 1 :] if w.text not in QUOTES]
            told = list(takewhile(lambda w: w.pos in ("ADV", "ADJ") and w.head < 0 and w is not root, behind))
            for word in told:
                word.head, word.dep = told[-1].i, "advmod"
            if told:
                prep.head, prep.dep = told[-1].i, "case"
                told[-1].head, told[-1].dep = root.i, "obl"

    def _led_opener(self, clause: Clause, root: Word) -> None:
        """A relative word behind a preposition is no subject ("de los que")."""
        opener, lead = clause.opener, clause.lead
        if opener is None or opener.pos not in ("SCONJ", "PRON") or not lead:
            return
        for word in lead:
            word.head, word.dep = opener.i, "case" if word.pos == "ADP" else "det"
        marked = opener.pos == "PRON" and self._words.has(lead[0], "object_marks")  # "a quien acusó"
        opener.pos, opener.head, opener.dep = "PRON", root.i, "obj" if marked else "obl"

    @staticmethod
    def _led_pronouns(clause: Clause, root: Word) -> None:
        """A pronoun behind a preposition is no subject ("entre ellos")."""
        for prep, word in pairwise(clause.words):
            if prep.pos == "ADP" and word.pos == "PRON" and word is not root and word.head < 0:
                prep.head, prep.dep = word.i, "case"
                word.head, word.dep = root.i, "obl"

    def _infinitives(self, clause: Clause, root: Word) -> None:
        """A preposition before an infinitive leads it; of some the two tell why or how, not what ("to keep order")."""
        for at, (before, word) in enumerate(pairwise(clause.words)):
            negates = before.pos == "ADV" and self._words.has(before, "negations")
            led = clause.words[at + 2] if negates and word.pos == "ADP" and at + 2 < len(clause.words) else word
            if negates and led.pos in ("VERB", "AUX") and led.is_form("Inf") and led is not root:
                verb = led.head if led.pos == "AUX" and led.head >= 0 else led.i
                before.head, before.dep = verb, "advmod"  # "urged them not to leave", "de no haber pagado"
                before = clause.words[at - 1] if at and word is led else before
            if before.pos == "ADP" and word.pos == "VERB" and word.is_form("Inf") and word is not root:
                before.head, before.dep = word.i, "mark"
                noun = clause.words[at - 1] if at else None
                if noun is not None and noun.pos in ("NOUN", "ADJ") and noun.lemma in self._governors:
                    word.head, word.dep = noun.i, "acl"  # "their refusal to leave"
                elif noun is not None and noun.pos == "ADJ" and self._words.has(before, "of"):
                    word.head, word.dep = noun.i, "xcomp"  # "those accused of killing"
                elif self._words.has(before, "reasons"):
                    word.head, word.dep = root.i, "advcl"

    def _inner(self, word: Word, head: Word) -> str:
        names = {
            "DET": "det",
            "NUM": "nummod",
            "ADJ": "amod",
            "ADV": "advmod",
            "PROPN": "flat" if head.pos == "PROPN" else "appos",
        }
        return names.get(word.pos, "nmod")

    def _outer(self, word: Word, root: Word, acted: bool) -> str:
        if word.pos == "VERB":
            return "xcomp" if word.is_form("Inf") or word.dep == "xcomp" else "advcl"
        if word.pos == "PRON":
            if "PronType=Dem" in word.feats:
                return "nsubj" if word.i < root.i else "obj"
            if self._words.has(word, "reflexive"):
                return "expl:pv"
            if self._words.has(word, "demonstratives", "expletives") and acted and not self._acts(word):
                return "obj"
            if self._words.has(word, "indirect_pronouns"):
                return "iobj"
            return "nsubj" if self._words.has(word, "nominative", "relatives") else "obj"
        if word.pos == "ADJ" and root.pos == "AUX" and word.lemma in self._governors:
            return "acomp"  # "is not ready to leave"
        names = {"ADV": "advmod", "AUX": "cop", "SCONJ": "mark", "CCONJ": "cc", "PUNCT": "punct", "PART": "mark"}
        return names.get(word.pos, "dep")

    def _arguments(self, clause: Clause, phrases: Sequence[Phrase], root: Word) -> None:
        subject: Word | None = None
        last: Word | None = None
        base: Word | None = None  # of the phrase that goes on
        end, named, led = -2, False, False
        bare = [h for p, h, _ in phrases if p is None and h is not root and not self._words.has(h, "times")]
        beside = [i for p, h, i in phrases if p is None and h is not root and self._is_beside(clause, i, root)]
        titles = self._titles(clause, root)
        bare = [
            h for h in bare if h not in titles and self._at(clause, h.i - 1) != "(" and not any(h in i for i in beside)
        ]
        if self._bracket:
            owned = [b[1] for a, b in pairwise(phrases) if b[2][0].i - a[2][-1].i == 1 and self._owns(b[2], a[2])]
            bare = [h for h in bare if h not in owned]
        pronouns = [w for w in clause.words if w.pos == "PRON" and w.head < 0 and self._words.has(w, "nominative")]
        led_by = clause.finite if self._bracket and not clause.opener else None
        leading = [i for p, h, i in phrases if led_by is not None and h in bare and h.i < led_by.i]
        several = clause.finite is not None and clause.finite.lower.endswith(self._plural)
        several = self._bracket and several and bool(bare)
        for word in pronouns if several else ():
            if self._words.has(word, "expletives"):
                word.head, word.dep = root.i, "expl"  # "Es wurden drei Menschen getötet."
        if several or any(not self._words.has(i[0], "oblique_determiners") for i in leading):
            pronouns = [w for w in pronouns if not self._words.has(w, "expletives")]  # "Der Rat lehnte es ab."
        others = not self._bracket and clause.noun is not None and self._disagrees(clause)
        own = any(h.i < root.i or others or self._words.has_lemma(h, "forces") for h in bare)
        own = len(bare) > 1 if self._bracket else own
        bare_infinitive = clause.verb is not None and clause.finite is None
        befalls = bool(clause.lead) or self._words.has(clause.opener, "oblique_determiners")
        shared = clause.verb is not None and clause.verb is clause.finite and clause.verb.is_form("Part")
        shared &= clause.opener is not None and clause.opener.pos == "CCONJ"
        free = (
            bool(pronouns)
            or clause.shares
            or bare_infinitive
            or (shared and not clause.passive and len(bare) < 2)  # "hat es bestätigt und eine Sperrung empfohlen"
            or self._goes_on(clause)
            or (clause.noun is not None and not own and not befalls)
        )
        for (prep, head, inner), before in zip(phrases, [[], *(words for _, _, words in phrases)], strict=False):
            near = last is not None and inner[0].i - end <= 1 + (prep is not None)
            comma = prep is None and last is not None and inner[0].i - end == 2 and self._at(clause, end + 1) == ","
            end = inner[-1].i
            apart = comma and head is not root
            if prep is None and head in titles:
                head.head, head.dep = root.i, "dep"
                continue
            if prep is None and last is not None and self._at(clause, inner[0].i - 1) == "(" and head is not root:
                head.head, head.dep = last.i, "appos"  # "Ana Berg (SPD)"
                continue
            if base is not None and inner in beside:
                meant = base if self._is_among(clause, inner[0]) or last is None else last
                head.head, head.dep = meant.i, "appos"
                end, named = inner[-1].i, True
                continue
            is_name, was_name = any(w.pos == "PROPN" for w in inner), named
            closed = self._closes(clause, head, root)
            may_be = is_name != was_name and (not led or head.i > root.i)  # "Según la ONU, 137 camiones entraron"
            if apart and base is not None and (may_be or closed):
                head.head, head.dep = base.i, "appos"  # "the mayor, Ana Berg," "Ana Berg, the mayor,"
                last = head
                continue
            if head is root:
                last = base = head
                named = is_name
                continue
            if prep is not None and near and self._words.has(prep, "of"):
                head.head, head.dep = (last or root).i, "nmod"
                last = head
                continue
            participle = self._participle_before(clause, prep or inner[0], root) if head is not root else None
            timed = self._words.has(head, "times") or head.pos == "NUM"
            governing = self._governing(clause, head, root)
            if participle is not None and (timed or prep is not None) and not self._words.has(prep, "object_marks"):
                head.head, head.dep = participle.i, "obl"  # "the death of 18, told on 9 May"
                participle.dep = "acl" if participle.dep == "amod" else participle.dep
                last = head
                continue
            if prep is not None:
                agent = clause.passive and self._words.has(prep, "agent")
                governing = root if agent else governing
                marked = self._words.has(prep, "object_marks") and self._is_object(clause, governing, prep, inner, bare)
                head.head, head.dep = governing.i, "obl:agent" if agent else "obj" if marked else "obl"
            elif near and last is not None and self._bracket and self._owns(inner, before):
                head.head, head.dep = last.i, "nmod:poss"
                last = head
                continue
            elif self._joins(clause, last, inner[0]):
                head.head, head.dep = (last or root).i, "conj"
            elif governing is not root and not timed and self._words.acts_on_itself(governing):
                head.head, head.dep = governing.i, "nsubj"  # "al derrumbarse un puente"
            elif clause.verb is None or clause.verb is not root:
                head.head, head.dep = root.i, "nmod"
            elif self._words.has(head, "times"):
                head.head, head.dep = governing.i, "obl"
            elif subject is None and not free and self._may_act(clause, head, inner, bare):
                subject = head
                head.head, head.dep = root.i, "nsubj:pass" if clause.passive else "nsubj"
            else:
                head.head, head.dep = governing.i, "obj"
            last = base = head
            named, led = is_name, prep is not None
        self._receivers(root, phrases)
        opener = clause.opener
        if opener is not None and opener.pos in ("SCONJ", "DET") and clause.noun is not None:
            opener.pos, opener.head = "PRON", root.i
            acts = subject is None and not befalls and not any(w is not opener for w in pronouns)
            opener.dep = ("nsubj:pass" if clause.passive else "nsubj") if acts else "obj"

    @staticmethod
    def _titles(clause: Clause, root: Word) -> list[Word]:
        """What a colon parts from a clause behind it, which has a subject or an object of its own."""
        colons = [w.i for w in clause.words if w.text == ":" and w.i < root.i]
        between = any(w.pos in NOMINAL for w in clause.words if colons and colons[-1] < w.i < root.i)
        return [w for w in clause.words if between and w.i < colons[-1]]

    @staticmethod
    def _participle_before(clause: Clause, first: Word, root: Word) -> Word | None:
        """The participle, telling of a noun, right before a phrase, or before the number of a day in it; such a number
        belongs to it, too."""
        between: list[Word] = []
        for word in (w for w in reversed(clause.words) if w.i < first.i):
            if word.pos not in ("DET", "NUM") or word.head >= 0:
                told = word.pos in ("ADJ", "VERB") and word.is_form("Part") and word is not root
                for part in between if told else ():
                    part.head, part.dep = word.i, "dep"
                return word if told else None
            between.append(word)
        return None

    def _is_beside(self, clause: Clause, phrase: Sequence[Word], root: Word) -> bool:
        """Whether a phrase only names what stands before it: some of them, or a name in marks ("die Firma „Bote“")."""
        first, last = phrase[0].i, phrase[-1].i
        marked = self._at(clause, first - 1) in QUOTES and self._at(clause, last + 1) in QUOTES
        noun = next((w for w in clause.words if w.i == first - 2), None)
        calls = "names" in self._sayings.get(root.lemma, {})
        named = marked and not calls and noun is not None and noun.pos == "NOUN"
        return named or self._is_among(clause, phrase[0])

    @staticmethod
    def _is_among(clause: Clause, first: Word) -> bool:
        """Whether a phrase names some of those told before it (", entre ellos 13 militares")."""
        before = [w for w in clause.words if w.i < first.i][-3:]
        return [w.text if w.pos == "PUNCT" else w.pos for w in before] == [",", "ADP", "PRON"]

    def _goes_on(self, clause: Clause) -> bool:
        """Whether the verb of a clause follows right behind its conjunction, where verbs stand second: its subject is
        that of the clause before ("und schickte 40 Ärzte")."""
        told = [w for w in clause.words if w.pos not in ("SPACE", "PUNCT")]
        opener = clause.opener
        led = self._bracket and opener is not None and opener.pos == "CCONJ" and told[0] is opener
        return led and len(told) > 1 and told[1] is clause.finite

    def _owns(self, phrase: Sequence[Word], before: Sequence[Word]) -> bool:
        """Whether a phrase begins as an owner's does ("the end of the strike", in one case), behind no name."""
        return self._words.has(phrase[0], "genitive") and not any(w.pos == "PROPN" for w in before)

    def _is_object(self, clause: Clause, verb: Word, prep: Word, inner: Sequence[Word], bare: Sequence[Word]) -> bool:
        """Whether a phrase with the preposition of objects is one, not where somebody goes: a counted one, or one that
        stands right behind its verb, where no other can be the object."""
        if any(self._words.has(w, "measures") for w in inner):
            return False
        if any(w.pos == "NUM" for w in inner):
            return True
        between = [w for w in clause.words if verb.i < w.i < prep.i and w.pos != "ADV"]
        between = [] if self._measures_only(between) else between
        infinitives = (w.i for w in clause.words if w.pos == "VERB" and (w.is_form("Inf") or w.dep == "xcomp"))
        below = next((i for i in infinitives if i > prep.i), None)
        taken = (
            any(h.i > verb.i and (below is None or h.i < below) for h in bare)
            or clause.passive
            or self._words.has_lemma(verb, "goes")
        )
        return verb.pos == "VERB" and verb.i < prep.i and not between and not taken

    def _disagrees(self, clause: Clause) -> bool:
        """Whether the verb of a relative clause is of several, and what it tells of is one, so that who acts is behind
        the verb ("lo que criticaron los jueces")."""
        noun, verb = clause.noun, clause.finite
        if noun is None or verb is None or not self._plural_nouns or noun.pos == "NUM":
            return False
        return verb.lower.endswith(self._plural) and noun.pos == "PRON" and not noun.lower.endswith(self._plural_nouns)

    def _measures_only(self, words: Sequence[Word]) -> bool:
        """Whether words only tell when, or how much of what ("condenó el lunes a dos años de cárcel a ...")."""
        last = [Word(0, "", "", ""), *words[:-1]]
        nouns = [(w, before) for before, w in zip(last, words, strict=False) if w.pos in NOMINAL]
        told = all(self._words.has(w, "times", "measures") or self._words.has(before, "of") for w, before in nouns)
        led = bool(nouns) and self._words.has(nouns[0][0], "times", "measures")
        return led and told and all(w.pos in (*INSIDE, "ADP") for w in words)

    def _governing(self, clause: Clause, head: Word, root: Word) -> Word:
        """The infinitive to which a phrase belongs ("they want to open the port in May"), before it where infinitives
        close clauses, or the verb."""
        verbs = [w for w in clause.words if w.pos == "VERB" and w is not root]
        infinitives = [w for w in verbs if w.is_form("Inf") or w.dep == "xcomp"]
        if self._bracket:
            return next((w for w in infinitives if w.i > head.i), root)
        between = [w for w in infinitives if root.i < w.i < head.i]
        return between[-1] if between else root

    def _receivers(self, root: Word, phrases: Sequence[Phrase]) -> None:
        """Of two objects the one whose article tells the dative is whom something is given or promised; the second is
        what the first is called, behind a verb of calling."""
        objects = [(h, inner) for _, h, inner in phrases if h.dep == "obj" and h.head == root.i]
        if len(objects) > 1 and self._sayings.get(root.lemma, {}).get("names") == []:
            objects.pop()[0].dep = "acomp"
        for head, inner in objects if len(objects) > 1 else ():
            if self._words.has(inner[0], "dative"):
                head.dep = "iobj"
                return

    @staticmethod
    def _closes(clause: Clause, head: Word, root: Word) -> bool:
        """Whether a comma closes a phrase that one opens, before the verb comes."""
        return any(w.text == "," for w in clause.words if head.i < w.i < root.i)

    @staticmethod
    def _at(clause: Clause, i: int) -> str:
        return next((w.text for w in clause.words if w.i == i), "")

    def _joins(self, clause: Clause, last: Word | None, first: Word) -> bool:
        """Whether a conjunction ties a phrase to the one before it."""
        if last is None:
            return False
        between = [w for w in clause.words if last.i < w.i < first.i]
        return any(w.pos == "CCONJ" for w in between) and not any(w.pos in ("VERB", "AUX") for w in between)

    def _may_act(self, clause: Clause, head: Word, inner: Sequence[Word], bare: Sequence[Word]) -> bool:
        """Whether a bare phrase can be the subject: not by an article in another case; behind the verb, where order
        is free or the verb is one of those that its subject follows."""
        assert clause.verb is not None
        speaks = any("Person=1" in w.feats for w in clause.words)  # "we ask": no noun does
        if speaks or self._words.has(inner[0], "oblique_determiners"):
            return False
        if clause.passive and self._governing(clause, head, clause.verb) is not clause.verb:
            return False  # what an infinitive acts upon ("is not prepared to sign the paper")
        first = next((w for w in clause.words if w.is_form("Fin")), clause.verb)
        if head.i < first.i or self._bracket or clause.passive:
            return True
        after_speech = clause.words[0].text in _CLOSING and first in clause.words[1:2]
        below = self._governing(clause, head, clause.verb) is not clause.verb
        if after_speech and below:
            return False  # ", descartó subir el impuesto"
        before = [w for w in clause.words if w.pos == "PRON" and w.i < first.i and w.head < 0]
        told = any(self._words.has(w, "object_pronouns") for w in before)
        shares = clause.opener is not None and clause.opener.pos == "CCONJ"  # the subject of the clause before
        inverted = clause.noun is not None and (self._words.has_lemma(head, "forces") or self._disagrees(clause))
        if inverted and not below:
            return True  # "la escuela que destruyó el sismo", not "la empresa que niega haber contaminado el río"
        follows = self._words.has_lemma(clause.verb, "subject_follows")
        follows = (follows and not (shares and clause.verb.lemma in self._sayings)) or after_speech or told
        return follows or (not shares and sum(h.pos == "NOUN" for h in bare) > 1)
