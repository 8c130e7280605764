"""Which files a path means, in an order that does not depend on the file system."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..model import Rejected
from .known import KNOWN_FILE


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. `uri` names it inside the folder that was given, so that moving the folder changes no row."""

    path: Path
    uri: str


def sources(paths: Iterable[Path]) -> Iterator[Source | Rejected]:
    """The files under the paths, each folder in the order of names; hidden files and `reports.csv` are passed over."""
    for path in paths:
        if path.is_dir():
            yield from _inside(path)
        elif path.exists():
            yield Source(path, path.name)
        else:
            yield Rejected(str(path), "there is no such file or folder")


def _inside(root: Path) -> Iterator[Source | Rejected]:
    problems: list[OSError] = []
    for folder, below, names in os.walk(root, onerror=problems.append):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or name == KNOWN_FILE:
                continue
            if not path.is_file():
                yield Rejected(path.relative_to(root).as_posix(), "not a regular file, or a link that leads nowhere")
                continue
            yield Source(path, path.relative_to(root).as_posix())
    for problem in problems:
        yield Rejected(str(problem.filename), f"the folder cannot be read: {problem.strerror}")
