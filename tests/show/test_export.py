"""Each format is read back by a reader of its own kind, holds what the record holds, and harms nobody."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
from pyld import jsonld
from typer.testing import CliRunner

from dateline import pack, pipeline
from dateline.cli import app
from dateline.cli.listings import ExportFormat
from dateline.model import FACTUAL, MATERIAL, ConflictKind, PublishedHow, Stance, Status
from dateline.record import queries
from dateline.record.store import Record
from dateline.show.export import FORMATS, dossier, export, plover
from dateline.show.selection import View
from dateline.show.timeline import timeline

Row = dict[str, Any]
HERE = Path(__file__).parent
ALONE = {
    "markdown": "dossier.md",
    "timelinejs": "timeline.json",
    "plover": "events.plover.jsonl",
    "followthemoney": "entities.ftm.json",
    "webannotation": "annotations.jsonld",
}
"""The formats of one file, and its usual name."""


ACTS = "<script>alert(1)</script><img src=x onerror=alert(1)> \u202egnp.exe\u202c \x01 \ud800 & \"'"
MARKS = "\n# head\n- * [x](javascript:alert(1)) ![i](http://evil.example/i.png) `a` |b| ~~c~~ www.evil.example &lt;"
HOSTILE = (
    {
        "id": "../../<b>\"'",
        "title": f"Soldiers left {ACTS}",
        "outlet": f"Wire {ACTS}",
        "uri": "javascript:alert(1)",
        "published": "2021-07-27",
        "text": f"Iran attacked the base on Monday. {ACTS}\n\nThe army withdrew from Iraq on 3 May 2021.\n{MARKS}\n",
    },
    {
        "id": "plain",
        "uri": "https://example.org/?a=1&b=2",
        "published": "2021-07-28",
        "text": f"The parliament voted on Tuesday for a withdrawal. On 4 May 2021 Iran attacked Iraq {MARKS}\n",
    },
)
"""Reports whose every field tries to act on its reader."""


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of them."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "reports.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in HOSTILE), encoding="utf-8")
    with Record.open(folder / "hostile.dateline", create=True) as record:
        pipeline.build([source], record)
    return folder / "hostile.dateline"


def exported(file: Path, form: str, folder: Path, **view: Any) -> Path:
    """What an export wrote: its one file, or its folder."""
    with Record.open(file) as record:
        written = export(record, form, folder, View(**view))
    return written[0] if form in ALONE else folder


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def level_3(file: Path) -> dict[str, Row]:
    """All rows of the timeline, by event."""
    with Record.open(file) as record:
        return {row["event"]: row for row in timeline(record, View(level=3))}


def test_the_command_knows_every_format() -> None:
    assert {form.value for form in ExportFormat} == {*FORMATS, "html"}


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_same_record_gives_the_same_files(example_file: Path, tmp_path: Path, form: str) -> None:
    """Written twice, byte by byte alike; and every file is UTF-8."""
    once, again = (
        {f.name: f.read_bytes() for f in sorted((tmp_path / name).iterdir())}
        for name in ("once", "again")
        if exported(example_file, form, tmp_path / name)
    )
    assert once == again
    assert all(content.decode("utf-8") is not None for name, content in once.items() if form != "parquet")


# --- one file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", sorted(ALONE))
def test_one_file_goes_where_it_is_told(example_file: Path, tmp_path: Path, form: str) -> None:
    """A name with an ending is the file; any other is a folder, for the usual name."""
    told = tmp_path / "new" / "mine.out"
    assert exported(example_file, form, told) == told
    assert told.is_file()
    assert exported(example_file, form, tmp_path / "folder") == tmp_path / "folder" / ALONE[form]


def test_events_are_facts_or_stand_as_said(example_file: Path, tmp_path: Path) -> None:
    """PLOVER and FollowTheMoney hold what happened, and what was announced with its status on the day it was said."""
    rows = level_3(example_file)
    coded = {e["id"]: e for e in lines(exported(example_file, "plover", tmp_path))}
    entities = lines(exported(example_file, "followthemoney", tmp_path))
    known = {e["id"]: e["properties"] for e in entities if e["schema"] == "Event"}
    assert coded
    assert set(coded) < set(known) < set(rows)
    for event, properties in known.items():
        row = rows[event]
        assert row["status"] in FACTUAL or row["said"]
        assert row["status"] in properties["keywords"]
        assert properties["name"][0].endswith(f"[{row['status']}]") != (row["status"] in FACTUAL)
        days = properties.get("date") or properties.get("startDate", []) + properties.get("endDate", [])
        assert days[0] in (row["time"], row["earliest"], row["latest"])
    for event, line in coded.items():
        row = rows[event]
        assert (line["status"], line["date"]) == (row["status"], row["earliest"] or row["latest"])
    assert {row["status"] for row in map(rows.get, coded) if row} > FACTUAL


COOPERATION = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
CONFLICT = {"REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
"""Those of PLOVER's codebook of 2023."""


def test_plover_has_what_the_manual_requires(example_file: Path, example: dict[str, list[Row]], tmp_path: Path) -> None:
    """id, date as YYYY-MM-DD, lists of actors and of categories; a time that is no day stands in the comment; the words
    stand at their offsets; countries have codes of three letters."""
    texts = {d["id"]: d["text"] for d in example["documents"]}
    coded = lines(exported(example_file, "plover", tmp_path))
    assert len({e["id"] for e in coded}) == len(coded)
    for e in coded:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", e["date"])
        assert set(e["event"]) <= COOPERATION | CONFLICT
        assert e["quad_code"] in (1, 2, 3, 4)
        assert all(entity["entity_name"] for entity in e["actor"] + e["recipient"])
        assert ("comment" in e) == (e["earliest"] != e["latest"])
        place = e["text_info"]
        assert texts[place["document"]][place["start"] : place["end"]].strip()
    codes = {a["entity_name"]: a.get("code") for e in coded for a in e["actor"]}
    assert codes["Iraq"] == "IRQ"
    assert codes["US"] == "USA"
    assert codes["NATO"] is None


def test_plovers_categories_are_the_projects() -> None:
    assert set(plover.QUADS) == COOPERATION | CONFLICT
    assert {category for category, quad in plover.QUADS.items() if quad in (2, 4)} == MATERIAL


@pytest.mark.parametrize("which", ["example", "hostile"])
def test_followthemoney_entities_fit_its_model(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Against the model's schemata: each property is one of its schema, what is required is there, dates are ISO
    prefixes, addresses those of the web, and an entity that is referred to is there and of the range."""
    model = json.loads((HERE / "followthemoney" / "model.json").read_text(encoding="utf-8"))["schemata"]
    entities = lines(exported(request.getfixturevalue(f"{which}_file"), "followthemoney", tmp_path))
    schema = {e["id"]: e["schema"] for e in entities}
    assert len(schema) == len(entities)
    assert {"Article", "Event", "PublicBody", "Mention"} <= set(schema.values())
    for entity in entities:
        known = model[entity["schema"]]
        assert set(known["required"]) <= set(entity["properties"])
        for name, values in entity["properties"].items():
            kind, *ranges = known["properties"][name]
            assert values
            for value in values:
                assert isinstance(value, str)
                assert value.strip()
                if kind == "date":
                    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value)
                if kind == "country":
                    assert re.fullmatch("[a-z]{2}", value)
                if kind == "url":
                    assert value.startswith(("http://", "https://"))
                if kind == "entity":
                    assert ranges[0] in (schema[value], *model[schema[value]]["is_a"])


def test_followthemoney_itself_takes_them(example_file: Path, hostile_file: Path, tmp_path: Path) -> None:
    """With the package, where it is installed (it needs ICU): every entity is valid."""
    model = pytest.importorskip("followthemoney").model
    for file in (example_file, hostile_file):
        for entity in lines(exported(file, "followthemoney", tmp_path)):
            proxy = model.get_proxy(entity)
            proxy.schema.validate(proxy.to_dict())


def offline(url: str, _: Any) -> Row:
    """The W3C's context from the file beside this test."""
    assert url == "http://www.w3.org/ns/anno.jsonld"
    context = json.loads((HERE / "anno.jsonld").read_text(encoding="utf-8"))
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}


def test_web_annotations_are_linked_data_and_stand_at_their_words(
    example_file: Path, example: dict[str, list[Row]], tmp_path: Path
) -> None:
    """A JSON-LD processor finds a node an annotation; both selectors of a target give the same words, and these are
    those of the row."""
    texts = {d["id"]: d["text"] for d in example["documents"]}
    content = json.loads(exported(example_file, "webannotation", tmp_path).read_text(encoding="utf-8"))
    items = content["first"]["items"]
    assert len({item["id"] for item in items}) == len(items) == content["total"]
    tables = ("timex", "figures", "quotes")
    assert {r["id"] for t in tables for r in example[t]} <= {item["id"].removeprefix("urn:dateline:") for item in items}
    for item in items:
        assert item["body"][0]["value"] in queries.TABLES
        assert len(item["body"]) > 1
        for target in item["target"]:
            text = texts[target["source"]["id"].removeprefix("urn:dateline:")]
            position, quote = target["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"] != ""
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
    few = {**content, "first": {**content["first"], "items": items[:40] + items[-40:]}}
    (graph,) = jsonld.expand(few, {"documentLoader": offline})
    oa = "http://www.w3.org/ns/oa#"
    (page,) = graph["https://www.w3.org/ns/activitystreams#first".replace("https", "http")]
    nodes = page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    assert len(nodes) == 80
    for node in nodes:
        assert node["@type"] == [f"{oa}Annotation"]
        assert node[f"{oa}motivatedBy"][0]["@id"].startswith(oa)
        for target in node[f"{oa}hasTarget"]:
            kinds = [selector["@type"] for selector in target[f"{oa}hasSelector"]]
            assert kinds == [[f"{oa}TextPositionSelector"], [f"{oa}TextQuoteSelector"]]
            assert target[f"{oa}hasSource"][0]["@id"].startswith("urn:dateline:")


class Markup(HTMLParser):
    """The tags of a stretch of HTML, and the text that it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        assert not attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_timelinejs_gets_slides_as_its_parser_takes_them(example_file: Path, tmp_path: Path) -> None:
    """A slide for each row of the timeline, in its order: unique ids, a start with no part that is not known, words for
    what is no plain date, and the status of what is no finished fact in the headline."""
    content = json.loads(exported(example_file, "timelinejs", tmp_path, level=3).read_text(encoding="utf-8"))
    rows = level_3(example_file)
    slides = {slide["unique_id"].removeprefix("event-"): slide for slide in content["events"]}
    assert list(slides) == list(rows)
    for event, slide in slides.items():
        row = rows[event]
        start = slide["start_date"]
        assert list(start) == ["year", "month", "day"][: len(start)]
        day = "-".join(f"{part:02}" for part in start.values())
        assert day in (row["time"], row["earliest"], row["latest"])
        assert "display_date" in slide or (row["earliest"] or "").startswith(day)
        if "end_date" in slide:
            assert list(slide["end_date"].values()) > list(start.values())
        assert slide["autolink"] is False
        assert Markup(slide["text"]["headline"]).text.startswith(row["title"])
        assert slide["text"]["headline"].endswith(f"[{row['status']}]") == (row["status"] != "happened")
        assert all(sentence in Markup(slide["text"]["text"]).text for sentence in row["words"])


def test_timelinejs_keeps_to_the_level_and_the_language(example_file: Path, tmp_path: Path) -> None:
    first = json.loads(exported(example_file, "timelinejs", tmp_path / "a").read_text(encoding="utf-8"))["events"]
    french = exported(example_file, "timelinejs", tmp_path / "b", lang="fr").read_text(encoding="utf-8")
    assert 0 < len(first) <= 25
    assert "rapporté" in french


def test_timelinejs_shows_hostile_words_and_they_do_nothing(hostile_file: Path, tmp_path: Path) -> None:
    """TimelineJS puts words into the page as HTML: only our own tags are in them, and none in groups and dates."""
    content = json.loads(exported(hostile_file, "timelinejs", tmp_path, level=3).read_text(encoding="utf-8"))
    shown = ""
    for slide in content["events"]:
        assert not Markup(slide["text"]["headline"]).tags
        read = Markup(slide["text"]["text"])
        assert read.tags <= {"p", "q"}
        shown += read.text
        assert not re.search("[<>&]", slide.get("group", "") + slide.get("display_date", ""))
    assert "<img src=x onerror=alert(1)>" in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("form", sorted(ALONE))
def test_no_name_of_a_report_becomes_the_name_of_a_file(hostile_file: Path, tmp_path: Path, form: str) -> None:
    """Whatever reports are called, one file of the usual name is written, in UTF-8."""
    path = exported(hostile_file, form, tmp_path)
    assert [f.relative_to(tmp_path).as_posix() for f in tmp_path.rglob("*")] == [ALONE[form]]
    content = path.read_text(encoding="utf-8")
    assert not re.search(r'"(url|sourceUrl|via)": \[?"javascript', content)
    assert "\ud800" not in content


def test_what_is_hidden_is_in_no_format(example_file: Path, tmp_path: Path) -> None:
    """A report that the user has hidden, and what it says, stands in none of them."""
    path = tmp_path / "story.dateline"
    path.write_bytes(example_file.read_bytes())
    with Record.open(path) as record:
        hidden = next(d["id"] for d in queries.documents(record) if d["source_id"].startswith("16-"))
    assert CliRunner().invoke(app, ["judge", str(path), hidden, "hide"]).exit_code == 0
    for form in FORMATS:
        if form not in ("jsonl", "csv", "parquet"):
            written = exported(path, form, tmp_path / form)
            files = written.iterdir() if written.is_dir() else [written]
            assert [f.name for f in files if hidden in f.read_text(encoding="utf-8")] == [], form


def test_all_packs_have_the_words_of_the_exports() -> None:
    """Just the keys that are used in each pack that has any, and the same gaps."""
    folder = Path(dossier.__file__).parent
    used = "".join((folder / name).read_text(encoding="utf-8") for name in ("dossier.md.jinja", "timelinejs.py"))
    packs = {code: pack.load(code).table("export") for code in pack.codes()}
    default = packs[pack.base().table("page")["default"]]
    keys = {key for dot, quoted in re.findall(r"words(?:\.(\w+)|\[\"(\w+)\"\])", used) if (key := dot or quoted)}
    keys = {key for key in keys if not key.endswith("_")} | {f"outcome_{outcome}" for outcome in OUTCOMES}
    keys |= {f"{kind}_{value}" for kind, values in KINDS.items() for value in get_args(values)}
    for code, words in packs.items():
        if words:
            assert set(words) == keys, code
            for key, value in words.items():
                assert re.findall(r"\{\w*\}", value) == re.findall(r"\{\w*\}", default[key]), (code, key)


OUTCOMES = ("open", "repeated", "weakened", "taken_back", "fulfilled", "deadline_passed")
KINDS = {"status": Status, "how": PublishedHow, "conflict": ConflictKind, "stance": Stance}
"""Words for each value of a type."""
