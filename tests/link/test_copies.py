"""Copies: which reports are one source, of what kind, from which, in which sentences; and which are none."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable

import pytest

from dateline.interval import Interval
from dateline.link import candidates
from dateline.link.copies import Copy, Sources, copies, related
from dateline.link.outlines import Outline, decoded, outline
from dateline.link.passages import Passage, Report, numbers_of, words_of
from dateline.model import Span

DAY = datetime.date(2020, 1, 3)
NEVER = Interval(None, None)

WIRE = (
    "The dam above Corvel broke on Monday after 12 days of rain. "
    "At least 40 people were swept away, the prefect Ana Berg said. "
    "Some 3,000 residents of the valley were moved to schools in Tarn. "
    "The dam was built in 1957 and was last inspected by engineers in 2011. "
    "Ana Berg promised an inquiry and named the engineer Omar Khan to lead it. "
    "Omar Khan said that the gates had been closed against his advice."
)


def report(name: str, text: str, published: Interval = NEVER, lang: str = "en", **credit: str) -> Report:
    """A report with a sentence at each full stop, whose names are the words with a capital."""
    passages = []
    for m in re.finditer(r"[^.]+\.?", text):
        told = m.group()
        if words := words_of(told):
            names = frozenset(w.casefold() for w in re.findall(r"\b[A-Z]\w+", told)[1:])
            denials = len(re.findall(r"\b(?:not|never)\b", told))
            passages.append(Passage(Span(*m.span()), words, numbers_of(told), names, denials, b""))
    return Report(name, lang, published, tuple(passages), credit.get("outlet"), credit.get("credit"))


def found(reports: Iterable[Report]) -> tuple[Copy, ...]:
    known = {r.id: r for r in reports}

    def compared(pairs: Iterable[tuple[Outline, Outline]]) -> list[Copy | None]:
        return [related(known[a.id], known[b.id]) for a, b in pairs]

    return copies(map(outline, known.values()), known.__getitem__, compared)


def test_copies_of_the_same_words_point_at_the_earliest() -> None:
    """Blanks, marks and case aside; an undated copy comes after a dated one; another text is no copy; no order
    matters."""
    reports = [
        report("a", "The talks  BEGAN.\n"),
        report("b", "The talks began.", Interval(DAY, DAY)),
        report("c", "“the talks” began.", Interval(DAY, DAY + datetime.timedelta(days=1))),
        report("d", "The talks ended.", Interval(DAY, DAY)),
    ]
    expected = [("a", "b", "exact"), ("c", "b", "exact")]
    for order in itertools.permutations(reports):
        assert [(c.document, c.original, c.kind) for c in found(order)] == expected


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        ("near", WIRE.replace("swept away", "carried away").replace("3,000", "3 000") + " The rain goes on."),
        ("near", WIRE.removesuffix("Omar Khan said that the gates had been closed against his advice.")),
        (
            "excerpt",
            "Farmers in Lower Tarn have lost their harvest, says their union. Nobody has told them what they will get. "
            "Some 3,000 residents of the valley were moved to schools in Tarn. The dam was built in 1957 and was last "
            "inspected by engineers in 2011. Omar Khan said that the gates had been closed against his advice. The "
            "union asks for 200 million. It will march on Friday, if it is let. Its leader wants to speak to the king. "
            "Prices of wheat have doubled within a week in the markets of the valley.",
        ),
        (
            "rewrite",
            "The dam over Corvel burst on Monday, after rain for 12 days. At least 40 persons have been swept off, "
            "said the prefect Ana Berg. Around 3,000 residents of this valley were brought to schools in Tarn. The dam "
            "had been built in 1957 and last inspected by an engineer in 2011. Ana Berg has promised an enquiry, "
            "naming engineer Omar Khan as its lead. Omar Khan says the gates were closed against the advice he gave.",
        ),
    ],
)
def test_kinds(kind: str, other: str) -> None:
    """A few words changed or a sentence cut: near; some sentences in another text: an excerpt; all told again in other
    words, in order: a rewrite."""
    (copy,) = found([report("a", WIRE, Interval(DAY, DAY)), report("b", other)])
    assert (copy.document, copy.original, copy.kind) == ("b", "a", kind)


@pytest.mark.parametrize(
    "other",
    [
        # an independent report
        "Water from the broken dam reached Tarn on Monday night. Ana Berg, the prefect, counted 40 dead by noon. "
        "Rescuers with boats found families on their roofs. A baker told how the bridge at Corvel went down in front "
        "of him. Omar Khan, an engineer, is to find out why. The king will come on Friday.",
        # the next bulletin of a series: the same words, other numbers
        WIRE.replace("12", "15").replace("40", "64").replace("3,000", "5,500").replace("57", "61").replace("11", "15"),
        # what denies it
        WIRE.replace("broke", "did not break").replace("were", "were not").replace("was", "was never").replace(
            "promised", "never promised").replace("had been", "had not been"),
        # an update, with one sentence of background
        "The toll of the flood in Tarn rose to 71 on Friday. Divers found nine bodies in a bus. Ana Berg has resigned. "
        "The dam was built in 1957 and was last inspected by engineers in 2011. Omar Khan wants to hear the guards.",
        # terms that papers print under each report
        "Snow fell on the hills of Osk. Nobody was hurt, and the roads are open again. The school will be closed.",
    ],
)  # fmt: skip
def test_what_is_no_copy(other: str) -> None:
    """Independent reports of one event, bulletins of a series, denials and updates are no copies."""
    assert found([report("a", WIRE, Interval(DAY, DAY)), report("b", other)]) == ()


def test_notices_that_tell_nothing_are_no_excerpt() -> None:
    """Sentences without a name or a number, which papers print under every report, make no copy."""
    notice = "we welcome comments that add to the story. please keep them short and civil. they may be edited or cut."
    other = "Snow fell on the hills of Osk on Monday. Nobody was hurt there. " + notice
    assert found([report("a", WIRE + " " + notice), report("b", other)]) == ()


def test_the_aligned_sentences_of_a_copy_stand_at_their_places() -> None:
    """Spans are pairs of a sentence of the copy and the one of the original."""
    first = report("a", WIRE, Interval(DAY, DAY))
    second = report("b", "So it is told: " + WIRE.replace("swept", "carried"))
    copy = related(first, second)
    assert copy is not None
    for own, origin in copy.spans[1:]:
        assert ("So it is told: " + WIRE.replace("swept", "carried"))[own.start : own.end].split()[0] == WIRE[
            origin.start : origin.end
        ].split()[0]


def test_who_names_the_other_as_its_source_is_derived() -> None:
    """Of two reports without a day, the one that credits the other's outlet has it from there."""
    wire = report("z", WIRE, outlet="Harbour Wire")
    paper = report("a", WIRE.replace("swept", "carried"), outlet="The Ledger", credit="Harbour Wire")
    assert [(c.document, c.original) for c in found([paper, wire])] == [("a", "z")]


def test_sources() -> None:
    """A place of a copy stands for the first report that tells it; of a report with an excerpt, only the excerpt does;
    a copy of a copy leads to the first."""
    own, origin = Span(0, 10), Span(100, 110)
    known = Sources(
        [Copy("b", "a", "near", 0.9, ((own, origin),)), Copy("c", "b", "excerpt", 0.3, ((own, Span(2, 9)),))]
    )
    assert known.at("b", 5) == known.at("b", 50) == "a"
    assert known.at("c", 5) == "a"
    assert known.at("c", 50) == "c"
    assert known.at("a", 5) == "a"


def test_a_new_report_changes_no_pair_that_it_is_not_in() -> None:
    """The candidates among reports are the same with another report beside them."""
    reports = [report("a", WIRE), report("b", WIRE.replace("swept", "carried")), report("c", "Snow fell on Osk.")]
    ids, before = candidates.pairs(map(outline, reports))
    more, after = candidates.pairs(map(outline, [*reports, report("d", WIRE.replace("dam", "weir"))]))
    named = {(more[i], more[j]) for i, j in after}
    assert {(ids[i], ids[j]) for i, j in before} == {pair for pair in named if "d" not in pair}


@pytest.mark.parametrize("published", [NEVER, Interval(DAY, DAY), Interval(None, DAY)])
def test_an_outline_comes_back_from_its_bytes(published: Interval) -> None:
    """What is kept of a report for the next build is what was made of it, to the last hash."""
    made = outline(report("a", WIRE, published, outlet="Tarn Echo"))
    again = decoded("a", made.encoded())
    assert (again.digest, again.published, again.encoded()) == (made.digest, published, made.encoded())


def test_whatever_decides_of_a_copy_changes_the_digest() -> None:
    """A comparison is kept by the digests of both sides: other words, days, names or credits are compared anew."""
    plain = report("a", WIRE)
    others = [
        report("a", WIRE.replace("40", "41")),
        report("a", WIRE, Interval(DAY, DAY)),
        report("a", WIRE, lang="fr"),
        report("a", WIRE, outlet="Tarn Echo"),
        report("a", WIRE, credit="Tarn Echo"),
        report("b", WIRE),
    ]
    assert len({outline(r).digest for r in [plain, *others]}) == 1 + len(others)
