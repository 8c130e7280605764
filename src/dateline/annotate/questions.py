"""Questions: what is asked whether it was is not told as having been ("Will the army withdraw?")."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .parse import sentence_of
from .syntax import NESTED, Node, opens

_STOPS = ("?", "!", ".", "…", ":", ";")
_PARTING = ("?", "!", ":", '"', "“", "”", "«", "»")
"""What parts a question from the clause that says who asks it."""
_CLOSING = ' \n"”»'
_BEFORE_WORD = ("ADP", "CCONJ", "PUNCT")
"""What may stand before the word by which a question opens."""
_LARGEST = 100
"""Nodes of a question that are looked at."""


def is_asked(verb: Node, interrogatives: Collection[str]) -> bool:
    """Whether a verb is that of a direct question which asks for yes or no. "Why did it leave?" takes for granted that
    it left: so do all questions with a word of `interrogatives`."""
    main = verb.base
    sentence = sentence_of(verb.doc, verb.i)
    stop = next((t.i for t in verb.doc[verb.i : sentence.end] if t.text in _STOPS), None)
    if stop is None or verb.doc[stop].text != "?" or not _is_main(main):
        return False
    return not any(_opens_question(node, main) for node in _below(verb, main) if node.lower in interrogatives)


def is_asked_about(noun: Node, interrogatives: Collection[str]) -> bool:
    """Whether an act stands in a question without a verb ("A withdrawal by May?")."""
    sentence = sentence_of(noun.doc, noun.i)
    if not sentence.text.rstrip(_CLOSING).endswith("?") or any(t.pos_ in ("VERB", "AUX") for t in sentence):
        return False
    return not any(t.lower_ in interrogatives for t in sentence)


def _is_main(verb: Node) -> bool:
    """Whether a verb heads its sentence, or the words of a question that a mark parts from who asks it, or is the one
    that a word of asking without a meaning of its own opens ("est-ce que")."""
    above = verb.head
    if above is None:
        return True
    if verb.role not in ("complement", "parataxis"):
        return False
    if not opens(above) and above.head is None and above.i < verb.i:
        return True
    first, last = sorted((verb.i, above.i))
    return any(t.text in _PARTING for t in verb.doc[first:last])


def _below(*verbs: Node) -> Iterator[Node]:
    """What hangs on verbs, but not in a clause of its own."""
    stack = [child for verb in verbs for child in verb.children]
    for _ in range(_LARGEST):
        if not stack:
            break
        node = stack.pop()
        yield node
        if node.role not in NESTED:
            stack += node.children


def _opens_question(word: Node, verb: Node) -> bool:
    """Whether nothing but a mark or a preposition stands before a word in its sentence or clause."""
    first = word.i == sentence_of(verb.doc, verb.i).start
    return first or verb.doc[word.i - 1].pos_ in _BEFORE_WORD
