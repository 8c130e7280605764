"""One document at a time, pure, no database: a report's text in, its stand-off annotations out.

The stages, in order; each reads what the ones before it set:

1. language   which pack reads the report
2. parse      tokens, tags, sentences, dependencies (spaCy), over a legible copy of equal length
3. names      persons, organisations, places, peoples, and what they stand for (`standing`)
4. dates      temporal expressions as said; they are resolved later, once the publication is known (`dated`)
5. quotes     attributions: who says what
6. figures    quantities and what is counted
7. events     acts with their roles, time and status
8. positions  who takes which stance on what
9. causes     which act answers another, or comes of it
10. likeness    a vector for each sentence that tells an event
"""

from __future__ import annotations

from dataclasses import replace

from .. import pack as packs
from ..model import Annotations, Document, Span, Timex
from . import causes, dates, events, figures, language, likeness, names, positions, publication, quotes, standing
from .frames import without_old_news
from .parse import legible, parse, stripped
from .resolve import resolve
from .status import status_of_dated
from .trees import tree


def language_of(document: Document) -> str | None:
    """The language in which a document is read: as given, else as its text tells; None where neither does."""
    return document.lang or language.identify(legible(document.text, document.boilerplate))


def annotate(document: Document) -> Annotations:
    """All annotations of one document.

    Where no pack reads its language, only `lang` is set and `read` is False.
    """
    copy = legible(document.text, document.boilerplate)
    lang = document.lang or language.identify(copy)
    if lang is None or lang not in packs.codes():
        return Annotations(lang=lang, read=False)
    pack = packs.load(lang)
    doc = parse(copy, pack)
    sentences = tuple(stripped(copy, Span(s.start_char, s.end_char)) for s in doc.sents if s.text.strip())
    nodes = tree(doc, pack)
    found_names = standing.settled(nodes, names.find(doc, pack), pack)
    expressions = dates.find(doc, pack)
    found_quotes = quotes.find(doc, pack, found_names, expressions, nodes)
    found_figures = figures.find(doc, pack, found_names, expressions, found_quotes)
    found_events = events.find(doc, pack, found_names, expressions, found_quotes, nodes)
    return Annotations(
        lang=lang,
        read=True,
        sentences=sentences,
        expressions=expressions,
        names=found_names,
        quotes=found_quotes,
        figures=found_figures,
        events=tuple(replace(e, clause=stripped(copy, e.clause)) for e in found_events),
        positions=positions.find(pack, sentences, found_names, expressions, found_quotes, found_events),
        causes=causes.find(copy, pack, sentences, found_events),
        vectors=likeness.vectors(copy, sentences, found_events),
        alone=not pack.model_is_installed,
    )


def dated(document: Document, annotations: Annotations) -> tuple[Annotations, tuple[Timex, ...]]:
    """The annotations as they are meant once it is known when the report was published, and the values of its temporal
    expressions."""
    expressions = annotations.expressions
    published = publication.infer(expressions, document.published, document.text)
    found = resolve(expressions, published)
    annotations = replace(annotations, events=without_old_news(document.text, annotations, found, published))
    held = [found[e.time] if e.time is not None else None for e in annotations.events]
    events = (
        replace(e, status=status_of_dated(e, expressions, time, published))
        for e, time in zip(annotations.events, held, strict=True)
    )
    return replace(annotations, events=tuple(events)), found
