"""What all formats of one file share: where the file goes, words that harm no reader, and the events that may be told.

Nothing that a report says of itself enters the name of a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...model import FACTUAL
from ...record import queries
from ...record.store import Record
from ..selection import View
from ..timeline import timeline

Row = dict[str, Any]

ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, what turns the direction of all that follows, and halves of a character."""
HALF = re.compile("[\ud800-\udfff]")
"""Halves of a character, which no UTF-8 can hold."""
COUNTRY = "country:"
WEB = re.compile(r"https?://[^\s<>\"'\\^`{|}\x00-\x20\x7f-\uffff]+", re.ASCII | re.IGNORECASE)
"""An address of the web, in ASCII as an IRI's reader wants it."""


def file_at(output: Path, usual: str) -> Path:
    """The file to write: `output` itself where it has an ending, else the usual name in that folder, which is made."""
    if output.suffix and not output.is_dir():
        output.parent.mkdir(parents=True, exist_ok=True)
        return output
    output.mkdir(parents=True, exist_ok=True)
    return output / usual


def lines(objects: Iterable[Row], path: Path) -> list[Path]:
    """Write a JSON object a line, UTF-8; gives the file."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in objects:
            file.write(json.dumps(whole(row), ensure_ascii=False) + "\n")
    return [path]


def document(content: Row, path: Path) -> list[Path]:
    """Write one JSON document, indented, UTF-8; gives the file."""
    path.write_text(json.dumps(whole(content), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return [path]


def whole(value: Any) -> Any:
    """A value in which each half of a character is replaced, one for one, so that offsets hold."""
    if isinstance(value, str):
        return HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: whole(held) for key, held in value.items()}
    return [whole(held) for held in value] if isinstance(value, (list, tuple)) else value


def inert(words: str) -> str:
    """Words for people: what acts on the text around them is replaced, one character by one."""
    return ACTING.sub("\ufffd", words)


def words_in(lang: str | None) -> Mapping[str, str]:
    """The words of our own that exports show, in a language; in the default one where none is asked for, or where its
    pack has none. Raises PackError where there is no such pack."""
    # The packs bring re2 and NumPy, which the tables do not need.
    from ... import pack

    default = pack.base().table("page")["default"]
    return pack.load(lang or default).table("export") or pack.load(default).table("export")


def address(uri: str | None) -> str | None:
    """The uri of a report where it is an address of the web, else None: other schemes may act when followed."""
    return uri if uri and WEB.fullmatch(uri) else None


def country(key: str | None) -> str | None:
    """ISO 3166's code of two letters, where the gazetteer's key of an actor is that of a country."""
    return key.removeprefix(COUNTRY) if key and key.startswith(COUNTRY) else None


def told(record: Record) -> Iterator[tuple[Row, Row]]:
    """The events that a list of events may hold, each with its row of the timeline: what happened or goes on, on its
    day, and what was announced, on the day on which it was said (`said`). What is only possible or denied, what has no
    day, and acts that no pack knows are in the tables alone."""
    events = {event["id"]: event for event in queries.events(record)}
    for row in timeline(record, View(level=3)):
        event = events[row["event"]]
        if (event["type"] or event["sense"]) and (row["status"] in FACTUAL or row["said"]):
            yield event, row


def stretch(earliest: str | None, latest: str | None, time: str | None) -> str:
    """The time as ISO 8601 cut at its precision, or the days in which it lies (EDTF: ../2020-01-05)."""
    if time and earliest and latest:
        return time
    return f"{earliest or '..'}/{latest or '..'}"
