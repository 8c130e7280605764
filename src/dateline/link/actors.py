"""Who is who: one actor for all the mentions that mean it, across documents, languages and spellings.

1. Mentions with a gazetteer key are that entry's actor.
2. A person named in full is compared by the consonants of each name part, in classes that transliterations confuse
   (Arabic, Persian and Russian names reach the press in many spellings); those of one such block whose spellings are
   alike are one (single link, so that a new spelling can join two but never part them).
3. A shorter name (a family name, a name without its middle part) means the person of its own document whose name
   holds it, where exactly one does; a person named by one part only is otherwise an actor of that document alone. So
   no new report changes whom an old one means.
4. Anything else is one actor for the same words, whatever its type: models disagree on those. An acronym in brackets
   behind a name ("Free Syrian Army (FSA)") makes the name, in that document, the acronym's actor.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import msgspec
from anyascii import anyascii
from rapidfuzz import fuzz

from ..model import content_id

ALIKE = 78.0
"""rapidfuzz ratio from which two spellings of one consonant skeleton are one name; "jean martin" and "jane morton"
stay apart."""
CLASSES = (
    ("dh", "z"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("tch", "ch"), ("sch", "sh"), ("ch", "sh"),
    ("dj", "j"), ("j", "z"), ("q", "k"), ("ck", "k"), ("c", "k"),
    *((glide + vowel, "v" + vowel) for glide in ("ou", "ow") for vowel in "aei"),
    ("w", "v"), ("y", "i"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
)  # fmt: skip
"""What transliterations write for one sound, in the order in which it is read; no language's words, but its letters."""
_CAPITAL = re.compile(r"^[^A-ZÀ-Þ]+(?=[A-ZÀ-Þ])")
_PART, _POSSESSIVE = re.compile(r"[a-z0-9]+"), re.compile(r"'s\b")
ARTICLE = re.compile(r"\b(?:al|el|ul)[-' ]")
LONGEST_ACRONYM = 8

Name = tuple[str, ...]
Key = tuple[str, ...]


class NameMention(msgspec.Struct, frozen=True, eq=False):
    """A name as the linker sees it; `id` is its row's, `words` are the text's, `key` the gazetteer's entry, `called`
    what the user calls who is meant."""

    id: str
    document: str
    start: int
    end: int
    words: str
    type: str
    key: str | None
    lang: str | None
    called: str | None = None
    borrowed: bool = False
    """Whether the words are another's name (a capital for its government) or garbled: no name to show it by."""
    garbled: bool = False


class Actor(msgspec.Struct, frozen=True):
    """`name` is the most frequent full spelling; `names` are all, by frequency."""

    id: str
    key: str | None
    name: str
    type: str
    names: tuple[str, ...]
    mentions: tuple[NameMention, ...]


def actors(mentions: Sequence[NameMention]) -> tuple[Actor, ...]:
    """The actors that the mentions mean, sorted by id; each mention is in exactly one. No order changes them."""
    groups: dict[Key, list[NameMention]] = defaultdict(list)
    persons = _person_keys(mentions)
    acronyms = _acronyms(mentions)
    places = _place_keys(mentions)
    for mention in mentions:
        if mention.called:
            groups["called", mention.called].append(mention)
        elif mention.key:
            groups["key", mention.key].append(mention)
        elif mention.type == "PER":
            groups[persons[mention]].append(mention)
        else:
            words = " ".join(parts(mention.words)) or mention.words
            groups[acronyms.get((mention.document, words), places.get(words, ("words", words)))].append(mention)
    return tuple(sorted((_actor(key, group) for key, group in groups.items()), key=lambda a: a.id))


def _place_keys(mentions: Iterable[NameMention]) -> dict[str, Key]:
    """For the words of places of two parts or more, what their spellings share; without what a place is in small
    letters before its name ("base d'Aïn al-Assad")."""
    places = {m.words for m in mentions if m.type in ("LOC", "GPE") and not m.key}
    proper = {words: parts(_CAPITAL.sub("", words, count=1)) for words in places}
    full = _full_names(set(proper.values()))
    return {" ".join(parts(words)): ("place", full[name]) for words, name in proper.items() if name in full}


def _acronyms(mentions: Iterable[NameMention]) -> dict[tuple[str, str], Key]:
    """For a document's name that its acronym stands behind in brackets, what the acronym is grouped by."""
    out: dict[tuple[str, str], Key] = {}
    organisations = (m for m in mentions if m.type not in ("PER", "NORP"))
    for name, short in pairwise(sorted(organisations, key=lambda m: (m.document, m.start, m.end))):
        bracketed = name.document == short.document and short.start - name.end == len(" (")
        acronym = short.words.isupper() and 1 < len(short.words) <= LONGEST_ACRONYM
        if bracketed and acronym and name.key is None and name.words[:1] == short.words[:1] and " " in name.words:
            words = " ".join(parts(short.words))
            out[name.document, " ".join(parts(name.words))] = ("key", short.key) if short.key else ("words", words)
    return out


def _person_keys(mentions: Iterable[NameMention]) -> dict[NameMention, Key]:
    """For each person's mention, what it is grouped by."""
    people = [m for m in mentions if m.type == "PER" and not m.key]
    full = _full_names({parts(m.words) for m in people})
    of_document: dict[str, set[Name]] = defaultdict(set)
    for m in people:
        of_document[m.document].add(parts(m.words))
    meant = {document: _meant(names) for document, names in of_document.items()}
    keys: dict[NameMention, Key] = {}
    for m in people:
        name = meant[m.document][parts(m.words)]
        keys[m] = ("person", full[name]) if name in full else ("person", " ".join(map(skeleton, name)), m.document)
    return keys


def _meant(names: Iterable[Name]) -> dict[Name, Name]:
    """Of the names of one document, the longer name that each means; itself where none or several hold it."""
    holders: dict[str, set[Name]] = defaultdict(set)
    for name in names:
        for part in name:
            holders[skeleton(part)].add(name)
    out = {}
    for name in names:
        longer = [h for h in holders[skeleton(name[-1])] if _holds(h, name)] if name else []
        fullest = [h for h in longer if not any(_holds(other, h) for other in longer)]
        persons = {" ".join(map(skeleton, h)) for h in fullest}
        out[name] = min(fullest) if len(persons) == 1 else name
    return out


def _holds(name: Name, other: Name) -> bool:
    """Are the parts of the other, in their order, some but not all parts of this one?"""
    heard = iter(map(skeleton, name))
    return len(other) < len(name) and all(skeleton(part) in heard for part in other)


def _full_names(names: Iterable[Name]) -> dict[Name, str]:
    """Each name of two parts or more, with what all spellings that are one name with it share."""
    blocks: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if len(name) > 1:
            blocks[" ".join(map(skeleton, name))].append(name)
    out: dict[Name, str] = {}
    for heard, block in blocks.items():
        clusters = list(_clusters(sorted(block)))
        for cluster in clusters:
            # As long as its consonants tell it apart, no new spelling changes a person's key.
            key = heard if len(clusters) == 1 else f"{heard}: {' '.join(cluster[0])}"
            out.update(dict.fromkeys(cluster, key))
    return out


def _clusters(block: Sequence[Name]) -> Iterator[list[Name]]:
    """The names of one block that are linked by pairs of alike spellings."""
    head = {name: name for name in block}
    for left, right in combinations(block, 2):
        if head[left] != head[right] and fuzz.ratio(_spoken(left), _spoken(right)) >= ALIKE:
            kept, gone = sorted((head[left], head[right]))
            head = {name: kept if h == gone else h for name, h in head.items()}
    for kept in sorted(set(head.values())):
        yield [name for name in block if head[name] == kept]


def _spoken(name: Name) -> str:
    return " ".join(map(sound, name))


@functools.lru_cache(maxsize=1 << 19)
def parts(words: str) -> Name:
    """The parts of a name in plain lower-case letters, without Arabic articles, possessive marks and initials."""
    plain = (words if words.isascii() else anyascii(words)).lower()
    if plain.isalpha():
        return (plain,)
    found = _PART.findall(ARTICLE.sub("", _POSSESSIVE.sub("", plain)))
    return tuple(p for p in found if len(p) > 1) if sum(len(p) > 1 for p in found) > 1 else tuple(found)


@functools.lru_cache(maxsize=1 << 16)
def sound(part: str) -> str:
    """A name part with the letters that transliterations confuse made one."""
    for written, read in CLASSES:
        part = part.replace(written, read)
    return re.sub(r"(.)\1+", r"\1", part)


@functools.lru_cache(maxsize=1 << 16)
def skeleton(part: str) -> str:
    """Its consonants, and the vowel that it begins with."""
    heard = sound(part)
    return re.sub(r"(.)\1+", r"\1", heard[:1] + re.sub(r"[aeiouh]", "", heard[1:]))


def _actor(key: Key, group: Sequence[NameMention]) -> Actor:
    gazetteer = key[1] if key[0] == "key" else None
    if len(group) == 1:
        # As below; most who are named at all are named once.
        (only,) = group
        spelling = " ".join(only.words.split())
        named = only.called or spelling
        return Actor(content_id("actor", *key), gazetteer, named, only.type, (spelling,), (only,))
    spellings = Counter([" ".join(m.words.split()) for m in group])
    names = tuple(sorted(spellings, key=lambda n: (-spellings[n], n)))
    types = Counter(m.type for m in group)
    return Actor(
        id=content_id("actor", *key),
        key=gazetteer,
        name=group[0].called or _display(key, spellings, group),
        type=min(types, key=lambda t: (t == "NORP", -types[t], t)),
        names=names,
        mentions=tuple(sorted(group, key=lambda m: (m.document, m.start, m.end))),
    )


def _display(key: Key, spellings: Mapping[str, int], group: Iterable[NameMention]) -> str:
    """The most frequent spelling: of a country its name rather than its people's, of a person the fullest."""
    own = {" ".join(m.words.split()) for m in group if not m.borrowed}
    named = {" ".join(m.words.split()) for m in group if m.type != "NORP" and not m.borrowed} or own or set(spellings)
    full = [n for n in named if key[0] != "person" or len(parts(n)) > 1] or list(named)
    return min(full, key=lambda n: (n[:1].islower(), -spellings[n], -len(n), n))
