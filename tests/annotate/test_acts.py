"""The same acts told in each language (`acts.txt`): category, status, polarity and roles.

A role may be told in more words than the table has: the models hang phrases of place and time on the noun before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import pack as packs

from .test_events import starred, words

TABLE = Path(__file__).with_name("acts.txt")


def cases() -> Iterator[tuple[str, str, str, str, str]]:
    """(language, what it should be, case, actor, recipient) of every line of the table."""
    for block in TABLE.read_text(encoding="utf-8").split("\n\n")[1:]:
        wanted, *lines = block.strip().splitlines()
        for line in lines:
            code, told = line.split(": ", 1)
            case, actor, recipient = told.split(" | ")
            yield code, wanted, case, actor, recipient


@pytest.mark.parametrize(("code", "wanted", "case", "actor", "recipient"), list(cases()))
def test_an_act_is_read_alike_in_each_language(code: str, wanted: str, case: str, actor: str, recipient: str) -> None:
    """The starred word has the category and the status of its block, and the roles of its line."""
    text, mention = starred(code, case)
    assert mention is not None
    read = f"{mention.type or '-'} {mention.status}" + (" negated" * (mention.negated and "negated" in wanted))
    assert read == wanted
    for spans, told in ((mention.actor, actor), (mention.recipient, recipient)):
        phrases = told.split(" & ") if told != "-" else []
        assert len(spans) == len(phrases), words(text, spans)
        assert all(phrase in span.of(text) for phrase, span in zip(phrases, spans, strict=True)), words(text, spans)


def test_the_table_has_each_act_in_every_language() -> None:
    """At least sixty acts, each told in all languages whose model is here."""
    told = [code for code, *_ in cases()]
    codes = {code for code in packs.codes() if packs.load(code).model_is_installed}
    assert set(told) == codes
    assert all(told.count(code) == len(told) / len(codes) >= 60 for code in codes)
