"""Files in, documents out: each report that can be read, and for the rest one sentence that says why not.

`read` walks files and folders (`files`), tells by its name or its first bytes what each is, and gives it to its reader
(`text`, `rows`, `page`, `feed`, `crawl`); archives are opened on the way (`archive`). What the user knows stands in a
`reports.csv` beside the files (`known`); headers, credits and boilerplate are marked (`boilerplate`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BufferedReader
from pathlib import Path

from ..model import Document, Rejected
from . import archive, rows, text
from .files import Source, sources

Fields = Mapping[str, str]
Reader = Callable[[Source, BufferedReader, Fields], Iterator[Document | Rejected]]


def _page(source: Source, stream: BufferedReader, fields: Fields) -> Iterator[Document | Rejected]:
    # Imported where a page is read: the extractor takes longer to start than a pile of texts to read.
    from .page import read

    return read(source, stream)


def _feed(source: Source, stream: BufferedReader, fields: Fields) -> Iterator[Document | Rejected]:
    from .feed import read

    return read(source, stream)


def _crawl(source: Source, stream: BufferedReader, fields: Fields) -> Iterator[Document | Rejected]:
    from .crawl import read

    return read(source, stream)


READERS: Mapping[str, Reader] = {
    "text": lambda source, stream, _: text.read(source, stream),
    "markdown": lambda source, stream, _: text.read_markdown(source, stream),
    "page": _page,
    "lines": rows.read_lines,
    "json": rows.read_json,
    "csv": rows.read_csv,
    "feed": _feed,
    "crawl": _crawl,
}
"""What reads each kind of file."""
ENDINGS: Mapping[str, str] = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "page", ".htm": "page", ".xhtml": "page",
    ".jsonl": "lines", ".ndjson": "lines", ".json": "json", ".csv": "csv", ".tsv": "csv",
    ".xml": "feed", ".rss": "feed", ".atom": "feed", ".warc": "crawl", ".warc.gz": "crawl",
    ".zip": "zip", ".tar": "tar", ".tgz": "tar", ".tar.gz": "tar", ".tar.bz2": "tar", ".tar.xz": "tar", ".gz": "gzip",
}  # fmt: skip
"""The kind of a file by the ending of its name."""
UNREADABLE = frozenset(
    {
        ".pdf",
        ".doc",
        ".docx",
        ".odt",
        ".rtf",
        ".epub",
        ".xls",
        ".xlsx",
        ".ods",
        ".ppt",
        ".pptx",
        ".jpg",
        ".jpeg",
        ".png",
    }
    | {".gif", ".webp", ".mp3", ".mp4", ".exe", ".rar", ".7z"}
)
"""Endings of files that are told from their names alone."""
BEGINNINGS = (
    (b"PK\x03\x04", "zip"), (b"\x1f\x8b", "gzip"), (b"BZh", "tar"), (b"\xfd7zXZ\x00", "tar"), (b"WARC/", "crawl"),
    (b"<?xml", "feed"), (b"<rss", "feed"), (b"<feed", "feed"),
    (b"<!doctype html", "page"), (b"<html", "page"), (b"{", "lines"), (b"[", "json"),
)  # fmt: skip
"""The kind of a file whose name does not tell it, by its first bytes (in small letters)."""
MOST_TOLD = 1000
"""Rows or members of one file of which each is told by itself that it cannot be read."""


def read(paths: Iterable[Path], fields: Fields | None = None) -> Iterator[Document | Rejected]:
    """Every report in the files and folders, one at a time; what cannot be read comes as `Rejected`.

    The path `-` is standard input. `fields` maps our names of a row's fields (text, id, uri, title, outlet, lang,
    published) to those that the rows have. Nothing is skipped silently but hidden files, and `reports.csv`, which tells
    about the files beside it.
    """
    for source in sources(paths):
        if isinstance(source, Rejected):
            yield source
        else:
            yield from _not_flooded(source, _read(source, fields or {}))


def _not_flooded(source: Source, items: Iterable[Document | Rejected]) -> Iterator[Document | Rejected]:
    """The items of one file; where very many of them cannot be read, the first of these and how many there are."""
    rejected = 0
    for item in items:
        rejected += isinstance(item, Rejected)
        if isinstance(item, Document) or rejected <= MOST_TOLD:
            yield item
    if rejected > MOST_TOLD:
        yield source.rejected(
            f"{rejected - MOST_TOLD:,} more of its rows or members cannot be read, besides those told"
        )


def count(paths: Iterable[Path]) -> int:
    """About how many reports `read` will give: files, and lines of row files. For a progress bar."""
    total = 0
    for source in sources(paths):
        if isinstance(source, Rejected):
            continue
        total += 1
        if source.uri != "-" and ending(source.name) in (".jsonl", ".ndjson", ".csv", ".tsv"):
            try:
                with source.open() as file:
                    total += sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1
            except OSError:
                continue
    return total


def ending(name: str) -> str:
    """The ending of a name that tells its kind, also a double one, such as `.tar.gz`; else its last one."""
    name = name.lower()
    found = [e for e in ENDINGS if name.endswith(e)]
    return max(found, key=len, default=posixpath.splitext(name)[1])


def _read(source: Source, fields: Fields) -> Iterator[Document | Rejected]:
    """All that a source holds. Whatever its reader raises ends this source alone, with one sentence."""
    try:
        with source.open() as stream:
            kind = _kind(source, stream)
            if kind in READERS:
                found = False
                for item in READERS[kind](source, stream, fields):
                    found = True
                    yield item
                if not found:
                    yield source.rejected("the file holds no report")
            elif kind in ("zip", "tar", "gzip"):
                found = False
                for member in archive.members(source, stream, kind):
                    found = True
                    yield from [member] if isinstance(member, Rejected) else _read(member, fields)
                if not found:
                    yield source.rejected("the archive holds no file")
            else:
                known = ", ".join(e for e in ENDINGS if e.count(".") == 1)
                yield source.rejected(
                    f"no reader for this kind of file; save it as text or HTML; these are read: {known}"
                )
    except archive.Swollen as problem:
        yield source.rejected(str(problem))
    except archive.BROKEN as problem:
        yield source.rejected(f"the archive is damaged or none ({problem}); what stood before is read")
    except OSError as problem:
        yield source.rejected(f"cannot be read: {problem.strerror or problem}")
    except (Exception, RecursionError) as problem:
        # Readers stand on libraries that no one has tried on every input: one file must not cost the others.
        said = " ".join(f"{type(problem).__name__}: {problem}".split())[:120]
        yield source.rejected(f"cannot be read ({said}); save its text as .txt and build again")


def _kind(source: Source, stream: BufferedReader) -> str:
    """What kind of file it is: by the ending of its name, else by its first bytes; "" where no reader takes it."""
    told = ending(source.name)
    if told in ENDINGS:
        return ENDINGS[told]
    if told in UNREADABLE:
        return ""
    start = stream.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for magic, kind in BEGINNINGS if start.startswith(magic.lower())), "text")
