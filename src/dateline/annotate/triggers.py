"""Which words tell an act: verbs that are heads of clauses, and nouns of the pack's lexicon (`events.toml`), and of its
adjectives those that are said of somebody ("was found dead").

An entry of the lexicon is found by lemma, and may ask for a frame: a particle, a preposition, a kind of object. The
first entry whose frame fits counts. A verb of no entry is still a trigger, of no sense; a noun of none is not.
A light verb ("carry out an attack") and a verb of occurring ("a strike took place") hand over to their noun, a light
noun ("mediation effort") to the noun before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Name, TimeExpression
from ..pack import Pack
from .clauses import is_standard
from .syntax import Node, is_noun, is_verb
from .words import is_word

Entry = Mapping[str, Any]

NO_ACT = "none"
"""The sense of a frame in which a word tells none of the acts that are listed for it."""

_SHORTEST, _SHORTEST_NOUN, _LONGEST = 3, 5, 60
"""Letters of the parts of a compound, and of one that is looked at."""
_IDIOM = ("object", "passive_subject", "oblique")
_SAID_OF = ("attribute", "open_complement")
_BESIDE = ("oblique", "possessor", "modifier")
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
        self._adjectives: Mapping[str, Any] = table.get("adjectives", {})
        self.senses: Mapping[str, Entry] = table.get("senses", {})
        self._kinds = {c: kind for kind, categories in table.get("kinds", {}).items() for c in categories}
        self._ahead: Mapping[str, Mapping[str, str]] = table.get("ahead", {})
        self.light = pack.words("events", "light")
        self._light_nouns = pack.words("events", "light_nouns")
        self.occurring = pack.words("events", "occurring")
        self.carrying = self.light | self.occurring | pack.words("status", "aspectual")
        """Verbs that tell only that what their noun tells is done, or begins or ends."""
        self.states = pack.words("events", "states")
        self._resulting = pack.words("events", "resulting")
        self._of = pack.words("syntax", "of")
        self._relatives = pack.words("syntax", "relative")
        self._definite = pack.words("status", "definite_case")
        self._governors = pack.table("status").get("governors", {})
        self._units = pack.table("time").get("words", {}).get("unit", {}).keys()
        self.standards = pack.words("syntax", "standards")
        self._links: Sequence[str] = table.get("compounds", ())
        """What joins the parts of a compound; none where the language writes them apart."""
        classes = pack.table("shallow").get("classes", {})
        self._function_words = frozenset(word for words in classes.values() for word in words)
        self._lang: str = pack.table("shallow").get("lemmas", "") if self._links else ""

    def verb(self, node: Node) -> Entry | None:
        return self._fitting(self.verbs.get(node.lemma), node)

    def noun(self, node: Node) -> Entry | None:
        if node.lemma in self._light_nouns:
            told = (e for c in node.having("modifier") if is_noun(c) and (e := self._listed(c)) is not None)
            return next(told, None) or self._listed(node)
        return self._listed(node)

    def adjective(self, node: Node) -> Entry | None:
        """The entry of an adjective that is said of somebody, not of one that only tells which is meant."""
        if node.pos not in ("ADJ", "NOUN") or node.lemma not in self._adjectives or node.head is node:
            return None
        behind = node.role == "adjective" and node.head is not None and node.head.i < node.i
        said = node.role in _SAID_OF or behind or node.first("copula") is not None
        return self._fitting(self._adjectives[node.lemma], node) if said else None

    def results_in(self, verb: Node) -> bool:
        """Whether a verb only tells what came of it (left nine dead), and that is an act itself."""
        told = verb.having("attribute", "open_complement")
        return verb.lemma in self._resulting and any(self.adjective(child) is not None for child in told)

    def _fitting(self, entries: Any, node: Node) -> Entry | None:
        if entries is None:
            return None
        listed = [entries] if isinstance(entries, Mapping) else entries
        found = next((e for e in listed if _fits(e, node, self._relatives, self._units)), None)
        return None if found is not None and found["sense"] == NO_ACT else found

    def _listed(self, node: Node) -> Entry | None:
        entries = self.nouns.get(node.lemma) or self.nouns.get(node.lower)
        return self._fitting(entries or self._of_last_part(node.lemma), node)

    def _of_last_part(self, lemma: str) -> Any:
        """What is listed for the last part of a compound, where its first part is a word with a meaning of its own
        ("Giftgas-angriff", not "Aus-schuss"); the longest such part."""
        for at in range(_SHORTEST, len(lemma) - _SHORTEST_NOUN + 1) if self._lang and len(lemma) <= _LONGEST else ():
            first, last = lemma[:at], lemma[at:]
            if first in self._function_words or last not in self.nouns:
                continue
            if any(is_word(f, self._lang) for f in (first, *_unlinked(first, self._links))):
                return self.nouns[last]
        return None

    def category(self, trigger: Trigger, status: str, ahead: bool) -> str | None:
        """The PLOVER category of an act; of one that lies ahead, of the word that was given of it; none of a state of
        things that is only mentioned beside ("since the war")."""
        if trigger.node.base.role in _BESIDE and self.property(trigger.sense, "state"):
            return None
        done: str | None = trigger.entry.get("type") or self.property(trigger.sense, "type")
        if not ahead or (done and done not in self._kinds):
            return done
        return self._ahead.get(status, {}).get(self._kinds.get(done or "", "other"), done)

    def classifies(self, node: Node) -> bool:
        """A bare noun that only says of what kind another is (court of appeal): neither that nor a thing that is
        promised, feared ..."""
        head = node.head
        if head is None or node.prep not in self._of or not is_noun(head) or node.feature("Number") != "Sing":
            return False
        # An adjective of another number belongs to the whole: forces de combat américaines.
        own = (c for c in node.children if c.role != "adjective" or c.feature("Number") == "Sing")
        if any(c.role not in ("case", "punctuation", "conjunct", "coordinator", "adjective") for c in own):
            return False
        if any(c.role == "adjective" and c.feature("Number") != "Plur" for c in node.children):
            return False
        if any(c.lower in self._definite for c in node.children):
            return False
        return head.lemma not in self._governors and self.noun(head) is None

    def property(self, sense: str | None, name: str) -> Any:
        """What `_base/events.toml` says of a sense; None where it says nothing."""
        return self.senses.get(sense or "", {}).get(name)


def _unlinked(first: str, links: Iterable[str]) -> Iterable[str]:
    """The first part of a compound without what joins it to the next."""
    return (first.removesuffix(link) for link in links if first.endswith(link) and len(first) - len(link) >= _SHORTEST)


def _fits(entry: Entry, node: Node, relatives: Collection[str], units: Collection[str]) -> bool:
    """Does the frame of an entry hold? Every key that it has must. A relative pronoun means what it follows; how long
    something lasts, told before it ("For six years they called us"), is no phrase of the frame."""
    if "particle" in entry and entry["particle"] not in _particles(node):
        return False
    beside = [c for c in node.children if c.prep in _list(entry.get("prep", ()))]
    if "prep" in entry and not any(c.lower not in units or c.i > node.i for c in beside):
        return False
    if "object" in entry and not _holds(entry["object"], _befallen(node, relatives)):
        return False
    if "proper" in entry and not any(n.pos == "PROPN" for n in beside or _befallen(node, relatives)):
        return False
    if node.prep is not None and node.prep in entry.get("unless", ()):
        return False
    if "bare" in entry and not (node.prep in entry["bare"] and node.first("determiner") is None):
        return False
    if "oblique" in entry and not _holds(entry["oblique"], _beside(node)):
        return False
    if "idiom" in entry and not _holds(entry["idiom"], _meant(node, *_IDIOM)):
        return False
    if "subject" in entry and not _holds(entry["subject"], _subjects(node, relatives)):
        return False
    if "clause" in entry and (node.first("complement") is not None) != entry["clause"]:
        return False
    if "with" in entry and not any(child.lemma in _list(entry["with"]) for child in node.children):
        return False
    return "reflexive" not in entry or node.is_reflexive == entry["reflexive"]


def _subjects(verb: Node, relatives: Collection[str]) -> list[Node]:
    """Who acts: its subjects or, of a passive, its agents; those of the verb of which it is the open complement ("are
    set to strike")."""
    found = _meant(verb, "subject", "agent", relatives=relatives)
    above = verb.head if verb.role == "open_complement" and not found else None
    return _meant(above, "subject", "passive_subject", relatives=relatives) if above is not None else found


def _particles(node: Node) -> set[str]:
    return {c.lower for c in node.children if c.role in ("particle", "adverb", "case", "preposition")}


def _meant(node: Node, *roles: str, relatives: Collection[str] = ()) -> list[Node]:
    """The children in these roles, and for a relative pronoun what it follows."""
    found = [n for child in node.having(*roles) for n in child.conjuncts()]
    meant = node.base.head if node.base.role == "relative" else None
    return [meant if meant is not None and n.lower in relatives else n for n in found]


def _beside(node: Node) -> list[Node]:
    """The phrases with a preposition beside it, and those that a parse hangs on its object ("gave | the man | to the
    police")."""
    return [n for word in (node, *node.having("object")) for n in _meant(word, "oblique")]


def _befallen(node: Node, relatives: Collection[str]) -> list[Node]:
    """Its objects, or the subjects of its passive; of a coalition formed in May, the coalition is what was formed."""
    found = _meant(node, "object", "passive_subject", relatives=relatives)
    if node.base.role == "participial" and node.base.head is not None and node.feature("Tense") == "Past":
        found.append(node.base.head)
    return found


def _holds(wanted: Any, found: Sequence[Node]) -> bool:
    """Is there one at all (or none), or, where lemmas are listed, one of them?"""
    return bool(found) == wanted if isinstance(wanted, bool) else any(n.lemma in _list(wanted) for n in found)


def _list(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def triggers(
    nodes: Iterable[Node], lexicon: Lexicon, names: Sequence[Name], expressions: Sequence[TimeExpression]
) -> list[Trigger]:
    """All triggers in the order of the text; no part of a name or of a date is one."""
    named = {offset for n in names if n.type != "NORP" for offset in range(n.start, n.end)}
    parts = {offset for n in names if n.type == "ORG" for offset in range(n.start + 1, n.end)}
    dated = {offset for e in expressions if e.type != "DURATION" for offset in range(e.start, e.end)}
    found: dict[int, Trigger] = {}
    for node in nodes:
        if node.start in dated:
            continue
        if len(node.lower) < 2 or not node.lower[0].isalpha() or (node.start in named and node.is_capitalised):
            continue
        if node.start in parts and is_noun(node):
            continue
        if is_noun(node) and node.role not in ("modifier", "name", "fixed"):
            entry = None if lexicon.classifies(node) else lexicon.noun(node) or lexicon.adjective(node)
            if entry is not None:
                found[node.i] = Trigger(node, node.start, node.end, entry)
        elif is_verb(node) and node.role not in _NO_CLAUSE and node.lemma not in lexicon.states:
            if not (lexicon.results_in(node) or is_standard(node, lexicon.standards)):
                found[node.i] = _of_verb(node, lexicon)
        elif (entry := lexicon.adjective(node)) is not None:
            found[node.i] = Trigger(node, node.start, node.end, entry)
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
        raised = verb.head if verb.role == "open_complement" and not told else None
        told += raised.having("subject", "passive_subject") if raised is not None else ()
    noun = next((child for child in told if child.i in found and is_noun(child)), None)
    if noun is not None:
        for member in noun.conjuncts():
            if member.i in found:
                found[member.i] = Trigger(member, member.start, member.end, found[member.i].entry, verb)
        del found[verb.i]
