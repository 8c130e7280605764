"""The gazetteer: the names that are known beforehand, and where a document has them.

Countries and continents come from CLDR (ISO 3166 and UN M49 codes) in the pack's language; their other names, their
peoples, cities, regions and organisations from the packs' `names.toml`. One key names the same thing in all packs.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import babel
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from ..model import Name, NameType
from ..pack import Pack
from .parse import pipeline

ACRONYM = 3
"""Letters of the longest acronym that must stand in its capitals ("US" is a country, "us" and "Us" are not); longer
ones the press writes as words too ("Nato")."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling of a known name. `rank` is its place in the gazetteer: of two that fit, the first counts."""

    words: tuple[str, ...]
    type: NameType
    key: str
    rank: int


def find(doc: Doc, pack: Pack) -> list[Name]:
    """The known names in a document; the longest where they overlap. Sorted by length, then by place."""
    matcher, entries = _compiled(pack)
    articles = pack.words("names", "edges") | pack.words("names", "name_articles")
    spans = [doc[a:b] for a, b in {(a, b) for _, a, b in matcher(doc)}]
    taken: set[int] = set()
    out = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        fitting = [e for e in entries[_folded(span)] if _fits(span, e, articles)]
        # Of a country and its people (Argentine, argentine) the one with just these capitals is meant.
        entry = min(fitting, key=lambda e: (e.words != tuple(t.text for t in span), e.rank), default=None)
        if entry is None or is_something_else(span, entry.type, pack):
            continue
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            out.append(Name(span.start_char, span.end_char, entry.type, entry.key))
    return out


def _folded(span: Span) -> tuple[str, ...]:
    return tuple(t.lower_ for t in span)


def _fits(span: Span, entry: Entry, articles: frozenset[str]) -> bool:
    """Has the text the capitals of the entry? An article in front may stand with or without."""
    pairs = list(zip((t.text for t in span), entry.words, strict=True))
    if len(pairs) > 1 and pairs[0][1].lower() in articles:
        pairs = pairs[1:]
    return all(_as_capital(text, word) for text, word in pairs)


def _as_capital(text: str, word: str) -> bool:
    if 1 < len(word) <= ACRONYM and word.isupper():
        return text.isupper()
    return text[:1].isupper() or not word[:1].isupper()


def is_something_else(span: Span, type_: NameType, pack: Pack) -> bool:
    """Is the word something else here: a language ("in French"), the object of a prefix ("pro-Iranian"), or a common
    word in a line of capitals ("THEY TOLD US")?"""
    doc = span.doc
    before = doc[span.start - 1] if span.start else None
    after = doc[span.end] if span.end < len(doc) else None
    if before is None:
        return False
    if before.text in "-–" and span.start > 1 and not doc[span.start - 2].whitespace_ and not before.whitespace_:
        return doc[span.start - 2].lower_ in pack.words("names", "prefixes")
    if type_ == "NORP" and before.lower_ in pack.words("names", "languages"):
        return after is None or after.pos_ not in ("NOUN", "PROPN", "ADJ")
    if len(span) == 1 and span[0].is_stop and span[0].is_upper:
        return _shouts(before) and (after is None or _shouts(after) or not after.is_alpha)
    return False


def _shouts(token: Token) -> bool:
    return token.is_upper and len(token) > 1


@functools.cache
def _compiled(pack: Pack) -> tuple[PhraseMatcher, Mapping[tuple[str, ...], list[Entry]]]:
    """A matcher over lower-cased tokens, and the entries of each of its spellings; made once a process and pack."""
    nlp = pipeline(pack)
    matcher, entries = PhraseMatcher(nlp.vocab, attr="LOWER"), defaultdict(list)
    for rank, (spelling, type_, key) in enumerate(_spellings(pack)):
        doc = nlp.make_doc(spelling)
        folded = _folded(doc[:])
        if folded not in entries:
            matcher.add(" ".join(folded), [doc])
        entries[folded].append(Entry(tuple(t.text for t in doc), type_, key, rank))
    return matcher, entries


def _spellings(pack: Pack) -> Iterator[tuple[str, NameType, str]]:
    yield from _territories(pack)
    table: Mapping[str, Any] = pack.table("names")
    for name, kind in table["kinds"].items():
        for key, spellings in table.get(name, {}).items():
            for spelling in spellings:
                for variant in _variants(spelling):
                    yield variant, kind["type"], kind["prefix"] + key


def _variants(spelling: str) -> tuple[str, ...]:
    """The spelling with straight apostrophes, and as a press writes it that sets no accents on capitals."""
    plain = spelling.replace("’", "'")
    return tuple(dict.fromkeys((plain, re.sub(r"\b\w", lambda m: unicodedata.normalize("NFD", m[0])[0], plain))))


def _territories(pack: Pack) -> Iterator[tuple[str, NameType, str]]:
    """CLDR's names of countries (two letters) and of the regions of the world (three digits)."""
    left_out = pack.words("names", "not_territories")
    for code, name in babel.Locale.parse(pack.code).territories.items():
        if code.lower() in left_out:
            continue
        for spelling in dict.fromkeys((*_variants(name), *_variants(name.split(" (")[0]))):
            if len(code) == 2 and code.isalpha():
                yield spelling, "GPE", f"country:{code}"
            elif code.isdigit():
                yield spelling, "LOC", f"region:{code}"
