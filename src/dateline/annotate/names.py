"""Named entities: what the gazetteer knows, then what spaCy's model finds, mended.

1. The gazetteer (CLDR's countries, and the packs' capitals, peoples, organisations) is looked up token by token.
2. The model's entities are trimmed of articles and titles, cut at line breaks, and dropped where no token is a name.
   One that holds a gazetteer's place and is no organisation is cut around it.
3. A family name whose bearer the document names in full is a person wherever it stands.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import cast

import babel
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from ..model import Name, NameType
from ..pack import Pack
from .parse import model

Entry = tuple[NameType, str, bool]
"""Type, key, and whether a lower-case spelling is a mention too (an adjective of a people)."""


ACRONYM = 5
"""Letters that an acronym has at most."""


def find(doc: Doc, pack: Pack) -> tuple[Name, ...]:
    """The mentions of named entities in a document, sorted, not overlapping."""
    known = _known(doc, pack)
    found = list(_mended(doc, pack, known))
    names = _without_overlaps(found + known, {n: i for i, n in enumerate(found)})
    return _with_family_names(doc, names, pack)


def _known(doc: Doc, pack: Pack) -> list[Name]:
    """The gazetteer's entries in the document; the longest where they overlap."""
    matcher, entries = gazetteer(pack)
    matched = [(doc[a:b], doc.vocab.strings[i]) for i, a, b in matcher(doc)]
    spans = [(s, entries[spelling]) for s, spelling in matched if entries[spelling][2] or _spelt_as_name(s, spelling)]
    spans.sort(key=lambda m: (-(m[0].end - m[0].start), m[0].start))
    taken: set[int] = set()
    out = []
    for span, entry in spans:
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            out.append(Name(span.start_char, span.end_char, entry[0], entry[1]))
    return out


def _spelt_as_name(span: Span, spelling: str) -> bool:
    """An acronym stands in its capitals ("US" is a country, "us" is not); any other name has one somewhere."""
    if len(spelling) <= ACRONYM and spelling.isupper():
        return span.text.isupper()
    return any(token.text[:1].isupper() for token in span)


@functools.cache
def gazetteer(pack: Pack) -> tuple[PhraseMatcher, dict[str, Entry]]:
    """A matcher over tokens, and what each of its keys means; made once a process and pack."""
    nlp = model(pack.table("pack")["model"])
    lower, entries = PhraseMatcher(nlp.vocab, attr="LOWER"), {}
    for words, entry in _entries(pack):
        entries[words] = entry
        lower.add(words, [nlp.make_doc(words)])
    return lower, entries


def _entries(pack: Pack) -> Iterator[tuple[str, Entry]]:
    table = pack.table("names")
    for code, name in babel.Locale.parse(pack.code).territories.items():
        if len(code) == 2 and code.isalpha():
            for words in {name, name.replace("’", "'"), name.split(" (")[0]}:
                yield words, ("GPE", f"country:{code}", False)
    for code, spellings in table.get("countries", {}).items():
        for words in spellings:
            yield words, ("GPE", f"country:{code}", False)
    for code, spellings in table.get("peoples", {}).items():
        for words in spellings:
            yield words, ("NORP", f"country:{code}", True)
    for key, spellings in table.get("cities", {}).items():
        for words in spellings:
            yield words, ("GPE", f"city:{key}", False)
    for key, spellings in table.get("organisations", {}).items():
        for words in spellings:
            yield words, ("ORG", f"org:{key}", False)


def _mended(doc: Doc, pack: Pack, known: Iterable[Name]) -> Iterator[Name]:
    labels = pack.table("names").get("labels", {})
    places = [k for k in known if k.type == "GPE"]
    for entity in doc.ents:
        label = labels.get(entity.label_)
        if not label:
            continue
        for span in _lines(entity):
            trimmed = _trimmed(span, pack)
            if trimmed is None or not _is_name(trimmed):
                continue
            inside = [k for k in places if trimmed.start_char <= k.start and k.end <= trimmed.end_char]
            if label == "ORG" or not inside:
                yield Name(trimmed.start_char, trimmed.end_char, cast(NameType, label))
            elif label == "PER":
                yield from _around(doc, trimmed, inside, pack)


def _around(doc: Doc, span: Span, places: list[Name], pack: Pack) -> Iterator[Name]:
    """What is left of a person's name beside the places that the model ran into it."""
    runs: list[list[Token]] = [[]]
    for token in span:
        if any(p.start <= token.idx < p.end for p in places):
            runs.append([])
        else:
            runs[-1].append(token)
    for run in runs:
        rest = _trimmed(doc[run[0].i : run[-1].i + 1], pack) if run else None
        if rest is not None and len(rest) > 1 and _is_name(rest):
            yield Name(rest.start_char, rest.end_char, "PER")


def _lines(entity: Span) -> Iterator[Span]:
    """The entity cut at line breaks: no name goes on after one."""
    start = entity.start
    for token in entity:
        if token.is_space and "\n" in token.text:
            if token.i > start:
                yield entity.doc[start : token.i]
            start = token.i + 1
    if start < entity.end:
        yield entity.doc[start : entity.end]


def _trimmed(span: Span, pack: Pack) -> Span | None:
    """The span without the titles, articles and marks at its ends; None where nothing is left."""
    titles, edges = pack.words("names", "titles"), pack.words("names", "edges")
    start, end = span.start, span.end
    while start < end and _is_edge(span.doc[start], titles | edges):
        start += 1
    while start < end and _is_edge(span.doc[end - 1], edges):
        end -= 1
    return span.doc[start:end] if start < end else None


def _is_edge(token: Token, words: frozenset[str]) -> bool:
    return token.is_space or token.is_punct or token.lower_ in words


def _is_name(span: Span) -> bool:
    """A name begins with a capital, holds a letter, and is not one word that the tagger takes for a verb or adverb."""
    first = span[0]
    if not any(c.isalpha() for c in span.text) or not any(t.text[:1].isupper() for t in span):
        return False
    return len(span) > 1 or first.pos_ in ("PROPN", "NOUN", "ADJ", "X")


def _without_overlaps(names: Iterable[Name], model_rank: dict[Name, int]) -> list[Name]:
    """Longer names first; of two equal spans the gazetteer's stands."""
    kept: list[Name] = []
    taken: set[int] = set()
    for name in sorted(names, key=lambda n: (n.start - n.end, n in model_rank, n.start)):
        span = range(name.start, name.end)
        if taken.isdisjoint((span.start, span.stop - 1)) and taken.isdisjoint(span):
            taken.update(span)
            kept.append(name)
    return sorted(kept, key=lambda n: n.start)


def _with_family_names(doc: Doc, names: list[Name], pack: Pack) -> tuple[Name, ...]:
    """Family names of persons that the document names in full are persons, even where the model saw none."""
    text = doc.text
    families = {
        text[n.start : n.end].split()[-1]
        for n in names
        if n.type == "PER" and n.key is None and " " in text[n.start : n.end]
    }
    families = {f for f in families if len(f) > 3 and f[0].isupper()}
    out = [Name(n.start, n.end, "PER") if n.key is None and text[n.start : n.end] in families else n for n in names]
    taken = {i for n in out for i in range(n.start, n.end)}
    out += [
        Name(t.idx, t.idx + len(t), "PER")
        for t in doc
        if t.text in families and t.idx not in taken and t.pos_ != "VERB"
    ]
    return tuple(sorted(out, key=lambda n: n.start))
