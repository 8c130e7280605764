"""`figures FILE WORDS`: what words name in any language of the record, and its series drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.record import queries
from dateline.record.store import Record
from dateline.show import series

from ..conftest import EXAMPLES


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """A record of the corpus of the flood."""
    with Record.open(tmp_path_factory.mktemp("flood") / "flood.dateline", create=True) as record:
        pipeline.build([EXAMPLES / "flood" / "reports"], record)
        yield record


def found(record: Record, words: str) -> set[str]:
    """The words of the figures that are found, in small letters."""
    figures = list(queries.figures(record))
    return {" ".join(f["words"].split()).lower() for f in series.of(record, figures, words)}


@pytest.mark.parametrize(
    ("words", "some", "none"),
    [
        ("missing", {"40", "huit"}, {"600"}),
        ("morts", {"at least nine", "25", "at least 23"}, {"40", "600"}),
        ("dead in Tilbrook", {"at least 23", "au moins 27"}, {"40"}),
        ("dégâts", {"80 millions d'euros"}, {"500 euros"}),
        ("resident", {"600"}, {"40"}),
        ("boats", {"12"}, {"300"}),
        ("nothing of the kind", set(), {"12"}),
    ],
)
def test_words_of_either_language_in_any_form(flood: Record, words: str, some: set[str], none: set[str]) -> None:
    """Words find what is counted in both languages; a place narrows it; a short word that no figure has counts not."""
    got = found(flood, words)
    assert some <= got
    assert not none & got


def test_a_series_is_drawn_in_order_with_bounds_and_what_changed(flood: Record) -> None:
    """Bars are as long as the values, an arrow marks an open end, and the updates stand below."""
    lines = list(series.drawn(flood, series.of(flood, list(queries.figures(flood)), "dead")))
    bars = [line for line in lines if "█" in line]
    assert lines[0] == "dead, Tilbrook"
    assert [line.split()[0] for line in bars] == sorted(line.split()[0] for line in bars)
    highest = max(bars, key=lambda line: line.count("█"))
    assert ">= 27" in highest
    assert "▸" in highest
    assert any("update: dead: >=27 / 25" in line for line in lines)


def test_a_contradiction_is_marked(tmp_path: Path) -> None:
    """Figures of one thing at one time that cannot both hold are marked on their lines."""
    told = ("Norway has 4,300 soldiers in Mali, the ministry said.", "Norway has 4,600 soldiers in Mali, a guard said.")
    rows = [{"id": str(n), "text": text, "published": "2022-02-17"} for n, text in enumerate(told)]
    source = tmp_path / "reports.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        pipeline.build([source], record)
        lines = list(series.drawn(record, list(queries.figures(record))))
    assert [line[0] for line in lines if "4,300" in line or "4,600" in line] == ["!", "!"]
    assert any("! contradiction: soldier: 4300 / 4600" in line for line in lines)


def test_vague_ranges_and_values_are_told_in_short() -> None:
    """A value with its bound, range and unit."""
    row = {"low": 2500.0, "high": 2500.0, "bound": "~", "unit": "EUR"}
    assert series.value(row) == "~ 2,500 EUR"
    assert series.value({**row, "high": 3000.0, "bound": "=", "unit": None}) == "2,500–3,000"
