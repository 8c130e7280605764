"""The passages of `eval/passages`: each expression is found with the value that two readers gave it."""

from __future__ import annotations

from typing import Any

import pytest
from eval.passages import passages

from dateline import pack
from dateline.annotate import dates
from dateline.annotate.parse import legible, parse
from dateline.annotate.resolve import resolve
from dateline.interval import days_of
from dateline.model import Published

PASSAGES = [row for lang in ("en", "fr") for row in passages(lang)]


@pytest.mark.parametrize("row", PASSAGES, ids=[f"{row['lang']}-{row['id']}" for row in PASSAGES])
def test_passage(row: dict[str, Any]) -> None:
    """All expressions of a passage, and nothing else, with extent, type and value."""
    language, days = pack.load(row["lang"]), days_of(row["dct"])
    published = Published(days.earliest, days.latest, "user")
    found = resolve(dates.find(parse(legible(row["text"]), language), language), published)
    said = [(row["text"][t.start : t.end], t.type, t.value) for t in found]
    assert said == [(row["text"][t["start"] : t["end"]], t["type"], t["value"]) for t in row["timex"]]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_there_are_thirty_passages_a_language(lang: str) -> None:
    """Both languages have the same traps in the same number, give or take what only one of them has."""
    assert len(list(passages(lang))) >= 30
