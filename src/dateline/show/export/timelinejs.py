"""TimelineJS (Knight Lab): its JSON, one slide an event; it is made for tens of events, so a level of the timeline.

What a slide says is put into the page as HTML, so all words are escaped; groups and display dates are put there after
their markup was stripped and unescaped, so they hold no sign of markup at all. Addresses in words are no links.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...record import queries
from ...record.store import Record
from .. import timeline as shown
from ..selection import View
from .plain import document, file_at, inert, words_in

Row = dict[str, Any]


def write(record: Record, output: Path, view: View) -> list[Path]:
    """Write the events of a view as one JSON document; gives the file."""
    words = words_in(view.lang)
    rows = shown.timeline(record, view)
    groups = _groups(record, rows)
    slides = [_slide(row, groups.get(row["event"]), words) for row in rows]
    return document({"scale": "human", "events": slides}, file_at(output, "timeline.json"))


def _slide(row: Row, group: str | None, words: Mapping[str, str]) -> Row:
    status = words[f"status_{row['status']}"]
    for_day = words["for_day"].format(day=row["target"]) if row["target"] else ""
    told = [
        f"<p><q>{_safe(sentence)}</q> ({_safe(report)})</p>"
        for sentence, report in zip(row["words"], row["documents"], strict=True)
    ]
    standing = " · ".join(filter(None, (status, for_day, words["sources"].format(n=row["sources"]))))
    # What did not happen says so where only the headline is seen.
    headline = row["title"] if row["status"] == "happened" else f"{row['title']} [{status}]"
    slide = {
        "unique_id": f"event-{row['event']}",
        **_dates(row, words),
        "text": {"headline": _safe(headline), "text": f"<p>{_safe(standing)}</p>{''.join(told)}"},
        "autolink": False,
    }
    return {**slide, "group": _bare(group)} if group else slide


def _dates(row: Row, words: Mapping[str, str]) -> Row:
    """The days of a row; where they are no day, month or year that is told, the words that say so."""
    first, last = row["earliest"], row["latest"]
    ends = shown.ends(row) if first and last else []
    if first is None:
        return {"start_date": _date(last), "display_date": words["by_day"].format(day=last)}
    if last is None:
        return {"start_date": _date(first), "display_date": words["from_day"].format(day=first)}
    if row["dated"] == "news" and not row["said"]:
        return {"start_date": _date(last), "display_date": words["reported"].format(day=last)}
    if len(ends) == 1:
        return {"start_date": _date(ends[0])}
    return {"start_date": _date(first), "end_date": _date(last), "display_date": " … ".join(ends)}


def _date(day: str) -> Row:
    """An ISO date as TimelineJS takes it: no part that is not known."""
    return dict(zip(("year", "month", "day"), map(int, day.split("-")), strict=False))


def _groups(record: Record, rows: list[Row]) -> dict[str, str]:
    """For each event the party that has most to do in these rows, where it has a part in at least two of them."""
    names = queries.Names(record).actors
    parties: dict[str, list[str]] = {row["event"]: [] for row in rows}
    query = "SELECT event, actor FROM event_actors ORDER BY event, role, actor"
    for part in record.rows(query):
        if part["event"] in parties:
            parties[part["event"]].append(part["actor"])
    parts = Counter(actor for actors in parties.values() for actor in set(actors))
    best = {event: max(actors, key=lambda a: (parts[a], a)) for event, actors in parties.items() if actors}
    return {event: names[actor] for event, actor in best.items() if parts[actor] > 1}


def _safe(words: str) -> str:
    return html.escape(inert(words))


def _bare(words: str) -> str:
    return inert(words).translate({ord("<"): "‹", ord(">"): "›", ord("&"): "+"})
