"""A parse from a pack alone, for languages whose model is not installed: a spaCy component that tags, lemmatises and
gives Universal Dependencies by order of words.

1. lemmas, parts of speech and features of words (`wordforms`)
2. clauses, cut at marks, conjunctions and relative words, each with the verb that carries it
3. names by their form; noun phrases, with the preposition that leads them; subject and object by what stands before
   and after the verb
4. clauses hung on one another by the word that opens them

It finds who did what in plain sentences of the press, and is wrong in long ones: a listing says which reports were read
so. All words are the pack's (`shallow.toml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from .. import pack as packs
from .wordforms import NOMINAL, Tagger, Word, named

NAME = "dateline_shallow"
"""Of the component, as spaCy knows it."""
INSIDE = frozenset({"DET", "NUM", "ADJ", "NOUN", "PROPN"})
_CUTS = frozenset(',;:()—–«»“”"„')
_CLOSING = frozenset(',»”"')
_REACH = 4
"""Words from an auxiliary to its participle, where the language keeps them together."""


@dataclass(slots=True)
class _Clause:
    """A stretch of a sentence, the word that opens it, and the verb that carries it."""

    words: list[Word]
    opener: Word | None = None
    verb: Word | None = None
    passive: bool = False


@Language.component(NAME)
def shallow(doc: Doc) -> Doc:
    """Tag a document of a blank pipeline, and give every word a head inside its sentence."""
    if not len(doc):
        return doc
    pack = packs.load(doc.lang_)
    reader = _Reader(pack.table("shallow"))
    words = [word for sentence in doc.sents for word in reader.read(sentence)]
    strings = doc.vocab.strings
    for token, word in zip(doc, words, strict=True):
        if word.feats:
            token.set_morph(word.feats)  # type: ignore[attr-defined]
    columns = [
        [strings.add(w.pos) for w in words],
        [strings.add(w.lemma) for w in words],
        [(w.head - w.i) % (1 << 64) for w in words],
        [strings.add(w.dep) for w in words],
    ]
    rows: Any = np.asarray(columns, dtype=np.uint64).T.copy()
    doc.from_array(["POS", "LEMMA", "HEAD", "DEP"], rows)
    doc.ents = [Span(doc, first, after, label) for first, after, label in named(words, pack)]
    return doc


class _Reader:
    """Reads the sentences of one language by its table."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._tagger = Tagger(table)
        self._words = {key: frozenset(group) for key, group in table.get("words", {}).items()}
        self._capitals = bool(table.get("nouns_have_capitals"))
        self._bracket = bool(table.get("verbs_close_clauses"))

    def _is(self, word: Word | None, *keys: str) -> bool:
        return word is not None and any(word.lower in self._words.get(k, ()) for k in keys)

    def read(self, sentence: Iterable[Token]) -> list[Word]:
        """The words of a sentence, tagged and hung on one another."""
        words = self._tagger.words(sentence)
        clauses = [c for c in self._clauses(words) if c.words]
        for clause in clauses:
            self._carry(clause)
        clauses = self._joined(clauses)
        for clause in clauses:
            self._fill(clause)
        self._link(clauses, words)
        return words

    # 2. clauses

    def _clauses(self, words: Sequence[Word]) -> Iterator[_Clause]:
        clause = _Clause([])
        for i, word in enumerate(words):
            following = words[i + 1] if i + 1 < len(words) else None
            relative = self._is(word, "relatives") and (not self._bracket or (i > 0 and words[i - 1].text == ","))
            opens = word.pos == "SCONJ" or relative
            if word.text in _CUTS or opens or (word.pos == "CCONJ" and self._verb_follows(words, i + 1)):
                yield clause
                clause = _Clause([word], word if word.text not in _CUTS else None)
            elif clause.opener is None and len(clause.words) == 1 and clause.words[0].text in _CUTS and opens:
                clause.opener = word
            else:
                clause.words.append(word)
            if following is None:
                yield clause

    @staticmethod
    def _verb_follows(words: Sequence[Word], start: int) -> bool:
        """Whether a clause of its own follows a conjunction: a finite verb before the next mark."""
        for word in words[start:]:
            if word.text in _CUTS or word.pos in ("SCONJ", "CCONJ"):
                return False
            if word.is_form("Fin"):
                return True
        return False

    def _carry(self, clause: _Clause) -> None:
        """Find the verb of a clause, with its helpers."""
        verbs = [w for w in clause.words if w.pos in ("VERB", "AUX")]
        finite = next((w for w in verbs if w.is_form("Fin")), None)
        if (
            finite is None
            and self._bracket
            and verbs
            and not any(self._is(w, "infinitive_marks") for w in clause.words)
        ):
            finite = verbs[-1]  # a plural present that looks like the infinitive
            finite.feats = "VerbForm=Fin|Tense=Pres"
        if finite is None:
            return
        clause.verb = finite
        if finite.pos == "AUX":
            main = self._main(finite, clause.words)
            if main is not None:
                passive = self._is_lemma(finite, "passive") and main.is_form("Part")
                for helper in (w for w in verbs if w.pos == "AUX" and w is not main):
                    inner = self._is_lemma(helper, "passive") and main.is_form("Part") and helper is not finite
                    passive = passive or inner
                    helper.head, helper.dep = main.i, "aux:pass" if passive and (inner or helper is finite) else "aux"
                main.pos, clause.verb, clause.passive = "VERB", main, passive
        if self._bracket and (particle := self._particle(clause)) is not None:
            particle.head, particle.dep, particle.pos = clause.verb.i, "compound:prt", "PART"
            clause.verb.lemma = particle.lower + clause.verb.lemma

    def _is_lemma(self, word: Word, key: str) -> bool:
        return word.lemma in self._words.get(key, ())

    def _main(self, finite: Word, words: Sequence[Word]) -> Word | None:
        """What an auxiliary helps: the participle or infinitive behind it, or at the end of its clause."""
        later = [w for w in words if w.i > finite.i and w.pos in ("VERB", "AUX", "ADJ")]
        earlier = [w for w in words if w.i < finite.i and w.pos == "VERB" and w.is_form("Part", "Inf")]
        near = [w for w in later if w.is_form("Part", "Inf", "Ger")]
        if self._bracket:
            candidates = [w for w in later if w.pos == "VERB"] or near or earlier
            found = candidates[-1] if candidates else None
            if found is not None and not found.is_form("Part", "Inf"):
                found.feats = "VerbForm=Part|Tense=Past"  # what closes a clause behind a helper has no other form
            return found
        near = [w for w in near if w.i - finite.i <= _REACH]
        return near[-1] if near and near[0].pos == "AUX" else near[0] if near else None

    def _particle(self, clause: _Clause) -> Word | None:
        """The separable prefix at the end of a clause ("lehnte ... ab")."""
        last = next((w for w in reversed(clause.words) if w.pos not in ("PUNCT", "SPACE")), None)
        verb = clause.verb
        apart = last is not None and verb is not None and last.i > verb.i and self._is(last, "particles")
        return last if apart and verb is not None and verb.is_form("Fin") else None

    def _joined(self, clauses: Sequence[_Clause]) -> list[_Clause]:
        """Stretches without a verb belong to the clause before them, or to the first that has one."""
        out: list[_Clause] = []
        for clause in clauses:
            if out and (clause.verb is None or out[-1].verb is None):
                opener = None if out[-1].verb is None else clause.opener
                if out[-1].verb is None and clause.opener is not None and out[-1].words[0].pos != "PUNCT":
                    out.append(clause)
                    continue
                out[-1].words += clause.words
                if out[-1].verb is None:
                    out[-1].verb, out[-1].passive, out[-1].opener = clause.verb, clause.passive, opener
            else:
                out.append(clause)
        return out

    # 3. phrases

    def _fill(self, clause: _Clause) -> None:
        """Hang the words of a clause on its verb; on its first noun where it has none."""
        phrases = list(self._phrases(clause))
        root = clause.verb or next((p[1] for p in phrases), clause.words[0])
        for prep, head, inner in phrases:
            names = [w for w in inner if w.pos == "PROPN" and w is not head]
            for word in inner:
                if word.head < 0 and word is not head:
                    flat = word in names[1:]
                    word.head, word.dep = (names[0].i, "flat") if flat else (head.i, self._inner(word, head))
            if prep is not None:
                prep.head, prep.dep = head.i, "case"
        self._arguments(clause, phrases, root)
        for word in clause.words:
            if word is root or word.head >= 0:
                continue
            word.head, word.dep = root.i, self._outer(word, root)

    def _inner(self, word: Word, head: Word) -> str:
        names = {"DET": "det", "NUM": "nummod", "ADJ": "amod", "PROPN": "flat" if head.pos == "PROPN" else "appos"}
        return names.get(word.pos, "nmod")

    def _outer(self, word: Word, root: Word) -> str:
        if word.pos == "VERB":
            return "xcomp" if word.is_form("Inf") else "advcl"
        if word.pos == "PRON":
            if self._is(word, "reflexive"):
                return "expl:pv"
            return "nsubj" if self._is(word, "nominative", "relatives") else "obj"
        names = {"ADV": "advmod", "AUX": "cop", "SCONJ": "mark", "CCONJ": "cc", "PUNCT": "punct", "PART": "mark"}
        return names.get(word.pos, "dep")

    def _phrases(self, clause: _Clause) -> Iterator[tuple[Word | None, Word, list[Word]]]:
        """The noun phrases of a clause: preposition, head, and all words."""
        prep: Word | None = None
        run: list[Word] = []
        for word in [*clause.words, None]:
            if word is not None and word.pos == "SPACE":
                continue
            parted = word is not None and run and word.pos in ("DET", "NUM") and any(w.pos in NOMINAL for w in run)
            if word is not None and word.pos in INSIDE and word is not clause.verb and not parted:
                run.append(word)
                continue
            if run and (head := self._head(run, prep is not None)) is not None:
                yield prep, head, run
                prep = None
            elif run:
                prep = None
            run = [word] if parted and word is not None else []
            if word is not None and word.pos == "ADP":
                prep = word
            elif not parted:
                prep = None

    def _head(self, run: Sequence[Word], led: bool) -> Word | None:
        if self._capitals:
            # Nouns do not stand side by side but before a name: "Minister Karl Weber".
            for one, other in pairwise(run):
                if one.pos in NOMINAL and other.pos == "NOUN":
                    other.pos = "PROPN"
        nouns = [w for w in run if w.pos == "NOUN"] or [w for w in run if w.pos == "PROPN"]
        if not nouns:
            return run[-1] if led and run[-1].pos == "NUM" else None  # "el choque del 25 de marzo"
        names = [w for w in run if w.pos == "PROPN"]
        last = self._capitals and not names
        return nouns[-1] if last else nouns[0]

    def _arguments(self, clause: _Clause, phrases: Sequence[tuple[Word | None, Word, list[Word]]], root: Word) -> None:
        subject: Word | None = None
        last: Word | None = None
        base: Word | None = None  # of the phrase that goes on
        end = -2
        pronoun = any(w.pos == "PRON" and self._is(w, "nominative") for w in clause.words)
        relative = clause.opener if self._is(clause.opener, "relatives") else None
        bare = [h for p, h, _ in phrases if p is None and h is not root and not self._is(h, "times")]
        free = pronoun or (relative is not None and not (self._bracket and len(bare) > 1))
        for prep, head, inner in phrases:
            near = last is not None and inner[0].i - end <= 1 + (prep is not None)
            comma = prep is None and last is not None and inner[0].i - end == 2 and self._at(clause, end + 1) == ","
            end = inner[-1].i
            apart = comma and head is not root
            if apart and base is not None and ({base.pos, head.pos} == NOMINAL or self._closes(clause, head, root)):
                head.head, head.dep = base.i, "appos"  # "the mayor, Ana Berg," "Ana Berg, the mayor,"
                continue
            if head is root:
                last = base = head
                continue
            if prep is not None and near and self._is(prep, "of"):
                head.head, head.dep = (last or root).i, "nmod"
                last = head
                continue
            if prep is not None:
                agent = clause.passive and self._is(prep, "agent")
                counted = self._is(prep, "object_marks") and any(w.pos == "NUM" for w in inner)
                head.head, head.dep = root.i, "obl:agent" if agent else "obj" if counted else "obl"
            elif near and last is not None and self._is(inner[0], "genitive") and self._bracket:
                head.head, head.dep = last.i, "nmod"
            elif self._joins(clause, last, inner[0]):
                head.head, head.dep = (last or root).i, "conj"
            elif clause.verb is None or clause.verb is not root:
                head.head, head.dep = root.i, "nmod"
            elif self._is(head, "times"):
                head.head, head.dep = root.i, "obl"
            elif subject is None and not free and self._may_act(clause, head, inner, bare):
                subject = head
                head.head, head.dep = root.i, "nsubj:pass" if clause.passive else "nsubj"
            else:
                head.head, head.dep = self._governing(clause, head, root).i, "obj"
            last = base = head
        self._receivers(root, phrases)

    def _governing(self, clause: _Clause, head: Word, root: Word) -> Word:
        """What a phrase behind an infinitive is the object of: "they want to open the port"."""
        if self._bracket:
            return root
        between = [w for w in clause.words if root.i < w.i < head.i and w.pos == "VERB" and w.is_form("Inf")]
        return between[-1] if between else root

    def _receivers(self, root: Word, phrases: Sequence[tuple[Word | None, Word, list[Word]]]) -> None:
        """Of two objects the one whose article tells the dative is whom something is given or promised."""
        objects = [(h, inner) for _, h, inner in phrases if h.dep == "obj" and h.head == root.i]
        for head, inner in objects if len(objects) > 1 else ():
            if self._is(inner[0], "dative"):
                head.dep = "iobj"
                return

    @staticmethod
    def _closes(clause: _Clause, head: Word, root: Word) -> bool:
        """Whether a comma closes a phrase that one opens, before the verb comes."""
        return any(w.text == "," for w in clause.words if head.i < w.i < root.i)

    @staticmethod
    def _at(clause: _Clause, i: int) -> str:
        return next((w.text for w in clause.words if w.i == i), "")

    def _joins(self, clause: _Clause, last: Word | None, first: Word) -> bool:
        """Whether a conjunction ties a phrase to the one before it."""
        if last is None:
            return False
        between = [w for w in clause.words if last.i < w.i < first.i]
        return any(w.pos == "CCONJ" for w in between) and not any(w.pos in ("VERB", "AUX") for w in between)

    def _may_act(self, clause: _Clause, head: Word, inner: Sequence[Word], bare: Sequence[Word]) -> bool:
        """Whether a bare phrase can be the subject: not by an article in another case; behind the verb, where order
        is free or the verb is one of those that its subject follows."""
        assert clause.verb is not None
        if self._is(inner[0], "oblique_determiners"):
            return False
        first = next((w for w in clause.words if w.is_form("Fin")), clause.verb)
        if head.i < first.i or self._bracket or clause.passive:
            return True
        after_speech = clause.words[0].text in _CLOSING and first in clause.words[1:2]
        follows = self._is_lemma(clause.verb, "subject_follows") or after_speech
        shares = clause.opener is not None and clause.opener.pos == "CCONJ"  # the subject of the clause before
        return follows or (not shares and sum(h.pos == "NOUN" for h in bare) > 1)

    # 4. clauses on clauses

    def _link(self, clauses: Sequence[_Clause], words: Sequence[Word]) -> None:
        roots = [c.verb or next((w for w in c.words if w.head < 0), c.words[0]) for c in clauses]
        main = next((i for i, c in enumerate(clauses) if c.verb and not self._is_below(c)), 0)
        top = roots[main] if roots else words[0]
        before = top
        for clause, root in zip(clauses, roots, strict=True):
            if root is top:
                before = root
                continue
            root.head, root.dep = self._hung(clause, root, before, top, words)
            before = root if clause.verb is not None else before
        top.head, top.dep = top.i, "ROOT"
        for word in words:
            if word.head < 0 or (word.head == word.i and word is not top):
                word.head, word.dep = top.i, "dep"
        _untangle(words, top)

    def _is_below(self, clause: _Clause) -> bool:
        return clause.opener is not None and (clause.opener.pos == "SCONJ" or self._is(clause.opener, "relatives"))

    def _hung(self, clause: _Clause, root: Word, before: Word, top: Word, words: Sequence[Word]) -> tuple[int, str]:
        opener = clause.opener
        if clause.verb is None:
            return top.i, "dep"
        if opener is not None and self._is(opener, "complementizers") and before.pos == "VERB" and before.i < root.i:
            noun = self._noun_before(opener, words)
            if not (self._is(opener, "relatives") and noun is not None):
                return before.i, "ccomp"
        if self._is(opener, "relatives") and opener is not None:
            noun = self._noun_before(opener, words)
            return (noun.i, "acl:relcl") if noun is not None else (before.i, "advcl")
        if opener is not None and opener.pos == "SCONJ":
            return before.i, "advcl"
        return (before.i, "conj") if opener is not None and opener.pos == "CCONJ" else (top.i, "parataxis")

    @staticmethod
    def _noun_before(opener: Word, words: Sequence[Word]) -> Word | None:
        """The noun right before a relative word, a comma between them or none."""
        at = opener.i - words[0].i
        before = [w for w in words[:at] if w.pos not in ("SPACE",) and w.text != ","]
        return before[-1] if before and before[-1].pos in NOMINAL else None


def _untangle(words: Sequence[Word], top: Word) -> None:
    """Whatever hangs on itself through others hangs on the top."""
    first = words[0].i
    for word in words:
        seen, at = {word.i}, word
        while at is not top:
            at = words[at.head - first]
            if at.i in seen:
                word.head, word.dep = top.i, "dep"
                break
            seen.add(at.i)
