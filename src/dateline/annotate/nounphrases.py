"""The noun phrases of a clause, each with the preposition that leads it: a part of the parse without a model
(`shallow`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import Any

from .stretches import Clause
from .words import NOMINAL, QUOTES, Word, Words

INSIDE = frozenset({"DET", "NUM", "ADJ", "NOUN", "PROPN"})
Phrase = tuple[Word | None, Word, list[Word]]
"""The preposition, the head, and all words."""


class NounPhrases:
    """Finds the noun phrases of one language, by its table (`shallow.toml`)."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._words = Words(table)
        self._owners = tuple(table.get("owner_endings", ()))
        self._capitals = bool(table.get("nouns_have_capitals"))
        self._bracket = bool(table.get("verbs_close_clauses"))

    def of(self, clause: Clause) -> list[Phrase]:
        """The noun phrases of a clause, in order."""
        if self._bracket:
            self._attributes(clause)
        return list(self._phrases(clause))

    @staticmethod
    def _attributes(clause: Clause) -> None:
        """A phrase between an article and an adjective of its noun belongs to that adjective ("ein am Montag gezeigtes
        Video")."""
        words = clause.words
        for at, (article, prep) in enumerate(pairwise(words)):
            if article.pos != "DET" or prep.pos != "ADP" or article is clause.opener:
                continue
            inner = list(takewhile(lambda w: w.pos in (*INSIDE, "ADP", "ADV"), words[at + 1 :]))
            noun = next((w for w in inner if w.pos in NOMINAL), None)
            behind = [w for w in inner if noun is not None and w.i > noun.i]
            told = next((w for w, v in pairwise(behind) if w.pos == "ADJ" and v.pos in (*NOMINAL, "ADJ")), None)
            if told is None or noun is None:
                continue
            for word in (w for w in inner if w.i < told.i):
                above, dep = (told, "obl") if word is noun else (noun, "case" if word.pos == "ADP" else "dep")
                word.head, word.dep = above.i, dep

    def _phrases(self, clause: Clause) -> Iterator[Phrase]:
        """The noun phrases of a clause: preposition, head, and all words."""
        prep: Word | None = None
        run: list[Word] = []
        words: list[Word | None] = [*clause.words, None]
        first = next((w for w in clause.words if w.pos not in ("PUNCT", "SPACE")), None)
        for word, behind_it in pairwise([*words, None]):
            opened = word is not None and word.text in QUOTES and all(w.pos == "DET" for w in run)
            hung = word is not None and word.head >= 0 and word.pos in (*INSIDE, "ADP", "ADV")
            if word is not None and (word.pos == "SPACE" or hung or (opened and (run or prep is not None))):
                continue  # "als „Fehler“", "einen „Fehler“"
            graded = (
                word is not None and word.pos == "ADV" and behind_it is not None and behind_it.pos in ("NUM", "ADJ")
            )
            if word is not None and graded and run and run[-1].pos == "DET":
                run.append(word)  # "die rund 900 Beschäftigten"
                continue
            begins = word is not None and (word.pos in ("DET", "NUM") or (self._capitals and word.pos == "ADJ"))
            dated = bool(run) and run[-1].pos in NOMINAL and self._is_year(word, behind_it)
            begins |= not self._capitals and self._words.has(word, "measures")  # "a Ana Berg horas después"
            parted = begins and not dated and any(w.pos in NOMINAL for w in run) and not self.is_owned(run, word, first)
            year = len(run) == 1 and word is not None and word.pos == "DET" and self._is_year(run[0], word)
            parted |= year and prep is not None  # "en los comicios de 2020 la oposición perdió"
            parted |= self._capitals and prep is not None and self._follows_time(run, word)
            if word is not None and self._is_inside(word, clause) and not parted:
                run.append(word)
                continue
            behind = word is not None and bool(run) and self._words.has(word, "postpositions")
            counted = bool(run) and clause.opener is not None and run[0].i == clause.opener.i + 1  # "und 30 verletzt"
            owned = len(run) > 1 and self.is_owned(run[:1], run[1], first)
            if run and (head := self._head(run[1:] if owned else run, prep is not None or counted)) is not None:
                yield word if behind else prep, head, run
            if run or not parted:
                prep = None
            run = [word] if parted and word is not None else []
            if word is not None and word.pos == "ADP" and not behind:
                prep = word

    def is_owned(self, run: Sequence[Word], word: Word | None, first: Word | None) -> bool:
        """Whether an adjective follows the name of an owner, which stands for an article ("Polens neuer Chef"): a name,
        or what opens its clause without an article."""
        name = run[0] if len(run) == 1 and word is not None and word.pos == "ADJ" else None
        if name is None or not self._owners or not name.lower.endswith(self._owners):
            return False
        return name.pos == "PROPN" or (name.pos == "NOUN" and name is first)

    def _follows_time(self, run: Sequence[Word], word: Word | None) -> bool:
        """Whether a noun stands behind a day or a month that a preposition leads, as no name of it (im Mai Hilfen)."""
        return word is not None and word.pos == "NOUN" and bool(run) and self._words.has(run[-1], "times")

    @staticmethod
    def _is_year(word: Word | None, behind: Word | None) -> bool:
        """Whether a number behind a noun is a year, which counts nothing ("bis Ende 2024 weitere 200 Stellen")."""
        counts = behind is not None and behind.pos in NOMINAL
        return word is not None and word.text.isdigit() and len(word.text) == 4 and not counts

    @staticmethod
    def _is_inside(word: Word, clause: Clause) -> bool:
        """Whether a word can be part of a noun phrase: not the verb, nor a relative word."""
        return word.pos in INSIDE and word is not clause.verb and not (clause.noun and word is clause.opener)

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
