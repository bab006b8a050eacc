"""Understanding, measured: how often the intent of a question is read, and what of its PICO is found.

A value of PICO counts as found where one that was read for the same slot has it, or is a part of it, by the stems of
their words; it counts as right where a labelled one matches in the same way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from citewell.domain.enums import Intent
from citewell.domain.errors import InputError
from citewell.domain.questions import Pico, Understanding
from citewell.text.normalise import normalise, stem
from citewell.text.vocabulary import tokens

SPLITS = ("dev", "heldout")
SLOTS = ("populations", "conditions", "interventions", "comparators", "outcomes")


@dataclass(frozen=True, slots=True)
class LabelledIntent:
    """A question with what it asks for and what it is about."""

    id: str
    text: str
    intent: Intent
    pico: Pico


def read_labelled_intents(name: str) -> list[LabelledIntent]:
    """The questions of one half, "dev" or "heldout"; raises InputError."""
    if name not in SPLITS:
        raise InputError(f"There is no set {name!r}.", remedy="Name dev or heldout.")
    folder = resources.files("citewell.evaluation").joinpath("questions")
    rows = [json.loads(line) for line in folder.joinpath("understanding.jsonl").read_text("utf-8").splitlines()]
    return [
        LabelledIntent(
            row["id"], row["text"], Intent(row["intent"]), Pico(**{slot: tuple(row[slot]) for slot in SLOTS})
        )
        for row in rows
        if row["split"] == name
    ]


def measure_understanding(
    questions: Sequence[LabelledIntent], understand: Callable[[str], Understanding]
) -> dict[str, Any]:
    """Accuracy of the intent, and precision and recall of each slot, in 0..1, with every outcome."""
    right = 0
    by_intent: Counter[str] = Counter()
    of_intent: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    outcomes: list[dict[str, Any]] = []
    for question in questions:
        understanding = understand(question.text)
        intents = [part.intent for part in understanding.parts]
        fits = bool(intents) and intents[0] is question.intent
        right += fits
        of_intent[question.intent] += 1
        by_intent[question.intent] += fits
        read: dict[str, list[str]] = {}
        for slot in SLOTS:
            read[slot] = [value for part in understanding.parts for value in getattr(part.pico, slot)]
            wanted = getattr(question.pico, slot)
            counts[slot, "wanted"] += len(wanted)
            counts[slot, "found"] += sum(any(_same(value, other) for other in read[slot]) for value in wanted)
            counts[slot, "read"] += len(read[slot])
            counts[slot, "right"] += sum(any(_same(value, other) for other in wanted) for value in read[slot])
        outcomes.append(
            {"id": question.id, "text": question.text, "intent": intents[0] if intents else "", "fits": fits, **read}
        )
    return {
        "questions": len(questions),
        "intent_accuracy": right / len(questions) if questions else 0.0,
        "intents": {name: f"{by_intent[name]} of {total}" for name, total in sorted(of_intent.items())},
        "slots": {
            slot: {
                "recall": _share(counts[slot, "found"], counts[slot, "wanted"]),
                "precision": _share(counts[slot, "right"], counts[slot, "read"]),
                "labelled": counts[slot, "wanted"],
            }
            for slot in SLOTS
        },
        "outcomes": outcomes,
    }


def _same(value: str, other: str) -> bool:
    one, two = _stems(value), _stems(other)
    return bool(one and two) and (one <= two or two <= one)


def _stems(value: str) -> frozenset[str]:
    return frozenset(stem(normalise(word).lower()) for word in tokens(value)) - {"a", "an", "the", "of", "in"}


def _share(count: int, total: int) -> float | None:
    return count / total if total else None
