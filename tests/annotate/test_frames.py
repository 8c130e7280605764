"""Paragraphs that look back: what goes on with a time long past is no news."""

from __future__ import annotations

import datetime

import pytest

from dateline.annotate import annotate, dated
from dateline.model import Document, Published

DAY = datetime.date(2021, 5, 6)


def news(lang: str, text: str, published: Published) -> dict[str, bool]:
    """Whether the act of each word is told as news, once the day of writing is known."""
    document = Document(id="report", text=text, lang=lang, published=published)
    found, _ = dated(document, annotate(document))
    return {text[e.start : e.end]: e.news for e in found.events}


@pytest.mark.parametrize(
    ("lang", "text", "word", "fresh"),
    [
        ("en", "In 2003, the army invaded the island. Troops took the port. Berg was captured.", "captured", False),
        ("en", "In 2003 came the invasion of the island. The troops entered the port.", "entered", False),
        ("fr", "En 2003, l'armée a envahi l'île. Les troupes ont pris le port. Les rebelles ont fui.", "fui", False),
        # a few days ago is news
        ("en", "On Monday, the army invaded the island. Troops took the port. Rebels fled.", "fled", True),
        # a date beside the main clause, another paragraph, and a tense that comes back to the present
        ("en", "Rebels, who attacked the town in 2019, fled the valley. The army took the camp.", "took", True),
        ("en", "In 2003, the army invaded the island.\n\nThe troops left the port.", "left", True),
        ("en", "The dam was built in 1987. It has been closed. It collapsed.", "collapsed", True),
        # when somebody spoke of it, nothing tells
        ("en", 'In 2003, the army invaded the island. "It was a crime," Ana Berg said.', "said", False),
    ],
)
def test_what_a_paragraph_that_looks_back_tells(lang: str, text: str, word: str, fresh: bool) -> None:
    """It is news only where it does not go on with what was long before the day of writing."""
    assert news(lang, text, Published(DAY, DAY, "user"))[word] is fresh


def test_what_is_said_of_long_ago_is_not_said_then() -> None:
    """A saying does not take the day of the time looked back to."""
    text = 'In 2003, the army invaded the island. "It was a crime," Ana Berg said.'
    document = Document(id="report", text=text, lang="en", published=Published(DAY, DAY, "user"))
    found, _ = dated(document, annotate(document))
    assert [e.time for e in found.events if e.lemma == "say"] == [None]


def test_without_a_day_of_writing_nothing_is_long_ago() -> None:
    text = "In 2003, the army invaded the island. Troops took the port. Rebels fled."
    assert news("en", text, Published())["fled"]
