"""Where the reports disagree, or where one replaces what another said: both sides next to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ....record import queries
from ..address import Asked
from ..scope import Paged, Scope, in_pages

Row = dict[str, Any]


ANCHORS = {"figure": "f", "timex": "t", "event": "m", "name": "n"}
"""What a side may be, and the anchor of such a row in its report."""
IN_ORDER = "ORDER BY kind <> 'contradiction', kind, about, id"


def view(scope: Scope, asked: Asked) -> Row:
    """The conflicts, of one kind where it is asked for, with the words and the sentence of each side."""
    kinds = {row["kind"]: row["n"] for row in scope.rows("SELECT kind, count(*) AS n FROM conflicts GROUP BY kind")}
    kind = asked.word("kind") if asked.word("kind") in kinds else None
    paged = shown(scope, kind, asked.number("page"))
    return {
        "of_kinds": kinds,
        "kind": kind,
        "paged": paged,
        "conflicts": paged.rows,
    }


def shown(scope: Scope, kind: str | None, page: int) -> Paged:
    """One page of the conflicts of which both sides are to be shown."""
    ids = in_pages(scope.kept(("conflicts", kind), lambda: _ids(scope, kind)), page)
    return replace(ids, rows=rows(scope, queries.conflicts(scope.record, ids.rows)))


def one(scope: Scope, asked: Asked) -> Row | None:
    """One conflict."""
    found = rows(scope, queries.conflicts(scope.record, [asked.id or ""]))
    return {"conflict": found[0]} if found else None


def rows(scope: Scope, found: Iterable[Row]) -> list[Row]:
    """Conflicts as they are shown: each side with its report, its sentence, and the row that it is about; its series,
    and what the user says. Those with a side that is not to be shown are left out."""
    kept = [c for c in found if all(scope.shows(s["evidence"][0]["document"]) for s in c["sides"])]
    return [{**c, "sides": _sides(scope, c), "series": _series(scope, c["id"])} for c in kept]


def _sides(scope: Scope, conflict: Row) -> list[Row]:
    query = """SELECT s.*, f.low, f.high, t.value FROM conflict_sides s
               LEFT JOIN figures f ON f.id = s.figure LEFT JOIN timexes t ON t.id = s.timex
               WHERE s.conflict = :conflict ORDER BY s.side"""
    sides = []
    for side, about in zip(conflict["sides"], scope.rows(query, conflict=conflict["id"]), strict=True):
        (evidence,) = side["evidence"]
        text = scope.names.text(evidence["document"])
        start, end = scope.names.bounds(evidence["document"], evidence["start"])
        first, last = min(start, evidence["start"]), max(end, evidence["end"])
        around = (text[first : evidence["start"]], evidence["words"], text[evidence["end"] : last])
        anchor = next((f"{a}-{about[key]}" for key, a in ANCHORS.items() if about.get(key)), None)
        anchor = anchor or (f"s-{start}" if about.get("position") else "head")
        published = scope.names.published[evidence["document"]]
        sides.append({**about, **side, **evidence, "sentence": around, "anchor": anchor, "published": published})
    return sides


def _series(scope: Scope, conflict: str) -> Row | None:
    query = """SELECT DISTINCT r.id, r.label FROM conflict_sides s JOIN series_figures m ON m.figure = s.figure
               JOIN series r ON r.id = m.series WHERE s.conflict = :conflict ORDER BY r.id"""
    return next(iter(scope.rows(query, conflict=conflict)), None)


def _ids(scope: Scope, kind: str | None) -> list[str]:
    """The conflicts of a kind of which both sides are to be shown; contradictions first."""
    if not (scope.asof or scope.word.hidden):
        plain = f"SELECT id FROM conflicts WHERE :kind IS NULL OR kind = :kind {IN_ORDER}"
        return [row["id"] for row in scope.rows(plain, kind=kind)]
    query = f"""SELECT id FROM conflicts WHERE (:kind IS NULL OR kind = :kind)
               AND id NOT IN (SELECT value FROM json_each(:hidden)) AND NOT EXISTS (
                 SELECT 1 FROM conflict_sides s LEFT JOIN figures f ON f.id = s.figure
                 LEFT JOIN timexes t ON t.id = s.timex
                 JOIN documents d ON d.id = coalesce(f.document, t.document, s.document)
                 WHERE s.conflict = conflicts.id
                   AND (d.id IN (SELECT value FROM json_each(:hidden))
                        OR coalesce(f.id, t.id) IN (SELECT value FROM json_each(:hidden))
                        OR (:asof IS NOT NULL AND coalesce(d.published_latest, '9999') > :asof)))
               {IN_ORDER}"""
    return [row["id"] for row in scope.rows(query, kind=kind)]
