"""What lies in a zip, tar or gzip archive, as sources of their own. Nothing is ever written to disk by its name.

An archive is hostile input: what is unpacked of it is metered, and one that swells beyond reason is given up.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import posixpath
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader
from typing import IO, Any

from ..model import Rejected
from .files import Source, printable
from .known import KNOWN_FILE, Known, known_in

DEEPEST = 3
"""Archives inside each other that are opened."""
FREE = 256 << 20
"""Bytes that any archive may unpack to."""
SWELLING = 100
"""Bytes beyond that for each byte of the archive."""
MOST_KNOWN = 16 << 20
"""Bytes of a reports.csv inside an archive."""
PACKINGS: tuple[tuple[bytes, Callable[[IO[bytes]], Any]], ...] = (
    (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
"""How a packed tar archive begins, and what unpacks it."""


BROKEN = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError)
"""What the libraries raise on an archive that is damaged, or none."""


class Swollen(ValueError):
    """The archive unpacks to more than any pile of reports would."""


class _Metered(io.RawIOBase):
    """A stream that gives up once more was read through its budget than was allowed."""

    def __init__(self, stream: IO[bytes], budget: list[int]) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._budget[0] -= len(data)
        if self._budget[0] < 0:
            raise Swollen("it unpacks to far more than it holds; unpack it yourself and build the folder")
        buffer[: len(data)] = data
        return len(data)


def members(source: Source, stream: BufferedReader, kind: str) -> Iterator[Source | Rejected]:
    """The files in an archive of a kind (zip, tar, gzip), each to be read before the next is asked for.

    Raises Swollen, and what the libraries raise on archives that are damaged.
    """
    if source.inside >= DEEPEST:
        yield source.rejected(f"an archive in {DEEPEST} others; unpack it yourself and build the folder")
        return
    with tempfile.TemporaryFile() as spooled:
        if source.inside or not stream.seekable():
            shutil.copyfileobj(stream, spooled)
            spooled.seek(0)
            stream = BufferedReader(spooled.raw)
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        budget = [FREE + SWELLING * size]
        if kind == "zip":
            yield from _zipped(source, stream, budget)
        elif kind == "tar" or _is_tar(stream):
            yield from _tarred(source, stream, budget)
        else:
            name = source.name.removesuffix(".gz")
            yield _member(source, name, gzip.GzipFile(fileobj=stream), budget, Known())


def _zipped(source: Source, stream: BufferedReader, budget: list[int]) -> Iterator[Source | Rejected]:
    with zipfile.ZipFile(stream) as archive:
        infos = sorted((i for i in archive.infolist() if not i.is_dir()), key=lambda i: i.filename)
        names = {i.filename for i in infos}
        known = {}
        for info in infos:
            if (
                posixpath.basename(info.filename) == KNOWN_FILE
                and not info.flag_bits & 1
                and info.file_size <= MOST_KNOWN
            ):
                folder = posixpath.dirname(info.filename)
                known[folder] = _known(source, archive.read(info), folder, names)
        yield from (r for k in known.values() for r in k.rejected)
        for info in infos:
            if _passed_over(info.filename):
                continue
            if info.flag_bits & 1:
                yield Rejected(_uri(source, info.filename), "locked by a password; unpack it first", source.origin)
                continue
            about = known.get(posixpath.dirname(info.filename), Known())
            yield _member(source, info.filename, archive.open(info), budget, about)


def _tarred(source: Source, stream: BufferedReader, budget: list[int]) -> Iterator[Source | Rejected]:
    """Twice through the archive: what reports.csv tells may stand behind the files that it is about."""
    known: dict[str, bytes] = {}
    names: set[str] = set()
    # Where it is damaged, the second time tells it, behind what stood before.
    with contextlib.suppress(*BROKEN):
        for info, content in _in_tar(stream, budget.copy()):
            names.add(info.name)
            if posixpath.basename(info.name) == KNOWN_FILE and content and info.size <= MOST_KNOWN:
                known[posixpath.dirname(info.name)] = content.read()
    told = {folder: _known(source, content, folder, names) for folder, content in known.items()}
    yield from (r for k in told.values() for r in k.rejected)
    stream.seek(0)
    for info, content in _in_tar(stream, budget):
        if info.isdir() or _passed_over(info.name):
            continue
        if content is None:
            yield Rejected(_uri(source, info.name), "a link or a device, not a file", source.origin)
        else:
            yield _member(source, info.name, content, budget, told.get(posixpath.dirname(info.name), Known()))


def _in_tar(stream: BufferedReader, budget: list[int]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    start = stream.peek(6)
    packing = next((unpack for magic, unpack in PACKINGS if start.startswith(magic)), None)
    unpacked = BufferedReader(_Metered(packing(stream) if packing else stream, budget))
    with tarfile.open(fileobj=unpacked, mode="r|") as archive:
        for info in archive:
            yield info, archive.extractfile(info) if info.isreg() else None


def _is_tar(stream: BufferedReader) -> bool:
    """Whether a gzip stream holds a tar archive."""
    start = gzip.GzipFile(fileobj=stream).read(512)
    stream.seek(0)
    return start[257:262] == b"ustar"


def _member(source: Source, name: str, content: Any, budget: list[int], known: Known) -> Source:
    def opened() -> BufferedReader:
        return BufferedReader(_Metered(content, budget))

    base = printable(posixpath.basename(name.replace("\\", "/")))
    given = known.of(posixpath.basename(name))
    return Source(base, _uri(source, name), source.origin, opened, given, source.inside + 1)


def _uri(source: Source, name: str) -> str:
    """Where a member stands, without a root, a drive or steps upwards."""
    parts = [p for p in printable(name.replace("\\", "/")).split("/") if p not in ("", ".", "..")]
    return "/".join([source.uri, *parts])


def _passed_over(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[-1] == KNOWN_FILE or any(p.startswith((".", "__MACOSX")) and p not in (".", "..") for p in parts)


def _known(source: Source, content: bytes, folder: str, names: set[str]) -> Known:
    return known_in(content, source.origin, lambda name: posixpath.join(folder, name) in names)
