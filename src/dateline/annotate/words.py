"""A word as the parse without a model tags it, the groups of words by which that goes, and names by their form
(`shallow`)."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import simplemma

from ..pack import Pack

NOMINAL = frozenset({"NOUN", "PROPN"})
QUOTES = frozenset('«»“”"„')


@dataclass(slots=True)
class Word:
    """A token as it is tagged; `head` and `dep` are set when its clause is put together."""

    i: int
    text: str
    lower: str
    lemma: str
    pos: str = "X"
    feats: str = ""
    head: int = -1
    dep: str = "dep"

    def is_form(self, *forms: str) -> bool:
        return any(f"VerbForm={form}" in self.feats for form in forms)


class Words:
    """The groups of words of a language by which a parse goes (`words` of `shallow.toml`)."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._groups = {key: frozenset(group) for key, group in table.get("words", {}).items()}

    def has(self, word: Word | None, *keys: str) -> bool:
        """Whether a word is in any of these groups."""
        return word is not None and any(word.lower in self._groups.get(k, ()) for k in keys)

    def acts_on_itself(self, verb: Word) -> bool:
        """Whether a verb is an infinitive with a reflexive pronoun at its end ("derrumbarse")."""
        ending = verb.lower.removeprefix(verb.lemma)
        return verb.is_form("Inf") and ending != verb.lower and ending in self._groups.get("reflexive", ())

    def has_lemma(self, word: Word, key: str) -> bool:
        """Whether its dictionary form is in this group."""
        return word.lemma in self._groups.get(key, ())


def named(words: Sequence[Word], pack: Pack) -> Iterator[tuple[int, int, str]]:
    """Names by their form, as first word, word behind the last, and type: capitals behind a title, two side by side, an
    abbreviation, a place behind "in"."""
    titles, institutions = pack.words("names", "titles"), pack.words("names", "institutions")
    where, articles = pack.words("shallow", "where"), pack.words("shallow", "name_articles")
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and words[end].pos == "PROPN":
            end += 1
        if end > start:
            run, before = words[start:end], words[start - 1] if start else None
            article = run[0].lower in articles  # "Los Lobos": no person
            if article or any(w.lower in institutions for w in run) or (len(run) == 1 and run[0].text.isupper()):
                yield start, end, "ORG"
            elif len(run) > 1 or (before is not None and before.lower in titles):
                yield start, end, "PER"
            elif before is not None and before.lower in where:
                yield start, end, "LOC"
        start = max(end, start + 1)


@functools.lru_cache(maxsize=1 << 16)
def is_word(word: str, lang: str) -> bool:
    """Whether simplemma knows a word, or the noun of these letters."""
    return bool(simplemma.is_known(word, lang=lang) or simplemma.is_known(word.capitalize(), lang=lang))
