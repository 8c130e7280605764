"""The texts in a damaged record, read page by page, where SQLite no longer finds its way from one to the next.

A row is taken for what it is only where its id is the hash of its text, so that nothing damaged passes for sound.
Method: the leaf pages of tables, their cells and overflow chains, as the SQLite file format documents them
(https://www.sqlite.org/fileformat2.html).
"""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MAGIC = b"SQLite format 3\x00"
USUAL_PAGE = 4096
"""Bytes of a page where the header does not tell."""
LEAF = 0x0D
"""The first byte of a page that holds rows of a table."""
FEWEST_COLUMNS = 12
"""Columns of a row of documents, at least."""
LARGEST = 1 << 30
"""Bytes of a row, at most: more is no row."""

_HASH = re.compile(r"[0-9a-f]{16}")
Value = str | bytes | int | None


class Row(NamedTuple):
    """What of a row of documents tells what was read: the other columns follow from it."""

    id: str
    source_id: str | None
    uri: str | None
    origin: str | None
    proof: str | None
    given: str
    text: str


def rows(path: Path) -> Iterator[Row]:
    """What looks like a row of documents, on any page that is in use, in the order of the pages; to be checked by its
    id."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            pages = _Pages(content)
            for number in range(1, pages.count + 1):
                for payload in pages.payloads(number) if number not in pages.free else ():
                    if found := _row(payload):
                        yield found


class _Pages:
    """The pages of a file, by number from 1."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        size = struct.unpack(">H", content[16:18])[0] if content[:16] == MAGIC else USUAL_PAGE
        size = 65536 if size == 1 else size
        self.size = size if size >= 512 and size & (size - 1) == 0 else USUAL_PAGE
        self.count = -(-len(content) // self.size)
        self.free = frozenset(self._free())

    def page(self, number: int) -> bytes:
        """The bytes of a page; less than a page at the end of a file that is cut short."""
        return self._content[(number - 1) * self.size : number * self.size] if 0 < number <= self.count else b""

    def _free(self) -> Iterator[int]:
        """The pages that hold nothing any more."""
        trunk = int.from_bytes(self._content[32:36], "big")
        seen: set[int] = set()
        while trunk not in seen and len(page := self.page(trunk)) == self.size:
            seen.add(trunk)
            yield trunk
            trunk, held = struct.unpack(">II", page[:8])
            yield from struct.unpack(f">{(n := min(held, self.size // 4 - 2))}I", page[8 : 8 + 4 * n])

    def payloads(self, number: int) -> Iterator[bytes]:
        """The rows on a page, as bytes, as far as they can be read."""
        page = self.page(number)
        head = 100 if number == 1 else 0
        if len(page) < head + 8 or page[head] != LEAF:
            return
        cells = int.from_bytes(page[head + 3 : head + 5], "big")
        for n in range(min(cells, self.size // 4)):
            pointer = head + 8 + 2 * n
            at = int.from_bytes(page[pointer : pointer + 2], "big")
            if (payload := self._payload(page, at)) is not None:
                yield payload

    def _payload(self, page: bytes, at: int) -> bytes | None:
        length, at = _varint(page, at)
        _, at = _varint(page, at)
        if not 0 < length < LARGEST:
            return None
        most, least = self.size - 35, (self.size - 12) * 32 // 255 - 23
        local = length
        if length > most:
            local = least + (length - least) % (self.size - 4)
            local = local if local <= most else least
        payload = bytearray(page[at : at + local])
        following = int.from_bytes(page[at + local : at + local + 4], "big") if local < length else 0
        seen: set[int] = set()
        while len(payload) < length and following not in seen and (more := self.page(following)):
            seen.add(following)
            payload += more[4 : 4 + length - len(payload)]
            following = int.from_bytes(more[:4], "big")
        return bytes(payload) if len(payload) == length else None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for n in range(8):
        byte = data[at + n] if at + n < len(data) else 0
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + n + 1
    return value << 8 | (data[at + 8] if at + 8 < len(data) else 0), at + 9


def _row(payload: bytes) -> Row | None:
    """A row of documents: its second to fifth column, and its last three; None where the bytes can be none. Records of
    older schemas have another column where `proof` is: what is no hash is none."""
    values = _values(payload)
    if values is None or len(values) < FEWEST_COLUMNS:
        return None
    identity, source_id, uri, origin = values[1:5]
    proof, given, text = values[-3:]
    if not (isinstance(identity, str) and isinstance(given, str) and isinstance(text, str)):
        return None
    source_id, uri, origin = (value if isinstance(value, str) else None for value in (source_id, uri, origin))
    proof = proof if isinstance(proof, str) and _HASH.fullmatch(proof) else None
    return Row(identity, source_id, uri, origin, proof, given, text)


def _values(payload: bytes) -> list[Value] | None:
    """The columns of a row; numbers, which nothing here needs, as 0."""
    end, at = _varint(payload, 0)
    if not at <= end <= len(payload):
        return None
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    at = end
    for kind in kinds:
        length = (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind]
        told = payload[at : at + length]
        at += length
        if kind >= 13 and kind % 2:
            try:
                values.append(told.decode())
            except UnicodeDecodeError:
                return None
        else:
            values.append(None if kind == 0 else told if kind >= 12 else 0)
    return values if at == len(payload) else None
