"""Which words tell an act: verbs that are heads of clauses, and nouns of the pack's lexicon (`events.toml`).

An entry of the lexicon is found by lemma, and may ask for a frame: a particle, a preposition, a kind of object. The
first entry whose frame fits counts. A verb of no entry is still a trigger, of no sense; a noun of none is not.
A light verb ("carry out an attack") and a verb of occurring ("a strike took place") hand over to their noun.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Name, TimeExpression
from ..pack import Pack
from .syntax import Node, is_noun, is_verb

Entry = Mapping[str, Any]

_IDIOM = ("object", "passive_subject", "oblique")
_NO_CLAUSE = frozenset({"auxiliary", "passive_auxiliary", "copula", "adjective", "modifier", "case", "fixed", "marker"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells an act. `carrier` is the light verb, or verb of occurring, that handed over to it."""

    node: Node
    start: int
    end: int
    entry: Entry
    carrier: Node | None = None

    @property
    def sense(self) -> str | None:
        return self.entry.get("sense")


class Lexicon:
    """The pack's `events.toml`: acts by lemma, and the verbs that hand over."""

    def __init__(self, pack: Pack) -> None:
        table = pack.table("events")
        self.verbs: Mapping[str, Any] = table.get("verbs", {})
        self.nouns: Mapping[str, Any] = table.get("nouns", {})
        self.senses: Mapping[str, Entry] = table.get("senses", {})
        self.light = pack.words("events", "light")
        self.occurring = pack.words("events", "occurring")
        self.states = pack.words("events", "states")
        self._of = pack.words("syntax", "of")
        self._definite = pack.words("status", "definite_case")
        self._governors = pack.table("status").get("governors", {})

    def verb(self, node: Node) -> Entry | None:
        return _fitting(self.verbs.get(node.lemma), node)

    def noun(self, node: Node) -> Entry | None:
        return _fitting(self.nouns.get(node.lemma) or self.nouns.get(node.lower), node)

    def classifies(self, node: Node) -> bool:
        """A bare noun that only says of what kind another is (court of appeal): neither that nor a thing that is
        promised, feared ..."""
        head = node.head
        if head is None or node.prep not in self._of or not is_noun(head) or node.feature("Number") != "Sing":
            return False
        if any(c.role not in ("case", "punctuation", "conjunct", "coordinator") for c in node.children):
            return False
        if any(c.lower in self._definite for c in node.children):
            return False
        return head.lemma not in self._governors and self.noun(head) is None

    def property(self, sense: str | None, name: str) -> Any:
        """What `_base/events.toml` says of a sense; None where it says nothing."""
        return self.senses.get(sense or "", {}).get(name)


def _fitting(entries: Any, node: Node) -> Entry | None:
    if entries is None:
        return None
    return next((e for e in ([entries] if isinstance(entries, Mapping) else entries) if _fits(e, node)), None)


def _fits(entry: Entry, node: Node) -> bool:
    """Does the frame of an entry hold? Every key that it has must."""
    if "particle" in entry and entry["particle"] not in _particles(node):
        return False
    if "prep" in entry and not any(child.prep in _list(entry["prep"]) for child in node.children):
        return False
    if "object" in entry and not _holds(entry["object"], node, "object", "passive_subject"):
        return False
    if node.prep is not None and node.prep in entry.get("unless", ()):
        return False
    if "oblique" in entry and not _holds(entry["oblique"], node, "oblique"):
        return False
    if "idiom" in entry and not _holds(entry["idiom"], node, *_IDIOM):
        return False
    if "subject" in entry and not _holds(entry["subject"], node, "subject"):
        return False
    if "with" in entry and not any(child.lemma in _list(entry["with"]) for child in node.children):
        return False
    return "reflexive" not in entry or (node.first("reflexive") is not None) == entry["reflexive"]


def _particles(node: Node) -> set[str]:
    return {c.lower for c in node.children if c.role in ("particle", "adverb", "case", "preposition")}


def _holds(wanted: Any, node: Node, *roles: str) -> bool:
    """Is there such a child, and, where lemmas are listed, is it one of them?"""
    found = [n for child in node.having(*roles) for n in child.conjuncts()]
    return bool(found) == wanted if isinstance(wanted, bool) else any(n.lemma in _list(wanted) for n in found)


def _list(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def triggers(
    nodes: Iterable[Node], lexicon: Lexicon, names: Sequence[Name], expressions: Sequence[TimeExpression]
) -> list[Trigger]:
    """All triggers in the order of the text; no part of a name or of a date is one."""
    named = {offset for n in names if n.type != "NORP" for offset in range(n.start, n.end)}
    dated = {offset for e in expressions if e.type != "DURATION" for offset in range(e.start, e.end)}
    found: dict[int, Trigger] = {}
    for node in nodes:
        if node.start in dated:
            continue
        if len(node.lower) < 2 or not node.lower[0].isalpha() or (node.start in named and node.is_capitalised):
            continue
        if is_noun(node) and node.role not in ("modifier", "name", "fixed"):
            entry = None if lexicon.classifies(node) else lexicon.noun(node)
            if entry is not None:
                found[node.i] = Trigger(node, node.start, node.end, entry)
        elif is_verb(node) and node.role not in _NO_CLAUSE and node.lemma not in lexicon.states:
            found[node.i] = _of_verb(node, lexicon)
    for trigger in list(found.values()):
        if is_verb(trigger.node):
            _hand_over(trigger.node, found, lexicon)
    return [found[i] for i in sorted(found)]


def _of_verb(node: Node, lexicon: Lexicon) -> Trigger:
    particle = node.first("particle")
    end = particle.end if particle is not None and particle.start == node.end + 1 else node.end
    return Trigger(node, node.start, end, lexicon.verb(node) or {})


def _hand_over(verb: Node, found: dict[int, Trigger], lexicon: Lexicon) -> None:
    """A light verb, or a verb of occurring, is no act where a noun beside it is one; of an idiom only the verb is."""
    idiom = found[verb.i].entry.get("idiom")
    if idiom is not None:
        for child in verb.having(*_IDIOM):
            if child.lemma in idiom:
                found.pop(child.i, None)
        return
    told: list[Node] = []
    if verb.lemma in lexicon.light:
        told = list(verb.having("object", "passive_subject")) or list(verb.having("oblique"))
    if verb.lemma in lexicon.occurring:
        told += verb.having("subject", "passive_subject")
    noun = next((child for child in told if child.i in found and is_noun(child)), None)
    if noun is not None:
        for member in noun.conjuncts():
            if member.i in found:
                found[member.i] = Trigger(member, member.start, member.end, found[member.i].entry, verb)
        del found[verb.i]
