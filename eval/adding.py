"""`make bench`, adding: what ten more reports cost in a record of ten thousand, beside building it.

The reports are made as those of `eval/linking.py`, with made names, days and figures in each, a fifth of them near
copies or excerpts, a tenth undated; but they are at the length of the press, tell of more kinds of acts, and are really
read. Both builds are commands, from their start to their end. ADDING tells another number of reports.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import linking

REPORTS = int(os.environ.get("ADDING", "10000"))
MORE = 10
SENTENCES = 24
"""Of a report: about 330 words."""
ASKED = 0.03
FRAMES = (
    "{who} attacked a convoy of {n} lorries near {where} on {day}.",
    "On {day} {who} met the fishermen of {where} to talk about the price of {n} tons of cod.",
    "Judge {who} sentenced {n} smugglers in {where} on {day}.",
    "{who} opened a hospital with {n} beds in {where} on {day}, the council said.",
    "Rain destroyed {n} houses in {where} on {day}, said the engineer {who}.",
    "Workers of the mine of {where} went on strike on {day}; {who} speaks for {n} of them.",
    "The police of {where} arrested {who} on {day} over the theft of {n} paintings.",
    "{who} promised {n} teachers to the schools of {where} on {day}.",
    "A fire killed {n} sheep on the farm of {who} near {where} on {day}.",
    "{who} signed a treaty on {n} ferries with the mayor of {where} on {day}.",
    "“We have waited long enough,” said {who} in {where} on {day}, before {n} listeners.",
    "The bank of {who} sold {n} flats in {where} on {day}.",
)


def main() -> None:
    """Print the seconds of both builds, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        first, more = Path(folder) / "pile.jsonl", Path(folder) / "more.jsonl"
        write(first, more)
        record = Path(folder) / "pile.dateline"
        whole, added = (_build(reports, record) for reports in (first, more))
        size = record.stat().st_size / 1e3 / (REPORTS + MORE)
    print(f"{REPORTS} reports built in {whole:.0f} s; {MORE} more in {added:.1f} s: {added / whole:.1%}", end="")
    print(f" (at most {ASKED:.0%} asked); {size:.0f} kB a report in the record")


def write(first: Path, more: Path) -> None:
    """Write so many reports, and the next ones behind them."""
    made: list[list[str]] = []
    with first.open("w", encoding="utf-8") as pile, more.open("w", encoding="utf-8") as rest:
        for number in range(REPORTS + MORE):
            published = linking.FIRST + datetime.timedelta(days=number // linking.A_DAY)
            sentences, undated = linking.told(random.Random(number), made, published, SENTENCES, FRAMES)
            made.append(sentences)
            row = {"id": f"r{number:06}", "text": " ".join(sentences), "outlet": f"Outlet {number % 23}", "lang": "en"}
            if not undated:
                row["published"] = published.isoformat()
            (pile if number < REPORTS else rest).write(json.dumps(row) + "\n")


def _build(reports: Path, record: Path) -> float:
    start = time.perf_counter()
    command = [Path(sys.executable).with_name("dateline"), "build", reports, "-o", record]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start
