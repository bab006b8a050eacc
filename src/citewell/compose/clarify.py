"""What is asked back where a question names nothing that could be searched, or an abbreviation of two meanings.

A question about something that the library does not hold is clear; it is refused. Unclear is one that leaves open
what it is about: "treatment?", "what about the dose", "help".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from citewell.domain.enums import Intent
from citewell.domain.questions import Clarification, QuestionPart
from citewell.text.vocabulary import Concept, Vocabulary

MOST_CHOICES = 4
FEWEST_CHOICES = 2

# For each intent: what is asked back, whether it is about something given or done, and the question that results.
_ASKED: dict[Intent, tuple[str, bool, str]] = {
    Intent.TREATMENT: ("Which condition do you want to treat?", False, "How is {} treated{}?"),
    Intent.DIAGNOSIS: ("Which condition do you have in mind?", False, "How is {} diagnosed{}?"),
    Intent.DIFFERENTIAL: (
        "Which condition or symptom do you mean?",
        False,
        "What is the differential diagnosis of {}{}?",
    ),
    Intent.IMAGING: ("Which condition is the imaging for?", False, "Which imaging is needed for {}{}?"),
    Intent.PROGNOSIS: ("Which condition do you want to know the outlook of?", False, "What is the prognosis of {}{}?"),
    Intent.PREVENTION: ("What do you want to prevent?", False, "How can {} be prevented{}?"),
    Intent.SAFETY: ("Which medicine or procedure do you mean?", True, "What are the side effects of {}{}?"),
    Intent.DOSING: ("Which medicine do you want the dose of?", True, "What is the dose of {}{}?"),
    Intent.DEFINITION: ("What do you want explained?", False, "What is {}{}?"),
    Intent.CAUSE: ("Which condition do you want to know the cause of?", False, "What causes {}{}?"),
    Intent.COMPARISON: (
        "What do you want to compare, and for which condition?",
        False,
        "Which treatments of {} have been compared{}?",
    ),
    Intent.EPIDEMIOLOGY: ("Which condition do you mean?", False, "How common is {}{}?"),
    Intent.GENERAL: ("What would you like to know about?", False, "How is {} treated{}?"),
}


def ask_back(
    text: str, parts: Sequence[QuestionPart], vocabulary: Vocabulary, *, is_held: Callable[[Concept], bool]
) -> Clarification | None:
    """One question with two to four full questions to choose from, or None where the question can be searched.

    The choices keep the question's intent and population and name what the library holds.
    """
    for name, labels in vocabulary.ambiguous(text):
        held = [label for label in labels if is_held(vocabulary.concepts[label])]
        if len(held) >= FEWEST_CHOICES:
            chosen = tuple(_replaced(text, name, label) for label in held[:MOST_CHOICES])
            return Clarification(f'What does "{name}" stand for here?', chosen)
    if any(_names_something(part, vocabulary) for part in parts):
        return None
    intent = parts[0].intent
    question, given, form = _ASKED[intent]
    people = _people(parts, vocabulary)
    types = ("drug", "procedure") if given else ("condition",)
    if intent is Intent.DOSING:
        types = ("drug",)
    held_here = islice(_held(vocabulary, types, is_held), MOST_CHOICES)
    own = _own_form(text, parts) if not given and not people else ""
    choices = tuple(f"{own} for {label}?" if own else form.format(label, people) for label in held_here)
    return Clarification(question, choices) if len(choices) >= FEWEST_CHOICES else None


def _own_form(text: str, parts: Sequence[QuestionPart]) -> str:
    """The question itself where it names a treatment or a test and only lacks what for: "Is surgery needed"."""
    if not any(part.aspects for part in parts) or len(text.split()) < 2 or len(parts) > 1:
        return ""
    own = text.strip(" ?!.")
    return own[:1].upper() + own[1:]


def _names_something(part: QuestionPart, vocabulary: Vocabulary) -> bool:
    if part.terms:
        return True
    return any(vocabulary.concepts[label].type != "population" for label in part.concepts)


def _people(parts: Sequence[QuestionPart], vocabulary: Vocabulary) -> str:
    labels = [label for part in parts for label in part.concepts if vocabulary.concepts[label].type == "population"]
    named = labels or [value for part in parts for value in part.pico.populations]
    return f" in {named[0]}" if named else ""


def _held(vocabulary: Vocabulary, types: Sequence[str], is_held: Callable[[Concept], bool]) -> Iterator[str]:
    """Concepts of these types that the library has, neither very wide nor a kind of one that came before."""
    chosen: set[str] = set()
    for type in types:
        for concept in vocabulary.concepts.values():
            wide = any(
                vocabulary.concepts[label].narrower for label in concept.narrower if label in vocabulary.concepts
            )
            if (
                concept.type == type
                and not wide
                and not vocabulary.broader(concept.label) & chosen
                and is_held(concept)
            ):
                chosen.add(concept.label)
                yield concept.label


def _replaced(text: str, name: str, label: str) -> str:
    whole = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda match: label, text).strip()
    return whole[:1].upper() + whole[1:]
