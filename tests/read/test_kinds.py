"""Every kind of file that holds reports is read: pages, tables, feeds, crawls, archives, standard input."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.model import Document, Rejected
from dateline.read import read

BODY = (
    "The envoys met again in Geneva and left the table without a word about the next round. "
    "A diplomat who had sat through the night said that the two sides were closer than they looked."
)
AGAIN = (
    "Both delegations said they would consult their capitals. The mediator praised the patience of all, "
    "and asked for two more weeks. Nobody named a day, and nobody expects the talks to end before the summer."
)


def one(*paths: Path, **options: Any) -> Document:
    """The only report there is."""
    (item,) = read(paths, **options)
    assert isinstance(item, Document), item
    return item


def page(head: str, body: str = "", lang: str = "en") -> str:
    article = f"<article><h1>Talks break off</h1>{body}<p>{BODY}</p><p>{AGAIN}</p></article>"
    return f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{article}</body></html>'


# --- pages ------------------------------------------------------------------------------------------------------------

LINKED_DATA = json.dumps(
    {"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "datePublished": "2021-07-26T08:00Z"}]}
)


@pytest.mark.parametrize(
    ("head", "body", "days"),
    [
        ('<meta property="article:published_time" content="2021-07-26T10:00:00+02:00">', "", ("2021-07-26",) * 2),
        (f'<script type="application/ld+json">{LINKED_DATA}</script>', "", ("2021-07-26",) * 2),
        ('<meta name="date" content="2021-07">', "", ("2021-07-01", "2021-07-31")),
        ('<meta name="DC.date.issued" content="2021">', "", ("2021-01-01", "2021-12-31")),
        ("", '<time itemprop="datePublished" datetime="2021-07-26">26 July</time>', ("2021-07-26",) * 2),
        ("", '<p class="date">July 26, 2021</p>', ("2021-07-26",) * 2),
        ("", '<p class="date">July 1, 2021</p>', ("2021-07-01",) * 2),
        ("", '<time datetime="2021-07">last month</time>', ("2021-07-01", "2021-07-31")),
        ("", '<p class="date">26/07/2021 10:00</p>', ("2021-07-26",) * 2),
        ('<meta name="pubdate" content="1 July 2021">', "", ("2021-07-01",) * 2),
        ("", "", (None, None)),
    ],
)
def test_the_day_of_a_page_is_what_it_states_and_no_more(
    tmp_path: Path, head: str, body: str, days: tuple[str | None, str | None]
) -> None:
    """A month gets no invented day; a page that states none is left undated."""
    (tmp_path / "a.html").write_text(page(head, body), encoding="utf-8")
    published = one(tmp_path).published
    found = tuple(day.isoformat() if day else None for day in (published.earliest, published.latest))
    assert found == days
    assert published.how == ("metadata" if days[1] else "unknown")


def test_a_page_on_one_line_keeps_its_head(tmp_path: Path) -> None:
    """Title, outlet, address and day come from the head, however the page is packed; menus are no text."""
    head = (
        '<title>Talks | The Post</title><meta property=og:title content="Talks break off"><meta property="og:site_name"'
        ' content="The Post"><link rel=canonical href=https://post.example/talks><meta property=article:published_time'
        " content=2021-07-26>"
    )
    content = page(head).replace("<article>", "<nav><a href=/>Home</a><a href=/news>News</a></nav><article>")
    (tmp_path / "a.html").write_text("".join(content.splitlines()), encoding="utf-8")
    document = one(tmp_path)
    assert (document.title, document.outlet, document.lang) == ("Talks break off", "The Post", None)
    assert (document.uri, str(document.published.latest)) == ("https://post.example/talks", "2021-07-26")
    assert BODY in document.text
    assert "Home" not in document.text


def test_comments_and_scripts_are_no_part_of_a_page(tmp_path: Path) -> None:
    content = page("").replace(
        "</article>",
        "</article><section id='comments' class='comments'><p>Lies, all lies!</p></section><script>x()</script>",
    )
    (tmp_path / "a.html").write_text(content, encoding="utf-8")
    text = one(tmp_path).text
    assert BODY in text
    assert "Lies" not in text
    assert "x()" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path, encoding: str) -> None:
    content = page("", "<p>Le préfet évoque « une centaine » de blessés à l’hôpital.</p>", "fr")
    (tmp_path / "a.html").write_bytes(content.replace("utf-8", encoding).encode(encoding))
    assert "préfet évoque « une centaine » de blessés à l’hôpital" in one(tmp_path).text


def test_what_the_user_knows_of_a_page_outranks_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page('<meta name="date" content="2021-07-26">'), encoding="utf-8")
    (tmp_path / "reports.csv").write_text("file,published,outlet\na.html,2021-07-20,Wire\n", encoding="utf-8")
    document = one(tmp_path)
    assert (str(document.published.latest), document.published.how, document.outlet) == ("2021-07-20", "user", "Wire")


# --- texts ------------------------------------------------------------------------------------------------------------

FRENCH = "Le préfet évoque « une centaine » de blessés : l’hôpital est débordé, déplore-t-il."


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ()),
        ("utf-16-le", ("read as utf-16-le, a guess",)),
        ("utf-16-be", ("read as utf-16-be, a guess",)),
        ("cp1252", ("read as cp1252, a guess",)),
    ],
)
@pytest.mark.parametrize("text", [FRENCH, "café", FRENCH * 400])
def test_encodings_are_told_or_guessed_and_the_guess_is_noted(
    tmp_path: Path, text: str, encoding: str, note: tuple[str, ...]
) -> None:
    """Short and long texts, with a mark and without."""
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    document = one(tmp_path)
    assert (document.text, document.given.notes) == (text, note)


def test_a_few_damaged_bytes_do_not_make_another_encoding(tmp_path: Path) -> None:
    """A long text in UTF-8 with one broken character is read as UTF-8, with a note."""
    (tmp_path / "a.txt").write_bytes(FRENCH.encode() * 50 + b"\xe9t\xe9")
    document = one(tmp_path)
    assert document.text.startswith(FRENCH)
    assert document.given.notes == ("read as UTF-8; 2 characters of it are damaged",)


def test_another_script_is_guessed_by_its_letters(tmp_path: Path) -> None:
    text = "Министр заявил в понедельник, что войска покинут страну до конца года. " * 5
    (tmp_path / "a.txt").write_bytes(text.encode("cp1251"))
    assert one(tmp_path).text == text


def test_markdown_gives_its_heading_and_its_front_matter(tmp_path: Path) -> None:
    """The text begins behind them; what reports.csv says outranks them."""
    front = "---\ntitle: 'The talks'\ndate: 2021-07-26\nsource: The Post\n---\n"
    (tmp_path / "a.md").write_text(f"{front}\n# Talks break off\n\n{BODY}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"# Talks break off\n\n{BODY}\n", encoding="utf-8")
    (tmp_path / "reports.csv").write_text("file,outlet\na.md,Wire\n", encoding="utf-8")
    first, second = (item for item in read([tmp_path]) if isinstance(item, Document))
    assert (first.title, first.outlet, str(first.published.latest)) == ("The talks", "Wire", "2021-07-26")
    assert (second.title, second.published.how) == ("Talks break off", "unknown")
    assert first.text.strip() == second.text.strip() == BODY


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("NAIROBI (Wire) — The talks began.", "Wire"),
        ("The talks began.\n\n© Wire\n", "Wire"),
        ("The talks began.\n\n(c) 2021 Wire\n", "Wire"),
        ("The talks (Wire) began — again.", None),
        ("The talks began. © Wire Services hold all rights to it.", None),
    ],
)
def test_the_agency_is_that_of_the_credit_line(tmp_path: Path, text: str, agency: str | None) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert one(tmp_path).agency == agency


# --- rows -------------------------------------------------------------------------------------------------------------

ROW = {
    "body": BODY,
    "url": "https://post.example/1",
    "headline": "Talks",
    "source": "Post",
    "date": "2021-07-26",
    "id": 7,
}
READ = ("7", BODY, "https://post.example/1", "Talks", "Post", "2021-07-26")


def facts(document: Document) -> tuple[object, ...]:
    day = document.published.latest
    return (document.source_id, document.text, document.uri, document.title, document.outlet, str(day))


def as_csv(delimiter: str, encoding: str = "utf-8") -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([ROW, ROW.values()])
    return file.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", json.dumps(ROW).encode()),
        ("a.ndjson", b"\xef\xbb\xbf" + json.dumps(ROW).encode()),
        ("a.jsonl", json.dumps(ROW).encode("utf-16")),
        ("a.json", json.dumps([ROW]).encode()),
        ("a.json", json.dumps({"status": "ok", "articles": [ROW]}).encode()),
        ("a.json", json.dumps(ROW, indent=1).encode()),
        ("a.csv", as_csv(",")),
        ("a.csv", as_csv(";", "utf-8-sig")),
        ("a.csv", as_csv(",", "utf-16")),
        ("a.tsv", as_csv("\t")),
    ],
)
def test_rows_are_read_by_obvious_names(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert facts(one(tmp_path)) == READ


def test_rows_are_read_by_the_users_names(tmp_path: Path) -> None:
    """A field that the user names is the only one that counts."""
    row = {"text": "not this", "raw": BODY, "when": "2021-07"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    document = one(tmp_path, fields={"text": "raw", "published": "when"})
    assert (document.text, str(document.published.latest)) == (BODY, "2021-07-31")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021-07-26T10:00:00Z", "2021-07-26"),
        ("2021-07-26 10:00:00", "2021-07-26"),
        ("20210726", "2021-07-26"),
        ("Mon, 26 Jul 2021 10:00:00 GMT", "2021-07-26"),
        (1627286400, "2021-07-26"),
        (1627286400000, "2021-07-26"),
        ("2021-07-20/2021-07-26", "2021-07-26"),
        ("07/06/2021", None),
        ("last spring", None),
    ],
)
def test_the_dates_of_rows(tmp_path: Path, written: object, day: str | None) -> None:
    """What is sure is read; what may be two days is told in the reasons, and the report is undated."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": BODY, "date": written}), encoding="utf-8")
    published = one(tmp_path).published
    assert (str(published.latest) if published.latest else None) == day
    assert (published.how == "user") == bool(day)
    assert day or str(written) in published.reasons[0]


# --- feeds and crawls -------------------------------------------------------------------------------------------------

RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title><language>en-gb</language>
<item><guid>1</guid><title>Talks</title><link>https://post.example/1</link>
<pubDate>Mon, 26 Jul 2021 10:00:00 GMT</pubDate>
<description>&lt;p&gt;{BODY}&lt;/p&gt;&lt;p&gt;{AGAIN}&lt;/p&gt;</description></item>
<item><guid>2</guid><description>{AGAIN}</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Post</title><entry><id>1</id><title>Talks</title>
<link href="https://post.example/1"/><published>2021-07-26T10:00:00Z</published><content type="html">{BODY}</content>
</entry></feed>"""


def test_the_entries_of_a_feed_are_reports(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(RSS, encoding="utf-8")
    first, second = (item for item in read([tmp_path]) if isinstance(item, Document))
    assert (first.title, first.outlet, first.uri) == ("Talks", "The Post", "https://post.example/1")
    assert (first.text, str(first.published.latest)) == (f"{BODY}\n\n{AGAIN}\n", "2021-07-26")
    assert (first.published.how, second.published.how) == ("metadata", "unknown")
    (tmp_path / "a.xml").unlink()
    (tmp_path / "a.atom").write_text(ATOM, encoding="utf-8")
    atom = one(tmp_path)
    assert (atom.title, atom.text, str(atom.published.latest)) == ("Talks", BODY + "\n", "2021-07-26")


def crawl(packed: bool) -> bytes:
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)
    dated = page('<meta name="date" content="2021-07-20">')
    for address, kind, status, content in (
        ("https://post.example/1", "text/html", "200 OK", dated),
        ("https://post.example/2", "text/html; charset=utf-8", "200 OK", page("")),
        ("https://post.example/logo", "image/png", "200 OK", "PNG"),
        ("https://post.example/gone", "text/html", "404 Not Found", page("")),
    ):
        http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            address, "response", payload=io.BytesIO(content.encode()), http_headers=http,
            warc_headers_dict={"WARC-Date": "2021-07-26T12:00:00Z"},
        )  # fmt: skip
        writer.write_record(record)
    return file.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_of_a_crawl_are_reports(tmp_path: Path, packed: bool) -> None:
    """The day of fetching is the last on which a page that states none can have been published."""
    (tmp_path / ("a.warc.gz" if packed else "a.warc")).write_bytes(crawl(packed))
    first, second = read([tmp_path])
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert [first.uri, second.uri] == ["https://post.example/1", "https://post.example/2"]
    assert (str(first.published.earliest), str(first.published.latest)) == ("2021-07-20", "2021-07-20")
    assert (second.published.earliest, str(second.published.latest)) == (None, "2021-07-26")
    assert "WARC-Date" in second.published.reasons[0]


# --- archives and standard input --------------------------------------------------------------------------------------

PILE = {
    "pile/a.txt": BODY,
    "pile/b.jsonl": json.dumps({"text": AGAIN, "id": "b"}),
    "pile/reports.csv": "file,outlet\na.txt,Wire\n",
    "pile/.hidden": "no report",
    "__MACOSX/a.txt": "no report",
}


def packed(name: str) -> bytes:
    file = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(file, "w") as archive:
            for member, content in PILE.items():
                archive.writestr(member, content)
        return file.getvalue()
    with tarfile.open(fileobj=file, mode="w") as archive_:
        for member, content in PILE.items():
            info = tarfile.TarInfo(member)
            info.size = len(content.encode())
            archive_.addfile(info, io.BytesIO(content.encode()))
    pack = {".gz": gzip.compress, "tgz": gzip.compress, "bz2": bz2.compress, ".xz": lzma.compress}
    return pack.get(name[-3:], bytes)(file.getvalue())


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.bz2", "a.tar.xz"])
def test_archives_are_read_like_the_folders_in_them(tmp_path: Path, name: str) -> None:
    """Members, rows and reports.csv; what is hidden is passed over."""
    (tmp_path / name).write_bytes(packed(name))
    items = list(read([tmp_path]))
    assert [i for i in items if isinstance(i, Rejected)] == []
    told = {(d.source_id, d.text, d.uri, d.outlet) for d in items if isinstance(d, Document)}
    assert told == {("a.txt", BODY, f"{name}/pile/a.txt", "Wire"), ("b", AGAIN, None, None)}


def test_an_archive_in_an_archive_and_a_packed_file(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("inner.tar.gz", packed("a.tar.gz"))
        archive.writestr("c.txt.gz", gzip.compress(FRENCH.encode()))
    (tmp_path / "a.zip").write_bytes(file.getvalue())
    told = {d.uri for d in read([tmp_path]) if isinstance(d, Document)}
    assert told == {"a.zip/c.txt.gz/c.txt", "a.zip/inner.tar.gz/pile/a.txt", None}


def test_the_same_report_has_the_same_id_wherever_it_is_packed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "a.zip").write_bytes(packed("a.zip"))
    first, second = (d.id for d in read([tmp_path]) if isinstance(d, Document) and d.source_id == "a.txt")
    assert first == second


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (BODY.encode(), BODY),
        (json.dumps({"text": BODY}).encode(), BODY),
        (json.dumps([{"text": BODY}]).encode(), BODY),
        (page("").encode(), BODY),
        (RSS.encode(), BODY),
        (gzip.compress(BODY.encode()), BODY),
        (packed("a.zip"), BODY),
        (packed("a.tar.gz"), BODY),
        (crawl(False), BODY),
    ],
    ids=["text", "lines", "json", "page", "feed", "gzip", "zip", "tar", "crawl"],
)
def test_standard_input_is_told_by_its_first_bytes(content: bytes, text: str) -> None:
    """The path - takes whatever is piped in."""
    code = (
        "from pathlib import Path; from dateline.read import read\n"
        "for item in read([Path('-')]): print(getattr(item, 'text', item))"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=content, capture_output=True, check=True)
    assert text in ran.stdout.decode()


def test_a_file_without_an_ending_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "page").write_text(page(""), encoding="utf-8")
    (tmp_path / "story.2021").write_text(BODY, encoding="utf-8")
    assert [BODY in d.text for d in read([tmp_path]) if isinstance(d, Document)] == [True, True]


def test_reading_plain_texts_loads_no_reader_of_pages(tmp_path: Path) -> None:
    """The extractors of pages and feeds are imported where there is one to read."""
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from dateline.read import read\n"
        f"list(read([Path({str(tmp_path)!r})]))\n"
        "print([m for m in ('lxml', 'trafilatura', 'feedparser', 'warcio', 'charset_normalizer') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
