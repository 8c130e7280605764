"""The command line: what it prints, its exit codes, and that listings start without the models."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.record.queries import TABLES

RUN = CliRunner()
LISTINGS = ("documents", "quotes", "figures", "actors", "events", "conflicts", "timeline")


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
    ],
)
def test_wrong_calls_say_what_is_wrong(example_file: Path, arguments: list[str], code: int, said: str) -> None:
    """One sentence on standard error and the exit code of the contract, never a traceback."""
    assert said in run(*(a.replace("{example}", str(example_file)) for a in arguments), code=code)


def test_rejected_input_gives_exit_code_1_and_the_rest_is_built(tmp_path: Path) -> None:
    """A report that cannot be read is named; the other one is in the record."""
    (tmp_path / "good.txt").write_text("The ministers met in Vienna on 3 May 2021.", encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF")
    path = tmp_path / "story.dateline"
    run("build", str(tmp_path / "good.txt"), str(tmp_path / "bad.pdf"), "-o", str(path), code=1)
    documents = [json.loads(line) for line in run("documents", str(path), "--format", "jsonl").splitlines()]
    assert [d["source_id"] for d in documents] == ["good.txt"]


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
