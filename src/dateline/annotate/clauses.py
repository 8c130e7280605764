"""What a verb governs in the neutral tree: where it begins, whose subject it shares, which words its clause has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from ..model import Span
from .syntax import NESTED, Node, is_verb, opens

_SHARING = ("conjunct", "open_complement", "adverbial", "prepositional_clause")
"""Roles of verbs that share the subject of the verb above."""
_OF_CLAUSE = ("subject", "passive_subject", "agent", "object", "complement", "auxiliary", "passive_auxiliary")
"""What makes a clause of a participle."""
_PARTS = NESTED | {"open_complement", "prepositional_clause", "participial", "conjunct"}
"""Roles of clauses in a clause."""
_LARGEST = 300
"""Nodes of a clause that are looked at."""
_DEEPEST = 40
"""Steps up a tree that are taken."""


def introduced(node: Node) -> str | None:
    """The preposition that introduces a phrase or a clause ("for peace", "of lying")."""
    return node.prep or next((c.lower for c in node.having("case", "marker")), None)


def beginning(node: Node) -> int:
    """Where a verb begins with its auxiliaries and its reflexive pronoun."""
    return min((n.start for n in node.having("auxiliary", "passive_auxiliary", "reflexive")), default=node.start)


def is_passive(node: Node) -> bool:
    """ "He was accused of", "Asked to describe it, he": whoever is named there is not who spoke."""
    if node.is_reflexive:
        return False
    if node.first("passive_subject", "passive_auxiliary") is not None:
        return True
    part = node.feature("VerbForm") == "Part" and node.feature("Tense") == "Past"
    return part and node.role in ("adverbial", "participial") and node.first("auxiliary", "subject") is None


def is_finite(node: Node) -> bool:
    """Whether a verb stands in a tense of its own, or with an auxiliary."""
    return node.feature("VerbForm") == "Fin" or node.first("auxiliary") is not None


def is_standard(node: Node, standards: Collection[str]) -> bool:
    """ "Earlier than planned", "as expected": a bare participle tells only what something is measured by."""
    led = [c for c in node.children if c.lower in standards and c.i < node.i]
    own = [c for c in node.children if c.role in _OF_CLAUSE and c not in led]
    return node.feature("VerbForm") == "Part" and bool(led) and not own


def governing(node: Node) -> Iterable[Node]:
    """The cue, then the verbs whose subject it shares: its first conjunct, what a participle hangs on."""
    yield node
    for _ in range(4):
        if node.head is None or node.role not in _SHARING or (is_passive(node) and node.role == "adverbial"):
            return
        node = node.head
        yield node


def is_apart(node: Node, verb: Node) -> bool:
    """Whether a phrase belongs to what is told beside a verb, not to the verb: to a relative clause or to what is said
    ("Smith, who resigned in May, says"), or to a predicate without a verb ("Minister in the nineties, Smith says")."""
    above = {id(verb)}
    at = verb
    for _ in range(_DEEPEST):
        if at.head is None:
            break
        at = at.head
        above.add(id(at))
    for _ in range(_DEEPEST):
        if id(node) in above or node.head is None:
            return False
        if node.role in ("relative", "complement") or (node.role == "adverbial" and not is_verb(node)):
            return True
        node = node.head
    return False


def number_of(verb: Node) -> str:
    """The grammatical number of a verb or of its auxiliary; "" where its form tells none."""
    helper = next((c for c in verb.having("auxiliary") if c.feature("Number")), verb)
    return helper.feature("Number")


def extent(node: Node, without: Node, *leaving: Node) -> tuple[Span, ...]:
    """The text that a node governs, from its first to its last word, cut around what `without` governs.

    What coordinated clauses govern that are to be left is no part of it, nor the conjunctions before them.
    """
    inside: list[Node] = []
    stack = [node]
    while stack:
        at = stack.pop()
        if at is without or at in leaving:
            continue
        if at.role == "coordinator" and any(at.i < other.i and at.head in (node, other) for other in leaving):
            continue
        inside.append(at)
        stack += at.children
    words = sorted((n for n in inside if n.role != "punctuation"), key=lambda n: n.i)
    runs: list[list[Node]] = []
    low, high = _reach(without)
    for word in words:
        if runs and not runs[-1][-1].i < low <= high < word.i and word.i - runs[-1][-1].i < 40:
            runs[-1].append(word)
        else:
            runs.append([word])
    return tuple(Span(run[0].start, run[-1].end) for run in runs)


def _reach(node: Node) -> tuple[int, int]:
    low, high = node.i, node.i
    stack = [*node.having("subject", "auxiliary", "case")]
    while stack:
        at = stack.pop()
        low, high = min(low, at.i), max(high, at.i)
        stack += at.children
    return low, high


def own_nodes(clause: Node, trigger: Node, leave: Callable[[Node], bool] = lambda _: False) -> list[Node]:
    """The clause without the clauses nested in it, save the one that is the trigger's, and without what to `leave`."""
    found: list[Node] = []
    stack = [clause]
    while stack and len(found) < _LARGEST:
        node = stack.pop()
        found.append(node)
        for child in node.children:
            if node is clause and child.role in ("marker", "coordinator", "case"):
                continue
            if child is not trigger and leave(child):
                continue
            if node is clause and child.role == "conjunct" and not opens(clause):
                continue
            if child.role not in _PARTS or child is trigger or (child.role == "conjunct" and not opens(child)):
                stack.append(child)
    return found
