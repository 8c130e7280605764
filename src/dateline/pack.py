"""The one door to `languages/`: word lists, patterns and their cases, as data.

A pack is a folder of TOML files; adding a language is adding a folder. `_base` holds what all languages share and is
merged under every pack. A file may hold

    [words.month]              an alternation for patterns, {month}; as a table (word = value) or as a list
    [patterns]                 named sub-patterns, {day}; they may use words and other sub-patterns
    [[rule]]                   name, pattern, and whatever its reader needs; with `case`s that run as tests

Patterns are compiled by google-re2, so that they run in time linear in the text: no look-around, no back-reference.
A blank in a pattern stands for any run of blanks with at most one line break; a match never begins or ends inside a
word. The longest match counts. Patterns ignore case unless a rule says `case_sensitive = true`.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import re2

LANGUAGES = resources.files("dateline") / "languages"
"""The folder of the packs."""
BASE = "_base"
BLANK = r"(?:[\t\x{a0}\x{2009}\x{202f}\x20]+(?:\n[\t\x20]*)?|\n[\t\x20]*)"
INSIDE_WORD = r"[\pL\pN\pM_]"
OUTSIDE_WORD = r"[^\pL\pN\pM_]"


class PackError(ValueError):
    """A pack's data is wrong: an unknown word list, a pattern that does not compile."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule matched: code points over the searched text, and its named groups as (start, end)."""

    rule: int
    start: int
    end: int
    groups: dict[str, tuple[int, int]]


class Patterns:
    """A list of rules compiled together. `find` gives every match of every rule; overlaps are the reader's choice."""

    def __init__(self, rules: Sequence[Mapping[str, Any]], words: Mapping[str, Any], parts: Mapping[str, str]) -> None:
        self.rules = rules
        self._options = options = re2.Options()
        options.longest_match = True
        options.log_errors = False
        options.max_mem = 64 << 20
        self._any = re2.Set.SearchSet(options)
        self._each: list[bytes] = []
        self._compiled: dict[int, tuple[Any, Mapping[str, int]]] = {}
        for rule in rules:
            fold = "" if rule.get("case_sensitive") else "(?i)"
            inner = expand(rule["pattern"], words, parts)
            left = "" if rule.get("open_left") else rf"(?:\A|{OUTSIDE_WORD})"
            right = "" if rule.get("open_right") else rf"(?:{OUTSIDE_WORD}|\z)"
            whole = f"{fold}{left}({inner}){right}".encode()
            try:
                self._any.Add(whole)
            except re2.error as problem:
                raise PackError(f"rule {rule.get('name')}: pattern does not compile: {problem}") from problem
            self._each.append(whole)
        if rules:
            self._any.Compile()

    def find(self, text: str) -> list[Match]:
        """All matches of all rules over `text`, sorted by (start, -end, rule); those of one rule do not overlap."""
        if not self._each:
            return []
        data, at = _encoded(text)
        found = []
        for number in sorted(self._any.Match(data) or ()):
            compiled, names = self._rule(number)
            position = 0
            while match := compiled.search(data, position):
                start, end = match.span(1)
                groups = {}
                for name, group in names.items():
                    a, b = match.span(group)
                    if a >= 0:
                        groups[name] = (at(a), at(b))
                found.append(Match(number, at(start), at(end), groups))
                position = max(end, position + 1)
        found.sort(key=lambda m: (m.start, -m.end, m.rule))
        return found

    def _rule(self, number: int) -> tuple[Any, Mapping[str, int]]:
        """One rule by itself, and the numbers of its named groups; compiled when a text first has it."""
        if number not in self._compiled:
            compiled = re2.compile(self._each[number], self._options)
            names = {name.decode(): group for name, group in compiled.groupindex.items()}
            self._compiled[number] = compiled, names
        return self._compiled[number]


@functools.lru_cache(maxsize=2)
def _encoded(text: str) -> tuple[bytes, Any]:
    """A text in UTF-8, and a function from its byte offsets to code points; kept, as several files of a pack are looked
    for in one text."""
    data = text.encode("utf-8", "surrogatepass")
    if len(text) == len(data):
        return data, int
    starts = (np.frombuffer(data, dtype=np.uint8) & 0xC0) != 0x80
    # How many characters begin before a byte; one more for the end of the text.
    return data, np.concatenate(([0], np.cumsum(starts))).tolist().__getitem__


def alternation(words: Any) -> str:
    """The alternation of a word list or of the keys of a table; blanks inside entries match any run of blanks."""
    return "(?:" + "|".join(re.escape(str(w)).replace(r"\ ", " ") for w in words) + ")"


def expand(pattern: str, words: Mapping[str, Any], parts: Mapping[str, str]) -> str:
    """Fill in {word lists} and {sub-patterns}, and let every blank match a run of blanks.

    Raises PackError for an unknown name.
    """

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in parts:
            return "(?:" + _PLACE.sub(fill, parts[name]) + ")"
        if name in words:
            return alternation(words[name])
        raise PackError(f"pattern {pattern!r} uses the unknown list {name!r}")

    return _BLANK.sub(lambda m: BLANK if m.group() == " " else m.group(), _PLACE.sub(fill, pattern))


_PLACE = re.compile(r"\{([a-z_]+)\}")
_BLANK = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]| ")
"""A blank outside a character class; escapes and classes are matched so that they are passed over."""


class Pack:
    """The data of one language. `tables[name]` is the merged content of `_base/name.toml` and `<code>/name.toml`."""

    def __init__(self, code: str, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self.code = code
        self.tables = tables

    def table(self, name: str) -> Mapping[str, Any]:
        """The content of one file of the pack; empty where the pack has no such file."""
        return self.tables.get(name, {})

    @property
    def model(self) -> str:
        """The spaCy package that parses this language. Raises PackError where the pack names none."""
        model = self.table("pack").get("model")
        if not model:
            raise PackError(f"the pack {self.code!r} names no model; give one in its pack.toml")
        return str(model)

    @property
    def model_is_installed(self) -> bool:
        """Whether the package of the model can be imported here."""
        return importlib.util.find_spec(self.model) is not None

    @property
    def reads_alone(self) -> Sequence[str]:
        """What the pack reads where its model is not installed; empty where it cannot do without."""
        return tuple(self.table("pack").get("reads_alone", ()))

    @property
    def reads(self) -> Sequence[str]:
        """What the pack reads on this machine."""
        return self.table("pack").get("reads", ()) if self.model_is_installed else self.reads_alone

    @functools.lru_cache(maxsize=64)  # noqa: B019 - packs live as long as the process
    def patterns(self, name: str, key: str = "rule") -> Patterns:
        """The rules of one file, compiled once; `key` names the list of tables that holds them."""
        table = self.table(name)
        return Patterns(table.get(key, []), table.get("words", {}), table.get("patterns", {}))

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - packs live as long as the process
    def words(self, name: str, key: str) -> frozenset[str]:
        """A word list of one file (`[words]`), lower case."""
        return frozenset(str(w).lower() for w in self.table(name).get("words", {}).get(key, ()))


def codes() -> list[str]:
    """The language codes that have a pack, sorted."""
    return sorted(f.name for f in LANGUAGES.iterdir() if f.is_dir() and (f / "pack.toml").is_file() and f.name != BASE)


@functools.cache
def load(code: str) -> Pack:
    """The pack of a language, over `_base`. Raises PackError where there is none."""
    if code not in codes():
        raise PackError(_UNKNOWN.format(code=code, codes=", ".join(codes())))
    tables = dict(_files(BASE))
    for name, content in _files(code):
        tables[name] = _merge(tables.get(name, {}), content)
    return Pack(code, tables)


def table(code: str, name: str) -> Mapping[str, Any]:
    """The content of one file of a pack, without reading the others. Raises PackError where there is no such pack."""
    if code not in codes():
        raise PackError(_UNKNOWN.format(code=code, codes=", ".join(codes())))
    return functools.reduce(_merge, (content for c in (BASE, code) for _, content in _files(c, name)), {})


_UNKNOWN = "no pack for the language {code!r}; there is one for: {codes}"


def _files(code: str, only: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((LANGUAGES / code).iterdir(), key=lambda f: f.name):
        name = file.name.removesuffix(".toml")
        if file.name.endswith(".toml") and only in (None, name):
            yield name, tomllib.loads(file.read_text(encoding="utf-8"))


def _merge(under: Any, over: Any) -> Any:
    """Tables are merged, lists are joined, anything else is replaced."""
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        return {
            k: _merge(under[k], over[k]) if k in under and k in over else (over if k in over else under)[k]
            for k in {**under, **over}
        }
    if isinstance(under, list) and isinstance(over, list):
        return under + over
    return over


@functools.cache
def union(name: str) -> Pack:
    """One file of all packs as one, for what must be read before the language is known."""
    tables = (content for code in (BASE, *codes()) for _, content in _files(code, name))
    return Pack("", {name: functools.reduce(_merge, tables, {})})


@functools.cache
def base() -> Pack:
    """What all packs share, alone: data that belongs to no language."""
    return Pack(BASE, dict(_files(BASE)))
