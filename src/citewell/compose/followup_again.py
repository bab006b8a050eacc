"""The last question of a thread asked again: of other people, another condition, another option or another test."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.followup_slots import CONDITION, OPTION, OTHER, POPULATION, TEST, Slot, Slots
from citewell.compose.followup_wording import be, capitalised, do, named_aspect, said
from citewell.domain.enums import Intent

LONGEST_EDITED = 25
"""Words; a longer question is not edited but said anew, so that a story is not carried along."""

COMPLETE = re.compile(
    r"(?:how|what|which|who|whom|when|where|why|is|are|was|were|do|does|did|can|could|should|would|will|may|must|has|have)\b",
    re.IGNORECASE,
)
"""How a question begins that is one by itself."""

_AGAIN_OF = re.compile(r"(?:in|for|of|about)\s+", re.IGNORECASE)
_CONDITION_NEXT = re.compile(r"\b(?:for|in)$")
_ARTICLE_BEFORE = re.compile(r"\s+an?$")


def is_condition(text: str, slot: Slot, *, last: Slots, lead: str) -> bool:
    """Whether a name that no vocabulary knows stands where a condition does."""
    if _AGAIN_OF.search(text[: slot.start]) or _CONDITION_NEXT.search(lead):
        return True
    return slot.text.isupper() and not last.of(OPTION)


def asked_again(
    own: Slots, *, last: Slots, lead: str, condition: str, options: Sequence[str], population: str
) -> tuple[str, Intent]:
    """The last question with what the follow-up changes, and what it asks; "" where it changes nothing."""
    names = list(own.conditions) or [
        slot.text for slot in own.of(OTHER) if is_condition(own.text, slot, last=last, lead=lead)
    ]
    tests, people = own.of(TEST), own.of(POPULATION)
    new_aspect = own.aspect is not None and own.aspect is not last.aspect and not tests
    if new_aspect or not (names or options or tests or people):
        return "", Intent.GENERAL
    aspect, named = last.aspect or named_aspect("treatment"), names[0] if names else condition
    if not _is_editable(last.text):
        option = ([*options] or [slot.text for slot in last.of(OPTION)] or [""])[-1]
        return said(aspect, named, option, population), last.intent
    if options and not last.of(OPTION):
        takes_option = aspect.about in {"option", "either"} or aspect.name == "prevention"
        about = aspect if takes_option else named_aspect("treatment")
        return said(about, named, options[0], population), about.intent or last.intent
    if tests and not last.of(TEST):
        words = f"{be(tests[0].text)} {tests[0].text} recommended in {named}{population}"
        return capitalised(words), Intent.IMAGING
    places = last.of(CONDITION) or last.of(OTHER)
    if names and not places:
        return f"{last.text} in {names[0]}", last.intent
    changes = [(slot, "") for slot in last.of(POPULATION)]
    changes += [(slot, names[0]) for slot in places[:1] if names]
    changes += [(last.of(OPTION)[-1], options[0])] if options else []
    changes += [(last.of(TEST)[-1], tests[0].text)] if tests else []
    edited = capitalised(" ".join(f"{_edited(last.text, changes)}{population}".split()))
    return (_agreeing(edited, options[0]) if options else edited), last.intent


def _is_editable(question: str) -> bool:
    short = len(question.split()) <= LONGEST_EDITED and not re.search(r"[.!?]", question)
    return short and bool(COMPLETE.match(question))


def _edited(text: str, changes: Sequence[tuple[Slot, str]]) -> str:
    """A question with words put in the places of others, from its end to its beginning."""
    for slot, words in sorted(changes, key=lambda change: -change[0].start):
        before = text[: slot.start].rstrip()
        if slot.kind == TEST:
            before = _ARTICLE_BEFORE.sub("", before)
        text = before + (f" {words}" if before and words else words) + text[slot.end :]
    return text


def _agreeing(question: str, option: str) -> str:
    """The verb a question begins with in the number of the option that follows it."""
    match = re.match(rf"(Does|Do|Is|Are) (?={re.escape(option)})", question)
    if not match:
        return question
    verb = be(option) if match[1] in {"Is", "Are"} else do(option).capitalize()
    return f"{verb} {question[match.end() :]}"
