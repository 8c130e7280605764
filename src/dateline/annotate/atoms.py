"""A text as runs of digits and of letters, each with what it is worth as a number word (`figures.toml`, `[words]`).

The kinds of number words are

    small       1 to 19                         fraction   a third, with a number or an article before it
    tens        20, 30 ...; takes 1 to 9        half       a half, with or without an article
    wide_tens   60, 80; takes 1 to 19 (fr)      collective a dozen: about so many
    hundred     multiplies what is below 100    plural     dozens: so many to ten times as many
    scale       thousand and above              several    a few, before any of the multipliers
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from ..pack import Pack

KINDS = ("small", "tens", "wide_tens", "hundred", "scale", "collective", "plural", "fraction", "half")
LISTS = ("article", "several", "vague", "of", "join_tens", "join_any", "join_hundred", "prefix", "after_fraction")
_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_SLASHED = r"(?<![\w/.,-])[1-9]/(?:[234568]|10)(?= [^\W\d_])"
_NUMERIC = f"0123456789.{_VULGAR}"
_SWISS = r"[0-9]{1,3}(?:['’][0-9]{3})+(?![0-9])"
"""Groups of thousands as Switzerland parts them, in any language: 11'200."""
_DIGITS = rf"{_SLASHED}|{_SWISS}|[0-9]+(?:[.,][0-9]+)*[{_VULGAR}]?|(?<![\w.,])\.[0-9]+|[{_VULGAR}]|[^\W\d_]+"
_ATOM = re.compile(rf"[0-9]{{1,3}}(?: [0-9]{{3}})+(?![0-9])(?:[.,][0-9]+)*|{_DIGITS}")
_UNGROUPED = re.compile(_DIGITS)
_PHONE = 10
"""So many digits in one run are a telephone or account number."""
_SIGNS = "-−–"


@dataclass(frozen=True, slots=True)
class Atom:
    """A run of digits or letters, and what the pack says of it."""

    start: int
    end: int
    word: str
    kind: str | None = None
    value: float = 0.0


@dataclass(frozen=True)
class Lexicon:
    """The number words of one pack, and how it writes digits."""

    values: dict[str, tuple[str, float]]
    lists: dict[str, frozenset[str]]
    halves: tuple[tuple[str, ...], ...]
    decimal: str
    blank_groups: bool


@functools.cache
def lexicon(pack: Pack) -> Lexicon:
    """The number words of a pack; empty tables where it has none."""
    table = pack.table("figures")
    words = table.get("words", {})
    values = {str(w): (kind, float(v)) for kind in KINDS for w, v in words.get(kind, {}).items()}
    values |= {str(w): ("suffix", float(v)) for w, v in words.get("suffix", {}).items()}
    lists = {key: pack.words("figures", key) for key in LISTS}
    halves = tuple(tuple(str(p).split()) for p in words.get("and_half", ()))
    digits = table.get("digits", {})
    return Lexicon(values, lists, halves, digits.get("decimal", "."), bool(digits.get("blank_groups")))


def value_of(digits: str, decimal: str) -> float | None:
    """The value of digits with separators; None where they make no number.

    One separator that is not the language's decimal sign groups thousands when three digits follow, and so does the
    decimal sign itself before "000" or "00" as last of three digits: nobody writes 3.000 for three. A fraction stands
    alone ("1/2", "½") or behind the digits ("2½"); a decimal sign may come first (".5").
    """
    digits = re.sub(r"[ '’]", "", digits)
    over, slash, under = digits.partition("/")
    if slash:
        return int(over) / int(under) if int(over) < int(under) else None
    if digits[-1:] in _VULGAR:
        whole = value_of(digits[:-1], decimal) if digits[:-1] else 0.0
        return None if whole is None else whole + unicodedata.numeric(digits[-1])
    if digits.startswith("."):
        return float(f"0{digits}")
    marks = [c for c in digits if c in ".,"]
    parts = re.split(r"[.,]", digits)
    if not marks:
        return float(digits)
    grouped = all(len(p) == 3 for p in parts[1:]) and 1 <= len(parts[0]) <= 3 and parts[0] != "0"
    if len(set(marks)) == 2:
        before, last = "".join(parts[:-1]), parts[-1]
        fine = marks.count(marks[-1]) == 1 and all(len(p) == 3 for p in parts[1:-1])
        return float(f"{before}.{last}") if fine else None
    if len(marks) > 1:
        return float("".join(parts)) if grouped else None
    if grouped and (marks[0] != decimal or parts[1].endswith("00")):
        return float("".join(parts))
    return float(f"{parts[0]}.{parts[1]}")


def atoms(text: str, lex: Lexicon) -> list[Atom]:
    """The atoms of a text, in order; digits that only draw something (10:15, F-16) have no kind."""
    pattern = _ATOM if lex.blank_groups else _UNGROUPED
    found: list[Atom] = []
    for match in pattern.finditer(text):
        word = match.group().lower()
        start, end = match.span()
        if word[0] in _NUMERIC:
            value = value_of(word, lex.decimal)
            prefixed = bool(found) and found[-1].word in lex.lists["prefix"]
            drawn = value is None or (_drawn(text, start, end) and not prefixed)
            found.append(Atom(start, end, word, None if drawn else "digits", value or 0.0))
            continue
        if found and (pair := f"{found[-1].word} {word}") in lex.values and joined(text, found[-1], start):
            start, word = found.pop().start, pair
        kind, worth = lex.values.get(word, (None, 0.0))
        found.append(Atom(start, end, word, kind, worth))
    return found


def _drawn(text: str, start: int, end: int) -> bool:
    """Whether digits are part of a designation, a time, a ratio, an address or a list, and count nothing."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:] in tuple("/:#@_.") or (text[start] == "0" and text[start + 1 : start + 2].isdigit()):
        return True
    if before[-1:] in tuple(_SIGNS) and before[:1].isalpha():
        return True
    if (after[:1] in ("/", ":") and after[1:].isdigit()) or (end - start >= _PHONE and text[start:end].isdigit()):
        return True
    line_start = text.rfind("\n", 0, start) + 1
    in_list = not text[line_start:start].strip() and after[:1] in (".", ")", "-") and after[1:].isspace()
    return in_list and end - start <= 2


def joined(text: str, atom: Atom, start: int) -> bool:
    """Whether what begins at `start` follows an atom over no more than a blank or a hyphen."""
    gap = text[atom.end : start]
    return 0 < len(gap) <= 3 and gap.strip() in ("", "-")
