"""A pile of any number of reports, always the same: the example corpus with other places, people, figures and days.

python -m eval.pile 500 pile.jsonl
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from dateline import pack as packs
from dateline.annotate import language_of
from dateline.model import Document
from dateline.read import read

EXAMPLE = Path(__file__).parent.parent / "examples" / "withdrawal" / "reports"
TOWNS = (
    "Tripoli", "Tunis", "Amman", "Beirut", "Damascus", "Khartoum", "Nairobi", "Kigali", "Quito", "Lima", "Bogota",
    "Oslo", "Riga", "Vilnius", "Tbilisi",
)  # fmt: skip
FAMILIES = (
    "Haddad", "Moreau", "Lindqvist", "Okafor", "Petrov", "Castillo", "Nakamura", "Brandt", "Keita", "Osei", "Varga",
    "Solano", "Brennan",
)  # fmt: skip
LENGTH = 3
"""Dispatches of the example that make a report: about 500 words, as much as in the press."""
REPLACED = {
    "town": ("Baghdad", "Bagdad", "Téhéran", "Tehran"),
    "man": ("Soleimani", "Muhandis", "Mouhandis", "Miller", "Khadimi", "Kazimi"),
}
"""Words of the example for which others stand in the pile."""


def reports(number: int) -> Iterator[dict[str, str]]:
    """Rows of the pile: id, text, published, outlet."""
    originals = [item for item in read([EXAMPLE]) if isinstance(item, Document)]
    told = ([d.text for d in originals if language_of(d) == code] for code in packs.codes())
    by_language = [texts for texts in told if texts]
    for i in range(number):
        vary = random.Random(i)
        text = _varied("\n\n".join(vary.sample(by_language[i % len(by_language)], LENGTH)), vary)
        day = f"{vary.randint(2020, 2024)}-{vary.randint(1, 12):02}-{vary.randint(1, 28):02}"
        yield {"id": f"r{i:06}", "text": text, "published": day, "outlet": f"Outlet {i % 17}"}


def _varied(text: str, vary: random.Random) -> str:
    """The text with other towns, men and thousands, and its paragraphs but the first in another order."""
    for words, others in ((REPLACED["town"], TOWNS), (REPLACED["man"], FAMILIES)):
        for word in words:
            text = text.replace(word, vary.choice(others))
    text = re.sub(r"\b\d{1,2}(?=[ ,]\d{3}\b)", lambda _: str(vary.randint(1, 90)), text)
    head, *paragraphs = text.split("\n\n")
    vary.shuffle(paragraphs)
    return "\n\n".join([head, *paragraphs])


def write(number: int, path: Path) -> Path:
    """Write the pile as JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in reports(number)), encoding="utf-8")
    return path


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
