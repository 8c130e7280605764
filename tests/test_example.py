"""The corpora of `examples/` against their golden lists: what the record of each must hold, and what it must not.

A line of `golden/NAME.toml` is about `examples/NAME`. It names a table of the export and what a row of it must be
(`where`); `must = true` wants such a row (with `rows`, just so many), `must = false` wants none. A line whose `waits`
names a topic is not run until that topic is done: `pytest -m waiting tests/test_example.py` runs those.

Keys of `where`, all of which must hold of one row (text is compared without case and kinds of apostrophe and blank):

- `FIELD = value`: equal; a dot goes into a field (`published.how`). `FIELD_missing = true`: null or empty.
- `FIELD_prefix`, `FIELD_contains` (one or several, all of them), `FIELD_min`, `FIELD_max`.
- `FIELD_name`: like `_contains`, over the names of the actors whose ids the field holds. `FIELD_file`: the file (or
  row id) of the document whose id it holds.
- `words_contains`: each stands in the words of some piece of the row's evidence; a document's is its boilerplate.
- `sentence_contains`: all stand in the sentence of one piece of its evidence.
- `documents`, `langs`: its evidence stands in all of these files, in reports of all of these languages.
- `covers`: a day between its `earliest` and `latest`, both of which are known.

Two tables are made here of exported ones: `claims`, all rows that say something of the world, and `series`, a row for
each series of figures with its `values`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import EXAMPLES, REPORTS, Tables

Row = dict[str, Any]

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.toml"))
LINES: list[Row] = [
    {"corpus": file.stem, **line} for file in GOLDEN for line in tomllib.loads(file.read_text("utf-8"))["line"]
]
TOPICS = {"intake", "time", "voices", "actors", "copies", "events", "linking", "figures", "positions", "page"}
FIELDS = {"corpus", "about", "must", "table", "where", "rows", "waits"}
CLAIMS = ("timex", "quotes", "figures", "events", "actors", "positions", "conflicts")
SENTENCE = re.compile(r"[^.!?\n]*")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each active line; with `-m waiting`, for each line that waits."""
    if "line" in metafunc.fixturenames:
        metafunc.config.addinivalue_line("markers", "waiting: golden lines whose topic is not done yet")
        asked = "waiting" in (metafunc.config.getoption("markexpr") or "")
        lines = [line for line in LINES if asked or not line["waits"]]
        marks = [pytest.mark.waiting if line["waits"] else () for line in lines]
        metafunc.parametrize(
            "line",
            [
                pytest.param(line, id=f"{line['corpus']}: {line['about']}", marks=m)
                for line, m in zip(lines, marks, strict=True)
            ],
        )


def test_golden_line(corpus: Callable[[str], Tables], line: Row) -> None:
    """The record holds what the line wants, or does not hold what it forbids."""
    example = corpus(line["corpus"])
    found = [row for row in table(example, line["table"]) if Match(example).all(row, line["where"])]
    if "rows" in line:
        assert len(found) == line["rows"], brief(found)
    else:
        assert bool(found) == line["must"], brief(found)


def test_every_line_is_well_formed_and_waits_for_a_known_topic(request: pytest.FixtureRequest) -> None:
    """No misspelt key makes a line idle, and no line stands twice. Prints how many lines wait, and for what."""
    for line in LINES:
        assert set(line) <= FIELDS, line
        assert set(line) >= FIELDS - {"rows"}, line
        assert line["waits"] in TOPICS | {""}, line
        assert line["must"] or "rows" not in line, line
    assert [about for about, n in Counter((line["corpus"], line["about"]) for line in LINES).items() if n > 1] == []
    waiting = Counter(line["waits"] for line in LINES if line["waits"])
    n = waiting.total()
    told = ", ".join(f"{topic} {n}" for topic, n in sorted(waiting.items()))
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    if reporter:
        reporter.write_line(f"\ngolden lines: {len(LINES) - n} active, {n} waiting ({told})")


def test_no_sentence_of_the_reports_stands_in_the_corpus() -> None:
    """The corpora are our own writing: they share no eight words in a row with the real reports."""
    if not REPORTS.is_dir():
        pytest.skip(f"no reports at {REPORTS}")
    theirs = {s: p.name for p in sorted(REPORTS.glob("*.txt")) for s in shingles(p.read_text(encoding="utf-8"))}
    for path in sorted(EXAMPLES.glob("*/reports/*")):
        shared = shingles(path.read_text(encoding="utf-8")) & theirs.keys()
        assert not shared, f"{path.name} shares {sorted(shared)[0]!r} with {theirs[sorted(shared)[0]]}"


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ({"status": "happened"}, True),
        ({"status": "planned"}, False),
        ({"place_missing": True}, True),
        ({"status_missing": True}, False),
        ({"time_prefix": "2020-01"}, True),
        ({"sources_min": 2, "sources_max": 2}, True),
        ({"sources_min": 3}, False),
        ({"actors_name": "tehran"}, True),
        ({"words_contains": ["fired", "l'iran"]}, True),
        ({"sentence_contains": ["iran", "fired"]}, True),
        ({"sentence_contains": ["fired", "nobody"]}, False),
        ({"documents": ["a.txt", "b.txt"], "langs": ["en", "fr"]}, True),
        ({"documents": ["c.txt"]}, False),
        ({"covers": "2020-01-08"}, True),
        ({"covers": "2020-02-01"}, False),
    ],
)
def test_the_matcher_itself(where: Row, holds: bool) -> None:
    """Each key of `where` can hold and can fail."""
    example: Tables = {
        "documents": [
            {"id": "1", "source_id": "a.txt", "lang": "en", "text": "Iran fired missiles. Nobody died."},
            {"id": "2", "source_id": "b.txt", "lang": "fr", "text": "Les tirs de l’Iran"},
        ],
        "actors": [{"id": "x", "name": "Iran", "names": ["Tehran", "Iran"]}],
    }
    mentions = [
        {"document": "1", "start": 5, "end": 10, "words": "fired"},
        {"document": "2", "start": 12, "end": 18, "words": "l’Iran"},
    ]
    days = {"time": "2020-01-08", "earliest": "2020-01-08", "latest": "2020-01-08"}
    row = {"status": "happened", "sources": 2, "place": None, "actors": ["x"], "mentions": mentions, **days}
    assert Match(example).all(row, where) is holds


def table(example: Tables, name: str) -> list[Row]:
    """The rows of an exported table, or of one of the two that are made here."""
    if name == "claims":
        return [row for part in CLAIMS for row in example.get(part, [])]
    if name == "series":
        by_series: dict[str, list[Row]] = {}
        for figure in example["figures"]:
            if figure["series"]:
                by_series.setdefault(figure["series"], []).append(figure)
        return [{"id": i, "values": {f["low"] for f in fs}, "mentions": fs} for i, fs in by_series.items()]
    return example[name]


class Match:
    """Whether a row is what a line's `where` says; see the module's docstring for the keys."""

    def __init__(self, example: Tables) -> None:
        self.documents = {d["id"]: d for d in example["documents"]}
        self.actors = {a["id"]: a for a in example["actors"]}

    def all(self, row: Row, where: Row) -> bool:
        return all(self.one(row, key, wanted) for key, wanted in where.items())

    def one(self, row: Row, key: str, wanted: Any) -> bool:
        """A key of its own (`documents` ...), a field with an operator, or a plain field."""
        special = getattr(self, f"is_{key}", None)
        if special:
            return bool(special(row, wanted))
        name, _, operator = key.rpartition("_")
        held = getattr(self, f"field_{operator}", None)
        if held:
            return bool(held(field(row, name), wanted))
        value = field(row, key)
        return set(wanted) <= value if isinstance(value, set) else bool(value == wanted)

    def is_words_contains(self, row: Row, wanted: str | list[str]) -> bool:
        words = [fold(self.text(place)) for place in evidence(row)]
        return all(any(w in said for said in words) for w in folded(wanted))

    def is_sentence_contains(self, row: Row, wanted: str | list[str]) -> bool:
        sentences = (fold(self.sentence(place)) for place in evidence(row))
        return any(all(w in sentence for w in folded(wanted)) for sentence in sentences)

    def is_documents(self, row: Row, wanted: list[str]) -> bool:
        return set(wanted) <= {self.documents[document]["source_id"] for document, _, _ in evidence(row)}

    def is_langs(self, row: Row, wanted: list[str]) -> bool:
        return set(wanted) <= {self.documents[document]["lang"] for document, _, _ in evidence(row)}

    def is_covers(self, row: Row, day: str) -> bool:
        return bool(row["earliest"] and row["latest"] and row["earliest"] <= day <= row["latest"])

    def field_missing(self, value: Any, wanted: bool) -> bool:
        return (value in (None, "", [])) is wanted

    def field_prefix(self, value: Any, wanted: str) -> bool:
        return isinstance(value, str) and value.startswith(wanted)

    def field_contains(self, value: Any, wanted: str | list[str]) -> bool:
        texts = [fold(v) for v in (value if isinstance(value, list) else [value or ""])]
        return all(any(w in text for text in texts) for w in folded(wanted))

    def field_min(self, value: Any, wanted: float) -> bool:
        return value is not None and value >= wanted

    def field_max(self, value: Any, wanted: float) -> bool:
        return value is not None and value <= wanted

    def field_name(self, value: Any, wanted: str | list[str]) -> bool:
        ids = value if isinstance(value, list) else [value]
        names = [name for i in ids if i in self.actors for name in (self.actors[i]["name"], *self.actors[i]["names"])]
        return self.field_contains(names, wanted)

    def field_file(self, value: Any, wanted: str) -> bool:
        return value in self.documents and self.documents[value]["source_id"] == wanted

    def text(self, place: tuple[str, int, int]) -> str:
        document, start, end = place
        return str(self.documents[document]["text"][start:end])

    def sentence(self, place: tuple[str, int, int]) -> str:
        """The sentence, roughly: from the full stop or line break before the place to the one after it."""
        document, start, end = place
        text = self.documents[document]["text"]
        after = SENTENCE.match(text, end)
        before = SENTENCE.match(text[:start][::-1])
        assert after
        assert before
        return str(text[start - before.end() : after.end()])


def evidence(row: Row) -> Iterator[tuple[str, int, int]]:
    """Where a row stands: (document, start, end) of its own words, its mentions, its sides, its boilerplate."""
    if "boilerplate" in row:
        yield from ((row["id"], start, end) for start, end in row["boilerplate"])
    if "content" in row:
        yield from ((row["document"], start, end) for start, end in row["content"] + row["source"])
    sides = (place for side in row.get("sides", []) for place in side["evidence"])
    for place in (row, *row.get("mentions", []), *row.get("evidence", []), *sides):
        if {"document", "start", "end"} <= set(place):
            yield place["document"], place["start"], place["end"]


def field(row: Row, name: str) -> Any:
    """A field of the row, through dots; an unknown one is an error, so that no line passes by a misspelling."""
    value: Any = row
    for part in name.split("."):
        value = value[part]
    return value


def fold(text: str) -> str:
    """The text without what typography makes of it: case, kinds of blank, kinds of apostrophe."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())


def folded(wanted: str | list[str]) -> list[str]:
    return [fold(w) for w in ([wanted] if isinstance(wanted, str) else wanted)]


def shingles(text: str, size: int = 8) -> set[str]:
    """Every run of `size` words, folded."""
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}


def brief(rows: list[Row]) -> str:
    """The rows for a failure's message, without their long fields."""
    return "\n".join(str({k: v for k, v in row.items() if k not in ("text", "id")})[:600] for row in rows) or "no row"
