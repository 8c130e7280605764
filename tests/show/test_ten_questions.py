"""Ten questions that the page answers: `docs/ten-questions.md` is gone step by step, as its reader would go."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from starlette.testclient import TestClient

from ..conftest import ROOT
from .reading import VOID, Read, client

PAGE = (ROOT / "docs" / "ten-questions.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^## (\d+)\. (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)


class Clickable(HTMLParser):
    """The links of a page with their words, and its forms with their labels and fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[list[str]] = []
        self.forms: list[dict[str, dict[str, str]]] = []
        self.labels: dict[str, str] = {}
        self._open: list[str] = []
        self._label = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if tag == "a":
            self.links.append([given.get("href", ""), ""])
        elif tag == "form":
            self.forms.append({"": given})
        elif tag in ("input", "select") and given.get("name") and "form" in self._open:
            self.forms[-1][given["name"]] = given
        elif tag == "label":
            self._label = given["for"]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "a" in self._open:
            self.links[-1][1] += data
        if "label" in self._open:
            self.labels[data] = self._label


class Reader:
    """Somebody before the page: clicks links by their words, fills in fields by their labels."""

    def __init__(self, browser: TestClient) -> None:
        self._browser = browser
        self.go("index.html")

    def go(self, address: str, **fields: str) -> None:
        answer = self._browser.get(f"/{urldefrag(address).url}", params=fields or None)
        assert answer.status_code == 200, address
        self._page = answer.text

    def click(self, words: str) -> None:
        links = ((href, " ".join(said.split())) for href, said in Clickable(self._page).links)
        self.go(next(href for href, said in links if said.startswith(words)))

    def write(self, words: str | None, label: str) -> None:
        """Fill in the field of that label (tick it, without words), and send its form."""
        page = Clickable(self._page)
        identity = page.labels[label]
        form = next(f for f in page.forms if any(field.get("id") == identity for field in f.values()))
        sent = {name: f["value"] for name, f in form.items() if name and f.get("type") == "hidden"}
        name = next(name for name, field in form.items() if field.get("id") == identity)
        self.go(form[""]["action"], **sent, **{name: words or form[name]["value"]})

    def sees(self, words: str) -> bool:
        return words in " ".join(Read(self._page).all.split())


def test_ten_are_asked() -> None:
    assert [int(number) for number, _, _ in QUESTIONS] == list(range(1, 11))


@pytest.mark.parametrize(("number", "question", "way"), QUESTIONS)
def test_the_page_answers(example_file: Path, number: str, question: str, way: str) -> None:
    reader = Reader(client(example_file, "en"))
    steps = re.findall(r"^- (.+)$", way, re.MULTILINE)
    assert len(steps) > 1
    for step in steps:
        words = re.findall(r"\*\*(.+?)\*\*", step)
        if step.startswith("Click"):
            reader.click(words[0])
        elif step.startswith("Write"):
            reader.write(*words)
        elif step.startswith("Tick"):
            reader.write(None, words[0])
        else:
            assert step.startswith(("It says", "It does not say")), step
            assert all(reader.sees(w) is step.startswith("It says") for w in words), (number, question, step)
