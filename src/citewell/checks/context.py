"""What every check may look at, and how it says what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from citewell.domain.articles import Claim, Finding
from citewell.domain.documents import Document, Passage
from citewell.domain.enums import Severity
from citewell.text.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The passages and documents that claims may cite, by id, as the library has them now.

    `vocabulary` says which words mean the same; without it only general synonyms are known.
    """

    passages: Mapping[str, Passage]
    documents: Mapping[str, Document]
    vocabulary: Vocabulary | None = None


def error(rule: str, claim: Claim, explanation: str, *, excerpt: str = "") -> Finding:
    """A finding that removes the claim."""
    return Finding(rule, Severity.ERROR, claim.id, explanation, excerpt or claim.text)


def notice(rule: str, claim: Claim, explanation: str, *, excerpt: str = "") -> Finding:
    """A finding that is told and removes nothing."""
    return Finding(rule, Severity.NOTICE, claim.id, explanation, excerpt or claim.text)
