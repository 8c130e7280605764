"""Named entities: what the gazetteer knows, then what spaCy's model finds, mended.

1. The gazetteer (`gazetteer.py`) finds countries, peoples, cities, regions and organisations that are known.
2. The model's entities are cut at line breaks and from known places that only stand beside them, trimmed of titles
   and articles, and dropped where they are no names.
3. The document agrees with itself: one spelling has one type, the one that most of its mentions have; it is found
   wherever it stands; and the family name of a person whom the document names in full is that person's.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from spacy.tokens import Doc, Span, Token

from ..model import Name, NameType
from ..pack import Pack
from . import gazetteer
from .parse import text_of

TYPES: tuple[NameType, ...] = ("PER", "ORG", "GPE", "LOC", "NORP")
"""In the order that settles a draw."""
MARKS = "-–—‐“”«»\"'*•:;,([{"
NAMES_TAGGED = ("PROPN", "NOUN", "ADJ", "X")


def find(doc: Doc, pack: Pack) -> tuple[Name, ...]:
    """The mentions of named entities in a document, sorted, not overlapping."""
    known = gazetteer.find(doc, pack)
    names = _without_overlaps(known, _mended(doc, pack, known))
    return _agreed(doc, names, pack)


def _mended(doc: Doc, pack: Pack, known: Sequence[Name]) -> list[Name]:
    """The model's entities as names; none has a key."""
    labels: Mapping[str, NameType] = pack.table("names").get("labels", {})
    at = {token.idx: name for name in known for token in _tokens(doc, name)}
    out = []
    for entity in doc.ents:
        if entity.label_ not in labels:
            continue
        for line in _lines(entity):
            for span in _apart(line, labels[entity.label_], at, pack):
                name = _as_name(span, labels[entity.label_], at, pack)
                if name is not None:
                    out.append(name)
    return out


def _tokens(doc: Doc, name: Name) -> Iterable[Token]:
    return doc.char_span(name.start, name.end, alignment_mode="expand") or ()


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


def _apart(span: Span, label: NameType, at: Mapping[int, Name], pack: Pack) -> Iterator[Span]:
    """The pieces of an entity that a known name is only joined to: by "and" or a comma, or, where the model made one
    person of both, by any function word. "Jordan" in "Jordan Bardella" is joined by nothing, and stays."""
    known = {t.i for t in span if t.idx in at}
    joins = pack.words("names", "joins")
    if known and (label == "NORP" or all(t.i in known or _is_mark(t) or t.lower_ in joins for t in span)):
        return
    if label == "ORG" or not known:
        yield span
        return
    cuts = pack.words("names", "edges") | joins if label == "PER" else joins
    pieces: list[list[Token]] = [[]]
    for token in span:
        if token.lower_ in cuts or (_is_mark(token) and token.text != "-") or _is_outlet(token, label, at):
            pieces.append([])
        else:
            pieces[-1].append(token)
    rest = [p for p in pieces if p and not {t.i for t in p} <= known]
    outlets = any(_is_outlet(t, label, at) for t in span) and any(len(p) > 1 for p in rest)
    if outlets or len(rest) < sum(map(bool, pieces)):
        yield from (span.doc[p[0].i : p[-1].i + 1] for p in rest)
    else:
        yield span


def _is_outlet(token: Token, label: NameType, at: Mapping[int, Name]) -> bool:
    """An organisation that a person's name was run into, as bylines do."""
    return label == "PER" and token.idx in at and at[token.idx].type == "ORG"


def _as_name(span: Span, label: NameType, at: Mapping[int, Name], pack: Pack) -> Name | None:
    """The name that an entity is without what is no part of it; None where nothing of a name is left."""
    trimmed = _trimmed(span, label, at, pack)
    if trimmed is not None and label != "PER" and _is_person(trimmed, span, pack):
        label, trimmed = "PER", _trimmed(span, "PER", at, pack)
    if trimmed is None or not _is_name(trimmed, at, pack) or gazetteer.is_something_else(trimmed, label, pack):
        return None
    start, end = trimmed.start_char, trimmed.end_char
    words = trimmed.text
    start += len(words) - len(words.lstrip(MARKS))
    end -= len(words) - len(words.rstrip(MARKS if "(" in words else MARKS + ")]}"))
    return Name(start, end, label) if start < end else None


def _is_person(name: Span, entity: Span, pack: Pack) -> bool:
    """Does an entity of another type name a person? It begins with a form of address, a title in small letters or a
    given name, or follows a title, and no word of it says what else it is."""
    other = pack.words("names", "institutions") | pack.words("names", "edges") | {"&"}
    if any(t.lower_ in other or t.like_num for t in name) or not name[-1].text[0].isupper() or name.text.isupper():
        return False
    titles, given = pack.words("names", "titles"), pack.words("names", "given_names")
    first_word = entity[0].lower_
    if first_word in pack.words("names", "honorifics") or (first_word in titles and entity[0].text.islower()):
        return not _is_common(name[0], pack)
    if entity.label_ != "ORG" and entity.start and entity.doc[entity.start - 1].lower_ in titles:
        return True
    first, *rest = name.text.split()
    return 0 < len(rest) < 4 and first[0].isupper() and all(part.lower() in given for part in first.split("-"))


def _trimmed(span: Span, label: NameType, at: Mapping[int, Name], pack: Pack) -> Span | None:
    """The span without the titles, articles and marks at its ends; None where nothing is left."""
    edges, titles = pack.words("names", "edges"), frozenset[str]()
    # A title in small letters begins an apposition, whatever the model made of it.
    if label == "PER" or span[0].text.islower():
        titles = pack.words("names", "titles")
        titles |= pack.words("names", "common") if span[0].lower_ in titles else frozenset()
    start, end = span.start, span.end
    while start < end and (_is_edge(span.doc[start], label, edges, at) or span.doc[start].lower_ in titles):
        start += 1
    days = pack.words("time", "weekday_name")
    while start < end and (_is_mark(span.doc[end - 1]) or span.doc[end - 1].text in edges | days):
        end -= 1
    return span.doc[start:end] if start < end else None


def _is_edge(token: Token, label: NameType, edges: frozenset[str], at: Mapping[int, Name]) -> bool:
    """A mark, an adjective of a people, or an article that is no part of a family name ("Le Pen" has a capital)."""
    if _is_mark(token) or (token.text.islower() and token.idx in at):
        return True
    capital = token.text[0].isupper() and token.text[-1].isalpha()
    return token.lower_ in edges and not (label == "PER" and capital)


def _is_mark(token: Token) -> bool:
    return token.is_space or token.is_punct


def _is_name(span: Span, at: Mapping[int, Name], pack: Pack) -> bool:
    """A name has a capital and two letters, is no common word or day of the calendar, and says nobody's leaning
    ("pro-Iranian"); one word alone is no unit after a number, nor what the tagger takes for a verb or adverb."""
    if span[0].lower_.split("-")[0] in pack.words("names", "prefixes"):
        return False
    if sum(c.isalpha() for c in span.text) < 2 or not any(t.text[:1].isupper() for t in span):
        return False
    if len(span) > 1:
        return not all(_is_common(t, pack) or _is_mark(t) or t.idx in at for t in span)
    if span.start and span.doc[span.start - 1].like_num and span[0].is_upper:
        return False
    return not _is_common(span[0], pack) and span[0].pos_ in NAMES_TAGGED


def _is_common(token: Token, pack: Pack) -> bool:
    if token.lower_ in pack.words("names", "common") or token.lower_ in pack.words("time", "weekday_name"):
        return True
    return token.pos_ != "PROPN" and token.lower_ in pack.words("time", "month_full")


def _without_overlaps(known: Iterable[Name], found: Iterable[Name]) -> list[Name]:
    """Longer names first; of two equal spans the gazetteer's stands."""
    kept: list[Name] = []
    taken: set[int] = set()
    ranked = [(n.start - n.end, rank, n.start, n) for rank, names in enumerate((known, found)) for n in names]
    for *_, name in sorted(ranked, key=lambda r: r[:3]):
        span = range(name.start, name.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(name)
    return kept


def _agreed(doc: Doc, names: Sequence[Name], pack: Pack) -> tuple[Name, ...]:
    """The names with one type for each spelling of the document, and with the mentions that the model missed."""
    text = text_of(doc)
    votes: dict[str, Counter[NameType]] = defaultdict(Counter)
    mixed = {text[n.start : n.end].casefold() for n in names if not text[n.start : n.end].isupper()}
    sure = {text[n.start : n.end] for n in names if n.key is None and not _may_be_a_word(doc, n, pack)}
    kept = []
    for name in names:
        words = text[name.start : name.end]
        # Several words in capitals are a heading's, unless the report names the same elsewhere.
        heading = words.isupper() and " " in words and words.casefold() not in mixed
        if name.key is not None:
            kept.append(name)
        elif words in sure and not heading:
            kept.append(name)
            votes[words][name.type] += 1
            votes[words].update(_evidence(doc, name, pack))
    for family in _families((w for w, v in votes.items() if _best(v) == "PER"), pack):
        votes[family]["PER"] += len(doc)
    types = {words: _best(v) for words, v in votes.items()}
    out = [n if n.key else Name(n.start, n.end, types[text[n.start : n.end]]) for n in kept]
    out += _missed(doc, out, types, pack)
    return tuple(sorted(out, key=lambda n: n.start))


def _may_be_a_word(doc: Doc, name: Name, pack: Pack) -> bool:
    """Has one word its capital only because a sentence, a line or a quotation begins with it?"""
    token, *more = _tokens(doc, name)
    before = doc[token.i - 1] if token.i else None
    begins = token.is_sent_start or before is None or before.is_punct or before.is_space
    return begins and not more and token.pos_ != "PROPN" and token.lower_ not in pack.words("names", "given_names")


def _best(votes: Mapping[NameType, int]) -> NameType:
    return max(TYPES, key=lambda t: votes.get(t, 0))


def _evidence(doc: Doc, name: Name, pack: Pack) -> Mapping[NameType, int]:
    """What the words before say of a name's type: a form of address, or of what kind a place is ("the city of")."""
    first = next(iter(_tokens(doc, name))).i
    before = [t.lower_ for t in doc[max(0, first - 2) : first]]
    if before and before[-1] in pack.words("names", "honorifics"):
        return {"PER": 2}
    if len(before) > 1 and before[0] in pack.words("names", "places") and before[1] in pack.words("names", "edges"):
        return {"GPE": 2}
    return {}


def _families(persons: Iterable[str], pack: Pack) -> set[str]:
    """The family names of full names, with and without an Arabic article."""
    articles = pack.words("names", "name_articles")
    out = set()
    for words in persons:
        *given, family = words.split()
        if given:
            first, _, rest = family.partition("-")
            out |= {family, rest} if rest and first.lower() in articles else {family}
    return {f for f in out if len(f) > 3 and f[0].isupper()} | {f for f in out if "-" in f}


def _missed(doc: Doc, names: Iterable[Name], types: Mapping[str, NameType], pack: Pack) -> list[Name]:
    """Mentions of the document's own names that the model saw only elsewhere, and of who is addressed by a title."""
    text = text_of(doc)
    taken = {offset for n in names for offset in range(n.start, n.end)}
    by_first: dict[str, list[str]] = defaultdict(list)
    for words in types:
        by_first[words.split()[0]].append(words)
    honorifics, titles = pack.words("names", "honorifics"), pack.words("names", "titles")
    out = []
    for token in doc:
        if token.idx in taken or not token.text[:1].isalpha() or token.pos_ in ("VERB", "AUX", "ADV"):
            continue
        forms = [f for f in by_first.get(token.text, ()) if text.startswith(f, token.idx)]
        forms = [f for f in forms if " " in f or token.pos_ == "PROPN" or types[f] == "PER"]
        end = token.idx + len(max(forms, key=len)) if forms else 0
        type_ = types[text[token.idx : end]] if forms else "PER"
        addressed = token.i > 0 and doc[token.i - 1].lower_ in honorifics and token.lower_ not in titles
        if not forms and addressed and token.text[0].isupper():
            end = token.idx + len(token)
        if not forms and token.i and doc[token.i - 1].lower_ in titles:
            end = max(end, _of_person(doc, token, pack))
        if end and not text[end : end + 1].isalnum() and taken.isdisjoint(range(token.idx, end)):
            taken.update(range(token.idx, end))
            out.append(Name(token.idx, end, type_))
    return out


def _of_person(doc: Doc, first: Token, pack: Pack) -> int:
    """Where the name ends that a given name behind a title begins ("le Premier ministre Pedro Sánchez"); 0 for none."""
    if first.lower_ not in pack.words("names", "given_names") or not first.text[0].isupper():
        return 0
    words = itertools.takewhile(lambda t: t.text[:1].isupper() and not t.is_sent_start, doc[first.i + 1 : first.i + 4])
    last = max(words, key=lambda t: t.i, default=None)
    return last.idx + len(last) if last is not None else 0
