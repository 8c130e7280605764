"""The user's word: it outranks the tool, is kept apart, outlives everything, and can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline import pipeline
from dateline.link import dated, link
from dateline.record import check, judgements, queries, subjects, write
from dateline.record.store import Record

from ..conftest import EXAMPLE

Row = dict[str, Any]
WHEN = "2026-01-02T03:04:05+00:00"
MERIDIAN = "07-meridian-review-week.txt"


@pytest.fixture
def story(example_file: Path, tmp_path: Path) -> Iterator[Record]:
    """The example record, of one's own, open for writing."""
    path = Path(shutil.copy(example_file, tmp_path / "story.dateline"))
    with Record.open(path, write=True) as record:
        yield record


def judge(record: Record, row: str, verdict: str, by: str = "Ana", **fields: str | None) -> None:
    pipeline.relinked(record, subjects.judge(record, row, verdict, fields, by, WHEN))


def told(record: Record, document: str, by: str = "Ana", **facts: str | None) -> None:
    pipeline.relinked(record, subjects.set_facts(record, document, facts, by, WHEN))


def withdraw(record: Record, row: str, *fields: str) -> None:
    pipeline.relinked(record, judgements.take_back(record.connection, row, fields, WHEN))


def one(rows: Iterator[Row], **values: object) -> Row:
    """The first row with these values."""
    return next(row for row in rows if all(row[key] == value for key, value in values.items()))


def sound(record: Record) -> bool:
    return list(check.faults(record, link, dated)) == []


def test_a_publication_that_is_set_resolves_all_dates_without_a_new_parse(
    story: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A weekday moves with the day of writing; nothing is annotated."""
    weekday = next(t for t in queries.timex(story) if t["anchor"] == "dct" and t["type"] == "DATE" and t["earliest"])
    document = weekday["document"]

    def refuse(*_: object) -> None:
        raise AssertionError("a parse was not needed")

    monkeypatch.setattr(pipeline, "readings", refuse)
    told(story, document, published="2010-06-30")
    moved = one(queries.timex(story), id=weekday["id"])
    assert moved["value"][:4] in ("2009", "2010", "2011")
    assert moved["value"] != weekday["value"]
    published = one(queries.documents(story), id=document)["published"]
    assert (published["earliest"], published["latest"], published["how"]) == ("2010-06-30", "2010-06-30", "user")
    assert sound(story)


def test_facts_of_every_kind_are_set_and_taken_back(story: Record) -> None:
    """Outlet, title and an interval of days stand in the row; without a value the tool's own come back."""
    before = queries.content_hash(story)
    told(story, MERIDIAN, outlet="The Meridian", title="A week", published="2020-01-10/2020-01-14")
    row = one(queries.documents(story), source_id=MERIDIAN)
    assert (row["outlet"], row["title"]) == ("The Meridian", "A week")
    assert (row["published"]["earliest"], row["published"]["latest"]) == ("2020-01-10", "2020-01-14")
    told(story, MERIDIAN, outlet=None, title=None, published=None)
    assert queries.content_hash(story) == before


def test_a_language_that_is_set_is_read_by_its_pack(story: Record) -> None:
    """Another language means another parse; taken back, the tool's own reading is there again."""
    before = queries.content_hash(story)
    for lang, read in (("xx", False), (None, True)):
        told(story, MERIDIAN, lang=lang)
        assert one(queries.documents(story), source_id=MERIDIAN)["read"] is read
    assert queries.content_hash(story) == before


def test_a_corrected_figure_has_the_users_value_and_says_so(story: Record) -> None:
    row = next(f for f in queries.figures(story) if f["low"] == 5200)
    judge(story, row["id"], "correct", value="5300", bound="~", as_of="2020-02")
    now = one(queries.figures(story), id=row["id"])
    assert (now["low"], now["high"], now["bound"], now["as_of"]) == (5300, 5300, "~", "2020-02")
    assert (now["latest"], now["judged"], now["words"]) == ("2020-02-29", "correct", row["words"])
    assert sound(story)


def test_what_hangs_on_a_corrected_date_moves_with_it(story: Record) -> None:
    """The events and the dates counted from it follow; its own words stay."""
    anchored = next(t for t in queries.timex(story) if (t["anchor"] or "").startswith("timex:") and t["earliest"])
    told_at = int(anchored["anchor"].partition(":")[2])
    base = one(queries.timex(story), document=anchored["document"], start=told_at)
    judge(story, base["id"], "correct", value="1999-01-02")
    now = one(queries.timex(story), id=base["id"])
    assert (now["value"], now["earliest"], now["words"]) == ("1999-01-02", "1999-01-02", base["words"])
    moved = one(queries.timex(story), id=anchored["id"])
    assert moved["value"] != anchored["value"]
    assert abs(int(moved["value"][:4]) - 1999) <= 1
    dated = story.rows("SELECT time FROM events_told WHERE timex = ?", (base["id"],))
    assert {row["time"] for row in dated} <= {"1999-01-02"}


def test_a_corrected_speaker_is_the_actor_who_is_named_so(story: Record) -> None:
    """The speaker is given by any of the actor's spellings in that report."""
    names = queries.Names(story)
    quote, actor = next(
        (q, a)
        for q in queries.quotes(story)
        for a in queries.actors(story)
        if a["type"] == "PER" and a["id"] != q["speaker"] and q["document"] in {m["document"] for m in a["mentions"]}
    )
    judge(story, quote["id"], "correct", speaker=actor["names"][-1])
    now = one(queries.quotes(story), id=quote["id"])
    assert (now["speaker"], now["candidates"]) == (actor["id"], [])
    assert names.actors[actor["id"]] == actor["name"]
    judge(story, quote["id"], "correct", speaker=None)
    assert one(queries.quotes(story), id=quote["id"])["speaker"] is None


def test_a_name_that_the_user_gives_makes_one_actor(story: Record) -> None:
    """Two actors that are called the same are one, and it bears that name; taken back, they are two again."""
    before = queries.content_hash(story)
    first, second = [a for a in queries.actors(story) if a["type"] == "PER"][:2]
    for actor in (first, second):
        judge(story, actor["id"], "correct", name="One Man")
    joined = one(queries.actors(story), name="One Man")
    assert len(joined["mentions"]) == len(first["mentions"]) + len(second["mentions"])
    withdraw(story, first["id"])
    withdraw(story, second["id"])
    assert queries.content_hash(story) == before


def test_a_corrected_event_is_dated_and_named_as_the_user_says(story: Record) -> None:
    """An event stands for its mentions: wherever they are linked, they say what the user says."""
    event = max(queries.events(story), key=lambda e: (len(e["mentions"]), e["id"]))
    judge(story, event["id"], "correct", title="The strike", time="2020-01-02", status="denied")
    now = next(e for e in queries.events(story) if e["title"] == "The strike")
    assert (now["time"], now["status"]) == ("2020-01-02", "denied")
    assert {m["time"] for m in now["mentions"]} == {"2020-01-02"}


@pytest.mark.parametrize("table", ["timex", "quotes", "figures", "events", "actors", "conflicts"])
def test_a_dismissed_row_is_gone_and_comes_back_when_that_is_taken_back(story: Record, table: str) -> None:
    """No listing shows it, nothing refers to it, the record is sound; withdrawn, the record is what it was."""
    before = queries.content_hash(story)
    row = next(iter(queries.TABLES[table](story)))
    judge(story, row["id"], "dismiss")
    assert row["id"] not in {r["id"] for r in queries.TABLES[table](story)}
    assert story.rows("PRAGMA foreign_key_check") == []
    assert sound(story)
    withdraw(story, row["id"])
    assert queries.content_hash(story) == before


@pytest.mark.parametrize("table", ["positions_told", "causes_told"])
def test_whatever_a_dismissed_report_tells_goes_with_its_acts(story: Record, table: str) -> None:
    """Stances and causes refer to acts, and are no claims without them."""
    document = story.rows(f"SELECT document FROM {table} ORDER BY id LIMIT 1")[0]["document"]
    judge(story, document, "dismiss")
    assert story.rows(f"SELECT 1 FROM {table} WHERE document = ?", (document,)) == []
    assert sound(story)


def test_a_dismissed_report_stays_and_claims_nothing(story: Record) -> None:
    document = one(queries.documents(story), source_id=MERIDIAN)["id"]
    judge(story, document, "dismiss")
    assert one(queries.documents(story), id=document)["judged"] == "dismiss"
    for table in ("timex", "quotes", "figures"):
        assert document not in {row["document"] for row in queries.TABLES[table](story)}
    assert sound(story)


def test_a_hidden_row_is_not_shown_and_still_counts(story: Record) -> None:
    """The sources of an event whose mention is hidden stay as many; a hidden report hides its rows."""
    event = next(e for e in queries.events(story) if e["sources"] > 2)
    mention = event["mentions"][0]
    judge(story, mention["id"], "hide")
    now = one(queries.events(story), id=event["id"])
    assert (now["sources"], len(now["mentions"])) == (event["sources"], len(event["mentions"]) - 1)
    judge(story, mention["document"], "hide")
    for table in ("documents", "timex", "quotes", "figures"):
        key = "id" if table == "documents" else "document"
        assert mention["document"] not in {row[key] for row in queries.TABLES[table](story)}


def test_a_report_is_corrected_as_it_is_set(story: Record) -> None:
    """`judge` on a report does what `set` does."""
    document = one(queries.documents(story), source_id=MERIDIAN)["id"]
    judge(story, document, "correct", outlet="The Meridian")
    assert one(queries.documents(story), id=document)["outlet"] == "The Meridian"
    assert [j["verdict"] for j in queries.judgements(story)] == ["set"]


def test_an_accepted_row_says_so(story: Record) -> None:
    conflict = next(iter(queries.conflicts(story)))
    judge(story, conflict["id"], "accept")
    assert one(queries.conflicts(story), id=conflict["id"])["judged"] == "accept"


def test_the_users_word_is_kept_with_author_and_time_and_changes_no_hash_by_them(
    story: Record, example_file: Path, tmp_path: Path
) -> None:
    """The same judgement by another person at another time gives the same rows."""
    figure = next(iter(queries.figures(story)))["id"]
    judge(story, figure, "correct", value="7")
    other = Path(shutil.copy(example_file, tmp_path / "other.dateline"))
    with Record.open(other, write=True) as record:
        pipeline.relinked(record, subjects.judge(record, figure, "correct", {"value": "7"}, "Ben", "2027-01-01"))
        assert queries.content_hash(record) == queries.content_hash(story)
    (said,) = queries.judgements(story)
    assert (said["author"], said["made"], said["verdict"], said["field"]) == ("Ana", WHEN, "correct", "value")
    assert (said["value"], said["applies"]) == ("7", True)


def test_a_later_word_replaces_an_earlier_one_and_both_are_kept(story: Record) -> None:
    figure = next(iter(queries.figures(story)))["id"]
    for value in ("7", "8"):
        judge(story, figure, "correct", value=value)
    assert one(queries.figures(story), id=figure)["low"] == 8
    assert [(j["value"], j["taken_back"]) for j in queries.judgements(story)] == [("7", WHEN), ("8", None)]


def test_the_users_word_survives_build_remove_and_rebuild(story: Record, tmp_path: Path) -> None:
    """Built again, taken out and put back, made anew from the texts: what the user says holds."""
    figure = next(f for f in queries.figures(story) if f["low"] == 5200)
    judge(story, figure["id"], "correct", value="5300")
    told(story, figure["document"], outlet="Elsewhere")
    event = next(e for e in queries.events(story) if e["sources"] > 2)
    judge(story, event["id"], "dismiss")
    said = queries.content_hash(story)
    pipeline.build([EXAMPLE], story)
    assert queries.content_hash(story) == said
    write.remove(story, [figure["document"]], link, dated)
    assert figure["id"] not in {f["id"] for f in queries.figures(story)}
    pipeline.build([EXAMPLE], story)
    assert queries.content_hash(story) == said
    story.close()
    pipeline.rebuild(tmp_path / "story.dateline")
    with Record.open(tmp_path / "story.dateline") as again:
        assert queries.content_hash(again) == said
        assert sound(again)
        assert len(list(queries.judgements(again))) > 2


def test_a_ruling_goes_to_the_row_that_overlaps_when_the_id_has_changed(story: Record) -> None:
    """Packs grow, and a row may begin a word earlier: the ruling finds it by its place; where there is none, it stays
    without effect, and says so."""
    figure = next(iter(queries.figures(story)))
    judge(story, figure["id"], "correct", value="7")
    story.connection.execute("UPDATE judgements SET row = 'gone'")
    pipeline.relinked(story, [figure["document"]])
    assert one(queries.figures(story), id=figure["id"])["low"] == 7
    story.connection.execute('UPDATE judgements SET start = 0, "end" = 0')
    pipeline.relinked(story, [figure["document"]])
    assert one(queries.figures(story), id=figure["id"])["low"] == figure["low"]
    assert [j["applies"] for j in queries.judgements(story)] == [False]


@pytest.mark.parametrize(
    ("table", "verdict", "fields", "said"),
    [
        ("figures", "correct", {}, "say what is to be corrected"),
        ("figures", "correct", {"colour": "red"}, "'colour' is nothing that can be corrected here"),
        ("figures", "correct", {"value": "many"}, "a plain number"),
        ("figures", "correct", {"bound": "≈"}, "bound is one of"),
        ("figures", "correct", {"level": "maybe"}, "level is yes or no"),
        ("figures", "correct", {"as_of": "soon"}, "not an ISO date"),
        ("figures", "accept", {"value": "3"}, "accept takes no fields"),
        ("timex", "correct", {"value": "yesterday"}, "no TIMEX3 value"),
        ("quotes", "correct", {"speaker": "Nobody There"}, "the report does not name 'Nobody There'"),
        ("events", "correct", {"status": "rumoured"}, "status is one of"),
        ("actors", "correct", {"type": "GOD"}, "type is one of"),
        ("conflicts", "correct", {"kind": "update"}, "nothing that can be corrected here"),
        ("documents", "correct", {"published": "2021-13-01"}, "month must be in"),
    ],
)
def test_a_judgement_that_cannot_be_is_refused(
    story: Record, table: str, verdict: str, fields: dict[str, str | None], said: str
) -> None:
    """One sentence that says what is wrong, and nothing is written."""
    row = next(iter(queries.TABLES[table](story)))
    with pytest.raises(ValueError, match=said), story.transaction():
        subjects.judge(story, row["id"], verdict, fields, "Ana", WHEN)
    assert list(queries.judgements(story)) == []


def test_a_row_or_report_that_is_not_there_is_refused(story: Record) -> None:
    with pytest.raises(LookupError, match="no row has an id"):
        subjects.judge(story, "zzzz", "accept", {}, "Ana", WHEN)
    with pytest.raises(LookupError, match="no report is called 'zzzz'"):
        subjects.set_facts(story, "zzzz", {"outlet": "x"}, "Ana", WHEN)
    with pytest.raises(LookupError, match="no judgement on 'zzzz'"):
        judgements.take_back(story.connection, "zzzz", [], WHEN)
    with pytest.raises(LookupError, match="more than one row"):
        subjects.judge(story, "", "accept", {}, "Ana", WHEN)


def test_who_is_who(story: Record) -> None:
    """Merged actors are one, whatever the tool thinks; a mention that is split is another's; a new name is shown; all
    of it is taken back with the judgement."""

    def named(name: str) -> Row:
        return one(queries.actors(story), name=name)

    trump, biden = named("Donald Trump"), named("Joe Biden")
    judge(story, trump["id"], "merge", **{"with": biden["id"]})
    merged = named("Joe Biden")
    assert set(merged["names"]) == set(trump["names"]) | set(biden["names"])
    withdraw(story, merged["mentions"][0]["id"])
    withdraw(story, trump["id"])
    mention = named("Donald Trump")["mentions"][0]
    judge(story, mention["id"], "split", name="Another Trump")
    assert [m["id"] for m in named("Another Trump")["mentions"]] == [mention["id"]]
    judge(story, named("Leila Haddad")["id"], "rename", name="L. Haddad")
    assert named("L. Haddad")
    assert sound(story)


def test_what_is_a_copy(story: Record) -> None:
    """A report that the user calls original is none; one that is called a copy is one, and counts no more by itself."""

    def report(name: str) -> Row:
        return one(queries.documents(story), source_id=name)

    translation, wire = report("04-depeche-du-levant-frappe.txt"), report("01-tigris-wire-strike.txt")
    assert translation["copy_of"] == wire["id"]
    judge(story, translation["id"], "original")
    assert report("04-depeche-du-levant-frappe.txt")["copy_of"] is None
    french = report("02-courrier-du-golfe-frappe.txt")
    judge(story, french["id"], "copy", of=wire["id"])
    assert report("02-courrier-du-golfe-frappe.txt")["copy_of"] == wire["id"]
    withdraw(story, french["id"])
    withdraw(story, translation["id"])
    assert report("02-courrier-du-golfe-frappe.txt")["copy_of"] is None
    assert report("04-depeche-du-levant-frappe.txt")["copy_of"] == wire["id"]
    assert sound(story)


@pytest.mark.parametrize(
    ("row", "verdict", "fields"),
    [
        ("actor", "merge", {}),
        ("actor", "merge", {"with": "nobody"}),
        ("actor", "copy", {"of": "01-tigris-wire-strike.txt"}),
        ("report", "copy", {"of": "no such report"}),
        ("report", "rename", {"name": "Paper"}),
        ("report", "original", {"of": "01-tigris-wire-strike.txt"}),
    ],
)
def test_verdicts_that_make_no_sense_are_told_so(story: Record, row: str, verdict: str, fields: Row) -> None:
    """An actor is no copy, a report has no name to be changed, and what is not there cannot be merged with."""
    ids = {"actor": next(queries.actors(story))["id"], "report": next(queries.documents(story))["id"]}
    with pytest.raises((ValueError, LookupError)):
        judge(story, ids[row], verdict, **fields)
