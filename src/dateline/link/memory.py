"""What the linkers have made of one report, of two or of the pile, kept in the record for as long as it holds.

An outline and a telling are pure functions of one document, and a comparison is one of two outlines' reports: a build
that adds ten reports makes and compares those. What is kept of a document goes with its rows, what is kept of the pile
says by hashes what it was made of, and all goes with the code that made it; without it the links are the same, only
slower.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
import numpy as np
from cachetools import LRUCache

from .. import stamp
from ..forked import spread
from ..record.store import Record
from . import gather
from .clustering import Clustering, Part, clustering, events
from .copies import Copy
from .events import Event
from .outlines import Outline, decoded, outline
from .passages import Report
from .roles import Roles
from .stories import Likenesses, Stories
from .tellings import Telling, telling
from .told import Told

LOADED = 36_000
"""Sentences of the reports that are held while they are compared: some 7 kB each."""
AT_ONCE = 500
"""Reports of which pairs are compared at once."""
WORTH = 200
"""Pairs that take longer to compare than a process takes to begin."""
PILE = ""
"""What stands for the document of what is kept of all of them together."""
MADE_BY = ("annotate", "interval.py", "languages", "link", "model.py", "pack.py", "record")
"""The folders and modules whose code and data make what is kept."""
LONGEST = 900_000_000
"""Bytes of one thing that is kept: SQLite holds no more in one place. Beyond, a build does without."""


T = TypeVar("T")


class Memory:
    """What is kept of the documents of a record; with `keep`, what is missing is written into it as well, inside the
    caller's transaction. Without, nothing that is kept is believed."""

    def __init__(self, record: Record, *, keep: bool) -> None:
        self._record, self._keep = record, keep
        self._packed = _Packed()
        self._loaded: LRUCache[str, Report] = LRUCache(LOADED, getsizeof=lambda r: min(len(r.passages) + 1, LOADED))
        if keep:
            record.connection.execute("DELETE FROM sketches WHERE made_by <> ?", (_made_by(),))

    @functools.cached_property
    def documents(self) -> list[str]:
        """The ids of all documents, in the order of arrival."""
        return [d["id"] for d in self._record.rows("SELECT id FROM documents ORDER BY number")]

    def outlines(self) -> Iterator[Outline]:
        """The outline of each document."""
        for identity in self.documents:
            found = self.kept(identity, "outline", functools.partial(decoded, identity))
            if found is None:
                report = self.report(identity)
                self._packed.add(report)
                found = outline(report)
                self.keep(identity, "outline", found.encoded())
            yield found

    def telling(self, identity: str) -> tuple[Telling, Outline]:
        """What a document tells by itself, and its outline."""
        if found := self.kept(identity, "telling", _telling.decode):
            told, held = found
            return told, decoded(identity, held)
        made, seen = telling(self._record, identity)
        self.keep(identity, "telling", _encode((made, seen.encoded())))
        if not made.undated:
            self.keep(identity, "outline", seen.encoded())  # by itself it is as it is in the pile
        return made, seen

    def stories(self, outlines: Sequence[Outline], kind: str) -> Stories:
        """Which of these reports tell one story; `kind` tells for what that is asked."""
        known = self.kept(PILE, kind, _likenesses)
        found = Stories(outlines, known)
        if self._keep:
            len(found.pairs)  # made now
            columns = [column.tobytes() for column in found.asked]
            self.keep(PILE, kind, _encode((_digest(*columns), columns)))
        return found

    def named(self) -> dict[str, frozenset[str]]:
        """By document the keys of what it names."""
        found = {}
        for identity in self.documents:
            keys = self.kept(identity, "named", _named)
            if keys is None:
                query = "SELECT words, key FROM names WHERE document = ?"
                keys = gather.keys_of(self._record.rows(query, (identity,)))  # type: ignore[arg-type]
                ordered = sorted(keys)
                self.keep(identity, "named", _encode((_digest(*map(str.encode, ordered)), ordered)))
            found[identity] = keys
        return found

    def told(
        self, roles: Roles, actor_of: Mapping[str, str], source: gather.Source
    ) -> tuple[list[Told], dict[str, bytes]]:
        """The event mentions of all documents, and by document a digest of what it tells; `source` gives the report
        that stands for a place of a report."""
        shared: dict[Any, Any] = {}
        found: list[Told] = []
        digests = {}
        for identity in self.documents:
            known, digest = self.kept(identity, "told", _held), roles.digest(identity)
            if known is None or known[0].digest != digest:
                held = _Told.of(digest, [*gather.told(self._record, identity, roles, actor_of)])
                data = _encode(held)
                self.keep(identity, "told", data)
                known = held, _digest(data)
            origins = []
            for start, t in known[0].mentions():
                origins.append(source(identity, start))
                if origins[-1] != identity:
                    t.stand_for(origins[-1])
                t.share(shared)
                found.append(t)
            digests[identity] = _digest(known[1], *(origin.encode() for origin in origins))
        return found, digests

    def events(
        self, told: Iterable[Told], digests: Mapping[str, bytes], stories: Stories, processes: int
    ) -> tuple[Event, ...]:
        """The events of all documents; what stands from the build before is not asked anew."""
        if not self._keep:
            return events(told, stories, processes)
        before = None
        with contextlib.suppress(msgspec.DecodeError, ValueError, LookupError):
            before = Clustering.decoded(self._part)
        found = clustering(told, digests, stories, processes, before)
        for name, data in found.encoded():
            self.keep(PILE, f"clustering {name}", data)
        return found.events

    def _part(self, name: str) -> bytes:
        """A part of the last clustering. Raises LookupError where none is kept."""
        data = self.kept(PILE, f"clustering {name}", bytes)
        if data is None:
            raise LookupError(name)
        return data

    def report(self, identity: str) -> Report:
        """One document, by its id, as its sentences."""
        if (found := self._loaded.get(identity)) is None:
            found = self._loaded[identity] = self._packed.get(identity) or gather.report(self._record, identity)
        return found

    def forget_reports(self) -> None:
        """Give back what the reports take, once all are compared."""
        self._packed = _Packed()
        self._loaded.clear()

    def comparing(self, compare: Callable[[Report, Report], Copy | None], processes: int = 1) -> Comparing:
        """The same function of the reports of many pairs of outlines, which looks first at what it gave before."""
        return Comparing(self, compare, processes)

    def kept(self, identity: str, kind: str, decode: Callable[[bytes], T]) -> T | None:
        """What is kept of this kind of a document; None where nothing is, or where it is damaged."""
        query = "SELECT data FROM sketches WHERE document = ? AND kind = ?"
        for row in self._record.rows(query, (identity, kind)) if self._keep else ():
            with contextlib.suppress(msgspec.DecodeError, ValueError):
                return decode(row["data"])
        return None

    def keep(self, identity: str, kind: str, data: Part) -> None:
        """Keep it for the next build, if it can be kept."""
        if self._keep and _size(data) <= LONGEST:
            values = (identity, kind, _made_by(), data)
            self._record.connection.execute("INSERT OR REPLACE INTO sketches VALUES (?, ?, ?, ?)", values)


class _Packed:
    """The reports that were outlined now and may be compared: to unpack one takes a fifth of reading its rows. They
    stand in one stretch of memory, which goes back as a whole."""

    def __init__(self) -> None:
        self._data = io.BytesIO()
        self._at: dict[str, tuple[int, int]] = {}

    def add(self, report: Report) -> None:
        """Keep a report."""
        self._at[report.id] = self._data.seek(0, io.SEEK_END), self._data.write(_encode(report))

    def get(self, identity: str) -> Report | None:
        """The report of this id; None where it is not kept."""
        if identity not in self._at:
            return None
        start, size = self._at[identity]
        self._data.seek(start)
        return _unpacked(self._data.read(size))


class _Told(msgspec.Struct, array_like=True):
    """The event mentions of a document, without their vectors, with where they start; the digest of the actors that its
    names mean; the vectors of its sentences, and which is that of each mention."""

    digest: bytes
    unseen: list[tuple[int, Told]]
    vectors: list[bytes]
    sentences: list[int]

    @classmethod
    def of(cls, digest: bytes, mentions: Sequence[tuple[int, Told]]) -> _Told:
        """The same of mentions that have their vectors, which they lose."""
        places = {vector: n for n, vector in enumerate(dict.fromkeys(t.vector for _, t in mentions))}
        sentences = [places[t.vector] for _, t in mentions]
        for _, t in mentions:
            t.forget_vector()
        return cls(digest, [*mentions], [*places], sentences)

    @classmethod
    def decoded(cls, data: bytes) -> _Told:
        """The mentions of these bytes. Raises msgspec.DecodeError or ValueError where they are none."""
        held: _Told = _told.decode(data)
        if len(held.sentences) != len(held.unseen) or not {*held.sentences} <= {*range(len(held.vectors))}:
            raise ValueError("no such sentences")
        return held

    def mentions(self) -> Iterator[tuple[int, Told]]:
        """Each mention whole, with where it starts."""
        for (start, t), n in zip(self.unseen, self.sentences, strict=True):
            t.see(self.vectors[n])
            yield start, t


class _Compared(msgspec.Struct, array_like=True):
    """Of one report: its digest, those of reports that stand in no relation to it, and by their digests the copies."""

    digest: bytes
    unlike: set[bytes]
    copies: dict[bytes, Copy]

    def has(self, digest: bytes) -> bool:
        """Whether a report was compared with it."""
        return digest in self.unlike or digest in self.copies

    def add(self, digest: bytes, copy: Copy | None) -> None:
        if copy is None:
            self.unlike.add(digest)
        else:
            self.copies[digest] = copy


class Comparing:
    """A comparison of two reports that is made once."""

    def __init__(self, memory: Memory, compare: Callable[[Report, Report], Copy | None], processes: int) -> None:
        self._memory, self._compare, self._processes = memory, compare, processes
        self._known: dict[str, _Compared] = {}
        self._changed: set[str] = set()

    def __call__(self, pairs: Iterable[tuple[Outline, Outline]]) -> Iterator[Copy | None]:
        """What each two are to each other, the earlier one first; in their order."""
        waiting: list[tuple[Outline, Outline]] = []
        reports: set[str] = set()
        for earlier, later in pairs:
            if not self._of(later).has(earlier.digest):
                reports |= {earlier.id, later.id}
            waiting.append((earlier, later))
            if len(reports) >= AT_ONCE:
                yield from self._compared(waiting)
                waiting, reports = [], set()
        yield from self._compared(waiting)

    def _compared(self, pairs: Sequence[tuple[Outline, Outline]]) -> Iterator[Copy | None]:
        new = [pair for pair in pairs if not self._of(pair[1]).has(pair[0].digest)]
        # Before any is compared: another process has no record to read them from.
        reports = {o.id: self._memory.report(o.id) for pair in new for o in pair}

        def compared(pair: tuple[Outline, Outline]) -> Copy | None:
            return self._compare(*(reports[o.id] for o in pair))

        for (earlier, later), found in zip(new, spread(compared, new, self._processes, WORTH), strict=True):
            self._of(later).add(earlier.digest, found)
            self._changed.add(later.id)
        for earlier, later in pairs:
            yield self._of(later).copies.get(earlier.digest)

    def _of(self, later: Outline) -> _Compared:
        if later.id not in self._known:
            known = self._memory.kept(later.id, "compared", _compared.decode)
            if known is None or known.digest != later.digest:
                known = _Compared(later.digest, set(), {})
            self._known[later.id] = known
        return self._known[later.id]

    def keep(self) -> None:
        """Keep what was compared now."""
        for identity in sorted(self._changed):
            self._memory.keep(identity, "compared", _encode(self._known[identity]))


def _size(data: Part) -> int:
    return len(data) if isinstance(data, bytes) else data.nbytes


def _likenesses(data: bytes) -> Likenesses:
    proof, (pairs, likeness) = _columns.decode(data)
    if proof != _digest(pairs, likeness):
        raise ValueError("likenesses are damaged")
    return Likenesses(np.frombuffer(pairs, dtype=np.uint64), np.frombuffer(likeness))


def _named(data: bytes) -> frozenset[str]:
    proof, keys = _keys.decode(data)
    if proof != _digest(*map(str.encode, keys)):
        raise ValueError("keys are damaged")
    return frozenset(keys)


def _held(data: bytes) -> tuple[_Told, bytes]:
    """What is kept of a document's mentions, and its digest."""
    return _Told.decoded(data), _digest(data)


def _digest(*parts: bytes) -> bytes:
    return hashlib.blake2b(b"\0".join(parts), digest_size=8).digest()


_encode: Callable[[object], bytes] = msgspec.msgpack.Encoder().encode
_telling = msgspec.msgpack.Decoder(tuple[Telling, bytes])
_told = msgspec.msgpack.Decoder(_Told)
_keys = msgspec.msgpack.Decoder(tuple[bytes, list[str]])
_columns = msgspec.msgpack.Decoder(tuple[bytes, tuple[bytes, bytes]])
_compared = msgspec.msgpack.Decoder(_Compared)
_unpacked = msgspec.msgpack.Decoder(Report).decode


@functools.cache
def _made_by() -> str:
    """A hash of the code and data that make what is kept."""
    return stamp.of(MADE_BY)
