"""What a pronoun, a possessive or "the latter" means within its document, where the grammar makes it sure.

Four places only, in which number, gender and kind must agree: the subject of reported words means the subject of the
verb that reports them ("Peru says it will leave"); that of a clause of time, cause or condition the subject of the main
one ("When they invaded, the Peruvians lost"), where no noun between them agrees as well; a possessive beside a noun
means the subject of its clause ("Peru recalled its envoy"); "the latter" means the last noun before it, and so does a
pronoun that says as much ("dieser"), where that is a person. Anything else is left open: a resolution of Lappin and
Leass (1994), which ranks what may be meant, is right too seldom for a record.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Name
from ..pack import Pack
from .syntax import Node, is_noun, is_verb

_FARTHEST = 40
"""Tokens back to what "the latter" means."""
_DEEPEST = 4
"""Clauses up which a subject is looked for."""


class Antecedents:
    """Finds what pronouns mean in the neutral tree of one document."""

    def __init__(self, nodes: Sequence[Node], pack: Pack, names: Sequence[Name]) -> None:
        self._nodes = nodes
        words = {key: pack.words("syntax", key) for key in pack.table("syntax").get("words", {})}
        self._persons, self._latter, self._demonstrative = (
            words.get(key, frozenset()) for key in ("of_persons", "latter", "demonstrative")
        )
        self._this_one = words.get("this_one", frozenset())
        self._one, self._many = (words.get(key, frozenset()) for key in ("possessive", "possessive_of_many"))
        self._type_at = {offset: n.type for n in names for offset in range(n.start, n.end)}

    def of(self, node: Node) -> Node:
        """The noun that a subject or an object means; itself where it is none of these, or where that is open."""
        if node.pos == "PRON" and node.feature("Person") == "3":
            return self._of_reported(node) or self._of_main(node) or node
        if node.lemma in self._latter and any(c.lower in self._demonstrative for c in self._before(node)):
            return self._last(node) or node
        if node.pos == "PRON" and node.lower in self._this_one:
            last = self._last(node)
            return last if last is not None and self._type_at.get(last.start) == "PER" else node
        return node

    def is_owned(self, noun: Node) -> bool:
        """Whether a possessive stands beside a noun."""
        return any(c.lower in self._one | self._many | self._persons for c in noun.children)

    def owner(self, noun: Node) -> Node | None:
        """Whom the possessive beside a noun means: the subject of the clause that the noun stands in."""
        word = next((c for c in noun.children if c.lower in self._one | self._many), None)
        if word is None:
            return None
        number = "Plur" if word.lower in self._many else "Sing"
        clause = noun.base.head
        for _ in range(_DEEPEST):
            if clause is None or is_verb(clause):
                break
            clause = clause.base.head
        subject = self._subject(clause)
        if subject is None or subject.i >= noun.i:
            return None
        if number == "Plur" and subject.feature("Number") == "Sing" and subject.first("conjunct") is None:
            return None  # "the league demanded their release"
        return subject if self._agrees(subject, number, "", word.lower) else None

    def _of_reported(self, pronoun: Node) -> Node | None:
        clause = pronoun.base.head
        clause = clause.base if clause is not None else None
        if clause is None or clause.role != "complement" or clause.head is None or not is_verb(clause.head):
            return None
        subject = self._subject(clause.head)
        if subject is None or subject.i >= pronoun.i:
            return None
        number, gender = pronoun.feature("Number"), pronoun.feature("Gender")
        return subject if self._agrees(subject, number, gender, pronoun.lower) else None

    def _of_main(self, pronoun: Node) -> Node | None:
        clause = pronoun.head
        if clause is None or clause.role != "adverbial" or pronoun.role not in ("subject", "passive_subject"):
            return None
        subject = self._subject(clause.head)
        if subject is None:
            return None
        between = (n for n in self._nodes[subject.i + 1 : pronoun.i] if is_noun(n) and n.head is not subject)
        if any(self._is_meant(n, pronoun) for n in between):
            return None
        return subject if self._is_meant(subject, pronoun) else None

    def _is_meant(self, noun: Node, pronoun: Node) -> bool:
        """Whether a noun agrees with a pronoun; of what is no person, only what has a name does."""
        if pronoun.feature("Gender") == "Neut" and noun.start not in self._type_at:
            return False
        return self._agrees(noun, pronoun.feature("Number"), pronoun.feature("Gender"), pronoun.lower)

    def _subject(self, verb: Node | None) -> Node | None:
        """The noun that is the subject of a verb, or that its pronoun means."""
        if verb is None:
            return None
        subject = verb.first("subject", "passive_subject") or verb.base.first("subject", "passive_subject")
        if subject is not None and subject.pos == "PRON":
            subject = self.of(subject)
        return subject if subject is not None and is_noun(subject) else None

    def _agrees(self, noun: Node, number: str, gender: str, word: str) -> bool:
        kind = self._type_at.get(noun.start)
        if kind == "PER":
            return number != "Plur" and gender != "Neut"
        if kind is not None and word in self._persons:
            return False
        many = noun.first("conjunct") is not None or noun.feature("Number") == "Plur"
        if kind is None and many != (number == "Plur"):
            return False
        own = noun.feature("Gender")
        return kind is not None or not own or not gender or own == gender

    def _before(self, node: Node) -> Sequence[Node]:
        return self._nodes[max(0, node.i - 1) : node.i]

    def _last(self, node: Node) -> Node | None:
        """The last noun before, of the same number and gender, that is no part of a longer phrase's modifiers."""
        for earlier in reversed(self._nodes[max(0, node.i - _FARTHEST) : max(0, node.i - 1)]):
            if is_noun(earlier) and earlier.role not in ("modifier", "name", "fixed"):
                same = all(
                    not node.feature(f) or not earlier.feature(f) or node.feature(f) == earlier.feature(f)
                    for f in ("Number", "Gender")
                )
                if same:
                    return earlier
        return None
