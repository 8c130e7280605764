from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from ..model import Name
from ..pack import Pack


def find(doc: Doc, pack: Pack) -> tuple[Name, ...]:
    return ()
