"""Short passages of our own writing with the traps of dates, and their TIMEX3 values (`en.txt`, `fr.txt`).

A block is two lines: the day of writing and the trap, then the text with each expression as [[words|TYPE|VALUE]].
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_MARK = re.compile(r"\[\[([^|\]]+)\|([A-Z]+)\|([^|\]]+)\]\]")


def passages(lang: str) -> Iterator[dict[str, Any]]:
    """The passages of a language, as rows of gold: `id` (the trap), `lang`, `dct`, `text`, `timex`."""
    for block in (HERE / f"{lang}.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        head, marked = lines
        dct, _, trap = head.partition(" | ")
        yield {"id": trap, "lang": lang, "dct": dct, **_unmarked(marked)}


def _unmarked(marked: str) -> dict[str, Any]:
    text, expressions, end = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        words, kind, value = mark.groups()
        expressions.append({"start": len(text), "end": len(text) + len(words), "type": kind, "value": value})
        text, end = text + words, mark.end()
    return {"text": text + marked[end:], "timex": expressions}
