"""What a name stands for where it stands: a capital for a government, a parliament for that of its country.

1. The seat of a government acts, speaks, is spoken to, or is dealt with: "Washington denied it", "talks with Tehran".
   Where something is done in it, or to its buildings, it is the city.
2. A parliament or a ministry is its country's: by the word for a people or a place in its name or beside it ("the Iraqi
   parliament", "Parliament in Baghdad"), else by the only one of its kind that the report names in full.
3. A name of several words that is spelt almost as one of the gazetteer is that one, garbled.
"""

from __future__ import annotations

import bisect
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from ..model import MATERIAL, Name
from ..pack import Pack
from .syntax import Node, is_verb
from .triggers import Lexicon

GARBLED = 88.0
"""rapidfuzz ratio from which a long name is a garbled form of one of the gazetteer."""
LEAST_LETTERS = 10
"""Letters of a name that may be recognised though garbled; of shorter ones too many are alike."""
_STOPS = ".,;:!?"
_NEAR = 3
"""Words between a parliament and the word that says whose it is."""


def settled(nodes: Sequence[Node], names: Sequence[Name], pack: Pack) -> tuple[Name, ...]:
    """The names of a document with the keys of what they stand for; the same mentions, in the same order."""
    standing = _Standing(nodes, names, pack)
    return tuple(standing.name(name) for name in names)


class _Standing:
    """Knows the tree and the names of one document."""

    def __init__(self, nodes: Sequence[Node], names: Sequence[Name], pack: Pack) -> None:
        self.nodes, self.names, self.pack = nodes, names, pack
        self.starts = [n.start for n in nodes]
        self.seats: Mapping[str, str] = pack.table("names").get("seats", {})
        self.cues = pack.table("quotes").get("cues", {})
        self.lexicon = Lexicon(pack)
        self.words = functools.partial(pack.words, "syntax")
        self.bodies = _bodies(pack)
        self._peoples = _peoples(pack)
        self.kinds: dict[str, set[str]] = defaultdict(set)
        self.owned = {n: self._owner(n) for n in names if self._body(n)}
        for name, country in self.owned.items():
            if country:
                self.kinds[self._body(name) or ""].add(country)

    def name(self, name: Name) -> Name:
        kind = self._body(name)
        if kind is not None:
            owners = self.kinds[kind]
            country = self.owned[name] or (next(iter(owners)) if len(owners) == 1 else None)
            return replace(name, type="ORG", key=f"body:{country}/{kind}") if country else name
        if name.key is None:
            key = self._garbled(name)
            return replace(name, type="ORG", key=key, garbled=True) if key else name
        country = self.seats.get(name.key.removeprefix("city:")) if name.key.startswith("city:") else None
        return replace(name, key=f"country:{country}") if country and self._governs(self._head(name)) else name

    def _words(self, name: Name) -> list[Node]:
        return list(self.nodes[bisect.bisect_left(self.starts, name.start) : bisect.bisect_left(self.starts, name.end)])

    def _head(self, name: Name) -> Node | None:
        inside = self._words(name)
        return next((n for n in inside if n.head not in inside), None)

    # --- governments ---

    def _governs(self, node: Node | None) -> bool:
        """Does a capital act here, or is it dealt with, as a government is?"""
        if node is None:
            return False
        node = node.base
        above = node.head
        if above is None or node.role == "apposition":
            return False
        if node.role in ("subject", "agent"):
            return not (node.role == "subject" and above.first("copula"))
        prep = node.prep
        if prep is None:
            dealt = node.role in ("object", "indirect", "passive_subject") and is_verb(above)
            owns = node.role == "possessor" and above.lemma in self.pack.words("names", "governed")
            return owns or (dealt and self._addresses(above))
        if prep in self.pack.words("quotes", "according") or prep in self.words("with") | self.words("between"):
            return True
        if prep in self.words("agent") or (prep in self.words("against") and prep not in self.words("where")):
            return True
        towards = self.pack.words("names", "towards")
        if prep in self.words("of") | towards and above.lemma in self.pack.words("names", "governed"):
            return True
        if prep in self.words("of"):
            return not is_verb(above) and self._tells(above)
        return prep in towards and above.lemma in self.cues and 0 < node.i - above.i <= _NEAR

    def _addresses(self, verb: Node) -> bool:
        """Is a verb one of saying to, or of an act of words, that is done to whom it governs ("threatened Baghdad")?"""
        return verb.lemma in self.cues or self._is_of_words(self.lexicon.verb(verb))

    def _tells(self, noun: Node) -> bool:
        return self._is_of_words(self.lexicon.noun(noun))

    def _is_of_words(self, entry: Mapping[str, object] | None) -> bool:
        sense = self.lexicon.senses.get(str(entry.get("sense"))) if entry else None
        kind = sense.get("type") if sense else None
        return kind is not None and kind not in MATERIAL

    # --- parliaments and ministries ---

    def _body(self, name: Name) -> str | None:
        """The kind of an institution that a name tells, by its words without those of a people."""
        if name.key is not None or name.type not in ("ORG", "LOC", "GPE"):
            return None
        own = [n.lower for n in self._words(name) if n.role != "punctuation" and n.lower not in self._peoples]
        return self.bodies.get(" ".join(own).replace("' ", "'")) if own else None

    def _owner(self, name: Name) -> str | None:
        """The country whose institution a name is, by a word in it or beside it."""
        inside = self._words(name)
        told = next((self._peoples[n.lower] for n in inside if n.lower in self._peoples), None)
        if told is not None or not inside:
            return told
        first, last = inside[0].i, inside[-1].i
        near = [*self.nodes[max(0, first - 1) : first], *self.nodes[last + 1 : last + 1 + _NEAR]]
        for node in near:
            if node.i < first and node.lower not in self._peoples:
                continue
            if node.text in _STOPS:
                break
            country = self._peoples.get(node.lower) or self._country(node)
            if country is not None:
                return country
        return None

    def _country(self, node: Node) -> str | None:
        """The country of a place that is named at a word."""
        i = bisect.bisect([n.start for n in self.names], node.start) - 1
        if i < 0 or self.names[i].end <= node.start or not (key := self.names[i].key):
            return None
        kind, _, code = key.partition(":")
        if kind == "city":
            return self.seats.get(code) or self.pack.table("names").get("country_of_city", {}).get(code)
        return code if kind == "country" else None

    # --- garbled names ---

    def _garbled(self, name: Name) -> str | None:
        words = " ".join(self.nodes[0].source[name.start : name.end].lower().split()) if self.nodes else ""
        if sum(c.isalpha() for c in words) < LEAST_LETTERS or " " not in words.replace("-", " "):
            return None
        known = _long_names(self.pack)
        found = process.extractOne(words, known.keys(), scorer=fuzz.ratio, score_cutoff=GARBLED)
        return known[found[0]] if found else None


@functools.cache
def _peoples(pack: Pack) -> Mapping[str, str]:
    """Words for peoples and countries, in small letters, and their countries."""
    table = pack.table("names")
    return {
        spelling.lower(): key
        for kind in ("peoples", "countries")
        for key, spellings in table.get(kind, {}).items()
        for spelling in spellings
        if " " not in spelling
    }


@functools.cache
def _bodies(pack: Pack) -> Mapping[str, str]:
    """The institutions that each country has one of: their names in small letters, and their kinds."""
    return {
        spelling.lower(): kind
        for kind, spellings in pack.table("names").get("bodies", {}).items()
        for spelling in spellings
    }


@functools.cache
def _long_names(pack: Pack) -> Mapping[str, str]:
    """The organisations of the gazetteer whose names are long and of several words, in small letters."""
    table = pack.table("names")
    return dict(_spelt(table.get("organisations", {})))


def _spelt(table: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for key, spellings in table.items():
        for spelling in spellings:
            plain = spelling.lower().replace("’", "'")
            if sum(c.isalpha() for c in plain) >= LEAST_LETTERS and " " in plain.replace("-", " "):
                yield plain, f"org:{key}"
