"""The whole job, in order: read -> annotate -> resolve -> record, a document at a time; then link.

build(paths, record)      what `dateline build` does
stamp()                   what made an annotation: when it changes, the document is read again
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

from . import pack as packs
from .annotate import annotate
from .annotate.resolve import resolve
from .link import link
from .model import Annotations, Document, Rejected, Timex
from .read import read
from .record.store import Record


@dataclass(slots=True)
class Built:
    """What a build did: documents read now, those that stood in the record already, and what was rejected."""

    added: int = 0
    known: int = 0
    not_read: int = 0
    rejected: int = 0


def build(paths: Iterable[Path], record: Record, progress: Callable[[], None] = lambda: None) -> Built:
    """Add the reports under `paths` to the record and link all of it anew.

    Documents stream: one is in memory at a time, and each is one transaction, so that a build that dies goes on
    where it stopped. `progress` is called after each document.
    """
    built = Built()
    for item in read(paths):
        if isinstance(item, Rejected):
            record.reject(item)
            built.rejected += 1
        elif record.holds(item.id, stamp()):
            built.known += 1
        else:
            built.not_read += not add(item, record)
            built.added += 1
        progress()
    record.replace_links(link(record))
    return built


def add(document: Document, record: Record) -> bool:
    """Annotate one document and write it; False where no pack reads its language."""
    annotations = annotate(document)
    record.put(document, annotations, resolve(annotations.expressions, annotations.published), stamp())
    return annotations.read


def annotated(path: Path) -> Iterator[tuple[Document, Annotations, tuple[Timex, ...]] | Rejected]:
    """The rows of a JSONL file with their annotations and resolved dates, nothing stored.

    `dct`, the document creation time, is what a row's `published` is elsewhere.
    """
    for item in read([path]):
        if isinstance(item, Rejected):
            yield item
        else:
            annotations = annotate(item)
            yield item, annotations, resolve(annotations.expressions, annotations.published)


@functools.cache
def stamp() -> str:
    """A hash of the annotators' code, the packs' data and the versions of the models."""
    made_by = hashlib.sha256()
    for folder in ("annotate", "languages"):
        for path, content in _contents(resources.files("dateline") / folder):
            made_by.update(f"{folder}/{path}\x00{len(content)}\x00".encode() + content)
    for code in packs.codes():
        model = packs.load(code).table("pack").get("model")
        made_by.update(f"{model} {metadata.version(model) if model else ''}".encode())
    return made_by.hexdigest()[:16]


def _contents(folder: Traversable, path: str = "") -> list[tuple[str, bytes]]:
    found = []
    for item in sorted(folder.iterdir(), key=lambda f: f.name):
        if item.is_dir():
            found += _contents(item, f"{path}{item.name}/")
        elif item.name.endswith((".py", ".toml")):
            found.append((path + item.name, item.read_bytes()))
    return found
