"""The engine of Ray: the same record as the local one, whatever happens to an actor, a document or the build."""

from __future__ import annotations

import functools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dateline import engine_ray, pipeline, workers
from dateline.annotate import annotate
from dateline.engine import Engine
from dateline.model import Annotations, Document, Unusable, decode
from dateline.record import queries
from dateline.record.store import Record

from .conftest import EXAMPLE
from .test_workers import documents, failing, told, wrong_weights

os.environ.update(engine_ray.QUIET | engine_ray.ALONE)  # as a build does before Ray is imported
ray = pytest.importorskip("ray", reason="Ray is not installed; make ray installs it and runs these tests")

PROGRAM = """
import sys
from pathlib import Path
from dateline import cli, engine_ray, shards
from tests import test_engine_ray as tests
if __name__ == "__main__":
    shards.BLOCK_SIZE = tests.SMALL
    annotator = tests.Stuck(Path(sys.argv.pop()))
    engine_ray.opened = tests.functools.partial(engine_ray.opened, annotator=annotator)
    cli.main()
"""
"""`dateline` with an annotator that never ends on one report."""
SMALL = 2_000
"""Code points of a block, so that the example has many."""
THE_ONE = sorted(path.name for path in EXAMPLE.glob("*.txt"))[6]
"""The report of the example that an actor does not survive, or does not come back from."""


@dataclass(frozen=True)
class Stuck:
    """An annotator that notes what it is given in a folder, and does not come back from one report."""

    folder: Path

    def __call__(self, document: Document) -> Annotations:
        (self.folder / document.id).touch()
        if document.source_id == THE_ONE:
            time.sleep(600)
        return annotate(document)


@dataclass(frozen=True)
class Noting:
    """An annotator that notes what it is given."""

    folder: Path

    def __call__(self, document: Document) -> Annotations:
        (self.folder / document.id).touch()
        return annotate(document)


@dataclass(frozen=True)
class DyingOnce:
    """An annotator whose process is killed in the middle of one report, the first time that it is given it."""

    folder: Path

    def __call__(self, document: Document) -> Annotations:
        died = self.folder / "died"
        if document.source_id == THE_ONE and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return annotate(document)


@pytest.fixture(scope="module")
def running() -> Iterator[None]:
    """A Ray that the program has started before."""
    engine_ray._begin(2)
    yield
    ray.shutdown()


@pytest.fixture
def by(monkeypatch: pytest.MonkeyPatch) -> Callable[[workers.Annotator], None]:
    """Sets the annotator of both engines."""

    def set_to(annotator: workers.Annotator) -> None:
        monkeypatch.setattr(engine_ray, "opened", functools.partial(engine_ray.opened, annotator=annotator))
        monkeypatch.setattr(pipeline, "readings", functools.partial(workers.readings, annotator=annotator))

    return set_to


def content(path: Path) -> str:
    with Record.open(path) as record:
        return queries.content_hash(record)


def built(path: Path, reports: Path = EXAMPLE, engine: Engine = Engine.ray) -> Path:
    with Record.open(path, create=True) as record:
        pipeline.build([reports], record, workers=2, engine=engine)
    return path


def read(folder: Path, annotator: workers.Annotator, *texts: str) -> dict[str, workers.Reading]:
    with engine_ray.opened(folder / "x.dateline", pipeline.stamp(), annotator) as readings:
        return {reading.document.text: reading for reading in readings(documents(*texts), 2)}


def left_over(process: int) -> list[str]:
    """The processes of the Ray that a process has started."""
    listed = subprocess.run(["ps", "-eo", "stat=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if f"_{process}/" in line and not line.startswith("Z")]


def all_gone(process: int) -> bool:
    end = time.monotonic() + 30
    while left_over(process) and time.monotonic() < end:
        time.sleep(0.2)
    return not left_over(process)


# --- with a Ray that is there already ---------------------------------------------------------------------------------


def test_ray_keeps_to_this_machine(running: None) -> None:
    """No address that another machine could reach."""
    assert ray.util.get_node_ip_address() == "127.0.0.1"


def test_a_document_that_fails_or_kills_is_kept_and_told_as_by_the_local_engine(running: None, tmp_path: Path) -> None:
    """Also two killers in one block; all that was in hand with them is read, and a Ray that was there goes on."""
    texts = [*(f"a{i}" for i in range(20)), "kill", "raise", *(f"b{i}" for i in range(20)), ""]
    found = read(tmp_path, failing, *texts)
    local = {r.document.text: r for r in workers.readings(documents(*texts), 2, failing)}
    assert found == local
    assert {text: r.problem for text, r in found.items() if r.problem} == {
        "kill": "kept, but not read: the process that read it died",
        "raise": "kept, but not read: the annotators failed on it (ValueError: no verb)",
    }
    assert ray.is_initialized()
    assert list(tmp_path.iterdir()) == []


def test_a_build_of_several_windows_reads_no_further_ahead_than_one(
    running: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded by a window, not by the pile; nothing is lost between two."""
    monkeypatch.setattr(engine_ray, "WINDOW", 10)
    taken: list[Document] = []

    def stream() -> Iterator[Document]:
        for document in documents(*(f"text {i}" for i in range(45))):
            taken.append(document)
            yield document

    with engine_ray.opened(tmp_path / "x.dateline", pipeline.stamp(), told) as readings:
        found = readings(stream(), 2)
        first = next(found)
        assert len(taken) == 20
        assert {r.document.id for r in [first, *found]} == {document.id for document in taken}


def test_wrong_weights_end_the_build(running: None, tmp_path: Path) -> None:
    """They are no fault of a document: one sentence, and nothing is read."""
    with pytest.raises(Unusable, match="have been changed"):
        read(tmp_path, wrong_weights, "a", "b")


def test_machines_with_another_dateline_are_told(running: None, tmp_path: Path) -> None:
    """What they would annotate could be other rows."""
    with (
        pytest.raises(Unusable, match=r"the Dateline on .* is another one than here; install the same"),
        engine_ray.opened(tmp_path / "x.dateline", "another stamp", told) as readings,
    ):
        list(readings(documents("a"), 1))


def test_a_folder_that_the_machines_do_not_share_is_told(
    running: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An actor wrote a shard, and it is not here."""
    monkeypatch.setattr(engine_ray, "rows_of", lambda _: [])
    with pytest.raises(Unusable, match="the machines of Ray do not share"):
        read(tmp_path, told, "a")


def test_failing_and_killing_reports_are_the_same_rows_in_rejected(
    running: None, tmp_path: Path, by: Callable[[workers.Annotator], None]
) -> None:
    """The whole record is the same, with the reports that were kept and not read."""
    pile = tmp_path / "pile"
    pile.mkdir()
    for name, text in {"a": "They met.", "b": "raise", "c": "kill", "d": "They left."}.items():
        (pile / f"{name}.txt").write_text(text, encoding="utf-8")
    by(failing)
    rows = {}
    for engine in Engine:
        with Record.open(built(tmp_path / f"{engine}.dateline", pile, engine)) as record:
            rows[engine] = {name: list(table(record)) for name, table in queries.TABLES.items()}
    assert rows[Engine.ray] == rows[Engine.local]
    assert len(rows[Engine.ray]["rejected"]) == 2


def test_an_actor_that_is_killed_loses_nothing(
    running: None, tmp_path: Path, example_file: Path, by: Callable[[workers.Annotator], None]
) -> None:
    """SIGKILL in the middle of a report: it is read after all, and the record is the same."""
    by(DyingOnce(tmp_path))
    path = built(tmp_path / "x.dateline")
    assert (tmp_path / "died").exists()
    assert content(path) == content(example_file)


def test_what_a_shard_holds_can_be_decoded(running: None, tmp_path: Path) -> None:
    """The bytes are those of `model.encode`."""
    assert decode(read(tmp_path, told, "a")["a"].data) == Annotations(lang="xx", read=True)


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, and with the address."""
    ray.shutdown()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    monkeypatch.setenv("RAY_ADDRESS", address)
    with pytest.raises(Unusable, match=f"no Ray answers at {address}, which RAY_ADDRESS names"):
        read(tmp_path, told, "a")


# --- as a command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`dateline build` of the example with two actors, of which one does not come back from a report; the other one has
    written shards."""
    ray.shutdown()
    script = tmp_path / "program.py"
    script.write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "seen").mkdir()
    arguments = [
        "build",
        EXAMPLE,
        "-o",
        tmp_path / "x.dateline",
        "--engine",
        "ray",
        "--workers",
        "2",
        tmp_path / "seen",
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(
        [sys.executable, str(script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as program:
        end = time.monotonic() + 120
        while len(list((tmp_path / "seen").iterdir())) < 8 and time.monotonic() < end:
            assert program.poll() is None, program.communicate()
            time.sleep(0.1)
        yield program
        program.kill()


def test_a_build_that_is_killed_goes_on(
    command: subprocess.Popen[str], tmp_path: Path, example_file: Path, by: Callable[[workers.Annotator], None]
) -> None:
    """What stands in the record or in a whole shard is not read again, half a shard is; no process is left."""
    os.kill(command.pid, signal.SIGSTOP)  # so that shards are left that it has not taken
    time.sleep(5)
    command.kill()
    command.communicate()
    assert all_gone(command.pid)
    (folder,) = (tmp_path / ".x.dateline.ray").iterdir()
    whole = {row["id"] for path in folder.glob("*.parquet") for row in engine_ray.rows_of(path)}
    with Record.open(tmp_path / "x.dateline") as record:
        kept = {row["document"] for row in record.rows("SELECT document FROM pending")}
    assert whole
    assert 0 < len(whole | kept) < 20
    (folder / "torn.parquet").write_bytes(next(folder.glob("*.parquet")).read_bytes()[:100])
    (tmp_path / "again").mkdir()
    by(Noting(tmp_path / "again"))
    path = built(tmp_path / "x.dateline")
    again = {path.name for path in (tmp_path / "again").iterdir()}
    assert not again & (whole | kept)
    assert len(again | whole | kept) == 20
    assert content(path) == content(example_file)
    assert not (tmp_path / ".x.dateline.ray").exists()


def test_ctrl_c_ends_in_order(command: subprocess.Popen[str]) -> None:
    """One sentence, exit code 3, no process left."""
    os.killpg(command.pid, signal.SIGINT)
    out, error = command.communicate(timeout=60)
    assert (command.returncode, out) == (3, ""), error
    assert error.splitlines()[-1].startswith("dateline: stopped; what was read is kept")
    assert "Traceback" not in error
    assert all_gone(command.pid)


def test_the_command_makes_the_same_record_and_says_nothing_of_ray(tmp_path: Path, example_file: Path) -> None:
    """Two actors; no folder is left."""
    path = tmp_path / "x.dateline"
    program = [sys.executable, "-c", "from dateline.cli import main; main()"]
    ran = subprocess.run(
        [*program, "build", str(EXAMPLE), "-o", str(path), "--engine", "ray", "--workers", "2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.split() == f"{path}: 20 reports read, 0 there already, 0 rejected".split()
    assert content(path) == content(example_file)
    assert [found.name for found in tmp_path.iterdir()] == ["x.dateline"]


def test_shards_of_other_code_are_thrown_away(tmp_path: Path) -> None:
    """Another stamp: what they hold is read anew, and the folder is gone at the end, also where nothing was to do."""
    other = tmp_path / ".x.dateline.ray" / "older"
    other.mkdir(parents=True)
    (other / "1.parquet").touch()
    with engine_ray.opened(tmp_path / "x.dateline", "newer", told) as readings:
        assert not other.exists()
        assert list(readings([], 2)) == []
    assert list(tmp_path.iterdir()) == []
