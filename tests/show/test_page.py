"""The record in the browser: every link leads to the very words, nothing in a report acts, both forms are the same."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import signal
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from dateline import pack, pipeline
from dateline.cli import app
from dateline.model import PublishedHow, Status, Unusable
from dateline.record import queries
from dateline.record.store import Record
from dateline.show.page import server, views
from dateline.show.page.pages import TIMELINES, Pages, inert, words_in, write

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \u202egnp.exe\u202c \x01 \ud800 </title></style> & \"'"
REPORTS = [
    {
        "id": "../../<b>\"'",
        "title": f"Soldiers left {HOSTILE}",
        "outlet": f"Wire {HOSTILE}",
        "uri": "javascript:alert(1)",
        "published": "2021-07-27",
        "text": f"Iran attacked the base on Monday. {HOSTILE}\n\nThe army withdrew from Iraq on 3 May 2021.\n",
    },
    {
        "id": "plain",
        "uri": "https://example.org/?a=1&b=2",
        "published": "2021-07-28",
        "text": "The parliament voted on Tuesday for a withdrawal from Iraq. \u05e9\u05dc\u05d5\u05dd.\n",
    },
]
VOID = {"meta", "img", "link", "br"}


class Read(HTMLParser):
    """What a browser makes of a page: its elements, and the words inside each that has an id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self.all = ""
        self._open: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(dict(attrs).get("id"))

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.all += data
        for name in filter(None, self._open):
            self.words[name] = self.words.get(name, "") + data

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.elements if tag == "a"]


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "reports.jsonl"
    source.write_text("".join(json.dumps(report) + "\n" for report in REPORTS), encoding="utf-8")
    with Record.open(folder / "story.dateline", create=True) as record:
        assert pipeline.build([source], record).added == len(REPORTS)
    return folder / "story.dateline"


def client(path: Path, lang: str | None = None, host: str = "127.0.0.1:8321") -> TestClient:
    return TestClient(server.application(path, lang), base_url=f"http://{host}")


def all_pages(path: Path, lang: str | None = None) -> dict[str, str]:
    with Record.open(path) as record:
        pages = Pages(record, words_in(lang))
        return {name: html for name in pages.names() if (html := pages.page(name)) is not None}


def test_every_link_of_every_page_leads_to_the_very_words(example_file: Path, example: dict[str, Any]) -> None:
    """Each link is a page of the record; with an anchor, the mark there holds exactly the words of that mention."""
    pages = {name: Read(html) for name, html in all_pages(example_file).items()}
    texts = {d["id"]: d["text"] for d in example["documents"]}
    told = {m["id"]: texts[m["document"]][m["start"] : m["end"]] for e in example["events"] for m in e["mentions"]}
    anchored = 0
    for page in pages.values():
        for link in page.links():
            name, _, anchor = link.partition("#")
            assert name in pages
            if anchor:
                anchored += 1
                assert pages[name].words[anchor] == told[anchor.removeprefix("m-")]
    assert anchored > 100


def test_the_timeline_shows_each_row_with_its_status_and_a_link_a_sentence(example_file: Path) -> None:
    """The page of a level has the rows of `timeline`, the background last, each with its title, its status, and its
    words where they say more than the title."""
    pages = all_pages(example_file)
    words = words_in(None)
    for name, level in TIMELINES.items():
        page = Read(pages[name])
        at = 0
        with Record.open(example_file) as record:
            rows = views.shown.timeline(record, views.shown.View(level=level, lang=words["lang"]))
            for row in itertools.chain(*views.shown.parts(rows)):
                more = [said for said in row["words"] if said.rstrip(". ") != row["title"].rstrip(". ")]
                for part in (row["title"], words[f"status_{row['status']}"], *more):
                    at = page.all.index(part, at)
                for mention in row["mentions"]:
                    assert f"report-{mention['document']}.html#m-{mention['id']}" in page.links()


def test_the_text_of_a_report_is_shown_as_it_is(example_file: Path, example: dict[str, Any]) -> None:
    """Character for character, with its line breaks."""
    pages = all_pages(example_file)
    for document in example["documents"]:
        assert document["text"] in Read(pages[f"report-{document['id']}.html"]).all


def test_spans_that_overlap_are_cut_into_pieces() -> None:
    """The pieces make the text; each knows the mentions that it is part of; a mention begins once."""
    mentions = [{"id": "a", "start": 0, "end": 6}, {"id": "b", "start": 4, "end": 9}, {"id": "c", "start": 4, "end": 6}]
    found = list(views.pieces("0123456789", mentions, [[8, 10, "form"], [8, 9, "credit"]]))
    assert [(p.words, [(m["id"], m["first"]) for m in p.marks], p.aside) for p in found] == [
        ("0123", [("a", True)], False),
        ("45", [("a", False), ("b", True), ("c", True)], False),
        ("67", [("b", False)], False),
        ("8", [("b", False)], True),
        ("9", [], True),
    ]


def test_hostile_words_are_shown_and_do_nothing(hostile_file: Path) -> None:
    """Markup of a report is text; no script, handler or outside source is in any page; what turns the direction or
    cannot be encoded is replaced, one character by one."""
    pages = all_pages(hostile_file)
    for html in pages.values():
        html.encode()
        page = Read(html)
        assert {tag for tag, _ in page.elements} & {"script", "img", "b", "iframe", "link", "form"} == set()
        for _, attributes in page.elements:
            assert not {a for a in attributes if a.startswith("on") or a in ("src", "style")}
        assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", html)
        assert all(link.startswith(("index", "level-", "report", "https://example.org/")) for link in page.links())
    (name,) = (name for name, html in pages.items() if "javascript:" in html)
    shown = Read(pages[name]).all
    assert HOSTILE.split(" ")[0] in shown
    assert "\ufffdgnp.exe\ufffd" in shown
    assert "javascript:alert(1)" in shown


def test_an_address_of_the_web_is_a_link_without_referrer(hostile_file: Path) -> None:
    links = [a for html in all_pages(hostile_file).values() for tag, a in Read(html).elements if tag == "a"]
    outside = [a for a in links if ":" in (a["href"] or "")]
    assert outside == [{"href": REPORTS[1]["uri"], "rel": "noreferrer"}]


def test_what_acts_is_replaced_without_moving_an_offset() -> None:
    """Line breaks, tabs, joiners and letters of any script stay."""
    assert inert("a\x00b\u202ec\ud800d\u2066") == "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert inert("é\n\tשלום \u200d") == "é\n\tשלום \u200d"


def test_every_answer_has_the_headers_and_the_style_is_allowed_by_its_hash(hostile_file: Path) -> None:
    """Also refusals and pages that are not there; the policy's hash is that of the style in the page."""
    browser = client(hostile_file)
    style = re.search(r"<style>(.*?)</style>", browser.get("/").text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    refused = client(hostile_file, host="evil.example")
    for answer in (browser.get("/"), browser.get("/no"), browser.post("/"), refused.get("/")):
        assert answer.headers["content-security-policy"] == policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"


def test_only_reading_is_answered(hostile_file: Path) -> None:
    browser = client(hostile_file)
    assert browser.get("/").status_code == 200
    assert browser.head("/").status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert browser.request(method, "/").status_code == 405
        assert browser.request(method, "/reports.html").status_code == 405


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:9", 200),
        ("localhost:8321", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example:8321", 400),
        ("", 400),
    ],
)
def test_only_this_machines_names_are_answered(hostile_file: Path, host: str, code: int) -> None:
    """A page elsewhere whose name was led to this machine is refused."""
    assert client(hostile_file).get("/", headers={"host": host}).status_code == code


@pytest.mark.parametrize(
    "path",
    ["/no", "/report-0.html", "/report-.html", "/report-plain.html", "/..%2fstory.dateline", "/a/b", "/missing.html"],
)
def test_what_is_not_there_is_a_page_that_says_so(hostile_file: Path, path: str) -> None:
    answer = client(hostile_file).get(path)
    assert answer.status_code == 404
    assert words_in(None)["not_found"] in answer.text


def test_a_hidden_report_has_no_page(hostile_file: Path) -> None:
    """What the user hides is in no list and under no name."""
    with Record.open(hostile_file) as record:
        hidden = next(iter(queries.documents(record)))["id"]
    CliRunner().invoke(app, ["judge", str(hostile_file), hidden, "hide"])
    try:
        assert not [name for name, html in all_pages(hostile_file).items() if hidden in name + html]
    finally:
        CliRunner().invoke(app, ["judge", str(hostile_file), hidden, "withdraw"])


@pytest.mark.parametrize("lang", [None, *pack.codes()])
def test_the_files_are_the_served_pages_with_their_policy_inside(
    hostile_file: Path, tmp_path: Path, lang: str | None
) -> None:
    """Byte for byte but for the policy, which stands first in the head and cannot say who may frame the page."""
    browser = client(hostile_file, lang)
    with Record.open(hostile_file) as record:
        first = write(record, tmp_path / "pages", words_in(lang))
    files = sorted(first.parent.iterdir())
    assert {f.name for f in files} == set(all_pages(hostile_file))
    for file in files:
        head, meta, rest = re.split(r"(<meta http-equiv=.*\n)", file.read_bytes().decode())
        assert head.endswith("<head>\n")
        assert "default-src" in meta
        assert "frame-ancestors" not in meta
        assert head + rest == browser.get(f"/{file.name}").text
    assert browser.get("/").text == browser.get("/index.html").text


def test_pages_are_in_the_language_asked_for(hostile_file: Path) -> None:
    """`--lang` decides; without it the browser's first language that has a pack; else the default."""

    def lang(asked: str | None, accepted: str) -> str:
        page = client(hostile_file, asked).get("/", headers={"accept-language": accepted})
        return str(re.findall(r'<html lang="(\w+)">', page.text)[0])

    assert lang(None, "fr-FR,fr;q=0.9,en;q=0.8") == "fr"
    assert lang(None, "tlh, ;q=x,,") == words_in(None)["lang"]
    assert lang("fr", "en") == "fr"


def interface() -> Iterator[tuple[str, dict[str, str]]]:
    """The words of each pack that has any, as they stand in its file."""
    for code in pack.codes():
        file = pack.LANGUAGES / code / "page.toml"
        if file.is_file():
            yield code, tomllib.loads(file.read_text(encoding="utf-8"))


def test_all_packs_have_the_words_that_the_templates_use_and_no_others() -> None:
    templates = Path(server.__file__).parent / "templates"
    used = {key for file in templates.iterdir() for key in re.findall(r"words\.(\w+)", file.read_text("utf-8"))}
    used |= {f"status_{status}" for status in get_args(Status)} | {f"how_{how}" for how in get_args(PublishedHow)}
    used |= {f"level_{level}" for level in TIMELINES.values()}
    packs = dict(interface())
    default = packs[words_in(None)["lang"]]
    for code, words in packs.items():
        assert set(words) == used, code
        assert words["lang"] == code
        for key, value in words.items():
            assert re.findall(r"\{\w*\}", value) == re.findall(r"\{\w*\}", default[key]), (code, key)


def test_no_word_stands_in_a_template() -> None:
    """What is left of a template without its tags and placeholders has no letter in it."""
    for file in (Path(server.__file__).parent / "templates").iterdir():
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", file.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"[^\W\d_]", re.sub(r"<.*?>", "", bare, flags=re.DOTALL)), file.name


def test_the_words_of_the_pages_make_no_report_be_read_again() -> None:
    """The stamp of what the annotators are leaves `page.toml` out."""
    packs = Path(str(pack.LANGUAGES))
    assert [path for path, _ in pipeline._contents(packs) if "page" in path] == []


def test_the_server_listens_on_this_machine_alone() -> None:
    """On 127.0.0.1; a port that is in use is told in one sentence."""
    with server.listening(0) as opened:
        host, port = opened.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(Unusable, match=f"port {port} cannot be used .*; choose another"):
            server.listening(port)


def test_the_command_serves_until_ctrl_c(hostile_file: Path) -> None:
    """It prints its address, answers there, and ends with 0; a second one on its port ends with 3 and one sentence."""
    command = [sys.executable, "-c", "from dateline.cli import main; main()", "serve", str(hostile_file), "--port"]
    with subprocess.Popen([*command, "0"], stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout
            told = re.search(r"http://127\.0\.0\.1:(\d+)/", served.stdout.readline())
            assert told
            with urllib.request.urlopen(told[0], timeout=30) as answer:
                assert answer.read().startswith(b"<!doctype html>")
            second = subprocess.run([*command, told[1]], capture_output=True, text=True, check=False, timeout=60)
            assert (second.returncode, len(second.stderr.splitlines())) == (3, 1)
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(30) == 0


def test_a_record_that_goes_away_is_told_in_one_sentence(tmp_path: Path) -> None:
    answer = client(tmp_path / "gone.dateline").get("/")
    assert (answer.status_code, "there is no record" in answer.text) == (503, True)


def test_export_as_pages_names_the_first(hostile_file: Path, tmp_path: Path) -> None:
    run = CliRunner()
    ran = run.invoke(app, ["export", str(hostile_file), "--format", "html", "--lang", "fr", "-o", str(tmp_path / "p")])
    assert ran.stdout.splitlines()[0] == str(tmp_path / "p" / "index.html")
    assert '<html lang="fr">' in (tmp_path / "p" / "index.html").read_text(encoding="utf-8")
    for command in (["export", "--format", "html", "-o", str(tmp_path / "q")], ["serve"]):
        assert run.invoke(app, [command[0], str(hostile_file), *command[1:], "--lang", "tlh"]).exit_code == 2
