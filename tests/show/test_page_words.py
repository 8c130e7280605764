"""The words of the pages: all packs have them, no template has any, and days are written as a language writes them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from dateline import pack
from dateline.model import MATERIAL, ConflictKind, CopyKind, NameType, PublishedHow, QuoteMode, Status
from dateline.show.page import server
from dateline.show.page.pages import KINDS
from dateline.show.page.views import actors, events
from dateline.show.page.words import day, words_in
from dateline.show.relations import COOPERATION
from dateline.show.selection import LEVELS

TEMPLATES = sorted((Path(server.__file__).parent / "templates").iterdir())


def interface() -> Iterator[tuple[str, dict[str, str]]]:
    """The words of each pack that has any, as they stand in its file."""
    for code in pack.codes():
        file = pack.LANGUAGES / code / "page.toml"
        if file.is_file():
            yield code, tomllib.loads(file.read_text(encoding="utf-8"))


FAMILIES: dict[str, Any] = {
    "status": get_args(Status),
    "how": get_args(PublishedHow),
    "level": LEVELS,
    "page": [kind for kind in KINDS if kind != "search"],
    "type": MATERIAL | COOPERATION | {"REQUEST", "ACCUSE", "REJECT", "THREATEN"},
    "quad": actors.QUADS,
    "name": get_args(NameType),
    "copy": get_args(CopyKind),
    "conflict": get_args(ConflictKind),
    "mode": get_args(QuoteMode),
    "dated": events.HOW_DATED,
    "judged": ("accept", "correct"),
    "layer": ("voice", "figure", "event", "date", "name"),
    "shape": ("exact", "about", "least", "most", "clashed"),
    "bound": ("about", "more", "least", "less", "most"),
    "by": ("actor", "place", "outlet", "type", "language"),
    "field": ("value", "as_of", "counted", "status", "time", "title"),
    "outcome": ("open", "repeated", "weakened", "taken_back", "fulfilled", "deadline_passed"),
    "stance": ("promise", "plan", "support", "demand", "threat", "opposition", "refusal", "denial", "retraction"),
}
"""Words whose key ends with a value of the record, or of the page itself."""
COUNTED = re.compile(r'count\("(\w+)"')


def test_all_packs_have_the_words_that_the_templates_use_and_no_others() -> None:
    templates = [file.read_text("utf-8") for file in TEMPLATES]
    used = {key for text in templates for key in re.findall(r"words\.(\w+)", text)} | {"lang"}
    families = {key for text in templates for key in re.findall(r'words\["(\w+)_" ~', text)}
    assert families == set(FAMILIES)
    used |= {f"{family}_{value}" for family, values in FAMILIES.items() for value in values}
    used |= {f"{key}_{n}" for text in templates for key in COUNTED.findall(text) for n in "1n"}
    packs = dict(interface())
    default = packs[words_in(None)["lang"]]
    for code, words in packs.items():
        assert set(words) == used, code
        assert words["lang"] == code
        for key, value in words.items():
            assert set(re.findall(r"\{\w*\}", value)) == set(re.findall(r"\{\w*\}", default[key])), (code, key)


def test_words_that_a_pack_does_not_have_are_those_of_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the name of the language, where it has no page at all."""
    whole = pack.table
    few = {"lang": "fr", "page_index": "Frise"}
    monkeypatch.setattr(pack, "table", lambda code, name: few if code == "fr" else whole(code, name))
    words_in.cache_clear()
    try:
        words, default = words_in("fr"), words_in(None)
        assert (words["lang"], words["page_index"], words["search"]) == ("fr", "Frise", default["search"])
    finally:
        words_in.cache_clear()


def test_no_word_stands_in_a_template() -> None:
    """What is left of a template without its tags and placeholders has no letter in it."""
    for file in TEMPLATES:
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"[^\W\d_]", re.sub(r"<.*?>", "", bare, flags=re.DOTALL)), file.name


@pytest.mark.parametrize(
    ("value", "lang", "words"),
    [
        ("2020", "en", "2020"),
        ("2020-01", "en", "January 2020"),
        ("2020-01-03", "en", "Jan 3, 2020"),
        ("2020-01-03", "fr", "3 janv. 2020"),
        ("2020-01/2020-03", "fr", "janvier 2020 – mars 2020"),
        ("2020-01-03T14:30", "en", "Jan 3, 2020 14:30"),
        ("2020-01-03TNI", "en", "Jan 3, 2020"),
        ("2020-W03", "en", "2020-W03"),
        ("P2D", "en", "P2D"),
    ],
)
def test_days_are_written_as_the_language_writes_them(value: str, lang: str, words: str) -> None:
    """What is no calendar date stays as it stands."""
    assert day(value, lang) == words
