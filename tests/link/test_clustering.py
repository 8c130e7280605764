"""What stands from the build before is what a build from nothing finds, whatever has come, gone or changed since."""

from __future__ import annotations

from collections.abc import Mapping
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dateline.link import clustering as module
from dateline.link import evidence, pairs
from dateline.link.clustering import Clustering, clustering, events
from dateline.link.events import Event
from dateline.link.stories import Stories
from dateline.link.told import Told
from tests.link.test_clusters import DAYS, WHO
from tests.link.test_events import told

REPORTS = "abcdef"
Pile = Mapping[str, tuple[Told, ...]]


@st.composite
def mentions(draw: st.DrawFn, report: str) -> tuple[Told, ...]:
    """What one report tells: acts of few kinds on few days, of few persons."""
    found = []
    for n in range(draw(st.integers(0, 4))):
        when = draw(DAYS)
        act = draw(st.sampled_from(["strike", "kill"]))
        found.append(
            told(
                f"{report}{n}",
                report,
                sense=act,
                lemma=act,
                **({"when": when, "value": f"{when.earliest}/{when.latest}", "dated": "text"} if when else {}),
                status=draw(st.sampled_from(["happened", "happened", "planned"])),
                actors=draw(WHO),
                recipients=draw(WHO),
                victims=draw(st.sampled_from(["", "P", "Q"])) if act == "kill" else "",
                rare=draw(st.booleans()),
                inferred=draw(st.integers(0, 3)) == 3,
            )
        )
    return tuple(found)


@st.composite
def builds(draw: st.DrawFn) -> list[tuple[Pile, Stories]]:
    """A pile at three builds: between two of them reports come, go and change, and stories with them."""
    versions = {r: (draw(mentions(r)), draw(mentions(r))) for r in REPORTS}
    found = []
    for _ in range(3):
        pile = {r: draw(st.sampled_from(versions[r])) for r in REPORTS if draw(st.integers(0, 3))}
        if found and draw(st.booleans()):
            pile = {**found[-1][0], **{r: of for r, of in pile.items() if r not in found[-1][0]}}
        stories = Stories()
        pairs_ = st.lists(st.sampled_from([(a, b) for a in REPORTS for b in REPORTS if a < b]), max_size=2)
        stories.__dict__["pairs"] = dict.fromkeys(draw(pairs_), 1.0)
        found.append((pile, stories))
    return found


def renewed(pile: Pile, stories: Stories, before: Clustering | None) -> Clustering:
    """The clustering of a pile by what a record would keep of the one before."""
    fresh = [replace(t) for of in pile.values() for t in of]
    parts = dict(before.encoded()) if before is not None else {}
    kept = Clustering.decoded(lambda name: bytes(parts[name])) if before is not None else None
    return clustering(fresh, {r: repr(of).encode() for r, of in pile.items()}, stories, before=kept)


def nothing_before(pile: Pile, stories: Stories) -> tuple[Event, ...]:
    return events([replace(t) for of in pile.values() for t in of], stories)


@given(builds(), st.sampled_from([2, 3, 8]), st.sampled_from([3, 4, 400]))
def test_each_build_finds_the_events_of_one_from_nothing(
    piles: list[tuple[Pile, Stories]], few: int, largest: int
) -> None:
    """Also where a crowd grows so large that not all of its pairs are compared, or that it proposes none."""
    before = None
    with mock.patch.object(pairs, "FEW", few), mock.patch.object(pairs, "LARGEST_BLOCK", largest):
        for pile, stories in piles:
            before = renewed(pile, stories, before)
            assert before.events == nothing_before(pile, stories)


@given(builds())
@settings(max_examples=5)
def test_processes_share_the_parts(piles: list[tuple[Pile, Stories]]) -> None:
    """Two processes cluster a part of the pile each, and find the events of one."""
    with mock.patch.object(module, "WORTH", 0):
        for pile, stories in piles:
            fresh = [replace(t) for of in pile.values() for t in of]
            assert events(fresh, stories, processes=2) == nothing_before(pile, stories)


KILLING = {"sense": "kill", "lemma": "kill", "recipients": ["Q"], "victims": ["Q"]}


def test_only_what_is_new_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new report's mentions are compared; those of a part that it does not touch are not even clustered."""
    old = {
        "d1": (told("a", **KILLING), told("b", sense="vote", lemma="vote", recipients=["V"])),
        "d2": (told("c", "d2", **KILLING), told("d", "d2", sense="vote", lemma="vote", recipients=["V"])),
    }
    before = renewed(old, Stories(), None)
    asked: list[set[str]] = []
    columns, clusters = evidence.Evidence, module.clusters
    monkeypatch.setattr(evidence, "Evidence", lambda told, *a: asked.append({t.id for t in told}) or columns(told, *a))
    monkeypatch.setattr(module, "clusters", lambda told, *a: asked.append({t.id for t in told}) or clusters(told, *a))
    found = renewed({**old, "d3": (told("e", "d3", **KILLING),)}, Stories(), before)
    assert asked == [{"a", "c", "e"}, {"a", "c", "e"}]
    assert {frozenset(m.id for m in e.mentions) for e in found.events} == {
        frozenset("ace"),
        frozenset("b"),
        frozenset("d"),
    }


@pytest.mark.parametrize("name", [*module._ARRAYS, module.HEAD])
def test_a_damaged_part_is_known(name: str) -> None:
    """One flipped bit of what is kept, and it is made anew."""
    pile = {"d1": (told("a", **KILLING),), "d2": (told("c", "d2", **KILLING),)}
    parts = {part: bytes(data) for part, data in renewed(pile, Stories(), None).encoded()}
    assert Clustering.decoded(parts.__getitem__).mentions == ["a", "c"]
    parts[name] = bytes([(parts[name] or b"\0")[0] ^ 1]) + parts[name][1:]
    with pytest.raises((ValueError, module.msgspec.DecodeError)):
        Clustering.decoded(parts.__getitem__)


@pytest.mark.parametrize("steps", [(3, 4), (4, 3), (3, 4, 2)])
def test_a_crowd_that_proposes_nothing_more_is_known(steps: tuple[int, ...]) -> None:
    """What only a block proposes that has grown too large is one event no longer, as in a build from nothing."""
    before = None
    with mock.patch.object(pairs, "LARGEST_BLOCK", 3):
        for number in steps:
            pile = {f"d{n}": (told(f"m{n}", f"d{n}", **KILLING),) for n in range(number)}
            before = renewed(pile, Stories(), before)
            assert before.events == nothing_before(pile, Stories())
            assert len(before.events) == (4 if number == 4 else 1)
