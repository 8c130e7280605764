"""What a figure counts: the noun after the number, what it is alike in all packs, and the state its clause gives it.

The noun is found by the dependency parse and needs no list. The pack (`figures.toml`) names the usual ones
(`[[concept]]`) and the states that a count of people can be in (`[[state]]`): "30 dead", "30 people were killed",
"killed 30 people" and "the death of 30 people" all count dead.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from ..pack import Pack
from .amounts import Amount, is_currency

NOMINAL = frozenset({"NOUN", "PROPN"})
"""Parts of speech of what can be counted."""
_MODIFIER = frozenset({"ADJ", "ADV", "PROPN", "PART", "PUNCT", "SYM"})
REACH = 5
"""Tokens behind a number among which its noun is looked for."""
WORDS = (
    "of_words",
    "of_bare",
    "of_one",
    "holders",
    "locative",
    "identifiers",
    "streets",
    "pronoun",
    "pronoun_idioms",
    "definite",
    "known_pair",
    "change_words",
    "change_verbs",
    "amount_nouns",
    "change_nouns",
    "change_prepositions",
    "part_before",
    "movers",
    "count_nouns",
    "locative_city",
    "not_counted",
    "vague_idioms",
    "article",
    "part_of",
    "not_so",
    "pointing",
    "compared",
    "tolls",
    "worth",
)
_LONGEST = 7
"""Words of `counted` at most."""


@dataclass(frozen=True)
class Things:
    """The counted things and states of one pack, by words in lower case, and its parser's labels."""

    concepts: dict[str, str]
    many: dict[str, tuple[float, str]]
    people: frozenset[str]
    befallen: frozenset[str]
    generic: frozenset[str]
    states: dict[str, str]
    done: dict[str, str]
    undergone: dict[str, str]
    befell: dict[str, str]
    predicates: dict[str, str]
    collocations: dict[tuple[str, str], str]
    labels: dict[str, frozenset[str]]
    words: dict[str, frozenset[str]]
    change_after: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """`tokens` are the noun and its modifiers; `anchor` is the token through which the figure hangs in its clause."""

    anchor: Token
    tokens: tuple[Token, ...] = ()
    noun: Token | None = None
    concept: str | None = None
    who: str | None = None


@functools.cache
def things(pack: Pack) -> Things:
    """The tables of a pack; empty where it has none."""
    table = pack.table("figures")

    def by_word(entries: str, key: str) -> dict[str, str]:
        return {w.lower(): entry["id"] for entry in table.get(entries, ()) for w in entry.get(key, ())}

    concepts = table.get("concept", ())
    return Things(
        concepts={w.lower(): c["id"] for c in concepts if "least" not in c for w in c["words"]},
        many={w.lower(): (c["least"], c["id"]) for c in concepts if "least" in c for w in c["words"]},
        people=frozenset(c["id"] for c in concepts if c.get("people")),
        befallen=frozenset(state["id"] for state in table.get("state", ())),
        generic=frozenset(c["id"] for c in concepts if c.get("generic")),
        states=by_word("state", "words"),
        done=by_word("state", "done"),
        undergone=by_word("state", "undergone"),
        befell=by_word("state", "nouns"),
        predicates=by_word("state", "predicates"),
        collocations={
            (noun, verb): entry["concept"]
            for entry in table.get("collocation", ())
            for noun in entry["noun"]
            for verb in entry["verbs"]
        },
        labels={k: frozenset(v) for k, v in table.get("labels", {}).items()},
        words={key: pack.words("figures", key) for key in WORDS},
        change_after=tuple(tuple(str(p).split()) for p in table.get("words", {}).get("change_after", ())),
    )


def is_a(token: Token, label: str, table: Things) -> bool:
    """Whether the token's dependency label is one of those that the pack calls `label`."""
    return token.dep_ in table.labels.get(label, ())


def counted(doc: Doc, cue: int, first: int, after: int, amount: Amount, table: Things) -> Counted:
    """What the number over tokens [first, after), its bound from `cue` on, counts; no `noun` where nothing says it."""
    noun, begin = _noun(doc, first, after, amount, table)
    last = noun.i + 1 if noun is not None else after
    anchor = _anchor(doc, cue, last)
    done = _done_before(doc, cue, table)
    if noun is None:
        beside = anchor.head.pos_ == "ADJ" and done is None
        if beside and (is_subject(anchor.head, table) or is_a(anchor.head, "object", table)):
            anchor = anchor.head  # "30 autres sont portées disparues"
        state = done or _state(anchor, None, table)
        return Counted(anchor, concept=state)
    tokens = described(doc, begin, noun, table)
    named = concept_named(noun, table, amount.number.high)
    state = table.states.get(noun.lower_) or table.states.get(noun.lemma_.lower())
    if state:
        return Counted(anchor, tokens, noun, state, named)
    concept = named or noun.lemma_.lower()
    collocation = table.collocations.get((noun.lower_, _governor(anchor, table).lemma_.lower()))
    if collocation:
        return Counted(anchor, tokens, noun, collocation)
    state = (done or _state(anchor, noun, table)) if named in table.people or named is None else None
    if state and not amount.unit:
        return Counted(anchor, tokens, noun, state, None if named in table.generic else concept)
    return Counted(anchor, tokens, noun, concept)


def _noun(doc: Doc, first: int, after: int, amount: Amount, table: Things) -> tuple[Token | None, int]:
    """The head noun of what follows the number, and the index of the first token that describes it."""
    i = after
    if i < len(doc) and (amount.number.round or amount.unit) and doc[i].lower_ in table.words["of_words"]:
        i += 1
        while i < len(doc) and (doc[i].pos_ == "DET" or doc[i].is_space):
            i += 1
    elif _is_worth(doc, i, amount, table) or _is_part_of(doc, i, amount, table):
        i += 1
        while i < len(doc) and (doc[i].pos_ in ("DET", "PRON", "NUM") or doc[i].is_space):
            i += 1  # "three of the four men"
    elif amount.unit and amount.concept is None and not _modifies(doc, first, after):
        return None, after
    begin = i
    for token in doc[i : i + REACH]:
        if token.lower_ in table.states and (token.i == begin or token.pos_ not in NOMINAL):
            return token, begin
        if token.pos_ in NOMINAL and not token.text[0].isalpha():
            break
        if token.pos_ in NOMINAL and not (token.is_sent_start and token.i > after):
            return _climb(token, begin, table), begin
        if token.i == begin and (token.is_space or token.pos_ in ("PART", "PUNCT")):
            begin += 1
        if not _may_precede(token, table):
            break
    return None, after


def _is_worth(doc: Doc, at: int, amount: Amount, table: Things) -> bool:
    """Whether a sum of money is worth what follows ("100 million euros in aid"), not told of a year or in all."""
    if not is_currency(amount.unit or "") or at + 1 >= len(doc) or doc[at].lower_ not in table.words["worth"]:
        return False
    thing = doc[at + 1]
    return thing.pos_ in ("NOUN", "ADJ") and thing.lemma_.lower() not in table.words["count_nouns"]


def _is_part_of(doc: Doc, at: int, amount: Amount, table: Things) -> bool:
    """Whether a number is some of what is known ("three of the ministers", "deux de ses navires")."""
    if amount.unit or at + 1 >= len(doc) or doc[at].lower_ not in table.words["of_words"]:
        return False
    behind = itertools.dropwhile(lambda t: t.pos_ in ("DET", "PRON", "NUM"), doc[at + 1 : at + 1 + REACH])
    some = next(behind, None)
    if some is None or some.pos_ == "PROPN" or "Sing" in some.morph.get("Number", []):
        return False
    if doc[at].lower_ in table.words["of_one"]:
        return False
    return doc[at].lower_ not in table.words["of_bare"] or doc[at + 1].lower_ in table.words["definite"]


def _may_precede(token: Token, table: Things) -> bool:
    """Whether a token may stand between a number and its noun."""
    if token.pos_ == "PUNCT":
        return token.text in ("-", '"', "«", "“")
    participle = token.pos_ == "VERB" and is_a(token, "compound", table)
    return token.pos_ in _MODIFIER or token.is_space or participle


def _modifies(doc: Doc, first: int, after: int) -> bool:
    """Whether a number with its unit stands before a noun as its modifier: a 12-inch screen."""
    return any(token.head.i >= after and token.head.pos_ in NOMINAL for token in doc[first:after])


def _climb(noun: Token, begin: int, table: Things) -> Token:
    """The head of a compound whose first noun was found: "4 cup finals" counts finals."""
    while is_a(noun, "compound", table) and noun.head.i > noun.i and noun.head.i - begin <= _LONGEST:
        if any(t.pos_ in ("VERB", "AUX", "ADP", "CCONJ") for t in noun.doc[noun.i + 1 : noun.head.i]):
            break
        noun = noun.head
    return noun


def described(doc: Doc, begin: int, noun: Token, table: Things) -> tuple[Token, ...]:
    """The noun with what stands before it, and the adjectives and "of" complement that follow it."""
    end = noun.i + 1
    while end < len(doc) and end - begin < _LONGEST and _describes(doc[end], noun, end, table):
        end += 1
    while end - 1 > noun.i and (doc[end - 1].lower_ in table.words["of_words"] or doc[end - 1].pos_ in ("DET", "ADP")):
        end -= 1
    return tuple(t for t in doc[begin:end] if not t.is_space)


def _describes(token: Token, noun: Token, end: int, table: Things) -> bool:
    if token.is_space or token.pos_ in ("PUNCT", "VERB", "AUX", "CCONJ", "NUM") or token.is_sent_start:
        return False
    of = table.words["of_bare"]
    if token.lower_ in of:
        return noun in (token.head, token.head.head) and token.i == noun.i + 1
    if not noun.i <= token.head.i <= end + 2:
        return False
    if noun.nbor().lower_ in of:
        return token.pos_ in ("DET", "ADJ", "NOUN", "PROPN")
    return token.pos_ in ("ADJ", "NOUN", "PROPN") and is_a(token, "after_noun", table)


def _anchor(doc: Doc, first: int, last: int) -> Token:
    """The token of [first, last) whose head stands outside it; the last of them, where the parse gives several."""
    outer = [t for t in doc[first:last] if not first <= t.head.i < last or t.head.i == t.i]
    nouns = [t for t in outer if t.pos_ in NOMINAL or t.pos_ in ("NUM", "PRON")]
    return (nouns or outer or [doc[first]])[-1]


def _governor(token: Token, table: Things) -> Token:
    """The word that governs a token: past its adposition, and past the nouns that it is coordinated with."""
    while is_a(token, "coordinate", table) and token.head.i != token.i and token.head.pos_ not in ("VERB", "AUX"):
        token = token.head
    head: Token = token.head
    if head.pos_ == "AUX" and head.head.pos_ == "VERB" and head.head.i > head.i:
        return head.head  # "people are missing", parsed as the helper's subject
    return head.head if head.pos_ == "ADP" and is_a(head, "adposition", table) else head


def concept_named(noun: Token, table: Things, value: float = 0.0) -> str | None:
    """The concept of a noun, or of it with the word before or after it."""
    doc, i = noun.doc, noun.i
    before = f"{doc[i - 1].lower_} {noun.lemma_.lower()}" if i else ""
    after = f"{noun.lower_} {doc[i + 1].lower_}" if i + 1 < len(doc) else ""
    for words in (before, after, noun.lower_, noun.lemma_.lower()):
        least, concept = table.many.get(words, (0.0, ""))
        if concept and value >= least:
            return concept
        if words in table.concepts:
            return table.concepts[words]
    return None


def concept_of(noun: Token, table: Things) -> str:
    """What a noun counts, alike in all languages where the pack names it; else its lemma."""
    return table.states.get(noun.lower_) or concept_named(noun, table) or noun.lemma_.lower()


def _state(anchor: Token, noun: Token | None, table: Things) -> str | None:
    """The state that the clause gives to what is counted: killed 30, 30 were killed, 30 died, the death of 30."""
    if noun is not None and (befallen := state_given(noun, table)):
        return befallen
    if noun is not None and (suffered := _suffered(noun, table)):
        return suffered
    role = anchor
    while is_a(role, "coordinate", table) and role.head.pos_ not in ("VERB", "AUX") and role.head.i < role.i:
        role = role.head
    governor = _governor(anchor, table)
    lemma = governor.lemma_.lower()
    cue = role.pos_ == "ADP"  # "over 100 are missing", parsed as a preposition and its object
    if (cue and role.i > governor.i) or is_a(role, "object", table) or is_a(role, "passive_subject", table):
        return table.done.get(lemma) or _predicate(governor, table)
    alone = role.pos_ == "NUM" and role.dep_ == "dep" and role.i < governor.i  # a number that a plain parse leaves open
    if cue or alone or is_a(role, "subject", table):
        passive = "Part" in governor.morph.get("VerbForm", []) and not _has_object(governor, table)
        undergone = table.undergone.get(lemma) or _in_idiom(governor, table)
        undergone = undergone or (table.done.get(lemma) if passive else None)
        return undergone or _predicate(governor, table) or _hearsay(governor, table)
    if role.head.pos_ == "ADP" or governor.pos_ in NOMINAL:
        return table.befell.get(lemma) if governor.i < role.i else None
    return None


def _done_before(doc: Doc, cue: int, table: Things) -> str | None:
    """The state that a verb right before a figure does to what is counted, whatever the parse hangs it on: a present
    participle ("en blessant 300 autres"), or a past one that does not agree with many ("et blessé plus de 300")."""
    verb = doc[cue - 1] if cue else None
    if verb is None or verb.pos_ != "VERB" or verb.lemma_.lower() not in table.done:
        return None
    form, tense, number = (verb.morph.get(key, []) for key in ("VerbForm", "Tense", "Number"))
    doing = "Ger" in form or ("Part" in form and "Pres" in tense)
    return table.done[verb.lemma_.lower()] if doing or ("Part" in form and "Sing" in number) else None


def _in_idiom(verb: Token, table: Things) -> str | None:
    """The state that a verb tells only with one of its nouns ("kamen ums Leben")."""
    lemma = verb.lemma_.lower()
    told = (table.undergone.get(f"{lemma} {child.lemma_.lower()}") for child in verb.children)
    return next((state for state in told if state), None)


def _hearsay(governor: Token, table: Things) -> str | None:
    """The state that a perfect passive below a verb gives to its subject ("sollen getötet worden sein")."""
    for verb in (c for c in governor.children if c.pos_ == "VERB" and c.i > governor.i):
        helpers = [c for c in verb.children if c.pos_ == "AUX"]
        if len(helpers) > 1 and any("Inf" in c.morph.get("VerbForm", []) for c in helpers):
            return table.done.get(verb.lemma_.lower())
    return None


def state_given(noun: Token, table: Things) -> str | None:
    """The state that a participle gives to the noun before it: soldiers killed, soldats tués."""
    for child in noun.children:
        if is_a(child, "participle", table) and child.i > noun.i and not _has_object(child, table):
            found = table.done.get(child.lemma_.lower()) or table.states.get(child.lower_)
            if found:
                return found
    return None


def _suffered(noun: Token, table: Things) -> str | None:
    """The state that the verb group right behind a noun gives it, also where the parse hangs that elsewhere."""
    helped = False
    for token in noun.doc[noun.i + 1 : noun.i + 7]:
        if token.pos_ == "VERB" and helped and "Part" in token.morph.get("VerbForm", []):
            return None if _has_object(token, table) else table.done.get(token.lemma_.lower())
        helped = helped or token.pos_ == "AUX"
        if token.pos_ not in ("ADJ", "ADV", "AUX", "PART"):
            break
    return None


def _has_object(verb: Token, table: Things) -> bool:
    return any(is_a(child, "object", table) for child in verb.children)


def _predicate(governor: Token, table: Things) -> str | None:
    """The state in the predicate of a linking verb: "100 are missing", "30 were found dead"."""
    kinds = ("ADJ", "VERB", "NOUN", "ADV")  # an adverb where the parse knows no adjectives without a noun
    words = [governor, *(c for c in governor.children if c.i > governor.i and c.pos_ in kinds)]
    return next((table.predicates[t.lower_] for t in words if t.lower_ in table.predicates), None)


def is_subject(token: Token, table: Things) -> bool:
    """Whether a token is the subject of its verb, active or passive."""
    return is_a(token, "subject", table) or is_a(token, "passive_subject", table)


def words_of(tokens: Sequence[Token]) -> str | None:
    """The words of `counted` as the text has them, blanks made single."""
    if not tokens:
        return None
    between = tokens[0].doc[tokens[0].i : tokens[-1].i + 1]
    return " ".join(between.text.split()) or None
