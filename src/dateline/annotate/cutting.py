"""Clauses, cut at marks, conjunctions and relative words: the part of the parse without a model (`shallow`) before the
verbs are found."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .nounphrases import INSIDE
from .stretches import Clause
from .words import NOMINAL, QUOTES, Word, Words, is_word

_CUTS = frozenset(",;:()—–-") | QUOTES


class Cutter:
    """Cuts the sentences of one language, by its table (`shallow.toml`) and its verbs of saying."""

    def __init__(self, table: Mapping[str, Any], sayings: Mapping[str, Mapping[str, Any]]) -> None:
        self._words = Words(table)
        self._sayings = sayings
        self._lang: str = table.get("lemmas", "")
        self._prefixes = tuple(table.get("participle_prefixes", ()))
        self._bracket = bool(table.get("verbs_close_clauses"))

    def clauses(self, words: Sequence[Word]) -> list[Clause]:
        """The clauses of a sentence, with the words that open them."""
        self._put_in(words)
        return [clause for clause in self._cut(words) if clause.words]

    @staticmethod
    def _put_in(words: Sequence[Word]) -> None:
        """Brackets with no verb between them part no clauses ("Ana Berg (SPD)", "am Montag (2. Mai)")."""
        opened: int | None = None
        for at, word in enumerate(words):
            if word.text == "(":
                opened = at
            elif word.text == ")" and opened is not None:
                inside = words[opened : at + 1]
                if not any(w.pos in ("VERB", "AUX", "SCONJ") for w in inside):
                    inside[0].dep = inside[-1].dep = "punct"
                opened = None

    def _cut(self, words: Sequence[Word]) -> Iterator[Clause]:
        clause, above = Clause([]), Clause([])
        for i, word in enumerate(words):
            behind_comma = i > 0 and words[i - 1].text == ","
            relative = self._words.has(word, "relatives")
            if self._bracket and relative:
                relative = behind_comma and self._closes_with_verb(words[i:])
            elif self._bracket and self._words.has(word, "free_relatives"):
                relative = self._opens_sentence(words[:i]) and self._closes_with_verb(words[i:])
            joins = word.pos == "CCONJ" and (self._verb_follows(clause, words[i + 1 :]) or self._shares(words, i))
            cuts = is_cut(word) and not (word.text in QUOTES and self._waits(clause, words[i:]))
            if not self._bracket and word.is_form("Fin") and self._resumes_above(clause, above, words[:i]):
                start = self._begins(clause)
                begun = clause.words[start:]
                del clause.words[start:]
                yield clause
                clause = Clause([*begun, word])
                continue
            if cuts or word.pos == "SCONJ" or relative or joins:
                above = clause
                lead, noun = self._led(clause, word, words) if relative else ([], None)
                yield clause
                clause = Clause([*lead, word], word if word.text not in _CUTS else None, noun)
            else:
                marks = bool(clause.words) and all(w.text == "," or w.text in QUOTES for w in clause.words)
                if word.pos == "CCONJ" and marks and self._leads_on(words[i + 1 :]):
                    clause.opener = word  # "..., y acusó al ejército"
                clause.words.append(word)
        yield clause

    def _resumes_above(self, clause: Clause, above: Clause, before: Sequence[Word]) -> bool:
        """Whether another finite verb in a relative clause is that of the clause above, which has none yet ("el viento
        que azota el sur ha causado ..."), or of the sentence that the clause opens ("Quien colabore será ...")."""
        opener = clause.opener
        told = [w for w in clause.words if w.pos in ("VERB", "AUX")]
        if opener is None or not self._words.has(opener, "relatives") or not any(w.is_form("Fin") for w in told):
            return False
        last = next((w for w in reversed(before) if w.pos not in ("PRON", "ADV", "SPACE")), opener)
        if last.pos in ("CCONJ", "SCONJ", "AUX", "ADP", "DET") or last is opener:
            return False
        if clause.noun is None:
            return self._opens_sentence(before[: opener.i - before[0].i])
        waits = any(w.pos in NOMINAL for w in above.words) and not any(w.is_form("Fin") for w in above.words)
        return waits and clause.noun in above.words

    def _begins(self, clause: Clause) -> int:
        """Where what stands before a verb begins at the end of a clause: a negation, pronouns."""
        at = len(clause.words)
        while at > 1 and self._words.has(clause.words[at - 1], "reflexive", "object_pronouns", "negations"):
            at -= 1
        return at

    def _led(self, clause: Clause, opener: Word, words: Sequence[Word]) -> tuple[list[Word], Word | None]:
        """What stands before a relative word in its clause, and the noun that this tells of. An article tells that it
        opens nothing said: with a preposition behind a noun it leads ("millones, de los que gastó 12"), else it stands
        for the noun ("los que huyeron")."""
        article = clause.words[-1] if clause.words else None
        person = article is not None and article.pos == "ADP" and self._words.has(opener, "personal_relatives")
        if article is None or not (person or self._words.has(article, "before_relatives")):
            noun = self._noun_before(opener, words)
            return [], None if noun is not None and self._is_told(clause, noun, opener) else noun
        start = len(clause.words) - 1
        if article.pos != "ADP" and start and clause.words[start - 1].pos == "ADP":
            start -= 1
        lead = clause.words[start:]
        noun = self._noun_before(lead[0], words, "NUM") if article.pos != "PRON" else None
        behind_comma = start > 0 and clause.words[start - 1].text == ","  # "..., por lo que huyó"
        if lead[0].pos == "ADP" and (noun is not None or behind_comma or article.pos == "ADP"):
            del clause.words[start:]
            return lead, noun
        article.pos, article.feats = "PRON", "PronType=Dem"
        return [], article

    @staticmethod
    def _leads_on(words: Sequence[Word]) -> bool:
        """Whether a finite verb comes next, whatever pronoun or adverb is before it."""
        told = next((w for w in words if w.pos not in ("ADV", "PRON", "SPACE")), None)
        return told is not None and told.is_form("Fin")

    def _is_told(self, clause: Clause, noun: Word, opener: Word) -> bool:
        """Whether a word opens what is said, behind who says it or the one to whom it is said ("dijo a Reuters que",
        "dijo el ministro que"): no relative clause of that noun."""
        if not self._words.has(opener, "complementizers") or opener.i != clause.words[-1].i + 1:
            return False
        said = [self._sayings[w.lemma] for w in clause.words if w.lemma in self._sayings and w.is_form("Fin")]
        led = next((w for w in reversed(clause.words) if w.i < noun.i and w.pos not in INSIDE), None)
        if not said:
            return False
        cue = next(w for w in reversed(clause.words) if w.lemma in self._sayings and w.is_form("Fin"))
        if any(cue.i < w.i < noun.i and w.is_form("Inf") and w.lemma not in self._sayings for w in clause.words):
            return False  # "acordaron prorrogar el pacto que vencía"
        between = [w for w in clause.words if led is not None and cue.i < w.i < led.i and w.pos != "ADV"]
        return (self._words.has(led, "object_marks") and not between) or not said[-1].get("object")

    def _waits(self, clause: Clause, words: Sequence[Word]) -> bool:
        """Whether a clause has its helper but not yet the verb that stands behind a mark of quotation in it ("habe
        „jedes Vertrauen verloren“", "ha «dirigido» el reparto")."""
        verbs = [w for w in clause.words if w.pos in ("VERB", "AUX")]
        if self._bracket and [w.is_form("Fin") and w.pos for w in verbs] == ["VERB"]:
            return self._is_parted(verbs[0], words)
        if not verbs or verbs[-1].pos != "AUX" or any(w.pos == "VERB" for w in verbs) or clause.words[-1].text in _CUTS:
            return False
        behind = [w for w in itertools.takewhile(lambda w: w.text not in _CUTS - QUOTES, words) if w.pos != "PUNCT"]
        led = behind[:1] if not self._bracket else behind[-1:]
        return any(w.pos == "VERB" and not w.is_form("Fin") for w in led) or (
            self._bracket and len(verbs) == 1 and any(w.pos == "VERB" for w in led)
        )

    def _is_parted(self, verb: Word, words: Sequence[Word]) -> bool:
        """Whether the prefix of a verb stands behind what is in marks ("wies die Kritik als „Märchen“ zurück")."""
        behind = [w for w in itertools.takewhile(lambda w: w.text not in _CUTS - QUOTES, words) if w.pos != "PUNCT"]
        ends = (w for w, joint in itertools.zip_longest(behind, behind[1:]) if joint is None or joint.pos == "CCONJ")
        return any(self._words.has(w, "particles") and is_word(w.lower + verb.lemma, self._lang) for w in ends)

    def _verb_follows(self, clause: Clause, words: Sequence[Word]) -> bool:
        """Whether a clause of its own follows a conjunction behind one that has its finite verb: another one before the
        next mark, which is not what closes the first ("haben sich die Armee und die Miliz verständigt")."""
        behind = list(itertools.takewhile(lambda w: not is_cut(w) and w.pos not in ("SCONJ", "CCONJ"), words))
        verbs = [w for w in behind if w.pos in ("VERB", "AUX")]
        if not any(w.is_form("Fin") for w in clause.words) or not any(w.is_form("Fin") for w in verbs):
            return False
        helped = [w for w in clause.words if w.pos in ("VERB", "AUX")]
        open_bracket = self._bracket and len(helped) == 1 and helped[0].pos == "AUX"
        last = next((w for w in reversed(behind) if w.pos not in ("PUNCT", "SPACE")), None)
        return not (open_bracket and len(verbs) == 1 and verbs[0] is last and verbs[0].pos == "VERB")

    @staticmethod
    def _shares(words: Sequence[Word], at: int) -> bool:
        """Whether a conjunction stands between two participles that may share a helper."""
        behind = itertools.takewhile(lambda w: w.text not in _CUTS, words[at + 1 :])
        return words[at - 1].is_form("Part") and any(w.pos == "VERB" and w.is_form("Part") for w in behind)

    @staticmethod
    def _opens_sentence(before: Iterable[Word]) -> bool:
        """Whether nothing but marks stands before a word."""
        return all(w.pos in ("PUNCT", "SPACE") for w in before)

    def _closes_with_verb(self, words: Sequence[Word]) -> bool:
        """Whether a finite verb stands before the next mark, as in a clause below another."""
        clause = itertools.takewhile(lambda w: (w.text in QUOTES or not is_cut(w)) and w.pos != "SCONJ", words)
        told = [w for w in clause if w.pos not in ("SPACE", "PUNCT")]
        if len(told) > 2 and told[-1].is_form("Inf") and self._words.has(told[-2], "infinitive_marks"):
            told = told[:-2]  # "der versprach zu gehen"
        before = told[-2] if len(told) > 1 else None
        below = told[:-1] if self._words.has_lemma(told[-1], "modals") and told[-1].is_form("Fin") else told
        helped = any(w.pos == "AUX" and w.is_form("Fin") and v.pos != "CCONJ" for w, v in itertools.pairwise(below))
        if self._words.has(before, "infinitive_marks") or helped:
            return False
        present = told[-1].is_form("Part") and told[-1].lower.startswith(self._prefixes) and told[-1].lower[-1] == "t"
        if present and self._prefixes and len(told) > 1 and not any(w.pos == "AUX" for w in told):
            told[-1].feats = "VerbForm=Fin|Tense=Pres"  # "..., die das bestreitet": no helper makes it a participle
        bare = told[-1].is_form("Inf") and told[-1].lower == told[-1].lemma
        plural = bare and before is not None and before.pos not in ("ADP", "VERB", "AUX")
        return told[-1].is_form("Fin") or (plural and not any(w.is_form("Fin") for w in told[:-1]))

    def _noun_before(self, opener: Word, words: Sequence[Word], *others: str) -> Word | None:
        """The noun, or word of another part of speech, right before a relative word, a comma between them or none, or
        what closes the clause above."""
        at = opener.i - words[0].i
        before = [w for w in words[:at] if w.pos != "SPACE" and w.text != ","]
        closing = ("VERB", "ADV")  # "macht Rebellen verantwortlich, die"
        while self._bracket and before and (before[-1].pos in closing or self._words.has(before[-1], "particles")):
            before.pop()
        while not self._bracket and len(before) > 1 and before[-1].pos == "ADJ":
            before.pop()
        if (undated := self._without_date(before)) and undated[-1].pos in NOMINAL:
            before = undated
        return before[-1] if before and before[-1].pos in (*NOMINAL, *others) else None

    def _without_date(self, words: Sequence[Word]) -> list[Word]:
        """The words without a month and year behind the last noun ("ein Gutachten vom März 2021, das")."""
        at = len(words)
        while at and (words[at - 1].pos in ("NUM", "ADP") or self._words.has(words[at - 1], "times")):
            at -= 1
        return [*words[:at]] if at and any(w.pos == "NUM" for w in words[at:]) else []


def is_cut(word: Word) -> bool:
    """Whether a mark parts clauses."""
    return word.text in _CUTS and word.dep != "punct"
