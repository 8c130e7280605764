"""`make bench`: timings as ratios, taken pair by pair, since machines are noisy.

1. The whole build, and annotation alone, against spaCy's own pipelines alone, on the same texts, one worker each,
   models loaded and warm. The texts are the example corpus, and the files in the folder that PILE names (default
   ../shared/reports) where it is there.
2. `dateline build` with one worker against two, as commands from their start to their end, on a pile of 500 reports
   (`eval/pile.py`); both must make the same rows.
3. Time tagging alone (`eval/tagging.py`).
4. Linking alone, for 5,000 and for 50,000 reports (`eval/linking.py`).
5. Ten more reports in a record of 10,000 (`eval/adding.py`).
6. The pages of a record of 10,000 reports (`eval/paging.py`).

With the first goes the share of time of each annotator.
"""

from __future__ import annotations

import functools
import importlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from unittest import mock

from spacy.language import Language

from dateline import annotate as annotators
from dateline import pack, pipeline
from dateline.annotate import annotate, language
from dateline.annotate.parse import legible
from dateline.model import Document
from dateline.read import read
from dateline.record import queries
from dateline.record.store import Record

from . import adding, linking, paging, pile, tagging

ROOT = Path(__file__).parent.parent
PILES = (ROOT / "examples" / "withdrawal" / "reports", Path(os.environ.get("PILE", ROOT.parent / "shared" / "reports")))
ROUNDS = 5
REPORTS = 500
PAIRS = 3


def main() -> int:
    """All measurements, or those that are named: spacy, tagging, workers, linking, adding, pages."""
    paths = [p for p in PILES if p.is_dir()]
    chosen = sys.argv[1:] or ["spacy", "tagging", "workers", "linking", "adding", "pages"]
    if "spacy" in chosen:
        against_spacy(paths)
    if "tagging" in chosen:
        tagging.against_heideltime(paths)
        tagging.against_floods(paths)
    if "workers" in chosen:
        against_two_workers()
    if "linking" in chosen:
        linking.main()
    if "adding" in chosen:
        adding.main()
    if "pages" in chosen:
        paging.main()
    return 0


def against_spacy(paths: list[Path]) -> None:
    """Print each round's times and ratio, then the median, the speed and the memory."""
    documents = [d for d in read(paths) if isinstance(d, Document)]
    texts = [(d.text, d.lang or language.identify(legible(d.text))) for d in documents]
    texts = [(text, lang) for text, lang in texts if lang in pack.codes()]
    words = sum(len(text.split()) for text, _ in texts)
    print(f"{len(texts)} reports, {words} words, from {', '.join(p.name for p in paths)}")
    spacy_alone(texts)
    whole_build(paths)
    shares(documents)
    ratios, builds, annotating = [], [], []
    for _ in range(ROUNDS):
        alone, annotated, build = spacy_alone(texts), annotation(documents), whole_build(paths)
        ratios.append(build / alone)
        annotating.append(annotated / alone)
        builds.append(build)
        print(f"spaCy alone {alone:6.2f} s   annotation {annotated:6.2f} s   ratio {annotated / alone:.2f}", end="")
        print(f"   whole build {build:6.2f} s   ratio {build / alone:.2f}")
    print(f"annotation: median ratio {statistics.median(annotating):.2f} (at most 1.40 asked)")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"whole build: median ratio {statistics.median(ratios):.2f} (at most 1.60 asked); ", end="")
    print(f"{words / statistics.median(builds):,.0f} words/s; ", end="")
    print(f"peak memory {memory:,.0f} MiB, spaCy's own pipelines beside among it")


def shares(documents: list[Document]) -> None:
    """Print the part of the time of annotation that each annotator takes, the largest first."""
    seconds: dict[str, float] = defaultdict(float)

    def timed(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object) -> object:
            start = time.perf_counter()
            found = function(*given)
            seconds[name] += time.perf_counter() - start
            return found

        return run

    stages: list[tuple[str, ModuleType, str]] = [
        ("spaCy's parse", annotators, "parse"), ("tree", annotators, "tree"),
        ("language", annotators.language, "identify"), ("names", annotators.names, "find"),
        ("standing", annotators.standing, "settled"), ("dates", annotators.dates, "find"),
        ("quotes", annotators.quotes, "find"),
        ("figures", annotators.figures, "find"), ("events", annotators.events, "find"),
        ("positions", annotators.positions, "find"), ("causes", annotators.causes, "find"),
        ("likeness", annotators.likeness, "vectors"),
    ]  # fmt: skip
    with ExitStack() as patched:
        for name, module, function in stages:
            patched.enter_context(mock.patch.object(module, function, timed(name, getattr(module, function))))
        whole = annotation(documents)
    told = sorted(seconds.items(), key=lambda part: -part[1])
    print(
        "of annotation: " + ", ".join(f"{name} {spent / whole:.0%}" for name, spent in told if spent / whole >= 0.005)
    )


def spacy_alone(texts: list[tuple[str, str | None]]) -> float:
    """Seconds that spaCy's pipelines take on the texts."""
    start = time.perf_counter()
    for text, lang in texts:
        if lang:
            as_it_comes(pack.load(lang).model)(text)
    return time.perf_counter() - start


@functools.cache
def as_it_comes(package: str) -> Language:
    """The pipeline of a model package as spaCy loads it, without what Dateline sets."""
    nlp: Language = importlib.import_module(package).load()
    return nlp


def annotation(documents: list[Document]) -> float:
    """Seconds that all annotators take on the texts, spaCy's among them."""
    start = time.perf_counter()
    for document in documents:
        annotate(document)
    return time.perf_counter() - start


def whole_build(paths: list[Path]) -> float:
    """Seconds of a build from nothing: read, annotate, link, record."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with Record.open(Path(folder) / "bench.dateline", create=True) as record:
            pipeline.build(paths, record)
        return time.perf_counter() - start


def against_two_workers() -> None:
    """Print the times and the ratio of each pair, then the median."""
    with tempfile.TemporaryDirectory() as folder:
        reports = pile.write(REPORTS, Path(folder) / "pile.jsonl")
        print(f"{REPORTS} reports, {sum(len(r['text'].split()) for r in pile.reports(REPORTS))} words")
        ratios = []
        for number in range(PAIRS):
            (one, rows), (two, same_rows) = (
                command(reports, Path(folder) / f"{number}-{n}.dateline", n) for n in (1, 2)
            )
            if rows != same_rows:
                sys.exit("two workers made other rows than one")
            ratios.append(one / two)
            print(f"one worker {one:6.2f} s   two workers {two:6.2f} s   ratio {one / two:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f} (at least 1.70 asked, on two free cores)")


def command(reports: Path, record: Path, workers: int) -> tuple[float, str]:
    """Seconds that the command takes with so many workers, and the hash of what it made."""
    build = [Path(sys.executable).with_name("dateline"), "build", reports, "-o", record, "--workers", str(workers)]
    start = time.perf_counter()
    subprocess.run(build, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    with Record.open(record) as made:
        return seconds, queries.content_hash(made)


if __name__ == "__main__":
    sys.exit(main())
