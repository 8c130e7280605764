"""Blocks of documents in, Parquet shards of annotations out: what an actor of Ray does, and what it leaves on the disk.

A shard has a row a document: `id`, `sent` (a hash of the document as it was sent, by which a later build knows it),
`annotations` (`model.encode`), and `problem`, a sentence or null. It is written under another name first, so that it is
whole or not there.

Ray starts an actor that has died again, and gives it its block again, without end. So each block has a note beside its
shard of which documents are begun and done: one at which actors have died twice is kept, not read, with the sentence of
the local engine, and the rest of its block is read.
"""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import threadpoolctl

from .model import Document, Unusable, content_id
from .workers import DIED, TASK, Annotator, outcome, unread

BLOCK_SIZE = 40_000
"""Code points of text of a block, but for a longer document, which is alone: what an actor that dies has to redo."""
DEATHS = 2
"""Actors that a document may kill until it is left unread; one may have died by chance."""
SHARD = pa.schema([("id", pa.string()), ("sent", pa.string()), ("annotations", pa.binary()), ("problem", pa.string())])
"""The columns of a shard."""

Row = dict[str, Any]


class Annotating:
    """What runs in an actor: the annotators, on one thread, and the shards that they fill."""

    def __init__(self, folder: str, stamp: str, annotator: Annotator) -> None:
        threadpoolctl.threadpool_limits(1)
        self._folder = Path(folder)
        self._annotator = annotator
        self._stranger = stranger(stamp)

    def __call__(self, block: pa.Table) -> Mapping[str, Sequence[str]]:
        """Annotate the documents of a block and write their shard; gives its name, or why the build has to end."""
        shard = ""
        problem: str = self._stranger
        if not problem:
            try:
                shard = self._written(block.to_pylist())
            except Unusable as unusable:
                problem = str(unusable)
            except OSError as failed:
                problem = f"{self._folder} cannot be written on {platform.node()} ({failed.strerror or failed})"
        return {"shard": [shard], "problem": [problem]}

    def _written(self, asked: Sequence[Mapping[str, Any]]) -> str:
        name = f"{content_id(*(row['sent'] for row in asked))}.parquet"
        self._folder.mkdir(parents=True, exist_ok=True)
        rows = []
        with (self._folder / f".{name}.note").open("a+", encoding="ascii") as note:
            note.seek(0)
            told = Counter(note.read().split())
            if told["block"] > DEATHS * (len(asked) + 1):
                raise Unusable(f"actors of Ray die again and again on {platform.node()}; use --engine local")
            print("block", file=note, flush=True)
            for row in asked:
                document, sent = msgspec.json.decode(row["document"], type=Document), row["sent"]
                result: tuple[bytes, str | None] = unread(document), DIED
                if told[f"+{sent}"] - told[f"-{sent}"] < DEATHS:
                    print(f"+{sent}", file=note, flush=True)
                    result = outcome(document, self._annotator)
                    print(f"-{sent}", file=note)
                rows.append({"id": row["id"], "sent": sent, "annotations": result[0], "problem": result[1]})
        half = self._folder / f".{name}.{os.getpid()}"
        pq.write_table(pa.Table.from_pylist(rows, SHARD), half)
        half.replace(self._folder / name)
        Path(note.name).unlink(missing_ok=True)
        return name


def stranger(stamp: str) -> str:
    """Why the Dateline of this machine is not the one of that stamp; empty where it is."""
    # Imported here, since the pipeline is what uses the engine; in an actor it stands alone.
    from .pipeline import stamp as of_this

    if of_this() == stamp:
        return ""
    return f"the Dateline on {platform.node()} is another one than here; install the same on all machines of Ray"


def blocks(window: Mapping[str, Document]) -> Iterator[pa.Table]:
    """The documents of a window as Ray gets them, a few in a block."""
    block: list[Row] = []
    size = 0
    for sent, document in window.items():
        if block and (len(block) == TASK or size + len(document.text) > BLOCK_SIZE):
            yield pa.Table.from_pylist(block)
            block, size = [], 0
        block.append({"id": document.id, "sent": sent, "document": msgspec.json.encode(document)})
        size += len(document.text)
    yield pa.Table.from_pylist(block)


def rows_of(path: Path) -> list[Row]:
    """The rows of a shard; none where it is not whole or not there."""
    try:
        with pq.ParquetFile(path) as shard:
            return list(shard.read().to_pylist())
    except (OSError, pa.ArrowInvalid):
        return []
