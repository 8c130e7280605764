"""What a user's judgement is about: from the id that was named to the rows that it stands for, and the fields given."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from . import judgements, queries
from .judgements import FIELDS, Subject
from .store import Record

ROWS = ("names", "timexes", "quotes", "figures", "events_told")
"""Tables of single rows in a document."""
LINKING = {
    "merge": ("names", "with"),
    "rename": ("names", "name"),
    "split": ("names", "name"),
    "copy": ("documents", "of"),
    "original": ("documents", None),
}
"""Verdicts on who is who and on copies: the table whose rows they are about, and the field that they take."""
_HOW = {
    "merge": "of an actor: ACTOR merge with=ACTOR",
    "rename": "of an actor: ACTOR rename name=...",
    "split": "of a mention of an actor: MENTION split, or split name=...",
    "copy": "of a report: REPORT copy of=REPORT",
    "original": "of a report: REPORT original",
}
GROUPS = {
    "events": ("events_told", "event_mentions", "mention", "event"),
    "actors": ("names", "actor_names", "name", "actor"),
}
"""Tables of links that stand for rows: of which table, and by which table and columns."""


def set_facts(record: Record, words: str, facts: Mapping[str, str | None], author: str, made: str) -> list[str]:
    """Keep what the user knows about a report; a fact without a value is taken back. Gives the ids of the documents.

    `words` is the beginning of the document's id, or its name or uri. Raises LookupError where that is none or several
    documents, ValueError where a fact is none that can be set or has no such value.
    """
    found = queries.named_documents(record, words)
    if len(found) != 1:
        raise LookupError(f"{'no report' if not found else 'more than one report'} is called {words!r}")
    (document,) = found
    _checked("documents", facts)
    length = record.rows("SELECT length(text) AS n FROM documents WHERE id = ?", (document,))[0]["n"]
    subject = Subject("documents", document, document, 0, length)
    for field, value in facts.items():
        if value is None:
            judgements.take_back(record.connection, document, [field], made)
        else:
            judgements.make(record.connection, document, [subject], ("set", field, value), author, made)
    return found


def judge(
    record: Record, start: str, verdict: str, fields: Mapping[str, str | None], author: str, made: str
) -> list[str]:
    """Keep what the user says of the row whose id begins with `start`; gives the ids of the documents concerned.

    Raises LookupError where no row or more than one has such an id, ValueError where a field or a value is none that
    the row can have.
    """
    asked, found = subjects(record, start)
    table = found[0].table
    if verdict in LINKING:
        verdict, found, fields = _linked(record, asked, verdict, found, fields)
    if verdict == "correct":
        if not fields:
            raise ValueError(f"say what is to be corrected, such as {_example(table)}")
        _checked(table, fields)
        verdict = "set" if table == "documents" else verdict
    elif fields:
        raise ValueError(f"{verdict} takes no fields; to change one: correct {' '.join(fields)}=...")
    for field, value in fields.items() or [(None, None)]:
        for s in found:
            here = _speaker(record, s, value) if field == "speaker" and value else value
            judgements.make(record.connection, asked, [s], (verdict, field, here), author, made)
    return sorted({s.document for s in found if s.document})


def _linked(
    record: Record, asked: str, verdict: str, found: list[Subject], fields: Mapping[str, str | None]
) -> tuple[str, list[Subject], Mapping[str, str | None]]:
    """What is corrected for a verdict on who is who, or on copies: the rows, and their fields."""
    table, needs = LINKING[verdict]
    if found[0].table != table or set(fields) - ({needs} if needs else set()):
        raise ValueError(f"{verdict} is said {_HOW[verdict]}")
    value = fields.get(needs or "") or ""
    if not value and verdict in ("merge", "rename", "copy"):
        raise ValueError(f"{verdict} is said {_HOW[verdict]}")
    if verdict == "original":
        return "correct", found, {"copy_of": ""}
    if verdict == "copy":
        originals = queries.named_documents(record, value)
        if len(originals) != 1 or originals == [asked]:
            raise ValueError(
                f"{'no other report' if len(originals) < 2 else 'more than one report'} is called {value!r}"
            )
        return "correct", found, {"copy_of": originals[0]}
    if verdict == "merge":
        other, others = subjects(record, value)
        named = record.rows("SELECT name FROM actors WHERE id = ?", (other,))
        if not named:
            raise ValueError(f"merge is said {_HOW['merge']}")
        return "correct", [*found, *others], {"name": named[0]["name"]}
    if verdict == "split" and not value:
        words = record.rows("SELECT words FROM names WHERE id = ?", (found[0].row,))[0]["words"]
        value = f"{words} ({(found[0].document or '')[:8]})"
    return "correct", found, {"name": value}


def subjects(record: Record, start: str) -> tuple[str, list[Subject]]:
    """The full id of the row whose id begins so, and the rows of one table that a judgement on it is about.

    Raises LookupError where there is none, or more than one.
    """
    found: list[tuple[str, list[Subject]]] = []
    after = f"{start}\U0010ffff"
    for table in ("documents", *ROWS, "conflicts", *GROUPS):
        rows = record.rows(f"SELECT id FROM {table} WHERE id >= ? AND id < ? LIMIT 2", (start, after))
        found += [(row["id"], _stand_for(record, table, row["id"])) for row in rows]
    if len(found) != 1:
        raise LookupError(f"{'no row' if not found else 'more than one row'} has an id that begins with {start!r}")
    return found[0]


def _stand_for(record: Record, table: str, identity: str) -> list[Subject]:
    if table == "conflicts":
        return [Subject(table, identity, None)]
    if table == "documents":
        length = record.rows("SELECT length(text) AS n FROM documents WHERE id = ?", (identity,))[0]["n"]
        return [Subject(table, identity, identity, 0, length)]
    if table in GROUPS:
        table, by, member, group = GROUPS[table]
        rows = record.rows(
            f"SELECT t.* FROM {by} g JOIN {table} t ON t.id = g.{member} WHERE g.{group} = ? ORDER BY t.id", (identity,)
        )
    else:
        rows = record.rows(f"SELECT * FROM {table} WHERE id = ?", (identity,))
    return [Subject(table, r["id"], r["document"], r["start"], _end(table, r)) for r in rows]


def _end(table: str, row: sqlite3.Row) -> int:
    if table == "quotes":
        return max((end for _, end in json.loads(row["content"])), default=int(row["start"]))
    return int(row["end"])


def _checked(table: str, fields: Mapping[str, str | None]) -> None:
    for field, value in fields.items():
        if field not in FIELDS[table]:
            known = ", ".join(FIELDS[table])
            raise ValueError(f"{field!r} is nothing that can be corrected here; these can: {known or 'nothing'}")
        if value is not None or table != "documents":
            FIELDS[table][field](value)


def _speaker(record: Record, quote: Subject, value: str) -> str:
    """The words of a name in the quote's report that mean the speaker whom the user names."""
    query = """SELECT n.words, a.name, a.names FROM names n LEFT JOIN actor_names m ON m.name = n.id
               LEFT JOIN actors a ON a.id = m.actor WHERE n.document = ? ORDER BY n.start"""
    wanted = value.casefold()
    for row in record.rows(query, (quote.document,)):
        if (
            wanted in (row["words"].casefold(), (row["name"] or "").casefold())
            or f'"{wanted}"' in (row["names"] or "").casefold()
        ):
            return str(row["words"])
    raise ValueError(f"the report does not name {value!r}; give a name as it stands there")


def _example(table: str) -> str:
    fields = ", ".join(f"{field}=..." for field in FIELDS[table])
    return fields or "nothing: such a row can be accepted, dismissed or hidden"
