"""Which files a path means, in an order that does not depend on the file system."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any

from ..model import Given, Rejected
from .known import KNOWN_FILE, Known, known_about

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: a file, a member of an archive, standard input.

    `name` is what it is called and enters the ids of its reports; `uri` names it inside the folder that was given, so
    that moving the folder changes no row; `origin` is the file on this machine. `inside` counts the archives that it
    lies in.
    """

    name: str
    uri: str
    origin: str
    open: Callable[[], BufferedReader]
    given: Given = field(default_factory=Given)
    inside: int = 0

    def rejected(self, reason: str, number: int | None = None) -> Rejected:
        """That this source, or its line of that number, cannot be read, and why."""
        return Rejected(self.uri if number is None else f"{self.uri}:{number}", reason, self.origin)


def sources(paths: Iterable[Path]) -> Iterator[Source | Rejected]:
    """The files under the paths, each folder in the order of names; hidden files and `reports.csv` are passed over."""
    for path in paths:
        if path == STANDARD_INPUT:
            yield Source("-", "-", "-", lambda: BufferedReader(_unclosed(sys.stdin.buffer)))
        elif path.is_dir():
            yield from _Folder(path).sources(path, [])
        elif path.exists():
            yield _file(path, path.name, known_about(path.parent))
        else:
            yield Rejected(printable(str(path)), "there is no such file or folder", str(path.absolute()))


class _Folder:
    """A folder that was given, and what lies under it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def sources(self, folder: Path, above: list[tuple[int, int]]) -> Iterator[Source | Rejected]:
        """What lies in a folder and below; `above` are the folders that lead there, so that no link runs in a ring."""
        try:
            status = folder.stat()
            names = sorted(os.listdir(folder))
        except OSError as problem:
            yield self._rejected(folder, f"the folder cannot be read: {problem.strerror}")
            return
        here = (status.st_dev, status.st_ino)
        if here in above:
            yield self._rejected(folder, "the link leads back to a folder that it lies in")
            return
        known = known_about(folder)
        yield from known.rejected
        shown = [folder / name for name in names if not name.startswith(".") and name != KNOWN_FILE]
        for path in sorted(shown, key=lambda path: (path.is_dir(), path.name)):
            if path.is_dir():
                yield from self.sources(path, [*above, here])
            elif path.is_file():
                yield _file(path, self._uri(path), known)
            else:
                yield self._rejected(path, "not a regular file, or a link that leads nowhere")

    def _uri(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _rejected(self, path: Path, reason: str) -> Rejected:
        return Rejected(printable(self._uri(path)), reason, str(path.absolute()))


def _file(path: Path, uri: str, known: Known) -> Source | Rejected:
    if not path.is_file():
        return Rejected(printable(uri), "not a regular file, or a link that leads nowhere", str(path.absolute()))
    name = printable(path.name)
    return Source(name, printable(uri), printable(str(path.absolute())), lambda: path.open("rb"), known.of(path.name))


def printable(name: str) -> str:
    """A name as text that can be stored and shown: bytes that are no UTF-8 and control characters are replaced."""
    whole = os.fsencode(name).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in whole)


def _unclosed(stream: Any) -> Any:
    """Standard input stays open when its reader is done."""
    return open(os.dup(stream.fileno()), "rb", buffering=0)
