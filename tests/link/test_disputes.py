"""Conflicts and what only looks like one (`conflicts.txt`): built from texts, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline import pipeline
from dateline.record import queries
from dateline.record.store import Record

TABLE = Path(__file__).with_name("conflicts.txt")
_REPORT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\w+): (.+)")

Case = tuple[list[str], list[dict[str, str]]]


def cases(waiting: bool = False) -> Iterator[Case]:
    """The kinds wanted, with a word of what they are about, and the reports of each block; those that wait or not."""
    for block in TABLE.read_text(encoding="utf-8").split("\n\n")[1:]:
        wanted, *lines = block.strip().splitlines()
        reports = [m.groups() for line in lines if (m := _REPORT.fullmatch(line))]
        if any(line.startswith("# waiting") for line in lines) == waiting:
            rows = [
                {"id": f"r{n}", "published": day, "lang": lang, "text": text}
                for n, (day, lang, text) in enumerate(reports)
            ]
            yield [w.strip() for w in wanted.split(",")], rows


def found(reports: list[dict[str, str]], folder: Path) -> list[dict[str, Any]]:
    """The conflicts of a record of these reports."""
    path = folder / "reports.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in reports), encoding="utf-8")
    with Record.open(folder / "case.dateline", create=True) as record:
        pipeline.build([path], record)
        return list(queries.conflicts(record))


@pytest.mark.parametrize(("wanted", "reports"), list(cases()))
def test_a_conflict_is_found_and_a_likeness_of_one_is_none(
    wanted: list[str], reports: list[dict[str, str]], tmp_path: Path
) -> None:
    """Just the kinds that the block names, about what it names, with evidence of both sides; for "none" nothing."""
    conflicts = found(reports, tmp_path)
    told = [f"{c['kind']} {c['about']}" for c in conflicts]
    if wanted == ["none"]:
        assert told == []
        return
    for kind, about in (w.split(" ", 1) for w in wanted):
        assert any(c["kind"] == kind and about in c["about"] for c in conflicts), told
    assert {c["kind"] for c in conflicts} <= {w.split(" ")[0] for w in wanted}, told
    for conflict in conflicts:
        assert len(conflict["sides"]) == 2
        assert all(e["words"] for side in conflict["sides"] for e in side["evidence"])


def test_the_table_has_as_many_likenesses_as_conflicts() -> None:
    """Forty at least, half of them none; a few wait, and say what for."""
    told = [wanted for wanted, _ in (*cases(), *cases(waiting=True))]
    assert len(told) >= 40
    assert len([w for w in told if w == ["none"]]) >= len(told) // 2
    assert len(list(cases(waiting=True))) <= 6
