"""The figures: the series of them, and one series as a chart and as its table."""

from __future__ import annotations

from typing import Any

from ....record import queries
from ..address import Asked
from ..chart import chart
from ..scope import SHOWN, Scope
from . import conflicts

Row = dict[str, Any]

MOST_SHOWN = 300
"""Figures of a series that its page shows."""
_OF = f"""FROM series_figures m JOIN figures f ON f.id = m.figure JOIN documents d ON d.id = f.document
          WHERE {SHOWN} AND f.id NOT IN (SELECT value FROM json_each(:hidden))"""


def view(scope: Scope, asked: Asked) -> Row:
    """The series, those with the most figures first; of what is counted in the words that are asked for."""
    words = asked.word("q")
    clashes = "SELECT count(DISTINCT c.conflict) FROM conflict_sides c JOIN series_figures s ON s.figure = c.figure"
    query = f"""SELECT r.*, g.n, g.reports, g.first, g.last, ({clashes} WHERE s.series = r.id) AS clashes
                FROM (SELECT m.series, count(*) AS n, count(DISTINCT f.document) AS reports,
                      min(f.as_of) AS first, max(f.as_of) AS last {_OF} GROUP BY m.series) g
                JOIN series r ON r.id = g.series
                WHERE :words IS NULL OR instr(lower(r.label), lower(:words)) ORDER BY g.n DESC, r.label, r.id"""
    paged = scope.paged(query, asked.number("page"), words=words)
    shown = [{**row, "chart": chart(_figures(scope, row["id"]), small=True)} for row in paged.rows]
    return {"paged": paged, "series": shown, "words_asked": words}


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


def _figures(scope: Scope, series: str) -> list[Row]:
    """The figures of a series, numbered; `clashes` tells whether one stands in a contradiction."""
    query = f"""SELECT f.*, q.said_by, d.published_earliest, d.published_latest, EXISTS (
                SELECT 1 FROM conflict_sides s JOIN conflicts c ON c.id = s.conflict
                WHERE s.figure = f.id AND c.kind = 'contradiction') AS clashes
                FROM series_figures m JOIN figures f ON f.id = m.figure JOIN documents d ON d.id = f.document
                LEFT JOIN quotes q ON q.id = f.quote
                WHERE m.series = :series AND {SHOWN} AND f.id NOT IN (SELECT value FROM json_each(:hidden))
                ORDER BY f.as_of IS NULL, f.earliest, f.latest, d.published_latest, f.id LIMIT {MOST_SHOWN}"""
    rows = scope.rows(query, series=series)
    return [{**f, "number": n, "name": scope.names.documents[f["document"]]} for n, f in enumerate(rows, start=1)]


def _clashes(scope: Scope, series: str) -> list[Row]:
    query = """SELECT DISTINCT c.conflict FROM series_figures s JOIN conflict_sides c ON c.figure = s.figure
               WHERE s.series = :series ORDER BY c.conflict LIMIT 100"""
    return list(queries.conflicts(scope.record, [row["conflict"] for row in scope.rows(query, series=series)]))
