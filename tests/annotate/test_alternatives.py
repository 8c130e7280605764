"""Patterns that are compiled on demand match what they match when they are compiled at once."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from dateline import pack
from dateline.annotate import alternatives
from dateline.annotate.alternatives import Alternatives, compiled_on_demand
from dateline.annotate.parse import legible, model

REPORTS = sorted((Path(__file__).parents[2] / "examples" / "withdrawal" / "reports").glob("*.txt"))
CODES = [code for code in pack.codes() if pack.load(code).model_is_installed]
WORDS = """
vice-président Vice-Président VICE-AMIRAL vice–amiral vice- -vice vice-9 vice_amiral demi-heure demi-heures' non-aligné
saut-de-ski pet-en-l'air arc-en-ciel Aix-les-Bains Châlons-sur-Marne mont-Saint-Michel là-bas va-et-vient a-de-b- -de-b
entr'abat réentr'ouvrir grand'mère grandes'mères r'ouvrir R'OUVRIR r' l'air aujourd'hui ch'tiis z'yeuter prud'homme
États-Unis états-unien new-yorkais NEW-YORK black-out black-outs droits-de-l'homme premier-ministre peut-être
porte-parole rendez-vous co-auteur ex-ministre anti-américain ultra-ſecret K-vice İ-vice ß-vice été mi 12-13 +-+ x
a-sexualiser
"""


def _words() -> set[str]:
    """Those above, and all of the reports, also two that stand beside each other as one with a hyphen."""
    texts = [legible(report.read_text(encoding="utf-8")).split() for report in REPORTS]
    together = {f"{a}-{b}" for words in texts for a, b in itertools.pairwise(words)}
    return {"", "\n", "vice-a\n", *WORDS.split(), *together, *(word for words in texts for word in words)}


@pytest.mark.parametrize("code", CODES)
def test_the_words_of_a_tokenizer_are_the_same(code: str) -> None:
    """The words that a model's tokenizer keeps whole are those of its own pattern, compiled at once."""
    match = model(pack.load(code).model).tokenizer.token_match
    if match is None or len(match.__self__.pattern) < alternatives.LONG:
        pytest.skip("no long pattern in this language")
    assert isinstance(match.__self__, Alternatives)
    whole = re.compile(match.__self__.pattern)
    found = {word: (match(word), whole.match(word)) for word in _words()}
    assert {w for w, (a, b) in found.items() if (a and a.span()) != (b and b.span())} == set()
    assert sum(a is not None for a, _ in found.values()) > 20


@pytest.mark.parametrize(
    ("pattern", "word", "whole"),
    [
        ("(?iu)(?:^a[x]b$)|(?:^a[y]c$)", "AYC", True),
        ("(?iu)(?:^a[x]b$)|(?:^a[y]c$)", "axc", False),
        (f"(?iu)(?:^a[{'xyz' * 40}]+b$)|(?:^[{'klm' * 40}]?c$)", "azyxb", True),
        (f"(?iu)(?:^a[{'xyz' * 40}]+b$)|(?:^[{'klm' * 40}]?c$)", "azwxb", False),
        (f"(?iu)(?:^a[{'xyz' * 40}]+b$)|(?:^[{'klm' * 40}]?c$)", "kc", True),
        (f"(?iu)(?:^a[^{'xyz' * 40}]+b$)|(?:c)", "a\n[b", True),
        (rf"(?iu)(?:^\[{'xyz' * 40}\]$)|(?:c)", f"[{'xyz' * 40}]", True),
    ],
)
def test_an_alternative_is_found(pattern: str, word: str, whole: bool) -> None:
    """As by the pattern as a whole, with long classes and short ones."""
    assert bool(re.compile(pattern).match(word)) == whole
    assert bool(Alternatives(pattern).match(word)) == whole


@pytest.mark.parametrize("pattern", ["abc", "(?iu)(?:a(?:b)|(?:c)d)", "(?iu)(?:a"])
def test_what_is_no_list_of_alternatives_is_compiled_as_it_is(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is cut in the midst of a group; and outside nothing is changed."""
    monkeypatch.setattr(alternatives, "LONG", len(pattern))
    compiled = re.compile
    with compiled_on_demand():
        try:
            assert isinstance(re.compile(pattern), re.Pattern)
        except re.error:
            assert pattern == "(?iu)(?:a"
        assert re.compile("x", re.IGNORECASE).match("X")
    assert re.compile is compiled
