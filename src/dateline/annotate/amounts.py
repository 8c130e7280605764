"""Numbers made into amounts: with their unit, joined to ranges, with their bound. Only the text is read.

The pack (`figures.toml`) tells the units (`[[unit]]`), the words between the ends of a range (`[[range]]`) and the
words that bound an amount (`[[bound]]`).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..model import Bound
from ..pack import Pack
from .atoms import lexicon
from .numbers import Number

_WORD = re.compile(r"[^\W\d_]+|[~≈<>≤≥±]")
SHARE = "share"
"""The unit of a part of a whole: half of the troops is 0.5 share."""
_WHOLES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000, 10000)
"""Numbers of which a share is told: one in three, nine out of ten."""
_REACH = 40
"""Code points before and after a number within which its unit and its bound stand."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a range of two, with unit and bound. [start, end) holds cue, number and unit; `number` comes first.

    `unit_at` is where the unit's words are, `concept` what the unit itself counts (an age), where the pack says so.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    bound: Bound
    number: Number
    unit: str | None = None
    concept: str | None = None
    unit_at: tuple[int, int] | None = None
    cued: bool = False


@dataclass(frozen=True)
class Measures:
    """The units, range words and bound words of one pack, by their words in lower case."""

    after: dict[str, tuple[str, str | None]]
    before: dict[str, str]
    exact: dict[str, str]
    lengths: tuple[int, ...]
    ranges: tuple[tuple[tuple[str, ...], tuple[str, ...], bool], ...]
    bounds_before: dict[str, Bound]
    bounds_after: dict[str, Bound]
    fillers: frozenset[str]
    of: tuple[str, ...]
    minus: frozenset[str]
    numerals: frozenset[str]
    articles: frozenset[str]
    ratio: tuple[str, ...]
    per: tuple[str, ...]
    pointing: frozenset[str]


@functools.cache
def measures(pack: Pack) -> Measures:
    """The measures of a pack; empty where it has none."""
    table = pack.table("figures")
    after: dict[str, tuple[str, str | None]] = {}
    before: dict[str, str] = {}
    exact: dict[str, str] = {}
    for unit in table.get("unit", ()):
        after |= {w.lower(): (unit["id"], unit.get("concept")) for w in unit.get("words", ())}
        exact |= dict.fromkeys(unit.get("symbols", ()), unit["id"])
        before |= dict.fromkeys(unit.get("before", ()), unit["id"])
    lengths = tuple(sorted({len(w) for w in (*after, *exact)}, reverse=True))
    ranges = tuple(
        (tuple(r.get("before", ())), tuple(r["between"]), bool(r.get("change"))) for r in table.get("range", ())
    )
    sides: dict[str, dict[str, Bound]] = {"before": {}, "after": {}}
    for bound in table.get("bound", ()):
        for side, phrases in sides.items():
            phrases |= {p.lower(): bound["id"] for p in bound.get(side, ())}
    fillers = pack.words("figures", "filler")
    numerals = frozenset(lexicon(pack).values)
    of = tuple(sorted(pack.words("figures", "of")))
    minus = pack.words("figures", "minus")
    articles = pack.words("figures", "article")
    ratio, per = (tuple(sorted(pack.words("figures", key))) for key in ("ratio", "per"))
    pointing = pack.words("figures", "pointing")
    bounds = sides["before"], sides["after"]
    return Measures(
        after, before, exact, lengths, ranges, *bounds, fillers, of, minus, numerals, articles, ratio, per, pointing
    )


def amounts(text: str, numbers: Iterable[Number], pack: Pack) -> list[Amount]:
    """The amounts that numbers make, in order. A range takes two numbers; its scale and unit hold for both."""
    table = measures(pack)
    with_units: list[Amount] = []
    for number in numbers:
        amount = _with_unit(text, number, table)
        inside_unit = with_units and number.start < with_units[-1].end
        if not inside_unit and not _glued(text, amount):
            with_units.append(amount)
    return [_bounded(text, amount, table) for amount in _join(text, with_units, table)]


def bound_after(text: str, end: int, pack: Pack) -> Bound | None:
    """The bound that stands after a figure and what it counts: "30 soldiers at least", "30 or more"."""
    return _bound_after(text, end, measures(pack))


def per_thing(text: str, end: int, pack: Pack) -> int | None:
    """Where the word stands of which each is meant by an amount that ends here: "share" of "38 euros a share"."""
    words = list(_WORD.finditer(text, end, min(len(text), end + _REACH)))[:2]
    if len(words) < 2 or words[0].group().lower() not in measures(pack).per or not _unbroken(text, words):
        return None
    return words[1].start() if text[end : words[0].start()] == " " else None


def rate(text: str, end: int, pack: Pack) -> str | None:
    """The unit after a slash by which an amount that ends here is counted: "/day" of "300 cases a day"."""
    table = measures(pack)
    tail = " ".join(text[end : end + _REACH].lower().replace("'", " ").split())
    for word in table.per:
        if tail.startswith(f"{word} ") and not text[end : end + 1].isalnum():
            following = tail[len(word) + 1 :].replace("-", " - ").replace(",", " ,").replace(".", " .").split()
            unit = table.after.get(following[0]) if following else None
            told = following[1:2] and following[1] in table.pointing
            return f"/{unit[0]}" if unit and not told else None
    return None


def _with_unit(text: str, number: Number, table: Measures) -> Amount:
    amount = Amount(number.start, number.end, number.low, number.high, number.bound, number)
    head = text[max(0, number.start - 6) : number.start].rstrip(" ")
    for size in range(min(4, len(head)), 0, -1):
        mark, outside = head[-size:], head[-size - 1 : -size]
        if mark in table.before and not (mark[0].isalpha() and outside.isalnum()):
            start = number.start - (len(text[max(0, number.start - 6) : number.start]) - len(head)) - size
            return replace(amount, start=start, unit=table.before[mark], unit_at=(start, start + size))
    blank = 1 if text[number.end : number.end + 1] in (" ", "-", "\n") else 0
    rest = text[number.end + blank : number.end + blank + 4].lower()
    if number.round and (of := next((w for w in table.of if rest.startswith((f"{w} ", f"{w}'"))), None)):
        blank += len(of) + 1
    tail = text[number.end + blank : number.end + blank + _REACH].replace("\n", " ")
    for size in table.lengths:
        word, beyond = tail[:size], tail[size : size + 1]
        if len(word) < size or (word[-1].isalnum() and (beyond.isalnum() or (beyond == "'" and size == 1))):
            continue
        unit = table.exact.get(word) or table.after.get(word.lower())
        if unit:
            name, concept = (unit, None) if isinstance(unit, str) else unit
            end = number.end + blank + size
            return replace(amount, end=end, unit=name, concept=concept, unit_at=(end - size, end))
    return replace(amount, unit=SHARE) if number.share else amount


def _glued(text: str, amount: Amount) -> bool:
    """Whether letters that are no unit touch the amount: a designation (G5, 3D), a time (20h), a decade (1970s)."""
    return text[max(0, amount.start - 1) : amount.start].isalnum() or text[amount.end : amount.end + 1].isalnum()


def _join(text: str, found: Sequence[Amount], table: Measures) -> list[Amount]:
    joined: list[Amount] = []
    for amount in found:
        pair = _range(text, joined[-1], amount, table) if joined else None
        amount = amount if pair else _part(text, joined, amount, table)
        if pair is None:
            joined.append(amount)
        else:
            joined[-1:] = pair
    return joined


def _part(text: str, before: list[Amount], whole: Amount, table: Measures) -> Amount:
    """The share that "one in three" or "nine workers out of ten" is; takes the number before."""
    words = list(_WORD.finditer(text, max(0, whole.start - _REACH), whole.start))
    told = [m.group().lower() for m in words]
    size = next((n for n in (2, 1) if len(told) >= n and " ".join(told[-n:]) in table.ratio), 0)
    value = whole.number.low
    if not size or whole.unit or value not in _WHOLES or text[words[-1].end() : whole.start] != " ":
        return whole
    left = before[-1] if before else None
    for between in words[-size - 1 : -size], ():
        at = between[0].start() if between else words[-size].start()
        if (
            left
            and text[left.end : at] == " "
            and not left.unit
            and 1 <= left.number.low < value
            and left.low == left.high
        ):
            del before[-1]
            share = left.number.low / value
            return replace(left, end=whole.end, low=share, high=share, unit=SHARE)
    article = words[-size - 2 : -size - 1]
    free = article and (left is None or left.end <= article[0].start())
    if free and article[0].group().lower() in table.articles and _unbroken(text, words[-size - 2 : -size]):
        share = 1 / value
        return replace(whole, start=article[0].start(), low=share, high=share, unit=SHARE)
    return whole


def _range(text: str, left: Amount, right: Amount, table: Measures) -> list[Amount] | None:
    """One range of two amounts, or both with the unit shared where they are the two ends of a change."""
    if left.number.high != left.number.low or right.number.high != right.number.low or left.high != left.low:
        return None
    gap = text[left.end : right.start]
    if len(gap) > 12 or (left.unit and left.unit != right.unit):
        return None
    word = " ".join(gap.lower().split())
    ahead = text[max(0, left.start - _REACH) : left.start].lower()
    for before, between, change in table.ranges:
        cue = next((c for c in before if ahead.endswith((f" {c} ", f"\n{c} ", f"{c}'")) or ahead == f"{c} "), None)
        if word in between and (cue or not before):
            start = left.start - len(cue) - 1 if cue else left.start
            return _ends(replace(left, start=start), right, change)
    return None


def _ends(left: Amount, right: Amount, change: bool) -> list[Amount] | None:
    low, high = left.number.low, right.number.high
    unit, at = right.unit or left.unit, right.unit_at or left.unit_at
    if left.number.step == 1 < right.number.step and low < high / right.number.step:
        low *= right.number.step  # 2 to 3 million
    if low < high:
        return [replace(left, end=right.end, low=low, high=high, unit=unit, unit_at=at, concept=right.concept)]
    if change:
        return [replace(left, start=left.number.start, unit=unit, unit_at=left.unit_at or at), right]
    return None


def _bounded(text: str, amount: Amount, table: Measures) -> Amount:
    """The amount with the bound that the words before and after it give; the outer of two cues counts."""
    words = list(_WORD.finditer(text, max(0, amount.start - _REACH), amount.start))
    bound: Bound | None = None
    start = amount.start
    for outer in (False, True):
        cue = _cue(text, words, start, table)
        if cue is None or (outer and cue[0] == 1):
            break
        size, found = cue
        start = words[-size].start()
        words = words[:-size]
        bound = found if found != "~" or bound is None else bound
    after = None if bound not in (None, "~") else _bound_after(text, amount.end, table)
    if bound is None and words and _below_zero(text, words[-1], amount, table):
        return replace(amount, start=words[-1].start(), low=-amount.number.high, high=-amount.number.low)
    return apply(replace(amount, start=start, cued=bound is not None), after or bound)


def _below_zero(text: str, word: re.Match[str], amount: Amount, table: Measures) -> bool:
    near = text[word.end() : amount.start] in (" ", "-")
    return near and (amount.unit or "").startswith(("°", "%")) and word.group().lower() in table.minus


def apply(amount: Amount, bound: Bound | None) -> Amount:
    """The amount under a bound: an open side has no value (`>=` 10 is [10, None])."""
    if bound is None:
        return amount
    if bound in (">", ">="):
        return replace(amount, high=None, bound=bound)
    if bound in ("<", "<="):
        return replace(amount, low=None, high=amount.high if amount.high is not None else amount.low, bound=bound)
    return replace(amount, bound=bound)


def _bound_after(text: str, end: int, table: Measures) -> Bound | None:
    words = list(_WORD.finditer(text, end, min(len(text), end + _REACH)))[:4]
    for count in range(len(words), 0, -1):
        run = words[:count]
        if not text[end : run[0].start()].strip() and _unbroken(text, run):
            bound = table.bounds_after.get(" ".join(m.group().lower() for m in run))
            following = text[run[-1].end() : run[-1].end() + 20].lstrip(" \n").lower()
            if bound and not following[:1].isdigit() and following.split(" ")[0] not in table.numerals:
                return bound
    return None


def _cue(text: str, words: Sequence[re.Match[str]], start: int, table: Measures) -> tuple[int, Bound] | None:
    """How many of the last words bound what begins at `start`, and how. Articles may stand between."""
    for skip in range(3):
        if skip and (skip > len(words) or words[-skip].group().lower() not in table.fillers):
            return None
        for size in range(4 + skip, skip, -1):
            run = words[-size:]
            if len(run) < size or text[run[-1].end() : start].strip(" '\n(-") or not _unbroken(text, run):
                continue
            bound = table.bounds_before.get(" ".join(m.group().lower() for m in run[: size - skip]))
            if bound:
                return size, bound
    return None


def _unbroken(text: str, run: Sequence[re.Match[str]]) -> bool:
    return all(text[a.end() : b.start()] in (" ", "'", "\n", "-", "") for a, b in itertools.pairwise(run))


def is_currency(unit: str) -> bool:
    """Whether a unit is a currency (ISO 4217)."""
    return len(unit) == 3 and unit.isupper() and unit.isascii()
