"""A WARC file (ISO 28500, warcio): every page that was fetched with success is a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from typing import Any

from ..model import Document, Rejected
from .encoding import NotText, decode
from .files import Source
from .known import given_of
from .page import MOST, page
from .text import LONGEST, TOO_LONG, document


def read(source: Source, stream: BufferedReader) -> Iterator[Document | Rejected]:
    """The reports of a crawl. The day of fetching bounds the publication of a page that states no day."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    pages = 0
    records = iter(ArchiveIterator(stream))
    while True:
        try:
            record = next(records, None)
        except ArchiveLoadFailed:
            yield source.rejected("no WARC file, or one that is damaged; what stood before is read")
            return
        if record is None:
            break
        headers, http = record.rec_headers, record.http_headers
        if record.rec_type not in ("response", "resource") or (http and http.get_statuscode() != "200"):
            continue
        kind = (http or headers).get_header("Content-Type") or ""
        if kind.startswith(("text/html", "application/xhtml", "text/plain")):
            pages += 1
            yield _page(source, record, plain=kind.startswith("text/plain"))
    if not pages:
        yield source.rejected("no page was found in it: no WARC file, or one without pages")


def _page(source: Source, record: Any, *, plain: bool) -> Document | Rejected:
    headers = record.rec_headers
    address = headers.get_header("WARC-Target-URI") or source.uri
    here = replace(source, uri=address)
    data = record.content_stream().read(MOST + 1)
    if len(data) > MOST:
        return here.rejected(f"a page of more than {MOST >> 20} MiB")
    day = (headers.get_header("WARC-Date") or "")[:10]
    given = given_of({"uri": address}, source.given)
    if day:
        given = replace(given, stated=f"../{day}", stated_by="WARC-Date, the day on which it was fetched")
    here = replace(here, given=given)
    if not plain:
        return page(here, data, name=address)
    try:
        text, note = decode(data)
    except NotText as problem:
        return here.rejected(str(problem))
    if not text.strip() or len(text) > LONGEST:
        return here.rejected(TOO_LONG if text.strip() else "the page is empty")
    given = replace(given, notes=(note,) if note else ())
    return document(text, name=address, uri=address, origin=source.origin, given=given)
