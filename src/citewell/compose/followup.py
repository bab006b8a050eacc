"""A follow-up as a question that stands alone, in its own words where they will do, from what was asked before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewell.compose.followup_again import COMPLETE, asked_again, is_condition
from citewell.compose.followup_slots import (
    OPTION,
    OTHER,
    POPULATION,
    TEST,
    Slot,
    Slots,
    find_aspect,
    read_slots,
    rules,
    with_conditions,
)
from citewell.compose.followup_wording import (
    be,
    capitalised,
    do,
    finished,
    has_dose,
    named_aspect,
    offered_aspects,
    said,
    without_lead,
)
from citewell.domain.articles import Article
from citewell.domain.enums import Intent
from citewell.domain.questions import Clarification
from citewell.text.vocabulary import Vocabulary

CERTAINTY = ", and how certain is the evidence"

_POINTER = re.compile(
    r"\b(?:(?:that|this|the same|the other|these|those|such an?) "
    r"(?:one|option|treatment|drug|medicine|medication|condition|disease|method|approach|procedure|test)s?|it|its|that(?!\s+(?:is|are|has|have|can|shows?|fails?)\b)|this|these|those|they|"
    r"them|their|he|she|him|her)\b",
    re.IGNORECASE,
)
_PEOPLE = frozenset({"they", "he", "she", "him", "her", "their"})
_SEVERAL = frozenset({"these", "those", "they", "them"})
_LISTED = frozenset({"red flags", "symptoms", "side effects", "contraindications"})
_NEEDS = re.compile(
    r"\b(?:they|he|she)\s+(?:need|have|recover|get|be|take|see|feel|go|live|die|work|drive|travel|exercise|eat|drink|expect)\b",
    re.IGNORECASE,
)
_COUNT = "first|second|third|fourth|fifth|sixth|last|1st|2nd|3rd|4th|5th"
_ORDINAL = re.compile(
    rf"\b(?:the\s+(?P<one>{_COUNT})\s+(?:one|option|treatment|drug|choice|of (?:them|these|those))"
    rf"|the\s+(?P<pair>former|latter)|the\s+(?P<end>{_COUNT})(?=$)"
    r"|option\s+(?:number\s+)?(?P<number>[1-6]|one|two|three|four))\b",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}
_PLACES |= {"fourth": 3, "4th": 3, "fifth": 4, "5th": 4, "sixth": 5}
_PLACES |= {"one": 0, "two": 1, "three": 2, "four": 3} | {str(number): number - 1 for number in range(1, 7)}
_FIXED = frozenset(
    {"certainty", "failure", "second line", "comparison", "time to effect", "duration of effect", "frequency of harms"}
)
_IN_OWN_WORDS = frozenset({"imaging", "treatment", "diagnosis", "symptoms"})
_DOES = re.compile(
    r"\b(?:do|does|take|use|try|start|stop|give|done|given|taken|used|repeat)\s+(?:it|this|that|them|these)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"(?:should|can|could|do|may|must|will|would|am)\s+(?:i|we)\b", re.IGNORECASE)
_TOLD_APART = re.compile(
    r"\b(?:apart|differ\w*|between|compare\w*|versus|vs|and|or|distinguish\w*|from|than)\b", re.IGNORECASE
)
_APART = re.compile(r"\b(?:after|before|during|with|without|at|on)\s+(?:\w+\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A question of the thread in its stand-alone form, and the options that its answer named, in their order."""

    question: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that stands alone. `follows` says whether it took anything from the thread.

    With `since` only publications of that year and later count. With a `clarification` it could not be resolved.
    """

    text: str
    follows: bool = False
    intent: Intent = Intent.GENERAL
    since: int | None = None
    clarification: Clarification | None = None


def earlier_question(article: Article, vocabulary: Vocabulary) -> Earlier:
    """What a follow-up can point back to in an article: its question and the options, by lines where it has them."""
    lines = sorted(article.lines, key=lambda line: line.order)
    named = [line.option for line in lines] or [
        mention.label
        for claim in article.claims
        for mention in vocabulary.mentions(claim.text)
        if vocabulary.concepts[mention.label].type in {"drug", "procedure"}
    ]
    return Earlier(article.question, tuple(dict.fromkeys(named)))


def stand_alone(asked: str, earlier: Sequence[Earlier], *, vocabulary: Vocabulary, year: int) -> FollowUp:
    """Resolve a question against those before it, oldest first. `year` is the present one.

    A question that names its own subject is left as it is. One that cannot be resolved comes back with what to ask.
    """
    last = _read(earlier[-1], vocabulary, year) if earlier else None
    lead, body = without_lead(asked)
    own = read_slots(body, vocabulary, year=year, before=last.intent if last else None)
    if own.aspect is None and not own.slots:
        own = replace(own, aspect=find_aspect(asked, before=last.intent if last else None))
    if _is_new(lead, own):
        words = asked if own.since is None else own.text
        return FollowUp(finished(words, own.since), False, own.intent, own.since)
    if last is None:
        return _unclear(asked, "There is no earlier question that this one can belong to. What is it about?", ())
    return _Reading(lead, own, last, tuple(earlier), vocabulary, year).resolve(asked)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A follow-up being resolved."""

    lead: str
    own: Slots
    last: Slots
    earlier: tuple[Earlier, ...]
    vocabulary: Vocabulary
    year: int

    def resolve(self, asked: str) -> FollowUp:
        own, options = self.own, self.earlier[-1].options
        ordinal = _ORDINAL.search(own.text)
        if ordinal:
            option = _ordered(next(filter(None, ordinal.groups())).lower(), options)
            if option is None:
                return self._which_option(asked, options)
            rest = own.text[: ordinal.start()] + option + own.text[ordinal.end() :]
            slot = Slot(OPTION, option, ordinal.start(), ordinal.start() + len(option))
            kept = [item for item in own.slots if item.kind != OTHER]
            own = replace(own, text=rest, slots=(*kept, slot))
        conditions = self._conditions()
        if len(conditions) > 1 and not own.conditions and self._needs_one(own):
            return self._which_condition(asked, conditions)
        if not conditions and not self.last.slots and not own.conditions:
            return _unclear(asked, "What is this question about?", ())
        text, intent = self._say(own, conditions[0] if conditions else "")
        if not text:
            return _unclear(
                asked,
                "What should be answered here?",
                tuple(said(aspect, conditions[0] if conditions else "", "", "") for aspect in offered_aspects()),
            )
        return FollowUp(finished(text, own.since), True, intent, own.since)

    def _conditions(self) -> list[str]:
        """What the thread is about: one condition, or those that the last question sets side by side."""
        for question in reversed(self.earlier):
            slots = _read(question, self.vocabulary, self.year)
            names = list(slots.conditions) or [slot.text for slot in slots.of(OTHER)][:1]
            if len(names) > 1:
                alone = [
                    seen[0]
                    for one in self.earlier
                    if len(seen := _read(one, self.vocabulary, self.year).conditions) == 1
                ]
                among = [name for name in names if name.lower() in {other.lower() for other in alone}]
                return among[:1] or (names if _TOLD_APART.search(slots.text) else names[:1])
            if names:
                return names
        return []

    def _needs_one(self, own: Slots) -> bool:
        return bool(own.aspect and own.aspect.name != "certainty") or bool(_POINTER.search(own.text))

    def _which_option(self, asked: str, options: Sequence[str]) -> FollowUp:
        condition = (self._conditions() or [""])[0]
        aspect = self.own.aspect or named_aspect("treatment")
        choices = tuple(said(aspect, condition, option, self._population(self.own)) for option in options[:6])
        told = f"The last answer names {len(options)} options. " if options else "The last answer names no options. "
        return _unclear(asked, f"{told}Which one is meant?", choices)

    def _which_condition(self, asked: str, conditions: Sequence[str]) -> FollowUp:
        option = self.own.of(OPTION)[0].text if self.own.of(OPTION) else ""
        aspect = self.own.aspect or named_aspect("treatment")
        choices = tuple(said(aspect, name, option, self._population(self.own)) for name in conditions)
        return _unclear(asked, f"Is this about {' or about '.join(conditions)}?", choices)

    def _population(self, own: Slots) -> str:
        """Whom the question is about: those it names, with an illness named before unless it names another."""
        named = own.of(POPULATION)
        kept = [slot for slot in self.last.of(POPULATION) if not named or self._goes_with(slot, named)]
        return "".join(f" in {slot.text}" for slot in [*kept, *named])

    def _goes_with(self, slot: Slot, named: Sequence[Slot]) -> bool:
        return (slot.sort == "illness") != any(other.sort == "illness" for other in named)

    def _say(self, own: Slots, condition: str) -> tuple[str, Intent]:
        """The stand-alone question and what it asks for; "" where these words say nothing."""
        population, aspect = self._population(own), own.aspect
        options = [slot.text for slot in own.of(OPTION)] or [slot.text for slot in self._other_options(own)]
        before = [slot.text for slot in self.last.of(OPTION)]
        if aspect and aspect.name == "certainty":
            return self.last.text + CERTAINTY, self.last.intent
        if self.lead.endswith("why not") and options:
            words = f"{be(options[0])} {options[0]} recommended or advised against for {condition}{population}"
            return capitalised(words), Intent.TREATMENT
        if _is_again(self.lead, own) or (not aspect and not COMPLETE.match(own.text)):
            again = asked_again(
                own, last=self.last, lead=self.lead, condition=condition, options=options, population=population
            )
            if again[0]:
                return again
        if aspect and aspect.name == "comparison":
            return self._compared(own, condition, options, before, population)
        if aspect is None and own.since is not None and not own.slots:
            return self.last.text, self.last.intent
        named = own.conditions[0] if own.conditions and not _POINTER.search(own.text) else condition
        if aspect and aspect.name not in _FIXED and COMPLETE.match(own.text):
            if _POINTER.search(own.text):
                return self._pointed(own, named, before, population), own.intent
            if options or own.of(TEST) or aspect.name in _IN_OWN_WORDS:
                return self._completed(own, named, population), own.intent
        if aspect:
            known = options or [name for name in before if aspect.name != "dose" or has_dose(name)]
            option = (known or [""])[-1] if aspect.about in {"option", "either"} or options else ""
            return said(aspect, named, option, population, words=own.text), aspect.intent or self.last.intent
        if _POINTER.search(own.text) and COMPLETE.match(own.text):
            return self._pointed(own, named, before, population), own.intent
        if own.slots and COMPLETE.match(own.text):
            return self._completed(own, named, population), own.intent
        return "", Intent.GENERAL

    def _other_options(self, own: Slots) -> list[Slot]:
        """Words that no vocabulary knows, taken for an option where they are not asked about as a condition."""
        if COMPLETE.match(own.text):
            return []
        return [
            slot
            for slot in own.of(OTHER)
            if not is_condition(own.text, slot, last=self.last, lead=self.lead)
            and not _APART.search(own.text[: slot.start])
        ]

    def _compared(
        self, own: Slots, condition: str, options: list[str], before: list[str], population: str
    ) -> tuple[str, Intent]:
        others = [option for option in before if option.lower() not in {item.lower() for item in options}]
        if own.conditions and not options:
            return f"How is {condition} told apart from {own.conditions[0]}{population}", Intent.DIFFERENTIAL
        if options:
            pair = [*others[-1:], *options] if others else [*options, "other treatments"]
            words = f"How {do(pair[0])} {pair[0]} compare with {pair[1]} for {condition}{population}"
            return words, Intent.COMPARISON
        option = others[-1] if others else ""
        return said(named_aspect("comparison"), condition, option, population), Intent.COMPARISON

    def _pointed(self, own: Slots, condition: str, before: list[str], population: str) -> str:
        """The follow-up's own words with what its pronoun stands for."""
        about = own.aspect.about if own.aspect else "option" if _DOES.search(own.text) else ""
        option = before[-1] if before and about in {"option", "either"} else ""
        match = _POINTER.search(own.text)
        assert match is not None
        people = match.group().lower() in _PEOPLE and bool(_NEEDS.search(own.text) or match.group().lower() != "they")
        if people:
            subject = f"people with {condition}"
        elif match.group().lower() in _SEVERAL and self.last.aspect and self.last.aspect.name in _LISTED:
            subject = f"the {self.last.aspect.name} of {condition}"
        elif about == "option" and not option:
            subject = f"the treatment of {condition}"
        else:
            subject = option or condition
        if match.group().lower() in {"its", "their"}:
            subject += "'s"
        text = own.text[: match.start()] + subject + own.text[match.end() :]
        text = _POINTER.sub("it", text[: match.start()]) + text[match.start() :]
        if option and condition and condition.lower() not in text.lower():
            text += f" for {condition}"
        return capitalised(text + ("" if own.of(POPULATION) else population))

    def _completed(self, own: Slots, condition: str, population: str) -> str:
        """The follow-up's own words with the condition behind them."""
        words = own.text
        if condition and condition.lower() not in words.lower():
            joint = "for" if own.of(OPTION) else "in"
            people = own.of(POPULATION)
            at = people[-1].start if people and people[-1].end >= len(words) else len(words)
            words = f"{words[:at].rstrip()} {joint} {condition} {words[at:]}".rstrip()
        return capitalised(words + ("" if own.of(POPULATION) else population))


def _is_new(lead: str, own: Slots) -> bool:
    """Whether a question names its own subject and points to nothing before it."""
    complete = bool(COMPLETE.match(own.text)) and len(own.text.split()) >= 3
    if _is_again(lead, own) or lead.endswith("why not") or _points_back(own.text) or not complete:
        return not lead and bool(own.conditions) and bool(own.aspect) and not _points_back(own.text) and not complete
    if own.conditions:
        return not (own.aspect and own.aspect.name == "comparison" and not own.of(OPTION))
    if own.of(OTHER):
        return not _FIRST_PERSON.match(own.text)
    return not own.slots and own.aspect is None and own.since is None and len(own.text.split()) >= 4


def _points_back(text: str) -> bool:
    return bool(_POINTER.search(text) or _ORDINAL.search(text))


def _is_again(lead: str, own: Slots) -> bool:
    heads = [head for head in rules()["again"] if head != "and"]
    if any(lead.endswith(head) for head in heads):
        return True
    return lead.endswith("and") and not COMPLETE.match(own.text)


def _read(earlier: Earlier, vocabulary: Vocabulary, year: int) -> Slots:
    return with_conditions(read_slots(_plain(earlier.question), vocabulary, year=year))


def _plain(question: str) -> str:
    """A question without what a follow-up on its certainty added."""
    return question.rstrip(" ?!.").removesuffix(CERTAINTY)


def _ordered(which: str, options: Sequence[str]) -> str | None:
    if which in {"last", "latter"}:
        return options[-1] if options else None
    place = _PLACES[which]
    return options[place] if place < len(options) else None


def _unclear(asked: str, question: str, choices: tuple[str, ...]) -> FollowUp:
    ended = tuple(finished(choice, None) for choice in choices if choice)
    return FollowUp(asked, clarification=Clarification(question, ended))
