"""The voices: who said what over time, in which words, with or without a name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ....record.search import as_query
from ..address import Asked
from ..scope import SHOWN, Scope, in_pages

Row = dict[str, Any]

MOST_SPEAKERS = 40
"""Speakers that are listed beside the sayings."""
FROM = """quotes q JOIN documents d ON d.id = q.document LEFT JOIN actor_names n ON n.name = q.speaker
          LEFT JOIN actors a ON a.id = n.actor"""
DAY = "coalesce(q.said_on, iif(d.published_latest IS NULL, NULL, d.published_earliest), d.published_latest)"
"""SQL: by which day a saying is put in order; null where it has none."""
IN_ORDER = "ORDER BY day IS NULL, day, q.document, q.start, q.id"
SHOWN_QUOTE = f"{SHOWN} AND q.id NOT IN (SELECT value FROM json_each(:hidden))"


def view(scope: Scope, asked: Asked) -> Row:
    """The sayings in the order of their days, narrowed to a speaker (`who`, an actor), to words, to the nameless; and
    the speakers who are heard most."""
    who, about, nameless = asked.word("who"), asked.word("about"), asked.word("nameless")
    values = {"who": who, "nameless": nameless, "about": _matching(about)}
    query = f"""SELECT q.id, {DAY} AS day FROM {FROM}
                WHERE {SHOWN_QUOTE} AND (:who IS NULL OR a.id = :who) AND (:nameless IS NULL OR q.anonymous)
                AND (:about IS NULL OR q.number IN
                  (SELECT rowid FROM searched_quotes WHERE searched_quotes MATCH :about)) {IN_ORDER}"""
    ids = scope.kept(("voices", *values.values()), lambda: [row["id"] for row in scope.rows(query, **values)])
    paged = in_pages(ids, asked.number("page"))
    return {
        "paged": paged,
        "sayings": sayings(scope, paged.rows),
        "who": who,
        "who_name": scope.names.actors.get(who or ""),
        "about": about,
        "nameless": nameless,
        "speakers": speakers(scope),
    }


def sayings(scope: Scope, ids: Sequence[str]) -> list[Row]:
    """The sayings of these ids in the order of their days."""
    query = f"""SELECT q.*, a.id AS actor, a.name, {DAY} AS day, d.published_earliest, d.published_latest FROM {FROM}
                WHERE q.id IN (SELECT value FROM json_each(:ids)) {IN_ORDER}"""
    return [_saying(scope, row) for row in scope.rows(query, ids=json.dumps(ids))]


def _saying(scope: Scope, row: Row) -> Row:
    """A quote as it is shown: its report, the names of who may have said it and of who relays it, its first offset."""
    content = json.loads(row["content"])
    ids = json.loads(row["candidates"])
    others = scope.rows(
        """SELECT DISTINCT a.id, a.name FROM actor_names n JOIN actors a ON a.id = n.actor
           WHERE n.name IN (SELECT value FROM json_each(:ids)) ORDER BY a.name, a.id""",
        ids=json.dumps([*ids, row["via"]] if row["via"] else ids),
    )
    via = {r["id"] for r in scope.rows("SELECT actor AS id FROM actor_names WHERE name = :via", via=row["via"])}
    return {
        **row,
        "report": scope.names.documents[row["document"]],
        "at": content[0][0] if content else row["start"],
        "candidates": [a for a in others if a["id"] not in via],
        "via": [a for a in others if a["id"] in via],
    }


def speakers(scope: Scope) -> list[Row]:
    """Those who are heard most, with how often."""
    query = f"""SELECT a.id, a.name, count(*) AS n FROM {FROM} WHERE {SHOWN_QUOTE} AND a.id IS NOT NULL
                GROUP BY a.id ORDER BY n DESC, a.name, a.id LIMIT {MOST_SPEAKERS}"""
    return scope.kept("speakers", lambda: scope.rows(query))


def _matching(words: str | None) -> str | None:
    try:
        return as_query(words) if words else None
    except ValueError:
        return None
