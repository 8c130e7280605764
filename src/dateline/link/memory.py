"""What the linkers have made of one report or of two, kept in the record for as long as it holds.

An outline and a telling are pure functions of one document, and a comparison is one of two outlines' reports: a build
that adds ten reports makes and compares those. What is kept goes with the rows of its document, and with the code that
made it; without it the links are the same, only slower.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator
from importlib import resources

import msgspec

from ..record.store import Record
from . import gather
from .copies import Copy
from .outlines import Outline, decoded, outline
from .passages import Report
from .tellings import Telling, telling

LOADED = 500
"""Reports that are held while they are compared."""
MADE_BY = ("annotate", "languages", "link", "record")
"""The folders whose code and data make what is kept."""


class Memory:
    """What is kept of the documents of a record; with `keep`, what is missing is written into it as well, inside the
    caller's transaction. Without, nothing that is kept is believed."""

    def __init__(self, record: Record, *, keep: bool) -> None:
        self._record, self._keep = record, keep
        self._load = functools.lru_cache(maxsize=LOADED)(functools.partial(gather.report, record))
        if keep:
            record.connection.execute("DELETE FROM sketches WHERE made_by <> ?", (_made_by(),))

    def outlines(self) -> Iterator[Outline]:
        """The outline of each document."""
        for identity, data in self._kept("outline"):
            if data is not None:
                yield decoded(identity, data)
                continue
            made = outline(self._load(identity))
            self._put(identity, "outline", made.encoded())
            yield made

    def telling(self, identity: str) -> tuple[Telling, Outline]:
        """What a document tells by itself, and its outline."""
        query = "SELECT data FROM sketches WHERE document = ? AND kind = 'telling'"
        for row in self._record.rows(query, (identity,)) if self._keep else ():
            told, held = _telling.decode(row["data"])
            return told, decoded(identity, held)
        made, seen = telling(self._record, identity)
        self._put(identity, "telling", _encode((made, seen.encoded())))
        return made, seen

    def report(self, identity: str) -> Report:
        """One document as its sentences."""
        return self._load(identity)

    def comparing(self, compare: Callable[[Report, Report], Copy | None]) -> _Comparing:
        """The same function of two outlines' reports, which looks first at what it gave before."""
        return _Comparing(self, compare, dict(self._kept("compared")))

    def _kept(self, kind: str) -> Iterable[tuple[str, bytes | None]]:
        """The ids of all documents, each with what is kept of this kind."""
        if not self._keep:
            return [(d["id"], None) for d in self._record.rows("SELECT id FROM documents ORDER BY number")]
        query = """SELECT d.id, s.data FROM documents d
                   LEFT JOIN sketches s ON s.document = d.id AND s.kind = ? ORDER BY d.number"""
        return ((d["id"], d["data"]) for d in self._record.rows(query, (kind,)))

    def _put(self, identity: str, kind: str, data: bytes) -> None:
        if self._keep:
            values = (identity, kind, _made_by(), data)
            self._record.connection.execute("INSERT OR REPLACE INTO sketches VALUES (?, ?, ?, ?)", values)


class _Compared(msgspec.Struct, array_like=True):
    """Of one report: its digest, those of reports that stand in no relation to it, and by their digests the copies."""

    digest: bytes
    unlike: set[bytes]
    copies: dict[bytes, Copy]


class _Comparing:
    def __init__(
        self, memory: Memory, compare: Callable[[Report, Report], Copy | None], kept: dict[str, bytes | None]
    ) -> None:
        self._memory, self._compare = memory, compare
        self._kept = kept
        self._at: dict[str, _Compared] = {}
        self._changed: set[str] = set()

    def __call__(self, earlier: Outline, later: Outline) -> Copy | None:
        known = self._of(later)
        if earlier.digest in known.unlike:
            return None
        if earlier.digest in known.copies:
            return known.copies[earlier.digest]
        found = self._compare(self._memory.report(earlier.id), self._memory.report(later.id))
        if found is None:
            known.unlike.add(earlier.digest)
        else:
            known.copies[earlier.digest] = found
        self._changed.add(later.id)
        return found

    def _of(self, later: Outline) -> _Compared:
        if later.id not in self._at:
            data = self._kept.pop(later.id, None)
            known = _compared.decode(data) if data else None
            if known is None or known.digest != later.digest:
                known = _Compared(later.digest, set(), {})
            self._at[later.id] = known
        return self._at[later.id]

    def keep(self) -> None:
        """Keep what was compared now."""
        for identity in sorted(self._changed):
            self._memory._put(identity, "compared", _encode(self._at[identity]))


_encode: Callable[[object], bytes] = msgspec.msgpack.Encoder().encode
_telling = msgspec.msgpack.Decoder(tuple[Telling, bytes])
_compared = msgspec.msgpack.Decoder(_Compared)


@functools.cache
def _made_by() -> str:
    """A hash of the code and data that make what is kept."""
    made_by = hashlib.sha256()
    folders = [resources.files("dateline") / folder for folder in MADE_BY]
    while folders:
        for item in sorted(folders.pop().iterdir(), key=lambda f: f.name):
            if item.is_dir():
                folders.append(item)
            elif item.name.endswith((".py", ".toml")):
                made_by.update(f"{item.name}\x00".encode() + item.read_bytes())
    return made_by.hexdigest()[:16]
