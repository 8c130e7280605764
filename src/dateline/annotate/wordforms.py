"""Tags, lemmas and features of words by a pack alone: closed classes, endings of verb forms, capitals; lemmas by
simplemma; names by their form. The first part of the parse without a model (`shallow`)."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import simplemma
from spacy.tokens import Token

from .stretches import goes_on, is_aside, is_inside, stretches
from .words import NOMINAL, QUOTES, Word, Words

_COMPOUND = re.compile(r"\d+-[^\W\d_]{4,}")
"""A number that is part of a word ("der 36-Jährige")."""
_CLOSES = frozenset({"PUNCT", "CCONJ", "SCONJ", "AUX", None})
"""What may stand behind a verb that closes its clause."""
_OF_PHRASE = frozenset({"DET", "ADP", "NUM", "ADJ", "ADV", "NOUN", "PROPN"})
MEASURES = frozenset("%‰€$£")
"""Marks that stand for what a number measures."""


class Tagger:
    """Tags the words of one language by its table (`shallow.toml`)."""

    def __init__(self, table: Mapping[str, Any], given_names: Collection[str] = ()) -> None:
        self._lang: str = table.get("lemmas", "")
        self._classes = {w: pos for pos, group in table.get("classes", {}).items() for w in group}
        self._forms = tuple((f["ending"], tuple(f.get("starts", ("",))), f["feats"]) for f in table.get("form", ()))
        self._enclitic = tuple((f["ending"], f["infinitive"]) for f in table.get("form", ()) if "infinitive" in f)
        self._of_lemmas = {f["ending"]: tuple(f["lemma"]) for f in table.get("form", ()) if "lemma" in f}
        self._exact: Mapping[str, str] = table.get("forms", {})
        self._persons: Mapping[str, str] = table.get("pronouns", {})
        self._lemmas: Mapping[str, str] = table.get("lemma", {})
        self._infinitive = tuple(table.get("infinitive", ()))
        self._participles = tuple((p["ending"], p["infinitive"]) for p in table.get("participle", ()))
        self._presents: Sequence[Mapping[str, Any]] = table.get("present", ())
        self._adjectival = tuple(table.get("adjective_endings", ()))
        self._capital_adjectives = frozenset(table.get("capital_adjectives", ()))
        self._plural = tuple(table.get("plural_endings", ()))
        self._irregular: Mapping[str, str] = table.get("participles", {})
        self._modals = frozenset(table.get("words", {}).get("modals", ()))
        self._pronominal: Mapping[str, str] = table.get("reflexive_forms", {})
        self._capitals = bool(table.get("nouns_have_capitals"))
        self._bracket = bool(table.get("verbs_close_clauses"))
        self._groups = Words(table)
        self._given = given_names
        self._prefixes = tuple(table.get("participle_prefixes", ()))

    def words(self, sentence: Iterable[Token]) -> list[Word]:
        """The words of a sentence, tagged."""
        words: list[Word] = []
        for token in sentence:
            words.append(self._tagged(token, words))
        for word in words:
            self._mended(word, words)
        for at, word in enumerate(words[:-1]):
            self._pointing(word, words[at + 1 :])
        self._opening_name(words)
        self._opening_participle(words)
        self._particled(words)
        for stretch in stretches(words):
            opener = words[max(stretch[0].i - words[0].i - 1, 0)]
            led = opener.pos == "SCONJ" and self._groups.has(opener, "relatives")
            if led or not is_aside(stretch, words):
                self._present([opener, *stretch] if led else stretch)
            self._reflexive(stretch)
        return words

    def _particled(self, words: Sequence[Word]) -> None:
        """The small words between a given name and the family name are parts of it ("Caroline van der Plas")."""
        for before, word, behind in zip(words, words[1:], words[2:], strict=False):
            inside = before.pos == "PROPN" and behind.text[0].isupper() and word.text.islower() and word.pos == "VERB"
            if inside and self._groups.has(word, "name_particles"):
                word.pos, word.lemma, word.feats = "PROPN", word.lower, ""  # "Lula da Silva"
        for at, word in enumerate(words):
            if word.pos != "PROPN" or word.lower not in self._given:
                continue
            small = list(itertools.takewhile(lambda w: self._groups.has(w, "name_particles"), words[at + 1 : at + 4]))
            family = words[at + 1 + len(small)] if at + 1 + len(small) < len(words) else None
            if small and family is not None and family.text[0].isupper() and family.pos in NOMINAL:
                for part in (*small, family):
                    part.pos, part.lemma, part.feats = "PROPN", part.lower, ""

    def _present(self, words: Sequence[Word]) -> None:
        """In a stretch without a finite verb, what looks like a noun or an adjective behind a noun, a negation or a
        relative word is its verb, where it is a form of one ("el Gobierno habla de ...")."""
        if any(w.is_form("Fin") for w in words):
            return
        for before, word in itertools.pairwise(words):
            led = before.pos in (*NOMINAL, "SCONJ") or self._groups.has(before, "before_verbs")
            own = word.lemma == word.lower or word.lemma.endswith(self._infinitive)  # no adjective of another form
            if not (led and own and word.pos in ("NOUN", "ADJ")):
                continue
            for form in self._presents:
                verb = self._known_verb(word.lower, ((form["ending"], form["infinitive"]),))
                if verb and not ("feats" in form and before.pos in NOMINAL):
                    word.pos, word.lemma, word.feats = "VERB", verb, form.get("feats", "VerbForm=Fin|Tense=Pres")
                    return

    def _reflexive(self, words: Sequence[Word]) -> None:
        """What looks like an adjective is a verb where a reflexive pronoun stands behind it, or before it at the end of
        the stretch ("Die Gruppe bekannte sich zu dem Anschlag.")."""
        at = next((n for n, w in enumerate(words) if w.pos == "PRON" and self._groups.has(w, "reflexive")), None)
        if at is None:
            return
        near = [w for w in (*words[max(0, at - 1) : at], words[-1]) if w.lower in self._pronominal and w.pos != "VERB"]
        finite = [w for w in words if w.is_form("Fin")]
        if not near or any(w.pos != "AUX" for w in finite):
            return
        near[0].pos, near[0].lemma = "VERB", self._pronominal[near[0].lower]
        near[0].feats = "VerbForm=Part|Tense=Past" if finite else "VerbForm=Fin|Tense=Past"

    def _pointing(self, word: Word, behind: Sequence[Word]) -> None:
        """A word that points at what was told before it, where no noun follows, is no article, and the word behind it
        may be the verb ("Das bestätigte das Ministerium.")."""
        if word.pos != "DET" or not self._groups.has(word, "demonstratives"):
            return
        verb, *rest = behind
        if self._bracket and verb.pos in ("ADP", "ADV") and self._stands_alone(behind):
            word.pos = "PRON"  # "Er lehnte das am Sonntag ab."
            return
        parted = self._groups.has(verb, "particles") and rest and rest[0].pos == "PUNCT"
        parted_off = bool(rest) and rest[0].pos in ("PUNCT", "CCONJ", "AUX")
        if self._bracket and verb.pos in ("ADJ", "ADV") and parted_off and word.text.islower():
            infinitive = verb.lemma if verb.lemma.endswith(self._infinitive) else self._of_participle(verb.lower)
            if infinitive and infinitive != verb.lower:  # "hatte das abgelehnt und ...": no adjective ends a phrase
                word.pos, verb.pos, verb.lemma, verb.feats = "PRON", "VERB", infinitive, "VerbForm=Part|Tense=Past"
                return
        if (verb.pos == "PUNCT" and verb.text != ",") or (verb.pos == "AUX" and verb.is_form("Fin")) or parted:
            word.pos = "PRON"  # "The speaker denied that.", "that was false", "Er lehnte das ab."
        if not word.text[0].isupper():
            return
        looks = verb.pos == "ADJ" and verb.lemma.endswith(self._infinitive) and bool(rest)
        if looks and (rest[0].pos not in ("ADJ", "NUM", *NOMINAL) or self._carries(verb, rest)):
            verb.pos, verb.feats = "VERB", self._features(verb)
        if verb.pos in ("VERB", "AUX"):
            word.pos = "PRON"

    def _carries(self, verb: Word, rest: Sequence[Word]) -> bool:
        """Whether what looks like an adjective carries its stretch, which has no other verb: it has no ending of one, a
        prefix that is parted from it closes the stretch, or a name follows, with its title or without ("Das teilte
        Sprecherin Berg mit.")."""
        stretch = list(itertools.takewhile(lambda w: w.pos != "PUNCT", rest))
        if self._adjectival and not verb.lower.endswith(self._adjectival):
            return True  # "Dieser soll Berichte gestohlen haben."
        if any(w.is_form("Fin") for w in stretch):
            return False
        named = any(w.pos == "PROPN" for w in stretch[:2])
        return named or (self._bracket and self._groups.has(stretch[-1], "particles") and len(stretch) > 1)

    @staticmethod
    def _stands_alone(behind: Sequence[Word]) -> bool:
        """Whether no noun follows an article over the words behind it, as in "the in May opened bridge"."""
        stretch = [w for w in itertools.takewhile(lambda w: w.pos != "PUNCT", behind) if w.pos != "SPACE"]
        inside = ("ADP", "DET", "ADJ", "NUM")
        return not any(
            told.pos in ("ADJ", "VERB") and noun.pos in NOMINAL and before.pos not in inside
            for before, told, noun in zip(stretch, stretch[1:], stretch[2:], strict=False)
        )

    @staticmethod
    def _opening_name(words: Sequence[Word]) -> None:
        """What looks like a verb at the head of a sentence is a name where a verb stands behind it or behind the rest
        of the name."""
        told = [w for w in words if w.pos not in ("SPACE", "PUNCT")]
        name = sum(1 for _ in itertools.takewhile(lambda w: w.pos == "PROPN", told[1:]))
        if told[name + 1 :] and told[0].pos == "VERB" and told[0].text[0].isupper():
            behind = told[name + 1]
            if behind.i == told[name].i + 1 and behind.is_form("Fin"):
                told[0].pos, told[0].lemma, told[0].feats = "PROPN", told[0].lower, ""

    def _opening_participle(self, words: Sequence[Word]) -> None:
        """What looks like a noun at the head of a sentence is the participle that the verb behind it helps, where that
        helps no other ("Verletzt wurden zwei Wachen"), or one that tells all ("Liberados dos rehenes")."""
        told = list(itertools.takewhile(lambda w: w.pos != "PUNCT", (w for w in words if w.pos != "SPACE")))
        bare = not self._capitals and len(told) > 2 and told[1].pos in ("DET", "NUM")
        bare = bare and not any(w.pos == "AUX" for w in told)
        if len(told) < 2 or told[0].pos not in (*NOMINAL, "ADJ", "ADV") or not (bare or told[1].is_form("Fin")):
            return
        word = replace(told[0], lemma=self._lemma(told[0].lower))
        of_participle = self._of_participle(word.lower) or self._of_participle(word.lemma)
        word.lemma, word.feats = of_participle or word.lemma, self._features(word)
        alike = (
            bool(of_participle)
            or word.is_form("Part")
            or (word.lower.startswith(self._prefixes) and word.lower.endswith(("t", "n")))
        )
        verbal = word.lemma.endswith(self._infinitive) and word.lemma[0].islower() and alike
        if (bare or told[1].pos == "AUX") and verbal and not any(w.pos == "VERB" for w in told[2:]):
            told[0].pos, told[0].lemma, told[0].feats = "VERB", word.lemma, "VerbForm=Part|Tense=Past"

    def _tagged(self, token: Token, before: Sequence[Word]) -> Word:
        lower = token.lower_
        word = Word(token.i, token.text, lower, lower)
        if token.is_space:
            word.pos = "SPACE"
        elif lower in MEASURES:
            word.pos = "NOUN"
        elif token.is_punct or not any(c.isalnum() for c in lower):
            word.pos = "PUNCT"
        elif _COMPOUND.fullmatch(token.text):
            word.pos = "ADJ" if self._capitals and lower.rpartition("-")[2] in token.text else "NOUN"
        elif token.like_num or lower[0].isdigit():
            named = bool(before) and before[-1].pos == "PROPN" and token.is_title
            word.pos = "PROPN" if named else "NUM"  # "Ana Diez"
        elif self._classes.get(lower) == "ADV" and token.is_title and not self._capitals and is_inside(before):
            word.pos = "PROPN"  # "del Frente Norte"
        elif lower in self._classes:
            word.pos = self._classes[lower]
            word.lemma = self._lemma(lower)
            word.feats = self._features(word) if word.pos in ("AUX", "VERB") else self._persons.get(lower, "")
        else:
            self._open_class(word, token, before)
        return word

    def _open_class(self, word: Word, token: Token, before: Sequence[Word]) -> None:
        first = not any(w.pos not in ("PUNCT", "SPACE") for w in before)
        capital = token.text[0].isupper() and not first
        lemma = self._lemma(token.text if self._capitals else word.lower)
        last = next((w for w in reversed(before) if w.pos != "SPACE"), None)
        if last is not None and self._groups.has(last, "helping_infinitives") and lemma in self._modals:
            _make_helper(last)  # "geflohen sein soll"
        helper = next((w for w in reversed(before) if w.pos not in ("SPACE", "ADV")), None)
        if helper is not None and helper.pos == "AUX":
            lemma = self._of_participle(lemma) or lemma
        verbal = lemma.endswith(self._infinitive) and lemma[0].islower() and not capital
        nominal = ("DET",) if self._capitals else ("DET", "NUM")
        barred = last is not None and last.pos in nominal
        if barred and last is not None and last.pos == "NUM" and len(before) > 1 and before[-2].pos == "PROPN":
            barred = False  # "los analistas de Renta 4 consideran ..."
        word.lemma = lemma.lower()
        if verbal and (feats := self._features(word)) and (not barred or self._is_object(last, feats, before)):
            word.pos, word.feats = "VERB", feats
            if barred and last is not None and last.pos == "DET":
                last.pos = "PRON"
        elif capital or (first and token.text[0].isupper() and self._capitals and lemma[0].isupper()):
            last_part = token.text.rpartition("-")[2]  # "UN-Angaben"
            known = self._capitals and last_part[:1].isupper() and simplemma.is_known(last_part, lang=self._lang)
            known = known and word.lower not in self._given
            word.pos = "NOUN" if known else "PROPN"
        elif first and token.text[0].isupper() and not self._capitals and self._is_name(word.lower):
            word.pos = "PROPN"
        elif self._capitals:
            word.pos = "ADJ" if last is not None and last.pos in ("DET", "NUM", "ADP", "ADJ") else "ADV"
        else:
            word.pos = "ADJ" if last is not None and last.pos in NOMINAL else "NOUN"

    @staticmethod
    def _opens_clause(words: Sequence[Word], at: int) -> bool:
        """Whether a finite verb stands between a word and the next mark or conjunction; not what closes a clause whose
        helper stands before the word ("hat es als „Fehler“ bezeichnet")."""
        before = [w for w in itertools.takewhile(goes_on, reversed(words[:at])) if w.pos in ("VERB", "AUX")]
        behind = [w for w in itertools.takewhile(goes_on, words[at + 1 :]) if w.pos not in ("PUNCT", "SPACE")]
        finite = [w for w in behind if w.is_form("Fin")]
        helped = [w.pos for w in before] == ["AUX"]
        return bool(finite) and not (helped and finite == behind[-1:] and finite[0].pos == "VERB")

    def _is_object(self, article: Word | None, feats: str, before: Sequence[Word]) -> bool:
        """Whether what looks like an article is the object of the verb behind it ("los detuvo", "no la comparte")."""
        led = len(before) > 1 and self._groups.has(before[-2], "before_verbs")
        surely = any(f"Tense={t}" in feats for t in ("Past", "Imp", "Fut"))
        counted = article is not None and article.pos == "NUM" and surely  # "otras 43 resultaron heridas"
        return "VerbForm=Fin" in feats and (
            counted or ((led or surely) and self._groups.has(article, "object_pronouns"))
        )

    def _is_name(self, word: str) -> bool:
        """Whether a word at the head of a sentence is a name: one that is no word, or one of capitals only."""
        return bool(self._lang) and (self._lemma(word)[:1].isupper() or not simplemma.is_known(word, lang=self._lang))

    def _of_participle(self, word: str) -> str | None:
        """The infinitive of a participle that simplemma takes for an adjective or a noun."""
        if word in self._irregular:
            return self._irregular[word]
        return self._known_verb(word, self._participles)

    def _known_verb(self, word: str, forms: Sequence[tuple[str, Sequence[str]]]) -> str | None:
        endings = ((end, i) for end, infinitives in forms if word.endswith(end) for i in infinitives)
        made = (word.removesuffix(end) + infinitive for end, infinitive in endings)
        return next((verb for verb in made if simplemma.is_known(verb, lang=self._lang)), None)

    def _lemma(self, word: str) -> str:
        """The dictionary form; simplemma keeps some infinitives with the pronoun at their end ("retirarse")."""
        lemma = self._lemmas.get(word.lower()) or _lemma(word, self._lang)
        bare = (lemma.removesuffix(end) + infinitive for end, infinitive in self._enclitic if lemma.endswith(end))
        return next(bare, lemma)

    def _features(self, word: Word) -> str:
        """The features that the form of a verb tells; a form that only the table of forms knows before its ending."""
        if word.lower in self._exact:
            return self._exact[word.lower]
        if word.lower == word.lemma:
            return "VerbForm=Inf"
        told = (
            feats
            for ending, starts, feats in self._forms
            if word.lower.endswith(ending)
            and word.lower.startswith(starts)
            and (not any(starts) or not word.lemma.startswith(starts))  # "genehmigt", of "genehmigen"
            and word.lemma.endswith(self._of_lemmas.get(ending, ""))
        )
        return next(told, "VerbForm=Fin|Tense=Pres")

    def _opens_name(self, before: Word, word: Word, behind: Word) -> bool:
        """Whether an article with a capital stands between a noun and its name ("El grupo Los Lobos")."""
        capital = word.text[0].isupper() and behind.text[0].isupper() and behind.pos in (*NOMINAL, "ADJ")
        return capital and before.pos == "NOUN" and self._groups.has(word, "name_articles")

    def _mended(self, word: Word, words: Sequence[Word]) -> None:
        """By the words beside it: one that names a source behind a mark leads it as a preposition does, what compares a
        number opens no clause, and a participle without a helper behind a noun is its adjective."""
        at = word.i - words[0].i
        before = next((w for w in reversed(words[:at]) if w.pos not in ("SPACE", "ADV")), None)
        following = words[at + 1].pos if at + 1 < len(words) else None
        behind_mark = before is not None and before.pos == "PUNCT"
        if at and at + 1 < len(words) and self._opens_name(words[at - 1], word, words[at + 1]):
            for part in words[at : at + 2]:
                part.pos, part.lemma = "PROPN", part.lower
        if self._groups.has(word, "owning") and following in NOMINAL and not (before and before.text == ","):
            word.pos = "DET"  # "sagte dessen Präsident"
        if word.pos == "DET" and self._groups.has(word, "helping_infinitives") and following in _CLOSES:
            _make_helper(word)
        inner = before is not None and before.pos == "ADP" and following == "ADP"
        if inner and self._groups.has(word, "inner_prepositions"):
            word.pos, word.feats = "ADP", ""  # "a partir de"
        if self._bracket and word.pos == "ADJ" and following == "AUX" and word.lemma.endswith(self._infinitive):
            word.pos, word.feats = "VERB", "VerbForm=Part|Tense=Past"  # ", der getötet wurde"
        if word.pos == "ADP" and before is not None and before.pos == "DET" and before is words[at - 1]:
            leads = following in ("DET", "NUM", "ADJ", "ADV", "VERB", *NOMINAL) or self._groups.has(word, "of")
            word.pos = "ADP" if leads or self._capitals else "NOUN"  # "bloquear la vía si ..."
        if word.pos == "ADV" and following == "NOUN" and word.lower.endswith(self._adjectival):
            word.pos = "ADJ" if word.lower not in self._classes else "ADV"  # "weitere Angriffe"
        if self._bracket and self._leads_noun(words[at + 1 : at + 3]) and self._is_adjective(word, words[:at]):
            word.pos, word.feats = "ADJ", ""
        if word.pos == "ADV" and self._capitals and word.lower not in self._classes:
            word.pos = "ADJ" if words[at + 1 :] and words[at + 1].text in QUOTES else "ADV"  # "„zutiefst besorgt“"
        if behind_mark and self._groups.has(word, "sourcing") and following in ("DET", "PROPN", "NOUN"):
            word.pos = "ADP"  # ", so der Minister"
        elif (
            word.pos == "ADP"
            and self._groups.has(word, "as_told")
            and at + 1 < len(words)
            and words[at + 1].is_form("Fin")
        ):
            word.pos = "SCONJ"  # "según explicó la policía"
        elif (
            word.pos == "SCONJ"
            and self._groups.has(word, "likening")
            and following not in ("VERB", "AUX")
            and not self._opens_clause(words, at)
        ):
            word.pos = "ADP"  # "bezeichnete es als „Fehler“"
        elif word.pos == "SCONJ" and following == "NUM" and at and words[at - 1].pos == "ADV":
            word.pos = "ADV"  # "mehr als 100"
        if word.pos == "VERB" and word.is_form("Part") and not self._bracket and before is not None:
            word.pos = "ADJ" if before.pos in NOMINAL else "NOUN" if before.pos in ("DET", "NUM") else "VERB"

    def _leads_noun(self, behind: Sequence[Word]) -> bool:
        """Whether a noun comes next, or an adjective before it."""
        graded = len(behind) > 1 and behind[0].pos in ("ADJ", "ADV") and behind[0].lower.endswith(self._adjectival)
        return bool(behind) and behind[-1 if graded else 0].pos in NOMINAL

    def _is_adjective(self, word: Word, before: Sequence[Word]) -> bool:
        """Whether a word before a noun is an adjective: one that names have with a capital ("des Auswärtigen Amtes"),
        or what looks like a verb of one behind a number of several ("500 besonders gefährdete Personen") or behind an
        article and what belongs to it ("ein am Montag verbreitetes Video")."""
        stem = next((word.lower.removesuffix(e) for e in self._adjectival if word.lower.endswith(e)), "")
        if stem and word.pos in NOMINAL:
            return stem in self._capital_adjectives
        led = next((w for w in reversed(before) if w.pos not in ("ADV", "ADJ", "SPACE")), None)
        counted = led is not None and led.pos == "NUM" and not word.lower.endswith(self._plural)
        led_by = bool(before) and before[-1].pos == "ADP" and "Part" in self._features(replace(word, lower=stem))
        return bool(stem) and word.pos == "VERB" and (counted or led_by or _is_led(before))


def _is_led(before: Sequence[Word]) -> bool:
    """Whether an article with no noun of its own stands right before a phrase with a preposition, which ends here."""
    phrase = list(itertools.takewhile(lambda w: w.pos in _OF_PHRASE, reversed(before)))[::-1]
    return any(
        one.pos == "DET" and other.pos == "ADP" and any(w.pos in NOMINAL for w in phrase[at + 2 :])
        for at, (one, other) in enumerate(itertools.pairwise(phrase))
    )


def _make_helper(word: Word) -> None:
    """What looks like an article is the infinitive of a helper, where no noun can follow ("muss bereit sein.")."""
    word.pos, word.lemma, word.feats = "AUX", word.lower, "VerbForm=Inf"


@functools.lru_cache(maxsize=1 << 16)
def _lemma(word: str, lang: str) -> str:
    return str(simplemma.lemmatize(word, lang=lang)) if lang else word.lower()
