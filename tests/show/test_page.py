"""The record in the browser: every link leads to the very words, nothing in a report acts, and only this machine is
answered."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dateline import pipeline
from dateline.cli import app
from dateline.model import Unusable
from dateline.record import queries
from dateline.record.store import Record
from dateline.show.page import server
from dateline.show.page.pages import KINDS
from dateline.show.page.words import inert, words_in

from .reading import Read, client, crawled, folder, single

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \u202egnp.exe\u202c \x01 \ud800 </title></style> & \"'"
REPORTS = [
    {
        "id": "../../<b>\"'",
        "title": f"Soldiers left {HOSTILE}",
        "outlet": f"Wire {HOSTILE}",
        "uri": "javascript:alert(1)",
        "published": "2021-07-27",
        "text": f"Iran attacked the base on Monday. {HOSTILE}\n\nThe army withdrew from Iraq on 3 May 2021.\n"
        f"“We left 2,500 soldiers,” said <b>John</b> Miller {HOSTILE} on Monday.\n",
    },
    {
        "id": "plain",
        "uri": "https://example.org/?a=1&b=2",
        "published": "2021-07-28",
        "text": "The parliament voted on Tuesday for a withdrawal from Iraq. \u05e9\u05dc\u05d5\u05dd.\n",
    },
    {"id": "long", "published": "2021-07-29", "text": "Lorem ipsum <i>dolor</i> " * 10_000},
]


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hostile")
    source = place / "reports.jsonl"
    source.write_text("".join(json.dumps(report) + "\n" for report in REPORTS), encoding="utf-8")
    with Record.open(place / "story.dateline", create=True) as record:
        assert pipeline.build([source], record).added == len(REPORTS)
    return place / "story.dateline"


def test_every_link_of_the_files_leads_to_an_element(example_file: Path, tmp_path: Path) -> None:
    """In a folder: to a file that is there, and to an id in it; each id stands once on a page."""
    pages = {name: Read(page) for name, page in folder(example_file, tmp_path / "pages").items()}
    for name, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), name
        for link in page.links():
            target, _, anchor = link.partition("#")
            assert not anchor or anchor in pages[target or name].words, (name, link)
            assert not target or target in pages, (name, link)
    kinds = {name.partition(".")[0].partition("-")[0] for name in pages}
    assert kinds == {*KINDS, "event", "report", "series", "actor", "relation", "conflict", "copy"} - {"search"}


def test_every_link_of_the_one_file_leads_to_an_element(example_file: Path, tmp_path: Path) -> None:
    """All pages are sections of it; every link stays inside; each id stands once."""
    page = Read(single(example_file, tmp_path / "story.html"))
    assert len(set(page.ids)) == len(page.ids)
    assert [link for link in page.links() if not link.startswith("#") or link[1:] not in page.words] == []
    assert sum(1 for tag, a in page.elements if tag == "section" and a.get("class") == "sheet") > 300


def test_a_link_with_an_anchor_leads_to_the_very_words(example_file: Path, example: dict[str, Any]) -> None:
    """For events, figures, dates, names and quotes: the element there holds the words of the row."""
    browser = client(example_file)
    shown = {d["id"]: Read(browser.get(f"/report-{d['id']}.html").text).words for d in example["documents"]}
    rows = [("m", m) for e in example["events"] for m in e["mentions"]]
    rows += [("t", t) for t in example["timex"]] + [("f", f) for f in example["figures"]]
    rows += [("n", n) for a in example["actors"] for n in a["mentions"]]
    for prefix, row in rows:
        assert shown[row["document"]][f"{prefix}-{row['id']}"] == row["words"]
    texts = {d["id"]: d["text"] for d in example["documents"]}
    for quote in example["quotes"]:
        start, end = quote["content"][0]
        said = shown[quote["document"]][f"q-{quote['id']}"]
        assert said
        assert texts[quote["document"]][start:end].startswith(said)


def test_the_text_of_a_report_is_shown_as_it_is(example_file: Path, example: dict[str, Any]) -> None:
    """Character for character, with its line breaks."""
    browser = client(example_file)
    for document in example["documents"]:
        assert document["text"] in Read(browser.get(f"/report-{document['id']}.html").text).all


def test_a_long_report_is_shown_in_parts(hostile_file: Path) -> None:
    """The parts make the text, and none is long; a line without end is no exception."""
    with Record.open(hostile_file) as record:
        (found,) = record.rows("SELECT id, text FROM documents WHERE source_id = 'long'")
    browser = client(hostile_file)
    parts = [browser.get(f"/report-{found['id']}.html?part={n}").text for n in range(1, 6)]
    assert max(map(len, parts)) < 1_000_000
    texts = [re.findall(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)[0] for page in parts]
    assert "".join(Read(text).all for text in texts) == found["text"]


def test_hostile_words_are_shown_and_do_nothing(hostile_file: Path, tmp_path: Path) -> None:
    """In every form and on every page: markup of a report is text; no script, handler or outside source; what turns the
    direction or cannot be encoded is replaced, one character by one."""
    files = folder(hostile_file, tmp_path / "p")
    pages = [*files.values(), single(hostile_file, tmp_path / "one.html")]
    pages += crawled(client(hostile_file), "index.html", 150).values()
    pages.append(client(hostile_file).get("/search.html", params={"q": HOSTILE.encode("utf-8", "replace")}).text)
    pages.append(client(hostile_file).get("/index.html", params={"actor": '"><script>', "when": "2021"}).text)
    for html in pages:
        html.encode()
        page = Read(html)
        assert {tag for tag, _ in page.elements} & {
            "script",
            "img",
            "b",
            "i",
            "iframe",
            "link",
            "object",
            "base",
        } == set()
        for _, attributes in page.elements:
            assert not {a for a in attributes if a.startswith("on") or a in ("src", "style", "srcdoc", "formaction")}
        assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", html)
        outside = [link for link in page.links() if ":" in link.partition("?")[0].partition("#")[0]]
        assert set(outside) <= {REPORTS[1]["uri"]}
    (shown,) = (Read(html).all for name, html in files.items() if name[:7] == "report-" and "javascript:" in html)
    assert HOSTILE.split(" ")[0] in shown
    assert "\ufffdgnp.exe\ufffd" in shown


def test_an_address_of_the_web_is_a_link_without_referrer(hostile_file: Path) -> None:
    pages = crawled(client(hostile_file), "reports.html", 40).values()
    links = [a for html in pages for tag, a in Read(html).elements if tag == "a"]
    outside = [a for a in links if (a["href"] or "").startswith("http")]
    assert outside[0] == {"href": REPORTS[1]["uri"], "rel": "noreferrer"}


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
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    refused = client(hostile_file, host="evil.example")
    for answer in (browser.get("/"), browser.get("/no"), browser.post("/"), refused.get("/"), browser.get("/?asof=x")):
        assert answer.headers["content-security-policy"] == policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"


def test_a_file_brings_its_policy(hostile_file: Path, tmp_path: Path) -> None:
    """First in its head: nothing is loaded, and no form goes anywhere."""
    for html in (*folder(hostile_file, tmp_path / "p").values(), single(hostile_file, tmp_path / "one.html")):
        policy = re.search(r'<head>\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        assert policy
        assert "default-src &#39;none&#39;" in policy[1]
        assert "form-action &#39;none&#39;" in policy[1]
        assert not any(tag == "form" for tag, _ in Read(html).elements)


def test_only_reading_is_answered(hostile_file: Path) -> None:
    """Without `--edit` nothing can be sent, and no page has a form that writes."""
    browser = client(hostile_file)
    assert browser.get("/").status_code == 200
    assert browser.head("/").status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        for path in ("/", "/reports.html", "/judge"):
            assert browser.request(method, path).status_code == 405
    for html in crawled(browser, "index.html", 60).values():
        assert 'method="post"' not in html


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


ABSENT = """no
            report-0.html report-.html report-plain.html ..%2fstory.dateline a/b missing.html event-0.html index-0.html
            copy-0-1.html report.html relation-0-1.html actor-0.html series-0.html conflict-0.html"""


@pytest.mark.parametrize("path", ABSENT.split())
def test_what_is_not_there_is_a_page_that_says_so(hostile_file: Path, path: str) -> None:
    answer = client(hostile_file).get(f"/{path}")
    assert answer.status_code == 404
    assert words_in(None)["not_found"] in answer.text


@pytest.mark.parametrize("query", ["asof=yesterday", "asof=2020-13", "when=soon", "when=2020-02-31"])
def test_a_day_that_is_none_is_a_wrong_call(hostile_file: Path, query: str) -> None:
    answer = client(hostile_file).get(f"/?{query}")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query", ["page=999999999", "page=-1", "page=x", "level=9", "level=", "part=7", "row=1&anchor=2&self=3"]
)
def test_a_page_beyond_the_last_is_the_last(hostile_file: Path, query: str) -> None:
    for kind in KINDS:
        assert client(hostile_file).get(f"/{kind}.html?{query}").status_code == 200


def test_a_hidden_report_has_no_page(hostile_file: Path) -> None:
    """What the user hides is in no list and under no name."""
    with Record.open(hostile_file) as record:
        hidden = next(iter(queries.documents(record)))["id"]
    CliRunner().invoke(app, ["judge", str(hostile_file), hidden, "hide"])
    try:
        pages = crawled(client(hostile_file), "index.html", 200)
        assert not [name for name, html in pages.items() if hidden in name + html]
    finally:
        CliRunner().invoke(app, ["judge", str(hostile_file), hidden, "withdraw"])


def test_pages_are_in_the_language_asked_for(hostile_file: Path) -> None:
    """The page's own link decides, then `--lang`, then the browser's first language with a pack, then the default."""

    def lang(asked: str | None, accepted: str, query: str = "") -> str:
        page = client(hostile_file, asked).get(f"/{query}", headers={"accept-language": accepted})
        return str(re.findall(r'<html lang="(\w+)">', page.text)[0])

    assert lang(None, "fr-FR,fr;q=0.9,en;q=0.8") == "fr"
    assert lang(None, "tlh, ;q=x,,") == words_in(None)["lang"]
    assert lang("fr", "en") == "fr"
    assert lang("fr", "en", "?lang=en") == "en"
    assert lang("fr", "en", "?lang=<b>") == "fr"


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


def test_serving_loads_no_parser() -> None:
    """Neither spaCy nor a pack's models are imported by what serves the pages."""
    imports = "from dateline.cli import listings; from dateline.show.page import server"
    code = f"import sys; {imports}; print('spacy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_a_record_that_goes_away_is_told_in_one_sentence(tmp_path: Path) -> None:
    answer = client(tmp_path / "gone.dateline").get("/")
    assert (answer.status_code, "there is no record" in answer.text) == (503, True)


def test_export_as_pages_names_the_first(hostile_file: Path, tmp_path: Path) -> None:
    run = CliRunner()
    ran = run.invoke(app, ["export", str(hostile_file), "--format", "html", "--lang", "fr", "-o", str(tmp_path / "p")])
    assert ran.stdout.splitlines()[0] == str(tmp_path / "p" / "index.html")
    assert '<html lang="fr">' in (tmp_path / "p" / "index.html").read_text(encoding="utf-8")
    one = str(tmp_path / "one.html")
    ran = run.invoke(app, ["export", str(hostile_file), "--format", "html", "--single", "--evidence-only", "-o", one])
    assert ran.stdout.splitlines()[0] == one
    assert run.invoke(app, ["export", str(hostile_file), "--single", "-o", one]).exit_code == 2
    for command in (["export", "--format", "html", "-o", str(tmp_path / "q")], ["serve"]):
        assert run.invoke(app, [command[0], str(hostile_file), *command[1:], "--lang", "tlh"]).exit_code == 2


def test_evidence_only_gives_no_more_of_a_report_than_is_cited(hostile_file: Path, tmp_path: Path) -> None:
    """A report in which nothing is told, said or counted shows none of its text; the others keep their anchors."""
    pages = folder(hostile_file, tmp_path / "cited", cited=True)
    assert "copy" not in {name.partition("-")[0] for name in pages}
    assert not any("Lorem ipsum" in html for name, html in pages.items() if not name.startswith("reports"))
    read = {name: Read(html) for name, html in pages.items()}
    for page in read.values():
        for target, _, anchor in (link.partition("#") for link in page.links()):
            assert not anchor or not target or anchor in read[target].words
