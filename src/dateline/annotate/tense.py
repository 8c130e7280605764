"""In which tense something in a sentence is told: what its governing verb and the auxiliaries say.

Reads Universal Dependencies' features (Tense, VerbForm, Mood); the labels of auxiliaries and the verbs that look
ahead ("planned", "due") stand in the packs' `[tense]`, with endings that are a future whatever the tagger says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from spacy.tokens import Token

Tense = Literal["past", "present", "future"]
HIGHEST = 8
"""Steps up the dependency tree to a governing verb."""


def tense_at(token: Token, data: Mapping[str, Any]) -> Tense | None:
    """The tense of the verb that governs a token; None where there is none, or it is open. `data` is a pack's
    `[tense]`."""
    for _ in range(HIGHEST):
        if token.pos_ in ("VERB", "AUX") or any(c.dep_ in data.get("auxiliary", ()) for c in token.children):
            return tense_of(token, data)
        copula = [child for child in token.children if child.dep_ in data.get("copula", ())]
        if copula:
            return _tense_of_finite(copula[0], data)
        if token.head is token:
            return None
        token = token.head
    return None


def asks_before(token: Token, asking: Collection[str]) -> bool:
    """Whether the verb above a token, or its helper, stands before it and is one of `asking`, with what it asks between
    the two."""
    at = _verb_above(token)
    begins = min((at, *(child for child in at.children if child.pos_ == "AUX")), key=lambda t: t.i)
    between = token.doc[begins.i + 1 : token.i]
    what = any(t.pos_ in ("NOUN", "PROPN") or has(t, "VerbForm", "Inf") for t in between)
    return at.pos_ == "VERB" and at.lemma_.lower() in asking and what


def asked_for_at(token: Token, asking: Collection[str]) -> bool:
    """Whether the verb above a token, which stands before it, is what one of `asking` asks or promises: an infinitive,
    or a clause that is not told in the past."""
    at = _verb_above(token)
    above = at.head
    if at.pos_ != "VERB" or at.i > token.i or above.pos_ != "VERB" or above.i >= at.i:
        return False
    if above.lemma_.lower() not in asking:
        return False
    helpers = [t for t in at.children if t.pos_ == "AUX" and t.i < at.i]
    if any(has(t, "VerbForm", "Inf") for t in (at, *helpers)):
        return True
    return not helpers and has(at, "Tense", "Pres") and has(at, "VerbForm", "Fin")


def _verb_above(token: Token) -> Token:
    """The verb that governs a token; else the highest word that is looked at."""
    at = token
    for _ in range(HIGHEST):
        if at.pos_ == "VERB" or at.head is at:
            break
        at = at.head
    return at


def tense_of(verb: Token, data: Mapping[str, Any]) -> Tense | None:
    """The tense of a verb with its auxiliaries. An infinitive takes that of the verb above it, as something to come
    where that is no past."""
    helpers = [child for child in verb.children if child.dep_ in data.get("auxiliary", ())]
    passive = [child for child in verb.children if child.dep_ in data.get("passive", ())]
    finite = [_tense_of_finite(t, data) for t in (*helpers, *passive, verb) if has(t, "VerbForm", "Fin")]
    form = verb.morph.get("VerbForm", [])
    # A clause below with its own tense says nothing of this one ("denied that they planned it").
    own = (verb, *(child for child in verb.children if child.pos_ != "VERB" or not has(child, "VerbForm", "Fin")))
    looks_ahead = any(t.lemma_.lower() in data.get("ahead", ()) for t in own)
    if looks_ahead:
        return None if "past" in finite else "future"
    if "Part" in form and has(verb, "Tense", "Past"):
        mood = any(has(t, "Mood", "Sub") for t in (*helpers, *passive))
        reported = mood and any(has(t, "VerbForm", "Part") for t in passive)
        past = reported or (helpers and not ("future" in finite and passive))  # "sei gesperrt worden"
        return "past" if past else (finite or ["past"])[0]
    if finite:
        return "past" if "past" in finite else finite[0]
    if "Inf" in form:
        return _tense_of_infinitive(verb, data)
    return None


def has(token: Token, feature: str, value: str) -> bool:
    """Whether a token's morphology gives a feature that value (Universal Dependencies)."""
    return value in token.morph.get(feature, [])


def _tense_of_finite(token: Token, data: Mapping[str, Any]) -> Tense | None:
    """A modal has no Tense in the features of some models; what it says is to come, as is what a conditional or
    a subjunctive says."""
    tenses = token.morph.get("Tense", [])
    if (
        "Fut" in tenses
        or token.lower_.endswith(tuple(data.get("future_endings", ())))
        or _is_built_on_infinitive(token, data.get("conditional_endings", ()))
        or has(token, "Mood", "Cnd")
        or ("Pres" in tenses and has(token, "Mood", "Sub"))
    ):
        return "future"
    if "Past" in tenses or "Imp" in tenses:
        return "past"
    return "present" if "Pres" in tenses else "future"


def _is_built_on_infinitive(token: Token, endings: Collection[str]) -> bool:
    """Whether a form is its infinitive with one of these endings, whatever the model takes it for."""
    stem = token.lemma_.lower().removesuffix("e")
    return token.lower_.startswith(stem) and token.lower_[len(stem) :] in endings


def _tense_of_infinitive(verb: Token, data: Mapping[str, Any]) -> Tense | None:
    head = verb.head
    if head is verb or head.pos_ not in ("VERB", "AUX"):
        return "future"
    if head.lemma_.lower() in data.get("ahead", ()):
        return "future"
    finite = [t for t in (head, *head.children) if has(t, "VerbForm", "Fin")]
    return None if any(_tense_of_finite(t, data) == "past" for t in finite) else "future"
