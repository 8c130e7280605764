"""A parse from a pack alone, for languages whose model is not installed: a spaCy component.

Where nothing is known, each word hangs on the first of its sentence, by a label of no role: whoever walks the tree finds
one.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

UNKNOWN = "dep"
"""The label of Universal Dependencies for a relation of which nothing is known."""


@Language.component("dateline_shallow")
def shallow(doc: Doc) -> Doc:
    """Give every word a head inside its sentence."""
    words = [token.text for token in doc]
    starts = [bool(token.is_sent_start) for token in doc]
    heads, first = [], 0
    for i, opens in enumerate(starts):
        first = i if opens else first
        heads.append(first)
    if not words:
        return doc
    doc.from_array(["HEAD", "DEP"], _columns(doc, heads))
    return doc


def _columns(doc: Doc, heads: list[int]) -> object:
    import numpy as np

    label = doc.vocab.strings.add(UNKNOWN)
    root = doc.vocab.strings.add("ROOT")
    offsets = np.asarray([h - i for i, h in enumerate(heads)], dtype=np.int64).astype(np.uint64)
    labels = np.asarray([root if h == i else label for i, h in enumerate(heads)], dtype=np.uint64)
    return np.column_stack([offsets, labels])
