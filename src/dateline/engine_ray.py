"""The annotators in actors of Ray, on this machine or on many: Ray Data hands out blocks of documents, an actor writes
what it made of a block as one Parquet shard into a folder beside the record, and the parent streams the shards back.

A shard has a row a document: `id`, `sent` (a hash of the document as it was sent, by which a later build knows it),
`annotations` (`model.encode`), and `problem`, a sentence or null. It is written under another name first, so that it is
whole or not there; a build that was killed takes the shards that it left. An actor that dies is started again by Ray
and its block is done again; what is in no shard after that is sent once more, each document alone, so that the one that
kills its actor is known: it is kept, not read, with the sentence of the local engine.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import threadpoolctl

from .annotate import annotate
from .engine import Readings
from .model import Document, Unusable, content_id
from .workers import DIED, TASK, Annotator, Reading, outcome, unread

WINDOW = 500
"""Documents, for each actor, that are sent in one go: enough that its start, some seconds, does not count."""
WINDOW_SIZE = 5_000_000
"""Code points of text, for each actor, that are sent in one go, but for the last document."""
BLOCK_SIZE = 40_000
"""Code points of text of a block, and so of a shard, but for a longer document, which is alone; what an actor that dies
has to do again."""
RETRIES = 2
"""How often Ray does a block again whose actor has died."""
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DEDUP_LOGS": "1", "RAY_BACKEND_LOG_LEVEL": "fatal"}
"""What Ray reads from the environment as it starts: nothing is sent anywhere, and its machinery does not talk."""


class RayError(Unusable):
    """Ray cannot do the work; the message is one sentence that says what to do."""


@contextlib.contextmanager
def opened(record: Path, stamp: str, annotator: Annotator = annotate) -> Iterator[Readings]:
    """The engine for one build of the record at that path: `workers.readings` with actors for processes.

    Ray is started when the first document comes, or joined where RAY_ADDRESS names a cluster; every machine needs the
    same Dateline and the record's folder under the same path. The folder of shards is removed when the build is done
    and stays where it is not. Readings raise Unusable (RayError, or what `workers.readings` raises as an Unusable).
    """
    folder = record.absolute().with_name(f".{record.name}.ray")
    engine = _Engine(folder / stamp, stamp, annotator)
    try:
        engine.tidy()
        yield engine.readings
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        engine.stop()


class _Engine:
    """One build's use of Ray, and its folder of shards."""

    def __init__(self, folder: Path, stamp: str, annotator: Annotator) -> None:
        self._folder = folder
        self._stamp = stamp
        self._annotator = annotator
        self._left: dict[str, Path] = {}
        """The shards that a killed build left, by what was sent."""
        self._started = False

    def tidy(self) -> None:
        """Find the shards that a killed build left; remove those of other code, and what is not whole."""
        for path in self._folder.parent.glob("*"):
            if path != self._folder:
                shutil.rmtree(path, ignore_errors=True)
        for path in sorted(self._folder.glob("*")):
            rows = _rows(path)
            if not rows:
                path.unlink(missing_ok=True)
            self._left.update((row["sent"], path) for row in rows)

    def readings(self, documents: Iterable[Document], workers: int) -> Iterator[Reading]:
        """A Reading of each document, in no fixed order; no more than a window of them is held."""
        window: dict[str, Document] = {}
        size = 0
        for document in documents:
            sent = content_id(msgspec.json.encode(document).decode())
            if left := self._of_killed_build(sent):
                yield Reading(document, left["annotations"], left["problem"])
                continue
            window[sent] = document
            size += len(document.text)
            if len(window) >= WINDOW * workers or size >= WINDOW_SIZE * workers:
                yield from self._annotated(window, workers)
                window, size = {}, 0
        if window:
            yield from self._annotated(window, workers)

    def _of_killed_build(self, sent: str) -> Mapping[str, Any] | None:
        path = self._left.get(sent)
        return next((row for row in _rows(path) if row["sent"] == sent), None) if path else None

    def _annotated(self, window: dict[str, Document], workers: int) -> Iterator[Reading]:
        """A Reading of each document of a window, which is emptied as they come."""
        self._start(workers)
        for alone in (False, True):
            for name in self._shards(list(_blocks(window, alone)), workers, alone):
                path = self._folder / name
                rows = _rows(path)
                if not rows:
                    message = f"Ray's machines do not share {self._folder}; make the record in a folder that they share"
                    raise RayError(message)
                for row in rows:
                    if document := window.pop(row["sent"], None):
                        yield Reading(document, row["annotations"], row["problem"])
                path.unlink(missing_ok=True)
            if not window:
                return
        while window:
            _, document = window.popitem()
            yield Reading(document, unread(document), DIED)

    def _shards(self, blocks: list[pa.Table], workers: int, alone: bool) -> Iterator[str]:
        """The names of the shards, as each is written; none for a block whose actors died."""
        import ray.data

        pool = ray.data.ActorPoolStrategy(
            size=min(workers, len(blocks)), max_tasks_in_flight_per_actor=1 if alone else 2
        )
        rows: Any = None
        try:
            with _quiet_data():
                made = ray.data.from_arrow(blocks).map_batches(
                    _Actor,
                    fn_constructor_args=(str(self._folder), self._stamp, self._annotator),
                    batch_size=None,
                    batch_format="pyarrow",
                    compute=pool,
                    num_cpus=1,
                    max_restarts=-1,
                    max_task_retries=RETRIES,
                )
                rows = made.iter_rows()
                for row in rows:
                    if row["problem"]:
                        raise RayError(row["problem"])
                    yield row["shard"]
        except ray.exceptions.RayError as problem:
            raise RayError(f"Ray could not do the work ({_first_line(problem)})") from problem
        finally:
            if rows is not None:
                rows.close()

    def _start(self, workers: int) -> None:
        import ray

        self._folder.mkdir(parents=True, exist_ok=True)
        if ray.is_initialized():
            return
        os.environ.update({name: os.environ.get(name, value) for name, value in QUIET.items()})
        logging.getLogger("ray").setLevel(logging.CRITICAL)
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)
        # Where no cluster is named one is started for this build alone, which listens on this machine only. One more
        # task than there are actors can run: Ray Data's own.
        mine = {"address": "local", "num_cpus": workers + 1, "_node_ip_address": "127.0.0.1"}
        try:
            ray.init(
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.CRITICAL,
                **({} if os.environ.get("RAY_ADDRESS") else mine),
            )
        except (ConnectionError, RuntimeError, ValueError, OSError) as problem:
            raise RayError(f"Ray cannot be started or joined ({_first_line(problem)})") from problem
        self._started = True

    def stop(self) -> None:
        """End Ray, if it was started here."""
        if self._started:
            import ray

            ray.shutdown()
            self._started = False


class _Actor:
    """What runs in an actor: the annotators, with one thread, and the shard of a block."""

    def __init__(self, folder: str, stamp: str, annotator: Annotator) -> None:
        from .pipeline import stamp as stamp_here

        threadpoolctl.threadpool_limits(1)
        self._folder = Path(folder)
        self._annotator = annotator
        self._problem = None
        if stamp_here() != stamp:
            self._problem = f"the Dateline on {os.uname().nodename} is another one; install the same on all machines"

    def __call__(self, block: pa.Table) -> dict[str, list[str]]:
        """Annotate the documents of a block and write their shard; gives its name, or why the build has to end."""
        if self._problem:
            return {"shard": [""], "problem": [self._problem]}
        try:
            return {"shard": [self._written(block)], "problem": [""]}
        except Unusable as problem:
            return {"shard": [""], "problem": [str(problem)]}
        except OSError as problem:
            return {"shard": [""], "problem": [f"{self._folder} cannot be written on a machine of Ray's: {problem}"]}

    def _written(self, block: pa.Table) -> str:
        rows = []
        for row in block.to_pylist():
            data, problem = outcome(msgspec.json.decode(row["document"], type=Document), self._annotator)
            rows.append({"id": row["id"], "sent": row["sent"], "annotations": data, "problem": problem})
        name = f"{content_id(*(row['sent'] for row in rows))}.parquet"
        self._folder.mkdir(parents=True, exist_ok=True)
        half = self._folder / f".{name}.{os.getpid()}"
        pq.write_table(pa.Table.from_pylist(rows, SHARD), half)
        half.replace(self._folder / name)
        return name


SHARD = pa.schema([("id", pa.string()), ("sent", pa.string()), ("annotations", pa.binary()), ("problem", pa.string())])
"""The columns of a shard."""


def _blocks(window: Mapping[str, Document], alone: bool) -> Iterator[pa.Table]:
    """The documents of a window as Ray gets them, a few in a block, or each alone."""
    block: list[dict[str, Any]] = []
    size = 0
    for sent, document in window.items():
        if block and (alone or len(block) == TASK or size + len(document.text) > BLOCK_SIZE):
            yield pa.Table.from_pylist(block)
            block, size = [], 0
        block.append({"id": document.id, "sent": sent, "document": msgspec.json.encode(document)})
        size += len(document.text)
    yield pa.Table.from_pylist(block)


def _rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a shard; none where it is not whole or not there."""
    try:
        with pq.ParquetFile(path) as shard:
            return list(shard.read().to_pylist())
    except (OSError, pa.ArrowInvalid):
        return []


@contextlib.contextmanager
def _quiet_data() -> Iterator[None]:
    """Ray Data without its bars and words, and with blocks that may fail, also if the program uses it otherwise."""
    from ray.data import DataContext

    context = DataContext.get_current().copy()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.max_errored_blocks = -1
    with DataContext.current(context):
        yield


def _first_line(problem: Exception) -> str:
    return " ".join((str(problem).strip().splitlines() or [type(problem).__name__])[0].split())[:200]
