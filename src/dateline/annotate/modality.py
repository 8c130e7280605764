"""What the form of a verb tells of its act: done, under way, to come, or only possible; by its tense and mood, its
auxiliaries, and the clause that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model import Status
from ..pack import Pack
from .syntax import Node, is_verb, opens


class Modality:
    """Reads the forms of verbs with the data of a pack; `supposes` tells whether a verb makes only possible what it
    governs."""

    def __init__(self, pack: Pack, supposes: Callable[[Node], bool]) -> None:
        table = pack.table("status")
        self._supposes = supposes
        self._auxiliaries: Mapping[str, Status] = table.get("auxiliaries", {})
        self._words = {key: pack.words("status", key) for key in table.get("words", {})}

    def _in(self, key: str, word: str | None) -> bool:
        return word in self._words.get(key, ())

    def finite(self, verb: Node) -> Node | None:
        """The finite verb form of the clause: an auxiliary, or the verb itself; that is none beside an infinitive,
        whatever its tag ("were to have walked out")."""
        helpers = [*verb.having("auxiliary", "passive_auxiliary", "copula")]
        bare = any(helper.feature("VerbForm") == "Inf" for helper in helpers)
        return next(
            (node for node in (*helpers, *(() if bare else (verb,))) if node.feature("VerbForm") == "Fin"), None
        )

    def of(self, verb: Node, finite: Node) -> Status | None:
        """The status that the form of a verb tells, with its finite word."""
        for helper in verb.having("auxiliary"):
            modal = self._auxiliaries.get(helper.lower)
            if modal is not None:
                return self._future(verb) if modal == "planned" else modal
            if self._in("conditional_auxiliaries", helper.lower):
                perfect = any(self._in("perfect", c.lemma) for c in verb.having("auxiliary"))
                return self._conditional(verb, perfect)
        if self._is_reported_future(finite):
            return self._future(verb)
        if self._is_form(finite, "Mood", "Cnd", "conditional_endings"):
            return self._conditional(verb, finite is not verb and finite.role == "auxiliary")
        if self._is_form(finite, "Tense", "Fut", "future_endings"):
            return "happened" if self._is_completed(verb, finite) else self._future(verb)
        if finite.feature("Tense") == "Past" or finite.feature("Tense") == "Imp":
            return "happened"
        if any(self.is_condition(clause) for clause in verb.having("adverbial")):
            return "possible"
        progressive = verb.feature("Aspect") == "Prog"
        now = any(self._in("now", c.lower) for c in verb.having("adverb")) and verb.feature("Tense") == "Pres"
        return "ongoing" if progressive or now else "happened"

    def is_future(self, verb: Node) -> bool:
        """Is it told in the future, or in the future of reported speech, whatever it hangs on?"""
        finite = self.finite(verb) if opens(verb) else None
        if finite is None:
            return False
        for helper in verb.having("auxiliary"):
            if helper.lower in self._auxiliaries:
                return self._auxiliaries[helper.lower] == "planned"
            if self._in("conditional_auxiliaries", helper.lower):
                perfect = any(self._in("perfect", c.lemma) for c in verb.having("auxiliary"))
                return not perfect and self._is_reported(verb)
        if self._is_reported_future(finite):
            return True
        if self._is_form(finite, "Mood", "Cnd", "conditional_endings"):
            return finite is verb and self._is_reported(verb)
        return self._is_form(finite, "Tense", "Fut", "future_endings") and not self._is_completed(verb, finite)

    def _is_reported_future(self, finite: Node) -> bool:
        """Whether the helper of a passive, in the mood of reported speech, is that of the future, too ("werde
        festgenommen"): what is said so is to come."""
        helps = finite.role == "passive_auxiliary" and self._auxiliaries.get(finite.lower) == "planned"
        return helps and finite.feature("Mood") == "Sub"

    def _is_completed(self, verb: Node, finite: Node) -> bool:
        """A future perfect looks back: l'année aura été marquée par la grève."""
        others = (c for c in verb.having("copula", "passive_auxiliary") if c is not finite)
        past = any(c.feature("VerbForm") == "Part" for c in (*others, verb))
        return past and finite is not verb and self._in("perfect", finite.lemma)

    def _is_form(self, finite: Node, feature: str, value: str, key: str) -> bool:
        """Is this the future or the conditional? Where the pack knows their endings, the form decides: the model's
        features miss many, and take others for them."""
        endings = self._words.get(key)
        if not endings:
            return finite.feature(feature) == value
        stems = (finite.lower[: -len(e)] for e in endings if finite.lower.endswith(e))
        return any(stem == finite.lemma.removesuffix("e") or self._in("future_stems", stem) for stem in stems)

    def _future(self, verb: Node) -> Status:
        """What will be where something else is: not planned, only possible."""
        for clause in verb.having("adverbial"):
            if self.is_condition(clause) or any(self._in("if", m.lower) for m in clause.having("marker")):
                return "possible"
        return "planned"

    def is_condition(self, clause: Node) -> bool:
        """Whether a clause is a condition with nothing to mark it but its order of words ("Kommt keine Mehrheit, wird
        neu gewählt")."""
        finite = self.finite(clause) if clause.role == "adverbial" and clause.first("marker") is None else None
        return finite is not None and finite.feature("Mood") == "Cnd"

    def _conditional(self, verb: Node, perfect: bool) -> Status:
        """The future of the past in reported speech; else hearsay or hypothesis."""
        if self._supposes(verb):
            return "possible"
        future = not perfect and self._is_reported(verb) and not self._is_supposition(verb)
        return self._future(verb) if future else "possible"

    def _is_reported(self, verb: Node) -> bool:
        """Does it stand in the words that a verb in the past reports?"""
        governor = verb.base.head
        if verb.base.role not in ("complement", "parataxis") or governor is None or not is_verb(governor):
            return False
        finite = self.finite(governor)
        return finite is None or finite is not governor or finite.feature("Tense") in ("Past", "Imp")

    def _is_supposition(self, verb: Node) -> bool:
        return any(self._in("if", m.lower) for c in verb.having("adverbial") for m in c.having("marker"))
