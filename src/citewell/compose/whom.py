"""Whom a statement is about: those with symptoms or without, children or adults."""

from __future__ import annotations

import re

_SILENT = re.compile(
    r"\b(?:asymptomatic|symptom-free|(?:without|no|free of) (?:any )?symptoms?|(?:found|seen|discovered) by chance"
    r"|by accident|incidental(?:ly)?|symptomless)\b",
    re.IGNORECASE,
)
_LOUD = re.compile(r"(?<!mildly )(?<!oligo)\bsymptomatic\b|\bwith symptoms\b", re.IGNORECASE)
_CHILDREN = re.compile(
    r"\b(?:child(?:ren)?|infants?|p(?:a)?ediatric|adolescents?|boys?|girls?|newborns?|bab(?:y|ies))\b", re.I
)
_ADULTS = re.compile(r"\b(?:adults?|all ages|any age|older people|elderly)\b", re.IGNORECASE)


def status_fit(asked: str, text: str) -> float:
    """What a statement gains or loses by whom it is about: those with symptoms, or those without.

    What holds of people with a complaint says little of those in whom a finding came by chance, and the other way.
    """
    silent, loud = bool(_SILENT.search(text)), bool(_LOUD.search(text))
    if _SILENT.search(asked):
        return 0.15 if silent else -0.4 if loud else 0.0
    return -0.2 if _LOUD.search(asked) and silent and not loud else 0.0


def asks_of_adults(text: str) -> bool:
    """Whether a question is on adults in so many words."""
    return _ADULTS.search(text) is not None and _CHILDREN.search(text) is None


def of_children_only(text: str) -> bool:
    """Whether a title or statement names children and no adults."""
    return bool(_CHILDREN.search(text)) and not _ADULTS.search(text)
