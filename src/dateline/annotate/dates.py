"""Temporal expressions as the words say them: TIMEX3 extents, type, parts, role, and the tense they stand in.

The packs hold the rules (`time.toml`): cores (`[[rule]]`), and what may stand before or after one and changes it
(`[[before]]`, `[[after]]`: "early", "by", "or later"). What an expression means depends on when the report was
written; `resolve` tells that later. Extents and types follow TIMEX3 (ISO 24617-1; TempEval-3).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from spacy.tokens import Doc, Span, Token

from ..model import TimeExpression, TimexRole, TimexType
from ..pack import Match, Pack
from .parse import text_of, token_starts
from .publication import with_date_line
from .tense import Tense, asked_for_at, asks_before, has, tense_at

CALENDAR_DAY = frozenset({"day", "weekday"})
CLOCK = frozenset({"hour", "minute", "clock", "part"})
DATED = CALENDAR_DAY | {"month", "year"}
BESIDE = 25
"""Code points between what is counted and the date that it is counted from ("two days after 3 March")."""
FARTHEST_JOINT = 20
"""Code points between a day and the time of day that belongs to it."""
_LAST_DAYS = frozenset({"before", "until", "within"})
_GIVEN = frozenset({"promised", "demanded", "threatened"})
"""What an act becomes by words that are given on it, and look ahead of themselves (`status.toml`)."""
_STANCES = frozenset({"plan", "refusal"})
"""The stances on what has not been done yet."""
MOST_MODIFIERS = 4
"""Modifiers before one expression ("since at least early")."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    rule: Mapping[str, Any]
    fields: dict[str, str]
    mod: str | None = None
    role: TimexRole = "at"
    opens: bool = False
    """Whether it may open a range ("from Monday ...")."""
    tense: Tense | None = None
    """The tense that the words before it tell ("until Monday" lies ahead), whatever the verb's."""
    yields: bool = False
    """Whether that tense yields to a verb that is on the other side of the day of writing."""

    @property
    def type(self) -> TimexType:
        if self.fields.get("from") == "beside":
            return "DATE"
        kind: TimexType = "TIME" if CLOCK & self.fields.keys() and self.rule["type"] == "DATE" else self.rule["type"]
        return kind

    @property
    def form(self) -> str:
        return "offset" if self.fields.get("from") == "beside" else str(self.rule["form"])


def find(doc: Doc, pack: Pack) -> tuple[TimeExpression, ...]:
    """The temporal expressions of a document, in order, none overlapping another."""
    text = text_of(doc)
    table = pack.table("time")
    rules = table.get("rule", [])
    starts = token_starts(doc)
    read = (_read(m, rules[m.rule], text, table) for m in pack.patterns("time").find(text))
    chosen = _longest(f for f in read if f is not None and _stands(f, text, _tokens(doc, starts, f), table))
    joined = _joined(chosen, text, pack)
    modified = _beside(_modified([f for f in joined if f.form != "none"], text, pack))
    verbs = {**table.get("tense", {}), "conditional_endings": pack.words("status", "conditional_endings")}
    governors = pack.table("status").get("governors", {})
    given = frozenset(w for w, e in governors.items() if e["status"] in _GIVEN)
    asking = frozenset(w for w, e in governors.items() if e["status"] == "planned" or e.get("stance") in _STANCES)
    asking |= given | pack.table("status").get("terms", {}).keys()
    sentences = [sentence.start_char for sentence in doc.sents]
    tenses = [_tense(_tokens(doc, starts, f)[0], f, verbs, asking, given) for f in modified]
    tenses = _of_ranges(modified, tenses)
    found = tuple(
        TimeExpression(
            f.start,
            f.end,
            f.type,
            f.form,
            f.fields,
            f.mod,
            f.role,
            tense,
            max(bisect_right(sentences, f.start) - 1, 0),
        )
        for f, tense in zip(modified, tenses, strict=True)
    )
    return with_date_line(found, text)


def _tense(
    token: Token, found: _Found, verbs: Mapping[str, Any], asking: Collection[str], given: Collection[str]
) -> Tense | None:
    """The tense that its own words tell, else that of the verb at a token. The last day of what is asked, promised,
    planned or refused lies ahead of that ("demanded an answer before May"), as do other days of what is asked or
    promised ("promised to leave in May"), but for weekdays, which may be those of the promise."""
    if found.tense is not None:
        told = tense_at(token, verbs) if found.yields else None
        return told if told in ("past", "future") else found.tense
    if found.role in _LAST_DAYS and (asks_before(token, asking) or asked_for_at(token, asking)):
        return "future"
    if found.role == "at" and "weekday" not in found.fields and asked_for_at(token, given):
        return "future"
    return tense_at(token, verbs)


def _of_ranges(found: Sequence[_Found], tenses: Sequence[Tense | None]) -> list[Tense | None]:
    """The tenses, of which that of the first day of a range is no past where its last day lies ahead ("announced the
    closure of schools from Friday to Monday")."""
    out = list(tenses)
    for i, (left, right) in enumerate(pairwise(found)):
        ahead = tenses[i + 1] == "future" and left.tense is None
        if left.opens and (left.role, right.role) == ("since", "until") and ahead:
            out[i] = "future"
    return out


def _tokens(doc: Doc, starts: Sequence[int], found: _Found) -> Span:
    """The tokens that a match touches (`doc.char_span` walks the whole document each time)."""
    first = max(bisect_right(starts, found.start) - 1, 0)
    return doc[first : max(bisect_left(starts, found.end), first + 1)]


def _read(match: Match, rule: Mapping[str, Any], text: str, table: Mapping[str, Any]) -> _Found | None:
    """The parts that a match gives; None where a number is out of the calendar's range."""
    fields = {k: str(v) for k, v in rule.get("fields", {}).items()}
    start, end = match.groups.get("extent", (match.start, match.end))
    for name, (a, b) in match.groups.items():
        name = name.rstrip("0123456789")
        if name != "extent":
            value = _part(name, " ".join(text[a:b].split()).lower(), table.get("words", {}))
            if value is None:
                return None
            fields[name] = value
    if rule.get("event"):
        fields["event"] = str(match.groups["sign"][1] + 1)
    return _Found(start, end, rule, fields, rule.get("mod"), rule.get("role", "at"))


_RANGE = {"day": (1, 31), "month": (1, 12), "hour": (0, 24), "minute": (0, 59), "year": (1, 9999)}


def _part(name: str, said: str, words: Mapping[str, Any]) -> str | None:
    """One part in the form that `resolve` reads: through the word list of its name, a number as its digits."""
    known = words.get(name)
    if isinstance(known, Mapping) and (value := known.get(said, known.get(said.rstrip(".")))) is not None:
        return str(value)
    if name == "count":
        return _number(said, words["number"])
    if name in _RANGE:
        digits = "".join(c for c in said if c.isdigit()) or (_spelled_year(said, words) if name == "year" else "")
        if name == "year" and len(digits) == 2:
            digits = ("19" if digits > "49" else "20") + digits
        low, high = _RANGE[name]
        return str(int(digits)) if digits and low <= int(digits) <= high else None
    return said


def _number(said: str, number: Mapping[str, Any]) -> str | None:
    """A count in digits: "25" of "twenty-five", "X" where the words name none; None where they are no number."""
    if said in number:
        return str(number[said])
    if said[0].isdigit():
        whole = _THOUSANDS.sub("", said)
        return whole.replace(",", ".")
    parts = [str(number.get(p, "")) for p in said.replace("-", " ").split()]
    return str(sum(map(int, parts))) if parts and all(p.isdigit() for p in parts) else None


def _spelled_year(said: str, words: Mapping[str, Any]) -> str:
    """The digits of a year told in two parts ("nineteen ninety-six")."""
    century, *rest = (words["number"].get(part, "") for part in said.replace("-", " ").split())
    if not all(isinstance(number, int) for number in (century, *rest)):
        return ""
    return str(century * 100 + sum(number % 100 for number in rest))


_THOUSANDS = re.compile(r"[ ,.](?=[0-9]{3}(?![0-9]))")


def _stands(found: _Found, text: str, span: Span, table: Mapping[str, Any]) -> bool:
    """Whether a match stands as a temporal expression: its rule's conditions on letters and word classes hold."""
    rule = found.rule
    if (rule.get("capital") and not text[found.start].isupper()) or _glued(found, text):
        return False
    if "pos" in rule:
        return span.root.pos_ in rule["pos"]
    return not rule.get("number") or not _counts(span.root, table.get("year", {}))


def _glued(found: _Found, text: str) -> bool:
    """Whether a mark ties the match to more of a number, an amount or a name ("1,500", "$2000", "A-2000", "5:30")."""
    start, end = found.start, found.end
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if before[-1:] in _TIED_BEFORE or after[:1] in _TIED_AFTER:
        return True
    if len(after) == 2 and after[0] in ".,/:" and after[1].isdigit() and text[end - 1].isdigit():
        return True
    if len(before) < 2 or not before[0].isalnum() or not text[start].isdigit():
        return False
    if before[1] == "-":
        return not (found.rule.get("number") or found.rule.get("tied")) or before[0].isupper()
    return before[1] in ".,/:"


_TIED_BEFORE = frozenset("$€£#_@")
_TIED_AFTER = frozenset("%_@")


def _counts(token: Token, year: Mapping[str, Any]) -> bool:
    """Whether a bare number counts a noun in the plural, and so is no year ("2000 soldiers", not "the 2014 talks")."""
    head = token.head
    if not (0 < head.i - token.i <= 2 and head.pos_ == "NOUN" and has(head, "Number", "Plur")):
        return False
    named = year.get("before_noun", False) and token.i > 0 and has(token.nbor(-1), "Definite", "Def")
    return not named


def _longest(found: Iterable[_Found]) -> list[_Found]:
    """The longest matches that do not overlap, in order."""
    taken: set[int] = set()
    chosen = []
    for f in sorted(found, key=lambda f: (f.start - f.end, f.start, f.form != "none")):
        if f.start not in taken and f.end - 1 not in taken and f.end > f.start:
            taken.update(range(f.start, f.end))
            chosen.append(f)
    return sorted(chosen, key=lambda f: f.start)


def _joined(found: Sequence[_Found], text: str, pack: Pack) -> list[_Found]:
    """Day and time of day said side by side ("Friday morning", "10 p.m. Wednesday") as one expression."""
    joints = {(m.start, m.end) for m in pack.patterns("time", "joint").find(text)}
    out: list[_Found] = []
    for f in found:
        if out and _fit(out[-1], f) and (_gap(text, out[-1], f) in joints or text[out[-1].end : f.start].isspace()):
            last = out.pop()
            day = last if CLOCK.isdisjoint(last.fields) else f
            f = replace(day, start=last.start, end=f.end, fields={**f.fields, **last.fields})
        out.append(f)
    return out


def _gap(text: str, left: _Found, right: _Found) -> tuple[int, int]:
    """Where the words between two expressions stand, without the blanks around them."""
    between = text[left.end : right.start]
    return left.end + len(between) - len(between.lstrip()), right.start - len(between) + len(between.rstrip())


def _fit(left: _Found, right: _Found) -> bool:
    """Whether one is a time of day and the other a day without one."""
    pair = sorted((left, right), key=lambda f: f.form == "time")
    return (
        pair[0].form in ("date", "offset")
        and pair[1].form == "time"
        and CLOCK.isdisjoint(pair[0].fields)
        and (bool(CALENDAR_DAY & pair[0].fields.keys()) or pair[0].fields.get("unit") == "D")
        and right.start - left.end < FARTHEST_JOINT
    )


def _modified(found: Sequence[_Found], text: str, pack: Pack) -> list[_Found]:
    """Each expression with what its neighbours make of it: role, `mod`, and the extent where they belong to it."""
    before = _by_edge(pack, text, "before")
    after = _by_edge(pack, text, "after")
    out: list[_Found] = []
    for f in found:
        floor = out[-1].end if out else 0
        out.append(_with_before(_with_after(f, text, after), text, before, floor))
    return _ranges(out, text, pack)


Edges = dict[int, list[tuple[int, Mapping[str, Any]]]]
"""Where a modifier touches its expression -> where it ends on the other side, and its rule."""


def _by_edge(pack: Pack, text: str, key: str) -> Edges:
    rules = pack.table("time").get(key, [])
    found: Edges = {}
    for m in pack.patterns("time", key).find(text):
        near, far = (m.end, m.start) if key == "before" else (m.start, m.end)
        found.setdefault(near, []).append((far, rules[m.rule]))
    return found


def _with_before(f: _Found, text: str, edges: Edges, floor: int) -> _Found:
    edge, touching = f.start, True
    for _ in range(MOST_MODIFIERS):
        while edge > floor and text[edge - 1].isspace():
            edge -= 1
        options = [(far, rule) for far, rule in edges.get(edge, ()) if far >= floor and _applies(rule, f)]
        if not options:
            break
        edge, rule = min(options, key=lambda option: option[0])
        f = _changed(f, rule, start=edge if touching else None)
        touching = touching and rule.get("inside", False)
    return f


def _with_after(f: _Found, text: str, edges: Edges) -> _Found:
    edge = f.end
    while text[edge : edge + 1] in (" ", "\n", ","):
        edge += 1
    options = [(far, rule) for far, rule in edges.get(edge, ()) if _applies(rule, f)]
    return _changed(f, options[0][1], end=max(options, key=lambda o: o[0])[0]) if options else f


def _applies(rule: Mapping[str, Any], f: _Found) -> bool:
    return f.type in rule.get("types", (f.type,)) and set(rule.get("parts", ())) <= f.fields.keys()


def _changed(f: _Found, rule: Mapping[str, Any], start: int | None = None, end: int | None = None) -> _Found:
    inside = rule.get("inside", False)
    return replace(
        f,
        start=start if inside and start is not None else f.start,
        end=end if inside and end is not None else f.end,
        mod=f.mod or (rule.get("mod") if not inside or start is not None or end is not None else None),
        role=rule["role"] if "role" in rule and f.role == "at" else f.role,
        opens=f.opens or rule.get("opens", False),
        tense=f.tense or rule.get("tense"),
        yields=f.yields or rule.get("yields", False),
    )


def _ranges(found: list[_Found], text: str, pack: Pack) -> list[_Found]:
    """ "From Monday to Friday": since the one, until the other."""
    links = {(m.start, m.end) for m in pack.patterns("time", "range").find(text)}
    for i, (left, right) in enumerate(pairwise(found)):
        if _gap(text, left, right) not in links:
            continue
        if left.opens and right.role in ("at", "until", "for"):
            found[i] = replace(left, role="since")
            found[i + 1] = replace(right, role="until")
        if left.form == right.form == "date" and _lacks_year(left.fields) and "year" in right.fields:
            after = int(left.fields["month"]) > int(right.fields.get("month", "12"))
            found[i] = replace(found[i], fields={**left.fields, "year": str(int(right.fields["year"]) - after)})
    return found


def _beside(found: list[_Found]) -> list[_Found]:
    """ "Two days after": a date where another date stands right after it, else a duration that an event bounds."""
    for i, (left, right) in enumerate(pairwise(found)):
        if "event" in left.fields and right.start - left.end <= BESIDE and DATED & right.fields.keys():
            found[i] = replace(left, fields={**left.fields, "from": "beside"})
    return found


def _lacks_year(fields: Mapping[str, str]) -> bool:
    """Whether a day or month may take the year that follows ("from March to June 2011")."""
    return "month" in fields and not {"year", "shift", "yearshift", "nth"} & fields.keys()
