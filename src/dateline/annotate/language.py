"""Which language a report is written in."""

from __future__ import annotations

import py3langid

SAMPLE = 3000
"""Code points that are looked at; more do not make the answer surer."""
FEWEST_LETTERS = 12


def identify(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text` (py3langid), or None where there are too few letters to tell."""
    sample = " ".join(text.split())[:SAMPLE]
    if sum(c.isalpha() for c in sample) < FEWEST_LETTERS:
        return None
    code, _ = py3langid.classify(sample)
    return str(code)
