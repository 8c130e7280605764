"""The pages as HTML: one template a kind of page, the words of the interface from the packs, no script, and a policy
that lets a browser load nothing and use no style but the one that stands in the page."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from babel import Locale
from markupsafe import Markup

from ... import pack
from ...record import queries
from ...record.store import Record
from ..timeline import LEVELS, ends
from . import views

Words = Mapping[str, str]

FIRST = "index.html"
TIMELINES = {FIRST if level == min(LEVELS) else f"level-{level}.html": level for level in LEVELS}
REPORTS = "reports.html"
REPORT = re.compile(r"report-([0-9a-f]+)\.html")
"""The file of a report: the record's own id, nothing that the report says of itself."""
ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, what turns the direction of all that follows, and halves of a character."""
STYLE = (resources.files("dateline") / "show" / "page" / "style.css").read_text(encoding="utf-8")
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""The Content-Security-Policy of every page; who may frame it can only be said in a header."""


class Pages:
    """The pages of one state of a record, by the names of their files, in the words of one language.

    Links are relative, so that they lead to the same pages in a folder and from a server. With `static` a page brings
    its policy itself.
    """

    def __init__(self, record: Record, words: Words, *, static: bool = False) -> None:
        self.record = record
        self._word = queries.Word(record)
        self._lang = words["lang"]
        languages = Locale.parse(words["lang"]).languages
        self._shared = {"words": words, "languages": languages, "story": record.path.stem, "static": static}

    def names(self) -> Iterator[str]:
        """All names; those of reports that are hidden give no page."""
        yield from (*TIMELINES, REPORTS)
        for row in self.record.rows("SELECT id FROM documents ORDER BY id"):
            yield f"report-{row['id']}.html"

    def page(self, name: str) -> str | None:
        """The page of that name; None where there is none."""
        if name in TIMELINES:
            return self._filled("timeline.html", name, views.timeline(self.record, TIMELINES[name], self._lang))
        if name == REPORTS:
            return self._filled("reports.html", name, {"reports": views.reports(self.record, self._word)})
        asked = REPORT.fullmatch(name)
        report = views.report(self.record, asked[1], self._word) if asked else None
        return self._filled("report.html", name, {"report": report}) if report else None

    def missing(self) -> str:
        """The page that stands where there is none."""
        return self._filled("missing.html", "", {})

    def _filled(self, template: str, name: str, data: Mapping[str, Any]) -> str:
        return _templates().get_template(template).render(**self._shared, name=name, **data)


def words_in(code: str | None) -> Words:
    """The words of the pages in a language; in the default one where none is asked for, or where its pack has none.

    Raises PackError where there is no such pack.
    """
    default = pack.base().table("page")["default"]
    words = pack.load(code or default).table("page")
    return words if "lang" in words else pack.load(default).table("page")


def write(record: Record, folder: Path, words: Words) -> Path:
    """Write every page into the folder, which is made where it is missing; gives the first page."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = Pages(record, words, static=True)
    for name in pages.names():
        html = pages.page(name)
        if html is not None:
            (folder / name).write_text(html, encoding="utf-8", newline="")
    return folder / FIRST


def inert(value: object) -> object:
    """Words as a page may show them: what acts on a browser's text is replaced, one character by one."""
    return ACTING.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value


@functools.cache
def _templates() -> jinja2.Environment:
    """The templates; every value in them is made inert and escaped, and a name that is not given is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("dateline", "show/page/templates"),
        autoescape=True,
        finalize=inert,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(ends=ends, timelines=TIMELINES, reports_page=REPORTS, style=Markup(STYLE), policy=POLICY)
    return environment
