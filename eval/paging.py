"""`make bench`, pages: how long each kind of page takes from a record of 10,000 reports, and how large it is.

The reports are those of `eval/linking.py`: made, not parsed. Each page is asked over HTTP, another each time, so that
what the server keeps of a record helps as it helps a reader, and no more.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from starlette.testclient import TestClient

from dateline.link import link
from dateline.record import write
from dateline.record.store import Record
from dateline.show.page import server

from . import linking

SIZE = 10_000
ASKED = 25
"""Pages of each kind."""
SECONDS, BYTES = 0.2, 1_000_000
LISTS = {
    "index": "when=2020-0{month}&level={level}",
    "voices": "page={page}",
    "figures": "page={page}",
    "actors": "page={page}",
    "conflicts": "page={page}",
    "reports": "page={page}",
    "search": "q={word}",
}
ROWS = {
    "event": "SELECT id FROM events ORDER BY salience DESC, id LIMIT 2000",
    "report": "SELECT id FROM documents ORDER BY id LIMIT 2000",
    "series": "SELECT series FROM series_figures GROUP BY series ORDER BY count(*) DESC, series LIMIT 2000",
    "actor": "SELECT actor FROM event_actors ORDER BY actor LIMIT 2000",
    "conflict": "SELECT id FROM conflicts ORDER BY id LIMIT 2000",
    "copy": "SELECT document || '-' || original FROM copies ORDER BY 1 LIMIT 2000",
}


def main() -> None:
    """Print for each kind of page the first, the median and the slowest time, and the largest size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pile.dateline"
        with Record.open(path, create=True) as record:
            linking.fill(record, SIZE)
            write.publish(record, link)
        measured(path)


def measured(path: Path) -> None:
    """The same for a record that is there."""
    browser = TestClient(server.application(path, None), base_url="http://127.0.0.1")
    every = []
    for kind, addresses in asked(path).items():
        times, largest = [], 0
        for address in addresses:
            start = time.perf_counter()
            answer = browser.get(address)
            times.append(time.perf_counter() - start)
            largest = max(largest, len(answer.content))
            assert answer.status_code == 200, address
        every.append((statistics.median(times), largest))
        first, middle, worst = (1000 * t for t in (times[0], statistics.median(times), max(times)))
        print(f"{kind:10} first {first:6.0f} ms   median {middle:5.0f} ms   slowest {worst:6.0f} ms", end="   ")
        print(f"largest {largest / 1000:5.0f} kB")
    print(f"slowest median {1000 * max(m for m, _ in every):.0f} ms (at most {1000 * SECONDS:.0f} asked); ", end="")
    print(f"largest page {max(n for _, n in every) / 1000:.0f} kB (at most {BYTES / 1000:.0f} asked)")


def asked(path: Path) -> dict[str, list[str]]:
    """The addresses of pages, by their kind, always the same."""
    vary = random.Random(SIZE)
    found = {kind: list(lists(kind, query, vary)) for kind, query in LISTS.items()}
    with Record.open(path) as record:
        for kind, query in ROWS.items():
            ids = [row[0] for row in record.rows(query)]
            found[kind] = [f"/{kind}-{i}.html" for i in vary.sample(ids, min(ASKED, len(ids)))]
    return found


def lists(kind: str, query: str, vary: random.Random) -> Iterator[str]:
    yield f"/{kind}.html"
    for _ in range(ASKED - 1):
        word = f"{vary.choice(('attacked', 'met', 'arrested'))} {vary.randint(3, 900)}"
        values = {"month": vary.randint(1, 9), "level": vary.randint(1, 3), "page": vary.randint(1, 150), "word": word}
        yield f"/{kind}.html?{query.format(**values)}"


if __name__ == "__main__":
    measured(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
