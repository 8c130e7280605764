"""What linking remembers: made once a report and pair, believed no longer than it holds, without effect on rows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline import pipeline
from dateline.link import dated, link, memory, tellings
from dateline.record import check, queries, write
from dateline.record.store import Record
from tests.conftest import EXAMPLE
from tests.link.test_events import told

Called = dict[str, list[str]]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Called:
    """The ids of the reports for which each was made, by what was made."""
    made: Called = {"outline": [], "telling": [], "told": []}

    def noting(name: str, function: Callable[..., object], identity: Callable[..., str]) -> Callable[..., object]:
        def noted(*arguments: object) -> object:
            made[name].append(identity(*arguments))
            return function(*arguments)

        return noted

    for module in (memory, tellings):
        monkeypatch.setattr(module, "outline", noting("outline", module.outline, lambda report: report.id))
    monkeypatch.setattr(memory, "telling", noting("telling", memory.telling, lambda _, identity: identity))
    monkeypatch.setattr(memory.gather, "told", noting("told", memory.gather.told, lambda _, identity, *__: identity))
    return made


def test_ten_more_reports_are_made_and_compared_alone(tmp_path: Path, example_file: Path, called: Called) -> None:
    """The others are remembered, and the rows are those of a build from nothing."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "reports"))
    later = sorted(folder.glob("*.txt"))[-3:]
    for path in later:
        path.rename(tmp_path / path.name)
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        pipeline.build([folder], record)
        before = {d["id"] for d in queries.documents(record)}
        for made in called.values():
            made.clear()
        for path in later:
            (tmp_path / path.name).rename(path)
        pipeline.build([folder], record)
        new = {d["id"] for d in queries.documents(record)} - before
        dated_by_pile = {row["id"] for row in record.rows("SELECT id FROM documents WHERE published_how = 'pile'")}
        assert len(new) == len(later)
        assert set(called["outline"]) <= new | dated_by_pile
        assert set(called["telling"]) <= new
        assert new <= set(called["told"]) < before | new
        found = queries.content_hash(record)
    with Record.open(example_file) as record:
        assert found == queries.content_hash(record)


def test_what_is_remembered_goes_with_the_rows_of_its_document(
    tmp_path: Path, example_file: Path, called: Called
) -> None:
    """A report of which the rows are made anew, after a judgement, is outlined anew, and no other."""
    path = Path(shutil.copy(example_file, tmp_path / "x.dateline"))
    with Record.open(path, write=True) as record:
        (document,) = record.rows("SELECT id FROM documents WHERE published_how = 'header' ORDER BY id LIMIT 1")[0]
        for made in called.values():
            made.clear()
        pipeline.relinked(record, [document])
        assert set(called["outline"]) == {document}
        assert list(check.faults(record, link, dated)) == []


@pytest.mark.parametrize(
    "damage", ["x'90'", "x'c1ff'", "coalesce(substr(data, 1, length(data) / 2), data)", "zeroblob(9)"]
)
def test_a_damaged_sketch_is_made_anew(tmp_path: Path, example_file: Path, called: Called, damage: str) -> None:
    """It costs its making, and neither the build nor a row."""
    path = Path(shutil.copy(example_file, tmp_path / "x.dateline"))
    with Record.open(path, write=True) as record:
        before = queries.content_hash(record)
        record.connection.execute(f"UPDATE sketches SET data = {damage}")
        write.publish(record, *pipeline.remembering())
        assert set(called["outline"]) == {row["id"] for row in record.rows("SELECT id FROM documents")}
        assert queries.content_hash(record) == before


@pytest.mark.parametrize(("vectors", "sentences"), [([b""], [1]), ([b""], [-1]), ([b""], []), ([], [0])])
def test_sketches_whose_parts_do_not_fit_are_damaged(vectors: list[bytes], sentences: list[int]) -> None:
    """A mention of a sentence that is not there is told as damage, not as an error of the build."""
    mention = (0, told("a"))
    assert memory._Told.decoded(memory._encode(memory._Told(b"", [mention], [b""], [0]))).unseen == [mention]
    with pytest.raises(ValueError, match="no such sentences"):
        memory._Told.decoded(memory._encode(memory._Told(b"", [mention], vectors, sentences)))


def test_what_other_code_made_is_not_believed(
    tmp_path: Path, example_file: Path, called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an update of Dateline all is made anew; and `check` believes nothing that is remembered."""
    path = Path(shutil.copy(example_file, tmp_path / "x.dateline"))
    with Record.open(path, write=True) as record:
        record.connection.execute("UPDATE sketches SET data = x'90'")
        assert list(check.faults(record, link, dated)) == []
        monkeypatch.setattr(memory, "_made_by", lambda: "another")
        for made in called.values():
            made.clear()
        write.publish(record, *pipeline.remembering())
        assert set(called["outline"]) == {row["id"] for row in record.rows("SELECT id FROM documents")}
        assert {row["made_by"] for row in record.rows("SELECT made_by FROM sketches")} == {"another"}
        assert list(check.faults(record, link, dated)) == []


def test_what_is_too_long_for_the_record_is_not_kept(
    tmp_path: Path, example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build goes on without it, and the next one finds the same."""
    path = Path(shutil.copy(example_file, tmp_path / "x.dateline"))
    with Record.open(path, write=True) as record:
        before = queries.content_hash(record)
        record.connection.execute("DELETE FROM sketches")
        monkeypatch.setattr(memory, "LONGEST", 2000)
        for _ in range(2):
            write.publish(record, *pipeline.remembering())
            assert queries.content_hash(record) == before
        assert record.rows("SELECT max(length(data)) AS longest FROM sketches")[0]["longest"] <= 2000


def test_a_report_that_was_outlined_is_unpacked_as_its_rows_tell_it(
    example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once outlined, no report is read from its rows again until all are compared."""
    with Record.open(example_file) as record:
        remembered = memory.Memory(record, keep=False)
        told_by_rows = {identity: memory.gather.report(record, identity) for identity in remembered.documents}
        assert len([*remembered.outlines()]) == len(told_by_rows)
        remembered._loaded.clear()
        with monkeypatch.context() as patched:
            patched.delattr(memory.gather, "report")
            assert {identity: remembered.report(identity) for identity in told_by_rows} == told_by_rows
        remembered.forget_reports()
        assert remembered.report(remembered.documents[0]) == told_by_rows[remembered.documents[0]]


def test_reports_are_held_by_their_length(example_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long ones make room for themselves, one that is longer than all that is held is read all the same, and none is
    read twice that is held."""
    with Record.open(example_file) as record:
        reports = [memory.gather.report(record, d["id"]) for d in record.rows("SELECT id FROM documents")]
        short, *_, longest = sorted(reports, key=lambda report: len(report.passages))
        for held, kept in ((len(longest.passages) - 1, 1), (len(longest.passages) + len(short.passages) + 2, 2)):
            monkeypatch.setattr(memory, "LOADED", held)
            remembered = memory.Memory(record, keep=False)
            for _ in range(2):
                assert [remembered.report(r.id) for r in (short, longest)] == [short, longest]
            assert len(remembered._loaded) == kept
            assert remembered.report(longest.id) is remembered.report(longest.id)
