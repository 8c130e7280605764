"""Who is who: one actor for all the mentions that mean it, across documents, languages and spellings.

1. Mentions with a gazetteer key are that entry's actor.
2. A person named in full is compared by the consonants of each name part, in classes that transliterations confuse
   (Arabic and Persian names reach the press in many spellings); within such a block the spellings must be alike.
3. A family name alone means the person of its own document who bears it, where exactly one does; a person named by
   one part only is otherwise an actor of that document alone. So no new report changes whom an old one means.
4. Anything else is one actor for the same words.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anyascii import anyascii
from rapidfuzz import fuzz

from ..model import content_id

ALIKE = 78.0
"""rapidfuzz ratio from which two spellings of one consonant skeleton are one name; "jean martin" and "jane morton"
stay apart."""
CLASSES = (
    ("dh", "z"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("sch", "sh"), ("ch", "sh"), ("dj", "j"),
    ("q", "k"), ("ck", "k"), ("c", "k"), ("w", "v"), ("y", "i"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
)  # fmt: skip
"""What transliterations write for one sound, in the order in which it is read; no language's words, but its letters."""


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name as the linker sees it; `words` are the text's, `key` the gazetteer's entry."""

    document: str
    start: int
    end: int
    words: str
    type: str
    key: str | None
    lang: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` is the most frequent full spelling; `names` are all, by frequency."""

    id: str
    key: str | None
    name: str
    type: str
    names: tuple[str, ...]
    mentions: tuple[NameMention, ...]


def actors(mentions: Sequence[NameMention]) -> tuple[Actor, ...]:
    """The actors that the mentions mean, sorted by id; each mention is in exactly one. No order changes them."""
    groups: dict[tuple[str, ...], list[NameMention]] = defaultdict(list)
    persons = _person_keys(mentions)
    for mention in mentions:
        if mention.key:
            groups["key", mention.key].append(mention)
        elif mention.type == "PER":
            groups[persons[mention]].append(mention)
        else:
            groups["words", mention.type, " ".join(parts(mention.words))].append(mention)
    return tuple(sorted((_actor(key, group) for key, group in groups.items()), key=lambda a: a.id))


def _person_keys(mentions: Iterable[NameMention]) -> dict[NameMention, tuple[str, ...]]:
    """For each person's mention, what it is grouped by."""
    people = [m for m in mentions if m.type == "PER" and not m.key]
    full = _full_names({parts(m.words) for m in people})
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for m in people:
        if parts(m.words) in full:
            for part in parts(m.words):
                bearers[m.document, skeleton(part)].add(full[parts(m.words)])
    keys: dict[NameMention, tuple[str, ...]] = {}
    for m in people:
        name = parts(m.words)
        if name in full:
            keys[m] = ("person", full[name])
        else:
            single = skeleton(name[-1]) if name else ""
            found = bearers[m.document, single]
            keys[m] = ("person", *found) if len(found) == 1 else ("person", single, m.document)
    return keys


def _full_names(names: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Each name of two parts or more, with the first of the spellings that are one name with it."""
    blocks: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in names:
        if len(name) > 1:
            blocks[" ".join(map(skeleton, name))].append(name)
    out: dict[tuple[str, ...], str] = {}
    for block in blocks.values():
        heads: list[tuple[str, ...]] = []
        for name in sorted(block):
            alike = (h for h in heads if fuzz.ratio(" ".join(map(sound, h)), " ".join(map(sound, name))) >= ALIKE)
            head = next(alike, name)
            if head is name:
                heads.append(name)
            out[name] = " ".join(head)
    return out


@functools.lru_cache(maxsize=1 << 16)
def parts(words: str) -> tuple[str, ...]:
    """The parts of a name in plain lower-case letters, without Arabic articles and possessive marks."""
    plain = anyascii(words).lower()
    plain = re.sub(r"'s\b", "", plain)
    return tuple(p for p in re.findall(r"[a-z0-9]+", re.sub(r"\b(?:al|el|ul)[-' ]", "", plain)) if p)


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
    return heard[:1] + re.sub(r"[aeiouh]", "", heard[1:])


def _actor(key: tuple[str, ...], group: Sequence[NameMention]) -> Actor:
    spellings = Counter(" ".join(m.words.split()) for m in group)
    names = tuple(sorted(spellings, key=lambda n: (-spellings[n], n)))
    types = Counter(m.type for m in group)
    return Actor(
        id=content_id("actor", *key),
        key=key[1] if key[0] == "key" else None,
        name=_display(key, spellings, group),
        type=min(types, key=lambda t: (t == "NORP", -types[t], t)),
        names=names,
        mentions=tuple(sorted(group, key=lambda m: (m.document, m.start, m.end))),
    )


def _display(key: tuple[str, ...], spellings: Mapping[str, int], group: Iterable[NameMention]) -> str:
    """The most frequent spelling: of a country its name rather than its people's, of a person the fullest."""
    named = {" ".join(m.words.split()) for m in group if m.type != "NORP"} or set(spellings)
    full = [n for n in named if key[0] != "person" or len(parts(n)) > 1] or list(named)
    return min(full, key=lambda n: (-spellings[n], -len(n), n))
