"""The figures: the series of them, and one series as a chart and as its table."""

from __future__ import annotations

import json
from typing import Any

from ....record import queries
from ..address import Asked
from ..chart import chart
from ..scope import SHOWN, Scope, in_pages
from . import conflicts

Row = dict[str, Any]

MOST_SHOWN = 300
"""Figures of a series that its page shows."""
_OF = f"""FROM series_figures m JOIN figures f ON f.id = m.figure JOIN documents d ON d.id = f.document
          WHERE {SHOWN} AND f.id NOT IN (SELECT value FROM json_each(:hidden))"""


def view(scope: Scope, asked: Asked) -> Row:
    """The series, those with the most figures first; of what is counted in the words that are asked for."""
    words = (asked.word("q") or "").casefold()
    every = scope.kept("series", lambda: _counts(scope))
    kept = [row for row in every if words in row["label"].casefold()] if words else every
    paged = in_pages(kept, asked.number("page"))
    clashes = _clashing_in(scope, [row["id"] for row in paged.rows])
    shown = []
    for row in paged.rows:
        figures = _figures(scope, row["id"])
        days = sorted(f["as_of"] for f in figures if f["as_of"])
        summary = {"reports": len({f["document"] for f in figures}), "clashes": clashes.get(row["id"], 0)}
        ends = {"first": days[0] if days else None, "last": days[-1] if days else None}
        shown.append({**row, **summary, **ends, "chart": chart(figures, small=True)})
    return {"paged": paged, "series": shown, "words_asked": asked.word("q")}


def one(scope: Scope, asked: Asked) -> Row | None:
    """One series with its figures in the order of the days at which they held, each with its source, its sentence and
    the conflicts in which it stands."""
    found = scope.rows("SELECT * FROM series WHERE id = :id", id=asked.id)
    figures = _figures(scope, asked.id or "") if found else []
    if not figures:
        return None
    for figure in figures:
        text = scope.names.text(figure["document"])
        start, end = scope.names.bounds(figure["document"], figure["start"])
        figure["sentence"] = (text[start : figure["start"]], figure["words"], text[figure["end"] : end])
    return {
        "series": found[0],
        "chart": chart(figures),
        "figures": figures,
        "whole": len(figures) < MOST_SHOWN,
        "conflicts": conflicts.rows(scope, _clashes(scope, asked.id or "")),
    }


def _counts(scope: Scope) -> list[Row]:
    """The series with how many of their figures are shown, the most first."""
    if scope.asof or scope.word.hidden:
        counted = f"SELECT m.series, count(*) AS n {_OF} GROUP BY m.series"
    else:
        counted = "SELECT series, count(*) AS n FROM series_figures GROUP BY series"
    return scope.rows(f"""SELECT r.id, r.label, g.n FROM ({counted}) g JOIN series r ON r.id = g.series
                          ORDER BY g.n DESC, r.label, r.id""")


def _clashing_in(scope: Scope, series: list[str]) -> dict[str, int]:
    """How many conflicts there are in each of these series."""
    query = """SELECT s.series, count(DISTINCT c.conflict) AS n FROM conflict_sides c
               JOIN series_figures s ON s.figure = c.figure
               WHERE c.figure IN (SELECT figure FROM series_figures
                                  WHERE series IN (SELECT value FROM json_each(:these)))
               GROUP BY s.series"""
    return {row["series"]: row["n"] for row in scope.rows(query, these=json.dumps(series))}


def _contradicted(scope: Scope) -> frozenset[str]:
    """The figures that stand in a contradiction."""
    query = """SELECT s.figure FROM conflicts c JOIN conflict_sides s ON s.conflict = c.id
               WHERE c.kind = 'contradiction' AND s.figure IS NOT NULL"""
    return scope.kept("contradicted", lambda: frozenset(row["figure"] for row in scope.rows(query)))


def _figures(scope: Scope, series: str) -> list[Row]:
    """The figures of a series, numbered; `clashes` tells whether one stands in a contradiction."""
    query = f"""SELECT f.*, q.said_by, d.published_earliest, d.published_latest
                FROM series_figures m JOIN figures f ON f.id = m.figure JOIN documents d ON d.id = f.document
                LEFT JOIN quotes q ON q.id = f.quote
                WHERE m.series = :series AND {SHOWN} AND f.id NOT IN (SELECT value FROM json_each(:hidden))
                ORDER BY f.as_of IS NULL, coalesce(f.earliest, f.latest), f.latest, d.published_latest, f.id
                LIMIT {MOST_SHOWN}"""
    rows = scope.rows(query, series=series)
    against = _contradicted(scope)
    return [
        {**f, "number": n, "name": scope.names.documents[f["document"]], "clashes": f["id"] in against}
        for n, f in enumerate(rows, start=1)
    ]


def _clashes(scope: Scope, series: str) -> list[Row]:
    query = """SELECT DISTINCT c.conflict FROM series_figures s JOIN conflict_sides c ON c.figure = s.figure
               WHERE s.series = :series ORDER BY c.conflict LIMIT 100"""
    return list(queries.conflicts(scope.record, [row["conflict"] for row in scope.rows(query, series=series)]))
