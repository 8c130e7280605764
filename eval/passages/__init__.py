"""Short passages of our own writing with the traps of dates and of voices, and what they mean.

`en.txt`, `fr.txt`: a block is two lines, the day of writing and the trap, then the text with each expression as
[[words|TYPE|VALUE]]. `voices-fr.txt`: the trap, then the text with the parts of each saying as [1s|source], [1c|cue]
and [1q|content].
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_PART = re.compile(r"\[([0-9]+)([scq])\|([^\]]+)\]")
_PARTS = {"s": "source", "c": "cue", "q": "content"}
_MARK = re.compile(r"\[\[([^|\]]+)\|([A-Z]+)\|([^|\]]+)\]\]")


def passages(lang: str) -> Iterator[dict[str, Any]]:
    """The passages of a language, as rows of gold: `id` (the trap), `lang`, `dct`, `text`, `timex`."""
    for head, marked in _blocks(lang):
        dct, _, trap = head.partition(" | ")
        yield {"id": trap, "lang": lang, "dct": dct, **_unmarked(marked)}


def voices(lang: str) -> Iterator[dict[str, Any]]:
    """The passages with voices of a language, as rows of gold: `id` (the trap), `lang`, `text`, `quotes`."""
    for trap, marked in _blocks(f"voices-{lang}"):
        text, end = "", 0
        sayings: dict[str, dict[str, list[list[int]]]] = {}
        for mark in _PART.finditer(marked):
            text += marked[end : mark.start()]
            numbers, part, words = mark.groups()
            for number in numbers:
                saying = sayings.setdefault(number, {"source": [], "cue": [], "content": []})
                saying[_PARTS[part]].append([len(text), len(text) + len(words)])
            text, end = text + words, mark.end()
        yield {"id": trap, "lang": lang, "text": text + marked[end:], "quotes": list(sayings.values())}


def _blocks(name: str) -> Iterator[list[str]]:
    """The two lines of each block of a file, without its comments."""
    for block in (HERE / f"{name}.txt").read_text(encoding="utf-8").split("\n\n"):
        if lines := [line for line in block.splitlines() if line and not line.startswith("#")]:
            yield lines


def _unmarked(marked: str) -> dict[str, Any]:
    text, expressions, end = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        words, kind, value = mark.groups()
        expressions.append({"start": len(text), "end": len(text) + len(words), "type": kind, "value": value})
        text, end = text + words, mark.end()
    return {"text": text + marked[end:], "timex": expressions}
