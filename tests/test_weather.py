"""Rough weather: builds that are killed, two at once, readers beside them, disks that are full or cannot be written."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dateline.link import dated, link
from dateline.record import check, queries
from dateline.record.store import APPLICATION, VERSION, Record, RecordError

from .conftest import EXAMPLE

PROGRAM = "from dateline.cli import main; main()"
NOBODY = 65534


def start(*arguments: object, program: str = PROGRAM) -> subprocess.Popen[str]:
    """Start the command in a session of its own, so that a signal reaches it alone."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stderr=pipe, stdout=pipe, text=True, start_new_session=True)


def ran(*arguments: object, program: str = PROGRAM) -> tuple[int, str]:
    """Exit code and standard error of the command."""
    process = start(*arguments, program=program)
    _, error = process.communicate(timeout=240)
    assert "Traceback" not in error
    return process.returncode, error


def content(path: Path) -> str:
    with Record.open(path) as record:
        assert list(check.faults(record, link, dated)) == []
        return queries.content_hash(record)


def kill_and_go_on(folder: Path, kills: int, workers: int, expected: str, seed: int) -> None:
    """Builds of the example that are killed that often at random moments; each ends as the undisturbed one."""
    moments = random.Random(seed)
    number = killed = 0
    while killed < kills:
        path = folder / f"{number}.dateline"
        number += 1
        while killed < kills:
            process = start("build", EXAMPLE, "-o", path, "--workers", workers)
            try:
                process.communicate(timeout=moments.uniform(0.5, 9.0))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.communicate()
                killed += 1
                if path.exists():
                    with closing(sqlite3.connect(path)) as record:
                        assert record.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                continue
            break
        code, error = ran("build", EXAMPLE, "-o", path, "--workers", workers)
        assert (code, content(path)) == (0, expected), error
        assert [p.name for p in folder.iterdir() if p.name.startswith(f"{path.name}-")] == []


def test_a_build_that_is_killed_goes_on_and_ends_as_if_undisturbed(tmp_path: Path, example_file: Path) -> None:
    """Five kills at random moments: no report lost, no half row, the same record."""
    kill_and_go_on(tmp_path, kills=5, workers=1, expected=content(example_file), seed=os.getpid())


@pytest.mark.rough
@pytest.mark.parametrize(("workers", "kills"), [(1, 10), (2, 50)])
def test_fifty_kills(tmp_path: Path, example_file: Path, workers: int, kills: int) -> None:
    """Ten kills with one worker and fifty with two."""
    kill_and_go_on(tmp_path, kills=kills, workers=workers, expected=content(example_file), seed=os.getpid() + workers)


def test_two_builds_on_one_record_take_turns(tmp_path: Path, example_file: Path) -> None:
    """The second says that it waits, and both are done."""
    path = tmp_path / "x.dateline"
    files = sorted(EXAMPLE.glob("*.txt"))
    known = EXAMPLE / "reports.csv"
    assert known.exists()
    first = start("build", *files[:10], "-o", path)
    while not path.exists():
        time.sleep(0.05)
        assert first.poll() is None
    code, error = ran("build", EXAMPLE, "-o", path)
    assert first.wait(timeout=240) == 0
    assert code == 0
    assert f"another command is writing {path}; waiting until it is done" in error
    # The first build named the files alone, so that their place in the folder is the same.
    assert content(path) == content(example_file)


def test_a_reader_beside_a_build_sees_a_whole_record(tmp_path: Path, example_file: Path) -> None:
    """Whenever it looks, either nothing of the build or all of it is there."""
    path = tmp_path / "x.dateline"
    process = start("build", EXAMPLE, "-o", path)
    seen: set[tuple[int, bool]] = set()
    while process.poll() is None:
        if path.exists() and path.stat().st_size:
            try:
                with Record.open(path) as record:
                    rows = {name: list(table(record)) for name, table in queries.TABLES.items()}
            except RecordError:
                # Between its first byte and its first table it is no record yet.
                assert not seen
                continue
            seen.add((len(rows["documents"]), bool(rows["events"])))
        time.sleep(0.02)
    assert process.returncode == 0
    assert seen <= {(0, False), (20, True)}
    assert (0, False) in seen
    assert content(path) == content(example_file)


# --- where the record cannot be written -------------------------------------------------------------------------------


LIMITED = """
import resource, py3langid
py3langid.classify("it unpacks its model into a file first")
resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes}, {bytes}))
from dateline.cli import main
if __name__ == "__main__":
    main()
"""
"""No file of this process can grow further than that: what a full disk is like."""
ROOM = 400_000
"""Bytes of a disk with room for some of the reports of the example, and not for all."""


def test_a_full_disk_is_told_and_what_was_done_is_kept(tmp_path: Path, example_file: Path) -> None:
    """One sentence and exit code 3; with room again, the build goes on."""
    path = tmp_path / "x.dateline"
    code, error = ran("build", EXAMPLE, "-o", path, program=LIMITED.format(bytes=ROOM))
    assert code == 3
    assert "cannot be written" in error
    with Record.open(path) as record:
        kept = record.rows("SELECT count(*) FROM pending")[0][0]
    assert 0 < kept < 20
    code, error = ran("build", EXAMPLE, "-o", path)
    assert (code, content(path)) == (0, content(example_file))


@pytest.mark.rough
@pytest.mark.parametrize("workers", [1, 2])
def test_a_disk_that_is_full_at_any_point_loses_nothing(tmp_path: Path, example_file: Path, workers: int) -> None:
    """While the tables are made, while reports are kept, while all is linked: told, and with more room the build goes
    on, until there is enough."""
    path = tmp_path / "x.dateline"
    moments = random.Random(os.getpid() + workers)
    room, told = 20_000, 0
    while True:
        code, error = ran("build", EXAMPLE, "-o", path, "--workers", workers, program=LIMITED.format(bytes=room))
        if code == 0:
            break
        assert (code, "cannot be" in error) == (3, True), error
        told += 1
        room += moments.randint(50_000, 400_000)
    assert told > 2
    assert content(path) == content(example_file)


@pytest.mark.rough
def test_a_record_that_is_damaged_anywhere_is_told_and_made_anew(tmp_path: Path, example_file: Path) -> None:
    """Cut short, with flipped bits, a page wiped: no command falls over, and a rebuild saves what its id proves."""
    whole = example_file.read_bytes()
    seed = os.getpid()
    moments = random.Random(seed)
    for number in range(60):
        damaged = bytearray(whole)
        at = moments.randrange(len(damaged))
        if number % 3 == 0:
            del damaged[at:]
        elif number % 3 == 1:
            for _ in range(moments.choice((1, 1, 30, 300))):
                damaged[moments.randrange(len(damaged))] ^= 1 << moments.randrange(8)
        else:
            damaged[at // 4096 * 4096 : at // 4096 * 4096 + 4096] = bytes(4096)
        path = tmp_path / f"{number}.dateline"
        path.write_bytes(damaged)
        for command in ("check", "timeline"):
            assert ran(command, path)[0] in (0, 3)
        code, error = ran("rebuild", path)
        if code == 3:
            assert path.read_bytes() == damaged, error
            continue
        assert code in (0, 1), (seed, number)
        with Record.open(path) as record:
            assert list(check.faults(record, link, dated)) == [], (seed, number)
            if code == 0:
                assert queries.content_hash(record) == content(example_file), (seed, number)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder that the process may enter and not write; where it runs as root, as somebody else for a while."""
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        folder = Path(outer, "locked")
        folder.mkdir()
        (folder / "x.dateline").touch()
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.parametrize("name", ["new.dateline", "x.dateline"])
def test_a_folder_that_cannot_be_written_is_told(locked_folder: Path, name: str) -> None:
    """One sentence that says what to do, for a new record and for one that stands there."""
    with pytest.raises(RecordError, match=r"cannot be written \(Permission denied\); choose a folder you may write to"):
        Record.open(locked_folder / name, create=True)


def not_a_record(path: Path) -> None:
    path.write_text("dear diary, " * 200, encoding="utf-8")


def another_database(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")


def from_the_future(path: Path) -> None:
    with sqlite3.connect(path) as newer:
        newer.execute("CREATE TABLE x (y)")
        newer.execute(f"PRAGMA application_id = {APPLICATION}")
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")


def from_the_past(path: Path) -> None:
    with sqlite3.connect(path) as older:
        older.execute("CREATE TABLE x (y)")
        older.execute(f"PRAGMA application_id = {APPLICATION}")
        older.execute("PRAGMA user_version = 1")


def cut_short(path: Path) -> None:
    with Record.open(path, create=True):
        pass
    path.write_bytes(path.read_bytes()[:5000])


def a_folder(path: Path) -> None:
    path.mkdir()


def empty(path: Path) -> None:
    path.touch()


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (not_a_record, "cannot be used as a record: file is not a database"),
        (another_database, "no record of Dateline; choose another name"),
        (from_the_future, f"made by a newer Dateline (schema {VERSION + 1}); update Dateline"),
        (from_the_past, "made by an older Dateline (schema 1); renew it: dateline rebuild"),
        (cut_short, "cannot be used as a record: database disk image is malformed"),
        (a_folder, "is a folder; give the name of the record's file"),
    ],
)
@pytest.mark.parametrize("command", ["timeline", "build", "set"])
def test_a_file_that_cannot_be_used_is_told_and_left_alone(
    tmp_path: Path, made: object, said: str, command: str
) -> None:
    """Reading, building and judging: one sentence, exit code 3, and not a byte of the file is changed."""
    path = tmp_path / "x.dateline"
    made(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    arguments = {
        "timeline": ("timeline", path),
        "build": ("build", EXAMPLE / "reports.csv", "-o", path),
        "set": ("set", path, "x", "outlet=y"),
    }
    code, error = ran(*arguments[command])
    assert code == 3
    assert said in error.replace("\n", " ")
    assert before is None or path.read_bytes() == before


def test_an_empty_file_is_no_record_to_read(tmp_path: Path) -> None:
    path = tmp_path / "x.dateline"
    empty(path)
    code, error = ran("timeline", path)
    assert (code, "is empty and no record" in error) == (3, True)
