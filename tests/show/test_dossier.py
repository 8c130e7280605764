"""A reader of Markdown finds in the dossier the parts that were meant, and nothing that a report means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from dateline.record.store import Record
from dateline.show.export import dossier
from dateline.show.selection import View
from dateline.show.timeline import timeline

from .test_export import exported, hostile_file

__all__ = ["hostile_file"]
Row = dict[str, Any]


def rendered(path: Path) -> tuple[list[str], str]:
    """The kinds of tokens that a Markdown reader finds (with tables and links of bare addresses), and the text."""
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    tokens = [t for block in reader.parse(path.read_text(encoding="utf-8")) for t in (block, *(block.children or ()))]
    text = "".join(t.content if t.type in ("text", "text_special") else " " for t in tokens)
    links = [str(t.attrs.get("href")) for t in tokens if t.type == "link_open"]
    assert all(link.startswith(("http://", "https://")) for link in links)
    return [t.type for t in tokens], text


def test_the_dossier_is_markdown_of_its_own_parts(
    example_file: Path, example: dict[str, list[Row]], tmp_path: Path
) -> None:
    """A head for each part, a table for each series, and the words of each event, position and side of a conflict."""
    path = exported(example_file, "markdown", tmp_path)
    kinds, text = rendered(path)
    heads = re.findall("^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert heads == ["Timeline", "Figures", "Positions", "Where the reports disagree", "Reports"]
    assert kinds.count("table_open") >= 4
    with Record.open(example_file) as record:
        rows = timeline(record, View())
    assert [row["title"] for row in rows if row["title"] not in text] == []
    claims = [" ".join(side["claim"].split()) for c in example["conflicts"] for side in c["sides"]]
    assert [claim for claim in claims if claim not in text] == []
    assert [p["title"] for p in example["positions"] if p["title"] not in text] == []
    assert kinds.count("html_inline") == kinds.count("html_block") == kinds.count("image") == 0


def test_the_dossier_speaks_the_language_asked_for(example_file: Path, tmp_path: Path) -> None:
    text = exported(example_file, "markdown", tmp_path, lang="fr").read_text(encoding="utf-8")
    assert "## Chiffres" in text
    assert "## Figures" not in text


def test_hostile_words_are_no_markdown(hostile_file: Path, tmp_path: Path) -> None:
    """Of what reports say nothing is markup, and the words are shown as they are."""
    path = exported(hostile_file, "markdown", tmp_path, level=3)
    kinds, text = rendered(path)
    assert {"html_inline", "html_block", "image", "code_inline", "s_open", "fence"} & set(kinds) == set()
    assert "<script>alert(1)</script>" in text
    assert len(re.findall("^#", path.read_text(encoding="utf-8"), re.MULTILINE)) == kinds.count("heading_open")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (None, ""),
        ("2020-01-03", "2020-01-03"),
        ("- not a list", r"\- not a list"),
        ("1. not a list", r"1\. not a list"),
        ("2.500 soldats", "2.500 soldats"),
        ("a *b* _c_ `d` [e](f) <g> #h |i| ~j~ &amp; $k$", None),
        ("http://evil.example www.evil.example me@evil.example", None),
        ("two\n\n# lines", r"two \# lines"),
        ("a\\b", r"a\\b"),
    ],
)
def test_escaped_words_are_shown_as_they_are(words: str | None, told: str | None) -> None:
    """What a reader of Markdown shows is what was given, in one line; `told` is what it is given to read."""
    line = dossier.escaped(words)
    assert told is None or line == told
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    tokens = [t for block in reader.parse(f"- {line}") for t in block.children or ()]
    assert "".join(t.content for t in tokens) == " ".join((words or "").split())
    assert {t.type for t in tokens} <= {"text", "text_special"}
    assert not re.search(r"https?://|www\.|\w@\w", line)


def test_no_word_stands_in_the_template_of_the_dossier() -> None:
    """What is left of it without its tags and placeholders has no letter in it."""
    template = Path(dossier.__file__).with_name("dossier.md.jinja").read_text(encoding="utf-8")
    assert not re.search(r"[^\W\d_]", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.DOTALL))
