"""One plain text file, or one in Markdown, is one report; and how any report becomes a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader

from ..interval import days_of
from ..model import Boilerplate, Document, Given, Published, Rejected, content_id
from .boilerplate import Header, agency, boilerplate, credit, header, title
from .encoding import NotText, decode
from .files import Source
from .known import given_of, published_by_user

LONGEST = 2_000_000
"""Code points of the longest report that is read."""
LONGEST_BYTES = 4 * LONGEST
TOO_LONG = f"longer than {LONGEST:,} characters; cut it into its reports and build again"
FRONT_MATTER = re.compile(r"---[ \t]*\r?\n((?:[^\n]*\n){0,60}?)---[ \t]*\r?\n")
FRONT_FIELDS = {"title": "title", "date": "published", "outlet": "outlet", "lang": "lang", "source": "outlet"}


def read(source: Source, stream: BufferedReader) -> Iterator[Document | Rejected]:
    """The report of a text file."""
    found = content(source, stream)
    if isinstance(found, Rejected):
        yield found
        return
    text, notes = found
    given = replace(source.given, notes=notes)
    yield document(text, name=source.name, uri=source.uri, origin=source.origin, given=given)


def read_markdown(source: Source, stream: BufferedReader) -> Iterator[Document | Rejected]:
    """The report of a Markdown file: what stands in its front matter is given, a heading at its head is its title.

    The text that is kept begins behind both; its own marks stay where they are.
    """
    found = content(source, stream)
    if isinstance(found, Rejected):
        yield found
        return
    text, notes = found
    told: dict[str, object] = {}
    if front := FRONT_MATTER.match(text):
        for line in front[1].splitlines():
            key, _, value = line.partition(":")
            if field := FRONT_FIELDS.get(key.strip().lower()):
                told[field] = value.strip().strip("\"'")
        text = text[front.end() :]
    heading, _, body = text.lstrip().partition("\n")
    if heading.startswith("# ") and body.strip():
        told.setdefault("title", heading.removeprefix("# ").strip())
        text = body
    if not text.strip():
        yield source.rejected("the file holds no text under its heading")
        return
    # What reports.csv says of the file outranks what stands in it.
    given = given_of({field: getattr(source.given, field) for field in told}, given_of(told, source.given))
    given = replace(given, notes=notes)
    yield document(text, name=source.name, uri=source.uri, origin=source.origin, given=given)


def content(
    source: Source, stream: BufferedReader, most: int = LONGEST_BYTES
) -> tuple[str, tuple[str, ...]] | Rejected:
    """The text of a whole source with notes on what was guessed; or why there is none."""
    data = stream.read(most + 1)
    if len(data) > most:
        return source.rejected(TOO_LONG)
    try:
        text, note = decode(data)
    except NotText as problem:
        return source.rejected(str(problem))
    if not text.strip():
        return source.rejected("the file is empty")
    if len(text) > LONGEST:
        return source.rejected(TOO_LONG)
    return text, (note,) if note else ()


def document(text: str, *, name: str | None, uri: str | None, origin: str | None, given: Given) -> Document:
    """A document of a text and what is given of it.

    `name` is what its source calls it (file name or row id) and enters the id, as does an `uri` that is given. A text
    that is no row and has no given title may begin with its title.
    """
    marked: tuple[Boilerplate, ...] = (*credit(text), *boilerplate(text))
    found = header(text)
    if found:
        marked = (found.span, *marked)
    return Document(
        id=content_id(text, name or "", given.uri or ""),
        text=text,
        source_id=name,
        uri=given.uri or uri,
        origin=origin,
        title=given.title or (None if given.row else title(text, marked)),
        outlet=given.outlet,
        agency=agency(text),
        lang=given.lang,
        published=_published(given, found),
        boilerplate=marked,
        given=given,
    )


def _published(given: Given, found: Header | None) -> Published:
    """The user's word, else the metadata of the page, else the header of the text."""
    published = published_by_user(given.published)
    if published.how == "user":
        return published
    if given.stated:
        days = days_of(given.stated)
        return Published(days.earliest, days.latest, "metadata", (f"{given.stated_by}: {given.stated}",))
    if found:
        return Published(found.days.earliest, found.days.latest, "header", found.reasons)
    return published
