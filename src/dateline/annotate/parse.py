"""Tokens, tags and dependency parses by spaCy, over a copy of the text of equal length.

The copy is what every annotator reads: typographic apostrophes are straight (a curly one breaks the French model) and
boilerplate is blank, so that no claim can come out of it. Offsets over the copy are offsets over the text.
"""

from __future__ import annotations

import bisect
import functools
import gc
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, Literal, cast

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens
from thinc.api import use_ops
from threadpoolctl import ThreadpoolController

from ..model import Boilerplate, Span
from ..pack import Pack
from . import ruler, shallow, weights
from .alternatives import compiled_on_demand

LONGEST_SENTENCE = 250
"""Tokens without a full stop after which a sentence is cut: no sentence of the press is so long, and what looks for one
word of a sentence for each other word of it would take minutes on junk."""
MOST_TITLES = 5
"""Lines of a title, its author and day."""
SHORTEST_SENTENCE = 2
"""Words without a full stop behind which no sentence ends within a line."""
CHUNK = 60_000
"""Code points that are parsed at once, so that memory stays bounded on one very long report."""

_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\r": " "})
HEAD = 300
"""Code points at the start of a text in which a date line may stand."""
_DATE_LINE = re.compile(
    r"(?m)^[^\W\d_][^\d\n]{1,45}(?:[,(][^\d\n]{0,15}\d{1,2}[^\n–—]{0,25}?(?:19|20)\d\d\)?[ \t]*"
    r"(?:\([^()\n]{2,30}\)[ \t]*)?(?:[–—-]?[ \t]*\d{1,2}[:.h]\d\d[ \t]*(?=\n)|[–—:]|\.?-+(?=\s)|(?=\n))"
    r"|[ ,][–—|·•-][ ][^\d\n]{0,15}\d{1,2}[^\n]{0,25}?(?:19|20)\d\d[ \t]*(?=\n))"
    r"|^[^\d\n]{0,12}\d{1,2}(?:[./-]\d{1,2}[./-]|[^\d\n]{1,15})(?:19|20)\d\d"
    r"(?:(?:,?[ \t]+(?:[^\W\d_]{1,3}[ ])?\d{1,2}[:.h]\d\d[^\n]{0,60}|[ \t]*[|·•][^\n]{0,80})?[ \t]*(?=\n)"
    r"|(?:,?[ \t]+\d{1,2}[:.h]\d\d(?:[ \t]+\w{1,4}\.?)?)?[ \t]+(?:\([^()\n]{2,30}\)[ \t]*)?"
    r"[–—-]{1,2}(?=[ \t]+[^\W\d_a-zß-ÿ]))"
    r"|^[^\W\d_a-zß-ÿ]{2}[^\d\na-zß-ÿ]{1,40},[ ]\d{1,2}[ .][^\d\n]{2,12}?"
    r"(?:\([^()\n]{2,30}\)[ ]?\.?[–—-]{1,2}(?=\s)|[ ]{4,})"
)
"""A place and a day, with its year, before a dash or by themselves; a day alone on its line, perhaps with an hour; a
place in capitals, a day and an agency before a dash."""
_PLACE_LINE = re.compile(
    r"(?:\A|\n[ \t]*\n)\s*[^\W\d_a-zß-ÿ][^\W\d_]+(?:[ /-](?:[a-z]{1,3} )?[^\W\d_a-zß-ÿ][^\W\d_]+){0,2}"
    r"[ ](?:[–—]|-{1,2})(?=[ ][\"“„«]?[^\W\d_a-zß-ÿ](?![^.\n]*[ ][–—-][ ]))"
)
"""A place before a dash, with no second dash in its sentence."""
_YEAR = re.compile(r"(?:(?:1[5-9]|20)\d\d|\d{1,3}(?:\.\d{3})+)\.")
"""A year, or a number of thousands, with its stop: no ordinal."""
_MARKS = frozenset('«»“”„"()¿¡')
_FORMS: Mapping[str, Literal["opens", "closes"]] = {"«": "opens", "»": "closes"}
_PAUSES = (",", ";", ":")
_STOPS = (".", "!", "?", "…")
_OF_CLAUSES = ("VERB", "AUX")
_BESIDE, _UNKNOWN = "parataxis", "dep"
"""The relations of clauses that stand side by side, and of what has no other, as Universal Dependencies and spaCy's
English models call them."""
_SENTENCE_END = tuple(".!?…»«”“\"'")


def legible(text: str, boilerplate: Iterable[Boilerplate] = ()) -> str:
    """The copy of `text` that is read: of equal length, straight apostrophes, plain blanks, boilerplate blank; where it
    stands a sentence ends."""
    copy = text.translate(_STRAIGHT)
    for span in boilerplate:
        blank = re.sub(r"[^\n]", " ", copy[span.start : span.end])
        copy = copy[: span.start] + blank[:-2] + "\n\n"[: len(blank)] + copy[span.end :]
    return copy


def stripped(copy: str, span: Span) -> Span:
    """The span without the blanks at its ends, where the copy has blanked what is no part of the report."""
    words = copy[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def parse(copy: str, pack: Pack) -> Doc:
    """The spaCy document of a legible copy; `doc.text == copy`, whatever the length."""
    nlp = pipeline(pack)
    docs = [_parse_chunk(nlp, chunk, HEAD if not n else 0) for n, chunk in enumerate(chunks(copy))]
    if len(docs) == 1:
        return docs[0]
    return Doc.from_docs(docs, ensure_whitespace=False) or docs[0]


def _parse_chunk(nlp: Language, chunk: str, head: int) -> Doc:
    doc = nlp.make_doc(chunk)
    lines = [*_date_lines(chunk[:head])]
    breaks = {*line_breaks(chunk), *(edge for line in lines for edge in (line.start - 1, line.end))}
    starts = _sentence_starts(doc, breaks)
    for token in doc:
        if any(line.start < token.idx < line.end for line in lines):
            starts[token.i] = -1  # no sentence begins within one ("14 nov. 2023")
    doc.from_array(["SENT_START"], cast(Any, starts.view(np.uint64)))
    # One thread: quicker beside other work, and the same sums for one worker and for several.
    with _threads().limit(limits=1, user_api="blas"):
        return _joined(nlp(doc), starts)


def _sentence_starts(doc: Doc, breaks: Set[int]) -> NDArray[np.int64]:
    """For each token 1 where a sentence begins, -1 where none does, and 0 where the model is to tell."""
    starts = np.zeros(len(doc), dtype=np.int64)
    starts[:1] = 1
    length, before, opened, ended, edge = 0, "", False, False, 0
    for token in doc:
        start, word = token.idx, token.text
        gap = range(edge, start)
        edge = start if token.is_space else start + len(word)
        if token.is_space:
            continue
        side = _side(doc, token.i) if word in _MARKS else None
        if token.i and (length >= LONGEST_SENTENCE or not breaks.isdisjoint(gap)):
            starts[token.i] = 1
            length = 0
        elif word[0].islower() and (before[-1:].isalnum() or before == ","):
            starts[token.i] = -1
        elif "-" in (before, word[0]) and token.i and not doc[token.i - 1].whitespace_:
            starts[token.i] = -1  # no sentence begins inside a word
        elif word[0].isupper() and _YEAR.fullmatch(before):
            starts[token.i] = 1  # where a number and its stop are one token
            length = 0
        elif side == "opens" and ended:
            starts[token.i] = 1
            length = 0
        elif opened or side == "closes" or word in _PAUSES or (word in _STOPS and token.i):
            starts[token.i] = -1  # nor between a mark and its words
        elif length <= SHORTEST_SENTENCE and before[-1:].isalnum():
            starts[token.i] = -1  # nor behind a first name
        length = 0 if word.endswith(_STOPS) else length + 1
        before, opened = word, side == "opens"
        ended = word in _STOPS or (ended and side == "closes")
    return starts


def _joined(doc: Doc, starts: NDArray[np.int64]) -> Doc:
    """The parse without the sentences that begin where none does: a parser that finds no head for a word begins one
    there all the same. A clause hangs beside the one before, other words on the clause."""
    for sentence in [s for s in doc.sents if starts[s.start] < 0]:
        root, before = sentence.root, doc[sentence.start - 1].sent.root
        clause, beside = (
            (before, root) if before.pos_ in _OF_CLAUSES or root.pos_ not in _OF_CLAUSES else (root, before)
        )
        beside.head, beside.dep_ = clause, _BESIDE if beside.pos_ in _OF_CLAUSES else _UNKNOWN
    return doc


def _side(doc: Doc, i: int) -> Literal["opens", "closes"] | None:
    """Whether a mark opens what stands behind it or closes what stands before it: what it is tied to; where blanks part
    it from both, as in French, its form tells."""
    before = i > 0 and not (doc[i - 1].is_space or doc[i - 1].whitespace_)
    behind = i + 1 < len(doc) and not (doc[i].whitespace_ or doc[i + 1].is_space)
    behind = behind and doc[i + 1].text not in _PAUSES + _STOPS
    if before == behind:
        return None if before else _FORMS.get(doc[i].text)
    return "closes" if before else "opens"


@functools.cache
def _threads() -> ThreadpoolController:
    """The libraries of linear algebra of this process, found once, after NumPy has been loaded."""
    return ThreadpoolController()


@functools.lru_cache(maxsize=1)
def text_of(doc: Doc) -> str:
    """`doc.text`, which spaCy joins from the tokens at each call, for the document that is read now."""
    text: str = doc.text
    return text


@functools.lru_cache(maxsize=1)
def token_starts(doc: Doc) -> Sequence[int]:
    """Where each token begins, in code points."""
    return [token.idx for token in doc]


@functools.lru_cache(maxsize=1)
def _bounds(doc: Doc) -> Sequence[int]:
    """The index of the first token of each sentence."""
    return [sentence.start for sentence in doc.sents]


def sentence_of(doc: Doc, i: int) -> Tokens:
    """The sentence of the token with this index (`Token.sent` walks over the sentence at each call)."""
    bounds = _bounds(doc)
    n = bisect.bisect_right(bounds, i)
    return doc[bounds[n - 1] : bounds[n] if n < len(bounds) else len(doc)]


def line_breaks(text: str) -> Iterator[int]:
    """Offsets of the newlines that end a sentence: at a blank line, after a full stop, after a line that stops short.

    Wire copy is wrapped by hand at some 70 columns, so that a newline alone says nothing; but a few lines at the head
    of a text, none of which ends with a stop, are a title and who wrote it.
    """
    start, at_head = 0, True
    for block in re.split(r"(\n[ \t]*\n\s*)", text):
        lines = block.split("\n")
        if not block.strip():
            yield from (start + m.start() for m in re.finditer("\n", block))
        else:
            width = max(map(len, lines))
            titles = at_head and len(lines) <= MOST_TITLES and not any(x.rstrip().endswith(_STOPS) for x in lines)
            at_head = False
            offset = start
            for line in lines[:-1]:
                offset += len(line)
                ends = titles and not text[offset + 1 : offset + 2].islower()
                if ends or line.rstrip().endswith(_SENTENCE_END) or len(line) < 0.6 * width:
                    yield offset
                offset += 1
        start += len(block)


def _date_lines(head: str) -> Iterator[Span]:
    """The date lines at the head of a text ("LIMA, 8 June 2023 - ", "Lima - "), sentences of their own."""
    place = _PLACE_LINE.search(head)
    if place is not None:
        yield Span(place.end() - len(place.group().lstrip()), place.end())
    for line in _DATE_LINE.finditer(head):
        yield Span(*line.span())


def chunks(copy: str, size: int = CHUNK) -> Iterator[str]:
    """The copy cut into pieces of at most `size`, at the last paragraph, line or blank before the limit."""
    start = 0
    while len(copy) - start > size:
        window = copy[start : start + size]
        cut = max(
            (window.rfind(mark) + len(mark) for mark in ("\n\n", "\n", " ") if window.rfind(mark) > size // 2),
            default=size,
            key=lambda at: at,
        )
        yield window[:cut]
        start += cut
    yield copy[start:]


@functools.cache
def pipeline(pack: Pack) -> Language:
    """The spaCy pipeline by which a language is read, made once a process: the model of its pack; where that is not
    installed and the pack can do without, words and sentences by spaCy's rules, and the rest by the pack alone."""
    if pack.model_is_installed or not pack.reads_alone:
        return model(pack.model)
    nlp = spacy.blank(pack.code)
    nlp.add_pipe("sentencizer")
    nlp.add_pipe(shallow.NAME)
    return nlp


@functools.cache
def model(package: str) -> Language:
    """The spaCy pipeline of an installed model package, checked and loaded once a process.

    Raises WeightsError where its weights are not those that the packs were measured with, or cannot be loaded: that is
    no fault of the document at hand.
    """
    weights.check(package)
    try:
        # NumPy's BLAS knows this processor. That of spaCy may have been built for none, and takes five times as long.
        with use_ops("numpy", use_blis=False), compiled_on_demand():
            nlp: Language = importlib.import_module(package).load()
    except Exception as problem:
        message = f"the model {package} cannot be loaded ({type(problem).__name__}); install it anew: make setup"
        raise weights.WeightsError(message) from problem
    ruler.remember(nlp)
    # A model lives as long as the process: the collector need not look through its half a million values each time.
    gc.freeze()
    return nlp
