"""Where reports are annotated: in processes of this machine, or in actors of Ray; the linker cannot tell which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .model import Document, Unusable

if TYPE_CHECKING:
    from .workers import Reading

Readings = Callable[[Iterable[Document], int], Iterator["Reading"]]
"""What `workers.readings` is: documents and a number of workers in, a Reading of each out, in no fixed order."""


class Engine(StrEnum):
    """Who runs the annotators."""

    local = "local"
    ray = "ray"


def missing(engine: Engine) -> str | None:
    """One sentence that says how to install what the engine needs, where it is not here; else None."""
    if engine is Engine.ray and not all(map(find_spec, ("ray", "pyarrow"))):
        return "--engine ray needs Ray; install it with: pip install 'dateline[ray]'"
    return None


def opened(engine: Engine, local: Readings, record: Path, stamp: str) -> AbstractContextManager[Readings]:
    """The engine, held open for one build of the record at that path by the code of that stamp (`pipeline.stamp`);
    `local` is what annotates on this machine.

    Raises Unusable where it is not installed.
    """
    if engine is Engine.local:
        return nullcontext(local)
    if problem := missing(engine):
        raise Unusable(problem)
    # Imported when it is used: it needs what a usual installation does not have.
    from . import engine_ray

    return engine_ray.opened(record, stamp)
