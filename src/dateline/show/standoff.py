"""`dateline annotate`: one stand-off object a document, nothing stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..model import Annotations, Document, EventMention, Span, Status, Timex

CERTAINTY: dict[Status, str] = {"possible": "POSSIBLE", "threatened": "POSSIBLE"}
"""NewsReader's words for what is not told as certain; PROBABLE for any other status. What will be is certain."""


def standoff(document: Document, annotations: Annotations, timexes: Sequence[Timex]) -> dict[str, Any]:
    """The annotations as the contract gives them; offsets in code points over the document's text, end exclusive."""
    return {
        "id": document.source_id or document.id,
        "lang": annotations.lang,
        "timex": [_timex(t) for t in timexes],
        "quotes": [
            {
                **{"content": _spans(q.content), "source": _spans(q.source), "cue": _spans(q.cue), "mode": q.mode},
                **{"anonymous": q.anonymous, "description": q.description, "kind": q.kind},
                "speaker": [q.speaker.start, q.speaker.end] if q.speaker else None,
            }
            for q in annotations.quotes
        ],
        "names": [{"start": n.start, "end": n.end, "type": n.type, "key": n.key} for n in annotations.names],
        "figures": [
            {
                **{"start": f.start, "end": f.end, "low": f.low, "high": f.high, "bound": f.bound, "unit": f.unit},
                **{"counted": f.counted, "concept": f.concept, "level": f.level},
            }
            for f in annotations.figures
        ],
        "events": [_event(e, timexes) for e in annotations.events],
    }


def _timex(t: Timex) -> dict[str, Any]:
    days = {"earliest": t.earliest, "latest": t.latest}
    return {
        **{"start": t.start, "end": t.end, "type": t.type, "value": t.value, "mod": t.mod, "role": t.role},
        **{"anchor": t.anchor, "problem": t.problem},
        **{key: day.isoformat() if day else None for key, day in days.items()},
    }


def _event(e: EventMention, timexes: Sequence[Timex]) -> dict[str, Any]:
    return {
        **{"start": e.start, "end": e.end, "type": e.type, "mode": e.mode, "sense": e.sense, "status": e.status},
        "polarity": "NEG" if e.negated or e.status == "denied" else "POS",
        "certainty": "CERTAIN" if e.certain else CERTAINTY.get(e.status, "PROBABLE"),
        "value": None if e.time is None else timexes[e.time].value,
        "actor": _spans(e.actor),
        "recipient": _spans(e.recipient),
    }


def _spans(spans: Sequence[Span]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans]
