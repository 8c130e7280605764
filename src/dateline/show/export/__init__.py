"""The record in the formats of others: a file a table, and one file for the tools of the field. Pages have options of
their own and stand in `show.page`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path

from ...record.store import Record
from ..selection import View
from . import dossier, followthemoney, plover, tables, timelinejs, webannotation

FORMATS: Mapping[str, Callable[[Record, Path, View], list[Path]]] = {
    **{kind: functools.partial(tables.write, kind) for kind in tables.KINDS},
    "markdown": dossier.write,
    "timelinejs": timelinejs.write,
    "plover": plover.write,
    "followthemoney": followthemoney.write,
    "webannotation": webannotation.write,
}
"""What writes each format: a record, where to, and which part of the timeline a page of it shows."""


def export(record: Record, name: str, output: Path, view: View | None = None) -> list[Path]:
    """Write the record in one of `FORMATS`; gives the files.

    `output` is a folder, made where it is missing; or, for a format of one file, the file itself where it has an
    ending. `view` counts for what shows a timeline (markdown, timelinejs): its level, and the language of titles and
    headings. Raises Unusable where a package is missing that the format needs, PackError where there is no pack of the
    language.
    """
    return FORMATS[name](record, output, view or View())
