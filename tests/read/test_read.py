"""Reading files: headers are dates, boilerplate is marked, the user's knowledge counts, bad input is told."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest

from dateline import pack
from dateline.model import Document, Rejected
from dateline.read import count, read
from dateline.read.boilerplate import agency, boilerplate, credit, header, title

PROSE = "The talks began on Monday in the capital, the ministry said, and went on into the night.\n\n"
HEADERS = pack.union("boilerplate").table("boilerplate")["header"]
RULES = pack.union("boilerplate").table("boilerplate")["rule"]


def documents(*paths: Path) -> list[Document]:
    return [d for d in read(paths) if isinstance(d, Document)]


def rejections(*paths: Path) -> list[tuple[str, str]]:
    return [(r.uri, r.reason) for r in read(paths) if isinstance(r, Rejected)]


@pytest.mark.parametrize("rule", HEADERS, ids=lambda r: r["case"]["text"])
def test_header_rules(rule: dict) -> None:
    """Each header rule of a pack reads the date of its own case."""
    found = header(rule["case"]["text"])
    assert found is not None
    assert str(found.days.earliest).startswith(rule["case"]["date"])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Talks begin\n\nBy Ana Berg, March 4, 2022\n\nThey began.", "2022-03-04"),
        ("By Ana Berg and Omar Khan | 4 March 2022 | 10:30\n\nThey began.", "2022-03-04"),
        ("Les pourparlers commencent\n\nPar Ana Berg, le 4 mars 2022 à 17h40\n\nIls ont commencé.", "2022-03-04"),
        ("« Nous partirons »\nPropos recueillis par Ana Berg, le 4 mars 2022\nIls partent.", "2022-03-04"),
        ("Por Ana Berg, 4 de marzo de 2022\n\nHan empezado.", "2022-03-04"),
        ("Von Ana Berg, 4. März 2022\n\nSie haben begonnen.", "2022-03-04"),
        ("Published on 31 February 2022\n\nThe talks began.", None),
        ("Published on 4 March 2022, the report tells how the talks began.", None),
        ("The talks\n\nUpdated: 4 March 2022", "2022-03-04"),
        (f"{6 * PROSE}Created on 4 March 2022\n", "2022-03-04"),
        (f"Updated: 5 March 2022\n{6 * PROSE}Created on 4 March 2022", "2022-03-05"),
        (f"{6 * PROSE}Created on 4 March 2022\n{6 * PROSE}", None),
        (f"{PROSE.strip()} Created on 4 March 2022", None),
        (f"{PROSE.strip()} Updated 4 March 2022.", "2022-03-04"),
        (f"{6 * PROSE}\n\nThe talks began. Updated 4 March 2022.\n", "2022-03-04"),
        ("Updated 4 March 2022. The talks began.", "2022-03-04"),
        ("Les pourparlers commencent. Mis à jour le 4 mars 2022.\n\nIls ont commencé.", "2022-03-04"),
        ("The list was updated on 4 March 2022. The talks began.", None),
        ("It is new: created on 4 March 2022.", None),
        ("Updated: 4 March 2022", None),
    ],
)
def test_lines_that_say_when_a_report_was_published(text: str, day: str | None) -> None:
    """A byline with its day, with or without an hour, is a header; so is such a line at the end, where none stands at
    the head. A day that is none, a sentence, a line in the middle, and one that is all of the text are not."""
    found = header(text)
    assert (found and str(found.days.latest)) == day


@pytest.mark.parametrize("rule", pack.union("boilerplate").table("boilerplate")["credit"], ids=lambda r: r["name"])
def test_credit_rules(rule: dict) -> None:
    """The place and agency before the first sentence are marked, a bracket inside a sentence is not; the agency of a
    credit is told."""
    text = rule["case"]["text"]
    assert [text[b.start : b.end] for b in credit(text)] == (
        [rule["case"]["credit"]] if "credit" in rule["case"] else []
    )
    assert agency(text) == rule["case"].get("agency")
    assert credit("The ministers of the Union (and others) - all of them - came.\n" + PROSE) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r["case"]["text"])
def test_boilerplate_rules(rule: dict) -> None:
    """Each boilerplate rule of a pack marks its own case at the foot of a report, and nothing of the report."""
    text = PROSE * 3 + rule["case"]["text"]
    marked = boilerplate(text)
    assert [text[b.start : b.end] for b in marked] == [rule["case"]["text"]]
    assert marked[0].kind == rule["name"]


@pytest.mark.parametrize(
    "text",
    [
        "The newsletter of the ministry, which had announced the withdrawal of the last troops from the base in the "
        "north of the country, was itself withdrawn on Monday evening, and all the copies that had been printed were "
        "taken out of the barracks by officers who would not say why they did so.",
        "Opinions differ on the date of the withdrawal.",
        "He said the application was refused.",
        "date 2021-13 is no date",
        "The date 2021-07-26 was kept.",
    ],
)
def test_prose_is_no_boilerplate(text: str) -> None:
    """A sentence that speaks of a newsletter, of opinions or of a date is part of the report."""
    assert boilerplate(PROSE + text + "\n\n" + PROSE) == ()
    assert header(text) is None


def test_a_column_pasted_below_is_marked_to_the_end_but_only_in_the_second_half() -> None:
    """After the heading of another column nothing counts; the same heading at the top marks nothing."""
    below = PROSE * 2 + "Opinion\n\nA. Columnist\n\n“Growth is a mood,” she writes."
    assert [below[b.start : b.end] for b in boilerplate(below)] == below.split("\n\n")[2:]
    assert boilerplate("Opinion\n\n" + PROSE * 2) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks to begin soon\n\nThe talks will begin.", "Talks to begin soon"),
        ("The talks began.\n\nThey went on.", None),
        ("One line alone", None),
        ("Wrapped by\nhand at some columns.", None),
        ("", None),
        ("Santa Rosa, 14 March 2023\n\nTalks to begin soon\n\nThe talks will begin.", "Talks to begin soon"),
        ("14 de marzo de 2023\nEmpiezan las charlas\n\nHan empezado.", "Empiezan las charlas"),
        ("Published on 2 April 2023\nTalks to begin soon\n\nThe talks will begin.", "Talks to begin soon"),
        ("Santa Rosa, 14 March 2023\n\nThe talks will begin.", None),
        ("Talks to begin soon\nBy Ana Berg, Lima\n3 June 2020\n\nThe talks will begin.", "Talks to begin soon"),
        ("Talks to begin soon\nUpdated: 3 June 2020\n\nThe talks will begin.", "Talks to begin soon"),
        ("Talks begin\nThe envoys came.\n3 June 2020\n\nThe talks will begin.", None),
        ("Talks begin\n3 June 2020", None),
        ("Talks begin\nANA BERG | Lima | 03/06/2020\nThe talks will begin.\n\nThey will go on.", "Talks begin"),
        ("Talks begin\nLIMA, 3 June 2020 (Wire) – The talks will begin.\n\nThey go on.", "Talks begin"),
        (f"Talks begin\nThe talks will begin {'and go on ' * 20}.", "Talks begin"),
        ("Santa Rosa (Wire)\n\nTalks to begin soon\n\nThe talks will begin.", "Talks to begin soon"),
    ],
)
def test_title_is_a_first_line_that_stands_alone(text: str, expected: str | None) -> None:
    found = header(text)
    assert title(text, (*credit(text), *([found.span] if found else []))) == expected


def test_reports_csv_tells_what_the_user_knows(tmp_path: Path) -> None:
    """A row of reports.csv dates the file beside it, outranks its header, and is no report itself."""
    (tmp_path / "a.txt").write_text(" date 2020-01 The strike came first.\n", encoding="utf-8")
    (tmp_path / "reports.csv").write_text("file,published,outlet\na.txt,2020-02,Wire\nb.txt,2020,X\n", encoding="utf-8")
    (document,) = documents(tmp_path)
    assert document.published.how == "user"
    assert document.published.latest == datetime.date(2020, 2, 29)
    assert document.outlet == "Wire"
    assert rejections(tmp_path) == [("reports.csv:3", "no file 'b.txt' stands beside it")]


def test_a_publication_that_is_no_date_is_told_and_not_believed(tmp_path: Path) -> None:
    """A user's date that is none leaves the report undated, with the reason."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "Words.", "published": "last spring"}), encoding="utf-8")
    (document,) = documents(tmp_path)
    assert document.published.how == "unknown"
    assert "last spring" in document.published.reasons[0]


def test_half_a_character_becomes_a_replacement_character(tmp_path: Path) -> None:
    """JSON can spell a lone surrogate, which nothing can store: one character stands for it, so that offsets hold."""
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "\\ud800", "text": "a\\ud800b"}')
    (document,) = documents(tmp_path)
    assert (document.text, document.source_id) == ("a\ufffdb", "\ufffd")


def test_a_missing_path_is_rejected(tmp_path: Path) -> None:
    assert rejections(tmp_path / "nowhere") == [(str(tmp_path / "nowhere"), "there is no such file or folder")]


def test_the_id_is_made_of_text_and_name_and_not_of_the_folder(tmp_path: Path) -> None:
    """The same file elsewhere is the same document; the same words under another name are another one."""
    for folder, name in (("x", "a.txt"), ("y", "a.txt"), ("y", "b.txt")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text("Same words.", encoding="utf-8")
    ids = [d.id for d in documents(tmp_path / "x", tmp_path / "y")]
    assert ids[0] == ids[1] != ids[2]


def test_the_text_is_kept_as_it_is(tmp_path: Path) -> None:
    """Nothing is deleted or normalised: odd blanks, marks and line ends stay where they are."""
    text = " date 2021-07 L’été\u00a0: «\u202foui\u202f»\r\n\r\nS’abonner\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    (document,) = documents(tmp_path)
    assert document.text == text
    assert [text[b.start : b.end].strip() for b in document.boilerplate] == ["date 2021-07", "S’abonner"]


def test_count_is_what_read_gives(tmp_path: Path) -> None:
    """The progress bar's total counts files, and the lines of row files."""
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\n{"text": "b"}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("c", encoding="utf-8")
    assert count([tmp_path]) == len(list(read([tmp_path]))) == 3


def test_every_rule_has_a_kind_that_the_reader_knows() -> None:
    assert {r["kind"] for r in RULES} <= {"line", "rest"}
    assert not [r["name"] for r in RULES if re.search(r"[A-Z]", r["name"])]
