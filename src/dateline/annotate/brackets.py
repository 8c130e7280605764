"""Clauses whose verb closes them, put together again where commas have cut them: the part of the parse without a model
(`shallow`) between cutting and finding verbs.

"The court has the head of the bank, Ana Berg, on Monday sentenced": the participle, the infinitive or the prefix that
is parted from its verb closes what the helper or the verb has opened, whatever is put in between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .stretches import Clause
from .words import Word, Words, is_word

_MOST = 6
"""Stretches that may stand between a helper and what it helps."""


class Brackets:
    """Puts the clauses of one language together, by its table (`shallow.toml`)."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._words = Words(table)
        self._lang: str = table.get("lemmas", "")
        self._prefixes = tuple(table.get("participle_prefixes", ()))

    def closed(self, clauses: Sequence[Clause]) -> list[Clause]:
        """With each clause that waits for its end as one with the stretch that ends it and with the names put in
        between; a relative clause stays by itself."""
        out: list[Clause] = []
        rest = list(clauses)
        while rest:
            clause = rest.pop(0)
            if (after := self._end(clause, rest)) is not None:
                between, last = rest[: after - 1], rest[after - 1]
                names = [c for c in between if not self._is_relative(c)]
                clause.words = [w for c in (clause, *names, last) for w in c.words]
                rest[:after] = [c for c in between if self._is_relative(c)]
            out.append(clause)
        return out

    def _end(self, clause: Clause, rest: Sequence[Clause]) -> int | None:
        """How many stretches behind a clause end with what it waits for; None where it waits for nothing."""
        verbs = [w for w in clause.words if w.pos in ("VERB", "AUX")]
        if len(verbs) != 1 or not verbs[0].is_form("Fin") or self._is_below(clause):
            return None
        for n, other in enumerate(rest[:_MOST]):
            if self._is_relative(other):
                continue
            if other.words[0].text == "," and other.opener is None and self._ends(other, verbs[0], n > 0):
                return n + 1
            own = any(w.pos in ("VERB", "AUX") for w in other.words)
            if other.words[0].text != "," or own or other.opener is not None:
                return None
        return None

    def _ends(self, clause: Clause, opening: Word, parted: bool) -> bool:
        """Whether a stretch ends with what a verb before it waits for, and has no other verb."""
        told = [w for w in clause.words if w.pos not in ("PUNCT", "SPACE")]
        verbs = [w for w in told if w.pos in ("VERB", "AUX")]
        if not told:
            return False
        last, before = told[-1], told[-2] if len(told) > 1 else None
        if opening.pos == "AUX" or self._words.has_lemma(opening, "modals"):
            marked = self._words.has(before, "infinitive_marks")
            return verbs == [last] and last.pos == "VERB" and not marked and (parted or self._is_bare(last))
        parts = self._words.has(last, "particles") and not verbs
        return parts and is_word(last.lower + opening.lemma, self._lang)

    def _is_bare(self, verb: Word) -> bool:
        """Whether a verb has the form of a participle or of an infinitive, which a finite one may share."""
        alike = verb.lower.startswith(self._prefixes) and verb.lower.endswith(("t", "n"))
        return verb.is_form("Part", "Inf") or alike

    def _is_below(self, clause: Clause) -> bool:
        opener = clause.opener
        return opener is not None and (opener.pos == "SCONJ" or self._words.has(opener, "relatives", "free_relatives"))

    def _is_relative(self, clause: Clause) -> bool:
        return self._words.has(clause.opener, "relatives")
