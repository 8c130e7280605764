"""`make eval`, piles: how many of the salient events of two piles of short, undated digests stand on their day.

The piles and what a careful reader expects of them are not part of the project: they are looked for beside the public
gold data, in `piles/`. An expected event is *found* where one of the reports that tell it has a mention whose words fit
it, and *right* where the event of such a mention stands on the expected day (or inside the expected month or year).
The fit is loose, a stem of four letters in common, so the line that was taken is printed for a person to read along.

python -m eval.piles FOLDER     with every expected event, and the misses marked
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyascii import anyascii

from dateline import pipeline
from dateline.interval import days_of
from dateline.record import queries
from dateline.record.store import Record

STEM = 4
"""First letters of a word that two languages, or two forms of it, share."""


@dataclass(frozen=True)
class Answer:
    """An expected event, and the event of the record that fits it best, one on its day before any other."""

    expected: dict[str, Any]
    best: dict[str, Any] | None
    right: bool


def answers(pile: Path) -> list[Answer]:
    """What a record of the pile has for each expected event."""
    expected = json.loads(pile.with_name(f"{pile.name}.expect.json").read_text(encoding="utf-8"))["events"]
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "pile.dateline", create=True) as record:
        pipeline.build([pile], record)
        uri = {d["id"]: d["uri"] for d in queries.documents(record)}
        events = list(queries.events(record))
    return [_answer(e, events, uri) for e in expected]


def _answer(expected: dict[str, Any], events: list[dict[str, Any]], uri: dict[str, str]) -> Answer:
    def fit(event: dict[str, Any]) -> int:
        told = " ".join([event["title"], *event["actors"], *event["recipients"], *_words(event, expected, uri)])
        return len(_stems(expected["what"]) & _stems(told))

    telling = [e for e in events if any(_words(e, expected, uri)) and fit(e)]
    if not telling:
        return Answer(expected, None, False)
    best = max(telling, key=lambda e: (_on_its_day(e, expected["date"]), fit(e), e["salience"], e["id"]))
    return Answer(expected, best, _on_its_day(best, expected["date"]))


def _words(event: dict[str, Any], expected: dict[str, Any], uri: dict[str, str]) -> Iterator[str]:
    return (m["words"] for m in event["mentions"] if uri[m["document"]] in expected["files"])


def _stems(words: str) -> set[str]:
    return {w[:STEM] for w in re.findall(r"[a-z]{4,}", anyascii(words).casefold())}


def _on_its_day(event: dict[str, Any], date: str) -> bool:
    """Whether the event's time is the expected day, or lies in the expected month, year or stretch."""
    days, time = days_of(date), (event["time"] or "")[:10]
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", time):
        return False
    own = days_of(time)
    return bool(days.earliest and days.latest and own.earliest and own.latest) and (
        days.earliest <= own.earliest and own.latest <= days.latest  # type: ignore[operator]
    )


def lines(piles: Path) -> Iterator[str]:
    """For each pile its score, then every expected event: right or not, and the event that was taken for it."""
    for expectation in sorted(piles.glob("*.expect.json")):
        found = answers(piles / expectation.name.removesuffix(".expect.json"))
        right = sum(a.right for a in found)
        yield f"{expectation.name.split('.')[0]}: {right} of {len(found)} on their day ({right / len(found):.2f})"
        for a in found:
            best = f"{a.best['time'] or 'undated'}  {a.best['title']}" if a.best else "no mention"
            yield f"  {'right' if a.right else 'MISS '}  {a.expected['date']}  {a.expected['what']}  <-  {best}"


def scored(folder: Path) -> str:
    """The lines, and the score of all piles together; where there are none, a word that says so."""
    if not folder.is_dir():
        return f"no piles at {folder}: nothing was scored"
    told = [*lines(folder)]
    each = [line for line in told if line.startswith("  ")]
    right = sum(line.startswith("  right") for line in each)
    return "\n".join([*told, f"piles {right / max(len(each), 1):.3f}"])


if __name__ == "__main__":
    print(scored(Path(sys.argv[1])))
