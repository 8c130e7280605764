"""The record from Python: `build` and `open`, and a `Record` whose methods give rows as types or as DataFrames.

What a method gives is what the command of its name lists; docs/record.md says what each field means. Rows are those of
`show.shapes`: frozen, with offsets in code points and days as ISO dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .model import Unusable
from .record import queries, store
from .record import search as searching
from .show import export as exporting
from .show import row as single
from .show import shapes
from .show import timeline as told
from .show.selection import View

if TYPE_CHECKING:
    import pandas

__all__ = ["Record", "Shown", "build", "open"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shown:
    """One row with its evidence: its table, the row as it is exported, and for each span the report's name (with the
    mention's id where it has one) and the sentence, with the span's words between » and «."""

    table: str
    row: Mapping[str, Any]
    evidence: tuple[tuple[str, str], ...]


class Record:
    """A record, to be read. Each call opens the file, reads one state of it and closes it: nothing is held open that a
    build would have to wait for, and what was built meanwhile shows in the next call."""

    def __init__(self, path: str | PathLike[str]) -> None:
        """The record at `path`. Raises Unusable where there is none, or where it cannot be used."""
        self.path = Path(path)
        self._opened().close()

    def __repr__(self) -> str:
        return f"<dateline.Record {str(self.path)!r}>"

    def timeline(self, **view: Any) -> list[shapes.TimelineRow]:
        """What happened and when. `view` are the fields of `show.timeline.View`: actor, since and until (ISO dates,
        partial allowed), level (1, 2, 3), dates (that many days), asof, lang. Raises ValueError for a day that is none.
        """
        return [shapes.shaped(row, shapes.TimelineRow) for row in self._timeline(View(**view))]

    def asof(self, date: str, **view: Any) -> list[shapes.TimelineRow]:
        """The timeline as told by the reports that were surely published by that day (ISO date, partial allowed)."""
        return self.timeline(asof=date, **view)

    def documents(self) -> list[shapes.Document]:
        """The reports."""
        return self._rows("documents", shapes.Document)

    def dates(self) -> list[shapes.Timex]:
        """The time expressions (TIMEX3)."""
        return self._rows("timex", shapes.Timex)

    def quotes(self) -> list[shapes.Quote]:
        """Who said what."""
        return self._rows("quotes", shapes.Quote)

    def figures(self) -> list[shapes.Figure]:
        """The quantities that were given."""
        return self._rows("figures", shapes.Figure)

    def events(self) -> list[shapes.Event]:
        """Every event, dated or not."""
        return self._rows("events", shapes.Event)

    def actors(self) -> list[shapes.Actor]:
        """The people, bodies and places, in all their spellings."""
        return self._rows("actors", shapes.Actor)

    def positions(self) -> list[shapes.Position]:
        """Who takes which stance on what, by when, and what became of it."""
        return self._rows("positions", shapes.Position)

    def causes(self) -> list[shapes.Cause]:
        """Which event is told to answer another, or to come of it."""
        return self._rows("causes", shapes.Cause)

    def conflicts(self) -> list[shapes.Conflict]:
        """Where the reports disagree, or where one replaces what another said."""
        return self._rows("conflicts", shapes.Conflict)

    def rejected(self) -> list[shapes.Rejected]:
        """What could not be read, and why."""
        return self._rows("rejected", shapes.Rejected)

    def judgements(self) -> list[shapes.Judgement]:
        """What users say of rows, also what was taken back."""
        return self._rows("judgements", shapes.Judgement)

    def search(self, words: str, *, quotes: bool = False, most: int = searching.MOST) -> list[shapes.Passage]:
        """The passages, or the quotes, in which all the words stand, the best first. Raises ValueError for no word."""
        with self._opened() as record:
            found = searching.search(record, words, quotes=quotes, most=most)
        return [shapes.shaped(row, shapes.Passage) for row in found]

    def show(self, row: str) -> Shown:
        """The row whose id begins so, of any table, with its evidence. Raises LookupError where that is none, or more
        than one."""
        with self._opened() as record:
            table, found = single.find(record, row)
            return Shown(table, found, tuple(single.evidence(record, found)))

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables: those that `export` writes and `rows` and `frame` take."""
        return tuple(queries.TABLES)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table as plain dictionaries. Raises LookupError where there is no such table."""
        if table not in queries.TABLES:
            raise LookupError(f"{table!r} is no table; there are {', '.join(queries.TABLES)}")
        with self._opened() as record:
            return list(queries.TABLES[table](record))

    def frame(self, table: str, **view: Any) -> pandas.DataFrame:
        """A table, or the timeline of a view, as a DataFrame with the same columns; days stay ISO text, cut at their
        precision, and `earliest` and `latest` are taken by `pandas.to_datetime`.

        Raises LookupError where there is no such table, Unusable where pandas is not installed.
        """
        try:
            import pandas
        except ImportError as missing:
            raise Unusable("frame needs pandas; install it with: pip install 'dateline[pandas]'") from missing
        rows = self._timeline(View(**view)) if table == "timeline" else self.rows(table)
        return pandas.DataFrame(rows, columns=shapes.columns(table, rows))

    def export(self, form: str, output: str | PathLike[str], **view: Any) -> list[Path]:
        """Write the record in a format of `dateline export`; gives the files. `output` is a folder, or the file of a
        format of one file; `view` is that of `timeline`. Raises LookupError where there is no such format."""
        if form not in exporting.FORMATS:
            raise LookupError(f"{form!r} is no format; there are {', '.join(exporting.FORMATS)}")
        with self._opened() as record:
            return exporting.export(record, form, Path(output), View(**view))

    def _opened(self) -> store.Record:
        return store.Record.open(self.path)

    def _timeline(self, view: View) -> list[dict[str, Any]]:
        with self._opened() as record:
            return told.timeline(record, view)

    def _rows(self, table: str, shape: type[T]) -> list[T]:
        return [shapes.shaped(row, shape) for row in self.rows(table)]


def build(
    paths: Iterable[str | PathLike[str]],
    record: str | PathLike[str],
    *,
    workers: int = 1,
    fields: Mapping[str, str] | None = None,
) -> Record:
    """Read reports into a record, which is made where it is missing, and open it.

    `paths` are files, folders and archives, as `dateline build` takes them; `fields` names the columns of rows, such as
    {"text": "body"}. `workers` is how many processes annotate; a script that asks for more than one keeps its own work
    below `if __name__ == "__main__":`. What could not be read is in `rejected()`. Raises Unusable where the record
    cannot be used.
    """
    # The pipeline brings the packs and spaCy, which no reader of a record needs.
    from . import pipeline

    with store.Record.open(Path(record), create=True) as opened:
        pipeline.build([Path(path) for path in paths], opened, workers=workers, fields=fields)
    return Record(record)


def open(path: str | PathLike[str]) -> Record:
    """Open a record to read it. Raises Unusable where there is none, or where it cannot be used."""
    return Record(path)
