"""Reports as they never should be: the example corpora, broken by chance, through all readers and annotators.

Each number makes one input, always the same. `make test` tries a few dozen, `make rough` goes on for ten minutes; a
number that breaks something is told, and kept in `BROKE`.
"""

from __future__ import annotations

import gzip
import html
import io
import itertools
import json
import os
import random
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline.annotate import annotate
from dateline.model import Document, Given, Rejected, encode
from dateline.read import read
from dateline.read.text import document as document_of
from dateline.record.rows import rows_of

from .conftest import EXAMPLES

BROKE: dict[str, tuple[int, ...]] = {"annotators": (), "readers": ()}
"""Numbers of inputs that broke something once."""
FEW = 40
LONGEST = 20.0
"""Seconds that one input may take, on a loaded machine: what hangs takes minutes."""
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*/reports/*.txt"))]
ODD = [
    "\u202e",
    "\u0301",
    "\ufeff",
    "\x00",
    "𝔘",
    "٣",
    "１２",
    "½",
    "ﬁ",
    "\r",
    "\u2028",
    "—",
    "«",
    "»",
    "“",
    "”",
    "'",
]
ODD += [
    "1" * 60,
    "1,000." * 20,
    "(" * 50,
    "Monday " * 60,
    "31 February ",
    "0/0/0000",
    "-5",
    "e" * 300,
    "\n" * 30,
    "%",
    "$",
]


def broken(text: str, vary: random.Random) -> str:
    """The text after a few accidents."""
    for _ in range(vary.randint(1, 8)):
        start = vary.randrange(len(text) + 1)
        end = min(len(text), start + vary.choice((1, 5, 40, 300)))
        accident = vary.randrange(7)
        if accident == 0:
            text = text[:start] + text[end:]
        elif accident == 1:
            text = text[:end] + text[start:end] * vary.choice((1, 2, 30)) + text[end:]
        elif accident == 2:
            text = text[:start] + vary.choice(ODD) + text[start:]
        elif accident == 3:
            text = text[:start] + vary.choice(ODD).join(text[start:end]) + text[end:]
        elif accident == 4:
            text = text[:start] + text[start:end].translate({32: None, 46: None, 10: None}) + text[end:]
        elif accident == 5:
            other = vary.choice(TEXTS)
            text = text[:start] + other[: vary.choice((20, 400))] + text[end:]
        else:
            text = text[:start] + text[start:end].swapcase()[::-1] + text[end:]
        text = text[:20_000]
    return text


def through_the_annotators(number: int, _: Path) -> None:
    """All that is found stands in the text, and the rows can be made."""
    vary = random.Random(number)
    text = broken(vary.choice(TEXTS), vary)
    document = document_of(text, name="x", uri=None, origin=None, given=Given())
    annotations = annotate(document)
    encode(annotations)
    for table, rows in rows_of(document, annotations, "x").items():
        for row in rows:
            if "start" in row and "end" in row:
                assert 0 <= row["start"] <= row["end"] <= len(document.text), (table, row)
            if "words" in row and "end" in row:
                assert document.text[row["start"] : row["end"]] == row["words"], (table, row)


def _page(text: str) -> bytes:
    paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in text.split("\n\n"))
    head = '<meta property="article:published_time" content="2021-05-03"><title>A page</title>'
    return (
        f"<!doctype html><html lang=en><head>{head}</head><body><article>{paragraphs}</article></body></html>".encode()
    )


def _feed(text: str) -> bytes:
    item = f"<item><title>x</title><pubDate>Mon, 03 May 2021 10:00:00 GMT</pubDate><description>{html.escape(text)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</description></item></channel></rss>'.encode()


def _zip(text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", text.encode())
        archive.writestr("b.html", _page(text))
    return held.getvalue()


def _tar(text: str) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        told = tarfile.TarInfo("a.txt")
        told.size = len(text.encode())
        archive.addfile(told, io.BytesIO(text.encode()))
    return held.getvalue()


def _crawl(text: str) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _page(text)
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/a\r\nWARC-Date: 2021-05-03T10:00:00Z\r\n"
    )
    return gzip.compress(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n")


FILES: dict[str, Callable[[str], bytes]] = {
    ".txt": str.encode,
    ".html": _page,
    ".xml": _feed,
    ".zip": _zip,
    ".tar.gz": _tar,
    ".warc.gz": _crawl,
    ".jsonl": lambda text: json.dumps({"id": "a", "text": text, "published": "2021-05-03"}).encode() + b"\n",
    ".json": lambda text: json.dumps([{"id": "a", "text": text}, {"id": "b", "text": text[:99]}]).encode(),
    ".csv": lambda text: ('id,text\na,"' + text.replace('"', '""') + '"\n').encode(),
    ".txt.gz": lambda text: gzip.compress(text.encode()),
}


def through_the_readers(number: int, folder: Path) -> None:
    """A file of each kind with bytes changed, cut or doubled: reports and rejections come, nothing is raised."""
    vary = random.Random(number)
    ending = vary.choice(sorted(FILES))
    content = bytearray(FILES[ending](vary.choice(TEXTS)))
    for _ in range(vary.randint(1, 12)):
        at = vary.randrange(len(content) + 1)
        accident = vary.randrange(5)
        if accident == 0 and at < len(content):
            content[at] ^= 1 << vary.randrange(8)
        elif accident == 1:
            del content[at : at + vary.choice((1, 30, 3000))]
        elif accident == 2:
            content[at:at] = content[at : at + vary.choice((4, 200))] * vary.choice((1, 50))
        elif accident == 3:
            content[at:at] = vary.randbytes(vary.choice((1, 8, 100)))
        elif accident == 4:
            content[at:at] = vary.choice(
                (b"<p>" * 500, b"[" * 2000, b'{"a":' * 500, b"&lt;" * 300, b"\xff\xff\xff\xff")
            )
    path = folder / f"{number}{ending}"
    path.write_bytes(content)
    for item in read([path]):
        assert isinstance(item, Document | Rejected)
        if isinstance(item, Document):
            item.text.encode("utf-8")
    path.unlink()


THROUGH = {"annotators": through_the_annotators, "readers": through_the_readers}


def inputs(kind: str, seconds: float) -> Iterator[int]:
    """Those that broke something, then a few, or for so many seconds new ones."""
    yield from BROKE[kind]
    if not seconds:
        yield from range(FEW)
        return
    first = random.SystemRandom().randrange(1 << 40)
    end = time.monotonic() + seconds
    for number in itertools.count(first):
        if time.monotonic() > end:
            return
        yield number


def run(kind: str, folder: Path, seconds: float) -> int:
    tried = 0
    for number in inputs(kind, seconds):
        start = time.monotonic()
        try:
            THROUGH[kind](number, folder)
        except Exception as problem:
            raise AssertionError(f"{kind}: input {number} broke something; keep it in BROKE") from problem
        took = time.monotonic() - start
        assert took < LONGEST, f"{kind}: input {number} took {took:.0f} s; keep it in BROKE"
        tried += 1
    return tried


@pytest.mark.parametrize("kind", sorted(THROUGH))
def test_broken_reports_break_nothing(kind: str, tmp_path: Path) -> None:
    """A few dozen inputs, always the same."""
    assert run(kind, tmp_path, 0) >= FEW


@pytest.mark.rough
@pytest.mark.parametrize("kind", sorted(THROUGH))
def test_ten_minutes_of_broken_reports_break_nothing(kind: str, tmp_path: Path) -> None:
    """New inputs at every run; FUZZ_SECONDS tells for how long."""
    assert run(kind, tmp_path, float(os.environ.get("FUZZ_SECONDS", "600"))) > FEW
