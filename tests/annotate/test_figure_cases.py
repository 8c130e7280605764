"""Figures with what is counted, told in each language (`figures.txt`): value, bound, unit, what, level or change."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import pack as packs
from dateline.annotate import annotate
from dateline.model import Annotations, Document, Figure

TABLE = Path(__file__).with_name("figures.txt")
_VALUE = re.compile(r"(~|>=|<=|>|<)?([\d.]+?)(?:\.\.([\d.]+))?(\+)?")

Value = tuple[str, float | None, float | None, bool]


def cases() -> Iterator[tuple[str, str, list[str]]]:
    """(language, sentence, what is told of it) of every line of the table."""
    for block in TABLE.read_text(encoding="utf-8").split("\n\n")[1:]:
        for line in block.strip().splitlines():
            code, told = line.split(": ", 1)
            sentence, *more = told.split(" | ")
            yield code, sentence, more


@functools.cache
def read(code: str) -> tuple[str, Annotations]:
    """All sentences of a language, each a paragraph, annotated at once."""
    text = "\n\n".join(sentence for c, sentence, _ in cases() if c == code)
    return text, annotate(Document(id="d", text=text, lang=code))


def told(code: str, sentence: str) -> list[Figure]:
    text, found = read(code)
    start = text.index(sentence)
    return [f for f in found.figures if start <= f.start < start + len(sentence)]


def value_of(words: str) -> Value:
    """Bound, ends and whether it is a level, of a value as the table writes it."""
    match = _VALUE.fullmatch(words)
    assert match, words
    bound, low, high, change = match.groups()
    first, last = float(low), float(high or low)
    ends = {">": (first, None), ">=": (first, None), "<": (None, first), "<=": (None, first)}
    return (bound or "=", *ends.get(bound or "", (first, last)), not change)


@pytest.mark.parametrize(("code", "sentence", "wanted"), [c for c in cases() if c[2] != ["-"]])
def test_a_figure_says_how_many_of_what(code: str, sentence: str, wanted: list[str]) -> None:
    """Among the figures of the sentence is the one of its line."""
    values, units, things = (part.split(";") for part in wanted)
    found = told(code, sentence)
    fitting = [
        f for f in found if (f.bound, f.low, f.high, f.level) in map(value_of, values) and (f.unit or "-") in units
    ]
    assert fitting, found
    names = {fitting[0].concept, *re.findall(r"\w+", fitting[0].counted or "")}
    assert names & set(things) or "-" in things, fitting[0]


@pytest.mark.parametrize(("code", "sentence"), [(c[0], c[1]) for c in cases() if c[2] == ["-"]])
def test_a_number_that_counts_nothing_is_no_figure(code: str, sentence: str) -> None:
    """Dates, pages, ranks, models, hours."""
    assert told(code, sentence) == []


def test_the_table_has_each_figure_in_every_language() -> None:
    """At least sixty, each told in all languages of which the model is here."""
    codes = [code for code, *_ in cases()]
    known = {code for code in packs.codes() if packs.load(code).model_is_installed}
    assert set(codes) == known
    assert all(codes.count(code) == len(codes) / len(known) >= 60 for code in known)
