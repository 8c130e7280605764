"""The annotators over a stream of documents on a Ray cluster, instead of processes of this machine (`workers`).

1. The stream is written to Parquet, some documents a file, so that it is never held at once.
2. Ray Data reads these files, annotates in actors, and writes Parquet shards: a row a document.
3. The shards are read back, a batch at a time, as the same `Reading`s that local workers give.

The files lie in a folder beside the record, which machines of a cluster must share. A build that is killed finds the
whole shards there, and annotates the rest. An actor that dies is started anew by Ray; what a document was tried for is
written down first, so that one which kills its actors is given up, as local workers do, and not tried for ever.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from .annotate import annotate
from .model import Document, Unusable
from .workers import DIED, Annotator, Reading, annotated, begin_quietly, unread

FILE_DOCUMENTS = 64
"""Documents of a file of the stream."""
FILE_SIZE = 4_000_000
"""Code points of a file of the stream, but for its last document."""
BATCH = 16
"""Documents that an actor annotates between two looks of Ray."""
TRIES = 2
"""Actors that may die of one document."""
MISSING = "the engine ray is not installed: pip install 'dateline[ray]'"


class ClusterError(Unusable):
    """Ray cannot be used here; the message is one sentence that says what to do."""


def readings(
    documents: Iterable[Document], actors: int, folder: Path, annotator: Annotator = annotate
) -> Iterator[Reading]:
    """One `Reading` for each document, in the order in which shards are read.

    `folder` is made, and removed when all is read. Ray starts on this machine with `actors` processors, unless
    RAY_ADDRESS names a cluster. Raises ClusterError where Ray is not installed.
    """
    stream = iter(documents)
    first = next(stream, None)
    if first is None:
        return
    ray, parquet = _modules()
    before, done = folder / "documents", folder / "shards"
    for made in (before, done, folder / "tried"):
        made.mkdir(parents=True, exist_ok=True)
    held = _held(done, parquet)
    waiting = _written(_chain(first, stream), held, before, parquet)
    if waiting:
        begun = not ray.is_initialized()
        if begun:
            _begin(ray, actors)
        try:
            _annotate(ray, waiting, done, folder, actors, annotator)
        finally:
            if begun:
                ray.shutdown()
    asked = {path.stem for path in before.glob("*.asked")}
    yield from _read_back(done, asked, parquet)
    shutil.rmtree(folder, ignore_errors=True)


def _chain(first: Document, rest: Iterator[Document]) -> Iterator[Document]:
    yield first
    yield from rest


def _modules() -> tuple[Any, Any]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
    try:
        import pyarrow.parquet
        import ray
        import ray.data
    except ImportError as problem:
        raise ClusterError(MISSING) from problem
    return ray, pyarrow.parquet


def _begin(ray: Any, actors: int) -> None:
    """Ray on this machine, or the cluster that RAY_ADDRESS names; silent, and without a page of its own."""
    if os.environ.get("RAY_ADDRESS"):
        ray.init(log_to_driver=False, logging_level="error")
    else:
        # One more than the actors take: Ray Data reads and writes in tasks of its own.
        ray.init(num_cpus=actors + 1, include_dashboard=False, log_to_driver=False, logging_level="error")
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False


def _key(document: Document) -> str:
    """What a document is known by between two builds: all that annotators see of it."""
    return hashlib.sha256(msgspec.msgpack.encode(document)).hexdigest()[:32]


def _held(done: Path, parquet: Any) -> set[str]:
    """The documents of the shards that an earlier build left whole; torn ones are removed."""
    held: set[str] = set()
    for shard in sorted(done.glob("**/*.parquet")):
        try:
            held.update(parquet.read_table(shard, columns=["key"])["key"].to_pylist())
        except (OSError, ValueError):
            shard.unlink()
    return held


def _written(stream: Iterable[Document], held: set[str], before: Path, parquet: Any) -> list[str]:
    """The files of the documents that have not been annotated, each with the keys of all that were asked for."""
    files: list[str] = []
    rows: list[dict[str, Any]] = []
    size = 0
    for document in stream:
        key = _key(document)
        (before / f"{key}.asked").touch()
        if key in held:
            continue
        rows.append({"key": key, "document": msgspec.msgpack.encode(document)})
        size += len(document.text)
        if len(rows) >= FILE_DOCUMENTS or size >= FILE_SIZE:
            files.append(_file(rows, before, len(files), parquet))
            rows, size = [], 0
    if rows:
        files.append(_file(rows, before, len(files), parquet))
    return files


def _file(rows: list[dict[str, Any]], before: Path, number: int, parquet: Any) -> str:
    import pyarrow

    path = before / f"{number:06}.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return str(path)


def _annotate(ray: Any, files: list[str], done: Path, folder: Path, actors: int, annotator: Annotator) -> None:
    """Annotate the documents of the files in actors, into shards. Raises what makes annotating impossible at all."""
    data = ray.data.read_parquet(files, override_num_blocks=max(len(files), 2 * actors))
    data = data.map_batches(
        _Annotating,
        fn_constructor_args=(str(folder / "tried"), annotator),
        batch_size=BATCH,
        batch_format="pyarrow",
        concurrency=actors,
        num_cpus=1,
        max_restarts=-1,
        max_task_retries=-1,
    )
    try:
        data.write_parquet(str(done))
    except Exception as problem:
        cause: BaseException | None = problem
        while cause is not None:
            if isinstance(cause, Unusable):
                raise cause from problem
            cause = cause.__cause__
        raise


class _Annotating:
    """An actor: annotates batches, and writes down which document it is about to try."""

    def __init__(self, tried: str, annotator: Annotator) -> None:
        begin_quietly()
        self._tried, self._annotator = Path(tried), annotator

    def __call__(self, batch: Any) -> Any:
        import pyarrow

        rows = []
        for key, packed in zip(batch["key"].to_pylist(), batch["document"].to_pylist(), strict=True):
            data, problem = self._one(key, msgspec.msgpack.decode(packed, type=Document))
            rows.append({"key": key, "document": packed, "data": data, "problem": problem or ""})
        return pyarrow.Table.from_pylist(rows)

    def _one(self, key: str, document: Document) -> tuple[bytes, str | None]:
        marks = [self._tried / f"{key}.{number}" for number in range(TRIES)]
        mark = next((m for m in marks if not m.exists()), None)
        if mark is None:
            return unread(document), DIED
        mark.touch()
        result = annotated(document, self._annotator)
        for made in marks:
            made.unlink(missing_ok=True)
        return result


def _read_back(done: Path, asked: set[str], parquet: Any) -> Iterator[Reading]:
    """The readings of the shards that were asked for, each document once."""
    for shard in sorted(done.glob("**/*.parquet")):
        for batch in parquet.ParquetFile(shard).iter_batches(batch_size=BATCH):
            for row in batch.to_pylist():
                if row["key"] in asked:
                    asked.discard(row["key"])
                    document = msgspec.msgpack.decode(row["document"], type=Document)
                    yield Reading(document, row["data"], row["problem"] or None)
