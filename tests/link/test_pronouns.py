"""Who acts where a pronoun tells it: who speaks by a cue, and who does what is promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.record import queries

from .test_positions import built

SPOKE = "“It is over,” said President Mira Kole."


@pytest.mark.parametrize(
    ("lang", "text", "act", "actors"),
    [
        ("en", f"{SPOKE} She denied that Mali had paid a ransom.", "denied", ["Mira Kole"]),
        ("en", f"{SPOKE} She promised to resign before the summer.", "resign", ["Mira Kole"]),
        ("en", f"{SPOKE} She promised elections within a year.", "elections", []),
        ("en", f"{SPOKE} It rained in Lima.", "rained", []),
        ("fr", "« Non », a dit la présidente Mira Kole. Elle a promis de démissionner.", "démissionner", ["Mira Kole"]),
    ],
)  # fmt: skip
def test_who_acts_where_a_pronoun_tells_it(lang: str, text: str, act: str, actors: list[str], tmp_path: Path) -> None:
    """Of the act that a cue tells, and of what its speaker promises to do himself; of nothing else."""
    with built([("2021-03-02", lang, text)], tmp_path / "x") as record:
        name = {a["id"]: a["name"] for a in queries.actors(record)}
        found = {m["words"]: [name[a] for a in e["actors"]] for e in queries.events(record) for m in e["mentions"]}
    told = [who for words, who in found.items() if act in words]
    assert told
    assert all(who == actors for who in told), found
