"""Lies about what a passage says, each made from its own words: the ways in which language models go wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from tests.lying_server import claim_json

# Exchanged both ways unless one side is a pattern's tail.
_EXCHANGED = {
    "direction": ["increases|reduces", "increased|reduced", "higher|lower", "more|less", "improves|worsens",
                  "better|worse", "above|below", "longer|shorter", "effective|ineffective", "rises|falls"],
    "negation": ["is|is not", "are|are not", "can|cannot", "recommends|does not recommend", "advises|does not advise",
                 "should|should not", "with|without", "may|may not", "says|does not say", "advises against|advises",
                 "was|was not", "were|were not", "no|a clear"],
    "strength": ["may|should", "can be considered|must be given", "suggests|recommends", "consider|always give",
                 "can|must", "possibly|certainly", "mainly|always", "weak|strong", "low|high", "could|will",
                 "often|always", "sometimes|always", "might|does", "considered|proven"],
    "population": ["adults|children", "children|adults", "pregnant women|men", "women|men", "patients|infants",
                   "older|younger", "people|newborns"],
    "drug": ["ibuprofen|paracetamol", "amitriptyline|methotrexate", "lidocaine|ropivacaine", "triptans|opioids",
             "steroid|antibiotic", "topiramate|valproate", "acetaminophen|warfarin", "NSAIDs|opioids",
             "botulinum toxin|ketamine", "propranolol|digoxin", "physiotherapy|chemotherapy", "exercise|bed rest",
             "exercises|opioids", "injection|amputation", "surgery|acupuncture", "radiofrequency|laser",
             "manual therapy|electroconvulsive therapy", "nerve block|craniotomy", "CT|MRI", "MRI|ultrasound"],
    "condition": ["cervicogenic headache|cluster headache", "migraine|stroke", "headache|meningitis", "neck|knee",
                  "Chiari|Parkinson", "cervical|lumbar", "atlantoaxial|sacroiliac"],
}  # fmt: skip
_CUTS = (" after ", " for ", " in ", " without ", " with ", " if ", " unless ", " when ", " only ", " before ", " but ",
         " lasting ", " because ", " and ", ", ")  # fmt: skip
_ADDED = (
    ("population", " in pregnant women"),
    ("population", " in children under 2 years"),
    ("certainty", ", as large trials have proven"),
    ("dose", " at 400 mg three times a day"),
    ("strength", " (strong recommendation, high certainty)"),
    ("safety", " and has no side effects"),
)


def lies_about(number: int, sentence: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pairs of kind and claim: a valid number and quote, and a text that the sentence does not say."""
    texts = chain(_exchanged(sentence), _changed_numbers(sentence), _cut(sentence), _added(sentence))
    for kind, text in texts:
        if text != sentence:
            yield kind, claim_json(text, number, sentence)
    yield "invented number", claim_json(sentence, 97, sentence)
    yield "no such number", claim_json(sentence.replace(" ", " not ", 1), 0, sentence)
    yield (
        "invented quote",
        claim_json(f"Bed rest cures {_topic(sentence)}.", number, f"Bed rest cures {_topic(sentence)}."),
    )
    yield "quote of another text", claim_json(f"{_topic(sentence)} is cured by prayer.", number, sentence)
    changed = sentence.replace(" the ", " teh ", 1)
    if changed != sentence:
        yield "quote with a changed letter", claim_json(_cut_before_end(sentence), number, changed)
    yield "quote cut short", claim_json(_cut_before_end(sentence), number, _cut_before_end(sentence).rstrip("."))
    yield "inserted", claim_json(f"{sentence.rstrip('.')} [not proven].", number, sentence)
    yield "two sentences", claim_json(f"{sentence} It always works.", number, sentence)
    yield "markup", claim_json(f"<b>{sentence.rstrip('.')}</b> <script>alert(1)</script>.", number, sentence)
    yield "escape codes", claim_json(f"\x1b[31m{sentence}\x1b[0m", number, sentence)
    yield "link", claim_json(f"{sentence.rstrip('.')} ![x](https://evil.example/?q=1).", number, sentence)
    yield "hidden letters", claim_json(sentence.replace(" ", " \u200b", 1), number, sentence)


def _exchanged(sentence: str) -> Iterator[tuple[str, str]]:
    for kind, pairs in _EXCHANGED.items():
        for pair in pairs:
            first, second = pair.split("|")
            for old, new in ((first, second), (second, first)):
                yield kind, re.sub(rf"\b{re.escape(old)}\b", new, sentence, count=1)


def _changed_numbers(sentence: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"\d+(?:\.\d+)?", sentence):
        for new in (f"1{match[0]}", str(int(float(match[0])) + 1)):
            yield "number", sentence[: match.start()] + new + sentence[match.end() :]
    yield "unit", re.sub(r"\b(months|weeks|days)\b", "years", sentence, count=1)
    yield "unit", re.sub(r"\bmg\b", "g", sentence, count=1)
    yield "threshold", re.sub(r"\bat least\b|\bmore than\b|\bover\b", "less than", sentence, count=1)


def _cut(sentence: str) -> Iterator[tuple[str, str]]:
    words = sentence.rstrip(".").split()
    if len(words) > 7:
        first, last = words[:3], words[-3:]
        yield "sides exchanged", f"{' '.join([*last, *words[3:-3], *first]).capitalize()}."
        yield "words exchanged", f"{' '.join([words[0], *words[-2:], *words[3:-2], *words[1:3]])}."
    for mark in _CUTS:
        head, found, tail = sentence.partition(mark)
        if found and len(head.split()) >= 4:
            yield "qualifier cut off", f"{head}."
            if len(tail.split()) >= 4:
                yield "condition cut out", f"{head} {' '.join(tail.split()[2:])}"


def _added(sentence: str) -> Iterator[tuple[str, str]]:
    for kind, words in _ADDED:
        yield kind, f"{sentence.rstrip('.')}{words}."


def _cut_before_end(sentence: str) -> str:
    words = sentence.rstrip(".").split()
    return f"{' '.join(words[: max(4, len(words) * 2 // 3)])}."


def _topic(sentence: str) -> str:
    return "migraine" if "headache" not in sentence else "headache"
