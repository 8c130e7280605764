"""A build as a whole: nothing is lost, what is stale is read again, and what stands at two places is one report."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import pipeline
from dateline.annotate.parse import LONGEST_SENTENCE, parse
from dateline.link import dated, link
from dateline.pack import load
from dateline.record import check, queries
from dateline.record.store import Record

GOOD = "The ministers met in Vienna on 3 May 2021, and “agreed on nothing”, said Ana Berg."
PIECES = ["On Monday", "3,000 soldiers", "“", "”", "«", "»", "said", "selon", "\n\n", "\u202e", "2021-02-31", "\r"]
WORDS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40)


def rows(record: Record) -> dict[str, list[dict[str, Any]]]:
    return {name: list(table(record)) for name, table in queries.TABLES.items()}


def put(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def built(path: Path, *folders: Path) -> str:
    with Record.open(path, create=True) as record:
        pipeline.build(folders, record)
        return queries.content_hash(record)


@given(
    content=st.binary(max_size=300) | WORDS.map(lambda words: " ".join(words).encode("utf-8", "replace")),
    ending=st.sampled_from([".txt", ".md", ".html", ".jsonl", ".csv", ".xml", ".zip", ".warc", ".odd"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_a_build_lose_another_document(tmp_path: Path, content: bytes, ending: str) -> None:
    """Whatever a file holds, the report beside it is in the record with all that it says, and the record is sound."""
    folder = put(Path(tempfile.mkdtemp(dir=tmp_path)), good=GOOD)
    (folder / f"bad{ending}").write_bytes(content)
    with Record.open(folder / "x.dateline", create=True) as record:
        done = pipeline.build([folder / "good.txt", folder / f"bad{ending}"], record)
        found = rows(record)
        (document,) = [d for d in found["documents"] if d["source_id"] == "good.txt"]
        assert document["text"] == GOOD
        assert [t["value"] for t in found["timex"] if t["document"] == document["id"]] == ["2021-05-03"]
        (quote,) = [q for q in found["quotes"] if q["document"] == document["id"]]
        assert "“agreed on nothing”" in quote["words"]
        assert len(found["documents"]) + done.rejected >= 2
        assert list(check.faults(record, link, dated)) == []


def test_what_other_packs_or_code_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also reports whose files are gone: their texts are inside. What was read by the same is left alone."""
    folder = put(tmp_path / "pile", a=GOOD, b="They left on Monday.")
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        pipeline.build([folder], record)
        before = queries.content_hash(record)
        (folder / "b.txt").unlink()
        monkeypatch.setattr(pipeline, "stamp", lambda: "another")
        assert pipeline.build([folder], record).added == 2
        assert {row["stamp"] for row in record.rows("SELECT stamp FROM annotations")} == {"another"}
        assert queries.content_hash(record) == before
        assert pipeline.build([folder], record).added == 0


def test_one_report_at_two_places_is_one_whatever_the_order(tmp_path: Path) -> None:
    """The same text under the same name: one row, and its place is the first in the alphabet."""
    first, second = put(tmp_path / "one" / "x", a=GOOD).parent, put(tmp_path / "two" / "y", a=GOOD).parent
    forward = built(tmp_path / "f.dateline", first, second)
    assert built(tmp_path / "b.dateline", second, first) == forward
    with Record.open(tmp_path / "p.dateline", create=True) as record:
        for folder in (second, first):
            pipeline.build([folder], record)
        assert queries.content_hash(record) == forward
        assert [d["uri"] for d in queries.documents(record)] == ["x/a.txt"]


def test_a_report_that_the_annotators_fail_on_is_kept_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the record with its text, marked as not read, and in the list of what went wrong."""
    folder = put(tmp_path / "pile", a=GOOD, b="The one that fails.")
    whole = pipeline.readings

    def failing(document: Any) -> Any:
        if "fails" in document.text:
            raise RuntimeError("no verb")
        return pipeline.annotate(document)

    monkeypatch.setattr(pipeline, "readings", lambda documents, workers: whole(documents, workers, failing))
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        done = pipeline.build([folder], record)
        assert (done.added, done.rejected) == (2, 1)
        assert [
            (d["source_id"], d["read"]) for d in sorted(queries.documents(record), key=lambda d: d["source_id"])
        ] == [
            ("a.txt", True),
            ("b.txt", False),
        ]
        (said,) = queries.rejected(record)
        assert said["uri"] == "b.txt"
        assert "RuntimeError: no verb" in said["reason"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mayor resigns\n\nAna Berg resigned on Monday, after she had met the king.", [2]),
        ("Mayor did not resign\n\nOmar Khan resigned on Monday, the town said.", [1, 1]),
        ("The mayor resigned on Friday. Omar Khan resigned on Monday.", [1, 1]),
    ],
)
def test_a_headline_and_the_text_below_tell_one_event(tmp_path: Path, text: str, told: list[int]) -> None:
    """An act of the headline is the first of its kind in the text, unless something speaks against it; acts of the text
    itself need more."""
    with Record.open(tmp_path / "one.dateline", create=True) as record:
        pipeline.build([put(tmp_path / "in", report=text)], record)
        mentions = [sum("resign" in m["words"] for m in e["mentions"]) for e in queries.events(record)]
    assert [n for n in mentions if n] == told


def test_taking_out_a_report_leaves_what_the_others_give(tmp_path: Path) -> None:
    """build(A, B) less B is build(A)."""
    a, b = (
        put(tmp_path / "a", a=GOOD),
        put(tmp_path / "b", b="Ana Berg said on 3 May 2021 that 2,500 soldiers left Vienna."),
    )
    alone = built(tmp_path / "a.dateline", a)
    with Record.open(tmp_path / "ab.dateline", create=True) as record:
        pipeline.build([a, b], record)
        (identity,) = queries.named_documents(record, "b.txt")
        pipeline.write.remove(record, [identity], link, dated)
        assert queries.content_hash(record) == alone


def test_a_record_inside_the_folder_that_is_built_is_no_report(tmp_path: Path) -> None:
    """A record may stand among its reports: neither it nor the files beside it are rejected as reports."""
    put(tmp_path, good=GOOD)
    for _ in range(2):
        built(tmp_path / "story.dateline", tmp_path)
        with Record.open(tmp_path / "story.dateline") as record:
            assert [d["source_id"] for d in rows(record)["documents"]] == ["good.txt"]
            assert rows(record)["rejected"] == []


def test_a_text_without_full_stops_is_cut_into_sentences() -> None:
    """A flood of words without an end is read in pieces, so that the time it takes grows with its length alone."""
    doc = parse("Monday " * 2_000, load("en"))
    assert max(len(sentence) for sentence in doc.sents) <= LONGEST_SENTENCE + 1
