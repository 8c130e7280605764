"""Where a page stands: the names of pages, and the links between them in each form that pages are given.

A page is of a kind, of one row of the record or none, and may be asked for with values ("level", "page" ...). Served,
the values are a query; in a folder they are part of the file's name; in a single file every page is a section. Names
are made of kinds, ids of the record and plain values, never of what a report says of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

Form = Literal["served", "folder", "single"]

FIRST = "index"
"""The kind of the first page, the timeline."""
NAME = re.compile(r"([a-z]+)(?:-([0-9a-f]+(?:-[0-9a-f]+)?))?\.html")
KEPT = re.compile(r"[0-9a-z-]+")
"""A value that may be part of a file's name."""
ZOOM: Mapping[Form, int] = {"served": 10, "folder": 7, "single": 0}
"""The longest ISO date that has a timeline of its own: to the day where pages are made when they are asked for."""
ASKABLE = frozenset((
    "about", "actor", "kind", "language", "level", "nameless", "outlet", "page", "part", "place", "q", "stance", "type",
    "when", "who",
))  # fmt: skip
"""What pages can be asked for with."""
PART = 60_000
"""Code points of a report that a page shows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A page as it is asked for: its kind, the id of its row, and values."""

    kind: str
    id: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def number(self, key: str, least: int = 1) -> int:
        """The value as a whole number, `least` where it is none."""
        value = self.values.get(key, "")
        return max(int(value), least) if re.fullmatch(r"[0-9]{1,9}", value) else least

    def word(self, key: str) -> str | None:
        """The value without blanks around it; None where there is nothing."""
        return self.values.get(key, "").strip() or None

    @property
    def stem(self) -> str:
        """The name of its file, without the ending."""
        name = f"{self.kind}-{self.id}" if self.id else self.kind
        return ".".join([name, *(f"{key}-{value}" for key, value in sorted(self.values.items()))])


class Links:
    """The links of one page, `here`. `sticky` values are kept by every link; those that are followed are `asked`."""

    def __init__(self, form: Form, here: Asked, sticky: Mapping[str, str | None] | None = None) -> None:
        self.form: Form = form
        self.here = here
        self.asked: list[Asked] = []
        self._sticky = {key: value for key, value in (sticky or {}).items() if value}

    @property
    def served(self) -> bool:
        return self.form == "served"

    def zooms(self, value: str) -> bool:
        """Whether there is a timeline of just these days."""
        return len(value) <= ZOOM[self.form]

    def to(self, kind: str, row: str | None = None, anchor: str | None = None, /, **values: object) -> str:
        """The link to a page; a value that is None, empty or 1 is left out, for it means the first."""
        plain = {key: str(v) for key, v in values.items() if v not in (None, "", 1, "1")}
        if self.served:
            name = f"{kind}-{row}.html" if row else f"{kind}.html"
            query = urlencode({**plain, **self._sticky})
            return f"{name}{'?' if query else ''}{query}{f'#{anchor}' if anchor else ''}"
        page = Asked(kind, row, plain)
        if not all(KEPT.fullmatch(value) for value in plain.values()):
            raise ValueError(f"no file can be named after {plain}")
        self.asked.append(page)
        if self.form == "folder":
            return f"{page.stem}.html{f'#{anchor}' if anchor else ''}"
        return f"#{_within(page, anchor) if anchor else page.stem}"

    def at(self, document: str, start: int, anchor: str) -> str:
        """The link to an anchor in the text of a report, at a code point."""
        return self.to("report", document, anchor, part=start // PART + 1)

    def again(self, /, **values: object) -> str:
        """The link to this page with other values; those that are not named stay as they are."""
        every: dict[str, Any] = {**self.here.values, **values}
        return self.to(self.here.kind, self.here.id, **every)

    def turned(self, key: str, value: str | None) -> str:
        """The link to this page with another sticky value, or without it."""
        other = Links(self.form, self.here, {**self._sticky, key: value})
        return other.again()

    def anchor(self, name: str) -> str:
        """The id of an element of this page."""
        return _within(self.here, name) if self.form == "single" else name

    def hidden(self, *without: str) -> Iterator[tuple[str, str]]:
        """What a form of this page must pass on: the values that it does not ask for itself, and the sticky ones."""
        values = {**self.here.values, **self._sticky}
        yield from ((key, value) for key, value in sorted(values.items()) if key not in (*without, "page"))


def _within(page: Asked, anchor: str) -> str:
    return f"{page.stem}--{anchor}"


def parsed(name: str, values: Mapping[str, str]) -> Asked | None:
    """What the name of a page asks for; None where it is no name of a page."""
    found = NAME.fullmatch(name)
    return Asked(found[1], found[2], values) if found else None
