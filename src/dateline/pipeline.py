"""The whole job, in order: read -> annotate -> record, a document at a time; then link and publish.

build(paths, record)      what `dateline build` does
rebuild(path)             the same from the texts inside the record
relinked(record, ...)     after the user's word: rows and links anew, no parse
stamp()                   what made an annotation: when it changes, the document is read again
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from . import pack as packs
from . import stamp as made_by
from .annotate import annotate, dated, language_of, weights
from .engine import Engine, Readings, opened
from .link import remembering
from .model import Annotations, Document, Rejected, Timex, encode
from .read import read
from .read.files import STANDARD_INPUT
from .record import salvage, write
from .record.store import Record, locked, unlock
from .workers import cores, readings

Progress = Callable[[str], None]
"""Called with the name of the stage ("reports", "links") as each report is done, and as the last stage begins."""


@dataclass(slots=True)
class Built:
    """What a build did: reports read now, those that stood in the record already, what failed; and how many reports of
    the record no pack can read, and how many were read by a pack without its model; where a rebuild has kept a damaged
    file."""

    added: int = 0
    known: int = 0
    not_read: int = 0
    rejected: int = 0
    alone: int = 0
    damaged: Path | None = None


def build(
    paths: Iterable[Path],
    record: Record,
    *,
    workers: int = 1,
    linkers: int | None = None,
    engine: Engine = Engine.local,
    fields: Mapping[str, str] | None = None,
    progress: Progress = lambda _: None,
) -> Built:
    """Add the reports under `paths` to the record and link all of it anew; the rows are the same for any `engine`, any
    number of `workers` that annotate, and of `linkers`, processes that link (as many as workers, if not given).

    Documents stream, and each is kept in one transaction, so that a build that dies goes on where it stopped. What
    other packs, models or code annotated is annotated again. `fields` names the columns of rows (`read.read`).
    """
    paths = list(paths)
    built = Built()
    write.forget_rejected(record, ("-" if path == STANDARD_INPUT else str(path.absolute()) for path in paths))
    moved: dict[str, Document] = {}
    with opened(engine, readings, record.path, stamp()) as by:
        new = _new(read(paths, fields or {}), record, built, moved, progress)
        _annotated(new, record, workers, built, progress, by)
        for identity, document in moved.items():
            if found := write.kept(record, identity):
                write.pend(record, document, encode(found.annotations), found.stamp)
        _annotated(write.stale(record, stamp()), record, workers, built, progress, by)
    return _published(record, built, linkers or workers, progress)


def rebuild(
    path: Path, *, workers: int = 1, progress: Progress = lambda _: None, waiting: Callable[[], None] = lambda: None
) -> Built:
    """Make a record anew from the texts and the judgements inside it, also one of an older version or a damaged one.

    What cannot be saved is rejected with its reason. The new record takes the old one's place when it is whole; a
    rebuild that dies goes on where it stopped. Raises RecordError where the file is no record.
    """
    built = Built()
    made = path.with_name(f"{path.name}.rebuild")
    lock = locked(path, waiting)
    try:
        with salvage.Old(path) as old:
            with Record.open(made, create=True) as record:
                _annotated(_new(old.documents(), record, built, {}, progress), record, workers, built, progress)
                old.copy_word(record)
                # A rebuild that died may have read what was removed since.
                write.remove(record, old.gone(record), *remembering())
                _published(record, built, workers, progress)
            built.damaged = old.give_way(made)
    finally:
        unlock(lock)
    return built


def _published(record: Record, built: Built, linkers: int, progress: Progress) -> Built:
    progress("links")
    # Actors of Ray may be more than this machine has processors, and it links alone.
    write.publish(record, *remembering(min(linkers, cores())))
    built.not_read = record.rows("SELECT count(*) AS n FROM documents WHERE read = 0")[0]["n"]
    built.alone = record.rows("SELECT count(*) AS n FROM documents WHERE alone = 1")[0]["n"]
    return built


def relinked(record: Record, documents: Iterable[str]) -> None:
    """Make the rows of some documents (by id) and all links anew, after the user's word on them has changed.

    Only a document that is now said to be in another language is parsed again.
    """
    documents = list(documents)
    held = [found for identity in documents if (found := write.kept(record, identity))]
    again = [k.document for k in held if language_of(_in_language(k.document, record)) != k.annotations.lang]
    if again:
        _annotated(again, record, 1, Built(), lambda _: None)
    write.publish(record, *remembering(), documents)


def annotated(path: Path) -> Iterator[tuple[Document, Annotations, tuple[Timex, ...]] | Rejected]:
    """The rows of a JSONL file with their annotations and resolved dates, nothing stored.

    `dct`, the document creation time, is what a row's `published` is elsewhere.
    """
    for item in read([path]):
        if isinstance(item, Rejected):
            yield item
        else:
            yield item, *dated(item, annotate(item))


def _new(
    items: Iterable[Document | Rejected],
    record: Record,
    built: Built,
    moved: dict[str, Document],
    progress: Progress,
) -> Iterator[Document]:
    """The documents that the record does not hold as the present packs, models and code read them.

    Of one text with one name at two places of a build, the place that comes first in the alphabet counts, so that the
    order of reading does not show. `moved` collects those that only stand elsewhere, or of which other facts are given.
    """
    seen: dict[str, write.Place] = {}
    for item in items:
        if isinstance(item, Rejected):
            if not record.holds(item.origin):
                write.reject(record, item)
                built.rejected += 1
                progress("reports")
            continue
        place = write.place_of(item)
        first = seen.get(item.id)
        standing = None if first else write.standing(record, item.id, stamp())
        seen[item.id] = min(place, first) if first else place
        if first is None and (standing is None or standing.lang != item.given.lang):
            yield item
            continue
        if first:
            changed = place < first
        else:
            assert standing
            changed = place != standing.place and (standing.origin == item.origin or place < standing.place)
        if changed:
            moved[item.id] = item
        built.known += 1
        progress("reports")


def _annotated(
    documents: Iterable[Document],
    record: Record,
    workers: int,
    built: Built,
    progress: Progress,
    by: Readings = readings,
) -> None:
    """Annotate documents and keep them until they are published."""
    for reading in by((_in_language(d, record) for d in documents), workers):
        document = replace(reading.document, lang=reading.document.given.lang)
        write.pend(record, document, reading.data, stamp())
        built.added += 1
        if reading.problem:
            uri = document.uri or document.source_id or document.id
            write.reject(record, Rejected(uri, reading.problem, document.origin))
            built.rejected += 1
        progress("reports")


def _in_language(document: Document, record: Record) -> Document:
    """The document in the language that the user has set for it."""
    lang = write.word_on(record, document.id).facts.get("lang", document.lang)
    return replace(document, lang=lang)


UNREAD = frozenset({"page.toml", "export.toml"})
"""The files of a pack by which no report is read: the words of pages and exports."""


@functools.cache
def stamp() -> str:
    """A hash of the code that marks and annotates, the packs' data and the versions of the models."""
    models = (packs.table(code, "pack").get("model") for code in packs.codes())
    versions = [f"{model} {weights.version(model) if model else ''}" for model in models]
    return made_by.of(("annotate", "languages", "read"), without=UNREAD, also=versions)
