"""The timeline: years, months, days; three levels; and what narrows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ... import timeline as shown
from ...selection import LEVELS, Days, View, chosen, narrowed, standing
from ..address import Asked
from ..scope import SIZE, Scope, in_pages

Row = dict[str, Any]

FILTERS = ("actor", "place", "type", "outlet", "language")
MOST_OFFERED = 60
"""Names that a filter offers."""


def view(scope: Scope, asked: Asked) -> Row:
    """The events of a level and a stretch of time by year and month, how many there are in each part of it, and what
    they can be narrowed by. Raises ValueError where the stretch is no ISO date."""
    level = min(asked.number("level"), max(LEVELS))
    when = asked.word("when")
    wanted = {key: asked.word(key) for key in FILTERS}
    every = View(
        actor=wanted["actor"], place=wanted["place"], type=wanted["type"], outlet=wanted["outlet"],
        language=wanted["language"], asof=scope.asof, lang=scope.lang,
    )  # fmt: skip
    selected = replace(every, level=level)
    whole = scope.kept(("standing", every), lambda: standing(scope.record, every))
    found = scope.kept(("narrowed", every, when), lambda: narrowed(whole, when) if when else whole)
    events = scope.kept(("chosen", selected, when), lambda: chosen(scope.record, selected, found))
    page = in_pages(events, asked.number("page"), 2 * SIZE)
    rows = shown.rows(scope.record, selected, page.rows)
    news, background = shown.parts(rows)
    return {
        "level": level,
        "levels": LEVELS,
        "when": when,
        "above": [when[:length] for length in (4, 7) if when and length < len(when)],
        "bars": scope.kept(("bars", every, when), lambda: _bars(found, when)),
        "total": len(whole),
        "years": _grouped(news),
        "background": background,
        "paged": page,
        "undated": 0 if when or scope.asof or any(wanted.values()) else _undated(scope),
        "wanted": {key: value for key, value in wanted.items() if value},
        "offered": _offered(scope),
    }


def _undated(scope: Scope) -> int:
    return scope.kept("undated", lambda: shown.undated(scope.record))


def _grouped(rows: Iterable[Row]) -> list[tuple[str, list[tuple[str, list[Row]]]]]:
    """The rows by year, and in it by the month in which they begin."""
    years: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        first = row["earliest"] or row["latest"]
        whole = row["earliest"] and row["latest"] and row["earliest"][:7] != row["latest"][:7]
        month = first[:4] if whole and row["time"] and len(row["time"]) == 4 else first[:7]
        years.setdefault(first[:4], {}).setdefault(month, []).append(row)
    return [(year, list(months.items())) for year, months in years.items()]


def _bars(found: dict[str, Days], when: str | None) -> list[Row]:
    """The parts of a stretch of time (the years of all, the months of a year, the days of a month) in which events
    begin: how many, and how many in a hundred of the most."""
    length = {0: 4, 4: 7}.get(len(when or ""), 10)
    firsts = ((first or last or "") for first, last in found.values())
    counts = Counter(first[:length] for first in firsts if first.startswith(when or ""))
    most = max(counts.values(), default=1)
    return [{"value": v, "count": n, "share": max(100 * n // most, 3)} for v, n in sorted(counts.items())]


def _offered(scope: Scope) -> Row:
    """What the filters offer: the types of the events, the outlets and languages of the reports, the names that most
    events have."""
    ask = scope.record.rows

    def names(query: str) -> list[str]:
        ids = [row[0] for row in ask(f"{query} LIMIT {MOST_OFFERED}")]
        return sorted({scope.names.actors.get(i, "") for i in ids} - {""}, key=str.casefold)

    def make() -> Row:
        return {
            "type": [r[0] for r in ask("SELECT DISTINCT type FROM events WHERE type IS NOT NULL ORDER BY type")],
            "outlet": [
                r[0]
                for r in ask(
                    f"""SELECT outlet FROM documents WHERE outlet IS NOT NULL
                        GROUP BY outlet ORDER BY count(*) DESC, outlet LIMIT {MOST_OFFERED}"""
                )
            ],
            "language": [r[0] for r in ask("SELECT DISTINCT lang FROM documents WHERE lang IS NOT NULL ORDER BY lang")],
            "actor": names("SELECT actor FROM event_actors GROUP BY actor ORDER BY count(*) DESC, actor"),
            "place": names(
                "SELECT place FROM events WHERE place IS NOT NULL GROUP BY place ORDER BY count(*) DESC, place"
            ),
        }

    return scope.kept("offered", make)
