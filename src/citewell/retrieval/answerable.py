"""Whether the evidence can answer a question part, or the honest answer is that no source was found.

A logistic rule on four figures: the best cosine similarity between the part and a passage, the best
coverage of what the part names by one passage, the weighted share of what it names that no passage of the
library has, and whether it names a concept that the library has at all. `tools/fit_refusal.py` fits the
coefficients on the development questions of `evaluation/questions`; the error rates on the held-out questions
stand in `docs/evaluation.md`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.domain.questions import Evidence
from citewell.text.coverage import Unit, unknown_share


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic rule and the probability above which a part is answered."""

    intercept: float
    similarity: float
    coverage: float
    unknown: float
    concept: float
    threshold: float = 0.45


WITH_VECTORS = Calibration(intercept=-3.56, similarity=2.72, coverage=3.74, unknown=-3.09, concept=1.64)
WORDS_ONLY = Calibration(intercept=-1.97, similarity=0.0, coverage=3.96, unknown=-3.04, concept=1.61)


# From this share of the evidence on, that which has a vector speaks for the rest.
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Signals:
    """What the decision rests on; each figure in 0..1 (similarity may be slightly negative)."""

    similarity: float
    coverage: float
    unknown: float
    concept: float
    vectors: bool


def read_signals(units: Sequence[Unit], evidence: Sequence[Evidence]) -> Signals:
    """The three figures for a part's evidence."""
    similarities = [item.similarity for item in evidence if item.similarity is not None]
    return Signals(
        similarity=max(similarities, default=0.0),
        coverage=max((item.coverage for item in evidence), default=0.0),
        unknown=unknown_share(units),
        concept=float(any(unit.family and unit.known for unit in units)),
        vectors=len(similarities) >= MOSTLY * len(evidence) > 0,
    )


def probability(signals: Signals) -> float:
    """The estimated probability, in 0..1, that the part can be answered."""
    rule = WITH_VECTORS if signals.vectors else WORDS_ONLY
    exponent = (
        rule.intercept
        + rule.similarity * signals.similarity
        + rule.coverage * signals.coverage
        + rule.unknown * signals.unknown
        + rule.concept * signals.concept
    )
    return 1.0 / (1.0 + math.exp(-exponent))


def is_answerable(units: Sequence[Unit], evidence: Sequence[Evidence]) -> bool:
    """Whether a part should be answered from this evidence."""
    if not units or not evidence:
        return False
    signals = read_signals(units, evidence)
    rule = WITH_VECTORS if signals.vectors else WORDS_ONLY
    return probability(signals) >= rule.threshold
