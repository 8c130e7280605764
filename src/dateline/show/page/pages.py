"""The pages as HTML: one template a kind of page, the words of the interface from the packs, no script, and a policy
that lets a browser load nothing and use no style but the one that stands in the page."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from ...record.store import Record
from ..timeline import ends
from . import words as interface
from .address import FIRST, Asked, Form, Links
from .scope import Scope
from .views import actors, conflicts, copies, events, figures, positions, reports, search, timeline, voices
from .words import Words, inert

View = Callable[[Scope, Asked], Mapping[str, Any] | None]

KINDS: Mapping[str, tuple[str, View]] = {
    FIRST: ("timeline.html", timeline.view),
    "voices": ("voices.html", voices.view),
    "positions": ("positions.html", positions.view),
    "figures": ("figures.html", figures.view),
    "actors": ("actors.html", actors.view),
    "conflicts": ("conflicts.html", conflicts.view),
    "reports": ("reports.html", reports.view),
    "search": ("search.html", search.view),
}
"""The pages that every record has: their template, and what they show."""
ROWS: Mapping[str, tuple[str, View]] = {
    "event": ("event.html", events.view),
    "series": ("series.html", figures.one),
    "actor": ("actor.html", actors.one),
    "relation": ("relation.html", actors.relation),
    "conflict": ("conflict.html", conflicts.one),
    "report": ("report.html", reports.one),
    "copy": ("copy.html", copies.view),
}
"""The pages of single rows."""
STYLE = (resources.files("dateline") / "show" / "page" / "style.css").read_text(encoding="utf-8")


def policy(form_action: str) -> str:
    """The Content-Security-Policy of a page: nothing is loaded, one style is allowed by its hash, and forms go where
    it is said; who may frame the page can only be said in a header."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    allowed = (f"style-src 'sha256-{digest}'", "base-uri 'none'", f"form-action {form_action}")
    return "; ".join(("default-src 'none'", *allowed))


@dataclass(frozen=True, slots=True)
class Manner:
    """How pages are given: the form of their links, whether only cited sentences of the reports are shown, and the
    token of the forms by which rows are judged, where they can be."""

    form: Form = "served"
    cited: bool = False
    token: str | None = None


class Pages:
    """The pages of one state of a record, in the words of one language, as of a day where one is asked for."""

    def __init__(
        self,
        record: Record,
        words: Words,
        manner: Manner = Manner(),
        asof: str | None = None,
        memory: dict[Hashable, Any] | None = None,
    ) -> None:
        """Raises ValueError where `asof` is no ISO date."""
        self._scope = Scope(record, words["lang"], asof, memory)
        self._words = words
        self._manner = manner
        self.names = [kind for kind in KINDS if self._stands(kind)]

    def page(self, asked: Asked, sticky: Mapping[str, str | None] | None = None) -> tuple[str | None, Links]:
        """The page that is asked for, None where there is none, and the links in it. `sticky` values are in all links.

        Raises ValueError where a value that it is asked for with is none that it can have.
        """
        links = Links(self._manner.form, asked, sticky)
        template, view = (ROWS if asked.id else KINDS).get(asked.kind, ("", None))
        if view is None or not self._stands(asked.kind):
            return None, links
        cited = self._manner.cited and asked.kind == "report"
        data = reports.one(self._scope, asked, cited=True) if cited else view(self._scope, asked)
        return self._filled(template, links, data) if data is not None else None, links

    def missing(self, sticky: Mapping[str, str | None] | None = None) -> str:
        """The page that stands where there is none."""
        return self._filled("missing.html", Links(self._manner.form, Asked("missing"), sticky), {})

    def frame(self, sheets: list[Markup]) -> str:
        """All pages as one, each of them a section."""
        return self._filled("single.html", Links("single", Asked(FIRST)), {"sheets": sheets})

    def _stands(self, kind: str) -> bool:
        """Whether there are pages of a kind: no search in files, and no copy beside its original where only cited
        sentences are shown."""
        if kind == "search":
            return self._manner.form == "served"
        return not (kind == "copy" and self._manner.cited)

    def _filled(self, template: str, links: Links, data: Mapping[str, Any]) -> str:
        lang = self._words["lang"]
        shared = {
            "words": self._words,
            "languages": interface.languages(lang),
            "day": functools.partial(interface.day, lang=lang),
            "number": functools.partial(interface.number, lang=lang),
            "span": functools.partial(interface.span, lang=lang),
            "names": self._scope.names,
            "langs": self._scope.langs,
            "story": self._scope.record.path.stem,
            "asof": self._scope.asof,
            "undated_reports": self._undated(),
            "kinds": self.names,
            "links": links,
            "manner": self._manner,
            "policy": policy("'none'"),
            "sheet": "sheet.html" if links.form == "single" else "base.html",
        }
        return _templates().get_template(template).render({**shared, **data})

    def _undated(self) -> int:
        """As of a day: how many reports are left out because it is not known when they were published."""
        query = "SELECT count(*) AS n FROM documents WHERE published_latest IS NULL"
        return self._scope.rows(query)[0]["n"] if self._scope.asof else 0


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
    environment.globals.update(ends=ends, in_languages=interface.offered, style=Markup(STYLE))
    return environment
