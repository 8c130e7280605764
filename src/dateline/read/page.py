"""A web page is one report: its text by trafilatura, its day by what it states, else by htmldate.

The page is parsed once (lxml), without the network. Of the dates that it states, those in its metadata count first:
schema.org's datePublished, then Open Graph's and Dublin Core's. What htmldate finds beside them has always a day; it
is cut to the month or the year where the page does not say that day.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BufferedReader
from typing import Any

import lxml.html
from lxml.etree import ParserError

from ..interval import days_of
from ..model import Document, Rejected
from .encoding import NotText, decode
from .files import Source
from .known import given_of
from .text import LONGEST, TOO_LONG, document

MOST = 32 << 20
"""Bytes of a page that is read."""
MOST_DEPTH = 200
"""Elements inside each other that the extractor, which calls itself for each, is trusted with."""
STATED = (
    ("meta", "property", "article:published_time", "content"),
    ("meta", "itemprop", "datePublished", "content"),
    ("meta", "name", "datePublished", "content"),
    ("meta", "name", "DC.date.issued", "content"),
    ("meta", "name", "dc.date", "content"),
    ("meta", "name", "dcterms.created", "content"),
    ("meta", "name", "parsely-pub-date", "content"),
    ("meta", "name", "date", "content"),
    ("time", "itemprop", "datePublished", "datetime"),
    ("time", "pubdate", None, "datetime"),
)
"""Where a page states its day: tag, attribute, value of that attribute, attribute that holds the day."""
for _library in ("trafilatura", "htmldate", "courlan", "justext"):
    # What they have to say of a page is said by the sentence that rejects it.
    logging.getLogger(_library).setLevel(logging.CRITICAL)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?![\d/])")


def read(source: Source, stream: BufferedReader) -> Iterator[Document | Rejected]:
    """The report of a `.html` file."""
    data = stream.read(MOST + 1)
    if len(data) > MOST:
        yield source.rejected(f"a page of more than {MOST >> 20} MiB; save its text alone and build again")
        return
    yield page(source, data)


def page(source: Source, data: bytes, name: str | None = None) -> Document | Rejected:
    """The report of a page's bytes; `name` is what its source calls it."""
    from trafilatura import bare_extraction

    try:
        markup, note = _markup(data)
        tree = _tree(markup)
    except NotText as problem:
        return source.rejected(str(problem))
    except (ParserError, ValueError):
        return source.rejected("the file holds no page")
    told = _told(tree)
    stated, by = _stated(tree, markup)
    # The extractor takes the tree apart, so it comes last.
    found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    text = (getattr(found, "text", None) or "").strip()
    if not text:
        return source.rejected("no article was found in the page; save its text as .txt and build again")
    if len(text) > LONGEST:
        return source.rejected(TOO_LONG)
    over = {field: getattr(source.given, field) for field in told}
    given = given_of(over, given_of(told, source.given))
    stated, by = (stated, by) if stated else (source.given.stated, source.given.stated_by)
    given = replace(given, stated=stated, stated_by=by, notes=(note,) if note else ())
    return document(text + "\n", name=name or source.name, uri=source.uri, origin=source.origin, given=given)


def plain(markup: str) -> str:
    """The text of a piece of markup, as feeds hold it: a line for each block."""
    if "<" not in markup:
        return markup.strip()
    try:
        tree = _tree(f"<div>{markup}</div>")
    except (ParserError, ValueError):
        return ""
    for element in tree.iter("script", "style"):
        element.text = None
    for element in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"):
        element.tail = f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in str(tree.text_content()).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _markup(data: bytes) -> tuple[str, str | None]:
    """The page as text: in the encoding that it declares, if it decodes so, else as any file."""
    declared = _CHARSET.search(data[:4096])
    if declared:
        try:
            return data.decode(declared[1].decode("ascii")), None
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _tree(markup: str) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    _flatten(tree)
    return tree


def _flatten(tree: Any) -> None:
    """Take out what lies deeper than any article: it would take the extractor with it."""
    level = [tree]
    for _ in range(MOST_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    for element in level:
        element.clear()


def _told(tree: Any) -> dict[str, object]:
    """Title, outlet and address that the page gives for itself. Its language is told by the text: what a page declares
    is often that of its template."""
    heading = _first(tree.xpath("//h1[1]//text()")) or _first(tree.xpath("//title/text()"))
    told = {
        "title": _meta(tree, "og:title") or heading,
        "outlet": _meta(tree, "og:site_name"),
        "uri": _address(_first(tree.xpath("//link[@rel='canonical']/@href")) or _meta(tree, "og:url")),
    }
    return {field: value for field, value in told.items() if value}


def _meta(tree: Any, name: str) -> str | None:
    return _first(tree.xpath("//meta[@property=$n or @name=$n]/@content", n=name))


def _first(values: Iterable[Any]) -> str | None:
    return next((words for value in values if (words := " ".join(str(value).split()))), None)


def _address(value: str | None) -> str | None:
    return value if value and value.startswith(("http://", "https://")) else None


def _stated(tree: Any, markup: str) -> tuple[str | None, str | None]:
    """The day that the page states, as an ISO date cut at its precision, and what states it."""
    for block in tree.xpath("//script[@type='application/ld+json']/text()"):
        if day := _iso(_published_in(block)):
            return day, "schema.org datePublished"
    for tag, attribute, value, holder in STATED:
        for element in tree.iter(tag):
            said = element.get(attribute)
            if (
                said is not None
                and (value is None or said.lower() == value.lower())
                and (day := _iso(element.get(holder)))
            ):
                return day, f"{tag} {value or attribute}"
    return _guessed(tree, markup)


def _published_in(block: str) -> str | None:
    """datePublished in a block of JSON-LD, wherever it stands there."""
    try:
        waiting = [json.loads(block)]
    except (ValueError, RecursionError):
        return None
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, dict):
            if isinstance(found := value.get("datePublished"), str):
                return found
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return None


def _iso(value: str | None) -> str | None:
    found = _DAY.match((value or "").strip())
    if not found:
        return None
    try:
        days_of(found[0])
    except ValueError:
        return None
    return found[0]


def _guessed(tree: Any, markup: str) -> tuple[str | None, str | None]:
    from htmldate import find_date

    day = find_date(tree, original_date=True, extensive_search=False)
    if not day:
        return None, None
    return _said(day, markup), "htmldate"


def _said(date: str, markup: str) -> str:
    """The date without the day, or the month, that the page does not say: htmldate fills in what is missing."""
    year, month, day = date.split("-")
    m, d = int(month), int(day)
    numeric = rf"{year}[-/.]?0?{m}[-/.]?0?{d}(?!\d)|(?<!\d)0?{d}[-/.]0?{m}[-/.]{year}|(?<!\d)0?{m}[-/.]0?{d}[-/.]{year}"
    worded = (
        rf"(?<!\d)0?{d}[^\W\d]{{0,2}}\.?,? [^\W\d]{{3,12}}\.?,? {year}|[^\W\d]{{3,12}}\.? 0?{d}[^\W\d]{{0,2}},? {year}"
    )
    if re.search(f"{numeric}|{worded}", markup):
        return date
    if re.search(rf"{year}[-/.]{month}(?!\d)|(?<!\d){month}[-/.]{year}|[^\W\d]{{3,12}}\.? {year}", markup):
        return f"{year}-{month}"
    return year
