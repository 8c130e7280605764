"""Who did it to whom: the actor and the recipient of an act, from the dependency tree.

For verbs: subject, object and agent, through passives, control ("forced to leave"), participles, relative clauses and
coordination. For nouns: possessives, "of", "by", "against", adjectives of peoples, and the subject of the verb that
carries the noun. Of pronouns only those count that surely mean a noun (`antecedents`), and the relative ones, which
mean what they follow.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from ..model import Name, Span, TimeExpression
from ..pack import Pack
from .antecedents import Antecedents
from .clauses import introduced, number_of
from .syntax import Node, is_noun, is_verb, noun_phrase, opens
from .triggers import Lexicon, Trigger

_BY_CONTROL = ("open_complement", "adverbial", "prepositional_clause", "conjunct", "complement")
_BARE = ("participial", "conjunct", "adverbial", "prepositional_clause")
"""Roles in which a past participle without auxiliary is passive."""
_DEEPEST = 6
"""Clauses up which a subject is looked for."""


class Roles:
    """Finds the arguments of triggers in the neutral tree, with the data of one pack."""

    def __init__(
        self,
        nodes: Sequence[Node],
        pack: Pack,
        lexicon: Lexicon,
        names: Sequence[Name],
        expressions: Sequence[TimeExpression],
    ) -> None:
        self._nodes = nodes
        self._lexicon = lexicon
        self._antecedents = Antecedents(nodes, pack, names)
        self._preps = {key: pack.words("syntax", key) for key in pack.table("syntax").get("words", {})}
        self._peoples = {o for n in names if n.type in ("NORP", "GPE", "ORG") for o in range(n.start, n.end)}
        self._name_at = {offset: n for n in names for offset in range(n.start, n.end)}
        self._nobody = pack.words("status", "nobody")
        governors = pack.table("status").get("governors", {})
        self._refusing = {word for word, entry in governors.items() if entry.get("stance") == "refusal"}
        self._negating = self._nobody | pack.words("status", "no") | pack.words("status", "negators")
        self._timed = {offset for e in expressions for offset in range(e.start, e.end)}
        self._states = {offset for n in names if n.type in ("GPE", "LOC") for offset in range(n.start, n.end)}
        self._named = {offset for n in names if n.type != "LOC" for offset in range(n.start, n.end)}

    def actor(self, trigger: Trigger) -> list[Node]:
        """The head nouns of who acts; empty where the grammar does not say."""
        node = trigger.node
        if is_verb(node):
            return self._agents(node, 0)
        if trigger.entry is self._lexicon.adjective(node):
            return self._described(node) if self._lexicon.property(trigger.sense, "patient") == "actor" else []
        found = self._of_noun(trigger, "actor")
        if found or trigger.carrier is None:
            return found or self._lent(trigger)
        return self._agents(trigger.carrier, 0) if trigger.carrier.lemma in self._lexicon.light else []

    def is_speaker(self, trigger: Trigger) -> bool:
        """Whether its subject is who speaks ("we will leave"), or its form tells so without one ("queremos")."""
        verb = trigger.carrier or trigger.node
        if not is_verb(verb):
            return False
        above = verb.head if verb.role == "open_complement" and verb.head is not None else verb
        subjects = [s for v in (verb, above) for s in v.having("subject", "passive_subject")]
        if subjects:
            return any(s.pos == "PRON" and s.feature("Person") == "1" for s in subjects)
        told = (verb, above, *verb.having("auxiliary", "passive_auxiliary"), *above.having("auxiliary"))
        return any(word.feature("Person") == "1" and word.feature("VerbForm") == "Fin" for word in told)

    def points_back(self, trigger: Trigger) -> bool:
        """Whether its subject only points at what was just told ("that was never agreed")."""
        verb = trigger.carrier or trigger.node
        subjects = verb.having("subject", "passive_subject") if is_verb(verb) else ()
        return any(s.lower in self._preps.get("pointing", ()) for s in subjects)

    def willing(self, word: Node) -> list[Node]:
        """The head nouns of who takes a stance by a word, which need not tell an act ("is ready to", "her refusal")."""
        if is_verb(word):
            return self._agents(word, 0)
        entry = self._lexicon.noun(word) if is_noun(word) else None
        found = self._of_noun(Trigger(word, word.start, word.end, entry or {}), "actor") if is_noun(word) else []
        # "In favour of the closure": the act is what it is about.
        found = [n for n in found if not self._is_act(n)]
        found = found or [self._resolved(s, word) for s in word.having("subject")]
        if found:
            return found
        carrier = word.base.head
        if carrier is None or not opens(carrier) or self._antecedents.is_owned(word):
            return []
        if carrier.lemma in self._refusing:
            return []  # "rejected calls to resign": others called
        return self._agents(carrier, 0) if word.base.role in ("object", "attribute", "oblique") else []

    def recipient(self, trigger: Trigger) -> list[Node]:
        """The head nouns of whom or what it befalls."""
        node = trigger.node
        if trigger.entry is self._lexicon.adjective(node):
            return [] if self._lexicon.property(trigger.sense, "patient") == "actor" else self._described(node)
        if not is_verb(node):
            found = self._of_noun(trigger, "recipient")
            if not found and trigger.carrier is not None:
                found = self._aimed_at(trigger.carrier, trigger)
            return found
        found = self._patients(node) + self._aimed_at(node, trigger)
        if self._lexicon.property(trigger.sense, "asks"):
            clauses = node.having("complement", "open_complement")
            found += [self._resolved(s, c) for c in clauses for s in c.having("subject", "passive_subject")]
        return [meant for noun in found for meant in (self._concerned(noun) if self._is_act(noun) else [noun])]

    def _concerned(self, act: Node) -> list[Node]:
        """Whom an act concerns that is done to an act (rejected the Peruvian offer, broke up a march of students): the
        names in its phrase, else who does it."""
        named = [c for c in act.having("possessor", "adjective", "modifier", "oblique") if self.has_name(c)]
        entry = self._lexicon.noun(act)
        return named or (self._of_noun(Trigger(act, act.start, act.end, entry), "actor") if entry else [])

    def spans(self, heads: Iterable[Node]) -> tuple[Span, ...]:
        """The noun phrases of head nouns and of what is coordinated with them; pronouns give none."""
        members = [member for head in heads for member in head.conjuncts() if member.start not in self._timed]
        kept = [
            m for m in members if m.start in self._named or (m.pos in ("NOUN", "PROPN", "NUM") and not self._is_act(m))
        ]
        return tuple(sorted({self._span(m) for m in kept if m.text[:1].isalnum() and m.lower not in self._nobody}))

    def _span(self, head: Node) -> Span:
        """The phrase of a noun, with the whole of its name and without a date that the parse hangs on it."""
        name = self._name_at.get(head.start)
        phrase = Span(head.start, head.end) if head.pos == "ADJ" else noun_phrase(head)
        end = phrase.end
        following = (self._nodes[i] for i in range(head.i + 1, len(self._nodes)))
        inside = itertools.takewhile(lambda n: n.start < phrase.end, following)
        dated = next((node for node in inside if node.start in self._timed), None)
        if dated is not None:
            last = dated.i - 1
            while last > head.i and self._nodes[last].pos == "ADP":
                last -= 1  # "400 euros in | May"
            end = self._nodes[last].end
        if name is None:
            return Span(phrase.start, end)
        return Span(min(phrase.start, name.start), max(end, name.end))

    def _is_act(self, node: Node) -> bool:
        """Acts neither act nor suffer: their own mentions say who does."""
        return node.pos == "NOUN" and self._lexicon.noun(node) is not None

    def has_name(self, head: Node) -> bool:
        span = noun_phrase(head)
        return any(offset in self._named for offset in range(span.start, span.end))

    # Verbs

    def _agents(self, verb: Node, depth: int) -> list[Node]:
        agents = [a for a in verb.having("agent") if not self._is_means(a)] or self._behind(verb)
        if agents:
            return agents
        passive = self._is_passive(verb)
        subjects = list(verb.having("subject", "passive_subject"))
        if subjects:
            return [] if passive else [self._resolved(s, verb) for s in subjects]
        if passive and (verb.role != "conjunct" or self._turns(verb)):
            return []
        if verb.role == "participial" and verb.head is not None and is_noun(verb.head):
            return self._of_participle(verb, verb.head)
        return self._controller(verb, depth)

    def _of_participle(self, verb: Node, noun: Node) -> list[Node]:
        """Troops returning home; but of a decision to strike, whose decision it is."""
        if verb.feature("VerbForm") == "Inf":
            owners = list(noun.having("possessor"))
            if owners or self._lexicon.noun(noun) is None:
                return owners or ([noun] if self.has_name(noun) or noun.role == "object" else [])
            return []
        return [noun] if verb.feature("Tense") == "Pres" else []

    def _behind(self, node: Node) -> list[Node]:
        """On whose order it was done."""
        orders = (c for c in node.having("oblique") if c.lemma in self._preps.get("behest", ()))
        return [
            c for order in orders for c in order.having("oblique", "possessor") if c.prep is None or self._is(c, "of")
        ]

    def _is_passive(self, verb: Node) -> bool:
        if verb.is_reflexive or (self._lexicon.verb(verb) or {}).get("stative"):
            return False
        if verb.first("passive_subject", "passive_auxiliary") is not None:
            return True
        past = verb.feature("VerbForm") == "Part"
        bare = verb.first("auxiliary", "subject", "object") is None
        return past and bare and verb.role in _BARE and self._is_past(verb)

    def _turns(self, verb: Node) -> bool:
        """Whether a passive goes on from an active verb: what is done there is done to who acts here ("confessed and
        was jailed")."""
        above = verb.head
        own = verb.role == "conjunct" and verb.first("passive_auxiliary") is not None
        return own and above is not None and is_verb(above) and not self._is_passive(above)

    def _is_past(self, verb: Node) -> bool:
        return verb.feature("Tense") == "Past" or verb.feature("Aspect") == "Perf"

    def _controller(self, verb: Node, depth: int) -> list[Node]:
        """The subject that a verb without one shares with the verb above it: its object where it makes another act."""
        governor = verb.head
        if governor is None or depth >= _DEEPEST or verb.role not in _BY_CONTROL:
            return []
        if is_noun(governor) and verb.role == "prepositional_clause" and governor.role in ("object", "passive_subject"):
            return [self._resolved(governor, verb)]
        if not is_verb(governor):
            # Who is ready to leave, or is to leave, leaves.
            bare = any(v.feature("VerbForm") == "Inf" for v in (verb, *verb.having("auxiliary", "passive_auxiliary")))
            controls = governor.pos == "ADJ" or (governor.pos == "AUX" and bare)
            subjects = governor.having("subject") if controls else ()
            return [self._resolved(s, governor) for s in subjects]
        asks = bool(self._lexicon.property((self._lexicon.verb(governor) or {}).get("sense"), "asks"))
        if verb.role == "complement" and asks and verb.feature("Mood") == "Sub":
            told = [*governor.having("object", "indirect"), *governor.having("oblique")]
            asked = [c for c in told if self._is(c, "dative") or c.role == "indirect"]
            return [self._resolved(n, governor) for n in asked[:1]]  # "pidió al juez que renuncie"
        if verb.role == "complement" and number_of(verb) != number_of(governor) and verb.feature("VerbForm") == "Fin":
            return []  # others than who says it: "dijo que firmarán"
        if verb.role == "open_complement" and verb.feature("VerbForm") == "Fin" and verb.first("marker") is None:
            # No complement, but a clause beside it, of which the parse takes the subject for an object.
            near = [n for n in governor.having("object") if n.i < verb.i]
            return [self._resolved(n, governor) for n in near[-1:]]
        aimed = verb.role == "prepositional_clause" and introduced(verb) in self._preps.get("of_object", ())
        if verb.role == "open_complement" or aimed or (verb.feature("VerbForm") == "Inf" and verb.role != "conjunct"):
            made_to = list(governor.having("object", "indirect")) or (
                self._patients(governor, depth + 1) if self._is_passive(governor) else []
            )
            if not made_to and asks:
                # Whom it is asked of, does it ("demander à la France de partir").
                made_to = [c for c in governor.having("oblique") if self._is(c, "dative")]
            if made_to and not governor.is_reflexive:
                return [self._resolved(n, governor) for n in made_to[:1]]
        return self._agents(governor, depth + 1)

    def _patients(self, verb: Node, depth: int = 0) -> list[Node]:
        idiom = (self._lexicon.verb(verb) or {}).get("idiom", ())
        found = [n for n in verb.having("object") if n.lemma not in idiom]
        if found:
            return [self._resolved(n, verb) for n in found]
        if self._is_passive(verb):
            subjects = list(verb.having("passive_subject", "subject"))
            if not subjects and verb.role == "participial" and verb.head is not None:
                return [verb.head]
            if not subjects and verb.role in ("adverbial", "open_complement"):
                return self._controller(verb, depth + 1)
            if not subjects and self._turns(verb) and verb.head is not None:
                return self._agents(verb.head, depth + 1)
            if not subjects and verb.role == "conjunct" and verb.head is not None and is_verb(verb.head):
                return self._patients(verb.base)
            return [self._resolved(n, verb) for n in subjects]
        return []

    def _aimed_at(self, verb: Node, trigger: Trigger) -> list[Node]:
        """Prepositional recipients: those that the entry asks for, and those against or with whom, where named."""
        wanted = trigger.entry.get("to", ())
        idiom = trigger.entry.get("idiom", ())
        acts = [n for n in verb.having("object") if wanted and (self._is_act(n) or n.lemma in idiom)]
        aimed = [
            c
            for n in (verb, *acts)
            for c in n.having("oblique")
            if c.prep in wanted or (self._is(c, "against", "with") and self.has_name(c))
        ]
        for way, marks in (("gives", "dative"), ("takes", "source")):
            if self._lexicon.property(trigger.sense, way):
                below = (c for n in (verb, *verb.having("object")) for c in n.having("oblique"))
                aimed += [c for c in below if self._is(c, marks) and c not in aimed and not self._is_act(c)]
        return [c for c in verb.having("indirect") if is_noun(c)] + aimed

    def _resolved(self, noun: Node, verb: Node) -> Node:
        """What a pronoun means: a relative one the noun of its clause, else the last noun before it."""
        if noun.pos != "PRON" or noun.lower not in self._preps.get("relative", ()):
            return self._antecedents.of(noun)
        if verb.base.role == "relative" and verb.base.head is not None:
            return verb.base.head
        if noun.doc[noun.i].is_sent_start:
            return noun
        before = (self._nodes[i] for i in range(noun.i - 1, max(-1, noun.i - 4), -1))
        return next((_phrase_head(n) for n in before if is_noun(n)), noun)

    # Adjectives

    def _described(self, node: Node) -> list[Node]:
        """Of whom an adjective is said: its own subject, the noun before it, or what its verb finds or leaves so."""
        verb = node.head
        own = list(node.having("subject", "passive_subject"))
        if own or verb is None or verb is node:
            return [self._resolved(n, node) for n in own]
        if not is_verb(verb) and verb.pos != "AUX":
            return [verb]
        objects = [] if self._is_passive(verb) else list(verb.having("object"))
        return [self._resolved(n, verb) for n in objects or verb.having("subject", "passive_subject")]

    # Nouns

    def _of_noun(self, trigger: Trigger, role: str) -> list[Node]:
        node = trigger.node
        whose = trigger.entry.get("of") or self._lexicon.property(trigger.sense, "of") or "actor"
        owned = [c for c in node.having("possessor") if c.pos != "PRON"]
        owned += [owner] if (owner := self._antecedents.owner(node)) is not None else []
        of = [c for c in node.having("oblique") if self._is(c, "of")]
        moves = bool(self._lexicon.property(trigger.sense, "from"))
        found: list[Node] = []
        if role == "actor":
            agents = [
                c for c in node.having("oblique", "agent") if self._is(c, "agent") and not self._is_means(c, True)
            ]
            if whose == "recipient":
                agents = [c for c in agents if not self._is(c, "of")]  # "die Freilassung von Geiseln"
            found += agents or self._behind(node)
            if whose == "actor" or of or moves:
                found += owned
            if whose == "actor":
                meant = [c for c in of if self.has_name(c)] or [c for c in of if not self._is_instrument(c)]
                found += meant[:1]
            return found or self._before(node, whose, "actor") or self._both_sides(node)
        aimed = [c for c in node.having("oblique") if self._is(c, "against") or c.prep in trigger.entry.get("to", ())]
        if whose == "recipient":
            if moves:
                of = [c for c in of if c.start not in self._states]
            found += of or ([] if moves else owned) or self._before(node, whose, "recipient")
        return found + aimed + [c for c in node.having("oblique") if self._is(c, "with")]

    def _before(self, node: Node, whose: str, role: str) -> list[Node]:
        """Names that modify the noun: peoples and states act (American strike), of persons it depends on the act
        (Kennedy speech, Kennedy assassination)."""
        found = []
        for child in node.having("adjective", "modifier"):
            people = child.start in self._peoples
            if people or child.start in self._named:
                found += [child] if role == ("actor" if people else whose) else []
        return found

    def _both_sides(self, node: Node) -> list[Node]:
        return [c for c in node.having("oblique") if self._is(c, "between")]

    def _is_means(self, node: Node, counted: bool = False) -> bool:
        """Whether a thing without an article only tells how it was done ("by military helicopter"), beside nouns also
        where it is `counted` ("Hilfe von 2 Millionen Euro"); some are told so with their article ("par la force"),
        where nothing else says which."""
        if not self._is_instrument(node):
            return False
        if node.lemma in self._preps.get("instruments_with_article", ()):
            return all(child.role in ("determiner", "case", "punctuation") for child in node.children)
        if node.first("determiner") is not None or (node.first("number") is not None and not counted):
            return False
        return node.first("adjective") is None or (node.feature("Number") == "Sing" and not self.has_name(node))

    def _is_instrument(self, node: Node) -> bool:
        return node.lemma in self._preps.get("instruments", ())

    def _lent(self, trigger: Trigger) -> list[Node]:
        """The actor that a noun has from the verb whose object it is: who announces, orders or begins it."""
        base = trigger.node.base
        verb, role, prep = base.head, base.role, base.prep
        if verb is not None and is_noun(verb) and verb.head is not None and is_verb(verb.head):
            idiom = (self._lexicon.verb(verb.head) or {}).get("idiom", ())
            verb, role = (verb.head, verb.role) if verb.lemma in idiom else (verb, role)  # "claimed responsibility for"
        if verb is None or verb.lemma not in self._preps.get("lending", ()):
            return []
        asked = prep is not None and prep in (self._lexicon.verb(verb) or {}).get("prep", ())
        if role != "object" and not (role == "oblique" and asked):
            return []
        if any(c.lower in self._negating for n in (verb, *verb.having("subject")) for c in (n, *n.children)):
            return []  # "No group claimed the attack."
        return [agent for agent in self._agents(verb, 0) if self.has_name(agent) or verb.first("subject") is not None]

    def _is(self, node: Node, *keys: str) -> bool:
        return any(node.prep in self._preps.get(key, ()) for key in keys)


def _phrase_head(noun: Node) -> Node:
    """The head of the name or compound that a noun is a part of."""
    while noun.role in ("name", "modifier", "apposition") and noun.head is not None and is_noun(noun.head):
        noun = noun.head
    return noun
