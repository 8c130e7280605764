"""The annotators over a stream of documents, in this process or in several; what they give is the same.

Documents are taken from the stream a window at a time, grouped by language and length, and cut into tasks. Each worker
process loads each model once, returns bytes, and dies with its parent. A document that no worker survives, or that
raises, comes back without annotations and with a sentence that says so: it is kept, not read.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection

import threadpoolctl

from .annotate import annotate, language_of
from .annotate.weights import WeightsError
from .model import Annotations, Document, encode

WINDOW = 200
"""Documents that are looked at together."""
WINDOW_SIZE = 4_000_000
"""Code points of text that a window holds at most, but for its last document."""
TASK_SIZE = 20_000
"""Code points of text that a worker gets at once, but for a longer document, which is alone."""
TASK = 16
"""Documents that a worker gets at once."""
AHEAD = 2
"""Tasks for each worker that are waiting or under way."""
WORTH_IT = 40
"""Reports from which on a second process gives more than its start costs."""
MOST = 8
"""Processes that are started without being asked for; each takes about 0.9 GiB of memory."""

Annotator = Callable[[Document], Annotations]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with its annotations as bytes (`model.encode`), or with the sentence that says why there are none."""

    document: Document
    data: bytes
    problem: str | None = None


def default_workers(reports: int) -> int:
    """How many processes a pile of so many reports is worth on this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1 if reports < WORTH_IT else min(cores, MOST)


def readings(documents: Iterable[Document], workers: int, annotator: Annotator = annotate) -> Iterator[Reading]:
    """Annotate documents, as many at a time as there are workers, and yield each as it is done, in no fixed order.

    The stream is read no further ahead than a window. Raises WeightsError where a model is not the right one.
    """
    if workers == 1:
        for document in documents:
            yield Reading(document, *_annotated(document, annotator))
        return
    pool = _Pool(workers, annotator)
    try:
        for window in _windows(documents):
            yield from pool.readings(_tasks(window))
        yield from pool.rest()
    finally:
        pool.stop()


def _windows(documents: Iterable[Document]) -> Iterator[list[Document]]:
    window: list[Document] = []
    size = 0
    for document in documents:
        window.append(document)
        size += len(document.text)
        if len(window) >= WINDOW or size >= WINDOW_SIZE:
            yield window
            window, size = [], 0
    if window:
        yield window


def _tasks(window: Sequence[Document]) -> Iterator[list[Document]]:
    """Documents of one language together, the longest first, so that no worker ends long after the others."""
    order = sorted(window, key=lambda d: (language_of(d) or "", -len(d.text), d.id))
    task: list[Document] = []
    size = 0
    for document in order:
        if task and (len(task) == TASK or size + len(document.text) > TASK_SIZE):
            yield task
            task, size = [], 0
        task.append(document)
        size += len(document.text)
    if task:
        yield task


class _Pool:
    """Worker processes, and the tasks that they have in hand."""

    def __init__(self, workers: int, annotator: Annotator) -> None:
        self._workers = workers
        self._annotator = annotator
        self._executor = self._started()
        self._in_hand: dict[Future[list[tuple[bytes, str | None]]], list[Document]] = {}

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=_begin)

    def readings(self, tasks: Iterable[list[Document]]) -> Iterator[Reading]:
        """Hand out tasks, never more than the workers need ahead, and yield what comes back."""
        for task in tasks:
            while len(self._in_hand) >= AHEAD * self._workers:
                yield from self._next()
            self._hand_out(task)

    def rest(self) -> Iterator[Reading]:
        while self._in_hand:
            yield from self._next()

    def stop(self) -> None:
        """End the workers, whatever they have in hand."""
        processes = list((self._executor._processes or {}).values())
        self._executor.shutdown(wait=False, cancel_futures=True)
        if self._in_hand:
            for process in processes:
                process.kill()

    def _restart(self) -> None:
        self._executor.shutdown(wait=False)
        self._executor = self._started()

    def _hand_out(self, task: list[Document]) -> None:
        try:
            future = self._executor.submit(_task, task, self._annotator)
        except BrokenProcessPool as problem:
            future = Future()
            future.set_exception(problem)
        self._in_hand[future] = task

    def _next(self) -> Iterator[Reading]:
        """What the next finished task gives; where a worker has died, all that was in hand is done again, alone."""
        done, _ = wait(self._in_hand, return_when=FIRST_COMPLETED)
        try:
            for future in done:
                results = future.result()
                for document, result in zip(self._in_hand.pop(future), results, strict=True):
                    yield Reading(document, *result)
        except BrokenProcessPool:
            suspects = list(itertools.chain.from_iterable(self._in_hand.values()))
            self._in_hand.clear()
            self._restart()
            yield from self._one_by_one(suspects)

    def _one_by_one(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """Each document in a worker with nothing beside it, so that the one that kills it is known."""
        for document in documents:
            try:
                ((data, problem),) = self._executor.submit(_task, [document], self._annotator).result()
                yield Reading(document, data, problem)
            except BrokenProcessPool:
                self._restart()
                yield Reading(document, _unread(document), "kept, but not read: the process that read it died")


def _begin() -> None:
    """What a worker does first: leave Ctrl-C to its parent, use one thread, and die when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Processes share the cores already; threads inside each would only wait for one another.
    threadpoolctl.threadpool_limits(1)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def end_with_parent() -> None:
            connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=end_with_parent, daemon=True).start()


def _task(documents: Sequence[Document], annotator: Annotator) -> list[tuple[bytes, str | None]]:
    return [_annotated(document, annotator) for document in documents]


def _annotated(document: Document, annotator: Annotator) -> tuple[bytes, str | None]:
    """The annotations as bytes; where the annotator fails on this document, why."""
    try:
        return encode(annotator(document)), None
    except WeightsError:
        raise
    except Exception as problem:
        return _unread(
            document
        ), f"kept, but not read: the annotators failed on it ({type(problem).__name__}: {problem})"


def _unread(document: Document) -> bytes:
    return encode(Annotations(lang=document.lang, read=False))
