"""spaCy's attribute ruler, which tries its patterns once for each kind of token rather than at each token.

Nearly all patterns of a model are of one token, and whether they match depends on a few of its attributes: what the
matcher finds for one token holds for all that have the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Span

KINDS = 1 << 16
"""Kinds of tokens that are kept; when there are more, they are found anew."""
_ATTRIBUTES = frozenset({"ORTH", "LOWER", "NORM", "TAG", "POS", "DEP", "LEMMA", "IS_SPACE"})
"""What patterns may look at: a document gives it as numbers. A ruler that looks at more is left as it is."""


def remember(nlp: Language) -> None:
    """Let the attribute rulers of a pipeline remember what their patterns of one token match."""
    for _, component in nlp.pipeline:
        if isinstance(component, AttributeRuler) and set() < _attributes(component) <= _ATTRIBUTES:
            setattr(component, "match", Remembering(component).match)  # noqa: B010


def _patterns(ruler: AttributeRuler) -> list[list[list[dict[str, Any]]]]:
    """The patterns of each rule, in the order of the rules; a pattern is a row of tokens."""
    rules: Any = ruler.patterns
    return [rule["patterns"] for rule in rules]


def _attributes(ruler: AttributeRuler) -> set[str]:
    """What the patterns look at."""
    return {name for rule in _patterns(ruler) for tokens in rule for token in tokens for name in token}


class Remembering:
    """Finds what `AttributeRuler.match` finds, in the same order."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self._attributes: list[int | str] = sorted(_attributes(ruler))
        self._single, self._longer = Matcher(ruler.vocab), Matcher(ruler.vocab)
        self._numbers: dict[int, int] = {}
        self._known: dict[tuple[float, ...], Sequence[tuple[int, int]]] = {}
        for number, rule in enumerate(_patterns(ruler)):
            self._numbers[ruler.vocab.strings.add(str(number))] = number
            for matcher in (self._single, self._longer):
                chosen = [tokens for tokens in rule if (len(tokens) == 1) == (matcher is self._single)]
                if chosen:
                    matcher.add(str(number), chosen)

    def match(self, doc: Doc) -> list[tuple[int, int, int, int]]:
        """The matches of all rules in a document, sorted: the rule's number and key, the first token, the one after."""
        found = [(self._numbers[key], key, first, after) for key, first, after in _found(self._longer, doc)]
        for i, row in enumerate(doc.to_array(self._attributes).reshape(len(doc), len(self._attributes)).tolist()):
            kind = tuple(row)
            matches = self._known.get(kind)
            if matches is None:
                matches = [(self._numbers[key], key) for key, _, _ in _found(self._single, doc[i : i + 1])]
                if len(self._known) >= KINDS:
                    self._known.clear()
                self._known[kind] = matches
            for number, key in matches:
                found.append((number, key, i, i + 1))
        return sorted(found)


def _found(matcher: Matcher, words: Doc | Span) -> Sequence[tuple[int, int, int]]:
    return matcher(words, allow_missing=True) if len(matcher) else ()
