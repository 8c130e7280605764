"""Annotating on a Ray cluster: the same record as with local workers, whatever dies. Needs `dateline[ray]`."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline import cluster, pipeline
from dateline.annotate import annotate
from dateline.model import Annotations, Document
from dateline.record import queries
from dateline.record.store import Record
from dateline.workers import DIED, Reading

from .conftest import EXAMPLE

ray = pytest.importorskip("ray", reason="Ray is not installed: make ray")
pytestmark = pytest.mark.ray


def slow(document: Document) -> Annotations:
    """Annotates no faster than a process can be killed."""
    time.sleep(0.3)
    return annotate(document)


def deadly(document: Document) -> Annotations:
    """One text kills whoever reads it."""
    if "kills" in document.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return annotate(document)


def failing(document: Document) -> Annotations:
    if "fails" in document.text:
        raise ValueError("no such thing")
    return annotate(document)


def built(path: Path, engine: Callable[..., Iterator[Reading]] | None = None) -> str:
    """The content hash of a record of the example corpus."""
    with Record.open(path, create=True) as record:
        if engine is None:
            pipeline.build([EXAMPLE], record, workers=2)
        else:
            pipeline.build([EXAMPLE], record, workers=2, engine=engine)
        return queries.content_hash(record)


def documents(*texts: str) -> list[Document]:
    return [Document(str(n), text, lang="en") for n, text in enumerate(texts)]


def test_the_record_is_that_of_local_workers(tmp_path: Path) -> None:
    """The linker cannot tell who annotated; the folder of shards is gone afterwards."""
    folder = tmp_path / "shards"
    theirs = built(tmp_path / "ray.dateline", lambda d, n: cluster.readings(d, n, folder))
    assert theirs == built(tmp_path / "local.dateline")
    assert not folder.exists()


def test_a_killed_actor_loses_nothing(tmp_path: Path) -> None:
    """One of two actors is killed in the middle: the record is the same."""
    killed: list[int] = []

    def kill() -> None:
        while not killed:
            time.sleep(0.1)
            for status in Path("/proc").glob("[0-9]*/cmdline"):
                if b"ray::MapWorker" in status.read_bytes() or b"_Annotating" in status.read_bytes():
                    time.sleep(1)
                    os.kill(int(status.parent.name), signal.SIGKILL)
                    killed.append(int(status.parent.name))
                    return

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    theirs = built(tmp_path / "ray.dateline", lambda d, n: cluster.readings(d, n, tmp_path / "shards", slow))
    killed = killed or [0]
    assert theirs == built(tmp_path / "local.dateline")
    assert killed[0], "no actor was seen"


def test_a_document_that_kills_its_actors_is_given_up(tmp_path: Path) -> None:
    """It is kept, not read, with the sentence of the local engine; the others are read."""
    found = list(cluster.readings(documents("It kills.", "Iraq."), 1, tmp_path / "shards", deadly))
    assert {r.document.text: r.problem for r in found} == {"It kills.": DIED, "Iraq.": None}


def test_a_document_on_which_the_annotators_fail_is_told(tmp_path: Path) -> None:
    """As with local workers."""
    found = list(cluster.readings(documents("It fails.", "Iraq."), 1, tmp_path / "shards", failing))
    problems = {r.document.text: r.problem for r in found}
    assert "ValueError: no such thing" in (problems["It fails."] or "")
    assert problems["Iraq."] is None


def test_what_an_earlier_build_left_is_not_annotated_again(tmp_path: Path) -> None:
    """A reader that stops early leaves the shards; the next one reads them with no actor."""
    folder = tmp_path / "shards"
    first = cluster.readings(documents("One.", "Two."), 1, folder)
    next(first)
    first.close()
    assert list(folder.glob("shards/**/*.parquet"))
    again = list(cluster.readings(documents("One.", "Two."), 1, folder, failing_always))
    assert sorted(r.document.text for r in again) == ["One.", "Two."]
    assert not any(r.problem for r in again)


def failing_always(document: Document) -> Annotations:
    raise AssertionError("annotated twice")


def test_nothing_to_do_starts_nothing(tmp_path: Path) -> None:
    assert list(cluster.readings([], 2, tmp_path / "shards")) == []
    assert not ray.is_initialized()


def test_rows_of_the_record_are_read_back(tmp_path: Path) -> None:
    """A whole build through the engine can be listed."""
    with Record.open(tmp_path / "x.dateline", create=True) as record:
        source = tmp_path / "a.txt"
        source.write_text("Rebels attacked the port of Tripoli on 3 May 2021.", encoding="utf-8")
        pipeline.build([source], record, engine=lambda d, n: cluster.readings(d, n, tmp_path / "shards"))
        assert [e["time"] for e in queries.events(record)] == ["2021-05-03"]
