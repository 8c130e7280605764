"""Positions across reports: what is one, and what became of each; the commands that list them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dateline import pipeline
from dateline.cli import app
from dateline.record import queries
from dateline.record.store import Record

Text = tuple[str, str, str]


def built(texts: Sequence[Text], path: Path, parts: int = 1) -> Record:
    """A record of reports (day, language, text), built in so many parts, in the order given."""
    record = Record.open(path.with_suffix(".dateline"), create=True)
    rows = [{"id": text[:40], "published": day, "lang": lang, "text": text} for day, lang, text in texts]
    size = -(-len(rows) // parts)
    for n in range(parts):
        file = path.with_suffix(f".{n}.jsonl")
        file.write_text("".join(json.dumps(row) + "\n" for row in rows[n * size : (n + 1) * size]), encoding="utf-8")
        pipeline.build([file], record)
    return record


def outcomes(record: Record) -> dict[tuple[str, str | None], str]:
    """What became of each position, by its stance and date."""
    return {(p["stance"], p["date"]): p["outcome"] for p in queries.positions(record)}


PROMISE = (
    "2021-03-02",
    "en",
    "President Mira Kole promised to withdraw the Norwegian troops from Mali by 30 June 2021.",
)
AGAIN = ("2021-04-02", "fr", "La présidente Mira Kole a promis de retirer les troupes norvégiennes du Mali.")
DONE = ("2021-06-20", "en", "The Norwegian troops withdrew from Mali on 19 June 2021, the army said.")
REFUSED = ("2021-05-02", "fr", "La présidente Mira Kole a refusé de retirer les troupes norvégiennes du Mali.")
LATER = ("2021-09-01", "en", "The harbour of Lima was calm on 31 August 2021.")
HOPED = ("2021-04-10", "en", "President Mira Kole hopes to withdraw the Norwegian troops from Mali.")


@pytest.mark.parametrize(
    ("texts", "outcome"),
    [
        ([PROMISE], "open"),
        ([PROMISE, AGAIN], "repeated"),
        ([PROMISE, HOPED], "weakened"),
        ([PROMISE, REFUSED], "taken back"),
        ([PROMISE, DONE], "fulfilled"),
        ([PROMISE, LATER], "deadline passed"),
        ([PROMISE, DONE, LATER], "fulfilled"),
    ],
)
def test_what_became_of_a_promise(texts: list[Text], outcome: str, tmp_path: Path) -> None:
    """Later reports repeat it, weaken it, take it back, tell it done, or let its day pass."""
    record = built(texts, tmp_path / "story")
    assert outcomes(record)["promise", "2021-03-02"] == outcome
    (promise,) = (p for p in queries.positions(record) if p["date"] == "2021-03-02")
    assert promise["deadline"] == "2021-06-30"
    followed = {f["kind"] for f in promise["followed"]}
    assert followed == ({outcome} if outcome not in ("open", "deadline passed") else set())
    assert all(f["words"] and f["document"] for f in promise["followed"])


@pytest.mark.parametrize(
    ("stance", "first", "again"),
    [
        (
            "promise",
            "Mira Kole promised 285 teachers to the schools of Oslo",
            "The council promised teachers to schools",
        ),
        ("promise", "Mira Kole promised 285 teachers to the schools of Oslo", "Mira Kole promised teachers to Bergen"),
        ("demand", "Mira Kole demanded 285 teachers for the schools of Oslo", "The council demanded teachers in Oslo"),
    ],
)
def test_to_take_a_position_again_is_not_to_do_it(stance: str, first: str, again: str, tmp_path: Path) -> None:
    """Where it tells no act but that of taking it, that the like is promised or demanded later does not fulfil it."""
    texts = [("2021-03-02", "en", f"{first} on 1 March 2021."), ("2021-05-02", "en", f"{again} on 1 May 2021.")]
    outcome = outcomes(built(texts, tmp_path / "story"))
    assert outcome[stance, "2021-03-01"] in ("open", "repeated")


def test_two_reports_of_one_position_are_one(tmp_path: Path) -> None:
    """Of one day, holder and act, in both languages: one position with two sources."""
    same = ("2021-03-02", "fr", "La présidente Mira Kole a promis de retirer les troupes norvégiennes du Mali.")
    (position,) = queries.positions(built([PROMISE, same], tmp_path / "story"))
    assert (position["stance"], position["sources"], len(position["evidence"])) == ("promise", 2, 2)


def test_positions_do_not_depend_on_the_order_of_reports(tmp_path: Path) -> None:
    """Any order, in one part or two, gives the same rows."""
    texts = [PROMISE, AGAIN, REFUSED, DONE]
    rows = [
        json.dumps(list(queries.positions(built(order, tmp_path / f"{n}", parts=1 + n % 2))), sort_keys=True)
        for n, order in enumerate(itertools.islice(itertools.permutations(texts), 0, 24, 7))
    ]
    assert len(set(rows)) == 1


def run(*arguments: str) -> Any:
    ran = CliRunner().invoke(app, [*arguments, "--format", "json"])
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_positions_are_listed_by_holder_stance_and_what_they_are_about(tmp_path: Path) -> None:
    """Each option narrows the rows, also in other words and forms of a name; --open leaves out what is settled."""
    path = str(built([PROMISE, DONE, REFUSED], tmp_path / "story").path)
    assert {p["stance"] for p in run("positions", path)} == {"promise", "refusal"}
    assert [p["stance"] for p in run("positions", path, "--stance", "promise")] == ["promise"]
    assert run("positions", path, "--holder", "nobody") == []
    assert len(run("positions", path, "--holder", "kole", "--about", "troupes")) == 1
    assert all(p["outcome"] not in ("fulfilled", "taken back") for p in run("positions", path, "--open"))


def test_as_of_a_day_nobody_knows_what_came_later(tmp_path: Path) -> None:
    """In April the promise stands and its deadline is open; in July it has been kept."""
    path = str(built([PROMISE, DONE], tmp_path / "story").path)
    assert [p["outcome"] for p in run("asof", path, "2021-04", "--only", "positions")] == ["open"]
    assert [p["deadline"] for p in run("asof", path, "2021-04", "--only", "deadlines")] == ["2021-06-30"]
    assert run("asof", path, "2021-07", "--only", "deadlines") == []
    assert run("asof", path, "2021-02", "--only", "positions") == []


def test_relations_are_told_by_month_and_class(tmp_path: Path) -> None:
    """What one did to the other, each way, in PLOVER's classes; a name that nobody bears is said."""
    texts = [
        ("2021-03-02", "en", "Peru attacked Chad on 1 March 2021. Chad condemned Peru on 2 March 2021."),
        ("2021-04-02", "fr", "Le Pérou a attaqué le Tchad le 1er avril 2021."),
    ]
    path = str(built(texts, tmp_path / "story").path)
    rows = run("relations", path, "Peru", "Tchad")
    told = {(r["month"], r["class"]) for r in rows}
    assert {("2021-03", "material conflict"), ("2021-04", "material conflict"), ("2021-03", "verbal conflict")} <= told
    assert CliRunner().invoke(app, ["relations", path, "Peru", "Atlantis"]).exit_code == 2
