"""When, where, and in which words: the time, the place and the clause of an act."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence

from ..model import FACTUAL, Name, Span, Status, TimeExpression
from ..pack import Pack
from .chronology import entries
from .clauses import own_nodes
from .comparisons import only_compared
from .governors import AHEAD
from .syntax import PHRASE, Node, is_noun, is_verb, noun_phrase, whole
from .triggers import Lexicon, Trigger

_DATED_WITH = ("open_complement", "prepositional_clause", "adverbial")
_ROLES_OF_FACT = ("at", "since", "before", "after", "within")
_ROLES_TO_COME = ("by", "until", "for")
_DEADLINES = ("before", "within")
_DEEPEST = 4
"""Clauses up which a time or a place is looked for."""
_GAP = 40
"""Code points of a nested clause that the words of an act may reach over."""


class Setting:
    """Finds time, place and clause of triggers in the neutral tree of one document."""

    def __init__(
        self,
        nodes: Sequence[Node],
        pack: Pack,
        names: Sequence[Name],
        expressions: Sequence[TimeExpression],
        acts: Iterable[Trigger],
        lexicon: Lexicon,
    ) -> None:
        self._acts = frozenset(trigger.node.i for trigger in acts)
        self._words = {key: pack.words("syntax", key) for key in pack.table("syntax").get("words", {})}
        self._fenced = pack.table("status").get("governors", {})
        self._planned = {*pack.table("status").get("modifiers", {}), *self._fenced}
        self._carrying = lexicon.carrying
        self._starts = [node.start for node in nodes]
        self._times: dict[int, int] = {}
        firsts = ((bisect.bisect_left(self._starts, e.start), e) for e in expressions)
        compared = only_compared(nodes, firsts, self._words.get("ranking", ()))
        for index, expression in enumerate(expressions):
            if expression.type in ("DATE", "TIME") and expression.start not in compared:
                for i in self._covered(expression.start, expression.end):
                    self._times.setdefault(i, index)
        self._places = {
            i: Span(n.start, n.end) for n in names if n.type in ("GPE", "LOC") for i in self._covered(n.start, n.end)
        }
        self._expressions = expressions
        self._cues = pack.table("quotes").get("cues", {})
        self._perfect = pack.words("status", "perfect")
        self._told_by = pack.table("time").get("tense", {}).get("narrative", ())
        self._now: tuple[int, int] | None = None
        self._spoken = False
        self._had_happened: set[int] = set()
        self._looking_back = self._sentences_of_before(nodes)
        self._entries = entries(nodes[0].source if nodes else "", expressions)

    def _sentences_of_before(self, nodes: Sequence[Node]) -> frozenset[int]:
        """The starts of the sentences that go on with what had been before the news: after one in the pluperfect, in
        the same paragraph, with no time of their own."""
        found: set[int] = set()
        looks_back, last = False, 0
        times = [e.start for e in self._expressions if e.type in ("DATE", "TIME")]
        for root in (n for n in nodes if n.head is None):
            sentence = root.doc[root.i].sent
            same = "\n" not in root.source[last : sentence.start_char]
            dated = bisect.bisect_left(times, sentence.start_char) < bisect.bisect_left(times, sentence.end_char)
            if looks_back and same and not dated:
                found.add(sentence.start)
            looks_back = self._had_been(root) or sentence.start in found
            if self._had_been(root):
                self._had_happened.add(sentence.start)
            last = sentence.end_char
        return frozenset(found)

    def is_earlier(self, trigger: Trigger) -> bool:
        """Whether its sentence tells what had been before the news: whatever lay ahead then, lies behind now."""
        start = trigger.node.doc[trigger.node.i].sent.start
        return start in self._looking_back or start in self._had_happened

    def _had_been(self, verb: Node) -> bool:
        """Whether a verb is in the pluperfect ("had met", "s'était réuni")."""
        helpers = verb.having("auxiliary")
        return any(n.lemma in self._perfect and n.feature("Tense") in ("Past", "Imp") for n in helpers)

    def _covered(self, start: int, end: int) -> range:
        return range(bisect.bisect_left(self._starts, start), bisect.bisect_left(self._starts, end))

    def time(self, trigger: Trigger, status: Status) -> int | None:
        """The index of the expression that dates the act: in its own clause, in one that it shares the day with, or
        the day from which the narrative goes on.

        A deadline dates only what has not happened. To be called for each trigger, in the order of the text.
        """
        found = self._said(trigger, status)
        if found is None and status in FACTUAL:
            found = self._entry(trigger.node)
        tells = status in FACTUAL and self.tells(trigger.node)
        if found is None and tells:
            return self._current(trigger.node)
        if found is not None and tells and self._goes_on_from(self._expressions[found]):
            self._now, self._spoken = (found, trigger.node.i), self._reports(trigger.node)
        return found

    def _reports(self, verb: Node) -> bool:
        """Whether a verb tells in a clause what somebody says."""
        return verb.lemma in self._cues and verb.first("complement", "parataxis") is not None

    def _entry(self, node: Node) -> int | None:
        """The day that begins the entry of a chronology, for all that it tells."""
        at = bisect.bisect(self._entries, (node.start, len(self._expressions))) - 1
        if at < 0:
            return None
        start, index = self._entries[at]
        return None if "\n\n" in node.source[start : node.start] else index

    @staticmethod
    def _goes_on_from(expression: TimeExpression) -> bool:
        return (
            expression.role == "at"
            and expression.form in ("date", "offset")
            and expression.fields.keys().isdisjoint(("quarter", "half", "like"))
        )

    def tells(self, node: Node) -> bool:
        """Whether a verb carries the narrative on: a main clause in a tense that tells what came next."""
        if not is_verb(node) or node.base.head is not None:
            return False
        helpers = [c for c in node.having("auxiliary") if c.feature("VerbForm") == "Fin"]
        if not helpers:
            finite = (*node.having("passive_auxiliary"), node)
            return any(n.feature("VerbForm") == "Fin" and n.feature("Tense") == "Past" for n in finite)
        return all(c.lemma in self._told_by and c.feature("Tense") == "Pres" for c in helpers)

    def is_news(self, trigger: Trigger, status: Status) -> bool:
        """Whether an act is told as what has just happened: by a main clause, or the words that one reports, in a past
        tense that looks back from the day of writing, or in the present of a headline."""
        verb = trigger.carrier or trigger.node
        if status not in FACTUAL or not is_verb(verb) or verb.doc[verb.i].sent.start in self._looking_back:
            return False
        above = verb.base
        for _ in range(_DEEPEST):
            if above.role != "complement" or above.head is None or not is_verb(above.head):
                break
            above = above.head.base
        if above.head is not None and above.role != "parataxis":
            return False
        helpers = [*verb.having("auxiliary", "passive_auxiliary")]
        finite = next((n for n in (*helpers, verb) if n.feature("VerbForm") == "Fin"), None)
        if finite is None or finite.feature("Tense") not in ("Past", "Pres"):
            return False
        return not (finite is not verb and finite.lemma in self._perfect and finite.feature("Tense") == "Past")

    def _current(self, node: Node) -> int | None:
        """The day told in the same sentence or in the one before it in the paragraph, where this one names none.

        What an act did ("the blast killed ten") belongs to the day of that act, which may be told long after.
        """
        if self._now is None or any(subject.i in self._acts for subject in node.having("subject", "passive_subject")):
            return None
        if self._spoken and not self._reports(node):
            return None  # of the day of a saying is only what is said further
        index, last = self._now
        sentence = node.doc[node.i].sent
        before = node.doc[last].sent
        if sentence.start > before.end or "\n" in node.source[node.doc[last].idx : node.start]:
            return None
        later = itertools.takewhile(lambda e: e.start < sentence.end_char, self._expressions[index + 1 :])
        return None if any(e.type in ("DATE", "TIME") for e in later) else index

    def _said(self, trigger: Trigger, status: Status) -> int | None:
        """The index of the expression that the syntax gives."""
        node: Node | None = trigger.node
        for _ in range(_DEEPEST):
            if node is None:
                break
            for clause in (node, *self._beside(node)):
                others = self._acts - self._of_one_day(clause)
                best = min(self._dates_in(clause, trigger.node, status, self._acts), default=None)
                best = best or min(self._dates_in(clause, trigger.node, status, others), default=None)
                if best is not None:
                    break
            if best is not None:
                return best[-1]
            node = self._dated_above(node, trigger)
        return self._set_apart(trigger.node) if status in FACTUAL else self._set_for(trigger.node)

    def _set_apart(self, verb: Node) -> int | None:
        """The date before a main clause that the parse takes for a sentence of its own ("Friday, a day after ...")."""
        sentence = verb.doc[verb.i].sent
        if not is_verb(verb) or verb.base.head is not None or sentence.start == 0:
            return None
        before = verb.doc[sentence.start - 1].sent
        index = self._times.get(before.start)
        rest = [t for t in before if t.i not in self._times]
        return index if all(t.is_punct and t.text != "." for t in rest) and len(before) > len(rest) else None

    def _set_for(self, act: Node) -> int | None:
        """The day set for what an act asks or plans, beside that ("demanded a withdrawal by May", "called for a strike
        for 15 May", "a meeting is planned for May")."""
        base = act.base
        planning = [p for p in act.having("participial", "adjective") if p.lemma in self._planned]
        if planned := {i for p in planning for n in p.children for i in self._covering(n)}:
            return planned.pop() if len(planned) == 1 else None  # "the elections planned for May"
        if base.head is None or not is_verb(base.head):
            return None
        called_for = base.role == "oblique" and base.head.lemma in self._fenced
        if not called_for and base.role not in ("object", "passive_subject"):
            return None
        verbs = (base.head, *(v for v in base.head.having("conjunct") if v.first("subject", "passive_subject") is None))
        days = [i for verb in verbs for n in verb.children for i in self._covering(n)]
        set_for = {i for i in days if self._expressions[i].role in _ROLES_TO_COME}
        if base.role == "passive_subject":
            set_for |= {i for i in days if self._is_ahead(self._expressions[i])}
        return set_for.pop() if len(set_for) == 1 else None

    @staticmethod
    def _is_ahead(expression: TimeExpression) -> bool:
        return expression.role in ("at", "since") and expression.tense == "future" and expression.form != "ref"

    def _covering(self, node: Node) -> list[int]:
        return [self._times[node.i]] if node.i in self._times else []

    def _of_one_day(self, clause: Node) -> set[int]:
        """Acts in a verb's clause of which the day is the verb's too: the act that does it ("the strike of 3 May killed
        ten"), the one that is done (where the date is not its own: "the strike of 3 May"), and the one at which it is
        done ("at a meeting on Monday he said")."""
        if not is_verb(clause):
            return set()
        scenes = (o for o in clause.having("oblique") if o.prep in self._words.get("scene", ()))
        return {node.i for node in (*clause.having("subject", "passive_subject", "object"), *scenes)}

    def _beside(self, clause: Node) -> Iterator[Node]:
        """Participles that set the scene of the clause ("Speaking on Monday, ..."): its day is theirs; not of what
        is so still ("filmed on Monday, the pictures show ...")."""
        lasts = clause.feature("VerbForm") == "Fin" and clause.feature("Tense") == "Pres"
        for child in clause.having("adverbial"):
            if child.feature("VerbForm") != "Part" or child.first("marker", "subject") is not None:
                continue
            if not (lasts and child.feature("Tense") == "Past"):
                yield child

    def _dates_in(
        self, clause: Node, trigger: Node, status: Status, others: Collection[int]
    ) -> Iterator[tuple[bool, bool, int, int]]:
        """Dates of a clause, but not those of `others` in it, nor of what it came before or after."""
        for node in own_nodes(clause, trigger, lambda n: n.i in others or self._is_apart(n) or self._only_named(n)):
            index = self._times.get(node.i)
            if index is None:
                continue
            expression = self._expressions[index]
            role = expression.role
            if node.head is not trigger and (self._is_of_object(node) or self._is_named_for(node, expression)):
                continue
            ahead = status in FACTUAL and self._is_ahead(expression)
            if (role in _DEADLINES or ahead) and self._is_word_given(trigger):
                continue
            if role in _ROLES_OF_FACT or (role in _ROLES_TO_COME and status not in FACTUAL):
                yield role != "at", "event" in expression.fields, abs(node.i - trigger.i), index

    def _is_word_given(self, node: Node) -> bool:
        """Whether an act gives its word on another: by when, is that one's time ("promised help before May")."""
        return node.lemma in self._fenced and self._fenced[node.lemma].get("status") in AHEAD

    def _is_apart(self, node: Node) -> bool:
        """Whether a phrase tells what came before or after ("after the strike", "in the wake of the strike")."""
        if node.i in self._times:
            return False
        behind = node.role == "oblique" and node.prep in self._words.get("other_time", ())
        return behind or self._is_sequel(node)

    def _is_sequel(self, node: Node) -> bool:
        return node.prep is not None and node.lemma in self._words.get("sequel", ())

    def _is_of_object(self, node: Node) -> bool:
        """Whether a date is that of an act which the clause's verb acts upon ("condemned the strike of 3 May")."""
        while node.head is not None and self._times.get(node.head.i) == self._times[node.i]:
            node = node.head
        act = node.head
        return (
            act is not None and act.role == "object" and act.i in self._acts and node.prep in self._words.get("of", ())
        )

    @staticmethod
    def _is_named_for(node: Node, expression: TimeExpression) -> bool:
        """Whether a year only tells which of its kind is meant ("voted down the 2024 budget")."""
        before = node.head is not None and is_noun(node.head) and node.i < node.head.i and node.prep is None
        return before and expression.fields.keys() == {"year"}

    def _only_named(self, node: Node) -> bool:
        """Whether a phrase names who acts, and no act: its dates are about them ("the junta, in power since 2020,")."""
        return node.role in ("subject", "passive_subject") and node.i not in self._acts and node.i not in self._times

    def _dated_above(self, node: Node, trigger: Trigger) -> Node | None:
        """The clause whose day is the act's too; None past a word of saying, planning or promising."""
        if trigger.carrier is not None and node is trigger.node:
            return trigger.carrier
        base = node.base
        governor = base.head
        if base is not node and is_verb(node):
            undated = not any(n.i in self._times for n in own_nodes(base, base))
            return base if undated or self._precedes(base) else None
        if governor is not None and base.role == "subject" and not is_verb(base):
            if any(c.lemma in self._fenced for c in governor.having("attribute")):
                return governor  # "a vote is due on Monday"
            raised = next((c for c in governor.having("open_complement") if c.lemma in self._carrying), None)
            if raised is not None:
                return raised  # "the talks are to begin on Monday"
        if governor is None or governor.lemma in self._fenced:
            return None
        if is_verb(base):
            openers = self._words.get("openers", ())
            opened = any(c.role == "marker" or c.lower in openers for c in base.children) or self._is_past_of(base)
            return governor if base.role in _DATED_WITH and not opened and is_verb(governor) else None
        if base.role == "object" and governor.i in self._acts:
            return None
        if base.role == "oblique" and not self._shares_its_day(base, governor):
            return None
        return governor if is_verb(governor) or is_noun(governor) else None

    def _is_past_of(self, verb: Node) -> bool:
        """Whether a complement tells what was before its governor ("said to have asked")."""
        return any(c.lemma in self._perfect and c.feature("VerbForm") == "Inf" for c in verb.having("auxiliary"))

    def _shares_its_day(self, act: Node, governor: Node) -> bool:
        """Whether an act in a phrase is of the day of what it hangs on: not what a verb is about ("reacted to the
        strike on Sunday"), but where it was done ("died in the strike on Sunday"), or what came first ("in the wake
        of the strike")."""
        if self._is_sequel(governor):
            return True
        if act.prep in self._words.get("of", ()) or self._is_apart(act):
            return False
        return governor.i not in self._acts or act.prep in self._words.get("scene", ())

    def _precedes(self, verb: Node) -> bool:
        """Does a date stand before the first of coordinated verbs, and so for all of them?"""
        return any(n.i in self._times and n.i < verb.i for n in own_nodes(verb, verb))

    def place(self, trigger: Trigger) -> Span | None:
        """The name of the place: in its own phrase or clause, else in that of the verb above a noun."""
        node: Node | None = trigger.carrier or trigger.node
        for clause in (trigger.node, node, trigger.node.base.head):
            if clause is None or not (clause is trigger.node or is_verb(clause)):
                continue
            things = (c for o in clause.having("object", "passive_subject") for c in o.having("oblique"))
            where = self._words.get("where", frozenset())
            of = self._words.get("of", frozenset())
            phrases = itertools.chain(
                (c for c in clause.having("oblique") if c.prep in where), (c for c in things if c.prep in where - of)
            )
            found = next((place for phrase in phrases if (place := self._place_in(phrase))), None)
            if found is not None:
                return found
        return None

    def _place_in(self, node: Node) -> Span | None:
        """The name that a phrase is, or that it is a part of (the west of Iraq); an act has a place of its own."""
        if node.i in self._acts:
            return None
        of = self._words.get("of", ())
        parts = (c for c in node.having("oblique", "name", "modifier") if c.role != "oblique" or c.prep in of)
        return next((self._places[part.i] for part in (node, *parts) if part.i in self._places), None)

    def clause(self, trigger: Trigger) -> Span:
        """The words that tell the act: a verb with its subject and complements, a noun with its phrase."""
        head = trigger.carrier or trigger.node
        start, end = trigger.start, trigger.end
        for node in sorted(own_nodes(head, trigger.node), key=lambda n: abs(n.i - trigger.node.i)):
            new_start, new_end = min(start, node.start), max(end, node.end)
            far = node.start - end > _GAP or start - node.end > _GAP
            if node.role in ("punctuation", "coordinator") or far:
                continue
            if new_end - new_start > PHRASE:
                break
            if new_end > end and node.text[-1] in ".,;:":
                new_end -= 1
            start, end = new_start, max(end, new_end)
        if head.role in ("relative", "participial") and head.head is not None and is_noun(head.head):
            # "the soldiers sent in 2014", "Berg, who resigned": by itself such a clause does not say of whom.
            antecedent = noun_phrase(head.head)
            if antecedent.end <= start and end - antecedent.start <= PHRASE:
                start = antecedent.start
        return whole(head.source, Span(start, end))
