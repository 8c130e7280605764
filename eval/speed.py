"""`make bench`: the whole build against spaCy's own pipelines alone, on the same texts, one worker each.

The texts are the example corpus, and the files in the folder that PILE names (default ../shared/reports) where it is
there. Models are loaded and warm; the two run in turn, and the ratio is taken pair by pair, since machines are noisy.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from dateline import pack, pipeline
from dateline.annotate import language
from dateline.annotate.parse import legible, model
from dateline.model import Document
from dateline.read import read
from dateline.record.store import Record

ROOT = Path(__file__).parent.parent
PILES = (ROOT / "examples" / "withdrawal" / "reports", Path(os.environ.get("PILE", ROOT.parent / "shared" / "reports")))
ROUNDS = 5


def main() -> int:
    """Print each round's times and ratio, then the median, the speed and the memory."""
    paths = [p for p in PILES if p.is_dir()]
    documents = [d for d in read(paths) if isinstance(d, Document)]
    texts = [(d.text, d.lang or language.identify(legible(d.text))) for d in documents]
    texts = [(text, lang) for text, lang in texts if lang in pack.codes()]
    words = sum(len(text.split()) for text, _ in texts)
    print(f"{len(texts)} reports, {words} words, from {', '.join(p.name for p in paths)}")
    spacy_alone(texts)
    whole_build(paths)
    ratios, builds = [], []
    for _ in range(ROUNDS):
        alone, build = spacy_alone(texts), whole_build(paths)
        ratios.append(build / alone)
        builds.append(build)
        print(f"spaCy alone {alone:6.2f} s   whole build {build:6.2f} s   ratio {build / alone:.2f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"median ratio {statistics.median(ratios):.2f} (at most 2.00 asked); ", end="")
    print(f"{words / statistics.median(builds):,.0f} words/s; peak memory {memory:,.0f} MiB")
    return 0


def spacy_alone(texts: list[tuple[str, str | None]]) -> float:
    """Seconds that spaCy's pipelines take on the texts."""
    start = time.perf_counter()
    for text, lang in texts:
        if lang:
            model(pack.load(lang).table("pack")["model"])(text)
    return time.perf_counter() - start


def whole_build(paths: list[Path]) -> float:
    """Seconds of a build from nothing: read, annotate, link, record."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with Record.open(Path(folder) / "bench.dateline", create=True) as record:
            pipeline.build(paths, record)
        return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
