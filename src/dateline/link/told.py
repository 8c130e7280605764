"""An event mention as the linkers see it: who did what to whom and when, by ids and plain values, and its words."""

from __future__ import annotations

import datetime
import operator
from typing import Any

import msgspec

from ..interval import Interval
from ..model import FACTUAL, Status
from ..record import facts

SURE_NEWS = 3
"""Days that the publication and the one before may span, for what a report tells as news to be of one day."""
SHARED = (
    "document", "source", "lang", "lemma", "sense", "type", "status", "actors", "recipients", "victims", "place",
    "when", "value", "dated", "reported", "published", "things",
)  # fmt: skip
"""Fields of which mentions have few values."""
NOW = "PRESENT_REF"
"""The TIMEX3 value of what goes on as it is told; where nothing tells when that was, no day is known."""
_shared = operator.attrgetter(*SHARED)
TITLE = 100
"""Code points of a title."""


class Told(msgspec.Struct, array_like=True):
    """One mention as the linker sees it. Actors are actor ids; `source` is the independent document it stands for.

    `victims` are the persons that the act befell, where such an act befalls a person only once (a killing). `when` are
    the days on which it can have been, `days` those that its time means (of news, the day of the report and the one
    before); `dated` says how they are known (as in the record's events_told).
    """

    id: str
    document: str
    source: str
    lang: str
    lemma: str
    sense: str | None
    type: str | None
    status: Status
    negated: bool
    actors: frozenset[str]
    recipients: frozenset[str]
    victims: frozenset[str]
    place: str | None
    when: Interval
    value: str | None
    title: str
    """The line that it would give the event."""
    clarity: float
    """How well its words serve as the title (`clarity`)."""
    nominal: bool
    vector: bytes
    same_as: str | None
    denies: str | None = None
    heads: str | None = None
    """Of an act in the headline, the mention that tells it first in the text below."""
    dated: str | None = None
    reported: Interval | None = None
    opens: bool = False
    """Whether it is told among the first words of its report."""
    published: Interval = Interval()
    """The days on which its report can have been published."""
    rare: bool = False
    """Whether the same one hardly does it twice in a month or a year that is named for it."""
    things: frozenset[str] = frozenset()
    """The longer words of what it befalls, in small letters."""
    inferred: bool = False
    """Whether other reports tell when its own was written: its days may be off by some."""

    def share(self, shared: dict[Any, Any]) -> None:
        """Hold what many mentions tell alike as one value in memory."""
        values = _shared(self)
        for name, value in zip(SHARED, map(shared.setdefault, values, values), strict=True):
            setattr(self, name, value)

    def stand_for(self, source: str) -> None:
        """Stand for another report, from which its own has it."""
        self.source = source

    def see(self, vector: bytes) -> None:
        """Hold the vector of its sentence."""
        self.vector = vector

    def forget_vector(self) -> None:
        """Hold none: give the memory back once all pairs are scored, or write it without."""
        self.see(b"")

    @property
    def now(self) -> bool:
        """Whether it goes on as it is told."""
        return self.value == NOW

    @property
    def done(self) -> datetime.date | None:
        """The day by which it was done, where that is told."""
        return self.days.latest if self.status in FACTUAL else None

    @property
    def ahead(self) -> datetime.date | None:
        """The day on which it was told as still to come."""
        return self.published.earliest if self.status == "planned" else None

    @property
    def days(self) -> Interval:
        return self.reported or self.when

    @property
    def is_fresh(self) -> bool:
        """Whether it is news of a report of which the day is known."""
        return self.dated == "news" and facts.width(self.days) <= SURE_NEWS


def clarity(words: str, *, roles: int, dated: bool, nominal: bool) -> float:
    """How well the words of a mention serve as a title: they name who acts and to whom (so many `roles`), when, with a
    verb, at a good length."""
    good_length = 1.0 if 25 <= len(words) <= TITLE else 0.5 if len(words) <= 2 * TITLE else 0.0
    return round(roles + good_length + 0.5 * dated + 0.5 * (not nominal), 2)


def shorten(words: str, limit: int = TITLE) -> str:
    """The words cut at a blank to at most `limit` code points, with an ellipsis where something was cut."""
    words = " ".join(words.split()).strip(" ,;:–—-")
    if len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
