"""One function over many items in a few processes that are copies of this one (fork): each does its part of them.

A copy knows all that this process has in memory, so that only what the function gives is carried between processes.
It must not use what a copy may not share: the connection to a record. Where no copy can be made, or one dies, its part
is done here; what comes out is the same.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

import threadpoolctl

T = TypeVar("T")
R = TypeVar("R")

IS_SAFE = sys.platform == "linux"
"""Whether a copy of a process that has loaded numerical libraries can go on; that of macOS cannot."""


def spread(function: Callable[[T], R], items: Sequence[T], processes: int, worth: int) -> list[R]:
    """What the function gives for each item, in their order; one process for fewer items than are `worth` another.

    Raises what the function raises.
    """
    parts = min(processes, len(items) // max(worth, 1)) if IS_SAFE else 1
    if parts < 2:
        return [function(item) for item in items]
    found: list[R | None] = [None] * len(items)
    with contextlib.ExitStack() as stack:
        copies = [stack.enter_context(_copy(function, items[n::parts])) for n in range(1, parts)]
        found[::parts] = [function(item) for item in items[::parts]]
        for n, receiver in enumerate(copies, start=1):
            done: list[R] | None = _received(receiver)
            found[n::parts] = done if done is not None else [function(item) for item in items[n::parts]]
    return found  # type: ignore[return-value]


@contextlib.contextmanager
def _copy(function: Callable[[T], R], items: Sequence[T]) -> Iterator[connection.Connection | None]:
    """A process that does some items, as the pipe through which they come; ended at the end, whatever it does."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process: BaseProcess = context.Process(target=_do, args=(function, items, sender), daemon=True)
    with receiver:
        try:
            process.start()
        except OSError:
            sender.close()
            yield None
            return
        sender.close()
        try:
            yield receiver
        finally:
            process.kill()
            process.join()
            process.close()


def _do(function: Callable[[T], R], items: Sequence[T], sender: connection.Connection) -> None:
    begin()
    # What fails here fails again, and is told, in the process that asked for it.
    with contextlib.suppress(Exception), sender:
        sender.send([function(item) for item in items])


def _received(receiver: connection.Connection | None) -> list[R] | None:
    """What a copy has done; None where it has died."""
    if receiver is None:
        return None
    try:
        return receiver.recv()  # type: ignore[no-any-return]
    except (EOFError, OSError):
        return None


def begin() -> None:
    """What a process does first that another one has started: leave Ctrl-C to its parent, use one thread, and die when
    the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Processes share the cores already; threads inside each would only wait for one another.
    threadpoolctl.threadpool_limits(1)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def end_with_parent() -> None:
            connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=end_with_parent, daemon=True).start()
