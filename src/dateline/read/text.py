"""One plain text file is one report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import Boilerplate, Document, Published, Rejected, content_id
from .boilerplate import boilerplate, credit, header, title
from .files import Source
from .known import published_by_user


def read(source: Source, known: Mapping[str, str]) -> Iterator[Document | Rejected]:
    """The report of a `.txt` file. Raises UnicodeDecodeError where it is not UTF-8."""
    content = source.path.read_bytes().decode("utf-8-sig")
    if not content.strip():
        yield Rejected(source.uri, "the file is empty")
    elif "\x00" in content:
        yield Rejected(source.uri, "not text: it holds NUL bytes")
    else:
        yield document(content, name=source.path.name, uri=source.uri, origin=str(source.path.absolute()), known=known)


def document(
    text: str, *, name: str | None, uri: str | None, origin: str, known: Mapping[str, object], plain: bool = True
) -> Document:
    """A document of a text and what is known of it.

    `name` is what its source calls it (file name or row id) and enters the id; `known` has the columns of
    `reports.csv`. A `plain` text may begin with its title and hold a header; a row has fields for both.
    """
    marked: tuple[Boilerplate, ...] = (*credit(text), *boilerplate(text))
    published = published_by_user(known.get("published"))
    found = header(text)
    if found:
        marked = (found.span, *marked)
        if published.how != "user":
            published = Published(found.days.earliest, found.days.latest, "header", found.reasons)
    return Document(
        id=content_id(text, name or "", str(known.get("uri") or "")),
        text=text,
        source_id=name,
        uri=_text(known.get("uri")) or uri,
        origin=origin,
        title=_text(known.get("title")) or (title(text, marked) if plain else None),
        outlet=_text(known.get("outlet")),
        lang=_text(known.get("lang")),
        published=published,
        boilerplate=marked,
    )


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None
