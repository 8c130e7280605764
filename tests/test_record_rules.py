"""Rules that hold for every record: evidence, order, adding, and that copies of the input change nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dateline import pipeline
from dateline.record import queries
from dateline.record.store import Record

from .conftest import EXAMPLE, REPORTS

Rows = dict[str, list[dict[str, Any]]]


def built(path: Path, *parts: list[Path]) -> str:
    """The content hash of a record that was built of the parts, one after the other."""
    with Record.open(path, create=True) as record:
        for part in parts:
            pipeline.build(part, record)
        return queries.content_hash(record)


def spans(row: dict[str, Any]) -> list[tuple[str, int, int, str]]:
    """(document, start, end, words) of everything in a row that says its words."""
    places = [row, *row.get("mentions", []), *(e for s in row.get("sides", []) for e in s["evidence"])]
    return [
        (p["document"], p["start"], p["end"], p["words"]) for p in places if {"document", "start", "words"} <= set(p)
    ]


def check_evidence(rows: Rows) -> None:
    text = {d["id"]: d["text"] for d in rows["documents"]}
    blank = {d["id"]: d["boilerplate"] for d in rows["documents"]}
    for table in ("timex", "figures", "events", "actors", "conflicts"):
        for row in rows[table]:
            assert spans(row), f"a row without evidence: {table} {row['id']}"
            for document, start, end, words in spans(row):
                assert text[document][start:end] == words
                assert not any(start < b and a < end for a, b in blank[document]), f"{words!r} is boilerplate"
    for quote in rows["quotes"]:
        words = " … ".join(text[quote["document"]][a:b] for a, b in quote["content"])
        assert words == quote["words"]
        for a, b in quote["content"] + quote["source"]:
            assert not any(a < d and c < b for c, d in blank[quote["document"]]), f"{words!r} is boilerplate"


def test_every_row_of_the_example_stands_at_its_words_and_outside_boilerplate(example: Rows) -> None:
    check_evidence(example)


def test_every_row_of_the_reports_stands_at_its_words_and_outside_boilerplate(reports: Rows) -> None:
    assert len(reports["documents"]) == 5
    check_evidence(reports)


def test_the_order_of_documents_changes_no_row(tmp_path: Path) -> None:
    """Forward, reversed, and A then B against both at once: the same content hash."""
    files = sorted(EXAMPLE.glob("*.txt"))
    forward = built(tmp_path / "f.dateline", files)
    assert built(tmp_path / "r.dateline", files[::-1]) == forward
    assert built(tmp_path / "ab.dateline", files[:7], files[7:]) == forward


def test_building_again_changes_nothing_and_reads_nothing(tmp_path: Path) -> None:
    """What stands in the record is not read twice."""
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        first = pipeline.build([EXAMPLE], record)
        before = queries.content_hash(record)
        again = pipeline.build([EXAMPLE], record)
        assert (again.added, again.known) == (0, first.added)
        assert queries.content_hash(record) == before


def test_where_the_folder_stands_changes_no_row(tmp_path: Path) -> None:
    """No path of the machine is in a row: the same folder elsewhere gives the same record."""
    shutil.copytree(EXAMPLE, tmp_path / "elsewhere")
    assert built(tmp_path / "a.dateline", [EXAMPLE]) == built(tmp_path / "b.dateline", [tmp_path / "elsewhere"])


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "«««“”\"'’ + – ! ?",
        "a" * 5000,
        "Monday " * 400,
        "1,000,000 " * 400,
        "“He said ” she said « ” " * 50,
        "\u202e\u200f\u0000x".replace("\u0000", ""),
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 said 😀 that 3 😀 soldiers left Iraq on 31 February 2020.",
        "<script>alert(1)</script> On Friday 99 January 2020 the army said “",
    ],
)
def test_odd_texts_are_annotated_and_their_rows_hold(tmp_path: Path, text: str) -> None:
    """No text, however odd, stops a build, and what is said of it stands at its words."""
    source = tmp_path / "odd.jsonl"
    rows = [{"id": lang, "text": text + " x", "lang": lang} for lang in ("en", "fr")]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with Record.open(tmp_path / "odd.dateline", create=True) as record:
        built = pipeline.build([source], record)
        assert (built.added, built.rejected) == (2, 0)
        check_evidence({name: list(table(record)) for name, table in queries.TABLES.items()})


def test_a_language_without_a_pack_is_kept_and_marked_not_read(tmp_path: Path) -> None:
    """The report is in the record with its text; no pack read it, and the row says so."""
    source = tmp_path / "nl.txt"
    source.write_text("De regering heeft maandag de aftocht van de troepen uit Irak aangekondigd.", encoding="utf-8")
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        assert pipeline.build([source], record).not_read == 1
        (document,) = queries.documents(record)
        assert (document["lang"], document["read"]) == ("nl", False)


def test_the_reports_hold_what_a_reader_asks_first(reports: Rows) -> None:
    """One strike that killed Soleimani, told in both languages; 5,200 and 2,500 in one series; no columnist."""
    lang = {d["id"]: d["lang"] for d in reports["documents"]}
    told = [e for e in reports["events"] if e["time"] == "2020-01-03" and len(e["mentions"]) > 3]
    assert any({lang[m["document"]] for m in e["mentions"]} == {"en", "fr"} for e in told)
    series: dict[str, set[float]] = {}
    for f in reports["figures"]:
        series.setdefault(f["series"], set()).add(f["low"])
    assert any({5200, 2500} <= values for name, values in series.items() if name)
    assert REPORTS.is_dir()
    assert not [a for a in reports["actors"] if "Donner" in a["name"] or "Madelin" in a["name"]]
