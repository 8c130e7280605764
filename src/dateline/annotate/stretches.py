"""A stretch of a sentence that one verb carries, as the parse without a model cuts it (`shallow`)."""

from __future__ import annotations

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

    @property
    def lead(self) -> list[Word]:
        """What leads the word that opens it, a preposition or an article ("de los que")."""
        opener = self.opener
        led = [w for w in self.words if opener is not None and w.i < opener.i]
        return [w for w in led if w.pos in ("ADP", "DET", "PRON")]
