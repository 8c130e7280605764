"""Search: all words must stand there, case and accents do not matter, and every hit is where it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.record.search import search
from dateline.record.store import Record

REPORTS = {
    "a.txt": "Les forces de sécurité ont quitté l’Élysée lundi.\nLe préfet parle de « vingt blessés ».",
    "b.txt": "The SECURITY council met on Monday. The security forces stayed away.",
    "c.txt": "Die Sicherheitskräfte verließen am Montag die Stadt. Der Präfekt sprach von vielen Verletzten.",
    "d.txt": 'A report with a mark \x01 in it and a "security" of its own \x02 here.',
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of four reports, of which one is in a language that no pack reads."""
    folder = tmp_path_factory.mktemp("search")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Record.open(folder / "x.dateline", create=True) as record:
        pipeline.build([folder / name for name in REPORTS], record)
    return folder / "x.dateline"


@pytest.mark.parametrize(
    ("words", "reports"),
    [
        ("securite", {"a.txt"}),
        ("ELYSEE", {"a.txt"}),
        ("security", {"b.txt", "d.txt"}),
        ("security council", {"b.txt"}),
        ('"security forces"', {"b.txt"}),
        ('"forces security"', set()),
        ("secur*", {"a.txt", "b.txt", "d.txt"}),
        ("prafekt", {"c.txt"}),
        ("Monday Élysée", set()),
        ("security AND NOT (council OR", set()),
        ("l'élysée", {"a.txt"}),
        ("text:security", set()),
        ('"', None),
        ("* - :", None),
    ],
)
def test_what_is_found(found: Path, words: str, reports: set[str] | None) -> None:
    """Words, phrases and beginnings; signs are no operators; no word at all is a wrong call."""
    with Record.open(found) as record:
        if reports is None:
            with pytest.raises(ValueError, match="at least one word"):
                search(record, words)
            return
        names = {row["id"]: row["source_id"] for row in record.rows("SELECT id, source_id FROM documents")}
        assert {names[row["document"]] for row in search(record, words)} == reports


def test_every_hit_stands_in_its_passage_and_in_the_text(found: Path) -> None:
    """Offsets are code points over the text, also where the text holds odd signs of its own."""
    with Record.open(found) as record:
        rows = search(record, "secur*")
        text = {row["id"]: row["text"] for row in record.rows("SELECT id, text FROM documents")}
    assert rows
    for row in rows:
        assert " ".join(text[row["document"]][row["start"] : row["end"]].split()) == row["words"]
        for start, end in row["hits"]:
            assert row["start"] <= start < end <= row["end"]
            assert text[row["document"]][start:end].casefold().startswith(("secur", "sécur"))


def test_what_is_said_is_found_with_its_speaker(example_file: Path) -> None:
    """--quotes looks in the words of quotes and in who said them."""
    with Record.open(example_file) as record:
        (quote,) = record.rows("SELECT words, said_by FROM quotes WHERE said_by <> '' ORDER BY length(words) LIMIT 1")
        rows = search(record, f'"{quote["words"]}"', quotes=True)
    assert quote["words"] in [row["words"] for row in rows]
    assert quote["said_by"] in [row["said_by"] for row in rows]


def test_hidden_and_boilerplate_are_not_found(tmp_path: Path) -> None:
    """A newsletter form is no part of the report."""
    text = "The envoy left Geneva on Monday after the talks had failed again.\n\nS’abonner à la newsletter\n"
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        pipeline.build([source], record)
        assert search(record, "envoy")
        assert search(record, "newsletter") == []
