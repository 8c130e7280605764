"""Full-text search over reports and quotes (SQLite FTS5): case and accents do not matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .queries import Names, Word
from .store import Record

Row = dict[str, Any]

MOST = 50
"""Rows that a search gives."""
PASSAGES = 3
"""Passages of one report that a search gives, those with most of the words first."""
_MARKS = "\x01\x02\x03\x04\x05\x06\x0e\x0f"
"""Characters that can stand around a hit; two are taken that the text itself does not hold."""


def search(record: Record, words: str, *, quotes: bool = False, most: int = MOST) -> list[Row]:
    """The passages of reports, or the quotes, in which all the words stand, the best first (BM25).

    "words in quotation marks" stand together, and `word*` begins so. Each row has document, start, end, words (the
    sentence or the quote), hits (spans of the words found, code points) and score. Raises ValueError where `words`
    holds no word.
    """
    query = as_query(words)
    found = _in_quotes(record, query) if quotes else _in_reports(record, query)
    return [row for row, _ in zip(found, range(most), strict=False)]


def as_query(words: str) -> str:
    """The FTS5 query: every word or phrase as a string, so that none of its signs is an operator."""
    parts = re.findall(r'"([^"]*)"|(\S+)', words)
    terms = []
    for phrase, word in parts:
        text = (phrase or word).replace('"', " ").strip()
        if any(c.isalnum() for c in text):
            prefix = "*" if word.endswith("*") else ""
            terms.append(f'"{text.rstrip("*")}"{prefix}')
    if not terms:
        raise ValueError("give at least one word to look for")
    return " ".join(terms)


def _in_reports(record: Record, query: str) -> Iterator[Row]:
    names, word = Names(record), Word(record)
    found = """SELECT d.id, d.text, d.boilerplate, round(bm25(searched, 4.0, 1.0), 4) AS score FROM searched
               JOIN documents d ON d.number = searched.rowid WHERE searched MATCH ? ORDER BY score, d.id"""
    for d in record.connection.execute(found, (query,)):
        if word.hides(d["id"]):
            continue
        left_out = json.loads(d["boilerplate"])
        hits = [h for h in _hits(record, query, d["id"], d["text"]) if not any(s <= h[0] < e for s, e, _ in left_out)]
        for (start, end), inside in _passages(names, d["id"], hits, d["text"]):
            passage = " ".join(d["text"][start:end].split())
            yield {
                "document": d["id"],
                "start": start,
                "end": end,
                "words": passage,
                "hits": inside,
                "score": -d["score"],
            }


def _hits(record: Record, query: str, document: str, text: str) -> list[tuple[int, int]]:
    """Spans of the text that the query finds."""
    opens, closes = [mark for mark in _MARKS if mark not in text][:2]
    marked = record.rows(
        """SELECT highlight(searched, 1, ?, ?) AS text FROM searched JOIN documents d ON d.number = searched.rowid
           WHERE searched MATCH ? AND d.id = ?""",
        (opens, closes, query, document),
    )
    spans = []
    for number, match in enumerate(re.finditer(f"{opens}([^{closes}]*){closes}", marked[0]["text"] if marked else "")):
        start = match.start() - 2 * number
        spans.append((start, start + len(match[1])))
    return spans


def _passages(
    names: Names, document: str, hits: list[tuple[int, int]], text: str
) -> list[tuple[tuple[int, int], list[tuple[int, int]]]]:
    """The sentences in which the hits stand, or their lines where the report was not read; those with most words."""
    inside: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for start, end in hits:
        bounds = names.bounds(document, start)
        if not bounds[0] <= start < bounds[1]:
            line_end = text.find("\n", end)
            bounds = (text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end)
        inside.setdefault(bounds, []).append((start, end))
    best = sorted(inside.items(), key=lambda item: (-len({text[s:e].casefold() for s, e in item[1]}), item[0]))
    return sorted(best[:PASSAGES])


def _in_quotes(record: Record, query: str) -> Iterator[Row]:
    word = Word(record)
    found = """SELECT q.*, round(bm25(searched_quotes, 1.0, 1.0), 4) AS score FROM searched_quotes
               JOIN quotes q ON q.number = searched_quotes.rowid WHERE searched_quotes MATCH ? ORDER BY score, q.id"""
    for q in record.connection.execute(found, (query,)):
        if not word.hides(q["id"], q["document"]):
            spans = json.loads(q["content"])
            start, end = (spans[0][0], spans[-1][1]) if spans else (q["start"], q["start"])
            row = {"document": q["document"], "start": start, "end": end, "words": q["words"], "hits": spans}
            yield {"id": q["id"], **row, "said_by": q["said_by"], "score": -q["score"]}
