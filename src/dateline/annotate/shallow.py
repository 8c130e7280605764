"""A parse from a pack alone, for languages whose model is not installed: a spaCy component that tags, lemmatises and
gives Universal Dependencies by order of words.

1. lemmas, parts of speech and features of words, and names by their form (`wordforms`)
2. clauses, cut at marks, conjunctions and relative words, each with the verb that carries it (`predicates`)
3. what each phrase of a clause is to its verb (`arguments`)
4. clauses hung on one another by the word that opens them

It finds who did what in plain sentences of the press, and is wrong in long ones: a listing says which reports were read
so. All words are the pack's (`shallow.toml`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from .. import pack as packs
from ..pack import Pack
from .arguments import Arguments
from .brackets import Brackets
from .cutting import Cutter, is_cut
from .predicates import Predicates
from .stretches import Clause
from .wordforms import Tagger
from .words import NOMINAL, QUOTES, Word, Words, named

NAME = "dateline_shallow"
"""Of the component, as spaCy knows it."""
_DEEPEST = 4
"""Phrases within phrases up which a relative clause looks for what it tells of."""


@Language.component(NAME)
def shallow(doc: Doc) -> Doc:
    """Tag a document of a blank pipeline, and give every word a head inside its sentence."""
    if not len(doc):
        return doc
    _begin_with_marks(doc)
    pack = packs.load(doc.lang_)
    reader = _Reader(pack)
    words = [word for sentence in doc.sents for word in reader.read(sentence)]
    strings = doc.vocab.strings
    plural = tuple(pack.table("shallow").get("plural_endings", ()))
    for token, word in zip(doc, words, strict=True):
        if word.feats:
            several = word.is_form("Fin") and word.lower.endswith(plural)
            token.set_morph(word.feats + "|Number=Plur" * several)  # type: ignore[attr-defined]
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


def _begin_with_marks(doc: Doc) -> None:
    """Let a sentence begin with the mark that touches its first word, which spaCy's rule leaves to the one before."""
    for start in [s.start for s in doc.sents if s.start and not doc[s.start].is_space]:
        first = start
        while first > 1 and doc[first - 1].is_punct and not doc[first - 1].whitespace_:
            first -= 1
        if first < start and (doc[first - 1].whitespace_ or doc[first - 1].is_space):
            doc[start].is_sent_start, doc[first].is_sent_start = False, True


class _Reader:
    """Reads the sentences of one language by its pack."""

    def __init__(self, pack: Pack) -> None:
        table = pack.table("shallow")
        self._sayings: Mapping[str, Mapping[str, Any]] = pack.table("quotes").get("cues", {})
        self._tagger = Tagger(table, pack.words("names", "given_names"))
        self._words = Words(table)
        self._cutter = Cutter(table, self._sayings)
        self._brackets = Brackets(table)
        self._predicates = Predicates(table)
        self._arguments = Arguments(table, self._sayings, pack.table("status").get("governors", {}).keys())
        self._bracket = bool(table.get("verbs_close_clauses"))
        self._plural = tuple(table.get("plural_endings", ()))
        self._plural_nouns = tuple(table.get("plural_nouns", ()))

    def read(self, sentence: Iterable[Token]) -> list[Word]:
        """The words of a sentence, tagged and hung on one another."""
        words = self._tagger.words(sentence)
        clauses = self._cutter.clauses(words)
        clauses = self._brackets.closed(clauses) if self._bracket else clauses
        for clause in clauses:
            self._predicates.carry(clause)
        for one, other in itertools.pairwise(clauses if self._bracket else ()):
            self._predicates.suppose(one, other)
            if self._may_share(other):
                self._predicates.share_helper(one, other)
        clauses = self._joined(self._resumed(clauses))
        for one, other in itertools.pairwise(clauses if self._bracket else ()):
            tells = one.verb is not None and not self._predicates.is_below(one)
            other.shares = tells and self._adds(other)
        for clause in clauses:
            self._arguments.fill(clause)
        self._link(clauses, words)
        return words

    # 2. clauses

    @staticmethod
    def _may_share(clause: Clause) -> bool:
        """Whether a clause may have its helper from the one before it: behind a conjunction or a comma."""
        opener = clause.opener
        return clause.words[0].text == "," if opener is None else opener.pos == "CCONJ"

    def _resumed(self, clauses: Sequence[Clause]) -> list[Clause]:
        """With a subject that something between commas parts from its verb as one clause, where the verb stands right
        behind the second comma ("que la empresa, TPS, aceptara", "; el club, en cambio, cifró"); where verbs close
        clauses or stand second, none does."""
        out: list[Clause] = []
        rest = list(clauses)
        while rest:
            start = rest.pop(0)
            put_in = list(itertools.takewhile(lambda c: c.verb is None and c.words[0].text == ",", rest))
            led = (start.opener is not None and start.opener.pos == "SCONJ") or start.words[0].text == ";"
            leaves = led and start.verb is None and any(w.pos in NOMINAL for w in start.words)
            told = rest[1] if len(rest) > 1 and rest[0].noun in start.words else None
            if leaves and told is not None and told.opener is None and told.finite and not is_cut(told.words[0]):
                words = [*start.words, *told.words]  # "si la empresa que gestiona la presa incumplió el contrato"
                start = Clause(words, start.opener, start.noun, told.verb, told.finite, told.passive)
                del rest[1]
            if leaves and put_in and not self._bracket and rest[len(put_in) :] and self._resumes(rest[len(put_in)]):
                last = rest[len(put_in)]
                words = [w for c in (start, *put_in, last) for w in c.words]
                start = Clause(words, start.opener, start.noun, last.verb, last.finite, last.passive)
                del rest[: len(put_in) + 1]
            out.append(start)
        return out

    @staticmethod
    def _resumes(clause: Clause) -> bool:
        """Whether a clause begins with a comma and its finite verb."""
        told = [w for w in clause.words if w.pos not in ("ADV", "PRON", "SPACE")]
        return len(told) > 1 and told[0].text == "," and told[1] is clause.finite

    def _adds(self, clause: Clause) -> bool:
        """Whether a clause that begins with its verb behind a comma tells more of the same subject ("..., schloss das
        aber aus"): not who says what stands before it."""
        told = [w for w in clause.words if w.pos != "SPACE"][:2]
        if len(told) < 2 or told[0].text != "," or told[1] is not clause.finite or told[1].is_form("Part"):
            return False
        adds = any(self._words.has(w, "adding") for w in clause.words)
        return clause.verb is not None and (adds or clause.verb.lemma not in self._sayings)

    def _joined(self, clauses: Sequence[Clause]) -> list[Clause]:
        """Stretches without a verb belong to the clause before them, or to the first that has one."""
        out: list[Clause] = []
        for clause in clauses:
            if out and (clause.verb is None or out[-1].verb is None):
                opener = None if out[-1].verb is None else clause.opener
                if out[-1].verb is None and clause.opener is not None and out[-1].words[0].pos != "PUNCT":
                    out.append(clause)
                    continue
                out[-1].words += clause.words
                if out[-1].verb is None:
                    out[-1].verb, out[-1].finite, out[-1].passive = clause.verb, clause.finite, clause.passive
                    out[-1].opener = opener
            else:
                out.append(clause)
        for n, (start, relative) in enumerate(itertools.pairwise(out)):
            # "Adenc, which had warned and left, sued": what a relative clause has cut off begins the one behind it.
            put_in = relative.noun is not None or (relative.opener is not None and relative.opener.pos == "SCONJ")
            and_so_on = itertools.takewhile(lambda c: c.opener is not None and c.opener.pos == "CCONJ", out[n + 2 :])
            rest = out[n + 2 + len([*and_so_on]) :][:1]
            if start.verb is None and put_in and rest and rest[0].verb is not None and rest[0].opener is None:
                rest[0].words, start.words = [*start.words, *rest[0].words], []
                rest[0].opener = start.opener
        return [clause for clause in out if clause.words]

    # 4. clauses on clauses

    def _link(self, clauses: Sequence[Clause], words: Sequence[Word]) -> None:
        roots = [c.verb or next((w for w in c.words if w.head < 0), c.words[0]) for c in clauses]
        above = [i for i, c in enumerate(clauses) if c.verb and not self._predicates.is_below(c)]
        # A clause that goes on from one below another is none of the main ones.
        led = [i for i in above if clauses[i].opener is None]
        main = (led or above or [0])[0]
        top = roots[main] if roots else words[0]
        before = top
        for clause, root in zip(clauses, roots, strict=True):
            if root is top:
                before = root
                continue
            if clause.noun is not None and self._plural_nouns:
                clause.noun = self._agreeing(clause, clause.noun, words)
            goes_on = self._goes_on(clause, root, before, clauses)
            first = self._first(clause, root, before, clauses)
            root.head, root.dep = (goes_on.i, "conj") if goes_on is not None else self._hung(clause, root, first, top)
            for word in words if root.dep in ("xcomp", "ccomp") else ():
                if word.head == root.head and word.dep == "obj" and self._words.has(word, "expletives"):
                    word.dep = "dep"  # "Er lehnte es ab, zu gehen."
            before = root if clause.verb is not None else before
        top.head, top.dep = top.i, "ROOT"
        for word in words:
            if word.head < 0 or (word.head == word.i and word is not top):
                word.head, word.dep = top.i, "dep"
        _untangle(words, top)

    def _first(self, clause: Clause, root: Word, before: Word, clauses: Sequence[Clause]) -> Word:
        """What a coordinated clause goes on from: the last verb before it; where that has another form, rather the
        last one of its own ("criticó que actuara tarde y pidió ...")."""
        if clause.opener is None or clause.opener.pos != "CCONJ" or clause.finite is None:
            return before
        earlier = [c for c in clauses if c.finite is not None and c.verb is not None and c.finite.i < clause.finite.i]
        mine = next((c for c in reversed(earlier) if c.verb is before), None)
        if mine is None and earlier and any(c.verb is before for c in clauses):
            before = earlier[-1].verb or before  # from no infinitive ("versprach, zu gehen, und ging")
        elif mine is not None and mine.noun is not None and root.lemma in self._sayings:
            # Who says, and says more, is no thing of which the first is told ("prometió la sala que cerró y dijo").
            return next((c.verb for c in reversed(earlier) if c.verb and c.verb.lemma in self._sayings), before)
        elif mine is None or mine.finite is None or mine.finite.feats == clause.finite.feats:
            return before
        alike = (c.verb for c in reversed(earlier) if c.finite is not None and c.finite.feats == clause.finite.feats)
        return next((verb for verb in alike if verb is not None), before)

    def _agreeing(self, clause: Clause, noun: Word, words: Sequence[Word]) -> Word:
        """Whom a relative clause tells of: of "the heads of the firm who were accused" those of the verb's number."""
        verb, opener = clause.finite, clause.opener
        if verb is None or opener is None or not opener.dep.startswith("nsubj") or "Person=1" in verb.feats:
            return noun
        several = verb.lower.endswith(self._plural)
        at = noun
        for _ in range(_DEEPEST):
            marks = [w for w in words if w.head == at.i and w.dep in ("det", "case")]
            plural = any(w.dep == "det" and w.lower.endswith(self._plural_nouns) for w in marks)
            plural |= several and at.pos == "NOUN" and at.lower.endswith(self._plural_nouns)
            if plural == several:
                return at
            if at.dep != "nmod" or not any(self._words.has(w, "of") for w in marks):
                break
            at = words[at.head - words[0].i]
        return noun

    def _hung(self, clause: Clause, root: Word, before: Word, top: Word) -> tuple[int, str]:
        opener = clause.opener
        if clause.verb is None:
            return top.i, "dep"
        if clause.noun is not None:
            return clause.noun.i, "acl:relcl"
        told = clause.finite is not None and opener is None and clause.finite.feats.startswith(("Mood=Sub", "Mood=Cnd"))
        asks = not self._words.has(opener, "if") or self._words.has_lemma(before, "asking")
        if (
            (told or (asks and not clause.lead and self._words.has(opener, "complementizers")))
            and before.pos == "VERB"
            and before.i < root.i
        ):
            return before.i, "ccomp"
        if clause.finite is None and opener is None:
            return before.i, "xcomp"
        if clause.supposed or self._words.has(opener, "relatives", "free_relatives"):
            return before.i, "advcl"
        if opener is not None and opener.pos == "SCONJ":
            return before.i, "advcl"
        return (before.i, "conj") if opener is not None and opener.pos == "CCONJ" else (top.i, "parataxis")

    def _goes_on(self, clause: Clause, root: Word, before: Word, clauses: Sequence[Clause]) -> Word | None:
        """The verb whose subject a clause shares that begins with a mark and its finite verb, and has no subject of its
        own: that of the main clause before it ("räumte sie ein, lehnte aber ab", "viajó a Lima, se reunió con ...")."""
        earlier = list(itertools.takewhile(lambda c: c is not clause, clauses))
        mine = next((c for c in earlier if c.verb is before), None)
        said = mine is not None and self._words.has(mine.opener, "complementizers") and root.lemma in self._sayings
        if said:  # "anunció que viajará, descartó subir el impuesto"
            mine = next((c for c in reversed(earlier) if c.verb and c.verb.lemma in self._sayings), None)
        if mine is None or self._predicates.is_below(mine) or clause.opener is not None or clause.finite is None:
            return None
        told = [w for w in clause.words if w.pos != "SPACE"]
        if told[0].text == "," and root is clause.finite and root.is_form("Part"):
            return mine.verb  # its helper is that of the clause before it
        led = list(itertools.takewhile(lambda w: w.pos in ("PRON", "ADV") or w.text in ",;", told))
        begins = len(told) > len(led) and told[0].text in ",;" and told[len(led)] is clause.finite
        below = [w for w in clause.words if w.head == root.i and w.dep in ("obj", "xcomp")]
        marked = [w for w in below if w.dep == "xcomp" or any(v.head == w.i and v.dep == "case" for v in clause.words)]
        if not begins or (not self._bracket and root.lemma in self._sayings and not marked):
            return None
        own = any(w.head == root.i and w.dep.startswith("nsubj") for w in clause.words)
        return None if own or any(w.text in QUOTES for w in (*mine.words[-1:], *told[:1])) else mine.verb


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
