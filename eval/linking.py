"""`make bench`, linking: time and memory for ten times as many reports.

The reports are made, and so are their annotations: names, days, figures, voices and acts of their own in each, a fifth
of them near copies or excerpts of an earlier one. Each tells of the weeks before it, and a day has thirteen reports,
however many there are: more reports are more days of a newsroom. A tenth is undated and tells its days without their
year, to be dated by the others. Nothing is parsed, so that only the linkers are measured.
"""

from __future__ import annotations

import calendar
import datetime
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dateline import model
from dateline.link import dated, link
from dateline.model import Annotations, EventMention, Figure, Given, Name, Quote, Span, TimeExpression
from dateline.read.text import document
from dateline.record import write
from dateline.record.store import Record

SIZES = (5_000, 50_000)
SENTENCES = 9
COPIES = 0.2
UNDATED = 0.1
A_DAY = 13
ASKED = 12.0
_SYLLABLES = ("ba", "ke", "lo", "mar", "nin", "so", "tur", "vi", "za", "dor", "el", "fa", "gri", "hul", "jo")
_ACTS = (("attacked", "attack", "ASSAULT"), ("met", "meet", "CONSULT"), ("arrested", "arrest", "COERCE"))
_FRAMES = tuple(f"{{who}} {verb} the convoy of {{n}} men near {{where}} on {{day}}." for verb, _, _ in _ACTS)
_MONTHS = tuple(calendar.month_name[1:])
FIRST = datetime.date(2020, 1, 1)


def main() -> None:
    """Print the seconds and the memory of linking each size, and how they grow. The small one is linked before the
    large one and after it, as the machine may have other work at either time."""
    small, large = SIZES
    before, most, after = (_run(size) for size in (small, large, small))
    growth = most / statistics.mean((before, after))
    print(f"linking {large // small} times as many reports takes {growth:.1f} times as long", end="")
    print(f" (at most {ASKED:.0f} asked)")


def _run(size: int) -> float:
    """The seconds of linking so many reports in a process of its own, which are printed."""
    ran = subprocess.run([sys.executable, "-m", "eval.linking", str(size)], capture_output=True, text=True, check=True)
    print(ran.stdout.rstrip(), flush=True)
    return float(ran.stdout.split()[3])


def measured(size: int) -> None:
    """Print how long linking takes for so many reports, and the memory of the process at its highest."""
    with tempfile.TemporaryDirectory() as folder:
        with Record.open(Path(folder) / "pile.dateline", create=True) as record:
            fill(record, size)
            write.publish(record, lambda _: {})
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            start = time.perf_counter()
            rows = {table: sum(1 for _ in made) for table, made in link(record).items()}
            seconds = time.perf_counter() - start
            start = time.perf_counter()
            found = dated(record)
            dating = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size} reports linked: {seconds:.1f} s, {memory:,.0f} MiB ({before:,.0f} before);", end=" ")
        print(f"{rows['copies']} copies, {rows['events']} events, {rows['actors']} actors;", end=" ")
        print(f"{len(found)} dated by others: {dating:.1f} s")


def fill(record: Record, size: int) -> None:
    """Put so many annotated reports into a record, unlinked."""
    made: list[list[str]] = []
    for number in range(size):
        published = FIRST + datetime.timedelta(days=number // A_DAY)
        sentences, undated = told(random.Random(number), made, published, SENTENCES)
        made.append(sentences)
        text, annotations = _annotated(sentences, with_year=not undated)
        given = Given(published=None if undated else published.isoformat(), outlet=f"Outlet {number % 23}")
        write.pend(
            record,
            document(text, name=f"r{number:06}", uri=None, origin=None, given=given),
            model.encode(annotations),
            "bench",
        )


def told(
    vary: random.Random, made: list[list[str]], published: datetime.date, size: int, frames: Sequence[str] = _FRAMES
) -> tuple[list[str], bool]:
    """The sentences of a report, perhaps those of one of the last fifty that were made; whether it is undated."""
    sentences = [_sentence(vary, published, frames) for _ in range(size)]
    if made and vary.random() < COPIES:
        original = vary.choice(made[-50:])
        sentences = original[: vary.choice((size // 2, size))] + sentences[: vary.choice((0, size // 2 + 1))]
    return sentences, vary.random() < UNDATED


def _word(vary: random.Random, syllables: int = 3) -> str:
    return "".join(vary.choice(_SYLLABLES) for _ in range(syllables)).capitalize()


def _sentence(vary: random.Random, published: datetime.date, frames: Sequence[str]) -> str:
    """ "Marzajo Lovi attacked the convoy of 417 men near Turelba on 3 May 2021." """
    who, where = f"{_word(vary)} {_word(vary)}", _word(vary, 4)
    on = published - datetime.timedelta(days=vary.randint(0, 40))
    day = f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    return vary.choice(frames).format(who=who, n=vary.randint(3, 900), where=where, day=day)


def _annotated(sentences: list[str], *, with_year: bool) -> tuple[str, Annotations]:
    text = " ".join(sentences)
    spans, names, times, quotes, figures, events, vectors = [], [], [], [], [], [], []
    start = 0
    for number, sentence in enumerate(sentences):
        words = sentence.split()
        at = lambda word: start + sentence.index(word)  # noqa: B023, E731
        span = Span(start, start + len(sentence))
        act = next(a for a in _ACTS if a[0] == words[2])
        who = Span(start, start + len(" ".join(words[:2])))
        place = Span(at(f"{words[9]} "), at(f"{words[9]} ") + len(words[9]))
        names += [Name(who.start, who.end, "PER"), Name(place.start, place.end, "GPE")]
        count, value = at(f" {words[6]} ") + 1, float(words[6])
        figures.append(
            Figure(count, count + len(words[6]), value, value, "=", counted="men", concept="man", place=place)
        )
        day = at(" ".join(words[11:13]))
        fields = {"day": words[11], "month": str(_MONTHS.index(words[12]) + 1), "year": words[13].rstrip(".")}
        if not with_year:
            del fields["year"]
        end = span.end - 1 if with_year else day + len(" ".join(words[11:13]))
        times.append(TimeExpression(day, end, "DATE", "date", fields, tense="past", sentence=number))
        verb = at(f" {words[2]} ") + 1
        events.append(
            EventMention(
                verb, verb + len(words[2]), act[1], "happened", span, sense=act[1], type=act[2], actor=(who,),
                place=place, time=number,
            )
        )  # fmt: skip
        if number % 3 == 0:
            said = Span(verb + len(words[2]) + 1, span.end - 1)
            quotes.append(Quote((said,), (who,), (Span(verb, said.start - 1),), "indirect", speaker=who, time=number))
        vectors.append(np.random.default_rng(abs(hash_of(sentence))).integers(-9, 9, 512, dtype=np.int8).tobytes())
        spans.append(span)
        start = span.end + 1
    held = (tuple(spans), tuple(times), tuple(names), tuple(quotes), tuple(figures), tuple(events))
    return text, Annotations("en", True, *held, vectors=tuple(vectors))


def hash_of(sentence: str) -> int:
    """A number that is the same for a sentence in every process."""
    return sum(ord(c) * (i + 1) for i, c in enumerate(sentence))


if __name__ == "__main__":
    measured(int(sys.argv[1])) if len(sys.argv) > 1 else main()
