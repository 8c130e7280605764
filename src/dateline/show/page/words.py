"""The words of the interface, from the packs, and days and numbers as its language writes them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from markupsafe import Markup

from ... import pack
from ...interval import days_of

Words = Mapping[str, str]

SKELETONS = {7: "yMMMM", 10: "yMMMd"}
"""How a month and a day are written (CLDR)."""
ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, what turns the direction of all that follows, and halves of a character."""


@functools.cache
def words_in(code: str | None) -> Words:
    """The words of the pages in a language; in the default one where none is asked for, and those that its pack does
    not have.

    Raises PackError where there is no such pack.
    """
    default = pack.table(pack.codes()[0], "page")["default"]
    return {**pack.table(default, "page"), **pack.table(code or default, "page")}


@functools.cache
def offered() -> dict[str, str]:
    """The languages in which there are pages, each by its own name."""
    return {c: own_name(c) for c in pack.codes() if words_in(c)["lang"] == c}


@functools.cache
def own_name(code: str) -> str:
    """What a language calls itself."""
    return str(Locale.parse(code).display_name or code)


@functools.cache
def languages(lang: str) -> Mapping[str, str]:
    """What a language calls all languages, by their codes."""
    return dict(Locale.parse(lang).languages)


@functools.lru_cache(maxsize=4096)
def day(value: str, lang: str) -> str:
    """An ISO date, partial allowed, as the language writes it; of a time its day and its clock, of a part of a day
    (TIMEX3: TNI) the day; any other value as it stands."""
    first, slash, last = value.partition("/")
    if slash:
        return " – ".join(day(part, lang) for part in (first, last))
    date, clock, hour = value.partition("T")
    if clock and len(date) == 10:
        return " ".join(filter(None, (day(date, lang), hour if hour[:1].isdigit() else "")))
    skeleton = SKELETONS.get(len(value))
    try:
        start = days_of(value).earliest
    except ValueError:
        return value
    return str(format_skeleton(skeleton, start, locale=lang)) if skeleton and start else value


@functools.lru_cache(maxsize=4096)
def number(value: float, lang: str) -> str:
    """A number as the language writes it, with its thousands apart."""
    return str(format_decimal(value, locale=lang))


def span(low: float | None, high: float | None, lang: str) -> str:
    """A value, or the two ends of a range, of which one may be open."""
    ends = [number(v, lang) for v in (low, high) if v is not None]
    return ends[0] if low == high or len(ends) == 1 else " – ".join(ends)


def inert(value: Any) -> Any:
    """Words as a page may show them: what acts on a browser's text is replaced, one character by one."""
    return ACTING.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value
