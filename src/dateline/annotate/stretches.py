"""Stretches of a sentence, as the parse without a model cuts it (`shallow`): those between marks, and those that one
verb carries."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .words import Word


@dataclass(slots=True)
class Clause:
    """A stretch of a sentence, the word that opens it, and the verb that carries it."""

    words: list[Word]
    opener: Word | None = None
    noun: Word | None = None
    """What a relative word at its opening means."""
    verb: Word | None = None
    finite: Word | None = None
    """The verb itself or its helper; none where the clause is carried by an infinitive."""
    passive: bool = False
    supposed: bool = False
    """Whether its order of words makes it a condition."""
    shares: bool = False
    """Whether its subject is that of the clause before it."""

    @property
    def lead(self) -> list[Word]:
        """What leads the word that opens it, a preposition or an article ("de los que")."""
        opener = self.opener
        led = [w for w in self.words if opener is not None and w.i < opener.i]
        return [w for w in led if w.pos in ("ADP", "DET", "PRON")]


def stretches(words: Iterable[Word]) -> Iterator[list[Word]]:
    """The words between marks and conjunctions."""
    for is_cut, stretch in itertools.groupby(words, key=lambda w: w.pos in ("PUNCT", "SCONJ", "CCONJ")):
        if not is_cut:
            yield list(stretch)


def is_aside(stretch: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether commas part a stretch from a finite verb behind it, so that it has none of its own ("Oslo, parte garante,
    se ofreció")."""
    first, last = stretch[0].i - words[0].i, stretch[-1].i - words[0].i
    marks = [words[at].text if 0 <= at < len(words) else "" for at in (first - 1, last + 1)]
    behind = next((w for w in words[last + 2 :] if w.pos not in ("PRON", "ADV", "SPACE")), None)
    return marks == [",", ","] and behind is not None and behind.is_form("Fin")


def is_inside(before: Iterable[Word]) -> bool:
    """Whether a word of the sentence stands before: a capital is then that of a name."""
    told = [w for w in before if w.pos != "SPACE"]
    return bool(told) and told[-1].pos != "PUNCT"


def goes_on(word: Word) -> bool:
    """Whether a clause goes on over a word: no mark but those of quotation, and no conjunction."""
    return word.text not in ",;:" and word.pos not in ("SCONJ", "CCONJ")
