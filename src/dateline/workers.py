"""The annotators over a stream of documents, in this process or in several; what they give is the same.

A window of the stream is waiting, by language and length; each worker process takes the longest of a language whose
models it has loaded. It returns bytes, and dies with its parent. A document that no worker survives, or that raises,
comes back without annotations and with a sentence that says so: it is kept, not read.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import multiprocessing
import os
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from .annotate import annotate, language_of
from .forked import begin
from .model import Annotations, Document, Unusable, encode

WINDOW = 200
"""Documents that wait at most."""
WINDOW_SIZE = 4_000_000
"""Code points of text that wait at most, but for the last document."""
TASK_SIZE = 10_000
"""Code points of text that a worker gets at once, but for a longer document, which is alone."""
TASK = 16
"""Documents that a worker gets at once."""
TICK = 0.1
"""Seconds after which Ctrl-C is heard at the latest, where nothing else happens."""
AHEAD = 2
"""Tasks that a worker has in hand: one under way, one waiting."""
WORTH_LOADING = 60_000
"""Code points of waiting text, for each worker that has the models of its language, from which on another one loads
them too: some three seconds of either."""
WORTH_IT = 40
"""Reports from which on a second process gives more than its start costs."""
MEMORY = 900 << 20
"""Bytes that a worker takes with the models of two languages, the sentence encoder, and a long report in hand."""
LONGEST_REASON = 200
"""Code points of what an annotator that fails says."""
DIED = "kept, but not read: the process that read it died"
"""What is told of a document that no worker survives."""

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
    return max(1, min(cores(), _memory() // 2 // MEMORY))


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> int:
    """Bytes of memory of this machine; enough for a few workers where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 8 << 30


def readings(documents: Iterable[Document], workers: int, annotator: Annotator = annotate) -> Iterator[Reading]:
    """Annotate documents, as many at a time as there are workers, and yield each as it is done, in no fixed order.

    The stream is read no further ahead than a window and what the workers have in hand. Raises WeightsError where a
    model is not the right one, and WorkersError where no worker process can live.
    """
    if workers == 1:
        for document in documents:
            yield Reading(document, *outcome(document, annotator))
        return
    stream = iter(documents)
    first = next(stream, None)
    if first is None:  # no process is started for nothing
        return
    waiting = _Waiting(itertools.chain([first], stream))
    crew: list[_Worker] = []
    try:
        with _uninterrupted():
            crew += [_Worker(annotator) for _ in range(workers)]
        while not waiting.ended or any(worker.in_hand for worker in crew):
            with _uninterrupted():
                waiting.read()
                for worker in crew:
                    worker.take(waiting, crew)
                holder = {future: worker for worker in crew for future in worker.in_hand}
                # As long as there is room for more documents, these are read while the workers work.
                done, _ = wait(holder, timeout=TICK if waiting.full and holder else 0, return_when=FIRST_COMPLETED)
                finished = [reading for future in done for reading in holder[future].finished(future)]
            yield from finished
    finally:
        with _uninterrupted():
            for worker in crew:
                worker.kill()
            for worker in crew:
                worker.stop()


@dataclass(frozen=True, slots=True)
class _Job:
    """A document of the stream, and the same as a worker gets it: in its language, which is identified once."""

    asked: Document
    given: Document


class _Waiting:
    """The documents of the stream that are read and not handed out, by language, the longest first."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.text: dict[str, int] = defaultdict(int)
        """Code points that wait, by language; one more for each document, so that an empty one counts."""
        self._stream = iter(documents)
        self._at_end = False
        self._jobs: dict[str, list[tuple[int, int, _Job]]] = defaultdict(list)
        self._arrival = itertools.count()

    @property
    def full(self) -> bool:
        """Whether no more is to be read now."""
        return self._at_end or sum(map(len, self._jobs.values())) >= WINDOW or sum(self.text.values()) >= WINDOW_SIZE

    @property
    def ended(self) -> bool:
        """Whether all that the stream gave is handed out."""
        return self._at_end and not any(self._jobs.values())

    def read(self) -> None:
        """Read a few documents more, if there is room."""
        for _ in range(TASK):
            if self.full:
                return
            document = next(self._stream, None)
            if document is None:
                self._at_end = True
                return
            lang = language_of(document)
            size = len(document.text) + 1
            job = _Job(document, replace(document, lang=lang))
            heapq.heappush(self._jobs[lang or ""], (-size, next(self._arrival), job))
            self.text[lang or ""] += size

    def task(self, language: str) -> list[_Job]:
        """The longest documents of a language, as many as a worker gets at once."""
        jobs = self._jobs[language]
        task: list[_Job] = []
        size = 0
        while jobs and (not task or (len(task) < TASK and size - jobs[0][0] <= TASK_SIZE)):
            less, _, job = heapq.heappop(jobs)
            task.append(job)
            size -= less
        self.text[language] -= size
        return task


_Results = list[tuple[bytes, str | None]]


class _Worker:
    """A process that annotates, the tasks that it has in hand, and the languages whose models it has loaded."""

    def __init__(self, annotator: Annotator) -> None:
        self.in_hand: dict[Future[_Results], list[_Job]] = {}
        self.languages: set[str] = set()
        self._annotator = annotator
        self._start()

    def take(self, waiting: _Waiting, crew: Sequence[_Worker]) -> None:
        """Take tasks in hand, as many as there should be."""
        while len(self.in_hand) < AHEAD and (language := self._language(waiting, crew)) is not None:
            self.languages.add(language)
            task = waiting.task(language)
            self.in_hand[self._handed_out(task)] = task

    def _language(self, waiting: _Waiting, crew: Sequence[_Worker]) -> str | None:
        """Of the languages that are loaded that of which most waits; another one where loading it is worth it."""
        sizes = {language: size for language, size in waiting.text.items() if size}
        if loaded := sizes.keys() & self.languages:
            return max(loaded, key=lambda language: (sizes[language], language))
        at_work = {language: sum(language in worker.languages for worker in crew) for language in sizes}
        worth = [x for x, n in at_work.items() if not n or sizes[x] / n >= WORTH_LOADING]
        return max(worth, key=lambda language: (sizes[language] / (1 + at_work[language]), language), default=None)

    def finished(self, future: Future[_Results]) -> Iterator[Reading]:
        """What a finished task gives; where the worker has died, all that it had in hand is done again, alone."""
        task = self.in_hand.get(future, [])
        try:
            results = future.result() if task else []
        except BrokenProcessPool:
            suspects = list(itertools.chain.from_iterable(self.in_hand.values()))
            self.in_hand.clear()
            self._restart()
            yield from self._one_by_one(suspects)
        else:
            self.in_hand.pop(future, None)
            for job, result in zip(task, results, strict=True):
                yield Reading(job.asked, *result)

    def _one_by_one(self, jobs: Iterable[_Job]) -> Iterator[Reading]:
        """Each document with nothing beside it, so that the one that kills the worker is known."""
        for job in jobs:
            try:
                (result,) = self._handed_out([job]).result()
            except BrokenProcessPool:
                self._restart()
                result = unread(job.given), DIED
            yield Reading(job.asked, *result)

    def _handed_out(self, task: Sequence[_Job]) -> Future[_Results]:
        try:
            return self._executor.submit(_task, [job.given for job in task], self._annotator)
        except BrokenProcessPool as problem:
            broken: Future[_Results] = Future()
            broken.set_exception(problem)
            return broken

    def _start(self) -> None:
        """A new process, which loads its code while the parent reads on."""
        self._executor = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=begin)
        with _undisturbed():
            self._begun = self._executor.submit(_alive)

    def _restart(self) -> None:
        """A new process for one that died. Raises WorkersError where it cannot live either."""
        self._executor.shutdown()
        self._start()
        try:
            self._begun.result()
        except BrokenProcessPool as problem:
            message = "no worker process can be started on this machine; use one process: --workers 1"
            raise WorkersError(message) from problem

    def kill(self) -> None:
        """Kill the process, whatever it has in hand."""
        # The executor has no public way to end a task that runs (before Python 3.14, kill_workers).
        for process in list((self._executor._processes or {}).values()):
            process.kill()

    def stop(self) -> None:
        """Wait until the executor of a killed process has ended: at its exit Python wakes up every executor's thread,
        and one that is just closing what it is woken by would be told on the error stream."""
        self._executor.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C inside waits for the end: in the midst of an executor's work it would leave a lock held, and the program
    would never end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    if came:
        signal.raise_signal(signal.SIGINT)


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


def _alive() -> None:
    """A task that any worker can do."""


def _task(documents: Sequence[Document], annotator: Annotator) -> _Results:
    return [outcome(document, annotator) for document in documents]


def outcome(document: Document, annotator: Annotator) -> tuple[bytes, str | None]:
    """The annotations as bytes; where the annotator fails on this document, why. Raises Unusable where the fault is not
    the document's."""
    try:
        return encode(annotator(document)), None
    except Unusable:
        raise
    except Exception as problem:
        told = " ".join(f"{type(problem).__name__}: {problem}".split())[:LONGEST_REASON]
        return unread(document), f"kept, but not read: the annotators failed on it ({told})"


def unread(document: Document) -> bytes:
    """The annotations, as bytes, of a document that is kept and not read."""
    return encode(Annotations(lang=language_of(document), read=False))
