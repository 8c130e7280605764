"""Numbers as they are written: in digits with any separator, in words, and as round amounts ("dozens of").

Only the text is read; `atoms` cuts it. The words and their values are the pack's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..model import SEVERAL
from ..pack import Pack
from .atoms import Atom, Lexicon, atoms, joined, lexicon


@dataclass(frozen=True, slots=True)
class Number:
    """A number over [start, end). `high` differs from `low` for a vague amount; `step` is its last multiplier.

    `digits` says that it is written in digits alone; `round` that it stands as a noun that takes "of" (dozens of);
    `share` that it is a part of a whole (a third of); `vague` that no number is in it (several).
    """

    start: int
    end: int
    low: float
    high: float
    bound: Literal["=", "~"] = "="
    digits: bool = False
    step: float = 1.0
    round: bool = False
    share: bool = False
    vague: bool = False


def read(text: str, pack: Pack) -> list[Number]:
    """All numbers of a text, in order, without overlap. Linear in the text.

    What is only drawn in digits is left out: clock times (10:15), designations (F-16, G5, 3D), phone numbers,
    section numbers (3.1.2), numbers of a list at the beginning of a line.
    """
    lex = lexicon(pack)
    words = atoms(text, lex)
    found: list[Number] = []
    at = 0
    while at < len(words):
        number, after = _read(text, words, at, lex)
        if number:
            found.append(number)
        at = max(after, at + 1)
    return found


class _Reading:
    """The value of a run of number words as it grows; `take` says whether the next word still belongs to it."""

    def __init__(self) -> None:
        self.total = 0.0
        self.current: float | None = None
        self.last = ""
        self.step = 1.0
        self.article = self.several = self.vague = self.about = self.digits = self.of = self.one = False

    def take(self, kind: str, value: float) -> bool:
        counted = self.last in ("digits", "small", "tens", "wide_tens", "hundred", "scale")
        if kind == "plural" and value >= 1000 and counted:
            kind = "scale"  # two millions
        if not getattr(self, f"_{kind}")(value):
            return False
        self.last = kind
        return True

    def _digits(self, value: float) -> bool:
        if self.last:
            return False
        self.current, self.digits = value, True
        return True

    def _small(self, value: float) -> bool:
        room = {"tens": 10, "wide_tens": 20, "hundred": 100}.get(self.last, 0)
        if self.last in ("", "scale") and not self.digits:
            self.current = value
            return True
        if 0 < value < room and self.current is not None:
            self.current += value
            return True
        return False

    def _tens(self, value: float) -> bool:
        if self.last not in ("", "scale", "hundred") or self.digits:
            return False
        self.current = (self.current or 0.0) + value
        return True

    _wide_tens = _tens

    def _hundred(self, value: float) -> bool:
        if self.last in ("hundred", "collective", "plural", "fraction", "half"):
            return False
        if self.current is not None and not 0 < self.current < 100:
            return False
        self.current = (1.0 if self.current is None else self.current) * value
        self.step = value
        return True

    def _scale(self, value: float) -> bool:
        if self.last == "scale":
            self.total *= value  # a thousand billion
            self.step *= value
            return value > 1000
        if self.last in ("collective", "plural"):
            if not self.of:
                return False
            self.step *= value
            self.current = (1.0 if self.current is None else self.current) * value
            self.of = False
            return True
        self.total += (1.0 if self.current is None else self.current) * value
        self.current, self.step = None, value
        return True

    _suffix = _scale

    def _collective(self, value: float) -> bool:
        self.about = True
        return self._multiple(value)

    def _plural(self, value: float) -> bool:
        self.vague = self.vague or not (self.last or self.several)
        return self._multiple(value)

    def _multiple(self, value: float) -> bool:
        if self.last in ("scale", "hundred", "collective", "plural") and not self.of:
            return False
        self.current = (1.0 if self.current is None else self.current) * value
        self.step *= value
        self.of = False
        return True

    def _fraction(self, value: float) -> bool:
        if self.last not in ("", "small") or self.digits or not (self.article or self.last):
            return False
        self.current = (1.0 if self.current is None else self.current) * value
        return True

    def _half(self, value: float) -> bool:
        if self.last:
            return False
        self.current = value
        return True

    def number(self, start: int, end: int) -> Number | None:
        """The number that was read; None where only an article or a word for "several" was."""
        if not self.last or (self.current is None and self.total == 0.0):
            return None
        value = self.total + (self.current or 0.0)
        round_ = self.last in ("collective", "plural", "fraction", "half", "scale")
        step = self.step
        if self.several:
            return Number(start, end, SEVERAL[0] * value, SEVERAL[1] * value, "~", step=step, round=round_)
        if self.vague:
            return Number(start, end, value, 10 * value, "~", step=step, round=round_)
        share = self.last in ("fraction", "half")
        return Number(start, end, value, value, "~" if self.about else "=", self.digits, step, round_, share)


def _read(text: str, atoms: Sequence[Atom], at: int, lex: Lexicon) -> tuple[Number | None, int]:
    """The longest number that begins at an atom, and the index of the atom after it."""
    if any(tuple(a.word for a in atoms[max(0, at + 1 - len(p)) : at + 1]) == p for p in lex.halves):
        return None, at + 1  # already added to the number before it
    reading = _Reading()
    first = i = at
    while i < len(atoms):
        atom = atoms[i]
        if i > first and not joined(text, atoms[i - 1], atom.start) and not _suffixed(atoms[i - 1], atom):
            break
        if _prelude(reading, atom, lex) or (atom.kind and _takes(reading, atoms, i, lex)):
            i += 1
        elif (ahead := _bridge(reading, atoms, i, lex)) and joined(text, atom, atoms[ahead].start):
            i = ahead
        else:
            break
    if i > first and not reading.last and " ".join(a.word for a in atoms[first:i]) in lex.lists["vague"]:
        return Number(atoms[first].start, atoms[i - 1].end, *SEVERAL, "~", vague=True), i
    if i == first or not reading.last:
        return None, i
    number = reading.number(atoms[first].start, atoms[i - 1].end)
    if number is None or not _fraction_fits(reading, atoms, i, lex) or _phone(text, atoms, first, i):
        return None, i
    number = _and_half(text, number, atoms, i, lex)
    return _signed(text, number), i


def _takes(reading: _Reading, atoms: Sequence[Atom], i: int, lex: Lexicon) -> bool:
    atom = atoms[i]
    if atom.kind == "suffix" and not (i and _suffixed(atoms[i - 1], atom)):
        return False
    if reading.several and not reading.last and atom.kind not in ("hundred", "scale", "collective", "plural"):
        return False
    if reading.article and not reading.last and atom.kind in ("small", "tens", "wide_tens", "digits"):
        return False
    return bool(atom.kind) and reading.take(str(atom.kind), atom.value)


def _suffixed(before: Atom, atom: Atom) -> bool:
    """Whether a letter is glued to digits (5m, 3bn)."""
    return before.kind == "digits" and atom.kind == "suffix" and before.end == atom.start


def _prelude(reading: _Reading, atom: Atom, lex: Lexicon) -> bool:
    """An article or "several" before the number, the article of "half a million", the one of "vingt et un"."""
    if atom.word in lex.lists["article"] and (reading.one or reading.last == "wide_tens"):
        return reading.take("small", 1.0)
    if atom.word in lex.lists["article"] and (not reading.last or reading.last == "half"):
        reading.article = True
        return True
    if atom.word in lex.lists["several"] and not reading.last:
        reading.several = True
        return True
    return False


def _bridge(reading: _Reading, atoms: Sequence[Atom], i: int, lex: Lexicon) -> int | None:
    """The next number word over a joining word: "two hundred and five", "vingt et un", "tens of thousands"."""
    if i + 1 >= len(atoms):
        return None
    word, following = atoms[i].word, atoms[i + 1]
    if word in lex.lists["of"] and reading.last in ("collective", "plural") and following.kind in ("scale", "plural"):
        reading.of = True
        return i + 1
    small = following.kind in ("small", "tens", "wide_tens")
    if word in lex.lists["join_hundred"] and reading.last in ("hundred", "scale") and small and not reading.digits:
        return i + 1
    if word in lex.lists["join_tens"] and reading.last in ("tens", "wide_tens"):
        if small and (following.value in (1, 11) or word in lex.lists["join_any"]):
            return i + 1
        if following.word in lex.lists["article"]:
            reading.one = True
            return i + 1
    return None


def _fraction_fits(reading: _Reading, atoms: Sequence[Atom], after: int, lex: Lexicon) -> bool:
    if reading.last not in ("fraction", "half"):
        return True
    return after < len(atoms) and atoms[after].word in lex.lists["after_fraction"]


def _phone(text: str, atoms: Sequence[Atom], first: int, after: int) -> bool:
    """Whether the digits stand in a row of three or more groups of digits."""

    def digits(i: int) -> bool:
        return 0 <= i < len(atoms) and atoms[i].word[0].isdigit()

    def touching(i: int) -> bool:
        return digits(i) and digits(i + 1) and text[atoms[i].end : atoms[i + 1].start] in (" ", "-", ".", " - ")

    return any(touching(i) and touching(i + 1) for i in range(first - 2, after))


def _and_half(text: str, number: Number, atoms: Sequence[Atom], after: int, lex: Lexicon) -> Number:
    """Add the half of "nine and a half", and of "neuf ans et demi", where a noun stands between."""
    for phrase in lex.halves:
        for skip in (0, 1):
            run = atoms[after + skip : after + skip + len(phrase)]
            if tuple(a.word for a in run) != phrase or not _plain(text[number.end : run[0].start]):
                continue
            half, end = (0.5, number.end) if skip else (0.5 * number.step, run[-1].end)
            return replace(number, end=end, low=number.low + half, high=number.high + half)
    return number


def _plain(gap: str) -> bool:
    return (len(gap) < 30 and gap.replace(" ", "").isalpha()) or not gap.strip(" -")


def _signed(text: str, number: Number) -> Number:
    """A minus sign that touches the digits and nothing before it makes the number negative, but not in a list."""
    sign = number.start - 1
    touches = number.digits and sign > 0 and text[sign] in "-−" and text[sign - 1] in " ("
    if touches and text[text.rfind("\n", 0, sign) + 1 : sign].strip():
        return replace(number, start=sign, low=-number.high, high=-number.low)
    return number
