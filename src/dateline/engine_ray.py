"""The annotators in actors of Ray, on this machine or on many: Ray Data hands out blocks of documents, an actor writes
what it made of a block as one shard (`shards`) into a folder beside the record, and the parent streams the shards back.

What is gone is done again: Ray restarts an actor that died, and a build that was killed goes on from its whole shards.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import socket
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from .annotate import annotate
from .engine import Readings
from .model import Document, Unusable, content_id
from .shards import Annotating, blocks, rows_of, stranger
from .workers import Annotator, Reading

WINDOW = 500
"""Documents, for each actor, that are sent in one go: so many that its start, some seconds, hardly counts."""
WINDOW_SIZE = 5_000_000
"""Code points of text, for each actor, that are sent in one go, but for the last document."""
PATIENCE = 10
"""Seconds in which the cluster that RAY_ADDRESS names has to answer."""
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal"}
"""What Ray reads from the environment: it reports to nobody, and its machinery does not talk."""
ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""The same, where no cluster is joined: "no cluster", on any system, so that it keeps to the loopback address."""


class RayError(Unusable):
    """Ray cannot do the work; the message is one sentence that says what to do."""


@contextlib.contextmanager
def opened(record: Path, stamp: str, annotator: Annotator = annotate) -> Iterator[Readings]:
    """The engine for one build of the record at that path: `workers.readings` with actors for processes.

    Ray is started when the first document comes, or joined where RAY_ADDRESS names a cluster, and left at the end. The
    folder of shards is removed when the build is done, and stays where it is not. What Readings raise is Unusable:
    RayError, or the sentence of one that an actor met.
    """
    engine = _Engine(record, stamp, annotator)
    try:
        yield engine.readings
        shutil.rmtree(engine.folder.parent, ignore_errors=True)
    finally:
        engine.stop()


class _Engine:
    """One build's use of Ray, and its folder of shards."""

    def __init__(self, record: Path, stamp: str, annotator: Annotator) -> None:
        # Hidden, so that it is no report where the record lies among them; shards of other code are worth nothing.
        self.folder = record.absolute().with_name(f".{record.name}.ray") / stamp
        self._stamp = stamp
        self._annotator = annotator
        self._ready = self._started = False
        self._left: dict[str, Path] = {}
        """The shards that a killed build left, by what was sent."""
        for path in self.folder.parent.glob("*"):
            if path != self.folder:
                shutil.rmtree(path, ignore_errors=True)
        for path in sorted(self.folder.glob("*")):
            if path.suffix == ".parquet":
                self._left.update((row["sent"], path) for row in rows_of(path))
            else:
                # Half a shard, or a note: that its actor died with the build says nothing of a document.
                path.unlink(missing_ok=True)

    def readings(self, documents: Iterable[Document], workers: int) -> Iterator[Reading]:
        """A Reading of each document, in no fixed order; no more than a window of them is held."""
        window: dict[str, Document] = {}
        size = 0
        for document in documents:
            sent = content_id(msgspec.json.encode(document).decode())
            if row := self._of_killed_build(sent):
                yield Reading(document, row["annotations"], row["problem"])
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
        return next((row for row in rows_of(path) if row["sent"] == sent), None) if path else None

    def _annotated(self, window: dict[str, Document], workers: int) -> Iterator[Reading]:
        """A Reading of each document of a window, which is emptied as they come."""
        self._start(workers)
        for name in self._shards(list(blocks(window)), workers):
            path = self.folder / name
            for row in rows_of(path):
                # A block that was done twice, for its actor died just after it, gives one shard twice.
                if document := window.pop(row["sent"], None):
                    yield Reading(document, row["annotations"], row["problem"])
            path.unlink(missing_ok=True)
        if window:
            raise RayError(f"the machines of Ray do not share {self.folder.parent}; put the record where they all do")

    def _shards(self, sent: list[pa.Table], workers: int) -> Iterator[str]:
        """The names of the shards, as each is written."""
        import ray

        try:
            with _quiet() as data:
                made = data.from_arrow(sent).map_batches(
                    Annotating,
                    fn_constructor_args=(str(self.folder), self._stamp, self._annotator),
                    batch_size=None,
                    batch_format="pyarrow",
                    compute=data.ActorPoolStrategy(size=min(workers, len(sent))),
                    num_cpus=1,
                )
                with contextlib.closing(iter(made.iter_rows())) as rows:
                    for row in rows:
                        if row["problem"]:
                            raise RayError(row["problem"])
                        yield row["shard"]
        except ray.exceptions.RayError as problem:
            raise RayError(f"Ray could not do the work ({_in_short(problem)})") from problem

    def _start(self, workers: int) -> None:
        """Start or join Ray, unless it is; see that the annotators live there before any document is sent."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._ready:
            return
        # Ray reads it as it is imported.
        os.environ.update(QUIET if os.environ.get("RAY_ADDRESS") else QUIET | ALONE)
        import ray

        try:
            if not ray.is_initialized():
                self._started = True
                _begin(workers)
            alive = ray.remote(max_retries=0, num_cpus=1)(stranger)
            problem = ray.get(alive.remote(self._stamp))
        except (ray.exceptions.RayError, ConnectionError, OSError, RuntimeError, ValueError) as stopped:
            raise RayError(f"Ray cannot run Dateline here ({_in_short(stopped)})") from stopped
        if problem:
            raise RayError(problem)
        self._ready = True

    def stop(self) -> None:
        """Leave Ray; one that this build has started ends."""
        if self._started:
            import ray

            ray.shutdown()
            self._started = False


def _begin(workers: int) -> None:
    """Join the cluster that RAY_ADDRESS names, else start one for this build, that is heard on this machine alone."""
    import ray

    own: dict[str, Any] = {}
    if address := os.environ.get("RAY_ADDRESS"):
        _reached(address)
    else:
        # Beside the actors Ray Data has small tasks of its own to run.
        own = {"address": "local", "num_cpus": workers + 1, "include_dashboard": False}
    with _no_errors():
        ray.init(log_to_driver=False, logging_level=logging.CRITICAL, **own)
    # What actors die of is told as a sentence, or made good; Ray has no public way not to print it on standard output.
    ray._private.worker._worker_logs_enabled = False


def _reached(address: str) -> None:
    """See that somebody answers there; Ray would wait for minutes without a word. Raises RayError where nobody does."""
    host, _, port = address.rpartition(":")
    if port.isdecimal() and "/" not in host:
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE).close()
        except OSError as problem:
            raise RayError(f"no Ray answers at {address}, which RAY_ADDRESS names ({problem})") from problem


@contextlib.contextmanager
def _no_errors() -> Iterator[None]:
    """Standard error closed: Ray's machinery says there that it has been told to be quiet."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextlib.contextmanager
def _quiet() -> Iterator[Any]:
    """Ray Data without its bars and words; as the program had it afterwards."""
    from ray import data

    logger = logging.getLogger("ray.data")
    context = data.DataContext.get_current()
    before = logger.level, context.enable_progress_bars
    try:
        logger.setLevel(logging.CRITICAL)
        context.enable_progress_bars = False
        yield data
    finally:
        logger.setLevel(before[0])
        context.enable_progress_bars = before[1]


def _in_short(problem: Exception) -> str:
    """What Ray says of a problem: its last line, for the first ones are those of a traceback."""
    return " ".join((str(problem).strip().splitlines() or [type(problem).__name__])[-1].split())[:200]
