"""Judging in the browser: only with `--edit`, only by a form of the page itself, and as the command line does it."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.cli.writing import keep
from dateline.record import queries
from dateline.record.store import Record

from .reading import Read, client

OWN = {"origin": "http://127.0.0.1:8321"}


@pytest.fixture
def path(example_file: Path, tmp_path: Path) -> Path:
    """A copy of the example's record, that may be written."""
    return Path(shutil.copy(example_file, tmp_path / "edited.dateline"))


@pytest.fixture
def browser(path: Path) -> TestClient:
    return client(path, "en", judge=partial(keep, path, by="reader"))


def form(browser: TestClient, page: str, **fields: str) -> dict[str, str]:
    """The fields of the first form of a page that has these, as a browser would send it."""
    for html in re.findall(r'<form method="post".*?</form>', browser.get(page).text, re.DOTALL):
        inputs = {a["name"]: a.get("value") or "" for tag, a in Read(html).elements if tag == "input" and a.get("name")}
        if all(inputs.get(key) == value for key, value in fields.items()):
            return {str(key): value for key, value in inputs.items()}
    raise AssertionError(f"no form with {fields} on {page}")


def conflicts(path: Path) -> list[str]:
    with Record.open(path) as record:
        return [c["id"] for c in queries.conflicts(record)]


def judgements(path: Path) -> list[queries.Row]:
    with Record.open(path) as record:
        return list(queries.judgements(record))


def test_a_conflict_is_accepted_and_says_so(browser: TestClient, path: Path) -> None:
    """The answer leads back to the page, which shows the verdict; the judgement has its author."""
    sent = form(browser, "/conflicts.html", verdict="accept")
    answer = browser.post("/judge", data=sent, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/conflicts.html")
    assert "accepted" in Read(browser.get("/conflicts.html").text).all
    (made,) = judgements(path)
    assert (made["row"], made["verdict"], made["author"]) == (sent["row"], "accept", "reader")


def test_a_conflict_is_dismissed_and_gone(browser: TestClient, path: Path) -> None:
    sent = form(browser, "/conflicts.html", verdict="dismiss", row=conflicts(path)[0])
    browser.post("/judge", data=sent, headers=OWN)
    assert sent["row"] not in conflicts(path)
    assert sent["row"] not in browser.get("/conflicts.html").text


def test_a_figure_is_corrected_and_the_conflict_with_it_gone(browser: TestClient, path: Path) -> None:
    """Ten dead become eight: the two reports agree."""
    ten = next(s for c in conflict_rows(path) for s in c["sides"] if s["evidence"][0]["words"] == "Ten")
    row = figure(path, ten["evidence"][0])
    sent = form(browser, "/conflicts.html", verdict="correct", field="value", row=row)
    assert sent["value"] == "10.0"
    browser.post("/judge", data={**sent, "value": "8"}, headers=OWN)
    with Record.open(path) as record:
        (found,) = (f for f in queries.figures(record) if f["id"] == row)
    assert (found["low"], found["judged"]) == (8, "correct")


def conflict_rows(path: Path) -> list[queries.Row]:
    with Record.open(path) as record:
        return list(queries.conflicts(record))


def figure(path: Path, evidence: queries.Row) -> str:
    with Record.open(path) as record:
        rows = queries.figures(record)
        return next(str(f["id"]) for f in rows if all(f[k] == evidence[k] for k in ("document", "start", "end")))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:8321"},
        {"origin": "http://127.0.0.1:8322"},
        {**OWN, "sec-fetch-site": "cross-site"},
        {**OWN, "sec-fetch-site": "same-site"},
        {**OWN, "content-type": "text/plain"},
    ],
)
def test_what_another_page_sends_is_refused(browser: TestClient, path: Path, headers: dict[str, str]) -> None:
    """Also with the right token; nothing is written."""
    answer = browser.post("/judge", data=form(browser, "/conflicts.html", verdict="dismiss"), headers=headers)
    assert answer.status_code == 403
    assert judgements(path) == []


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_a_form_without_the_token_is_refused(browser: TestClient, path: Path, token: str) -> None:
    """Also one of another server of the same record."""
    sent = form(browser, "/conflicts.html", verdict="dismiss")
    other = form(client(path, "en", judge=partial(keep, path)), "/conflicts.html", verdict="dismiss")["token"]
    for wrong in (token, other):
        assert browser.post("/judge", data={**sent, "token": wrong}, headers=OWN).status_code == 403
    assert judgements(path) == []


@pytest.mark.parametrize(
    "change",
    [
        {"row": ""},
        {"row": "%"},
        {"row": "0123456789abcdef"},
        {"verdict": "drop"},
        {"verdict": "correct", "field": "text", "value": "x"},
        {"verdict": "correct"},
    ],
)
def test_a_verdict_that_is_none_is_told(browser: TestClient, path: Path, change: dict[str, str]) -> None:
    """In one sentence; nothing is written."""
    sent = form(browser, "/conflicts.html", verdict="accept")
    answer = browser.post("/judge", data={**sent, **change}, headers=OWN)
    assert (answer.status_code, len(answer.text.splitlines())) == (400, 1)
    assert judgements(path) == []


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "", "/x", "judge\r\nx: y"])
def test_the_way_back_leads_to_a_page_of_this_server(browser: TestClient, back: str) -> None:
    sent = form(browser, "/conflicts.html", verdict="accept")
    answer = browser.post("/judge", data={**sent, "back": back}, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_form_that_is_too_long_is_refused(browser: TestClient) -> None:
    sent = form(browser, "/conflicts.html", verdict="accept")
    assert browser.post("/judge", data={**sent, "value": "x" * 20_000}, headers=OWN).status_code == 403


def test_judging_is_a_post_alone(browser: TestClient) -> None:
    """A link cannot judge."""
    assert browser.get("/judge?row=1&verdict=dismiss").status_code in (404, 405)
