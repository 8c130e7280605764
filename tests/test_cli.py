"""The command line: what it prints, its exit codes, and that listings start without the models."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dateline import engine
from dateline.cli import app
from dateline.record.queries import TABLES

RUN = CliRunner()
LISTINGS = ("documents", "dates", "quotes", "figures", "actors", "events", "conflicts", "timeline")


def run(*arguments: str, code: int = 0) -> str:
    """Run `dateline` as a program would, and give its standard output."""
    command = [sys.executable, "-c", "from dateline.cli import main; main()", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stdout if code in (0, 1) else ran.stderr


@pytest.mark.parametrize("listing", LISTINGS)
def test_listings_in_every_format(example_file: Path, listing: str) -> None:
    """JSON, JSON lines and CSV hold the same rows; the table has a line a row or more."""
    rows = json.loads(RUN.invoke(app, [listing, str(example_file), "--format", "json"]).stdout)
    lines = RUN.invoke(app, [listing, str(example_file), "--format", "jsonl"]).stdout.splitlines()
    cells = list(csv.DictReader(io.StringIO(RUN.invoke(app, [listing, str(example_file), "--format", "csv"]).stdout)))
    table = RUN.invoke(app, [listing, str(example_file)]).stdout
    assert rows
    assert [json.loads(line) for line in lines] == rows
    assert len(cells) == len(rows)
    assert len(table.splitlines()) > len(rows)


def test_every_row_can_be_shown_with_its_words(example_file: Path) -> None:
    """`show` takes the short id of any listing and prints the words of the row between marks."""
    for listing in LISTINGS[1:-1]:
        row = json.loads(RUN.invoke(app, [listing, str(example_file), "--format", "jsonl"]).stdout.splitlines()[0])
        shown = RUN.invoke(app, ["show", str(example_file), row["id"]])
        assert shown.exit_code == 0
        assert "»" in shown.stdout


def test_export_writes_a_file_a_table(example_file: Path, tmp_path: Path) -> None:
    """Both formats give every table; the JSON lines are the rows; the content hash is printed."""
    for form in ("jsonl", "csv"):
        ran = RUN.invoke(app, ["export", str(example_file), "--format", form, "--output", str(tmp_path / form)])
        assert ran.exit_code == 0
        assert ran.stdout.splitlines()[-1].startswith("content ")
        assert {p.name for p in (tmp_path / form).iterdir()} == {f"{t}.{form}" for t in TABLES}
    first = (tmp_path / "jsonl" / "events.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert {"id", "title", "time", "status", "sources", "mentions"} <= set(json.loads(first))


def test_annotate_gives_a_stand_off_object_a_line(tmp_path: Path) -> None:
    """The offsets of what `annotate` prints point at the words; `dct` dates the document."""
    text = "“We met,” said Ana Berg on Monday. About 2,500 soldiers left Iraq."
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": 7, "text": text, "lang": "en", "dct": "2021-07-27"}) + "\n", encoding="utf-8")
    row = json.loads(RUN.invoke(app, ["annotate", str(source)]).stdout)
    assert row["id"] == "7"
    assert {"timex", "quotes", "names", "figures", "events"} <= set(row)
    assert [(text[t["start"] : t["end"]], t["value"]) for t in row["timex"]] == [("Monday", "2021-07-26")]


def test_timeline_keeps_the_days_asked_for(example_file: Path) -> None:
    """--from and --to bound the days, --dates keeps that many days, --actor keeps what the actor has a part in."""
    arguments = ["timeline", str(example_file), "--format", "json", "--level", "3"]
    everything = json.loads(RUN.invoke(app, arguments).stdout)
    early = json.loads(RUN.invoke(app, [*arguments, "--to", "2020-01"]).stdout)
    days = json.loads(RUN.invoke(app, [*arguments, "--dates", "3"]).stdout)
    one = json.loads(RUN.invoke(app, [*arguments, "--actor", "soleimani"]).stdout)
    assert 0 < len(early) < len(everything)
    assert all((row["earliest"] or row["latest"]) <= "2020-01-31" for row in early)
    assert len({row["time"] for row in days}) == len(days) == 3
    assert 0 < len(one) < len(everything)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["timeline", "nowhere.dateline"], 3, "there is no record at nowhere.dateline"),
        (["build", "x.txt"], 2, "Missing option"),
        (["timeline", "{example}", "--from", "soon"], 2, "not an ISO date"),
        (["show", "{example}", "zzzz"], 2, "no row has an id"),
        (["frobnicate"], 2, "No such command"),
        (["set", "{example}", "nobody.txt", "outlet=x"], 2, "no report is called 'nobody.txt'"),
        (["set", "{example}", "nobody.txt", "outlet"], 2, "'outlet' is no field with a value"),
        (["judge", "{example}", "zzzz", "accept"], 2, "no row has an id"),
        (["judge", "{example}", "zzzz", "devour"], 2, "'devour' is no verdict"),
        (["judge", "{example}", "zzzz", "withdraw"], 2, "there is no judgement on 'zzzz'"),
        (["remove", "{example}", "nobody.txt"], 2, "no report is called 'nobody.txt'"),
        (["search", "{example}", "***"], 2, "give at least one word"),
        (["check", "nowhere.dateline"], 3, "there is no record at nowhere.dateline"),
        (["rebuild", "nowhere.dateline"], 3, "there is no record at nowhere.dateline"),
        (["build", "x.txt", "-o", "nowhere/x.dateline"], 3, "the folder nowhere does not exist"),
        (["build", "x.txt", "-o", "x.dateline", "--map", "body"], 2, "'body' is no field with a value"),
    ],
)
def test_wrong_calls_say_what_is_wrong(example_file: Path, arguments: list[str], code: int, said: str) -> None:
    """One sentence on standard error and the exit code of the contract, never a traceback."""
    assert said in run(*(a.replace("{example}", str(example_file)) for a in arguments), code=code)


def test_an_engine_that_is_not_installed_is_a_wrong_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says how to install it, and no record is made."""
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    ran = RUN.invoke(app, ["build", str(tmp_path), "-o", str(tmp_path / "x.dateline"), "--engine", "ray"])
    assert (ran.exit_code, ran.stderr) == (
        2,
        "dateline: --engine ray needs Ray; install it with: pip install 'dateline[ray]'\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_rejected_input_gives_exit_code_1_and_the_rest_is_built(tmp_path: Path) -> None:
    """A report that cannot be read is named; the other one is in the record."""
    (tmp_path / "good.txt").write_text("The ministers met in Vienna on 3 May 2021.", encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF")
    path = tmp_path / "story.dateline"
    run("build", str(tmp_path / "good.txt"), str(tmp_path / "bad.pdf"), "-o", str(path), code=1)
    documents = [json.loads(line) for line in run("documents", str(path), "--format", "jsonl").splitlines()]
    assert [d["source_id"] for d in documents] == ["good.txt"]


@pytest.fixture
def story(example_file: Path, tmp_path: Path) -> Path:
    """A copy of the example's record, to be changed."""
    return Path(shutil.copy(example_file, tmp_path / "story.dateline"))


def rows(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*map(str, arguments), "--format", "jsonl").splitlines()]


def test_the_user_has_the_last_word(story: Path) -> None:
    """set, judge, judgements, withdraw: what is said shows at once, with who said it, and is gone when taken back."""
    figure = rows("figures", story)[0]
    run("judge", str(story), figure["id"][:8], "correct", "value=7", "bound==", "--by", "Ana")
    run("set", str(story), figure["document"][:8], "outlet=The Meridian", "--by", "Ben")
    assert [f["low"] for f in rows("figures", story) if f["id"] == figure["id"]] == [7]
    assert "The Meridian" in run("documents", str(story))
    said = [(j["author"], j["verdict"], j["field"], j["value"], j["applies"]) for j in rows("judgements", story)]
    assert said == [
        ("Ana", "correct", "value", "7", True),
        ("Ana", "correct", "bound", "=", True),
        ("Ben", "set", "outlet", "The Meridian", True),
    ]
    run("judge", str(story), figure["id"][:8], "withdraw", "value")
    assert [f["low"] for f in rows("figures", story) if f["id"] == figure["id"]] == [figure["low"]]
    assert len(rows("judgements", story)) == 2
    assert len(rows("judgements", story, "--all")) == 3


def test_a_report_is_removed_and_the_record_stays_sound(story: Path) -> None:
    """remove, check, rebuild: what the report said is gone, and the rest is what it would be without it."""
    document = rows("documents", story)[0]
    run("remove", str(story), document["id"][:8])
    assert document["id"] not in {d["id"] for d in rows("documents", story)}
    assert run("check", str(story)).strip() == f"{story} is sound: 19 reports"
    run("rebuild", str(story), "--workers", "1")
    assert len(rows("documents", story)) == 19


def test_a_damaged_record_is_told(story: Path) -> None:
    """check says what is wrong and what to do, with exit code 3."""
    with closing(sqlite3.connect(story)) as connection, connection:
        connection.execute("UPDATE figures SET low = 1, high = 1")
    said = run("check", str(story), code=3)
    assert "its rows in figures are not those that its annotations give" in said
    assert f"make it anew from the texts inside: dateline rebuild {story}" in said


def test_what_is_searched_is_found(example_file: Path) -> None:
    found = rows("search", example_file, "SOLEIMANI", "general")
    assert found
    assert {"document", "start", "end", "words", "hits", "score"} <= set(found[0])
    assert rows("search", example_file, "--quotes", "coalition")


def test_standard_input_maps_and_clashes(tmp_path: Path) -> None:
    """`build -` reads what is piped in; --map names the fields; two texts under one id are both kept, and told."""
    path = tmp_path / "x.dateline"
    texts = ("The ministers met in Vienna.", "They left in May 2021.")
    rows_in = [{"raw": text, "id": "a", "lang": "en"} for text in texts]
    lines = "".join(json.dumps(row) + "\n" for row in [*rows_in, {"id": "b"}]).encode()
    command = [sys.executable, "-c", "from dateline.cli import main; main()", "build", "-", "-o", str(path)]
    ran = subprocess.run([*command, "--map", "text=raw"], input=lines, capture_output=True, check=False)
    error = ran.stderr.decode()
    assert ran.returncode == 1
    assert "2 reports read, 0 there already, 1 rejected" in error
    assert error.count("one id, two texts, both kept: a") == 2
    assert [r["uri"] for r in rows("rejected", path)] == ["-:3"]
    documents = rows("documents", path)
    assert [d["same_id"] for d in documents] == [[documents[1]["id"]], [documents[0]["id"]]]


def test_what_is_mended_is_rejected_no_more(tmp_path: Path) -> None:
    """A file that could not be read, and now can, leaves the list; one elsewhere stays on it."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_bytes(b"")
    path = tmp_path / "x.dateline"
    run("build", str(tmp_path / "one"), str(tmp_path / "two"), "-o", str(path), code=1)
    assert [r["uri"] for r in rows("rejected", path)] == ["one.txt", "two.txt"]
    (tmp_path / "one" / "one.txt").write_text("The ministers met.", encoding="utf-8")
    run("build", str(tmp_path / "one"), "-o", str(path))
    assert [r["uri"] for r in rows("rejected", path)] == ["two.txt"]


def test_what_the_user_writes_into_reports_csv_later_counts(tmp_path: Path) -> None:
    """Facts that are corrected beside the files are taken up by the next build, without a new reading."""
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "a.txt").write_text("The ministers met on Monday.", encoding="utf-8")
    path = tmp_path / "x.dateline"
    run("build", str(tmp_path / "pile"), "-o", str(path))
    facts = "file,published,outlet\na.txt,2021-07-27,Wire\n"
    (tmp_path / "pile" / "reports.csv").write_text(facts, encoding="utf-8")
    run("build", str(tmp_path / "pile"), "-o", str(path))
    (document,) = rows("documents", path)
    assert (document["outlet"], document["published"]["latest"]) == ("Wire", "2021-07-27")
    assert [t["value"] for t in rows("dates", path)] == ["2021-07-26"]


def test_listings_start_without_packs_or_spacy(example_file: Path) -> None:
    """A listing imports neither spaCy nor the packs: it is there at once."""
    code = (
        "import sys; from dateline.cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('spacy', 'numpy', 're2', 'dateline.pack', 'dateline.annotate') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, "timeline", str(example_file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
