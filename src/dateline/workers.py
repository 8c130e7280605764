"""The annotators over a stream of documents, in this process or in several; what they give is the same.

Documents are taken from the stream a window at a time, grouped by language and length, and cut into tasks. Each worker
process loads each model once, returns bytes, and dies with its parent. A document that no worker survives, or that
raises, comes back without annotations and with a sentence that says so: it is kept, not read.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import connection

import threadpoolctl

from .annotate import annotate, language_of
from .model import Annotations, Document, Unusable, encode

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
MEMORY = 900 << 20
"""Bytes that a worker takes with the models of two languages, the sentence encoder, and a long report in hand."""
LONGEST_REASON = 200
"""Code points of what an annotator that fails says."""

Annotator = Callable[[Document], Annotations]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with its annotations as bytes (`model.encode`), or with the sentence that says why there are none."""

    document: Document
    data: bytes
    problem: str | None = None


class WorkersError(Unusable):
    """No worker process can live here; the message is one sentence that says what to do."""


def default_workers(reports: int) -> int:
    """How many processes a pile of so many reports is worth on this machine.

    One for a small pile, which is done before a second process has loaded its models; else one for each core, as long
    as all of them (`MEMORY` bytes each) take no more than half of the machine's memory.
    """
    if reports < WORTH_IT:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _memory() // 2 // MEMORY))


def _memory() -> int:
    """Bytes of memory of this machine; enough for a few workers where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 8 << 30


def readings(documents: Iterable[Document], workers: int, annotator: Annotator = annotate) -> Iterator[Reading]:
    """Annotate documents, as many at a time as there are workers, and yield each as it is done, in no fixed order.

    The stream is read no further ahead than a window. Raises WeightsError where a model is not the right one, and
    WorkersError where no worker process can live.
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


@dataclass(frozen=True, slots=True)
class _Job:
    """A document of the stream, and the same as a worker gets it: in its language, which is identified once."""

    asked: Document
    given: Document


def _tasks(window: Sequence[Document]) -> Iterator[list[_Job]]:
    """Documents of one language together, the longest first, so that no worker ends long after the others."""
    jobs = [_Job(document, replace(document, lang=language_of(document))) for document in window]
    task: list[_Job] = []
    size = 0
    for job in sorted(jobs, key=lambda j: (j.given.lang or "", -len(j.given.text), j.given.id)):
        if task and (len(task) == TASK or size + len(job.given.text) > TASK_SIZE):
            yield task
            task, size = [], 0
        task.append(job)
        size += len(job.given.text)
    if task:
        yield task


_Results = list[tuple[bytes, str | None]]


class _Pool:
    """Worker processes, and the tasks that they have in hand."""

    def __init__(self, workers: int, annotator: Annotator) -> None:
        self._workers = workers
        self._annotator = annotator
        self._executor = self._started()
        self._in_hand: dict[Future[_Results], list[_Job]] = {}

    def readings(self, tasks: Iterable[list[_Job]]) -> Iterator[Reading]:
        """Hand out tasks, never more than the workers need ahead, and yield what comes back."""
        for task in tasks:
            while len(self._in_hand) >= AHEAD * self._workers:
                yield from self._next()
            self._in_hand[self._handed_out(task)] = task

    def rest(self) -> Iterator[Reading]:
        while self._in_hand:
            yield from self._next()

    def stop(self) -> None:
        """End the workers, whatever they have in hand."""
        # The executor has no public way to end a task that runs (before Python 3.14, kill_workers).
        processes = list((self._executor._processes or {}).values()) if self._in_hand else []
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()

    def _started(self) -> ProcessPoolExecutor:
        """New processes, which load their code while the parent reads on."""
        context = multiprocessing.get_context("spawn")
        executor = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_begin)
        with _undisturbed():
            for _ in range(self._workers):
                executor.submit(_alive)
        return executor

    def _restart(self) -> None:
        """New processes for those that died. Raises WorkersError where these cannot live either."""
        self._executor.shutdown(wait=False)
        self._executor = self._started()
        try:
            self._executor.submit(_alive).result()
        except BrokenProcessPool as problem:
            message = "no worker process can be started on this machine; use one process: --workers 1"
            raise WorkersError(message) from problem

    def _handed_out(self, task: list[_Job]) -> Future[_Results]:
        try:
            with _undisturbed():
                return self._executor.submit(_task, [job.given for job in task], self._annotator)
        except BrokenProcessPool as problem:
            broken: Future[_Results] = Future()
            broken.set_exception(problem)
            return broken

    def _next(self) -> Iterator[Reading]:
        """What the next finished tasks give; where a worker has died, all that was in hand is done again, alone."""
        done, _ = wait(self._in_hand, return_when=FIRST_COMPLETED)
        try:
            for future in done:
                results = future.result()
                for job, result in zip(self._in_hand.pop(future), results, strict=True):
                    yield Reading(job.asked, *result)
        except BrokenProcessPool:
            suspects = list(itertools.chain.from_iterable(self._in_hand.values()))
            self._in_hand.clear()
            self._restart()
            yield from self._one_by_one(suspects)

    def _one_by_one(self, jobs: Iterable[_Job]) -> Iterator[Reading]:
        """Each document in a worker with nothing beside it, so that the one that kills it is known."""
        for job in jobs:
            try:
                (result,) = self._handed_out([job]).result()
            except BrokenProcessPool:
                self._restart()
                result = _unread(job.given), "kept, but not read: the process that read it died"
            yield Reading(job.asked, *result)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Processes that are started inside inherit that Ctrl-C is held back; for this one it waits for the end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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


def _alive() -> None:
    """A task that any worker can do."""


def _task(documents: Sequence[Document], annotator: Annotator) -> _Results:
    return [_annotated(document, annotator) for document in documents]


def _annotated(document: Document, annotator: Annotator) -> tuple[bytes, str | None]:
    """The annotations as bytes; where the annotator fails on this document, why."""
    try:
        return encode(annotator(document)), None
    except Unusable:
        raise
    except Exception as problem:
        told = " ".join(f"{type(problem).__name__}: {problem}".split())[:LONGEST_REASON]
        return _unread(document), f"kept, but not read: the annotators failed on it ({told})"


def _unread(document: Document) -> bytes:
    return encode(Annotations(lang=language_of(document), read=False))
