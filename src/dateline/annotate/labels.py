"""Labels: what something is called in marks of quotation ("described the vote as a “coup”").

Such a noun says what somebody thinks of an act that is told already, and is no act of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from ..model import Span
from ..pack import Pack
from .clauses import is_passive
from .marks import Marked, is_title
from .syntax import Node, is_verb

_INSIDE = frozenset({"DET", "ADJ", "NUM", "ADV", "PUNCT"})
"""What may stand between a preposition and the marked part of its phrase."""
_THINGS = frozenset({"NOUN", "PROPN", "PRON"})


def labels(nodes: Sequence[Node], pack: Pack) -> frozenset[int]:
    """The indices of the words that stand in marks behind a cue that says what something is called (`names` of
    `quotes.toml`); none of a quotation that has a verb."""
    cues = pack.table("quotes").get("cues", {})
    naming = [n for n in nodes if is_verb(n) and "names" in cues.get(n.lemma, {})]
    if not naming:
        return frozenset()
    marked = Marked(nodes[0].source, pack)
    return frozenset(i for cue in naming for i in _behind(cue, cues[cue.lemma]["names"], nodes, marked))


def _behind(cue: Node, names: Sequence[str], nodes: Sequence[Node], marked: Marked) -> Iterator[int]:
    sentence = cue.doc[cue.i].sent
    behind = nodes[cue.i + 1 : sentence.end]
    for mark in marked.near(Span(cue.end, sentence.end_char)) if behind else ():
        if not (cue.end <= mark.start < sentence.end_char) or not is_title(cue.source, cue.end, mark):
            continue
        inside = [n for n in behind if mark.start <= n.start < mark.end]
        before = [n for n in behind if n.end <= mark.start]
        led = next((n for n in reversed(before) if n.pos not in _INSIDE), cue)
        first = next(itertools.dropwhile(lambda n: n.pos == "PUNCT", inside), None)
        opening = cue.source[cue.start : led.end].lower()
        named = any(opening.endswith(f" {name}") for name in names)
        named = named or (first is not None and first.lower in names)
        before_cue = led is cue and (is_passive(cue) or any(n.i < cue.i for n in cue.having("object")))
        thing = led.pos in _THINGS or before_cue
        called = named if names else thing
        if called and not any(is_verb(n) for n in inside):
            yield from (n.i for n in inside)
