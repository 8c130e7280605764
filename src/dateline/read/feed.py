"""An RSS or Atom file (feedparser): every entry is a report."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BufferedReader
from typing import Any

from ..model import Document, Rejected
from .files import Source
from .known import given_of
from .page import plain
from .text import LONGEST, TOO_LONG, document

MOST = 64 << 20
"""Bytes of a feed that is read."""


def read(source: Source, stream: BufferedReader) -> Iterator[Document | Rejected]:
    """The reports of a feed: full contents, or summaries where the feed holds no more."""
    import feedparser

    data = stream.read(MOST + 1)
    if len(data) > MOST:
        yield source.rejected(f"a feed of more than {MOST >> 20} MiB; cut it and build again")
        return
    # What stands inside is not cleaned by feedparser: only its text is kept.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        yield source.rejected("no entries were found: it is no RSS or Atom feed, or an empty one")
    for number, entry in enumerate(feed.entries, start=1):
        yield _entry(source, number, entry, feed.feed)


def _entry(source: Source, number: int, entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Document | Rejected:
    pieces = [content.get("value", "") for content in entry.get("content", ())] or [entry.get("summary", "")]
    text = plain(max(pieces, key=len)).replace("\x00", "")
    if not text.strip():
        return source.rejected("the entry has no text", number)
    if len(text) > LONGEST:
        return source.rejected(f"the text of the entry is {TOO_LONG}", number)
    told = {
        "title": plain(entry.get("title", "")) or None,
        "uri": entry.get("link"),
        "outlet": plain(feed.get("title", "")) or None,
    }
    told = {field: value for field, value in told.items() if value}
    over = {field: getattr(source.given, field) for field in ("outlet", "lang")}
    given = given_of(over, given_of(told, source.given, row=True))
    for field in ("published_parsed", "updated_parsed"):
        if day := entry.get(field):
            given = replace(given, stated=time.strftime("%Y-%m-%d", day), stated_by=f"feed {field.partition('_')[0]}")
            break
    name = entry.get("id") or entry.get("link") or source.name
    return document(text + "\n", name=str(name), uri=source.uri, origin=source.origin, given=given)
