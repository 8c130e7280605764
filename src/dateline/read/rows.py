"""Rows of JSONL, one report a line: fields `text` (needed), id, uri, title, outlet, lang, published or dct."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from ..model import Document, Rejected
from .files import Source
from .text import document

_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half a character, which JSON can spell and no file can hold; a replacement character stands for it."""


def read(source: Source, known: Mapping[str, str]) -> Iterator[Document | Rejected]:
    """The reports of a `.jsonl` file, streamed; a line that is no report is rejected by its number.

    What `known` says of the file holds for every row that does not say it itself.
    """
    with source.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _row(line, f"{source.uri}:{number}", str(source.path.absolute()), known)


def _row(line: bytes, where: str, origin: str, known: Mapping[str, str]) -> Document | Rejected:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Rejected(where, "the line is not UTF-8 text")
    except (json.JSONDecodeError, RecursionError):
        return Rejected(where, "the line is not a JSON object")
    if not isinstance(row, dict):
        return Rejected(where, "the line is not a JSON object")
    row = {key: _SURROGATE.sub("\ufffd", v) if isinstance(v, str) else v for key, v in row.items()}
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return Rejected(where, "the row has no text: the field `text` is needed")
    if "\x00" in text:
        return Rejected(where, "not text: it holds NUL bytes")
    name = row.get("id")
    row.setdefault("published", row.get("dct"))
    told = {**known, **{k: v for k, v in row.items() if v not in (None, "")}}
    return document(text, name=None if name is None else str(name), uri=None, origin=origin, known=told, plain=False)
