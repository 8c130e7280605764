"""Files in, documents out: each report that can be read, and for the rest one sentence that says why not.

`read` walks files and folders (`files`), makes documents of text files and of rows (`text`, `rows`), takes what the
user knows about them from a `reports.csv` beside them (`known`), and marks headers and boilerplate (`boilerplate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..model import Document, Rejected
from . import rows, text
from .files import Source, sources
from .known import Known, known_about

READERS = {".txt": text.read, ".jsonl": rows.read}
"""Which reader takes a file, by the ending of its name."""


def read(paths: Iterable[Path]) -> Iterator[Document | Rejected]:
    """Every report in the files and folders, one at a time; what cannot be read comes as `Rejected`.

    Nothing is skipped silently but hidden files and `reports.csv`, which tells about the files beside it.
    """
    beside: dict[Path, Known] = {}
    for source in sources(paths):
        if isinstance(source, Rejected):
            yield source
            continue
        yield from _read_source(source, beside)


def count(paths: Iterable[Path]) -> int:
    """About how many reports `read` will give: text files, and lines of row files. For a progress bar."""
    total = 0
    for source in sources(paths):
        if isinstance(source, Rejected):
            continue
        if source.path.suffix.lower() == ".jsonl":
            with source.path.open("rb") as file:
                total += sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        else:
            total += 1
    return total


def _read_source(source: Source, beside: dict[Path, Known]) -> Iterator[Document | Rejected]:
    reader = READERS.get(source.path.suffix.lower())
    if reader is None:
        endings = ", ".join(sorted(READERS))
        yield Rejected(source.uri, f"no reader for this kind of file; these are read: {endings}")
        return
    folder = source.path.parent
    if folder not in beside:
        beside[folder] = known_about(folder)
        yield from beside[folder].rejected
    try:
        yield from reader(source, beside[folder].of(source.path.name))
    except UnicodeDecodeError as problem:
        yield Rejected(source.uri, f"not UTF-8 text (byte {problem.start}); save it as UTF-8 and build again")
    except OSError as problem:
        yield Rejected(source.uri, f"cannot be read: {problem.strerror}")
