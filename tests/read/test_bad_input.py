"""Bad input: each kind has one clear sentence, and the report beside it is read all the same."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import random
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.model import Document, Rejected
from dateline.read import ENDINGS, UNREADABLE, read

GOOD = "The good report."
NOBODY = 65534


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(*members: tarfile.TarInfo | tuple[str, bytes], mode: str = "w:gz") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return file.getvalue()


def link(name: str, to: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, to
    return info


def locked_zip() -> bytes:
    """A zip whose member says that it is encrypted."""
    content = bytearray(zipped(**{"a.txt": b"secret words"}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    return bytes(content)


def nested(depth: int) -> bytes:
    content = zipped(**{"a.txt": b"deep words"})
    for _ in range(depth):
        content = zipped(**{"inner.zip": content})
    return content


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 40) for i in range(12))
    + b"]><rss><channel><item><title>&m;</title></item></channel></rss>"
)

CASES: list[tuple[str, bytes, str]] = [
    # --- texts
    ("empty.txt", b"", "the file is empty"),
    ("blank.txt", b" \n\t\n", "the file is empty"),
    ("mark.txt", b"\xef\xbb\xbf", "the file is empty"),
    ("nil.txt", b"a\x00b", "not text: it holds NUL bytes"),
    ("controls.txt", bytes(range(1, 9)) * 50, "not text: it is full of control characters"),
    ("random.txt", random.Random(1).randbytes(5000), "not text"),
    ("report.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 obj", "it is a PDF file, whatever its name says; save its text"),
    ("letter.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "it is an Office file"),
    ("rich.txt", b"{\\rtf1\\ansi words}", "it is an RTF file"),
    ("photo.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", "it is an image"),
    ("program.txt", b"\x7fELF\x02\x01\x01" + b"\x00" * 40, "it is a program"),
    ("packed.txt", gzip.compress(b"words"), "it is a gzip archive"),
    ("long.txt", b"word " * 1_700_000, r"longer than 2,000,000 characters; cut it into its reports"),
    ("line.txt", b"x" * 10_000_000, r"longer than 2,000,000 characters"),
    ("only.md", b"---\ntitle: A report\n---\n", "the file holds no text under its heading"),
    # --- kinds that are not read
    ("report.pdf", b"%PDF-1.4", "no reader for this kind of file; save it as text"),
    ("report.docx", zipped(**{"word/document.xml": b"<w/>"}), "no reader for this kind of file"),
    ("photo.jpg", b"\xff\xd8\xff", "no reader for this kind of file"),
    # --- rows
    ("empty.jsonl", b"", "the file holds no report"),
    ("heads-only.csv", b"id,text\n", "the file holds no report"),
    ("cut.jsonl", b'{"text": "cut', "the line is not a JSON object"),
    ("list.jsonl", b"[1, 2]", "the line is not a JSON object"),
    ("number.jsonl", b"7", "the line is not a JSON object"),
    ("nan.jsonl", b"NaN", "the line is not a JSON object"),
    (
        "missing.jsonl",
        b'{"id": 1, "heading": "x"}',
        "the row has no text: .* there are: id, heading; name it with --map",
    ),
    ("type.jsonl", b'{"text": 5}', "the row has no text"),
    ("null.jsonl", b'{"text": null}', "the row has no text"),
    ("blank.jsonl", b'{"text": "  "}', "the row has no text"),
    ("nil.jsonl", b'{"text": "a\\u0000b"}', "not text: it holds NUL bytes"),
    ("deep.jsonl", b"[" * 100_000, "the line is not a JSON object"),
    ("bytes.jsonl", b'{"text": "a\x00\x01\x02"}', "the line is not text"),
    ("line.jsonl", b'{"text": "' + b"x" * 9_000_000 + b'"}', "the line is longer than 2,000,000 characters"),
    ("text.jsonl", b'{"text": "' + b"x" * 2_100_000 + b'"}', "the text is longer than 2,000,000 characters"),
    ("broken.json", b'{"text": ', "the file is not JSON"),
    ("words.json", b'"words"', "the line is not a JSON object"),
    ("empty.json", b"", "the file is not JSON"),
    ("heads.csv", b"a,b\n1,2\n", "no column holds the text of the reports, only: a, b; name it with --map text=COLUMN"),
    ("empty.csv", b"", "the file has no line of headings"),
    ("blank.csv", b"id,text\n1,\n", "the row has no text"),
    ("open.csv", b'id,text\n1,"' + b"words\n" * 1_600_000, "the row cannot be read as CSV .* not closed"),
    ("line.csv", b"id,text\n1," + b"x" * 9_000_000 + b"\n", "the row is longer than 2,000,000 characters"),
    # --- pages and feeds
    ("empty.html", b"", "the file holds no page|the file is empty"),
    ("hollow.html", b"<html><body><script>var a = 1;</script></body></html>", "no article was found in the page"),
    ("deep.html", b"<div>" * 100_000, "no article was found in the page|cannot be read"),
    ("nil.html", b"<p>\x00\x01\x02\x03</p>", "not text"),
    ("none.xml", b"<?xml version='1.0'?><note>hello</note>", "no entries were found: it is no RSS or Atom feed"),
    ("laughs.xml", LAUGHS, "no entries were found|the entry has no text"),
    ("words.rss", b"just words", "no entries were found"),
    (
        "hollow.atom",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id></entry></feed>",
        "the entry has no text",
    ),
    # --- archives
    ("words.zip", b"just words", "the archive is damaged or none"),
    ("empty.zip", b"", "the archive is damaged or none"),
    ("cut.zip", zipped(**{"a.txt": os.urandom(3000)})[:1500], "the archive is damaged or none"),
    ("locked.zip", locked_zip(), "locked by a password; unpack it first"),
    ("nested.zip", nested(4), "an archive in 3 others; unpack it yourself"),
    ("words.tar", b"just words", "the archive is damaged or none"),
    ("words.gz", b"just words", "the archive is damaged or none"),
    ("cut.tar.gz", tarred(("a.txt", os.urandom(30_000)))[:9000], "the archive is damaged or none"),
    ("cut.txt.gz", gzip.compress(os.urandom(3000))[:1500], "the archive is damaged or none"),
    ("cut.tar.bz2", bz2.compress(os.urandom(3000))[:900], "the archive is damaged or none|cannot be read"),
    ("links.tar", tarred(link("a.txt", "/etc/passwd"), mode="w"), "a link or a device, not a file"),
    ("device.tar", tarred(link("a.txt", "", tarfile.CHRTYPE), mode="w"), "a link or a device, not a file"),
    ("bomb.tar.gz", gzip.compress(b"\x00" * 300_000_000, 1), "it unpacks to far more|the archive holds no file"),
    ("bomb.jsonl.gz", gzip.compress(b"\x00" * 400_000_000), "it unpacks to far more than it holds; unpack it yourself"),
    ("bomb.zip", zipped(**{"a.txt": b"\x00" * 30_000_000}), "longer than 2,000,000 characters"),
    ("words.warc", b"just words", "no WARC file, or one that is damaged"),
    ("cut.warc.gz", gzip.compress(b"WARC/1.0\r\nWARC-Type: resp")[:20], "no page was found|cannot be read|damaged"),
]
"""Name, content, and how the sentence begins."""


def outcome(folder: Path) -> tuple[list[Document], list[Rejected]]:
    items = list(read([folder]))
    return [i for i in items if isinstance(i, Document)], [i for i in items if isinstance(i, Rejected)]


def is_one_sentence(reason: str) -> bool:
    return bool(reason) and "\n" not in reason and "Traceback" not in reason and len(reason) < 400


@pytest.mark.parametrize(("name", "content", "said"), CASES, ids=[name for name, _, _ in CASES])
def test_bad_input_is_told_in_one_sentence_and_the_rest_is_read(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """The sentence names the place by the file's name, and the report beside it is there."""
    (tmp_path / name).write_bytes(content)
    (tmp_path / "zz-good.txt").write_text(GOOD, encoding="utf-8")
    documents, rejected = outcome(tmp_path)
    assert [d.text for d in documents] == [GOOD]
    assert rejected
    for item in rejected:
        assert item.uri.startswith(name)
        assert is_one_sentence(item.reason), item.reason
        assert item.origin == str(tmp_path / name)
    assert re.match(said, rejected[0].reason), rejected[0].reason


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 45


def test_what_stands_around_a_bad_row_is_read(tmp_path: Path) -> None:
    """A row that cannot be read costs no other: JSON lines, and CSV with a row too many cells long or short."""
    lines = [b'{"text": "one"}', b'{"text": ', b'{"text": "caf\xe9"}', b"x" * 9_000_000, b'{"text": "four"}']
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    (tmp_path / "b.csv").write_bytes(b'id,text\n1,"five, six"\n2\n3,seven,and,more\n4,eight\n')
    documents, rejected = outcome(tmp_path)
    assert [d.text for d in documents] == ["one", "café", "four", "five, six", "seven", "eight"]
    assert [(r.uri, r.reason[:24]) for r in rejected] == [
        ("a.jsonl:2", "the line is not a JSON o"),
        ("a.jsonl:4", "the line is longer than "),
        ("b.csv:3", "the row has no text: the"),
    ]


def test_one_id_with_two_texts_is_two_reports(tmp_path: Path) -> None:
    """Both are kept, under ids of their own."""
    (tmp_path / "a.jsonl").write_bytes(b'{"id": 1, "text": "one"}\n{"id": 1, "text": "two"}\n')
    documents, rejected = outcome(tmp_path)
    assert [(d.source_id, d.text) for d in documents] == [("1", "one"), ("1", "two")]
    assert len({d.id for d in documents}) == 2
    assert rejected == []


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz", "w"])
def test_what_stands_before_the_damage_of_an_archive_is_read(tmp_path: Path, mode: str) -> None:
    content = tarred(("a.txt", GOOD.encode()), ("b.txt", random.Random(2).randbytes(2_000_000)), mode=mode)
    (tmp_path / "a.tar").write_bytes(content[: len(content) * 3 // 4])
    documents, rejected = outcome(tmp_path)
    assert [d.text for d in documents] == [GOOD] or mode == "w:bz2"
    assert rejected


def test_a_flood_of_bad_rows_is_counted(tmp_path: Path) -> None:
    """Of a file with very many bad rows the first are told, and how many more there are; good ones are read."""
    (tmp_path / "a.jsonl").write_bytes(b"{}\n" * 5000 + b'{"text": "last"}\n')
    documents, rejected = outcome(tmp_path)
    assert [d.text for d in documents] == ["last"]
    assert len(rejected) == 1001
    assert rejected[-1].reason == "4,000 more of its rows or members cannot be read, besides those told"


CLIMBING = ["../../climbs.txt", "/root/climbs.txt", "C:\\Windows\\climbs.txt", "a/../../climbs.txt", "..\\climbs.txt"]


@pytest.mark.parametrize("name", CLIMBING)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_paths_that_climb_out_of_an_archive_lead_nowhere(tmp_path: Path, name: str, kind: str) -> None:
    """What they hold is read from the stream; nothing is written, and the place that is told is inside."""
    content = zipped(**{name: b"climbing words"}) if kind == "zip" else tarred((name, b"climbing words"), mode="w")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"a.{kind}").write_bytes(content)
    documents, rejected = outcome(folder)
    assert rejected == []
    assert [d.text for d in documents] == ["climbing words"]
    assert str(documents[0].uri).startswith(f"a.{kind}/")
    assert ".." not in str(documents[0].uri)
    assert documents[0].source_id == "climbs.txt"
    assert sorted(p.name for p in tmp_path.rglob("*")) == [f"a.{kind}", "in"]


def ring(folder: Path) -> None:
    (folder / "ring").symlink_to(folder, target_is_directory=True)


def self_link(folder: Path) -> None:
    (folder / "self.txt").symlink_to(folder / "self.txt")


def dead_link(folder: Path) -> None:
    (folder / "dead.txt").symlink_to(folder / "nowhere")


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")


def device(folder: Path) -> None:
    (folder / "zero.txt").symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("made", "uri", "said"),
    [
        (ring, "ring", "the link leads back to a folder that it lies in"),
        (self_link, "self.txt", "not a regular file, or a link that leads nowhere"),
        (dead_link, "dead.txt", "not a regular file, or a link that leads nowhere"),
        (fifo, "pipe.txt", "not a regular file, or a link that leads nowhere"),
        (device, "zero.txt", "not a regular file, or a link that leads nowhere"),
    ],
)
def test_odd_things_in_a_folder_are_told_and_never_opened(
    tmp_path: Path, made: Callable[[Path], None], uri: str, said: str
) -> None:
    """No link runs in a ring, no pipe is waited for, no device is read."""
    made(tmp_path)
    (tmp_path / "zz-good.txt").write_text(GOOD, encoding="utf-8")
    documents, rejected = outcome(tmp_path)
    assert [d.text for d in documents] == [GOOD]
    assert [(r.uri, r.reason) for r in rejected] == [(uri, said)]


def test_a_linked_folder_is_read(tmp_path: Path) -> None:
    """A link to another folder is no ring."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    documents, rejected = outcome(tmp_path / "pile")
    assert ([d.uri for d in documents], rejected) == (["more/a.txt"], [])


@pytest.fixture
def as_somebody() -> Iterator[Path]:
    """A folder of one's own, read without the rights of root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "zz-good.txt").write_text(GOOD, encoding="utf-8")
        (folder / "secret.txt").write_text("secret", encoding="utf-8")
        (folder / "secret.txt").chmod(0)
        (folder / "closed").mkdir(mode=0)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            (folder / "closed").chmod(0o755)


def test_what_may_not_be_read_is_told(as_somebody: Path) -> None:
    """A file and a folder without the right to read them."""
    documents, rejected = outcome(as_somebody)
    assert [d.text for d in documents] == [GOOD]
    assert {(r.uri, r.reason) for r in rejected} == {
        ("secret.txt", "cannot be read: Permission denied"),
        ("closed", "the folder cannot be read: Permission denied"),
    }


def test_a_file_that_vanishes_while_the_folder_is_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("first", encoding="utf-8")
    (tmp_path / "b.txt").write_text("second", encoding="utf-8")
    (tmp_path / "c.txt").write_text("third", encoding="utf-8")
    items = read([tmp_path])
    first = next(items)
    (tmp_path / "b.txt").unlink()
    rest = list(items)
    assert isinstance(first, Document)
    assert [i.reason if isinstance(i, Rejected) else i.text for i in rest] in (
        ["cannot be read: No such file or directory", "third"],
        ["not a regular file, or a link that leads nowhere", "third"],
    )


def test_names_that_no_terminal_should_see(tmp_path: Path) -> None:
    """Control characters and bytes that are no UTF-8 in a name are replaced wherever the name is kept."""
    for name in (b"evil\x1b[31m\n.txt", b"latin-\xe9.txt"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(GOOD, encoding="utf-8")
    documents, _ = outcome(tmp_path)
    assert {d.source_id for d in documents} == {"evil\ufffd[31m\ufffd.txt", "latin-\ufffd.txt"}
    assert all(str(d.uri).isprintable() and str(d.origin).isprintable() for d in documents)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,published\na.txt,2020\n", "it needs a column `file`"),
        (b"file,published\nb.txt,2020\n", "no file 'b.txt' stands beside it"),
        (b"file,published\n../a.txt/../zz.txt,2020\n", "no file"),
        (b"file,published\na.txt,2020\na.txt,2021\n", "'a.txt' is named twice; the first row counts"),
        (b"file,published\na.txt,\xff\xfe\n", "cannot be read as CSV in UTF-8"),
    ],
)
def test_a_reports_csv_that_is_wrong_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    """The report beside it is read."""
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "reports.csv").write_bytes(content)
    documents, rejected = outcome(tmp_path)
    assert [d.text for d in documents] == [GOOD]
    assert said in rejected[0].reason
    assert rejected[0].uri.startswith("reports.csv")


PIECES = [b"<html><body><p>", b"</p>", b"{", b'"text": ', b'"words"', b"[", b"]", b"}", b",", b"\n", b"PK\x03\x04"]
PIECES += [b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"<?xml version='1.0'?>", b"<rss><item>", b"ustar", b"---\n", b"\xff\xfe"]


@given(
    content=st.one_of(st.binary(max_size=400), st.lists(st.sampled_from(PIECES) | st.binary(max_size=9)).map(b"".join)),
    ending=st.sampled_from([*ENDINGS, *sorted(UNREADABLE), ".odd", ""]),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_under_any_name_cost_another_report(tmp_path: Path, content: bytes, ending: str) -> None:
    """Whatever a file holds, `read` raises nothing, and the reports before and behind it are read."""
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    (folder / f"middle{ending}").write_bytes(content)
    for name in ("a.txt", "zz.txt"):
        (folder / name).write_text(GOOD, encoding="utf-8")
    documents, rejected = outcome(folder)
    assert [d.text for d in documents if d.source_id in ("a.txt", "zz.txt")] == [GOOD, GOOD]
    assert all(is_one_sentence(r.reason) for r in rejected)
    for document in documents:
        json.dumps(document.text, ensure_ascii=False).encode("utf-8")


def test_rows_of_any_shape_are_read_or_told(tmp_path: Path) -> None:
    """Every line of JSON is a report or a rejection, none is lost."""
    rows: list[object] = [None, 1, "x", [], {}, {"text": []}, {"text": {"a": 1}}, {"text": "w", "id": [1], "date": {}}]
    rows += [{"text": "w", "source": {"name": "Wire"}}, {"text": "w", "published": 1e400}, {"TEXT": "w", "": None}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    documents, rejected = outcome(tmp_path)
    assert len(documents) + len(rejected) == len(rows)
    assert [d.outlet for d in documents if d.outlet] == ["Wire"]
