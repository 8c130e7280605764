"""The attribute ruler that remembers finds what spaCy's own does."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler

from dateline import pack
from dateline.annotate import ruler
from dateline.annotate.parse import legible, model

REPORTS = sorted((Path(__file__).parents[2] / "examples" / "withdrawal" / "reports").glob("*.txt"))[::3]
SPOKEN = "I ain't gonna do nothin'; y'all got ta go.  \n\n It gets it. Let's c'm on! She'd seen that he'd done it."
CODES = [code for code in pack.codes() if pack.load(code).model_is_installed]


@pytest.fixture(scope="module", params=CODES)
def as_it_comes(request: pytest.FixtureRequest) -> tuple[str, Language]:
    """A language, and the pipeline of its model as spaCy loads it."""
    return request.param, importlib.import_module(pack.load(request.param).model).load()


def _texts() -> list[str]:
    return [SPOKEN, "", " \n", *(legible(report.read_text(encoding="utf-8")) for report in REPORTS)]


@pytest.mark.parametrize("kinds", [1, ruler.KINDS])
def test_the_same_matches_in_the_same_order(
    as_it_comes: tuple[str, Language], kinds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a ruler matches is the same with and without memory, however little is remembered, and when asked again."""
    monkeypatch.setattr(ruler, "KINDS", kinds)
    nlp = as_it_comes[1]
    rulers = [component for _, component in nlp.pipeline if isinstance(component, AttributeRuler)]
    assert rulers
    for component in rulers:
        remembering = ruler.Remembering(component)
        for text in _texts():
            doc = nlp(text)
            assert remembering.match(doc) == component.match(doc) == remembering.match(doc)


def test_the_tags_are_those_of_spacy_as_it_comes(as_it_comes: tuple[str, Language]) -> None:
    """Neither another library for matrix products nor the memory of the ruler changes what a model says."""
    code, nlp = as_it_comes
    said = ["TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "ENT_TYPE", "ENT_IOB", "SENT_START"]
    remembering = model(pack.load(code).model)
    for text in _texts():
        assert remembering(text).to_array(said).tolist() == nlp(text).to_array(said).tolist()


def test_a_ruler_that_looks_at_more_is_left_as_it_is() -> None:
    """A pattern on an attribute that an array does not hold, or one that repeats, is matched as spaCy does."""
    nlp = spacy.blank(CODES[0])
    component = nlp.add_pipe("attribute_ruler")
    assert isinstance(component, AttributeRuler)
    component.add([[{"LOWER": "very", "OP": "+"}]], {"LEMMA": "very"})
    ruler.remember(nlp)
    assert [token.lemma_ for token in nlp("very very good")][:2] == ["very", "very"]
    assert "match" not in vars(component)
