"""Copies on pairs of our own: which reports of one pile are copies of another, of what kind, from which.

`copies/pairs.jsonl`: 48 pairs of dispatches in English and French, invented; 30 are copies (exact, near, excerpt,
translation, rewrite), 18 are none (independent reports of one event, an agency's update, bulletins, a denial point by
point). All 96 texts are read as one pile, so that a copy across pairs counts as false too.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from dateline import pipeline
from dateline.record import queries
from dateline.record.store import Record

PAIRS = Path(__file__).parent / "copies" / "pairs.jsonl"


def scored() -> str:
    """Precision and recall of the pairs, and of those found how many have the right kind and direction."""
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    found = _found(pairs)
    copies = {p["id"]: p for p in pairs if p["copy"]}
    right = {name: kind for (name, other), (kind, _) in found.items() if name == other and name in copies}
    precision, recall = len(right) / max(len(found), 1), len(right) / len(copies)
    kinds = sum(copies[name]["kind"] == kind for name, kind in right.items())
    directed = [n for n in right if copies[n]["earlier"]]
    directions = sum(found[n, n][1] == copies[n]["earlier"] for n in directed)
    false = sorted(" and ".join(pair) for pair in found if pair[0] != pair[1] or pair[0] not in copies)
    missed = [f"{name} ({p['kind']})" for name, p in copies.items() if name not in right]
    other = [f"{n} ({copies[n]['kind']}, found as {k})" for n, k in right.items() if copies[n]["kind"] != k]
    lines = [
        f"copies P {precision:.3f}  R {recall:.3f}  F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}",
        f"kind right {kinds} of {len(right)}; direction right {directions} of {len(directed)}",
        f"missed: {', '.join(missed) or 'none'}",
        f"false: {', '.join(false) or 'none'}",
        f"other kind: {', '.join(other) or 'none'}",
    ]
    return "\n".join(lines)


def _found(pairs: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The pairs that are found, by the names of both: the kind, and which side is the earlier."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "pile.jsonl"
        with texts.open("w", encoding="utf-8") as out:
            for pair in pairs:
                for side, day in zip("ab", pair["dates"], strict=True):
                    row = {"id": f"{pair['id']}-{side}", "published": day, "text": pair[side]}
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
        with Record.open(Path(folder) / "eval.dateline", create=True) as record:
            pipeline.build([texts], record)
            names = {d["id"]: d["source_id"] for d in queries.documents(record)}
            rows = [(names[c["document"]], names[c["original"]], c["kind"]) for c in queries.copies(record)]
    return {(copy[:-2], original[:-2]): (kind, original[-1]) for copy, original, kind in rows}


if __name__ == "__main__":
    print(scored())
