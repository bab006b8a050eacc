"""Whether the evidence can answer a question part, or the honest answer is that no source was found.

A logistic rule on five figures: the best cosine similarity between the part and a passage, the best
coverage of what the part names by one passage and by one title with its headings, the weighted share of what it
names that no passage of the library has, and whether it names a concept that the library has at all.
`tools/fit_refusal.py` fits the coefficients on the questions of `evaluation/questions` that have been read, on three
libraries that differ in size and kind, each library weighing the same; the error rates on the held-out questions stand
in `docs/evaluation.md`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from citewell.retrieval.search import Search
from citewell.text.coverage import unknown_share
from citewell.text.instructions import is_instruction
from citewell.text.normalise import stem
from citewell.text.ordinary import is_everyday


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic rule and the probability above which a part is answered."""

    intercept: float
    similarity: float
    coverage: float
    unknown: float
    concept: float
    title: float
    threshold: float = 0.4


WITH_VECTORS = Calibration(
    intercept=-5.58, similarity=4.53, coverage=2.75, unknown=-1.85, concept=0.89, title=1.73, threshold=0.3
)
WORDS_ONLY = Calibration(intercept=-2.68, similarity=0.0, coverage=2.66, unknown=-2.76, concept=1.15, title=2.46)


# Below this share of words that tell, a part is on something else than medicine.
LEAST_TELLING = 0.4

# What bids the program do something is no question.
_BIDS = re.compile(
    r"(?:please )?(?:(?:forget|ignore|disregard) (?:the|what|everything|anything|your|all|any|previous)\b"
    r"|(?:act|answer) as\b|pretend\b"
    r"|(?:write|compose|tell|sing) (?:me |us )?(?:an? )?(?:\w+ )?(?:poem|joke|limerick|story|song|haiku)\b"
    r"|(?:repeat|print|say|translate|reveal|output) (?:your|my|the (?:word|following|above|hidden|sentence))\b)",
    re.IGNORECASE,
)

# Markup in a question is text that bids nothing.
_TAGS = re.compile(r"<[^<>]*>")

# Nothing in the library means anything like a part whose best passage is less similar than this, unless it has a
# concept of the part by another name, which the encoder may not know.
LEAST_SIMILAR = 0.4

# Everyday words are a name where a title has so much of the part and a passage is so similar to it.
TITLED = 0.8
TITLED_AND_ALIKE = 0.5

# From this share of the evidence on, that which has a vector speaks for the rest.
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Signals:
    """What the decision rests on; each figure in 0..1 (similarity may be slightly negative)."""

    similarity: float
    coverage: float
    unknown: float
    concept: float
    title: float
    vectors: bool


def read_signals(search: Search) -> Signals:
    """The figures for a part's evidence."""
    units, evidence = search.units, search.evidence
    similarities = [item.similarity for item in evidence if item.similarity is not None]
    return Signals(
        similarity=max(similarities, default=0.0),
        coverage=max((item.coverage for item in evidence), default=0.0),
        unknown=unknown_share(units),
        concept=float(any(unit.family and unit.known for unit in units)),
        title=search.title,
        vectors=len(similarities) >= MOSTLY * len(evidence) > 0,
    )


def telling_share(search: Search) -> float:
    """The weighted share, in 0..1, of what a part names and the library knows that is of no everyday subject.

    A large library of research has a passage on every word ("pay", "galaxy"): that it is found says nothing. Pairs of
    words and mere aspects do not count.
    """
    everyday = {stem(word) for word in search.part.terms if is_everyday(word)}
    single = [
        unit
        for unit in search.units
        if unit.known and not isinstance(unit.name, tuple) and unit.name not in search.part.aspects
    ]
    total = sum(unit.weight for unit in single)
    return sum(unit.weight for unit in single if unit.name not in everyday) / total if total else 1.0


def probability(signals: Signals) -> float:
    """The estimated probability, in 0..1, that the part can be answered."""
    rule = WITH_VECTORS if signals.vectors else WORDS_ONLY
    exponent = (
        rule.intercept
        + rule.similarity * signals.similarity
        + rule.coverage * signals.coverage
        + rule.unknown * signals.unknown
        + rule.concept * signals.concept
        + rule.title * signals.title
    )
    return 1.0 / (1.0 + math.exp(-exponent))


def _is_titled(search: Search) -> bool:
    """Whether a title names nearly all of a part, and a passage means what it does: STAR is also a syndrome."""
    return search.title >= TITLED and read_signals(search).similarity >= TITLED_AND_ALIKE


def is_elsewhere(search: Search) -> bool:
    """Whether a part is on something that the library is not about at all, whatever words it has of it."""
    if not search.units or not search.evidence:
        return True
    if telling_share(search) < LEAST_TELLING and not _is_titled(search):
        return True
    if _BIDS.match(search.part.text) or is_instruction(_TAGS.sub(" ", search.part.text)):
        return True
    signals = read_signals(search)
    return signals.vectors and not signals.concept and signals.similarity < LEAST_SIMILAR


def is_answerable(search: Search) -> bool:
    """Whether a part should be answered from the evidence found for it."""
    if is_elsewhere(search):
        return False
    signals = read_signals(search)
    rule = WITH_VECTORS if signals.vectors else WORDS_ONLY
    return probability(signals) >= rule.threshold
