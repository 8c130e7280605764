"""The entries of a chronology: lines that begin with the day of all that they tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model import TimeExpression

_PARTS = re.compile(r"[ \t]*(?::|[–—-])[ \t]+\S")
"""What parts the day of an entry in a chronology from what it tells."""


def entries(text: str, expressions: Sequence[TimeExpression]) -> list[tuple[int, int]]:
    """Where the entries of a chronology begin, with the expression of their day: two lines or more that begin with a
    day and a colon or dash ("Nov. 21: Workers vote")."""
    days = (
        (i, e) for i, e in enumerate(expressions) if e.type in ("DATE", "TIME") and e.role == "at" and e.form == "date"
    )
    found = [
        (e.start, i)
        for i, e in days
        if not text[text.rfind("\n", 0, e.start) + 1 : e.start].strip("-–—•*· \t") and _PARTS.match(text, e.end)
    ]
    return found if len(found) > 1 else []
