"""Times from which something is the worst or the first of its kind, which date what it is compared with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ..model import TimeExpression
from .syntax import Node

_LONGEST = 14
"""Tokens before a time among which the word is looked for that ranks what was until then."""
_PARTING = ".;:"


def only_compared(
    nodes: Sequence[Node], firsts: Iterable[tuple[int, TimeExpression]], ranking: Collection[str]
) -> frozenset[int]:
    """The starts of the expressions behind a superlative or a word of `ranking` ("the worst attack since March 2020",
    "for the first time since May"). `firsts` are the expressions with the index of the first node of each."""
    return frozenset(
        e.start for i, e in firsts if e.role == "since" and _ranks(nodes[max(0, i - _LONGEST) : i], ranking)
    )


def _ranks(before: Sequence[Node], ranking: Collection[str]) -> bool:
    """Whether the last words before a time, back to the verb of its clause, rank something."""
    for node in reversed(before):
        if node.text in _PARTING or _is_of_clause(node):
            return False
        if (node.feature("Degree") == "Sup" or node.lower in ranking) and not _is_adverb_of_amount(node):
            return True
    return False


def _is_of_clause(node: Node) -> bool:
    """Whether this is the verb of a clause or its helper, and no participle beside a noun."""
    if node.pos not in ("VERB", "AUX"):
        return False
    return node.feature("VerbForm") == "Fin" or node.first("auxiliary", "passive_auxiliary") is not None


def _is_adverb_of_amount(node: Node) -> bool:
    """Whether a word ranks no thing, but tells how much or how long ("at least ten", "ne tient plus la ville")."""
    return node.role in ("adverb", "negation", "number") and (node.head is None or node.head.pos != "ADJ")
