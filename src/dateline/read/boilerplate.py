"""What in a text is no part of the report: headers, forms, adverts, another article pasted below.

Marked by spans, never deleted. The marks are pack data (`boilerplate.toml`); those of all packs are tried on every
text, since a French page may well carry an English form. A rule of kind `header` is looked for at the beginning of the
text, or, where it says `line`, takes a whole line or sentence near it or, if there is none, near the end; one of kind
`line` marks the line that it matches, if that is short; one of kind `rest` marks everything from its line on, if that
line stands in the second half.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .. import pack as packs
from ..interval import Interval, days_of
from ..model import Boilerplate, Span

LONGEST_LINE = 220
"""Code points of a line that a rule of kind `line` may mark; a longer one is prose that speaks of such a thing."""
LONGEST_GAP = 90
"""A line this short between two marked lines belongs to them."""
LONGEST_TITLE = 200
LONGEST_BYLINE = 60
LONGEST_WRAPPED = 160
"""Code points of a line that nobody has wrapped: what stands on a line of its own above it is a title."""
_DATE_LINE = re.compile(
    r"[^\d\n]{0,40}(?:\d{1,2}(?:\.|\w{1,2})?[ ./-](?:\w{2} )?(?:\w{3,10}\.?|\d{1,2})[ ./-](?:\w{2,3} )?|\d{1,2},? )"
    r"\d{4}\W*(?:\([^()\n]{2,30}\)\W*)?"
)
"""A line that tells a day, behind a place or by itself."""
_STOPS = '.!?…»”"'
"""How a sentence ends before a header on its line."""
HEADER_REACH = 400
FOOT_REACH = 200
"""Code points at the end of a text in which a line may tell when it was published."""
CREDIT_REACH = 600


@dataclass(frozen=True, slots=True)
class Header:
    """A header line glued to the text: its span, and the days that its date names."""

    span: Boilerplate
    days: Interval
    reasons: tuple[str, ...]


def header(text: str) -> Header | None:
    """The header at the very beginning of a text, such as `date 2021-07` before the first sentence; or a line of its
    own near it, or else at the end, such as `Published on 2 April 2023`.

    None where there is none or where its date is no date.
    """
    patterns = _headers()
    foot = max(text.rfind("\n", HEADER_REACH, max(len(text) - FOOT_REACH, 0)), HEADER_REACH)
    for start, part in ((0, text[:HEADER_REACH]), (foot, text[foot:])):
        for match in patterns.find(part):
            span = Boilerplate(start + match.start, start + match.end, "header")
            if not _opens(text, span, bool(patterns.rules[match.rule].get("line"))):
                continue
            try:
                days = _days({name: part[a:b] for name, (a, b) in match.groups.items()})
            except (ValueError, LookupError):
                continue
            return Header(span, days, (f"header: {text[span.start : span.end].strip()}",))
    return None


@functools.cache
def _headers() -> packs.Patterns:
    """The headers of all packs, which may use the names of months and weekdays."""
    table = packs.union("boilerplate").table("boilerplate")
    return packs.Patterns(table["header"], packs.union("time").table("time")["words"], table["patterns"])


def _opens(text: str, header: Boilerplate, line: bool) -> bool:
    """Whether nothing stands before a header; of one that takes a `line`, beside it on its line, but where it is a
    sentence of its own, with its stop ("The court ruled on Monday. Updated 2 February 2022.")."""
    before, behind = text[: header.start], text[header.end :]
    if not line:
        return not before.strip()
    if not (before.strip() or behind.strip()):
        return False
    left, right = before.rpartition("\n")[2], behind.partition("\n")[0]
    told_left, told_right = (any(c.isalnum() for c in side) for side in (left, right))
    if told_left:
        return right.strip() == "." and left.rstrip()[-1] in _STOPS
    return not told_right or right.startswith(". ")


def _days(told: Mapping[str, str]) -> Interval:
    """The days of the named groups of a header: its `date`, or its `day`, `month` and `year`. Raises ValueError or
    LookupError where they are none."""
    if "date" in told:
        return days_of(told["date"])
    months = packs.union("time").table("time")["words"]["month"]
    month = told["month"].casefold().rstrip(".")
    day = datetime.date(int(told["year"]), int(month) if month.isdecimal() else months[month], int(told["day"]))
    return Interval(day, day)


def credit(text: str) -> tuple[Boilerplate, ...]:
    """The place and agency before the first sentence, such as `NAIROBI (Agency) —`: who wrote it, and no claim."""
    patterns = packs.union("boilerplate").patterns("boilerplate", "credit")
    for match in patterns.find(text[:CREDIT_REACH]):
        head = patterns.rules[match.rule].get("place", "head") == "head"
        if head and not text[: match.start].rpartition("\n")[2].strip():
            # A day between place and agency is told, and stays.
            return (Boilerplate(*match.groups.get("credit", (match.start, match.end)), "credit"),)
    return ()


def agency(text: str) -> str | None:
    """The wire that a text credits, in the words of its credit, such as `Wire` in `NAIROBI (Wire) —`; else None.

    The rules are tried in their order: behind the place at the head, else alone on one of the last lines.
    """
    rules = packs.union("boilerplate").patterns("boilerplate", "credit")
    head, tail = text[:CREDIT_REACH], text[-CREDIT_REACH:]
    for part, places in ((head, ("head",)), (tail, ("foot",))):
        for match in rules.find(part):
            at_start = not part[: match.start].rpartition("\n")[2].strip()
            alone = not part[match.end :].partition("\n")[0].strip()
            stands = at_start and (alone or places == ("head",))
            if stands and rules.rules[match.rule].get("place", "head") in places and "agency" in match.groups:
                a, b = match.groups["agency"]
                return part[a:b].strip()
    return None


def boilerplate(text: str) -> tuple[Boilerplate, ...]:
    """The spans of a text that are no part of the report, in order, each a line or a run of lines."""
    lines = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if not m.group().isspace()]
    kinds = _kinds(text, lines)
    for i in range(1, len(lines) - 1):
        short = lines[i].end - lines[i].start <= LONGEST_GAP
        if kinds[i] is None and kinds[i - 1] and kinds[i + 1] and short and not _is_prose(lines[i].of(text)):
            kinds[i] = kinds[i - 1]
    return tuple(Boilerplate(s.start, s.end, k) for s, k in zip(lines, kinds, strict=True) if k)


def _kinds(text: str, lines: Sequence[Span]) -> list[str | None]:
    patterns = packs.union("boilerplate").patterns("boilerplate")
    kinds: list[str | None] = []
    rest: str | None = None
    for span in lines:
        line = span.of(text).strip()
        if rest or len(line) > LONGEST_LINE:
            kinds.append(rest)
            continue
        rules = [patterns.rules[m.rule] for m in patterns.find(line) if _fits(patterns.rules[m.rule], m, line)]
        if any(r["kind"] == "rest" for r in rules) and span.start > len(text) // 2:
            rest = rules[0]["name"]
        kinds.append(next((r["name"] for r in rules if r["kind"] == "line"), rest))
    return kinds


def _fits(rule: object, match: packs.Match, line: str) -> bool:
    """Rules of kind `rest`, and those that say `whole`, must match the whole line."""
    assert isinstance(rule, dict)
    whole = rule["kind"] == "rest" or rule.get("whole")
    return not whole or (match.start == 0 and not line[match.end :].strip(" :.…"))


def _is_prose(line: str) -> bool:
    return len(line) > 40 and line.endswith((".", "!", "?", "…"))


def title(text: str, marked: Sequence[Boilerplate]) -> str | None:
    """The first line of a text, below a header, a credit or a date line, where it stands alone without a full stop
    before the body, or only its author and day stand between; else None."""
    start = 0
    for head in sorted((b for b in marked if b.kind in ("header", "credit")), key=lambda b: b.start):
        if not text[start : head.start].strip() and not text[head.end :].partition("\n")[0].strip():
            start = head.end
    line, body = _first_line(text, start)
    if _DATE_LINE.fullmatch(line.of(text)):
        line, body = _first_line(text, line.end)
    if any(Span(b.start, b.end).overlaps(line) for b in marked):
        return None
    first = line.of(text).strip()
    alone = body.startswith(("\n", "\r\n")) or _tells_author_and_day(text, line.end, marked)
    alone = alone or len(body.partition("\n")[0]) > LONGEST_WRAPPED
    stands_alone = alone and bool(body.strip())
    return first if first and stands_alone and len(first) <= LONGEST_TITLE and first[-1] not in ".!?…" else None


def _tells_author_and_day(text: str, start: int, marked: Sequence[Boilerplate]) -> bool:
    """Whether one of the lines up to the next blank one tells a day, and those before it are short, without a stop."""
    head = re.match(r"(?:[ \t\r]*\n[^\n]*\S)+", text[start:])
    if head is None or not text[start + head.end() :].strip():
        return False
    for line in re.finditer(r"[^\n]+", head.group()):
        span, words = Span(start + line.start(), start + line.end()), line.group().strip()
        day = _DATE_LINE.match(words)
        if day is not None and day.end() < len(words) and day.group().rstrip().endswith(("–", "—", "-")):
            return True  # "LIMA, 9 August 2023 (Wire) – Peru ...": here the body begins
        tells_day = bool(_DATE_LINE.fullmatch(words)) or any(Span(b.start, b.end).overlaps(span) for b in marked)
        if tells_day or len(words) > LONGEST_BYLINE or words.endswith((".", "!", "?", "…")):
            return tells_day
    return False


def _first_line(text: str, start: int) -> tuple[Span, str]:
    """The first line from there on that is not empty, and what stands behind it."""
    start += len(text[start:]) - len(text[start:].lstrip())
    first, _, body = text[start:].partition("\n")
    return Span(start, start + len(first)), body
