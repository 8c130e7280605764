"""What hangs on what, where models often hang a word or a clause on the wrong one."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

from ..pack import Pack
from .syntax import Node, is_noun, is_verb

_LONGEST_PHRASE = 6
"""Tokens behind a preposition among which its noun is looked for, where the parse gives it none."""
_JOINED = 4
"""Tokens from the first of two coordinated subjects to the second."""
_OF_VERBS = ("subject", "passive_subject", "auxiliary", "negation")
_STRAY = ("adverbial", "other", "complement", "parataxis")
_DEEPEST = 4
"""Clauses up which the one is looked for that a participle belongs to."""


def mend_attachments(nodes: Sequence[Node], pack: Pack) -> None:
    """Hang the nodes of a tree where they belong."""
    cues, prefixes = pack.table("quotes").get("cues", {}), pack.words("syntax", "prefixes")
    relatives = pack.words("syntax", "relative")
    for node in nodes:
        if node.lower in prefixes:
            _join_prefix(node, nodes)
        if node.role in _STRAY and is_verb(node):
            _lower_relative(node, nodes, relatives)
        if node.role in _OF_VERBS and node.head is not None and node.head.role in ("auxiliary", "passive_auxiliary"):
            _raise_over_auxiliary(node, node.head)
        elif node.role == "conjunct" and is_verb(node):
            _rehang(node)
            _join_subjects(node)
            _go_on_from_infinitive(node)
        elif node.role == "conjunct" and is_noun(node):
            _join_object(node)
        elif node.role == "adverbial" and node.feature("VerbForm") in ("Part", "Ger"):
            _lend_subject(node)
            if node.lemma in cues:
                _raise_to_report(node, nodes, cues)
        elif node.role == "agent":
            _lower_agent(node)
        elif node.role == "preposition" and not node.children and node.head is not None:
            _complete(node, nodes)
        elif node.role == "complement" and node.head is not None and node.i < node.head.i:
            _part_at_semicolon(node, nodes)
        elif node.role == "participial" and node.feature("VerbForm") == "Inf":
            _raise_over_agent(node)
            _raise_over_pronoun(node)
        elif node.role == "oblique" and is_noun(node) and node.first("marker") is not None:
            _open_clause(node)


def _hang(node: Node, above: Node, role: str) -> None:
    """Hang a node on another one."""
    if node.head is not None:
        node.head.children.remove(node)
    above.children.append(node)
    above.children.sort(key=lambda child: child.i)
    node.head, node.role = above, role


def _is_below(node: Node, other: Node) -> bool:
    """Whether a node hangs on another one, over however many."""
    above = node.head
    while above is not None and above is not other:
        above = above.head
    return above is other


def _lower_relative(clause: Node, nodes: Sequence[Node], relatives: Collection[str]) -> None:
    """A relative clause that hangs on a verb before it is of the subject between the two, else of the noun behind which
    a comma opens it ("explique la directrice, Ana Berg, qui dit ...")."""
    verb, pronoun = clause.head, clause.first("subject")
    if verb is None or pronoun is None or pronoun.lower not in relatives or not is_verb(verb) or verb.i > pronoun.i:
        return
    if pronoun.i < 2 or nodes[pronoun.i - 1].text != "," or pronoun.pos != "PRON":
        return
    noun: Node | None = next((s for s in verb.having("subject") if verb.i < s.i < pronoun.i), nodes[pronoun.i - 2])
    while noun is not None and noun.role in ("name", "modifier", "apposition"):
        noun = noun.head
    if noun is not None and is_noun(noun) and noun.i < pronoun.i and not _is_below(noun, clause):
        _hang(clause, noun, "relative")


def _raise_over_auxiliary(node: Node, helper: Node) -> None:
    """The subject of an auxiliary, and its own auxiliaries, are those of its verb."""
    verb = helper.head
    if verb is not None and (node.role not in ("subject", "passive_subject") or verb.first(node.role) is None):
        passive = node.role == "subject" and helper.role == "passive_auxiliary"
        _hang(node, verb, "passive_subject" if passive else node.role)


def _join_prefix(prefix: Node, nodes: Sequence[Node]) -> None:
    """A verb that a tokenizer has parted from its prefix ("re-elected") stands in the place of both."""
    mark, verb = (*nodes[prefix.i + 1 : prefix.i + 3], None, None)[:2]
    if mark is None or verb is None or mark.text != "-" or not is_verb(verb) or verb.start != prefix.end + 1:
        return
    if verb.head is prefix:
        prefix.children.remove(verb)
        if prefix.head is not None:
            prefix.head.children[prefix.head.children.index(prefix)] = verb
        verb.head, verb.role, prefix.head = prefix.head, prefix.role, None
        for child in [*prefix.children]:
            _hang(child, verb, child.role)
        prefix.head = verb
        verb.children.append(prefix)
    prefix.role = "fixed"


def _raise_to_report(participle: Node, nodes: Sequence[Node], cues: Collection[str]) -> None:
    """ "He denied that Italy had paid, saying that ...": behind a pause it is who reports that says so, and not who is
    told of in what is reported."""
    if not participle.i or nodes[participle.i - 1].text != ",":
        return
    clause = participle.head
    for _ in range(_DEEPEST):
        if clause is None or clause.head is None:
            return
        if clause.role == "complement" and clause.head.lemma in cues and clause.head.i < clause.i < participle.i:
            _hang(participle, clause.head, "adverbial")
            return
        clause = clause.head


def _part_at_semicolon(clause: Node, nodes: Sequence[Node]) -> None:
    """A clause that a semicolon parts from the verb behind it is told for itself."""
    above = clause.head
    if above is not None and any(node.text == ";" for node in nodes[clause.i + 1 : above.i]):
        clause.role = "parataxis"


def _raise_over_agent(infinitive: Node) -> None:
    """ "Accusé par des experts de voler": what somebody is accused of is no clause of who accuses."""
    agent = infinitive.head
    verb = agent.head if agent is not None and agent.role == "agent" else None
    if verb is not None and is_verb(verb) and infinitive.first("marker", "case") is not None:
        _hang(infinitive, verb, "open_complement")


def _raise_over_pronoun(infinitive: Node) -> None:
    """ "Sans rien obtenir": the pronoun between a preposition and its infinitive is the object of that."""
    pronoun = infinitive.head
    if pronoun is None or pronoun.pos != "PRON" or pronoun.prep is None or pronoun.i + 1 != infinitive.i:
        return
    if pronoun.head is not None and pronoun.role == "oblique":
        _hang(infinitive, pronoun.head, "prepositional_clause")
        for case in [c for c in pronoun.children if c.role == "case"]:
            _hang(case, infinitive, "case")
        infinitive.prep, pronoun.prep = pronoun.prep, None
        _hang(pronoun, infinitive, "object")


def _open_clause(noun: Node) -> None:
    """A noun behind "that", and a verb without a subject beside it: the clause of that noun ("a dit qu'aucun service ne
    serait supprimé")."""
    above, marker = noun.head, noun.first("marker")
    behind = (c for c in above.children if c.i > noun.i and is_verb(c)) if above is not None else ()
    verb = next((c for c in behind if c.role == "adverbial"), None)
    if above is None or verb is None or marker is None or not is_verb(above):
        return
    if verb.first("subject", "passive_subject", "marker") is None and marker.i < noun.i:
        _hang(marker, verb, "marker")
        _hang(noun, verb, "passive_subject" if verb.first("passive_auxiliary") else "subject")
        verb.role = "complement"


def _rehang(verb: Node) -> None:
    """A finite past without a subject that is tied to an infinitive goes on from the past verb above that ("said they
    would vote and called for a strike")."""
    first = verb.head
    above = first.head if first is not None and first.role == "complement" else None
    if above is None or first is None or not is_verb(above) or verb.first("subject", "auxiliary") is not None:
        return
    bare = first.feature("VerbForm") == "Inf" and first.first("auxiliary") is not None
    if bare and all(v.feature("VerbForm") == "Fin" and v.feature("Tense") == "Past" for v in (verb, above)):
        for node in [c for c in first.children if c is verb or (c.role == "coordinator" and c.i > first.i)]:
            first.children.remove(node)
            above.children.append(node)
            node.head = above


def _join_object(noun: Node) -> None:
    """A noun with an article that is tied to a verb, right behind the object, is one more of its objects ("demande une
    trêve et l'ouverture du port")."""
    verb, joint = noun.head, noun.first("coordinator")
    if verb is None or not is_verb(verb) or joint is None or noun.first("determiner") is None:
        return
    if noun.first("subject", "passive_subject", "copula", "case") is not None:
        return
    before = [o for o in verb.having("object") if verb.i < o.i < joint.i and is_noun(o)]
    if before and all(c.i <= before[-1].i or c.i >= noun.i for c in verb.children):
        _hang(noun, before[-1], "conjunct")


def _go_on_from_infinitive(infinitive: Node) -> None:
    """An infinitive that is tied to a finite verb goes on from the infinitive beneath that ("doit commencer en mai et
    s'achever en juin")."""
    verb = infinitive.head
    if verb is None or not is_verb(verb) or infinitive.feature("VerbForm") != "Inf" or infinitive.first("auxiliary"):
        return
    below = (c for c in verb.having("open_complement") if c.feature("VerbForm") == "Inf" and c.i < infinitive.i)
    first = next(below, None)
    if first is not None and verb.feature("VerbForm") == "Fin":
        _hang(infinitive, first, "conjunct")


def _lower_agent(agent: Node) -> None:
    """Who acts in a passive is not tied to an active verb, but to a participle of its object ("refused the hand held
    out by the king")."""
    verb = agent.head
    if verb is None or not is_verb(verb) or verb.first("passive_auxiliary", "passive_subject") is not None:
        return
    participles = (p for o in verb.having("object") for p in o.having("participial") if p.i < agent.i)
    below = next((p for p in participles if p.feature("VerbForm") == "Part" and p.first("agent") is None), None)
    if below is not None:
        verb.children.remove(agent)
        below.children.append(agent)
        agent.head = below
    elif verb.first("subject") is not None:
        agent.role = "oblique"  # "defended the delay by the census", "arrive par la route"


def _complete(preposition: Node, nodes: Sequence[Node]) -> None:
    """A preposition without an object takes the noun behind it that the parse has made a second subject ("officers
    investigating the murder of Berg arrested two men")."""
    behind = itertools.islice(nodes, preposition.i + 1, preposition.i + 1 + _LONGEST_PHRASE)
    phrase = [*itertools.takewhile(lambda n: n.pos in ("DET", "ADJ", "NOUN", "PROPN", "NUM"), behind)]
    last = phrase[-1] if phrase else None
    verb = last.head if last is not None and last.role == "subject" else None
    if last is None or verb is None or verb.first("subject") is last or preposition.head is None:
        return
    verb.children.remove(last)
    preposition.head.children.append(last)
    last.head, last.role, last.prep = preposition.head, "oblique", preposition.lemma


def _join_subjects(verb: Node) -> None:
    """ "France and Spain left": where the parse coordinates the verb with the first of two subjects, both are its."""
    first, second = verb.head, verb.first("subject")
    joint = verb.first("coordinator")
    if first is None or second is None or joint is None or not is_noun(first) or first.role != "root":
        return
    if first.first("copula") is not None or not first.i < joint.i < second.i <= first.i + _JOINED:
        return
    first.children.remove(verb)
    first.role, first.head, verb.role, verb.head = "subject", verb, "root", None
    verb.children[verb.children.index(second)] = first
    verb.children.remove(joint)
    second.role, second.head, joint.head = "conjunct", first, second
    first.children.append(second)
    second.children.append(joint)


def _lend_subject(participle: Node) -> None:
    """ "The mayor, citing Berg, left": who stands before a participle and its verb is the subject of the verb."""
    verb, subject = participle.head, participle.first("subject")
    if verb is None or subject is None or not subject.i < participle.i < verb.i or participle.first("auxiliary"):
        return
    if verb.first("subject", "passive_subject", "expletive_subject") is None:
        participle.children.remove(subject)
        verb.children.insert(0, subject)
        subject.head = verb
