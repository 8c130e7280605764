"""Headlines: lines that are no whole sentence, whose bare participles tell what was done ("Strike called off")."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ..pack import Pack
from .parse import sentence_of
from .syntax import Node, is_noun, is_verb

_LONGEST = 160
"""Code points of a headline."""
_UNFINISHED = re.compile(r"[\w»”\"')\]%]")
"""How a headline ends; a sentence has its stop."""
_OWN_CLAUSE = ("object", "indirect", "complement", "open_complement", "auxiliary", "passive_auxiliary", "copula")
"""What stands beside a verb that is no bare passive."""


def mend_headlines(nodes: Sequence[Node], pack: Pack) -> None:
    """Make passives of the participles of headlines: of those that the parse takes for a past tense, in a language
    whose two forms are alike (`participle_is_past`), and of those that it hangs on a noun which has no verb."""
    alike = bool(pack.table("syntax").get("participle_is_past"))
    active = pack.words("syntax", "never_passive")
    for _, sentence in itertools.groupby(nodes, key=lambda n: sentence_of(n.doc, n.i).start):
        line = list(sentence)
        if not _is_headline(line):
            continue
        for node in line:
            if is_verb(node) and node.feature("Tense") == "Past" and node.first(*_OWN_CLAUSE) is None:
                _make_passive(node, alike and node.lemma not in active)
        root = next((n for n in line if n.head is None and is_noun(n)), None)
        if root is not None:
            _make_clause(root)


def _is_headline(line: Sequence[Node]) -> bool:
    """Whether a sentence is a line by itself, with a blank line or nothing more behind it, that has no stop."""
    text, start = line[0].source, line[0].start
    end = start + len(text[start : line[-1].end].rstrip())
    if not 0 < end - start <= _LONGEST or "\n" in text[start:end]:
        return False
    alone = text[:start].strip(" ")[-1:] in ("", "\n") and text[end:].lstrip(" ")[:2] in ("", "\n", "\n\n")
    return alone and _UNFINISHED.match(text[end - 1]) is not None


def _make_passive(verb: Node, alike: bool) -> None:
    """A participle tells what was done, as a verb of its own, to what stands before it; a past tense is one where the
    forms are `alike`, behind a noun without an article."""
    subject = verb.first("passive_subject")
    if subject is None and alike:
        subject = next((s for s in verb.having("subject") if s.first("determiner") is None), None)
    if subject is not None and subject.pos in ("NOUN", "PROPN", "NUM") and subject.i < verb.i:
        subject.role, verb.mended = "passive_subject", True


def _make_clause(noun: Node) -> None:
    """Raise the past participle behind a noun that has no verb over that noun, as the verb of its clause."""
    bare = (c for c in noun.having("participial", "adjective") if is_verb(c) and noun.i < c.i)
    verb = next((c for c in bare if c.feature("VerbForm") == "Part" and c.feature("Tense") == "Past"), None)
    if verb is None or verb.first("object") is not None or noun.first("subject", "copula") is not None:
        return
    told = next((c for c in verb.having("open_complement") if c.feature("VerbForm") == "Part" and c.i > verb.i), None)
    if told is not None:  # "Deux hommes enlevés libérés"
        verb.children.remove(told)
        verb = told
    else:
        noun.children.remove(verb)
    behind = [c for c in noun.children if c.i > verb.i]
    for child in behind:
        noun.children.remove(child)
        child.head = verb
    verb.children = sorted([*verb.children, noun, *behind], key=lambda n: n.i)
    verb.head, verb.role, verb.mended = None, "root", True
    noun.head, noun.role = verb, "passive_subject"
