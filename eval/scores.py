"""`make eval`: accuracy on public gold data, beside the known peers, against the floors.

The gold data and its scorer are not part of the project: they are looked for in the folder that the environment
variable BENCH names, else in ../shared/bench, with the scorer beside it in score/score.py. Where they are absent,
one sentence says so. `python -m eval.scores timex-en quotes-en` runs only these tasks.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dateline import pipeline
from dateline.model import Rejected
from dateline.record import queries
from dateline.record.store import Record
from dateline.show.selection import View
from dateline.show.standoff import standoff
from dateline.show.timeline import timeline
from eval import copying, piles
from eval.passages import passages, voices

Row = dict[str, Any]

HERE = Path(__file__).parent
BENCH = Path(os.environ.get("BENCH", HERE.parent.parent / "shared" / "bench"))
SCORER = BENCH.parent / "score" / "score.py"
OUT = HERE.parent / "build" / "eval"

TASKS: dict[str, tuple[str, str, str]] = {
    "timex-en": ("timex", "timex-en.jsonl", "annotate"),
    "timex-fr": ("timex", "timex-fr.jsonl", "annotate"),
    "timex-es": ("timex", "timex-es.jsonl", "annotate"),
    "timex-de": ("timex", "timex-de.jsonl", "annotate"),
    "passages-en": ("timex", "en", "annotate"),
    "passages-fr": ("timex", "fr", "annotate"),
    "quotes-en": ("quotes", "quotes-en.jsonl", "annotate"),
    "voices-fr": ("quotes", "voices-fr", "annotate"),
    "names-en": ("names", "meantime-en.jsonl", "annotate"),
    "events-en": ("events", "meantime-en.jsonl", "annotate"),
    "events-fr": ("events", "timex-fr.jsonl", "annotate"),
    "plover-en": ("plover", "plover-en.jsonl", "annotate"),
    "figures-en": ("figures", "quantities-en.jsonl", "annotate"),
    "copies": ("copies", "", "link"),
    "piles": ("piles", "", "link"),
    "coref-meantime": ("coref", "meantime-en.jsonl", "link"),
    "coref-ecbplus": ("coref", "ecbplus-en.jsonl", "link"),
    "timelines": ("timelines", "timelines/corpus_1.documents.jsonl", "link"),
    "tls-en": ("tls", "timeline17", "days"),
    "tls-fr": ("tls", "crisis", "days"),
}
"""For each task: the scorer's measure, the gold file (or the language of our own passages), and which part of Dateline
answers."""

READ = ("en", "fr")
"""The languages of the topics of which timelines are made."""


def main(chosen: list[str]) -> int:
    """Score the chosen tasks, or all; 1 where one stands below its floor."""
    if not SCORER.is_file():
        print(f"no gold data at {BENCH}: nothing was scored")
        return 0
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    OUT.mkdir(parents=True, exist_ok=True)
    failed = 0
    summary = []
    for task in chosen or list(TASKS):
        printed = score(task)
        print(f"\n{task}\n{printed.rstrip()}", flush=True)
        if printed.endswith("nothing was scored"):
            continue
        reached = _figure(printed, floors[task]["measure"])
        failed += reached < floors[task]["floor"]
        summary.append((task, floors[task], reached))
    print(f"\n{'task':<16} {'measure':<18} {'here':>6} {'floor':>6}   peer")
    for task, floor, reached in summary:
        below = "  BELOW ITS FLOOR" if reached < floor["floor"] else ""
        print(f"{task:<16} {floor['measure']:<18} {reached:>6.3f} {floor['floor']:>6.2f}   {floor['peer']}{below}")
    return 1 if failed else 0


def score(task: str) -> str:
    """Run Dateline on a task's gold texts, without their answers, and give what the scorer prints."""
    measure, file, part = TASKS[task]
    if measure == "copies":
        return copying.scored()
    if measure == "tls":
        return salient_days(BENCH / file)
    if measure == "piles":
        return piles.scored(BENCH.parent / "piles")
    gold = BENCH / file if "." in file else _own(file)
    system = OUT / f"{task}.jsonl"
    answers: Callable[[Path], Iterator[Row]] = {"annotate": annotations, "link": linked}[part]
    with system.open("w", encoding="utf-8") as out:
        for row in answers(gold):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    files = [gold, system]
    if measure == "timelines":
        files = [BENCH / file.replace("documents", "gold"), gold, system]
    ran = subprocess.run([sys.executable, SCORER, measure, *files], capture_output=True, text=True, check=True)
    return ran.stdout


def _own(name: str) -> Path:
    """Our own passages, of dates in a language ("fr") or of voices ("voices-fr"), as a gold file."""
    path = OUT / f"own-{name}.gold.jsonl"
    rows = voices(name.removeprefix("voices-")) if name.startswith("voices-") else passages(name)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def bare(gold: Path) -> Iterator[Row]:
    """The texts of a gold file without the answers; `topic` keeps apart what no link may cross."""
    for line in gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield {
            "id": str(row["id"]),
            "text": row["text"],
            "lang": row.get("lang") or row.get("language") or "en",
            "published": (row.get("dct") or row.get("date") or "")[:10] or None,
            "topic": str(row.get("topic", row.get("corpus", 0))),
        }


def annotations(gold: Path) -> Iterator[Row]:
    """What `dateline annotate` says of the texts."""
    with tempfile.TemporaryDirectory() as folder:
        path = _written(bare(gold), Path(folder))
        for item in pipeline.annotated(path):
            if not isinstance(item, Rejected):
                yield standoff(*item)


def linked(gold: Path) -> Iterator[Row]:
    """Events with their clusters, from a record a topic."""
    topics = defaultdict(list)
    for row in bare(gold):
        topics[row["topic"]].append(row)
    for topic, rows in topics.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            Record.open(Path(folder) / "eval.dateline", create=True) as record,
        ):
            pipeline.build([_written(iter(rows), Path(folder))], record)
            names = {d["id"]: d["source_id"] for d in queries.documents(record)}
            told: dict[str, list[Row]] = {name: [] for name in names.values()}
            for event in queries.events(record):
                for m in event["mentions"]:
                    place = {"start": m["start"], "end": m["end"], "value": m["time"], "type": event["type"]}
                    told[names[m["document"]]].append({**place, "cluster": f"{topic}:{event['id']}"})
            yield from ({"id": name, "events": events} for name, events in told.items())


def salient_days(folder: Path) -> str:
    """The most salient days of each topic, as many as the editors' timeline has, against it; all together last."""
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    golds = [{**g, "id": f"{g['id']} {g.get('reference', '')}".strip(), "topic": g["id"]} for g in rows]
    said: list[Row] = []
    for topic in sorted({g["topic"] for g in golds}):
        texts = [{**row, "topic": ""} for row in bare(folder / f"{topic}.documents.jsonl")]
        if not {row["lang"] for row in texts} & set(READ):
            continue
        with (
            tempfile.TemporaryDirectory() as place,
            Record.open(Path(place) / "eval.dateline", create=True) as record,
        ):
            pipeline.build([_written(iter(texts), Path(place))], record, workers=2)
            for gold in (g for g in golds if g["topic"] == topic):
                days = timeline(record, View(dates=len(gold["timeline"])))
                said.append({"id": gold["id"], "timeline": [[row["time"][:10], row["words"][:1]] for row in days]})
    asked = [g for g in golds if g["id"] in {row["id"] for row in said}]
    printed = [f"{row['id']}\n{_tls([g for g in asked if g['id'] == row['id']], [row])}" for row in said]
    return "\n".join([*printed, "all", _tls(asked, said)])


def _tls(golds: list[Row], said: list[Row]) -> str:
    files = []
    for name, rows in (("gold", golds), ("said", said)):
        path = OUT / f"tls.{name}.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        files.append(path)
    ran = subprocess.run([sys.executable, SCORER, "tls", *files], capture_output=True, text=True, check=True)
    return ran.stdout


def _written(rows: Iterator[Row], folder: Path) -> Path:
    path = folder / "texts.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _figure(printed: str, measure: str) -> float:
    """The measure's F1 in what the scorer printed, or its only number."""
    line = [line for line in printed.splitlines() if line.startswith(f"{measure} ")][-1]
    found = re.search(r" F1 ([0-9.]+)", line[len(measure) :]) or re.search(r" ([0-9]\.[0-9]+)", line[len(measure) :])
    return float(found.group(1)) if found else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
