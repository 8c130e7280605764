"""Figures of what a reader names, in any language of the record, and their series drawn in the terminal.

No pack is asked. A word means what it is told as: "soldats" is found where a French report counts them, and with it,
by the concept that all packs share, the soldiers of the English ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..record import queries
from ..record.queries import Names
from ..record.store import Record
from .timeline import day_words

Row = dict[str, Any]

STEM = 4
"""Letters that two forms of one word begin with alike, at least."""
ENDING = 3
"""Letters in which the ends of two forms may differ."""
SHORT = 3
"""Letters of a word of the question that is passed over where no figure has it ("in", "de")."""
WIDE = 30
"""Characters of the longest bar."""
_BARS = {"=": "█", "~": "▓", ">": "█", ">=": "█", "<": "░", "<=": "░"}
_WORD = re.compile(r"\w+")


def of(record: Record, figures: Sequence[Row], words: str) -> list[Row]:
    """The figures of what the words name: each word tells what is counted, in what unit, whose, where, or of what
    kind; all of them must hold, but where may be left unsaid. A short word that no figure has is passed over."""
    told = {f["id"]: _told(f) for f in figures}
    named = _named(record, figures)
    kept = list(figures)
    for word in _forms(words):
        direct = {f["id"] for f in figures if any(_alike(word, w) for w in told[f["id"]])}
        placed = {f["id"] for f in figures if any(_alike(word, w) for w in named[f["id"]])}
        counted = {f["concept"] for f in figures if f["id"] in direct - placed and _counts(f, word)}
        if placed:
            placed |= {f["id"] for f in figures if f["place"] is None}
        found = direct | placed | {f["id"] for f in figures if f["concept"] and f["concept"] in counted}
        if found or len(word) > SHORT:
            kept = [f for f in kept if f["id"] in found]
    return kept


def _told(figure: Row) -> list[str]:
    return _forms(*(str(figure[key] or "") for key in ("words", "counted", "concept", "who", "unit")))


def _counts(figure: Row, word: str) -> bool:
    """Whether a word is the first or the last of what is counted, one of which is its head in most languages."""
    counted = _forms(figure["counted"] or "")
    return any(_alike(word, end) for end in (counted[:1] + counted[-1:]))


def _named(record: Record, figures: Iterable[Row]) -> Mapping[str, list[str]]:
    """For each figure, the words of all spellings of its owner and its place."""
    wanted = {f[role] for f in figures for role in ("owner", "place") if f[role]}
    spelt: dict[str, list[str]] = {}
    for actor in queries.actors(record):
        if actor["id"] in wanted:
            spelt[actor["id"]] = _forms(actor["name"], *actor["names"])
    return {f["id"]: [w for role in ("owner", "place") for w in spelt.get(f[role] or "", ())] for f in figures}


def _forms(*texts: str) -> list[str]:
    """The words of texts in small letters without accents."""
    letters = unicodedata.normalize("NFKD", " ".join(texts).casefold())
    return list(dict.fromkeys(_WORD.findall("".join(c for c in letters if not unicodedata.combining(c)))))


def _alike(a: str, b: str) -> bool:
    """Whether two words may be forms of one."""
    if a == b:
        return True
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return shared >= STEM and max(len(a), len(b)) - shared <= ENDING


def drawn(record: Record, figures: Sequence[Row]) -> Iterator[str]:
    """Lines of text: each series of the figures with a bar a figure, in the order of the days, those that stand in a
    conflict marked and told below; then the figures that are in no series of several."""
    names = queries.Names(record)
    written = {d["id"]: d["day"] or "9999" for d in record.rows("SELECT id, published_latest AS day FROM documents")}
    by_series: dict[str, list[Row]] = defaultdict(list)
    for figure in figures:
        by_series[figure["series"] or ""].append({**figure, "written": written[figure["document"]]})
    alone = [f for series, rows in by_series.items() for f in rows if not series or len(rows) == 1]
    labels = {s["id"]: s for s in record.rows("SELECT id, label FROM series")}
    clashes = _clashes(record)
    whole = [(labels[series], rows) for series, rows in by_series.items() if series and len(rows) > 1]
    for label, rows in sorted(whole, key=lambda pair: (-len(pair[1]), pair[0]["label"], pair[0]["id"])):
        yield label["label"]
        yield from _bars(rows, names, clashes)
        yield ""
    if alone:
        yield "Given once, or comparable with no other:" if whole else "Comparable with no other:"
        yield from _bars(alone, names, clashes, scaled=False)


def _bars(
    figures: Iterable[Row], names: Names, clashes: Mapping[str, Sequence[Row]], *, scaled: bool = True
) -> Iterator[str]:
    ordered = sorted(figures, key=_when)
    top = max((abs(v) for f in ordered for v in (f["low"], f["high"]) if v is not None), default=0) or 1
    days = [day_words({**f, "time": f["as_of"]}) if f["as_of"] else "no day" for f in ordered]
    values = [value(f) for f in ordered]
    told: dict[str, Row] = {}
    for figure, day, shown in zip(ordered, days, values, strict=True):
        mark = "!" if any(c["kind"] == "contradiction" for c in clashes.get(figure["id"], ())) else " "
        told |= {c["id"]: c for c in clashes.get(figure["id"], ())}
        bar = f"{_bar(figure, top):<{WIDE + 1}} " if scaled else ""
        by = f", {' '.join(figure['said_by'].split())}" if figure["said_by"] else ""
        what = "" if scaled or not figure["counted"] else f" {' '.join(figure['counted'].split())}"
        part = " (a part)" if figure["part"] else "" if figure["level"] else " (a change)"
        source = names.documents[figure["document"]]
        yield (
            f"{mark} {day:<{max(map(len, days))}}  {bar}{shown:>{max(map(len, values))}}{what}{part}  "
            f"{source}{by}  [{figure['id'][:8]}]"
        )
    if scaled:
        for clash in sorted(told.values(), key=lambda c: (c["kind"], c["about"], c["id"])):
            yield f"  {'!' if clash['kind'] == 'contradiction' else '~'} {clash['kind']}: {clash['about']}"


def _when(figure: Row) -> tuple[str, ...]:
    """By the day at which it held, then by the day of its report."""
    first, last = (figure[key] or "9999" for key in ("earliest", "latest"))
    return min(first, last), last, figure["written"], figure["id"]


def value(figure: Row) -> str:
    """Bound, value or range, and unit: ">= 2,500", "10–20 %"."""
    low, high = (f"{v:,.10g}" if v is not None else "" for v in (figure["low"], figure["high"]))
    shown = low if low == high else f"{low}–{high}" if low and high else low or high
    bound = "" if figure["bound"] == "=" else f"{figure['bound']} "
    return f"{bound}{shown}{' ' + figure['unit'] if figure['unit'] else ''}"


def _bar(figure: Row, top: float) -> str:
    """As long as its low value, light up to its high one; an arrow where there may be more."""
    low, high = figure["low"], figure["high"]
    first = round(WIDE * abs(low if low is not None else 0) / top)
    last = round(WIDE * abs(high if high is not None else low or 0) / top)
    bar = _BARS[figure["bound"]] * first + "░" * (last - first)
    return (bar or "▏") + ("▸" if figure["bound"] in (">", ">=") else "")


def _clashes(record: Record) -> Mapping[str, Sequence[Row]]:
    """The conflicts that each figure stands in."""
    query = """SELECT s.figure, c.id, c.kind, c.about FROM conflict_sides s JOIN conflicts c ON c.id = s.conflict
               WHERE s.figure IS NOT NULL ORDER BY c.id"""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in record.rows(query):
        found[row["figure"]].append(dict(row))
    return found
