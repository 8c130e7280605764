"""What a browser makes of the pages: elements, words by id, links; and the pages of a record, served or as files."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

from starlette.testclient import TestClient

from dateline.record.store import Record
from dateline.show.page import files, server
from dateline.show.page.words import words_in

VOID = {"meta", "img", "link", "br", "input", "rect", "circle", "line", "path", "option"}


class Read(HTMLParser):
    """A page's elements, all its words, and the words inside each element that has an id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self.all = ""
        self._open: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        identity = dict(attrs).get("id")
        if identity:
            self.words.setdefault(identity, "")
        if tag not in VOID:
            self._open.append((tag, identity))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.all += data
        for _, name in self._open:
            if name:
                self.words[name] += data

    def links(self) -> list[str]:
        return [attributes.get("href") or "" for tag, attributes in self.elements if tag == "a"]

    @property
    def ids(self) -> list[str]:
        return [identity for _, attributes in self.elements if (identity := attributes.get("id"))]


def client(
    path: Path, lang: str | None = None, host: str = "127.0.0.1:8321", judge: server.Judge | None = None
) -> TestClient:
    """A browser of the served pages, which follows no redirection by itself."""
    app = server.application(path, lang, judge)
    return TestClient(app, base_url=f"http://{host}", follow_redirects=False)


def folder(path: Path, into: Path, lang: str | None = None, *, cited: bool = False) -> dict[str, str]:
    """The pages as files, by name."""
    with Record.open(path) as record:
        files.folder(record, into, words_in(lang), cited=cited)
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(into.iterdir())}


def single(path: Path, into: Path, lang: str | None = None, *, cited: bool = False) -> str:
    """All pages in one file."""
    with Record.open(path) as record:
        return files.single(record, into, words_in(lang), cited=cited).read_text(encoding="utf-8")


def crawled(browser: TestClient, first: str, most: int) -> dict[str, str]:
    """The pages to which links lead from the first, `most` of them."""
    pages: dict[str, str] = {}
    waiting = [first]
    while waiting and len(pages) < most:
        name = waiting.pop(0)
        if name in pages:
            continue
        answer = browser.get(f"/{name}")
        assert answer.status_code == 200, name
        pages[name] = answer.text
        found = map(html.unescape, re.findall(r'<a[^>]* href="([^"#][^"]*)"', answer.text))
        waiting += [urldefrag(link).url for link in found if ":" not in link]
    return pages
