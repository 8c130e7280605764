"""Which actors a noun phrase means, by the names that stand in it."""

from __future__ import annotations

import bisect
import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping

import msgspec

from .actors import NameMention

HEADS = ("PER", "ORG", "GPE", "LOC", "NORP")
"""Of the names in a noun phrase, those of the first of these types are who is meant: in "the Iranian general
Qassem Soleimani" the man, not his country."""


def _is_scene(name: NameMention) -> bool:
    """Whether a name is that of a town or a landscape, and not of a state: in a phrase it tells where, not who."""
    return name.type in ("GPE", "LOC") and not (name.key or "").startswith("country:")


class Roles:
    """Which actors a noun phrase means, by the names inside it."""

    def __init__(self, names: Mapping[str, NameMention], actor_of: Mapping[str, str]) -> None:
        self._names: dict[str, list[tuple[int, NameMention, str]]] = defaultdict(list)
        for i, name in names.items():
            self._names[name.document].append((name.start, name, actor_of[i]))
        for of_document in self._names.values():
            of_document.sort(key=lambda n: n[0])

    def meant(self, document: str, spans: str, *, only: str | None = None) -> frozenset[str]:
        """Actor ids of a JSON list of spans; with `only`, those of this type of name."""
        found: set[str] = set()
        names = self._names.get(document, ())
        for start, end in msgspec.json.decode(spans):
            first, last = (bisect.bisect_left(names, at, key=lambda n: n[0]) for at in (start, end))
            inside = [(n.type, actor) for _, n, actor in names[first:last] if n.end <= end and not _is_scene(n)]
            inside = inside or [(n.type, actor) for _, n, actor in names[first:last] if n.end <= end]
            head = next((t for t in HEADS if any(type_ == t for type_, _ in inside)), None)
            found.update(actor for type_, actor in inside if type_ == head and only in (None, head))
        return frozenset(found)

    def digest(self, document: str) -> bytes:
        """Eight bytes made of the actors that the names of a document mean: while they stay, so does all that its
        phrases mean."""
        meant = " ".join(actor for _, _, actor in self._names.get(document, ()))
        return hashlib.blake2b(meant.encode(), digest_size=8).digest()

    def naming(self, actors: Collection[str]) -> dict[str, frozenset[str]]:
        """Which of these actors each document names, by its id; without those that name none."""
        if not actors:
            return {}
        found = (
            (document, {actor for *_, actor in names if actor in actors}) for document, names in self._names.items()
        )
        return {document: frozenset(named) for document, named in found if named}

    def named(self, document: str, start: int, end: int) -> frozenset[str]:
        """The actors, places too, that are named between two offsets."""
        names = self._names.get(document, ())
        first, last = (bisect.bisect_left(names, at, key=lambda n: n[0]) for at in (start, end))
        return frozenset(actor for _, n, actor in names[first:last] if n.end <= end)
