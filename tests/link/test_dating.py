"""Reports that do not date themselves are dated by the others of the pile, where these leave one answer."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.link import dated, link
from dateline.record import check, queries, subjects, write
from dateline.record.store import Record

Pile = Mapping[str, str]
"""The texts of a pile by the names of their reports; a name that ends in a day is published then."""

RESIGNED = "Ana Berg, the mayor of Linz, resigned on Tuesday, May 7, 2019, the town council of Linz said."
BLAST = "An explosion at the Linz brewery killed six people on 7 May 2019, the mayor, Ana Berg, said."
SOUFFLE = "Une explosion à la brasserie de Linz a tué six personnes le 7 mai 2019, a dit la maire, Ana Berg."
AGAIN = "An explosion at the Linz brewery killed two people on 14 May 2019, the mayor, Ana Berg, said."

CASES: list[tuple[str, Pile, str, tuple[str, str] | None]] = [
    (
        "a day without a year is that of a report that shares names and tells it in full",
        {"a 2019-05-08": RESIGNED, "b": "Tuesday, May 7: the mayor of Linz, Ana Berg, resigns."},
        "b",
        ("2019-05-07", "2019-05-10"),
    ),
    (
        "in another language too",
        {"a 2019-05-08": RESIGNED, "b": "Ana Berg, maire de Linz, a démissionné mardi 7 mai, selon le conseil."},
        "b",
        ("2019-05-07", "2019-05-10"),
    ),
    (
        "a day that the text points at is its day of writing",
        {"a 2019-05-08": RESIGNED, "b": "La maire de Linz, Ana Berg, a démissionné ce mardi 7 mai."},
        "b",
        ("2019-05-07", "2019-05-07"),
    ),
    (
        "so is that of a date line, of the weekday that the text calls this one",
        {"a 2019-05-08": RESIGNED, "b": "LINZ, 14 May (Wire) - Supporters of Ana Berg march in Linz this Tuesday."},
        "b",
        ("2019-05-14", "2019-05-14"),
    ),
    (
        "of the years that a weekday admits, the one next to days of related reports",
        {"a 2019-05-08": RESIGNED, "b": "Les partisans d'Ana Berg ont manifesté à Linz samedi 1er juin."},
        "b",
        ("2019-06-01", "2019-06-04"),
    ),
    (
        "a weekday that admits no year near them tells nothing",
        {"a 2019-05-08": RESIGNED, "b": "Les partisans d'Ana Berg ont manifesté à Linz mardi 1er juin."},
        "b",
        None,
    ),
    (
        "reports of other people and places date nothing",
        {"a 2019-05-08": RESIGNED, "b": "Le directeur, Paul Morel, a démissionné à Namur mardi 7 mai."},
        "b",
        None,
    ),
    (
        "two years for one day contradict each other",
        {
            "a 2019-05-08": "Ana Berg opened the bridge of Linz on 7 May 2019.",
            "c 2018-05-08": "Ana Berg opened the bridge of Linz on 7 May 2018.",
            "b": "Ana Berg opened the bridge of Linz on 7 May.",
        },
        "b",
        None,
    ),
    (
        "a deadline bounds no day of writing",
        {"a 2019-05-08": RESIGNED, "b": "The council of Linz asked Ana Berg to leave the house by May 7."},
        "b",
        None,
    ),
    (
        "a weekday of an act that another report dates to a day of that weekday",
        {"a 2019-05-08": BLAST, "b": "Tuesday's explosion in Linz is being examined, the mayor, Ana Berg, said."},
        "b",
        ("2019-05-07", "2019-05-10"),
    ),
    (
        "the last such weekday lies in the week before",
        {"a 2019-05-08": BLAST, "b": "The explosion of last Tuesday in Linz was an accident, Ana Berg told reporters."},
        "b",
        ("2019-05-08", "2019-05-14"),
    ),
    (
        "another weekday is of another act",
        {"a 2019-05-08": BLAST, "b": "Thursday's explosion in Linz is being examined, the mayor, Ana Berg, said."},
        "b",
        None,
    ),
    (
        "two such acts on days of that weekday contradict each other",
        {
            "a 2019-05-08": BLAST,
            "c 2019-05-15": AGAIN,
            "b": "Tuesday's explosion in Linz is being examined, the mayor, Ana Berg, said.",
        },
        "b",
        None,
    ),
    (
        "a weekday so long after an act of which all tell one day",
        {"a 2019-05-08": SOUFFLE, "b": "Ana Berg resigned on Monday, almost a week after the explosion in Linz."},
        "b",
        ("2019-05-13", "2019-05-16"),
    ),
    (
        "years after such an act",
        {"a 2019-05-08": SOUFFLE, "b": "Three years after the explosion, the brewery of Linz stands empty."},
        "b",
        ("2022-04-06", "2023-01-05"),
    ),
    (
        "one report dates another through a third",
        {
            "a 2019-05-08": BLAST,
            "b": "Tuesday's explosion in Linz is being examined, said Ana Berg. Karl Moser resigned on Wednesday.",
            "c": "Wednesday, May 8: Karl Moser has left Linz.",
        },
        "c",
        ("2019-05-08", "2019-05-11"),
    ),
]


def put(folder: Path, pile: Pile) -> Path:
    """The pile as one file of rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"id": name, "text": text, "published": name[2:] or None} for name, text in pile.items()]
    path = folder / "pile.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def build(path: Path, *parts: Path) -> str:
    """The content hash of a record built of the parts, one after the other."""
    with Record.open(path, create=True) as record:
        for part in parts:
            pipeline.build([part], record)
        assert list(check.faults(record, link, dated)) == []
        return queries.content_hash(record)


def published(record: Record, name: str) -> tuple[str | None, str | None, str, list[str]]:
    p = next(d["published"] for d in queries.documents(record) if d["source_id"] == name)
    return p["earliest"], p["latest"], p["how"], p["reasons"]


@pytest.mark.parametrize(("why", "pile", "name", "expected"), CASES, ids=[c[0] for c in CASES])
def test_a_report_is_dated_by_others_where_they_leave_one_answer(
    tmp_path: Path, why: str, pile: Pile, name: str, expected: tuple[str, str] | None
) -> None:
    """The days on which it can have been written, and a reason that names a report; else it stays undated."""
    build(tmp_path / "r.dateline", put(tmp_path, pile))
    with Record.open(tmp_path / "r.dateline") as record:
        earliest, latest, how, reasons = published(record, name)
    if expected is None:
        assert (latest, how) == (None, "unknown")
    else:
        assert (earliest, latest, how) == (*expected, "pile")
        assert any(f" {other}" in reason for reason in reasons for other in pile if other != name)


CHAIN = next(pile for why, pile, *_ in CASES if "through a third" in why)


def test_no_order_of_arrival_shows(tmp_path: Path) -> None:
    """Built in any order, at once or one by one, the record is the same."""
    parts = {name: put(tmp_path / name[0], {name: text}) for name, text in CHAIN.items()}
    hashes = {build(tmp_path / "all.dateline", put(tmp_path, CHAIN))}
    for n, order in enumerate(itertools.permutations(parts.values())):
        hashes.add(build(tmp_path / f"{n}.dateline", *order))
    assert len(hashes) == 1


def test_what_a_report_dated_is_open_again_without_it(tmp_path: Path) -> None:
    """Taking out the report on which a chain hangs gives the record that never had it."""
    without = {name: text for name, text in CHAIN.items() if not name.startswith("a")}
    alone = build(tmp_path / "bc.dateline", put(tmp_path / "bc", without))
    build(tmp_path / "abc.dateline", put(tmp_path, CHAIN))
    with Record.open(tmp_path / "abc.dateline", write=True) as record:
        (first,) = queries.named_documents(record, "a 2019-05-08")
        write.remove(record, [first], link, dated)
        assert queries.content_hash(record) == alone


def test_the_users_word_outranks_the_pile(tmp_path: Path) -> None:
    """A day that the user sets stands, dates others, and when it is taken back the pile's comes again."""
    build(tmp_path / "abc.dateline", put(tmp_path, CHAIN))
    with Record.open(tmp_path / "abc.dateline", write=True) as record:
        before = queries.content_hash(record)
        (b,) = queries.named_documents(record, "b")
        for day, how in (("2030-01-02", "user"), (None, "pile")):
            told = subjects.set_facts(record, b, {"published": day}, "Ana", "2026-01-02T03:04:05+00:00")
            pipeline.relinked(record, told)
            assert published(record, "b")[2] == how
            assert list(check.faults(record, link, dated)) == []
        assert queries.content_hash(record) == before


def test_a_report_dated_by_the_pile_counts_from_its_latest_day(tmp_path: Path) -> None:
    """Weekdays in it resolve from its interval, and its events stand on their days."""
    build(tmp_path / "abc.dateline", put(tmp_path, CHAIN))
    with Record.open(tmp_path / "abc.dateline") as record:
        days = {t["words"]: t["earliest"] for t in queries.timex(record) if t["earliest"] == t["latest"]}
    assert (days["Tuesday"], days["Wednesday, May 8"]) == ("2019-05-07", "2019-05-08")
