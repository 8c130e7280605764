"""Markdown (CommonMark with tables): a dossier of timeline, figures, positions, conflicts and sources, to be read.

Words of reports are escaped, so that none of their signs is markup, a link, or the start of a block.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ...record import queries
from ...record.store import Record
from .. import timeline as shown
from ..selection import View
from .plain import address, file_at, inert, whole, words_in

if TYPE_CHECKING:
    import jinja2

Row = dict[str, Any]

SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~&$@^]|(?<=\w):(?=//)|(?<=\bwww)\.", re.IGNORECASE)
"""Signs that are markup somewhere in a line, and those by which an address becomes a link of itself."""
OPENING = re.compile(r"(?=[-+=])|\d{1,9}(?=[.)](?:\s|$))")
"""What stands before the sign that makes a block of a line which begins so."""


def write(record: Record, output: Path, view: View) -> list[Path]:
    """Write the dossier of a view of the timeline; gives the file."""
    content = _template().render(**_content(record, view))
    path = file_at(output, "dossier.md")
    path.write_text(whole(content), encoding="utf-8", newline="\n")
    return [path]


def escaped(words: object) -> str:
    """Words in one line of Markdown that says just them; nothing for None."""
    if words is None:
        return ""
    if isinstance(words, Markup):
        return words
    line = SIGNS.sub(r"\\\g<0>", " ".join(str(inert(str(words))).split()))
    opening = OPENING.match(line)
    return f"{opening[0]}\\{line[opening.end() :]}" if opening else line


def _content(record: Record, view: View) -> Row:
    """What the template shows."""
    names = queries.Names(record)
    reports = sorted(queries.documents(record), key=_by_publication)
    news, background = shown.parts(shown.timeline(record, view))
    positions = queries.TABLES.get("positions")
    return {
        "story": record.path.stem,
        "words": words_in(view.lang),
        "parts": [(False, news), (True, background)],
        "undated": shown.undated(record),
        "series": _series(record),
        "positions": list(positions(record)) if positions else [],
        "conflicts": list(queries.conflicts(record)),
        "reports": reports,
        "number": {report["id"]: number for number, report in enumerate(reports, start=1)},
        "names": names,
        "address": address,
        "ends": shown.ends,
    }


def _by_publication(report: Row) -> tuple[bool, str, str, str]:
    days = report["published"]
    return days["latest"] is None, days["latest"] or "", days["earliest"] or "", report["id"]


def _series(record: Record) -> list[tuple[str, Sequence[Row]]]:
    """The series that hold two figures or more, by label, each with its figures in the order of their days."""
    labels = {s["id"]: s["label"] for s in record.rows("SELECT id, label FROM series")}
    held: dict[str, list[Row]] = defaultdict(list)
    for figure in queries.figures(record):
        if figure["series"] in labels:
            held[figure["series"]].append(figure)
    several = ((labels[series], figures) for series, figures in held.items() if len(figures) > 1)
    order = sorted(several, key=lambda item: (-len({f["document"] for f in item[1]}), item[0], item[1][0]["id"]))
    return [(label, sorted(figures, key=_by_day)) for label, figures in order]


def _by_day(figure: Row) -> tuple[str, str, str]:
    return figure["earliest"] or figure["latest"] or "9999", figure["latest"] or "9999", figure["id"]


@functools.cache
def _template() -> jinja2.Template:
    """The template; every value in it is escaped, and a name that is not given is an error."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("dateline", "show/export"),
        autoescape=False,
        finalize=escaped,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["raw"] = Markup
    return environment.get_template("dossier.md.jinja")
