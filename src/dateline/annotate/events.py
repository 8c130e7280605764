from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from ..model import EventMention, Name, Quote, TimeExpression
from ..pack import Pack


def find(
    doc: Doc, pack: Pack, names: Sequence[Name], expressions: Sequence[TimeExpression], quotes: Sequence[Quote]
) -> tuple[EventMention, ...]:
    return ()
